import {
  bernoulli,
  beta,
  categorical,
  gamma,
  multivariateNormal,
  normal,
  toNdarray,
  type UnivariateDistribution,
  uniform,
} from '@yuragi/prob-core';
import { expectClose, integrate, referenceCase } from '@yuragi/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { kl } from './kl.ts';
import { klBernoulli, klBeta, klCategorical, klGamma, klNormal, klUniform } from './kl-closed-forms.ts';
import { klMultivariateNormal } from './kl-multivariate-normal.ts';

const REFERENCE = 'prob-kl-thermo-latent';
const matrix = (rows: readonly (readonly number[])[]) =>
  toNdarray(Float64Array.from(rows.flat()), [rows.length, rows[0]!.length]);

// Values to 18 digits by mpmath with 60 digits, from the textbook forms with the inputs as doubles.
describe('closed forms keep 13 digits, close and far', () => {
  test.each([
    [0, 1, 0, 1 + 2 ** -30, 8.67361736642080937e-19],
    [1, 2, 1 + 2 ** -30, 2, 1.08420217248550443e-19],
    [0, 1e-8, 0, 1, 17.9206807439523655],
    [0, 1, 0, 1e-8, 4999999999999980.87],
    [5, 1e-200, 5, 1e150, 805.404782547915989],
    [3, 1.3, 3.5, 1.2, 0.0935684034375747041],
    [0, 1.3, 0, 1, 0.0826357355325089715],
  ])('klNormal (%f, %f) from (%f, %f)', (m, s, n, t, expected) => {
    const value = klNormal({ mean: m, standardDeviation: s }, { mean: n, standardDeviation: t });
    expectClose(value, expected, { rel: 1e-13 });
  });

  test.each([
    [2.5, 1.3, 2.5000001, 1.3, 2.45178873310874208e-15],
    [2.5, 1.3, 2.5, 1.3000001, 7.39644933347400793e-15],
    [2.5, 1.3, 2.5000001, 1.30000005, 4.5474734607838773e-16],
    [1e6, 3, 1e6 + 1, 3.000003, 2.49999916666708367e-13],
    [1e6, 1, 0.5, 2, 1999998.80685290277],
    [0.01, 1, 300, 0.001, 33644.1792097930339],
    [1e-5, 1, 1, 1, 99988.0642737507849],
    [50, 0.1, 50.5, 0.101, 2.4999576806930661e-5],
    [1e10, 1, 1e10 + 1e5, 1, 0.49999833336666645],
    [12, 1, 11.9, 1, 0.000435772719216506457],
    [3, 1, 1e9, 1, 18800481494.4804555],
    [5e6, 90, 500, 0.006, 40.17127420671639],
  ])('klGamma (%f, %f) from (%f, %f)', (shape, rate, otherShape, otherRate, expected) => {
    const value = klGamma({ shape, rate }, { shape: otherShape, rate: otherRate });
    expectClose(value, expected, { rel: 1e-13 });
  });

  test.each([
    [2.5, 1.5, 2.5000001, 1.5, 1.0326739724081071e-15],
    [2.5, 1.5, 2.5000001, 1.50000006, 5.01498893737992545e-16],
    [1e6, 2e6, 1.0001e6, 2.0002e6, 2.49983431795734314e-9],
    [0.5, 0.5, 300, 0.2, 414.018117044197814],
    [1, 1e6, 1, 1.001e6, 4.99666916466833191e-7],
    [20, 30, 20.5, 29, 0.0209633823942377035],
    [0.1, 5, 0.1, 5.0001, 2.38702939893997557e-11],
    [1e4, 1e4, 1, 1, 4.22597742487335742],
  ])('klBeta (%f, %f) from (%f, %f)', (a1, a2, b1, b2, expected) => {
    expectClose(klBeta({ shape1: a1, shape2: a2 }, { shape1: b1, shape2: b2 }), expected, { rel: 1e-13 });
  });

  test.each([
    [0.3, 0.3 + 2 ** -40, 1.96947764893350564e-24],
    [1e-300, 0.5, 0.693147180559945309],
    [0.5, 1e-300, 344.694616768546907],
    [0.999999, 0.9999991, 5.36052066415302462e-9],
    [1, 0.25, 1.38629436111989062],
    [2 ** -60, 2 ** -59, 2.66152394776167619e-19],
  ])('klBernoulli %f from %f', (p, q, expected) => {
    expectClose(klBernoulli({ probability: p }, { probability: q }), expected, { rel: 1e-13 });
  });

  test('klCategorical, also where the laws share all but their last digits', () => {
    const moved = (epsilon: number) => ({ probabilities: [0.5, 0.25 + epsilon, 0.25 - epsilon] });
    expectClose(klCategorical(moved(0), moved(2 ** -50)), 3.15544362088404722e-30, { rel: 1e-13 });
    const near = { probabilities: [0.1 + 2 ** -40, 0.2 - 2 ** -40, 0.7] };
    expectClose(klCategorical({ probabilities: [0.1, 0.2, 0.7] }, near), 6.20385459412889948e-24, { rel: 1e-13 });
  });

  test('klUniform', () => {
    expect(klUniform({ lower: 0, upper: 1 }, { lower: -(2 ** -50), upper: 1 })).toBe(Math.log1p(2 ** -50));
    expect(klUniform({}, { lower: -1e300, upper: 1e-5 })).toBe(Infinity);
    expectClose(klUniform({}, { lower: -1e300, upper: 1 }), 300 * Math.LN10, { rel: 1e-15 });
    expect(klUniform({}, {})).toBe(0);
  });
});

describe('closed forms match reference values', () => {
  test.each([
    ['kl-normal-normal', ([mean, standardDeviation]: number[]) => normal({ mean, standardDeviation })],
    ['kl-gamma-gamma', ([shape, rate]: number[]) => gamma({ shape: shape!, rate })],
    ['kl-beta-beta', ([shape1, shape2]: number[]) => beta({ shape1: shape1!, shape2: shape2! })],
    ['kl-exp-exp', (rate: number) => gamma({ shape: 1, rate })],
    ['kl-bernoulli', (probability: number) => bernoulli({ probability })],
  ] as const)('%s', (id, make: (parameters: never) => UnivariateDistribution) => {
    const { inputs, outputs, tolerance } = referenceCase(REFERENCE, id);
    expectClose(kl(make(inputs.p as never), make(inputs.q as never)), outputs.kl, tolerance);
  });

  test('kl-mvn-mvn, whichever way the covariance is given', () => {
    const { inputs, outputs, tolerance } = referenceCase(REFERENCE, 'kl-mvn-mvn');
    const p = { mean: inputs.m1, covariance: matrix(inputs.S1) };
    const q = { mean: [0, 0], covariance: matrix(inputs.S2) };
    expectClose(klMultivariateNormal(p, q), outputs.kl, tolerance);
    expectClose(kl(multivariateNormal(p), multivariateNormal(q)), outputs.kl, tolerance);
    // S2^-1 = [[1, 0.2·…]]: the adjugate over 0.5 - 0.04.
    const precision = matrix([
      [0.5 / 0.46, 0.2 / 0.46],
      [0.2 / 0.46, 1 / 0.46],
    ]);
    expectClose(klMultivariateNormal(p, { mean: [0, 0], precision }), outputs.kl, { rel: 1e-12 });
  });
});

describe('klMultivariateNormal', () => {
  const covariance = [
    [2, 0.6, -0.3],
    [0.6, 1, 0.2],
    [-0.3, 0.2, 0.5],
  ];

  test('is the sum over coordinates where they are independent', () => {
    const p = { mean: [1, -2], variances: [4, 1e-6] };
    const q = { mean: [0, -2], variances: [9, 2] };
    const sum =
      klNormal({ mean: 1, standardDeviation: 2 }, { standardDeviation: 3 }) +
      klNormal({ standardDeviation: 1e-3 }, { standardDeviation: Math.SQRT2 });
    expectClose(klMultivariateNormal(p, q), sum, { rel: 1e-14 });
    const full = matrix([
      [4, 0],
      [0, 1e-6],
    ]);
    expectClose(klMultivariateNormal({ mean: [1, -2], covariance: full }, q), sum, { rel: 1e-13 });
    expectClose(kl(multivariateNormal(p), multivariateNormal(q)), sum, { rel: 1e-14 });
  });

  test('keeps its digits for close laws: d (epsilon - log(1 + epsilon))/2 for S = (1 + epsilon) T', () => {
    const epsilon = 2 ** -28;
    const p = { mean: [0, 0, 0], covariance: matrix(covariance.map((row) => row.map((x) => x * (1 + epsilon)))) };
    const q = { mean: [0, 0, 0], covariance: matrix(covariance) };
    // The products round: relative errors of 1e-16/epsilon in the differences.
    expectClose(klMultivariateNormal(p, q), 1.5 * (epsilon ** 2 / 2 - epsilon ** 3 / 3), { rel: 4e-8 });
    expectClose(klMultivariateNormal(p, p), 0, { abs: 1e-30 });
  });

  test('is far and near the same function: continuous over the change of form', () => {
    const q = { mean: [0, 0, 0], covariance: matrix(covariance) };
    const scaled = (c: number) => ({
      mean: [0, 0, 0],
      covariance: matrix(covariance.map((row) => row.map((x) => x * c))),
    });
    for (const c of [1e-12, 0.4999, 0.5001, 3, 1e12])
      expectClose(klMultivariateNormal(scaled(c), q), 1.5 * (c - 1 - Math.log(c)), { rel: 1e-13 });
  });

  test('refuses different dimensions', () => {
    expect(() => klMultivariateNormal({ mean: [0], variances: [1] }, { mean: [0, 1], variances: [1, 1] })).toThrow(
      'klMultivariateNormal: `q.mean` must have length 1; received shape (2)',
    );
  });
});

describe('kl', () => {
  test('is the integral of p log p/q', () => {
    for (const [p, q, lower, upper] of [
      [normal({ mean: 1 }), normal({ mean: -0.5, standardDeviation: 2 }), -Infinity, Infinity],
      [gamma({ shape: 3.2, rate: 2 }), gamma({ shape: 1.1, rate: 0.7 }), 0, Infinity],
      [beta({ shape1: 2.2, shape2: 3 }), beta({ shape1: 4, shape2: 1.5 }), 0, 1],
    ] as const) {
      const integral = integrate(
        (x) => {
          const logP = p.logDensity(x);
          return logP < -700 ? 0 : Math.exp(logP) * (logP - q.logDensity(x));
        },
        lower,
        upper,
      );
      expectClose(kl(p, q), integral, { rel: 1e-10 });
    }
  });

  test('is not negative, and 0 for one law', () => {
    const shape = fc.double({ min: 0.01, max: 1000, noNaN: true });
    fc.assert(
      fc.property(shape, shape, shape, shape, (a, b, c, d) => {
        expect(klGamma({ shape: a, rate: b }, { shape: c, rate: d })).toBeGreaterThanOrEqual(0);
        expect(klBeta({ shape1: a, shape2: b }, { shape1: c, shape2: d })).toBeGreaterThanOrEqual(0);
        expect(klGamma({ shape: a, rate: b }, { shape: a, rate: b })).toBe(0);
        expect(klBeta({ shape1: a, shape2: b }, { shape1: a, shape2: b })).toBe(0);
        const [p, q] = [
          { mean: a, standardDeviation: b },
          { mean: c, standardDeviation: d },
        ];
        expect(klNormal(p, q)).toBeGreaterThanOrEqual(0);
        expect(klNormal(p, p)).toBe(0);
      }),
    );
  });

  test('is Infinity where p is not absolutely continuous', () => {
    expect(kl(bernoulli({ probability: 0.5 }), bernoulli({ probability: 1 }))).toBe(Infinity);
    expect(kl(categorical({ probabilities: [0.5, 0.5] }), categorical({ probabilities: [1, 0] }))).toBe(Infinity);
    expect(kl(uniform({ lower: 0, upper: 2 }), uniform())).toBe(Infinity);
    // Of an atom and a density neither has a density with respect to the other.
    expect(kl(bernoulli({ probability: 0.5 }), normal())).toBe(Infinity);
    expect(kl(normal(), bernoulli({ probability: 0.5 }))).toBe(Infinity);
  });

  test('sends other pairs to klMonteCarlo', () => {
    expect(() => kl(normal(), gamma({ shape: 1 }))).toThrow(
      'kl of normal from gamma in closed form is not supported; klMonteCarlo(p, q, rng) estimates it from draws',
    );
    expect(kl(normal(), { ...normal() })).toBe(0);
  });

  test('refuses parameters out of range', () => {
    expect(() => klNormal({ standardDeviation: 0 }, {})).toThrow(
      'klNormal: `p.standardDeviation` must be a finite number > 0; received 0',
    );
    expect(() => klNormal({}, { mean: Infinity })).toThrow(
      'klNormal: `q.mean` must be a finite number; received Infinity',
    );
    expect(() => klGamma({ shape: 1 }, { shape: -1 })).toThrow(
      'klGamma: `q.shape` must be a finite number > 0; received -1',
    );
    expect(() => klGamma({ shape: 1, rate: 0 }, { shape: 1 })).toThrow(
      'klGamma: `p.rate` must be a finite number > 0; received 0',
    );
    expect(() => klBeta({ shape1: 1, shape2: 1 }, { shape1: 1, shape2: 0 })).toThrow(
      'klBeta: `q.shape2` must be a finite number > 0; received 0',
    );
    expect(() => klBernoulli({ probability: 2 }, { probability: 1 })).toThrow(
      'klBernoulli: `p.probability` must be a number in [0, 1]; received 2',
    );
    expect(() => klCategorical({ probabilities: [1] }, { probabilities: [0.5, 0.5] })).toThrow(
      'relativeEntropy: `q` must have length 1; received shape (2)',
    );
    expect(() => klUniform({ lower: 1, upper: 0 }, {})).toThrow(
      'klUniform: `p.upper` must be a number > lower = 1, at a finite distance; received 0',
    );
    expect(() => klUniform({}, { lower: Number.NaN })).toThrow(
      'klUniform: `q.lower` must be a finite number; received NaN',
    );
  });
});
