/**
 * Dynamics that flip one spin at a time, each rate a function of one ratio:
 *
 *   W[x^i, x] = f(r_i(x)),   r_i(x) = p(x^i)/p(x),   columns sum to 0.
 *
 * Metropolis, heat bath, minimum probability flow, the corrector of discrete diffusion and its reverse process all have this
 * form (the ratio is `discreteScoreInto` of @yuragi/diffusion). Detailed balance with p says W[x^i, x] p(x) = W[x, x^i] p(x^i):
 *
 *   f(r) = r f(1/r)   for every ratio that occurs.
 */
import { toNdarray } from '@yuragi/prob-core';
import {
  ArgumentError,
  requireNonNegative,
  requireOneOf,
  requirePositive,
  requireProbabilities,
} from '@yuragi/prob-core/errors';
import type { NdArray } from 'ndarray';
import type { SpinModel } from './ising.ts';
import { acceptance, type UpdateRule, updateRules } from './sweep-plan.ts';
import { basisEnergies, MOST_SPINS_DENSE } from './transverse-field.ts';

/** A rate as a function of r = p(x^i)/p(x), 0 < r < Infinity. */
export type FlipRate = (ratio: number) => number;

/** Rates that are in use. All but `reverse` keep p; `reverse` carries the law of later noise to that of earlier noise. */
export const flipRates: {
  /** r/(1 + r). */
  readonly heatBath: FlipRate;
  /** min(1, r). */
  readonly metropolis: FlipRate;
  /** sqrt(r): minimum probability flow (Sohl-Dickstein, Battaglino and DeWeese 2011). */
  readonly squareRoot: FlipRate;
  /** 1 + r: noise and its reverse together, the corrector of discrete diffusion (Campbell et al. 2022). */
  readonly corrector: FlipRate;
  /** r: the reverse of unit noise. Alone it does not keep p, W p = 2 N p. */
  readonly reverse: FlipRate;
} = {
  // Not r/(1 + r), which is NaN where r overflows.
  heatBath: (r) => 1 / (1 + 1 / r),
  metropolis: (r) => Math.min(1, r),
  squareRoot: Math.sqrt,
  corrector: (r) => 1 + r,
  reverse: (r) => r,
};

/**
 * The generator of single-spin flips at rates f(p(x^i)/p(x)), for any law on n <= 10 spins.
 *
 * It keeps p by detailed balance where f(r) = r f(1/r), and only there.
 *
 * @param law p, (2^n), all > 0, summing to 1, in the order of `spinsOfIndex`
 * @param rate f, for instance one of `flipRates`
 * @returns (2^n, 2^n), columns sum to 0
 * @throws {ArgumentError} for what is no law on 1 to 10 spins, a probability of 0, or a rate that is not a number >= 0
 * @example ```ts doctest
 * import { flipRateGenerator, flipRates } from '@yuragi/annealing';
 * Array.from(flipRateGenerator([0.8, 0.2], flipRates.metropolis).data); // => [-0.25, 1, 0.25, -1]
 * ```
 */
export function flipRateGenerator(law: ArrayLike<number>, rate: FlipRate): NdArray<Float64Array> {
  const where = 'flipRateGenerator';
  const p = requireProbabilities(where, 'law', law);
  if (typeof rate !== 'function') throw new ArgumentError(where, 'rate', 'a function of the ratio', rate);
  const numSpins = Math.log2(p.length);
  if (!(Number.isInteger(numSpins) && numSpins >= 1 && numSpins <= MOST_SPINS_DENSE))
    throw new ArgumentError(where, 'law', `of length 2^n, n = 1..${MOST_SPINS_DENSE}`, p.length);
  for (let x = 0; x < p.length; x++) requirePositive(where, `law[${x}]`, p[x]!);
  return flipGenerator(p.length, (to, from) => {
    const ratio = p[to]! / p[from]!;
    return requireNonNegative(where, `rate(${ratio})`, rate(ratio));
  });
}

/**
 * p(s) = exp(-beta E(s))/Z over the 2^n basis states, in the order of `spinsOfIndex`, n <= 10.
 *
 * @throws {ArgumentError} above 10 spins, or for beta < 0
 */
export function boltzmannLaw(model: SpinModel, beta: number): Float64Array {
  requireNonNegative('boltzmannLaw', 'beta', beta);
  return gibbsLaw(basisEnergies('boltzmannLaw', model, MOST_SPINS_DENSE), beta);
}

/** exp(-beta E)/Z of a list of energies. */
export function gibbsLaw(energies: Float64Array, beta: number): Float64Array {
  const lowest = energies.reduce((a, b) => Math.min(a, b));
  const weights = energies.map((energy) => Math.exp(-beta * (energy - lowest)));
  const sum = weights.reduce((a, b) => a + b);
  return weights.map((w) => w / sum);
}

/**
 * The generator of single-spin dynamics in continuous time, one attempt per spin and unit time, n <= 10.
 *
 *   W[x^i, x] = r/(1 + r) (heat bath) or min(1, r) (Metropolis),  r = p(x^i)/p(x);  columns sum to 0
 *
 * `flipRateGenerator` at the Boltzmann law, with r = exp(-beta (E(x^i) - E(x))) from the energies, so that no beta is too
 * large.
 *
 * @returns (2^n, 2^n)
 * @throws {ArgumentError} above 10 spins, or for beta < 0 or an unknown rule
 */
export function singleFlipGenerator(
  model: SpinModel,
  options: { readonly beta: number; readonly rule: UpdateRule },
): NdArray<Float64Array> {
  const where = 'singleFlipGenerator';
  const { beta, rule } = options ?? ({} as typeof options);
  requireNonNegative(where, 'beta', beta);
  requireOneOf(where, 'rule', rule, updateRules);
  const energies = basisEnergies(where, model, MOST_SPINS_DENSE);
  return flipGenerator(energies.length, (to, from) => acceptance(rule, beta * (energies[to]! - energies[from]!)));
}

function flipGenerator(size: number, rateOf: (to: number, from: number) => number): NdArray<Float64Array> {
  const w = new Float64Array(size * size);
  for (let from = 0; from < size; from++)
    for (let bit = 1; bit < size; bit *= 2) {
      const to = from ^ bit;
      const rate = rateOf(to, from);
      w[to * size + from] = rate;
      w[from * size + from]! -= rate;
    }
  return toNdarray(w, [size, size]);
}
