import { toNdarray } from '@yuragi/prob-core';
import { expect, test } from 'vitest';
import { type Denoiser, guide, smoothedMixture } from './index.ts';

const normal = (mean: number, variance: number): ReturnType<typeof smoothedMixture> =>
  smoothedMixture({
    weights: Float64Array.of(1),
    means: toNdarray(Float64Array.of(mean), [1, 1]),
    covariances: toNdarray(Float64Array.of(variance), [1, 1, 1]),
  });
const conditional = normal(2, 0.5);
const unconditional = normal(0, 3);
const x = Float64Array.of(-1, 0.3, 4);
const look = (denoiser: Denoiser, sigma: number): Float64Array => {
  const out = new Float64Array(x.length);
  denoiser(x, sigma, out);
  return out;
};

test('scale 0 is the unconditional denoiser and scale 1 the conditional one, bit for bit', () => {
  for (const sigma of [0, 0.4, Infinity]) {
    expect(look(guide(conditional.denoise, unconditional.denoise, 0), sigma)).toEqual(
      look(unconditional.denoise, sigma),
    );
    expect(look(guide(conditional.denoise, unconditional.denoise, 1), sigma)).toEqual(look(conditional.denoise, sigma));
  }
});

test('guided scores are (1 + w) score_c - w score_u with w = scale - 1', () => {
  const [sigma, scale] = [0.7, 2.5];
  const guided = look(guide(conditional.denoise, unconditional.denoise, scale), sigma);
  const scores = [conditional, unconditional].map((law) => {
    const out = new Float64Array(x.length);
    law.scoreInto(x, sigma, out);
    return out;
  });
  const w = scale - 1;
  for (let i = 0; i < x.length; i++)
    expect((guided[i]! - x[i]!) / sigma ** 2).toBeCloseTo((1 + w) * scores[0]![i]! - w * scores[1]![i]!, 12);
});

test('denoisers may be asynchronous, one or both', async () => {
  const later =
    (denoiser: Denoiser): Denoiser =>
    async (points, sigma, out) => {
      await Promise.resolve();
      denoiser(points, sigma, out);
    };
  const expected = look(guide(conditional.denoise, unconditional.denoise, 3), 1);
  for (const denoiser of [
    guide(later(conditional.denoise), unconditional.denoise, 3),
    guide(conditional.denoise, later(unconditional.denoise), 3),
  ]) {
    const out = new Float64Array(x.length);
    await denoiser(x, 1, out);
    expect(out).toEqual(expected);
  }
});

test.each([
  [
    () => guide(conditional.denoise, unconditional.denoise, Number.NaN),
    'guide: `scale` must be a finite number; received NaN',
  ],
  [
    () => guide(conditional.denoise, undefined as never, 2),
    'guide: `unconditional` must be a denoiser; received undefined',
  ],
])('bad arguments are refused by name, %#', (run, message) => {
  expect(run).toThrow(message);
});
