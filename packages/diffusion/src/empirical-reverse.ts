/**
 * The exact reverse of binomial diffusion where the law of the data is a list of rows. Bayes' rule over the rows, with the
 * evidence l of the noisy bits (see `binomial-prediction.ts`), is all there is to it:
 *
 *   P(x_0 = row k | x_t) = w_k exp(sum_i row_k^i l_i)/Z
 */
import { requireLength, requireProbabilities } from '@yuragi/prob-core/errors';
import type { NdArray } from 'ndarray';
import { bitEvidence, type FactorisedReverse, factorisedReverse, requireBits } from './binomial-prediction.ts';

export interface EmpiricalReverseOptions {
  /** Probabilities of the rows, (K), sum 1. Default: all alike. */
  readonly weights?: Float64Array | undefined;
  /** pi. Default 1/2. */
  readonly onProbability?: number | undefined;
}

/**
 * The best reverse kernel that is a product over bits, for data that can be any of K rows and nothing else: of the law of a
 * pattern, or of a data set, which it remembers.
 *
 * Exact to rounding, at any number of bits: where the 2^n states can be listed it agrees with `binomialDiffusion`. No
 * learned kernel has a higher bound on these rows. A state costs K n multiply-adds.
 *
 * @param rows (K, n), entries 0 or 1
 * @throws {ArgumentError}, {ShapeError} for rows that are no bits, weights that are no probabilities
 * @example (Two bits that always agree) ```ts doctest
 * import { toNdarray } from '@yuragi/prob-core';
 * import { empiricalReverse } from '@yuragi/diffusion';
 * const reverse = empiricalReverse(toNdarray(Float64Array.of(0, 0, 1, 1), [2, 2]));
 * const denoised = new Float64Array(2);
 * reverse.reverseMeanInto(Float64Array.of(1, 1), 0.5, 1, denoised);
 * denoised[0]!; // ~> 0.9000000
 * ```
 */
export function empiricalReverse(
  rows: NdArray<Float64Array>,
  { weights, onProbability = 0.5 }: EmpiricalReverseOptions = {},
): FactorisedReverse {
  const where = 'empiricalReverse';
  const { data, rows: numRows, columns: numBits } = requireBits(where, 'rows', rows);
  if (weights !== undefined) {
    requireLength(where, 'weights', weights, numRows);
    requireProbabilities(where, 'weights', weights);
  }
  const own = data.slice();
  const logWeights = Float64Array.from({ length: numRows }, (_, k) => (weights ? Math.log(weights[k]!) : 0));
  const evidence = new Float64Array(numBits);
  const posterior = new Float64Array(numRows);
  return factorisedReverse(
    (x, alphaBar, out) => {
      const ofBit = bitEvidence(alphaBar, onProbability);
      for (let start = 0; start < x.length; start += numBits) {
        for (let i = 0; i < numBits; i++) evidence[i] = ofBit[x[start + i] as 0 | 1];
        let most = -Infinity;
        for (let k = 0; k < numRows; k++) {
          let sum = logWeights[k]!;
          for (let i = 0; i < numBits; i++) sum += own[k * numBits + i]! * evidence[i]!;
          posterior[k] = sum;
          if (sum > most) most = sum;
        }
        for (let k = 0; k < numRows; k++) posterior[k] = Math.exp(posterior[k]! - most);
        for (let i = 0; i < numBits; i++) {
          let [off, on] = [0, 0];
          for (let k = 0; k < numRows; k++) {
            if (own[k * numBits + i] === 1) on += posterior[k]!;
            else off += posterior[k]!;
          }
          out[start + i] = Math.log(on / off);
        }
      }
    },
    { numBits, onProbability },
  );
}
