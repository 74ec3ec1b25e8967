/**
 * The log density of points under a fitted Swiss roll, twice: in closed form, and by the probability flow, which
 * carries each point to noise and adds up the divergence on the way. Tighter tolerances bring them together.
 */
import { swissRoll } from '@yuragi/datasets';
import { flowLogDensity, smoothedMixture } from '@yuragi/diffusion';
import { fitGaussianMixture } from '@yuragi/latent-models';
import { foldIn, key, stream, toNdarray } from '@yuragi/prob-core';
import type { Table } from './main.ts';

export async function flowLikelihood(): Promise<Table> {
  const root = key('likelihood by the flow');
  const draw = (name: string, n: number) => toNdarray(swissRoll(stream(foldIn(root, name)), n), [n, 2]);
  const { model } = await fitGaussianMixture(draw('training', 2000), foldIn(root, 'fit'), {
    numComponents: 20,
    maxSteps: 60,
  });
  const points = draw('points', 20);
  const exact = model.logDensity(points);
  const law = smoothedMixture(model);
  const rows = [];
  for (const relativeTolerance of [1e-3, 1e-5, 1e-7, 1e-9]) {
    const { logDensity, numEvaluations } = await flowLogDensity(law, points, {
      relativeTolerance,
      absoluteTolerance: relativeTolerance / 100,
    });
    const error = Math.max(...logDensity.map((value, i) => Math.abs(value - exact[i]!)));
    // Rounded down to its power of ten: the digits behind are the solver's business.
    rows.push([relativeTolerance.toExponential(), String(numEvaluations), `1e${Math.floor(Math.log10(error))}`]);
  }
  return [['tolerance', 'evaluations', 'largest error, nats'], ...rows];
}
