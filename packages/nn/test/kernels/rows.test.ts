/** Softmax and normalisation at odd shapes, against bounds that follow from the roundings of f32. */
import { key, stream } from '@yuragi/prob-core';
import { derivative } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { rowsReference } from '../../src/reference/rows.ts';
import { kernelBuilds, roundoff, testBed } from './harness.ts';

const shapes: [rows: number, columns: number][] = [
  [1, 1],
  [3, 2],
  [5, 3],
  [7, 4],
  [3, 7],
  [37, 10],
  [2, 64],
  [2, 301],
];

/** (batch, positions, channels, groups) */
const grouped: [number, number, number, number][] = [
  [3, 1, 1, 1],
  [1, 1, 2, 1],
  [7, 1, 37, 1],
  [2, 1, 64, 1],
  [2, 5, 3, 1],
  [2, 9, 12, 3],
  [3, 49, 6, 3],
  [2, 5, 5, 5],
  [1, 37, 10, 2],
  [2, 64, 32, 8],
];

describe.each(kernelBuilds())('the $name build', (build) => {
  const bedOf = (reference = rowsReference) => testBed(build, reference);

  /** Excesses of all kernels of rows. */
  function excesses(rows: number, columns: number, reference = rowsReference): Record<string, number> {
    const bed = bedOf(reference);
    const rng = stream(key('rows of logits'));
    const n = rows * columns;
    const logits = bed.normals(rng, n);
    // Logits of size 5, with an offset that a softmax must not feel.
    for (let i = 0; i < n; i++) {
      bed.values[logits / 4 + i] = 5 * bed.values[logits / 4 + i]! + 20;
      bed.expected[logits / 4 + i] = bed.values[logits / 4 + i]!;
    }
    const targets = bed.input(Array.from({ length: rows }, (_, i) => (i * 7) % columns));
    const [y, weights] = [bed.normals(rng, n), bed.normals(rng, rows)];
    const [p, slope, lse, loss, gradient] = [
      bed.output(n),
      bed.output(n),
      bed.output(rows),
      bed.output(rows),
      bed.output(n),
    ];
    const inPlace = bed.input(bed.values.slice(logits / 4, logits / 4 + n));
    bed.run((kernels) => {
      kernels.softmax(p, logits, rows, columns);
      kernels.softmax(inPlace, inPlace, rows, columns);
      kernels.softmaxDerivative(slope, y, p, rows, columns);
      kernels.logSumExp(lse, logits, rows, columns);
      kernels.crossEntropy(loss, logits, targets, rows, columns);
      kernels.crossEntropyDerivative(gradient, weights, logits, targets, rows, columns);
    });
    expect(bed.isIntact()).toBe(true);
    const at = (address: number, i: number): number => Math.abs(bed.expected[address / 4 + i]!);
    // Differences of logits are exact to one rounding of a number up to R, which exp makes relative; exp itself rounds to
    // one ulp, the sum takes columns/4 + 3 additions, and two more roundings scale.
    const R = 50;
    const relative = (2 * R + columns / 4 + 12) * roundoff;
    const row = (i: number): number => Math.floor(i / columns);
    const meanOf = (r: number): number => {
      let sum = 0;
      for (let j = 0; j < columns; j++) sum += at(p, r * columns + j) * at(y, r * columns + j);
      return sum;
    };
    const bound = (i: number): number => relative * (at(p, i) * (2 * at(y, i) + 3 * meanOf(row(i))));
    return {
      softmax: bed.excess(p, n, (i) => relative * at(p, i)),
      'softmax in place': bed.excess(inPlace, n, (i) => relative * at(p, i)),
      softmaxDerivative: bed.excess(slope, n, bound),
      logSumExp: bed.excess(lse, rows, (i) => relative + 3 * roundoff * at(lse, i)),
      crossEntropy: bed.excess(loss, rows, (i) => relative + 3 * roundoff * at(loss, i)),
      crossEntropyDerivative: bed.excess(
        gradient,
        n,
        (i) => (relative * at(p, i) + 2 * roundoff) * at(weights, row(i)),
      ),
    };
  }

  test.each(shapes)('softmax and its kin of %d rows of %d', (rows, columns) => {
    for (const [name, excess] of Object.entries(excesses(rows, columns))) expect(excess, name).toBeLessThanOrEqual(1);
  });

  test('a derivative without the mean, and a loss without its target, are rejected', () => {
    const mutant: typeof rowsReference = (memory) => ({
      ...rowsReference(memory),
      softmaxDerivative: (out, y, p, rows, columns) => {
        const values = memory();
        for (let i = 0; i < rows * columns; i++) values[out / 4 + i] = values[p / 4 + i]! * values[y / 4 + i]!;
      },
      crossEntropy: (out, x, _, rows, columns) => rowsReference(memory).logSumExp(out, x, rows, columns),
    });
    const found = excesses(3, 7, mutant);
    expect(found.softmaxDerivative).toBeGreaterThan(1);
    expect(found.crossEntropy).toBeGreaterThan(1);
  });

  test('masked and degenerate rows', () => {
    const bed = bedOf();
    const x = bed.input([-Infinity, 1, -Infinity, 1, -Infinity, ...new Array(5).fill(-Infinity), 1e30, 1, 0, 0, -1e30]);
    const [p, lse] = [bed.output(15), bed.output(3)];
    bed.run((kernels) => {
      kernels.softmax(p, x, 3, 5);
      kernels.logSumExp(lse, x, 3, 5);
    });
    const rows = Array.from({ length: 3 }, (_, i) => [...bed.values.slice(p / 4 + 5 * i, p / 4 + 5 * i + 5)]);
    expect(rows).toEqual([[0, 0.5, 0, 0.5, 0], new Array(5).fill(NaN), [1, 0, 0, 0, 0]]);
    expect(bed.excess(p, 15, 0)).toBe(0);
    expect(bed.values[lse / 4]).toBeCloseTo(1 + Math.LN2, 6);
    expect(bed.values[lse / 4 + 1]).toBe(-Infinity);
    expect(bed.values[lse / 4 + 2]).toBe(Math.fround(1e30));
  });

  /** Excesses of normalisation of x = offset + z, and of its derivative. */
  function normalised(
    [batch, positions, channels, groups]: [number, number, number, number],
    offset: number,
    reference = rowsReference,
  ): Record<string, number> {
    const bed = bedOf(reference);
    const rng = stream(key('groups'));
    const n = batch * positions * channels;
    const x = bed.normals(rng, n);
    for (let i = 0; i < n; i++) {
      bed.values[x / 4 + i]! += offset;
      bed.expected[x / 4 + i] = bed.values[x / 4 + i]!;
    }
    const y = bed.normals(rng, n);
    const [out, scales, again, slope] = [bed.output(n), bed.output(batch * groups), bed.output(n), bed.output(n)];
    bed.run((kernels) => {
      kernels.normalise(out, scales, x, batch, positions, channels, groups, 0.01);
      kernels.normalise(again, 0, x, batch, positions, channels, groups, 0.01);
      kernels.normaliseDerivative(slope, y, out, scales, batch, positions, channels, groups);
    });
    expect(bed.isIntact()).toBe(true);
    const count = (positions * channels) / groups;
    const width = channels / groups;
    const scaleOf = (i: number): number => {
      const [b, g] = [Math.floor(i / (positions * channels)), Math.floor((i % channels) / width)];
      return bed.expected[scales / 4 + b * groups + g]!;
    };
    const at = (address: number, i: number): number => Math.abs(bed.expected[address / 4 + i]!);
    // Sums of a group take count/4 + 6 additions of numbers of order one (the mean is found twice, so that its error is one
    // rounding of the offset); variance and mean of a product share that. y and z are normals: at most 5.
    const sum = (count / 4 + 12) * roundoff;
    const bound = (i: number): number => scaleOf(i) * (2 * offset * roundoff + 2 * sum) + sum * at(out, i);
    return {
      normalise: bed.excess(out, n, bound),
      'normalise without scales': bed.excess(again, n, bound),
      scales: bed.excess(scales, batch * groups, (i) => sum * at(scales, i)),
      // The derivative takes the normalised values with their error.
      normaliseDerivative: bed.excess(slope, n, (i) => scaleOf(i) * (1 + at(out, i)) * (10 * sum + 5 * bound(i))),
    };
  }

  test.each(grouped)('normalisation of batch %d, %d positions, %d channels, %d groups', (...shape) => {
    for (const offset of [0, 100]) {
      for (const [name, excess] of Object.entries(normalised(shape, offset))) {
        expect(excess, `${name}, mean ${offset}`).toBeLessThanOrEqual(1);
      }
    }
  });

  test('the variance over count - 1, and a derivative without its second term, are rejected', () => {
    const mutant: typeof rowsReference = (memory) => ({
      ...rowsReference(memory),
      normalise: (out, scales, x, batch, positions, channels, groups, epsilon) => {
        rowsReference(memory).normalise(out, scales, x, batch, positions, channels, groups, epsilon);
        const values = memory();
        const count = (positions * channels) / groups;
        const shrink = Math.sqrt((count - 1) / count);
        for (let i = 0; i < batch * positions * channels; i++) values[out / 4 + i]! *= shrink;
      },
      normaliseDerivative: (out, y, _, scales, batch, positions, channels) => {
        const values = memory();
        const n = positions * channels;
        for (let i = 0; i < batch * n; i++) {
          values[out / 4 + i] = values[scales / 4 + Math.floor(i / n)]! * values[y / 4 + i]!;
        }
      },
    });
    const found = normalised([2, 5, 3, 1], 0, mutant);
    expect(found.normalise).toBeGreaterThan(1);
    expect(found.normaliseDerivative).toBeGreaterThan(1);
  });
});

describe('the reference', () => {
  /** d/dt of sum_i weights_i f(x + t direction)_i at 0, by central differences of a kernel. */
  function directional(f: (x: number[]) => number[], x: number[], direction: number[], weights: number[]): number {
    return derivative(
      (t) => f(x.map((xi, i) => xi + t * direction[i]!)).reduce((sum, fi, i) => sum + weights[i]! * fi, 0),
      0,
    );
  }
  const memory = new Float64Array(256);
  const kernels = rowsReference(() => memory);
  const put = (address: number, values: number[]): void => memory.set(values, address / 4);
  const get = (address: number, n: number): number[] => [...memory.slice(address / 4, address / 4 + n)];
  const x = [0.3, -1.2, 0.7, 2.1, -0.4, 0.9];
  const y = [1.1, 0.2, -0.5, 0.4, 0.8, -1.3];
  const direction = [-0.6, 0.4, 1.3, -0.2, 0.5, 0.1];

  /** The kernel's n results at `to`, with x at 16. */
  function run(at: number[], call: () => void, to: number, n: number): number[] {
    put(16, at);
    call();
    return get(to, n);
  }
  const along = (slope: number[]): number => slope.reduce((sum, s, i) => sum + s * direction[i]!, 0);

  test('softmaxDerivative and normaliseDerivative are the symmetric Jacobians', () => {
    const softmax = (at: number[]) => run(at, () => kernels.softmax(112, 16, 2, 3), 112, 6);
    softmax(x);
    put(208, y);
    kernels.softmaxDerivative(304, 208, 112, 2, 3);
    expect(along(get(304, 6))).toBeCloseTo(directional(softmax, x, direction, y), 9);

    const normalise = (at: number[]) => run(at, () => kernels.normalise(112, 400, 16, 1, 3, 2, 2, 0.01), 112, 6);
    normalise(x);
    put(208, y);
    kernels.normaliseDerivative(304, 208, 112, 400, 1, 3, 2, 2);
    expect(along(get(304, 6))).toBeCloseTo(directional(normalise, x, direction, y), 9);
  });

  test('crossEntropyDerivative is the gradient of crossEntropy', () => {
    const weights = [0.7, -1.4];
    put(608, [2, 0]);
    const loss = (at: number[]) => run(at, () => kernels.crossEntropy(112, 16, 608, 2, 3), 112, 2);
    put(16, x);
    put(208, weights);
    kernels.crossEntropyDerivative(304, 208, 16, 608, 2, 3);
    expect(along(get(304, 6))).toBeCloseTo(directional(loss, x, direction, weights), 9);
  });
});
