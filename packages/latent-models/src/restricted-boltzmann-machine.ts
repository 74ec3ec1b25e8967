/**
 * The restricted Boltzmann machine (Smolensky 1986; Hinton 2002): D visible and H hidden units, 0/1 or -1/+1, with
 *
 *   q(x, z) = exp(-E(x, z))/Z,   E(x, z) = -(x^T W z + b^T x + c^T z)
 *   q(z_j | x) = e^(nu_j z_j)/sum, nu = c + W^T x;   q(x_i | z) = e^(mu_i x_i)/sum, mu = b + W z
 *   q(x) = exp(-F(x))/Z,   F(x) = -b^T x - sum_j log Z(nu_j)
 *
 * with Z(nu) = 1 + e^nu for units 0/1 and 2 cosh nu for -1/+1. Units of a layer are independent given the other layer.
 */
import { fromNdarray, type Rng, type RunOptions, requireMatrix, toNdarray } from '@yuragi/prob-core';
import { requireAllFinite, requireCount, requireLength, requireOneOf, ShapeError } from '@yuragi/prob-core/errors';
import { exp } from '@yuragi/prob-core/special';
import type { NdArray } from 'ndarray';
import { areStates, lowValue, sumLogUnit, type UnitKind, unitKinds } from './boltzmann-units.ts';
import { drawRows } from './draw-rows.ts';
import type { GenerativeModel } from './generative-model.ts';
import {
  drawUnits,
  enumerateLayer,
  freeEnergyOf,
  hiddenFieldsInto,
  type LayerEnumeration,
  MAX_ENUMERATED,
  meansInto,
  type RestrictedBoltzmannParameters,
  visibleFieldsInto,
} from './restricted-boltzmann-layers.ts';

/** A restricted Boltzmann machine as a model of its visible units. */
export interface RestrictedBoltzmannMachine extends GenerativeModel {
  readonly numHidden: number;
  readonly units: UnitKind;
  /** W, (D, H). */
  readonly weights: NdArray<Float64Array>;
  /** b, (D). */
  readonly visibleBias: Float64Array;
  /** c, (H). */
  readonly hiddenBias: Float64Array;
  /** (n), nats: log q(x), exact; -Infinity off the states. Only where the smaller layer has at most 20 units. */
  logDensity?(x: NdArray<Float64Array>): Float64Array;
  /** The free energy F(x), (n): the energy of the visible units alone, q(x) = exp(-F(x))/Z. Any real x. */
  energy(x: NdArray<Float64Array>): Float64Array;
  /** E(x, z) of row i of both, (n). */
  jointEnergy(x: NdArray<Float64Array>, z: NdArray<Float64Array>): Float64Array;
  /** E[z | x], (n, H). */
  encode(x: NdArray<Float64Array>): NdArray<Float64Array>;
  /** E[x | z], (n, D). */
  decode(z: NdArray<Float64Array>): NdArray<Float64Array>;
  /** (n), nats: sum_i log q(x_i | all other visible units), exact, no Z in it. x must be states. O(n D H). */
  pseudoLogLikelihood(x: NdArray<Float64Array>): Float64Array;
  /**
   * n draws. Where the smaller layer has at most 20 units they are exact and independent. Otherwise n independent chains
   * of `numSweeps` block Gibbs sweeps from units without W: right only once the chains have mixed.
   */
  sample(rng: Rng, n: number, options?: RestrictedBoltzmannSampleOptions & RunOptions): Promise<NdArray<Float64Array>>;
}

export interface RestrictedBoltzmannSampleOptions {
  /** Sweeps of each chain where draws are not exact. Default 1000, which is no promise that they have mixed. */
  readonly numSweeps?: number | undefined;
}

/**
 * A restricted Boltzmann machine from its parameters.
 *
 * @param parameters weights (D, H), visibleBias (D), hiddenBias (H), finite; default units 0/1
 * @throws {ShapeError}, {ArgumentError}
 * @example ```ts doctest
 * import { toNdarray } from '@yuragi/prob-core';
 * import { restrictedBoltzmannMachine } from '@yuragi/latent-models';
 * const rbm = restrictedBoltzmannMachine({
 *   weights: toNdarray(Float64Array.of(2, -1), [2, 1]),
 *   visibleBias: Float64Array.of(0, 0.5),
 *   hiddenBias: Float64Array.of(-1),
 * });
 * const x = toNdarray(Float64Array.of(1, 1), [1, 2]);
 * rbm.energy(x)[0]!; // ~> -1.19314718
 * Math.exp(rbm.logDensity!(x)[0]!); // ~> 0.322
 * ```
 */
export function restrictedBoltzmannMachine(options: {
  readonly units?: UnitKind | undefined;
  readonly weights: NdArray<Float64Array>;
  readonly visibleBias: Float64Array;
  readonly hiddenBias: Float64Array;
}): RestrictedBoltzmannMachine {
  const where = 'restrictedBoltzmannMachine';
  const { units = 'binary' } = options;
  requireOneOf(where, 'units', units, unitKinds);
  const { data: weights, rows: d, columns: h } = requireMatrix(options.weights, where, 'weights');
  const bias = (name: 'visibleBias' | 'hiddenBias', length: number): Float64Array =>
    requireAllFinite(where, name, Float64Array.from(requireLength(where, name, options[name], length)));
  return machine({
    units,
    weights: weights.slice(),
    visibleBias: bias('visibleBias', d),
    hiddenBias: bias('hiddenBias', h),
  });
}

/** The flat arrays of a machine. */
export function parametersOf(model: RestrictedBoltzmannMachine, where: string): RestrictedBoltzmannParameters {
  const { units, visibleBias, hiddenBias } = model;
  return { units, weights: fromNdarray(model.weights, where, 'model.weights').data, visibleBias, hiddenBias };
}

/** The machine of parameters that are known to fit. */
export function machine(parameters: RestrictedBoltzmannParameters): RestrictedBoltzmannMachine {
  const { units, visibleBias, hiddenBias, weights } = parameters;
  const [d, h] = [visibleBias.length, hiddenBias.length];
  const isSmall = Math.min(d, h) <= MAX_ENUMERATED;
  let draw: ((rng: Rng, out: Float64Array) => void) | undefined;
  let listed: LayerEnumeration | undefined;
  const enumeration = (): LayerEnumeration => {
    listed ??= enumerateLayer('restrictedBoltzmannMachine', parameters);
    return listed;
  };
  const matrix = (x: NdArray<Float64Array>, method: string, name: string, width: number) =>
    requireMatrix(x, `restrictedBoltzmannMachine.${method}`, name, width);
  const fields = new Float64Array(h);
  const perRow = (
    x: NdArray<Float64Array>,
    method: string,
    value: (data: Float64Array, from: number) => number,
  ): Float64Array => {
    const { data, rows } = matrix(x, method, 'x', d);
    return Float64Array.from({ length: rows }, (_, row) => value(data, row * d));
  };
  const logDensity = (x: NdArray<Float64Array>): Float64Array =>
    perRow(x, 'logDensity', (data, from) =>
      areStates(units, data, from, from + d)
        ? -freeEnergyOf(parameters, data, from, fields) - enumeration().logPartition
        : -Infinity,
    );

  return {
    dimension: d,
    numHidden: h,
    units,
    weights: toNdarray(weights, [d, h]),
    visibleBias,
    hiddenBias,
    ...(isSmall ? { logDensity } : {}),
    energy: (x) => perRow(x, 'energy', (data, from) => freeEnergyOf(parameters, data, from, fields)),
    jointEnergy(x, z) {
      const { data, rows } = matrix(x, 'jointEnergy', 'x', d);
      const hidden = matrix(z, 'jointEnergy', 'z', h);
      if (hidden.rows !== rows)
        throw new ShapeError('restrictedBoltzmannMachine.jointEnergy', 'z', `shape (${rows}, ${h})`, [hidden.rows, h]);
      return Float64Array.from({ length: rows }, (_, row) => {
        hiddenFieldsInto(parameters, data, row * d, fields);
        let energy = 0;
        for (let i = 0; i < d; i++) energy -= visibleBias[i]! * data[row * d + i]!;
        for (let j = 0; j < h; j++) energy -= fields[j]! * hidden.data[row * h + j]!;
        return energy;
      });
    },
    encode(x) {
      const { data, rows } = matrix(x, 'encode', 'x', d);
      const out = new Float64Array(rows * h);
      for (let row = 0; row < rows; row++) {
        hiddenFieldsInto(parameters, data, row * d, fields);
        meansInto(units, fields, out.subarray(row * h, (row + 1) * h));
      }
      return toNdarray(out, [rows, h]);
    },
    decode(z) {
      const { data, rows } = matrix(z, 'decode', 'z', h);
      const out = new Float64Array(rows * d);
      const mu = new Float64Array(d);
      for (let row = 0; row < rows; row++) {
        visibleFieldsInto(parameters, data, row * h, mu);
        meansInto(units, mu, out.subarray(row * d, (row + 1) * d));
      }
      return toNdarray(out, [rows, d]);
    },
    pseudoLogLikelihood(x) {
      const low = lowValue(units);
      const turned = new Float64Array(h);
      return perRow(x, 'pseudoLogLikelihood', (data, from) => {
        if (!areStates(units, data, from, from + d)) return -Infinity;
        hiddenFieldsInto(parameters, data, from, fields);
        const logHidden = sumLogUnit(units, fields, 0, h);
        let sum = 0;
        for (let i = 0; i < d; i++) {
          const change = data[from + i] === 1 ? low - 1 : 1 - low;
          for (let j = 0; j < h; j++) turned[j] = fields[j]! + change * weights[i * h + j]!;
          // log q(x_i | rest) = -log(1 + exp(F(x) - F(x with unit i turned over))).
          const difference = change * visibleBias[i]! + sumLogUnit(units, turned, 0, h) - logHidden;
          sum -= sumLogUnit('binary', [difference], 0, 1);
        }
        return sum;
      });
    },
    sample(rng, n, sampleOptions = {}) {
      if (isSmall) draw ??= exactSampler(enumeration(), parameters);
      return sampleRows(rng, n, parameters, draw, sampleOptions);
    },
  };
}

/** Draws one row to out: a state of the listed layer by its mass, then the other layer given it if that is the visible. */
function exactSampler(
  { isVisible, logMasses, logPartition, stateInto }: LayerEnumeration,
  parameters: RestrictedBoltzmannParameters,
): (rng: Rng, out: Float64Array) => void {
  const cumulative = new Float64Array(logMasses.length);
  let sum = 0;
  for (let index = 0; index < cumulative.length; index++) {
    sum += exp(logMasses[index]! - logPartition);
    cumulative[index] = sum;
  }
  const hidden = new Float64Array(parameters.hiddenBias.length);
  return (rng, out) => {
    const u = rng.uniform() * sum;
    let [first, last] = [0, cumulative.length - 1];
    while (first < last) {
      const middle = (first + last) >>> 1;
      if (cumulative[middle]! > u) last = middle;
      else first = middle + 1;
    }
    stateInto(first, isVisible ? out : hidden);
    if (isVisible) return;
    visibleFieldsInto(parameters, hidden, 0, out);
    drawUnits(parameters.units, rng, out);
  };
}

/** Block Gibbs sweeps of one chain between two points at which it may pause. */
const PAUSE_SWEEPS = 50;

async function sampleRows(
  rng: Rng,
  n: number,
  parameters: RestrictedBoltzmannParameters,
  exact: ((rng: Rng, out: Float64Array) => void) | undefined,
  { numSweeps = 1000, ...options }: RestrictedBoltzmannSampleOptions & RunOptions,
): Promise<NdArray<Float64Array>> {
  const where = 'restrictedBoltzmannMachine.sample';
  requireCount(where, 'n', n);
  requireCount(where, 'numSweeps', numSweeps, 1);
  const { units, visibleBias, hiddenBias } = parameters;
  const d = visibleBias.length;
  const hidden = new Float64Array(hiddenBias.length);
  return drawRows(
    rng,
    {
      where,
      task: 'sample restricted Boltzmann machine',
      numRows: n,
      width: d,
      identity: { n, numSweeps, parameters },
      *draw(cursor, row) {
        if (exact !== undefined) return exact(cursor, row);
        row.set(visibleBias);
        drawUnits(units, cursor, row);
        for (let sweep = 0; sweep < numSweeps; sweep++) {
          if (sweep % PAUSE_SWEEPS === PAUSE_SWEEPS - 1) yield;
          hiddenFieldsInto(parameters, row, 0, hidden);
          drawUnits(units, cursor, hidden);
          visibleFieldsInto(parameters, hidden, 0, row);
          drawUnits(units, cursor, row);
        }
      },
    },
    options,
  );
}
