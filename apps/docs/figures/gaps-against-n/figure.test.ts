/**
 * The claims of the caption, headless: exact, but for where the grid begins, which the seed key(<figure>) chooses; about 4 s.
 * The mutants are the grid in place of the bound, a prefactor left in, and one reflection in place of two.
 */
import {
  ferromagnetEnergies,
  hammingGap,
  hammingGenerator,
  hammingMinimalGap,
  spikeEnergies,
  szegedyWalkMatrix,
} from '@yuragi/annealing';
import { key, toNdarray } from '@yuragi/prob-core';
import { symmetricEigen } from '@yuragi/prob-core/eigen';
import { describe, expect, test } from 'vitest';
import { model, phasesOf, type State } from './model.ts';
import { BETA, DECAY, type Settings, settings } from './settings.ts';
import { view } from './view.ts';

function run(controls: Partial<Settings> = {}, seed: string = view.name): State {
  const all = { ...settings, ...controls };
  let state = model.init(all, key(seed));
  while (!view.isOver(state)) state = model.step(state, all);
  return state;
}

describe('the claim', () => {
  const ferromagnet = run();

  test('holds for the 3-spin ferromagnet: its gap closes as fast as the tunnelling action says', () => {
    const claim = model.claim(ferromagnet);
    expect(claim).toMatchObject({ isDecided: true, holds: true, standardError: 0 });
    expect(Math.abs(claim.value - claim.expected)).toBeLessThan(0.003 * DECAY);
    expect(ferromagnet.rows.at(-1)!.classical).toBeGreaterThan(0.16);
  });

  test('fails on a grid, wherever it begins: a step is 10^4 times as wide as the dip', () => {
    for (const seed of ['a', 'b', 'c', view.name]) {
      const claim = model.claim(run({ look: 'grid' }, seed));
      expect(claim).toMatchObject({ isDecided: true, holds: false });
      expect(Math.abs(claim.value)).toBeLessThan(DECAY / 2);
    }
  });

  test('fails with the prefactor left in, and with that of n instead of its root', () => {
    const scaled = (exponent: number): State => ({
      ...ferromagnet,
      rows: ferromagnet.rows.map((row) => ({ ...row, quantum: row.quantum * row.n ** exponent })),
    });
    expect(model.claim(scaled(0)).holds).toBe(true);
    expect(model.claim(scaled(0.5)).holds).toBe(false);
    expect(model.claim(scaled(-0.5)).holds).toBe(false);
  });

  test('holds for the spike: the gap stays, heat bath does not, and pairs of flips do', () => {
    const spike = run({ family: 'spike' });
    expect(model.claim(spike)).toMatchObject({ isDecided: true, holds: true });
    const last = spike.rows.at(-1)!;
    expect(spike.rows[0]!.classical / last.classical).toBeGreaterThan(1e8);
    expect(last.beside).toBeGreaterThan(0.7);
    // The other way round it fails.
    const swapped = spike.rows.map((row) => ({ ...row, quantum: row.classical, classical: row.quantum }));
    expect(model.claim({ ...spike, rows: swapped }).holds).toBe(false);
  });

  test('holds for search at every size, the schedule apart: the linear one has the success of Landau and Zener', () => {
    const search = run({ family: 'search', size: 200 });
    expect(model.claim(search)).toMatchObject({ isDecided: true, holds: true });
    const linear = search.rows.map((row) => ({ ...row, success: row.beside }));
    expect(model.claim({ ...search, rows: linear }).holds).toBe(false);
    expect(model.claim(run({ family: 'search', size: 200, look: 'grid' })).holds).toBe(false);
  });

  test('holds for the walk, and fails for the chain it is made of', () => {
    const walk = run({ family: 'walk' });
    expect(model.claim(walk)).toMatchObject({ isDecided: true, holds: true });
    const chain = walk.rows.map((row) => ({ ...row, quantum: row.classical }));
    expect(model.claim({ ...walk, rows: chain }).holds).toBe(false);
  });

  test.each([120, 160, 200])('holds when it ends at n = %d too', (size) => {
    for (const family of size === 120
      ? (['ferromagnet', 'spike', 'walk'] as const)
      : (['ferromagnet', 'walk'] as const))
      expect(model.claim(run({ family, size }))).toMatchObject({ isDecided: true, holds: true });
  });

  test('is not decided on the way', () => {
    const state = model.step(model.init(settings, key('start')), settings);
    expect(model.claim(state).isDecided).toBe(false);
    expect(model.claim(model.step(state, settings)).isDecided).toBe(false);
  });
});

describe('the numbers', () => {
  test('the action by another rule: midpoints, and the wells at m = 0 and sqrt(3)/2 at s = 1/(1 + 3 sqrt(3)/2)', () => {
    const end = Math.sqrt(3) / 2;
    let sum = 0;
    for (let i = 0; i < 20000; i++) {
      const m = (end * (i + 0.5)) / 20000;
      sum += Math.acosh((1 - (4 * m ** 3) / (3 * Math.sqrt(3))) / Math.sqrt(1 - m * m));
    }
    expect((sum * end) / 40000).toBeCloseTo(DECAY, 7);
    const s = 1 / (1 + 1.5 * Math.sqrt(3));
    const energy = (m: number): number => ((1 - s) / 2) * (1 - Math.sqrt(1 - m * m)) - s * m ** 3;
    expect(energy(end)).toBeCloseTo(0, 14);
    for (let m = 0; m < 1; m += 0.01) expect(energy(m)).toBeGreaterThan(-1e-14);
    // Where the smallest gap is tends to that s.
    expect(Math.abs(hammingMinimalGap(ferromagnetEnergies(240, 3)).progress - s)).toBeLessThan(0.0011);
  });

  test('the path that is drawn goes through the smallest gap', () => {
    const { path, rows } = run({ size: 160 });
    expect(Math.min(...path.filter((_, i) => i % 2 === 1))).toBe(rows.at(-1)!.quantum);
    for (let i = 2; i < path.length; i += 2) expect(path[i]!).toBeGreaterThanOrEqual(path[i - 2]!);
    expect(hammingGap(ferromagnetEnergies(160, 3), path[20]!)).toBe(path[21]!);
  });

  test('the phases are those of the product of two reflections, here 81 x 81', () => {
    const energies = spikeEnergies(8, Math.sqrt(8));
    const { up, down } = hammingGenerator(energies, BETA);
    const size = 9;
    const transition = new Float64Array(size * size);
    for (let w = 0; w < size; w++) {
      transition[w * size + w] = 1 - ((up[w] ?? 0) + (down[w - 1] ?? 0)) / 8;
      if (w > 0) transition[(w - 1) * size + w] = down[w - 1]! / 8;
      if (w < 8) transition[(w + 1) * size + w] = up[w]! / 8;
    }
    const u = szegedyWalkMatrix(toNdarray(transition, [size, size])).data;
    const pairs = size * size;
    const even = u.map((entry, at) => (entry + u[(at % pairs) * pairs + Math.floor(at / pairs)]!) / 2);
    const cosines = symmetricEigen(even, pairs).values;
    const phases = Array.from(phasesOf(energies, BETA).subarray(1));
    const expected = [
      ...new Array(pairs - 2 * (size - 1)).fill(1),
      ...phases.flatMap((p) => [Math.cos(p), Math.cos(p)]),
    ];
    expected.sort((a, b) => b - a);
    for (const [k, cosine] of cosines.entries()) expect(Math.abs(cosine - expected[k]!)).toBeLessThan(1e-12);
  });
});

describe('the model', () => {
  test('leaves the state it is given as it was, and crosses to a worker unchanged', () => {
    const state = model.step(model.init(settings, key('clone')), settings);
    const copy = structuredClone(state);
    model.step(state, settings);
    expect(state).toEqual(copy);
  });

  test('stays where it is at the end', () => {
    const end = run({ size: 120 });
    expect(model.step(end, settings)).toBe(end);
  });

  test('begins its grid where the seed says', () => {
    expect(run({ size: 120 }, 'a').grid).not.toEqual(run({ size: 120 }, 'b').grid);
    expect(run({ size: 120 }, 'a')).toEqual(run({ size: 120 }, 'a'));
  });
});
