/** A variational autoencoder as a generative model: z ~ N(0, I), x ~ p(x | z), with an encoder q(z | x) beside it. */
import { compile, type Engine, parameterStore, type ShapedArray, sigmoid } from '@yuragi/nn';
import {
  fillNormal,
  fillUniform,
  fingerprint,
  type Rng,
  type RunOptions,
  requireMatrix,
  toNdarray,
} from '@yuragi/prob-core';
import { requireCount } from '@yuragi/prob-core/errors';
import { exp, log } from '@yuragi/prob-core/special';
import type { NdArray } from 'ndarray';
import { requireUnitMeans } from './boltzmann-units.ts';
import { drawRows } from './draw-rows.ts';
import type { GenerativeModel } from './generative-model.ts';
import { CHUNK, inChunks } from './recorded-network.ts';
import {
  boundOfLaw,
  type DecoderLaw,
  recordDecoder,
  recordEncoder,
  requireShape,
  type VariationalAutoencoderShape,
} from './variational-bound.ts';

export interface BoundOptions {
  /** k, draws of the latents a row. Default 1: the evidence lower bound. */
  readonly numDraws?: number | undefined;
}

/** A variational autoencoder with its parameters. Its networks compute in f32. */
export interface VariationalAutoencoder extends GenerativeModel {
  readonly numLatents: number;
  readonly law: DecoderLaw;
  /** Of x given z and of each column; undefined for the law 'bernoulli'. */
  readonly variance: number | undefined;
  /**
   * The importance-weighted bound log (1/k) sum_i p(x, z_i)/q(z_i | x), z_i ~ q, in nats, (n): its mean is at most
   * log p(x), rises with k, and is the evidence lower bound at k = 1 (Burda, Grosse and Salakhutdinov 2016, theorem 1).
   * One encoder and k decoder passes.
   */
  logDensityBound(x: NdArray<Float64Array>, rng: Rng, options?: BoundOptions): Float64Array;
  /** Means of q(z | x), (n, numLatents). */
  encode(x: NdArray<Float64Array>): NdArray<Float64Array>;
  /** Means and variances of q(z | x), (n, numLatents) each. */
  posterior(x: NdArray<Float64Array>): {
    readonly means: NdArray<Float64Array>;
    readonly variances: NdArray<Float64Array>;
  };
  /** Means of x given z, (n, dimension): probabilities for the law 'bernoulli'. */
  decode(z: NdArray<Float64Array>): NdArray<Float64Array>;
  /** Of the networks, by name: what `encodeParameters` and `variationalAutoencoder` take. */
  parameters(): Readonly<Record<string, ShapedArray>>;
}

/**
 * A variational autoencoder from its parameters, as `fitVariationalAutoencoder` or `decodeParameters` give them.
 *
 * @param shape as the model was trained with
 * @throws {ArgumentError}, {ShapeError} if the networks ask for other parameters
 */
export function variationalAutoencoder(
  engine: Engine,
  parameters: Readonly<Record<string, ShapedArray>>,
  shape: VariationalAutoencoderShape,
): VariationalAutoencoder {
  const where = 'variationalAutoencoder';
  const full = requireShape(where, shape);
  const { dimension: d, numLatents: m, law } = full;
  const store = parameterStore(engine, parameters);
  const encoding = compile(store, ({ parameters: scope, input }) => {
    const { mean, logVariance } = recordEncoder(scope, input('x', [CHUNK, d]), full);
    return { mean, logVariance };
  });
  const decoding = compile(store, ({ parameters: scope, input }) => {
    const decoded = recordDecoder(scope, input('z', [CHUNK, m]), full);
    return { mean: law === 'bernoulli' ? sigmoid(decoded) : decoded };
  });
  const weighing = compile(store, ({ parameters: scope, input }) => {
    const encoded = { mean: input('mean', [CHUNK, m]), logVariance: input('logVariance', [CHUNK, m]) };
    const { logWeight } = boundOfLaw(scope, input('x', [CHUNK, d]), encoded, input('noise', [CHUNK, m]), full);
    return { logWeight };
  });

  const varianceOf = (): number | undefined => {
    if (law === 'bernoulli') return undefined;
    return law === 'gaussian' ? exp(parameters.logVariance!.data[0]!) : law.variance;
  };
  const variance = varianceOf();
  const requireData = (x: NdArray<Float64Array>, method: string): { data: Float64Array; rows: number } => {
    const { data, rows } = requireMatrix(x, `${where}.${method}`, 'x', d);
    if (law === 'bernoulli') requireUnitMeans(`${where}.${method}`, 'x', 'binary', data);
    return { data, rows };
  };
  const encodeInto = (data: Float64Array, rows: number, visit: (start: number, size: number) => void): void =>
    inChunks(rows, (start, size) => {
      encoding.inputs.x!.set(data.subarray(start * d, (start + size) * d));
      encoding.forward();
      visit(start, size);
    });
  /** Means of x given `size` rows of z, which stand in the plan. */
  const decodedRows = (size: number): Float32Array => {
    decoding.forward();
    return decoding.outputs.mean!.subarray(0, size * d);
  };

  const posterior: VariationalAutoencoder['posterior'] = (x) => {
    const { data, rows: n } = requireData(x, 'posterior');
    const [means, variances] = [new Float64Array(n * m), new Float64Array(n * m)];
    encodeInto(data, n, (start, size) => {
      const { mean, logVariance } = encoding.outputs as Readonly<Record<string, Float32Array>>;
      means.set(mean!.subarray(0, size * m), start * m);
      for (let i = 0; i < size * m; i++) variances[start * m + i] = exp(logVariance![i]!);
    });
    return { means: toNdarray(means, [n, m]), variances: toNdarray(variances, [n, m]) };
  };

  return {
    dimension: d,
    numLatents: m,
    law,
    variance,
    parameters: () => parameters,
    posterior,
    encode: (x) => posterior(x).means,
    decode(z) {
      const { data, rows: n } = requireMatrix(z, `${where}.decode`, 'z', m);
      const out = new Float64Array(n * d);
      inChunks(n, (start, size) => {
        decoding.inputs.z!.set(data.subarray(start * m, (start + size) * m));
        out.set(decodedRows(size), start * d);
      });
      return toNdarray(out, [n, d]);
    },
    logDensityBound(x, rng, { numDraws = 1 } = {}) {
      const { data, rows: n } = requireData(x, 'logDensityBound');
      requireCount(`${where}.logDensityBound`, 'numDraws', numDraws, 1);
      const out = new Float64Array(n);
      const [most, sums] = [new Float64Array(CHUNK), new Float64Array(CHUNK)];
      encodeInto(data, n, (start, size) => {
        for (const name of ['mean', 'logVariance'] as const) weighing.inputs[name]!.set(encoding.outputs[name]!);
        weighing.inputs.x!.set(encoding.inputs.x!);
        most.fill(-Infinity);
        sums.fill(0);
        for (let draw = 0; draw < numDraws; draw++) {
          fillNormal(rng, weighing.inputs.noise!.subarray(0, size * m));
          weighing.forward();
          const weights = weighing.outputs.logWeight!;
          for (let i = 0; i < size; i++) {
            const weight = weights[i]!;
            if (weight > most[i]!) {
              sums[i] = sums[i]! * exp(most[i]! - weight) + 1;
              most[i] = weight;
            } else sums[i]! += exp(weight - most[i]!);
          }
        }
        for (let i = 0; i < size; i++) out[start + i] = most[i]! + log(sums[i]! / numDraws);
      });
      return out;
    },
    async sample(rng, n, options: RunOptions = {}) {
      requireCount(`${where}.sample`, 'n', n);
      const deviation = Math.sqrt(variance ?? 0);
      return drawRows(
        rng,
        {
          where: `${where}.sample`,
          task: 'sample variational autoencoder',
          numRows: n,
          width: d,
          identity: { n, law, m, parameters: fingerprint(parameters) },
          blockRows: CHUNK,
          draw(cursor, block) {
            const size = block.length / d;
            fillNormal(cursor, decoding.inputs.z!.subarray(0, size * m));
            const means = decodedRows(size);
            if (law === 'bernoulli') {
              fillUniform(cursor, block);
              for (let i = 0; i < block.length; i++) block[i] = block[i]! < means[i]! ? 1 : 0;
            } else {
              fillNormal(cursor, block);
              for (let i = 0; i < block.length; i++) block[i] = means[i]! + deviation * block[i]!;
            }
          },
        },
        options,
      );
    },
  };
}
