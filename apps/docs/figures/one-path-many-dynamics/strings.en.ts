import type { CommonStrings } from '../shared/contract.ts';
import { common } from '../shared/strings.ts';

export interface Strings extends CommonStrings {
  readonly caption: string;
  readonly planeLabel: string;
  readonly cloudLabel: string;
  readonly timeAxis: string;
  readonly noise: string;
  readonly noises: { readonly flow: string; readonly reversal: string };
  readonly fault: string;
  readonly faults: { readonly none: string; readonly steps: string; readonly sign: string };
  readonly legend: { readonly data: string; readonly noisy: string; readonly guess: string };
  readonly directions: { readonly there: string; readonly back: string };
  readonly status: (direction: string, time: string, cloud: number, numClouds: number) => string;
  readonly claim: (value: string, bound: string, n: number) => string;
  readonly checks: (there: string, back: string, density: string) => string;
}

export const english: Strings = {
  ...common.en,
  caption:
    'A cloud of 400 points goes to noise and comes back, five times. The way back is a choice: from a smooth flow to more noise than there was. Claim: at eight times, there and back, the cloud has the density of the Fokker–Planck equation.',
  planeLabel:
    'Time from left to right, x upwards: the density at nine times, the cloud, and the ways of fourteen points',
  cloudLabel: 'Histogram of the cloud now, and the density of the Fokker–Planck equation at this time',
  timeAxis: 'time t',
  noise: 'Noise of the way back λ',
  noises: { flow: '0 (flow)', reversal: '1 (reversal)' },
  fault: 'Way back',
  faults: {
    none: '200 steps',
    steps: 'break it: 8 steps',
    sign: 'break it: score with the wrong sign',
  },
  legend: {
    data: 'density pₜ of the Fokker–Planck equation',
    noisy: 'the way there: dX = −X dt + √2 dW',
    guess: 'the way back, with noise λ√2',
  },
  directions: { there: 'There', back: 'Back' },
  status: (direction, time, cloud, numClouds) => `${direction}: t = ${time}, cloud ${cloud} of ${numClouds}`,
  claim: (value, bound, n) => `Largest |Fₙ − F| at eight times ${value}, allowed ${bound} for ${n} points`,
  checks: (there, back, density) =>
    `There at most ${there}, back at most ${back}. Fokker–Planck against the exact law: ${density} of the mass in a cell.`,
};
