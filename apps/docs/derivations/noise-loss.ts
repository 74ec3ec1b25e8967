/** From the KL divergence of one step to the loss on the noise. */
import { diffusionTable, linearNoiseSchedule } from '@yuragi/diffusion';
import { klNormal } from '@yuragi/kl-info';
import { normal } from '@yuragi/prob-core';
import type { Derivation } from './derivation.ts';
import { integral } from './numerics.ts';

const table = diffusionTable(linearNoiseSchedule({ numSteps: 20, first: 0.01, last: 0.4 }), 20);
const t = 10;
const beta = table.noiseRate[t]!;
const [bar, variance] = [table.alphaBar[t]!, table.posteriorVariance[t]!];
const [x0, noise] = [0.8, -0.7];
const xt = Math.sqrt(bar) * x0 + Math.sqrt(1 - bar) * noise;
/** What a network would say for x_0, and so for the noise. */
const guess = -1.6;
const guessedNoise = (xt - Math.sqrt(bar) * guess) / Math.sqrt(1 - bar);

export const noiseLoss = (): Derivation => {
  const meanOf = (start: number): number => table.posteriorXt[t]! * xt + table.posteriorX0[t]! * start;
  const standardDeviation = Math.sqrt(variance);
  const [q, p] = [
    { mean: meanOf(x0), standardDeviation },
    { mean: meanOf(guess), standardDeviation },
  ];
  const divergence = klNormal(q, p);
  const [there, model] = [normal(q), normal(p)];
  const common = beta ** 2 / (2 * variance * (1 - bar));
  return {
    steps: [
      {
        left: integral(
          (x) => Math.exp(there.logDensity(x)) * (there.logDensity(x) - model.logDensity(x)),
          q.mean - 9 * standardDeviation,
          q.mean + 9 * standardDeviation,
        ),
        right: divergence,
      },
      { left: divergence, right: (q.mean - p.mean) ** 2 / (2 * variance) },
      { left: divergence, right: (table.posteriorX0[t]! ** 2 / (2 * variance)) * (x0 - guess) ** 2 },
      { left: x0 - guess, right: -(Math.sqrt(1 - bar) / Math.sqrt(bar)) * (noise - guessedNoise) },
      { left: divergence, right: (common / (1 - beta)) * (noise - guessedNoise) ** 2 },
      { left: table.noiseLossWeight[t]!, right: common / (1 - beta) },
    ],
    // Row 8 of the errata: alpha_t is missing under the weight.
    wrong: { left: divergence, right: common * (noise - guessedNoise) ** 2 },
  };
};
