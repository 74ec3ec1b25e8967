import {
  bernoulli,
  categorical,
  gamma,
  key,
  mixture,
  multivariateNormal,
  normal,
  stream,
  uniform,
} from '@yuragi/prob-core';
import { expectClose, referenceCase } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { klMonteCarlo } from './kl-monte-carlo.ts';

const rng = () => stream(key(String(expect.getState().currentTestName)));

describe('klMonteCarlo', () => {
  test('is exact, with no error, for laws that differ nowhere', () => {
    expect(klMonteCarlo(normal(), normal(), rng())).toMatchObject({ value: 0, standardError: 0, warnings: [] });
  });

  test('uses the mass of q that lies on the support of p: two laws with a constant ratio', () => {
    // p/q = 2 on [0, 1]: f = log 2 everywhere, and no control variate is needed to be exact.
    const { value, standardError } = klMonteCarlo(uniform(), uniform({ upper: 2 }), rng());
    expectClose(value, Math.LN2, { rel: 1e-12 });
    // The terms are log 2 up to the rounding of a logarithm and a quotient of two numbers that are rounding themselves.
    expect(standardError).toBeLessThan(1e-14);
  });

  test('lowers the variance where the laws are close', () => {
    const { diagnostics } = klMonteCarlo(normal(), normal({ mean: 0.1 }), rng());
    // f and q/p are then nearly linear in each other.
    expect(diagnostics.varianceReduction).toBeGreaterThan(50);
    expect(diagnostics.coefficient).toBeCloseTo(1, 1);
  });

  test('leaves the control variate out where q/p is carried by few draws', () => {
    const { diagnostics } = klMonteCarlo(normal(), normal({ standardDeviation: 6, mean: 15 }), rng());
    expect(diagnostics).toMatchObject({ coefficient: 0, varianceReduction: 1 });
  });

  test('agrees with a closed form that is not in the table, within five standard errors', () => {
    const { outputs } = referenceCase('prob-kl-thermo-latent', 'kl-normal-laplace');
    // Laplace(0, 1): a law of the caller's own.
    const laplace = {
      ...normal(),
      kind: 'laplace',
      logDensity: (x: number) => -Math.abs(x) - Math.LN2,
      cdf: (x: number) => (x < 0 ? Math.exp(x) / 2 : 1 - Math.exp(-x) / 2),
      survival: (x: number) => (x > 0 ? Math.exp(-x) / 2 : 1 - Math.exp(x) / 2),
    };
    const { value, standardError } = klMonteCarlo(normal(), laplace, rng(), { numSamples: 50_000 });
    expect(Math.abs(value - outputs.kl)).toBeLessThan(5 * standardError);
    expect(standardError).toBeLessThan(0.002);
  });

  test('leaves it out, with a warning, where q fills a gap of p that it was not told of', () => {
    const p = mixture({ weights: [0.3, 0.7], components: [uniform(), uniform({ lower: 2, upper: 3 })] });
    const q = uniform({ upper: 3 });
    const expected = 0.3 * Math.log(0.9) + 0.7 * Math.log(2.1);
    const { value, standardError, diagnostics, warnings } = klMonteCarlo(p, q, rng());
    expect(diagnostics.coefficient).toBe(0);
    expect(Math.abs(value - expected)).toBeLessThan(5 * standardError);
    expect(warnings[0]!.code).toBe('covered-mass-mismatch');
    expect(warnings[0]!.message).toMatch(/^The mean of q\/p over 1000 draws is 0\.6\d*, not 1\.00, the mass of q/);
    // Told of it, the control variate is exact: f is a function of q/p that takes two values.
    const told = klMonteCarlo(p, q, rng(), { coveredMass: 2 / 3 });
    expectClose(told.value, expected, { rel: 1e-10 });
    expect(told.warnings).toEqual([]);
  });

  test('takes discrete laws and vectors', () => {
    const p = categorical({ probabilities: [0.5, 0.5, 0] });
    const q = categorical({ probabilities: [0.25, 0.25, 0.5] });
    const own = klMonteCarlo(p, q, rng(), { coveredMass: 0.5 });
    expectClose(own.value, Math.LN2, { rel: 1e-12 });
    const vectors = klMonteCarlo(
      multivariateNormal({ mean: [0, 0], variances: [1, 1] }),
      multivariateNormal({ mean: [1, 0], variances: [1, 1] }),
      rng(),
    );
    expect(Math.abs(vectors.value - 0.5)).toBeLessThan(5 * vectors.standardError);
  });

  test('is Infinity, with the reason, without absolute continuity', () => {
    const off = klMonteCarlo(normal(), gamma({ shape: 2 }), rng());
    expect(off).toMatchObject({ value: Infinity, standardError: Infinity });
    expect(off.warnings[0]!.code).toBe('not-absolutely-continuous');
    expect(off.warnings[0]!.message).toMatch(/^Draw \d+ of p has density 0 under q\.$/);
    const atom = klMonteCarlo(bernoulli({ probability: 0.5 }), normal(), rng());
    expect(atom.value).toBe(Infinity);
    expect(atom.warnings[0]!.message).toBe('One law is discrete and the other continuous.');
  });

  test('is the same for the same stream, and leaves the laws alone', () => {
    const law = mixture({ weights: [0.5, 0.5], components: [normal(), normal({ mean: 3 })] });
    const run = () => klMonteCarlo(law, normal({ standardDeviation: 3 }), stream(key(5)), { numSamples: 500 });
    expect(run()).toEqual(run());
  });

  test('refuses few samples, masses that are none, and densities that are none', () => {
    expect(() => klMonteCarlo(normal(), normal(), rng(), { numSamples: 99 })).toThrow(
      'klMonteCarlo: `numSamples` must be an integer >= 100; received 99',
    );
    expect(() => klMonteCarlo(normal(), normal(), rng(), { coveredMass: 2 })).toThrow(
      'klMonteCarlo: `coveredMass` must be a number in [0, 1]; received 2',
    );
    const broken = { ...normal(), logDensity: () => Number.NaN };
    expect(() => klMonteCarlo(broken, normal(), rng())).toThrow(
      'klMonteCarlo: `p, q` must be laws with finite log densities at the draws of p; received [NaN, -',
    );
  });
});
