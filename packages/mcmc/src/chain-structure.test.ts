import { key, stream, toNdarray } from '@yuragi/prob-core';
import { describe, expect, test } from 'vitest';
import { communicatingClasses, isIrreducible, period, stationaryLaw } from './chain-structure.ts';
import { checkBalance, evolve, type FiniteChain, finiteChain } from './finite-chain.ts';

const chainOf = (rows: readonly (readonly number[])[]): FiniteChain =>
  finiteChain(toNdarray(Float64Array.from(rows.flat()), [rows.length, rows.length]));
const identity = (n: number): FiniteChain =>
  chainOf(Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (i === j ? 1 : 0))));
/** x -> x + 1 (mod n) with probability 1 - stay. */
const cycle = (n: number, stay: number): FiniteChain =>
  chainOf(
    Array.from({ length: n }, (_, to) =>
      Array.from({ length: n }, (_, from) => (to === from ? stay : 0) + (to === (from + 1) % n ? 1 - stay : 0)),
    ),
  );

describe('conservation and balance do not suffice for convergence', () => {
  test('W = 1 balances every law and moves none', () => {
    const still = identity(3);
    expect(checkBalance(still, [0.2, 0.3, 0.5]).maxError).toBe(0);
    expect(communicatingClasses(still).map(({ states, isClosed }) => [Array.from(states), isClosed])).toEqual([
      [[0], true],
      [[1], true],
      [[2], true],
    ]);
    expect(isIrreducible(still)).toBe(false);
    expect(() => stationaryLaw(still)).toThrow(
      'stationaryLaw: `chain` must be a chain with one closed class of states; received "3 closed classes, with the states 0, 1, 2 among them"',
    );
    expect(() => period(still)).toThrow(
      'period: `chain` must be irreducible (see `communicatingClasses`); received "3 classes"',
    );
  });

  test('the cycle of two states balances the uniform law and never comes near it', () => {
    const swap = cycle(2, 0);
    expect(checkBalance(swap, [0.5, 0.5]).maxError).toBe(0);
    expect(isIrreducible(swap)).toBe(true);
    expect(period(swap)).toBe(2);
    expect(Array.from(evolve(swap, [1, 0], 1001))).toEqual([0, 1]);
  });
});

describe('communicatingClasses', () => {
  test('the period of a cycle is its length, and 1 as soon as it can stay', () => {
    for (const n of [1, 2, 3, 6]) expect(period(cycle(n, 0))).toBe(n);
    expect(period(cycle(6, 0.1))).toBe(1);
  });

  test('two ways round of lengths 4 and 6 have period 2, of lengths 3 and 4 period 1', () => {
    const ways = (short: number, long: number): FiniteChain => {
      const n = long;
      const w = Array.from({ length: n }, () => new Array<number>(n).fill(0));
      for (let x = 0; x < n; x++) w[(x + 1) % n]![x] = 1;
      w[short % n]![short - 1] = 0.5;
      w[0]![short - 1] = 0.5;
      return chainOf(w);
    };
    expect(period(ways(4, 6))).toBe(2);
    expect(period(ways(3, 4))).toBe(1);
  });

  test('transient states, a state never seen again, and closed classes are told apart', () => {
    // 0 -> 1 <-> 2 -> 3, 3 stays; 4 -> 3.
    const chain = chainOf([
      [0, 0, 0, 0, 0],
      [1, 0, 0.5, 0, 0],
      [0, 1, 0, 0, 0],
      [0, 0, 0.5, 1, 1],
      [0, 0, 0, 0, 0],
    ]);
    expect(
      communicatingClasses(chain).map(({ states, isClosed, period: p }) => [Array.from(states), isClosed, p]),
    ).toEqual([
      [[0], false, 0],
      [[1, 2], false, 2],
      [[3], true, 1],
      [[4], false, 0],
    ]);
    expect(Array.from(stationaryLaw(chain))).toEqual([0, 0, 0, 1, 0]);
  });
});

describe('stationaryLaw', () => {
  test('balances, for random chains of many sizes', () => {
    for (const n of [1, 2, 3, 10, 40]) {
      const rng = stream(key(`chain ${n}`));
      const columns = Array.from({ length: n }, () => {
        const weights = Array.from({ length: n }, () => rng.uniform() ** 4);
        const total = weights.reduce((sum, w) => sum + w, 0);
        return weights.map((w) => w / total);
      });
      const chain = chainOf(Array.from({ length: n }, (_, to) => columns.map((column) => column[to]!)));
      const law = stationaryLaw(chain);
      expect(checkBalance(chain, law).maxError).toBeLessThan(1e-15);
    }
  });

  test('is exact to rounding even where it is 1e-60: a walk that mostly steps down', () => {
    const n = 21;
    const up = 1e-3;
    const w = Array.from({ length: n }, () => new Array<number>(n).fill(0));
    for (let x = 0; x < n; x++) {
      w[Math.min(x + 1, n - 1)]![x]! += up;
      w[Math.max(x - 1, 0)]![x]! += 1 - up;
    }
    const law = stationaryLaw(chainOf(w));
    const ratio = up / (1 - up);
    for (let x = 0; x < n; x++) {
      const exact = (ratio ** x * (1 - ratio)) / (1 - ratio ** n);
      expect(Math.abs(law[x]! / exact - 1)).toBeLessThan(1e-13);
    }
  });
});
