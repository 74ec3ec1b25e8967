/**
 * One population on its way down a ladder: beta from 0 on, or Gamma from strong fields to weak ones. From P_{theta} to
 * P_{theta'} it is carried by the weight exp(-(theta' - theta) T), which turns the one law into the other, and not by the
 * sweeps, which leave P_{theta'} as it is:
 *
 *   sum_x w_{theta'}(x'|x) P_{theta'}(x) = P_{theta'}(x'),  and  P_{theta'} = P_{theta} exp(-(theta' - theta) T) Z(theta)/Z(theta')
 *
 * For an Ising model theta = beta and T = E.
 */
import { logMeanExp, type Pausable, type Rng, systematicResample } from '@yuragi/prob-core';
import { exp } from '@yuragi/prob-core/special';
import type { SpinFamily } from './spin-family.ts';

/** How a population held together; arrays (levels). */
export interface PopulationFamilies {
  /**
   * rho_t = populationSize sum_f (share of family f)^2, a family being all that descend from one replica at the first
   * level: the population is worth populationSize/rho_t independent ones, or more.
   */
  readonly meanSquareFamilySize: Float64Array;
  readonly numFamilies: Float64Array;
  /** The lowest state that stood in the population after a step. */
  readonly best: Int8Array;
}

/** What one population measured; all arrays (betas). */
export interface PopulationRun extends PopulationFamilies {
  /** log of this run's estimate of Z(beta), nats. Its exponential is unbiased at fixed betas. */
  readonly logPartition: Float64Array;
  /** Mean energy of the population after the sweeps at each beta. */
  readonly energy: Float64Array;
}

/** The same along any ladder. */
export interface PopulationRecord extends PopulationFamilies {
  readonly logPartition: Float64Array;
  /** Mean of each statistic over the population after the sweeps at each level. */
  readonly statistics: readonly Float64Array[];
}

/** How to choose the next inverse temperature: as far as the population still covers. */
export interface AdaptiveLadder {
  /** The last beta. */
  readonly betaEnd: number;
  /** Share of the replicas that a step is expected to cull, in (0, 1). Default 0.1. */
  readonly cullingFraction?: number | undefined;
}

/** A ladder with nothing left out. */
export interface CullingLadder {
  readonly betaEnd: number;
  readonly cullingFraction: number;
}

/** Attempted flips between two yields. */
const ATTEMPTS_PER_SLICE = 65_536;
const BISECTIONS = 60;

/**
 * Share of the replicas expected to be left without a copy by systematic resampling with weights exp(-step E): the mean of
 * max(0, 1 - R w_i/sum w).
 */
export function expectedCulling(energies: Float64Array, step: number): number {
  let lowest = Infinity;
  for (const energy of energies) lowest = Math.min(lowest, energy);
  let sum = 0;
  for (const energy of energies) sum += exp(-step * (energy - lowest));
  let culled = 0;
  for (const energy of energies) culled += Math.max(0, 1 / energies.length - exp(-step * (energy - lowest)) / sum);
  return culled;
}

/** The step of beta, at most `longest`, that culls the given share of the replicas. */
export function adaptiveStep(energies: Float64Array, longest: number, cullingFraction: number): number {
  if (expectedCulling(energies, longest) <= cullingFraction) return longest;
  let low = 0;
  let high = longest;
  for (let i = 0; i < BISECTIONS; i++) {
    const middle = (low + high) / 2;
    if (expectedCulling(energies, middle) <= cullingFraction) low = middle;
    else high = middle;
  }
  return high;
}

/**
 * @param numSpins of a state
 * @param ladder theta of the levels, (levels, m), or how to choose them on the way, for m = 1
 */
export function* annealPopulation(
  family: SpinFamily,
  numSpins: number,
  rng: Rng,
  size: number,
  sweepsPerStep: number,
  ladder: Float64Array | CullingLadder,
): Pausable<PopulationRecord & { readonly parameters: Float64Array }> {
  const { numEntries, numStatistics: m, stateEnergy } = family;
  let population = new Int8Array(size * numEntries);
  let spare = new Int8Array(size * numEntries);
  let families = Int32Array.from({ length: size }, (_, i) => i);
  family.fillFirst(rng, population);
  const row = (i: number): Int8Array => population.subarray(i * numEntries, (i + 1) * numEntries);
  let statistics = new Float64Array(size * m);
  for (let i = 0; i < size; i++) family.statisticsInto(row(i), statistics, i * m);

  const parameters = ladder instanceof Float64Array ? Array.from(ladder.subarray(0, m)) : [0];
  const logPartition = [family.firstLogPartition];
  const means: number[][] = Array.from({ length: m }, () => []);
  const meanSquareFamilySize: number[] = [];
  const numFamilies: number[] = [];
  const best = new Int8Array(numSpins);
  let bestEnergy = Infinity;
  const record = (): void => {
    const sums = new Float64Array(m);
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < m; j++) sums[j]! += statistics[i * m + j]!;
      if (statistics[i * m + stateEnergy]! >= bestEnergy) continue;
      bestEnergy = statistics[i * m + stateEnergy]!;
      family.stateInto(row(i), best);
    }
    for (let j = 0; j < m; j++) means[j]!.push(sums[j]! / size);
    const sizes = new Float64Array(size);
    for (const founder of families) sizes[founder]! += 1;
    meanSquareFamilySize.push(sizes.reduce((total, count) => total + count * count, 0) / size);
    numFamilies.push(sizes.reduce((total, count) => total + (count > 0 ? 1 : 0), 0));
  };
  record();

  for (;;) {
    const current = Float64Array.from(parameters.slice(-m));
    const next = nextParameters(ladder, parameters.length, current, statistics);
    if (next === null) break;
    parameters.push(...next);

    const logWeights = Float64Array.from({ length: size }, (_, i) => {
      let logWeight = 0;
      for (let j = 0; j < m; j++) logWeight -= (next[j]! - current[j]!) * statistics[i * m + j]!;
      return logWeight;
    });
    logPartition.push(logPartition.at(-1)! + logMeanExp(logWeights).value);
    const ancestors = systematicResample(rng, logWeights, size);
    for (let i = 0; i < size; i++) spare.set(row(ancestors[i]!), i * numEntries);
    [population, spare] = [spare, population];
    families = Int32Array.from(ancestors, (i) => families[i]!);
    const inherited = statistics;
    statistics = Float64Array.from(inherited, (_, at) => inherited[ancestors[Math.floor(at / m)]! * m + (at % m)]!);

    let attempts = 0;
    for (let i = 0; i < size; i++) {
      family.load(row(i));
      for (let sweep = 0; sweep < sweepsPerStep; sweep++) {
        family.sweep(next, rng, statistics, i * m);
        attempts += family.sweepCost;
        if (attempts < ATTEMPTS_PER_SLICE) continue;
        attempts = 0;
        yield;
      }
      family.configurationInto(row(i));
    }
    record();
  }
  return {
    parameters: Float64Array.from(parameters),
    logPartition: Float64Array.from(logPartition),
    statistics: means.map((column) => Float64Array.from(column)),
    meanSquareFamilySize: Float64Array.from(meanSquareFamilySize),
    numFamilies: Float64Array.from(numFamilies),
    best,
  };
}

/** theta of the next level, null at the end of the ladder. */
function nextParameters(
  ladder: Float64Array | CullingLadder,
  numSoFar: number,
  current: Float64Array,
  energies: Float64Array,
): Float64Array | null {
  if (ladder instanceof Float64Array)
    return numSoFar === ladder.length ? null : ladder.slice(numSoFar, numSoFar + current.length);
  const beta = current[0]!;
  const step = adaptiveStep(energies, ladder.betaEnd - beta, ladder.cullingFraction);
  return step <= 0 ? null : Float64Array.of(Math.min(beta + step, ladder.betaEnd));
}
