import { key, stream } from '@yuragi/prob-core';
import { gradient as differences, expectClose, referenceCase } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { contrastiveDivergenceObjective } from './contrastive-divergence-objective.ts';

const { inputs, outputs, tolerance } = referenceCase('bridge', 'i4-contrastive-divergence-and-g');
const n = 4;
const pairs: [number, number][] = [];
for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) pairs.push([i, j]);
const theta = Float64Array.from([
  ...inputs.fields,
  ...pairs.map(([i, j]) => inputs.bonds.find(([a, b]: number[]) => a === i && b === j)?.[2] ?? 0),
]);
const law = Float64Array.from({ length: 16 }, (_, x) => (1 + x) / 136);
const valueAt = (at: Float64Array, numSteps: number): number =>
  contrastiveDivergenceObjective(law, { numSteps }).valueAndGradient(at, new Float64Array(at.length));

/** The same by other means: dense matrices, energies spelled out, both divergences with log Z. */
function twoDivergences(numSteps: number): number {
  const energyOf = (x: number): number => {
    const s = (i: number) => 1 - 2 * ((x >> i) & 1);
    let energy = 0;
    for (const [i, j, coupling] of inputs.bonds) energy -= coupling * s(i) * s(j);
    for (const [i, field] of inputs.fields.entries()) energy -= field * s(i);
    return energy;
  };
  const weights = Array.from({ length: 16 }, (_, x) => Math.exp(-energyOf(x)));
  const z = weights.reduce((sum, weight) => sum + weight, 0);
  let p = Array.from(law);
  const divergence = () => p.reduce((sum, mass, x) => sum + mass * Math.log((mass * z) / weights[x]!), 0);
  const first = divergence();
  for (let t = 0; t < numSteps; t++)
    p = p.map((_, x) =>
      Array.from({ length: n }, (_, i) => {
        const y = x ^ (1 << i);
        return ((p[x]! + p[y]!) * weights[x]!) / (weights[x]! + weights[y]!) / n;
      }).reduce((sum, mass) => sum + mass, 0),
    );
  return first - divergence();
}

describe('contrastiveDivergenceObjective', () => {
  test('is the difference of two divergences on the four spins of the bridge', () => {
    for (const [k, numSteps] of inputs.T.entries()) {
      expectClose(valueAt(theta, numSteps), outputs.difference[k], { abs: tolerance.abs as number });
      expect(valueAt(theta, numSteps)).toBeCloseTo(twoDivergences(numSteps), 13);
    }
    // With ever more steps the second divergence goes: only D(P_0 || P) is left.
    expectClose(valueAt(theta, 400), outputs.kl_data_model, { abs: 1e-9 });
  });

  test('has the gradient of its differences, in fields and couplings', () => {
    const numParameters = theta.length;
    for (const numSteps of [1, 5]) {
      const objective = contrastiveDivergenceObjective(law, { numSteps });
      const found = new Float64Array(numParameters);
      objective.valueAndGradient(theta, found);
      const slopes = differences((at) => valueAt(Float64Array.from(at), numSteps), theta);
      for (let k = 0; k < numParameters; k++) expect(found[k]).toBeCloseTo(slopes[k]!, 8);
      expectClose(found[0], outputs.grad[inputs.T.indexOf(numSteps)], { abs: tolerance.grad_abs as number });
    }
  });

  test('the CD update is not its gradient', () => {
    for (const [k, numSteps] of inputs.T.entries()) {
      const objective = contrastiveDivergenceObjective(law, { numSteps });
      const update = new Float64Array(theta.length);
      objective.updateInto(theta, update);
      expectClose(update[0], outputs.cd_statistic[k], { abs: tolerance.abs as number });
      const gradient = new Float64Array(theta.length);
      objective.valueAndGradient(theta, gradient);
      expect(Math.abs(update[0]! - gradient[0]!)).toBeGreaterThan(5e-3);
    }
  });

  const updateAt = (numSteps: number, index: number) => (at: ArrayLike<number>) => {
    const out = new Float64Array(theta.length);
    contrastiveDivergenceObjective(law, { numSteps }).updateInto(Float64Array.from(at), out);
    return out[index]!;
  };

  test('one step descends the pseudo-likelihood: the update is 1/n of its gradient', () => {
    /** -<log prod_i P(s_i | the others)>_0. */
    const pseudo = (at: ArrayLike<number>): number => {
      let sum = 0;
      for (let x = 0; x < 16; x++) {
        const s = (i: number) => 1 - 2 * ((x >> i) & 1);
        for (let i = 0; i < n; i++) {
          let field = at[i]!;
          for (const [k, [a, b]] of pairs.entries()) if (a === i || b === i) field += at[n + k]! * s(a === i ? b : a);
          sum += law[x]! * Math.log(1 + Math.exp(-2 * s(i) * field));
        }
      }
      return sum;
    };
    const slopes = differences(pseudo, theta);
    for (let k = 0; k < theta.length; k++) expect(updateAt(1, k)(theta)).toBeCloseTo(slopes[k]! / n, 8);
  });

  test('more steps descend nothing: a gradient has a symmetric derivative, and the update has none', () => {
    const asymmetry = (numSteps: number): number => {
      const rows = Array.from(theta, (_, k) => differences(updateAt(numSteps, k), theta));
      return Math.max(...rows.flatMap((row, i) => Array.from(row, (slope, j) => Math.abs(slope - rows[j]![i]!))));
    };
    expect(asymmetry(1)).toBeLessThan(1e-8);
    expect(asymmetry(2)).toBeGreaterThan(1e-3);
  });

  test('is never negative, and 0 with gradient 0 where the model is the law of the data', () => {
    const rng = stream(key('contrastive objectives'));
    for (let trial = 0; trial < 50; trial++) {
      const at = Float64Array.from({ length: 6 }, () => rng.normal());
      const masses = Array.from({ length: 8 }, () => rng.uniform());
      const total = masses.reduce((sum, mass) => sum + mass, 0);
      const objective = contrastiveDivergenceObjective(
        masses.map((mass) => mass / total),
        { numSteps: 1 + rng.int(4) },
      );
      expect(objective.valueAndGradient(at, new Float64Array(6))).toBeGreaterThan(0);
    }
    const flat = contrastiveDivergenceObjective(new Array(8).fill(1 / 8), { numSteps: 3 });
    const gradient = new Float64Array(6);
    expect(flat.valueAndGradient(new Float64Array(6), gradient)).toBeCloseTo(0, 14);
    for (const slope of gradient) expect(Math.abs(slope)).toBeLessThan(1e-14);
  });

  test('takes laws that leave states out', () => {
    const corner = Float64Array.of(1, 0, 0, 0, 0, 0, 0, 0);
    const at = Float64Array.of(0.3, -0.2, 0.5, 0.1, 0.4, -0.6);
    for (const numSteps of [1, 2, 3, 4]) {
      const objective = contrastiveDivergenceObjective(corner, { numSteps });
      const found = new Float64Array(6);
      objective.valueAndGradient(at, found);
      const slopes = differences((x) => objective.valueAndGradient(Float64Array.from(x), new Float64Array(6)), at);
      for (let k = 0; k < 6; k++) expect(found[k]).toBeCloseTo(slopes[k]!, 8);
    }
  });

  test('refuses what is no law on the states of spins', () => {
    expect(() => contrastiveDivergenceObjective([0.5, 0.3, 0.2], { numSteps: 1 })).toThrow(
      'contrastiveDivergenceObjective: `law` must be of length 2^n, 1 <= n <= 14; received 3',
    );
    expect(() => contrastiveDivergenceObjective([0.5, 0.6], { numSteps: 1 })).toThrow(
      'contrastiveDivergenceObjective: `law` must be probabilities that sum to 1; received [0.5, 0.6]',
    );
    expect(() => contrastiveDivergenceObjective([0.5, 0.5], { numSteps: 0 })).toThrow(
      'contrastiveDivergenceObjective: `numSteps` must be an integer >= 1; received 0',
    );
    const objective = contrastiveDivergenceObjective([0.5, 0.5], { numSteps: 1 });
    expect(() => objective.updateInto(Float64Array.of(1, 2), new Float64Array(1))).toThrow(
      'contrastiveDivergenceObjective: `theta` must have length 1; received shape (2)',
    );
  });
});
