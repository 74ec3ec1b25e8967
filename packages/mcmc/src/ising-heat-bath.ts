/**
 * Gibbs sampling of the Ising model, the heat bath:
 *
 *   P(s_i = +-1 | rest) = exp(+-beta lambda_i) / (2 cosh(beta lambda_i)),   lambda_i = sum_j J_ij s_j + h_i
 *
 * Creutz, Jacobs and Rebbi, Phys. Rev. D 20 (1979), 1915; Geman and Geman, IEEE PAMI 6 (1984), 721.
 */
import { exp } from '@yuragi/prob-core/special';
import { type IsingInfo, type IsingScan, type IsingState, singleSpinKernel } from './internal/spin-updates.ts';
import type { IsingModel } from './ising-model.ts';
import type { Kernel } from './kernel.ts';

export type { IsingInfo, IsingScan, IsingState };

/**
 * Heat bath: each visited spin is drawn afresh from its law given the others.
 *
 * Leaves exp(-beta E)/Z invariant exactly, for the beta of the step. Random updates satisfy detailed balance; a
 * systematic sweep does not, and is a little faster. An update costs the spin's neighbours and one exponential; a step
 * copies the spins, so let it make many updates. Bit-identical on every engine.
 *
 * @throws {ArgumentError} for a scan that does not exist or `numUpdates` < 1
 * @example ```ts doctest
 * import { key, stream } from '@yuragi/prob-core';
 * import { isingHeatBath, isingModel } from '@yuragi/mcmc';
 * const pair = isingModel({ numSpins: 2, bonds: [[0, 1, 1]] });
 * const kernel = isingHeatBath(pair, { scan: 'systematic' });
 * const rng = stream(key('heat bath'));
 * // So cold that each spin follows the other.
 * const [state] = kernel.step(kernel.init(Int8Array.of(1, -1), rng), rng, 1000);
 * state.energy; // => -1
 * ```
 */
export function isingHeatBath(
  model: IsingModel,
  options: IsingScan,
): Kernel<Int8Array, IsingState, IsingInfo, [beta: number]> {
  // The law of the other value: exp(-beta s lambda)/(2 cosh beta lambda).
  return singleSpinKernel('isingHeatBath', model, options, (alignment, beta) => 1 / (1 + exp(2 * beta * alignment)));
}
