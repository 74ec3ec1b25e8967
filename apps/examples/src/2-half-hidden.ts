/**
 * One coordinate is seen, the other is not: the exact posterior of a mixture, and draws from it by diffusion with the
 * exact denoiser of that posterior.
 */
import { ddimSampler, karrasSigmas, posteriorMixture, sampleDiffusion, smoothedMixture } from '@yuragi/diffusion';
import { key, stream, toNdarray } from '@yuragi/prob-core';
import type { Table } from './main.ts';

export async function halfHidden(): Promise<Table> {
  // Two long thin clouds that cross: x = y and x = -y.
  const cross = {
    weights: Float64Array.of(0.5, 0.5),
    means: toNdarray(new Float64Array(4), [2, 2]),
    covariances: toNdarray(Float64Array.of(1, 0.95, 0.95, 1, 1, -0.95, -0.95, 1), [2, 2, 2]),
  };
  const givenX = posteriorMixture(cross, { operator: toNdarray(Float64Array.of(1, 0), [1, 2]), noiseVariance: 0.01 });
  const { mixture, logEvidence } = givenX(Float64Array.of(1.5));

  const n = 4000;
  const { samples } = await sampleDiffusion(
    ddimSampler(smoothedMixture(mixture).denoise, { dimension: 2, eta: 0.5 }),
    stream(key('half hidden')),
    { sigmas: karrasSigmas({ numSteps: 400, sigmaMin: 0.01 }), numSamples: n },
  );
  const y = Float64Array.from({ length: n }, (_, i) => samples.get(i, 1));
  const upper = y.filter((value) => value > 0);
  const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  return [
    ['log p(x = 1.5)', logEvidence.toFixed(4)],
    ['', 'exact', 'drawn'],
    ['P(y > 0 | x)', mixture.weights[0]!.toFixed(3), (upper.length / n).toFixed(3)],
    ['E[y | x, y > 0]', mixture.means.get(0, 1).toFixed(3), mean(upper).toFixed(3)],
    ['E[y | x]', '0.000', mean(y).toFixed(3)],
  ];
}
