import { key, stream, toNdarray } from '@yuragi/prob-core';
import { describe, expect, test } from 'vitest';
import { stationaryLaw } from './chain-structure.ts';
import { asymptoticVariance, commuteTime, hittingTimes } from './chain-variance.ts';
import {
  additiveReversibilisation,
  checkBalance,
  checkDetailedBalance,
  type FiniteChain,
  finiteChain,
} from './finite-chain.ts';

const chainOf = (rows: readonly (readonly number[])[]): FiniteChain =>
  finiteChain(toNdarray(Float64Array.from(rows.flat()), [rows.length, rows.length]));
const build = (n: number, entry: (to: number, from: number) => number): FiniteChain =>
  chainOf(Array.from({ length: n }, (_, to) => Array.from({ length: n }, (_, from) => entry(to, from))));

describe('asymptoticVariance', () => {
  test('two states that turn with probability a: (1 - a)/a', () => {
    for (const a of [0.01, 0.3, 0.5, 0.9, 1]) {
      const { value, variance, integratedAutocorrelationTime } = asymptoticVariance(
        chainOf([
          [1 - a, a],
          [a, 1 - a],
        ]),
        [1, -1],
      );
      expect(value).toBeCloseTo((1 - a) / a, 12);
      expect(variance).toBeCloseTo(1, 14);
      expect(integratedAutocorrelationTime).toBeCloseTo((1 - a) / a, 12);
    }
  });

  test('is variance + 2 sum of autocovariances', () => {
    const chain = build(4, (to, from) => [0.4, 0.3, 0.2, 0.1][(to - from + 4) % 4]!);
    const f = [3, -1, 0, 5];
    const law = stationaryLaw(chain);
    const mean = f.reduce((sum, value, x) => sum + law[x]! * value, 0);
    let column = f.map((value, x) => law[x]! * (value - mean));
    let sum = 0;
    for (let lag = 0; lag < 200; lag++) {
      const covariance = column.reduce((total, value, x) => total + value * (f[x]! - mean), 0);
      sum += lag === 0 ? covariance : 2 * covariance;
      column = column.map((_, to) =>
        column.reduce((total, v, from) => total + chain.transition[to * 4 + from]! * v, 0),
      );
    }
    expect(asymptoticVariance(chain, f).value).toBeCloseTo(sum, 12);
  });

  test('independent draws give the variance, a constant gives nothing', () => {
    const law = [0.5, 0.3, 0.2];
    const fresh = build(3, (to) => law[to]!);
    const { value, variance } = asymptoticVariance(fresh, [1, 2, 4]);
    expect(value).toBeCloseTo(variance, 13);
    expect(variance).toBeCloseTo(0.5 + 1.2 + 3.2 - 1.9 ** 2, 14);
    expect(asymptoticVariance(fresh, [7, 7, 7]).value).toBeCloseTo(0, 14);
  });

  test('a chain that hardly ever leaves a state has a variance beyond rounding, and is refused', () => {
    const stuck = build(2, (to, from) => (to === from ? 1 : 1e-17));
    expect(() => asymptoticVariance(stuck, [1, -1])).toThrow(
      'asymptoticVariance: `chain` must be a chain that leaves its classes at a rate above rounding; received Float64Array[1, ',
    );
  });

  test('bad observables are named', () => {
    const chain = build(2, () => 0.5);
    expect(() => asymptoticVariance(chain, [1])).toThrow('asymptoticVariance: `f` must have length 2');
    expect(() => asymptoticVariance(chain, [1, Infinity])).toThrow(
      'asymptoticVariance: `f[1]` must be a finite number; received Infinity',
    );
  });
});

describe('breaking detailed balance', () => {
  const p = [0.1, 0.15, 0.2, 0.25, 0.3];
  const f = [0, 1, 2, 3, 4];
  /** 1 + L, L[y][x] = min(1, p_y/p_x)/4, plus a flow c round the ring of five: values of an independent numpy program. */
  const withFlow = (c: number): FiniteChain => {
    const w = Array.from({ length: 5 }, (_, y) =>
      Array.from({ length: 5 }, (_, x) => {
        if (y === x) return 0;
        const flow = y === (x + 1) % 5 ? c : x === (y + 1) % 5 ? -c : 0;
        return Math.min(1, p[y]! / p[x]!) / 4 + flow / p[x]!;
      }),
    );
    for (let x = 0; x < 5; x++) w[x]![x] = 1 - w.reduce((sum, row) => sum + row[x]!, 0);
    return chainOf(w);
  };

  test('a skew flow keeps the law, breaks detailed balance and lowers the variance (2.1464 to 1.9871)', () => {
    const reversible = withFlow(0);
    const skew = withFlow(0.02);
    expect(checkDetailedBalance(reversible, p).maxError).toBeLessThan(1e-16);
    expect(checkBalance(skew, p).maxError).toBeLessThan(1e-15);
    expect(checkDetailedBalance(skew, p).maxError).toBeCloseTo(0.04, 14);
    expect(asymptoticVariance(reversible, f).value).toBeCloseTo(2.146417514374171, 11);
    expect(asymptoticVariance(skew, f).value).toBeCloseTo(1.9870572234221182, 11);
  });

  test('no observable is worse with the flow than in the additive reversibilisation, which is the old chain', () => {
    const reversible = withFlow(0);
    const skew = withFlow(0.02);
    const symmetric = additiveReversibilisation(skew, p).transition;
    for (let i = 0; i < 25; i++) expect(symmetric[i]).toBeCloseTo(reversible.transition[i]!, 14);
    const rng = stream(key('observables'));
    for (let trial = 0; trial < 200; trial++) {
      const g = Float64Array.from({ length: 5 }, () => rng.normal());
      const better = asymptoticVariance(skew, g).value;
      expect(better).toBeLessThanOrEqual(asymptoticVariance(reversible, g).value * (1 + 1e-12));
    }
  });

  test('against another chain it can be far worse: a lazy directed cycle, 98 against 2 for independent draws', () => {
    const lazy = build(5, (to, from) => (to === from ? 0.98 : to === (from + 1) % 5 ? 0.02 : 0));
    const independent = build(5, () => 0.2);
    const fifth = new Array(5).fill(0.2);
    expect(checkDetailedBalance(independent, fifth).maxError).toBe(0);
    expect(asymptoticVariance(lazy, f).value).toBeCloseTo(98, 9);
    expect(asymptoticVariance(independent, f).value).toBeCloseTo(2, 13);
    expect(asymptoticVariance(additiveReversibilisation(lazy, fifth), f).value).toBeCloseTo(238, 9);
  });

  test('a skew flow does not help an observable that it does not couple', () => {
    // Two rings side by side: a flow round the first changes nothing for what lives on the second alone.
    const stateOf = (x: number, y: number): number => 3 * x + y;
    const product = (forward: number): FiniteChain =>
      build(9, (to, from) => {
        const [x, y] = [Math.floor(from / 3), from % 3];
        const [u, v] = [Math.floor(to / 3), to % 3];
        if (y === v && u === (x + 1) % 3) return forward;
        if (y === v && u === (x + 2) % 3) return 0.4 - forward;
        if (u === x && v !== y) return 0.2;
        return to === from ? 0.2 : 0;
      });
    const [straight, turning] = [product(0.2), product(0.4)];
    const observe = (g: (x: number, y: number) => number): number[] => {
      const values = new Array<number>(9);
      for (let x = 0; x < 3; x++) for (let y = 0; y < 3; y++) values[stateOf(x, y)] = g(x, y);
      return values;
    };
    const second = observe((_, y) => y);
    expect(asymptoticVariance(turning, second).value).toBeCloseTo(asymptoticVariance(straight, second).value, 13);
    const first = observe((x) => x);
    expect(asymptoticVariance(turning, first).value).toBeLessThan(0.8 * asymptoticVariance(straight, first).value);
  });
});

describe('hittingTimes', () => {
  test('a walk on 0..n that steps either way: x (n - x) to the ends', () => {
    const n = 10;
    const walk = build(n + 1, (to, from) =>
      from === 0 || from === n ? (to === from ? 1 : 0) : Math.abs(to - from) === 1 ? 0.5 : 0,
    );
    const times = hittingTimes(walk, [0, n]);
    for (let x = 0; x <= n; x++) expect(times[x]).toBeCloseTo(x * (n - x), 11);
    // One end alone may be missed.
    expect(Array.from(hittingTimes(walk, [0]).slice(0, 3))).toEqual([0, Infinity, Infinity]);
  });

  test('the time to come back is 1/p (Kac)', () => {
    const chain = build(3, (to, from) => [0.5, 0.3, 0.2][(to + 2 * from) % 3]!);
    const law = stationaryLaw(chain);
    for (let x = 0; x < 3; x++) {
      const times = hittingTimes(chain, [x]);
      let back = 1;
      for (let y = 0; y < 3; y++) back += chain.transition[y * 3 + x]! * times[y]!;
      expect(back).toBeCloseTo(1 / law[x]!, 12);
    }
  });

  test('a way out that passes the target does not count as missing it', () => {
    // 0 -> 1 -> 2, 2 stays: from 0 the chain always sees 1.
    const chain = build(3, (to, from) => (to === Math.min(from + 1, 2) ? 1 : 0));
    expect(Array.from(hittingTimes(chain, [1]))).toEqual([1, 0, Infinity]);
    expect(Array.from(hittingTimes(chain, [0]))).toEqual([0, Infinity, Infinity]);
  });

  test('a small rate is not lost to rounding, unless the way round it is certain', () => {
    // 0 leaves for 1 at 1e-20 a step.
    const slow = build(2, (to, from) => (from === 1 ? (to === 1 ? 1 : 0) : to === 0 ? 1 : 1e-20));
    expect(hittingTimes(slow, [1])[0]! / 1e20).toBeCloseTo(1, 12);
    // 0 and 1 change places, and leave for 2 at 1e-20.
    const swap = build(3, (to, from) => (from === 2 ? (to === 2 ? 1 : 0) : to === 2 ? 1e-20 : to === from ? 0 : 1));
    expect(Array.from(hittingTimes(swap, [2]))).toEqual([Infinity, Infinity, 0]);
  });

  test('commute time on a cycle of n: 2 k (n - k)', () => {
    const n = 7;
    const cycle = build(n, (to, from) => (to === (from + 1) % n || from === (to + 1) % n ? 0.5 : 0));
    for (const k of [1, 2, 3]) expect(commuteTime(cycle, 0, k)).toBeCloseTo(2 * k * (n - k), 11);
  });

  test('bad states are refused', () => {
    const chain = build(2, () => 0.5);
    expect(() => hittingTimes(chain, [])).toThrow(
      'hittingTimes: `targets` must be a non-empty list of states; received []',
    );
    expect(() => hittingTimes(chain, [2])).toThrow('hittingTimes: `targets[0]` must be a state in 0..1; received 2');
    expect(() => commuteTime(chain, 0, -1)).toThrow('commuteTime: `b` must be an integer >= 0; received -1');
  });
});
