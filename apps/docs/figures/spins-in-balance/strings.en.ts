import type { CommonStrings } from '../shared/contract.ts';
import { common } from '../shared/strings.ts';

export interface Strings extends CommonStrings {
  readonly caption: string;
  readonly ringLabel: string;
  readonly speedLabel: string;
  readonly kernel: string;
  readonly kernels: {
    readonly 'heat-bath': string;
    readonly metropolis: string;
    readonly skew: string;
    readonly unweighted: string;
    readonly stay: string;
    readonly flip: string;
  };
  readonly coupling: string;
  readonly matrix: string;
  readonly lamps: {
    readonly conservation: string;
    readonly balance: string;
    readonly detailedBalance: string;
    readonly irreducible: string;
    readonly aperiodic: string;
  };
  readonly stepsAxis: string;
  readonly distanceAxis: string;
  readonly names: { readonly heat: string; readonly metropolis: string; readonly skew: string };
  readonly legend: { readonly data: string; readonly loss: string; readonly noisy: string; readonly guess: string };
  readonly status: (moves: string, kernel: string) => string;
  readonly claim: (value: string, expected: string) => string;
  readonly variances: (magnetisation: string, half: string, energy: string, energyHalf: string) => string;
  readonly noVariances: string;
}

export const english: Strings = {
  ...common.en,
  caption:
    'Two spins, four states, one matrix W that moves them. Claim: the share of time with both spins up tends to its p, within the error that W itself predicts. It does so for every W that keeps p in balance and reaches every state, with detailed balance or without.',
  ringLabel:
    'The ring of four states: bars of p and of the time spent, arrows for the transitions, net currents, the matrix and its five properties',
  speedLabel:
    'Distance from p after each step, from both spins up: three kernels beside each other, and the chosen one',
  kernel: 'Matrix',
  kernels: {
    'heat-bath': 'heat bath',
    metropolis: 'Metropolis',
    skew: 'heat bath with a flow round the ring',
    unweighted: 'break it: ask no one (no balance)',
    stay: 'break it: W = 1',
    flip: 'break it: turn both spins (two 2-cycles)',
  },
  coupling: 'Coupling J',
  matrix: 'W, from column to row',
  lamps: {
    conservation: 'columns sum to 1',
    balance: 'balance',
    detailedBalance: 'detailed balance',
    irreducible: 'irreducible',
    aperiodic: 'aperiodic',
  },
  stepsAxis: 'steps',
  distanceAxis: 'distance from p',
  names: { heat: 'heat bath', metropolis: 'Metropolis', skew: 'with flow' },
  legend: {
    data: 'p, the law that is wanted',
    loss: 'share of time spent so far',
    noisy: 'net current in p, where detailed balance is broken',
    guess: 'the chosen matrix: distance of the exact law from p',
  },
  status: (moves, kernel) => `${moves} moves of the walk, ${kernel}`,
  claim: (value, expected) => `Share of time with both up: ${value}, p = ${expected}`,
  variances: (magnetisation, half, energy, energyHalf) =>
    `Asymptotic variance of the magnetisation ${magnetisation} (reversible half: ${half}), of the energy ${energy} (${energyHalf}).`,
  noVariances: 'No asymptotic variance: without balance or with separate classes, time averages do not tend to p.',
};
