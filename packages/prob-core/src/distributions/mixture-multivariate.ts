/** `mixture` in d dimensions. */
import { ShapeError, UnsupportedError } from '../error-classes.ts';
import { logSumExp } from '../estimate.ts';
import type { MultivariateDistribution } from './distribution.ts';
import type { Components } from './mixture-components.ts';

export function multivariateMixture(
  parameters: MultivariateDistribution['parameters'],
  { weights, logWeights, components, choose }: Components<MultivariateDistribution>,
): MultivariateDistribution {
  const d = components[0]!.dimension;
  for (const [i, component] of components.entries())
    if (component.dimension !== d)
      throw new ShapeError('mixture', `components[${i}]`, `dimension ${d}, that of the first`, [component.dimension]);

  const terms = new Float64Array(weights.length);
  const gradient = new Float64Array(d);
  const logDensity = (x: Float64Array): number => {
    for (let i = 0; i < terms.length; i++) terms[i] = logWeights[i]! + components[i]!.logDensity(x);
    return logSumExp(terms);
  };
  const mean = (): Float64Array => {
    const sum = new Float64Array(d);
    for (const [i, component] of components.entries()) {
      const part = component.mean();
      for (let j = 0; j < d; j++) sum[j] = sum[j]! + weights[i]! * part[j]!;
    }
    return sum;
  };
  /** sum_i w_i (covariance_i + (mean_i - mean)(mean_i - mean)^T), in the first component's matrix, which is new. */
  const covariance = (): ReturnType<MultivariateDistribution['covariance']> => {
    const centre = mean();
    const within = components.map((component) => component.covariance());
    const shifts = components.map((component) => component.mean().map((m, j) => m - centre[j]!));
    for (let j = 0; j < d; j++)
      for (let k = 0; k < d; k++) {
        let sum = 0;
        for (let i = 0; i < weights.length; i++)
          sum += weights[i]! * (within[i]!.get(j, k) + shifts[i]![j]! * shifts[i]![k]!);
        within[0]!.set(j, k, sum);
      }
    return within[0]!;
  };
  const hasScore = components.every((component) => component.score !== undefined);

  return {
    kind: 'mixture',
    parameters,
    dimension: d,
    logDensity,
    logDensityInto(x, out) {
      for (let i = 0; i < out.length; i++) out[i] = logDensity(x.subarray(i * d, (i + 1) * d));
    },
    sample: (rng) => choose(rng.uniform()).sample(rng),
    fill(rng, out) {
      for (let i = 0; i + d <= out.length; i += d) choose(rng.uniform()).fill(rng, out.subarray(i, i + d));
    },
    mean,
    variance() {
      const matrix = covariance();
      return Float64Array.from({ length: d }, (_, j) => matrix.get(j, j));
    },
    covariance,
    entropy() {
      throw new UnsupportedError(
        'the entropy of a mixture in more than one dimension',
        'estimate it by the mean of -logDensity over draws of your own',
      );
    },
    ...(hasScore && {
      score(x: Float64Array, out: Float64Array): void {
        const total = logDensity(x);
        const responsibilities = terms.map((term) => Math.exp(term - total));
        out.fill(0);
        for (const [i, component] of components.entries()) {
          if (responsibilities[i] === 0) continue;
          component.score!(x, gradient);
          for (let j = 0; j < d; j++) out[j] = out[j]! + responsibilities[i]! * gradient[j]!;
        }
      },
    }),
  };
}
