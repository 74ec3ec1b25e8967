/**
 * Single-spin Metropolis on the Ising model: turn spin i over with probability min{1, exp(-beta dE)}, dE = 2 s_i lambda_i.
 * Metropolis et al., J. Chem. Phys. 21 (1953), 1087.
 */
import { exp } from '@yuragi/prob-core/special';
import { type IsingInfo, type IsingScan, type IsingState, singleSpinKernel } from './internal/spin-updates.ts';
import type { IsingModel } from './ising-model.ts';
import type { Kernel } from './kernel.ts';

/**
 * Metropolis: each visited spin turns over with probability min{1, exp(-beta dE)}.
 *
 * Leaves exp(-beta E)/Z invariant exactly, for the beta of the step, and moves more often than the heat bath. Random
 * updates satisfy detailed balance and, beyond one update, are aperiodic where any flip costs energy.
 *
 * *Gotchas*: a systematic sweep is not irreducible where flips are free: at beta = 0 every sweep turns every spin over, so
 * the chain sees two states. Use random updates or the heat bath there.
 *
 * @throws {ArgumentError} for a scan that does not exist or `numUpdates` < 1
 */
export function isingMetropolis(
  model: IsingModel,
  options: IsingScan,
): Kernel<Int8Array, IsingState, IsingInfo, [beta: number]> {
  return singleSpinKernel('isingMetropolis', model, options, (alignment, beta) => {
    const cost = 2 * beta * alignment;
    return cost <= 0 ? 1 : exp(-cost);
  });
}
