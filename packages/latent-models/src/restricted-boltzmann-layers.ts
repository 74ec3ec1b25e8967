/** The arithmetic of a two-layer machine in f64 that its model, its kernel and its enumeration share. */
import { logSumExp, type Rng } from '@yuragi/prob-core';
import { ArgumentError } from '@yuragi/prob-core/errors';
import { lowValue, sumLogUnit, type UnitKind, unitMean, unitProbability } from './boltzmann-units.ts';

/** Of E(x, z) = -(x^T W z + b^T x + c^T z), as flat arrays. */
export interface RestrictedBoltzmannParameters {
  readonly units: UnitKind;
  /** W, (D, H) row-major. */
  readonly weights: Float64Array;
  /** b, (D). */
  readonly visibleBias: Float64Array;
  /** c, (H). */
  readonly hiddenBias: Float64Array;
}

/** The most units of the smaller layer that are enumerated. */
export const MAX_ENUMERATED = 20;

/** nu = c + W^T x of one row of x, to out (H). */
export function hiddenFieldsInto(
  { weights, hiddenBias }: RestrictedBoltzmannParameters,
  x: ArrayLike<number>,
  from: number,
  out: Float64Array,
): void {
  out.set(hiddenBias);
  const h = hiddenBias.length;
  for (let i = 0; i * h < weights.length; i++) {
    const value = x[from + i]!;
    if (value !== 0) for (let j = 0; j < h; j++) out[j]! += value * weights[i * h + j]!;
  }
}

/** mu = b + W z of one row of z, to out (D). */
export function visibleFieldsInto(
  { weights, visibleBias }: RestrictedBoltzmannParameters,
  z: ArrayLike<number>,
  from: number,
  out: Float64Array,
): void {
  const h = weights.length / visibleBias.length;
  for (let i = 0; i < visibleBias.length; i++) {
    let sum = visibleBias[i]!;
    for (let j = 0; j < h; j++) sum += weights[i * h + j]! * z[from + j]!;
    out[i] = sum;
  }
}

/** Fields to drawn states, in place; one uniform a unit. */
export function drawUnits(units: UnitKind, rng: Rng, fields: Float64Array): void {
  const low = lowValue(units);
  for (let i = 0; i < fields.length; i++) fields[i] = rng.uniform() < unitProbability(units, fields[i]!) ? 1 : low;
}

/** F(x) = -b^T x - sum_j log Z(nu_j) of one row; `fields` (H) is overwritten with nu. */
export function freeEnergyOf(
  parameters: RestrictedBoltzmannParameters,
  x: ArrayLike<number>,
  from: number,
  fields: Float64Array,
): number {
  hiddenFieldsInto(parameters, x, from, fields);
  let own = 0;
  for (let i = 0; i < parameters.visibleBias.length; i++) own += parameters.visibleBias[i]! * x[from + i]!;
  return -own - sumLogUnit(parameters.units, fields, 0, fields.length);
}

/** One layer listed state by state, the other summed out. */
export interface LayerEnumeration {
  /** Is the listed layer the visible one? The smaller is listed. */
  readonly isVisible: boolean;
  /** (2^n), nats: log of the unnormalised mass of each state. */
  readonly logMasses: Float64Array;
  readonly logPartition: number;
  /** The state of a number: bit k of its Gray code is unit k. To out (n). */
  stateInto(index: number, out: Float64Array): void;
  /** Every state in order, with the fields of the other layer; both are overwritten between calls. */
  forEach(visit: (index: number, state: Float64Array, fields: Float64Array) => void): void;
}

/** Steps between two fresh computations of the fields, so that rounding cannot pile up. */
const REFRESH = 1024;

/**
 * Lists the smaller layer in the order of a Gray code, in which one unit changes at a time: 2^n (larger layer) additions
 * and exponentials. @throws {ArgumentError} if the smaller layer has more than 20 units
 */
export function enumerateLayer(where: string, parameters: RestrictedBoltzmannParameters): LayerEnumeration {
  const { units, weights, visibleBias, hiddenBias } = parameters;
  const [d, h] = [visibleBias.length, hiddenBias.length];
  const isVisible = d < h;
  const [bias, n] = isVisible ? [visibleBias, d] : [hiddenBias, h];
  if (n > MAX_ENUMERATED)
    throw new ArgumentError(where, 'model', `a machine whose smaller layer has at most ${MAX_ENUMERATED} units`, n);
  const low = lowValue(units);
  const others = isVisible ? h : d;
  const stateInto = (index: number, out: Float64Array): void => {
    const code = index ^ (index >>> 1);
    for (let k = 0; k < n; k++) out[k] = (code >>> k) & 1 ? 1 : low;
  };
  const forEach: LayerEnumeration['forEach'] = (visit) => {
    const state = new Float64Array(n);
    const fields = new Float64Array(others);
    for (let index = 0; index < 2 ** n; index++) {
      if (index % REFRESH === 0) {
        stateInto(index, state);
        if (isVisible) hiddenFieldsInto(parameters, state, 0, fields);
        else visibleFieldsInto(parameters, state, 0, fields);
      } else {
        // The unit that a Gray code changes is the lowest bit set in the index.
        const k = 31 - Math.clz32(index & -index);
        const change = state[k] === 1 ? low - 1 : 1 - low;
        state[k]! += change;
        const [first, step] = isVisible ? [k * h, 1] : [k, h];
        for (let i = 0; i < others; i++) fields[i]! += change * weights[first + i * step]!;
      }
      visit(index, state, fields);
    }
  };
  const logMasses = new Float64Array(2 ** n);
  forEach((index, state, fields) => {
    let own = 0;
    for (let k = 0; k < n; k++) own += bias[k]! * state[k]!;
    logMasses[index] = own + sumLogUnit(units, fields, 0, others);
  });
  return { isVisible, logMasses, logPartition: logSumExp(logMasses), stateInto, forEach };
}

/** The means of a layer at its fields, to out. */
export function meansInto(units: UnitKind, fields: Float64Array, out: Float64Array): void {
  for (let i = 0; i < fields.length; i++) out[i] = unitMean(units, fields[i]!);
}
