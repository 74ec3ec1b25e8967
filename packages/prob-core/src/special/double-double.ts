/**
 * Numbers of about 106 bits as unevaluated sums high + low, for exponents.
 *
 * exp(E) has the *relative* error that E has absolutely, and E can reach 745 while it is the difference of terms that
 * are far larger: a tail probability to 1e-14 needs its exponent to some thirty digits of those terms. Exact sum and
 * product after Knuth and Dekker.
 *
 * @see Dekker, Numer. Math. 18 (1971), 224; Knuth, The Art of Computer Programming 2, 3rd ed., 4.2.2
 */

export interface DoubleDouble {
  readonly high: number;
  /** At most half an ulp of `high`. */
  readonly low: number;
}

/** a + b, exactly. */
export function twoSum(a: number, b: number): DoubleDouble {
  const high = a + b;
  const part = high - a;
  return { high, low: a - (high - part) + (b - part) };
}

/** a + b, exactly, for |a| >= |b|. */
function quickTwoSum(a: number, b: number): DoubleDouble {
  const high = a + b;
  return { high, low: b - (high - a) };
}

/** a b, exactly, for |a|, |b| < 2^996. */
export function twoProduct(a: number, b: number): DoubleDouble {
  const high = a * b;
  const p = 134217729 * a;
  const q = 134217729 * b;
  const aHigh = p - (p - a);
  const bHigh = q - (q - b);
  const aLow = a - aHigh;
  const bLow = b - bHigh;
  return { high, low: aLow * bLow - (high - aHigh * bHigh - aLow * bHigh - aHigh * bLow) };
}

export function add(x: DoubleDouble, y: DoubleDouble): DoubleDouble {
  const s = twoSum(x.high, y.high);
  const t = twoSum(x.low, y.low);
  const u = quickTwoSum(s.high, s.low + t.high);
  return quickTwoSum(u.high, u.low + t.low);
}

export function subtract(x: DoubleDouble, y: DoubleDouble): DoubleDouble {
  return add(x, { high: -y.high, low: -y.low });
}

export function multiply(x: DoubleDouble, y: DoubleDouble): DoubleDouble {
  const p = twoProduct(x.high, y.high);
  return quickTwoSum(p.high, p.low + (x.high * y.low + x.low * y.high));
}

export function divide(x: DoubleDouble, y: DoubleDouble): DoubleDouble {
  const first = x.high / y.high;
  const rest = subtract(x, multiply({ high: first, low: 0 }, y));
  return quickTwoSum(first, rest.high / y.high);
}

export const double = (x: number): DoubleDouble => ({ high: x, low: 0 });

const ONE = /* @__PURE__ */ double(1);
/** log 2 to 106 bits. */
const LN2: DoubleDouble = { high: 0.6931471805599453, low: 2.3190468138462996e-17 };
/** The odd reciprocals 1/3 ... 1/11 to 106 bits; from 1/13 on, double precision is enough. */
const RECIPROCALS: readonly DoubleDouble[] = [
  { high: 0.3333333333333333, low: 1.850371707708594e-17 },
  { high: 0.2, low: -1.1102230246251566e-17 },
  { high: 0.14285714285714285, low: 7.93016446160826e-18 },
  { high: 0.1111111111111111, low: 6.1679056923619804e-18 },
  { high: 0.09090909090909091, low: -2.523234146875356e-18 },
];

const float = /* @__PURE__ */ new Float64Array(1);
const words = /* @__PURE__ */ new Int32Array(float.buffer);

/**
 * log x for x > 0, to about 1e-27 relative to its value, near x = 1 as well.
 *
 * x = 2^k m with m near 1, then log m = 2 atanh s = 2 (s + s^3/3 + s^5/5 + ...), s = (m - 1)/(m + 1), |s| < 0.18.
 */
export function logarithm(x: DoubleDouble): DoubleDouble {
  const isTiny = x.high < 1e-290;
  const scale = isTiny ? 2 ** 100 : 1;
  float[0] = x.high * scale * Math.SQRT2;
  const k = (words[1]! >> 20) - 1023;
  const unit = 2 ** -k;
  const m = { high: x.high * scale * unit, low: x.low * scale * unit };
  const s = divide(subtract(m, ONE), add(m, ONE));
  const z = multiply(s, s);
  let tail = 0;
  for (let n = 39; n >= 13; n -= 2) tail = tail * z.high + 1 / n;
  let series = double(tail);
  for (let i = RECIPROCALS.length - 1; i >= 0; i--) series = add(multiply(series, z), RECIPROCALS[i]!);
  series = add(multiply(series, z), ONE);
  const logMantissa = multiply({ high: 2 * s.high, low: 2 * s.low }, series);
  return add(multiply(double(isTiny ? k - 100 : k), LN2), logMantissa);
}

/** exp x, rounded to a double: the low part is what `Math.exp` of the high part alone would lose. */
export function exponential(x: DoubleDouble): number {
  const y = Math.exp(x.high);
  return y + y * x.low;
}
