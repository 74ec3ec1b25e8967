/** Formulas on non-equilibrium averages that the source notes misprint (000, section 2.3): each is refused on two spins. */
import { logMeanExp } from '@yuragi/prob-core';
import { describe, expect, test } from 'vitest';
import { law, type Matrix, sequences, sweep } from '../test/two-spins.ts';

const T = 3;
const states = [0, 1, 2, 3];
/** A data law q(x_0) that is no equilibrium of the forward kernels. */
const q0 = [0.1, 0.4, 0.3, 0.2];
const kernels = Array.from({ length: T }, (_, t) => sweep(t));
const carry = (p: readonly number[], kernel: Matrix): number[] =>
  states.map((to) => states.reduce((sum, from) => sum + p[from]! * kernel[from]![to]!, 0));
/** q(x_t), t = 0..T. */
const marginals = [q0];
for (const kernel of kernels) marginals.push(carry(marginals.at(-1)!, kernel));
const forward = (path: readonly number[]): number =>
  kernels.reduce((product, kernel, t) => product * kernel[path[t]!]![path[t + 1]!]!, 1);
/** prod p(x_{t-1} | x_t) with the exact reverse kernels, by Bayes. */
const exactReverse = (path: readonly number[]): number =>
  kernels.reduce(
    (product, kernel, t) =>
      (product * kernel[path[t]!]![path[t + 1]!]! * marginals[t]![path[t]!]!) / marginals[t + 1]![path[t + 1]!]!,
    1,
  );
const paths = [...sequences(T + 1)];

describe('row 15: with the exact reverse kernels', () => {
  test('the product of kernel ratios is q(x_0)/q(x_T), not 1', () => {
    let worst = 0;
    for (const path of paths) {
      const ratio = exactReverse(path) / forward(path);
      expect(ratio).toBeCloseTo(q0[path[0]!]! / marginals[T]![path[T]!]!, 12);
      worst = Math.max(worst, Math.abs(ratio - 1));
    }
    expect(worst).toBeGreaterThan(0.5);
  });

  test('times p(x_T) = q(x_T) it is q(x_0) on every path: one sample is enough, and the log-weights have no spread', () => {
    for (const x0 of states) {
      const logWeights = Float64Array.from(
        paths.filter(([first]) => first === x0),
        (path) => Math.log((marginals[T]![path[T]!]! * exactReverse(path)) / forward(path)),
      );
      const { value, standardError, diagnostics } = logMeanExp(logWeights);
      expect(value).toBeCloseTo(Math.log(q0[x0]!), 13);
      expect(standardError).toBeLessThan(1e-14);
      expect(diagnostics.effectiveSampleSize).toBeCloseTo(logWeights.length, 9);
    }
  });
});

describe('row 50: the model probability of a reverse process that is not exact', () => {
  /** A reverse process that forgets the data: it moves by the same sweeps, from the equilibrium of the last. */
  const reverseKernel = kernels;
  const modelPath = (path: readonly number[]): number =>
    kernels.reduce((product, _, t) => product * reverseKernel[t]![path[t + 1]!]![path[t]!]!, law(T - 1)[path[T]!]!);

  test('p(x_0) is the average over forward paths started at x_0; over the joint law it is off by the factor q(x_0)', () => {
    for (const x0 of states) {
      const starting = paths.filter(([first]) => first === x0);
      const exact = starting.reduce((sum, path) => sum + modelPath(path), 0);
      const average = (weight: (path: readonly number[]) => number): number =>
        starting.reduce((sum, path) => sum + weight(path) * (modelPath(path) / forward(path)), 0);
      expect(average(forward)).toBeCloseTo(exact, 14);
      expect(average((path) => q0[x0]! * forward(path))).toBeCloseTo(q0[x0]! * exact, 14);
      expect(Math.abs(average((path) => q0[x0]! * forward(path)) - exact)).toBeGreaterThan(0.01);
    }
  });
});
