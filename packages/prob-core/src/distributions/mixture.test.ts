import { expectClose, gaussianMixtureOracle, referenceCase } from '@yuragi/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { key } from '../key.ts';
import { toNdarray } from '../ndarray-boundary.ts';
import { stream } from '../rng.ts';
import { bernoulli } from './bernoulli.ts';
import { beta } from './beta.ts';
import { categorical } from './categorical.ts';
import { empirical } from './empirical.ts';
import { gamma } from './gamma.ts';
import { mixture } from './mixture.ts';
import { multivariateNormal } from './multivariate-normal.ts';
import { normal } from './normal.ts';
import { uniform } from './uniform.ts';

const normals = ({ weights, means, standardDeviations }: Record<string, number[]>) =>
  mixture({
    weights: weights!,
    components: means!.map((mean, i) => normal({ mean, standardDeviation: standardDeviations![i]! })),
  });

describe('on the line', () => {
  test('density, tails and score agree with 50-digit values, where components underflow too', () => {
    const { inputs, outputs, tolerance } = referenceCase('special-functions', 'normal-mixture');
    const law = normals(inputs);
    for (const [x, ...expected] of outputs.rows) {
      const actual = [law.logDensity, law.cdf, law.survival, law.logCdf, law.logSurvival, law.score!].map((f) => f(x));
      expectClose(actual, expected, { ...tolerance, abs: 1e-80 });
    }
  });

  test('quantiles agree with 50-digit values to the rounding of the cdf, 2^-53/density', () => {
    const { inputs, outputs } = referenceCase('special-functions', 'normal-mixture-quantile');
    const law = normals(inputs);
    for (const [p, x] of outputs.rows)
      expectClose(law.quantile(p), x, { rel: 1e-14, abs: (4 * p * 2 ** -53) / Math.exp(law.logDensity(x)) });
  });

  test('the entropy agrees with a 25-digit quadrature to 1e-10', () => {
    const { inputs, outputs, tolerance } = referenceCase('special-functions', 'normal-mixture-entropy');
    expectClose(normals(inputs).entropy(), outputs.rows[0][0], tolerance);
  });

  test('a mixture of one component is that component', () => {
    const [law, part] = [mixture({ weights: [1], components: [gamma({ shape: 0.5 })] }), gamma({ shape: 0.5 })];
    for (const x of [1e-5, 0.3, 4]) {
      expect(law.logDensity(x)).toBeCloseTo(part.logDensity(x), 14);
      expect(law.logSurvival(x)).toBeCloseTo(part.logSurvival(x), 14);
    }
    expect(law.entropy()).toBeCloseTo(part.entropy(), 9);
    expect([law.mean(), law.variance()]).toEqual([part.mean(), part.variance()]);
    expect(law.quantile(0.3)).toBe(part.quantile(0.3));
  });

  test('the entropy of far components is the mean of theirs plus that of the weights', () => {
    const parts = [normal(), normal({ mean: 1e3, standardDeviation: 1e-3 })] as const;
    const law = mixture({ weights: [0.5, 0.3, 0.2], components: [...parts, uniform({ lower: 50, upper: 51 })] });
    const expected =
      0.5 * parts[0].entropy() +
      0.3 * parts[1].entropy() -
      0.5 * Math.log(0.5) -
      0.3 * Math.log(0.3) -
      0.2 * Math.log(0.2);
    expect(law.entropy()).toBeCloseTo(expected, 10);
  });

  test('a density that is infinite at an end costs digits of the entropy, not all of them', () => {
    const part = beta({ shape1: 0.5, shape2: 0.5 });
    expect(mixture({ weights: [1], components: [part] }).entropy()).toBeCloseTo(part.entropy(), 6);
  });

  test('a far tail is that of the widest component, in log space', () => {
    const law = mixture({ weights: [0.9, 0.1], components: [normal(), normal({ standardDeviation: 2 })] });
    expect(law.logSurvival(100)).toBeCloseTo(Math.log(0.1) + normal({ standardDeviation: 2 }).logSurvival(100), 10);
    expect(law.logCdf(-100)).toBe(law.logSurvival(100));
    expect(law.logCdf(100)).toBeCloseTo(0, 300);
    expect(law.score!(100)).toBeCloseTo(-25, 12);
  });

  test('quantiles invert the cdf, in the tails too', () => {
    const law = mixture({ weights: [0.3, 0.7], components: [normal({ mean: -5 }), gamma({ shape: 0.2, rate: 3 })] });
    fc.assert(
      fc.property(fc.double({ min: -250, max: -0.01, noNaN: true }), (exponent) => {
        const p = 10 ** exponent;
        expectClose(law.cdf(law.quantile(p)), p, { rel: 1e-12 });
      }),
    );
    expect([law.quantile(0), law.quantile(1)]).toEqual([-Infinity, Infinity]);
  });

  test('quantiles near zero keep their relative digits', () => {
    const small = mixture({
      weights: [0.5, 0.5],
      components: [gamma({ shape: 0.01 }), gamma({ shape: 0.02, rate: 7 })],
    });
    const x = small.quantile(0.1);
    expect(x).toBeLessThan(1e-40);
    expectClose(small.cdf(x), 0.1, { rel: 1e-14 });
  });

  test('discrete mixtures: mass, quantiles and entropy over atoms that need not be integers', () => {
    const law = mixture({
      weights: [0.5, 0.5],
      components: [bernoulli({ probability: 0.5 }), empirical(Float64Array.of(0.5, 1, 1, 1))],
    });
    expect([0, 0.5, 1, 2].map((x) => Math.exp(law.logDensity(x)))).toEqual(
      [0.25, 0.125, 0.625, 0].map((p) => expect.closeTo(p, 15)),
    );
    expect([0.2, 0.25, 0.3, 0.375, 0.4, 1].map(law.quantile)).toEqual([0, 0, 0.5, 0.5, 1, 1]);
    const entropy = [0.25, 0.125, 0.625].reduce((sum, p) => sum - p * Math.log(p), 0);
    expect(law.entropy()).toBeCloseTo(entropy, 14);
    expect(law.score).toBeUndefined();
  });

  test('a component of weight 0 takes no part', () => {
    const law = mixture({ weights: [1, 0], components: [uniform(), normal({ mean: 50 })] });
    expect(law.support).toEqual({ lower: 0, upper: 1, isDiscrete: false });
    expect([law.logDensity(50), law.logDensity(0.5), law.quantile(1)]).toEqual([-Infinity, 0, 1]);
  });

  test('a draw is a uniform that chooses, then a draw from the component', () => {
    const components = [normal({ mean: -10 }), normal({ mean: 10 })];
    const law = mixture({ weights: [0.3, 0.7], components });
    const rng = stream(key(5));
    const chosen = rng.uniform() < 0.3 ? components[0]! : components[1]!;
    expect(law.sample(stream(key(5)))).toBe(chosen.sample(rng));
  });

  test('infinite densities, infinite and NaN arguments', () => {
    const law = mixture({ weights: [0.5, 0.5], components: [gamma({ shape: 0.5 }), normal()] });
    expect([law.logDensity(0), law.logDensity(Infinity), law.cdf(-Infinity), law.cdf(Infinity)]).toEqual([
      Infinity,
      -Infinity,
      0,
      1,
    ]);
    for (const f of [law.logDensity, law.cdf, law.logCdf, law.survival, law.logSurvival, law.score!])
      expect(f(Number.NaN)).toBeNaN();
  });

  test('mixtures nest', () => {
    const inner = mixture({ weights: [0.5, 0.5], components: [normal({ mean: -1 }), normal({ mean: 1 })] });
    const outer = mixture({ weights: [0.5, 0.5], components: [inner, normal({ mean: 3 })] });
    const flat = normals({ weights: [0.25, 0.25, 0.5], means: [-1, 1, 3], standardDeviations: [1, 1, 1] });
    for (const x of [-2, 0.3, 4]) {
      expect(outer.logDensity(x)).toBeCloseTo(flat.logDensity(x), 14);
      expect(outer.score!(x)).toBeCloseTo(flat.score!(x), 13);
    }
    expect(outer.variance()).toBeCloseTo(flat.variance(), 13);
    expect(outer.entropy()).toBeCloseTo(flat.entropy(), 10);
  });

  test('parameters are plain data', () => {
    const law = mixture({ weights: [0.5, 0.5], components: [normal(), gamma({ shape: 2 })] });
    expect(law.parameters).toEqual({
      weights: Float64Array.of(0.5, 0.5),
      components: [
        { kind: 'normal', parameters: { mean: 0, standardDeviation: 1 } },
        { kind: 'gamma', parameters: { shape: 2, rate: 1 } },
      ],
    });
  });
});

describe('in two dimensions', () => {
  const covariances = [
    [2, 0.5, 0.5, 1],
    [0.5, -0.2, -0.2, 0.3],
  ];
  const means = [
    [0, 1],
    [3, -1],
  ];
  const law = mixture({
    weights: [0.3, 0.7],
    components: means.map((mean, i) =>
      multivariateNormal({ mean, covariance: toNdarray(Float64Array.from(covariances[i]!), [2, 2]) }),
    ),
  });
  const oracle = gaussianMixtureOracle({
    weights: [0.3, 0.7],
    means,
    covariances: covariances.map(([a, b, c, d]) => [
      [a!, b!],
      [c!, d!],
    ]),
  });

  test('density and score agree with the plain formulas', () => {
    for (const point of [
      [0, 0],
      [2, -1],
      [5, 5],
    ]) {
      const x = Float64Array.from(point);
      const score = new Float64Array(2);
      law.score!(x, score);
      expectClose(law.logDensity(x), oracle.logDensity(x), { rel: 1e-13 });
      expectClose(score, oracle.score(x), { rel: 1e-12 });
    }
  });

  test('mean and covariance are exact', () => {
    const mean = [0.7 * 3, 0.3 - 0.7];
    // Within, plus 0.3 0.7 (m1 - m2)(m1 - m2)^T between two components.
    const shift = [3, -2] as const;
    const within = covariances[0]!.map((c, i) => 0.3 * c + 0.7 * covariances[1]![i]!);
    const expected = within.map((c, i) => c + 0.21 * shift[i >> 1]! * shift[i % 2]!);
    expectClose(law.mean(), mean, { rel: 1e-14 });
    expectClose(law.covariance().data, expected, { rel: 1e-14 });
    expectClose(law.variance(), [expected[0], expected[3]], { rel: 1e-14 });
  });

  test('the entropy is refused, with what to do instead', () => {
    expect(() => law.entropy()).toThrow(
      'the entropy of a mixture in more than one dimension is not supported; estimate it by the mean of -logDensity over draws of your own',
    );
  });

  test('a score needs one of every component', () => {
    const rows = empirical(toNdarray(Float64Array.of(1, 2), [1, 2]));
    expect(mixture({ weights: [1], components: [rows] }).score).toBeUndefined();
  });
});

describe('errors', () => {
  test('weights that are not probabilities', () => {
    const components = [normal(), normal()];
    expect(() => mixture({ weights: [0.5, 0.6], components })).toThrow(
      /^mixture: `weights` must be .*; received \[0\.5, 0\.6\]$/,
    );
    expect(() => mixture({ weights: [1.5, -0.5], components })).toThrow(
      'mixture: `weights[1]` must be a finite number >= 0; received -0.5',
    );
    expect(() => mixture({ weights: [], components: [] as never[] })).toThrow(
      'mixture: `weights` must be a non-empty list',
    );
  });

  test('not one component per weight', () => {
    expect(() => mixture({ weights: [0.5, 0.5], components: [normal()] })).toThrow(
      'mixture: `components` must have length 2; received shape (1)',
    );
  });

  test('continuous and discrete together', () => {
    expect(() => mixture({ weights: [0.5, 0.5], components: [normal(), categorical({ probabilities: [1] })] })).toThrow(
      'mixture: `components` must be all continuous or all discrete; received [an object with keys kind',
    );
  });

  test('different dimensions', () => {
    const components = [[0], [0, 0]].map((mean) => multivariateNormal({ mean, variances: mean.map(() => 1) }));
    expect(() => mixture({ weights: [0.5, 0.5], components })).toThrow(
      'mixture: `components[1]` must have dimension 1, that of the first; received shape (2)',
    );
  });

  test('a quantile of what is not a probability', () => {
    expect(() => mixture({ weights: [1], components: [normal()] }).quantile(-1)).toThrow(
      'mixture.quantile: `p` must be a number in [0, 1]; received -1',
    );
  });
});
