/**
 * A transverse field as a classical model of n x P spins, the paths: worldline i is s_i^1 .. s_i^P, a ring in imaginary time.
 *
 *   Z_P = tr (e^{-beta E/2P} e^{a X} e^{-beta E/2P})^P = sum over paths of exp(W),   a = beta Gamma/P,  X = sum_i sigma^x_i
 *   W = -(beta/P) sum_k E(s^k) + kinks log tanh a + n P log cosh a
 *
 * A kink is a bond k, k + 1 (mod P) of a worldline whose two spins differ. In the usual form the slices are coupled by
 * K s_i^k s_i^{k+1} with K = (1/2) log coth a. Z_P tends to Z = tr e^{-beta (E - Gamma X)} as 1/P^2; E is the problem's energy.
 */
import { symmetricEigen } from '@yuragi/prob-core/eigen';
import { requireCount, requireLength, requirePositive } from '@yuragi/prob-core/errors';
import { exp, log } from '@yuragi/prob-core/special';
import { requireModel, requireSpins, type SpinModel, spinEnergy } from './ising.ts';
import { basisEnergies, MOST_SPINS_DENSE } from './transverse-field.ts';

/** Where a path integral stands: temperature and number of slices. */
export interface SliceOptions {
  /** Inverse temperature of the quantum model, > 0. */
  readonly beta: number;
  /** P, >= 1; the error of the law is of order (beta/P)^2. */
  readonly numSlices: number;
}

export interface TrotterOptions extends SliceOptions {
  /** Gamma > 0, in the units of the couplings. */
  readonly transverseField: number;
}

/** What the slices are coupled by, at a = beta Gamma/P. */
export interface SliceCoupling {
  /** tanh a: the weight of a kink. */
  readonly kinkWeight: number;
  /** -log tanh a = 2 K. */
  readonly kinkCost: number;
  /** log cosh a, for each of the n P bonds in time. */
  readonly logPrefactor: number;
  /** 2/sinh 2a = coth a - tanh a. */
  readonly kinkMagnetization: number;
}

export function sliceCoupling({ beta, numSlices }: SliceOptions, transverseField: number): SliceCoupling {
  const a = (beta * transverseField) / numSlices;
  const q = exp(-2 * a);
  // 1 - q without cancellation: (1 - q) 2a/(-log q) errs in neither factor alone but in their ratio.
  const rest = q === 1 ? 2 * a : q < 2 ** -54 ? 1 : ((1 - q) * 2 * a) / -log(q);
  return {
    kinkWeight: rest / (1 + q),
    kinkCost: log((1 + q) / rest),
    logPrefactor: a + log((1 + q) / 2),
    kinkMagnetization: (4 * q) / (rest * (1 + q)),
  };
}

/** X as it is measured on a path: n tanh a + (kinks/P) (coth a - tanh a). */
export const transverseMagnetizationOf = (
  { kinkWeight, kinkMagnetization }: SliceCoupling,
  numSpins: number,
  kinksPerSlice: number,
): number => numSpins * kinkWeight + kinksPerSlice * kinkMagnetization;

export function requireSlices(where: string, options: SliceOptions): SliceOptions {
  const { beta, numSlices } = options ?? ({} as SliceOptions);
  return {
    beta: requirePositive(where, 'beta', beta),
    numSlices: requireCount(where, 'numSlices', numSlices, 1),
  };
}

function requireTrotter(where: string, options: TrotterOptions): TrotterOptions {
  const transverseField = requirePositive(where, 'transverseField', options?.transverseField);
  return { ...requireSlices(where, options), transverseField };
}

/** The spins of slice k of a path. */
export function sliceInto(path: Int8Array, k: number, numSlices: number, out: Int8Array): void {
  for (let i = 0; i < out.length; i++) out[i] = path[i * numSlices + k]!;
}

/** E of every slice. */
export function sliceEnergiesInto(model: SpinModel, path: Int8Array, out: Float64Array): void {
  const slice = new Int8Array(model.numSpins);
  for (let k = 0; k < out.length; k++) {
    sliceInto(path, k, out.length, slice);
    out[k] = spinEnergy(model, slice);
  }
}

/** Bonds in time whose two spins differ, in worldlines of P spins. */
export function countKinks(path: Int8Array, numSlices: number): number {
  let kinks = 0;
  for (let begin = 0; begin < path.length; begin += numSlices)
    for (let k = 0; k < numSlices; k++)
      if (path[begin + k] !== path[begin + (k + 1 === numSlices ? 0 : k + 1)]) kinks++;
  return kinks;
}

/**
 * The log weight of a path, with its prefactor: exp of it summed over all 2^(n P) paths is Z_P.
 *
 *   W = -(beta/P) sum_k E(s^k) + kinks log tanh a + n P log cosh a,   a = beta Gamma/P
 *
 * @param path spins -1 or +1, (n, P) row-major: row i is the worldline of spin i
 * @throws {ShapeError}, {ArgumentError} for a bad model, path or options
 * @see Suzuki, Prog. Theor. Phys. 56 (1976), 1454
 * @example ```ts doctest
 * import { pathLogWeight } from '@yuragi/annealing';
 * import { isingModel } from '@yuragi/mcmc';
 * // One free spin, two slices: Z_2 = 2 (cosh^2 a + sinh^2 a) = 2 cosh 2a, a = 1/2.
 * const spin = isingModel({ numSpins: 1, bonds: [] });
 * const at = { beta: 1, transverseField: 1, numSlices: 2 };
 * const paths = [[1, 1], [1, -1], [-1, 1], [-1, -1]].map((path) => Int8Array.from(path));
 * paths.reduce((sum, path) => sum + Math.exp(pathLogWeight(spin, path, at)), 0); // ~> 3.08616126963
 * ```
 */
export function pathLogWeight(model: SpinModel, path: Int8Array, options: TrotterOptions): number {
  const where = 'pathLogWeight';
  requireModel(where, model);
  const { beta, numSlices, transverseField } = requireTrotter(where, options);
  requireSpins(where, 'path', requireLength(where, 'path', path, model.numSpins * numSlices), path.length);
  const { kinkCost, logPrefactor } = sliceCoupling({ beta, numSlices }, transverseField);
  const energies = new Float64Array(numSlices);
  sliceEnergiesInto(model, path, energies);
  const energy = energies.reduce((sum, each) => sum + each, 0);
  return (-beta / numSlices) * energy - kinkCost * countKinks(path, numSlices) + path.length * logPrefactor;
}

/**
 * A draw from the paths of free spins, sum_s exp(W) at E = 0: exact, spin by spin along each worldline. With m bonds left to
 * the end of the ring, a kink comes with probability sinh a sinh((m-1)a)/cosh(ma) where the spin is that of the first slice,
 * and sinh a cosh((m-1)a)/sinh(ma) where it is not.
 */
export function fillFreePath(
  chance: (probability: number) => boolean,
  a: number,
  numSlices: number,
  out: Int8Array,
): void {
  const q = exp(-2 * a);
  const decay = Float64Array.from({ length: numSlices + 1 }, (_, m) => exp(-2 * a * m));
  for (let begin = 0; begin < out.length; begin += numSlices) {
    const first = chance(0.5) ? 1 : -1;
    let spin = first;
    for (let k = 0; k < numSlices; k++) {
      out[begin + k] = spin;
      const sign = spin === first ? 1 : -1;
      const m = numSlices - k;
      if (chance(((1 - q) * (1 - sign * decay[m - 1]!)) / (2 * (1 + sign * decay[m]!)))) spin = -spin;
    }
  }
}

/** Exact averages over the paths of P slices. */
export interface TrotterMoments {
  /** log Z_P, nats. */
  readonly logPartition: number;
  /** <E>, of the problem alone; that of H is energy - transverseField * transverseMagnetization. */
  readonly energy: number;
  /** <X> = (1/beta) d log Z_P/d Gamma, X = sum_i sigma^x_i. */
  readonly transverseMagnetization: number;
}

/**
 * Partition function and averages of a path integral with P slices, exactly, n <= 10.
 *
 *   Z_P = sum_j lambda_j^P,  lambda_j the eigenvalues of the transfer matrix M = e^{-beta E/2P} e^{a X} e^{-beta E/2P}
 *   <E> = sum_j lambda_j^P <v_j|E|v_j>/Z_P,   <X> = sum_j lambda_j^P <v_j|D X D^{-1}|v_j>/Z_P,  D = e^{-beta E/2P}
 *
 * What path-integral Monte Carlo samples; against P = infinity it errs by O(1/P^2). About 9 * 8^n operations, whatever P.
 *
 * @throws {ArgumentError} above 10 spins or unless beta > 0, transverseField > 0, numSlices >= 1
 * @see Suzuki, Prog. Theor. Phys. 56 (1976), 1454
 * @example ```ts doctest
 * import { trotterMoments } from '@yuragi/annealing';
 * import { isingModel } from '@yuragi/mcmc';
 * // Without an energy there is no error: Z = 2 cosh(beta Gamma), <X> = tanh(beta Gamma).
 * const at = { beta: 2, transverseField: 0.5, numSlices: 3 };
 * const { logPartition, transverseMagnetization } = trotterMoments(isingModel({ numSpins: 1, bonds: [] }), at);
 * logPartition; // ~> 1.1269280110
 * transverseMagnetization; // ~> 0.761594156
 * ```
 */
export function trotterMoments(model: SpinModel, options: TrotterOptions): TrotterMoments {
  const where = 'trotterMoments';
  const energies = basisEnergies(where, model, MOST_SPINS_DENSE);
  const { beta, numSlices, transverseField } = requireTrotter(where, options);
  const { kinkWeight: tanh, logPrefactor } = sliceCoupling({ beta, numSlices }, transverseField);
  const size = energies.length;
  const lowest = energies.reduce((a, b) => Math.min(a, b));
  const halfWeights = energies.map((energy) => exp((-beta * (energy - lowest)) / (2 * numSlices)));
  const powers = Float64Array.from({ length: model.numSpins + 1 }, (_, d) => tanh ** d);
  const transfer = new Float64Array(size * size);
  for (let x = 0; x < size; x++)
    for (let y = 0; y < size; y++) transfer[x * size + y] = halfWeights[x]! * powers[distance(x, y)]! * halfWeights[y]!;
  const { values, vectors } = symmetricEigen(transfer, size);

  let total = 0;
  let energy = 0;
  let magnetization = 0;
  for (const [j, value] of values.entries()) {
    const share = (value / values[0]!) ** numSlices;
    const vector = vectors.subarray(j * size, (j + 1) * size);
    total += share;
    for (let x = 0; x < size; x++) energy += share * vector[x]! ** 2 * energies[x]!;
    // D^{-1} v = e^{aX} D v/lambda, so that nothing is divided by a weight that may be 0 to rounding.
    const weighted = vector.map((amplitude, x) => amplitude * halfWeights[x]!);
    const image = spread(weighted, tanh);
    const factor = (value / values[0]!) ** (numSlices - 1) / values[0]!;
    for (let x = 0; x < size; x++)
      for (let bit = 1; bit < size; bit *= 2) magnetization += factor * weighted[x]! * image[x ^ bit]!;
  }
  return {
    logPartition: model.numSpins * numSlices * logPrefactor - beta * lowest + numSlices * log(values[0]!) + log(total),
    energy: energy / total,
    transverseMagnetization: magnetization / total,
  };
}

/** prod_i (1 + t sigma^x_i) of a vector over the states. */
function spread(values: Float64Array, t: number): Float64Array {
  const out = values.slice();
  for (let bit = 1; bit < out.length; bit *= 2)
    for (let x = 0; x < out.length; x++) {
      if ((x & bit) !== 0) continue;
      const [a, b] = [out[x]!, out[x | bit]!];
      out[x] = a + t * b;
      out[x | bit] = b + t * a;
    }
  return out;
}

function distance(x: number, y: number): number {
  let count = 0;
  for (let rest = x ^ y; rest !== 0; rest &= rest - 1) count++;
  return count;
}
