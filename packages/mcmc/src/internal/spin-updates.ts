/** What the single-spin kernels share: their state, their order of updates, and the loop over it. */
import type { Rng } from '@yuragi/prob-core';
import { ArgumentError, requireCount, requireLength } from '@yuragi/prob-core/errors';
import { type IsingModel, isingEnergy, localField } from '../ising-model.ts';
import type { Kernel } from '../kernel.ts';

export interface IsingState {
  /** -1 or +1, (numSpins). */
  readonly position: Int8Array;
  /** E(position): the start's, plus the changes since; off by rounding of at most one ulp a flip. */
  readonly energy: number;
}

/** What one step, of one or more updates, did. */
export interface IsingInfo {
  /** Mean over the updates of the probability with which the spin was going to turn over. */
  readonly acceptanceProbability: number;
  /** Spins turned over. */
  readonly numFlips: number;
}

/**
 * Which spins a step visits: every one in order ('systematic'), or `numUpdates` of them drawn at random, with
 * replacement ('random'). Random updates are reversible, a systematic sweep is not; both leave the law invariant.
 */
export type IsingScan =
  | { readonly scan: 'systematic' }
  | {
      readonly scan: 'random';
      /** Default: numSpins, as many as a sweep. */
      readonly numUpdates?: number | undefined;
    };

/** @throws {ShapeError}, {ArgumentError} naming the first entry that is no spin */
export function startSpins(where: string, position: Int8Array, numSpins: number): Int8Array {
  requireLength(where, 'position', position, numSpins);
  for (let i = 0; i < numSpins; i++)
    if (position[i] !== 1 && position[i] !== -1)
      throw new ArgumentError(where, `position[${i}]`, '-1 or +1', position[i]);
  return position.slice();
}

/**
 * A kernel of single-spin updates.
 *
 * @param flipProbability of a spin that feels `alignment` = s_i lambda_i, at beta
 */
export function singleSpinKernel(
  where: string,
  model: IsingModel,
  options: IsingScan,
  flipProbability: (alignment: number, beta: number) => number,
): Kernel<Int8Array, IsingState, IsingInfo, [beta: number]> {
  const { numSpins } = model;
  if (options.scan !== 'systematic' && options.scan !== 'random')
    throw new ArgumentError(where, 'scan', "one of 'systematic', 'random'", (options as IsingScan).scan);
  const isRandom = options.scan === 'random';
  const numUpdates = isRandom ? requireCount(where, 'numUpdates', options.numUpdates ?? numSpins, 1) : numSpins;
  return {
    init(start) {
      const position = startSpins(where, start, numSpins);
      return { position, energy: isingEnergy(model, position) };
    },
    step(state, rng: Rng, beta) {
      const position = state.position.slice();
      let { energy } = state;
      let numFlips = 0;
      let total = 0;
      for (let update = 0; update < numUpdates; update++) {
        const i = isRandom ? rng.int(numSpins) : update;
        const alignment = position[i]! * localField(model, position, i);
        const probability = flipProbability(alignment, beta);
        total += probability;
        if (rng.uniform() < probability) {
          position[i] = -position[i]!;
          energy += 2 * alignment;
          numFlips++;
        }
      }
      return [
        { position, energy },
        { acceptanceProbability: total / numUpdates, numFlips },
      ];
    },
  };
}
