/** In Node; `same-bits.browser.test.ts` asks the same of Chromium. A change here is a change of every user's numbers. */
import { expect, test } from 'vitest';
import expected from './same-bits.json' with { type: 'json' };
import { digests } from './same-bits.ts';

test('every kind of draw gives the recorded bits', async () => {
  expect(await digests()).toEqual(expected);
});
