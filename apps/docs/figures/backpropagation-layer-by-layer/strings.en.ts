import type { CommonStrings } from '../shared/contract.ts';
import { common } from '../shared/strings.ts';

export interface Strings extends CommonStrings {
  readonly caption: string;
  readonly netLabel: string;
  readonly checkLabel: string;
  readonly graphAxis: string;
  readonly deltaAxis: string;
  readonly lossAxis: string;
  readonly wanted: (value: string) => string;
  readonly delta: string;
  readonly deltas: { readonly chain: string; readonly forgotten: string; readonly primes: string };
  readonly activation: string;
  readonly activations: { readonly tanh: string; readonly sigmoid: string; readonly silu: string };
  readonly legend: { readonly value: string; readonly delta: string; readonly hidden: string };
  readonly forward: (example: number, layer: number) => string;
  readonly back: (example: number, layer: number) => string;
  readonly inputs: (example: number) => string;
  readonly round: (round: number) => string;
  readonly claim: (numChecked: number, difference: string) => string;
  readonly quotients: (difference: string) => string;
  readonly loss: (first: string, last: string) => string;
}

export const english: Strings = {
  ...common.en,
  caption:
    'A network of 2-3-3-1 learns whether two signs differ: values go forward, deltas come back, and every weight gets its gradient. Claim: the deltas, layer by layer, give the gradient of the recorded graph to rounding, and that of difference quotients.',
  netLabel: 'The network: values z in the units, deltas below them, weights as lines, orange where they are negative',
  checkLabel: 'Above, each derivative by the deltas against the same by the graph; below, the mean loss of each round',
  graphAxis: 'dE/dw by the recorded graph',
  deltaAxis: 'by deltas',
  lossAxis: 'mean E, by rounds',
  wanted: (value) => `d = ${value}`,
  delta: 'Delta of a hidden layer',
  deltas: {
    chain: 'f′(u) Σ w δ',
    forgotten: 'break it: Σ w δ, f′ forgotten',
    primes: 'break it: {f′(u)}′ Σ w δ, as printed',
  },
  activation: 'f',
  activations: { tanh: 'tanh', sigmoid: 'logistic', silu: 'SiLU' },
  legend: {
    value: 'z: forward',
    delta: 'δ = dE/du: back; derivatives in the last layer',
    hidden: 'derivatives in the hidden layers',
  },
  inputs: (example) => `Example ${example}: the inputs`,
  forward: (example, layer) => `Example ${example}: forward to layer ${layer}`,
  back: (example, layer) => `Example ${example}: back to layer ${layer}`,
  round: (round) => `Round ${round}`,
  claim: (numChecked, difference) => `Examples checked: ${numChecked}. Farthest from the graph: ${difference}`,
  quotients: (difference) => `Farthest from central differences of E: ${difference}.`,
  loss: (first, last) => `Mean loss of the first round ${first}, of the last ${last}.`,
};
