import type { CommonStrings } from '../shared/contract.ts';
import { common } from '../shared/strings.ts';
import type { Exit, Settings } from './settings.ts';

export interface Strings extends CommonStrings {
  readonly caption: string;
  readonly lawsLabel: string;
  readonly distanceLabel: string;
  /** With beta, or the time of the noise. */
  readonly rows: Readonly<Record<Exit, (clock: string) => string>>;
  readonly statesAxis: string;
  readonly timeAxis: string;
  readonly distanceAxis: string;
  readonly rate: string;
  readonly rates: Readonly<Record<Settings['rate'], string>>;
  readonly duration: string;
  readonly durations: { readonly slow: string; readonly brisk: string; readonly fast: string };
  readonly sign: string;
  readonly signs: Readonly<Record<Settings['sign'], string>>;
  readonly legend: Readonly<Record<'logp' | 'noisy' | 'guess' | 'data' | 'loss', string>>;
  readonly status: (frame: number, numFrames: number) => string;
  readonly claim: (value: string, within: string) => string;
  readonly each: (annealing: string, quantum: string, diffusion: string) => string;
  readonly books: (change: string, asymmetry: string) => string;
  readonly gap: (gap: string) => string;
  readonly total: (total: string) => string;
}

export const english: Strings = {
  ...common.en,
  caption:
    'Four spins leave the uniform law by three exits. Claim: given the time T = 32, each comes within 0.02 of p in total variation, and the amplitudes still hold probability 1.',
  lawsLabel: 'The law over the sixteen states by each of the three exits, beside p',
  distanceLabel: 'Distance of each law from p against time, on a logarithmic scale',
  rows: {
    annealing: (clock) => `annealing, dP/dt = W P, β = ${clock}`,
    quantum: (clock) => `quantum, i dψ/dt = H ψ, β = ${clock}`,
    diffusion: (clock) => `diffusion, noise run backwards, t = ${clock}`,
  },
  statesAxis: 'the 16 states of four spins, likeliest first',
  timeAxis: 'way s: β = s, t = T(1 − s)³',
  distanceAxis: 'total variation from p',
  rate: 'Rate f(r) of a flip',
  rates: {
    heatBath: 'heat bath, r/(1 + r)',
    metropolis: 'Metropolis, min(1, r)',
    squareRoot: '√r',
    corrector: '1 + r',
    reverse: 'break it: r alone',
  },
  duration: 'Time for each',
  durations: { slow: 'T = 32', brisk: 'T = 8', fast: 'too fast: T = 2' },
  sign: 'H from W',
  signs: { right: '−exp(+βE/2) W exp(−βE/2)', wrong: 'break it: the signs swapped' },
  legend: {
    logp: 'line: p = exp(−E)/Z, where all three are to go',
    noisy: 'annealing',
    guess: 'quantum, |ψ|²',
    data: 'diffusion',
    loss: 'dots: 200 draws from each, new at every step',
  },
  status: (frame, numFrames) => `Step ${frame} of ${numFrames}`,
  claim: (value, within) => `Farthest from p: ${value}; at the end at most ${within}`,
  each: (annealing, quantum, diffusion) =>
    `Now: annealing ${annealing}, quantum ${quantum}, diffusion ${diffusion} from p.`,
  books: (change, asymmetry) => `At β = 1: largest |W p| is ${change}, largest |H − Hᵀ| is ${asymmetry}.`,
  gap: (gap) => `Relaxation rate of W = gap of H = ${gap}.`,
  total: (total) => `H is not symmetric, so nothing keeps probability: |ψ|² sums to ${total}.`,
};
