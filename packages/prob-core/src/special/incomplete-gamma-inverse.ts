/** The inverses of the regularised incomplete Gamma functions: quantiles of the Gamma distribution. */
import { divide, double, exponential, subtract } from './double-double.ts';
import { gammaTail, LARGEST, logGammaPrefactor } from './incomplete-gamma.ts';
import { logGamma1p } from './log-gamma.ts';
import { newtonStep, type Target, targetOf } from './tails.ts';

/**
 * The x with P(a, x) = p: relative error about 1e-14. NaN unless 0 < a < 1e290 and 0 <= p <= 1.
 *
 * Newton's method in log x, where the density is log-concave; four to fifteen evaluations of P or Q. Results below the
 * smallest number (p^(1/a) for small a) are 0.
 *
 * @example ```ts doctest
 * import { incompleteGammaPInverse } from '@yuragi/prob-core/special';
 * incompleteGammaPInverse(2, 0.5); // ~> 1.6783469900167
 * ```
 */
export function incompleteGammaPInverse(a: number, p: number): number {
  return inverse(a, p, true);
}

/**
 * The x with Q(a, x) = q, for the upper tail: as accurate for q near 0 as `incompleteGammaPInverse` is for p near 0.
 *
 * @example ```ts doctest
 * import { incompleteGammaQInverse } from '@yuragi/prob-core/special';
 * incompleteGammaQInverse(1, 1e-300); // ~> 690.775527898214
 * ```
 */
export function incompleteGammaQInverse(a: number, q: number): number {
  return inverse(a, q, false);
}

function inverse(a: number, probability: number, isLower: boolean): number {
  if (!(a > 0 && a < LARGEST && probability >= 0 && probability <= 1)) return Number.NaN;
  if (probability === 0 || probability === 1) return (probability === 0) === isLower ? 0 : Infinity;
  return solve(a, targetOf(probability, isLower));
}

function solve(a: number, target: Target): number {
  // P < x^a/Gamma(a + 1), so this is below the solution, and is the solution where x is negligible against 1.
  const logLowest = subtract(target.lower, double(-logGamma1p(a)));
  const lowest = exponential(divide(logLowest, double(a)));
  if (lowest < 1e-17) return lowest;
  let x = Math.max(lowest, a);
  for (let i = 0; i < 100; i++) {
    const tail = gammaTail(a, double(x));
    // The density of log x is a times the prefactor.
    const step = newtonStep(tail, target, logGammaPrefactor(a, double(x)).high + Math.log(a));
    // log Q is nearly linear in x itself, so that is how to go up.
    x = Math.max(lowest, tail.isLower || step < 0 ? x * Math.exp(step) : x * (1 + step));
    if (Math.abs(step) < 1e-11) break;
  }
  return x;
}
