import { readFileSync } from 'node:fs';
import { key, stream, toNdarray } from '@yuragi/prob-core';
import { expectClose } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import {
  autocorrelation,
  bulkEffectiveSampleSize,
  meanStandardError,
  quantileStandardError,
  rHat,
  standardDeviationStandardError,
  tailEffectiveSampleSize,
} from './diagnostics.ts';
import { drawsOf, summary } from './summary.ts';

const chainsOf = (rows: readonly (readonly number[])[]) =>
  toNdarray(Float64Array.from(rows.flat()), [rows.length, rows[0]!.length]);

interface Case {
  readonly inputs: Readonly<Record<'chains' | 'n' | 'phi' | 'shift' | 'width', number>>;
  readonly outputs: Readonly<Record<string, number>>;
}
const { cases } = JSON.parse(readFileSync(new URL('../test/reference/diagnostics.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly Case[];
};

/** The draws of test/reference/diagnostics.py: Park and Miller's generator, AR(1), bit for bit. */
function referenceDraws({ chains, n, phi, shift, width }: Case['inputs']) {
  let state = 12345;
  const rows = Array.from({ length: chains }, (_, m) => {
    let x = 0;
    return Array.from({ length: n }, () => {
      let noise = -1.5;
      for (let k = 0; k < 3; k++) {
        state = (state * 48271) % 2147483647;
        noise += state / 2147483647;
      }
      x = phi * x + noise;
      return m * shift + (1 + m * width) * x;
    });
  });
  return chainsOf(rows);
}

describe('against an independent numpy program (test/reference/diagnostics.py)', () => {
  for (const { inputs, outputs } of cases)
    test(JSON.stringify(inputs), () => {
      const x = referenceDraws(inputs);
      const sum = x.data.reduce((total, value) => total + value, 0);
      expectClose(sum, outputs.sum, { abs: 1e-10 });
      const actual = {
        rHat: rHat(x),
        bulk: bulkEffectiveSampleSize(x),
        tail: tailEffectiveSampleSize(x),
        mean: meanStandardError(x),
        standardDeviation: standardDeviationStandardError(x),
        median: quantileStandardError(x, 0.5),
        quantile90: quantileStandardError(x, 0.9),
      };
      // FFT against direct sums, two inverses of the normal cdf: 1e-13 each, times some hundred lags.
      const { sum: _, ...expected } = outputs;
      expectClose(actual, expected, { rel: 1e-10 });
    });
});

describe('what the diagnostics see', () => {
  const independent = (name: string, numChains: number, n: number): number[][] => {
    const rng = stream(key(name));
    return Array.from({ length: numChains }, () => Array.from({ length: n }, () => rng.normal()));
  };

  test('independent draws: R-hat 1 and as many effective draws as draws', () => {
    const x = chainsOf(independent('independent', 4, 1000));
    expect(rHat(x)).toBeLessThan(1.01);
    // The estimate of tau = 1 has a relative error of a few per cent here.
    expect(bulkEffectiveSampleSize(x) / 4000).toBeGreaterThan(0.85);
    expect(bulkEffectiveSampleSize(x) / 4000).toBeLessThan(1.15);
  });

  test('a chain elsewhere, a wider chain, and a drift raise R-hat', () => {
    const rows = independent('apart', 4, 500);
    expect(rHat(chainsOf(rows.map((row, m) => row.map((x) => (m === 0 ? x + 1 : x)))))).toBeGreaterThan(1.05);
    expect(rHat(chainsOf(rows.map((row, m) => row.map((x) => (m === 0 ? 3 * x : x)))))).toBeGreaterThan(1.05);
    expect(rHat(chainsOf(rows.slice(0, 1).map((row) => row.map((x, t) => x + t / 200))))).toBeGreaterThan(1.05);
  });

  test('AR(1) of coefficient phi: tau = (1 + phi)/(1 - phi)', () => {
    const phi = 0.7;
    const rows = independent('AR', 4, 5000).map((row) => {
      let x = 0;
      return row.map((z) => {
        x = phi * x + Math.sqrt(1 - phi * phi) * z;
        return x;
      });
    });
    const x = chainsOf(rows);
    // Summing some 15 lags of 20 000 draws leaves a relative error of sqrt(4 * 15 / 20 000) = 5 %.
    const ratio = (4 * 5000) / bulkEffectiveSampleSize(x) / ((1 + phi) / (1 - phi));
    expect(Math.abs(ratio - 1)).toBeLessThan(0.25);
    const rho = autocorrelation(x, 3);
    expect(rho.shape).toEqual([4, 4]);
    for (let m = 0; m < 4; m++) {
      expect(rho.get(m, 0)).toBe(1);
      // Standard error about sqrt(2/n) = 0.02.
      for (let lag = 1; lag <= 3; lag++) expect(Math.abs(rho.get(m, lag) - phi ** lag)).toBeLessThan(0.1);
    }
  });

  test('antithetic chains are worth more than their length, at most S log10 S', () => {
    const turning = chainsOf(
      independent('antithetic', 2, 200).map((row) => row.map((z, t) => (t % 2 === 0 ? 1 : -1) + 0.01 * z)),
    );
    expect(bulkEffectiveSampleSize(turning)).toBeCloseTo(400 * Math.log10(400), 8);
  });

  test('invariance: monotone maps change no rank-normalised diagnostic, order of chains changes none', () => {
    const rows = independent('maps', 3, 100);
    const x = chainsOf(rows);
    expect(bulkEffectiveSampleSize(chainsOf(rows.map((row) => row.map(Math.exp))))).toBe(bulkEffectiveSampleSize(x));
    expect(tailEffectiveSampleSize(chainsOf(rows.toReversed()))).toBeCloseTo(tailEffectiveSampleSize(x), 9);
    expect(rHat(chainsOf(rows.toReversed()))).toBeCloseTo(rHat(x), 12);
  });

  test('constant draws have no R-hat and no size; chains stuck at two places have an infinite R-hat', () => {
    const constant = chainsOf([new Array(20).fill(3), new Array(20).fill(3)]);
    expect([rHat(constant), bulkEffectiveSampleSize(constant), quantileStandardError(constant, 0.5)]).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
    expect(rHat(chainsOf([new Array(20).fill(0), new Array(20).fill(1)]))).toBe(Infinity);
  });

  test('too few draws, NaN and bad arguments are refused or NaN', () => {
    const tiny = chainsOf([[1, 2, 3]]);
    expect(() => rHat(tiny)).toThrow(
      'rHat: `x` must have shape (chains, draws) with at least 4 draws; received shape (1, 3)',
    );
    expect(bulkEffectiveSampleSize(chainsOf([[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]]))).toBeNaN();
    expect(() =>
      rHat(
        chainsOf([
          [1, 2, 3, 4],
          [1, 2, Number.NaN, 4],
        ]),
      ),
    ).toThrow('rHat: `x[1, 2]` must be a finite number; received NaN');
    const x = chainsOf([[1, 2, 3, 4]]);
    expect(() => quantileStandardError(x, 1)).toThrow(
      'quantileStandardError: `p` must be a number in (0, 1); received 1',
    );
    expect(() => autocorrelation(x, 4)).toThrow('autocorrelation: `maxLag` must be below the 4 draws; received 4');
  });
});

describe('summary', () => {
  const values = toNdarray(
    Float64Array.from({ length: 2 * 50 * 2 }, (_, i) => (i % 2 === 0 ? (i * 37) % 101 : -((i * 53) % 97))),
    [2, 50, 2],
  );

  test('one row a quantity, of the same numbers as the functions', () => {
    const rows = summary({ names: ['a', 'b'], values });
    expect(rows.map(({ name }) => name)).toEqual(['a', 'b']);
    const b = drawsOf({ names: ['a', 'b'], values }, 'b');
    expect(b.shape).toEqual([2, 50]);
    expect(b.get(1, 3)).toBe(values.get(1, 3, 1));
    expect(rows[1]!.rHat).toBe(rHat(b));
    expect(rows[1]!.meanStandardError).toBe(meanStandardError(b));
    expect(rows[1]!.mean).toBeCloseTo(b.data.reduce((sum, x) => sum + x, 0) / 100, 12);
    expect(rows[1]!.quantile5).toBeLessThan(rows[1]!.median);
  });

  test('an unknown name and a wrong shape are named', () => {
    expect(() => drawsOf({ names: ['a', 'b'], values }, 'c')).toThrow(
      "drawsOf: `name` must be one of 'a', 'b'; received \"c\"",
    );
    expect(() => drawsOf({ names: ['a'], values }, 'a')).toThrow(
      'drawsOf: `values` must have shape (chains, draws, 1); received shape (2, 50, 2)',
    );
  });
});
