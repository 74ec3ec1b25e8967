import type { CommonStrings } from '../shared/contract.ts';
import { common } from '../shared/strings.ts';

export interface Strings extends CommonStrings {
  readonly caption: string;
  readonly planeLabel: string;
  readonly rateLabel: string;
  readonly throwsAxis: string;
  readonly rule: string;
  readonly rules: { readonly sanov: string; readonly swapped: string; readonly line: string };
  readonly die: string;
  readonly dice: { readonly loaded: string; readonly fair: string };
  readonly distance: string;
  readonly face: (face: number) => string;
  readonly legend: {
    readonly data: string;
    readonly noisy: string;
    readonly guess: string;
    readonly loss: string;
    readonly elbo: string;
  };
  readonly status: (
    games: string,
    edge: string,
    first: number,
    second: number,
    third: number,
    shares: string,
  ) => string;
  readonly claim: (value: string, error: string, expected: string) => string;
  readonly never: (expected: string) => string;
  readonly laws: (q: string, nearest: string) => string;
}

export const english: Strings = {
  ...common.en,
  caption:
    'A die is thrown n times, again and again, and one asks how often the mean of the throws reaches the region. Claim: with each throw that frequency falls by the factor exp(−min D(p‖q)), the least divergence of a law in the region.',
  planeLabel:
    'The triangle of laws on three faces: the die, the region, the empirical laws of the last games, and the laws as far from the die as the nearest one in the region',
  rateLabel: 'Minus the logarithm of the frequency per throw: measured, exact, and the limit',
  throwsAxis: 'throws n',
  rule: 'Rule',
  rules: {
    sanov: 'a region: min D(p‖q)',
    swapped: 'break it: swap the arguments, min D(q‖p)',
    line: 'break it: a line without interior',
  },
  die: 'Die',
  dice: { loaded: 'loaded: 8 : 1 : 1', fair: 'fair' },
  distance: 'Edge above the mean',
  face: (face) => `always ${face}`,
  legend: {
    data: 'q, the die',
    noisy: 'empirical laws of the last 160 games, in the triangle',
    guess: 'the nearest law in the region, the laws as far away, and the rate that follows',
    loss: 'measured, with four standard errors',
    elbo: 'the region, and the exact rate at n',
  },
  status: (games, edge, first, second, third, shares) =>
    `${games} games; the mean is at least ${edge} after ${first}, ${second}, ${third} throws in ${shares} of them`,
  claim: (value, error, expected) => `Measured rate ${value} ± ${error} per throw, least divergence ${expected}`,
  never: (expected) => `Not one hit: the measured rate is ∞, the least divergence on the line is ${expected}`,
  laws: (q, nearest) => `q = (${q}); nearest law in the region: (${nearest}).`,
};
