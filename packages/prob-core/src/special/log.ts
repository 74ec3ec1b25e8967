/**
 * Natural logarithm from + - * / alone, hence the same bits on every engine, which `Math.log` does not promise.
 * Reduction x = 2^k (1 + f), sqrt(1/2) <= 1 + f < sqrt(2), then log(1 + f) = f - f^2/2 + s (f^2/2 + R(s^2)) with
 * s = f/(2 + f); coefficients of Sun's FDLIBM 5.3 `e_log.c`. Error below 1 ulp.
 */

export const LN2_HIGH = 6.9314718036912381649e-1;
export const LN2_LOW = 1.90821492927058770002e-10;

const L1 = 6.66666666666673513e-1;
const L2 = 3.999999999940941908e-1;
const L3 = 2.857142874366239149e-1;
const L4 = 2.222219843214978396e-1;
const L5 = 1.818357216161805012e-1;
const L6 = 1.531383769920937332e-1;
const L7 = 1.479819860511658591e-1;

const SQRT_HALF_HIGH_WORD = 0x3fe6a09e;
const SMALLEST_NORMAL = 2.2250738585072014e-308;

const float = /* @__PURE__ */ new Float64Array(1);
const words = /* @__PURE__ */ new Int32Array(float.buffer);

/**
 * log(x), nats: -Infinity at 0, NaN below.
 *
 * @example ```ts doctest
 * import { log } from '@yuragi/prob-core/special';
 * log(1); // => 0
 * log(10); // => 2.302585092994046
 * ```
 */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : Number.NaN;
  if (x === Infinity) return x;
  const isSubnormal = x < SMALLEST_NORMAL;
  float[0] = isSubnormal ? x * 18014398509481984 : x;
  const high = words[1]! + (0x3ff00000 - SQRT_HALF_HIGH_WORD);
  const k = (high >> 20) - (isSubnormal ? 1023 + 54 : 1023);
  words[1] = (high & 0xfffff) + SQRT_HALF_HIGH_WORD;
  const f = float[0] - 1;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (L2 + w * (L4 + w * L6));
  const odd = z * (L1 + w * (L3 + w * (L5 + w * L7)));
  const halfSquare = 0.5 * f * f;
  return k * LN2_HIGH + (s * (halfSquare + (odd + even)) + k * LN2_LOW - halfSquare + f);
}
