import type { CommonStrings } from '../shared/contract.ts';
import { common } from '../shared/strings.ts';

export interface Strings extends CommonStrings {
  readonly caption: string;
  readonly planeLabel: string;
  readonly climbLabel: string;
  readonly halfSteps: string;
  readonly lawLine: string;
  readonly start: string;
  readonly starts: {
    readonly corner: string;
    readonly heap: string;
    readonly point: string;
    readonly smoothed: string;
  };
  readonly legend: { readonly logp: string; readonly elbo: string; readonly kl: string; readonly resp: string };
  readonly halves: { readonly start: string; readonly expectation: string; readonly maximisation: string };
  readonly status: (half: string, count: number, total: string, bound: string, divergence: string) => string;
  readonly fallen: (component: number) => string;
  readonly claim: (value: string, law: string) => string;
  readonly books: (fall: string, count: number, error: string) => string;
}

export const english: Strings = {
  ...common.en,
  caption:
    'EM fits three Gaussians to 240 points, half a step at a time. Claim: no half step lowers the bound, and the climb ends at least as high as the law that made the points, by no more than fitting can gain.',
  planeLabel:
    'The plane: points coloured by responsibility, and the three components with their one and two sigma ellipses',
  climbLabel: 'The climb: log p and its bound after each half step, with the bar log p = ELBO + KL',
  halfSteps: 'half steps',
  lawLine: 'the law itself',
  start: 'Beginning',
  starts: {
    corner: 'all three in a corner',
    heap: 'break it: two in one heap',
    point: 'break it: one on a single point',
    smoothed: 'the same, with the points smoothed (ε = 0.05)',
  },
  legend: {
    logp: 'log p(x), mean over the points (nats)',
    elbo: 'ELBO, the bound',
    kl: 'KL, the gap between them',
    resp: 'points mix the colours of the components by responsibility',
  },
  halves: { start: 'Start', expectation: 'E-step', maximisation: 'M-step' },
  status: (half, count, total, bound, divergence) =>
    `Half step ${count}, ${half}: log p ${total} = ELBO ${bound} + KL ${divergence}`,
  fallen: (component) =>
    `Component ${component} has fallen onto one point: its variance is 0, and log p has no upper end.`,
  claim: (value, law) => `log p reached ${value}, the law itself has ${law}`,
  books: (fall, count, error) =>
    `Largest fall of the bound in ${count} half steps: ${fall}. Largest |log p − ELBO − KL|: ${error} (each computed by itself).`,
};
