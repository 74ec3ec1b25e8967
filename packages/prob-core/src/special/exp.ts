/**
 * Exponential from + - * / alone, hence the same bits on every engine, which `Math.exp` does not promise.
 * Reduction x = k log 2 + r, |r| <= (log 2)/2, then exp(r) = 1 + (r + r c/(2 - c)) with c = r - r^2 P(r^2);
 * coefficients of Sun's FDLIBM 5.3 `e_exp.c`. Error below 1 ulp.
 */
import { LN2_HIGH, LN2_LOW } from './log.ts';

const INVERSE_LN2 = 1.442695040888963387;
const OVERFLOW = 709.782712893383973096;
const UNDERFLOW = -745.13321910194110842;

const P1 = 1.66666666666666019037e-1;
const P2 = -2.77777777770155933842e-3;
const P3 = 6.61375632143793436117e-5;
const P4 = -1.6533902205465251539e-6;
const P5 = 4.13813679705723846039e-8;

const float = /* @__PURE__ */ new Float64Array(1);
const words = /* @__PURE__ */ new Int32Array(float.buffer);

/** 2^k for -1022 <= k <= 1023. */
function powerOfTwo(k: number): number {
  words[0] = 0;
  words[1] = (k + 1023) << 20;
  return float[0]!;
}

/**
 * exp(x): 0 below about -745.13, Infinity above about 709.78.
 *
 * @example ```ts doctest
 * import { exp } from '@yuragi/prob-core/special';
 * exp(0); // => 1
 * exp(1); // ~> 2.718281828459
 * ```
 */
export function exp(x: number): number {
  if (x > OVERFLOW) return Infinity;
  if (x < UNDERFLOW) return 0;
  if (Number.isNaN(x)) return x;
  const k = Math.floor(x * INVERSE_LN2 + 0.5);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const z = r * r;
  const c = r - z * (P1 + z * (P2 + z * (P3 + z * (P4 + z * P5))));
  const y = 1 + ((r * c) / (2 - c) - low + high);
  if (k > 1023) return y * 2 * powerOfTwo(k - 1);
  return k >= -1022 ? y * powerOfTwo(k) : y * powerOfTwo(k + 54) * 5.551115123125783e-17;
}
