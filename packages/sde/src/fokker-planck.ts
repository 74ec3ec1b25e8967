/**
 * The Fokker-Planck equation of dX = f dt + g dW (Ito) in one dimension, with reflecting ends:
 *
 *   dp/dt = -dJ/dx,  J = f p - 1/2 d(D p)/dx,  D = g^2;  J = 0 at both ends
 *
 * by finite volumes with the exponentially fitted flux of Scharfetter and Gummel (IEEE Trans. Electron Devices 16 (1969),
 * 64), which is that of Chang and Cooper (J. Comput. Phys. 6 (1970), 1), and implicit Euler steps. Between the centres of
 * cells i and i + 1, a distance h apart, with u = D p:
 *
 *   J = (B(-w) u_i - B(w) u_{i+1})/(2 h),  w = int 2 f/D dx,  B(z) = z/(e^z - 1)
 *
 * J is zero exactly where u_{i+1} = e^w u_i, so the stationary law is p ~ exp(int 2 f/D)/D with the integral by Simpson's
 * rule. B > 0 makes the matrix of the step a Markov generator: columns sum to 0, entries off the diagonal are >= 0.
 */
import { ArgumentError, requireAllFinite, requireCount, requireFinite, requireLength } from '@yuragi/prob-core/errors';
import { coefficientLength, requireSdeProblem, type SdeProblem } from './problem.ts';
import { requireCalculus } from './solver.ts';

/** All that the next step needs. */
export interface FokkerPlanckState {
  /** Mean density in each cell, (numCells), >= 0; its sum times `cellWidth` is 1. */
  readonly density: Float64Array;
}

/** What a step did. */
export interface FokkerPlanckInfo {
  /** Sum of density times cellWidth: 1 to rounding. */
  readonly mass: number;
  /** D(p || stationary law at t1), nats, on the cells: where f and g do not depend on t it never rises. */
  readonly relativeEntropy: number;
}

export interface FokkerPlanckOptions {
  /** Ends of the interval: nothing leaves it. */
  readonly lower: number;
  readonly upper: number;
  /** Cells of equal width, >= 2. */
  readonly numCells: number;
}

/** The solver as a kernel: `init`, then implicit steps from t0 to t1. */
export interface FokkerPlanck {
  /** Centres of the cells, (numCells). */
  readonly centres: Float64Array;
  readonly cellWidth: number;
  /**
   * A density given by values in the cells, scaled to mass 1.
   *
   * @throws {ShapeError}, {ArgumentError} for values that are negative or not finite, or all zero
   */
  init(density: Float64Array): FokkerPlanckState;
  /** One implicit Euler step, t1 > t0, with the coefficients at t1. */
  step(state: FokkerPlanckState, t0: number, t1: number): readonly [state: FokkerPlanckState, info: FokkerPlanckInfo];
  /** The stationary law of the coefficients at time t (default 0), mean density in each cell. */
  stationary(t?: number): Float64Array;
}

/** z/(e^z - 1). */
function bernoulliFunction(z: number): number {
  // The series is exact to rounding there, where expm1(z)/z would be 0/0 at 0.
  if (Math.abs(z) < 1e-5) return 1 - 0.5 * z + (z * z) / 12;
  return z / Math.expm1(z);
}

/** D(p || q) of two densities on cells of one width, nats. */
function relativeEntropy(p: Float64Array, q: Float64Array, width: number): number {
  let sum = 0;
  // p log(p/q) - p + q >= 0 term by term, so that near equilibrium nothing cancels.
  for (let i = 0; i < p.length; i++) {
    const [a, b] = [p[i]!, q[i]!];
    if (a === 0) sum += b;
    else if (b === 0) return Infinity;
    // Where little is left of q, 1 + relative would be 0.
    else if (a < 0.5 * b) sum += a * (Math.log(a) - Math.log(b)) - a + b;
    else {
      const relative = (a - b) / b;
      sum += b * ((1 + relative) * Math.log1p(relative) - relative);
    }
  }
  return width * sum;
}

/**
 * The Fokker-Planck equation in one dimension, by a scheme that keeps mass and positivity at any step size.
 *
 * Second order in the cell width, first order in the time step. Exact: mass (to rounding), positivity, zero flux at
 * the stationary law, a relative entropy to it that never rises, and that law itself at the centres where 2 f/D is a
 * polynomial of degree <= 3. A step costs O(numCells). Cells much wider than D/|f| stay stable but smear.
 *
 * @param problem one dimension, Ito (or additive noise), g != 0 on the interval
 * @throws {ArgumentError} for another dimension, bad options, or, from `step` and `stationary`, a coefficient that is 0
 *   or not finite; {UnsupportedError} for a Stratonovich problem
 * @see Scharfetter and Gummel 1969; Chang and Cooper 1970
 * @example ```ts doctest
 * import { fokkerPlanck, ornsteinUhlenbeck } from '@yuragi/sde';
 * const { problem } = ornsteinUhlenbeck({ rate: 1, scale: Math.SQRT2 });
 * const solver = fokkerPlanck(problem, { lower: -6, upper: 6, numCells: 120 });
 * let state = solver.init(solver.centres.map((x) => (Math.abs(x - 2) < 0.5 ? 1 : 0)));
 * for (let k = 0; k < 100; k++) [state] = solver.step(state, k / 10, (k + 1) / 10);
 * const mean = solver.centres.reduce((sum, x, i) => sum + x * state.density[i]! * solver.cellWidth, 0);
 * Math.abs(mean - 2 * 1.1 ** -100) < 1e-5; // => true
 * ```
 */
export function fokkerPlanck(problem: SdeProblem, { lower, upper, numCells }: FokkerPlanckOptions): FokkerPlanck {
  const where = 'fokkerPlanck';
  requireSdeProblem(where, problem);
  if (problem.dimension !== 1) throw new ArgumentError(where, 'dimension', '1', problem.dimension);
  if (problem.timeDirection === 'backward')
    throw new ArgumentError(where, 'timeDirection', "'forward'", problem.timeDirection);
  requireCalculus(where, problem, 'ito');
  requireFinite(where, 'lower', lower);
  if (!(Number.isFinite(upper) && upper > lower))
    throw new ArgumentError(where, 'upper', `a finite number > lower = ${lower}`, upper);
  requireCount(where, 'numCells', numCells, 2);
  const width = (upper - lower) / numCells;
  const centres = Float64Array.from({ length: numCells }, (_, i) => lower + (i + 0.5) * width);

  // Centres stand at the even places, faces between them at the odd ones.
  const numPoints = 2 * numCells - 1;
  const points = Float64Array.from({ length: numPoints }, (_, i) => lower + 0.5 * (i + 1) * width);
  const drift = new Float64Array(numPoints);
  const coefficient = new Float64Array(coefficientLength(problem, numPoints));
  /** D at the points, (2 numCells - 1). */
  const covariance = new Float64Array(numPoints);
  /** w between cells i and i + 1. */
  const tilts = new Float64Array(numCells - 1);
  const stationaryLaw = new Float64Array(numCells);

  const normalise = (density: Float64Array): Float64Array => {
    let mass = 0;
    for (let i = 0; i < numCells; i++) mass += density[i]! * width;
    for (let i = 0; i < numCells; i++) density[i]! /= mass;
    return density;
  };

  /** Evaluates the coefficients at t: covariance, tilts and the stationary law. */
  const prepare = (t: number): void => {
    problem.drift(points, t, drift);
    problem.diffusionCoefficient(points, t, coefficient);
    const numColumns = coefficient.length / numPoints;
    for (let i = 0; i < numPoints; i++) {
      let sum = 0;
      for (let k = 0; k < numColumns; k++) sum += coefficient[i * numColumns + k]! ** 2;
      if (!(sum > 0 && sum < Infinity))
        throw new ArgumentError(where, `diffusionCoefficient(${points[i]}, ${t})`, 'finite and not 0', Math.sqrt(sum));
      if (!Number.isFinite(drift[i]))
        throw new ArgumentError(where, `drift(${points[i]}, ${t})`, 'a finite number', drift[i]);
      covariance[i] = sum;
    }
    const ratio = (i: number): number => drift[i]! / covariance[i]!;
    let highest = 0;
    stationaryLaw[0] = 0;
    for (let i = 0; i < numCells - 1; i++) {
      tilts[i] = (width / 3) * (ratio(2 * i) + 4 * ratio(2 * i + 1) + ratio(2 * i + 2));
      stationaryLaw[i + 1] = stationaryLaw[i]! + tilts[i]!;
      highest = Math.max(highest, stationaryLaw[i + 1]!);
    }
    for (let i = 0; i < numCells; i++) stationaryLaw[i] = Math.exp(stationaryLaw[i]! - highest) / covariance[2 * i]!;
    normalise(stationaryLaw);
  };

  const upperDiagonal = new Float64Array(numCells);
  /** Solves (1 - tau L) p = density for p, with L the generator that `prepare` left: Thomas's elimination. */
  const solveInto = (density: Float64Array, tau: number, out: Float64Array): void => {
    const rate = tau / (2 * width * width);
    /** What leaves cell i to the right and to the left, and what comes into it from there, per unit of p. */
    const toRight = (i: number): number =>
      i < numCells - 1 ? rate * bernoulliFunction(-tilts[i]!) * covariance[2 * i]! : 0;
    const toLeft = (i: number): number => (i > 0 ? rate * bernoulliFunction(tilts[i - 1]!) * covariance[2 * i]! : 0);
    // Columns sum to 1, so a pivot is what leaves to the right plus `slack`, a sum of positive terms: nothing cancels.
    let slackShare = 0;
    let arriving = 0;
    for (let i = 0; i < numCells; i++) {
      const slack = 1 + toLeft(i) * slackShare;
      const leaving = toRight(i);
      const pivot = slack + leaving;
      upperDiagonal[i] = i < numCells - 1 ? toLeft(i + 1) / pivot : 0;
      out[i] = (density[i]! + (i > 0 ? arriving * out[i - 1]! : 0)) / pivot;
      slackShare = slack / pivot;
      arriving = leaving;
    }
    for (let i = numCells - 2; i >= 0; i--) out[i]! += upperDiagonal[i]! * out[i + 1]!;
  };

  return {
    centres,
    cellWidth: width,
    init(density) {
      requireLength(where, 'density', density, numCells);
      requireAllFinite(where, 'density', density);
      const negative = density.findIndex((value) => value < 0);
      if (negative >= 0) throw new ArgumentError(where, `density[${negative}]`, '>= 0', density[negative]);
      if (density.every((value) => value === 0))
        throw new ArgumentError(where, 'density', 'positive somewhere', density);
      return { density: normalise(density.slice()) };
    },
    step({ density }, t0, t1) {
      prepare(t1);
      const next = new Float64Array(numCells);
      solveInto(density, t1 - t0, next);
      let mass = 0;
      for (let i = 0; i < numCells; i++) mass += next[i]! * width;
      return [{ density: next }, { mass, relativeEntropy: relativeEntropy(next, stationaryLaw, width) }];
    },
    stationary(t = 0) {
      prepare(t);
      return stationaryLaw.slice();
    },
  };
}

export interface IntegrateFokkerPlanckOptions {
  readonly t0: number;
  /** >= t0. */
  readonly t1: number;
  /** Equal steps, >= 1. The error of the time stepping is of order (t1 - t0)/numSteps. */
  readonly numSteps: number;
}

/** Where the density came to, with the history of its relative entropy. */
export interface FokkerPlanckSolution extends FokkerPlanckState {
  /** After each step, (numSteps). */
  readonly mass: Float64Array;
  readonly relativeEntropy: Float64Array;
}

/**
 * A density carried from t0 to t1 in equal implicit steps.
 *
 * @param density values in the cells, scaled to mass 1; not changed
 * @throws {ArgumentError}, {ShapeError} as `fokkerPlanck` and its `init`
 * @example ```ts doctest
 * import { fokkerPlanck, integrateFokkerPlanck, ornsteinUhlenbeck } from '@yuragi/sde';
 * const { problem } = ornsteinUhlenbeck({ rate: 1, scale: 1 });
 * const solver = fokkerPlanck(problem, { lower: -4, upper: 4, numCells: 80 });
 * const { relativeEntropy } = integrateFokkerPlanck(solver, new Float64Array(80).fill(1), { t0: 0, t1: 5, numSteps: 50 });
 * relativeEntropy.every((value, k) => k === 0 || value < relativeEntropy[k - 1]!); // => true
 * ```
 */
export function integrateFokkerPlanck(
  solver: FokkerPlanck,
  density: Float64Array,
  { t0, t1, numSteps }: IntegrateFokkerPlanckOptions,
): FokkerPlanckSolution {
  const where = 'integrateFokkerPlanck';
  requireFinite(where, 't0', t0);
  if (!(Number.isFinite(t1) && t1 >= t0)) throw new ArgumentError(where, 't1', `a finite number >= t0 = ${t0}`, t1);
  requireCount(where, 'numSteps', numSteps, 1);
  let state = solver.init(density);
  const mass = new Float64Array(numSteps);
  const entropies = new Float64Array(numSteps);
  const at = (k: number): number => (k === numSteps ? t1 : t0 + (k / numSteps) * (t1 - t0));
  for (let k = 0; k < numSteps; k++) {
    const [next, info] = solver.step(state, at(k), at(k + 1));
    state = next;
    mass[k] = info.mass;
    entropies[k] = info.relativeEntropy;
  }
  return { density: state.density, mass, relativeEntropy: entropies };
}
