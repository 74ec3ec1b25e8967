/** The models whose training steps are timed, with data that no network learns by heart while it is timed. */
import {
  add,
  crossEntropy,
  embedding,
  exp,
  glorotUniform,
  linear,
  type Model,
  mean,
  mlp,
  multiply,
  normalOf,
  reshape,
  scaleShift,
  softplus,
  split,
  square,
  subtract,
  sum,
  transformer,
  unet,
} from '@yuragi/nn';
import { fillNormal, fillUniform, key, stream } from '@yuragi/prob-core';
import type { StepProblem } from './training-step.ts';

/** `n` normals named by `name`. */
export function normals(name: string, n: number): Float32Array {
  const values = new Float32Array(n);
  fillNormal(stream(key(name)), values);
  return values;
}

/** `n` integers below `below`. */
function integers(name: string, n: number, below: number): Float32Array {
  const values = new Float32Array(n);
  fillUniform(stream(key(name)), values);
  return values.map((u) => Math.min(Math.floor(u * below), below - 1));
}

export interface MlpSize {
  readonly batch: number;
  readonly inputs: number;
  readonly hidden: readonly number[];
  readonly outputs: number;
}

/** For any share of the batch, as threads want it. */
export const mlpModel =
  ({ inputs, hidden, outputs }: MlpSize, batch: number): Model =>
  ({ parameters, input }) => {
    const y = mlp(parameters, input('x', [batch, inputs]), { hidden, outputs });
    return { loss: mean(square(subtract(y, input('target', [batch, outputs])))) };
  };

export const mlpProblem = (size: MlpSize): StepProblem => ({
  model: mlpModel(size, size.batch),
  data: {
    x: normals('mlp inputs', size.batch * size.inputs),
    target: normals('mlp targets', size.batch * size.outputs),
  },
});

export interface UnetSize {
  readonly batch: number;
  /** Height and width of the image, of one channel. */
  readonly side: number;
  readonly channels: number;
  readonly blocksPerLevel: number;
}

/**
 * Two levels, the second with twice the channels and with attention; the time scales and shifts. Noise of given images is
 * predicted, as in diffusion.
 */
export function unetProblem({ batch, side, channels, blocksPerLevel }: UnetSize): StepProblem {
  const shape = [batch, side, side, 1];
  return {
    model: ({ parameters, input }) => {
      const noise = unet(parameters, input('x', shape), {
        channels,
        blocksPerLevel,
        time: input('time', [batch, 1]),
        embeddingMode: 'scaleShift',
        attentionLevels: [1],
        // Branches that begin as zero would have no gradient to compare.
        branchInitialiser: glorotUniform,
      });
      return { loss: mean(square(subtract(noise, input('target', shape)))) };
    },
    data: {
      x: normals('unet images', batch * side * side),
      target: normals('unet noise', batch * side * side),
      time: integers('unet times', batch, 1000),
    },
  };
}

export interface TransformerSize {
  readonly batch: number;
  readonly length: number;
  readonly width: number;
  readonly numLayers: number;
  readonly heads: number;
  readonly vocabulary: number;
}

/** Next tokens from those before. */
export function transformerProblem(size: TransformerSize): StepProblem {
  const { batch, length, width, numLayers, heads, vocabulary } = size;
  return {
    model: ({ parameters, input }) => {
      const table = parameters.parameter('tokens', [vocabulary, width], normalOf(0.02));
      const x = embedding(table, input('tokens', [batch, length]));
      const y = transformer(parameters, x, { numLayers, heads, isCausal: true });
      const logits = reshape(linear(parameters.in('logits'), y, vocabulary), [batch * length, vocabulary]);
      return { loss: mean(crossEntropy(logits, input('targets', [batch * length]))) };
    },
    data: {
      tokens: integers('transformer tokens', batch * length, vocabulary),
      targets: integers('transformer targets', batch * length, vocabulary),
    },
  };
}

export interface AutoencoderSize {
  readonly batch: number;
  readonly pixels: number;
  readonly hidden: number;
  readonly latent: number;
}

/**
 * A variational autoencoder of black and white images, one draw of the latent variables a row:
 *
 *   loss = mean over rows of -log p(x | z) + KL(q(z | x) || N(0, 1))
 *
 * @see Kingma and Welling 2014, eqs. 7 and 10
 */
export function autoencoderProblem({ batch, pixels, hidden, latent }: AutoencoderSize): StepProblem {
  return {
    model: ({ parameters, input, normal }) => {
      const x = input('x', [batch, pixels]);
      const code = mlp(parameters.in('encoder'), x, { hidden: [hidden], outputs: 2 * latent });
      const [centre, logVariance] = split(code, 1, [latent, latent]) as [typeof code, typeof code];
      const z = add(centre, multiply(exp(scaleShift(logVariance, 0.5, 0)), normal([batch, latent])));
      const logits = mlp(parameters.in('decoder'), z, { hidden: [hidden], outputs: pixels });
      const surprise = sum(subtract(softplus(logits), multiply(x, logits)));
      const divergence = scaleShift(
        sum(subtract(add(square(centre), exp(logVariance)), scaleShift(logVariance, 1, 1))),
        0.5,
        0,
      );
      return { loss: scaleShift(add(surprise, divergence), 1 / batch, 0) };
    },
    data: { x: integers('autoencoder images', batch * pixels, 2) },
  };
}
