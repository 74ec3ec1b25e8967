/** What samplers over spins and binary variables return: rows sorted by energy, equal rows merged. */
import { type RunResult, toNdarray } from '@yuragi/prob-core';
import { ArgumentError } from '@yuragi/prob-core/errors';
import type { NdArray } from 'ndarray';
import { namesOf, type SpinModel, spinEnergy } from './ising.ts';

/** Energies are computed from the model at the end; they are not the running sums of the sampler. */
export interface SampleSet extends RunResult {
  readonly variables: readonly string[];
  /** Rows of -1 and +1, or of 0 and 1. */
  readonly domain: 'spin' | 'binary';
  /** (rows, variables), ascending in energy; no rows if the run was stopped before its first step. */
  readonly states: NdArray<Int8Array>;
  readonly energies: Float64Array;
  /** How many reads ended in each row. */
  readonly occurrences: Int32Array;
  /** False where rows share random numbers or ancestors: errors over rows are then too small. */
  readonly isIndependent: boolean;
}

/** Compares energies, then rows entry by entry: a total order, so that equal rows stand together. */
function compareRows(a: Int8Array, b: Int8Array): number {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return 0;
}

export function sampleSet(
  model: SpinModel,
  rows: readonly Int8Array[],
  { stopped, checkpoint }: RunResult,
  isIndependent: boolean,
): SampleSet {
  const n = model.numSpins;
  const sorted = rows
    .map((row) => ({ row, energy: spinEnergy(model, row) }))
    .sort((a, b) => a.energy - b.energy || compareRows(a.row, b.row));
  const merged: { readonly row: Int8Array; readonly energy: number; count: number }[] = [];
  for (const { row, energy } of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && compareRows(last.row, row) === 0) last.count++;
    else merged.push({ row, energy, count: 1 });
  }
  const states = new Int8Array(merged.length * n);
  for (const [k, { row }] of merged.entries()) states.set(row, k * n);
  return {
    variables: namesOf(model),
    domain: 'spin',
    states: toNdarray(states, [merged.length, n]),
    energies: Float64Array.from(merged, ({ energy }) => energy),
    occurrences: Int32Array.from(merged, ({ count }) => count),
    isIndependent,
    stopped,
    checkpoint,
  };
}

/**
 * The same samples over binary variables, x = (1 + s)/2: s = +1 is x = 1.
 *
 * @example ```ts doctest
 * import { key } from '@yuragi/prob-core';
 * import { anneal, quboToIsing, qubo, toBinary } from '@yuragi/annealing';
 * const problem = qubo({ variables: ['a', 'b'], terms: [['a', 'a', -1], ['b', 'b', -2], ['a', 'b', 4]] });
 * const { states, energies } = toBinary(await anneal(quboToIsing(problem), key('toBinary')));
 * Array.from(states.data); // => [0, 1]
 * energies[0]; // => -2
 * ```
 */
export function toBinary(samples: SampleSet): SampleSet {
  if (samples.domain === 'binary') return samples;
  const { data, shape } = samples.states;
  return {
    ...samples,
    domain: 'binary',
    states: toNdarray(
      data.map((s) => (1 + s) / 2),
      shape,
    ),
  };
}

/**
 * The best state by name, as plain values.
 *
 * @throws {ArgumentError} if there are no rows
 */
export function bestSample(samples: SampleSet): {
  readonly energy: number;
  readonly values: Readonly<Record<string, number>>;
} {
  const { variables, states, energies } = samples;
  if (energies.length === 0) throw new ArgumentError('bestSample', 'samples', 'a set of at least one row', energies);
  return { energy: energies[0]!, values: Object.fromEntries(variables.map((name, i) => [name, states.get(0, i)])) };
}
