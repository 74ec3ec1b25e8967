/**
 * A trained denoiser as a generative model: samples by any sampler over it, log densities by its probability flow, the
 * evidence bound of the levels it was trained on.
 */

import type { GenerativeModel } from '@yuragi/latent-models';
import type { ShapedArray } from '@yuragi/nn';
import { type Rng, type RunOptions, requireMatrix, toNdarray } from '@yuragi/prob-core';
import { ArgumentError } from '@yuragi/prob-core/errors';
import { integrateFlowLogDensity, noiseLevelProcess, probabilityFlowWithDivergence } from '@yuragi/sde';
import type { NdArray } from 'ndarray';
import { ddimSampler } from './ddim.ts';
import type { Denoiser } from './denoiser.ts';
import { forwardElboOfRows } from './elbo.ts';
import { type LearnedLaw, type LearnedParts, learnedLaws, type Unit } from './learned-law.ts';
import type { NoiseLevels } from './objective-levels.ts';
import type { NetworkPrediction } from './objective-prediction.ts';
import { type DiffusionSampler, type SamplerInfo, type SamplerState, sampleDiffusion } from './sampler.ts';

/** Makes the sampler of a denoiser: `ddimSampler`, `ancestralSampler` or one of your own. */
export type MakeSampler = (
  denoiser: Denoiser,
  options: { readonly dimension: number },
) => DiffusionSampler<SamplerState, SamplerInfo>;

export interface SamplingOptions {
  /** Takes standard normal points to data. Default `ddimSampler`. */
  readonly sampler?: MakeSampler | undefined;
  /** Its steps, on the ladder of the objective's levels. Default 100. */
  readonly numSampleSteps?: number | undefined;
}

/**
 * A trained denoiser. The methods that take sigma are those of `smoothedMixture`, in units of the data: give the model to
 * `probabilityFlow`, `flowLogDensity` or `flowMatchingVelocity`, its `denoise` to samplers and to `elbo`. Below the
 * smallest level of the training the score is that of this level; `denoise` is the identity at 0 and the mean of the data
 * at Infinity. `logDensityInto` is the normal law with the mean and the mean variance of the data under noise: good where
 * noise prevails, at the end of a flow.
 */
export interface DenoisingModel extends GenerativeModel, LearnedLaw {
  readonly dimension: number;
  readonly numClasses: number;
  /** What its network predicts. */
  readonly prediction: NetworkPrediction;
  /** Of the training data, (d): with `scale`, what brings them to mean 0 and mean variance 1. */
  readonly mean: Float64Array;
  readonly scale: number;
  /** Of the network, by name: what `encodeParameters` and `parameterStore` take. */
  parameters(): Readonly<Record<string, ShapedArray>>;
  /** A ladder of levels for samplers over `denoise`, in units of the data. */
  sigmas(numSteps: number): Float64Array;
  /** The same given a label, 0..numClasses - 1; the model itself knows none. @throws {ArgumentError} */
  given(label: number): DenoisingModel;
  /** A run that is stopped gives no rows: samples under way are noise. */
  sample(rng: Rng, n: number, options?: RunOptions): Promise<NdArray<Float64Array>>;
  /**
   * Of the probability flow, nats: exact for the law of what it makes of noise, to the solver's tolerance of 1e-4; the
   * network computes in f32. The divergence costs d backward passes a look: for large d take `hutchinsonFlow` of sde, with
   * `scoreDerivativeInto` times -sigma for its `directionalDerivative`.
   */
  logDensity(x: NdArray<Float64Array>): Float64Array;
  /**
   * The bound of the T levels with the variances beta_t, nats: unbiased, one draw of the noise a level, T network calls.
   * Only where the levels of the objective are steps of a table.
   */
  logDensityBound?(x: NdArray<Float64Array>, rng: Rng): Float64Array;
}

/** End of the flow of log densities, in units of the data's standard deviation. */
const FLOW_END = 80;
const FLOW_TOLERANCE = 1e-4;

/** A model of its parts. */
export function denoisingModel(
  parts: LearnedParts,
  levels: NoiseLevels,
  { sampler: makeSampler = ddimSampler, numSampleSteps = 100 }: SamplingOptions,
): DenoisingModel {
  const { dimension: d, numClasses, prediction, mean, scale, parameters } = parts;
  const laws = learnedLaws(parts);
  const standard: Unit = { mean: new Float64Array(d), scale: 1 };
  const { table } = levels;

  const modelOf = (label: number): DenoisingModel => {
    const law = laws(label, { mean, scale });
    const { denoise } = laws(label, standard);
    const sampler = makeSampler(denoise, { dimension: d });
    const flow = probabilityFlowWithDivergence(noiseLevelProcess({ dimension: d }).problem, law.scoreAndDivergenceInto);
    return {
      ...law,
      numClasses,
      prediction,
      mean,
      scale,
      parameters: () => parameters,
      sigmas: (numSteps) => levels.ladder(numSteps).map((sigma) => scale * sigma),
      given(given) {
        if (!(Number.isInteger(given) && given >= 0 && given < numClasses))
          throw new ArgumentError(
            'given',
            'label',
            numClasses === 0 ? 'left alone: the model has no classes' : `an integer in 0..${numClasses - 1}`,
            given,
          );
        return modelOf(given);
      },
      async sample(rng, n, options = {}) {
        const sigmas = levels.ladder(numSampleSteps);
        const { samples, sigma } = await sampleDiffusion(sampler, rng, { ...options, sigmas, numSamples: n });
        if (sigma > 0) return toNdarray(new Float64Array(0), [0, d]);
        return toNdarray(
          samples.data.map((z, i) => mean[i % d]! + scale * z),
          [n, d],
        );
      },
      logDensity: (x) =>
        integrateFlowLogDensity(flow, x, {
          t0: 0,
          t1: FLOW_END * scale,
          endLogDensityInto: (points, out) => law.logDensityInto(points, FLOW_END * scale, out),
          relativeTolerance: FLOW_TOLERANCE,
          absoluteTolerance: FLOW_TOLERANCE * scale,
        }).logDensity,
      ...(table && {
        logDensityBound(x: NdArray<Float64Array>, rng: Rng): Float64Array {
          const { data } = requireMatrix(x, 'logDensityBound', 'x', d);
          const z = data.map((value, i) => (value - mean[i % d]!) / scale);
          return forwardElboOfRows(denoise, z, d, table, rng).map((bound) => bound - d * Math.log(scale));
        },
      }),
    };
  };
  return modelOf(numClasses);
}
