/**
 * Flows that know their divergence, exactly or by an estimate: what a log density along a flow asks for.
 */
import { foldIn, type Key, stream } from '@yuragi/prob-core';
import { ArgumentError, requireCount, UnsupportedError } from '@yuragi/prob-core/errors';
import { type OdeProblem, requireSdeProblem, type SdeProblem, type VectorField } from './problem.ts';

/** Writes a field and its divergence at once: x and field (n, d) flat, divergence (n). */
export type FieldWithDivergence = (x: Float64Array, t: number, field: Float64Array, divergence: Float64Array) => void;

/** dx/dt = drift(x, t), with sum_i d drift_i / d x_i. */
export interface FlowProblem extends OdeProblem {
  readonly driftAndDivergence: FieldWithDivergence;
}

/**
 * The probability flow of an equation with the same additive noise in each coordinate, with its exact divergence.
 *
 *   dx/dt = f - g^2/2 score,  div = div f - g^2/2 div score
 *
 * @param forward additive noise with g(t) the same for all coordinates, and `driftDivergence`: all named processes but
 *   geometric Brownian motion
 * @param scoreAndDivergence grad log p_t(x) and its divergence, the Laplacian of log p_t
 * @throws {UnsupportedError} for other noise or without `driftDivergence` (write `driftAndDivergence` yourself, or take
 *   `hutchinsonFlow`); {ArgumentError}, when evaluated, if g differs between coordinates
 * @see Song et al. 2021, eq. (13); Chen et al. 2018, theorem 1
 * @example ```ts doctest
 * import { noiseLevelProcess, probabilityFlowWithDivergence } from '@yuragi/sde';
 * const normal = (x: Float64Array, sigma: number, score: Float64Array, divergence: Float64Array) => {
 *   for (let i = 0; i < x.length; i++) score[i] = -x[i]! / (1 + sigma ** 2);
 *   divergence.fill(-1 / (1 + sigma ** 2));
 * };
 * const flow = probabilityFlowWithDivergence(noiseLevelProcess().problem, normal);
 * const [drift, divergence] = [new Float64Array(1), new Float64Array(1)];
 * flow.driftAndDivergence(Float64Array.of(2), 1, drift, divergence);
 * [drift[0]!.toFixed(12), divergence[0]!.toFixed(12)]; // => ['1.000000000000', '0.500000000000']
 * ```
 */
export function probabilityFlowWithDivergence(
  forward: SdeProblem,
  scoreAndDivergence: FieldWithDivergence,
): FlowProblem {
  const where = 'probabilityFlowWithDivergence';
  const {
    dimension,
    noise,
    drift: driftInto,
    diffusionCoefficient,
    driftDivergence,
  } = requireSdeProblem(where, forward);
  if (noise !== 'additive')
    throw new UnsupportedError(
      `${where}: ${noise} noise`,
      'the divergence of the flow then needs more than that of the score: write `driftAndDivergence` yourself or take `hutchinsonFlow`',
    );
  if (driftDivergence === undefined)
    throw new UnsupportedError(`${where}: a problem without \`driftDivergence\``, 'give it, or take `hutchinsonFlow`');
  let score = new Float64Array(0);
  let ofScore = new Float64Array(0);
  let coefficient = new Float64Array(0);
  const driftAndDivergence: FieldWithDivergence = (x, t, drift, divergence) => {
    if (score.length !== x.length) {
      score = new Float64Array(x.length);
      coefficient = new Float64Array(x.length);
      ofScore = new Float64Array(x.length / dimension);
    }
    driftInto(x, t, drift);
    driftDivergence(x, t, divergence);
    scoreAndDivergence(x, t, score, ofScore);
    diffusionCoefficient(x, t, coefficient);
    const g = coefficient[0]!;
    for (let j = 1; j < dimension; j++)
      if (coefficient[j] !== g)
        throw new ArgumentError(where, 'diffusionCoefficient', `the same for all coordinates, ${g}`, coefficient[j]);
    const half = 0.5 * g * g;
    for (let i = 0; i < x.length; i++) drift[i]! -= half * score[i]!;
    for (let i = 0; i < divergence.length; i++) divergence[i]! -= half * ofScore[i]!;
  };
  return { dimension, driftAndDivergence, drift: driftAlone(dimension, driftAndDivergence) };
}

/** The drift of a flow whose divergence comes with it. */
function driftAlone(dimension: number, driftAndDivergence: FieldWithDivergence): VectorField {
  let unused = new Float64Array(0);
  return (x, t, out) => {
    if (unused.length !== x.length / dimension) unused = new Float64Array(x.length / dimension);
    driftAndDivergence(x, t, out, unused);
  };
}

export interface HutchinsonFlowOptions {
  /** Probes averaged over, >= 1. Default 1. */
  readonly numProbes?: number | undefined;
  // Advanced
  /**
   * The derivative of the drift along a direction, (n, d): sum_j direction_j d drift_i/d x_j, exact, as automatic
   * differentiation gives it. Default: a central difference.
   */
  readonly directionalDerivative?:
    | ((x: Float64Array, t: number, direction: Float64Array, out: Float64Array) => void)
    | undefined;
}

/** Of a central difference, times the size of the point: balances its h^2 against rounding over h. */
const DIFFERENCE_STEP = 2 ** -17;

/**
 * A flow with Hutchinson's estimate of its divergence: v . (J v) for random signs v, with J the Jacobian of the drift.
 *
 * Unbiased, with variance sum_{i != j} ((J + J^T)_ij)^2 / (2 numProbes): nothing in one dimension or for a diagonal J. Each
 * point keeps its probes throughout, so that the estimate is a smooth function of time and its integral is unbiased too
 * (Grathwohl et al. 2019, section 3.1); probes of point i do not depend on the number of points. Costs one directional
 * derivative per probe; the default is two more drifts, and adds an error of about 1e-10 of the drift's third derivatives.
 *
 * @throws {ArgumentError}
 * @see Hutchinson, Commun. Stat. Simul. 19 (1990), 433
 * @example ```ts doctest
 * import { key } from '@yuragi/prob-core';
 * import { hutchinsonFlow } from '@yuragi/sde';
 * const rotation = { dimension: 2, drift: (x: Float64Array, _t: number, out: Float64Array) => { out[0] = -x[1]!; out[1] = x[0]!; } };
 * const divergence = new Float64Array(1);
 * hutchinsonFlow(rotation, key(1)).driftAndDivergence(Float64Array.of(1, 2), 0, new Float64Array(2), divergence);
 * Math.abs(divergence[0]!) < 1e-9; // => true
 * ```
 */
export function hutchinsonFlow(
  { dimension, drift }: OdeProblem,
  key: Key,
  { numProbes = 1, directionalDerivative }: HutchinsonFlowOptions = {},
): FlowProblem {
  const where = 'hutchinsonFlow';
  requireCount(where, 'dimension', dimension, 1);
  requireCount(where, 'numProbes', numProbes, 1);
  let probes: readonly Float64Array[] = [];
  let moved = new Float64Array(0);
  let ahead = new Float64Array(0);
  let behind = new Float64Array(0);
  let steps = new Float64Array(0);
  const workspaceFor = (length: number): void => {
    if (moved.length === length) return;
    moved = new Float64Array(length);
    ahead = new Float64Array(length);
    behind = new Float64Array(length);
    steps = new Float64Array(length / dimension);
    probes = Array.from({ length: numProbes }, (_, p) => {
      const rng = stream(foldIn(key, p));
      return Float64Array.from({ length }, () => (rng.uint32() & 1 ? 1 : -1));
    });
  };
  /** out <- drift(x + sign h v). */
  const driftNear = (x: Float64Array, t: number, v: Float64Array, sign: number, out: Float64Array): void => {
    for (let i = 0; i < x.length; i++) moved[i] = x[i]! + sign * steps[Math.floor(i / dimension)]! * v[i]!;
    drift(moved, t, out);
  };
  const differenceInto = (x: Float64Array, t: number, v: Float64Array, out: Float64Array): void => {
    for (let row = 0; row < steps.length; row++) {
      let size = 1;
      for (let j = 0; j < dimension; j++) size = Math.max(size, Math.abs(x[row * dimension + j]!));
      steps[row] = DIFFERENCE_STEP * size;
    }
    driftNear(x, t, v, -1, behind);
    driftNear(x, t, v, 1, out);
    for (let i = 0; i < x.length; i++) out[i] = (out[i]! - behind[i]!) / (2 * steps[Math.floor(i / dimension)]!);
  };
  const derivativeInto = directionalDerivative ?? differenceInto;
  return {
    dimension,
    drift,
    driftAndDivergence(x, t, field, divergence) {
      workspaceFor(x.length);
      drift(x, t, field);
      divergence.fill(0);
      for (const probe of probes) {
        derivativeInto(x, t, probe, ahead);
        for (let i = 0; i < x.length; i++)
          divergence[Math.floor(i / dimension)]! += (probe[i]! * ahead[i]!) / numProbes;
      }
    },
  };
}
