import type { CommonStrings } from '../shared/contract.ts';
import { common } from '../shared/strings.ts';

export interface Strings extends CommonStrings {
  readonly caption: string;
  readonly wellsLabel: string;
  readonly roadsLabel: string;
  readonly heatAxis: string;
  readonly smoothAxis: string;
  readonly heatedRow: string;
  readonly smoothedRow: string;
  readonly start: string;
  readonly progress: string;
  readonly law: string;
  readonly laws: { readonly two: string; readonly plane: string; readonly one: string; readonly close: string };
  readonly legend: { readonly heated: string; readonly smoothed: string };
  readonly status: (beta: string, sigma: string) => string;
  readonly claim: (value: string, error: string, expected: string) => string;
  readonly claimOne: (value: string, error: string, expected: string) => string;
  readonly smoothed: (value: string) => string;
  readonly smoothedOne: (value: string) => string;
  readonly dimensions: (share: string) => string;
}

export const english: Strings = {
  ...common.en,
  caption:
    'Two wells of equal weight, one wide and one narrow, taken along two roads: heated (annealing, backwards) and smoothed (diffusion). Claim: at β = 0.3 the wide well holds 0.699 of the heated law, and smoothing as far leaves it at one half. For one Gaussian the two roads are one.',
  wellsLabel: 'The laws: heated above, smoothed below; bars are samples, lines are exact densities',
  roadsLabel: 'The plane: heat along one axis, noise along the other, both beginning at the law itself',
  heatAxis: 'heat: β from 1 to 0.3',
  smoothAxis: 'noise σ',
  heatedRow: 'heated',
  smoothedRow: 'smoothed',
  start: 'p',
  progress: 'Way along both roads',
  law: 'Law',
  laws: {
    two: 'two wells',
    plane: 'two wells in the plane',
    one: 'one Gaussian: one road',
    close: 'break it: the wells overlap',
  },
  legend: {
    heated: 'heated, p^β: walkers by Metropolis',
    smoothed: 'smoothed, p ∗ N(0, σ²): draws plus noise',
  },
  status: (beta, sigma) => `Heated to β = ${beta}, smoothed with σ = ${sigma}`,
  claim: (value, error, expected) =>
    `At the end the wide well holds ${value} ± ${error} of the heated walkers, the formula says ${expected}`,
  claimOne: (value, error, expected) =>
    `At the end ${value} ± ${error} of the heated walkers are within one standard deviation of the smoothed law, whose own share is ${expected}`,
  smoothed: (value) => `Of the smoothed draws it holds ${value} now.`,
  smoothedOne: (value) => `Of the smoothed draws ${value} are there now.`,
  dimensions: (share) => `In eight dimensions the same formula says ${share}.`,
};
