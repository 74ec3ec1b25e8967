import type { CommonStrings } from '../shared/contract.ts';
import { common } from '../shared/strings.ts';

export interface Strings extends CommonStrings {
  readonly caption: string;
  readonly lawsLabel: string;
  readonly costLabel: string;
  readonly energyAxis: string;
  readonly betaAxis: string;
  readonly meanEnergy: string;
  readonly costAxis: string;
  readonly residualAxis: string;
  readonly pace: string;
  readonly paces: { readonly slow: string; readonly fast: string; readonly quench: string };
  readonly betaEnd: string;
  readonly legend: { readonly data: string; readonly noisy: string; readonly guess: string; readonly loss: string };
  readonly status: (sweeps: number, total: number, beta: string) => string;
  readonly claim: (value: string, expected: string) => string;
  readonly race: (sweeps: number, cooled: string, restarted: string, races: number) => string;
}

export const english: Strings = {
  ...common.en,
  caption:
    'An ensemble of 200 chains of 48 spins is cooled from β = 0. Claim: if the cooling is slow enough, the ensemble follows p_β, and its mean energy at the end is the exact ⟨E⟩, within the error of 200 independent draws.',
  lawsLabel: 'Energies of the ensemble beside the exact law at the present beta, and the mean energy against beta',
  costLabel: 'Energy above the minimum against sweeps: one cooled walk, and the best of short quenches at equal cost',
  energyAxis: 'energy E',
  betaAxis: 'β',
  meanEnergy: 'mean energy',
  costAxis: 'sweeps in all',
  residualAxis: '(E − E₀)/N',
  pace: 'Cooling',
  paces: { slow: 'slow: 800 sweeps', fast: 'break it: 40 sweeps', quench: 'break it: quench, β at once, 10 sweeps' },
  betaEnd: 'β at the end',
  legend: {
    data: 'exact: p_β, and ⟨E⟩ as a function of β',
    noisy: 'the ensemble',
    guess: 'one cooled walk',
    loss: 'best of quenches of 4 sweeps, at the same total cost',
  },
  status: (sweeps, total, beta) => `Sweep ${sweeps} of ${total}, β = ${beta}`,
  claim: (value, expected) => `Mean energy ${value}; ⟨E⟩ at the end of the schedule: ${expected}`,
  race: (sweeps, cooled, restarted, races) =>
    `Energy above the minimum per spin at ${sweeps} sweeps: ${cooled} cooled, ${restarted} by restarts (mean of ${races}).`,
};
