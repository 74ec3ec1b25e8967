/** Differential equations as values: the shapes that solvers take. */
import { ArgumentError, requireCount, requireOneOf, ShapeError } from '@yuragi/prob-core/errors';

/**
 * A vector field over a whole batch at once: writes f(x, t) to out. x and out are (n, d) flat, n = x.length / d, so a
 * field costs one call per evaluation however many points move.
 */
export type VectorField = (x: Float64Array, t: number, out: Float64Array) => void;

/** A function of points and time over a whole batch: x (n, d) flat, out (n). */
export type ScalarField = (x: Float64Array, t: number, out: Float64Array) => void;

/** dx/dt = drift(x, t). */
export interface OdeProblem {
  readonly dimension: number;
  readonly drift: VectorField;
}

/** Which integral dW stands for: at the left end of each step (Ito), or the midpoint rule (Stratonovich). */
export type Calculus = 'ito' | 'stratonovich';

/** How the noise enters; see `SdeProblem`. */
export type NoiseKind = 'additive' | 'scalar' | 'diagonal' | 'general';

/**
 * dX = drift(X, t) dt + diffusionCoefficient(X, t) dW.
 *
 * | noise    | coefficient      | its shape         | numNoises |
 * | -------- | ---------------- | ----------------- | --------- |
 * | additive | g_i(t)           | (n, d)            | d: a W of its own for each coordinate |
 * | diagonal | g_i(x_i, t)      | (n, d)            | d: the same, but g_i looks at its own coordinate |
 * | scalar   | g_i(x, t)        | (n, d)            | 1: one W for all coordinates |
 * | general  | G_ik(x, t)       | (n, d, numNoises) | >= 1 |
 *
 * A coefficient whose entry i looks at other coordinates too is 'general', not 'diagonal': Milstein's method and the
 * change of calculus would miss its cross derivatives. There is no default calculus.
 */
export interface SdeProblem extends OdeProblem {
  readonly calculus: Calculus;
  readonly noise: NoiseKind;
  readonly numNoises: number;
  readonly diffusionCoefficient: VectorField;
  /** d g_i / d x_i, (n, d), of diagonal noise: what Milstein, a change of calculus and a time reversal ask for. */
  readonly diffusionDerivative?: VectorField | undefined;
  /**
   * 1/2 sum_jk G_jk dG_ik/dx_j, (n, d): what the drift of the Ito form has more than that of the Stratonovich form. Only
   * for scalar and general noise; of diagonal noise `diffusionDerivative` gives it.
   */
  readonly noiseInducedDrift?: VectorField | undefined;
  /** sum_i d drift_i / d x_i, (n): what log densities along the probability flow ask for. */
  readonly driftDivergence?: ScalarField | undefined;
  /**
   * 'backward' for an equation that runs from late to early times, such as a time reversal: dt is negative, and W is a
   * Brownian motion in -t. Default 'forward'.
   */
  readonly timeDirection?: 'forward' | 'backward' | undefined;
}

const CALCULI: readonly Calculus[] = ['ito', 'stratonovich'];
const NOISES: readonly NoiseKind[] = ['additive', 'scalar', 'diagonal', 'general'];

/** Checks what of a problem can be checked without evaluating it. @throws {ArgumentError} */
export function requireSdeProblem(where: string, problem: SdeProblem): SdeProblem {
  if (typeof problem !== 'object' || problem === null)
    throw new ArgumentError(where, 'problem', 'an SdeProblem', problem);
  const { dimension, calculus, noise, numNoises, timeDirection = 'forward' } = problem;
  requireCount(where, 'dimension', dimension, 1);
  requireOneOf(where, 'calculus', calculus, CALCULI);
  requireOneOf(where, 'noise', noise, NOISES);
  requireOneOf(where, 'timeDirection', timeDirection, ['forward', 'backward']);
  requireCount(where, 'numNoises', numNoises, 1);
  for (const name of ['drift', 'diffusionCoefficient'] as const)
    if (typeof problem[name] !== 'function') throw new ArgumentError(where, name, 'a function', problem[name]);
  if (noise === 'scalar' && numNoises !== 1)
    throw new ArgumentError(where, 'numNoises', '1, for scalar noise', numNoises);
  if ((noise === 'additive' || noise === 'diagonal') && numNoises !== dimension)
    throw new ArgumentError(where, 'numNoises', `${dimension}, the dimension, for ${noise} noise`, numNoises);
  return problem;
}

/** A batch of points, (n, d) flat with n >= 1. @throws {ShapeError}, {ArgumentError} */
export function requireBatch(where: string, argument: string, x: Float64Array, dimension: number): Float64Array {
  if (!(x instanceof Float64Array)) throw new ArgumentError(where, argument, 'a Float64Array', x);
  if (x.length === 0 || x.length % dimension !== 0)
    throw new ShapeError(where, argument, `length n * ${dimension}, n >= 1`, [x.length]);
  return x;
}

/** Length of what `diffusionCoefficient` writes for n points. */
export function coefficientLength({ dimension, noise, numNoises }: SdeProblem, n: number): number {
  return noise === 'general' ? n * dimension * numNoises : n * dimension;
}
