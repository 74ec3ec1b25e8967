/**
 * Softmax and its kin by rows, and normalisation by groups of channels (Ioffe and Szegedy 2015; layers: Ba, Kiros and
 * Hinton 2016; groups: Wu and He 2018).
 */
import type { Kernels } from '../kernels.ts';
import { rowOf } from './combine.ts';

/** Kernels of rows and groups over a memory, in plain TypeScript. */
export function rowsReference(
  memory: () => Float32Array | Float64Array,
): Pick<
  Kernels,
  | 'softmax'
  | 'softmaxDerivative'
  | 'logSumExp'
  | 'crossEntropy'
  | 'crossEntropyDerivative'
  | 'normalise'
  | 'normaliseDerivative'
> {
  function softmax(x: ArrayLike<number>, at: number, columns: number): number[] {
    const row = Array.from({ length: columns }, (_, j) => x[at + j]!);
    const most = Math.max(...row);
    const powers = row.map((xj) => Math.exp(xj - most));
    const sum = powers.reduce((a, b) => a + b);
    return powers.map((power) => power / sum);
  }

  /** log sum_j exp x_j - shift; an infinite largest entry is the sum's own logarithm. */
  function logSumExp(x: ArrayLike<number>, at: number, columns: number, shift: number): number {
    let most = -Infinity;
    for (let j = 0; j < columns; j++) most = Math.max(most, x[at + j]!);
    let sum = 0;
    for (let j = 0; j < columns; j++) sum += Math.exp(x[at + j]! - most);
    return most - shift + (Math.abs(most) === Infinity ? 0 : Math.log(sum));
  }

  /** The indices of the elements of a group. */
  function* group(b: number, g: number, positions: number, channels: number, groups: number): Generator<number> {
    const width = channels / groups;
    for (let p = 0; p < positions; p++) {
      for (let c = 0; c < width; c++) yield (b * positions + p) * channels + g * width + c;
    }
  }

  return {
    softmax(out, x, rows, columns) {
      const values = memory();
      for (let i = 0; i < rows; i++) values.set(softmax(values, x / 4 + i * columns, columns), out / 4 + i * columns);
    },

    softmaxDerivative(out, y, p, rows, columns) {
      const values = memory();
      for (let i = 0; i < rows; i++) {
        const at = i * columns;
        let mean = 0;
        for (let j = 0; j < columns; j++) mean += values[p / 4 + at + j]! * values[y / 4 + at + j]!;
        for (let j = 0; j < columns; j++) {
          values[out / 4 + at + j] = values[p / 4 + at + j]! * (values[y / 4 + at + j]! - mean);
        }
      }
    },

    logSumExp(out, x, rows, columns) {
      const values = memory();
      for (let i = 0; i < rows; i++) values[out / 4 + i] = logSumExp(values, x / 4 + i * columns, columns, 0);
    },

    crossEntropy(out, x, targets, rows, columns) {
      const values = memory();
      for (let i = 0; i < rows; i++) {
        const at = x / 4 + i * columns;
        const target = values[at + rowOf(values[targets / 4 + i]!, columns)]!;
        values[out / 4 + i] = logSumExp(values, at, columns, target);
      }
    },

    crossEntropyDerivative(out, y, x, targets, rows, columns) {
      const values = memory();
      for (let i = 0; i < rows; i++) {
        const difference = softmax(values, x / 4 + i * columns, columns);
        difference[rowOf(values[targets / 4 + i]!, columns)]! -= 1;
        const weight = values[y / 4 + i]!;
        difference.forEach((d, j) => {
          values[out / 4 + i * columns + j] = weight * d;
        });
      }
    },

    normalise(out, scales, x, batch, positions, channels, groups, epsilon) {
      const values = memory();
      const count = (positions * channels) / groups;
      for (let b = 0; b < batch; b++) {
        for (let g = 0; g < groups; g++) {
          const members = [...group(b, g, positions, channels, groups)];
          let mean = 0;
          for (const i of members) mean += values[x / 4 + i]! / count;
          let variance = 0;
          for (const i of members) variance += (values[x / 4 + i]! - mean) ** 2 / count;
          const scale = 1 / Math.sqrt(variance + epsilon);
          for (const i of members) values[out / 4 + i] = (values[x / 4 + i]! - mean) * scale;
          if (scales !== 0) values[scales / 4 + b * groups + g] = scale;
        }
      }
    },

    normaliseDerivative(out, y, normalised, scales, batch, positions, channels, groups) {
      const values = memory();
      const count = (positions * channels) / groups;
      for (let b = 0; b < batch; b++) {
        for (let g = 0; g < groups; g++) {
          const members = [...group(b, g, positions, channels, groups)];
          let mean = 0;
          let slope = 0;
          for (const i of members) {
            mean += values[y / 4 + i]! / count;
            slope += (values[y / 4 + i]! * values[normalised / 4 + i]!) / count;
          }
          const scale = values[scales / 4 + b * groups + g]!;
          for (const i of members) {
            values[out / 4 + i] = scale * (values[y / 4 + i]! - mean - values[normalised / 4 + i]! * slope);
          }
        }
      }
    },
  };
}
