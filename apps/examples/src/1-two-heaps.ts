/**
 * Fit a mixture to two heaps of points, then draw from it by diffusion and compare the two: the whole pipeline on one
 * line of numbers.
 */
import { ancestralSampler, karrasSigmas, sampleDiffusion, smoothedMixture } from '@yuragi/diffusion';
import { fitGaussianMixture } from '@yuragi/latent-models';
import { foldIn, key, stream, toNdarray } from '@yuragi/prob-core';
import type { Table } from './main.ts';

export async function twoHeaps(): Promise<Table> {
  const root = key('two heaps');
  const rng = stream(foldIn(root, 'data'));
  const n = 2000;
  // Three in ten around -2, the rest around 1.
  const data = Float64Array.from({ length: n }, () =>
    rng.uniform() < 0.3 ? -2 + 0.5 * rng.normal() : 1 + rng.normal(),
  );

  const { model, history, stopped } = await fitGaussianMixture(toNdarray(data, [n, 1]), foldIn(root, 'fit'), {
    numComponents: 2,
    numRestarts: 3,
  });

  const { denoise } = smoothedMixture(model);
  const { samples } = await sampleDiffusion(ancestralSampler(denoise, { dimension: 1 }), stream(foldIn(root, 'draw')), {
    sigmas: karrasSigmas({ numSteps: 200, sigmaMin: 0.01 }),
    numSamples: n,
  });

  const below = (values: Float64Array, x: number): string =>
    (values.filter((value) => value < x).length / n).toFixed(3);
  return [
    ['EM', `${stopped} after ${history.bound.length} steps`],
    ['component', 'weight', 'mean', 'variance'],
    ...Array.from(model.weights, (weight, k) => [
      String(k),
      weight.toFixed(3),
      model.means.get(k, 0).toFixed(3),
      model.covariances.get(k, 0, 0).toFixed(3),
    ]),
    ['share below', 'data', 'drawn by diffusion'],
    ...[-2, -1, 0, 1, 2].map((x) => [String(x), below(data, x), below(samples.data, x)]),
  ];
}
