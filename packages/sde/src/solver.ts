/** The shape of every solver of a stochastic equation, and what they share: refusals, draws and the noise term. */
import { fillNormal, type Rng } from '@yuragi/prob-core';
import { requireAllFinite, UnsupportedError } from '@yuragi/prob-core/errors';
import { type Calculus, coefficientLength, requireBatch, requireSdeProblem, type SdeProblem } from './problem.ts';

/** Which formula made a step. */
export type SdeMethod = 'euler-maruyama' | 'milstein' | 'milstein-derivative-free' | 'stochastic-heun';

/** All that the next step needs. */
export interface SdeState {
  /** (n, d) flat. */
  readonly position: Float64Array;
}

/** What a step did. */
export interface SdeInfo {
  readonly method: SdeMethod;
  /** W(t1) - W(t0), (n, numNoises) flat. */
  readonly increments: Float64Array;
  /** False if a coordinate became infinite or NaN: an explicit method leaves a steep drift at too large a step. */
  readonly isFinite: boolean;
}

/** A solver as a kernel: `init`, then steps from t0 to t1. */
export interface SdeSolver {
  readonly problem: SdeProblem;
  readonly method: SdeMethod;
  /** @throws {ShapeError} unless position is (n, d) with n >= 1; {ArgumentError} if it is not finite */
  init(position: Float64Array, rng: Rng): SdeState;
  /**
   * One step with fresh increments of variance |t1 - t0|: one `fillNormal` of (n, numNoises). Forward equations take
   * t1 >= t0, backward ones t1 <= t0; the drivers check that, a step does not.
   */
  step(state: SdeState, rng: Rng, t0: number, t1: number): readonly [state: SdeState, info: SdeInfo];
  /**
   * The same step for given increments, (n, numNoises): what couples runs at several step sizes to one Brownian path.
   * Allocates nothing after the first call for a batch size. `out` (n, d) may be `position`.
   */
  stepInto(position: Float64Array, increments: Float64Array, t0: number, t1: number, out: Float64Array): void;
}

/** Refuses an equation in the other calculus; with additive noise the two are one. */
export function requireCalculus(where: string, problem: SdeProblem, calculus: Calculus): void {
  requireSdeProblem(where, problem);
  if (problem.calculus === calculus || problem.noise === 'additive') return;
  const [own, other, convert] =
    calculus === 'ito' ? ['an Ito', 'a Stratonovich', 'toIto'] : ['a Stratonovich', 'an Ito', 'toStratonovich'];
  throw new UnsupportedError(
    `${where}: ${other} problem`,
    `the method converges to the solution of ${own} equation, so convert the problem with \`${convert}\` first`,
  );
}

/** Increments of a Brownian motion over a step: normals of variance |t1 - t0|. */
export function drawIncrementsInto(rng: Rng, t0: number, t1: number, out: Float64Array): void {
  fillNormal(rng, out);
  const scale = Math.sqrt(Math.abs(t1 - t0));
  const n = out.length;
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    out[i]! *= scale;
    out[i + 1]! *= scale;
    out[i + 2]! *= scale;
    out[i + 3]! *= scale;
  }
  for (; i < n; i++) out[i]! *= scale;
}

/** out <- x + h drift + coefficient * increments, (n, d); the matrix product of the noise kind. `out` may be x. */
export type Combine = (
  x: Float64Array,
  h: number,
  drift: Float64Array,
  coefficient: Float64Array,
  increments: Float64Array,
  out: Float64Array,
) => void;

/** Four entries a turn: half the time of one a turn, and this loop is what a step adds to the problem's own work. */
function combineDiagonal(
  x: Float64Array,
  h: number,
  drift: Float64Array,
  coefficient: Float64Array,
  increments: Float64Array,
  out: Float64Array,
): void {
  const n = x.length;
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    out[i] = x[i]! + h * drift[i]! + coefficient[i]! * increments[i]!;
    out[i + 1] = x[i + 1]! + h * drift[i + 1]! + coefficient[i + 1]! * increments[i + 1]!;
    out[i + 2] = x[i + 2]! + h * drift[i + 2]! + coefficient[i + 2]! * increments[i + 2]!;
    out[i + 3] = x[i + 3]! + h * drift[i + 3]! + coefficient[i + 3]! * increments[i + 3]!;
  }
  for (; i < n; i++) out[i] = x[i]! + h * drift[i]! + coefficient[i]! * increments[i]!;
}

export function combineFor({ noise, dimension, numNoises }: SdeProblem): Combine {
  if (noise === 'additive' || noise === 'diagonal') return combineDiagonal;
  // Scalar noise is general noise with one column.
  return (x, h, drift, coefficient, increments, out) => {
    for (let row = 0, i = 0, at = 0; i < x.length; row += numNoises)
      for (const end = i + dimension; i < end; i++) {
        let sum = x[i]! + h * drift[i]!;
        for (let k = 0; k < numNoises; k++) sum += coefficient[at++]! * increments[row + k]!;
        out[i] = sum;
      }
  };
}

/** Arrays of a batch size, made once and again when the size changes. */
export function workspace<W>(make: (n: number) => W): (n: number) => W {
  let size = -1;
  let current: W;
  return (n) => {
    if (n !== size) {
      current = make(n);
      size = n;
    }
    return current;
  };
}

/** Drift and coefficient at the points of a batch, (n, d) and (n, d) or (n, d, numNoises). */
export interface Evaluation {
  readonly drift: Float64Array;
  readonly coefficient: Float64Array;
}

export function evaluationFor(problem: SdeProblem, n: number): Evaluation {
  return {
    drift: new Float64Array(n * problem.dimension),
    coefficient: new Float64Array(coefficientLength(problem, n)),
  };
}

const areFinite = (x: Float64Array): boolean => {
  for (let i = 0; i < x.length; i++) if (!Number.isFinite(x[i])) return false;
  return true;
};

/** A solver from its formula. */
export function solverOf(
  where: string,
  problem: SdeProblem,
  method: SdeMethod,
  stepInto: SdeSolver['stepInto'],
): SdeSolver {
  const { dimension, numNoises } = problem;
  return {
    problem,
    method,
    init(position) {
      requireBatch(where, 'position', position, dimension);
      return { position: requireAllFinite(where, 'position', position).slice() };
    },
    step({ position }, rng, t0, t1) {
      const increments = new Float64Array((position.length / dimension) * numNoises);
      drawIncrementsInto(rng, t0, t1, increments);
      const out = new Float64Array(position.length);
      stepInto(position, increments, t0, t1, out);
      return [{ position: out }, { method, increments, isFinite: areFinite(out) }];
    },
    stepInto,
  };
}
