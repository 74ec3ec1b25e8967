/**
 * Trained denoisers as files: the parameters as safetensors, with what else the model is made of as JSON in the metadata.
 * Functions are not in it: whoever reads the file brings the network and the objective.
 */
import { createEngine, type Engine, type ShapedArray } from '@yuragi/nn';
import { decodeSafetensors, encodeSafetensors } from '@yuragi/prob-core';
import { ArgumentError, FormatError } from '@yuragi/prob-core/errors';
import { type DenoisingModel, denoisingModel, type SamplingOptions } from './learned-model.ts';
import { type DenoisingNetwork, denoisingMlp } from './learned-network.ts';
import type { NetworkPrediction } from './objective-prediction.ts';
import { type DenoisingObjective, ddpmObjective } from './objectives.ts';

/** What stands under `yuragi` in the metadata. */
interface Header {
  readonly kind: 'denoiser';
  readonly version: 1;
  readonly prediction: NetworkPrediction;
  readonly numClasses: number;
  readonly mean: readonly number[];
  readonly scale: number;
}

const isHeader = (value: unknown): value is Header => {
  const { kind, version, prediction, numClasses, mean, scale } = (value ?? {}) as Partial<Header>;
  return (
    kind === 'denoiser' &&
    version === 1 &&
    typeof prediction === 'string' &&
    Number.isInteger(numClasses) &&
    Array.isArray(mean) &&
    mean.length > 0 &&
    mean.every(Number.isFinite) &&
    Number.isFinite(scale)
  );
};

/**
 * A trained denoiser as the bytes of a safetensors file, which Python reads too.
 *
 * A model that knows its label is written as the model of all labels that it comes from.
 */
export function encodeDenoiser({ parameters, prediction, numClasses, mean, scale }: DenoisingModel): Uint8Array {
  const header: Header = { kind: 'denoiser', version: 1, prediction, numClasses, mean: [...mean], scale };
  return encodeSafetensors({ tensors: parameters(), metadata: { yuragi: JSON.stringify(header) } });
}

export interface DecodeDenoiserOptions extends SamplingOptions {
  /** The network of the training. Default `denoisingMlp()`. */
  readonly network?: DenoisingNetwork | undefined;
  /** The objective of the training. Default `ddpmObjective()`. */
  readonly objective?: DenoisingObjective | undefined;
  /** Default: a new one, `createEngine()`. */
  readonly engine?: Engine | undefined;
}

/**
 * Reads a denoiser. With the same network, objective and kernels it computes the same bits as the one that was written.
 *
 * @throws {FormatError} if the bytes are no such file; {ArgumentError} if the objective predicts something else; when first
 *   used {ShapeError} or {ArgumentError} if the network asks for other parameters
 */
export async function decodeDenoiser(bytes: Uint8Array, options: DecodeDenoiserOptions = {}): Promise<DenoisingModel> {
  const { network = denoisingMlp(), objective = ddpmObjective(), engine = await createEngine(), ...sampling } = options;
  const { tensors, metadata } = decodeSafetensors(bytes);
  const header = headerOf(metadata?.yuragi);
  const { prediction, numClasses, mean, scale } = header;
  if (objective.prediction !== prediction)
    throw new ArgumentError(
      'decodeDenoiser',
      'objective.prediction',
      `that of the file, '${prediction}'`,
      objective.prediction,
    );
  const parameters: Record<string, ShapedArray> = {};
  for (const [name, { data, shape }] of Object.entries(tensors)) {
    if (!(data instanceof Float32Array))
      throw new FormatError('denoiser', 0, `tensor '${name}' is a ${data.constructor.name}; parameters are F32`);
    parameters[name] = { data, shape };
  }
  const { levels } = objective;
  return denoisingModel(
    {
      engine,
      parameters,
      network,
      prediction,
      sigmaMin: levels.sigmaMin,
      dimension: mean.length,
      numClasses,
      mean: Float64Array.from(mean),
      scale,
    },
    levels,
    sampling,
  );
}

function headerOf(json: string | undefined): Header {
  let header: unknown;
  try {
    header = JSON.parse(json ?? 'null');
  } catch {
    // Falls through: what is no JSON is no header.
  }
  if (!isHeader(header))
    throw new FormatError('denoiser', 0, 'the metadata do not describe a denoiser (write one with encodeDenoiser)');
  return header;
}
