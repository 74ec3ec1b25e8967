/**
 * One Gaussian against two peaks, p = N(a, 1)/2 + N(-a, 1)/2. It is the smallest flow, x = m + e^l z, z ~ N(0, 1), and it is
 * fitted by both divergences at once, each by steps down its own:
 *
 *   KL(p || q) = E_p[log p(x) - log q(x)],   log q(x) = log N(z; 0, 1) - l  at  z = (x - m) e^-l     (from x to z)
 *   KL(q || p) = E_z[log N(z; 0, 1) - l - log p(x)]  at  x = m + e^l z                                (from z to x)
 *
 * `fitRealNvp` and `fitRealNvpReverse` with `numCouplings: 0` do this with data and with draws. Here both means are sums over
 * a grid, exact to rounding, and a step is measured in the Gaussian's own units: v = e^(2l) times dKL/dm, half of dKL/dl.
 */
import {
  add,
  compile,
  exp,
  logSumExp,
  multiply,
  negate,
  type Plan,
  parameterStore,
  type Recorder,
  referenceEngine,
  scaleShift,
  square,
  subtract,
  sum,
  type Tensor,
  zeros,
} from '@yuragi/nn';
import { key, mixture, normal } from '@yuragi/prob-core';
import type { Claim, FigureModel } from '../shared/contract.ts';
import { MAX_STEPS, NUM_PLACES, placeOf, type Settings, settings } from './settings.ts';

const STEP_SIZE = 0.2;
/** A walk is over when its step, in units of its own width, is smaller. */
const TOLERANCE = 1e-9;
/** Of the claim, in nats and in widths of a peak. */
const PRECISION = 1e-6;
/**
 * Points of each sum, equally far apart and 7 deviations to either side. log p has singularities pi/(2a) off the line, so the
 * sum over points h apart is off by about e^(-pi^2/(a h)): 1e-11 for the widest Gaussian and the farthest peaks.
 */
const NUM_POINTS = 640;
const REACH = 7;
const LOG_ROOT_2PI = 0.5 * Math.log(2 * Math.PI);

const grid = (from: number, to: number): Float64Array =>
  Float64Array.from({ length: NUM_POINTS }, (_, i) => from + ((i + 0.5) / NUM_POINTS) * (to - from));
const logStandard = (z: number): number => -0.5 * z * z - LOG_ROOT_2PI;
/** log p, with a the distance of each peak from 0. */
const logPeaks = (x: number, a: number): number => {
  const far = a * Math.abs(x);
  return -0.5 * (x * x + a * a) - LOG_ROOT_2PI + far + Math.log1p(Math.exp(-2 * far)) - Math.LN2;
};

/** One Gaussian on its way. */
export interface Walk {
  readonly m: number;
  readonly l: number;
  /** Of this Gaussian, whichever of the two it goes down. */
  readonly forward: number;
  readonly reverse: number;
  /** At the places of the picture. */
  readonly density: Float64Array;
  readonly isOver: boolean;
}

export interface State {
  readonly distance: number;
  readonly byForward: Walk;
  readonly byReverse: Walk;
  readonly step: number;
  /** Density of p at the places of the picture. */
  readonly peaks: Float64Array;
  /** At each place m of the picture, the least that each divergence can be there. */
  readonly forwardCurve: Float64Array;
  readonly reverseCurve: Float64Array;
  /** The lowest KL(q || p) of any Gaussian. */
  readonly least: number;
}

// #region ten-lines
/** log N(z; 0, 1). */
const standard = (z: Tensor): Tensor => scaleShift(square(z), -0.5, -LOG_ROOT_2PI);

/** From x to z: the law's own points have to be likely. */
function recordForward({ parameters, input }: Recorder) {
  const [m, l] = [parameters.parameter('m', [1], zeros), parameters.parameter('l', [1], zeros)];
  const z = multiply(subtract(input('points', [NUM_POINTS]), m), exp(negate(l)));
  const logModel = subtract(standard(z), l);
  return {
    divergence: sum(multiply(input('weights', [NUM_POINTS]), subtract(input('logPeaks', [NUM_POINTS]), logModel))),
  };
}

/** From z to x: the model's own points have to be likely. */
function recordReverse({ parameters, input }: Recorder) {
  const [m, l] = [parameters.parameter('m', [1], zeros), parameters.parameter('l', [1], zeros)];
  const z = input('points', [NUM_POINTS, 1]);
  const x = add(multiply(z, exp(l)), m);
  const logPeak = scaleShift(standard(subtract(x, input('peaks', [1, 2]))), 1, -Math.LN2);
  const logModel = subtract(sum(standard(z), [1]), l);
  return { divergence: sum(multiply(input('weights', [NUM_POINTS]), subtract(logModel, logSumExp(logPeak)))) };
}
// #endregion ten-lines

type Recording = typeof recordForward;
const compiled = (record: Recording): Plan =>
  compile(parameterStore(referenceEngine(Float64Array), key('set by hand')), record, { differentiate: 'divergence' });

const NOISE = grid(-REACH, REACH);
const NOISE_WEIGHTS = NOISE.map((z) => (Math.exp(logStandard(z)) * 2 * REACH) / NUM_POINTS);

interface Plans {
  readonly forward: Plan;
  readonly reverse: Plan;
  distance: number;
}
let plans: Plans | undefined;

/** Both plans, with the grids of this distance. */
function plansFor(distance: number): Plans {
  plans ??= { forward: compiled(recordForward), reverse: compiled(recordReverse), distance: Number.NaN };
  if (plans.distance === distance) return plans;
  const a = distance / 2;
  const x = grid(-a - REACH, a + REACH);
  const logs = x.map((at) => logPeaks(at, a));
  plans.forward.inputs.points!.set(x);
  plans.forward.inputs.logPeaks!.set(logs);
  plans.forward.inputs.weights!.set(logs.map((value) => (Math.exp(value) * 2 * (a + REACH)) / NUM_POINTS));
  plans.reverse.inputs.points!.set(NOISE);
  plans.reverse.inputs.weights!.set(NOISE_WEIGHTS);
  plans.reverse.inputs.peaks!.set([-a, a]);
  plans.distance = distance;
  return plans;
}

function valueAt(plan: Plan, m: number, l: number): number {
  const { m: place, l: logWidth } = plan.parameters as Readonly<Record<'m' | 'l', Float32Array>>;
  place[0] = m;
  logWidth[0] = l;
  plan.forward();
  return plan.outputs.divergence![0]!;
}

function slopeAt(plan: Plan, m: number, l: number): readonly [m: number, l: number] {
  valueAt(plan, m, l);
  plan.backward();
  const slope = plan.gradients as Readonly<Record<'m' | 'l', Float32Array>>;
  return [slope.m[0]!, slope.l[0]!];
}

const places = (distance: number): Float64Array =>
  Float64Array.from({ length: NUM_PLACES }, (_, i) => placeOf(distance, i));

/** The Gaussian (m, l) with both its divergences. */
function looked(distance: number, m: number, l: number): Omit<Walk, 'isOver'> {
  const { forward, reverse } = plansFor(distance);
  const law = normal({ mean: m, standardDeviation: Math.exp(l) });
  return {
    m,
    l,
    forward: valueAt(forward, m, l),
    reverse: valueAt(reverse, m, l),
    density: places(distance).map((x) => Math.exp(law.logDensity(x))),
  };
}

function advance(walk: Walk, kind: 'forward' | 'reverse', distance: number): Walk {
  if (walk.isOver) return walk;
  const [dm, dl] = slopeAt(plansFor(distance)[kind], walk.m, walk.l);
  const width = Math.exp(walk.l);
  const [byWidth, byLog] = [-STEP_SIZE * width * dm, -0.5 * STEP_SIZE * dl];
  const isOver = Math.hypot(byWidth, byLog) < TOLERANCE;
  return { ...looked(distance, walk.m + byWidth * width, walk.l + byLog), isOver };
}

/** KL(q || p) again, without the engine: the curve and its lowest point are to judge the walk. */
function reverseAt(m: number, l: number, a: number): number {
  let total = 0;
  for (let i = 0; i < NUM_POINTS; i++)
    total += NOISE_WEIGHTS[i]! * (logStandard(NOISE[i]!) - logPeaks(m + Math.exp(l) * NOISE[i]!, a));
  return total - l;
}

/** Widths that are tried at each place, from that of a peak to that of both. */
const NUM_WIDTHS = 12;

interface Place {
  readonly value: number;
  readonly m: number;
  readonly l: number;
}

/** The lowest place of f near `from`, by steps along these axes that halve until they are `finest`. */
function descend(
  f: (m: number, l: number) => number,
  from: Place,
  axes: readonly (readonly [m: number, l: number])[],
  finest: number,
): Place {
  let best = from;
  for (let step = 0.2; step > finest; step /= 2)
    for (let isBetter = true; isBetter; ) {
      isBetter = false;
      for (const [dm, dl] of axes) {
        const [m, l] = [best.m + dm * step, best.l + dl * step];
        const value = f(m, l);
        if (value < best.value - 1e-14) {
          best = { value, m, l };
          isBetter = true;
        }
      }
    }
  return best;
}

const WIDTH: readonly (readonly [number, number])[] = [
  [0, 1],
  [0, -1],
];
const BOTH: readonly (readonly [number, number])[] = [...WIDTH, [1, 0], [-1, 0]];

/** The least KL(q || p) at each place, and anywhere. */
function lowestReverse(distance: number): Pick<State, 'reverseCurve' | 'least'> {
  const a = distance / 2;
  const widest = 0.5 * Math.log(1 + a * a);
  const f = (m: number, l: number): number => reverseAt(m, l, a);
  const reverseCurve = new Float64Array(NUM_PLACES);
  let best: Place = { value: Number.POSITIVE_INFINITY, m: 0, l: 0 };
  for (let i = 0; 2 * i < NUM_PLACES; i++) {
    const m = placeOf(distance, i);
    let from: Place = { value: f(m, 0), m, l: 0 };
    for (let k = 1; k <= NUM_WIDTHS; k++) {
      const l = (k / NUM_WIDTHS) * widest;
      const value = f(m, l);
      if (value < from.value) from = { value, m, l };
    }
    const found = descend(f, from, WIDTH, 1e-3);
    if (found.value < best.value) best = found;
    reverseCurve[i] = found.value;
    reverseCurve[NUM_PLACES - 1 - i] = found.value;
  }
  return { reverseCurve, least: descend(f, best, BOTH, 1e-7).value };
}

/** The least KL(p || q) at each place: the variance is that of p about it. */
function lowestForward(distance: number): Float64Array {
  const variance = 1 + (distance / 2) ** 2;
  const { forward } = plansFor(distance);
  return places(distance).map((m) => valueAt(forward, m, 0.5 * Math.log(variance + m * m)));
}

/** Density of p. */
function peaksOf(distance: number): Float64Array {
  const peaks = [-0.5, 0.5].map((side) => normal({ mean: side * distance }));
  const law = mixture({ weights: [0.5, 0.5], components: peaks });
  return places(distance).map((x) => Math.exp(law.logDensity(x)));
}

const STARTS: Readonly<Record<Settings['start'], number>> = { left: -0.75, right: 0.75, middle: 0 };

export const isOver = ({ byForward, byReverse, step }: State): boolean =>
  (byForward.isOver && byReverse.isOver) || step >= MAX_STEPS;

/** How far the forward fit is from the mean and the variance of p, and the reverse one above the lowest point, in nats. */
export const misses = ({ distance, byForward, byReverse, least }: State): { moments: number; excess: number } => ({
  moments: Math.max(Math.abs(byForward.m), Math.abs(Math.exp(2 * byForward.l) - 1 - (distance / 2) ** 2)),
  excess: byReverse.reverse - least,
});

export const model: FigureModel<Settings, State> = {
  defaults: settings,

  init({ distance, start }) {
    const walk: Walk = { ...looked(distance, STARTS[start] * (distance / 2), Math.LN2), isOver: false };
    return {
      distance,
      byForward: walk,
      byReverse: walk,
      step: 0,
      peaks: peaksOf(distance),
      forwardCurve: lowestForward(distance),
      ...lowestReverse(distance),
    };
  },

  step(state) {
    if (isOver(state)) return state;
    const { distance, byForward, byReverse, step } = state;
    return {
      ...state,
      byForward: advance(byForward, 'forward', distance),
      byReverse: advance(byReverse, 'reverse', distance),
      step: step + 1,
    };
  },

  /** The forward fit has the moments of p, and no Gaussian has a lower KL(q || p) than the reverse fit. */
  claim(state): Claim {
    const { moments, excess } = misses(state);
    return {
      value: excess,
      expected: 0,
      standardError: 0,
      holds: moments < PRECISION && Math.abs(excess) < PRECISION,
      isDecided: isOver(state),
    };
  },
};
