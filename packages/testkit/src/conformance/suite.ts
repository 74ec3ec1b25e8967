/** A conformance suite is a list of named checks; this registers them as tests. */
import { describe, expect, test, vi } from 'vitest';
import type { Rng } from '../shapes.ts';

/** By title. A check throws where the thing under test does not conform. */
export type Checks = Readonly<Record<string, () => void | Promise<void>>>;

/** An Rng at the beginning of the stream of a name: `(name) => stream(key(name))`. Equal names give equal streams. */
export type MakeRng = (name: string) => Rng;

/** Runs a check with Math.random made to throw: randomness is an argument. */
export async function runCheck(check: () => void | Promise<void>): Promise<void> {
  const spy = vi.spyOn(Math, 'random').mockImplementation(() => {
    throw new Error('Math.random was called: randomness is an argument');
  });
  try {
    await check();
  } finally {
    spy.mockRestore();
  }
}

export function registerChecks(name: string, checks: Checks): void {
  describe(name, () => {
    for (const [title, check] of Object.entries(checks)) test(title, () => runCheck(check));
  });
}

/** Plain data in the sense of postMessage: a structured clone is the same in every part. */
export function expectCloneable(value: unknown): void {
  expect(structuredClone(value)).toStrictEqual(value);
}

/** |actual - expected| <= tolerance max(1, |expected|); infinities must be equal. */
export function expectNear(actual: number, expected: number, tolerance: number): void {
  if (actual === expected) return;
  expect(Math.abs(actual - expected), `${actual} is not ${expected}`).toBeLessThanOrEqual(
    tolerance * Math.max(1, Math.abs(expected)),
  );
}
