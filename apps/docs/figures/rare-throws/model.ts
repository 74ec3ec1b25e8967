/**
 * Rare throws. A die with the faces 1, 2, 3 and the law q is thrown n times. That the mean of the throws reaches t, above the
 * mean of the die, has a probability that falls by the same factor with every throw (Sanov; with the prefactor, Bahadur and
 * Rao 1960),
 *
 *   log Q^n(A) = -n min_A D(p||q) - (1/2) log n + c_0 + c_1/n + O(1/n^2)
 *
 * The same games are looked at after n, 2n and 4n throws. With a(n) = -log f_n - (1/2) log n of their frequencies,
 *
 *   (2 [a(4n) - a(2n)] - [a(2n) - a(n)]) / 3n
 *
 * is free of c_0 and c_1: a measured rate, held against the least divergence in the region.
 */

import { type LawSet, meanAtLeast, relativeEntropy, sanov } from '@yuragi/kl-info';
import { fillUniform, foldIn, type Key, type RngState, restore, stream } from '@yuragi/prob-core';
import type { Claim, FigureModel } from '../shared/contract.ts';
import { dice, type Settings, settings } from './settings.ts';

const FACES = [1, 2, 3] as const;
/** Games of a step, and after how many the figure stops. */
const NUM_GAMES = 4_000;
const MOST_GAMES = 400_000;
/** Before the claim is judged: games, and games that reached the region at the longest look. */
const ENOUGH_GAMES = 100_000;
const ENOUGH_HITS = 100;
/** The longest look is the longest of these at which the region is reached at least this often. */
const FIRST_LOOKS = [40, 20, 10] as const;
const LEAST_PROBABILITY = 5e-4;
/** Empirical laws on show. */
const NUM_SHOWN = 160;
/** Of the exact curve. */
const CURVE = Array.from({ length: 16 }, (_, i) => 10 * (i + 1));
/** Two-sided level 1e-6 of a normal law. */
const CRITICAL = 4.89;
/** An irrational shift: no mean of n whole numbers lies on such a line. */
const OFF_THE_GRID = Math.SQRT2 / 100;

type Law = readonly [number, number, number];

export interface State {
  readonly rng: RngState;
  readonly q: Law;
  /** The edge of the region: means of at least, or on the line exactly. */
  readonly edge: number;
  readonly hasInterior: boolean;
  /** What the rule in force says the rate is, and where in the region it is taken. */
  readonly expected: number;
  readonly nearest: Law;
  /** The laws as far from q as the nearest one, (m, 3). */
  readonly contour: Float64Array;
  /** n, 2n, 4n. */
  readonly looks: readonly [number, number, number];
  readonly numGames: number;
  /** Games in the region at each look, and at both of two: first and second, first and third, second and third. */
  readonly hits: readonly [number, number, number];
  readonly pairs: readonly [number, number, number];
  /** -(1/n) log Q^n(A), exact, pairs n, value. */
  readonly exact: Float64Array;
  /** Empirical laws of the last games at the longest look, (m, 3). */
  readonly shown: Float64Array;
}

const meanOf = (p: ArrayLike<number>): number => FACES.reduce((sum, face, i) => sum + face * p[i]!, 0);

/** The law nearest to q in D(p||q) with the mean t: the tilt q_i e^(lambda i)/Z. */
function tilted(q: Law, t: number): Law {
  return bisect(-20, 20, (lambda) => normalised(q.map((mass, i) => mass * Math.exp(lambda * (FACES[i]! - t)))), t);
}

/** The law nearest to q in D(q||p) with the mean t: q_i/(1 + mu (t - i)), mu from 0 to where a mass turns infinite. */
function reverseTilted(q: Law, t: number): Law {
  return bisect(0, 1 / (FACES[2] - t), (mu) => normalised(q.map((mass, i) => mass / (1 + mu * (t - FACES[i]!)))), t);
}

const normalised = (weights: readonly number[]): Law => {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total) as unknown as Law;
};

/** The law of a family whose mean, which grows with the parameter, is t. */
function bisect(from: number, to: number, law: (parameter: number) => Law, t: number): Law {
  let [low, high] = [from, to];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (meanOf(law(middle)) < t) low = middle;
    else high = middle;
  }
  return law((low + high) / 2);
}

/** Where, on rays from q, the distance reaches a level. */
function contourOf(q: Law, distance: (p: Law) => number, level: number): Float64Array {
  const points: number[] = [];
  for (let k = 0; k <= 90; k++) {
    const angle = (k / 90) * 2 * Math.PI;
    const way = [0, 2, 4].map((third) => Math.cos(angle + (third * Math.PI) / 3));
    let [low, high] = [0, Math.min(...way.map((w, i) => (w < 0 ? -q[i]! / w : Infinity))) * (1 - 1e-9)];
    const at = (r: number): Law => q.map((mass, i) => mass + r * way[i]!) as unknown as Law;
    for (let i = 0; i < 40; i++) {
      const middle = (low + high) / 2;
      if (distance(at(middle)) < level) low = middle;
      else high = middle;
    }
    points.push(...at(low));
  }
  return Float64Array.from(points);
}

// #region ten-lines
/** Throws the die: one face for each uniform number from `start` to `end`. */
function throwOn(counts: Int32Array, q: Law, uniforms: Float64Array, start: number, end: number): void {
  const [one, upToTwo] = [q[0], q[0] + q[1]];
  for (let i = start; i < end; i++) {
    const u = uniforms[i]!;
    counts[u < one ? 0 : u < upToTwo ? 1 : 2]! += 1;
  }
}

/** What n throws are exactly, and what the theorem says of them. */
const theory = (q: Law, edge: number) => {
  const region = meanAtLeast(FACES, edge);
  return { region, least: region.infimum!(q), rateAt: (n: number) => sanov(q, region, n).rate };
};
// #endregion ten-lines

/** The laws whose mean is t, and no others. */
const meanExactly = (t: number): LawSet => ({
  contains: (counts, n) => Math.abs(meanOf(counts) - n * t) < 1e-9,
});

export const model: FigureModel<Settings, State> = {
  defaults: settings,

  init({ rule, die, distance }: Settings, key: Key) {
    const q = dice[die];
    const hasInterior = rule !== 'line';
    const edge = meanOf(q) + distance + (hasInterior ? 0 : OFF_THE_GRID);
    const { region, least, rateAt } = theory(q, edge);
    const nearest = rule === 'swapped' ? reverseTilted(q, edge) : tilted(q, edge);
    const expected = rule === 'swapped' ? relativeEntropy(q, nearest) : least;
    const first =
      FIRST_LOOKS.find((n) => sanov(q, region, 4 * n).logProbability >= Math.log(LEAST_PROBABILITY)) ??
      FIRST_LOOKS.at(-1)!;
    return {
      rng: stream(foldIn(key, 'throws')).state(),
      q,
      edge,
      hasInterior,
      expected,
      nearest,
      contour: contourOf(q, (p) => (rule === 'swapped' ? relativeEntropy(q, p) : relativeEntropy(p, q)), expected),
      looks: [first, 2 * first, 4 * first],
      numGames: 0,
      hits: [0, 0, 0],
      pairs: [0, 0, 0],
      exact: Float64Array.from(hasInterior ? CURVE.flatMap((n) => [n, rateAt(n)]) : []),
      shown: new Float64Array(0),
    };
  },

  step(state) {
    const { q, edge, hasInterior, looks } = state;
    if (state.numGames >= MOST_GAMES) return state;
    const rng = restore(state.rng);
    const set = hasInterior ? theory(q, edge).region : meanExactly(edge);
    const hits: [number, number, number] = [...state.hits];
    const pairs: [number, number, number] = [...state.pairs];
    const shown = new Float64Array(3 * NUM_SHOWN);
    const counts = new Int32Array(3);
    const uniforms = new Float64Array(looks[2]);
    const isIn = [false, false, false];
    for (let game = 0; game < NUM_GAMES; game++) {
      counts.fill(0);
      fillUniform(rng, uniforms);
      for (let look = 0; look < 3; look++) {
        throwOn(counts, q, uniforms, look === 0 ? 0 : looks[look - 1]!, looks[look]!);
        isIn[look] = set.contains(counts, looks[look]!);
        if (isIn[look]) hits[look]!++;
      }
      if (isIn[0] && isIn[1]) pairs[0]++;
      if (isIn[0] && isIn[2]) pairs[1]++;
      if (isIn[1] && isIn[2]) pairs[2]++;
      if (game < NUM_SHOWN) shown.set([counts[0]! / looks[2], counts[1]! / looks[2], counts[2]! / looks[2]], 3 * game);
    }
    return { ...state, rng: rng.state(), numGames: state.numGames + NUM_GAMES, hits, pairs, shown };
  },

  /** The measured rate; its standard error by the delta method, with the covariances of looks at the same games. */
  claim({ numGames, hits, pairs, looks, expected }): Claim {
    const [n] = looks;
    const [a1, a2, a4] = hits.map((count, i) => -Math.log(count / numGames) - 0.5 * Math.log(looks[i]!)) as [
      number,
      number,
      number,
    ];
    const value = numGames === 0 ? Number.NaN : hits[2] === 0 ? Infinity : (2 * (a4 - a2) - (a2 - a1)) / (3 * n);
    const weights = [1, -3, 2] as const;
    let variance = 0;
    for (let i = 0; i < 3; i++) variance += weights[i]! ** 2 * (1 / hits[i]! - 1 / numGames);
    for (const [at, i, j] of [
      [0, 0, 1],
      [1, 0, 2],
      [2, 1, 2],
    ] as const)
      variance += 2 * weights[i] * weights[j] * (pairs[at] / (hits[i] * hits[j]) - 1 / numGames);
    const standardError = value < Infinity ? Math.sqrt(variance) / (3 * n) : 1 / numGames;
    return {
      value,
      expected,
      standardError,
      holds: Math.abs(value - expected) <= CRITICAL * standardError,
      isDecided: numGames >= ENOUGH_GAMES && (hits[2] >= ENOUGH_HITS || hits[2] === 0),
    };
  },
};
