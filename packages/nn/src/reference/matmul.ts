/**
 * Matrix products as their definition reads.
 */

import { elementwise, type Kernels } from '../kernels.ts';
import { mapOf } from './map.ts';

export function matmulReference(
  memory: () => Float32Array | Float64Array,
): Pick<Kernels, 'matmul' | 'matmulScratch' | 'affine'> {
  return {
    matmul(out, a, b, m, n, k, aRow, aColumn, bRow, bColumn, outRow, accumulate, batch, aBatch, bBatch, outBatch) {
      const x = memory();
      for (let matrix = 0; matrix < batch; matrix++) {
        for (let i = 0; i < m; i++) {
          for (let j = 0; j < n; j++) {
            const target = (out >>> 2) + matrix * outBatch + i * outRow + j;
            let sum = accumulate ? x[target]! : 0;
            for (let l = 0; l < k; l++) {
              const left = x[(a >>> 2) + matrix * aBatch + i * aRow + l * aColumn]!;
              sum += left * x[(b >>> 2) + matrix * bBatch + l * bRow + j * bColumn]!;
            }
            x[target] = sum;
          }
        }
      }
    },
    matmulScratch: () => 0,
    affine(out, pre, x, w, bias, m, n, k, activation) {
      const values = memory();
      const f = mapOf(activation);
      for (let i = 0; i < m; i++) {
        for (let j = 0; j < n; j++) {
          let sum = bias === 0 ? 0 : values[(bias >>> 2) + j]!;
          for (let l = 0; l < k; l++) sum += values[(x >>> 2) + i * k + l]! * values[(w >>> 2) + l * n + j]!;
          if (pre !== 0 && activation !== elementwise.identity) values[(pre >>> 2) + i * n + j] = sum;
          values[(out >>> 2) + i * n + j] = f(sum);
        }
      }
    },
  };
}
