/**
 * Binomial diffusion (Sohl-Dickstein, Weiss, Maheswaranathan and Ganguli 2015, section 2.1 and table App.1), exactly, for a
 * law on n bits that can be listed. A step resets each bit on its own with probability beta to a draw from
 * Bernoulli(pi):
 *
 *   q(x_t^i = 1 | x_{t-1}) = (1 - beta) x_{t-1}^i + beta pi,    q(x_t^i = 1 | x_0) = alphaBar x_0^i + (1 - alphaBar) pi
 *
 * alphaBar = prod (1 - beta) is the chance that a bit was never reset, so a `NoiseSchedule` and a `DiffusionTable` serve
 * here as they do for Gaussian noise. In continuous time alphaBar = e^{-t}; with pi = 1/2 a bit then differs from its origin
 * with probability (1 - e^{-t})/2, which is e^{-tN} with N = 1/2 sum_i (1 - flip of bit i).
 *
 * Bayes' rule gives the reverse exactly. Of a single bit it asks for the discrete score r_i = p_t(x^i)/p_t(x) alone:
 *
 *   rate of x -> x^i           q(x^i -> x) r_i(x),  1/2 r_i(x) for pi = 1/2
 *   P(x_{t-1}^i != x^i | x_t = x) = k(x|x^i) (k(x|x) r_i - k(x^i|x))/(1 - beta)
 *
 * with k(y|z) the step of bit i from z to y, x and x^i standing for its values.
 */
import { ArgumentError, requireLength } from '@yuragi/prob-core/errors';
import type { OdeProblem } from '@yuragi/sde';
import { bitIndex, flipRatio, requireBitLaw, requireRows } from './discrete-score.ts';

export interface BinomialDiffusionOptions {
  /** pi, the chance that a reset bit is 1, in (0, 1). Default 1/2. */
  readonly onProbability?: number | undefined;
}

/**
 * Levels are alphaBar in [0, 1]: 1 is the data, 0 the reference. States x are (m, n) flat, entries 0 or 1. All methods
 * throw {ArgumentError} or {ShapeError} for what is neither.
 */
export interface BinomialDiffusion {
  readonly numBits: number;
  readonly onProbability: number;
  /** p_0, (2^n); bit j of the index is coordinate j. */
  readonly law: Float64Array;
  /** The law of x_t, out (2^n). n 2^n multiply-adds. */
  lawInto(alphaBar: number, out: Float64Array): void;
  /** r_i(x) = p_t(x^i)/p_t(x), out (m, n). */
  scoreInto(x: Float64Array, alphaBar: number, out: Float64Array): void;
  /** Rates of x -> x^i of the reverse process in the time t of alphaBar = e^{-t}, out (m, n). */
  reverseRatesInto(x: Float64Array, alphaBar: number, out: Float64Array): void;
  /**
   * P(x_{t-1}^i = 1 | x_t = x), out (m, n): bit by bit exact, so the best reverse kernel that is a product over bits. At
   * alphaBarNext = 1 it is E[x_0 | x_t = x], the denoiser. Good to about 1e-16/(1 - beta).
   *
   * @param alphaBarNext the higher level of x_{t-1}
   */
  reverseMeanInto(x: Float64Array, alphaBar: number, alphaBarNext: number, out: Float64Array): void;
  /**
   * The whole reverse kernel, P(x_{t-1} = z | x_t = x) for every z: x is one state, (n), out (2^n). NaN for an x that the law
   * of x_t rules out.
   */
  reverseLawInto(x: Float64Array, alphaBar: number, alphaBarNext: number, out: Float64Array): void;
}

/** Resets every bit of a law on its own with probability 1 - keep, in place. */
function resetBits(law: Float64Array, keep: number, onProbability: number): void {
  const toOne = (1 - keep) * onProbability;
  const toZero = (1 - keep) * (1 - onProbability);
  for (let bit = 1; bit < law.length; bit *= 2)
    for (let first = 0; first < law.length; first += 2 * bit)
      for (let zero = first; zero < first + bit; zero++) {
        const [off, on] = [law[zero]!, law[zero + bit]!];
        law[zero] = (1 - toOne) * off + toZero * on;
        law[zero + bit] = toOne * off + (1 - toZero) * on;
      }
}

/** q(1 | bit) of a step that resets with probability beta. */
export const onChance = (bit: number, beta: number, onProbability: number): number =>
  bit * (1 - beta) + beta * onProbability;

/** P(x_{t-1}^i != bit | x_t) where x_t^i = bit and r is the discrete score there, beta < 1. */
export function reverseFlipChance(bit: number, ratio: number, beta: number, onProbability: number): number {
  const stay = bit === 1 ? onChance(1, beta, onProbability) : 1 - onChance(0, beta, onProbability);
  const leave = bit === 1 ? beta * (1 - onProbability) : beta * onProbability;
  const arrive = bit === 1 ? beta * onProbability : beta * (1 - onProbability);
  return Math.min(1, Math.max(0, (arrive * (stay * ratio - leave)) / (1 - beta)));
}

/** beta of the step between two levels. */
export const resetChance = (alphaBar: number, alphaBarNext: number): number => 1 - alphaBar / alphaBarNext;

function requireLevel(where: string, argument: string, value: number, least: number): void {
  if (!(value >= least && value <= 1)) throw new ArgumentError(where, argument, `a number in [${least}, 1]`, value);
}

/** P(bit i = 1) for each i. */
export function bitMeans(law: Float64Array, numBits: number): Float64Array {
  const means = new Float64Array(numBits);
  for (let index = 0; index < law.length; index++)
    for (let i = 0; i < numBits; i++) if (index & (1 << i)) means[i]! += law[index]!;
  return means;
}

/**
 * Binomial diffusion of a law on {0, 1}^n with its exact reverse, by listing the 2^n states.
 *
 * Exact to rounding. The law at a level costs n 2^n multiply-adds and is kept until another level is asked for; a state
 * then costs n look-ups, its whole reverse kernel 2^n.
 *
 * @param law (2^n), n <= 20, sum 1; bit j of the index is coordinate j
 * @throws {ArgumentError}, {ShapeError} for what is no law, or a chance not in (0, 1)
 * @see Sohl-Dickstein et al. 2015, table App.1
 * @example (Two bits that always agree) ```ts doctest
 * import { binomialDiffusion } from '@yuragi/diffusion';
 * const diffusion = binomialDiffusion(Float64Array.of(0.5, 0, 0, 0.5));
 * const noisy = new Float64Array(4);
 * diffusion.lawInto(0.5, noisy);
 * [...noisy]; // => [0.3125, 0.1875, 0.1875, 0.3125]
 * const denoised = new Float64Array(2);
 * diffusion.reverseMeanInto(Float64Array.of(1, 1), 0.5, 1, denoised);
 * denoised[0]!; // ~> 0.9000000
 * ```
 */
export function binomialDiffusion(
  law: Float64Array,
  { onProbability = 0.5 }: BinomialDiffusionOptions = {},
): BinomialDiffusion {
  const where = 'binomialDiffusion';
  const numBits = requireBitLaw(where, 'law', law);
  if (!(onProbability > 0 && onProbability < 1))
    throw new ArgumentError(where, 'onProbability', 'a number in (0, 1)', onProbability);
  const own = law.slice();
  const means = bitMeans(own, numBits);
  const kept = new Float64Array(law.length);
  let keptLevel = Number.NaN;
  const lawAt = (alphaBar: number, caller: string, argument = 'alphaBar'): Float64Array => {
    if (alphaBar !== keptLevel) {
      requireLevel(caller, argument, alphaBar, 0);
      kept.set(own);
      resetBits(kept, alphaBar, onProbability);
      keptLevel = alphaBar;
    }
    return kept;
  };
  /** out <- value of every bit of every row. */
  const fillRows = (
    caller: string,
    x: Float64Array,
    out: Float64Array,
    value: (index: number, i: number, bit: number) => number,
  ): void => {
    const rows = requireRows(caller, x, numBits, out, numBits);
    for (let row = 0; row < rows; row++) {
      const index = bitIndex(caller, x, row, numBits);
      for (let i = 0; i < numBits; i++) out[row * numBits + i] = value(index, i, x[row * numBits + i]!);
    }
  };

  return {
    numBits,
    onProbability,
    law: own,
    lawInto(alphaBar, out) {
      requireLength('lawInto', 'out', out, own.length);
      out.set(lawAt(alphaBar, 'lawInto'));
    },
    scoreInto(x, alphaBar, out) {
      const noisy = lawAt(alphaBar, 'scoreInto');
      fillRows('scoreInto', x, out, (index, i) => flipRatio(noisy, index, i));
    },
    reverseRatesInto(x, alphaBar, out) {
      const noisy = lawAt(alphaBar, 'reverseRatesInto');
      fillRows(
        'reverseRatesInto',
        x,
        out,
        (index, i, bit) => (bit === 1 ? onProbability : 1 - onProbability) * flipRatio(noisy, index, i),
      );
    },
    reverseMeanInto(x, alphaBar, alphaBarNext, out) {
      const caller = 'reverseMeanInto';
      requireLevel(caller, 'alphaBarNext', alphaBarNext, alphaBar);
      if (alphaBar === 0) {
        // Every bit was reset: x says nothing.
        fillRows(caller, x, out, (_index, i) => onChance(means[i]!, 1 - alphaBarNext, onProbability));
        return;
      }
      const noisy = lawAt(alphaBar, caller);
      const beta = resetChance(alphaBar, alphaBarNext);
      fillRows(caller, x, out, (index, i, bit) => {
        const flip = reverseFlipChance(bit, flipRatio(noisy, index, i), beta, onProbability);
        return bit === 1 ? 1 - flip : flip;
      });
    },
    reverseLawInto(x, alphaBar, alphaBarNext, out) {
      const caller = 'reverseLawInto';
      requireLength(caller, 'x', x, numBits);
      requireLength(caller, 'out', out, own.length);
      requireLevel(caller, 'alphaBarNext', alphaBarNext, alphaBar);
      bitIndex(caller, x, 0, numBits);
      const beta = alphaBar === alphaBarNext ? 0 : resetChance(alphaBar, alphaBarNext);
      // The chance of x from every z, bit by bit.
      out[0] = 1;
      for (let i = 0; i < numBits; i++)
        for (let z = 0; z < 1 << i; z++) {
          const [fromZero, fromOne] = [onChance(0, beta, onProbability), onChance(1, beta, onProbability)];
          const chance = out[z]!;
          out[z] = chance * (x[i] === 1 ? fromZero : 1 - fromZero);
          out[z + (1 << i)] = chance * (x[i] === 1 ? fromOne : 1 - fromOne);
        }
      const before = lawAt(alphaBarNext, caller, 'alphaBarNext');
      let sum = 0;
      for (let z = 0; z < out.length; z++) {
        out[z]! *= before[z]!;
        sum += out[z]!;
      }
      for (let z = 0; z < out.length; z++) out[z]! /= sum;
    },
  };
}

/**
 * The equation of the laws under the exact reverse rates, for sde's `integrateOde`: positions are laws (2^n), time is t of
 * alphaBar = e^{-t}, to be run from late to early. From p_t it returns to p_0; from another law it comes as near as the
 * noise at t lets it.
 *
 *   -dP(x)/dt = sum_i rate(x^i -> x) P(x^i) - rate(x -> x^i) P(x),  rates at t by `reverseRatesInto`
 *
 * Evaluations cost about 2 n 2^n multiply-adds.
 *
 * @example ```ts doctest
 * import { integrateOde } from '@yuragi/sde';
 * import { binomialDiffusion, binomialReverseEquation } from '@yuragi/diffusion';
 * const diffusion = binomialDiffusion(Float64Array.of(0.4, 0.1, 0.2, 0.3));
 * const noisy = new Float64Array(4);
 * diffusion.lawInto(Math.exp(-2), noisy);
 * const { position } = integrateOde(binomialReverseEquation(diffusion), noisy, { t0: 2, t1: 0 });
 * position[3]!; // ~> 0.3000
 * ```
 */
export function binomialReverseEquation(diffusion: BinomialDiffusion): OdeProblem {
  const { numBits, onProbability } = diffusion;
  const size = 2 ** numBits;
  const noisy = new Float64Array(size);
  return {
    dimension: size,
    drift(laws, t, out) {
      diffusion.lawInto(Math.exp(-t), noisy);
      out.fill(0);
      for (let at = 0; at < laws.length; at += size)
        for (let x = 0; x < size; x++) {
          if (noisy[x] === 0) continue;
          const share = laws[at + x]! / noisy[x]!;
          for (let bit = 1; bit < size; bit *= 2) {
            const flow = (x & bit ? onProbability : 1 - onProbability) * noisy[x ^ bit]! * share;
            out[at + x]! += flow;
            out[at + (x ^ bit)]! -= flow;
          }
        }
    },
  };
}
