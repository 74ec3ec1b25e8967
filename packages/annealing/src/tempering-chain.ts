/**
 * One chain of simulated tempering: spins and a level k drawn together from p(s, k) ~ exp(-beta_k E(s) + g_k). With
 * g_k = -log Z(beta_k) every level is visited equally often. In three phases: a walk down the ladder for the first g by the
 * trapezoid rule, stochastic approximation that refines it, and a production with g fixed.
 */
import type { Rng } from '@yuragi/prob-core';
import { requireAllFinite, requireLength } from '@yuragi/prob-core/errors';
import { exp } from '@yuragi/prob-core/special';
import type { SweepEngine } from './sweep-engine.ts';

/** Plain data; arrays (K). */
export interface TemperingState {
  readonly energy: number;
  readonly level: number;
  /** Sweeps done. */
  readonly time: number;
  /** g_k, g_0 = 0. */
  readonly logWeights: Float64Array;
  /** sum of the energies at each level in the walk down. */
  readonly firstEnergies: Float64Array;
  /** Of the production: sums of p(k|s), of p(k|s) E, and visits. */
  readonly shares: Float64Array;
  readonly energies: Float64Array;
  readonly visits: Float64Array;
  /** The end of the ladder that was touched last (0 hot, 1 cold), and how often both were touched in turn. */
  readonly lastEnd: number;
  readonly roundTrips: number;
}

/** What one chain measured; arrays (K). */
export interface TemperingChain {
  /** nats. */
  readonly logPartition: Float64Array;
  readonly energy: Float64Array;
  /** g_k of the production. */
  readonly logWeights: Float64Array;
  /** Sweeps that ended at each level. */
  readonly visits: Float64Array;
  /** From hot to cold and back. */
  readonly roundTrips: number;
}

export interface TemperingPhases {
  /** Sweeps at each level on the walk down. */
  readonly sweepsPerLevel: number;
  readonly numAdaptationSweeps: number;
  readonly numSweeps: number;
}

/**
 * First weights from mean energies, by d(-log Z)/d beta = <E>:
 *
 *   g_{k+1} = g_k + (1/2) (<E>_{k+1} + <E>_k) (beta_{k+1} - beta_k),  g_0 = 0
 *
 * @throws {ShapeError} for lengths that differ; {ArgumentError} for numbers that are not finite
 * @see Park and Pande, Phys. Rev. E 76 (2007), 016703
 */
export function trapezoidWeights(betas: Float64Array, energies: Float64Array): Float64Array {
  requireAllFinite('trapezoidWeights', 'betas', betas);
  requireAllFinite(
    'trapezoidWeights',
    'energies',
    requireLength('trapezoidWeights', 'energies', energies, betas.length),
  );
  const weights = new Float64Array(betas.length);
  for (let k = 0; k + 1 < betas.length; k++)
    weights[k + 1] = weights[k]! + 0.5 * (energies[k + 1]! + energies[k]!) * (betas[k + 1]! - betas[k]!);
  return weights;
}

export const beginTempering = (energy: number, numLevels: number): TemperingState => ({
  energy,
  level: 0,
  time: 0,
  logWeights: new Float64Array(numLevels),
  firstEnergies: new Float64Array(numLevels),
  shares: new Float64Array(numLevels),
  energies: new Float64Array(numLevels),
  visits: new Float64Array(numLevels),
  lastEnd: 0,
  roundTrips: 0,
});

/** p(k|s) = exp(-beta_k E + g_k)/sum_j exp(-beta_j E + g_j). */
export function levelLaw(betas: Float64Array, logWeights: Float64Array, energy: number): Float64Array {
  const logs = betas.map((beta, k) => logWeights[k]! - beta * energy);
  const largest = logs.reduce((a, b) => Math.max(a, b));
  const weights = logs.map((x) => exp(x - largest));
  const sum = weights.reduce((a, b) => a + b);
  return weights.map((w) => w / sum);
}

function drawLevel(law: Float64Array, rng: Rng): number {
  const u = rng.uniform();
  let sum = 0;
  for (let k = 0; k < law.length - 1; k++) {
    sum += law[k]!;
    if (u < sum) return k;
  }
  return law.length - 1;
}

/** One sweep and one draw of the level, in the phase that the time says. */
export function temperingStep(
  state: TemperingState,
  engine: SweepEngine,
  rng: Rng,
  betas: Float64Array,
  { sweepsPerLevel, numAdaptationSweeps }: TemperingPhases,
): TemperingState {
  const numLevels = betas.length;
  const walkEnd = numLevels * sweepsPerLevel;
  const energy = state.energy + engine.sweep(betas[state.level]!, rng);
  const time = state.time + 1;

  if (time <= walkEnd) {
    // The second half of the sweeps at each level counts.
    const firstEnergies = state.firstEnergies.slice();
    const atLevel = state.time % sweepsPerLevel;
    const counted = sweepsPerLevel - (sweepsPerLevel >> 1);
    if (atLevel >= sweepsPerLevel >> 1) firstEnergies[state.level]! += energy / counted;
    const level = Math.min(Math.floor(time / sweepsPerLevel), numLevels - 1);
    const logWeights = time === walkEnd ? trapezoidWeights(betas, firstEnergies) : state.logWeights;
    return { ...state, energy, time, level, firstEnergies, logWeights };
  }

  const law = levelLaw(betas, state.logWeights, energy);
  const level = drawLevel(law, rng);
  const age = time - walkEnd;
  if (age <= numAdaptationSweeps) {
    // Stochastic approximation of -log Z with the conditional law of the level in place of the level.
    const gain = Math.min(1, numLevels / age);
    const raised = state.logWeights.map((g, k) => g - gain * law[k]!);
    return { ...state, energy, time, level, logWeights: raised.map((g) => g - raised[0]!) };
  }

  const touched = level === 0 ? 0 : level === numLevels - 1 ? 1 : state.lastEnd;
  const visits = state.visits.slice();
  visits[level]! += 1;
  return {
    ...state,
    energy,
    time,
    level,
    visits,
    shares: state.shares.map((share, k) => share + law[k]!),
    energies: state.energies.map((sum, k) => sum + law[k]! * energy),
    lastEnd: touched,
    roundTrips: state.roundTrips + (touched === 0 && state.lastEnd === 1 ? 1 : 0),
  };
}

/** log Z(beta_k) = n log 2 - g_k + log(mean p(k|s)/mean p(0|s)), and the mean energies at each level. */
export function measureChain(state: TemperingState, numSpins: number): TemperingChain {
  const { shares, energies, logWeights, visits, roundTrips } = state;
  return {
    logPartition: shares.map(
      (share, k) => numSpins * Math.LN2 - logWeights[k]! + Math.log(share) - Math.log(shares[0]!),
    ),
    energy: energies.map((sum, k) => sum / shares[k]!),
    logWeights,
    visits,
    roundTrips,
  };
}
