/** Chains of what is watched: how many effective draws they hold, and how far two sets of them are apart. */
import { bulkEffectiveSampleSize, meanStandardError, standardDeviationStandardError } from '@yuragi/mcmc';
import { toNdarray } from '@yuragi/prob-core';
import type { NdArray } from 'ndarray';
import { FEW_ERRORS, momentsOf } from '../agreement.ts';
import type { Agreement } from '../row.ts';

type Chains = NdArray<Float64Array>;

/** (chains, draws) of each quantity: watched coordinates and the log density. */
export function split(values: Float64Array, numChains: number, numQuantities: number): readonly Chains[] {
  const numDraws = values.length / numChains / numQuantities;
  return Array.from({ length: numQuantities }, (_, k) =>
    toNdarray(
      Float64Array.from({ length: numChains * numDraws }, (_, i) => values[i * numQuantities + k]!),
      [numChains, numDraws],
    ),
  );
}

export const smallestSize = (quantities: readonly Chains[]): number =>
  Math.min(...quantities.map(bulkEffectiveSampleSize));

/** Largest difference of means and standard deviations, in combined standard errors. */
function largestZ(ours: readonly Chains[], theirs: readonly Chains[]): number {
  return Math.max(
    ...ours.flatMap((own, k) => {
      const other = theirs[k]!;
      const [a, b] = [momentsOf(own.data), momentsOf(other.data)];
      return [
        Math.abs(a.mean - b.mean) / Math.hypot(meanStandardError(own), meanStandardError(other)),
        Math.abs(a.deviation - b.deviation) /
          Math.hypot(standardDeviationStandardError(own), standardDeviationStandardError(other)),
      ];
    }),
  );
}

export const sameLaw = (ours: readonly Chains[], theirs: readonly Chains[]): Agreement => ({
  measure: 'means and deviations of what is watched, largest difference in combined standard errors',
  value: largestZ(ours, theirs),
  tolerance: FEW_ERRORS,
});
