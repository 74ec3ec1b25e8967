import { key, stream, toNdarray } from '@yuragi/prob-core';
import { binaryStates, enumerateLaw, expectClose, kernelConformance } from '@yuragi/testkit';
import type { PathOfDistributions } from '@yuragi/thermo-jarzynski';
import { describe, expect, test } from 'vitest';
import { restrictedBoltzmannLogPartition } from './restricted-boltzmann-exact.ts';
import { restrictedBoltzmannMachine } from './restricted-boltzmann-machine.ts';
import { blockGibbs, restrictedBoltzmannPath } from './restricted-boltzmann-path.ts';

const make = (units: 'binary' | 'spin') => {
  const rng = stream(key('path'));
  const normals = (length: number) => Float64Array.from({ length }, () => rng.normal());
  return restrictedBoltzmannMachine({
    units,
    weights: toNdarray(normals(12), [4, 3]),
    visibleBias: normals(4),
    hiddenBias: normals(3),
  });
};

for (const units of ['binary', 'spin'] as const)
  kernelConformance(`block Gibbs, ${units}`, () => blockGibbs(make(units)), {
    start: () => Float64Array.of(1, 1, 1, 1),
    level: [],
    makeRng: (name) => stream(key(name)),
  });

describe('the path to a restricted Boltzmann machine', () => {
  test('begins at independent units with its log Z in closed form, and ends at the machine', () => {
    for (const units of ['binary', 'spin'] as const) {
      const model = make(units);
      const value = (bit: number): number => (units === 'spin' ? 2 * bit - 1 : bit);
      for (const referenceBias of [undefined, Float64Array.of(1, -1, 0.5, 0)]) {
        // By shape what annealed importance sampling takes.
        const path: PathOfDistributions<Float64Array> & ReturnType<typeof restrictedBoltzmannPath> =
          restrictedBoltzmannPath(model, { referenceBias });
        for (const s of [0, 0.3, 1]) {
          const law = enumerateLaw(4, (bits) => path.logDensity(Float64Array.from(bits, value), s));
          expectClose(restrictedBoltzmannLogPartition(path.at(s)), law.logPartition, { rel: 1e-13 });
          if (s === 0) expectClose(path.reference.logPartition, law.logPartition, { rel: 1e-13 });
          if (s === 1) expectClose(restrictedBoltzmannLogPartition(model), law.logPartition, { rel: 1e-13 });
        }
        for (const bits of binaryStates(4)) {
          const x = Float64Array.from(bits, value);
          expect(path.logDensity(x, 1)).toBeCloseTo(-model.energy(toNdarray(x, [1, 4]))[0]!, 12);
        }
        expect(path.logDensity(Float64Array.of(0.5, 1, 1, 1), 0.5)).toBe(-Infinity);
        expect(path.reference.sample(stream(key('reference')))).toHaveLength(4);
      }
    }
  });

  test('block Gibbs is in detailed balance with q(x): its matrix by enumeration', () => {
    for (const units of ['binary', 'spin'] as const) {
      const model = make(units);
      const value = (bit: number): number => (units === 'spin' ? 2 * bit - 1 : bit);
      const flat = (n: number) =>
        toNdarray(Float64Array.from([...binaryStates(n)].flatMap((bits) => Array.from(bits, value))), [2 ** n, n]);
      const [x, z] = [flat(4), flat(3)];
      const probability = (means: Float64Array, states: Float64Array, n: number, row: number, from: number): number => {
        let p = 1;
        for (let i = 0; i < n; i++) {
          const up = (means[from * n + i]! - value(0)) / (1 - value(0));
          p *= states[row * n + i] === 1 ? up : 1 - up;
        }
        return p;
      };
      const [up, down] = [model.encode(x).data, model.decode(z).data];
      const q = model.logDensity!(x).map(Math.exp);
      const flow = (to: number, from: number): number => {
        let sum = 0;
        for (let k = 0; k < 8; k++)
          sum += probability(down, x.data, 4, to, k) * probability(up, z.data, 3, k, from) * q[from]!;
        return sum;
      };
      for (let a = 0; a < 16; a++) for (let b = 0; b < a; b++) expect(flow(a, b)).toBeCloseTo(flow(b, a), 14);
    }
  });

  test('bad positions and biases are refused with their value', () => {
    const model = make('binary');
    const rng = stream(key('refusal'));
    expect(() => blockGibbs(model).init(Float64Array.of(1), rng)).toThrow(
      'blockGibbs.init: `position` must have length 4; received shape (1)',
    );
    expect(() => blockGibbs(model).init(Float64Array.of(1, 0, -1, 0), rng)).toThrow(
      'blockGibbs.init: `position` must be a state of 0 and 1; received Float64Array[1, 0, -1, 0]',
    );
    expect(() => restrictedBoltzmannPath(model, { referenceBias: Float64Array.of(0) })).toThrow(
      'restrictedBoltzmannPath: `referenceBias` must have length 4; received shape (1)',
    );
    expect(() => restrictedBoltzmannPath(model, { referenceBias: Float64Array.of(0, 0, 0, Number.NaN) })).toThrow(
      'restrictedBoltzmannPath: `referenceBias[3]` must be a finite number; received NaN',
    );
  });
});
