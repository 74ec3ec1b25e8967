import { expect, test } from 'vitest';
import expected from './same-bits.json' with { type: 'json' };
import { digests } from './same-bits.ts';

test('every kind of draw gives in the browser the bits it gives in Node', async () => {
  expect(await digests()).toEqual(expected);
});
