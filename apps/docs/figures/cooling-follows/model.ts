/**
 * Cooling follows. An open chain of spins with random couplings, E = -sum_i J_i s_i s_{i+1}, has 2^N states and many
 * valleys, and yet an exact law: its bonds are independent,
 *
 *   P(bond i broken) = 1/(1 + exp(2 beta |J_i|)),   <E> = -sum_i |J_i| tanh(beta |J_i|)
 *
 * An ensemble of walkers begins at beta = 0, where every state is as likely, and is swept while beta grows. If it follows
 * p_beta, the mean energy at the end is <E>, to the standard error of that many independent draws; an ensemble that lags has
 * too much. Beside it, lowest energies: one walk cooled over all sweeps against the best of short quenches at equal cost.
 */

import { geometricSchedule, isingSweep, linearSchedule } from '@yuragi/annealing';
import { isingModel } from '@yuragi/mcmc';
import { foldIn, type Key, key, type Rng, type RngState, restore, stream } from '@yuragi/prob-core';
import type { Claim, FigureModel } from '../shared/contract.ts';
import { numSweeps, type Settings, settings } from './settings.ts';

const NUM_SPINS = 48;
const NUM_WALKERS = 200;
/** Couplings are multiples of 1/8, so that a law of energies is a list: E = -sum |J| + count/4. */
const GRAIN = 8;
/** Sweeps of a walk, and of each of the quenches that may be made instead. */
const BUDGETS = [4, 16, 64, 256] as const;
const QUENCH = 4;
/** Each step makes one comparison; after so many it stops. */
const MOST_RACES = 200;
const CRITICAL = 4.89;
/** Of the walks that look for a minimum. */
const [HOT, COLD] = [0.1, 8];

/** |J_i| in eighths, 3 to 8, and signs: one chain for every seed. */
const chain = (() => {
  const rng = stream(key('cooling follows: the chain'));
  const sizes = Array.from({ length: NUM_SPINS - 1 }, () => 3 + rng.int(6));
  const signs = sizes.map(() => 2 * rng.int(2) - 1);
  const bonds = sizes.map((size, i) => [i, i + 1, (signs[i]! * size) / GRAIN] as const);
  return { sizes, model: isingModel({ numSpins: NUM_SPINS, bonds }) };
})();
const sweep = isingSweep(chain.model, { rule: 'heat-bath' });

const LOWEST = -chain.sizes.reduce((sum, size) => sum + size, 0) / GRAIN;

export interface State {
  readonly ensemble: RngState;
  readonly race: RngState;
  readonly sweeps: number;
  readonly total: number;
  readonly beta: number;
  readonly betaEnd: number;
  /** (walkers, spins). */
  readonly spins: Int8Array;
  readonly energies: Float64Array;
  /** beta and mean energy after each sweep, flat pairs. */
  readonly path: Float64Array;
  /** p_beta at the present beta: energies and their masses. */
  readonly exactEnergies: Float64Array;
  readonly exactMasses: Float64Array;
  /** beta and <E>, flat pairs, from 0 to the end. */
  readonly curve: Float64Array;
  readonly numSpins: number;
  readonly budgets: readonly number[];
  readonly races: number;
  /** Sums of residual energies at each budget, of the walk and of the quenches. */
  readonly cooled: Float64Array;
  readonly restarted: Float64Array;
}

/** <E> and its variance under p_beta. */
export function exactEnergy(beta: number): { readonly mean: number; readonly variance: number } {
  let [mean, variance] = [0, 0];
  for (const size of chain.sizes) {
    const tanh = Math.tanh((beta * size) / GRAIN);
    mean -= (size / GRAIN) * tanh;
    variance += (size / GRAIN) ** 2 * (1 - tanh * tanh);
  }
  return { mean, variance };
}

/** p_beta of the counts of broken eighths 0, 1, 2, ...: bond by bond. */
export function exactLaw(beta: number): Float64Array {
  const law = new Float64Array(chain.sizes.reduce((sum, size) => sum + size, 1));
  law[0] = 1;
  for (const size of chain.sizes) {
    const broken = 1 / (1 + Math.exp((2 * beta * size) / GRAIN));
    for (let count = law.length - 1; count >= 0; count--)
      law[count] = (1 - broken) * law[count]! + (count >= size ? broken * law[count - size]! : 0);
  }
  return law;
}

const randomSpins = (rng: Rng, count: number): Int8Array => Int8Array.from({ length: count }, () => 2 * rng.int(2) - 1);

// #region ten-lines
/** beta in sweep t of the ensemble. */
function betaAt(t: number, { pace, betaEnd }: Settings): number {
  return pace === 'quench' ? betaEnd : linearSchedule(0, betaEnd)(t / numSweeps[pace]);
}

/** The lowest energy of a walk of `length` sweeps from random spins: cooled, or at the cold end from the beginning. */
function lowestOf(length: number, isCooled: boolean, rng: Rng): number {
  const schedule = geometricSchedule(HOT, COLD);
  let state = sweep.init(randomSpins(rng, NUM_SPINS), rng);
  let lowest = state.energy;
  for (let t = 1; t <= length; t++) {
    [state] = sweep.step(state, rng, isCooled ? schedule(t / length) : COLD);
    lowest = Math.min(lowest, state.energy);
  }
  return lowest;
}
// #endregion ten-lines

/** One cooled walk at each budget, and quenches up to the largest: the best so far at each. */
function runRace(state: State): State {
  const rng = restore(state.race);
  const cooled = state.cooled.map((sum, i) => sum + lowestOf(BUDGETS[i]!, true, rng) - LOWEST);
  const restarted = state.restarted.slice();
  let best = Infinity;
  for (let cost = QUENCH; cost <= BUDGETS.at(-1)!; cost += QUENCH) {
    best = Math.min(best, lowestOf(QUENCH, false, rng));
    const at = BUDGETS.indexOf(cost as (typeof BUDGETS)[number]);
    if (at >= 0) restarted[at]! += best - LOWEST;
  }
  return { ...state, race: rng.state(), races: state.races + 1, cooled, restarted };
}

function sweepEnsemble(state: State, controls: Settings): State {
  const rng = restore(state.ensemble);
  const spins = state.spins.slice();
  const energies = state.energies.slice();
  const sweeps = state.sweeps + 1;
  const beta = betaAt(sweeps, controls);
  for (let i = 0; i < NUM_WALKERS; i++) {
    const position = spins.subarray(NUM_SPINS * i, NUM_SPINS * (i + 1));
    const [next] = sweep.step({ position, energy: energies[i]! }, rng, beta);
    spins.set(next.position, NUM_SPINS * i);
    energies[i] = next.energy;
  }
  const path = Float64Array.of(...state.path, beta, meanOf(energies));
  return { ...state, ensemble: rng.state(), sweeps, beta, spins, energies, path, exactMasses: exactLaw(beta) };
}

const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

export const model: FigureModel<Settings, State> = {
  defaults: settings,

  init({ pace, betaEnd }: Settings, key: Key) {
    const rng = stream(foldIn(key, 'ensemble'));
    const spins = randomSpins(rng, NUM_WALKERS * NUM_SPINS);
    const energies = Float64Array.from(
      { length: NUM_WALKERS },
      (_, i) => sweep.init(spins.slice(NUM_SPINS * i, NUM_SPINS * (i + 1)), rng).energy,
    );
    return {
      ensemble: rng.state(),
      race: stream(foldIn(key, 'race')).state(),
      sweeps: 0,
      total: numSweeps[pace],
      beta: 0,
      betaEnd,
      spins,
      energies,
      path: Float64Array.of(0, meanOf(energies)),
      exactEnergies: Float64Array.from(exactLaw(0), (_, count) => LOWEST + (2 * count) / GRAIN),
      exactMasses: exactLaw(0),
      curve: Float64Array.from({ length: 82 }, (_, i) => {
        const beta = (betaEnd * Math.floor(i / 2)) / 40;
        return i % 2 === 0 ? beta : exactEnergy(beta).mean;
      }),
      numSpins: NUM_SPINS,
      budgets: BUDGETS,
      races: 0,
      cooled: new Float64Array(BUDGETS.length),
      restarted: new Float64Array(BUDGETS.length),
    };
  },

  step(state, controls) {
    const swept = state.sweeps < state.total ? sweepEnsemble(state, controls) : state;
    return swept.races < MOST_RACES ? runRace(swept) : swept;
  },

  claim({ energies, betaEnd, sweeps, total }): Claim {
    const { mean, variance } = exactEnergy(betaEnd);
    const value = meanOf(energies);
    const standardError = Math.sqrt(variance / NUM_WALKERS);
    return {
      value,
      expected: mean,
      standardError,
      holds: Math.abs(value - mean) <= CRITICAL * standardError,
      isDecided: sweeps === total,
    };
  },
};
