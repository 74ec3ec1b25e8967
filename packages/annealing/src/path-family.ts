/**
 * The paths of an Ising model in a transverse field as a family for ladders in Gamma. Up to the prefactor cosh(a)^{nP}
 *
 *   theta = (beta lambda, -log tanh a, 0),   T = (mean energy of the slices, kinks, lowest energy of a slice),
 *
 * with a = beta Gamma/P and lambda the factor of the problem's energy. At lambda = 0 the spins are free:
 * log Z = n log(2 cosh(beta Gamma)) for any P, and paths can be drawn. A ladder begins there, turns lambda up to 1 at its
 * first Gamma, and then takes Gamma down.
 */
import { ArgumentError, requireCount } from '@yuragi/prob-core/errors';
import { exp, log } from '@yuragi/prob-core/special';
import type { SpinModel } from './ising.ts';
import { pathEngine } from './path-integral-engine.ts';
import type { SpinFamily } from './spin-family.ts';
import {
  countKinks,
  fillFreePath,
  type SliceCoupling,
  type SliceOptions,
  sliceCoupling,
  sliceEnergiesInto,
  sliceInto,
  transverseMagnetizationOf,
} from './trotter.ts';

/** Levels of a path integral, from strong fields to weak ones. */
export interface FieldLadderOptions extends SliceOptions {
  /** Gamma_k > 0, descending, (K). */
  readonly transverseFields: Float64Array;
  // Advanced
  /**
   * Levels over which the problem's energy is turned on at the first field, from free spins, where log Z is known.
   * Default 4.
   */
  readonly numSwitchLevels?: number | undefined;
}

/** A family with its ladder; the last K levels are those of the user's K fields. */
export interface PathFamily {
  readonly family: SpinFamily;
  /** theta of all levels, (numSwitchLevels + K, 3). */
  readonly parameters: Float64Array;
  /** What is measured at the K fields, from log sums and mean statistics of all levels. */
  measure(logSums: Float64Array, means: readonly Float64Array[]): PathMeasurements;
}

/** Arrays (K), of the K fields. */
export interface PathMeasurements {
  readonly logPartition: Float64Array;
  readonly energy: Float64Array;
  readonly transverseMagnetization: Float64Array;
}

const NUM_STATISTICS = 3;

/** Fields descending. @throws {ArgumentError} */
export function requireFields(where: string, fields: Float64Array): Float64Array {
  if (!(fields instanceof Float64Array) || fields.length === 0)
    throw new ArgumentError(where, 'transverseFields', 'a Float64Array of at least one field', fields);
  for (const [k, field] of fields.entries()) {
    const above = k === 0 ? Infinity : fields[k - 1]!;
    if (!(field > 0 && field < above))
      throw new ArgumentError(
        where,
        `transverseFields[${k}]`,
        k === 0 ? 'a finite number > 0' : `a number > 0 below ${above}`,
        field,
      );
  }
  return fields;
}

export function pathFamily(
  where: string,
  model: SpinModel,
  { beta, numSlices, transverseFields, numSwitchLevels = 4 }: FieldLadderOptions,
): PathFamily {
  requireCount(where, 'numSwitchLevels', numSwitchLevels, 1);
  const n = model.numSpins;
  const slices = { beta, numSlices };
  const engine = pathEngine(model, slices);
  const energies = new Float64Array(numSlices);
  const couplings = Array.from(transverseFields, (field) => sliceCoupling(slices, field));
  const first = couplings[0]!;
  const firstAngle = beta * transverseFields[0]!;
  const parameters = new Float64Array(NUM_STATISTICS * (numSwitchLevels + couplings.length));
  for (let level = 0; level < numSwitchLevels + couplings.length; level++) {
    const coupling = level < numSwitchLevels ? first : couplings[level - numSwitchLevels]!;
    parameters.set([beta * Math.min(1, level / numSwitchLevels), coupling.kinkCost], NUM_STATISTICS * level);
  }
  const writeStatistics = (kinks: number, out: Float64Array, at: number): void => {
    let sum = 0;
    let lowest = Infinity;
    for (let k = 0; k < numSlices; k++) {
      sum += energies[k]!;
      lowest = Math.min(lowest, energies[k]!);
    }
    out[at] = sum / numSlices;
    out[at + 1] = kinks;
    out[at + 2] = lowest;
  };

  return {
    parameters,
    measure(logSums, [energy, kinks]) {
      const atField = (of: (coupling: SliceCoupling, level: number) => number): Float64Array =>
        Float64Array.from(couplings, (coupling, k) => of(coupling, numSwitchLevels + k));
      return {
        logPartition: atField(({ logPrefactor }, level) => logSums[level]! + n * numSlices * logPrefactor),
        energy: atField((_, level) => energy![level]!),
        transverseMagnetization: atField((coupling, level) =>
          transverseMagnetizationOf(coupling, n, kinks![level]! / numSlices),
        ),
      };
    },
    family: {
      numEntries: n * numSlices,
      numStatistics: NUM_STATISTICS,
      stateEnergy: 2,
      sweepCost: n * numSlices,
      firstLogPartition: n * (firstAngle + log(1 + exp(-2 * firstAngle)) - numSlices * first.logPrefactor),
      fillFirst: (rng, out) => fillFreePath((p) => rng.uniform() < p, firstAngle / numSlices, numSlices, out),
      statisticsInto(configuration, out, at) {
        sliceEnergiesInto(model, configuration, energies);
        writeStatistics(countKinks(configuration, numSlices), out, at);
      },
      stateInto(configuration, out) {
        sliceEnergiesInto(model, configuration, energies);
        const lowest = energies.reduce((best, energy, k) => (energy < energies[best]! ? k : best), 0);
        sliceInto(configuration, lowest, numSlices, out);
      },
      load: (configuration, cache) => engine.load(configuration, cache),
      sweep(theta, rng, statistics, at) {
        engine.sweep(theta[0]! / beta, exp(-theta[1]!), (p) => rng.uniform() < p);
        engine.sliceEnergiesInto(energies);
        writeStatistics(engine.numKinks(), statistics, at);
      },
      configurationInto: (out) => engine.pathInto(out),
      cache: () => engine.sliceEnergies(),
    },
  };
}
