/** A mixture fitted by latent-models goes straight into the exact denoiser. */
import { fitGaussianMixture } from '@yuragi/latent-models';
import { key, stream, toNdarray } from '@yuragi/prob-core';
import { expect, test } from 'vitest';
import { posteriorMixture, smoothedMixture } from '../src/index.ts';

const rng = stream(key('fitted-mixture.test'));
const x = toNdarray(
  Float64Array.from({ length: 400 }, (_, at) => rng.normal() + (at % 4 < 2 ? 3 : -3)),
  [200, 2],
);

test.each(['full', 'diagonal', 'spherical'] as const)(
  '%s covariances: at sigma = 0 the law is the model',
  async (covariance) => {
    const { model } = await fitGaussianMixture(x, key('fit'), { numComponents: 3, covariance });
    const out = new Float64Array(200);
    smoothedMixture(model).logDensityInto(x.data, 0, out);
    for (const [i, value] of model.logDensity(x).entries()) expect(out[i]).toBeCloseTo(value, 10);
  },
);

test('responsibilities are the posterior weights of an observation without noise', async () => {
  const { model } = await fitGaussianMixture(x, key('fit'), { numComponents: 3 });
  const given = posteriorMixture(model, { operator: toNdarray(Float64Array.of(1, 0, 0, 1), [2, 2]), noiseVariance: 0 });
  const { mixture, logEvidence } = given(x.data.slice(0, 2));
  const one = toNdarray(x.data.slice(0, 2), [1, 2]);
  for (let k = 0; k < 3; k++) expect(mixture.weights[k]).toBeCloseTo(model.responsibilities(one).get(0, k), 10);
  expect(logEvidence).toBeCloseTo(model.logDensity(one)[0]!, 10);
});
