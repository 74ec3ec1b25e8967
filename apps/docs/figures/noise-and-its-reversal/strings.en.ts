import type { CommonStrings } from '../shared/contract.ts';
import { common } from '../shared/strings.ts';

export interface Strings extends CommonStrings {
  readonly caption: string;
  readonly planeLabel: string;
  readonly lossLabel: string;
  readonly levelAxis: string;
  readonly lossAxis: string;
  readonly level: string;
  readonly breakIt: string;
  readonly points: string;
  readonly pointsHelp: string;
  readonly shape: string;
  readonly shapes: { readonly yu: string; readonly heaps: string; readonly spiral: string; readonly one: string };
  readonly blur: string;
  readonly sampler: string;
  readonly samplers: { readonly ancestral: string; readonly ddim: string };
  readonly legend: { readonly data: string; readonly noisy: string; readonly guess: string; readonly loss: string };
  readonly phases: { readonly noising: string; readonly denoising: string; readonly resting: string };
  readonly status: (phase: string, level: number, numLevels: number, sigma: string) => string;
  readonly claim: (value: string, standardError: string, expected: string) => string;
  readonly copies: (samples: string, fresh: string) => string;
}

export const english: Strings = {
  ...common.en,
  caption:
    'Points of a law you can draw are carried to noise and back. The denoiser is exact, nothing is trained. Claim: on pairs it has not seen, its loss is what it says cannot be known, and no more.',
  planeLabel: 'The plane: drawn points, points under noise, and arrows to where the denoiser thinks they came from',
  lossLabel: 'The loss at each time: measured on fresh pairs, and stated by the denoiser',
  levelAxis: 'time t',
  lossAxis: 'loss |ε − ε̂|²',
  level: 'Time t',
  breakIt: 'Break it: a denoiser that knows only the points',
  points: 'Draw points',
  pointsHelp:
    'Click or drag in the plane to add points, click a point to remove it. With the keyboard: arrow keys, then Enter.',
  shape: 'Shape',
  shapes: { yu: 'ゆ', heaps: 'two heaps', spiral: 'spiral', one: 'one point' },
  blur: 'Width of the law around a point',
  sampler: 'Way back',
  samplers: { ancestral: 'ancestral (fresh noise each step)', ddim: 'DDIM (no new noise)' },
  legend: {
    data: 'drawn points and their law, x₀',
    noisy: 'points under noise, xₜ',
    guess: 'what the denoiser says: E[x₀ | xₜ], and the loss it allows for',
    loss: 'loss measured on fresh pairs (± 2 standard errors)',
  },
  phases: { noising: 'Adding noise', denoising: 'Going back', resting: 'Arrived' },
  status: (phase, level, numLevels, sigma) => `${phase}: t = ${level} of ${numLevels}, σ = ${sigma}`,
  claim: (value, standardError, expected) => `Loss measured ${value} ± ${standardError}, stated ${expected}`,
  copies: (samples, fresh) => `On top of a drawn point: ${samples} of the samples, ${fresh} of the law itself.`,
};
