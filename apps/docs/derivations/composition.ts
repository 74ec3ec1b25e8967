/** q(x_t|x_0): many steps of noise are one. */
import { diffusionTable, linearNoiseSchedule } from '@yuragi/diffusion';
import { composeKernels, gaussianKernel } from '@yuragi/prob-core';
import type { Derivation } from './derivation.ts';
import { gaussian, integral } from './numerics.ts';

const [a1, a2] = [0.9, 0.8];
const [x0, x2] = [1.3, 0.4];
const noise = [0.5, -1.2] as const;

const T = 1000;
const table = diffusionTable(linearNoiseSchedule({ numSteps: T }), T);
const step = (t: number) => gaussianKernel({ gain: Math.sqrt(1 - table.noiseRate[t]!), variance: table.noiseRate[t]! });

export const composition = (): Derivation => {
  const x1 = Math.sqrt(a1) * x0 + Math.sqrt(1 - a1) * noise[0];
  const half = composeKernels(...Array.from({ length: T / 2 }, (_, i) => step(i + 1)));
  const next = composeKernels(half, step(T / 2 + 1));
  const product = table.noiseRate.slice(1, T / 2 + 2).reduce((all, beta) => all * (1 - beta), 1);
  return {
    steps: [
      {
        left: Math.sqrt(a2) * x1 + Math.sqrt(1 - a2) * noise[1],
        right: Math.sqrt(a2 * a1) * x0 + (Math.sqrt(a2 * (1 - a1)) * noise[0] + Math.sqrt(1 - a2) * noise[1]),
      },
      { left: a2 * (1 - a1) + (1 - a2), right: 1 - a1 * a2 },
      {
        left: integral((x) => gaussian(x2, Math.sqrt(a2) * x, 1 - a2) * gaussian(x, Math.sqrt(a1) * x0, 1 - a1), -8, 8),
        right: gaussian(x2, Math.sqrt(a1 * a2) * x0, 1 - a1 * a2),
      },
      { left: next.variance, right: (1 - table.noiseRate[T / 2 + 1]!) * half.variance + table.noiseRate[T / 2 + 1]! },
      { left: next.variance, right: 1 - product },
      { left: next.gain, right: Math.sqrt(product) },
    ],
    // Row 7 of the errata.
    wrong: { left: next.variance, right: 1 - Math.sqrt(product) },
  };
};
