import { key, stream, toNdarray } from '@yuragi/prob-core';
import { describe, expect, test } from 'vitest';
import {
  additiveReversibilisation,
  checkBalance,
  checkConservation,
  checkDetailedBalance,
  evolve,
  type FiniteChain,
  finiteChain,
  metropolisHastingsChain,
  probabilityCurrents,
  timeReversal,
} from './finite-chain.ts';

const matrix = (rows: readonly (readonly number[])[]) =>
  toNdarray(Float64Array.from(rows.flat()), [rows.length, rows[0]!.length]);
const chainOf = (rows: readonly (readonly number[])[]): FiniteChain => finiteChain(matrix(rows));

/** Goes round with probability 0.7, back with 0.2, stays with 0.1; uniform law, not reversible. */
const carousel = chainOf([
  [0.1, 0.2, 0.7],
  [0.7, 0.1, 0.2],
  [0.2, 0.7, 0.1],
]);
const third = [1 / 3, 1 / 3, 1 / 3];

const randomLaw = (name: string, n: number): Float64Array => {
  const rng = stream(key(name));
  const weights = Float64Array.from({ length: n }, () => 0.05 + rng.uniform());
  const total = weights.reduce((sum, w) => sum + w, 0);
  return weights.map((w) => w / total);
};
const randomProposal = (name: string, n: number): FiniteChain => {
  const columns = Array.from({ length: n }, (_, i) => randomLaw(`${name} ${i}`, n));
  return chainOf(Array.from({ length: n }, (_, to) => columns.map((column) => column[to]!)));
};

describe('the convention', () => {
  test('W acts on columns: W[to, from] moves mass from `from` to `to`', () => {
    const oneWay = chainOf([
      [0.25, 0],
      [0.75, 1],
    ]);
    expect(Array.from(evolve(oneWay, [1, 0], 1))).toEqual([0.25, 0.75]);
    expect(Array.from(evolve(oneWay, [0, 1], 5))).toEqual([0, 1]);
    expect(evolve(oneWay, [1, 0], 3)[0]).toBe(0.25 ** 3);
  });

  test('a matrix with rows that sum to one is refused, with the column that does not', () => {
    const rows = [
      [0.25, 0.75],
      [0, 1],
    ];
    expect(() => chainOf(rows)).toThrow(
      'finiteChain: `transition[:, 0]` must be a column of probabilities that sum to 1 (column = state left); received [0.25, 0]',
    );
    expect(checkConservation(matrix(rows))).toEqual({ maxError: 0.75, worstState: 0 });
  });

  test('negative entries and shapes are named', () => {
    const negative = [
      [1.25, 0],
      [-0.25, 1],
    ];
    expect(checkConservation(matrix(negative))).toEqual({ maxError: 0.25, worstState: 0 });
    expect(() => chainOf(negative)).toThrow('received [1.25, -0.25]');
    expect(() => finiteChain(toNdarray(new Float64Array(6), [2, 3]))).toThrow(
      'finiteChain: `transition` must have shape (n, 2); received shape (2, 3)',
    );
    expect(() => chainOf([[Number.NaN]])).toThrow('finiteChain: `transition[0]` must be a finite number; received NaN');
  });

  test('the matrix is copied', () => {
    const data = Float64Array.of(1, 0, 0, 1);
    const chain = finiteChain(toNdarray(data, [2, 2]));
    data[0] = 0;
    expect(chain.transition[0]).toBe(1);
  });
});

describe('balance', () => {
  test('the fault and the state where it is largest', () => {
    const { maxError, worstState } = checkBalance(carousel, [0.5, 0.25, 0.25]);
    // W p = (0.275, 0.425, 0.3).
    expect(worstState).toBe(0);
    expect(maxError).toBeCloseTo(0.225, 15);
    expect(checkBalance(carousel, third).maxError).toBeLessThan(1e-16);
  });

  test('detailed balance names the current and its direction', () => {
    const { maxError, from, to } = checkDetailedBalance(carousel, third);
    expect(maxError).toBeCloseTo(0.5 / 3, 15);
    expect(carousel.transition[to * 3 + from]).toBe(0.7);
  });

  test('a chain may balance without detailed balance: the current flows round', () => {
    const currents = probabilityCurrents(carousel, third);
    for (let x = 0; x < 3; x++) {
      expect(currents.get((x + 1) % 3, x)).toBeCloseTo(0.5 / 3, 15);
      expect(currents.get(x, (x + 1) % 3)).toBe(-currents.get((x + 1) % 3, x));
      expect(currents.get(x, 0) + currents.get(x, 1) + currents.get(x, 2)).toBeCloseTo(0, 15);
    }
  });

  test('laws are checked', () => {
    expect(() => checkBalance(carousel, [0.5, 0.5])).toThrow('checkBalance: `law` must have length 3');
    expect(() => checkDetailedBalance(carousel, [1, 1, 1])).toThrow(
      'checkDetailedBalance: `law` must be probabilities that sum to 1; received [1, 1, 1]',
    );
    expect(() => evolve(carousel, third, -1)).toThrow('evolve: `numSteps` must be an integer >= 0; received -1');
  });
});

describe('metropolisHastingsChain', () => {
  test('detailed balance holds below 1e-12 for any proposal, however asymmetric', () => {
    for (const n of [2, 5, 12]) {
      const law = randomLaw(`law ${n}`, n);
      const chain = metropolisHastingsChain(randomProposal(`proposal ${n}`, n), law);
      expect(checkDetailedBalance(chain, law).maxError).toBeLessThan(1e-16);
      expect(checkBalance(chain, law).maxError).toBeLessThan(1e-15);
    }
  });

  test('with the proposals the other way round in the ratio, balance fails', () => {
    const n = 4;
    const law = randomLaw('law', n);
    const { transition: c } = randomProposal('proposal', n);
    const w = new Float64Array(n * n);
    for (let from = 0; from < n; from++) {
      w[from * n + from] = 1;
      for (let to = 0; to < n; to++) {
        if (to === from) continue;
        const forward = c[to * n + from]!;
        const entry = forward * Math.min(1, (law[to]! * forward) / (law[from]! * c[from * n + to]!));
        w[to * n + from] = entry;
        w[from * n + from]! -= entry;
      }
    }
    expect(checkBalance(finiteChain(toNdarray(w, [n, n])), law).maxError).toBeGreaterThan(0.01);
  });

  test('states of probability zero are left and never entered', () => {
    const uniform = chainOf(Array.from({ length: 3 }, () => third));
    const { transition } = metropolisHastingsChain(uniform, [0.5, 0.5, 0]);
    expect([transition[6], transition[7], transition[8]]).toEqual([0, 0, expect.closeTo(1 / 3, 15)]);
  });
});

describe('timeReversal and additiveReversibilisation', () => {
  test('reversal turns the currents round, twice is the chain itself, and a reversible chain is its own', () => {
    const reversed = timeReversal(carousel, third);
    const forward = probabilityCurrents(carousel, third);
    const backward = probabilityCurrents(reversed, third);
    for (let i = 0; i < 9; i++) expect(backward.data[i]).toBeCloseTo(-forward.data[i]!, 15);
    const twice = timeReversal(reversed, third).transition;
    for (let i = 0; i < 9; i++) expect(twice[i]).toBeCloseTo(carousel.transition[i]!, 15);
    const law = randomLaw('law', 6);
    const reversible = metropolisHastingsChain(randomProposal('proposal', 6), law);
    const same = timeReversal(reversible, law).transition;
    for (let i = 0; i < 36; i++) expect(same[i]).toBeCloseTo(reversible.transition[i]!, 14);
  });

  test('the additive reversibilisation is reversible with the same law', () => {
    const symmetric = additiveReversibilisation(carousel, third);
    expect(checkDetailedBalance(symmetric, third).maxError).toBeLessThan(1e-16);
    expect(checkBalance(symmetric, third).maxError).toBeLessThan(1e-16);
  });

  test('a law that is not stationary, or has zeros, is refused', () => {
    expect(() => timeReversal(carousel, [0.5, 0.25, 0.25])).toThrow(
      /^timeReversal: `law` must be stationary; state 0 gains or loses 0\.22/,
    );
    expect(() => timeReversal(carousel, [0.5, 0.5, 0])).toThrow(
      'timeReversal: `law[2]` must be a number > 0; received 0',
    );
  });
});
