/**
 * Information projections: the law of a linear family that is nearest to q, and Cramér's rate, its one-dimensional face.
 *
 * @see Csiszár, Ann. Probab. 3 (1975), 146; Cover and Thomas, 2nd ed., section 11.5
 */
import { logSumExp } from '@yuragi/prob-core';
import {
  ArgumentError,
  ConvergenceError,
  requireAllFinite,
  requireFinite,
  requireLength,
} from '@yuragi/prob-core/errors';
import { choleskyInto, solveLowerInto, solveLowerTransposedInto } from '@yuragi/prob-core/linear-algebra';
import { relativeEntropy } from './divergence.ts';
import { requireMass } from './internal/mass.ts';

/** The nearest law, and how near it is. */
export interface IProjection {
  /** (k), p*_i = q_i exp(sum_j lambda_j f_j(i))/Z. */
  readonly projection: Float64Array;
  /** (m), lambda. */
  readonly multipliers: Float64Array;
  /** D(p* || q), nats. */
  readonly divergence: number;
  readonly iterations: number;
}

/** A linear family: p with sum_i p_i f_j(i) = t_j for every j. */
export interface IProjectionOptions {
  /** (m) lists of k finite numbers: f_j(i), linearly independent of one another and of the constants where q > 0. */
  readonly statistics: readonly ArrayLike<number>[];
  /** (m), t_j: inside the convex hull of the points (f_1(i), ..., f_m(i)) with q_i > 0. */
  readonly targets: ArrayLike<number>;
}

const MAX_ITERATIONS = 200;
/** Of the targets, in standard deviations of the statistics under the present law. */
const TOLERANCE = 1e-13;
const ROUNDING = 1e-9;

/**
 * The I-projection of q on a linear family, argmin D(p||q) subject to sum_i p_i f_j(i) = t_j.
 *
 * It is the exponential tilt of q whose multipliers maximise the concave dual lambda . t - log sum_i q_i exp(lambda . f(i)):
 * Newton's method with step halving. Each iteration is O(k m^2 + m^3).
 *
 * @param q (k), mass function
 * @throws {ArgumentError} if q is no mass function, a number is not finite, or a statistic depends on the others where q > 0;
 *   {ShapeError} for different lengths; {ConvergenceError} where no law in the family has all the support of q: targets on or
 *   outside the boundary of the convex hull
 * @example ```ts doctest
 * import { iProjection } from '@yuragi/kl-info';
 * const die = new Array(6).fill(1 / 6);
 * const { divergence, multipliers } = iProjection(die, { statistics: [[1, 2, 3, 4, 5, 6]], targets: [4.5] });
 * divergence; // ~> 0.178178371
 * multipliers[0]!; // ~> 0.371048938
 * ```
 */
export function iProjection(q: ArrayLike<number>, { statistics, targets }: IProjectionOptions): IProjection {
  requireMass('iProjection', 'q', q);
  const m = statistics.length;
  requireAllFinite('iProjection', 'targets', requireLength('iProjection', 'targets', targets, m));
  for (const [j, f] of statistics.entries())
    requireAllFinite('iProjection', `statistics[${j}]`, requireLength('iProjection', `statistics[${j}]`, f, q.length));

  if (statistics.some((f) => isConstant(f, q))) throw dependent(statistics);

  let multipliers = new Float64Array(m);
  let current = tilt(q, statistics, targets, multipliers);
  let residual = residualOf(current, m);
  const step = new Float64Array(m);
  for (let iterations = 0; iterations < MAX_ITERATIONS; iterations++) {
    const { projection, gradient, hessian } = current;
    const result = () => ({ projection, multipliers, divergence: relativeEntropy(projection, q), iterations });
    if (residual <= TOLERANCE) return result();
    const factor = new Float64Array(m * m);
    if (!isDefinite(hessian, m) || !choleskyInto(hessian, m, factor)) {
      if (iterations === 0) throw dependent(statistics);
      throw new ConvergenceError('iProjection', iterations, residual, TOLERANCE);
    }
    solveLowerInto(factor, m, gradient, step);
    solveLowerTransposedInto(factor, m, step, step);
    const next = search(q, statistics, targets, multipliers, step, current.dual, residual);
    const nextResidual = next === undefined ? Infinity : residualOf(next.tilted, m);
    // Newton's method squares the residual each time; where it no longer shrinks, what is left is rounding.
    if (residual <= ROUNDING && nextResidual >= residual) return result();
    if (next === undefined) throw new ConvergenceError('iProjection', iterations, residual, TOLERANCE);
    multipliers = next.multipliers;
    current = next.tilted;
    residual = nextResidual;
  }
  throw new ConvergenceError('iProjection', MAX_ITERATIONS, residual, TOLERANCE);
}

/**
 * Cramér's rate function, I(t) = sup_lambda (lambda t - log sum_i q_i exp(lambda f(i))) = inf D(p||q) over p of mean t.
 *
 * The large-deviation rate of the mean of n draws: (1/n) log P(mean >= t) -> -I(t) for t above the mean of q.
 *
 * @param values (k), f(i), finite
 * @returns nats; -log of the mass at an extreme value that is the target, Infinity beyond the extremes
 * @throws {ArgumentError} if q is no mass function or a number is not finite; {ShapeError} for different lengths
 * @see Dembo and Zeitouni, Large Deviations Techniques and Applications, 2nd ed., section 2.2.1
 * @example ```ts doctest
 * import { cramerRate } from '@yuragi/kl-info';
 * cramerRate([0.5, 0.5], [0, 1], 0.7); // ~> 0.0822828785
 * cramerRate([0.5, 0.5], [0, 1], 1); // => Math.LN2
 * ```
 */
export function cramerRate(q: ArrayLike<number>, values: ArrayLike<number>, target: number): number {
  requireMass('cramerRate', 'q', q);
  requireAllFinite('cramerRate', 'values', requireLength('cramerRate', 'values', values, q.length));
  requireFinite('cramerRate', 'target', target);
  let lowest = Infinity;
  let highest = -Infinity;
  for (let i = 0; i < q.length; i++)
    if (q[i]! > 0) {
      lowest = Math.min(lowest, values[i]!);
      highest = Math.max(highest, values[i]!);
    }
  if (target < lowest || target > highest) return Infinity;
  if (target === lowest || target === highest) {
    let mass = 0;
    for (let i = 0; i < q.length; i++) if (values[i] === target) mass += q[i]!;
    return mass >= 1 ? 0 : -Math.log(mass);
  }
  return iProjection(q, { statistics: [values], targets: [target] }).divergence;
}

interface Tilted {
  readonly projection: Float64Array;
  /** lambda . t - log Z: what is maximised. */
  readonly dual: number;
  /** t - E f. */
  readonly gradient: Float64Array;
  /** Cov f, (m, m). */
  readonly hessian: Float64Array;
}

/** The law q_i exp(lambda . f(i))/Z; statistics are taken relative to the targets, so that the dual is -log Z. */
function tilt(
  q: ArrayLike<number>,
  statistics: readonly ArrayLike<number>[],
  targets: ArrayLike<number>,
  multipliers: Float64Array,
): Tilted {
  const m = statistics.length;
  const logs = Float64Array.from(q, Math.log);
  for (const [j, f] of statistics.entries())
    for (let i = 0; i < logs.length; i++) logs[i]! += multipliers[j]! * (f[i]! - targets[j]!);
  const logPartition = logSumExp(logs);
  const projection = logs.map((x) => Math.exp(x - logPartition));
  const gradient = new Float64Array(m);
  const hessian = new Float64Array(m * m);
  for (const [j, f] of statistics.entries())
    for (let i = 0; i < logs.length; i++) gradient[j]! -= projection[i]! * (f[i]! - targets[j]!);
  for (let j = 0; j < m; j++)
    for (let l = 0; l <= j; l++) {
      let sum = 0;
      for (let i = 0; i < logs.length; i++)
        sum +=
          projection[i]! *
          (statistics[j]![i]! - targets[j]! + gradient[j]!) *
          (statistics[l]![i]! - targets[l]! + gradient[l]!);
      hessian[j * m + l] = hessian[l * m + j] = sum;
    }
  return { projection, dual: -logPartition, gradient, hessian };
}

/** The largest distance from a target, in standard deviations of its statistic. */
function residualOf({ gradient, hessian }: Tilted, m: number): number {
  return gradient.reduce((max, g, j) => Math.max(max, Math.abs(g) / Math.sqrt(hessian[j * m + j]!)), 0);
}

const dependent = (statistics: readonly ArrayLike<number>[]): ArgumentError =>
  new ArgumentError('iProjection', 'statistics', 'independent of one another and of 1 where q > 0', statistics);

function isConstant(f: ArrayLike<number>, q: ArrayLike<number>): boolean {
  const carried = Array.from(f).filter((_, i) => q[i]! > 0);
  return carried.every((value) => value === carried[0]);
}

/** Positive definite to more than rounding: no statistic is, but for 1e-12, a combination of those before it. */
function isDefinite(hessian: Float64Array, m: number): boolean {
  const scaled = hessian.map((x, at) => {
    const [j, l] = [Math.floor(at / m), at % m];
    return x / Math.sqrt(hessian[j * m + j]! * hessian[l * m + l]!) - (j === l ? 1e-12 : 0);
  });
  return choleskyInto(scaled, m, scaled);
}

/** Below this residual, Newton's full step is judged by the residual: what the dual gains is lost in its rounding. */
const NEAR = 0.1;

/**
 * The Newton step, halved until the dual grows and on as long as it grows more: where the curvature vanishes (a target held by
 * masses that are tiny under q) the full step is far too long.
 */
function search(
  q: ArrayLike<number>,
  statistics: readonly ArrayLike<number>[],
  targets: ArrayLike<number>,
  from: Float64Array,
  step: Float64Array,
  dual: number,
  residual: number,
): Candidate | undefined {
  let best: Candidate | undefined;
  for (let size = 1; size > 1e-300; size /= 2) {
    const multipliers = Float64Array.from(from, (lambda, j) => lambda + size * step[j]!);
    const tilted = tilt(q, statistics, targets, multipliers);
    if (size === 1 && residual < NEAR && residualOf(tilted, step.length) < residual / 2) return { multipliers, tilted };
    if (tilted.dual > (best?.tilted.dual ?? dual)) best = { multipliers, tilted };
    else if (best !== undefined) break;
  }
  return best;
}

interface Candidate {
  readonly multipliers: Float64Array<ArrayBuffer>;
  readonly tilted: Tilted;
}
