import type { CommonStrings } from '../shared/contract.ts';
import { common } from '../shared/strings.ts';

export interface Strings extends CommonStrings {
  readonly caption: string;
  readonly planeLabel: string;
  readonly histogramLabel: string;
  readonly workAxis: string;
  readonly ledger: { readonly work: string; readonly heat: string; readonly change: string };
  readonly duration: string;
  readonly durations: {
    readonly slow: string;
    readonly plain: string;
    readonly quick: string;
    readonly broken: string;
  };
  readonly stirring: string;
  readonly stirrings: { readonly none: string; readonly whirl: string; readonly wind: string };
  readonly legend: { readonly data: string; readonly noisy: string; readonly guess: string; readonly loss: string };
  readonly directions: { readonly forward: string; readonly reverse: string };
  readonly status: (direction: string, work: string, heat: string, change: string) => string;
  readonly claim: (value: string, standardError: string, expected: string) => string;
  readonly worth: (n: number, effective: string, meanWork: string, bennett: string) => string;
}

export const english: Strings = {
  ...common.en,
  caption:
    'A trap drags beads against a constant force, there and back. Claim: whatever the speed, and with detailed balance or without, the mean of exp(−W) over pulls gives ΔF = 3 k_BT within its own error bar, and that error bar rests on enough pulls.',
  planeLabel: 'The trap with forty beads, and the mean work, heat and energy change of this pull so far',
  histogramLabel: 'Histograms of the work there and of minus the work back; they cross at the free energy difference',
  workAxis: 'work (k_BT)',
  ledger: { work: 'work', heat: 'heat', change: 'energy' },
  duration: 'Time of a pull',
  durations: {
    slow: '128 relaxation times',
    plain: '32',
    quick: '8',
    broken: 'break it: half a relaxation time',
  },
  stirring: 'Stirring',
  stirrings: {
    none: 'none',
    whirl: 'a whirl: no detailed balance',
    wind: 'break it: a wind, no balance',
  },
  legend: {
    data: 'the way there: beads, and their work W',
    noisy: 'the way back: beads, and −W',
    guess: 'Jarzynski’s estimate (± 2 standard errors)',
    loss: 'ΔF = 3',
  },
  directions: { forward: 'There', reverse: 'Back' },
  status: (direction, work, heat, change) => `${direction}: work ${work} + heat ${heat} = energy change ${change}`,
  claim: (value, standardError, expected) => `−log⟨exp(−W)⟩ = ${value} ± ${standardError}, ΔF = ${expected}`,
  worth: (n, effective, meanWork, bennett) =>
    `${n} pulls are worth ${effective} equal ones. Mean work ${meanWork}. From both directions (Bennett): ${bennett}.`,
};
