/** EM as a lid: the bound of the E-step as the surrogate that `majorise` of nn climbs, against the EM of this package. */
import { type MajoriseProblem, majorisationStep, majorise } from '@yuragi/nn';
import { fillNormal, finish, key, logSumExp, stream } from '@yuragi/prob-core';
import { gradient } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { gaussianMixtureEm, type MixtureParameters } from './gaussian-mixture-em.ts';

const K = 3;
const n = 120;

/** Three heaps in the plane, (n, 2). */
const data = new Float64Array(2 * n);
fillNormal(stream(key('points for a lid')), data);
for (let i = 0; i < n; i++) {
  data[2 * i] = 0.6 * data[2 * i]! + (i % 3) * 1.5;
  data[2 * i + 1] = 0.4 * data[2 * i + 1]! + (i % 2);
}
const start: MixtureParameters = {
  weights: Float64Array.of(0.3, 0.3, 0.4),
  means: Float64Array.of(-0.5, 0.2, 1, 1, 2, 0),
  covariances: Float64Array.of(1, 0.1, 0.1, 0.8, 0.7, 0, 0, 0.7, 1.2, -0.2, -0.2, 0.5),
};

/** weights, means and covariances in one array, in which a segment between two mixtures holds mixtures alone. */
const flatten = ({ weights, means, covariances }: MixtureParameters): Float64Array =>
  Float64Array.of(...weights, ...means, ...covariances);
const unflatten = (theta: Float64Array): MixtureParameters => ({
  weights: theta.slice(0, K),
  means: theta.slice(K, 3 * K),
  covariances: theta.slice(3 * K),
});

/** log w_k N(x_i; m_k, C_k). */
function logJoint(theta: Float64Array, i: number, k: number): number {
  const { weights, means, covariances } = unflatten(theta);
  const [x, y] = [data[2 * i]! - means[2 * k]!, data[2 * i + 1]! - means[2 * k + 1]!];
  const [xx, yy] = [covariances[4 * k]!, covariances[4 * k + 3]!];
  const xy = 0.5 * (covariances[4 * k + 1]! + covariances[4 * k + 2]!);
  const determinant = xx * yy - xy * xy;
  const square = (yy * x * x - 2 * xy * x * y + xx * y * y) / determinant;
  return Math.log(weights[k]!) - Math.log(2 * Math.PI) - 0.5 * Math.log(determinant) - 0.5 * square;
}

const meanOverRows = (f: (i: number) => number): number =>
  Array.from({ length: n }, (_, i) => f(i)).reduce((a, b) => a + b) / n;
const joints = (theta: Float64Array, i: number): number[] => Array.from({ length: K }, (_, k) => logJoint(theta, i, k));
const logLikelihood = (theta: Float64Array): number => meanOverRows((i) => logSumExp(joints(theta, i)));

/** p(z | x_i)^power, normalised: the posterior for power 1. */
const responsibilities = (theta: Float64Array, power = 1): number[][] =>
  Array.from({ length: n }, (_, i) => {
    const logs = joints(theta, i).map((value) => power * value);
    const normaliser = logSumExp(logs);
    return logs.map((value) => Math.exp(value - normaliser));
  });

/** sum_k r_k log p(x, k)/r_k, mean over the rows. */
const boundOf = (r: number[][], theta: Float64Array): number =>
  meanOverRows((i) =>
    r[i]!.reduce((sum, rk, k) => sum + (rk > 0 ? rk * (logJoint(theta, i, k) - Math.log(rk)) : 0), 0),
  );

/** Weights, means and covariances that the rows have, each row shared out by r. */
function bestOf(r: number[][]): Float64Array {
  const theta = new Float64Array(7 * K);
  for (let k = 0; k < K; k++) {
    const share = meanOverRows((i) => r[i]![k]!);
    const mean = [0, 1].map((a) => meanOverRows((i) => r[i]![k]! * data[2 * i + a]!) / share);
    theta[k] = share;
    theta.set(mean, K + 2 * k);
    for (const [a, b] of [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ] as const)
      theta[3 * K + 4 * k + 2 * a + b] =
        meanOverRows((i) => r[i]![k]! * (data[2 * i + a]! - mean[a]!) * (data[2 * i + b]! - mean[b]!)) / share;
  }
  return theta;
}

/** The bound as the surrogate; r is the posterior to a power, which is a lid for power 1. */
const climb = (power = 1): MajoriseProblem => ({
  objective: logLikelihood,
  gradient: (theta, out) => out.set(gradient(logLikelihood, theta)),
  surrogate(theta) {
    const r = responsibilities(theta, power);
    const value = (at: Float64Array): number => boundOf(r, at);
    return { value, optimum: () => bestOf(r), gradient: (at, out) => out.set(gradient(value, at)) };
  },
});

describe('EM is majorise, upside down', () => {
  const em = gaussianMixtureEm(data, 2, K, 'full', 0);

  test('step by step: the same parameters, the same bounds, to rounding', () => {
    let [theta, state] = [flatten(start), start];
    for (let step = 0; step < 6; step++) {
      const [next, info] = majorisationStep(climb(), theta, { goal: 'maximum' });
      const [nextState, { boundAfterExpectation, boundAfterMaximisation }] = finish(em.step(state));
      for (const [i, value] of flatten(nextState).entries()) expect(next[i]).toBeCloseTo(value, 11);
      expect(info.value).toBeCloseTo(boundAfterExpectation, 12);
      expect(info.promise).toBeCloseTo(boundAfterMaximisation - boundAfterExpectation, 12);
      expect(info).toMatchObject({ isFaulty: false });
      [theta, state] = [next, nextState];
    }
  });

  test('the likelihood never falls, and each step gains what the bound promised and the new gap', () => {
    const { values, infos } = majorise(climb(), flatten(start), { goal: 'maximum', maxSteps: 6 });
    for (let k = 1; k < values.length; k++) expect(values[k]).toBeGreaterThanOrEqual(values[k - 1]! - 1e-13);
    for (const { value, nextValue, promise, excess } of infos) {
      expect(nextValue - value).toBeGreaterThanOrEqual(promise - 1e-12);
      expect(excess).toBeLessThanOrEqual(1e-12);
    }
    expect(values.at(-1)! - values[0]!).toBeGreaterThan(0.05);
  });
});

test('an r that is not the posterior bounds but does not touch: it misses by KL(r || posterior)', () => {
  const theta = flatten(start);
  const [r, posterior] = [responsibilities(theta, 0.5), responsibilities(theta)];
  const gap = meanOverRows((i) => r[i]!.reduce((sum, rk, k) => sum + rk * Math.log(rk / posterior[i]![k]!), 0));
  const [, info] = majorisationStep(climb(0.5), theta, { goal: 'maximum', onFault: 'note' });
  expect(info.touchError).toBeCloseTo(gap, 12);
  expect(gap).toBeGreaterThan(0.05);
  expect(info.isFaulty).toBe(true);
  expect(info.excess).toBeLessThan(0);
  expect(() => majorise(climb(0.5), theta, { goal: 'maximum' })).toThrow(
    `a function that touches the objective where it is built; it misses it there by ${String(gap).slice(0, 8)}`,
  );
});
