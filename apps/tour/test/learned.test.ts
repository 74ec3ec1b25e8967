/** The exact denoiser of the roll against its reference, and the learned chapters end to end on a small scale. About 10 s. */

import { swissRoll } from '@yuragi/datasets';
import { diffusionTable, elbo, sohlDicksteinNoiseSchedule } from '@yuragi/diffusion';
import { createEngine } from '@yuragi/nn';
import { key, stream, toNdarray } from '@yuragi/prob-core';
import { expect, test } from 'vitest';
import { learnedRollChapter } from '../src/report/learned-chapters.ts';
import { makeGuide } from '../src/story/guide.ts';
import type { Story } from '../src/story/index.ts';
import { exactRoll, learnRoll } from '../src/story/learned-roll.ts';
import { texts } from '../src/text.ts';

/**
 * Bits a point of the best steps along the axes, T = 40, beta_1 = 0.001, noise 0.05: case `swissroll_elbo_ceiling` of the
 * diffusion reference, by Monte Carlo, to 0.02 and four standard errors of our own.
 */
const CEILING = { forward: -2.1822, learned: -1.9489 } as const;

test('the exact denoiser of the roll and its variances have the bound of the reference, and others a lower one', async () => {
  const table = diffusionTable(sohlDicksteinNoiseSchedule({ numSteps: 40, first: 0.001 }), 40);
  const points = toNdarray(swissRoll(stream(key('roll of the reference')), 1500), [1500, 2]);
  const { denoise, variance } = exactRoll();
  for (const firstStep of ['forward', 'learned'] as const) {
    const bound = await elbo(denoise, points, table, stream(key(firstStep)), { reverseVariance: variance, firstStep });
    const [bits, error] = [bound.value / Math.LN2, bound.standardError / Math.LN2];
    expect(Math.abs(bits - CEILING[firstStep])).toBeLessThan(0.02 + 4 * error);
    // The mutant: variances three times too large.
    const wide = await elbo(denoise, points, table, stream(key(firstStep)), {
      firstStep,
      reverseVariance: async (x, sigma, out) => {
        await variance(x, sigma, out);
        for (let i = 0; i < out.length; i++) out[i]! *= 3;
      },
    });
    expect(wide.value / Math.LN2).toBeLessThan(CEILING[firstStep] - 0.1);
  }
}, 60_000);

test('a quick training comes nearer to the exact bound than one Gaussian is, and never above it; the page says so', async () => {
  const guide = makeGuide({
    key: key('a roll that is learned'),
    isQuick: true,
    signal: new AbortController().signal,
    announce() {},
    show: () => ({ update() {}, end() {} }),
    find: () => undefined,
    keep() {},
  });
  const text = { roll: '', variance: '', bound: '', back: '' };
  const roll = await learnRoll(guide, await createEngine({ kernels: 'plain' }), text);
  expect(roll.gap).toBeGreaterThan(-4.9 * roll.standardError);
  // A normal law of variance one has -4.09 bits; the best steps about -1.53.
  expect(roll.gap).toBeLessThan(0.5);
  expect(roll.bits).toBeCloseTo(roll.bestBits - roll.gap, 9);
  expect(roll.samples.every(Number.isFinite)).toBe(true);
  const page = learnedRollChapter({ learned: { roll, isQuick: true } } as Story, texts.ja);
  expect(page).toContain('短縮版');
  expect(page.match(/<svg/g)).toHaveLength(2);
}, 60_000);
