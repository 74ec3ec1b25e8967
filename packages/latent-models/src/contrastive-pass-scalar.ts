/**
 * Contrastive divergence on a mini-batch in plain TypeScript: the reference for the SIMD kernel of
 * `assembly/contrastive.ts`, which gives the same bits, and the path for engines that refuse WebAssembly.
 *
 * All arithmetic is f32, rounded after every operation; sums run over their index in rising order, and terms with a factor
 * of 0 are left out. With g = 1 for units 0/1 and g = 2 for units -1/+1:
 *
 *   field = bias + sum_i x_i w_i,   P(u = 1) = 1/(1 + exp(-g field)),   mean = g P + 1 - g
 *
 * exp is Moshier's Cephes `expf`, within 2 units in the last place on [-87, 87], where the argument is held.
 */
import type { UnitKind } from './boltzmann-units.ts';
import type { ContrastiveArrays, ContrastivePass } from './contrastive-pass.ts';

const f = Math.fround;
const LOG2E = /* @__PURE__ */ f(1.44269504088896341);
const LN2_LOW = /* @__PURE__ */ f(-2.1219444e-4);
const EXP = /* @__PURE__ */ Float32Array.of(
  1.98756915e-4,
  1.3981999507e-3,
  8.3334519073e-3,
  4.1665795894e-2,
  1.6666665459e-1,
  5.0000001201e-1,
);
const float = /* @__PURE__ */ new Float32Array(1);
const bits = /* @__PURE__ */ new Int32Array(float.buffer);

/** exp in f32 for x in [-87, 87]. */
function exp32(x: number): number {
  const k = Math.floor(f(f(x * LOG2E) + 0.5));
  const r = f(f(x - f(k * 0.693359375)) - f(k * LN2_LOW));
  let p = EXP[0]!;
  for (let i = 1; i < EXP.length; i++) p = f(f(p * r) + EXP[i]!);
  bits[0] = (k + 127) << 23;
  return f(f(f(f(p * f(r * r)) + r) + 1) * float[0]!);
}

/** Hidden units that go into one product of `hiddenSums`: 64 factors a lane, each at most 2, so that f32 holds it. */
export const CHUNK = 256;

/** Numbers in a padded row. */
export const strideOf = (length: number): number => (length + 3) & ~3;

/** How many numbers each array holds. */
export function arrayLengths(d: number, h: number, rows: number): Readonly<Record<keyof ContrastiveArrays, number>> {
  const [visible, hidden] = [strideOf(d), strideOf(h)];
  return {
    weights: d * hidden,
    visibleBias: visible,
    hiddenBias: hidden,
    weightVelocity: d * hidden,
    visibleVelocity: visible,
    hiddenVelocity: hidden,
    data: rows * visible,
    fantasy: rows * visible,
    dataMeans: rows * hidden,
    fantasyMeans: rows * hidden,
    hiddenStates: rows * hidden,
    uniforms: rows * Math.max(visible, hidden),
    sums: rows * Math.ceil(hidden / CHUNK) * 8,
  };
}

/** @param rows most rows at a time */
export function scalarContrastivePass(d: number, h: number, rows: number, units: UnitKind): ContrastivePass {
  const gain = units === 'spin' ? 2 : 1;
  const [visibleStride, hiddenStride] = [strideOf(d), strideOf(h)];
  const arrays = Object.fromEntries(
    Object.entries(arrayLengths(d, h, rows)).map(([name, length]) => [name, new Float32Array(length)]),
  ) as unknown as ContrastiveArrays;
  const { weights, data, fantasy, dataMeans, fantasyMeans, hiddenStates, uniforms } = arrays;

  /** P(u = 1) at a field. */
  const probability = (field: number): number => {
    const t = Math.max(-87, Math.min(87, f(field * -gain)));
    return f(1 / f(1 + exp32(t)));
  };
  const activate = (means: Float32Array, n: number, stride: number, count: number, states?: Float32Array): void => {
    for (let row = 0; row < count; row++)
      for (let at = row * stride; at < row * stride + n; at++) {
        const p = probability(means[at]!);
        means[at] = f(gain * p) + (1 - gain);
        if (states !== undefined) states[at] = uniforms[at]! < p ? 1 : 1 - gain;
      }
  };
  const fieldsOfHidden = (from: Float32Array, to: Float32Array, count: number): void => {
    for (let row = 0; row < count; row++)
      for (let j = 0; j < h; j++) {
        let sum = arrays.hiddenBias[j]!;
        for (let i = 0; i < d; i++) {
          const x = from[row * visibleStride + i]!;
          if (x !== 0) sum = f(sum + f(x * weights[i * hiddenStride + j]!));
        }
        to[row * hiddenStride + j] = sum;
      }
  };
  const fieldsOfVisible = (from: Float32Array, count: number): void => {
    for (let row = 0; row < count; row++)
      for (let i = 0; i < d; i++) {
        let sum = arrays.visibleBias[i]!;
        for (let j = 0; j < h; j++) {
          const z = from[row * hiddenStride + j]!;
          if (z !== 0) sum = f(sum + f(z * weights[i * hiddenStride + j]!));
        }
        fantasy[row * visibleStride + i] = sum;
      }
  };

  return {
    arrays,
    visibleStride,
    hiddenStride,
    transpose() {},
    hiddenFields: (count) => fieldsOfHidden(data, dataMeans, count),
    hidden(isFantasy, isDrawn, count) {
      const to = isFantasy ? fantasyMeans : dataMeans;
      fieldsOfHidden(isFantasy ? fantasy : data, to, count);
      activate(to, h, hiddenStride, count, isDrawn ? hiddenStates : undefined);
    },
    visible(count) {
      fieldsOfVisible(hiddenStates, count);
      activate(fantasy, d, visibleStride, count, fantasy);
    },
    reconstruct(count) {
      fieldsOfVisible(dataMeans, count);
      activate(fantasy, d, visibleStride, count);
    },
    hiddenSums(isTurned, count) {
      let to = 0;
      for (let row = 0; row < count; row++) {
        const i = row % d;
        const change = !isTurned ? 0 : data[row * visibleStride + i] === 1 ? -gain : gain;
        for (let begin = 0; begin < hiddenStride; begin += CHUNK, to += 8)
          for (let lane = 0; lane < 4; lane++) {
            let sum = 0;
            let product = 1;
            for (let j = begin + lane; j < Math.min(hiddenStride, begin + CHUNK); j += 4) {
              const t = f(dataMeans[row * hiddenStride + j]! + f(change * weights[i * hiddenStride + j]!));
              const size = Math.abs(t);
              sum = f(sum + (gain === 2 ? size : Math.max(0, t)));
              product = f(product * f(1 + exp32(Math.max(-87, f(size * -gain)))));
            }
            arrays.sums[to + lane] = sum;
            arrays.sums[to + 4 + lane] = product;
          }
      }
    },
    update(count, fantasies, ratio, rate, momentum, decay) {
      const [ratio32, rate32, momentum32, decay32] = [f(ratio), f(rate), f(momentum), f(decay)];
      const move = (value: Float32Array, step: Float32Array, at: number, plus: number, minus: number, loss: number) => {
        const before = value[at]!;
        const pull = f(f(rate32 * f(f(plus * ratio32) - minus)) - f(loss * before));
        step[at] = f(f(momentum32 * step[at]!) + pull);
        value[at] = before + step[at]!;
      };
      /** sum over rows of x_i h_j. */
      const product = (x: Float32Array, means: Float32Array, n: number, i: number, j: number): number => {
        let sum = 0;
        for (let row = 0; row < n; row++) {
          const value = x[row * visibleStride + i]!;
          if (value !== 0) sum = f(sum + f(value * means[row * hiddenStride + j]!));
        }
        return sum;
      };
      const columnSum = (x: Float32Array, stride: number, n: number, at: number): number => {
        let sum = 0;
        for (let row = 0; row < n; row++) sum = f(sum + x[row * stride + at]!);
        return sum;
      };
      for (let i = 0; i < d; i++)
        for (let j = 0; j < h; j++) {
          const plus = product(data, dataMeans, count, i, j);
          const minus = product(fantasy, fantasyMeans, fantasies, i, j);
          move(weights, arrays.weightVelocity, i * hiddenStride + j, plus, minus, decay32);
        }
      for (let i = 0; i < d; i++) {
        const plus = columnSum(data, visibleStride, count, i);
        const minus = columnSum(fantasy, visibleStride, fantasies, i);
        move(arrays.visibleBias, arrays.visibleVelocity, i, plus, minus, 0);
      }
      for (let j = 0; j < h; j++) {
        const plus = columnSum(dataMeans, hiddenStride, count, j);
        const minus = columnSum(fantasyMeans, hiddenStride, fantasies, j);
        move(arrays.hiddenBias, arrays.hiddenVelocity, j, plus, minus, 0);
      }
    },
  };
}
