/**
 * Lifted Metropolis on the Ising model, which breaks detailed balance. The state carries a direction e = +-1; while it
 * lasts, spins are only turned towards e, with the rates of Metropolis:
 *
 *   T_e(x -> x') = (1/n) min{1, exp(-beta dE)}   if x' is x with one spin turned from -e to e
 *   (x, e) -> (x, -e) with probability L_e(x) = max{0, A_-e(x) - A_e(x)},   A_e(x) = sum_x' T_e(x -> x')
 *
 * Skew detailed balance, p(x) T_+(x -> x') = p(x') T_-(x' -> x), and L_+ - L_- = A_- - A_+ give balance for the law
 * p(x)/2 on pairs (x, e): Turitsyn, Chertkov and Vucelja, Physica D 240 (2011), 410.
 */
import { requireCount } from '@yuragi/prob-core/errors';
import { exp } from '@yuragi/prob-core/special';
import { type IsingInfo, type IsingState, startSpins } from './internal/spin-updates.ts';
import { type IsingModel, isingEnergy, localField } from './ising-model.ts';
import type { Kernel } from './kernel.ts';

/** Spins with a direction: the state that lifting adds. */
export interface LiftedIsingState extends IsingState {
  /** The value that spins are being turned to. */
  readonly direction: 1 | -1;
}

/** What one lifted step did. */
export interface LiftedIsingInfo extends IsingInfo {
  /** Changes of direction. */
  readonly numTurns: number;
}

export interface LiftedIsingOptions {
  /** Updates a step. Default: numSpins, as many as a sweep. */
  readonly numUpdates?: number | undefined;
}

/**
 * Lifted Metropolis: the magnetisation drifts instead of diffusing. `init` draws the direction.
 *
 * Leaves exp(-beta E)/Z invariant exactly, for the beta of the step, without detailed balance. On a ferromagnet the
 * asymptotic variance of the magnetisation is below that of random single-spin Metropolis, most so where it diffuses
 * slowly; it is no theorem, and for other observables or models it may be above: compute it on a small case with
 * `asymptoticVariance`. An update that turns no spin over costs a pass over all spins.
 *
 * @throws {ArgumentError} for `numUpdates` < 1
 */
export function isingLiftedMetropolis(
  model: IsingModel,
  options: LiftedIsingOptions = {},
): Kernel<Int8Array, LiftedIsingState, LiftedIsingInfo, [beta: number]> {
  const where = 'isingLiftedMetropolis';
  const { numSpins } = model;
  const numUpdates = requireCount(where, 'numUpdates', options.numUpdates ?? numSpins, 1);

  const flipProbability = (spins: Int8Array, i: number, beta: number): number => {
    const cost = 2 * beta * spins[i]! * localField(model, spins, i);
    return cost <= 0 ? 1 : exp(-cost);
  };
  /** Probability to change direction in an update that has not turned a spin over: L_e/(1 - A_e). */
  const turnProbability = (spins: Int8Array, direction: number, beta: number): number => {
    let along = 0;
    let against = 0;
    for (let i = 0; i < numSpins; i++) {
      const rate = flipProbability(spins, i, beta) / numSpins;
      if (spins[i] === direction) against += rate;
      else along += rate;
    }
    return against > along ? (against - along) / (1 - along) : 0;
  };

  return {
    init(start, rng) {
      const position = startSpins(where, start, numSpins);
      return { position, energy: isingEnergy(model, position), direction: rng.int(2) === 0 ? 1 : -1 };
    },
    step(state, rng, beta) {
      const position = state.position.slice();
      let { energy, direction } = state;
      let numFlips = 0;
      let numTurns = 0;
      let total = 0;
      for (let update = 0; update < numUpdates; update++) {
        const i = rng.int(numSpins);
        const u = rng.uniform();
        const probability = position[i] === direction ? 0 : flipProbability(position, i, beta);
        total += probability;
        if (u < probability) {
          energy += 2 * position[i]! * localField(model, position, i);
          position[i] = direction;
          numFlips++;
        } else if (u - probability < (1 - probability) * turnProbability(position, direction, beta)) {
          direction = direction === 1 ? -1 : 1;
          numTurns++;
        }
      }
      return [
        { position, energy, direction },
        { acceptanceProbability: total / numUpdates, numFlips, numTurns },
      ];
    },
  };
}
