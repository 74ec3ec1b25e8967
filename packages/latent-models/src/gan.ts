/** A generative adversarial network: z ~ N(0, I), x = G(z), with the discriminator that it was trained against beside it. */
import { compile, type Engine, parameterStore, type ShapedArray } from '@yuragi/nn';
import { fillNormal, fingerprint, type Rng, requireMatrix, toNdarray } from '@yuragi/prob-core';
import { requireCount, ShapeError } from '@yuragi/prob-core/errors';
import type { NdArray } from 'ndarray';
import { drawRows } from './draw-rows.ts';
import { logitsOf } from './gan-density-ratio.ts';
import type { RatedGenerator } from './gan-filter.ts';
import type { GenerativeModel } from './generative-model.ts';
import { CHUNK, inChunks, type RecordedNetwork, requireNetwork } from './recorded-network.ts';

/** What a GAN is, beside its parameters. */
export interface GanShape {
  /** Of x. */
  readonly dimension: number;
  /** Of z. */
  readonly numLatents: number;
  /** From z to x. */
  readonly generator: RecordedNetwork;
  /** From x to one logit. */
  readonly discriminator: RecordedNetwork;
}

/** A trained GAN; it has no density, only draws and a ratio. */
export interface Gan extends GenerativeModel, RatedGenerator {
  readonly numLatents: number;
  /** G(z), (n, dimension). */
  decode(z: NdArray<Float64Array>): NdArray<Float64Array>;
  /** The discriminator's logit, (n): log p/q where it is the best for this generator, and else what it makes of that. */
  logDensityRatio(x: NdArray<Float64Array>): Float64Array;
  /** Of both networks, by name: what `encodeParameters` and `gan` take. */
  parameters(): Readonly<Record<string, ShapedArray>>;
}

export function requireGanShape(where: string, shape: GanShape): GanShape {
  requireCount(where, 'dimension', shape.dimension, 1);
  requireCount(where, 'numLatents', shape.numLatents, 1);
  requireNetwork(where, 'generator', shape.generator);
  requireNetwork(where, 'discriminator', shape.discriminator);
  return shape;
}

/**
 * A GAN from its parameters, as `fitGan` or `decodeParameters` give them. Networks compute in f32.
 *
 * @throws {ArgumentError}, {ShapeError} if the networks ask for other parameters
 */
export function gan(engine: Engine, parameters: Readonly<Record<string, ShapedArray>>, shape: GanShape): Gan {
  const { dimension: d, numLatents: m, generator, discriminator } = requireGanShape('gan', shape);
  const store = parameterStore(engine, parameters);
  const plan = compile(store, ({ parameters: scope, input }) => {
    const x = generator(scope.in('generator'), input('z', [CHUNK, m]), d);
    if (x.shape.length !== 2 || x.shape[1] !== d)
      throw new ShapeError('gan', 'the output of `generator`', `shape (${CHUNK}, ${d})`, x.shape);
    return { x };
  });
  const logDensityRatio = logitsOf('gan.logDensityRatio', store, d, (scope, x) =>
    discriminator(scope.in('discriminator'), x, 1),
  );
  const mark = fingerprint(parameters);
  const latents = new Float32Array(CHUNK * m);
  /** `size` draws; a whole chunk of noise is used up, so that a row does not depend on how many there are. */
  const fillChunk = (rng: Rng, out: Float64Array): void => {
    fillNormal(rng, latents);
    plan.inputs.z!.set(latents);
    plan.forward();
    out.set(plan.outputs.x!.subarray(0, out.length));
  };
  return {
    dimension: d,
    numLatents: m,
    parameters: () => parameters,
    logDensityRatio,
    fill: (rng, out) =>
      inChunks(out.length / d, (start, size) => fillChunk(rng, out.subarray(start * d, (start + size) * d))),
    decode(z) {
      const { data, rows } = requireMatrix(z, 'gan.decode', 'z', m);
      const out = new Float64Array(rows * d);
      inChunks(rows, (start, size) => {
        plan.inputs.z!.set(data.subarray(start * m, (start + size) * m));
        plan.forward();
        out.set(plan.outputs.x!.subarray(0, size * d), start * d);
      });
      return toNdarray(out, [rows, d]);
    },
    async sample(rng, n, options = {}) {
      requireCount('gan.sample', 'n', n);
      return drawRows(
        rng,
        {
          where: 'gan.sample',
          task: 'sample',
          numRows: n,
          width: d,
          blockRows: CHUNK,
          identity: { n, d, mark },
          draw(cursor, out) {
            fillChunk(cursor, out);
            return undefined;
          },
        },
        options,
      );
    },
  };
}
