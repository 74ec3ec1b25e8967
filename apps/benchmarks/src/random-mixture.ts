/** Mixtures for the rows: random means, random covariances that are not diagonal. */
import type { MixtureLaw } from '@yuragi/diffusion';
import { key, stream, toNdarray } from '@yuragi/prob-core';

/**
 * K components of equal weight in d dimensions: means N(0, spread^2 I), covariances A A^T/d + I/10 with standard normal A.
 */
export function randomMixture(seed: string, numComponents: number, d: number, spread: number): MixtureLaw {
  const rng = stream(key(seed));
  const means = Float64Array.from({ length: numComponents * d }, () => spread * rng.normal());
  const covariances = new Float64Array(numComponents * d * d);
  for (let k = 0; k < numComponents; k++) {
    const factor = Float64Array.from({ length: d * d }, () => rng.normal());
    for (let i = 0; i < d; i++)
      for (let j = 0; j < d; j++) {
        let sum = i === j ? d / 10 : 0;
        for (let l = 0; l < d; l++) sum += factor[i * d + l]! * factor[j * d + l]!;
        covariances[(k * d + i) * d + j] = sum / d;
      }
  }
  return {
    weights: new Float64Array(numComponents).fill(1 / numComponents),
    means: toNdarray(means, [numComponents, d]),
    covariances: toNdarray(covariances, [numComponents, d, d]),
  };
}

/** As the peers' program takes it. */
export const flatMixture = ({ weights, means, covariances }: MixtureLaw) => ({
  weights,
  means: means.data,
  covariances: covariances.data,
});
