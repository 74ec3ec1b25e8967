import type { CommonStrings } from '../shared/contract.ts';
import { common } from '../shared/strings.ts';
import type { Settings } from './settings.ts';

export interface Strings extends CommonStrings {
  readonly caption: string;
  readonly ballLabel: string;
  readonly distanceLabel: string;
  readonly poles: readonly [upper: string, lower: string];
  readonly dataName: string;
  readonly timeAxis: string;
  readonly distanceAxis: string;
  readonly algebra: string;
  readonly algebras: Readonly<Record<Settings['algebra'], string>>;
  readonly noise: string;
  readonly noises: Readonly<Record<Settings['noise'], string>>;
  readonly start: string;
  readonly starts: Readonly<Record<Settings['start'], string>>;
  readonly time: string;
  readonly legend: Readonly<Record<'data' | 'noisy' | 'guess' | 'loss', string>>;
  readonly there: (step: number, numSteps: number, left: string) => string;
  readonly back: (step: number, numSteps: number, missed: string) => string;
  readonly claim: (value: string, allowed: string) => string;
  readonly bayes: (difference: string) => string;
  readonly members: (strayed: string) => string;
}

export const english: Strings = {
  ...common.en,
  caption:
    'A state of a qubit goes through noise and back by Petz maps. Claim: from ρ_T the way back ends in ρ₀, and from the invariant state π it ends no farther from ρ₀ than π is from ρ_T.',
  ballLabel: 'The Bloch ball with the data state, its way through the noise, and the way back',
  distanceLabel:
    'Distances in trace norm against time: from π on the way there, from the forward state on the way back',
  poles: ['|0⟩', '|1⟩'],
  dataName: 'ρ₀',
  timeAxis: 'time t of the noise',
  distanceAxis: 'distance, trace norm',
  algebra: 'Algebra',
  algebras: { matrices: 'all 2 × 2 matrices', diagonal: 'diagonal only' },
  noise: 'Noise',
  noises: { depolarising: 'depolarising', dephasing: 'dephasing', thermal: 'thermal' },
  start: 'The way back begins in',
  starts: { end: 'ρ_T', invariant: 'π, the noise itself', pole: 'break it: the pole |0⟩' },
  time: 'Amount of noise T',
  legend: {
    data: 'ρ₀, and on its way there ρ_t',
    noisy: 'distance of ρ_t from π',
    guess: 'the way back by Petz maps, and its distance from ρ_t',
    loss: 'dots: pure states whose mean is the data state; rings: where they began',
  },
  there: (step, numSteps, left) => `There: step ${step} of ${numSteps}, ${left} from π`,
  back: (step, numSteps, missed) => `Back: step ${step} of ${numSteps}, ${missed} from the state of that time`,
  claim: (value, allowed) => `The way back ends ${value} from ρ₀; allowed: ${allowed}`,
  bayes: (difference) => `Two points and no more: the Petz maps are Bayes' kernels, to ${difference}.`,
  members: (strayed) =>
    `The mean of the dots comes back to ρ₀. A dot does not come back to its ring: ${strayed} away on average.`,
};
