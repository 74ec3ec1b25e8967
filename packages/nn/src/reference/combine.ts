/**
 * Maps of two elements, sums over an axis, copies and rows by index, each the loop that its line in `Kernels` says.
 */
import { type Kernels, type Pairwise, pairwise } from '../kernels.ts';

const pairs: Readonly<Record<Pairwise, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  divide: (a, b) => a / b,
};

const pairOf = (f: number): ((a: number, b: number) => number) =>
  pairs[(Object.keys(pairs) as Pairwise[]).find((name) => pairwise[name] === f)!];

/** The row that an index names: the nearest integer (ties to even) from 0 to rows - 1; 0 for NaN. */
export function rowOf(index: number, rows: number): number {
  if (!(index > 0)) return 0;
  const below = Math.floor(index);
  const isUp = index - below > 0.5 || (index - below === 0.5 && below % 2 === 1);
  return Math.min(isUp ? below + 1 : below, rows - 1);
}

/** The kernels of two elements, of sums and of copies over a memory, in plain TypeScript. */
export function combineReference(
  memory: () => Float32Array | Float64Array,
): Pick<Kernels, 'combine' | 'blend' | 'reduce' | 'repeat' | 'copyRows' | 'permute' | 'fill' | 'gather' | 'scatter'> {
  return {
    combine(out, a, b, outer, middle, inner, f) {
      const values = memory();
      const pair = pairOf(f);
      let at = 0;
      for (let o = 0; o < outer; o++) {
        for (let m = 0; m < middle; m++) {
          for (let i = 0; i < inner; i++, at++) {
            values[out / 4 + at] = pair(values[a / 4 + at]!, values[b / 4 + o * inner + i]!);
          }
        }
      }
    },

    blend(out, a, b, n, scaleA, scaleB) {
      const values = memory();
      for (let i = 0; i < n; i++) values[out / 4 + i] = scaleA * values[a / 4 + i]! + scaleB * values[b / 4 + i]!;
    },

    reduce(out, x, outer, middle, inner, scale) {
      const values = memory();
      for (let o = 0; o < outer; o++) {
        for (let i = 0; i < inner; i++) {
          let sum = 0;
          for (let m = 0; m < middle; m++) sum += values[x / 4 + (o * middle + m) * inner + i]!;
          values[out / 4 + o * inner + i] = scale * sum;
        }
      }
    },

    repeat(out, x, outer, middle, inner, scale) {
      const values = memory();
      let at = out / 4;
      for (let o = 0; o < outer; o++) {
        for (let m = 0; m < middle; m++) {
          for (let i = 0; i < inner; i++) values[at++] = scale * values[x / 4 + o * inner + i]!;
        }
      }
    },

    copyRows(out, x, rows, columns, outStride, xStride) {
      const values = memory();
      for (let i = 0; i < rows; i++) {
        for (let j = 0; j < columns; j++) values[out / 4 + i * outStride + j] = values[x / 4 + i * xStride + j]!;
      }
    },

    permute(out, x, n0, n1, n2, n3, s0, s1, s2, s3) {
      const values = memory();
      let at = out / 4;
      for (let i = 0; i < n0; i++) {
        for (let j = 0; j < n1; j++) {
          for (let k = 0; k < n2; k++) {
            for (let l = 0; l < n3; l++) values[at++] = values[x / 4 + i * s0 + j * s1 + k * s2 + l * s3]!;
          }
        }
      }
    },

    fill(out, n, value) {
      memory().fill(value, out / 4, out / 4 + n);
    },

    gather(out, table, indices, n, dimension, rows) {
      const values = memory();
      for (let i = 0; i < n; i++) {
        const row = rowOf(values[indices / 4 + i]!, rows);
        for (let j = 0; j < dimension; j++)
          values[out / 4 + i * dimension + j] = values[table / 4 + row * dimension + j]!;
      }
    },

    scatter(out, y, indices, n, dimension, rows) {
      const values = memory();
      values.fill(0, out / 4, out / 4 + rows * dimension);
      for (let i = 0; i < n; i++) {
        const row = rowOf(values[indices / 4 + i]!, rows);
        for (let j = 0; j < dimension; j++)
          values[out / 4 + row * dimension + j]! += values[y / 4 + i * dimension + j]!;
      }
    },
  };
}
