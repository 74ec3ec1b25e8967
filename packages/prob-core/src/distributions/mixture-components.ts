import { firstIndex } from './common.ts';

/** The components of positive weight. */
export interface Components<C> {
  readonly weights: Float64Array;
  readonly logWeights: Float64Array;
  readonly components: readonly C[];
  /** Component i where u, in [0, 1), falls into the i-th of the intervals whose lengths are the weights. */
  choose(u: number): C;
}

export function componentsOf<C>(probabilities: Float64Array, all: readonly C[]): Components<C> {
  const weights = probabilities.filter((w) => w > 0);
  const components = all.filter((_, i) => probabilities[i]! > 0);
  let sum = 0;
  const cumulative = weights.map((w) => {
    sum += w;
    return sum;
  });
  const last = weights.length - 1;
  return {
    weights,
    logWeights: weights.map(Math.log),
    components,
    choose: (u) => components[firstIndex(0, last, (i) => u < cumulative[i]!)]!,
  };
}
