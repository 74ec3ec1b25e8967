import { key, type Rng, stream } from '@yuragi/prob-core';
import { describe, expect, test } from 'vitest';
import { resampleReference } from '../../src/reference/resample.ts';
import { type KernelBuild, kernelBuilds, roundoff, testBed } from './harness.ts';

type Shape = readonly [batch: number, height: number, width: number, channels: number];
type Reference = typeof resampleReference;

const extents = [
  [1, 1],
  [1, 5],
  [3, 3],
  [7, 7],
  [8, 8],
] as const;
const channels = [1, 3, 4, 5, 32] as const;
const scales = [1, 0.25, -3.7];

/**
 * Upsampling rounds one product (and the scale itself, which f32 may not hold): 2 roundings. Downsampling adds three of
 * sums of at most 4 max|x|.
 */
function compare(build: KernelBuild, reference: Reference, shape: Shape, scale: number, rng: Rng) {
  const [batch, height, width, c] = shape;
  const n = batch * height * width * c;
  const bed = testBed(build, reference);
  const small = bed.normals(rng, n);
  const large = bed.normals(rng, 4 * n);
  const up = bed.output(4 * n);
  const down = bed.output(n);
  bed.run((kernels) => kernels.upsample(up, small, ...shape, scale));
  bed.run((kernels) => kernels.downsample(down, large, ...shape, scale));
  const largest = (at: number, count: number) =>
    bed.values.subarray(at / 4, at / 4 + count).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return {
    up: bed.excess(up, 4 * n, 2 * roundoff * Math.abs(scale) * largest(small, n)),
    down: bed.excess(down, n, 5 * roundoff * 4 * Math.abs(scale) * largest(large, 4 * n)),
    isIntact: bed.isIntact(),
  };
}

describe.each(kernelBuilds())('$name build', (build) => {
  test.each(extents)('%i x %i images are sampled up and down within rounding', (height, width) => {
    const rng = stream(key(`resample ${height} ${width}`));
    for (const c of channels) {
      const { up, down, isIntact } = compare(build, resampleReference, [3, height, width, c], scales[c % 3]!, rng);
      expect(up).toBeLessThanOrEqual(1);
      expect(down).toBeLessThanOrEqual(1);
      expect(isIntact).toBe(true);
    }
  });

  test('the comparison rejects a reference that exchanges height and width', () => {
    const mutant: Reference = (memory) => {
      const right = resampleReference(memory);
      return {
        upsample: (out, x, batch, height, width, c, scale) => right.upsample(out, x, batch, width, height, c, scale),
        downsample: (out, x, batch, height, width, c, scale) =>
          right.downsample(out, x, batch, width, height, c, scale),
      };
    };
    const run = (reference: Reference) => compare(build, reference, [2, 3, 5, 4], 0.25, stream(key('exchanged')));
    expect(run(resampleReference)).toMatchObject({ isIntact: true });
    const { up, down } = run(mutant);
    expect(up).toBeGreaterThan(1);
    expect(down).toBeGreaterThan(1);
  });
});

test('in the reference downsampling is the adjoint of upsampling: <y, A x> = <A^T y, x>', () => {
  const memory = new Float64Array(1024);
  const kernels = resampleReference(() => memory);
  const rng = stream(key('adjoint resample'));
  const n = 2 * 3 * 5 * 3;
  for (let i = 0; i < 5 * n; i++) memory[i] = rng.normal();
  const [x, y, out] = [0, n, 5 * n];
  const dot = (a: number, b: number, count: number) => {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += memory[a + i]! * memory[b + i]!;
    return sum;
  };
  kernels.upsample(4 * out, 4 * x, 2, 3, 5, 3, 0.3);
  const forward = dot(out, y, 4 * n);
  kernels.downsample(4 * out, 4 * y, 2, 3, 5, 3, 0.3);
  expect(Math.abs(dot(out, x, n) - forward)).toBeLessThan(1e-12);
});
