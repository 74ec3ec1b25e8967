/**
 * One look at a point under a smoothed mixture in plain TypeScript: the reference for the SIMD kernel of
 * `assembly/smoothed-mixture.ts`, which gives the same bits, and the path for engines that refuse WebAssembly.
 *
 * With y_k = U_k (x - m_k), the rows of U_k the eigenvectors of C_k, and p_k the eigenvalues of P_k:
 *
 *   l_k = offset_k - sum_j y_kj^2 p_kj/2,  weight_k = exp(l_k - max l),  r_k = weight_k/sum weight
 *   average = sum_k r_k v_k,               v_k = origin_k + U_k^T (gain_k y_k)
 *   spread = sum_k r_k (|v_k - average|^2 + within_k)
 *
 * where v_k is E[x_0 | x, k] (origin m_k, gain c/(c + sigma^2)) or the score of component k (origin 0, gain -1/(c +
 * sigma^2)). A weight of exactly 0 takes its component out of the sums: it could add nothing.
 */
import { exp } from '@yuragi/prob-core/special';
import type { PassComponents, SmoothedPass } from './smoothed-pass.ts';

/** The kernel's exp: what would be below exp(-708) is 0. */
const exp708 = (x: number): number => (x < -708 ? 0 : exp(x));

export function scalarPass({ means, axes, ranks }: PassComponents): SmoothedPass {
  const numComponents = ranks.length;
  const d = means.length / numComponents;
  const points = new Float64Array(d);
  const averages = new Float64Array(d);
  const maxima = new Float64Array(1);
  const sums = new Float64Array(1);
  const spreads = new Float64Array(1);
  const precisions = new Float64Array(numComponents * d);
  const shrinkages = new Float64Array(numComponents * d);
  const offsets = new Float64Array(numComponents);
  const remainders = new Float64Array(numComponents);
  const curvatures = new Float64Array(numComponents);
  const work = new Float64Array(d);
  /** (K, d): differences in the axes of C_k, then the vectors v_k. */
  const vectors = new Float64Array(numComponents * d);
  const weights = new Float64Array(numComponents);

  const logWeightOf = (k: number): number => {
    const at = k * d;
    const rank = ranks[k]!;
    let logWeight = offsets[k]!;
    for (let j = 0; j < d; j++) work[j] = points[j]! - means[at + j]!;
    for (let i = 0; i < d; i++) {
      let y = work[i]!;
      if (rank >= 0) {
        y = 0;
        for (let l = 0; l < d; l++) y += axes[(rank * d + i) * d + l]! * work[l]!;
      }
      vectors[at + i] = y;
      logWeight -= y * y * (0.5 * precisions[at + i]!);
    }
    return logWeight;
  };

  return {
    blockRows: 1,
    points,
    averages,
    maxima,
    sums,
    spreads,
    precisions,
    shrinkages,
    offsets,
    remainders,
    curvatures,

    look() {
      let max = -Infinity;
      for (let k = 0; k < numComponents; k++) {
        weights[k] = logWeightOf(k);
        if (weights[k]! > max) max = weights[k]!;
      }
      let sum = 0;
      for (let k = 0; k < numComponents; k++) {
        weights[k] = exp708(weights[k]! - max);
        sum += weights[k]!;
      }
      maxima[0] = max;
      sums[0] = sum;
    },

    average(isScore) {
      averages.fill(0);
      for (let k = 0; k < numComponents; k++) {
        const weight = weights[k]!;
        if (weight === 0) continue;
        const at = k * d;
        const rank = ranks[k]!;
        for (let j = 0; j < d; j++) work[j] = (isScore ? -precisions[at + j]! : shrinkages[at + j]!) * vectors[at + j]!;
        for (let j = 0; j < d; j++) {
          let vector = isScore ? 0 : means[at + j]!;
          if (rank < 0) vector += work[j]!;
          else for (let l = 0; l < d; l++) vector += axes[(rank * d + l) * d + j]! * work[l]!;
          vectors[at + j] = vector;
          averages[j]! += weight * vector;
        }
      }
      for (let j = 0; j < d; j++) averages[j]! /= sums[0]!;
    },

    spread(isScore) {
      let sum = 0;
      for (let k = 0; k < numComponents; k++) {
        const weight = weights[k]!;
        if (weight === 0) continue;
        let own = 0;
        for (let j = 0; j < d; j++) own += (vectors[k * d + j]! - averages[j]!) ** 2;
        sum += weight * (own + (isScore ? curvatures : remainders)[k]!);
      }
      spreads[0] = sum / sums[0]!;
    },
  };
}
