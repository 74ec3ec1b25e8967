/**
 * Heat or smooth: two roads in one plane, p_{beta, sigma} ~ (p * N(0, sigma^2))^beta. Annealing walks along beta at
 * sigma = 0, diffusion along sigma at beta = 1. For one Gaussian of variance s^2 the roads are the same,
 * beta = s^2/(s^2 + sigma^2). For two wells far apart they are not: smoothing keeps the weights w_i, and heat takes them to
 *
 *   w_i^beta s_i^(d (1 - beta))/sum_j w_j^beta s_j^(d (1 - beta))
 *
 * The heated law is sampled by random-walk Metropolis, one walker each; the smoothed law by adding noise to draws.
 */

import { smoothedMixture } from '@yuragi/diffusion';
import { randomWalkMetropolis, run } from '@yuragi/mcmc';
import {
  foldIn,
  type Key,
  type MultivariateDistribution,
  mixture,
  multivariateNormal,
  type RngState,
  restore,
  stream,
  toNdarray,
} from '@yuragi/prob-core';
import { normalCdf } from '@yuragi/prob-core/special';
import type { Claim, FigureModel } from '../shared/contract.ts';
import {
  dimensionOf,
  heatedShare,
  LAST_BETA,
  meansOf,
  RANGE,
  type Settings,
  scalesOf,
  settings,
  sigmaOf,
} from './settings.ts';

export const NUM_WALKERS = 600;
/** Metropolis moves of every walker in one step, each long enough to reach the other well: a rarer hit in the plane. */
const NUM_MOVES = { 1: 4, 2: 16 } as const;
const MOVE = 8;
/** Steps on the road, steps at its end that are not counted, steps that are, and how many of them decide. */
const ROAD = 40;
const SETTLING = 24;
const COUNTED = 60;
const ENOUGH = 40;
/** Two-sided level 1e-6 of a normal law. */
const CRITICAL = 4.89;
/** Points of the curves. */
const NUM_POINTS = 331;

export interface State {
  readonly law: Settings['law'];
  /** What moves the walkers, and what makes draws. */
  readonly walking: RngState;
  readonly drawing: RngState;
  /** 0 at the law itself, 1 at the end of the road. */
  readonly progress: number;
  readonly beta: number;
  readonly sigma: number;
  /** Steps taken at the end of the road. */
  readonly rested: number;
  /** Positions of the walkers of the heated law, (n, d). */
  readonly heated: Float64Array;
  /** Draws of the law and of noise, and their sum: the smoothed law, (n, d). */
  readonly clean: Float64Array;
  readonly noise: Float64Array;
  readonly smoothed: Float64Array;
  /** The two exact densities, on even points of the line; empty in the plane. */
  readonly heatedDensity: Float64Array;
  readonly smoothedDensity: Float64Array;
  /** Share of each sample in the wide well, now. */
  readonly heatedNow: number;
  readonly smoothedNow: number;
  /** How often each heated walker was in the wide well, and how many of the smoothed draws were. */
  readonly visits: Float64Array;
  readonly smoothedVisits: number;
  readonly numCounted: number;
  readonly isOver: boolean;
}

/** The well that is 0 or 1 of a law, smoothed with sigma. */
function wellOf(law: Settings['law'], which: 0 | 1, sigma: number): MultivariateDistribution {
  const mean = new Float64Array(dimensionOf(law));
  mean[0] = meansOf(law)[which];
  return multivariateNormal({ mean, variances: mean.map(() => scalesOf(law)[which] ** 2 + sigma ** 2) });
}

const lawOf = (law: Settings['law']): MultivariateDistribution =>
  mixture({ weights: [0.5, 0.5], components: [wellOf(law, 0, 0), wellOf(law, 1, 0)] });

/** Calls back with each row of x (n, d), a view. */
function rows(law: Settings['law'], x: Float64Array): Float64Array[] {
  const d = dimensionOf(law);
  return Array.from({ length: x.length / d }, (_, i) => x.subarray(i * d, (i + 1) * d));
}

// #region ten-lines
/** Walkers on p^beta, where p is known up to a constant. */
function heat({ law: name, heated, walking }: State, beta: number): Pick<State, 'heated' | 'walking'> {
  const [law, dimension] = [lawOf(name), dimensionOf(name)];
  const kernel = randomWalkMetropolis({ dimension, logDensity: (x) => beta * law.logDensity(x) }, { stepSize: MOVE });
  const rng = restore(walking);
  const moved = new Float64Array(heated.length);
  for (const [i, x] of rows(name, heated).entries())
    moved.set(run(kernel, kernel.init(x, rng), rng, NUM_MOVES[dimension]).position, i * dimension);
  return { heated: moved, walking: rng.state() };
}

/** Draws of p * N(0, sigma^2): draws of p, and noise. */
const smooth = (clean: Float64Array, noise: Float64Array, sigma: number): Float64Array =>
  clean.map((x, i) => x + sigma * noise[i]!);
// #endregion ten-lines

/** Whether a point is nearer to the wide well: it is the likelier one there. One law: within a standard deviation. */
function isWide(law: Settings['law'], sigma: number): (x: Float64Array) => boolean {
  if (law === 'one') return (x) => Math.abs(x[0]!) <= Math.sqrt(1 + sigmaOf(LAST_BETA) ** 2);
  const [wide, narrow] = [wellOf(law, 0, sigma), wellOf(law, 1, sigma)];
  return (x) => wide.logDensity(x) > narrow.logDensity(x);
}

const points = Float64Array.from({ length: NUM_POINTS }, (_, i) => RANGE * ((2 * i) / (NUM_POINTS - 1) - 1));

/** Both densities at a place of the plane, normalised on the line that is shown. */
function densities(law: Settings['law'], beta: number, sigma: number): readonly [Float64Array, Float64Array] {
  if (dimensionOf(law) > 1) return [new Float64Array(0), new Float64Array(0)];
  const variances = scalesOf(law).map((scale) => scale ** 2);
  const exact = smoothedMixture({
    weights: Float64Array.of(0.5, 0.5),
    means: toNdarray(Float64Array.from(meansOf(law)), [2, 1]),
    covariances: toNdarray(Float64Array.from(variances), [2, 1, 1]),
  });
  const at = (level: number, power: number): Float64Array => {
    const out = new Float64Array(NUM_POINTS);
    exact.logDensityInto(points, level, out);
    const values = out.map((value) => Math.exp(power * value));
    const total = values.reduce((sum, value) => sum + value, 0) * ((2 * RANGE) / (NUM_POINTS - 1));
    return values.map((value) => value / total);
  };
  return [at(0, beta), at(sigma, 1)];
}

/** Fresh draws of the law and of noise. */
function draw<S extends Pick<State, 'law' | 'drawing'>>(state: S): S & Pick<State, 'clean' | 'noise' | 'drawing'> {
  const rng = restore(state.drawing);
  const law = lawOf(state.law);
  const clean = new Float64Array(NUM_WALKERS * law.dimension);
  law.fill(rng, clean);
  const noise = clean.map(() => rng.normal());
  return { ...state, clean, noise, drawing: rng.state() };
}

/** Which rows of a sample are in the wide well, 1 or 0, and their share. */
function inWide(law: Settings['law'], x: Float64Array, sigma: number): Float64Array {
  const holds = isWide(law, sigma);
  return Float64Array.from(rows(law, x), (row) => (holds(row) ? 1 : 0));
}
const shareOf = (law: Settings['law'], x: Float64Array, sigma: number): number =>
  inWide(law, x, sigma).reduce((sum, each) => sum + each, 0) / NUM_WALKERS;

const nothingCounted = {
  rested: 0,
  visits: new Float64Array(NUM_WALKERS),
  smoothedVisits: 0,
  numCounted: 0,
  isOver: false,
} as const;

/** Goes to a place on both roads. */
function goTo(state: State, progress: number): State {
  const { law } = state;
  const beta = 1 + progress * (LAST_BETA - 1);
  const sigma = sigmaOf(beta);
  const [heatedDensity, smoothedDensity] = densities(law, beta, sigma);
  const { heated, walking } = heat(state, beta);
  const smoothed = smooth(state.clean, state.noise, sigma);
  return {
    ...state,
    ...(progress < 1 && nothingCounted),
    progress,
    beta,
    sigma,
    heated,
    walking,
    smoothed,
    heatedDensity,
    smoothedDensity,
    heatedNow: shareOf(law, heated, 0),
    smoothedNow: shareOf(law, smoothed, sigma),
  };
}

/** At the end of the road: fresh draws, and after a while everyone is counted. */
function count(state: State): State {
  const next = goTo(draw(state), 1);
  const rested = state.rested + 1;
  if (rested <= SETTLING) return { ...next, rested };
  const nowWide = inWide(state.law, next.heated, 0);
  const numCounted = state.numCounted + 1;
  return {
    ...next,
    rested,
    numCounted,
    visits: state.visits.map((visits, i) => visits + nowWide[i]!),
    smoothedVisits: state.smoothedVisits + next.smoothedNow * NUM_WALKERS,
    isOver: numCounted >= COUNTED,
  };
}

/** The law at the start of both roads. */
const start = (law: Settings['law'], key: Key): State => {
  const walkers = draw({ law, drawing: stream(foldIn(key, 'walkers')).state() });
  const draws = draw({ law, drawing: stream(foldIn(key, 'draws')).state() });
  const [heatedDensity, smoothedDensity] = densities(law, 1, 0);
  return {
    ...draws,
    ...nothingCounted,
    walking: walkers.drawing,
    progress: 0,
    beta: 1,
    sigma: 0,
    heated: walkers.clean,
    smoothed: draws.clean,
    heatedDensity,
    smoothedDensity,
    heatedNow: shareOf(law, walkers.clean, 0),
    smoothedNow: shareOf(law, draws.clean, 0),
  };
};

/** Of one law: the probability within a standard deviation. */
const WITHIN_ONE = 2 * normalCdf(1) - 1;

export const model: FigureModel<Settings, State> = {
  defaults: settings,

  init: ({ law }, key) => start(law, key),

  step(state, { progress }) {
    if (progress !== null) return progress >= 100 ? count(state) : goTo(state, progress / 100);
    if (state.progress < 1) return goTo(state, Math.min(1, state.progress + 1 / ROAD));
    return state.isOver ? state : count(state);
  },

  /** Both shares of the wide well after the whole road. Walkers are independent; the visits of one walker are not. */
  claim({ law, visits, smoothedVisits, numCounted }): Claim {
    const total = NUM_WALKERS * numCounted;
    const expected = law === 'one' ? WITHIN_ONE : heatedShare(LAST_BETA, dimensionOf(law));
    if (total === 0) return { value: 0, expected, standardError: Infinity, holds: false, isDecided: false };
    const value = visits.reduce((sum, count) => sum + count, 0) / total;
    const spread = visits.reduce((sum, count) => sum + (count / numCounted - value) ** 2, 0);
    const standardError = Math.sqrt(spread / (NUM_WALKERS * (NUM_WALKERS - 1)));
    const unmoved = law === 'one' ? WITHIN_ONE : 0.5;
    const smoothedError = Math.sqrt((unmoved * (1 - unmoved)) / total);
    return {
      value,
      expected,
      standardError,
      holds:
        Math.abs(value - expected) <= CRITICAL * standardError &&
        Math.abs(smoothedVisits / total - unmoved) <= CRITICAL * smoothedError,
      isDecided: numCounted >= ENOUGH,
    };
  },
};
