/** The Kullback–Leibler divergence of two distributions, by their kinds. */
import { type Distribution, toNdarray } from '@yuragi/prob-core';
import { UnsupportedError } from '@yuragi/prob-core/errors';
import { klBernoulli, klBeta, klCategorical, klGamma, klNormal, klUniform } from './kl-closed-forms.ts';
import { klMultivariateNormal } from './kl-multivariate-normal.ts';

// biome-ignore lint/suspicious/noExplicitAny: a distribution's parameters are those of its factory, which only its kind tells.
type Parameters = any;

const closedForms: Readonly<Record<string, (p: Parameters, q: Parameters) => number>> = {
  normal: klNormal,
  gamma: klGamma,
  beta: klBeta,
  bernoulli: klBernoulli,
  categorical: klCategorical,
  uniform: klUniform,
  'multivariate-normal': (p, q) => klMultivariateNormal(normalOptions(p), normalOptions(q)),
};

/**
 * D(p||q) = E_p log(p/q), in closed form: for two laws of one kind among normal, gamma, beta, bernoulli, categorical, uniform
 * and multivariate-normal.
 *
 * The table is fixed: nothing is registered. It holds all families; where one is enough, its own function (`klNormal` …) costs
 * less to ship. Of a discrete and a continuous law on the line the divergence is Infinity, either way round.
 *
 * @returns nats, >= 0; Infinity where p is not absolutely continuous with respect to q
 * @throws {UnsupportedError} for other pairs: `klMonteCarlo` takes any
 * @example ```ts doctest
 * import { gamma, normal } from '@yuragi/prob-core';
 * import { kl } from '@yuragi/kl-info';
 * kl(gamma({ shape: 2.5, rate: 1.3 }), gamma({ shape: 0.7, rate: 0.4 })); // ~> 0.33615559589
 * kl(normal({ mean: 1 }), normal()); // => 0.5
 * ```
 */
export function kl<X>(p: Distribution<X>, q: Distribution<X>): number {
  const form = closedForms[p.kind];
  if (form !== undefined && p.kind === q.kind) return form(p.parameters, q.parameters);
  if (areSingular(p, q)) return Infinity;
  throw new UnsupportedError(
    `kl of ${p.kind} from ${q.kind} in closed form`,
    'klMonteCarlo(p, q, rng) estimates it from draws',
  );
}

/** One law on the line of atoms, the other with a density: each gives mass 1 to a set that the other gives 0. */
export function areSingular<X>(p: Distribution<X>, q: Distribution<X>): boolean {
  const [isDiscreteP, isDiscreteQ] = [p, q].map(
    (law) => (law as { readonly support?: { readonly isDiscrete: boolean } }).support?.isDiscrete,
  );
  return isDiscreteP !== undefined && isDiscreteQ !== undefined && isDiscreteP !== isDiscreteQ;
}

/** The parameters of a multivariate normal hold its covariance flat. */
function normalOptions({ mean, covariance, variances }: Parameters): Parameters {
  return variances === undefined
    ? { mean, covariance: toNdarray(covariance, [mean.length, mean.length]) }
    : { mean, variances };
}
