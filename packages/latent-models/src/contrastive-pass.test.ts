import { fillNormal, fillUniform, key, type Rng, stream } from '@yuragi/prob-core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { UnitKind } from './boltzmann-units.ts';
import { type ContrastivePass, contrastivePass } from './contrastive-pass.ts';
import { scalarContrastivePass } from './contrastive-pass-scalar.ts';

/** Parameters, data with some zeros, and no padding touched. */
function fillArrays(pass: ContrastivePass, rng: Rng, d: number, h: number, rows: number, low: number): void {
  const { arrays, visibleStride, hiddenStride } = pass;
  const rowsOf = (array: Float32Array, count: number, width: number, stride: number, scale: number): void => {
    const normals = new Float32Array(count * width);
    fillNormal(rng, normals);
    for (let row = 0; row < count; row++)
      for (let i = 0; i < width; i++) array[row * stride + i] = scale * normals[row * width + i]!;
  };
  rowsOf(arrays.weights, d, h, hiddenStride, 0.8);
  rowsOf(arrays.visibleBias, 1, d, visibleStride, 1);
  rowsOf(arrays.hiddenBias, 1, h, hiddenStride, 1);
  rowsOf(arrays.weightVelocity, d, h, hiddenStride, 0.1);
  rowsOf(arrays.data, rows, d, visibleStride, 1);
  for (let row = 0; row < rows; row++)
    for (let i = 0; i < d; i++) {
      const at = row * visibleStride + i;
      const x = arrays.data[at]!;
      arrays.data[at] = x < -0.5 ? low : Math.min(1, Math.abs(x));
    }
  pass.transpose();
}

/** One update of CD-2 and the sums, as `contrastiveDivergence` makes them. */
function work(pass: ContrastivePass, rng: Rng, rows: number): void {
  const { arrays, visibleStride, hiddenStride } = pass;
  const draw = (stride: number): void => fillUniform(rng, arrays.uniforms.subarray(0, rows * stride));
  draw(hiddenStride);
  pass.hidden(false, true, rows);
  draw(visibleStride);
  pass.visible(rows);
  draw(hiddenStride);
  pass.hidden(true, true, rows);
  draw(visibleStride);
  pass.visible(rows);
  pass.hidden(true, false, rows);
  pass.update(rows, rows, 1, 0.05 / rows, 0.5, 0.001);
  pass.hiddenFields(rows);
  pass.hiddenSums(false, rows);
  pass.hiddenSums(true, rows);
}

describe('the pass of contrastive divergence', () => {
  test('SIMD kernel and scalar twin give the same bits, for all shapes and both kinds of unit', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 70 }),
        fc.integer({ min: 1, max: 70 }),
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom<UnitKind>('binary', 'spin'),
        fc.nat(),
        (d, h, rows, units, seed) => {
          const [simd, scalar] = [contrastivePass(d, h, rows, units), scalarContrastivePass(d, h, rows, units)];
          // The engine that runs the tests has SIMD, so that these are two implementations.
          expect(simd.arrays.weights.buffer.byteLength % 65536).toBe(0);
          for (const pass of [simd, scalar]) {
            const rng = stream(key(seed));
            fillArrays(pass, rng, d, h, rows, units === 'spin' ? -1 : 0);
            work(pass, rng, rows);
          }
          for (const name of Object.keys(scalar.arrays) as (keyof typeof scalar.arrays)[])
            expect(simd.arrays[name], name).toEqual(scalar.arrays[name]);
          for (const pass of [simd, scalar]) pass.reconstruct(rows);
          expect(simd.arrays.fantasy).toEqual(scalar.arrays.fantasy);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('a wide hidden layer is cut into chunks, in both', () => {
    const [d, h, rows] = [3, 1030, 4];
    const passes = [contrastivePass(d, h, rows, 'spin'), scalarContrastivePass(d, h, rows, 'spin')];
    for (const pass of passes) {
      fillArrays(pass, stream(key('wide')), d, h, rows, -1);
      pass.hiddenFields(rows);
      pass.hiddenSums(true, rows);
    }
    expect(passes[0]!.arrays.sums).toEqual(passes[1]!.arrays.sums);
    expect(passes[0]!.arrays.sums).toHaveLength(rows * 5 * 8);
  });

  test('conditionals are within the stated error of f64', () => {
    for (const units of ['binary', 'spin'] as const) {
      const [d, h, rows] = [64, 50, 20];
      const gain = units === 'spin' ? 2 : 1;
      const pass = contrastivePass(d, h, rows, units);
      const { arrays, visibleStride, hiddenStride } = pass;
      fillArrays(pass, stream(key('error')), d, h, rows, 1 - gain);
      pass.hidden(false, false, rows);
      for (let row = 0; row < rows; row++)
        for (let j = 0; j < h; j++) {
          let field = arrays.hiddenBias[j]!;
          let size = Math.abs(field);
          for (let i = 0; i < d; i++) {
            const term = arrays.data[row * visibleStride + i]! * arrays.weights[i * hiddenStride + j]!;
            field += term;
            size += Math.abs(term);
          }
          const exact = 1 / (1 + Math.exp(-gain * field));
          const p = (arrays.dataMeans[row * hiddenStride + j]! - 1 + gain) / gain;
          const bound = (gain / 4) * (d + 1) * 2 ** -24 * size + 2 ** -22;
          expect(Math.abs(p - exact)).toBeLessThan(bound);
        }
    }
  });

  test('an update is data less fantasies, so that the energy of the data falls', () => {
    const pass = contrastivePass(1, 1, 4, 'binary');
    const { arrays, visibleStride: v, hiddenStride: h } = pass;
    for (const [row, [x, z, fantasy, mean]] of [
      [1, 0.5, 1, 0.25],
      [1, 0.75, 0, 0.5],
    ].entries()) {
      arrays.data[row * v] = x!;
      arrays.dataMeans[row * h] = z!;
      arrays.fantasy[row * v] = fantasy!;
      arrays.fantasyMeans[row * h] = mean!;
    }
    arrays.weights[0] = 2;
    arrays.weightVelocity[0] = 1;
    pass.update(2, 2, 1, 0.5 / 2, 0.25, 0.125);
    // Momentum 0.25 times 1, rate 0.25 times (1.25 - 0.25), decay 0.125 times 2.
    expect(arrays.weights[0]).toBe(2 + 0.25 + 0.25 - 0.25);
    expect(arrays.visibleBias[0]).toBe(0.25 * (2 - 1));
    expect(arrays.hiddenBias[0]).toBe(0.25 * (1.25 - 0.75));
  });
});
