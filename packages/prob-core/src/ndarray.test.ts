import { assertCounts } from '@yuragi/testkit';
import type { NdArray } from 'ndarray';
import { describe, expect, test } from 'vitest';
import { key } from './key.ts';
import { columnCovariances, columnMeans, splitRows, standardise, takeRows, whiten } from './ndarray.ts';
import { toNdarray } from './ndarray-boundary.ts';
import { stream } from './rng.ts';

type Table = NdArray<Float64Array>;

/** Rows of a table in order, whatever its strides. */
const rowsOf = (x: Table): number[][] =>
  Array.from({ length: x.shape[0]! }, (_, i) => Array.from({ length: x.shape[1]! }, (_, j) => x.get(i, j)));

const table = (rows: readonly (readonly number[])[]): Table =>
  toNdarray(Float64Array.from(rows.flat()), [rows.length, rows[0]!.length]);

const rows = [
  [1, 10, 5],
  [2, 30, 5],
  [4, 20, 5],
  [5, 40, 5],
];

/** The same table behind other strides: transposed, reversed, and as a part of a larger one. */
const disguises: [string, (rows: readonly (readonly number[])[]) => Table][] = [
  ['row-major', table],
  ['transposed', (r) => table(r[0]!.map((_, j) => r.map((row) => row[j]!))).transpose(1, 0)],
  ['reversed', (r) => table([...r].reverse()).step(-1, 1)],
  [
    'a part',
    (r) =>
      table([r[0]!, ...r].map((row) => [-1, ...row, -1]))
        .lo(1, 1)
        .hi(r.length, r[0]!.length),
  ],
];

const near = (values: readonly number[]): number[] => values.map((x) => expect.closeTo(x, 12) as never);

describe.each(disguises)('on a table that is %s', (_, disguise) => {
  const x = disguise(rows);
  const varying = disguise(rows.map((row) => row.slice(0, 2)));

  test('columnMeans and columnCovariances', () => {
    expect(Array.from(columnMeans(x))).toEqual([3, 25, 5]);
    // Deviations -2 -1 1 2 and -15 5 -5 15: variances 2.5 and 125, covariance (30 - 5 - 5 + 30)/4 = 12.5.
    expect(rowsOf(columnCovariances(x))).toEqual([
      [2.5, 12.5, 0],
      [12.5, 125, 0],
      [0, 0, 0],
    ]);
    expect(columnCovariances(x, { divisor: 'n-1' }).get(0, 1)).toBeCloseTo(50 / 3, 13);
  });

  test('standardise gives columns of mean 0 and variance 1, centres a constant one, and back', () => {
    const map = standardise(x);
    expect(Array.from(map.scale)).toEqual(near([Math.sqrt(2.5), Math.sqrt(125), 1]));
    const y = map.forward(x);
    expect(Array.from(columnMeans(y))).toEqual(near([0, 0, 0]));
    expect([0, 1, 2].map((j) => columnCovariances(y).get(j, j))).toEqual(near([1, 1, 0]));
    expect(rowsOf(map.inverse(y)).flat()).toEqual(near(rows.flat()));
  });

  test('whiten gives uncorrelated columns of variance 1, and back', () => {
    const map = whiten(varying);
    expect(map.rank).toBe(2);
    expect(map.explainedVariance).toBeCloseTo(1, 14);
    const y = map.forward(varying);
    expect(rowsOf(columnCovariances(y)).flat()).toEqual(near([1, 0, 0, 1]));
    expect(rowsOf(map.inverse(y)).flat()).toEqual(near(rowsOf(varying).flat()));
  });

  test('takeRows copies rows in order, with repeats', () => {
    expect(rowsOf(takeRows(x, [3, 0, 0]))).toEqual([rows[3], rows[0], rows[0]]);
  });

  test('nothing writes to the table', () => {
    const before = x.data.slice();
    columnCovariances(x);
    standardise(x).forward(x);
    whiten(x).forward(x);
    takeRows(x, [1]);
    expect(x.data).toEqual(before);
  });
});

describe('whiten', () => {
  test('keeps the directions of largest variance; inverse(forward(x)) is the projection on them', () => {
    const map = whiten(table(rows), { rank: 1 });
    const trace = 127.5;
    const top = trace / 2 + Math.sqrt((trace / 2) ** 2 - (2.5 * 125 - 12.5 ** 2));
    expect(map.scale[0]).toBeCloseTo(Math.sqrt(top), 12);
    expect(map.explainedVariance).toBeCloseTo(top / trace, 13);
    const projected = rowsOf(map.inverse(map.forward(table(rows))));
    const [a, b] = [map.directions[0]!, map.directions[1]!];
    for (const [i, row] of rows.entries()) {
      const along = a * (row[0]! - 3) + b * (row[1]! - 25);
      expect(projected[i]).toEqual(near([3 + along * a, 25 + along * b, 5]));
    }
  });

  test('finds the rank of the data', () => {
    expect(whiten(table(rows)).rank).toBe(2);
  });

  test('refuses constant data and a rank that is not there', () => {
    expect(() =>
      whiten(
        table([
          [1, 2],
          [1, 2],
        ]),
      ),
    ).toThrow('whiten: `x` must be data with at least one column that varies');
    expect(() => whiten(table(rows), { rank: 3 })).toThrow(
      'whiten: `rank` must be at most 2, the rank of the data; received 3',
    );
    expect(() => whiten(table(rows), { rank: 0 })).toThrow('whiten: `rank` must be an integer >= 1; received 0');
  });
});

describe('bad tables are refused by name', () => {
  test.each([
    ['columnMeans', columnMeans],
    ['columnCovariances', columnCovariances],
    ['standardise', standardise],
    ['whiten', whiten],
  ] as const)('%s', (name, f) => {
    expect(() => f(toNdarray(new Float64Array(3), [3]))).toThrow(
      `${name}: \`x\` must have shape (n, d); received shape (3)`,
    );
    expect(() => f(toNdarray(new Float64Array(0), [0, 3]))).toThrow('received shape (0, 3)');
    for (const bad of [Number.NaN, Infinity])
      expect(() =>
        f(
          table([
            [1, 2],
            [bad, 4],
          ]),
        ),
      ).toThrow(`${name}: \`x[1, 0]\` must be a finite number; received ${bad}`);
    expect(() => f(undefined as never)).toThrow(`${name}: \`x\` must have shape (n, d)`);
  });

  test('a NaN hidden behind a larger entry is found', () => {
    expect(() =>
      columnMeans(
        table([
          [Number.NaN, 1],
          [3, 2],
        ]),
      ),
    ).toThrow('`x[0, 0]` must be a finite number');
  });

  test('finite tables whose range overflows are taken', () => {
    expect(Array.from(columnMeans(table([[-1e308], [1e308]])))).toEqual([0]);
  });

  test('widths that do not fit the map', () => {
    const map = standardise(table(rows));
    expect(() => map.forward(table([[1, 2]]))).toThrow(
      'standardise.forward: `x` must have shape (n, 3); received shape (1, 2)',
    );
    expect(() => map.inverse(table([[1, 2]]))).toThrow('standardise.inverse: `x` must have shape (n, 3)');
    const white = whiten(table(rows));
    expect(() => white.forward(table([[1, 2]]))).toThrow('whiten.forward: `x` must have shape (n, 3)');
    expect(() => white.inverse(table([[1, 2, 3]]))).toThrow('whiten.inverse: `x` must have shape (n, 2)');
  });

  test('one row has no unbiased covariance, and rows out of range are none', () => {
    expect(() => columnCovariances(table([[1, 2]]), { divisor: 'n-1' })).toThrow(
      'columnCovariances: `x` must be at least two rows for divisor n-1; received 1',
    );
    for (const row of [4, -1, 0.5])
      expect(() => takeRows(table(rows), [0, row])).toThrow(
        `takeRows: \`rows[1]\` must be an integer in 0..3; received ${row}`,
      );
  });
});

describe('splitRows', () => {
  test('holds every row once, ascending', () => {
    const { training, heldOut } = splitRows(stream(key(1)), 10, 0.3);
    expect([training.length, heldOut.length]).toEqual([7, 3]);
    expect([...training, ...heldOut].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    for (const part of [training, heldOut]) expect(part).toEqual(part.slice().sort((a, b) => a - b));
  });

  test('splits each class in the same proportion', () => {
    const labels = Array.from({ length: 100 }, (_, i) => (i % 10 < 2 ? 1 : 0));
    const { heldOut } = splitRows(stream(key(2)), 100, 0.25, { labels });
    expect([...heldOut].filter((i) => labels[i] === 1)).toHaveLength(5);
    expect(heldOut).toHaveLength(25);
  });

  test('every row is held out equally often', () => {
    const rng = stream(key('every row is held out equally often'));
    const counts = new Array(5).fill(0);
    for (let trial = 0; trial < 5000; trial++) counts[splitRows(rng, 5, 0.2).heldOut[0]!]++;
    assertCounts(counts, new Array(5).fill(0.2));
  });

  test('refuses fractions that leave a side empty, and labels of another length', () => {
    const rng = stream(key(3));
    for (const fraction of [0, 1, Number.NaN])
      expect(() => splitRows(rng, 10, fraction)).toThrow(
        `splitRows: \`heldOutFraction\` must be a number in (0, 1); received ${fraction}`,
      );
    expect(() => splitRows(rng, 10, 0.01)).toThrow('a fraction that leaves rows on both sides; received 0.01');
    expect(() => splitRows(rng, 10, 0.99)).toThrow('a fraction that leaves rows on both sides; received 0.99');
    expect(() => splitRows(rng, 1, 0.5)).toThrow('splitRows: `n` must be an integer >= 2; received 1');
    expect(() => splitRows(rng, 4, 0.5, { labels: [1] })).toThrow(
      'splitRows: `labels` must have length 4; received shape (1)',
    );
  });
});
