/**
 * Exact answers by listing all 2^n states in the order of Gray's code, in which neighbours differ by one spin, so that an
 * energy costs the neighbours of one spin.
 */
import { toNdarray } from '@yuragi/prob-core';
import { ArgumentError, requireCount, requireFinite } from '@yuragi/prob-core/errors';
import type { NdArray } from 'ndarray';
import { isDense, requireModel, type SpinModel, spinEnergy } from './ising.ts';

/** 16.8 million states. */
const MOST_SPINS = 24;
/** Running energies are computed anew this often, so that rounding does not pile up. */
const REFRESH = 4096;
/** Energies nearer than this, relative to the largest |E|, are one level. */
const LEVEL_TOLERANCE = 1e-11;

/**
 * Calls back with every state and its energy; the array is reused.
 *
 * @throws {ArgumentError} above 24 spins
 */
function forEachState(where: string, model: SpinModel, visit: (spins: Int8Array, energy: number) => void): void {
  requireModel(where, model);
  const n = model.numSpins;
  if (n > MOST_SPINS) throw new ArgumentError(where, 'model.numSpins', `at most ${MOST_SPINS}`, n);
  const spins = new Int8Array(n).fill(1);
  let energy = spinEnergy(model, spins);
  visit(spins, energy);
  for (let index = 1; index < 2 ** n; index++) {
    // The spin to turn over is the place of the lowest set bit.
    const i = 31 - Math.clz32(index & -index);
    let field = model.fields[i]!;
    if (isDense(model)) for (let j = 0; j < n; j++) field += model.matrix[i * n + j]! * spins[j]!;
    else
      for (let at = model.rowStarts[i]!; at < model.rowStarts[i + 1]!; at++)
        field += model.couplings[at]! * spins[model.columns[at]!]!;
    energy += 2 * spins[i]! * field;
    spins[i] = -spins[i]!;
    if (index % REFRESH === 0) energy = spinEnergy(model, spins);
    visit(spins, energy);
  }
}

/** The lowest energy of a model and the states that have it. */
export interface GroundStates {
  readonly energy: number;
  /** How many states have it. */
  readonly degeneracy: number;
  /** The first of them, (min(degeneracy, maxStates), n). */
  readonly states: NdArray<Int8Array>;
}

/**
 * The proven lowest energy and the states that have it. O(2^n neighbours), n <= 24.
 *
 * @param options.maxStates how many states are kept, 1000 unless given
 * @throws {ArgumentError} above 24 spins
 * @example ```ts doctest
 * import { chainLattice, groundStates } from '@yuragi/annealing';
 * const { energy, degeneracy } = groundStates(chainLattice(5, { couplings: -1 }));
 * [energy, degeneracy]; // => [-3, 10]
 * ```
 */
export function groundStates(
  model: SpinModel,
  { maxStates = 1000 }: { readonly maxStates?: number | undefined } = {},
): GroundStates {
  const where = 'groundStates';
  requireCount(where, 'maxStates', maxStates, 1);
  let lowest = Infinity;
  let degeneracy = 0;
  let rows: Int8Array[] = [];
  forEachState(where, model, (spins, energy) => {
    const tolerance = LEVEL_TOLERANCE * (1 + Math.abs(lowest));
    if (energy > lowest + tolerance) return;
    if (energy < lowest - tolerance || lowest === Infinity) {
      lowest = energy;
      degeneracy = 0;
      rows = [];
    }
    degeneracy++;
    if (rows.length < maxStates) rows.push(spins.slice());
  });
  const states = new Int8Array(rows.length * model.numSpins);
  for (const [k, row] of rows.entries()) states.set(row, k * model.numSpins);
  return {
    energy: spinEnergy(model, rows[0]!),
    degeneracy,
    states: toNdarray(states, [rows.length, model.numSpins]),
  };
}

/** Moments of the Boltzmann law, by summing over all states. */
export interface ExactMoments {
  /** log Z(beta) = log sum_s exp(-beta E(s)), nats. */
  readonly logPartition: number;
  /** <E>. */
  readonly energy: number;
  /** <E^2> - <E>^2: the heat capacity over beta^2. */
  readonly energyVariance: number;
  /** <s_i>, (n). */
  readonly magnetizations: Float64Array;
  /** <s_i s_j>, (n, n). */
  readonly correlations: NdArray<Float64Array>;
}

/**
 * Partition function and moments of p(s) = exp(-beta E(s))/Z. Exact to rounding. O(2^n n^2), n <= 24.
 *
 * @param beta any finite number
 * @throws {ArgumentError} above 24 spins
 * @example ```ts doctest
 * import { chainLattice, exactMoments } from '@yuragi/annealing';
 * // A ring of n spins: Z = (2 cosh beta)^n + (2 sinh beta)^n.
 * const { logPartition } = exactMoments(chainLattice(6), 0.5);
 * logPartition - Math.log((2 * Math.cosh(0.5)) ** 6 + (2 * Math.sinh(0.5)) ** 6); // ~> 0.000000000
 * ```
 */
export function exactMoments(model: SpinModel, beta: number): ExactMoments {
  const where = 'exactMoments';
  requireFinite(where, 'beta', beta);
  let reference = Infinity;
  forEachState(where, model, (_, energy) => {
    reference = Math.min(reference, beta * energy);
  });
  const n = model.numSpins;
  const first = new Float64Array(n);
  const second = new Float64Array(n * n);
  let sum = 0;
  let sumOfEnergies = 0;
  let sumOfSquares = 0;
  forEachState(where, model, (spins, energy) => {
    const weight = Math.exp(reference - beta * energy);
    sum += weight;
    sumOfEnergies += weight * energy;
    sumOfSquares += weight * energy * energy;
    for (let i = 0; i < n; i++) {
      const signed = weight * spins[i]!;
      first[i]! += signed;
      for (let j = 0; j < i; j++) second[i * n + j]! += signed * spins[j]!;
    }
  });
  const energy = sumOfEnergies / sum;
  for (let i = 0; i < n; i++) {
    second[i * n + i] = 1;
    for (let j = 0; j < i; j++) {
      second[i * n + j]! /= sum;
      second[j * n + i] = second[i * n + j]!;
    }
  }
  return {
    logPartition: Math.log(sum) - reference,
    energy,
    energyVariance: Math.max(0, sumOfSquares / sum - energy * energy),
    magnetizations: first.map((x) => x / sum),
    correlations: toNdarray(second, [n, n]),
  };
}

/** Every energy of a model with the number of states that have it. */
export interface EnergySpectrum {
  /** Ascending, different. */
  readonly energies: Float64Array;
  /** How many states have each; they sum to 2^n. */
  readonly degeneracies: Float64Array;
}

/**
 * The density of states: every energy with its number of states. log Z at any beta is then one sum over levels. O(2^n n)
 * time and 8 2^n bytes, n <= 24. Energies within 1e-11 of the largest count as one level.
 *
 * @throws {ArgumentError} above 24 spins
 */
export function energySpectrum(model: SpinModel): EnergySpectrum {
  const all = new Float64Array(2 ** Math.min(model.numSpins, MOST_SPINS));
  let count = 0;
  let largest = 0;
  forEachState('energySpectrum', model, (_, energy) => {
    all[count++] = energy;
    largest = Math.max(largest, Math.abs(energy));
  });
  all.sort();
  const energies: number[] = [];
  const degeneracies: number[] = [];
  for (const energy of all) {
    if (energies.length > 0 && energy - energies.at(-1)! <= LEVEL_TOLERANCE * largest)
      degeneracies[degeneracies.length - 1]!++;
    else {
      energies.push(energy);
      degeneracies.push(1);
    }
  }
  return { energies: Float64Array.from(energies), degeneracies: Float64Array.from(degeneracies) };
}
