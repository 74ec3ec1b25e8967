/** Kullback–Leibler divergence between normal laws in d dimensions. */
import { type MultivariateNormalOptions, multivariateNormal, requireMatrix } from '@yuragi/prob-core';
import { ArgumentError, ShapeError } from '@yuragi/prob-core/errors';
import { choleskyInto, solveLowerInto } from '@yuragi/prob-core/linear-algebra';
import { linearMinusLog, logQuotient } from './internal/mass.ts';

/**
 * KL(N(m, S) || N(n, T)) = (tr(T^-1 S) - d - log det(T^-1 S) + (m - n)^T T^-1 (m - n))/2.
 *
 * With T = L L^T and L^-1 S L^-T = K K^T it is sum_i (K_ii^2 - 1 - log K_ii^2)/2 + sum_{i>j} K_ij^2/2 + |L^-1 (m - n)|^2/2:
 * nothing cancels but in K_ii^2 - 1, which comes from S - T where the two are close. O(d^3); O(d) where both have
 * `variances`. Relative error about eps times the condition numbers of S and T.
 *
 * @param p mean and one of covariance, precision, choleskyFactor, variances, as for `multivariateNormal`
 * @returns nats
 * @throws {ShapeError} for different dimensions; {ArgumentError} or {ShapeError} as `multivariateNormal` does
 * @example ```ts doctest
 * import { toNdarray } from '@yuragi/prob-core';
 * import { klMultivariateNormal } from '@yuragi/kl-info';
 * const matrix = (...data: number[]) => toNdarray(Float64Array.from(data), [2, 2]);
 * const p = { mean: [0.3, -0.7], covariance: matrix(2, 0.6, 0.6, 1) };
 * klMultivariateNormal(p, { mean: [0, 0], covariance: matrix(1, -0.2, -0.2, 0.5) }); // ~> 1.28938748433
 * ```
 */
export function klMultivariateNormal(p: MultivariateNormalOptions, q: MultivariateNormalOptions): number {
  const lawP = multivariateNormal(p);
  const lawQ = multivariateNormal(q);
  const d = lawP.dimension;
  if (lawQ.dimension !== d) throw new ShapeError('klMultivariateNormal', 'q.mean', `length ${d}`, [lawQ.dimension]);
  const meanP = lawP.mean();
  const meanQ = lawQ.mean();
  if ('variances' in p && 'variances' in q) {
    let sum = 0;
    for (let j = 0; j < d; j++) {
      const [s, t] = [p.variances[j]!, q.variances[j]!];
      sum += (linearMinusLog((s - t) / t, logQuotient(s, t)) + (meanP[j]! - meanQ[j]!) ** 2 / t) / 2;
    }
    return sum;
  }

  const s = requireMatrix(lawP.covariance(), 'klMultivariateNormal', 'p').data;
  const t = requireMatrix(lawQ.covariance(), 'klMultivariateNormal', 'q').data;
  const factor = new Float64Array(d * d);
  if (!choleskyInto(t, d, factor)) throw notDefinite('q', t);
  const shift = meanP.map((m, j) => m - meanQ[j]!);
  solveLowerInto(factor, d, shift, shift);
  let square = 0;
  for (let j = 0; j < d; j++) square += shift[j]! * shift[j]!;
  const difference = s.map((x, i) => x - t[i]!);
  const close = closePart(congruence(factor, difference, d), d);
  return (square + (close ?? farPart(factor, s, d))) / 2;
}

const notDefinite = (argument: string, matrix: Float64Array): ArgumentError =>
  new ArgumentError('klMultivariateNormal', argument, 'of a covariance that is positive definite to rounding', matrix);

/** Below this K_ii^2 is lost in the rounding of K_ii^2 - 1. */
const FAR = -0.5;

/**
 * sum (K_ii^2 - 1 - log K_ii^2) + sum K_ij^2 for K K^T = 1 + E: Cholesky's algorithm on what K differs from 1 by. Undefined
 * where some K_ii^2 is far from 1.
 */
function closePart(e: Float64Array, d: number): number | undefined {
  const k = new Float64Array(d * d);
  let sum = 0;
  for (let i = 0; i < d; i++) {
    let excess = e[i * d + i]!;
    for (let j = 0; j < i; j++) {
      let entry = e[i * d + j]!;
      for (let l = 0; l < j; l++) entry -= k[i * d + l]! * k[j * d + l]!;
      entry /= k[j * d + j]!;
      k[i * d + j] = entry;
      sum += entry * entry;
      excess -= entry * entry;
    }
    if (!(excess > FAR)) return undefined;
    k[i * d + i] = Math.sqrt(1 + excess);
    sum += linearMinusLog(excess, Math.log1p(excess));
  }
  return sum;
}

/** The same, with K = L^-1 (the factor of S), which is right for any S. */
function farPart(factor: Float64Array, s: Float64Array, d: number): number {
  const own = new Float64Array(d * d);
  if (!choleskyInto(s, d, own)) throw notDefinite('p', s);
  const k = leftDivide(factor, own, d);
  let sum = 0;
  for (let i = 0; i < d; i++) {
    const diagonal = k[i * d + i]!;
    sum += linearMinusLog(diagonal * diagonal - 1, 2 * Math.log(diagonal));
    for (let j = 0; j < i; j++) sum += k[i * d + j]! ** 2;
  }
  return sum;
}

/** L^-1 M, column by column. */
function leftDivide(factor: Float64Array, m: Float64Array, d: number): Float64Array {
  const out = new Float64Array(d * d);
  const column = new Float64Array(d);
  for (let j = 0; j < d; j++) {
    for (let i = 0; i < d; i++) column[i] = m[i * d + j]!;
    solveLowerInto(factor, d, column, column);
    for (let i = 0; i < d; i++) out[i * d + j] = column[i]!;
  }
  return out;
}

/** L^-1 M L^-T for symmetric M. */
function congruence(factor: Float64Array, m: Float64Array, d: number): Float64Array {
  const half = leftDivide(factor, m, d);
  const transposed = new Float64Array(d * d);
  for (let i = 0; i < d; i++) for (let j = 0; j < d; j++) transposed[j * d + i] = half[i * d + j]!;
  return leftDivide(factor, transposed, d);
}
