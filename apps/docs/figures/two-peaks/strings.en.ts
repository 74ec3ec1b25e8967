import type { CommonStrings } from '../shared/contract.ts';
import { common } from '../shared/strings.ts';

export interface Strings extends CommonStrings {
  readonly caption: string;
  readonly lawsLabel: string;
  readonly curvesLabel: string;
  readonly placeAxis: string;
  readonly meanAxis: string;
  readonly distance: string;
  readonly start: string;
  readonly starts: { readonly left: string; readonly right: string; readonly middle: string };
  readonly legend: { readonly law: string; readonly forward: string; readonly reverse: string };
  readonly status: (step: number, isOver: boolean) => string;
  readonly claim: (reverse: string, least: string) => string;
  readonly moments: (mean: string, variance: string, exact: string) => string;
  readonly other: (ofForward: string, ofReverse: string) => string;
}

export const english: Strings = {
  ...common.en,
  caption:
    'One Gaussian q against two peaks p, fitted twice from one start: down KL(p‖q), and down KL(q‖p). Claim: the first ends with the mean and the variance of p wherever it began. The second ends where no Gaussian has a lower KL(q‖p): between the peaks when they are near, on one of them when they are more than 5.6 of their widths apart.',
  lawsLabel: 'The law with two peaks, and the two Gaussians that are fitted to it',
  curvesLabel: 'The least value of each divergence for a Gaussian with this mean, and where both fits stand',
  placeAxis: 'x, in widths of a peak',
  meanAxis: 'mean of q; upwards nats',
  distance: 'Distance of the peaks',
  start: 'Both begin',
  starts: { left: 'on the left', right: 'on the right', middle: 'break it: in the middle' },
  legend: {
    law: 'the law p',
    forward: 'fitted by KL(p‖q)',
    reverse: 'fitted by KL(q‖p)',
  },
  status: (step, isOver) => `Step ${step}: ${isOver ? 'the end' : 'both go down'}`,
  claim: (reverse, least) => `KL(q‖p) of the orange one ${reverse}, lowest of all (dashed) ${least}`,
  moments: (mean, variance, exact) => `Green: mean ${mean}, variance ${variance}. The law: 0 and ${exact}.`,
  other: (ofForward, ofReverse) =>
    `Judged the other way round: KL(q‖p) of green ${ofForward}, KL(p‖q) of orange ${ofReverse}.`,
};
