/**
 * The probability-flow equation (Song et al. 2021, eq. 13): the ordinary differential equation whose solutions carry
 * the law of the data to the law of the noise. In unscaled coordinates with sigma itself as the time it is
 *
 *   dx/dsigma = -sigma grad log p_sigma(x)
 *
 * whatever the schedule: a schedule only changes the clock (sigma(t)) and the scale (alpha(t) x). Along a solution the
 * log density obeys d log p_sigma(x)/dsigma = -div(-sigma grad log p) (instantaneous change of variables, Chen et al.
 * 2018, theorem 1), so
 *
 *   log p_0(x(0)) = log p_S(x(S)) + int_0^S div(-sigma grad log p_sigma)(x(sigma)) dsigma
 *
 * The flow and its log densities are those of `sde` for the process dx = sqrt(2 sigma) dW, whose clock is sigma.
 */
import type { RunOptions, RunResult } from '@yuragi/prob-core';
import { requirePositive } from '@yuragi/prob-core/errors';
import {
  flowLogDensity as alongFlow,
  type FlowProblem,
  probabilityFlow as flowOfProcess,
  probabilityFlowWithDivergence as flowOfProcessWithDivergence,
  noiseLevelProcess,
  type OdeProblem,
  type FlowLogDensity as SolvedFlow,
} from '@yuragi/sde';
import type { NdArray } from 'ndarray';
import type { SmoothedMixture } from './smoothed-mixture.ts';

/** What a flow needs to know of the laws p_sigma: `smoothedMixture` gives it exactly. */
export type SmoothedLaw = Pick<
  SmoothedMixture,
  'dimension' | 'scoreInto' | 'scoreAndDivergenceInto' | 'logDensityInto'
>;

/**
 * The flow of a law under noise, with time sigma: from 0 it takes data to noise, from sigmaMax to 0 noise to data. In one
 * dimension it preserves quantiles, F_sigma(x(sigma)) = F_0(x(0)).
 *
 * @example ```ts doctest
 * import { toNdarray } from '@yuragi/prob-core';
 * import { integrateOde } from '@yuragi/sde';
 * import { probabilityFlow, smoothedMixture } from '@yuragi/diffusion';
 * const normal = smoothedMixture({
 *   weights: Float64Array.of(1),
 *   means: toNdarray(Float64Array.of(0), [1, 1]),
 *   covariances: toNdarray(Float64Array.of(1), [1, 1, 1]),
 * });
 * const { position } = integrateOde(probabilityFlow(normal), Float64Array.of(2), { t0: 0, t1: 3 });
 * position[0]!; // ~> 6.3246
 * ```
 */
export function probabilityFlow({ dimension, scoreInto }: SmoothedLaw): OdeProblem {
  return flowOfProcess(noiseLevelProcess({ dimension }).problem, scoreInto);
}

/** The flow with its exact divergence. */
const flowOf = ({ dimension, scoreAndDivergenceInto }: SmoothedLaw): FlowProblem =>
  flowOfProcessWithDivergence(noiseLevelProcess({ dimension }).problem, scoreAndDivergenceInto);

/**
 * The flow with the integral of its divergence as one coordinate more, last: positions are (n, d + 1).
 */
export function probabilityFlowWithDivergence(law: SmoothedLaw): OdeProblem {
  const { dimension: d, driftAndDivergence } = flowOf(law);
  const size = d + 1;
  let points = new Float64Array(0);
  let drift = new Float64Array(0);
  let divergence = new Float64Array(0);
  return {
    dimension: size,
    drift(x, sigma, out) {
      const n = x.length / size;
      if (divergence.length !== n) {
        points = new Float64Array(n * d);
        drift = new Float64Array(n * d);
        divergence = new Float64Array(n);
      }
      for (let i = 0; i < n; i++) for (let j = 0; j < d; j++) points[i * d + j] = x[i * size + j]!;
      driftAndDivergence(points, sigma, drift, divergence);
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < d; j++) out[i * size + j] = drift[i * d + j]!;
        out[i * size + d] = divergence[i]!;
      }
    },
  };
}

export interface FlowLogDensityOptions {
  /** Of the result, relative to positions and log densities of order one. Default 1e-6. */
  readonly relativeTolerance?: number | undefined;
  /** Of the result, in units of the data and nats. Default 1e-9. */
  readonly absoluteTolerance?: number | undefined;
  /** The noise level to flow to. Default 80. */
  readonly sigmaMax?: number | undefined;
  /**
   * log density of the law at sigmaMax, x (n, d), out (n). Default: the exact one, and then every sigmaMax gives the same
   * answer; a model that samples from N(0, sigmaMax^2 I) has that law instead.
   */
  readonly priorLogDensityInto?: ((x: Float64Array, out: Float64Array) => void) | undefined;
}

/**
 * Log densities by the flow: log p_0 at each point, nats (meaningless unless the run completed), and as `latent` where the
 * points arrive at sigmaMax, unscaled.
 */
export interface FlowLogDensity extends SolvedFlow, RunResult {}

/**
 * The log density of data under the flow, by integrating it with its exact divergence from 0 to sigmaMax.
 *
 * Exact up to the solver, whose steps are held to a tenth of the tolerances because their errors add up: at
 * relativeTolerance 1e-10 the result is good to about 1e-9 nats.
 *
 * @param x (n, d), finite
 * @throws {ArgumentError}, {ShapeError} for bad arguments; {ConvergenceError} if the solver fails; {CheckpointError}
 */
export async function flowLogDensity(
  law: SmoothedLaw,
  x: NdArray<Float64Array>,
  options: FlowLogDensityOptions & RunOptions = {},
): Promise<FlowLogDensity> {
  const { sigmaMax = 80, priorLogDensityInto, ...others } = options;
  requirePositive('flowLogDensity', 'sigmaMax', sigmaMax);
  return alongFlow(flowOf(law), x, {
    ...others,
    t0: 0,
    t1: sigmaMax,
    endLogDensityInto: priorLogDensityInto ?? ((points, out) => law.logDensityInto(points, sigmaMax, out)),
  });
}
