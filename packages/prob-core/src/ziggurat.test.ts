import { integrate } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { key } from './key.ts';
import { stream } from './rng.ts';
import { exp } from './special/exp.ts';
import { log } from './special/log.ts';
import { zigguratNormal } from './ziggurat.ts';

const STRIPS = 256;
const SIGN = 256;

/** The two words that ask for a strip, a sign and u = count 2^-53. */
function wordsOf(strip: number, u: number, sign = 0): [number, number] {
  const count = u * 2 ** 53;
  return [((Math.floor(count / 2 ** 32) << 11) | sign | strip) >>> 0, count % 2 ** 32];
}

/** A draw from given words and uniforms; all of them must be used. */
function draw(words: readonly number[], uniforms: readonly number[] = []): number {
  const [w, u] = [[...words], [...uniforms]];
  const value = zigguratNormal(
    () => w.shift() ?? expect.fail('more words were drawn'),
    () => u.shift() ?? expect.fail('more uniforms were drawn'),
  );
  expect([w, u]).toEqual([[], []]);
  return value;
}

/** Right edges of the strips, read off the draws at u = 2^-10; the top strip needs a wedge test, which U = 0 passes. */
const edges = Array.from(
  { length: STRIPS },
  (_, strip) => draw(wordsOf(strip, 2 ** -10), strip === 255 ? [0] : []) * 2 ** 10,
);
const R = edges[1]!;
const density = (x: number): number => Math.exp(-0.5 * x * x);

describe('the strips', () => {
  const area = R * density(R) + integrate(density, R, Infinity);

  test('have equal areas: rectangles, and the base with its tail', () => {
    for (let i = 1; i < STRIPS; i++) {
      const above = i === STRIPS - 1 ? 0 : edges[i + 1]!;
      expect(Math.abs((edges[i]! * (density(above) - density(edges[i]!))) / area - 1)).toBeLessThan(1e-12);
    }
    expect(Math.abs((edges[0]! * density(R)) / area - 1)).toBeLessThan(1e-13);
  });

  test('cover the half line’s mass: sqrt(pi/2) is 99.33 per cent of 256 areas', () => {
    expect(Math.sqrt(Math.PI / 2) / (STRIPS * area)).toBeCloseTo(0.9933, 3);
  });
});

describe('a draw', () => {
  test('inside a rectangle costs two words; bit 8 is the sign', () => {
    expect(draw(wordsOf(7, 0.5))).toBe(0.5 * edges[7]!);
    expect(draw(wordsOf(7, 0.5, SIGN))).toBe(-0.5 * edges[7]!);
  });

  test('uses all 53 bits of u', () => {
    const u = 0.5 - 2 ** -53;
    expect(draw(wordsOf(7, u))).toBe(u * edges[7]!);
  });

  test('in a wedge is accepted below the density and tried again above', () => {
    const strip = 100;
    const u = (0.5 * (edges[strip]! + edges[strip + 1]!)) / edges[strip]!;
    const exact = Math.floor(u * 2 ** 53) * 2 ** -53;
    const x = exact * edges[strip]!;
    const [bottom, top] = [density(edges[strip]!), density(edges[strip + 1]!)];
    const height = (density(x) - bottom) / (top - bottom);
    expect(draw(wordsOf(strip, exact), [height - 1e-6])).toBe(x);
    const next = wordsOf(7, 0.5);
    expect(draw([...wordsOf(strip, exact), ...next], [height + 1e-6])).toBe(0.5 * edges[7]!);
  });

  test('in the base strip beyond R comes from the tail: R + a, accepted if 2 b > a^2', () => {
    const beyond = wordsOf(0, 0.9999, SIGN).map((word) => Math.floor(word));
    const a = -log(1 - 0.5) / R;
    expect(draw(beyond, [0.5, 0.9])).toBe(-(R + a));
    // 2 b = 0.1 lies between a^2 = 0.036 and a = 0.19.
    expect(draw(beyond, [0.5, -Math.expm1(-0.05)])).toBe(-(R + a));
    // b = -log(1 - 0) = 0 is refused, then a second pair is drawn.
    expect(draw(beyond, [0.5, 0, 0.25, 0.9])).toBe(-(R - log(1 - 0.25) / R));
  });

  test('agrees with the density it tests against', () => {
    for (const x of [0, 0.3, 1, 2.5, R]) expect(Math.abs(exp(-0.5 * x * x) - density(x))).toBeLessThan(1e-16);
  });
});

test('98.8 per cent of the draws take one attempt', () => {
  const rng = stream(key('attempts'));
  let single = 0;
  const n = 20_000;
  for (let i = 0; i < n; i++) {
    let calls = 0;
    zigguratNormal(
      () => {
        calls++;
        return rng.uint32();
      },
      () => {
        calls += 10;
        return rng.uniform();
      },
    );
    if (calls === 2) single++;
  }
  expect(single / n).toBeGreaterThan(0.984);
  expect(single / n).toBeLessThan(0.992);
});
