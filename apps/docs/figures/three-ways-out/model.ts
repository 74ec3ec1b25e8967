/**
 * One operator, three exits. Four spins with energies E begin in the uniform law, which is beta = 0 and t = infinity, and
 * are led to p ~ e^{-E} in a time T. With W_beta the generator of single flips at rates f(r), r = p_beta(x')/p_beta(x),
 *
 *   annealing  dP/dt = W_beta P                 beta = t/T
 *   quantum    i d psi/dt = H_beta psi          H = -e^{beta E/2} W e^{-beta E/2}, the same spectrum, ground state sqrt(p_beta)
 *   diffusion  the noise e^{-tN} of p run backwards from t = T at the rates 1/2 p_t(x')/p_t(x)
 *
 * The way back of the diffusion meets p_t of its time whatever its clock, so its clock is free; here t = T (1 - s)^3, because
 * what p looks like is decided late.
 *
 * W at beta = 0 is -N for the heat bath. All three laws are exact: nothing is sampled but the draws beside the bars. A rate
 * with f(r) = r f(1/r) keeps p_beta; r alone keeps p_beta^2. With the signs of the map swapped H is not symmetric, and
 * probability is not kept.
 */

import { boltzmannLaw, flipRateGenerator, flipRates, hamiltonianOfGenerator } from '@yuragi/annealing';
import { type BinomialDiffusion, binomialDiffusion, binomialReverseEquation } from '@yuragi/diffusion';
import { isingModel } from '@yuragi/mcmc';
import { categorical, foldIn, type Key, stream, toNdarray } from '@yuragi/prob-core';
import { integrateOde, type OdeProblem } from '@yuragi/sde';
import type { Claim, FigureModel } from '../shared/contract.ts';
import {
  EXITS,
  type Exit,
  NUM_DRAWS,
  NUM_FRAMES,
  NUM_STATES,
  noiseTime,
  probabilities,
  type Settings,
  settings,
  totalOf,
  WITHIN,
} from './settings.ts';

const N = NUM_STATES;
/** The four spins of the page: a ring with fields. */
export const fourSpins = isingModel({
  numSpins: 4,
  bonds: [
    [0, 1, 1],
    [1, 2, 0.72],
    [2, 3, -0.58],
    [0, 3, 0.41],
  ],
  fields: [0.3, -0.17, 0.11, 0.23],
});
/** How far a total probability may be from 1. */
const ROUNDING = 1e-5;
const CRITICAL = 4.89;
const SOLVER = { absoluteTolerance: 1e-9, relativeTolerance: 1e-7 };

/** What the page says of W and H at beta = 1. */
export interface Books {
  /** Largest |W p|. */
  readonly change: number;
  /** Largest |H - H^T|. */
  readonly asymmetry: number;
  /** E_1 - E_0 of H; NaN where it is not symmetric. */
  readonly gap: number;
}

export interface State {
  readonly key: Key;
  readonly frame: number;
  /** p, beta = 1. */
  readonly target: Float64Array;
  readonly annealing: Float64Array;
  /** Real and imaginary parts of psi, one after the other. */
  readonly amplitudes: Float64Array;
  readonly diffusion: Float64Array;
  /** Counts of each row of `EXITS`, (3, 16). */
  readonly draws: Float64Array;
  /** Total variation from p after each step so far. */
  readonly distances: Readonly<Record<Exit, readonly number[]>>;
  readonly books: Books;
}

const distanceOf = (p: Float64Array, q: Float64Array): number =>
  p.reduce((sum, each, x) => sum + Math.abs(each - q[x]!), 0) / 2;

// #region ten-lines
/** W_beta: flips at the rates f(r) of the one ratio. */
const generatorOf = (law: Float64Array, { rate }: Settings) => flipRateGenerator(law, flipRates[rate]).data;

/** H = -e^{beta E/2} W e^{-beta E/2}, entry by entry, as e^{-beta E} is p_beta but for a factor. */
const hamiltonianOf = (w: Float64Array, law: Float64Array, { sign }: Settings): Float64Array =>
  w.map((entry, at) => -entry * (law[at % N]! / law[Math.floor(at / N)]!) ** (sign === 'right' ? 1 / 2 : -1 / 2));

/** dP/dt = W P. */
const annealing = (settings: Settings): OdeProblem => ({
  dimension: N,
  drift: (p, t, out) => {
    const law = boltzmannLaw(fourSpins, t / Number(settings.duration));
    multiplyInto(generatorOf(law, settings), p, out);
  },
});

/** i d psi/dt = H psi. */
const quantum = (settings: Settings): OdeProblem => ({
  dimension: 2 * N,
  drift: (psi, t, out) => {
    const law = boltzmannLaw(fourSpins, t / Number(settings.duration));
    const h = hamiltonianOf(generatorOf(law, settings), law, settings);
    multiplyInto(h, psi.subarray(N), out.subarray(0, N));
    multiplyInto(
      h,
      psi.subarray(0, N).map((a) => -a),
      out.subarray(N),
    );
  },
});

/** The noise e^{-tN} of p run backwards: rates 1/2 p_t(x')/p_t(x). */
const diffusion = (noise: BinomialDiffusion): OdeProblem => binomialReverseEquation(noise);
// #endregion ten-lines

function multiplyInto(matrix: Float64Array, v: Float64Array, out: Float64Array): void {
  for (let x = 0; x < N; x++) {
    let sum = 0;
    for (let y = 0; y < N; y++) sum += matrix[x * N + y]! * v[y]!;
    out[x] = sum;
  }
}

function booksOf(settings: Settings): Books {
  const law = boltzmannLaw(fourSpins, 1);
  const w = generatorOf(law, settings);
  const h = hamiltonianOf(w, law, settings);
  const moved = new Float64Array(N);
  multiplyInto(w, law, moved);
  const asymmetry = h.reduce(
    (max, entry, at) => Math.max(max, Math.abs(entry - h[(at % N) * N + Math.floor(at / N)]!)),
    0,
  );
  return {
    change: moved.reduce((max, each) => Math.max(max, Math.abs(each)), 0),
    asymmetry,
    gap: asymmetry > ROUNDING ? Number.NaN : hamiltonianOfGenerator(toNdarray(w, [N, N]), law).gap,
  };
}

/** Fresh draws at each step: of an amplitude there is nothing else to see. */
function drawn(key: Key, frame: number, laws: readonly Float64Array[]): Float64Array {
  const rng = stream(foldIn(foldIn(key, 'draws'), frame));
  const counts = new Float64Array(3 * N);
  for (const [row, law] of laws.entries()) {
    const total = totalOf(law);
    const { sample } = categorical({ probabilities: law.map((p) => Math.max(0, p) / total) });
    for (let i = 0; i < NUM_DRAWS; i++) counts[row * N + sample(rng)]!++;
  }
  return counts;
}

/** Adds the draws and the distances to what the three exits have come to. */
function recorded(state: Omit<State, 'draws'>): State {
  const laws = [state.annealing, probabilities(state.amplitudes), state.diffusion] as const;
  const distances = Object.fromEntries(
    EXITS.map((exit, row) => [exit, [...state.distances[exit], distanceOf(laws[row]!, state.target)]]),
  ) as unknown as State['distances'];
  return { ...state, distances, draws: drawn(state.key, state.frame, laws) };
}

export const model: FigureModel<Settings, State> = {
  defaults: settings,

  init(controls, key) {
    const uniform = new Float64Array(N).fill(1 / N);
    const amplitudes = new Float64Array(2 * N);
    amplitudes.fill(Math.sqrt(1 / N), 0, N);
    return recorded({
      key,
      frame: 0,
      target: boltzmannLaw(fourSpins, 1),
      annealing: uniform,
      amplitudes,
      diffusion: uniform,
      distances: { annealing: [], quantum: [], diffusion: [] },
      books: booksOf(controls),
    });
  },

  step(state, controls) {
    if (state.frame >= NUM_FRAMES) return state;
    const duration = Number(controls.duration);
    const [t0, t1] = [(state.frame / NUM_FRAMES) * duration, ((state.frame + 1) / NUM_FRAMES) * duration];
    const forward = { ...SOLVER, t0, t1 };
    const backward = { ...SOLVER, t0: noiseTime(state.frame, duration), t1: noiseTime(state.frame + 1, duration) };
    return recorded({
      ...state,
      frame: state.frame + 1,
      annealing: integrateOde(annealing(controls), state.annealing, forward).position,
      amplitudes: integrateOde(quantum(controls), state.amplitudes, forward).position,
      diffusion: integrateOde(diffusion(binomialDiffusion(state.target)), state.diffusion, backward).position,
    });
  },

  /** At the end all three are near p, and what the amplitudes hold is still a probability. */
  claim({ frame, distances, amplitudes }): Claim {
    const value = Math.max(...EXITS.map((exit) => distances[exit].at(-1)!));
    return {
      value,
      expected: 0,
      standardError: WITHIN / CRITICAL,
      holds: value <= WITHIN && Math.abs(totalOf(probabilities(amplitudes)) - 1) <= ROUNDING,
      isDecided: frame >= NUM_FRAMES,
    };
  },
};
