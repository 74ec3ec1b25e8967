import { fileURLToPath } from 'node:url';
import { afterEach, expect, test, vi } from 'vitest';
import { effectiveDraws } from '../src/mcmc/effective-draws.bench.ts';
import { stanChain } from '../src/mcmc/rstan.ts';
import { noPython, startProgram } from '../src/python.ts';
import { withR } from '../src/r.ts';
import { AbsentPeer, PeerFailure } from '../src/row.ts';
import { runRow } from '../src/run-row.ts';
import { decode } from '../src/wire.ts';

const fixture = fileURLToPath(new URL('fixtures/fake-peer.mjs', import.meta.url));
afterEach(() => void vi.unstubAllEnvs());

test('without Rscript on the path rstan is named absent, and Python is asked as before', async () => {
  vi.stubEnv('PATH', fileURLToPath(new URL('fixtures', import.meta.url)));
  const peers = await withR(noPython, 'Rscript', ['peers.R']);
  expect(peers.versions).toEqual({ R: null, rstan: null });
  await expect(peers.open('nuts', ['rstan'], {})).rejects.toThrow(new AbsentPeer('no Rscript'));
  await expect(peers.open('ensemble', ['numpy'], {})).rejects.toThrow(new AbsentPeer('no Python with numpy'));

  const sizes = { d: 2, target: 10, numDraws: 100, thin: 1, numPeerSteps: 100 };
  const row = effectiveDraws(sizes).find(({ name }) => name === 'gaussian-hmc')!;
  const { comparisons } = await runRow(row, peers, { numRounds: 1, onProgress() {} });
  expect(comparisons.map(({ peer, status, reason }) => [peer, status, reason])).toEqual([
    ['emcee', 'absent', 'no Python with numpy'],
    ['rstan', 'absent', 'no Rscript'],
  ]);
  peers.close();
});

test('R without rstan names rstan absent; R with it is asked for it, and Python for all else', async () => {
  const bare = await withR(noPython, process.execPath, [fixture, 'bare-r']);
  await expect(bare.open('nuts', ['rstan'], {})).rejects.toThrow(new AbsentPeer('rstan is not installed for R 4.0'));
  bare.close();

  const python = (await startProgram(process.execPath, [fixture, 'whole']))!;
  const both = await withR(python, process.execPath, [fixture, 'r']);
  expect(both.versions).toMatchObject({ python: '3.0', numpy: '1.0', R: '4.0', rstan: '2.0' });
  expect((await both.open<object>('nuts', ['rstan'], { draws: 3 })).answer).toMatchObject({ echo: { draws: 3 } });
  // Each of the two numbers its own tasks.
  expect(await (await both.open('task', ['numpy'], {})).time(5, 1)).toEqual([5]);
  both.close();
});

test('a chain is read digit for digit, and one that is none is refused', () => {
  const read = (text: string) => stanChain(decode(text), 2, 2);
  expect(read('{"values":[0.10000000000000001,-1,2e-300,4],"leapfrogs":3.5,"seconds":0.25}')).toEqual({
    values: Float64Array.of(0.1, -1, 2e-300, 4),
    leapfrogs: 3.5,
    seconds: 0.25,
  });
  const noDraws = new PeerFailure('its program did not send 2 draws of 2 finite numbers');
  for (const values of ['[1,2,3]', '[1,2,3,4,5]', '[1,2,3,null]', '[1,2,3,1e999]', '[1,2,3,"4"]', '"1234"', 'null'])
    expect(() => read(`{"values":${values},"leapfrogs":3,"seconds":1}`), values).toThrow(noDraws);
  expect(() => read('null')).toThrow(noDraws);
  const noFigures = new PeerFailure('its program did not send the number of leapfrog steps and the time of its draws');
  // A clock that did not move gives no time.
  for (const figures of ['"leapfrogs":3,"seconds":0', '"leapfrogs":"3","seconds":1', '"seconds":1', '"leapfrogs":3'])
    expect(() => read(`{"values":[1,2,3,4],${figures}}`), figures).toThrow(noFigures);
});
