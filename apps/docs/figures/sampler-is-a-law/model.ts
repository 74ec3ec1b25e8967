/**
 * A sampler is a law. The reader's outline, flat in each of 50 cells, is a mixture of uniform laws with the cdf F. Two
 * samplers draw from it: the inverse cdf at a uniform number, and darts under a lid, of which those above the density are
 * thrown away. Each has a law of its own, and what can be seen of it is the empirical cdf F_n of n draws. For any law
 *
 *   P(sup |F_n - F| > eps) <= 2 exp(-2 n eps^2)
 *
 * (Dvoretzky, Kiefer and Wolfowitz, Ann. Math. Stat. 27, 1956, 642; the constant: Massart, Ann. Probab. 18, 1990, 1269).
 */

import {
  foldIn,
  type Key,
  mixture,
  type Rng,
  type RngState,
  restore,
  stream,
  type UnivariateDistribution,
  uniform,
} from '@yuragi/prob-core';
import type { Claim, FigureModel } from '../shared/contract.ts';
import { bandOf, kolmogorovDistance } from './band.ts';
import { NUM_BINS, RANGE, type Settings, settings, TOLERANCE } from './settings.ts';

const BIN = (2 * RANGE) / NUM_BINS;
/** A later point of a drawing replaces earlier ones this near in x, in hundredths. */
const BRUSH = 11;
/** Draws of each sampler in a step. */
const BLOCK = 40;
/** The gauge is drawn for a level of 1e-6 at 4.89 standard errors. */
const CRITICAL = 4.89;
/** The lid over the highest point of the density: above it, or cutting the tops off. */
const LID = { over: 1.08, under: 0.5 } as const;

/** One of the two samplers, as far as it can be seen. */
export interface Seen {
  /** F(x) of every draw, ascending: uniform if and only if the sampler has the law F. */
  readonly levels: Float64Array;
  /** Draws in each cell. */
  readonly counts: Float64Array;
  /** sup |F_n - F|. */
  readonly distance: number;
}

export interface State {
  readonly rng: RngState;
  readonly wanted: number;
  /** Height of the drawn outline in each cell, 0 to 1; times `area` a density. */
  readonly heights: Float64Array;
  readonly area: number;
  /** Height of the lid, as the outline's. */
  readonly lid: number;
  readonly inverse: Seen;
  readonly rejection: Seen;
  /** The darts of the last step: x, height, 1 where kept. */
  readonly darts: readonly number[];
  readonly numDarts: number;
}

/** The outline through the points that a later stroke left standing, (x, height) by x. */
function standing(points: readonly number[]): [x: number, height: number][] {
  const kept: [number, number][] = [];
  for (let i = points.length - 2; i >= 0; i -= 2) {
    const [x, y] = [points[i]!, points[i + 1]!];
    if (kept.every(([other]) => Math.abs(other - x) >= BRUSH)) kept.push([x, (y + 250) / 500]);
  }
  return kept.sort((a, b) => a[0] - b[0]);
}

/** Straight between the points, level beyond the outermost. */
function heightsOf(points: readonly number[]): Float64Array {
  const line = standing(points);
  return Float64Array.from({ length: NUM_BINS }, (_, b) => {
    const x = 100 * (-RANGE + (b + 0.5) * BIN);
    const next = line.findIndex(([at]) => at > x);
    if (next === 0) return line[0]![1];
    if (next < 0) return line.at(-1)![1];
    const [[x0, y0], [x1, y1]] = [line[next - 1]!, line[next]!];
    return y0 + ((y1 - y0) * (x - x0)) / (x1 - x0);
  });
}

// #region ten-lines
/** The drawn law: uniform in each cell. */
export function lawOf(heights: Float64Array): UnivariateDistribution {
  const total = heights.reduce((sum, height) => sum + height, 0);
  const cells = Array.from(heights, (_, b) => uniform({ lower: -RANGE + b * BIN, upper: -RANGE + (b + 1) * BIN }));
  return mixture({ weights: heights.map((height) => height / total), components: cells });
}

/** A uniform number, read backwards through the cdf. */
const drawByInverse = (law: UnivariateDistribution, rng: Rng): number => law.quantile(rng.uniform());

/** Darts under a flat lid, until one falls below the density. */
function drawByRejection(law: UnivariateDistribution, lid: number, rng: Rng, darts: number[]): number {
  for (;;) {
    const x = RANGE * (2 * rng.uniform() - 1);
    const height = lid * rng.uniform();
    const isKept = height < Math.exp(law.logDensity(x));
    darts.push(x, height, Number(isKept));
    if (isKept) return x;
  }
}
// #endregion ten-lines

const nothing = (): Seen => ({ levels: new Float64Array(0), counts: new Float64Array(NUM_BINS), distance: 0 });

function see({ levels: before, counts: old }: Seen, draws: readonly number[], law: UnivariateDistribution): Seen {
  const levels = new Float64Array(before.length + draws.length);
  const counts = old.slice();
  levels.set(before);
  for (const [i, x] of draws.entries()) {
    levels[before.length + i] = law.cdf(x);
    counts[Math.min(Math.floor((x + RANGE) / BIN), NUM_BINS - 1)]!++;
  }
  levels.sort();
  return { levels, counts, distance: kolmogorovDistance(levels) };
}

const numDrawn = ({ inverse }: Pick<State, 'inverse'>): number => inverse.levels.length;
const isComplete = (state: State): boolean => numDrawn(state) >= state.wanted;

export const model: FigureModel<Settings, State> = {
  defaults: settings,

  init({ points, lid, draws }: Settings, key: Key) {
    const heights = heightsOf(points);
    return {
      rng: stream(foldIn(key, 'draws')).state(),
      wanted: Number(draws),
      heights,
      area: heights.reduce((sum, height) => sum + height * BIN, 0),
      lid: LID[lid] * Math.max(...heights),
      inverse: nothing(),
      rejection: nothing(),
      darts: [],
      numDarts: 0,
    };
  },

  step(state) {
    if (isComplete(state)) return state;
    const { area, lid, numDarts } = state;
    const rng = restore(state.rng);
    const law = lawOf(state.heights);
    const darts: number[] = [];
    const [inverse, rejection]: [number[], number[]] = [[], []];
    for (let i = Math.min(BLOCK, state.wanted - numDrawn(state)); i > 0; i--) {
      inverse.push(drawByInverse(law, rng));
      rejection.push(drawByRejection(law, lid / area, rng, darts));
    }
    return {
      ...state,
      rng: rng.state(),
      inverse: see(state.inverse, inverse, law),
      rejection: see(state.rejection, rejection, law),
      darts: darts.map((value, i) => (i % 3 === 1 ? value * area : value)),
      numDarts: numDarts + darts.length / 3,
    };
  },

  /** Neither sampler is outside its band, and the band is so narrow that this means something. Level 1e-6 for both. */
  claim(state): Claim {
    const n = numDrawn(state);
    const value = Math.max(state.inverse.distance, state.rejection.distance);
    const band = n === 0 ? Infinity : bandOf(n);
    return {
      value,
      expected: 0,
      standardError: band / CRITICAL,
      holds: value <= band && band <= TOLERANCE,
      isDecided: isComplete(state) || value > band,
    };
  },
};
