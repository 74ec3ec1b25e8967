/** The ends of the ranges, which no sample reaches: draws from blocks of chosen words. */
import { expect, test, vi } from 'vitest';
import { key } from './key.ts';
import { stream } from './rng.ts';

const chosen = new Uint32Array(4);
vi.mock('./philox.ts', async (original) => ({
  ...(await original<typeof import('./philox.ts')>()),
  drawBlock: (_k0: number, _k1: number, _block: number, out: Uint32Array) => out.set(chosen),
}));

const ONES = 0xffffffff;

test('uniform is 0 at words of zeros, 1 - 2^-53 at words of ones', () => {
  chosen.fill(0);
  expect(stream(key(1)).uniform()).toBe(0);
  chosen.fill(ONES);
  expect(stream(key(1)).uniform()).toBe(1 - 2 ** -53);
});

test('exponential is 0 at one end and 53 log 2 at the other', () => {
  chosen.fill(0);
  expect(Math.abs(stream(key(1)).exponential())).toBe(0);
  chosen.fill(ONES);
  expect(stream(key(1)).exponential()).toBeCloseTo(53 * Math.LN2, 13);
});

test('int refuses the word that equals the largest multiple of n, takes the one below', () => {
  const n = 2 ** 31 + 1;
  chosen.set([n, ONES, n - 1, 0]);
  const rng = stream(key(1));
  expect(rng.int(n)).toBe(n - 1);
  expect(rng.state().word).toBe(3);
});

test('int(2^32) takes every word', () => {
  chosen.fill(ONES);
  expect(stream(key(1)).int(2 ** 32)).toBe(ONES);
});
