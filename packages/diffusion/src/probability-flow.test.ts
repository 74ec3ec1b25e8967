import { decodeCheckpoint, encodeCheckpoint, toNdarray } from '@yuragi/prob-core';
import { integrateOde } from '@yuragi/sde';
import { driverConformance, referenceCase } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { flowLogDensity, probabilityFlow, probabilityFlowWithDivergence, smoothedMixture } from './index.ts';

const { inputs } = referenceCase('diffusion-sde', 'gmm2d_vp');
const law = smoothedMixture({
  weights: Float64Array.from(inputs.weights),
  means: toNdarray(Float64Array.from(inputs.means.flat()), [3, 2]),
  covariances: toNdarray(Float64Array.from(inputs.covs.flat(2)), [3, 2, 2]),
});
const x = toNdarray(Float64Array.of(0, 0, 1, 1, -1.5, 0.2), [3, 2]);
const tight = { relativeTolerance: 1e-10, absoluteTolerance: 1e-12 };

driverConformance('flowLogDensity', (run) => flowLogDensity(law, x, run), {
  outcome: ({ logDensity, latent, numEvaluations }) => ({ logDensity, latent: latent.data, numEvaluations }),
  foreign: (run) => flowLogDensity(law, x, { sigmaMax: 40, ...run }),
  encode: encodeCheckpoint,
  decode: decodeCheckpoint,
});

describe('the probability flow', () => {
  test('carries the log density in two dimensions to 1e-9, whatever the level it flows to', async () => {
    const exact = new Float64Array(3);
    law.logDensityInto(x.data, 0, exact);
    for (const sigmaMax of [0.5, 5, 80]) {
      const { logDensity } = await flowLogDensity(law, x, { sigmaMax, ...tight });
      for (let i = 0; i < 3; i++) expect(Math.abs(logDensity[i]! - exact[i]!)).toBeLessThan(1e-9);
    }
  });

  test('there and back is where it began', () => {
    const there = integrateOde(probabilityFlow(law), x.data, { t0: 0, t1: 10, ...tight });
    const back = integrateOde(probabilityFlow(law), there.position, { t0: 10, t1: 0, ...tight });
    for (let i = 0; i < 6; i++) expect(back.position[i]).toBeCloseTo(x.data[i]!, 7);
  });

  test('its drift is (x - denoised)/sigma', () => {
    const [drift, denoised] = [new Float64Array(6), new Float64Array(6)];
    probabilityFlow(law).drift(x.data, 1.7, drift);
    law.denoise(x.data, 1.7, denoised);
    for (let i = 0; i < 6; i++) expect(drift[i]).toBeCloseTo((x.data[i]! - denoised[i]!) / 1.7, 12);
  });

  test('the extra coordinate is the divergence of the drift', () => {
    const sigma = 0.8;
    const point = [0.3, -0.2];
    const out = new Float64Array(3);
    probabilityFlowWithDivergence(law).drift(Float64Array.of(...point, 5), sigma, out);
    const h = 1e-5;
    let numeric = 0;
    for (let j = 0; j < 2; j++)
      for (const sign of [1, -1]) {
        const moved = Float64Array.from(point, (value, l) => value + (l === j ? sign * h : 0));
        const drift = new Float64Array(2);
        probabilityFlow(law).drift(moved, sigma, drift);
        numeric += (sign * drift[j]!) / (2 * h);
      }
    expect(out[2]).toBeCloseTo(numeric, 8);
  });

  test('mutant: without the divergence the likelihood is wrong', async () => {
    const forgetful = {
      ...law,
      scoreAndDivergenceInto(points: Float64Array, sigma: number, out: Float64Array, divergence: Float64Array) {
        law.scoreInto(points, sigma, out);
        divergence.fill(0);
      },
    };
    const exact = new Float64Array(3);
    law.logDensityInto(x.data, 0, exact);
    const { logDensity } = await flowLogDensity(forgetful, x, { sigmaMax: 5 });
    for (let i = 0; i < 3; i++) expect(Math.abs(logDensity[i]! - exact[i]!)).toBeGreaterThan(0.1);
  });

  test('bad arguments are refused with their value', async () => {
    await expect(flowLogDensity(law, x, { sigmaMax: 0 })).rejects.toThrow(
      'flowLogDensity: `sigmaMax` must be a finite number > 0; received 0',
    );
    await expect(flowLogDensity(law, toNdarray(new Float64Array(3), [1, 3]))).rejects.toThrow(
      '`x` must have shape (n, 2); received shape (1, 3)',
    );
  });
});
