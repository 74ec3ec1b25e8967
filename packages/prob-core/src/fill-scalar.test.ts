/** The ends of the ranges, which no sample reaches: the fills on blocks of chosen words. */
import { expect, test, vi } from 'vitest';
import { fillNormal32, fillNormal64, fillUniform32, fillUniform64 } from './fill-scalar.ts';

const chosen = new Uint32Array(4);
vi.mock('./philox.ts', () => ({
  drawBlock: (_k0: number, _k1: number, _block: number, out: Uint32Array) => out.set(chosen),
}));

const ONES = 0xffffffff;

test('uniforms are 0 at words of zeros and one step below 1 at words of ones', () => {
  for (const [word, f32, f64] of [
    [0, 0, 0],
    [ONES, 1 - 2 ** -24, 1 - 2 ** -53],
  ] as const) {
    chosen.fill(word);
    const [single, double] = [new Float32Array(4), new Float64Array(2)];
    fillUniform32(0, 0, 0, single);
    fillUniform64(0, 0, 0, double);
    expect([...single, ...double]).toEqual([f32, f32, f32, f32, f64, f64]);
  }
});

test('the largest normals are sqrt(106 log 2) = 8.57 in f64 and sqrt(66 log 2) = 6.76 in f32', () => {
  // Radius words of zeros; the angle word 2^31 (signed: the most negative; low bits 0) and a middle one, r near 0.
  const double = new Float64Array(2);
  chosen.set([0, 0, 2 ** 31, 0]);
  fillNormal64(0, 0, 0, double);
  expect(double[0]).toBeCloseTo(Math.sqrt(106 * Math.LN2), 14);
  expect(Math.abs(double[1]!)).toBeLessThan(1e-14);
  const single = new Float32Array(4);
  chosen.set([0, 0, 0, 2]);
  fillNormal32(0, 0, 0, single);
  expect(single[0]).toBeCloseTo(Math.sqrt(66 * Math.LN2), 5);
  expect(single[2]).toBeCloseTo(-Math.sqrt(66 * Math.LN2), 5);
});

test('the smallest radius is 0: u = 1 gives no NaN', () => {
  chosen.set([ONES, ONES, 123456789, 987654321]);
  const double = new Float64Array(2);
  fillNormal64(0, 0, 0, double);
  expect(Array.from(double, Math.abs)).toEqual([0, 0]);
  chosen.set([ONES, 123456789, ONES, 987654321]);
  const single = new Float32Array(4);
  fillNormal32(0, 0, 0, single);
  expect(Array.from(single, Math.abs)).toEqual([0, 0, 0, 0]);
});

test.each([0, 1, 2, 3])('the two low bits of the angle word choose the arc: %i', (bits) => {
  // The same angle r > 0 in all four: (cos, sin), (sin, cos), (-cos, sin), (sin, -cos).
  const expected = [
    [1, 1],
    [1, 1],
    [-1, 1],
    [1, -1],
  ][bits]!;
  const double = new Float64Array(2);
  chosen.set([0, 0, ONES, 0xfffffffc | bits]);
  fillNormal64(0, 0, 0, double);
  expect(Array.from(double, Math.sign)).toEqual(expected);
  const single = new Float32Array(2);
  chosen.set([0, 0x7ffffffc | bits, 0, 0]);
  fillNormal32(0, 0, 0, single);
  expect(Array.from(single, Math.sign)).toEqual(expected);
  // r is just below pi/4, where sine and cosine meet.
  expect(Math.abs(double[0]!) / Math.abs(double[1]!)).toBeCloseTo(1, 12);
});
