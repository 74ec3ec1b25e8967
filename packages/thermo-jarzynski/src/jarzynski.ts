/**
 * Free energy from the work of irreversible drives (Jarzynski, Phys. Rev. Lett. 78, 1997, 2690):
 *
 *   <exp(-W)> = exp(-DeltaF) = Z_1/Z_0
 *
 * for work W > 0 done on a system that starts in equilibrium and is driven at any speed, by dynamics that keep the
 * equilibrium law of every instant (balance; detailed balance is not needed). The mean is over weights exp(-W): it is
 * the log-mean-exp that prob-core has for log-weights of any origin.
 */
import { type Estimate, logMeanExp, type WeightDiagnostics } from '@yuragi/prob-core';
import { requireWork } from './internal/require-work.ts';
import type { WorkSamples } from './work-samples.ts';

/**
 * Free energy difference F(1) - F(0) by Jarzynski's equality.
 *
 *   DeltaF = -log (1/n) sum_i exp(-W_i)      from forward work
 *   DeltaF = +log (1/n) sum_i exp(-W_i)      from reverse work
 *
 * The value is F(1) - F(0) for either direction; nats. Consistent, not unbiased: from forward work it is too high by
 * about half its squared standard error, from reverse work too low. The number of trajectories that it needs grows like
 * exp of the work that the *other* direction dissipates (Jarzynski, Phys. Rev. E 73, 2006, 046105). Cost: n exponentials.
 *
 * *Gotchas.* An error bar from few effective trajectories is itself an estimate that fails silently: read the warnings.
 * Log-weights that are no work (a diffusion model's, an importance sampler's) go to `logMeanExp` of `prob-core`.
 *
 * @param samples work in k_BT; +Infinity is a trajectory of weight zero
 * @returns standardError by the delta method; warnings 'low-effective-sample-size' and 'one-weight-dominates'
 * @throws {ArgumentError} for no values, NaN or -Infinity
 * @see Jarzynski, Phys. Rev. Lett. 78 (1997), 2690, eq. 2
 * @example ```ts doctest
 * import { jarzynski } from '@yuragi/thermo-jarzynski';
 * const work = Float64Array.of(0, Math.log(3));
 * jarzynski({ work, direction: 'forward' }).value; // ~> 0.405465
 * jarzynski({ work, direction: 'reverse' }).value; // ~> -0.405465
 * ```
 */
export function jarzynski(samples: WorkSamples): Estimate<WeightDiagnostics> {
  const work = requireWork('jarzynski', 'samples', samples, 1);
  const estimate = logMeanExp(work.map((w) => -w));
  return { ...estimate, value: samples.direction === 'forward' ? -estimate.value : estimate.value };
}

/** What the dissipation is the difference of. */
export interface DissipationDiagnostics extends WeightDiagnostics {
  readonly meanWork: number;
  /** Free energy gained along the direction that was driven. */
  readonly freeEnergyGain: number;
}

/**
 * Mean dissipated work: what a drive costs above the free energy it stores, never negative (the second law).
 *
 *   <W_diss> = <W> - DeltaF = D(path law of the drive || path law of its reverse)
 *
 * DeltaF is Jarzynski's estimate from the same work, taken along the direction that was driven. The second equality
 * holds for the whole path laws; this estimate needs the work alone. For log-weights log(p/q) it is the gap between
 * log-evidence and evidence lower bound. It inherits the bias of `jarzynski` with the opposite sign: too low.
 *
 * @returns nats, >= 0 for any work; standardError by the delta method
 * @throws {ArgumentError} for no values, NaN or -Infinity
 * @see Kawai, Parrondo and Van den Broeck, Phys. Rev. Lett. 98 (2007), 080602
 * @example ```ts doctest
 * import { dissipatedWork } from '@yuragi/thermo-jarzynski';
 * const { value } = dissipatedWork({ work: Float64Array.of(0, Math.log(3)), direction: 'forward' });
 * value; // ~> 0.143841
 * ```
 */
export function dissipatedWork(samples: WorkSamples): Estimate<DissipationDiagnostics> {
  const work = requireWork('dissipatedWork', 'samples', samples, 1);
  const { value, diagnostics, warnings } = logMeanExp(work.map((w) => -w));
  const n = work.length;
  const meanWork = work.reduce((sum, w) => sum + w, 0) / n;
  const freeEnergyGain = -value;
  // W - <W> + exp(-W)/<exp(-W)> - 1: what one trajectory does to the difference, to first order.
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (work[i]! - meanWork + Math.exp(freeEnergyGain - work[i]!) - 1) ** 2;
  return {
    value: meanWork === Infinity ? Infinity : Math.max(0, meanWork - freeEnergyGain),
    standardError: n === 1 || meanWork === Infinity ? Infinity : Math.sqrt(squares / (n - 1) / n),
    diagnostics: { ...diagnostics, meanWork, freeEnergyGain },
    warnings,
  };
}
