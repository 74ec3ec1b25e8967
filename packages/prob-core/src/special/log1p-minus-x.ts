/** 2/3, 2/5, 2/7, ...: the odd part of log((1 + s)/(1 - s)) after its first term. */
const ATANH = [
  0.6666666666666666, 0.4, 0.2857142857142857, 0.2222222222222222, 0.18181818181818182, 0.15384615384615385,
  0.13333333333333333, 0.11764705882352941, 0.10526315789473684, 0.09523809523809523, 0.08695652173913043, 0.08,
];

/**
 * log(1 + x) - x for x > -1, without the cancellation near 0: to a few ulp, relative.
 *
 * With s = x/(2 + x): log(1 + x) = 2 (s + s^3/3 + s^5/5 + ...) and 2 s = x - s x.
 *
 * @example ```ts doctest
 * import { log1pMinusX } from '@yuragi/prob-core/special';
 * log1pMinusX(1e-9); // ~> -5.0e-19
 * ```
 */
export function log1pMinusX(x: number): number {
  if (x < -0.3 || x > 0.4) return x === Infinity ? -x : Math.log1p(x) - x;
  const s = x / (2 + x);
  const z = s * s;
  let series = 0;
  for (let i = ATANH.length - 1; i >= 0; i--) series = series * z + ATANH[i]!;
  return s * (z * series - x);
}

/** log(r) - (r - 1), given w = r - 1 and log r, each good where the other is not. */
export function logMinusLinear(w: number, logRatio: number): number {
  return Math.abs(w) < 0.3 ? log1pMinusX(w) : logRatio - w;
}
