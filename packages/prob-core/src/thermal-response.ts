/**
 * How a Gibbs law p = exp(-beta E)/Z answers: fluctuations at equilibrium are derivatives of means.
 *
 *   heat capacity   C = d<E>/dT = beta^2 Var(E)
 *   susceptibility  chi = d<M>/dh = beta Var(M),   where E contains the term -h M
 */
import { requireAllFinite, requireCount, requireFinite, requireLength, requireNonNegative } from './require.ts';

/**
 * The heat capacity of a system of listed states, C = d<E>/dT = beta^2 (<E^2> - <E>^2).
 *
 * The variance is summed from the mean: no cancellation. For a density per site divide by their number.
 *
 * @param energies E of each state, in the unit in which k_B T is 1/beta
 * @param beta 1/T, >= 0
 * @returns in units of k_B
 * @throws {ArgumentError}
 * @see Callen, Thermodynamics and an Introduction to Thermostatistics, 2nd ed., Section 19.1
 * @example ```ts doctest
 * import { heatCapacity } from '@yuragi/prob-core';
 * // Two levels 0 and 1 (Schottky): beta^2 e^beta/(1 + e^beta)^2
 * heatCapacity([0, 1], 2); // ~> 0.4199743416
 * ```
 */
export function heatCapacity(energies: ArrayLike<number>, beta: number): number {
  return gibbsVariance('heatCapacity', energies, energies, beta, beta);
}

/**
 * The susceptibility of an observable, chi = d<M>/dh = beta (<M^2> - <M>^2), to the field h that stands beside it in the
 * energy, E = E_0 - h M.
 *
 * @param energies E of each state, with the field as it is
 * @param observable M of each state: the magnetisation, or anything else
 * @param beta 1/T, >= 0
 * @returns in units of M^2 per unit of energy
 * @throws {ArgumentError}; {ShapeError} for lists of different lengths
 * @see Callen, Thermodynamics and an Introduction to Thermostatistics, 2nd ed., Section 19.1
 * @example ```ts doctest
 * import { susceptibility } from '@yuragi/prob-core';
 * // One spin without a field: Curie's law, chi = 1/T.
 * susceptibility([0, 0], [1, -1], 0.25); // => 0.25
 * ```
 */
export function susceptibility(energies: ArrayLike<number>, observable: ArrayLike<number>, beta: number): number {
  requireAllFinite('susceptibility', 'observable', observable);
  return gibbsVariance('susceptibility', energies, observable, beta, Math.sqrt(beta));
}

/** Of factor * observable: a square of beta would overflow before the variance does. @throws {ArgumentError} where that does */
function gibbsVariance(
  where: string,
  energies: ArrayLike<number>,
  observable: ArrayLike<number>,
  beta: number,
  factor: number,
): number {
  requireAllFinite(where, 'energies', energies);
  requireCount(where, 'energies.length', energies.length, 1);
  requireLength(where, 'observable', observable, energies.length);
  requireNonNegative(where, 'beta', beta);
  let lowest = Infinity;
  for (let x = 0; x < energies.length; x++) lowest = Math.min(lowest, energies[x]!);
  const weights = Float64Array.from(energies, (energy) => Math.exp(-beta * (energy - lowest)));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const mean = weights.reduce((total, weight, x) => total + weight * observable[x]!, 0) / sum;
  const variance = weights.reduce(
    (total, weight, x) => (weight === 0 ? total : total + (weight / sum) * (factor * (observable[x]! - mean)) ** 2),
    0,
  );
  return requireFinite(where, 'the variance', variance);
}
