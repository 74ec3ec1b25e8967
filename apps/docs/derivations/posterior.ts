/** q(x_{t-1}|x_t, x_0) by completing the square. */
import { diffusionTable, linearNoiseSchedule } from '@yuragi/diffusion';
import { gaussianKernel, normal } from '@yuragi/prob-core';
import type { Derivation } from './derivation.ts';

const table = diffusionTable(linearNoiseSchedule({ numSteps: 20, first: 0.01, last: 0.4 }), 20);
const t = 10;
const alpha = 1 - table.noiseRate[t]!;
/** alphaBar at t and before it. */
const [bar, before] = [table.alphaBar[t]!, table.alphaBar[t - 1]!];
const [x0, xt] = [0.8, -0.3];
const noise = (xt - Math.sqrt(bar) * x0) / Math.sqrt(1 - bar);

const forward = (signal: number, x: number) =>
  gaussianKernel({ gain: Math.sqrt(signal), variance: 1 - signal }).given(x);
/** log of Bayes' product at x_{t-1} = x. */
const logBayes = (x: number): number =>
  forward(alpha, x).logDensity(xt) + forward(before, x0).logDensity(x) - forward(bar, x0).logDensity(xt);
/** What stands in the exponent, as (54) collects it. */
const exponent = (x: number): number =>
  (xt - Math.sqrt(alpha) * x) ** 2 / (1 - alpha) + (x - Math.sqrt(before) * x0) ** 2 / (1 - before);

export const posterior = (): Derivation => {
  const precision = alpha / (1 - alpha) + 1 / (1 - before);
  const linear = (Math.sqrt(alpha) * xt) / (1 - alpha) + (Math.sqrt(before) * x0) / (1 - before);
  const mean = (Math.sqrt(alpha) * (1 - before) * xt + Math.sqrt(before) * (1 - alpha) * x0) / (1 - bar);
  const variance = ((1 - alpha) * (1 - before)) / (1 - bar);
  const x = 0.55;
  // Row 5 of the errata: sqrt(alpha_{t-1}), of one step, for sqrt(alphaBar_{t-1}).
  const ofOneStep = Math.sqrt(1 - table.noiseRate[t - 1]!);
  return {
    steps: [
      { left: logBayes(x) - logBayes(0), right: -(exponent(x) - exponent(0)) / 2 },
      { left: exponent(x) - exponent(0), right: precision * x ** 2 - 2 * linear * x },
      { left: 1 / precision, right: variance },
      { left: linear / precision, right: mean },
      { left: logBayes(x), right: normal({ mean, standardDeviation: Math.sqrt(variance) }).logDensity(x) },
      { left: mean, right: (xt - ((1 - alpha) / Math.sqrt(1 - bar)) * noise) / Math.sqrt(alpha) },
      { left: mean, right: table.posteriorXt[t]! * xt + table.posteriorX0[t]! * x0 },
    ],
    wrong: {
      left: linear / precision,
      right: (Math.sqrt(alpha) * (1 - before) * xt + ofOneStep * (1 - alpha) * x0) / (1 - bar),
    },
  };
};
