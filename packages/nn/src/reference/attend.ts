/**
 * Scaled dot-product attention of several heads, and its adjoints. For each example and head, with S = scale q k^T:
 *
 *   W = softmax(S) by rows,   out = W v
 *   dV = W^T y,   dW = y v^T,   dS_ij = W_ij (dW_ij - sum_l W_il dW_il),   dQ = scale dS k,   dK = scale dS^T q
 *
 * Causal: W_ij = 0 for j > i + keys - queries; a query that sees no key gets zeros.
 * Vaswani et al. 2017, section 3.2.1, eq. 1 and section 3.2.2.
 */
import type { Kernels } from '../kernels.ts';

type AttentionKernels = Pick<Kernels, 'attend' | 'attendDerivative' | 'attentionScratch'>;

/** The kernels of attention over a memory, in plain TypeScript. */
export function attendReference(memory: () => Float32Array | Float64Array): AttentionKernels {
  return {
    attend(out, weights, q, k, v, batch, heads, queries, keys, dimension, causal, scale) {
      const values = memory();
      const columns = heads * dimension;
      const row = new Float64Array(keys);
      for (let b = 0; b < batch; b++) {
        for (let h = 0; h < heads; h++) {
          for (let i = 0; i < queries; i++) {
            const visible = causal ? Math.max(0, i + keys - queries + 1) : keys;
            const qRow = (q >> 2) + (b * queries + i) * columns + h * dimension;
            let max = -Infinity;
            for (let j = 0; j < visible; j++) {
              const kRow = (k >> 2) + (b * keys + j) * columns + h * dimension;
              let sum = 0;
              for (let d = 0; d < dimension; d++) sum += values[qRow + d]! * values[kRow + d]!;
              row[j] = scale * sum;
              max = Math.max(max, row[j]!);
            }
            let total = 0;
            for (let j = 0; j < visible; j++) {
              row[j] = Math.exp(row[j]! - max);
              total += row[j]!;
            }
            for (let j = 0; j < keys; j++) {
              row[j] = j < visible ? row[j]! / total : 0;
              values[(weights >> 2) + ((b * heads + h) * queries + i) * keys + j] = row[j]!;
            }
            for (let d = 0; d < dimension; d++) {
              let sum = 0;
              for (let j = 0; j < visible; j++) {
                sum += row[j]! * values[(v >> 2) + (b * keys + j) * columns + h * dimension + d]!;
              }
              values[(out >> 2) + (b * queries + i) * columns + h * dimension + d] = sum;
            }
          }
        }
      }
    },

    attendDerivative(outQ, outK, outV, y, weights, q, k, v, batch, heads, queries, keys, dimension, scale) {
      const values = memory();
      const columns = heads * dimension;
      const sums = {
        q: new Float64Array(batch * queries * columns),
        k: new Float64Array(batch * keys * columns),
        v: new Float64Array(batch * keys * columns),
      };
      const row = new Float64Array(keys);
      for (let b = 0; b < batch; b++) {
        for (let h = 0; h < heads; h++) {
          for (let i = 0; i < queries; i++) {
            const qRow = (b * queries + i) * columns + h * dimension;
            const wRow = (weights >> 2) + ((b * heads + h) * queries + i) * keys;
            let mean = 0;
            for (let j = 0; j < keys; j++) {
              const kRow = (b * keys + j) * columns + h * dimension;
              let sum = 0;
              for (let d = 0; d < dimension; d++) sum += values[(y >> 2) + qRow + d]! * values[(v >> 2) + kRow + d]!;
              row[j] = sum;
              mean += values[wRow + j]! * sum;
            }
            for (let j = 0; j < keys; j++) {
              const kRow = (b * keys + j) * columns + h * dimension;
              const weight = values[wRow + j]!;
              const dS = scale * weight * (row[j]! - mean);
              for (let d = 0; d < dimension; d++) {
                sums.v[kRow + d]! += weight * values[(y >> 2) + qRow + d]!;
                sums.q[qRow + d]! += dS * values[(k >> 2) + kRow + d]!;
                sums.k[kRow + d]! += dS * values[(q >> 2) + qRow + d]!;
              }
            }
          }
        }
      }
      if (outQ) values.set(sums.q, outQ >> 2);
      if (outK) values.set(sums.k, outK >> 2);
      if (outV) values.set(sums.v, outV >> 2);
    },

    attentionScratch: () => 0,
  };
}
