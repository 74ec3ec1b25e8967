// alpha 6e-5 per assertion (4 combined standard errors), 20 assertions; n = 4 x 2000 draws of 10 leapfrog steps; effect: 5 to 8 errors, that is 0.1 to 0.15 sigma of a mean; seed: the test's name; 2 s.
import { checkGradient, key } from '@yuragi/prob-core';
import { expectRejected, StatisticalRejection } from '@yuragi/testkit';
import { expect, test } from 'vitest';
import { type GradientTarget, hamiltonianMonteCarlo, type Sample, sample, summary } from '../../src/index.ts';
import { effects, reference, standardErrors } from '../reference/eight-schools.ts';

/**
 * x = (eta_1..eta_8, mu, log tau): theta = mu + tau eta, y ~ N(theta, sigma), eta ~ N(0, 1), mu ~ N(0, muScale),
 * tau ~ half-Cauchy(0, 5); log tau stands for the Jacobian.
 */
function eightSchools(muScale: number): GradientTarget {
  const gradLogDensity = (x: Float64Array, out: Float64Array): number => {
    const mu = x[8]!;
    const tau = Math.exp(x[9]!);
    let logp = -0.5 * (mu / muScale) ** 2 - Math.log1p((tau / 5) ** 2) + x[9]!;
    out[8] = -mu / muScale ** 2;
    out[9] = 1 - (2 * tau * tau) / (25 + tau * tau);
    for (let j = 0; j < 8; j++) {
      const residual = (effects[j]! - mu - tau * x[j]!) / standardErrors[j]!;
      const pull = residual / standardErrors[j]!;
      logp -= 0.5 * (residual * residual + x[j]! * x[j]!);
      out[j] = pull * tau - x[j]!;
      out[8]! += pull;
      out[9]! += pull * tau * x[j]!;
    }
    return logp;
  };
  const scratch = new Float64Array(10);
  return { dimension: 10, gradLogDensity, logDensity: (x) => gradLogDensity(x, scratch) };
}

const draw = (target: GradientTarget, name: string): Promise<Sample> =>
  sample((tuning) => hamiltonianMonteCarlo(target, { ...tuning, numSteps: 10, jitter: 0.5 }), {
    key: key(name),
    start: (rng) => Float64Array.from({ length: 10 }, () => 4 * rng.uniform() - 2),
    numDraws: 2000,
    adaptation: { targetAcceptance: 0.9 },
    quantities: {
      names: reference.map(({ name: quantity }) => quantity),
      evaluate(x, out) {
        const tau = Math.exp(x[9]!);
        for (let j = 0; j < 8; j++) out[j] = x[8]! + tau * x[j]!;
        out[8] = x[8]!;
        out[9] = tau;
      },
    },
  });

function assertReference(draws: Sample): void {
  for (const [k, row] of summary(draws).entries()) {
    const { name, mean, meanError, standardDeviation, squareError } = reference[k]!;
    expect(row.rHat, `R-hat of ${name}`).toBeLessThan(1.02);
    expect(row.bulkEffectiveSampleSize).toBeGreaterThan(400);
    // Of the reference's deviation, from its errors of the mean of squares and of the mean. Their covariance, positive
    // where the mean is, would make it smaller.
    const deviationError = Math.hypot(squareError / 2, mean * meanError) / standardDeviation;
    for (const [what, difference, error] of [
      ['mean', row.mean - mean, Math.hypot(row.meanStandardError, meanError)],
      [
        'standard deviation',
        row.standardDeviation - standardDeviation,
        Math.hypot(row.standardDeviationStandardError, deviationError),
      ],
    ] as const) {
      const z = difference / error;
      // Two-sided tail of a normal beyond 4.
      if (!(Math.abs(z) < 4))
        throw new StatisticalRejection(`${what} of ${name}: ${z} combined standard errors`, 6.3e-5);
    }
  }
}

test('the gradient of eight schools is that of its density', () => {
  const x = Float64Array.from({ length: 10 }, (_, j) => Math.sin(j));
  expect(checkGradient(eightSchools(5), x).maxError).toBeLessThan(1e-9);
});

test('HMC on eight schools: means and standard deviations within 4 combined errors of 10 000 reference draws', async () => {
  const { currentTestName = '' } = expect.getState();
  assertReference(await draw(eightSchools(5), currentTestName));
  await expectRejected('the variance of mu written where its deviation belongs', async () =>
    assertReference(await draw(eightSchools(Math.sqrt(5)), currentTestName)),
  );
});
