import { key, stream, toNdarray } from '@yuragi/prob-core';
import {
  binaryStates,
  enumerateLaw,
  expectClose,
  generativeModelConformance,
  gradient,
  referenceCase,
} from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import type { UnitKind } from './boltzmann-units.ts';
import { restrictedBoltzmannGradient, restrictedBoltzmannLogPartition } from './restricted-boltzmann-exact.ts';
import { type RestrictedBoltzmannMachine, restrictedBoltzmannMachine } from './restricted-boltzmann-machine.ts';

const { inputs, outputs, tolerance } = referenceCase('prob-kl-thermo-latent', 'rbm-6x4');
const matrix = (rows: readonly (readonly number[])[]) =>
  toNdarray(Float64Array.from(rows.flat()), [rows.length, rows[0]!.length]);
const reference = restrictedBoltzmannMachine({
  weights: matrix(inputs.W),
  visibleBias: Float64Array.from(inputs.b_visible),
  hiddenBias: Float64Array.from(inputs.c_hidden),
});
const data = matrix(inputs.data);

const small = (name: string, d: number, h: number, units: UnitKind): RestrictedBoltzmannMachine => {
  const rng = stream(key(name));
  const normals = (length: number) => Float64Array.from({ length }, () => rng.normal());
  return restrictedBoltzmannMachine({
    units,
    weights: toNdarray(normals(d * h), [d, h]),
    visibleBias: normals(d),
    hiddenBias: normals(h),
  });
};
const value = (units: UnitKind, bit: number): number => (units === 'spin' ? 2 * bit - 1 : bit);
/** The joint law by listing every x and z, from the energy as it is written. */
const joint = (model: RestrictedBoltzmannMachine) => {
  const { dimension: d, numHidden: h, weights, visibleBias, hiddenBias, units } = model;
  return enumerateLaw(d + h, (bits) => {
    let sum = 0;
    for (let i = 0; i < d; i++) {
      sum += visibleBias[i]! * value(units, bits[i]!);
      for (let j = 0; j < h; j++) sum += value(units, bits[i]!) * weights.get(i, j) * value(units, bits[d + j]!);
    }
    for (let j = 0; j < h; j++) sum += hiddenBias[j]! * value(units, bits[d + j]!);
    return sum;
  });
};
const statesOf = (units: UnitKind, d: number) =>
  toNdarray(Float64Array.from([...binaryStates(d)].flatMap((bits) => Array.from(bits, (bit) => value(units, bit)))), [
    2 ** d,
    d,
  ]);

generativeModelConformance('a restricted Boltzmann machine', () => reference, {
  data: () => matrix(inputs.data),
  makeRng: (name) => stream(key(name)),
});
generativeModelConformance('a restricted Boltzmann machine too large to list', () => small('large', 21, 21, 'spin'), {
  data: () => toNdarray(new Float64Array(42).fill(-1), [2, 21]),
  makeRng: (name) => stream(key(name)),
});

describe('a restricted Boltzmann machine', () => {
  test('agrees with mpmath: log Z, free energies, likelihood, pseudo-likelihood, conditionals, gradient', () => {
    expectClose(restrictedBoltzmannLogPartition(reference), outputs.logZ, tolerance);
    expectClose(reference.energy(data), outputs.free_energy, tolerance);
    const mean = (values: Float64Array): number => values.reduce((a, b) => a + b) / values.length;
    expectClose(mean(reference.logDensity!(data)), outputs.mean_loglik, tolerance);
    expectClose(mean(reference.pseudoLogLikelihood(data)), outputs.mean_log_pseudolik, tolerance);
    expectClose(reference.encode(data).data, outputs.p_hidden.flat(), tolerance);
    // The smallest entry is a difference of numbers of order one: 1e-13 absolute is their rounding.
    expectClose(restrictedBoltzmannGradient(reference, data).weights, outputs.grad_W.flat(), {
      rel: 1e-11,
      abs: 1e-13,
    });
  });

  test('is its joint law by enumeration, with either kind of unit and either layer the smaller', () => {
    for (const units of ['binary', 'spin'] as const)
      for (const [d, h] of [
        [3, 5],
        [5, 3],
      ] as const) {
        const model = small('joint', d, h, units);
        const law = joint(model);
        expectClose(restrictedBoltzmannLogPartition(model), law.logPartition, { rel: 1e-13 });
        const states = statesOf(units, d);
        const logDensity = model.logDensity!(states);
        const marginal = new Float64Array(2 ** d);
        for (const [at, p] of law.probabilities.entries()) marginal[at % 2 ** d]! += p;
        expectClose(logDensity.map(Math.exp), marginal, { rel: 1e-12 });
        // Conditionals: E[z_j | x] q(x) summed over x is E z_j, and the same for x given z.
        const hidden = statesOf(units, h);
        for (let j = 0; j < h; j++) {
          const direct = law.expectation((bits) => (bits[1] === 1 ? value(units, bits[d + j]!) : 0));
          const byMeans = model.encode(states).data.reduce((sum, mean, at) => {
            const row = Math.floor(at / h);
            return at % h === j && (row >> 1) % 2 === 1 ? sum + mean * marginal[row]! : sum;
          }, 0);
          expect(byMeans).toBeCloseTo(direct, 12);
        }
        expect(model.decode(hidden).shape).toEqual([2 ** h, d]);
        for (let i = 0; i < d; i++) {
          let byMeans = 0;
          for (const [at, p] of law.probabilities.entries()) byMeans += p * model.decode(hidden).get(at >> d, i);
          expect(byMeans).toBeCloseTo(
            law.expectation((bits) => value(units, bits[i]!)),
            12,
          );
        }
      }
  });

  test('lowers the free energy of what is likely: E = -(x W z + b x + c z), q = exp(-E)', () => {
    const model = restrictedBoltzmannMachine({
      weights: matrix([[3], [0]]),
      visibleBias: Float64Array.of(1, -2),
      hiddenBias: Float64Array.of(0.5),
    });
    const x = matrix([[1, 0]]);
    expect(model.jointEnergy(x, matrix([[1]]))[0]).toBeCloseTo(-(3 + 1 + 0.5), 14);
    expect(model.logDensity!(x)[0]).toBeGreaterThan(model.logDensity!(matrix([[0, 1]]))[0]!);
  });

  test('spins have the cosh form: F = -b x - sum log 2 cosh nu, means tanh', () => {
    const model = small('cosh', 3, 2, 'spin');
    const x = Float64Array.of(1, -1, 1);
    const nu = [0, 1].map(
      (j) => model.hiddenBias[j]! + [0, 1, 2].reduce((s, i) => s + x[i]! * model.weights.get(i, j), 0),
    );
    const b = model.visibleBias;
    const expected = -(b[0]! - b[1]! + b[2]!) - nu.reduce((s, t) => s + Math.log(2 * Math.cosh(t)), 0);
    expect(model.energy(toNdarray(x, [1, 3]))[0]).toBeCloseTo(expected, 13);
    expectClose(model.encode(toNdarray(x, [1, 3])).data, nu.map(Math.tanh), { rel: 1e-13 });
  });

  test('its exact gradient is that of the mean log-likelihood, by finite differences', () => {
    for (const units of ['binary', 'spin'] as const) {
      const model = small('gradient', 3, 4, units);
      const x = toNdarray(
        Float64Array.of(1, 1, 0, 0, 1, 1).map((bit) => value(units, bit)),
        [2, 3],
      );
      const theta = Float64Array.of(...model.weights.data, ...model.visibleBias, ...model.hiddenBias);
      const meanLogLikelihood = (at: Float64Array): number => {
        const moved = restrictedBoltzmannMachine({
          units,
          weights: toNdarray(at.slice(0, 12), [3, 4]),
          visibleBias: at.slice(12, 15),
          hiddenBias: at.slice(15),
        });
        return moved.logDensity!(x).reduce((sum, p) => sum + p / 2, 0);
      };
      const exact = restrictedBoltzmannGradient(model, x);
      // The difference formula is good to 1e-12 of a function of order 10.
      expectClose(
        Float64Array.of(...exact.weights, ...exact.visibleBias, ...exact.hiddenBias),
        gradient(meanLogLikelihood, theta),
        { rel: 1e-9, abs: 1e-10 },
      );
    }
  });

  test('the pseudo-likelihood is the product of the exact conditionals', () => {
    for (const units of ['binary', 'spin'] as const) {
      const model = small('pseudo', 4, 3, units);
      const states = statesOf(units, 4);
      const logDensity = model.logDensity!(states);
      const expected = logDensity.map((own, row) => {
        let sum = 0;
        for (let i = 0; i < 4; i++) sum -= Math.log1p(Math.exp(logDensity[row ^ (1 << i)]! - own));
        return sum;
      });
      expectClose(model.pseudoLogLikelihood(states), expected, { rel: 1e-12 });
    }
  });

  test('exact log Z survives a listing of 2^16 states, and large weights do not overflow', () => {
    const model = small('listing', 16, 18, 'binary');
    const scaled = restrictedBoltzmannMachine({
      weights: toNdarray(new Float64Array(2).fill(1000), [2, 1]),
      visibleBias: Float64Array.of(0, 0),
      hiddenBias: Float64Array.of(0),
    });
    expect(restrictedBoltzmannLogPartition(scaled)).toBeCloseTo(2000, 9);
    // Without weights log Z is a sum over units: the listing of all states must give it back.
    const free = restrictedBoltzmannMachine({
      weights: toNdarray(new Float64Array(288), [16, 18]),
      visibleBias: model.visibleBias,
      hiddenBias: model.hiddenBias,
    });
    const expected = [...model.visibleBias, ...model.hiddenBias].reduce((sum, b) => sum + Math.log1p(Math.exp(b)), 0);
    expect(restrictedBoltzmannLogPartition(free)).toBeCloseTo(expected, 10);
  });

  test('off the states the mass is zero, the free energy still a number', () => {
    const grey = matrix([[0.5, 0, 1, 0, 1, 0]]);
    expect(reference.logDensity!(grey)[0]).toBe(-Infinity);
    expect(reference.pseudoLogLikelihood(grey)[0]).toBe(-Infinity);
    expect(reference.energy(grey)[0]).toSatisfy(Number.isFinite);
  });

  test('a large machine has no exact density, and says what to do about its log Z', () => {
    const large = small('large', 21, 21, 'binary');
    expect(large.logDensity).toBeUndefined();
    expect(() => restrictedBoltzmannLogPartition(large)).toThrow(
      'restrictedBoltzmannLogPartition: `model` must be a machine whose smaller layer has at most 20 units; received 21',
    );
  });

  test('bad parameters are refused with their value', async () => {
    const good = { weights: matrix([[1], [2]]), visibleBias: Float64Array.of(0, 0), hiddenBias: Float64Array.of(0) };
    const refusal = (change: object): string => {
      try {
        restrictedBoltzmannMachine({ ...good, ...change });
      } catch (error) {
        return (error as Error).message;
      }
      return 'accepted';
    };
    expect(refusal({ units: 'ternary' })).toBe(
      "restrictedBoltzmannMachine: `units` must be one of 'binary', 'spin'; received \"ternary\"",
    );
    expect(refusal({ visibleBias: Float64Array.of(0) })).toContain(
      '`visibleBias` must have length 2; received shape (1)',
    );
    expect(refusal({ hiddenBias: Float64Array.of(Number.NaN) })).toContain(
      '`hiddenBias[0]` must be a finite number; received NaN',
    );
    expect(refusal({ weights: toNdarray(new Float64Array(2), [2]) })).toContain(
      '`weights` must have shape (n, d); received shape (2)',
    );
    expect(() => reference.jointEnergy(data, matrix([[0, 0, 0, 0]]))).toThrow(
      'restrictedBoltzmannMachine.jointEnergy: `z` must have shape (4, 4); received shape (1, 4)',
    );
    expect(() => restrictedBoltzmannGradient(reference, matrix([[2, 0, 0, 0, 0, 0]]))).toThrow(
      'restrictedBoltzmannGradient: `x[0]` must be a number in [0, 1]; received 2',
    );
    const rng = stream(key('refusal'));
    await expect(reference.sample(rng, 1.5)).rejects.toThrow('`n` must be an integer >= 0; received 1.5');
    await expect(reference.sample(rng, 1, { numSweeps: 0 })).rejects.toThrow(
      '`numSweeps` must be an integer >= 1; received 0',
    );
  });
});
