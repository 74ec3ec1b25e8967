import { isingModel } from '@yuragi/mcmc';
import { decodeCheckpoint, encodeCheckpoint, foldIn, key, type Rng, stream } from '@yuragi/prob-core';
import { driverConformance } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { anneal } from './anneal.ts';
import { groundStates } from './enumeration.ts';
import { spinEnergy, toDenseIsing } from './ising.ts';
import { chainLattice, cubicLattice, normalCouplings, randomSigns, squareLattice } from './lattices.ts';
import { cutValue, maxCutIsing, readGset, writeGset } from './max-cut.ts';
import { bestSample, type SampleSet, toBinary } from './sample-set.ts';

const rngOf = (name: string): Rng => stream(key(`anneal ${name}`));
const glass = squareLattice([5, 4], { couplings: normalCouplings(rngOf('glass')) });
const options = { numReads: 5, numSweeps: 30 } as const;
const rows = ({ variables, domain, states, energies, occurrences, isIndependent }: SampleSet) => ({
  variables,
  domain,
  states: states.data,
  energies,
  occurrences,
  isIndependent,
});

driverConformance('anneal', (run) => anneal(glass, key('driver'), { ...options, ...run }), {
  outcome: rows,
  foreign: (run) => anneal(glass, key('driver'), { ...options, rule: 'heat-bath', ...run }),
  encode: encodeCheckpoint,
  decode: decodeCheckpoint,
});

// Four steps to a read, on integers.
const large = cubicLattice([10, 10, 10], { couplings: randomSigns(rngOf('large')) });
driverConformance('anneal within a read', (run) => anneal(large, key('large'), { numSweeps: 200, ...run }), {
  outcome: rows,
  foreign: (run) => anneal(large, key('other'), { numSweeps: 200, ...run }),
  encode: encodeCheckpoint,
  decode: decodeCheckpoint,
});

describe('anneal', () => {
  test.each([
    ['a Gaussian glass', glass],
    ['the same, dense', toDenseIsing(glass)],
    ['a +-1 glass', squareLattice([4, 5], { couplings: randomSigns(rngOf('signs')) })],
    ['an antiferromagnet in a field', squareLattice([5, 3], { couplings: -1, field: 0.5 })],
    ['free spins', isingModel({ numSpins: 18, bonds: [], fields: Array.from({ length: 18 }, (_, i) => (i % 3) - 1) })],
    ['a frustrated ring', chainLattice(9, { couplings: -1 })],
  ])('finds the ground state that enumeration proves: %s', async (_, model) => {
    const ground = groundStates(model);
    for (const rule of ['metropolis', 'heat-bath'] as const) {
      const { energies, states, stopped } = await anneal(model, key('ground'), { numReads: 20, numSweeps: 500, rule });
      expect(stopped).toBe('completed');
      expect(energies[0]).toBeCloseTo(ground.energy, 10);
      expect(spinEnergy(model, states.data.subarray(0, model.numSpins))).toBe(energies[0]);
    }
  });

  test('reads do not depend on how many there are, nor on the kernels', async () => {
    const run = (numReads: number, kernels: 'auto' | 'scalar' = 'auto') =>
      anneal(glass, key('reads'), { numReads, numSweeps: 3, kernels });
    const [one, three] = [await run(1), await run(3)];
    const first = one.states.data.join();
    const found = [0, 1, 2].map((k) => three.states.data.subarray(20 * k, 20 * (k + 1)).join());
    expect(found).toContain(first);
    expect(rows(await run(3, 'scalar'))).toEqual(rows(three));
  });

  test('the best state seen is returned, not the last', async () => {
    // Cold, then so hot that the end is noise.
    const schedule = Float64Array.of(0.2, 0.5, 1, 2, 3, 0, 0);
    const { energies } = await anneal(glass, key('best'), { numReads: 1, numSweeps: 700, schedule });
    expect(energies[0]).toBeCloseTo(groundStates(glass).energy, 10);
  });

  test('rows are sorted, merged, counted and have the energies of the model', async () => {
    const model = { ...chainLattice(4, { couplings: -1 }), variables: ['a', 'b', 'c', 'd'] };
    const set = await anneal(model, key('rows'), { numReads: 50, numSweeps: 200, rule: 'heat-bath' });
    expect(set.states.shape).toEqual([2, 4]);
    expect(Array.from(set.states.data)).toEqual([-1, 1, -1, 1, 1, -1, 1, -1]);
    expect(Array.from(set.energies)).toEqual([-4, -4]);
    expect(set.occurrences[0]! + set.occurrences[1]!).toBe(50);
    expect(set).toMatchObject({ variables: ['a', 'b', 'c', 'd'], domain: 'spin', isIndependent: true });
    expect(bestSample(set)).toEqual({ energy: -4, values: { a: -1, b: 1, c: -1, d: 1 } });
    expect(bestSample(toBinary(set)).values).toEqual({ a: 0, b: 1, c: 0, d: 1 });
    expect(toBinary(toBinary(set)).states.data).toEqual(toBinary(set).states.data);
  });

  test('stopped before its first step it has no rows, stopped in a read it has what that has seen', async () => {
    const none = await anneal(glass, key('none'), { ...options, timeLimit: 0 });
    expect(none.states.shape).toEqual([0, 20]);
    expect(() => bestSample(none)).toThrow('bestSample: `samples` must be a set of at least one row');
    const controller = new AbortController();
    const stopped = await anneal(large, key('stop'), {
      numSweeps: 200,
      signal: controller.signal,
      checkpointEvery: 1,
      onCheckpoint: () => controller.abort(),
    });
    expect(stopped.stopped).toBe('aborted');
    expect(stopped.states.shape).toEqual([1, 1000]);
    expect(stopped.energies[0]).toBeLessThan(-500);
  });

  test('the randomness of a read is foldIn(key, read)', async () => {
    // Without a coupling or field, one Metropolis sweep turns every spin over: the best seen is where it began.
    const free = isingModel({ numSpins: 40, bonds: [] });
    const { states } = await anneal(free, key('fold'), { numSweeps: 1 });
    const rng = stream(foldIn(key('fold'), 0));
    const word = [rng.uint32(), rng.uint32()];
    expect(Array.from(states.data)).toEqual(
      Array.from({ length: 40 }, (_, i) => 2 * ((word[i >> 5]! >>> (i & 31)) & 1) - 1),
    );
  });

  test.each([
    [{ numReads: 0 }, 'anneal: `numReads` must be an integer >= 1; received 0'],
    [{ numSweeps: 1.5 }, 'anneal: `numSweeps` must be an integer >= 1; received 1.5'],
    [{ rule: 'gibbs' as never }, "anneal: `rule` must be one of 'metropolis', 'heat-bath'; received \"gibbs\""],
    [{ kernels: 'gpu' as never }, "anneal: `kernels` must be one of 'auto', 'scalar'; received \"gpu\""],
    [
      { numSweeps: 3, schedule: () => -1 },
      'anneal: `schedule at step 0 of 3` must be a finite number >= 0; received -1',
    ],
    [
      { numSweeps: 2, schedule: new Float64Array(3) },
      'anneal: `schedule` must be a function, or 1 to 2 levels for 2 steps; received Float64Array[0, 0, 0]',
    ],
  ])('refuses %o', async (bad, message) => {
    await expect(anneal(glass, key('bad'), bad)).rejects.toThrow(message);
  });

  test('finds a maximum cut that enumeration proves', async () => {
    const rng = rngOf('cut');
    const edges = Array.from({ length: 16 }, (_, i) => i)
      .flatMap((i) => Array.from({ length: i }, (_, j) => [j, i, rng.int(4) - 1] as const))
      .filter(() => rng.int(3) > 0);
    const graph = readGset(writeGset({ numNodes: 16, edges }), 'random graph');
    const { energies, states } = await anneal(maxCutIsing(graph), key('cut'), { numReads: 5, numSweeps: 300 });
    expect(energies[0]).toBe(groundStates(maxCutIsing(graph)).energy);
    expect(cutValue(graph, states.data.subarray(0, 16))).toBe(-energies[0]!);
  });

  test('refuses a model whose arrays do not fit together', async () => {
    const broken = { ...glass, couplings: glass.couplings.subarray(1) };
    await expect(anneal(broken, key('bad'))).rejects.toThrow(
      'anneal: `model.couplings` must have length 80; received shape (79)',
    );
    const columns = glass.columns.slice();
    columns[3] = 20;
    await expect(anneal({ ...glass, columns }, key('bad'))).rejects.toThrow(
      'anneal: `model.columns[3]` must be a spin of 0..19 other than 0; received 20',
    );
    const rowStarts = glass.rowStarts.map((start, i) => (i === 2 ? 3 : start));
    await expect(anneal({ ...glass, rowStarts }, key('bad'))).rejects.toThrow(
      'anneal: `model.rowStarts[2]` must be a number >= 4; received 3',
    );
    rowStarts[0] = 1;
    await expect(anneal({ ...glass, rowStarts }, key('bad'))).rejects.toThrow(
      'anneal: `model.rowStarts[0]` must be 0; received 1',
    );
    const nan = { ...glass, fields: glass.fields.map(() => Number.NaN) };
    await expect(anneal(nan, key('bad'))).rejects.toThrow(
      'anneal: `model.fields[0]` must be a finite number; received NaN',
    );
  });
});
