/** Two samples that should have one law: how far apart are their moments? */
import type { Agreement } from './row.ts';

/** A right pair exceeds it once in a million, for each of the moments compared. */
export const FEW_ERRORS = 4.89;

/** Mean and standard deviation of independent values, with their standard errors; the fourth moment must exist. */
export function momentsOf(values: ArrayLike<number>) {
  const n = values.length;
  let mean = 0;
  for (let i = 0; i < n; i++) mean += values[i]! / n;
  let variance = 0;
  let fourth = 0;
  for (let i = 0; i < n; i++) {
    const square = (values[i]! - mean) ** 2;
    variance += square / n;
    fourth += square ** 2 / n;
  }
  return {
    mean,
    meanError: Math.sqrt(variance / n),
    deviation: Math.sqrt(variance),
    // By the delta method from the variance of the squares.
    deviationError: Math.sqrt((fourth - variance ** 2) / n / (4 * variance)),
  };
}

/** Differences of means and standard deviations in combined standard errors, the larger one. */
export function sameMoments(what: string, ours: ArrayLike<number>, theirs: ArrayLike<number>): Agreement {
  const [a, b] = [momentsOf(ours), momentsOf(theirs)];
  return {
    measure: `mean and deviation of ${what}, ${ours.length} beside ${theirs.length}: larger difference in combined standard errors`,
    value: Math.max(
      Math.abs(a.mean - b.mean) / Math.hypot(a.meanError, b.meanError),
      Math.abs(a.deviation - b.deviation) / Math.hypot(a.deviationError, b.deviationError),
    ),
    tolerance: FEW_ERRORS,
  };
}
