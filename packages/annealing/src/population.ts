/**
 * One population on its way from beta = 0 down in temperature. From P_{beta} to P_{beta'} it is carried by the weight
 * exp(-(beta' - beta) E), which turns the one law into the other, and not by the sweeps, which leave P_{beta'} as it is:
 *
 *   sum_s w_{beta'}(s'|s) P_{beta'}(s) = P_{beta'}(s'),   and  P_{beta'} = P_{beta} exp(-(beta' - beta) E) Z(beta)/Z(beta')
 */
import { logMeanExp, type Pausable, type Rng, systematicResample } from '@yuragi/prob-core';
import { exp } from '@yuragi/prob-core/special';
import { type SpinModel, spinEnergy } from './ising.ts';
import { fillRandomSpins } from './random-spins.ts';
import type { SweepEngine } from './sweep-engine.ts';

/** What one population measured; all arrays (betas). */
export interface PopulationRun {
  /** log of this run's estimate of Z(beta), nats. Its exponential is unbiased at fixed betas. */
  readonly logPartition: Float64Array;
  /** Mean energy of the population after the sweeps at each beta. */
  readonly energy: Float64Array;
  /**
   * rho_t = populationSize sum_f (share of family f)^2, a family being all that descend from one replica at beta = 0:
   * the population is worth populationSize/rho_t independent ones, or more.
   */
  readonly meanSquareFamilySize: Float64Array;
  readonly numFamilies: Float64Array;
  /** The lowest state that stood in the population after a step. */
  readonly best: Int8Array;
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

/** @param ladder betas from 0 on, ascending, or how to choose them on the way */
export function* annealPopulation(
  model: SpinModel,
  engine: SweepEngine,
  rng: Rng,
  size: number,
  sweepsPerStep: number,
  ladder: Float64Array | CullingLadder,
): Pausable<PopulationRun & { readonly betas: Float64Array }> {
  const n = model.numSpins;
  let population = new Int8Array(size * n);
  let spare = new Int8Array(size * n);
  let families = Int32Array.from({ length: size }, (_, i) => i);
  fillRandomSpins(rng, population);
  const row = (i: number): Int8Array => population.subarray(i * n, (i + 1) * n);
  let energies = Float64Array.from({ length: size }, (_, i) => spinEnergy(model, row(i)));

  const betas = [0];
  const logPartition = [n * Math.LN2];
  const energy: number[] = [];
  const meanSquareFamilySize: number[] = [];
  const numFamilies: number[] = [];
  const best = new Int8Array(n);
  let bestEnergy = Infinity;
  const record = (): void => {
    let sum = 0;
    for (let i = 0; i < size; i++) {
      sum += energies[i]!;
      if (energies[i]! >= bestEnergy) continue;
      bestEnergy = energies[i]!;
      best.set(row(i));
    }
    energy.push(sum / size);
    const sizes = new Float64Array(size);
    for (const family of families) sizes[family]! += 1;
    meanSquareFamilySize.push(sizes.reduce((total, count) => total + count * count, 0) / size);
    numFamilies.push(sizes.reduce((total, count) => total + (count > 0 ? 1 : 0), 0));
  };
  record();

  for (;;) {
    const beta = betas.at(-1)!;
    const step =
      ladder instanceof Float64Array
        ? (ladder[betas.length] ?? beta) - beta
        : adaptiveStep(energies, ladder.betaEnd - beta, ladder.cullingFraction);
    if (step <= 0) break;
    const next = ladder instanceof Float64Array ? ladder[betas.length]! : Math.min(beta + step, ladder.betaEnd);
    betas.push(next);

    const logWeights = energies.map((e) => -(next - beta) * e);
    logPartition.push(logPartition.at(-1)! + logMeanExp(logWeights).value);
    const ancestors = systematicResample(rng, logWeights, size);
    for (let i = 0; i < size; i++) spare.set(row(ancestors[i]!), i * n);
    [population, spare] = [spare, population];
    families = Int32Array.from(ancestors, (i) => families[i]!);
    energies = Float64Array.from(ancestors, (i) => energies[i]!);

    let attempts = 0;
    for (let i = 0; i < size; i++) {
      engine.load(row(i));
      for (let sweep = 0; sweep < sweepsPerStep; sweep++) {
        energies[i]! += engine.sweep(next, rng);
        attempts += n;
        if (attempts < ATTEMPTS_PER_SLICE) continue;
        attempts = 0;
        yield;
      }
      engine.spinsInto(row(i));
    }
    record();
  }
  return {
    betas: Float64Array.from(betas),
    logPartition: Float64Array.from(logPartition),
    energy: Float64Array.from(energy),
    meanSquareFamilySize: Float64Array.from(meanSquareFamilySize),
    numFamilies: Float64Array.from(numFamilies),
    best,
  };
}
