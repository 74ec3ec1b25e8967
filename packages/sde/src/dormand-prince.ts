/**
 * The explicit Runge-Kutta pair of Dormand and Prince, J. Comput. Appl. Math. 6 (1980), 19, table 2 (RK5(4)7M): a
 * solution of order 5, an error estimate of order 4, and the last stage of a step serves as the first of the next. Step
 * sizes by a proportional-integral controller, values inside a step by a polynomial of order 4: Hairer, Norsett and
 * Wanner, Solving Ordinary Differential Equations I, 2nd ed., sections II.4 to II.6.
 */
import {
  ArgumentError,
  requireAllFinite,
  requireCount,
  requireFinite,
  requireNonNegative,
  requirePositive,
  ShapeError,
} from '@yuragi/prob-core/errors';
import type { OdeProblem, VectorField } from './problem.ts';

/** All that the next step needs. */
export interface DormandPrinceState {
  /** (n, d) flat. */
  readonly position: Float64Array;
  readonly time: number;
  /** drift(position, time), (n, d): the last stage of the step before. */
  readonly derivative: Float64Array;
  /** Size of the next attempt, > 0 whatever the direction; 0 before the first, which then chooses it. */
  readonly stepSize: number;
  /** Error of the last accepted step in units of the tolerance: the memory of the controller. */
  readonly lastError: number;
}

/** What an attempted step did. */
export interface DormandPrinceInfo {
  /** False if the attempt was rejected: the state then differs from the one before in `stepSize` alone. */
  readonly isAccepted: boolean;
  /** Estimated error in units of the tolerance: the attempt is accepted if this is <= 1. */
  readonly error: number;
  /** Evaluations of the drift. */
  readonly numEvaluations: number;
  /** Of an accepted step, (5, n d): what `interpolateInto` needs. Empty unless `isDense`. */
  readonly interpolant: Float64Array;
}

export interface DormandPrinceOptions {
  /** Default 1e-6. */
  readonly relativeTolerance?: number | undefined;
  /** In the units of x. Default 1e-9. */
  readonly absoluteTolerance?: number | undefined;
  // Advanced
  /** Units of t. Unless given, the first is chosen from the drift (Hairer et al., section II.4). */
  readonly initialStepSize?: number | undefined;
  /** Units of t. Default: no limit. */
  readonly maxStepSize?: number | undefined;
  /** Keeps what `interpolateInto` needs in each info. Default false. */
  readonly isDense?: boolean | undefined;
}

/** The solver as a kernel: `init`, then attempted steps. */
export interface DormandPrince {
  /** @throws {ShapeError} unless position is (n, d) with n >= 1; {ArgumentError} if it is not finite */
  init(position: Float64Array, time: number): DormandPrinceState;
  /** One attempt at a step towards `target`, which it does not pass. */
  step(state: DormandPrinceState, target: number): readonly [state: DormandPrinceState, info: DormandPrinceInfo];
}

/** Butcher tableau: a_{s+1,1..s}; the last row is the fifth-order solution, in which the second stage has no part. */
const [A21, A31, A32, A41, A42, A43] = [1 / 5, 3 / 40, 9 / 40, 44 / 45, -56 / 15, 32 / 9] as const;
const [A51, A52, A53, A54] = [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729] as const;
const [A61, A62, A63, A64, A65] = [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656] as const;
const [B1, B3, B4, B5, B6] = [35 / 384, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84] as const;
/** When the inner stages are, in steps. */
const [C2, C3, C4, C5] = [1 / 5, 3 / 10, 4 / 5, 8 / 9] as const;
/** Fifth-order minus fourth-order weights. */
const [E1, E3, E4, E5, E6, E7] = [71 / 57600, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40] as const;
/** Weights of the stages in the correction of the interpolant (Shampine; Hairer's contd5). */
const [D1, D3, D4, D5, D6, D7] = [
  -12715105075 / 11282082432,
  87487479700 / 32700410799,
  -10690763975 / 1880347072,
  701980252875 / 199316789632,
  -1453857185 / 822651844,
  69997945 / 29380423,
] as const;

const SAFETY = 0.9;
const SHRINK_LIMIT = 0.2;
const GROWTH_LIMIT = 10;
/** Exponents of the controller: h <- h safety error^-ALPHA lastError^BETA. */
const BETA = 0.04;
const ALPHA = 0.2 - 0.75 * BETA;

/**
 * Dormand and Prince's method of order 5 with error control, one attempted step at a time.
 *
 * An attempt costs six evaluations of the drift (one more at `init`, another to choose the first step). It is accepted if
 * the estimated local error of every point of the batch is within tolerance, measured per point as the root mean square
 * over its coordinates of error_j / (absoluteTolerance + relativeTolerance max(|x_j|, |x_j'|)): the worst point sets the
 * step of all. The global error is proportional to the tolerance for smooth drifts; it is not bounded by it.
 *
 * @throws {ArgumentError} for a dimension, tolerance or step size that is not positive, or a drift that is no function
 * @example ```ts doctest
 * import { dormandPrince } from '@yuragi/sde';
 * const solver = dormandPrince({ dimension: 1, drift: (x, _t, out) => { out[0] = -x[0]!; } }, { relativeTolerance: 1e-9 });
 * let state = solver.init(Float64Array.of(1), 0);
 * while (state.time < 1) [state] = solver.step(state, 1);
 * state.position[0]!; // ~> 0.3678794
 * ```
 */
export function dormandPrince(
  { dimension, drift }: OdeProblem,
  {
    relativeTolerance = 1e-6,
    absoluteTolerance = 1e-9,
    initialStepSize,
    maxStepSize = Infinity,
    isDense = false,
  }: DormandPrinceOptions = {},
): DormandPrince {
  const where = 'dormandPrince';
  requireCount(where, 'dimension', dimension, 1);
  if (typeof drift !== 'function') throw new ArgumentError(where, 'drift', 'a function', drift);
  requireNonNegative(where, 'relativeTolerance', relativeTolerance);
  requirePositive(where, 'absoluteTolerance', absoluteTolerance);
  if (initialStepSize !== undefined) requirePositive(where, 'initialStepSize', initialStepSize);
  if (maxStepSize !== Infinity) requirePositive(where, 'maxStepSize', maxStepSize);

  /** Largest over the points of the root mean square of difference / (tolerance at x and y). */
  const scaledNorm = (difference: Float64Array, x: Float64Array, y: Float64Array): number => {
    let largest = 0;
    for (let start = 0; start < x.length; start += dimension) {
      let sum = 0;
      for (let i = start; i < start + dimension; i++) {
        const scale = absoluteTolerance + relativeTolerance * Math.max(Math.abs(x[i]!), Math.abs(y[i]!));
        sum += (difference[i]! / scale) ** 2;
      }
      // A NaN stays: nothing is larger than it.
      if (sum > largest || Number.isNaN(sum)) largest = sum;
    }
    return Math.sqrt(largest / dimension);
  };

  const nothing = new Float64Array(0);
  let stages = stagesOf(0);

  /**
   * A first step for which an explicit Euler step would change little (Hairer et al., section II.4, a to f). The drift is
   * asked for between here and the target only: it may be undefined beyond.
   */
  const firstStepSize = ({ position, time, derivative }: DormandPrinceState, target: number): number => {
    const direction = Math.sign(target - time);
    const size = scaledNorm(position, position, position);
    const slope = scaledNorm(derivative, position, position);
    const span = Math.min(Math.abs(target - time), maxStepSize);
    const guess = Math.min(size < 1e-5 || slope < 1e-5 ? 1e-6 : (0.01 * size) / slope, span);
    const { at, k2: moved } = stages;
    for (let i = 0; i < at.length; i++) at[i] = position[i]! + direction * guess * derivative[i]!;
    drift(at, time + direction * guess, moved);
    for (let i = 0; i < moved.length; i++) moved[i]! -= derivative[i]!;
    const bend = scaledNorm(moved, position, position) / guess;
    const steepest = Math.max(slope, bend);
    const byBend = steepest <= 1e-15 ? Math.max(1e-6, guess * 1e-3) : (0.01 / steepest) ** (1 / 5);
    return Math.min(100 * guess, byBend);
  };

  return {
    init(position, time) {
      if (position.length === 0 || position.length % dimension !== 0)
        throw new ShapeError(where, 'position', `length n * ${dimension}, n >= 1`, [position.length]);
      requireAllFinite(where, 'position', position);
      requireFinite(where, 'time', time);
      const derivative = new Float64Array(position.length);
      drift(position, time, derivative);
      return { position: position.slice(), time, derivative, stepSize: initialStepSize ?? 0, lastError: 1e-4 };
    },

    step(state, target) {
      const { position, time, derivative, lastError } = state;
      if (stages.at.length !== position.length) stages = stagesOf(position.length);
      const direction = Math.sign(target - time);
      const isFirst = state.stepSize === 0;
      const wanted = Math.min(isFirst ? firstStepSize(state, target) : state.stepSize, maxStepSize);
      const isLast = wanted >= Math.abs(target - time);
      const h = isLast ? target - time : direction * wanted;

      // The two arrays that the next state keeps.
      const next = new Float64Array(position.length);
      const nextDerivative = new Float64Array(position.length);
      evaluate(drift, position, time, h, derivative, stages, next, nextDerivative);
      errorInto(h, derivative, stages, nextDerivative, stages.at);
      const error = scaledNorm(stages.at, position, next);
      const numEvaluations = isFirst ? 7 : 6;

      if (!(error <= 1)) {
        const factor = Number.isFinite(error) ? Math.max(SHRINK_LIMIT, SAFETY * error ** -ALPHA) : SHRINK_LIMIT;
        return [
          { ...state, stepSize: Math.abs(h) * factor },
          { isAccepted: false, error, numEvaluations, interpolant: nothing },
        ];
      }
      const factor = SAFETY * Math.max(error, 1e-10) ** -ALPHA * lastError ** BETA;
      const stepSize = Math.abs(h) * Math.min(GROWTH_LIMIT, Math.max(SHRINK_LIMIT, factor));
      return [
        {
          position: next,
          time: isLast ? target : time + h,
          derivative: nextDerivative,
          // A step cut short by the target says nothing against the size that was wanted.
          stepSize: isLast ? Math.max(stepSize, wanted) : stepSize,
          lastError: Math.max(error, 1e-4),
        },
        {
          isAccepted: true,
          error,
          numEvaluations,
          interpolant: isDense ? interpolantOf(position, next, h, derivative, stages, nextDerivative) : nothing,
        },
      ];
    },
  };
}

/**
 * The solution inside an accepted step, of order 4: at time t + fraction h.
 *
 *   x(t + s h) = c_0 + s (c_1 + (1 - s) (c_2 + s (c_3 + (1 - s) c_4)))
 *
 * @param interpolant of the step's info, (5, n d)
 * @param fraction s in [0, 1]
 * @param out (n, d)
 * @see Hairer, Norsett and Wanner, section II.6, eq. (6.12); exact at both ends
 */
export function interpolateInto(interpolant: Float64Array, fraction: number, out: Float64Array): void {
  const length = interpolant.length / 5;
  const rest = 1 - fraction;
  for (let i = 0; i < length; i++) {
    const inner = interpolant[3 * length + i]! + rest * interpolant[4 * length + i]!;
    const middle = interpolant[2 * length + i]! + fraction * inner;
    out[i] = interpolant[i]! + fraction * (interpolant[length + i]! + rest * middle);
  }
}

/** Work arrays of a step, (n, d) each: its inner stages, and where they are evaluated. */
interface Stages {
  readonly k2: Float64Array;
  readonly k3: Float64Array;
  readonly k4: Float64Array;
  readonly k5: Float64Array;
  readonly k6: Float64Array;
  readonly at: Float64Array;
}

const stagesOf = (length: number): Stages => ({
  k2: new Float64Array(length),
  k3: new Float64Array(length),
  k4: new Float64Array(length),
  k5: new Float64Array(length),
  k6: new Float64Array(length),
  at: new Float64Array(length),
});

/** The stages of a step from x at t: the solution of order 5 goes to `next`, its drift to k7. */
function evaluate(
  drift: VectorField,
  x: Float64Array,
  t: number,
  h: number,
  k1: Float64Array,
  { k2, k3, k4, k5, k6, at }: Stages,
  next: Float64Array,
  k7: Float64Array,
): void {
  const n = x.length;
  for (let i = 0; i < n; i++) at[i] = x[i]! + h * (A21 * k1[i]!);
  drift(at, t + C2 * h, k2);
  for (let i = 0; i < n; i++) at[i] = x[i]! + h * (A31 * k1[i]! + A32 * k2[i]!);
  drift(at, t + C3 * h, k3);
  for (let i = 0; i < n; i++) at[i] = x[i]! + h * (A41 * k1[i]! + A42 * k2[i]! + A43 * k3[i]!);
  drift(at, t + C4 * h, k4);
  for (let i = 0; i < n; i++) at[i] = x[i]! + h * (A51 * k1[i]! + A52 * k2[i]! + A53 * k3[i]! + A54 * k4[i]!);
  drift(at, t + C5 * h, k5);
  for (let i = 0; i < n; i++)
    at[i] = x[i]! + h * (A61 * k1[i]! + A62 * k2[i]! + A63 * k3[i]! + A64 * k4[i]! + A65 * k5[i]!);
  drift(at, t + h, k6);
  for (let i = 0; i < n; i++)
    next[i] = x[i]! + h * (B1 * k1[i]! + B3 * k3[i]! + B4 * k4[i]! + B5 * k5[i]! + B6 * k6[i]!);
  drift(next, t + h, k7);
}

/** Estimated error of the solution of order 4. */
function errorInto(h: number, k1: Float64Array, { k3, k4, k5, k6 }: Stages, k7: Float64Array, out: Float64Array): void {
  for (let i = 0; i < out.length; i++)
    out[i] = h * (E1 * k1[i]! + E3 * k3[i]! + E4 * k4[i]! + E5 * k5[i]! + E6 * k6[i]! + E7 * k7[i]!);
}

/** Coefficients of the polynomial of `interpolateInto`, (5, n d). */
function interpolantOf(
  from: Float64Array,
  to: Float64Array,
  h: number,
  k1: Float64Array,
  { k3, k4, k5, k6 }: Stages,
  k7: Float64Array,
): Float64Array {
  const length = from.length;
  const coefficients = new Float64Array(5 * length);
  for (let i = 0; i < length; i++) {
    const rise = to[i]! - from[i]!;
    const bend = h * k1[i]! - rise;
    coefficients[i] = from[i]!;
    coefficients[length + i] = rise;
    coefficients[2 * length + i] = bend;
    coefficients[3 * length + i] = rise - h * k7[i]! - bend;
    coefficients[4 * length + i] =
      h * (D1 * k1[i]! + D3 * k3[i]! + D4 * k4[i]! + D5 * k5[i]! + D6 * k6[i]! + D7 * k7[i]!);
  }
  return coefficients;
}
