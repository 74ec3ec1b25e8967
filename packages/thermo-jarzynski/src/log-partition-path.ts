/**
 * The ratio of partition functions at every time of a protocol, from one set of trajectories: the sum that proves
 * Jarzynski's equality holds with the last factors left off,
 *
 *   <exp(-(dW_1 + ... + dW_t))> = Z_t/Z_0,   t = 0..T.
 */
import { type Estimate, fromNdarray, logMeanExp, type WeightDiagnostics } from '@yuragi/prob-core';
import { ArgumentError, ShapeError } from '@yuragi/prob-core/errors';
import type { NdArray } from 'ndarray';

/**
 * log Z_t/Z_0 at every time of a protocol.
 *
 *   log Z_t/Z_0 = log (1/n) sum_i exp(sum_{s <= t} logWeights_is)
 *
 * Entry 0 is exactly 0. The estimates at different times share their trajectories, so their errors are correlated. Each
 * is biased low by about half its squared standard error. Cost: O(n T).
 *
 * @param logWeights per step, (n, T), nats: minus the work of each step. -Infinity is allowed: weight zero from there on
 * @returns T + 1 estimates, nats
 * @throws {ShapeError} unless the shape is (n, T) with n, T >= 1; {ArgumentError} for NaN or +Infinity
 * @see Neal, Stat. Comput. 11 (2001), 125, section 2; Crooks, Phys. Rev. E 61 (2000), 2361
 * @example ```ts doctest
 * import { toNdarray } from '@yuragi/prob-core';
 * import { logPartitionPath } from '@yuragi/thermo-jarzynski';
 * const logWeights = toNdarray(Float64Array.of(0, 1, Math.log(3), -1), [2, 2]);
 * logPartitionPath(logWeights).map(({ value }) => value.toFixed(4)); // => ['0.0000', '0.6931', '0.6476']
 * ```
 */
export function logPartitionPath(logWeights: NdArray<Float64Array>): readonly Estimate<WeightDiagnostics>[] {
  const where = 'logPartitionPath';
  const { data, shape } = fromNdarray(logWeights, where, 'logWeights');
  const [n = 0, numSteps = 0] = shape;
  if (shape.length !== 2 || n < 1 || numSteps < 1) throw new ShapeError(where, 'logWeights', 'shape (n, T)', shape);
  for (let i = 0; i < data.length; i++)
    if (!(data[i]! < Infinity)) {
      const at = `logWeights[${Math.floor(i / numSteps)}, ${i % numSteps}]`;
      throw new ArgumentError(where, at, 'a number < Infinity', data[i]);
    }

  const estimates: Estimate<WeightDiagnostics>[] = [
    { value: 0, standardError: 0, diagnostics: { effectiveSampleSize: n, maxWeightShare: 1 / n }, warnings: [] },
  ];
  const total = new Float64Array(n);
  for (let t = 0; t < numSteps; t++) {
    for (let i = 0; i < n; i++) total[i]! += data[i * numSteps + t]!;
    estimates.push(logMeanExp(total));
  }
  return estimates;
}
