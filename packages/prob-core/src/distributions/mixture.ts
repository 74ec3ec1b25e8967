/** Mixtures: a component drawn by its weight, then a draw from it. */
import { ArgumentError } from '../error-classes.ts';
import { logSumExp } from '../estimate.ts';
import { requireLength, requireProbabilities } from '../require.ts';
import { fillWith, requireQuantileArgument } from './common.ts';
import type { MultivariateDistribution, UnivariateDistribution } from './distribution.ts';
import { type Components, componentsOf } from './mixture-components.ts';
import { continuousEntropy, discreteEntropy } from './mixture-entropy.ts';
import { multivariateMixture } from './mixture-multivariate.ts';

export interface MixtureOptions<C> {
  /** (k), non-negative, summing to 1 within 1e-9 (rounding is divided out). */
  readonly weights: ArrayLike<number>;
  /** (k), all on the line, all continuous or all discrete; or all of one dimension. */
  readonly components: readonly C[];
}

/**
 * A finite mixture, p(x) = sum_i w_i p_i(x).
 *
 * Densities and tails are summed in log space; mean and variance (covariance) are exact. On the line, a quantile is found
 * to the last bit of the cdf by bisection between the components' quantiles (about 60 evaluations), and the entropy of a
 * continuous mixture is an adaptive quadrature of -p log p, to about 1e-10 where the density is finite; of a discrete one, the
 * sum over its atoms. In d dimensions the entropy has no closed form and no quadrature is affordable: `entropy` throws.
 *
 * @param options.components kept by reference; in `parameters` they are { kind, parameters }
 * @throws {ArgumentError} for weights that are no probabilities, no components, or continuous and discrete ones together;
 *   {ShapeError} unless there is one component per weight, all of one dimension; {UnsupportedError} from `entropy` in d
 *   dimensions
 * @example ```ts doctest
 * import { mixture, normal } from '@yuragi/prob-core';
 * const law = mixture({ weights: [0.25, 0.75], components: [normal({ mean: -3 }), normal({ mean: 1 })] });
 * law.mean(); // => 0
 * law.variance(); // => 4
 * law.cdf(law.quantile(0.25)); // ~> 0.250000000000
 * ```
 */
export function mixture(options: MixtureOptions<UnivariateDistribution>): UnivariateDistribution;
export function mixture(options: MixtureOptions<MultivariateDistribution>): MultivariateDistribution;
export function mixture({
  weights,
  components,
}: MixtureOptions<UnivariateDistribution> | MixtureOptions<MultivariateDistribution>):
  | UnivariateDistribution
  | MultivariateDistribution {
  const probabilities = requireProbabilities('mixture', 'weights', weights);
  requireLength('mixture', 'components', components, probabilities.length);
  const parameters = {
    weights: probabilities,
    components: components.map(({ kind, parameters: inner }) => ({ kind, parameters: inner })),
  };
  return isMultivariate(components)
    ? multivariateMixture(parameters, componentsOf(probabilities, components))
    : univariateMixture(parameters, componentsOf(probabilities, components));
}

const isMultivariate = (
  components: readonly UnivariateDistribution[] | readonly MultivariateDistribution[],
): components is readonly MultivariateDistribution[] => components[0] !== undefined && 'dimension' in components[0];

function univariateMixture(
  parameters: UnivariateDistribution['parameters'],
  { weights, logWeights, components, choose }: Components<UnivariateDistribution>,
): UnivariateDistribution {
  const supports = components.map((component) => component.support);
  const isDiscrete = supports[0]!.isDiscrete;
  if (supports.some((support) => support.isDiscrete !== isDiscrete))
    throw new ArgumentError('mixture', 'components', 'all continuous or all discrete', parameters.components);
  const support = {
    lower: Math.min(...supports.map(({ lower }) => lower)),
    upper: Math.max(...supports.map(({ upper }) => upper)),
    isDiscrete,
  };
  const terms = new Float64Array(weights.length);

  /** sum_i w_i f(component i). */
  const weightedSum = (f: (component: UnivariateDistribution) => number): number => {
    let sum = 0;
    for (let i = 0; i < weights.length; i++) sum += weights[i]! * f(components[i]!);
    return sum;
  };
  /** log sum_i w_i exp f(component i). */
  const logWeightedSum = (f: (component: UnivariateDistribution) => number): number => {
    for (let i = 0; i < terms.length; i++) terms[i] = logWeights[i]! + f(components[i]!);
    return logSumExp(terms);
  };
  const logDensity = (x: number): number => {
    for (let i = 0; i < terms.length; i++) terms[i] = logWeights[i]! + components[i]!.logDensity(x);
    return logSumExp(terms);
  };
  const mean = (): number => weightedSum((component) => component.mean());
  // The weights sum to 1 only to rounding.
  const cdf = (x: number): number =>
    Math.min(
      1,
      weightedSum((component) => component.cdf(x)),
    );
  const survival = (x: number): number =>
    Math.min(
      1,
      weightedSum((component) => component.survival(x)),
    );
  const sample: UnivariateDistribution['sample'] = (rng) => choose(rng.uniform()).sample(rng);
  const hasScore = components.every((component) => component.score !== undefined);

  return {
    kind: 'mixture',
    parameters,
    support,
    logDensity,
    logDensityInto(x, out) {
      for (let i = 0; i < out.length; i++) out[i] = logDensity(x[i]!);
    },
    sample,
    fill: (rng, out) => fillWith(sample, rng, out),
    mean,
    variance() {
      const centre = mean();
      return weightedSum((component) => component.variance() + (component.mean() - centre) ** 2);
    },
    entropy: () => (isDiscrete ? discreteEntropy(components, logDensity) : continuousEntropy(components, logDensity)),
    cdf,
    logCdf(x) {
      const above = survival(x);
      return above < 0.5 ? Math.log1p(0 - above) : logWeightedSum((component) => component.logCdf(x));
    },
    survival,
    logSurvival(x) {
      const below = cdf(x);
      return below < 0.5 ? Math.log1p(0 - below) : logWeightedSum((component) => component.logSurvival(x));
    },
    quantile(p) {
      requireQuantileArgument('mixture', p);
      if (p === 0 || p === 1) return p === 0 ? support.lower : support.upper;
      const quantiles = components.map((component) => component.quantile(p));
      // 1 - p is exact above 1/2, and so is the survival there.
      const isReached = p <= 0.5 ? (x: number) => cdf(x) >= p : (x: number) => survival(x) <= 1 - p;
      return smallestReached(Math.min(...quantiles), Math.max(...quantiles), isReached);
    },
    ...(hasScore && {
      /** The components' scores, weighted by their responsibilities w_i p_i(x)/p(x). */
      score(x: number): number {
        const total = logDensity(x);
        let sum = 0;
        for (let i = 0; i < components.length; i++) {
          const responsibility = Math.exp(terms[i]! - total);
          if (responsibility !== 0) sum += responsibility * components[i]!.score!(x);
        }
        return sum;
      },
    }),
  };
}

/** The smallest double in [low, high] from which on a predicate holds, which it does at `high`. */
function smallestReached(low: number, high: number, isReached: (x: number) => boolean): number {
  if (isReached(low)) return low;
  let below = low;
  let reached = high;
  for (;;) {
    const middle = between(below, reached);
    if (middle === below || middle === reached) return reached;
    if (isReached(middle)) reached = middle;
    else below = middle;
  }
}

/** Between two numbers: the geometric mean where their magnitudes differ, which halves the doubles between them. */
function between(low: number, high: number): number {
  if (low > 0 && high > 4 * low) return Math.sqrt(low) * Math.sqrt(high);
  if (high < 0 && low < 4 * high) return -Math.sqrt(-low) * Math.sqrt(-high);
  return low + (high - low) / 2;
}
