// Scaled dot-product attention of several heads and its adjoints: `attend`, `attendDerivative` of src/kernels.ts.
// Vaswani et al. 2017, section 3.2. Heads are slices of columns, so that all products read them where they stand.

import { bytes } from './bytes';
import { scaleShift } from './map';
import { gemm, matmulScratch } from './matmul';
import { softmax, softmaxDerivative } from './rows';

/** Queries that a causal pass takes together: their products stop at the last key that one of them sees. */
const BLOCK: i32 = 32;

function weightsOf(queries: i32, keys: i32): i32 {
  return (queries * keys + 3) & ~3;
}

export function attentionScratch(queries: i32, keys: i32, dimension: i32): i32 {
  const products = max(
    matmulScratch(queries, keys, dimension),
    max(matmulScratch(queries, dimension, keys), matmulScratch(keys, dimension, queries)),
  );
  return weightsOf(queries, keys) + products;
}

/** Rows of scores to weights, in place: the first `visible` columns of row 0, one more of each further row; 0 beyond. */
function causalSoftmax(weights: usize, rows: i32, keys: i32, visible: i32): void {
  for (let i = 0; i < rows; i++, visible++, weights += bytes(keys)) {
    const n = max(0, visible);
    if (n > 0) softmax(weights, weights, 1, n);
    for (let j = n; j < keys; j++) store<f32>(weights + bytes(j), 0);
  }
}

function clearRows(out: usize, rows: i32, columns: i32, stride: i32): void {
  for (let i = 0; i < rows; i++, out += bytes(stride)) {
    for (let j = 0; j < columns; j++) store<f32>(out + bytes(j), 0);
  }
}

export function attend(
  out: usize,
  weights: usize,
  q: usize,
  k: usize,
  v: usize,
  batch: i32,
  heads: i32,
  queries: i32,
  keys: i32,
  dimension: i32,
  causal: i32,
  scale: f32,
  scratch: usize,
): void {
  const columns = heads * dimension;
  const block = causal ? BLOCK : queries;
  for (let b = 0; b < batch; b++) {
    for (let h = 0; h < heads; h++) {
      const queryStart = bytes(b * queries * columns + h * dimension);
      const keyStart = bytes(b * keys * columns + h * dimension);
      for (let first = 0; first < queries; first += block) {
        const count = min(block, queries - first);
        const limit = causal ? max(0, first + count + keys - queries) : keys;
        const rows = queryStart + bytes(first * columns);
        if (limit > 0) {
          gemm(weights, q + rows, k + keyStart, count, limit, dimension, columns, 1, 1, columns, keys, 0, scratch);
          scaleShift(weights, weights, count * keys, scale, 0);
        }
        if (causal) causalSoftmax(weights, count, keys, first + keys - queries + 1);
        else softmax(weights, weights, count, keys);
        if (limit > 0) {
          gemm(out + rows, weights, v + keyStart, count, dimension, limit, keys, 1, columns, 1, columns, 0, scratch);
        } else {
          clearRows(out + rows, count, dimension, columns);
        }
        weights += bytes(count * keys);
      }
    }
  }
}

export function attendDerivative(
  outQ: usize,
  outK: usize,
  outV: usize,
  y: usize,
  weights: usize,
  q: usize,
  k: usize,
  v: usize,
  batch: i32,
  heads: i32,
  queries: i32,
  keys: i32,
  dimension: i32,
  scale: f32,
  scratch: usize,
): void {
  const columns = heads * dimension;
  const rest = scratch + bytes(weightsOf(queries, keys));
  for (let b = 0; b < batch; b++) {
    for (let h = 0; h < heads; h++, weights += bytes(queries * keys)) {
      const query = bytes(b * queries * columns + h * dimension);
      const key = bytes(b * keys * columns + h * dimension);
      if (outV) {
        gemm(outV + key, weights, y + query, keys, dimension, queries, 1, keys, columns, 1, columns, 0, rest);
      }
      if (!outQ && !outK) continue;
      gemm(scratch, y + query, v + key, queries, keys, dimension, columns, 1, 1, columns, keys, 0, rest);
      softmaxDerivative(scratch, scratch, weights, queries, keys);
      scaleShift(scratch, scratch, queries * keys, scale, 0);
      if (outQ) gemm(outQ + query, scratch, k + key, queries, dimension, keys, keys, 1, columns, 1, columns, 0, rest);
      if (outK) gemm(outK + key, scratch, q + query, keys, dimension, queries, 1, keys, columns, 1, columns, 0, rest);
    }
  }
}
