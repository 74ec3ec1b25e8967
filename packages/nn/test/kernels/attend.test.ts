import { key, type Rng, stream } from '@yuragi/prob-core';
import { gradient } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { attendReference } from '../../src/reference/attend.ts';
import { type KernelBuild, kernelBuilds, roundoff, type TestBed, testBed } from './harness.ts';

type Reference = typeof attendReference;

interface Shape {
  readonly batch: number;
  readonly heads: number;
  readonly queries: number;
  readonly keys: number;
  readonly dimension: number;
}

const scale = 0.3;

/** Scratch space full of NaN: whatever is left there does no harm. */
function scratchOf({ kernels }: KernelBuild, bed: TestBed<unknown>, { queries, keys, dimension }: Shape): number {
  const n = kernels.attentionScratch(queries, keys, dimension);
  const scratch = bed.allocate(n);
  bed.values.fill(Number.NaN, scratch / 4, scratch / 4 + n);
  return scratch;
}

function lengths({ batch, heads, queries, keys, dimension }: Shape) {
  return {
    q: batch * queries * heads * dimension,
    k: batch * keys * heads * dimension,
    weights: batch * heads * queries * keys,
  };
}

/**
 * Bounds, u = roundoff, d = dimension:
 *
 * Scores err by at most (d + 1) u s with s = scale d max|q| max|k|, plus u 2 s for the subtraction of the maximum, so that
 * exp of a difference errs by the relative amount e = 2 (d + 2) u s, plus 4 u of exp itself. The sum of the row and the
 * division bring (keys + 6) u more: weights have the relative error w = 2 e + (keys + 10) u (numerator and sum each carry e).
 * Rows of weights sum to 1, so that out errs by at most (w + (keys + 1) u) max|v|. Weights below the normal numbers of f32
 * may be lost altogether: 2^-126 absolutely.
 */
function compare(build: KernelBuild, reference: Reference, shape: Shape, causal: boolean, rng: Rng) {
  const { batch, heads, queries, keys, dimension } = shape;
  const bed = testBed(build, reference);
  const n = lengths(shape);
  const [q, k, v] = [bed.normals(rng, n.q), bed.normals(rng, n.k), bed.normals(rng, n.k)];
  const [out, weights] = [bed.output(n.q), bed.output(n.weights)];
  const scratch = scratchOf(build, bed, shape);
  bed.run((kernels) =>
    kernels.attend(out, weights, q, k, v, batch, heads, queries, keys, dimension, Number(causal), scale, scratch),
  );
  const largest = (at: number, count: number) =>
    bed.values.subarray(at / 4, at / 4 + count).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const s = scale * dimension * largest(q, n.q) * largest(k, n.k);
  const w = (4 * (dimension + 2) * s + keys + 10) * roundoff;
  return {
    weights: bed.excess(weights, n.weights, (i) => w * bed.expected[weights / 4 + i]! + 2 ** -126),
    out: bed.excess(out, n.q, (w + (keys + 1) * roundoff) * largest(v, n.k)),
    isIntact: bed.isIntact(),
  };
}

/** Rows of positive numbers whose sum is 1. */
function probabilities(rng: Rng, rows: number, columns: number): Float64Array {
  const p = Float64Array.from({ length: rows * columns }, () => Math.exp(rng.normal()));
  for (let i = 0; i < rows; i++) {
    const row = p.subarray(i * columns, (i + 1) * columns);
    const sum = row.reduce((a, b) => a + b);
    for (let j = 0; j < columns; j++) row[j]! /= sum;
  }
  return p;
}

/**
 * Bounds: dV sums queries terms of at most max|y|. An entry of dW is at most D = d max|y| max|v| and errs by d u D, the mean
 * of a row (whose weights sum to 1) by (d + keys + 1) u D, so that an entry of dS = scale W (dW - mean), at most 2 scale W D,
 * errs by (2 d + keys + 6) u scale W D. dQ sums dS max|k| over a row of weights, with keys + 1 roundings of the sum; dK over
 * at most `queries` of them.
 */
function compareDerivative(build: KernelBuild, reference: Reference, shape: Shape, rng: Rng) {
  const { batch, heads, queries, keys, dimension } = shape;
  const bed = testBed(build, reference);
  const n = lengths(shape);
  const [q, k, v] = [bed.normals(rng, n.q), bed.normals(rng, n.k), bed.normals(rng, n.k)];
  const y = bed.normals(rng, n.q);
  const weights = bed.input(probabilities(rng, batch * heads * queries, keys));
  const [outQ, outK, outV] = [bed.output(n.q), bed.output(n.k), bed.output(n.k)];
  const scratch = scratchOf(build, bed, shape);
  const rest = [y, weights, q, k, v, batch, heads, queries, keys, dimension, scale, scratch] as const;
  bed.run((kernels) => kernels.attendDerivative(outQ, outK, outV, ...rest));
  const largest = (at: number, count: number) =>
    bed.values.subarray(at / 4, at / 4 + count).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const most = dimension * largest(y, n.q) * largest(v, n.k);
  const dS = (2 * dimension + keys + 6) * roundoff * scale * most;
  const terms = (count: number) => dS + 2 * scale * most * (count + 1) * roundoff;
  const worst = {
    q: bed.excess(outQ, n.q, terms(keys) * largest(k, n.k)),
    k: bed.excess(outK, n.k, queries * terms(queries) * largest(q, n.q)),
    v: bed.excess(outV, n.k, queries * (queries + 1) * roundoff * largest(y, n.q)),
  };
  expect(bed.isIntact()).toBe(true);
  // What nobody reads is not written, and the rest does not change.
  for (const [index, address, count] of [
    [0, outQ, n.q],
    [1, outK, n.k],
    [2, outV, n.k],
  ] as const) {
    const before = bed.values.slice(address / 4, address / 4 + count);
    bed.values.fill(0, address / 4, address / 4 + count);
    const outs = [0, 0, 0] as [number, number, number];
    outs[index] = address;
    build.kernels.attendDerivative(...outs, ...rest);
    expect(bed.values.slice(address / 4, address / 4 + count)).toEqual(before);
  }
  expect(bed.values.slice(0, 8)).toEqual(new Float32Array(8).fill(bed.values[0]!));
  return worst;
}

const shapes: readonly Shape[] = [
  { batch: 1, heads: 1, queries: 1, keys: 1, dimension: 1 },
  { batch: 2, heads: 3, queries: 5, keys: 3, dimension: 5 },
  { batch: 2, heads: 2, queries: 3, keys: 7, dimension: 4 },
  { batch: 3, heads: 1, queries: 37, keys: 37, dimension: 8 },
  { batch: 1, heads: 2, queries: 64, keys: 64, dimension: 16 },
  { batch: 1, heads: 1, queries: 70, keys: 301, dimension: 3 },
  { batch: 1, heads: 2, queries: 101, keys: 37, dimension: 7 },
];

describe.each(kernelBuilds())('$name build', (build) => {
  test.each(shapes)(
    'attention keeps to the bound of rounding: $queries queries, $keys keys, $dimension dimensions',
    (shape) => {
      for (const causal of [false, true]) {
        const rng = stream(key(`attention ${Object.values(shape)} ${causal}`));
        const { weights, out, isIntact } = compare(build, attendReference, shape, causal, rng);
        expect(weights).toBeLessThanOrEqual(1);
        expect(out).toBeLessThanOrEqual(1);
        expect(isIntact).toBe(true);
      }
    },
  );

  test.each(shapes)('its adjoints do: $queries queries, $keys keys, $dimension dimensions', (shape) => {
    const rng = stream(key(`adjoints of attention ${Object.values(shape)}`));
    const { q, k, v } = compareDerivative(build, attendReference, shape, rng);
    expect(q).toBeLessThanOrEqual(1);
    expect(k).toBeLessThanOrEqual(1);
    expect(v).toBeLessThanOrEqual(1);
  });

  test('the comparison rejects a reference that masks after the softmax', () => {
    const mutant: Reference = (memory) => ({
      ...attendReference(memory),
      attend(out, weights, q, k, v, batch, heads, queries, keys, dimension, _causal, ...rest) {
        attendReference(memory).attend(out, weights, q, k, v, batch, heads, queries, keys, dimension, 0, ...rest);
        const values = memory();
        for (let i = 0; i < queries; i++) {
          for (let j = i + keys - queries + 1; j < keys; j++) values[weights / 4 + i * keys + j] = 0;
        }
      },
    });
    const shape = { batch: 1, heads: 1, queries: 5, keys: 5, dimension: 4 };
    expect(compare(build, mutant, shape, true, stream(key('late mask'))).weights).toBeGreaterThan(1);
  });

  test('the comparison rejects adjoints without the mean of a row', () => {
    const mutant: Reference = (memory) => ({
      ...attendReference(memory),
      attendDerivative(outQ, outK, outV, y, weights, q, k, v, batch, heads, queries, keys, dimension, factor, scratch) {
        const columns = heads * dimension;
        const right = attendReference(memory);
        right.attendDerivative(
          outQ,
          outK,
          outV,
          y,
          weights,
          q,
          k,
          v,
          batch,
          heads,
          queries,
          keys,
          dimension,
          factor,
          scratch,
        );
        const values = memory();
        for (let i = 0; i < queries; i++) {
          for (let d = 0; d < columns; d++) {
            let sum = 0;
            for (let j = 0; j < keys; j++) {
              let dW = 0;
              for (let c = 0; c < columns; c++)
                dW += values[y / 4 + i * columns + c]! * values[v / 4 + j * columns + c]!;
              sum += values[weights / 4 + i * keys + j]! * dW * values[k / 4 + j * columns + d]!;
            }
            values[outQ / 4 + i * columns + d] = factor * sum;
          }
        }
      },
    });
    const shape = { batch: 1, heads: 1, queries: 5, keys: 5, dimension: 4 };
    const { q, k } = compareDerivative(build, mutant, shape, stream(key('without the mean')));
    expect(q).toBeGreaterThan(1);
    expect(k).toBeLessThanOrEqual(1);
  });

  test('a query does not see what comes later: changes of later keys and values leave its bits', () => {
    const shape = { batch: 1, heads: 2, queries: 70, keys: 70, dimension: 5 };
    const bed = testBed(build, attendReference);
    const rng = stream(key('later keys'));
    const n = lengths(shape);
    const [q, k, v] = [bed.normals(rng, n.q), bed.normals(rng, n.k), bed.normals(rng, n.k)];
    const [out, weights] = [bed.output(n.q), bed.output(n.weights)];
    const scratch = bed.allocate(build.kernels.attentionScratch(70, 70, 5));
    const run = () => {
      build.kernels.attend(out, weights, q, k, v, 1, 2, 70, 70, 5, 1, scale, scratch);
      return bed.values.slice(out / 4, out / 4 + 40 * 10);
    };
    const before = run();
    for (const at of [k, v]) for (let i = 40 * 10; i < n.k; i++) bed.values[at / 4 + i]! += 1;
    expect(run()).toEqual(before);
  });
});

test.each([0, 1])('the adjoints in the reference are the gradient of <y, attend(q, k, v)> (causal: %i)', (causal) => {
  const [batch, heads, queries, keys, dimension] = [2, 2, 3, 4, 2];
  const n = lengths({ batch, heads, queries, keys, dimension });
  const memory = new Float64Array(1024);
  const kernels = attendReference(() => memory);
  const rng = stream(key(`gradient of attention ${causal}`));
  const size = n.q + 2 * n.k;
  const [k, v, y, weights, out] = [n.q, n.q + n.k, size, size + n.q, size + n.q + n.weights];
  for (let i = 0; i < weights; i++) memory[i] = rng.normal();
  const rest = [batch, heads, queries, keys, dimension] as const;
  const inputs = memory.slice(0, size);
  const attend = () => kernels.attend(4 * out, 4 * weights, 0, 4 * k, 4 * v, ...rest, causal, scale, 0);
  const numeric = gradient((moved) => {
    memory.set(moved);
    attend();
    let sum = 0;
    for (let i = 0; i < n.q; i++) sum += memory[y + i]! * memory[out + i]!;
    return sum;
  }, inputs);
  memory.set(inputs);
  attend();
  const outs = [4 * (out + n.q), 4 * (out + 2 * n.q), 4 * (out + 2 * n.q + n.k)] as const;
  kernels.attendDerivative(...outs, 4 * y, 4 * weights, 0, 4 * k, 4 * v, ...rest, scale, 0);
  for (let i = 0; i < size; i++) expect(Math.abs(memory[out + n.q + i]! - numeric[i]!)).toBeLessThan(1e-9);
});
