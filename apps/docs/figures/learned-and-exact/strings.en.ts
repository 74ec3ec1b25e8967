import type { CommonStrings } from '../shared/contract.ts';
import { common } from '../shared/strings.ts';

export interface Strings extends CommonStrings {
  readonly caption: string;
  readonly fieldLabel: string;
  readonly sideLabel: string;
  readonly training: string;
  readonly trainings: { readonly all: string; readonly one: string; readonly long: string };
  readonly level: string;
  readonly levelIs: (sigma: string) => string;
  readonly legend: { readonly exact: string; readonly learned: string };
  readonly leftAxis: string;
  readonly stepsAxis: string;
  readonly status: (step: number) => string;
  readonly claim: (left: string) => string;
  readonly at: (levels: string) => string;
  readonly loss: (first: string, last: string) => string;
  readonly diverged: string;
}

export const english: Strings = {
  ...common.en,
  caption:
    'A network learns to denoise three heaps in the plane, beside the exact denoiser, which is known. Claim: after 900 steps of training less than a tenth is left of the error that it began with.',
  fieldLabel:
    'Arrows from noisy points towards the clean point that is expected there: exact in blue, learned in orange',
  sideLabel:
    'Above, points drawn by the network over circles of two standard deviations of each heap; below, what is left of the error, on a logarithmic scale',
  training: 'Noise in training',
  trainings: {
    all: 'all levels',
    one: 'break it: the level 1.5 alone',
    long: 'break it: steps a hundred times too long',
  },
  level: 'Field at noise σ',
  levelIs: (sigma) => `σ = ${sigma}`,
  legend: { exact: 'exact: E[x₀ | x], and the heaps', learned: 'learned, and drawn by it' },
  leftAxis: 'error left',
  stepsAxis: 'steps of training',
  status: (step) => `${step} steps of training`,
  claim: (left) => `Left of the error: ${left}, to be below 0.1`,
  at: (levels) => `At each noise level: ${levels}.`,
  loss: (first, last) => `Loss of the first ten steps ${first}, of the last ten ${last}.`,
  diverged: 'The loss is not finite: training has stopped',
};
