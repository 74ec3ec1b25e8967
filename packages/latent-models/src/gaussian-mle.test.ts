import { toNdarray } from '@yuragi/prob-core';
import { expectClose, referenceCase } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { fitMultivariateNormal, fitNormal } from './gaussian-mle.ts';

describe('maximum likelihood of one Gaussian', () => {
  test('mean, covariance and likelihood of 22 points are the reference’s', () => {
    const { inputs, outputs, tolerance } = referenceCase('prob-kl-thermo-latent', 'mle-gaussian-22');
    const { mean, covariance, logLikelihood } = fitMultivariateNormal(
      toNdarray(Float64Array.from(inputs.X.flat()), [22, 2]),
    );
    expectClose(mean, Float64Array.from(outputs.mean), tolerance);
    expectClose(covariance.data, Float64Array.from(outputs.cov.flat()), tolerance);
    expectClose(logLikelihood / 22, outputs.mean_loglik, tolerance);
  });

  test('in one dimension both functions agree', () => {
    const x = Float64Array.of(0.3, -1, 2.5, 0.7);
    const one = fitNormal(x);
    const many = fitMultivariateNormal(toNdarray(x, [4, 1]));
    expect(many.mean[0]).toBeCloseTo(one.mean, 15);
    expect(many.covariance.get(0, 0)).toBeCloseTo(one.variance, 15);
    expect(many.logLikelihood).toBeCloseTo(one.logLikelihood, 13);
  });

  test('the derivative of the likelihood in the mean is sum (x_i - mean)/variance, not a sum of squares', () => {
    // The notes print the square; at the maximum the sum of deviations vanishes and the sum of squares does not.
    const x = Float64Array.of(1, 2, 3, 6);
    const { mean } = fitNormal(x);
    expect(x.reduce((sum, value) => sum + (value - mean), 0)).toBe(0);
    expect(x.reduce((sum, value) => sum + (value - mean) ** 2, 0)).toBe(14);
  });

  test('no other parameters are more likely', () => {
    const x = Float64Array.of(0.3, -1, 2.5, 0.7);
    const { mean, variance, logLikelihood } = fitNormal(x);
    const at = (m: number, v: number): number =>
      x.reduce((sum, value) => sum - 0.5 * (Math.log(2 * Math.PI * v) + (value - m) ** 2 / v), 0);
    expect(at(mean, variance)).toBeCloseTo(logLikelihood, 13);
    for (const [m, v] of [
      [mean + 0.01, variance],
      [mean - 0.01, variance],
      [mean, variance * 1.01],
      [mean, variance * 0.99],
    ] as const)
      expect(at(m, v)).toBeLessThan(logLikelihood);
  });

  test('data without a maximum are refused', () => {
    expect(() => fitNormal(Float64Array.of(2, 2))).toThrow(
      'fitNormal: `x` must be at least two different observations; received Float64Array[2, 2]',
    );
    expect(() => fitNormal(Float64Array.of(1, Number.NaN))).toThrow(
      'fitNormal: `x[1]` must be a finite number; received NaN',
    );
    const line = toNdarray(Float64Array.of(0, 0, 1, 1, 2, 2), [3, 2]);
    expect(() => fitMultivariateNormal(line)).toThrow(
      '`x` must be observations that span all 2 dimensions; received [3, 2]',
    );
    expect(() => fitMultivariateNormal(toNdarray(Float64Array.of(1, 2), [1, 2]))).toThrow('span all 2 dimensions');
  });
});
