import type { CommonStrings } from '../shared/contract.ts';
import { common } from '../shared/strings.ts';
import type { Cure } from './settings.ts';

export interface Strings extends CommonStrings {
  readonly caption: string;
  readonly worksLabel: string;
  readonly weightsLabel: string;
  readonly rows: Readonly<Record<Cure, string>>;
  readonly stiffnessAxis: string;
  readonly workAxis: string;
  readonly shareAxis: string;
  readonly estimateAxis: string;
  readonly patience: string;
  readonly patiences: { readonly patient: string; readonly hasty: string };
  readonly weights: string;
  readonly weightings: { readonly resampled: string; readonly plain: string };
  readonly escort: string;
  readonly escorts: { readonly carried: string; readonly volumeless: string };
  readonly legend: {
    readonly guess: string;
    readonly data: string;
    readonly noisy: string;
    readonly elbo: string;
    readonly loss: string;
  };
  readonly status: (stiffness: string, level: number, numLevels: number, freeEnergy: string) => string;
  readonly claim: (value: string, standardError: string, expected: string) => string;
  readonly others: (waited: string, standardError: string, cost: string, hasty: string) => string;
  readonly carried: (error: string) => string;
  readonly worth: (n: number, effective: string) => string;
}

export const english: Strings = {
  ...common.en,
  caption:
    'A trap in 48 dimensions is made 64 times as stiff, and its walkers lag. Claim: waiting, reweighting with resampling, and carrying the walkers along give one ΔF = 24 log 64 = 99.81: two estimates within error bars that rest on enough walkers, and the work of every walker that is carried, to nine decimals.',
  worksLabel:
    'Three strips, for waiting, reweighting and transport: the work of thirty walkers above the free energy, against the stiffness, with the estimate',
  weightsLabel: 'The share of the walkers that the weights are worth, and the estimates of the three cures beside ΔF',
  rows: { wait: 'wait', reweight: 'reweight', transport: 'transport' },
  stiffnessAxis: 'stiffness k',
  workAxis: 'W − ΔF(k), k_BT',
  shareAxis: 'share of walkers with weight',
  estimateAxis: 'estimate − ΔF, k_BT',
  patience: 'Wait',
  patiences: { patient: '16 times as many levels', hasty: 'break it: no longer than the others' },
  weights: 'Reweight',
  weightings: { resampled: 'with resampling on the way', plain: 'break it: one product of weights' },
  escort: 'Transport',
  escorts: { carried: 'with its volume', volumeless: 'break it: volume forgotten' },
  legend: {
    guess: 'wait',
    data: 'reweight',
    noisy: 'transport',
    elbo: 'weights without resampling; cross: mean work of the fast drive',
    loss: 'ΔF',
  },
  status: (stiffness, level, numLevels, freeEnergy) =>
    `k = ${stiffness}, level ${level} of ${numLevels}; ΔF so far ${freeEnergy}`,
  claim: (value, standardError, expected) => `reweighted: ${value} ± ${standardError}, ΔF = ${expected}`,
  others: (waited, standardError, cost, hasty) =>
    `Waited: ${waited} ± ${standardError}; the mean work is ${cost} above ΔF, that of the fast drive ${hasty}.`,
  carried: (error) => `Carried along: no work is farther from ΔF than ${error}.`,
  worth: (n, effective) => `Without resampling ${n} walkers seem to be worth ${effective} equal ones.`,
};
