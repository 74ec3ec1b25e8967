/**
 * Bennett's acceptance ratio (J. Comput. Phys. 22, 1976, 245): free energy from work in both directions. By Crooks's
 * theorem (Phys. Rev. E 60, 1999, 2721) p_F(W) = p_R(-W) exp(W - DeltaF), so the direction of a trajectory, given its
 * work, is a logistic law in W - DeltaF, and DeltaF is its maximum-likelihood estimate (Shirts, Bair, Hooker and Pande,
 * Phys. Rev. Lett. 91, 2003, 140601):
 *
 *   sum_F f(M + W_i - DeltaF) = sum_R f(-M + W_j + DeltaF),   f(x) = 1/(1 + exp x),  M = log(n_F/n_R)
 */
import type { Estimate, Warning } from '@yuragi/prob-core';
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

/** One side's sums over f = f(work - shift). */
interface FermiSums {
  /** log sum f. */
  readonly logSum: number;
  /** Its derivative in `shift`: sum f (1 - f) / sum f. */
  readonly slope: number;
  /** sum f^2 / (sum f)^2. */
  readonly concentration: number;
}

/** One exponential a value. Where all f are small they are summed in units of about the largest, so that none is lost. */
function fermiSums({ work, least }: Side, shift: number): FermiSums {
  const logUnit = Math.max(0, least - shift);
  const unit = Math.exp(-logUnit);
  let sum = 0;
  let slopes = 0;
  let squares = 0;
  for (let i = 0; i < work.length; i++) {
    const x = work[i]! - shift;
    // f and 1 - f are e/(1 + e) and 1/(1 + e), in the order that keeps e <= 1; f over the unit.
    const e = Math.exp(x < 0 ? x : logUnit - x);
    const rest = 1 / (1 + unit * e);
    const f = x < 0 ? rest : e * rest;
    sum += f;
    slopes += f * (x < 0 ? e * rest : rest);
    squares += f * f;
  }
  return { logSum: Math.log(sum) - logUnit, slope: slopes / sum, concentration: squares / sum / sum };
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
 * Consistent, asymptotically unbiased. Cost: about six passes over the n_F + n_R values.
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
  const forwardSide = sideOf(forwardWork);
  const reverseSide = sideOf(reverseWork);
  const sums = (freeEnergy: number) => {
    const f = fermiSums(forwardSide, freeEnergy - logRatio);
    const r = fermiSums(reverseSide, logRatio - freeEnergy);
    return { f, r, value: f.logSum - r.logSum, slope: f.slope + r.slope };
  };
  // The search begins midway between the bounds of the second law, mean forward work and minus mean reverse work.
  const { root, numIterations } = increasingRoot(where, sums, (forwardSide.mean - reverseSide.mean) / 2);

  const { f, r } = sums(root);
  const [nF, nR] = [forwardWork.length, reverseWork.length];
  const information = Math.exp(f.logSum) * f.slope + Math.exp(r.logSum) * r.slope;
  const perSample = 1 / nF + 1 / nR;
  const overlap = Math.min(1, information * perSample);
  // (<f^2>/<f>^2 - 1)/n of either side.
  const bennett = f.concentration - 1 / nF + r.concentration - 1 / nR;
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

/** The work of one direction, with what every pass over it needs: of the finite values, the least and the mean. */
interface Side {
  readonly work: Float64Array;
  readonly least: number;
  readonly mean: number;
}

function sideOf(work: Float64Array): Side {
  let count = 0;
  let mean = 0;
  let least = Infinity;
  for (let i = 0; i < work.length; i++) {
    const w = work[i]!;
    if (w === Infinity) continue;
    mean += (w - mean) / ++count;
    if (w < least) least = w;
  }
  return { work, least, mean };
}
