/**
 * Binomial diffusion from an estimate of the data, as Gaussian diffusion is from a denoiser. Given x_0 the bits are
 * independent of one another at all times, so q(x_{t-1}^i | x_t, x_0) looks at x_t^i and x_0^i alone, and for every law of x_0
 *
 *   P(x_{t-1}^i = 1 | x_t) = sum_b P(x_0^i = b | x_t) q(x_{t-1}^i = 1 | x_t^i, x_0^i = b)
 *
 * To predict x_0^i and to predict the reverse step, as f_b of the paper does, is therefore the same up to a map that is
 * affine and known; one prediction of x_0 serves every step that ends at any level. The bits enter Bayes' rule through
 * their evidence,
 *
 *   p(x_0 | x_t) = p(x_0) exp(sum_i x_0^i l_i)/Z,  l_i = log q(x_t^i | x_0^i = 1)/q(x_t^i | x_0^i = 0)
 *
 * so that E[x_0 | x_t] depends on x_t and t through l alone: a predictor that is told l needs no time.
 */
import { requireMatrix } from '@yuragi/prob-core';
import { ArgumentError, requireCount } from '@yuragi/prob-core/errors';
import { log } from '@yuragi/prob-core/special';
import type { NdArray } from 'ndarray';
import { type BinomialDiffusion, resetChance } from './binomial-diffusion.ts';
import { requireRows } from './discrete-score.ts';

/**
 * Log odds of x_0^i = 1 given x_t = x, by which both small chances and chances near 1 are told exactly. x and out are
 * (m, n) flat, entries of x 0 or 1; alphaBar in [0, 1).
 */
export type BitPrediction = (x: Float64Array, alphaBar: number, out: Float64Array) => void;

/** A reverse kernel that is a product over bits: all that the sampler and the bound ask for. `BinomialDiffusion` is one. */
export type FactorisedReverse = Pick<BinomialDiffusion, 'numBits' | 'onProbability' | 'reverseMeanInto'>;

/** Rows of bits, (m, n), n given or not. @throws {ShapeError}; {ArgumentError} for another number than 0 and 1 */
export function requireBits(
  where: string,
  argument: string,
  x: NdArray<Float64Array>,
  numBits?: number,
): ReturnType<typeof requireMatrix> {
  const matrix = requireMatrix(x, where, argument, numBits);
  requireZerosAndOnes(where, argument, matrix.data);
  return matrix;
}

function requireZerosAndOnes(where: string, argument: string, data: Float64Array): void {
  for (let i = 0; i < data.length; i++)
    if (data[i] !== 0 && data[i] !== 1) throw new ArgumentError(where, `${argument}[${i}]`, '0 or 1', data[i]);
}

/** q(bit | from) where a bit keeps its value with probability `keep`, and is else drawn from Bernoulli(pi). */
const chanceOf = (bit: number, from: number, keep: number, onProbability: number): number =>
  (bit === from ? keep : 0) + (1 - keep) * (bit === 1 ? onProbability : 1 - onProbability);

/**
 * The evidence of one noisy bit, l = log q(x_t | x_0 = 1)/q(x_t | x_0 = 0).
 *
 *   l(1) = log(1 + alphaBar/((1 - alphaBar) pi)),  l(0) = -log(1 + alphaBar/((1 - alphaBar)(1 - pi)))
 *
 * @param alphaBar in [0, 1)
 * @returns l of a bit that is 0 and of one that is 1, nats
 * @example ```ts doctest
 * import { bitEvidence } from '@yuragi/diffusion';
 * // Half of the bits were drawn anew: a 1 is three times as likely from a 1 as from a 0.
 * bitEvidence(0.5, 0.5)[1]; // ~> 1.0986123
 * bitEvidence(0, 0.5); // => [-0, 0]
 * ```
 */
export function bitEvidence(alphaBar: number, onProbability: number): readonly [ofZero: number, ofOne: number] {
  const ratio = alphaBar / (1 - alphaBar);
  return [-log(1 + ratio / (1 - onProbability)), log(1 + ratio / onProbability)];
}

/** P(x_{t-1}^i != x_t^i | x_t^i, x_0^i) at index 2 x_t^i + x_0^i. */
export function flipChances(alphaBar: number, alphaBarNext: number, onProbability: number): Float64Array {
  const keep = 1 - resetChance(alphaBar, alphaBarNext);
  return Float64Array.from({ length: 4 }, (_, index) => {
    const [after, data] = [index >> 1, index & 1];
    const before = 1 - after;
    const path = chanceOf(before, data, alphaBarNext, onProbability) * chanceOf(after, before, keep, onProbability);
    return path / chanceOf(after, data, alphaBar, onProbability);
  });
}

/** P(x_{t-1}^i = 1 | x_t) of a bit from the odds for x_0^i, `on` : `off`, which sum to 1. */
export function reverseMeanOf(bit: number, off: number, on: number, flips: Float64Array): number {
  const flip = off * flips[2 * bit]! + on * flips[2 * bit + 1]!;
  return bit === 1 ? 1 - flip : flip;
}

/** 1/(1 + e^-x). */
const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

/**
 * The reverse kernel of a prediction of the data, for `binomialSampler` and `sampledBinomialElbo`.
 *
 * Exact where the prediction is: P(x_{t-1}^i = 1 | x_t) is then what the exact reverse has, bit by bit.
 *
 * @throws {ArgumentError} for numBits < 1 or a chance not in (0, 1); its method for levels out of [0, 1), as
 *   `BinomialDiffusion` for bits
 * @see Sohl-Dickstein et al. 2015, table App.1, where f_b(x_t, t) is the left side of the first formula above
 * @example (Bits that are all 1 with probability 1/2, each on its own) ```ts doctest
 * import { bitEvidence, factorisedReverse } from '@yuragi/diffusion';
 * const reverse = factorisedReverse(
 *   (x, alphaBar, out) => x.forEach((bit, i) => { out[i] = bitEvidence(alphaBar, 0.5)[bit as 0 | 1]; }),
 *   { numBits: 1 },
 * );
 * const chance = new Float64Array(1);
 * reverse.reverseMeanInto(Float64Array.of(1), 0.5, 1, chance);
 * chance[0]!; // ~> 0.7500000
 * ```
 */
export function factorisedReverse(
  predict: BitPrediction,
  { numBits, onProbability = 0.5 }: { readonly numBits: number; readonly onProbability?: number | undefined },
): FactorisedReverse {
  const where = 'factorisedReverse';
  requireCount(where, 'numBits', numBits, 1);
  if (!(onProbability > 0 && onProbability < 1))
    throw new ArgumentError(where, 'onProbability', 'a number in (0, 1)', onProbability);
  return {
    numBits,
    onProbability,
    reverseMeanInto(x, alphaBar, alphaBarNext, out) {
      const caller = 'reverseMeanInto';
      requireRows(caller, x, numBits, out, numBits);
      if (!(alphaBar >= 0 && alphaBar < 1)) throw new ArgumentError(caller, 'alphaBar', 'a number in [0, 1)', alphaBar);
      if (!(alphaBarNext >= alphaBar && alphaBarNext <= 1))
        throw new ArgumentError(caller, 'alphaBarNext', `a number in [${alphaBar}, 1]`, alphaBarNext);
      requireZerosAndOnes(caller, 'x', x);
      predict(x, alphaBar, out);
      const flips = flipChances(alphaBar, alphaBarNext, onProbability);
      for (let i = 0; i < x.length; i++) {
        const logOdds = out[i]!;
        out[i] = reverseMeanOf(x[i]!, logistic(-logOdds), logistic(logOdds), flips);
      }
    },
  };
}
