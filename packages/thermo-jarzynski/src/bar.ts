/**
 * Bennett's acceptance ratio (J. Comput. Phys. 22, 1976, 245): free energy from work in both directions. By Crooks's
 * theorem (Phys. Rev. E 60, 1999, 2721) p_F(W) = p_R(-W) exp(W - DeltaF), so the direction of a trajectory, given its
 * work, is a logistic law in W - DeltaF, and DeltaF is its maximum-likelihood estimate (Shirts, Bair, Hooker and Pande,
 * Phys. Rev. Lett. 91, 2003, 140601):
 *
 *   sum_F f(M + W_i - DeltaF) = sum_R f(-M + W_j + DeltaF),   f(x) = 1/(1 + exp x),  M = log(n_F/n_R)
 */
import { type Estimate, logSumExp, type Warning } from '@yuragi/prob-core';
import { ArgumentError } from '@yuragi/prob-core/errors';
import { increasingRoot } from './internal/increasing-root.ts';
import { requireWork } from './internal/require-work.ts';
import type { WorkSamples } from './work-samples.ts';

/** How much the two work laws have in common. */
export interface BarDiagnostics {
  /** 1 - lambda_2 of the two-state overlap matrix: 1 for equal work laws, 0 for laws that never meet. */
  readonly overlap: number;
  /** Bennett's own form of the standard error (1976, eq. 10): equal for large n, too small where overlap vanishes. */
  readonly bennettStandardError: number;
  readonly numIterations: number;
}

/**
 * The least overlap between neighbouring states that is commonly trusted (Klimovich, Shirts and Mobley, J. Comput. Aided
 * Mol. Des. 29, 2015, 397): below it the error bar rests on too few trajectories between the two laws.
 */
const LOW_OVERLAP = 0.03;

/** log f(x) = -log(1 + exp x), without overflow. */
const logFermi = (x: number): number => -(Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))));

/** log sum f(work - shift), and its derivative in `shift`: sum f (1 - f) / sum f. */
function fermiSum(work: Float64Array, shift: number): { readonly logSum: number; readonly slope: number } {
  const logs = work.map((w) => logFermi(w - shift));
  const logSum = logSumExp(logs);
  let slope = 0;
  for (let i = 0; i < logs.length; i++)
    if (logs[i]! > -Infinity) slope += Math.exp(logs[i]! - logSum) * -Math.expm1(logs[i]!);
  return { logSum, slope };
}

/** (<f^2>/<f>^2 - 1)/n of f(work - shift): what one side adds to Bennett's variance. */
function bennettVariance(work: Float64Array, shift: number, logSum: number): number {
  return Math.exp(logSumExp(work.map((w) => 2 * logFermi(w - shift))) - 2 * logSum) - 1 / work.length;
}

/**
 * Free energy difference F(1) - F(0) from forward and reverse work, by Bennett's acceptance ratio: the asymptotically
 * best estimate from these numbers.
 *
 * The root of the equation above is found in log space by Newton steps kept inside a bracket, so it converges for any
 * work, overlapping or not. The standard error is that of the likelihood (Shirts and Chodera, J. Chem. Phys. 129, 2008,
 * 124105, for two states), which grows without bound as overlap vanishes:
 *
 *   variance = 1/S - 1/n_F - 1/n_R,   S = sum over all trajectories of f (1 - f)
 *
 * Consistent, asymptotically unbiased. Cost: about ten passes over the n_F + n_R values.
 *
 * *Gotchas.* Trajectories must be independent. Reverse work is what the reverse drive does on the system, its own sign.
 *
 * @param forward direction 'forward', at least one finite value; +Infinity is a trajectory of weight zero
 * @param reverse direction 'reverse', likewise
 * @returns nats; warning 'low-overlap' below an overlap of 0.03
 * @throws {ArgumentError} for swapped directions, no finite value, NaN or -Infinity; {ConvergenceError} if no root is
 *   found in 200 steps, which no work is known to cause
 * @see Bennett 1976, eqs. 10-12; Shirts et al. 2003
 * @example ```ts doctest
 * import { bar } from '@yuragi/thermo-jarzynski';
 * const { value, diagnostics } = bar(
 *   { work: Float64Array.of(1, 2, 3), direction: 'forward' },
 *   { work: Float64Array.of(-1, 0, 1), direction: 'reverse' },
 * );
 * value; // ~> 1.0000000
 * diagnostics.overlap > 0.03; // => true
 * ```
 */
export function bar(forward: WorkSamples, reverse: WorkSamples): Estimate<BarDiagnostics> {
  const where = 'bar';
  const forwardWork = requireWork(where, 'forward', forward, 1);
  const reverseWork = requireWork(where, 'reverse', reverse, 1);
  if (forward.direction !== 'forward')
    throw new ArgumentError(where, 'forward.direction', "'forward'", forward.direction);
  if (reverse.direction !== 'reverse')
    throw new ArgumentError(where, 'reverse.direction', "'reverse'", reverse.direction);
  for (const [argument, work] of [
    ['forward.work', forwardWork],
    ['reverse.work', reverseWork],
  ] as const)
    if (!work.some(Number.isFinite)) throw new ArgumentError(where, argument, 'at least one finite value', work);

  const logRatio = Math.log(forwardWork.length / reverseWork.length);
  const sums = (freeEnergy: number) => {
    const f = fermiSum(forwardWork, freeEnergy - logRatio);
    const r = fermiSum(reverseWork, logRatio - freeEnergy);
    return { f, r, value: f.logSum - r.logSum, slope: f.slope + r.slope };
  };
  const { root, numIterations } = increasingRoot(where, sums, start(forwardWork, reverseWork));

  const { f, r } = sums(root);
  const [nF, nR] = [forwardWork.length, reverseWork.length];
  const information = Math.exp(f.logSum) * f.slope + Math.exp(r.logSum) * r.slope;
  const perSample = 1 / nF + 1 / nR;
  const overlap = Math.min(1, information * perSample);
  const bennett =
    bennettVariance(forwardWork, root - logRatio, f.logSum) + bennettVariance(reverseWork, logRatio - root, r.logSum);
  const warnings: Warning[] = [];
  if (overlap < LOW_OVERLAP)
    warnings.push({
      code: 'low-overlap',
      message: `Forward and reverse work overlap by ${overlap.toPrecision(3)}; the error bar is not reliable below ${LOW_OVERLAP}.`,
    });
  return {
    value: root,
    standardError: Math.sqrt(Math.max(0, 1 / information - perSample)),
    diagnostics: { overlap, bennettStandardError: Math.sqrt(Math.max(0, bennett)), numIterations },
    warnings,
  };
}

/** Midway between the bounds of the second law, mean forward work and minus mean reverse work. */
function start(forwardWork: Float64Array, reverseWork: Float64Array): number {
  const meanOfFinite = (work: Float64Array): number => {
    const finite = work.filter(Number.isFinite);
    return finite.reduce((sum, w) => sum + w / finite.length, 0);
  };
  return (meanOfFinite(forwardWork) - meanOfFinite(reverseWork)) / 2;
}
