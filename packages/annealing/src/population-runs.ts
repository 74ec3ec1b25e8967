/** Independent populations along one ladder as a run that can stop and resume, and the estimates over them. */
import {
  drive,
  type Estimate,
  fingerprint,
  foldIn,
  type Key,
  logMeanExp,
  type Pausable,
  type RunOptions,
  type RunResult,
  stream,
  type Warning,
  type WeightDiagnostics,
} from '@yuragi/prob-core';
import { annealPopulation, type CullingLadder, type PopulationFamilies, type PopulationRecord } from './population.ts';
import type { SpinFamily } from './spin-family.ts';

export interface PopulationsPlan {
  readonly task: string;
  readonly producer: string;
  /** With key, ladder and numbers, all that results depend on. */
  readonly problem: unknown;
  readonly key: Key;
  readonly family: SpinFamily;
  readonly numSpins: number;
  readonly ladder: Float64Array | CullingLadder;
  readonly populationSize: number;
  readonly sweepsPerStep: number;
  readonly numRuns: number;
}

interface Saved {
  readonly parameters: Float64Array | null;
  readonly records: readonly PopulationRecord[];
}

/** Populations this many times rho_t are trusted (Wang, Machta and Katzgraber 2015). */
const TRUSTED_FAMILIES = 100;

/** The records of the runs that are complete. */
export interface PopulationsResult {
  readonly run: RunResult;
  /** theta of the levels, (levels, m); empty if the run was stopped before they were known. */
  readonly parameters: Float64Array;
  readonly records: readonly PopulationRecord[];
}

/** A ladder that is not fixed comes from a pilot population, which the records do not hold. */
export async function drivePopulations(plan: PopulationsPlan, options: RunOptions): Promise<PopulationsResult> {
  const { task, producer, problem, key, family, numSpins, ladder, populationSize, sweepsPerStep, numRuns } = plan;
  let parameters = ladder instanceof Float64Array ? ladder : null;
  const numPilots = parameters === null ? 1 : 0;
  let records: PopulationRecord[] = [];

  function* step(): Pausable<boolean> {
    const rng = stream(parameters === null ? foldIn(key, 'ladder') : foldIn(key, records.length));
    const { parameters: used, ...record } = yield* annealPopulation(
      family,
      numSpins,
      rng,
      populationSize,
      sweepsPerStep,
      parameters ?? ladder,
    );
    if (parameters === null) parameters = used;
    else records = [...records, record];
    return false;
  }

  const run = await drive(
    {
      task,
      producer,
      fingerprint: fingerprint({ problem, key, populationSize, sweepsPerStep, numRuns, ladder }),
      total: numRuns + numPilots,
      step,
      metrics: () => (records.length === 0 ? {} : { logPartition: records.at(-1)!.logPartition.at(-1)! }),
      save: () => ({ rng: [], data: { parameters, records } satisfies Saved }),
      restore(checkpoint) {
        const saved = checkpoint.data as Saved;
        parameters = saved.parameters;
        records = [...saved.records];
      },
    },
    options,
  );
  return { run, parameters: parameters ?? new Float64Array(0), records };
}

interface Logs {
  readonly logPartition: Float64Array;
}

/** log Z at each level over independent runs; none where there are no runs. */
export const logPartitionOver = (runs: readonly Logs[]): Estimate<WeightDiagnostics>[] =>
  Array.from(runs[0]?.logPartition ?? [], (_, k) => logMeanExp(logsAt(runs, k)));

const logsAt = (runs: readonly Logs[], k: number): Float64Array =>
  Float64Array.from(runs, ({ logPartition }) => logPartition[k]!);

/** sum_r Z_r A_r/sum_r Z_r at each level, with its error by the delta method. */
export const weightedMean = <R extends Logs>(runs: readonly R[], valuesOf: (run: R) => Float64Array): Estimate[] =>
  Array.from(runs[0]?.logPartition ?? [], (_, k) => {
    const logWeights = logsAt(runs, k);
    const values = runs.map((run) => valuesOf(run)[k]!);
    const { diagnostics, warnings } = logMeanExp(logWeights);
    const largest = logWeights.reduce((a, b) => Math.max(a, b));
    const weights = logWeights.map((x) => Math.exp(x - largest));
    const total = weights.reduce((sum, w) => sum + w, 0);
    const value = values.reduce((sum, each, r) => sum + weights[r]! * each, 0) / total;
    const squares = values.reduce((sum, each, r) => sum + (weights[r]! * (each - value)) ** 2, 0);
    const n = runs.length;
    return {
      value,
      standardError: n === 1 ? Infinity : Math.sqrt((squares * n) / (n - 1)) / total,
      diagnostics: { ...diagnostics },
      warnings,
    };
  });

export function familyWarnings(runs: readonly PopulationFamilies[], populationSize: number): Warning[] {
  const largest = runs.reduce((max, run) => Math.max(max, run.meanSquareFamilySize.at(-1)!), 0);
  if (TRUSTED_FAMILIES * largest <= populationSize) return [];
  return [
    {
      code: 'few-families',
      message: `The mean square family size reaches ${largest.toPrecision(3)}; populations of ${populationSize} are trusted up to ${populationSize / TRUSTED_FAMILIES}. Take more replicas or sweeps.`,
    },
  ];
}
