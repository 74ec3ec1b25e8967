import { toNdarray } from '@yuragi/prob-core';
import { describe, expect, test } from 'vitest';
import { mixingTime, spectralGap } from './chain-mixing.ts';
import { type FiniteChain, finiteChain, metropolisHastingsChain } from './finite-chain.ts';

const chainOf = (rows: readonly (readonly number[])[]): FiniteChain =>
  finiteChain(toNdarray(Float64Array.from(rows.flat()), [rows.length, rows.length]));
/** Steps +1 with probability forward, -1 with backward, else stays, on a ring of n. */
const ring = (n: number, forward: number, backward: number): FiniteChain =>
  chainOf(
    Array.from({ length: n }, (_, to) =>
      Array.from(
        { length: n },
        (_, from) =>
          (to === (from + 1) % n ? forward : 0) +
          (to === (from + n - 1) % n ? backward : 0) +
          (to === from ? 1 - forward - backward : 0),
      ),
    ),
  );

describe('spectralGap', () => {
  test('two states: lambda_2 = 1 - a - b', () => {
    const { gap, absoluteGap, relaxationTime, isReversible, eigenvalues } = spectralGap(
      chainOf([
        [0.9, 0.5],
        [0.1, 0.5],
      ]),
    );
    expect([gap, absoluteGap, relaxationTime].map((x) => x.toFixed(12))).toEqual([
      '0.600000000000',
      '0.600000000000',
      '1.666666666667',
    ]);
    expect(isReversible).toBe(true);
    expect(eigenvalues[0]).toBeCloseTo(1, 14);
  });

  test('a walk round a ring: lambda_k = stay + forward e^{i k} + backward e^{-i k}, reversible or not', () => {
    for (const [n, forward, backward] of [
      [5, 0.3, 0.3],
      [7, 0.6, 0.1],
      [12, 0.02, 0],
      [3, 0.7, 0.2],
    ] as const) {
      const { gap, absoluteGap, isReversible } = spectralGap(ring(n, forward, backward));
      const angle = (2 * Math.PI) / n;
      const moduli = Array.from({ length: n - 1 }, (_, k) => {
        const c = 1 - (forward + backward) * (1 - Math.cos((k + 1) * angle));
        const s = (forward - backward) * Math.sin((k + 1) * angle);
        return Math.hypot(c, s);
      });
      expect(isReversible).toBe(forward === backward);
      expect(gap).toBeCloseTo((forward + backward) * (1 - Math.cos(angle)), 13);
      expect(absoluteGap).toBeCloseTo(1 - Math.max(...moduli), 13);
    }
  });

  test('a chain that forgets at once has gap 1 in modulus, though its matrix is not normal', () => {
    // State = the last two bits drawn: independent of the start after two steps, so the other eigenvalues are all 0.
    const shift = chainOf([
      [0.5, 0, 0.5, 0],
      [0.5, 0, 0.5, 0],
      [0, 0.5, 0, 0.5],
      [0, 0.5, 0, 0.5],
    ]);
    const { absoluteGap, isReversible } = spectralGap(shift);
    expect(isReversible).toBe(false);
    expect(absoluteGap).toBeGreaterThan(1 - 1e-7);
  });

  test('a periodic chain has no absolute gap', () => {
    const { absoluteGap, relaxationTime, gap } = spectralGap(ring(4, 1, 0));
    expect([absoluteGap, relaxationTime]).toEqual([0, Infinity]);
    expect(gap).toBeCloseTo(1, 14);
    expect(spectralGap(ring(4, 0.5, 0.5)).absoluteGap).toBe(0);
  });

  test('a reducible chain is refused', () => {
    const absorbing = chainOf([
      [1, 0.5],
      [0, 0.5],
    ]);
    expect(() => spectralGap(absorbing)).toThrow(
      'spectralGap: `chain` must be irreducible (see `communicatingClasses`); received "2 classes"',
    );
  });

  test('one state is mixed', () => {
    expect(spectralGap(chainOf([[1]]))).toMatchObject({ gap: 1, absoluteGap: 1, relaxationTime: 1 });
  });
});

describe('mixingTime', () => {
  /** The definition, step by step. */
  const slow = (chain: FiniteChain, law: readonly number[], epsilon: number): number => {
    type Columns = readonly (readonly number[])[];
    const n = chain.numStates;
    let columns: Columns = Array.from({ length: n }, (_, from) =>
      Array.from({ length: n }, (_, to) => (to === from ? 1 : 0)),
    );
    for (let t = 0; ; t++) {
      const distances = columns.map((column) => column.reduce((sum, p, x) => sum + Math.abs(p - law[x]!), 0) / 2);
      if (Math.max(...distances) <= epsilon) return t;
      columns = columns.map((column) =>
        column.map((_, to) => column.reduce((sum, p, from) => sum + chain.transition[to * n + from]! * p, 0)),
      );
    }
  };

  test('is that of the definition', () => {
    const law = [0.1, 0.2, 0.3, 0.4];
    const chain = metropolisHastingsChain(ring(4, 0.3, 0.2), law);
    for (const epsilon of [0.9, 0.25, 0.1, 0.01, 1e-5])
      expect(mixingTime(chain, epsilon)).toBe(slow(chain, law, epsilon));
    const round = ring(9, 0.8, 0);
    expect(mixingTime(round)).toBe(slow(round, new Array(9).fill(1 / 9), 0.25));
  });

  test('a chain that draws afresh is mixed after one step, one that cannot be told apart before the first', () => {
    expect(
      mixingTime(
        chainOf([
          [0.3, 0.3],
          [0.7, 0.7],
        ]),
      ),
    ).toBe(1);
    expect(mixingTime(chainOf([[1]]))).toBe(0);
  });

  test('lies between the bounds of the relaxation time', () => {
    const chain = metropolisHastingsChain(ring(8, 0.4, 0.4), new Array(8).fill(1 / 8));
    const { relaxationTime } = spectralGap(chain);
    const time = mixingTime(chain, 0.01);
    expect(time).toBeGreaterThanOrEqual((relaxationTime - 1) * Math.log(1 / 0.02));
    expect(time).toBeLessThanOrEqual(Math.ceil(relaxationTime * Math.log(1 / (0.01 / 8))));
  });

  test('a periodic chain never mixes; a bad epsilon and a split chain are refused', () => {
    expect(mixingTime(ring(4, 1, 0))).toBe(Infinity);
    expect(() => mixingTime(ring(4, 0.3, 0), 0)).toThrow(
      'mixingTime: `epsilon` must be a number in (1e-9, 1); received 0',
    );
    const split = chainOf([
      [1, 0],
      [0, 1],
    ]);
    expect(() => mixingTime(split)).toThrow('mixingTime: `chain` must be a chain with one closed class of states');
    const almostSplit = chainOf([
      [1 - 1e-17, 1e-17],
      [1e-17, 1 - 1e-17],
    ]);
    expect(() => mixingTime(almostSplit)).toThrow('the tolerance is 0.25');
  });
});
