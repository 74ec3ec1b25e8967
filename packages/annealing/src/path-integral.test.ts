import { isingModel } from '@yuragi/mcmc';
import { key, stream } from '@yuragi/prob-core';
import { derivative, expectClose, referenceCase } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { toDenseIsing } from './ising.ts';
import { pathIntegralKernel } from './path-integral.ts';
import { type PathEngine, pathEngine } from './path-integral-engine.ts';
import { fillFreePath, pathLogWeight, sliceCoupling, type TrotterOptions, trotterMoments } from './trotter.ts';

const pair = isingModel({ numSpins: 2, bonds: [[0, 1, 0.8]], fields: [0.3, -0.5] });
const at: TrotterOptions = { beta: 1.3, transverseField: 0.7, numSlices: 3 };
type Chance = (probability: number) => boolean;

/** The path with the given index: bit 0 is +1. */
const pathOf = (index: number, size: number): Int8Array =>
  Int8Array.from({ length: size }, (_, i) => 1 - 2 * ((index >> i) & 1));
const indexOf = (path: Int8Array): number => path.reduce((sum, s, i) => sum + (s < 0 ? 2 ** i : 0), 0);

/** Every way the decisions of `work` can fall, with its probability: depth first over the tree of answers. */
function forEachOutcome(work: (chance: Chance) => void, visit: (probability: number) => void): void {
  const answers: boolean[] = [];
  for (;;) {
    let depth = 0;
    let probability = 1;
    work((p) => {
      if (depth === answers.length) answers.push(p > 0);
      const answer = answers[depth++]!;
      probability *= answer ? p : 1 - p;
      return answer;
    });
    if (probability > 0) visit(probability);
    while (answers.length > 0 && answers.at(-1) === false) answers.pop();
    if (answers.length === 0) return;
    answers[answers.length - 1] = false;
  }
}

/** The law of paths under exp(W). */
function pathLaw(model: typeof pair, options: TrotterOptions): Float64Array {
  const size = model.numSpins * options.numSlices;
  const weights = Float64Array.from({ length: 2 ** size }, (_, x) =>
    Math.exp(pathLogWeight(model, pathOf(x, size), options)),
  );
  const total = weights.reduce((a, b) => a + b);
  return weights.map((w) => w / total);
}

/** T[y, x], the probability of y after an update of x, by listing every decision of the code. */
function transitions(engine: PathEngine, size: number, move: (chance: Chance) => void): Float64Array[] {
  const after = new Int8Array(size);
  return Array.from({ length: 2 ** size }, (_, x) => {
    const column = new Float64Array(2 ** size);
    forEachOutcome(
      (chance) => {
        engine.load(pathOf(x, size));
        move(chance);
      },
      (probability) => {
        engine.pathInto(after);
        column[indexOf(after)]! += probability;
      },
    );
    return column;
  });
}

/** Largest violation of detailed balance, and of the columns' sums. */
function defects(law: Float64Array, columns: readonly Float64Array[]): { balance: number; sum: number } {
  let balance = 0;
  let sum = 0;
  for (const [x, column] of columns.entries()) {
    sum = Math.max(sum, Math.abs(column.reduce((a, b) => a + b) - 1));
    for (const [y, p] of column.entries())
      balance = Math.max(balance, Math.abs(law[x]! * p - law[y]! * columns[y]![x]!));
  }
  return { balance, sum };
}

describe('the update of a worldline, by listing every decision', () => {
  const cases: readonly (readonly [string, typeof pair, TrotterOptions])[] = [
    ['2 spins, 3 slices', pair, at],
    ['2 spins, 1 slice: a classical heat bath', pair, { ...at, numSlices: 1 }],
    ['2 spins, 2 slices: two bonds between them', pair, { ...at, numSlices: 2 }],
    ['1 spin, 5 slices', isingModel({ numSpins: 1, bonds: [], fields: [0.4] }), { ...at, numSlices: 5 }],
  ];
  test.each(cases)('is in detailed balance with exp(W): %s', (_, model, options) => {
    const size = model.numSpins * options.numSlices;
    const engine = pathEngine(model, options);
    const { kinkWeight } = sliceCoupling(options, options.transverseField);
    const law = pathLaw(model, options);
    for (let i = 0; i < model.numSpins; i++) {
      const columns = transitions(engine, size, (chance) => engine.updateWorldline(i, 1, kinkWeight, chance));
      const { balance, sum } = defects(law, columns);
      expect(balance).toBeLessThan(1e-16);
      expect(sum).toBeLessThan(1e-14);
      // Every worldline of spin i is reached from every other: single spins, segments and whole rings.
      for (let x = 0; x < 2 ** size; x++) expect(columns[x]!.filter((p) => p > 0)).toHaveLength(2 ** options.numSlices);
    }
  });

  test('is not, with a wrong coupling between the slices, temperature, or sign of the field', () => {
    const size = 6;
    const engine = pathEngine(pair, at);
    const law = pathLaw(pair, at);
    const { kinkWeight, kinkCost } = sliceCoupling(at, at.transverseField);
    const balanceOf = (used: PathEngine, weight: number, problemScale = 1): number =>
      defects(
        law,
        transitions(used, size, (chance) => used.updateWorldline(0, problemScale, weight, chance)),
      ).balance;
    expect(balanceOf(engine, kinkWeight)).toBeLessThan(1e-16);
    // K for 2 K; beta Gamma for beta Gamma/P; beta for beta/P; -h for h.
    expect(balanceOf(engine, Math.exp(-kinkCost / 2))).toBeGreaterThan(1e-3);
    expect(balanceOf(engine, sliceCoupling({ beta: at.beta, numSlices: 1 }, 0.7).kinkWeight)).toBeGreaterThan(1e-3);
    expect(balanceOf(engine, kinkWeight, 3)).toBeGreaterThan(1e-3);
    const flipped = pathEngine({ ...pair, fields: pair.fields.map((h) => -h) }, at);
    expect(balanceOf(flipped, kinkWeight)).toBeGreaterThan(1e-3);
  });

  test('keeps energies and kinks, and does the same with dense couplings', () => {
    const [sparse, dense] = [pathEngine(pair, at), pathEngine(toDenseIsing(pair), at)];
    for (let x = 0; x < 64; x++) {
      for (const engine of [sparse, dense]) {
        const rng = stream(key(`path ${x}`));
        engine.load(pathOf(x, 6));
        engine.sweep(1, 0.4, (p) => rng.uniform() < p);
      }
      const path = new Int8Array(6);
      sparse.pathInto(path);
      const [energies, kinks] = [sparse.sliceEnergies(), sparse.numKinks()];
      const segments = sparse.numSegments();
      expect(dense.sliceEnergies()).toEqual(energies);
      expect(segments).toBeGreaterThanOrEqual(2);
      expect(segments).toBeLessThanOrEqual(6);
      sparse.load(path);
      expectClose(energies, sparse.sliceEnergies(), { abs: 1e-14 });
      expect(sparse.numKinks()).toBe(kinks);
      expect(sparse.lowest().energy).toBe(Math.min(...sparse.sliceEnergies()));
    }
  });
});

describe('free paths', () => {
  test.each([1, 2, 5])('are drawn from exp(W) at E = 0: every decision listed, %i slices', (numSlices) => {
    const free = isingModel({ numSpins: 1, bonds: [] });
    const options = { ...at, numSlices };
    const law = new Float64Array(2 ** numSlices);
    const path = new Int8Array(numSlices);
    forEachOutcome(
      (chance) => fillFreePath(chance, (at.beta * at.transverseField) / numSlices, numSlices, path),
      (probability) => {
        law[indexOf(path)]! += probability;
      },
    );
    expectClose(law, Array.from(pathLaw(free, options)), { abs: 1e-15 });
  });
});

describe('trotterMoments', () => {
  test('is the sum over all paths, with energy and transverse magnetization as they are measured', () => {
    const size = 6;
    const { logPartition, energy, transverseMagnetization } = trotterMoments(pair, at);
    let total = 0;
    for (let x = 0; x < 64; x++) total += Math.exp(pathLogWeight(pair, pathOf(x, size), at));
    expect(logPartition).toBeCloseTo(Math.log(total), 13);
    const law = pathLaw(pair, at);
    const kernel = pathIntegralKernel(pair, at);
    const { kinkWeight, kinkMagnetization } = sliceCoupling(at, at.transverseField);
    const means = [0, 0];
    for (const [x, p] of law.entries()) {
      const { sliceEnergies, numKinks } = kernel.init(pathOf(x, size), stream(key('unused')));
      means[0]! += (p * sliceEnergies.reduce((a, b) => a + b)) / 3;
      means[1]! += p * (2 * kinkWeight + (numKinks / 3) * kinkMagnetization);
    }
    expect(energy).toBeCloseTo(means[0]!, 13);
    expect(transverseMagnetization).toBeCloseTo(means[1]!, 13);
  });

  test('its averages are derivatives of log Z_P', () => {
    const logZ = (beta: number, transverseField: number): number =>
      trotterMoments(pair, { beta, transverseField, numSlices: 3 }).logPartition;
    const { energy, transverseMagnetization } = trotterMoments(pair, at);
    expect(transverseMagnetization).toBeCloseTo(derivative((gamma) => logZ(1.3, gamma), 0.7) / 1.3, 7);
    // <H> = -d log Z_P/d beta.
    expect(energy - 0.7 * transverseMagnetization).toBeCloseTo(-derivative((beta) => logZ(beta, 0.7), 1.3), 7);
  });

  test('agrees with the reference at 8, 16 and 32 slices, and errs as 1/P^2', () => {
    const { inputs, outputs, tolerance } = referenceCase('bridge', 'plane-beta-sigma-gamma');
    const model = isingModel({ numSpins: 4, bonds: inputs.bonds, fields: inputs.fields });
    for (const transverseField of [0.5, 1, 2]) {
      const expected = outputs.gamma_axis[Number.isInteger(transverseField) ? `${transverseField}.0` : transverseField];
      const [coarse, middle, fine] = [8, 16, 32].map((numSlices) =>
        trotterMoments(model, { beta: 1, transverseField, numSlices }),
      );
      expectClose(
        [coarse, middle, fine].map((moments) => moments!.logPartition),
        expected.log_z_trotter_8_16_32,
        tolerance,
      );
      const errors = [coarse!, middle!, fine!].map(({ logPartition }) => logPartition - expected.log_z);
      expect(errors[1]! / errors[2]!).toBeCloseTo(4, 1);
      // Richardson: without the terms of order 1/P^2 those of order 1/P^4 are left.
      const [rough, good] = [
        [coarse!, middle!],
        [middle!, fine!],
      ].map(([a, b]) => (4 * b!.transverseMagnetization - a!.transverseMagnetization) / 3 - expected.x_mean);
      expect(Math.abs(rough! / good! / 16 - 1)).toBeLessThan(0.05);
    }
  });

  test('one slice is the classical model times cosh^n, and a small field is the classical model', () => {
    const one = trotterMoments(pair, { ...at, numSlices: 1 }).logPartition;
    const classical = Math.log(
      [0, 1, 2, 3].reduce(
        (sum, x) =>
          sum +
          Math.exp(
            -1.3 *
              pathIntegralKernel(pair, { beta: 1, numSlices: 1 }).init(pathOf(x, 2), stream(key('unused')))
                .sliceEnergies[0]!,
          ),
        0,
      ),
    );
    expect(one).toBeCloseTo(classical + 2 * Math.log(Math.cosh(1.3 * 0.7)), 13);
    const small = trotterMoments(pair, { beta: 1.3, transverseField: 1e-9, numSlices: 8 });
    expect(small.logPartition).toBeCloseTo(classical, 13);
    expect(small.transverseMagnetization).toBeGreaterThan(0);
  });
});

test('the coupling between slices is that of its formulas, also where a is small', () => {
  for (const a of [1e-9, 1e-4, 0.3, 2, 20]) {
    const { kinkWeight, kinkCost, logPrefactor, kinkMagnetization } = sliceCoupling({ beta: 1, numSlices: 1 }, a);
    expectClose(kinkWeight, Math.tanh(a), { rel: 1e-14 });
    expectClose(kinkCost, a < 5 ? -Math.log(Math.tanh(a)) : 2 * Math.exp(-2 * a), { rel: 1e-14, abs: 1e-15 });
    expectClose(logPrefactor, a < 0.1 ? a ** 2 / 2 : Math.log(Math.cosh(a)), { rel: 1e-8, abs: 1e-15 });
    expectClose(kinkMagnetization, 2 / Math.sinh(2 * a), { rel: 1e-13 });
  }
});

describe('refuses', () => {
  test.each([
    [{ beta: 0 }, '`beta` must be a finite number > 0; received 0'],
    [{ transverseField: 0 }, '`transverseField` must be a finite number > 0; received 0'],
    [{ transverseField: -1 }, '`transverseField` must be a finite number > 0; received -1'],
    [{ numSlices: 0 }, '`numSlices` must be an integer >= 1; received 0'],
    [{ numSlices: 2.5 }, '`numSlices` must be an integer >= 1; received 2.5'],
  ])('%o', (bad, message) => {
    expect(() => trotterMoments(pair, { ...at, ...bad })).toThrow(`trotterMoments: ${message}`);
    expect(() => pathLogWeight(pair, pathOf(0, 6), { ...at, ...bad })).toThrow(`pathLogWeight: ${message}`);
    if (!('transverseField' in bad))
      expect(() => pathIntegralKernel(pair, { ...at, ...bad })).toThrow(`pathIntegralKernel: ${message}`);
  });

  test('paths that are none, and matrices that are too large', () => {
    expect(() => pathLogWeight(pair, new Int8Array(5).fill(1), at)).toThrow(
      'pathLogWeight: `path` must have length 6; received shape (5)',
    );
    const { init } = pathIntegralKernel(pair, at);
    expect(() => init(new Int8Array(6), stream(key('unused')))).toThrow(
      'pathIntegralKernel: `position[0]` must be -1 or +1; received 0',
    );
    expect(() => init(new Int8Array(4).fill(1), stream(key('unused')))).toThrow(
      'pathIntegralKernel: `position` must have length 6; received shape (4)',
    );
    expect(() => trotterMoments(isingModel({ numSpins: 11, bonds: [] }), at)).toThrow(
      'trotterMoments: `model.numSpins` must be at most 10; received 11',
    );
  });
});
