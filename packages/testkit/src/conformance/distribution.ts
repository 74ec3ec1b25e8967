/** What every distribution must do, checked against its own density by quadrature, sums and finite differences. */
import { expect } from 'vitest';
import { derivative, gradient } from '../finite-differences.ts';
import { integrate } from '../quadrature.ts';
import type { Distribution, MultivariateDistribution, UnivariateDistribution } from '../shapes.ts';
import { type Checks, expectCloneable, expectNear, type MakeRng, registerChecks } from './suite.ts';

export interface DistributionConformanceOptions<X> {
  /** Inside the support, where density, score and cdf are compared; for a discrete law, atoms in its bulk. */
  readonly points: readonly X[];
  readonly makeRng: MakeRng;
  /** Of quadrature and inverses, relative to max(1, |value|): 1e-9 unless given; 1e-7 for a density that is singular at an end other than 0. */
  readonly tolerance?: number | undefined;
  /** The atoms of a discrete law that does not live on the integers. */
  readonly atoms?: readonly number[] | undefined;
}

const NUM_DRAWS = 50;

const rowOf = (x: number | Float64Array): number[] => (typeof x === 'number' ? [x] : Array.from(x));

/** What holds for laws on the line and in d dimensions. */
function commonChecks<X extends number | Float64Array>(
  make: () => Distribution<X>,
  { points, makeRng }: DistributionConformanceOptions<X>,
): Checks {
  const d = rowOf(points[0]!).length;
  const rows = Float64Array.from(points.flatMap(rowOf));
  return {
    'parameters are plain data'() {
      expectCloneable(make().parameters);
    },
    'equal rng states give equal draws, fill is n calls of sample, and both leave the rng at one place'() {
      const rngs = [makeRng('draws'), makeRng('draws'), makeRng('draws')] as const;
      const [first, second] = [make(), make()];
      const draws = Array.from({ length: NUM_DRAWS }, () => first.sample(rngs[0]));
      expect(Array.from({ length: NUM_DRAWS }, () => second.sample(rngs[1]))).toStrictEqual(draws);
      const out = new Float64Array(NUM_DRAWS * d);
      first.fill(rngs[2], out);
      expect(Array.from(out)).toStrictEqual(draws.flatMap(rowOf));
      expect(rngs[2].state()).toStrictEqual(rngs[0].state());
    },
    'draws have positive density'() {
      const distribution = make();
      const rng = makeRng('support');
      for (let i = 0; i < NUM_DRAWS; i++)
        expect(distribution.logDensity(distribution.sample(rng))).toBeGreaterThan(-Infinity);
    },
    'logDensityInto writes the logDensity of each row and leaves x as it was'() {
      const x = rows.slice();
      const out = new Float64Array(points.length);
      make().logDensityInto(x, out);
      for (const [i, point] of points.entries()) expectNear(out[i]!, make().logDensity(point), 1e-13);
      expect(x).toStrictEqual(rows);
    },
  };
}

function univariateChecks(
  distribution: UnivariateDistribution,
  { points, tolerance = 1e-9, atoms }: DistributionConformanceOptions<number>,
): Checks {
  const { lower, upper, isDiscrete } = distribution.support;
  const density = (x: number): number => Math.exp(distribution.logDensity(x));
  const integers = (): number[] => {
    const last = Number.isFinite(upper) ? upper : distribution.quantile(1 - 2 ** -50);
    return Array.from({ length: last - lower + 1 }, (_, i) => lower + i);
  };
  /** Sum over the atoms, or integral over the support, of f up to `to`. */
  const total = (f: (x: number) => number, to: number = upper): number => {
    if (isDiscrete) return (atoms ?? integers()).filter((x) => x <= to).reduce((sum, x) => sum + f(x), 0);
    const breakpoints = [1e-6, 0.01, 0.5, 0.99, 1 - 1e-6].map((p) => distribution.quantile(p));
    return integrate(f, lower, to, { breakpoints: [...breakpoints, ...points], tolerance: tolerance / 10 });
  };
  const mean = distribution.mean();
  const variance = distribution.variance();
  const entropy = distribution.entropy();
  return {
    'the density has mass 1'() {
      expectNear(total(density), 1, tolerance);
    },
    'cdf and survival are the mass on either side, and their logarithms agree'() {
      for (const x of points) {
        const cdf = distribution.cdf(x);
        const survival = distribution.survival(x);
        expectNear(cdf, total(density, x), tolerance);
        expectNear(survival, 1 - cdf, 1e-13);
        expectNear(distribution.logCdf(x), Math.log(cdf), tolerance);
        expectNear(distribution.logSurvival(x), Math.log(survival), tolerance);
      }
    },
    'off the support the density is 0 and the cdf 0 or 1'() {
      const beyond = [
        { x: lower - 1, cdf: 0 },
        { x: upper + 1, cdf: 1 },
      ];
      for (const { x, cdf } of beyond) {
        if (Number.isFinite(x)) expect(distribution.logDensity(x)).toBe(-Infinity);
        expect([distribution.cdf(x), distribution.survival(x)]).toEqual([cdf, 1 - cdf]);
      }
    },
    'the quantile inverts the cdf: the smallest x with cdf(x) >= p'() {
      for (const p of [1e-12, 1e-6, 0.01, 0.3, 0.5, 0.9, 0.999, 1 - 1e-9]) {
        const x = distribution.quantile(p);
        // A quantile is rounded to a double: that moves the cdf by density times eps |x|.
        const rounding = (density(x) * 4 * Number.EPSILON * Math.abs(x)) / p;
        if (!isDiscrete) expectNear(distribution.cdf(x) / p, 1, tolerance + rounding);
        else {
          expect(distribution.cdf(x)).toBeGreaterThanOrEqual(p);
          if (x > lower) expect(distribution.cdf(x - 1e-9 * Math.max(1, Math.abs(x)))).toBeLessThan(p);
        }
      }
      expect([distribution.quantile(0), distribution.quantile(1)]).toEqual([lower, upper]);
      if (isDiscrete) expect(points.map((x) => distribution.quantile(distribution.cdf(x)))).toEqual(points);
    },
    'the quantile refuses what is not a probability'() {
      for (const p of [-1e-9, 1 + 1e-9, Number.NaN])
        expect(() => distribution.quantile(p)).toThrow(expect.objectContaining({ code: 'YURAGI_ARGUMENT' }));
    },
    ...(Number.isFinite(entropy) && {
      'the entropy is the mean of -log density'() {
        const term = (logDensity: number): number =>
          logDensity === -Infinity ? 0 : -logDensity * Math.exp(logDensity);
        expectNear(
          entropy,
          total((x) => term(distribution.logDensity(x))),
          tolerance,
        );
      },
    }),
    ...(Number.isFinite(mean) && {
      'the mean is that of the density'() {
        const term = (x: number): number => Math.sign(x) * Math.exp(distribution.logDensity(x) + Math.log(Math.abs(x)));
        expectNear(mean, total(term), tolerance);
      },
    }),
    ...(Number.isFinite(variance) && {
      'the variance is that of the density'() {
        const term = (x: number): number => Math.exp(distribution.logDensity(x) + 2 * Math.log(Math.abs(x - mean)));
        expectNear(variance, total(term), tolerance);
      },
    }),
    'the score is the derivative of logDensity; a discrete law has none'() {
      if (isDiscrete) expect(distribution.score).toBeUndefined();
      const spread = distribution.quantile(0.75) - distribution.quantile(0.25);
      if (distribution.score !== undefined)
        for (const x of points) {
          // The density changes over its spread, and over the distance to an end of the support.
          const h = Number.EPSILON ** 0.2 * Math.min(spread, x - lower, upper - x);
          const numeric = derivative((at) => distribution.logDensity(at), x, h);
          expectNear(distribution.score(x), numeric, Math.max(tolerance, 1e-8));
        }
    },
  };
}

function multivariateChecks(
  make: () => MultivariateDistribution,
  { points, tolerance = 1e-9 }: DistributionConformanceOptions<Float64Array>,
): Checks {
  const checks: Record<string, () => void> = {
    'mean, variance and covariance have the shape of the dimension and agree'() {
      const distribution = make();
      const { dimension: d } = distribution;
      const covariance = distribution.covariance();
      expect(covariance.shape).toEqual([d, d]);
      expect([distribution.mean().length, distribution.variance().length, points[0]!.length]).toEqual([d, d, d]);
      for (let i = 0; i < d; i++) {
        expectNear(distribution.variance()[i]!, covariance.get(i, i), 1e-12);
        for (let j = 0; j < i; j++) expect(covariance.get(i, j)).toBe(covariance.get(j, i));
      }
    },
  };
  if (make().score)
    checks['the score is the gradient of logDensity and leaves x as it was'] = () => {
      const distribution = make();
      for (const point of points) {
        const x = point.slice();
        const out = new Float64Array(x.length);
        distribution.score!(x, out);
        expect(x).toStrictEqual(point);
        const numeric = gradient((at) => distribution.logDensity(at), point);
        for (const [j, value] of numeric.entries()) expectNear(out[j]!, value, Math.max(tolerance, 1e-8));
      }
    };
  return checks;
}

/** The checks of `distributionConformance`, to be run one by one. */
export function distributionChecks(
  make: () => UnivariateDistribution,
  options: DistributionConformanceOptions<number>,
): Checks {
  return { ...commonChecks(make, options), ...univariateChecks(make(), options) };
}

/**
 * Registers the tests every law on the line must pass: mass 1, cdf, quantile, moments and entropy of that density, score,
 * determinism, `fill`, plain parameters, no Math.random.
 *
 * @param make a fresh distribution at every call
 */
export function distributionConformance(
  name: string,
  make: () => UnivariateDistribution,
  options: DistributionConformanceOptions<number>,
): void {
  registerChecks(name, distributionChecks(make, options));
}

/** The checks of `multivariateConformance`, to be run one by one. */
export function multivariateDistributionChecks(
  make: () => MultivariateDistribution,
  options: DistributionConformanceOptions<Float64Array>,
): Checks {
  return { ...commonChecks(make, options), ...multivariateChecks(make, options) };
}

/** The same for a law in d dimensions, of whose density the score alone is tested: its mass and moments are yours to test. */
export function multivariateConformance(
  name: string,
  make: () => MultivariateDistribution,
  options: DistributionConformanceOptions<Float64Array>,
): void {
  registerChecks(name, multivariateDistributionChecks(make, options));
}
