/**
 * Noise and its reversal. The law of the data is a mixture of Gaussians N(point, blur^2 I) around the drawn points, so
 * its denoiser is known in closed form. Fresh points of the law are taken to noise,
 *
 *   x_t = sqrt(alphaBar_t) x_0 + sqrt(1 - alphaBar_t) eps
 *
 * and the denoiser takes noise back, a level at a time. On the way the noise-prediction loss |eps - eps^|^2 is measured
 * on pairs the denoiser has not seen, and held against what the denoiser itself says cannot be known, tr Cov[x_0 | x_t]
 * / sigma^2. The two agree in the mean for the denoiser of the law. The denoiser of the drawn points alone claims to know
 * far more at low noise than it does.
 */

import { cosineNoiseSchedule, diffusionTable, type SmoothedMixture, smoothedMixture } from '@yuragi/diffusion';
import { fillNormal, foldIn, type Key, type Rng, type RngState, restore, stream, toNdarray } from '@yuragi/prob-core';
import type { Claim, FigureModel } from '../shared/contract.ts';
import { COPY_SHARE, NUM_LEVELS, type Settings, settings } from './settings.ts';

/** Points on show. */
const NUM_POINTS = 240;
/** Fresh pairs measured at each step. */
const NUM_PAIRS = 128;
/** Pairs before the claim is judged. */
const ENOUGH = 5_000;
/** Points whose way back is kept. */
export const NUM_TRACKED = 14;
/** Steps for which the result stays. */
const REST = 24;
/** Two-sided level 1e-6 of a normal law. */
const CRITICAL = 4.89;

const table = diffusionTable(cosineNoiseSchedule({ numSteps: NUM_LEVELS }), NUM_LEVELS);

export interface State {
  readonly display: RngState;
  readonly measurement: RngState;
  readonly level: number;
  readonly sigma: number;
  readonly phase: 'noising' | 'denoising' | 'resting';
  readonly rested: number;
  /** x_0 and eps of the points on the way to noise, (n, 2). */
  readonly clean: Float64Array;
  readonly noise: Float64Array;
  /** x_t, (n, 2), variance preserving. */
  readonly position: Float64Array;
  /** E[x_0 | x_t] for each, (n, 2). */
  readonly denoised: Float64Array;
  /** Ways back of the first points, one (m, 2) each, newest last. */
  readonly trails: readonly Float64Array[];
  /** Per level: pairs, sum of measured losses, sum of stated losses, sums of squares of the measured ones. */
  readonly counts: Float64Array;
  readonly measured: Float64Array;
  readonly stated: Float64Array;
  readonly squares: Float64Array;
  /** Sum of squared differences between measured and stated, all levels. */
  readonly differenceSquares: number;
  /** Finished samples, and those on a drawn point; fresh points of the law, and those on a drawn point. */
  readonly samples: readonly [all: number, copies: number];
  readonly fresh: readonly [all: number, copies: number];
}

/** The Gaussian mixture around the drawn points; covariances of zero leave the points alone. */
function lawOf({ points, blur }: Pick<Settings, 'points' | 'blur'>): SmoothedMixture {
  const n = points.length / 2;
  const variance = blur * blur;
  return smoothedMixture({
    weights: new Float64Array(n).fill(1 / n),
    means: toNdarray(
      Float64Array.from(points, (value) => value / 100),
      [n, 2],
    ),
    covariances: toNdarray(
      Float64Array.from({ length: 4 * n }, (_, i) => (i % 4 === 0 || i % 4 === 3 ? variance : 0)),
      [n, 2, 2],
    ),
  });
}

const denoiserOf = (controls: Settings): SmoothedMixture =>
  lawOf({ points: controls.points, blur: controls.knows === 'law' ? controls.blur : 0 });

/** Fresh points of the law, (count, 2). */
function draw({ points, blur }: Settings, count: number, rng: Rng): Float64Array {
  const out = new Float64Array(2 * count);
  fillNormal(rng, out);
  for (let i = 0; i < count; i++) {
    const at = 2 * rng.int(points.length / 2);
    for (let j = 0; j < 2; j++) out[2 * i + j] = points[at + j]! / 100 + blur * out[2 * i + j]!;
  }
  return out;
}

// #region ten-lines
/** E[x_0 | x_t] for points in variance-preserving coordinates. */
function denoise(law: SmoothedMixture, x: Float64Array, t: number): Float64Array {
  const unscaled = x.map((value) => value / table.signalScale[t]!);
  const x0 = new Float64Array(x.length);
  law.denoise(unscaled, table.sigma[t]!, x0);
  return x0;
}

/** One step back: q(x_{t-1} | x_t, x_0), with the denoiser's answer for x_0. */
export function reverseStep(law: SmoothedMixture, x: Float64Array, t: number, rng: Rng): Float64Array {
  const x0 = denoise(law, x, t);
  const next = new Float64Array(x.length);
  if (t > 1) fillNormal(rng, next);
  const deviation = Math.sqrt(table.posteriorVariance[t]!);
  for (let i = 0; i < x.length; i++)
    next[i] = table.posteriorX0[t]! * x0[i]! + table.posteriorXt[t]! * x[i]! + deviation * next[i]!;
  return next;
}
// #endregion ten-lines

/** The same step without new noise: the noise the denoiser sees is kept. */
export function deterministicStep(law: SmoothedMixture, x: Float64Array, t: number): Float64Array {
  const x0 = denoise(law, x, t);
  return x.map((value, i) => {
    const eps = (value - table.signalScale[t]! * x0[i]!) / table.noiseScale[t]!;
    return table.signalScale[t - 1]! * x0[i]! + table.noiseScale[t - 1]! * eps;
  });
}

/** How many points lie within the radius of a copy of some drawn point. */
function countCopies(x: Float64Array, { points, blur }: Settings): number {
  let count = 0;
  for (let i = 0; i < x.length; i += 2) {
    let nearest = Infinity;
    for (let k = 0; k < points.length; k += 2)
      nearest = Math.min(nearest, Math.hypot(x[i]! - points[k]! / 100, x[i + 1]! - points[k + 1]! / 100));
    if (nearest < COPY_SHARE * blur) count++;
  }
  return count;
}

/** Measures the loss of a level on fresh pairs, and adds it to the sums. */
function measure(state: State, level: number, controls: Settings): State {
  if (level === 0) return state;
  const rng = restore(state.measurement);
  const law = denoiserOf(controls);
  const sigma = table.sigma[level]!;
  const x0 = draw(controls, NUM_PAIRS, rng);
  const x = new Float64Array(x0.length);
  fillNormal(rng, x);
  for (let i = 0; i < x.length; i++) x[i] = x0[i]! + sigma * x[i]!;
  const answer = new Float64Array(x.length);
  const variance = new Float64Array(NUM_PAIRS);
  law.denoise(x, sigma, answer);
  law.posteriorVarianceInto(x, sigma, variance);

  const [counts, measured, stated, squares] = [state.counts, state.measured, state.stated, state.squares].map((sums) =>
    sums.slice(),
  ) as [Float64Array, Float64Array, Float64Array, Float64Array];
  let { differenceSquares } = state;
  for (let i = 0; i < NUM_PAIRS; i++) {
    const loss = ((x0[2 * i]! - answer[2 * i]!) ** 2 + (x0[2 * i + 1]! - answer[2 * i + 1]!) ** 2) / (sigma * sigma);
    const known = variance[i]! / (sigma * sigma);
    measured[level]! += loss;
    squares[level]! += loss * loss;
    stated[level]! += known;
    differenceSquares += (loss - known) ** 2;
  }
  counts[level]! += NUM_PAIRS;
  return { ...state, measurement: rng.state(), counts, measured, stated, squares, differenceSquares };
}

/** The points at a level of their way to noise. */
function noised({ clean, noise }: State, level: number): Float64Array {
  const signal = table.signalScale[level]!;
  const scale = table.noiseScale[level]!;
  return clean.map((value, i) => signal * value + scale * noise[i]!);
}

const at = (state: State, level: number, position: Float64Array, controls: Settings): State => ({
  ...state,
  level,
  sigma: table.sigma[level]!,
  position,
  denoised: level === 0 ? position : denoise(denoiserOf(controls), position, level),
});

/** Fresh points of the law, on their way to noise. */
function renew(state: State, controls: Settings): State {
  const rng = restore(state.display);
  const clean = draw(controls, NUM_POINTS, rng);
  const noise = new Float64Array(clean.length);
  fillNormal(rng, noise);
  const [all, copies] = state.fresh;
  return {
    ...at({ ...state, clean, noise }, 0, clean, controls),
    display: rng.state(),
    phase: 'noising',
    rested: 0,
    trails: [],
    fresh: [all + NUM_POINTS, copies + countCopies(clean, controls)],
  };
}

function stepBack(state: State, controls: Settings): State {
  const { level, position, trails } = state;
  const rng = restore(state.display);
  const law = denoiserOf(controls);
  const next =
    controls.sampler === 'ancestral' ? reverseStep(law, position, level, rng) : deterministicStep(law, position, level);
  const isLast = level === 1;
  const [all, copies] = state.samples;
  return {
    ...at(state, level - 1, next, controls),
    display: rng.state(),
    phase: isLast ? 'resting' : 'denoising',
    rested: 0,
    trails: [...trails, position.slice(0, 2 * NUM_TRACKED)],
    samples: isLast ? [all + NUM_POINTS, copies + countCopies(next, controls)] : state.samples,
  };
}

export const model: FigureModel<Settings, State> = {
  defaults: settings,

  init(controls: Settings, key: Key) {
    const sums = (): Float64Array => new Float64Array(NUM_LEVELS + 1);
    const nothing = new Float64Array(0);
    return renew(
      {
        display: stream(foldIn(key, 'display')).state(),
        measurement: stream(foldIn(key, 'measurement')).state(),
        level: 0,
        sigma: 0,
        phase: 'noising',
        rested: 0,
        clean: nothing,
        noise: nothing,
        position: nothing,
        denoised: nothing,
        trails: [],
        counts: sums(),
        measured: sums(),
        stated: sums(),
        squares: sums(),
        differenceSquares: 0,
        samples: [0, 0],
        fresh: [0, 0],
      },
      controls,
    );
  },

  step(state, controls) {
    const { level, phase, rested } = state;
    // Held by the reader: the points are shown at that level of noise, and go back from there when let go.
    if (controls.level !== null) {
      const held = at(state, controls.level, noised(state, controls.level), controls);
      return measure(
        { ...held, phase: controls.level === 0 ? 'noising' : 'denoising', trails: [] },
        held.level,
        controls,
      );
    }
    if (phase === 'denoising') return stepBack(measure(state, level, controls), controls);
    if (phase === 'resting') return rested < REST ? { ...state, rested: rested + 1 } : renew(state, controls);
    // Two levels a step: the way to noise is the shorter story.
    const next = Math.min(level + 2, NUM_LEVELS);
    const moved = measure(at(state, next, noised(state, next), controls), next, controls);
    return next === NUM_LEVELS ? { ...moved, phase: 'denoising' } : moved;
  },

  claim({ counts, measured, stated, differenceSquares }): Claim {
    const sum = (values: Float64Array): number => values.reduce((partial, value) => partial + value, 0);
    const n = sum(counts);
    if (n === 0) return { value: 0, expected: 0, standardError: Infinity, holds: false, isDecided: false };
    const value = sum(measured) / n;
    const expected = sum(stated) / n;
    const difference = value - expected;
    const standardError = Math.sqrt(Math.max(differenceSquares / n - difference ** 2, 0) / (n - 1));
    return {
      value,
      expected,
      standardError,
      holds: Math.abs(difference) <= CRITICAL * standardError,
      isDecided: n >= ENOUGH,
    };
  },
};
