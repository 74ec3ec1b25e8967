/**
 * Majorise, then minimise. A lid g(. | theta_0) touches the objective at theta_0 and is nowhere below it:
 *
 *   g(theta_0 | theta_0) = f(theta_0),   g(theta | theta_0) >= f(theta)
 *   theta_1 = argmin g(. | theta_0)      =>   f(theta_1) <= g(theta_1 | theta_0) <= g(theta_0 | theta_0) = f(theta_0)
 *
 * so that f never rises. A gradient step of length 1/L is the lid that is a parabola, EM and the variational bound are the
 * lid (from below, where one maximises) whose gap is a relative entropy. Ortega and Rheinboldt, Iterative Solution of
 * Nonlinear Equations (1970), Section 8.3; Hunter and Lange, Am. Stat. 58 (2004), 30, eqs. 1 to 3.
 */
import { ArgumentError, requireAllFinite, requireCount, requireOneOf, requirePositive } from '@yuragi/prob-core/errors';

/** A function on theta that is easy to minimise (or to maximise, with that goal). */
export interface Surrogate {
  value(theta: Float64Array): number;
  /** Its lowest (highest) point, or one that is no higher (lower) than where it was built. */
  optimum(): Float64Array;
  /** Written into `out`. */
  gradient?(theta: Float64Array, out: Float64Array): void;
}

/** An objective with a lid at every point. */
export interface MajoriseProblem {
  objective(theta: Float64Array): number;
  /** Written into `out`. Where both it and that of the surrogate are given, they have to agree where the two touch. */
  gradient?(theta: Float64Array, out: Float64Array): void;
  /** The lid that is built at theta. */
  surrogate(theta: Float64Array): Surrogate;
}

export interface MajoriseOptions {
  /** What the objective is to reach; with 'maximum' the surrogate lies below it. Default 'minimum'. */
  readonly goal?: 'minimum' | 'maximum' | undefined;
  /** Default 1000. */
  readonly maxSteps?: number | undefined;
  /** The way ends where a step gains less than this, relative to max(1, |f|). Default 1e-12. */
  readonly tolerance?: number | undefined;
  // Advanced
  /** Points between theta_0 and theta_1, the last included, at which the lid is compared to the objective. Default 8. */
  readonly numChecks?: number | undefined;
  /** What rounding may make of a difference that is zero, relative to max(1, |f|). Default 1e-9. */
  readonly rounding?: number | undefined;
  /** 'throw' refuses a surrogate that is no lid; 'note' goes on, and the info says by how much it is none. Default 'throw'. */
  readonly onFault?: 'throw' | 'note' | undefined;
}

/** What one step did. Signs are those of a descent: with the goal 'maximum' they are turned round. */
export interface MajoriseInfo {
  readonly value: number;
  readonly nextValue: number;
  /** |g - f| where the lid was built. */
  readonly touchError: number;
  /** Largest |difference| of the gradients there; 0 where they are not both given. */
  readonly tangentError: number;
  /** Largest f - g at the points on the way: positive where the objective stands above its lid. */
  readonly excess: number;
  /** g(theta_0) - g(theta_1): what the lid promises the objective to fall by, at least. */
  readonly promise: number;
  /** Whether one of them says that this was no lid, or not its optimum. */
  readonly isFaulty: boolean;
}

/** Where `majorise` came to, and how. */
export interface Majorisation {
  readonly position: Float64Array;
  /** The objective before the first step and after each. */
  readonly values: Float64Array;
  /** Of every step. */
  readonly infos: readonly MajoriseInfo[];
  /** False where `maxSteps` came first. */
  readonly isConverged: boolean;
}

/**
 * One step: builds the lid, goes to its optimum, and looks whether it was one.
 *
 * What is checked is checked at points, on the way of this step alone: a lid that fails between them passes. Costs
 * `numChecks` + 2 values of the objective and of the surrogate.
 *
 * @throws {ArgumentError} naming the check that fails and by how much, unless faults are only noted; for values that are
 *   not finite
 */
export function majorisationStep(
  { objective, gradient, surrogate }: MajoriseProblem,
  theta: Float64Array,
  { goal = 'minimum', numChecks = 8, rounding = 1e-9, onFault = 'throw' }: MajoriseOptions = {},
): readonly [theta: Float64Array, info: MajoriseInfo] {
  const sign = goal === 'minimum' ? 1 : -1;
  const lid = surrogate(theta);
  const [value, start] = [objective(theta), lid.value(theta)];
  requireAllFinite('majorise', 'objective, surrogate', [value, start]);
  const next = requireAllFinite('majorise', 'surrogate.optimum()', lid.optimum());

  let tangentError = 0;
  if (gradient !== undefined && lid.gradient !== undefined) {
    const [slopes, lidSlopes] = [new Float64Array(theta.length), new Float64Array(theta.length)];
    gradient(theta, slopes);
    lid.gradient(theta, lidSlopes);
    for (let i = 0; i < theta.length; i++) tangentError = Math.max(tangentError, Math.abs(slopes[i]! - lidSlopes[i]!));
  }
  let excess = -Infinity;
  for (let k = 1; k <= numChecks; k++) {
    const at = theta.map((from, i) => from + (k / numChecks) * (next[i]! - from));
    excess = Math.max(excess, sign * (objective(at) - lid.value(at)));
  }
  const nextValue = objective(next);
  const touchError = Math.abs(start - value);
  const promise = sign * (start - lid.value(next));

  const allowed = rounding * Math.max(1, Math.abs(value));
  const [above, higher] = goal === 'minimum' ? ['below', 'higher'] : ['above', 'lower'];
  const faults: readonly (readonly [size: number, expected: string])[] = [
    [touchError, 'a function that touches the objective where it is built; it misses it there by'],
    [tangentError, 'tangent to the objective where it is built; a slope differs there by'],
    [excess, `nowhere ${above} the objective on the way of the step; it is by`],
    [-promise, `no ${higher} at its optimum than where it is built; it is by`],
  ];
  const fault = faults.find(([size]) => !(size <= allowed));
  if (fault !== undefined && onFault === 'throw')
    throw new ArgumentError('majorise', 'surrogate', `${fault[1]} ${fault[0]}`, theta);
  return [next, { value, nextValue, touchError, tangentError, excess, promise, isFaulty: fault !== undefined }];
}

/**
 * Steps of `majorisationStep` from `start` until they gain nothing more. With lids, exact, the objective never rises.
 *
 * @throws {ArgumentError} as `majorisationStep`, and for a bad option
 * @example ```ts doctest
 * import { gradientLid, majorise } from '@yuragi/nn';
 *
 * // e^x - 2x from -1: its curvature e^x is at most 2 on the way to the minimum, log 2.
 * const f = {
 *   valueAndGradient(x: Float64Array, gradient: Float64Array) {
 *     gradient[0] = Math.exp(x[0]!) - 2;
 *     return Math.exp(x[0]!) - 2 * x[0]!;
 *   },
 * };
 * majorise(gradientLid(f, 2), Float64Array.of(-1)).position[0]!; // ~> 0.69315
 * // The curvature where one stands is none for the whole step: the function goes through that lid.
 * majorise(gradientLid(f, Math.exp(-1)), Float64Array.of(-1)); // throws nowhere below the objective on the way of the step; it is by 25.
 * ```
 */
export function majorise(problem: MajoriseProblem, start: Float64Array, options: MajoriseOptions = {}): Majorisation {
  const {
    goal = 'minimum',
    maxSteps = 1000,
    tolerance = 1e-12,
    numChecks = 8,
    rounding = 1e-9,
    onFault = 'throw',
  } = options;
  requireOneOf('majorise', 'goal', goal, ['minimum', 'maximum']);
  requireOneOf('majorise', 'onFault', onFault, ['throw', 'note']);
  requireCount('majorise', 'maxSteps', maxSteps, 1);
  requireCount('majorise', 'numChecks', numChecks, 1);
  requirePositive('majorise', 'tolerance', tolerance);
  requirePositive('majorise', 'rounding', rounding);
  let position = Float64Array.from(requireAllFinite('majorise', 'start', start));
  const infos: MajoriseInfo[] = [];
  let isConverged = false;
  while (!isConverged && infos.length < maxSteps) {
    const [next, info] = majorisationStep(problem, position, options);
    position = Float64Array.from(next);
    infos.push(info);
    isConverged = Math.abs(info.value - info.nextValue) <= tolerance * Math.max(1, Math.abs(info.value));
  }
  const values = Float64Array.of(infos[0]!.value, ...infos.map(({ nextValue }) => nextValue));
  return { position, values, infos, isConverged };
}

/** A function with its gradient. */
export interface DifferentiableObjective {
  /** f(theta); writes its gradient into `gradient`. */
  valueAndGradient(theta: Float64Array, gradient: Float64Array): number;
}

/**
 * The lid of gradient descent, a parabola whose lowest point is one step of length 1/L:
 *
 *   g(theta | theta_0) = f(theta_0) + grad f(theta_0) . (theta - theta_0) + (L/2) |theta - theta_0|^2
 *   theta_1 = theta_0 - grad f(theta_0)/L
 *
 * It is a lid if L is at least the largest eigenvalue of the Hessian on the whole way from theta_0 to theta_1, not only at
 * theta_0; f then falls by |grad f|^2/(2 L) at least.
 *
 * @param curvature L > 0, or L as a function of theta_0 (see `stepCurvature`)
 * @throws {ArgumentError} unless L is a finite number > 0
 * @see Nesterov, Introductory Lectures on Convex Optimization (2004), Lemma 1.2.3
 */
export function gradientLid(
  f: DifferentiableObjective,
  curvature: number | ((theta: Float64Array) => number),
): MajoriseProblem {
  return {
    objective: (theta) => f.valueAndGradient(theta, new Float64Array(theta.length)),
    gradient: (theta, out) => void f.valueAndGradient(theta, out),
    surrogate(theta) {
      const l = requirePositive(
        'gradientLid',
        'curvature',
        typeof curvature === 'number' ? curvature : curvature(theta),
      );
      const slopes = new Float64Array(theta.length);
      const value = f.valueAndGradient(theta, slopes);
      const rise = (at: Float64Array): number =>
        at.reduce((sum, x, i) => sum + (slopes[i]! + 0.5 * l * (x - theta[i]!)) * (x - theta[i]!), 0);
      return {
        value: (at) => value + rise(at),
        optimum: () => theta.map((x, i) => x - slopes[i]! / l),
        gradient(at, out) {
          for (let i = 0; i < at.length; i++) out[i] = slopes[i]! + l * (at[i]! - theta[i]!);
        },
      };
    },
  };
}
