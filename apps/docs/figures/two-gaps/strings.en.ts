import type { CommonStrings } from '../shared/contract.ts';
import { common } from '../shared/strings.ts';

export interface Strings extends CommonStrings {
  readonly caption: string;
  readonly planeLabel: string;
  readonly climbLabel: string;
  readonly roundsAxis: string;
  readonly planeAxis: string;
  readonly encoder: string;
  readonly encoders: {
    readonly posterior: string;
    readonly own: string;
    readonly two: string;
    readonly one: string;
    readonly none: string;
    readonly collapse: string;
  };
  readonly legend: {
    readonly posterior: string;
    readonly code: string;
    readonly logp: string;
    readonly bound: string;
    readonly family: string;
    readonly second: string;
  };
  readonly status: (round: number, isOver: boolean) => string;
  readonly claim: (value: string, expected: string, rate: string) => string;
  readonly sum: (bound: string, family: string, second: string, logp: string) => string;
}

export const english: Strings = {
  ...common.en,
  caption:
    'Two latents behind two numbers, all Gaussian and linear, so that the exact posterior of every point can be drawn. Who is to say what z was: the posterior itself, a law with independent latents for each point, or one encoder for all points? Claim: log p is the bound and two gaps; the second ends where the width of the encoder says, and the code tells of x.',
  planeLabel:
    'Plane of the two latents: for five points the exact posterior and the law of the encoder; dashed, the prior',
  climbLabel: 'The bound while the encoder learns, and log p split into the bound and two gaps',
  roundsAxis: 'ten gradient steps each',
  planeAxis: 'z₁, z₂',
  encoder: 'who says what z was',
  encoders: {
    posterior: 'the posterior itself',
    own: 'independent latents, one law for each point',
    two: 'one encoder for all, passing two numbers',
    one: 'one encoder for all, passing one number',
    none: 'one law for all, passing nothing',
    collapse: 'break it: told of too much noise, all is learned',
  },
  legend: {
    posterior: 'exact posterior p(z | x)',
    code: 'the law q(z | x) that is used',
    logp: 'log p(x), mean over the points (nats)',
    bound: 'ELBO',
    family: 'first gap: independent latents',
    second: 'second gap: one encoder for all',
  },
  status: (round, isOver) => `Round ${round}: ${isOver ? 'the end' : 'the encoder learns'}`,
  claim: (value, expected, rate) =>
    `Second gap ${value}, least possible ${expected}; the code carries ${rate} nats at most`,
  sum: (bound, family, second, logp) => `${bound} + ${family} + ${second} = ${logp}`,
};
