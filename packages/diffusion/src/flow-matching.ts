/**
 * Flow matching with the exact velocity (Lipman et al. 2023, eq. 8): the mean of the conditional velocities over the data
 * points that may have led to x,
 *
 *   u(x, t) = E[u(x | x_1) | x_t = x] = a' D - (b^2)'/(2 a) S = (b^2)'/(2 b^2) (x - a D) + a' D
 *
 * with D = E[x_1 | x] the denoiser and S the score of the data under noise sigma = b/a, both at x/a. It carries the law
 * of x_t at t = 0 to that at t = 1. **Flow time: 0 = reference, 1 = data**, as in `gaussian-path.ts`; with the
 * variance-preserving or the variance-exploding path it is the probability flow run backwards,
 * u(x, t) = -(drift of the flow)(x, 1 - t).
 */
import { fillNormal, type Rng, type RunOptions, type RunResult, toNdarray } from '@yuragi/prob-core';
import { requireCount } from '@yuragi/prob-core/errors';
import { type OdeProblem, solveOde } from '@yuragi/sde';
import type { NdArray } from 'ndarray';
import type { GaussianPath } from './gaussian-path.ts';
import type { SmoothedMixture } from './smoothed-mixture.ts';

/**
 * The marginal velocity of a path for a Gaussian mixture of data, as an equation in flow time t from 0 to 1 for sde's
 * `integrateOde` and `solveOde`. In one dimension its solutions keep quantiles.
 *
 * Exact to rounding for every t in [0, 1]: where noise prevails it uses the denoiser, where signal does the score, so
 * neither end is singular. One look at the mixture per evaluation.
 *
 * @param law `smoothedMixture`
 * @see Lipman et al. 2023, eq. 8
 * @example (The straight path to one point) ```ts doctest
 * import { toNdarray } from '@yuragi/prob-core';
 * import { integrateOde } from '@yuragi/sde';
 * import { flowMatchingVelocity, optimalTransportPath, smoothedMixture } from '@yuragi/diffusion';
 * const law = smoothedMixture({
 *   weights: Float64Array.of(1),
 *   means: toNdarray(Float64Array.of(2), [1, 1]),
 *   covariances: toNdarray(Float64Array.of(0.25), [1, 1, 1]),
 * });
 * const velocity = flowMatchingVelocity(law, optimalTransportPath());
 * const { position } = integrateOde(velocity, Float64Array.of(1), { t0: 0, t1: 1 });
 * position[0]!; // ~> 2.5000
 * ```
 */
export function flowMatchingVelocity(
  { dimension, denoise, scoreInto }: Pick<SmoothedMixture, 'dimension' | 'denoise' | 'scoreInto'>,
  path: GaussianPath,
): OdeProblem {
  let unscaled = new Float64Array(0);
  return {
    dimension,
    drift(x, t, out) {
      if (unscaled.length !== x.length) unscaled = new Float64Array(x.length);
      const [a, b] = [path.signalScale(t), path.noiseScale(t)];
      const signalRate = path.signalScaleDerivative(t);
      const varianceRate = path.noiseVarianceDerivative(t);
      const sigma = b / a;
      for (let i = 0; i < x.length; i++) unscaled[i] = a === 0 ? 0 : x[i]! / a;
      if (sigma >= 1) {
        denoise(unscaled, sigma, out);
        const rate = varianceRate / (2 * b * b);
        for (let i = 0; i < x.length; i++) out[i] = rate * (x[i]! - a * out[i]!) + signalRate * out[i]!;
      } else {
        scoreInto(unscaled, sigma, out);
        const onScore = signalRate * sigma * sigma - varianceRate / (2 * a);
        for (let i = 0; i < x.length; i++) out[i] = signalRate * unscaled[i]! + onScore * out[i]!;
      }
    },
  };
}

export interface SampleFlowOptions {
  readonly numSamples: number;
  /** Of the solver's steps. Default 1e-6. */
  readonly relativeTolerance?: number | undefined;
  /** In units of the data. Default 1e-9. */
  readonly absoluteTolerance?: number | undefined;
}

/** What `sampleFlow` drew, or how far it came. */
export interface FlowSamples extends RunResult {
  /** (n, d). Of a run that was stopped: the positions at `time`, still noisy. */
  readonly samples: NdArray<Float64Array>;
  /** Flow time they are at: 1 unless the run was stopped. */
  readonly time: number;
  readonly numEvaluations: number;
}

/**
 * Draws samples by carrying normal points along a velocity in flow time, from N(0, b(0)^2 I) at t = 0 to data at t = 1.
 *
 * Exact up to the solver where a(0) = 0, as on `optimalTransportPath`; where a(0) > 0 the true law at t = 0 is not quite
 * normal, which leaves an error of order a(0)/b(0). A resumed run is bit-equal to one that never stopped.
 *
 * @param velocity `flowMatchingVelocity`, or a model of it
 * @param rng      draws the points at t = 0, and nothing after
 * @throws {ArgumentError} for bad options; {ConvergenceError} if the solver fails; {CheckpointError} if `resume` is of
 *   another run
 * @see Lipman et al. 2023, section 2
 * @example ```ts doctest
 * import { key, stream, toNdarray } from '@yuragi/prob-core';
 * import { flowMatchingVelocity, optimalTransportPath, sampleFlow, smoothedMixture } from '@yuragi/diffusion';
 * const twoPoints = smoothedMixture({
 *   weights: Float64Array.of(0.5, 0.5),
 *   means: toNdarray(Float64Array.of(-1, 1), [2, 1]),
 *   covariances: toNdarray(Float64Array.of(1e-4, 1e-4), [2, 1, 1]),
 * });
 * const path = optimalTransportPath();
 * const velocity = flowMatchingVelocity(twoPoints, path);
 * const { samples } = await sampleFlow(velocity, path, stream(key(1)), { numSamples: 4 });
 * samples.data.every((x) => Math.abs(Math.abs(x) - 1) < 0.05); // => true
 * ```
 */
export async function sampleFlow(
  velocity: OdeProblem,
  path: GaussianPath,
  rng: Rng,
  options: SampleFlowOptions & RunOptions,
): Promise<FlowSamples> {
  const { numSamples, ...run } = options;
  requireCount('sampleFlow', 'numSamples', numSamples, 1);
  const { dimension } = velocity;
  const start = new Float64Array(numSamples * dimension);
  fillNormal(rng, start);
  const scale = path.noiseScale(0);
  for (let i = 0; i < start.length; i++) start[i]! *= scale;
  const { position, time, numEvaluations, stopped, checkpoint } = await solveOde(velocity, start, {
    ...run,
    t0: 0,
    t1: 1,
  });
  return { samples: toNdarray(position, [numSamples, dimension]), time, numEvaluations, stopped, checkpoint };
}
