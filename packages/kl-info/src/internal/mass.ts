/** Checks and the one elementary term that mass functions share. */
import { ArgumentError, requireLength, requireNonNegative } from '@yuragi/prob-core/errors';
import { log1pMinusX } from '@yuragi/prob-core/special';

/** A mass function: non-negative, summing to 1 within 1e-9. It is used as given: dividing by the sum would blur small differences. */
export function requireMass(where: string, argument: string, p: ArrayLike<number>): ArrayLike<number> {
  if (typeof p?.length !== 'number') throw new ArgumentError(where, argument, 'a list of probabilities', p);
  let sum = 0;
  for (let i = 0; i < p.length; i++) {
    const mass = p[i]!;
    // The name is built for a bad entry only: built for each, it costs many times the sum.
    if (!(mass >= 0 && mass < Infinity)) requireNonNegative(where, `${argument}[${i}]`, mass);
    sum += mass;
  }
  if (!(Math.abs(sum - 1) <= 1e-9)) throw new ArgumentError(where, argument, 'probabilities that sum to 1', p);
  return p;
}

/** Two mass functions on the same points. */
export function requireMassPair(where: string, p: ArrayLike<number>, q: ArrayLike<number>): void {
  requireMass(where, 'p', p);
  requireMass(where, 'q', requireLength(where, 'q', q, p.length));
}

/**
 * p log(p/q) - p + q >= 0 for p, q >= 0, to a few ulp: sums of it are divergences that do not cancel.
 *
 * @param difference q - p, where that is known better than from p and q
 */
export function divergenceTerm(p: number, q: number, difference: number = q - p): number {
  if (p === 0) return q;
  const w = difference / p;
  if (Math.abs(w) < 0.3) return -p * log1pMinusX(w);
  return q === 0 ? Infinity : p * logQuotient(p, q) + difference;
}

/** x - log(1 + x) >= 0, given x and log(1 + x), each good where the other is not. */
export function linearMinusLog(x: number, logarithm: number): number {
  return Math.abs(x) < 0.3 ? -log1pMinusX(x) : x - logarithm;
}

/** log(a/b) for a, b > 0, also where the quotient leaves the range of doubles. */
export function logQuotient(a: number, b: number): number {
  const quotient = a / b;
  return quotient > 1e-300 && quotient < Infinity ? Math.log(quotient) : Math.log(a) - Math.log(b);
}
