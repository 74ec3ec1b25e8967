/**
 * Two lids on one curve. The weight w of one of two known Gaussians is learned from 200 points; theta is its logit, d_i the
 * log-ratio of the two densities at a point, and f the mean of -log p over the points (b_i is the second density):
 *
 *   f(theta) = mean softplus(theta) - softplus(theta + d_i) - log b_i,   f' = w - mean r_i,   r_i = sigmoid(theta + d_i)
 *
 * Lid one is a parabola of curvature L: its lowest point is a gradient step of length 1/L. Lid two is minus the variational
 * bound with r held fixed: its lowest point is one step of EM, w = mean r_i. Both touch f where they are built.
 */
import {
  type DifferentiableObjective,
  gradientLid,
  type MajoriseProblem,
  majorisationStep,
  stepCurvature,
} from '@yuragi/nn';
import { foldIn, type Key, key, normal, stream } from '@yuragi/prob-core';
import type { Claim, FigureModel } from '../shared/contract.ts';
import { BOUND, FLAT, MAX_ROUNDS, RANGE, type Settings, START, settings } from './settings.ts';

const NUM_POINTS = 200;
const TRUE_WEIGHT = 0.25;
const DEVIATION = 0.7;
/** Places at which curves are drawn. */
export const NUM_PLACES = 181;
/** A walk is over when a step gains less, nats per point. */
const TOLERANCE = 1e-10;
/** What rounding may make of a rise, or of a hole in a lid, that is zero. */
const ROUNDING = 1e-12;

/** Of the points: log a_i - log b_i, and the mean of log b_i. */
interface Points {
  readonly logRatios: Float64Array;
  readonly meanLogSecond: number;
}

/** One of the two walks. */
export interface Walk {
  readonly theta: number;
  /** f where it stood, from the start. */
  readonly values: readonly number[];
  /** The lid over the places of the picture, and its lowest point; null between two lids. */
  readonly lid: Float64Array | null;
  readonly next: number;
  /** Largest f - lid on the ways so far: above 0 the lid had a hole. */
  readonly hole: number;
  /** Largest rise of f in one step. */
  readonly rise: number;
  readonly isOver: boolean;
}

export interface State {
  readonly points: Points;
  readonly curve: Float64Array;
  readonly gradient: Walk;
  readonly em: Walk;
  readonly round: number;
}

const sigmoid = (u: number): number => (u < 0 ? Math.exp(u) / (1 + Math.exp(u)) : 1 / (1 + Math.exp(-u)));
const softplus = (u: number): number => Math.max(u, 0) + Math.log1p(Math.exp(-Math.abs(u)));
const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
/** x log x, 0 at 0. */
const entropic = (x: number): number => (x > 0 ? x * Math.log(x) : 0);
const places = Float64Array.from(
  { length: NUM_PLACES },
  (_, i) => RANGE[0] + (i / (NUM_PLACES - 1)) * (RANGE[1] - RANGE[0]),
);

function draw(from: Key): Points {
  const rng = stream(from);
  const [first, second] = [1, -1].map((at) => normal({ mean: at, standardDeviation: DEVIATION }));
  const x = Float64Array.from({ length: NUM_POINTS }, () =>
    (rng.uniform() < TRUE_WEIGHT ? first! : second!).sample(rng),
  );
  return {
    logRatios: x.map((value) => first!.logDensity(value) - second!.logDensity(value)),
    meanLogSecond: mean(x.map((value) => second!.logDensity(value))),
  };
}

// #region ten-lines
/** f, which both walks descend. */
const objectiveOf = ({ logRatios, meanLogSecond }: Points): DifferentiableObjective => ({
  valueAndGradient([theta = 0], gradient) {
    gradient[0] = sigmoid(theta) - mean(logRatios.map((d) => sigmoid(theta + d)));
    return softplus(theta) - mean(logRatios.map((d) => softplus(theta + d))) - meanLogSecond;
  },
});

/** Minus the bound: the responsibilities r stay what they are where the lid is built. */
const boundLid = (points: Points, f = objectiveOf(points)): MajoriseProblem => ({
  objective: (theta) => f.valueAndGradient(theta, new Float64Array(1)),
  gradient: (theta, out) => void f.valueAndGradient(theta, out),
  surrogate([from = 0]) {
    const r = points.logRatios.map((d) => sigmoid(from + d));
    const w = mean(r);
    const rest = mean(r.map((ri, i) => entropic(ri) + entropic(1 - ri) - ri * points.logRatios[i]!));
    return {
      value: ([theta = 0]) => softplus(theta) - w * theta + rest - points.meanLogSecond,
      gradient: ([theta = 0], out) => out.fill(sigmoid(theta) - w),
      optimum: () => Float64Array.of(Math.log(w / (1 - w))),
    };
  },
});
// #endregion ten-lines

/** L by what the reader chose. */
function curvatureOf(points: Points, lid: Settings['lid']): number | ((theta: Float64Array) => number) {
  const { logRatios } = points;
  const curvature = (theta: number): number => {
    const w = sigmoid(theta);
    return w * (1 - w) - mean(logRatios.map((d) => sigmoid(theta + d) * sigmoid(-theta - d)));
  };
  const f = objectiveOf(points);
  switch (lid) {
    case 'bound':
      return BOUND;
    case 'flat':
      return FLAT;
    case 'place':
      return ([theta = 0]) => Math.abs(curvature(theta));
    case 'way':
      return (theta) =>
        stepCurvature(
          (at, out) => void f.valueAndGradient(at, out),
          ([at = 0], [v = 0], out) => out.fill(curvature(at) * v),
          theta,
          key('direction'),
        );
  }
}

const beginAt = (value: number): Walk => ({
  theta: START,
  values: [value],
  lid: null,
  next: START,
  hole: 0,
  rise: 0,
  isOver: false,
});

/** Half a round: builds the lid, or goes to its lowest point. */
function advance(walk: Walk, problem: MajoriseProblem): Walk {
  if (walk.isOver) return { ...walk, lid: null };
  const [next, info] = majorisationStep(problem, Float64Array.of(walk.theta), { onFault: 'note', numChecks: 32 });
  if (walk.lid === null) {
    const surrogate = problem.surrogate(Float64Array.of(walk.theta));
    return { ...walk, lid: places.map((at) => surrogate.value(Float64Array.of(at))), next: next[0]! };
  }
  const rise = info.nextValue - info.value;
  return {
    theta: next[0]!,
    values: [...walk.values, info.nextValue],
    lid: null,
    next: next[0]!,
    hole: Math.max(walk.hole, info.excess),
    rise: Math.max(walk.rise, rise),
    isOver: Math.abs(rise) < TOLERANCE,
  };
}

export const isOver = ({ gradient, em, round }: State): boolean =>
  (gradient.isOver && em.isOver) || round >= MAX_ROUNDS;

export const model: FigureModel<Settings, State> = {
  defaults: settings,

  init(_, from) {
    const points = draw(foldIn(from, 'points'));
    const f = (theta: number): number =>
      objectiveOf(points).valueAndGradient(Float64Array.of(theta), new Float64Array(1));
    const walk = beginAt(f(START));
    return { points, curve: places.map(f), gradient: walk, em: walk, round: 0 };
  },

  step(state, { lid }) {
    if (isOver(state)) return state;
    const { points, gradient, em, round } = state;
    return {
      ...state,
      gradient: advance(gradient, gradientLid(objectiveOf(points), curvatureOf(points, lid))),
      em: advance(em, boundLid(points)),
      round: round + (gradient.lid === null && em.lid === null ? 0 : 1),
    };
  },

  /** No step rises and no lid has a hole; decided when both walks have ended, or at the first that does. */
  claim(state): Claim {
    const { gradient, em } = state;
    const value = Math.max(gradient.rise, em.rise);
    const hasHole = Math.max(gradient.hole, em.hole) > ROUNDING;
    const isTogether = Math.abs(gradient.values.at(-1)! - em.values.at(-1)!) < 1e-6;
    const fails = value > ROUNDING || hasHole;
    return {
      value,
      expected: 0,
      standardError: 0,
      holds: !fails && isTogether,
      isDecided: fails || isOver(state),
    };
  },
};
