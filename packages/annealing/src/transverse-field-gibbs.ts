/**
 * The Gibbs state of an Ising model in a transverse field, read in the basis of spins: the third axis beside temperature and
 * smoothing,
 *
 *   p_{beta,Gamma}(x) = <x|exp(-beta (E - Gamma X))|x>/Z,   X = sum_i sigma^x_i.
 */
import { symmetricEigen } from '@yuragi/prob-core/eigen';
import { requireFinite, requireNonNegative } from '@yuragi/prob-core/errors';
import type { SpinModel } from './ising.ts';
import { basisEnergies, hamiltonianOf, MOST_SPINS_DENSE } from './transverse-field.ts';

/** The thermal state of E - Gamma X. */
export interface TransverseFieldGibbs {
  /** p_{beta,Gamma}, (2^n), in the order of `spinsOfIndex`; the Boltzmann law for Gamma = 0. */
  readonly law: Float64Array;
  /** log Z = log tr exp(-beta (E - Gamma X)), nats. */
  readonly logPartition: number;
  /** <E>, the mean of the classical energy. */
  readonly energy: number;
  /** <X> = d log Z/d(beta Gamma), in [-n, n]. */
  readonly transverseMagnetization: number;
}

/**
 * Law, partition function and <X> of E - Gamma X at inverse temperature beta, n <= 10, by its eigenvectors. About 9 * 8^n
 * operations; exact to rounding.
 *
 * @param options.beta >= 0
 * @param options.transverseField Gamma, any finite number
 * @throws {ArgumentError} above 10 spins or for bad options
 * @see Suzuki, Prog. Theor. Phys. 56 (1976), 1454, for what path integrals approximate of it
 * @example ```ts doctest
 * import { transverseFieldGibbs } from '@yuragi/annealing';
 * import { isingModel } from '@yuragi/mcmc';
 * const one = isingModel({ numSpins: 1, bonds: [] });
 * const { logPartition, transverseMagnetization } = transverseFieldGibbs(one, { beta: 2, transverseField: 0.5 });
 * logPartition - Math.log(2 * Math.cosh(1)); // ~> 0.00000000
 * transverseMagnetization - Math.tanh(1); // ~> 0.00000000
 * ```
 */
export function transverseFieldGibbs(
  model: SpinModel,
  options: { readonly beta: number; readonly transverseField: number },
): TransverseFieldGibbs {
  const where = 'transverseFieldGibbs';
  const { beta, transverseField } = options ?? ({} as typeof options);
  requireNonNegative(where, 'beta', beta);
  requireFinite(where, 'transverseField', transverseField);
  const energies = basisEnergies(where, model, MOST_SPINS_DENSE);
  const size = energies.length;
  const { values, vectors } = symmetricEigen(hamiltonianOf(where, energies, { transverseField }), size);
  const lowest = values[size - 1]!;
  const weights = values.map((value) => Math.exp(-beta * (value - lowest)));
  const sum = weights.reduce((a, b) => a + b);

  const law = new Float64Array(size);
  let transverseMagnetization = 0;
  for (let k = 0; k < size; k++) {
    const vector = vectors.subarray(k * size, (k + 1) * size);
    const weight = weights[k]! / sum;
    for (let x = 0; x < size; x++) {
      law[x]! += weight * vector[x]! ** 2;
      for (let bit = 1; bit < size; bit *= 2) transverseMagnetization += weight * vector[x]! * vector[x ^ bit]!;
    }
  }
  return {
    law,
    logPartition: Math.log(sum) - beta * lowest,
    energy: law.reduce((total, p, x) => total + p * energies[x]!, 0),
    transverseMagnetization,
  };
}
