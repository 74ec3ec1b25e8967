import type { CommonStrings } from '../shared/contract.ts';
import { common } from '../shared/strings.ts';

export interface Strings extends CommonStrings {
  readonly caption: string;
  readonly lidsLabel: string;
  readonly fallLabel: string;
  readonly gradientRow: string;
  readonly emRow: string;
  readonly thetaAxis: string;
  readonly roundsAxis: string;
  readonly lid: string;
  readonly lids: { readonly bound: string; readonly way: string; readonly place: string; readonly flat: string };
  readonly legend: { readonly f: string; readonly gradient: string; readonly em: string };
  readonly phases: { readonly stands: string; readonly built: string; readonly over: string };
  readonly status: (round: number, phase: string) => string;
  readonly claim: (rounds: number, rise: string, hole: string) => string;
  readonly values: (gradient: string, em: string) => string;
}

export const english: Strings = {
  ...common.en,
  caption:
    'One curve, −log p over the weight of one of two Gaussians, and two lids on it: the parabola of a gradient step of length 1/L, and minus the bound of EM. Claim: where each lid touches the curve and is nowhere below it on the way to its lowest point, no step rises, and both end at the same height.',
  lidsLabel:
    'The curve with the lid of gradient descent above, with that of EM below; each lid touches where the walk stands',
  fallLabel: 'Height of the curve where each walk stands, after each round',
  gradientRow: 'gradient step',
  emRow: 'EM step',
  thetaAxis: 'θ, the logit of the weight',
  roundsAxis: 'rounds',
  lid: 'L of the parabola',
  lids: {
    bound: '1/4, a bound everywhere',
    way: 'largest curvature on the step',
    place: 'break it: curvature where it stands',
    flat: 'break it: 1/25, too flat',
  },
  legend: {
    f: '−log p(x), mean over the points (nats)',
    gradient: 'lid of the gradient step, curvature L',
    em: 'lid of EM, minus its bound',
  },
  phases: { stands: 'on the curve', built: 'the lids are built', over: 'the end' },
  status: (round, phase) => `Round ${round}: ${phase}`,
  claim: (rounds, rise, hole) => `In ${rounds} rounds: largest rise ${rise}, deepest hole in a lid ${hole}`,
  values: (gradient, em) => `The walks stand at ${gradient} (gradient) and ${em} (EM).`,
};
