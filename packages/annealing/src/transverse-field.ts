/**
 * Ising models in a transverse field, as dense matrices:
 *
 *   H = -transverseField sum_i sigma^x_i + problemScale E(sigma^z)
 *
 * State x = sum_i b_i 2^i has spins s_i = 1 - 2 b_i: bit 0 is spin +1. hbar = 1, energies as the model's.
 */
import { toNdarray } from '@yuragi/prob-core';
import { symmetricEigen } from '@yuragi/prob-core/eigen';
import { ArgumentError, requireCount, requireFinite } from '@yuragi/prob-core/errors';
import type { NdArray } from 'ndarray';
import { requireModel, type SpinModel, spinEnergy } from './ising.ts';

/** 2^10 states: a dense matrix of 8 MB, and 10^10 operations for its spectrum. */
export const MOST_SPINS_DENSE = 10;

export interface TransverseFieldOptions {
  /** Gamma, in the units of the couplings. */
  readonly transverseField: number;
  /** Factor of the problem's energy. Default 1. */
  readonly problemScale?: number | undefined;
}

/** The spins of a basis state, s_i = 1 - 2 b_i. */
export function spinsOfIndex(index: number, numSpins: number): Int8Array {
  return Int8Array.from({ length: numSpins }, (_, i) => 1 - 2 * ((index >> i) & 1));
}

/** E of every basis state, (2^n). @throws {ArgumentError} above `most` spins */
export function basisEnergies(where: string, model: SpinModel, most: number): Float64Array {
  requireModel(where, model);
  const n = model.numSpins;
  if (n > most) throw new ArgumentError(where, 'model.numSpins', `at most ${most}`, n);
  return Float64Array.from({ length: 2 ** n }, (_, index) => spinEnergy(model, spinsOfIndex(index, n)));
}

/**
 * The matrix of an Ising model in a transverse field, n <= 10.
 *
 * @returns (2^n, 2^n), symmetric; off its diagonal -transverseField where two states differ by one spin
 * @throws {ArgumentError} above 10 spins
 * @example ```ts doctest
 * import { transverseFieldHamiltonian } from '@yuragi/annealing';
 * import { isingModel } from '@yuragi/mcmc';
 * const h = transverseFieldHamiltonian(isingModel({ numSpins: 1, bonds: [], fields: [2] }), { transverseField: 3 });
 * Array.from(h.data); // => [-2, -3, -3, 2]
 * ```
 */
export function transverseFieldHamiltonian(model: SpinModel, options: TransverseFieldOptions): NdArray<Float64Array> {
  const where = 'transverseFieldHamiltonian';
  const energies = basisEnergies(where, model, MOST_SPINS_DENSE);
  return toNdarray(hamiltonianOf(where, energies, options), [energies.length, energies.length]);
}

/** E problemScale - transverseField X as a row-major matrix. */
export function hamiltonianOf(where: string, energies: Float64Array, options: TransverseFieldOptions): Float64Array {
  const { transverseField, problemScale = 1 } = options ?? ({} as TransverseFieldOptions);
  requireFinite(where, 'transverseField', transverseField);
  requireFinite(where, 'problemScale', problemScale);
  const size = energies.length;
  const h = new Float64Array(size * size);
  for (let x = 0; x < size; x++) {
    h[x * size + x] = problemScale * energies[x]!;
    for (let bit = 1; bit < size; bit *= 2) h[x * size + (x ^ bit)] = -transverseField;
  }
  return h;
}

/**
 * The eigenvalues of an Ising model in a transverse field, ascending, n <= 10. About 9 * 8^n operations.
 *
 * @throws {ArgumentError} above 10 spins
 */
export function transverseFieldSpectrum(model: SpinModel, options: TransverseFieldOptions): Float64Array {
  const where = 'transverseFieldSpectrum';
  return spectrumOf(hamiltonianOf(where, basisEnergies(where, model, MOST_SPINS_DENSE), options));
}

const spectrumOf = (h: Float64Array): Float64Array => symmetricEigen(h, Math.sqrt(h.length)).values.reverse();

/** The two factors of H along an annealing run, smooth functions of its progress s in [0, 1]. */
export interface QuantumSchedule {
  /** Gamma(s). Default 1 - s. */
  readonly transverseField?: ((s: number) => number) | undefined;
  /** Factor of the problem's energy. Default s. */
  readonly problemScale?: ((s: number) => number) | undefined;
}

export const gammaOf = ({ transverseField }: QuantumSchedule): ((s: number) => number) =>
  transverseField ?? ((s) => 1 - s);
export const scaleOf = ({ problemScale }: QuantumSchedule): ((s: number) => number) => problemScale ?? ((s) => s);

export interface MinimalGapOptions extends QuantumSchedule {
  /** Where s is scanned before the smallest gap is refined, >= 3. Default 41. */
  readonly numPoints?: number | undefined;
  /** The gap is E_level - E_0. Default 1; the degeneracy of the problem's ground state where that is larger. */
  readonly level?: number | undefined;
}

/** The smallest gap along a path, and where it is. */
export interface MinimalGap {
  readonly gap: number;
  /** Where it is, to about 1e-6. */
  readonly progress: number;
  /** Of the scan, (numPoints): s and E_level - E_0. */
  readonly scan: { readonly progress: Float64Array; readonly gaps: Float64Array };
}

const GOLDEN = (Math.sqrt(5) - 1) / 2;
const REFINEMENTS = 24;

/**
 * The smallest instantaneous gap of an annealing run, which sets how slow it must be, n <= 10.
 *
 *   min over s of E_level(s) - E_0(s),  H(s) = -Gamma(s) sum sigma^x + B(s) E
 *
 * A scan and a golden-section search around its smallest point: a dip narrower than the scan may be missed. Each of the
 * numPoints + 25 points costs a dense spectrum.
 *
 * @throws {ArgumentError} above 10 spins, or for bad options
 * @see Farhi, Goldstone, Gutmann and Sipser, arXiv:quant-ph/0001106 (2000)
 * @example ```ts doctest
 * import { minimalGap } from '@yuragi/annealing';
 * import { isingModel } from '@yuragi/mcmc';
 * // One spin: the gap is 2 sqrt((1 - s)^2 + s^2), smallest in the middle.
 * const { gap, progress } = minimalGap(isingModel({ numSpins: 1, bonds: [], fields: [1] }));
 * gap; // ~> 1.41421
 * progress; // ~> 0.500
 * ```
 */
export function minimalGap(model: SpinModel, options: MinimalGapOptions = {}): MinimalGap {
  const where = 'minimalGap';
  const energies = basisEnergies(where, model, MOST_SPINS_DENSE);
  const numPoints = requireCount(where, 'numPoints', options.numPoints ?? 41, 3);
  const level = requireCount(where, 'level', options.level ?? 1, 1);
  if (level >= energies.length) throw new ArgumentError(where, 'level', `at most ${energies.length - 1}`, level);
  const gapAt = (s: number): number => {
    const values = spectrumOf(
      hamiltonianOf(where, energies, { transverseField: gammaOf(options)(s), problemScale: scaleOf(options)(s) }),
    );
    return values[level]! - values[0]!;
  };
  const progress = Float64Array.from({ length: numPoints }, (_, i) => i / (numPoints - 1));
  const gaps = progress.map(gapAt);
  const smallest = gaps.reduce((best, gap, i) => (gap < gaps[best]! ? i : best), 0);

  let low = progress[Math.max(0, smallest - 1)]!;
  let high = progress[Math.min(numPoints - 1, smallest + 1)]!;
  let left = high - GOLDEN * (high - low);
  let right = low + GOLDEN * (high - low);
  let gapLeft = gapAt(left);
  let gapRight = gapAt(right);
  for (let i = 0; i < REFINEMENTS; i++) {
    if (gapLeft < gapRight) {
      high = right;
      [right, gapRight] = [left, gapLeft];
      left = high - GOLDEN * (high - low);
      gapLeft = gapAt(left);
    } else {
      low = left;
      [left, gapLeft] = [right, gapRight];
      right = low + GOLDEN * (high - low);
      gapRight = gapAt(right);
    }
  }
  const candidates = [
    { gap: gaps[smallest]!, progress: progress[smallest]! },
    { gap: gapLeft, progress: left },
    { gap: gapRight, progress: right },
  ];
  return { ...candidates.reduce((best, each) => (each.gap < best.gap ? each : best)), scan: { progress, gaps } };
}
