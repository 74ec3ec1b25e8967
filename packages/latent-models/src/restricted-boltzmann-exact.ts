/** What enumeration gives of a restricted Boltzmann machine whose smaller layer has at most 20 units. */
import { requireMatrix } from '@yuragi/prob-core';
import { exp } from '@yuragi/prob-core/special';
import type { NdArray } from 'ndarray';
import { requireUnitMeans, unitMean } from './boltzmann-units.ts';
import { enumerateLayer, hiddenFieldsInto, meansInto } from './restricted-boltzmann-layers.ts';
import { parametersOf, type RestrictedBoltzmannMachine } from './restricted-boltzmann-machine.ts';

/**
 * log Z of a restricted Boltzmann machine by enumeration of its smaller layer.
 *
 *   Z = sum_z e^(c^T z) prod_i Z(mu_i),  mu = b + W z,   or the same sum over x
 *
 * Exact to rounding; 2^n (larger layer) exponentials for a smaller layer of n units, about a second at n = 20 and 64. The
 * listing is in Gray code, a unit at a time.
 *
 * @returns nats
 * @throws {ArgumentError} if the smaller layer has more than 20 units: use `annealedImportanceSampling` of
 *   `thermo-jarzynski` with `restrictedBoltzmannPath`
 * @example ```ts doctest
 * import { toNdarray } from '@yuragi/prob-core';
 * import { restrictedBoltzmannLogPartition, restrictedBoltzmannMachine } from '@yuragi/latent-models';
 * const rbm = restrictedBoltzmannMachine({
 *   weights: toNdarray(Float64Array.of(0, 0), [2, 1]),
 *   visibleBias: Float64Array.of(0, 0),
 *   hiddenBias: Float64Array.of(0),
 * });
 * Math.exp(restrictedBoltzmannLogPartition(rbm)); // ~> 8.0
 * ```
 */
export function restrictedBoltzmannLogPartition(model: RestrictedBoltzmannMachine): number {
  const where = 'restrictedBoltzmannLogPartition';
  return enumerateLayer(where, parametersOf(model, where)).logPartition;
}

/** A gradient in W, b and c. */
export interface RestrictedBoltzmannGradient {
  /** (D, H). */
  readonly weights: Float64Array;
  /** (D). */
  readonly visibleBias: Float64Array;
  /** (H). */
  readonly hiddenBias: Float64Array;
}

/**
 * The gradient of the mean log-likelihood of data, exact by enumeration.
 *
 *   d/dW (1/n) sum_k log q(x_k) = <x z^T>_data - <x z^T>_model = -(<dE/dW>_data - <dE/dW>_model)
 *
 * and the same with x for b and z for c. In the average over the data z has the law q(z | x_k), without Z. Adding this to
 * the parameters raises the likelihood. What contrastive divergence approximates.
 *
 * @param x (n, D), in [0, 1] or [-1, 1]
 * @throws {ShapeError}; {ArgumentError} if the smaller layer has more than 20 units
 * @example ```ts doctest
 * import { toNdarray } from '@yuragi/prob-core';
 * import { restrictedBoltzmannGradient, restrictedBoltzmannMachine } from '@yuragi/latent-models';
 * const rbm = restrictedBoltzmannMachine({
 *   weights: toNdarray(Float64Array.of(0), [1, 1]),
 *   visibleBias: Float64Array.of(0),
 *   hiddenBias: Float64Array.of(0),
 * });
 * // <x z>: 1/2 where x is always 1, 1/4 under the model.
 * restrictedBoltzmannGradient(rbm, toNdarray(Float64Array.of(1), [1, 1])).weights[0]!; // ~> 0.2500
 * ```
 */
export function restrictedBoltzmannGradient(
  model: RestrictedBoltzmannMachine,
  x: NdArray<Float64Array>,
): RestrictedBoltzmannGradient {
  const where = 'restrictedBoltzmannGradient';
  const parameters = parametersOf(model, where);
  const { units, visibleBias, hiddenBias } = parameters;
  const [d, h] = [visibleBias.length, hiddenBias.length];
  const { data, rows } = requireMatrix(x, where, 'x', d);
  requireUnitMeans(where, 'x', units, data);
  const gradient = {
    weights: new Float64Array(d * h),
    visibleBias: new Float64Array(d),
    hiddenBias: new Float64Array(h),
  };
  const add = (weight: number, visible: ArrayLike<number>, from: number, hidden: ArrayLike<number>): void => {
    for (let i = 0; i < d; i++) {
      const value = weight * visible[from + i]!;
      gradient.visibleBias[i]! += value;
      for (let j = 0; j < h; j++) gradient.weights[i * h + j]! += value * hidden[j]!;
    }
    for (let j = 0; j < h; j++) gradient.hiddenBias[j]! += weight * hidden[j]!;
  };
  const means = new Float64Array(h);
  for (let row = 0; row < rows; row++) {
    hiddenFieldsInto(parameters, data, row * d, means);
    meansInto(units, means, means);
    add(1 / rows, data, row * d, means);
  }
  const { isVisible, logMasses, logPartition, forEach } = enumerateLayer(where, parameters);
  forEach((index, state, fields) => {
    const weight = -exp(logMasses[index]! - logPartition);
    const others = fields.map((t) => unitMean(units, t));
    if (isVisible) add(weight, state, 0, others);
    else add(weight, others, 0, state);
  });
  return gradient;
}
