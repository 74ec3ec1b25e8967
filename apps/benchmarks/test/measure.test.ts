import { expect, test } from 'vitest';
import { alternate, type Contender, inProcess, warmUp } from '../src/measure.ts';

/** Takes no time and says it took `seconds` a call. */
function pretender(seconds: number, seen: string[] = [], name = ''): Contender {
  return {
    async time(calls, samples) {
      seen.push(`${name}${calls}x${samples}`);
      return new Array<number>(samples).fill(seconds);
    },
  };
}

test('a sample is as many calls as fill 2 ms, a round as many samples as fill 0.2 s', async () => {
  expect(await warmUp(pretender(1e-5))).toMatchObject({ calls: 200, samples: 100 });
  expect(await warmUp(pretender(1e-3))).toMatchObject({ calls: 2, samples: 100 });
  expect(await warmUp(pretender(0.05))).toMatchObject({ calls: 1, samples: 4 });
});

test('what takes longer than a round is one call, warmed up by one', async () => {
  const seen: string[] = [];
  expect(await warmUp(pretender(1, seen))).toMatchObject({ calls: 1, samples: 1 });
  expect(seen).toEqual(['1x1']);
});

test('ours and the peer take turns, and take turns in going first', async () => {
  const seen: string[] = [];
  const ours = { contender: pretender(1, seen, 'ours '), calls: 1, samples: 2 };
  const peer = { contender: pretender(3, seen, 'peer '), calls: 4, samples: 1 };
  const rounds = await alternate(ours, peer, 3, () => seen.push('|'));
  expect(seen).toEqual(['ours 1x2', 'peer 4x1', '|', 'peer 4x1', 'ours 1x2', '|', 'ours 1x2', 'peer 4x1', '|']);
  expect(rounds).toEqual([1, 2, 3].map(() => ({ ours: [1, 1], peer: [3] })));
});

test('work in this process is called as often as asked, and awaited', async () => {
  let running = 0;
  let most = 0;
  let calls = 0;
  const seconds = await inProcess(async () => {
    calls++;
    most = Math.max(most, ++running);
    await Promise.resolve();
    running--;
  }).time(3, 2);
  expect([calls, most, seconds.length]).toEqual([6, 1, 2]);
});
