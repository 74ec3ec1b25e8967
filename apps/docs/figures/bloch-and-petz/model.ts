/**
 * The diffusion model of a qubit. Noise carries the data state rho_0 to rho_T in thirty steps L, and each is reversed by the
 * Petz map whose prior is the state before it,
 *
 *   R_t(X) = rho_{t-1}^{1/2} L*(rho_t^{-1/2} X rho_t^{-1/2}) rho_{t-1}^{1/2}
 *
 * From rho_T the way back ends in rho_0. From the invariant state pi it ends within |rho_T - pi|_1 of it, because channels
 * contract the trace norm. Of diagonal matrices the same lines are a two-state Markov chain with Bayes' kernels. States are
 * shown by their Bloch vectors (<x>, <y>, <z>), whose distance is the trace norm.
 *
 * Beside the state go pure states of which it is the mean: both ends of chords through its Bloch vector, drawn by the seed.
 */
import { exactReverse } from '@yuragi/diffusion';
import { type PetzChain, petzChain } from '@yuragi/diffusion/quantum';
import { traceDistance } from '@yuragi/kl-info/quantum';
import { foldIn, type Key, stream, toNdarray } from '@yuragi/prob-core';
import {
  add,
  applyChannel,
  type Channel,
  type ComplexMatrix,
  classicalChannel,
  complexMatrix,
  conditionalExpectation,
  dephasing,
  depolarising,
  diagonalMatrix,
  expectation,
  identityMatrix,
  invariantState,
  matrixUnit,
  pauli,
  scale,
  semigroupChannel,
  thermal,
} from '@yuragi/prob-core/quantum';
import type { Claim, FigureModel } from '../shared/contract.ts';
import { NUM_STEPS, ROUNDING, type Settings, settings } from './settings.ts';

/** The data state, with coherences. */
export const data = complexMatrix(2, 2, [0.7, 0.2, 0.2, 0.3], [0, 0.1, -0.1, 0]);
/** Chords through the state; each has two ends. */
const NUM_CHORDS = 12;
const NOISES = { depolarising, dephasing, thermal: () => thermal(0.5) };

export interface State {
  readonly frame: number;
  readonly settings: Settings;
  /** Bloch vectors of rho_0..rho_T, and of X_0..X_T on the way back, (T + 1, 3). */
  readonly forward: Float64Array;
  readonly back: Float64Array;
  /** Bloch vector of pi. */
  readonly invariant: Float64Array;
  /** Of the pure states: weights, (n), and their Bloch vectors there and back, (2 T + 1, n, 3). */
  readonly weights: Float64Array;
  readonly members: Float64Array;
  /** |rho_t - pi|_1 and |X_t - rho_t|_1, (T + 1). */
  readonly noiseLeft: Float64Array;
  readonly missed: Float64Array;
  /** Of the diagonal algebra: largest difference of a Petz map from Bayes' kernel. Else how far the members end from their beginnings. */
  readonly aside: number;
}

const bloch = (state: ComplexMatrix): readonly [number, number, number] => [
  expectation(state, pauli.x),
  expectation(state, pauli.y),
  expectation(state, pauli.z),
];
const blochs = (states: readonly ComplexMatrix[]): Float64Array =>
  Float64Array.from(states.flatMap((s) => [...bloch(s)]));
/** (1 + x X + y Y + z Z)/2. */
const stateOf = ([x, y, z]: readonly [number, number, number]): ComplexMatrix => {
  const parts = [scale(pauli.x, x), scale(pauli.y, y), scale(pauli.z, z)];
  return scale(parts.reduce(add, identityMatrix(2)), 0.5);
};

// #region ten-lines
/** The step of the noise. "Diagonal only" looks at the diagonal before and after: a Markov kernel. */
function stepOf({ noise, time, algebra }: Settings): Channel {
  const step = semigroupChannel(NOISES[noise](), time / NUM_STEPS);
  return algebra === 'matrices' ? step : classicalChannel(kernelOf(step), 2);
}

/** Thirty steps there, and the Petz map of each. */
const chainOf = (settings: Settings): PetzChain =>
  petzChain({ dataState: dataOf(settings), channels: new Array(NUM_STEPS).fill(stepOf(settings)) });

/** Where the way back begins. */
const startOf = (settings: Settings, { states }: PetzChain): ComplexMatrix =>
  ({ end: states.at(-1)!, invariant: invariantOf(settings), pole: matrixUnit(2, 2, 0, 0) })[settings.start];
// #endregion ten-lines

/** W(y|x) = <y| L(|x><x|) |y>, row-major. */
function kernelOf(channel: Channel): Float64Array {
  const columns = [0, 1].map((x) => applyChannel(channel, matrixUnit(2, 2, x, x)).real);
  return Float64Array.of(columns[0]![0]!, columns[1]![0]!, columns[0]![3]!, columns[1]![3]!);
}

const dataOf = ({ algebra }: Settings): ComplexMatrix =>
  algebra === 'matrices' ? data : conditionalExpectation([1, 1], data);

/** Dephasing keeps every diagonal state; of these the figure takes the even mixture. */
const invariantOf = ({ noise }: Settings): ComplexMatrix =>
  noise === 'dephasing' ? diagonalMatrix([0.5, 0.5]) : invariantState(NOISES[noise]());

/** Pure states whose mean is a state: the ends of chords through its Bloch vector; of a diagonal state, the two points. */
function ensembleOf({ algebra }: Settings, key: Key): { weights: number[]; states: ComplexMatrix[] } {
  if (algebra === 'diagonal') return { weights: [0.7, 0.3], states: [matrixUnit(2, 2, 0, 0), matrixUnit(2, 2, 1, 1)] };
  const rng = stream(foldIn(key, 'chords'));
  const [weights, states]: [number[], ComplexMatrix[]] = [[], []];
  const centre = bloch(data);
  const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  for (let chord = 0; chord < NUM_CHORDS; chord++) {
    const raw = [rng.normal(), rng.normal(), rng.normal()];
    const along = raw.map((value) => value / Math.sqrt(dot(raw, raw)));
    // |centre + s along| = 1.
    const [half, inside] = [dot(centre, along), 1 - dot(centre, centre)];
    const root = Math.sqrt(half * half + inside);
    for (const sign of [1, -1]) {
      const s = sign * root - half;
      const end = centre.map((value, i) => value + s * along[i]!) as [number, number, number];
      // The mean of both ends is the centre, if each weighs as much as the other is far.
      weights.push((sign * (sign * root + half)) / (2 * root) / NUM_CHORDS);
      states.push(stateOf(end));
    }
  }
  return { weights, states };
}

/** Largest difference of the Petz maps on points from Bayes' kernels of the same chain. */
function fromBayes(settings: Settings, { reverseChannels }: PetzChain): number {
  const kernel = toNdarray(kernelOf(stepOf(settings)), [2, 2]);
  const { kernels } = exactReverse(new Array(NUM_STEPS).fill(kernel), [0.7, 0.3]);
  const differences = reverseChannels.flatMap((channel, t) =>
    [...kernelOf(channel)].map((value, k) => Math.abs(value - kernels[t]!.get(k >> 1, k & 1))),
  );
  return Math.max(...differences);
}

export const model: FigureModel<Settings, State> = {
  defaults: settings,

  init(settings, key) {
    const chain = chainOf(settings);
    const path = chain.returnFrom(startOf(settings, chain));
    const pi = invariantOf(settings);
    const { weights, states } = ensembleOf(settings, key);
    const rows = [states];
    const step = stepOf(settings);
    for (let t = 0; t < NUM_STEPS; t++) rows.push(rows.at(-1)!.map((each) => applyChannel(step, each)));
    for (const channel of chain.reverseChannels.toReversed())
      rows.push(rows.at(-1)!.map((each) => applyChannel(channel, each)));
    const strayed = states.reduce((sum, each, i) => sum + weights[i]! * 2 * traceDistance(each, rows.at(-1)![i]!), 0);
    return {
      frame: 0,
      settings,
      forward: blochs(chain.states),
      back: blochs(path),
      invariant: blochs([pi]),
      weights: Float64Array.from(weights),
      members: blochs(rows.flat()),
      noiseLeft: Float64Array.from(chain.states, (state) => 2 * traceDistance(state, pi)),
      missed: Float64Array.from(path, (state, t) => 2 * traceDistance(state, chain.states[t]!)),
      aside: settings.algebra === 'diagonal' ? fromBayes(settings, chain) : strayed,
    };
  },

  step: (state) => (state.frame >= 2 * NUM_STEPS ? state : { ...state, frame: state.frame + 1 }),

  /** How far from rho_0 the way back ends: exactly there from rho_T, else within |rho_T - pi|_1. */
  claim({ frame, settings, noiseLeft, missed }): Claim {
    const allowed = settings.start === 'end' ? ROUNDING : noiseLeft[NUM_STEPS]!;
    return {
      value: missed[0]!,
      expected: allowed,
      standardError: 0,
      holds: missed[0]! <= allowed,
      isDecided: frame >= 2 * NUM_STEPS,
    };
  },
};
