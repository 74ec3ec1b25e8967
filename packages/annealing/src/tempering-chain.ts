/**
 * One chain of simulated tempering: spins and a level k drawn together from p(x, k) ~ exp(-theta_k T(x) + g_k). With
 * g_k = -log Z(theta_k) every level is visited equally often. In three phases: a walk down the ladder for the first g by the
 * trapezoid rule, stochastic approximation that refines it, and a production with g fixed. For an Ising model theta = beta
 * and T = E.
 */
import type { Rng } from '@yuragi/prob-core';
import { requireAllFinite, requireLength } from '@yuragi/prob-core/errors';
import { exp } from '@yuragi/prob-core/special';
import type { SpinFamily } from './spin-family.ts';

/** Plain data; arrays (K), or (K, m) of the m statistics. */
export interface TemperingState {
  /** T of the configuration, (m). */
  readonly statistics: Float64Array;
  readonly level: number;
  /** Sweeps done. */
  readonly time: number;
  /** g_k, g_0 = 0. */
  readonly logWeights: Float64Array;
  /** Mean of T at each level in the walk down. */
  readonly firstMeans: Float64Array;
  /** Of the production: sums of p(k|x), of p(k|x) T, and visits. */
  readonly shares: Float64Array;
  readonly sums: Float64Array;
  readonly visits: Float64Array;
  /** The end of the ladder that was touched last (0 hot, 1 cold), and how often both were touched in turn. */
  readonly lastEnd: number;
  readonly roundTrips: number;
}

/** How a chain walked; arrays (K). */
export interface TemperingWalk {
  /** g_k of the production. */
  readonly logWeights: Float64Array;
  /** Sweeps that ended at each level. */
  readonly visits: Float64Array;
  /** From hot to cold and back. */
  readonly roundTrips: number;
}

/** What one chain measured; arrays (K). */
export interface TemperingChain extends TemperingWalk {
  /** nats. */
  readonly logPartition: Float64Array;
  readonly energy: Float64Array;
}

/** The same along any ladder. */
export interface TemperingRecord extends TemperingWalk {
  readonly logPartition: Float64Array;
  /** Mean of each statistic at each level. */
  readonly statistics: readonly Float64Array[];
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

/** The rule for laws with more than one parameter: the sum over them. */
function firstWeights(parameters: Float64Array, means: Float64Array, m: number): Float64Array {
  const weights = new Float64Array(parameters.length / m);
  for (let j = 0; j < m; j++) {
    const column = (rows: Float64Array): Float64Array => weights.map((_, k) => rows[k * m + j]!);
    for (const [k, g] of trapezoidWeights(column(parameters), column(means)).entries()) weights[k]! += g;
  }
  return weights;
}

/** @param statistics of the configuration that is loaded, (m) */
export const beginTempering = (statistics: Float64Array, numLevels: number): TemperingState => ({
  statistics,
  level: 0,
  time: 0,
  logWeights: new Float64Array(numLevels),
  firstMeans: new Float64Array(numLevels * statistics.length),
  shares: new Float64Array(numLevels),
  sums: new Float64Array(numLevels * statistics.length),
  visits: new Float64Array(numLevels),
  lastEnd: 0,
  roundTrips: 0,
});

/** p(k|x) = exp(-theta_k T + g_k)/sum_j exp(-theta_j T + g_j); parameters (K, m), statistics (m). */
export function levelLaw(parameters: Float64Array, logWeights: Float64Array, statistics: Float64Array): Float64Array {
  const m = statistics.length;
  const logs = logWeights.map((g, k) => {
    let sum = g;
    for (let j = 0; j < m; j++) sum -= parameters[k * m + j]! * statistics[j]!;
    return sum;
  });
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
  family: SpinFamily,
  rng: Rng,
  parameters: Float64Array,
  { sweepsPerLevel, numAdaptationSweeps }: TemperingPhases,
): TemperingState {
  const m = state.statistics.length;
  const numLevels = state.visits.length;
  const walkEnd = numLevels * sweepsPerLevel;
  const statistics = state.statistics.slice();
  family.sweep(parameters.subarray(state.level * m, (state.level + 1) * m), rng, statistics, 0);
  const time = state.time + 1;

  if (time <= walkEnd) {
    // The second half of the sweeps at each level counts.
    const firstMeans = state.firstMeans.slice();
    const atLevel = state.time % sweepsPerLevel;
    const counted = sweepsPerLevel - (sweepsPerLevel >> 1);
    if (atLevel >= sweepsPerLevel >> 1)
      for (let j = 0; j < m; j++) firstMeans[state.level * m + j]! += statistics[j]! / counted;
    const level = Math.min(Math.floor(time / sweepsPerLevel), numLevels - 1);
    const logWeights = time === walkEnd ? firstWeights(parameters, firstMeans, m) : state.logWeights;
    return { ...state, statistics, time, level, firstMeans, logWeights };
  }

  const law = levelLaw(parameters, state.logWeights, statistics);
  const level = drawLevel(law, rng);
  const age = time - walkEnd;
  if (age <= numAdaptationSweeps) {
    // Stochastic approximation of -log Z with the conditional law of the level in place of the level.
    const gain = Math.min(1, numLevels / age);
    const raised = state.logWeights.map((g, k) => g - gain * law[k]!);
    return { ...state, statistics, time, level, logWeights: raised.map((g) => g - raised[0]!) };
  }

  const touched = level === 0 ? 0 : level === numLevels - 1 ? 1 : state.lastEnd;
  const visits = state.visits.slice();
  visits[level]! += 1;
  return {
    ...state,
    statistics,
    time,
    level,
    visits,
    shares: state.shares.map((share, k) => share + law[k]!),
    sums: state.sums.map((sum, at) => sum + law[Math.floor(at / m)]! * statistics[at % m]!),
    lastEnd: touched,
    roundTrips: state.roundTrips + (touched === 0 && state.lastEnd === 1 ? 1 : 0),
  };
}

/** log Z(theta_k) = log Z(theta_0) - g_k + log(mean p(k|x)/mean p(0|x)), and the mean statistics at each level. */
export function measureChain(state: TemperingState, firstLogPartition: number): TemperingRecord {
  const { shares, sums, logWeights, visits, roundTrips } = state;
  const m = state.statistics.length;
  return {
    logPartition: shares.map((share, k) => firstLogPartition - logWeights[k]! + Math.log(share) - Math.log(shares[0]!)),
    statistics: Array.from({ length: m }, (_, j) => shares.map((share, k) => sums[k * m + j]! / share)),
    logWeights,
    visits,
    roundTrips,
  };
}
