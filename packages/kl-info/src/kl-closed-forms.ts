/**
 * Kullback–Leibler divergences in closed form, one function per family, written as sums of terms that are not negative:
 * close laws keep their digits.
 *
 *   D(P||Q) = E_P log(dP/dQ)
 */
import type {
  BernoulliOptions,
  BetaOptions,
  CategoricalOptions,
  GammaOptions,
  NormalOptions,
  UniformOptions,
} from '@yuragi/prob-core';
import { ArgumentError, requireFinite, requirePositive, requireProbability } from '@yuragi/prob-core/errors';
import { relativeEntropy } from './divergence.ts';
import { shapeDivergence } from './internal/gamma-divergence.ts';
import { divergenceTerm, linearMinusLog, logQuotient } from './internal/mass.ts';

/**
 * KL(N(m, s^2) || N(n, t^2)) = (r - 1 - log r)/2 + ((m - n)/t)^2/2 with r = (s/t)^2.
 *
 * About 1e-15 relative, close or far.
 *
 * @param p mean and standardDeviation, as for `normal`
 * @throws {ArgumentError} for parameters out of range
 * @example ```ts doctest
 * import { klNormal } from '@yuragi/kl-info';
 * klNormal({ mean: 0.5, standardDeviation: 1.2 }, { mean: -1, standardDeviation: 0.7 }); // ~> 2.7263096217163
 * klNormal({ standardDeviation: 1 + 1e-9 }, {}); // ~> 1.0000e-18
 * ```
 */
export function klNormal(p: NormalOptions, q: NormalOptions): number {
  const meanP = requireFinite('klNormal', 'p.mean', p.mean ?? 0);
  const meanQ = requireFinite('klNormal', 'q.mean', q.mean ?? 0);
  const s = requirePositive('klNormal', 'p.standardDeviation', p.standardDeviation ?? 1);
  const t = requirePositive('klNormal', 'q.standardDeviation', q.standardDeviation ?? 1);
  const w = ((s - t) / t) * (s / t + 1);
  return linearMinusLog(w, 2 * logQuotient(s, t)) / 2 + ((meanP - meanQ) / t) ** 2 / 2;
}

/**
 * KL between Gamma laws of shapes a, b and rates c, d,
 *
 *   log Gamma(b) - log Gamma(a) + (a - b) psi(a) + b log(c/d) + a (d - c)/c
 *
 * taken as the shapes' part at equal means, an integral of one sign, plus b (v - log(1 + v)), v the ratio of means less 1:
 * about 1e-14 relative for any shapes and rates.
 *
 * @param p shape and rate, as for `gamma`
 * @throws {ArgumentError} for parameters out of range
 * @example ```ts doctest
 * import { klGamma } from '@yuragi/kl-info';
 * klGamma({ shape: 2.5, rate: 1.3 }, { shape: 0.7, rate: 0.4 }); // ~> 0.33615559589
 * ```
 */
export function klGamma(p: GammaOptions, q: GammaOptions): number {
  const a = requirePositive('klGamma', 'p.shape', p.shape);
  const b = requirePositive('klGamma', 'q.shape', q.shape);
  const c = requirePositive('klGamma', 'p.rate', p.rate ?? 1);
  const d = requirePositive('klGamma', 'q.rate', q.rate ?? 1);
  // (a/c)/(b/d) - 1: by the differences of shapes and of rates where they are close, which cancel where they are not.
  const v = areClose(a, b) && areClose(c, d) ? ((d - c) / c + (a - b) / a) * (a / b) : (a / b) * (d / c) - 1;
  return shapeDivergence(a, b) + b * linearMinusLog(v, logQuotient(a, b) + logQuotient(d, c));
}

/**
 * KL between Beta laws of shapes (a1, a2) and (b1, b2), A = a1 + a2, B = b1 + b2,
 *
 *   log B(b1, b2) - log B(a1, a2) + (a1 - b1) psi(a1) + (a2 - b2) psi(a2) + (B - A) psi(A)
 *
 * taken as T(a1, b1) + T(a2, b2) - T(A, B) + B D(b/B || a/A), with T the shapes' part of `klGamma`. About 1e-14 relative for
 * shapes above 0.1; below, the difference of the T loses about as many digits as a shape has zeros.
 *
 * @param p shape1 and shape2, as for `beta`
 * @throws {ArgumentError} for parameters out of range
 * @example ```ts doctest
 * import { klBeta } from '@yuragi/kl-info';
 * klBeta({ shape1: 2.5, shape2: 1.5 }, { shape1: 0.5, shape2: 3 }); // ~> 2.4159168436
 * ```
 */
export function klBeta(p: BetaOptions, q: BetaOptions): number {
  const a1 = requirePositive('klBeta', 'p.shape1', p.shape1);
  const a2 = requirePositive('klBeta', 'p.shape2', p.shape2);
  const b1 = requirePositive('klBeta', 'q.shape1', q.shape1);
  const b2 = requirePositive('klBeta', 'q.shape2', q.shape2);
  const [d1, d2] = [b1 - a1, b2 - a2];
  const total = a1 + a2;
  const scale = (b1 + b2) / total;
  // B a1/A - b1: by the differences of the shapes where they are close.
  const shift = (areClose(a1, b1) && areClose(a2, b2) ? a1 * d2 - a2 * d1 : a1 * b2 - a2 * b1) / total;
  const spread = divergenceTerm(b1, scale * a1, shift) + divergenceTerm(b2, scale * a2, -shift);
  const shapes = shapeDivergence(a1, b1) + shapeDivergence(a2, b2) - shapeDivergence(total, b1 + b2, d1 + d2);
  return Math.max(0, shapes + spread);
}

/**
 * KL between Bernoulli laws, p log(p/q) + (1 - p) log((1 - p)/(1 - q)).
 *
 * @param p its probability, as for `bernoulli`
 * @returns nats; Infinity where q is certain of what p is not
 * @throws {ArgumentError} for parameters out of range
 * @example ```ts doctest
 * import { klBernoulli } from '@yuragi/kl-info';
 * klBernoulli({ probability: 0.1 }, { probability: 1e-9 }); // ~> 1.747243611203
 * ```
 */
export function klBernoulli(p: BernoulliOptions, q: BernoulliOptions): number {
  const own = requireProbability('klBernoulli', 'p.probability', p.probability);
  const other = requireProbability('klBernoulli', 'q.probability', q.probability);
  const difference = other - own;
  return divergenceTerm(own, other, difference) + divergenceTerm(1 - own, 1 - other, -difference);
}

/**
 * KL between categorical laws: `relativeEntropy` of their probabilities.
 *
 * @param p probabilities, as for `categorical`
 * @returns nats; Infinity where some q_i = 0 < p_i
 * @throws {ArgumentError} if the probabilities are none; {ShapeError} for different lengths
 */
export function klCategorical(p: CategoricalOptions, q: CategoricalOptions): number {
  return relativeEntropy(p.probabilities, q.probabilities);
}

/**
 * KL between uniform laws, log of the ratio of widths where the first interval lies in the second.
 *
 * @param p lower and upper, as for `uniform`
 * @returns nats; Infinity where it does not
 * @throws {ArgumentError} for parameters out of range
 * @example ```ts doctest
 * import { klUniform } from '@yuragi/kl-info';
 * klUniform({ lower: 0, upper: 1 }, { lower: -1, upper: 3 }); // ~> 1.3862943611
 * klUniform({ lower: -1, upper: 3 }, { lower: 0, upper: 1 }); // => Infinity
 * ```
 */
export function klUniform(p: UniformOptions, q: UniformOptions): number {
  const [a, b] = requireInterval('p', p);
  const [c, d] = requireInterval('q', q);
  if (a < c || b > d) return Infinity;
  const excess = (a - c + (d - b)) / (b - a);
  return excess < 1 ? Math.log1p(excess) : logQuotient(d - c, b - a);
}

/** Within a half of the first. */
const areClose = (x: number, y: number): boolean => Math.abs(x - y) <= x / 2;

function requireInterval(argument: 'p' | 'q', { lower = 0, upper = 1 }: UniformOptions): readonly [number, number] {
  requireFinite('klUniform', `${argument}.lower`, lower);
  requireFinite('klUniform', `${argument}.upper`, upper);
  if (!(upper - lower > 0 && upper - lower < Infinity))
    throw new ArgumentError(
      'klUniform',
      `${argument}.upper`,
      `a number > lower = ${lower}, at a finite distance`,
      upper,
    );
  return [lower, upper];
}
