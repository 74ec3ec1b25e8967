/** Differential equations as values: the shapes that solvers take. */

/**
 * A vector field over a whole batch at once: writes f(x, t) to out. x and out are (n, d) flat, n = x.length / d, so a
 * field costs one call per evaluation however many points move.
 */
export type VectorField = (x: Float64Array, t: number, out: Float64Array) => void;

/** dx/dt = drift(x, t). */
export interface OdeProblem {
  readonly dimension: number;
  readonly drift: VectorField;
}
