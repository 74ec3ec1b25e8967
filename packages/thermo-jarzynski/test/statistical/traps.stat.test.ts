// alpha 1e-6 per assertion; n = 32 768; smallest effect caught with power 0.999: 0.044 sigma; seed: the test's name; 2 s.
import { fillNormal, key, type Rng } from '@yuragi/prob-core';
import { assertMean, assertVariance, expectRejected, referenceCase } from '@yuragi/testkit';
import { expect, test } from 'vitest';
import {
  bar,
  cumulantExpansion,
  type DrivenSystem,
  drivenTrajectories,
  jarzynski,
  type OverdampedSystem,
  overdampedTrajectories,
} from '../../src/index.ts';

const n = 32_768;
const name = (): string => expect.getState().currentTestName!;

/** A trap of stiffness k, its centre dragged at speed v. */
const dragged = (k: number, v: number): OverdampedSystem => ({
  dimension: 1,
  energy(x, t, out) {
    for (let i = 0; i < x.length; i++) out[i] = 0.5 * k * (x[i]! - v * t) ** 2;
  },
  drift(x, t, out) {
    for (let i = 0; i < x.length; i++) out[i] = -k * (x[i]! - v * t);
  },
  fillEquilibrium(rng, t, out) {
    fillNormal(rng, out);
    for (let i = 0; i < out.length; i++) out[i] = v * t + out[i]! / Math.sqrt(k);
  },
});

/** Work of the Euler steps is linear in normals, so normal: its mean and variance by the recursion of the moments. */
function draggedWork(k: number, v: number, duration: number, numSteps: number) {
  const h = duration / numSteps;
  // y = x - centre before the move; covariance with the work so far.
  let [meanY, varianceY, mean, variance, covariance] = [0, 1 / k, 0, 0, 0];
  for (let step = 0; step < numSteps; step++) {
    const keep = 1 - k * h;
    [meanY, varianceY, covariance] = [keep * meanY, keep ** 2 * varianceY + 2 * h, keep * covariance];
    // k/2 ((y - v h)^2 - y^2) = k v h (v h/2 - y).
    const slope = -k * v * h;
    mean += slope * (meanY - (v * h) / 2);
    variance += slope ** 2 * varianceY + 2 * slope * covariance;
    covariance += slope * varianceY;
    meanY -= v * h;
  }
  return { mean, variance };
}

test('the recursion tends to the closed form of Mazonka and Jarzynski: an error of order h', () => {
  for (const row of referenceCase('prob-kl-thermo-latent', 'jarzynski-moved-trap').outputs.rows) {
    const { k, gamma, v, tau, mean_work: mean, var_work_at_kT1: variance } = row;
    // A friction gamma is a time unit: t/gamma, v gamma.
    const error = (numSteps: number) => {
      const work = draggedWork(k, v * gamma, tau / gamma, numSteps);
      return [work.mean / mean - 1, work.variance / variance - 1] as const;
    };
    const [coarse, fine] = [error(10_000), error(20_000)];
    for (const i of [0, 1] as const) {
      expect(Math.abs(fine[i])).toBeLessThan(2e-3);
      expect(coarse[i] / fine[i]).toBeCloseTo(2, 1);
    }
  }
});

test('work on a dragged trap is normal with the moments of its recursion, and mu - sigma^2/2 is near 0', async () => {
  const options = { numTrajectories: n, numSteps: 20, duration: 2 };
  const [k, v] = [1.5, 1];
  const { mean, variance } = draggedWork(k, v, 2, 20);
  const check = (work: Float64Array): void => {
    assertMean(work, { expected: mean, standardDeviation: Math.sqrt(variance) });
    assertVariance(work, { expected: variance, mean, kurtosis: 3 });
  };
  const run = await overdampedTrajectories(dragged(k, v), key(name()), options);
  check(run.work);
  const expansion = cumulantExpansion(run);
  expect(Math.abs(expansion.value - (mean - variance / 2))).toBeLessThan(4.89 * expansion.standardError);
  // Delta F is 0; what is left is the bias of the step, which the recursion gives.
  const { value, standardError } = jarzynski(run);
  expect(Math.abs(value - (mean - variance / 2))).toBeLessThan(4.89 * standardError);

  expectRejected('the sign of work', () => check(run.work.map((w) => -w)));
  const late: OverdampedSystem = { ...dragged(k, v), drift: (x, t, out) => dragged(k, v).drift(x, t + 0.1, out) };
  const lateRun = await overdampedTrajectories(late, key(name()), options);
  expectRejected('moves under the parameters after the change', () => check(lateRun.work));
  const cold = await overdampedTrajectories(dragged(k, v), key(name()), { ...options, diffusionCoefficient: 1 });
  expectRejected('noise without its factor sqrt 2', () => check(cold.work));
});

/** A trap whose stiffness is the level, moved by the exact Ornstein-Uhlenbeck kernel over a time 0.1. */
const stiffening = (
  kernelLevel = (k: number): number => k,
): DrivenSystem<number, { readonly position: number }, [k: number]> => ({
  kernel: {
    init: (position) => ({ position }),
    step({ position }, rng: Rng, level) {
      const k = kernelLevel(level);
      const keep = Math.exp(-0.1 * k);
      return [{ position: keep * position + Math.sqrt((1 - keep * keep) / k) * rng.normal() }, {}];
    },
  },
  energy: (x, k) => 0.5 * k * x * x,
  sample: (rng, k) => rng.normal() / Math.sqrt(k),
});
const protocol: readonly [k: number][] = [[1], [1.6], [2.2], [2.8], [3.4], [4]];

test('a stiffened trap: <exp(-work)> = sqrt(k_0/k_1), and both directions together know more', async () => {
  const options = { protocol, numTrajectories: n };
  // exp(Delta F - work) is in (0, 2) and has mean 1, so its standard deviation is at most 1.
  const check = (work: Float64Array, deltaF: number): void =>
    assertMean(
      work.map((w) => Math.exp(deltaF - w)),
      { expected: 1, standardDeviation: 1 },
    );
  const deltaF = Math.log(4) / 2;
  const forward = await drivenTrajectories(stiffening(), key(name()), options);
  check(forward.work, deltaF);
  const reverse = await drivenTrajectories(stiffening(), key(`${name()}, reverse`), {
    ...options,
    direction: 'reverse',
  });
  const both = bar(forward, reverse);
  expect(Math.abs(both.value - deltaF)).toBeLessThan(4.89 * both.standardError);
  expect(both.standardError).toBeLessThan(jarzynski(forward).standardError);

  expectRejected('the sign of work', () =>
    check(
      forward.work.map((w) => -w),
      deltaF,
    ),
  );
  const wrong = await drivenTrajectories(
    stiffening((k) => k / 2),
    key(name()),
    options,
  );
  expectRejected('a kernel that keeps another temperature', () => check(wrong.work, deltaF));
  const swapped = { ...reverse, work: reverse.work.map((w) => -w) };
  const misled = bar(forward, swapped);
  expect(Math.abs(misled.value - deltaF)).toBeGreaterThan(4.89 * misled.standardError);
});
