import { key, type Rng, stream } from '@yuragi/prob-core';
import { describe, expect, test } from 'vitest';
import { convolveReference } from '../../src/reference/convolve.ts';
import { type KernelBuild, kernelBuilds, roundoff, testBed } from './harness.ts';

type Pass = 'convolve' | 'convolveInput' | 'convolveWeights';
type Shape = readonly [
  batch: number,
  height: number,
  width: number,
  inputs: number,
  outputs: number,
  size: number,
  stride: number,
];
type Reference = typeof convolveReference;

const passes: readonly Pass[] = ['convolve', 'convolveInput', 'convolveWeights'];

/** What each pass writes, and the two that it reads. */
const roles = {
  convolve: ['y', 'x', 'w'],
  convolveInput: ['x', 'y', 'w'],
  convolveWeights: ['w', 'x', 'y'],
} as const;

function lengths([batch, height, width, inputs, outputs, size, stride]: Shape) {
  return {
    x: batch * height * width * inputs,
    w: size * size * inputs * outputs,
    y: batch * Math.ceil(height / stride) * Math.ceil(width / stride) * outputs,
  };
}

/**
 * Bounds on the rounding of each output, from the two operands in the order of `roles`.
 *
 * Patches: a sum of n products in any order errs by at most n u sum |a| |b|, u = roundoff. The sum of absolute values is
 * the same pass over absolute values.
 *
 * Winograd (3 x 3, stride 1; it is not taken below 4 channels): an output is a sum of at most 9 entries of a product of k
 * terms each. Forward, k = inputs: an entry of |B^T| |d| |B| is at most 4 max|d|, of |G| |g| |G^T| at most (3/2)^2 max|g|,
 * which makes 9 * 4 * 9/4 * k = 81 k max|d| max|g|, against 9 k for the sum itself. Adjoint in w, k = tiles: |A| |y| |A^T|
 * is at most 4 max|y|, and |G^T| .. |G| weighs the 16 entries with 2^2 in all: 64 k max|x| max|y|, against 4 k. Each term
 * meets 4 roundings in the transform of one factor, at most 6 in that of the other, 6 in the last one, and k in the
 * product. The typical loss against patches is far smaller: see the test of the root mean square.
 */
function bounds(pass: Pass, shape: Shape, a: Float32Array, b: Float32Array): Float64Array {
  const [batch, height, width, inputs, outputs, size, stride] = shape;
  const n = lengths(shape);
  const memory = new Float64Array(a.length + b.length + n[roles[pass][0]]);
  memory.set([...a, ...b].map(Math.abs));
  const sums = memory.subarray(a.length + b.length);
  convolveReference(() => memory)[pass](4 * (a.length + b.length), 0, 4 * a.length, ...shape, 0);
  const pixels = n.y / outputs;
  const terms = pass === 'convolveWeights' ? pixels : size * size * (pass === 'convolve' ? inputs : outputs);
  const tiles = batch * Math.ceil(height / 2) * Math.ceil(width / 2);
  const k = { convolve: inputs, convolveInput: outputs, convolveWeights: tiles }[pass];
  const mayBeWinograd = size === 3 && stride === 1 && Math.min(inputs, outputs) >= 4;
  const most = (pass === 'convolveWeights' ? 64 : 81) * k * largest(a) * largest(b);
  return sums.map((sum) => Math.max(terms * roundoff * sum, mayBeWinograd ? (k + 16) * roundoff * most : 0));
}

function largest(values: Float32Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

/** All passes of some shapes on one bed: the largest error over its bound, by pass. */
function compare(build: KernelBuild, reference: Reference, shapes: readonly Shape[], rng: Rng) {
  const bed = testBed(build, reference);
  const scratchLength = Math.max(...shapes.map((shape) => build.kernels.convolveScratch(...shape)));
  const scratch = bed.allocate(scratchLength);
  // Whatever is left there does no harm.
  bed.values.fill(Number.NaN, scratch / 4, scratch / 4 + scratchLength);
  const worst = { convolve: 0, convolveInput: 0, convolveWeights: 0 };
  for (const shape of shapes) {
    const n = lengths(shape);
    const at = { x: bed.normals(rng, n.x), w: bed.normals(rng, n.w), y: bed.normals(rng, n.y) };
    const inputs = { x: slice(at.x, n.x), w: slice(at.w, n.w), y: slice(at.y, n.y) };
    for (const pass of passes) {
      const [to, left, right] = roles[pass];
      const out = bed.output(n[to]);
      bed.run((kernels) => kernels[pass](out, at[left], at[right], ...shape, scratch));
      const excess = bed.excess(out, n[to], bounds(pass, shape, inputs[left], inputs[right]));
      worst[pass] = Math.max(worst[pass], excess);
    }
  }
  expect(bed.isIntact()).toBe(true);
  return worst;

  function slice(address: number, count: number) {
    return bed.values.slice(address / 4, address / 4 + count);
  }
}

const extents = [
  [1, 1],
  [1, 5],
  [3, 3],
  [7, 7],
  [8, 8],
] as const;
const kinds = [
  [1, 1],
  [1, 2],
  [3, 1],
  [3, 2],
] as const;
const channels = [
  [1, 1],
  [1, 32],
  [3, 5],
  [4, 4],
  [4, 32],
  [5, 3],
  [5, 5],
  [32, 1],
  [32, 5],
  [32, 32],
] as const;

/** Several chunks, channels that no register tile divides, images that no tile of 2 x 2 divides. */
const large: readonly Shape[] = [
  [5, 8, 8, 64, 64, 3, 1],
  [40, 4, 4, 36, 37, 3, 1],
  [40, 7, 9, 9, 11, 3, 1],
  [40, 5, 2, 9, 4, 3, 1],
  [40, 8, 8, 33, 8, 3, 1],
  [3, 20, 20, 37, 5, 3, 2],
  [3, 20, 20, 37, 2, 3, 1],
  [2, 37, 37, 64, 2, 1, 2],
];

describe.each(kernelBuilds())('$name build', (build) => {
  test.each(extents)('%i x %i images: every pass, size, stride and number of channels', (height, width) => {
    const rng = stream(key(`convolution of ${height} x ${width} images`));
    for (const [size, stride] of kinds) {
      const shapes = channels.map(([inputs, outputs]): Shape => [3, height, width, inputs, outputs, size, stride]);
      for (const [pass, excess] of Object.entries(compare(build, convolveReference, shapes, rng))) {
        expect(excess, `${pass}, size ${size}, stride ${stride}`).toBeLessThanOrEqual(1);
      }
    }
  });

  test.each(large)('%i images of %i x %i, %i to %i channels, size %i, stride %i', (...shape) => {
    const rng = stream(key(`convolution ${shape}`));
    for (const [pass, excess] of Object.entries(compare(build, convolveReference, [shape], rng))) {
      expect(excess, pass).toBeLessThanOrEqual(1);
    }
  });

  test('the comparison rejects a reference that reads its filters from the wrong side', () => {
    const mutant: Reference = (memory) => {
      const right = convolveReference(memory);
      const turn = (w: number, taps: number, length: number) => {
        const filters = Array.from({ length: taps }, (_, r) =>
          memory().slice(w / 4 + r * length, w / 4 + (r + 1) * length),
        );
        filters.reverse().forEach((filter, r) => {
          memory().set(filter, w / 4 + r * length);
        });
      };
      return {
        ...right,
        convolve(out, x, w, ...rest) {
          turn(w, 9, rest[3] * rest[4]);
          right.convolve(out, x, w, ...rest);
          turn(w, 9, rest[3] * rest[4]);
        },
        convolveInput(out, y, w, ...rest) {
          turn(w, 9, rest[3] * rest[4]);
          right.convolveInput(out, y, w, ...rest);
          turn(w, 9, rest[3] * rest[4]);
        },
        convolveWeights(out, x, y, ...rest) {
          right.convolveWeights(out, x, y, ...rest);
          turn(out, 9, rest[3] * rest[4]);
        },
      };
    };
    for (const shape of [
      [2, 8, 8, 32, 8, 3, 1],
      [2, 8, 8, 3, 8, 3, 2],
    ] as const) {
      const worst = compare(build, mutant, [shape], stream(key('turned filters')));
      for (const pass of passes) expect(worst[pass], pass).toBeGreaterThan(1);
    }
  });

  // Partial sums of n products carry n/2 of them on average and each takes a rounding of a variance of at most u^2/3: the
  // root mean square of the error of patches is about u sqrt(n/6) of that of the result, n = 9 * 32. Winograd's shorter
  // sums, of larger numbers, make up for what its transforms lose.
  test('in root mean square Winograd errs no more than a plain sum of the same terms is expected to', () => {
    const shape = [8, 8, 8, 32, 32, 3, 1] as const;
    const bed = testBed(build, convolveReference);
    const rng = stream(key('root mean square'));
    const n = lengths(shape);
    const at = { x: bed.normals(rng, n.x), w: bed.normals(rng, n.w), y: bed.normals(rng, n.y) };
    const scratch = bed.allocate(build.kernels.convolveScratch(...shape));
    for (const pass of passes) {
      const [to, left, right] = roles[pass];
      const out = bed.output(n[to]);
      bed.run((kernels) => kernels[pass](out, at[left], at[right], ...shape, scratch));
      let error = 0;
      let size = 0;
      for (let i = out / 4; i < out / 4 + n[to]; i++) {
        error += (bed.values[i]! - bed.expected[i]!) ** 2;
        size += bed.expected[i]! ** 2;
      }
      const terms = pass === 'convolveWeights' ? n.y / 32 : 9 * 32;
      expect(Math.sqrt(error / size), pass).toBeLessThan(roundoff * Math.sqrt(terms / 6));
    }
  });
});

test.each(kinds)(
  'in the reference the adjoints are adjoint: <y, A x> = <A^T y, x> (size %i, stride %i)',
  (size, stride) => {
    const memory = new Float64Array(4096);
    const kernels = convolveReference(() => memory);
    const rng = stream(key(`adjoint convolution ${size} ${stride}`));
    for (const [height, width] of [...extents, [4, 7]] as const) {
      const shape: Shape = [2, height, width, 3, 5, size, stride];
      const n = lengths(shape);
      for (let i = 0; i < n.x + n.w + n.y; i++) memory[i] = rng.normal();
      const [x, w, y, out] = [0, n.x, n.x + n.w, n.x + n.w + n.y];
      const dot = (a: number, b: number, count: number) => {
        let sum = 0;
        for (let i = 0; i < count; i++) sum += memory[a + i]! * memory[b + i]!;
        return sum;
      };
      kernels.convolve(4 * out, 4 * x, 4 * w, ...shape, 0);
      const forward = dot(out, y, n.y);
      // Of the norms, which cancellation in the sum does not touch.
      const tolerance = 1e-12 * Math.sqrt(dot(out, out, n.y) * dot(y, y, n.y));
      kernels.convolveInput(4 * out, 4 * y, 4 * w, ...shape, 0);
      expect(Math.abs(dot(out, x, n.x) - forward)).toBeLessThanOrEqual(tolerance);
      kernels.convolveWeights(4 * out, 4 * x, 4 * y, ...shape, 0);
      expect(Math.abs(dot(out, w, n.w) - forward)).toBeLessThanOrEqual(tolerance);
    }
  },
);
