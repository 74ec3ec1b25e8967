/**
 * The Boltzmann machine of n visible spins with pairwise couplings (Ackley, Hinton and Sejnowski, Cogn. Sci. 9, 1985, 147),
 * an Ising model at beta = 1:
 *
 *   q(s) = exp(-E(s))/Z,   E(s) = -sum_{i<j} J_ij s_i s_j - sum_i h_i s_i,   s_i in {-1, +1}
 */
import { type IsingModel, isingEnergy, isingHeatBath, isingModel } from '@yuragi/mcmc';
import { logSumExp, type Rng, type RunOptions, requireMatrix, toNdarray } from '@yuragi/prob-core';
import { ArgumentError, requireAllFinite, requireCount, requireLength, ShapeError } from '@yuragi/prob-core/errors';
import { exp } from '@yuragi/prob-core/special';
import type { NdArray } from 'ndarray';
import { logMassesOf, MAX_SPINS, requireSpins, thetaOf } from './boltzmann-states.ts';
import { areStates } from './boltzmann-units.ts';
import { drawRows } from './draw-rows.ts';
import type { GenerativeModel } from './generative-model.ts';

/** A Boltzmann machine as a model of n spins. */
export interface BoltzmannMachine extends GenerativeModel {
  /** J, (n, n), symmetric with zeros on the diagonal. */
  readonly couplings: NdArray<Float64Array>;
  /** h, (n). */
  readonly fields: Float64Array;
  /** The same machine as `mcmc` and `annealing` take it, at beta = 1. */
  readonly ising: IsingModel;
  /** (n), nats, exact; -Infinity off the states. Only for at most 20 spins. */
  logDensity?(x: NdArray<Float64Array>): Float64Array;
  /** E(s), (n). The rows must be states. */
  energy(x: NdArray<Float64Array>): Float64Array;
  /**
   * n draws: exact and independent for at most 20 spins; otherwise n chains of `numSweeps` heat-bath sweeps from random
   * spins, right only once they have mixed.
   */
  sample(rng: Rng, n: number, options?: BoltzmannSampleOptions & RunOptions): Promise<NdArray<Float64Array>>;
}

export interface BoltzmannSampleOptions {
  /** Sweeps of each chain where draws are not exact. Default 1000, which is no promise that they have mixed. */
  readonly numSweeps?: number | undefined;
}

/**
 * A Boltzmann machine from its couplings and fields.
 *
 * @param parameters couplings (n, n), symmetric with zeros on the diagonal; fields (n)
 * @throws {ShapeError}, {ArgumentError}
 * @example ```ts doctest
 * import { toNdarray } from '@yuragi/prob-core';
 * import { boltzmannMachine } from '@yuragi/latent-models';
 * const pair = boltzmannMachine({
 *   couplings: toNdarray(Float64Array.of(0, 1, 1, 0), [2, 2]),
 *   fields: Float64Array.of(0, 0),
 * });
 * // e/(2 e + 2/e)
 * Math.exp(pair.logDensity!(toNdarray(Float64Array.of(1, 1), [1, 2]))[0]!); // ~> 0.440399
 * ```
 */
export function boltzmannMachine(parameters: {
  readonly couplings: NdArray<Float64Array>;
  readonly fields: Float64Array;
}): BoltzmannMachine {
  const where = 'boltzmannMachine';
  const { data, rows: n, columns } = requireMatrix(parameters.couplings, where, 'couplings');
  if (columns !== n) throw new ShapeError(where, 'couplings', 'shape (n, n)', [n, columns]);
  const fields = Float64Array.from(requireLength(where, 'fields', parameters.fields, n));
  requireAllFinite(where, 'fields', fields);
  const couplings = data.slice();
  const bonds: [number, number, number][] = [];
  for (let i = 0; i < n; i++) {
    if (couplings[i * n + i] !== 0)
      throw new ArgumentError(where, `couplings[${i}, ${i}]`, '0 (s s = 1 is a constant)', couplings[i * n + i]);
    for (let j = i + 1; j < n; j++) {
      const coupling = couplings[i * n + j]!;
      if (coupling !== couplings[j * n + i])
        throw new ArgumentError(
          where,
          `couplings[${j}, ${i}]`,
          `couplings[${i}, ${j}] = ${coupling}`,
          couplings[j * n + i],
        );
      if (coupling !== 0) bonds.push([i, j, coupling]);
    }
  }
  const ising = isingModel({ numSpins: n, bonds, fields });
  const isSmall = n <= MAX_SPINS;
  const theta = thetaOf(couplings, fields);
  let listed: { readonly logMasses: Float64Array; readonly logPartition: number } | undefined;
  const list = () => {
    if (listed === undefined) {
      const logMasses = logMassesOf(n, theta);
      listed = { logMasses, logPartition: logSumExp(logMasses) };
    }
    return listed;
  };
  const spinsOf = (x: Float64Array, row: number): Int8Array => Int8Array.from(x.subarray(row * n, (row + 1) * n));
  const logDensity = (x: NdArray<Float64Array>): Float64Array => {
    const { data: states, rows } = requireMatrix(x, `${where}.logDensity`, 'x', n);
    return Float64Array.from({ length: rows }, (_, row) =>
      areStates('spin', states, row * n, (row + 1) * n)
        ? -isingEnergy(ising, spinsOf(states, row)) - list().logPartition
        : -Infinity,
    );
  };
  let cumulative: Float64Array | undefined;
  const drawListed = (rng: Rng, out: Float64Array): void => {
    if (cumulative === undefined) {
      const { logMasses, logPartition } = list();
      let sum = 0;
      cumulative = logMasses.map((mass) => (sum += exp(mass - logPartition)));
    }
    const u = rng.uniform() * cumulative.at(-1)!;
    let [first, last] = [0, cumulative.length - 1];
    while (first < last) {
      const middle = (first + last) >>> 1;
      if (cumulative[middle]! > u) last = middle;
      else first = middle + 1;
    }
    for (let k = 0; k < n; k++) out[k] = (first >>> k) & 1 ? -1 : 1;
  };
  const kernel = isingHeatBath(ising, { scan: 'systematic' });

  return {
    dimension: n,
    couplings: toNdarray(couplings, [n, n]),
    fields,
    ising,
    ...(isSmall ? { logDensity } : {}),
    energy(x) {
      const { data: states, rows } = requireMatrix(x, `${where}.energy`, 'x', n);
      requireSpins(`${where}.energy`, states);
      return Float64Array.from({ length: rows }, (_, row) => isingEnergy(ising, spinsOf(states, row)));
    },
    sample: (rng, count, options = {}) =>
      sampleRows(rng, count, n, theta, isSmall ? drawListed : undefined, kernel, options),
  };
}

/**
 * log Z of a Boltzmann machine by enumeration: n 2^n additions and 2^n exponentials.
 *
 * @returns nats
 * @throws {ArgumentError} for more than 20 spins
 * @example ```ts doctest
 * import { toNdarray } from '@yuragi/prob-core';
 * import { boltzmannLogPartition, boltzmannMachine } from '@yuragi/latent-models';
 * const couplings = toNdarray(Float64Array.of(0, 0.5, 0.5, 0), [2, 2]);
 * boltzmannLogPartition(boltzmannMachine({ couplings, fields: Float64Array.of(0, 0) })); // ~> 1.506409
 * ```
 */
export function boltzmannLogPartition(model: BoltzmannMachine): number {
  const n = model.dimension;
  if (n > MAX_SPINS)
    throw new ArgumentError('boltzmannLogPartition', 'model', `a machine of at most ${MAX_SPINS} spins`, n);
  const { data } = requireMatrix(model.couplings, 'boltzmannLogPartition', 'model.couplings', n);
  return logSumExp(logMassesOf(n, thetaOf(data, model.fields)));
}

/** Heat-bath sweeps between two points at which a chain may pause. */
const PAUSE_SWEEPS = 10;

async function sampleRows(
  rng: Rng,
  count: number,
  n: number,
  theta: Float64Array,
  drawListed: ((rng: Rng, out: Float64Array) => void) | undefined,
  kernel: ReturnType<typeof isingHeatBath>,
  { numSweeps = 1000, ...options }: BoltzmannSampleOptions & RunOptions,
): Promise<NdArray<Float64Array>> {
  const where = 'boltzmannMachine.sample';
  requireCount(where, 'n', count);
  requireCount(where, 'numSweeps', numSweeps, 1);
  return drawRows(
    rng,
    {
      where,
      task: 'sample Boltzmann machine',
      numRows: count,
      width: n,
      identity: { count, theta, numSweeps },
      *draw(cursor, row) {
        if (drawListed !== undefined) return drawListed(cursor, row);
        const first = Int8Array.from({ length: n }, () => (cursor.uniform() < 0.5 ? -1 : 1));
        let state = kernel.init(first, cursor);
        for (let sweep = 0; sweep < numSweeps; sweep++) {
          if (sweep % PAUSE_SWEEPS === PAUSE_SWEEPS - 1) yield;
          [state] = kernel.step(state, cursor, 1);
        }
        row.set(state.position);
      },
    },
    options,
  );
}
