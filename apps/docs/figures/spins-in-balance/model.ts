/**
 * Two spins in balance. The four states of two spins stand in a ring, neighbours one flip apart; their law is
 *
 *   p(s) ~ exp(J s_1 s_2)
 *
 * A matrix W moves them, P_{t+1} = W P_t. Balance, W p = p, makes p stationary. If W also reaches every state from every
 * other, the share of time spent in a state tends to its p; how fast is another matter, and depends on what is asked. The
 * share of time with both spins up is measured on a long walk, and held against p with the standard error that the matrix
 * itself gives, sqrt(asymptotic variance / steps).
 */

import {
  additiveReversibilisation,
  asymptoticVariance,
  checkBalance,
  checkConservation,
  checkDetailedBalance,
  communicatingClasses,
  evolve,
  type FiniteChain,
  finiteChain,
  isIrreducible,
  metropolisHastingsChain,
  probabilityCurrents,
} from '@yuragi/mcmc';
import { foldIn, type Key, type RngState, restore, stream, toNdarray } from '@yuragi/prob-core';
import type { Claim, FigureModel } from '../shared/contract.ts';
import { GOOD, type Settings, settings } from './settings.ts';

/** Round the ring: up up, up down, down down, down up. */
const NUM_STATES = 4;
const SPINS = [
  [1, 1],
  [1, -1],
  [-1, -1],
  [-1, 1],
] as const;
/** What is asked of the chain: both up, the magnetisation, the energy over J. */
const bothUp = [1, 0, 0, 0];
const magnetisation = SPINS.map(([a, b]) => a + b);
const energy = SPINS.map(([a, b]) => -a * b);

/** Moves of the walk in a step of the figure, and after how many the figure stops. */
const NUM_MOVES = 50;
const MOST_MOVES = 60_000;
const ENOUGH_MOVES = 5_000;
const CRITICAL = 4.89;
/** Steps of the curves. */
const HORIZON = 24;
/** What rounding may leave of a lamp's zero. */
const ROUNDING = 1e-12;

export interface Lamps {
  readonly conservation: boolean;
  readonly balance: boolean;
  readonly detailedBalance: boolean;
  readonly irreducible: boolean;
  readonly aperiodic: boolean;
}

export interface State {
  readonly kernel: Settings['kernel'];
  readonly rng: RngState;
  readonly law: Float64Array;
  /** W, (4, 4), row: state reached. */
  readonly transition: Float64Array;
  /** J, (4, 4), net flow in the law from column to row. */
  readonly currents: Float64Array;
  readonly lamps: Lamps;
  /** Asymptotic variances, of this chain and of its reversible half; NaN where the time average does not settle. */
  readonly variances: Readonly<Record<'bothUp' | 'magnetisation' | 'energy', readonly [number, number]>>;
  /** Distance from p, in total variation, after 0..HORIZON steps from both up: this chain, then the good ones. */
  readonly distances: Float64Array;
  readonly compared: readonly Float64Array[];
  readonly site: number;
  /** Moves spent in each state. */
  readonly visits: Float64Array;
}

// #region ten-lines
/** w(to|from) as a chain: `weight` is the probability of a flip that is one step round the ring, to or fro. */
const ring = (weight: (to: number, from: number) => number): FiniteChain => {
  const w = new Float64Array(NUM_STATES ** 2);
  for (let from = 0; from < NUM_STATES; from++)
    for (const to of [(from + 1) % NUM_STATES, (from + 3) % NUM_STATES]) {
      w[to * NUM_STATES + from] = weight(to, from);
      w[from * NUM_STATES + from]! += 1 / 2 - weight(to, from);
    }
  return finiteChain(toNdarray(w, [NUM_STATES, NUM_STATES]));
};

const chains: Readonly<Record<Settings['kernel'], (p: Float64Array) => FiniteChain>> = {
  'heat-bath': (p) => ring((to, from) => (1 / 2) * (p[to]! / (p[to]! + p[from]!))),
  metropolis: (p) =>
    metropolisHastingsChain(
      ring(() => 1 / 2),
      p,
    ),
  // The heat bath with a flow round the ring: every state gains from one neighbour what it loses to the other.
  skew: (p) => {
    const flow = (to: number, from: number): number => (1 / 2) * ((p[to]! * p[from]!) / (p[to]! + p[from]!));
    const turn = (to: number, from: number): number => ((to - from + NUM_STATES) % NUM_STATES === 1 ? 1 : -1);
    return ring((to, from) => (flow(to, from) * (1 + turn(to, from))) / p[from]!);
  },
  // Flips a spin half the time, and asks no one.
  unweighted: () => ring(() => 1 / 4),
  stay: () => ring(() => 0),
  flip: () => finiteChain(toNdarray(Float64Array.of(0, 0, 1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1, 0, 0), [4, 4])),
};
// #endregion ten-lines

function lawOf(coupling: number): Float64Array {
  const weights = SPINS.map(([a, b]) => Math.exp(coupling * a * b));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return Float64Array.from(weights, (weight) => weight / total);
}

function lampsOf(chain: FiniteChain, law: Float64Array): Lamps {
  const matrix = toNdarray(chain.transition, [NUM_STATES, NUM_STATES]);
  return {
    conservation: checkConservation(matrix).maxError <= ROUNDING,
    balance: checkBalance(chain, law).maxError <= ROUNDING,
    detailedBalance: checkDetailedBalance(chain, law).maxError <= ROUNDING,
    irreducible: isIrreducible(chain),
    aperiodic: communicatingClasses(chain).every(({ period }) => period === 1),
  };
}

function distancesOf(chain: FiniteChain, law: Float64Array): Float64Array {
  const out = new Float64Array(HORIZON + 1);
  let current = Float64Array.of(1, 0, 0, 0);
  for (let t = 0; t <= HORIZON; t++) {
    out[t] = current.reduce((sum, mass, i) => sum + Math.abs(mass - law[i]!), 0) / 2;
    current = Float64Array.from(evolve(chain, current, 1));
  }
  return out;
}

export const model: FigureModel<Settings, State> = {
  defaults: settings,

  init({ kernel, coupling }: Settings, key: Key) {
    const law = lawOf(coupling);
    const chain = chains[kernel](law);
    const lamps = lampsOf(chain, law);
    const variancesOf = (f: readonly number[]): readonly [number, number] =>
      lamps.irreducible && lamps.balance
        ? [asymptoticVariance(chain, f).value, asymptoticVariance(additiveReversibilisation(chain, law), f).value]
        : [Number.NaN, Number.NaN];
    return {
      kernel,
      rng: stream(foldIn(key, 'walk')).state(),
      law,
      transition: chain.transition,
      currents: probabilityCurrents(chain, law).data,
      lamps,
      variances: {
        bothUp: variancesOf(bothUp),
        magnetisation: variancesOf(magnetisation),
        energy: variancesOf(energy),
      },
      distances: distancesOf(chain, law),
      compared: GOOD.map((name) => distancesOf(chains[name](law), law)),
      site: 0,
      visits: new Float64Array(NUM_STATES),
    };
  },

  step(state) {
    const { transition, visits: before } = state;
    if (before.reduce((sum, count) => sum + count, 0) >= MOST_MOVES) return state;
    const rng = restore(state.rng);
    const visits = before.slice();
    let { site } = state;
    for (let move = 0; move < NUM_MOVES; move++) {
      let left = rng.uniform();
      let to = 0;
      while (to < NUM_STATES - 1 && left >= transition[to * NUM_STATES + site]!) {
        left -= transition[to * NUM_STATES + site]!;
        to++;
      }
      site = to;
      visits[site]!++;
    }
    return { ...state, rng: rng.state(), site, visits };
  },

  /** Where the matrix has no asymptotic variance for p, that of independent draws stands in for it. */
  claim({ law, visits, variances }): Claim {
    const n = visits.reduce((sum, count) => sum + count, 0);
    const variance = Number.isNaN(variances.bothUp[0]) ? law[0]! * (1 - law[0]!) : variances.bothUp[0];
    const value = n === 0 ? Number.NaN : visits[0]! / n;
    const standardError = Math.sqrt(variance / n);
    return {
      value,
      expected: law[0]!,
      standardError,
      holds: Math.abs(value - law[0]!) <= CRITICAL * standardError,
      isDecided: n >= ENOUGH_MOVES,
    };
  },
};
