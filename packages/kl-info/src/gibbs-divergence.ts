/** The energy view of the relative entropy: how far a law is from a Gibbs law, in terms of energies. */
import { logSumExp } from '@yuragi/prob-core';
import { requireAllFinite, requireLength } from '@yuragi/prob-core/errors';
import { divergenceTerm, requireMass } from './internal/mass.ts';

/** D(p||q) for q = exp(-E)/Z, and what it is made of; nats. */
export interface GibbsDivergence {
  /** D(p||q) = meanEnergy + logPartition - entropy. */
  readonly divergence: number;
  /** <E>_p. */
  readonly meanEnergy: number;
  /** log Z = log sum exp(-E_i). */
  readonly logPartition: number;
  /** S(p). */
  readonly entropy: number;
}

/**
 * The relative entropy of a law to the Gibbs law of given energies,
 *
 *   D(p||q) = <E>_p + log Z - S(p),  q_i = exp(-E_i)/Z
 *
 * that is, variational free energy <E> - S less free energy -log Z. Without -S(p) it would be the cross-entropy. The divergence
 * itself is summed over terms that are not negative, not as the difference of the other three.
 *
 * @param p        (states), mass function
 * @param energies (states), finite, in units of k_B T
 * @throws {ArgumentError} if p is no mass function or an energy is not finite; {ShapeError} for different lengths
 * @example ```ts doctest
 * import { gibbsDivergence } from '@yuragi/kl-info';
 * const { divergence, meanEnergy, logPartition, entropy } = gibbsDivergence([0.5, 0.5], [0, 1]);
 * divergence; // ~> 0.12011450696
 * meanEnergy + logPartition - entropy; // ~> 0.12011450696
 * ```
 */
export function gibbsDivergence(p: ArrayLike<number>, energies: ArrayLike<number>): GibbsDivergence {
  requireMass('gibbsDivergence', 'p', p);
  requireAllFinite('gibbsDivergence', 'energies', requireLength('gibbsDivergence', 'energies', energies, p.length));
  const logPartition = logSumExp(Float64Array.from(energies, (e) => -e));
  let divergence = 0;
  let meanEnergy = 0;
  let entropy = 0;
  for (let i = 0; i < p.length; i++) {
    const mass = p[i]!;
    const logQ = -energies[i]! - logPartition;
    const q = Math.exp(logQ);
    meanEnergy += mass * energies[i]!;
    if (mass > 0) entropy -= mass * Math.log(mass);
    // A mass whose double is 0 still has its logarithm.
    divergence += mass > 0 && q < 1e-300 ? mass * (Math.log(mass) - logQ) - mass : divergenceTerm(mass, q);
  }
  return { divergence, meanEnergy, logPartition, entropy };
}
