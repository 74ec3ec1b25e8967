/** A RealNVP as a generative model: x = g(z), z ~ N(0, I), with both g and its inverse in closed form. */
import { compile, type Engine, type Plan, parameterStore, type ShapedArray } from '@yuragi/nn';
import { fillNormal, fingerprint, type Rng, type RunOptions, requireMatrix, toNdarray } from '@yuragi/prob-core';
import { requireCount } from '@yuragi/prob-core/errors';
import type { NdArray } from 'ndarray';
import {
  type FullFlowShape,
  flowToData,
  flowToNoise,
  type RealNvpShape,
  requireFlowShape,
  standardLogDensity,
} from './coupling-flow.ts';
import { drawRows } from './draw-rows.ts';
import type { GenerativeModel } from './generative-model.ts';
import { CHUNK, inChunks } from './recorded-network.ts';

/** A point and the log Jacobian determinant of the map that made it. */
export interface MappedRows {
  /** (n, d). */
  readonly points: NdArray<Float64Array>;
  /** log|det| of the map at each row, (n). */
  readonly logDeterminants: Float64Array;
}

/** A RealNVP with its parameters. Its networks compute in f32. */
export interface RealNvp extends GenerativeModel {
  /** (n), nats: exact up to f32 rounding, log N(z; 0, I) + log|det dz/dx|. */
  logDensity(x: NdArray<Float64Array>): Float64Array;
  /** Draws with the log density of each, which the inverse map would find again. */
  sampleWithLogDensity(
    rng: Rng,
    n: number,
  ): { readonly samples: NdArray<Float64Array>; readonly logDensities: Float64Array };
  /** x = g(z). */
  toData(z: NdArray<Float64Array>): MappedRows;
  /** z of x, the inverse. */
  toNoise(x: NdArray<Float64Array>): MappedRows;
  /** Of the couplings, by name: what `encodeParameters` and `realNvp` take. */
  parameters(): Readonly<Record<string, ShapedArray>>;
}

/**
 * A RealNVP from its parameters, as `fitRealNvp` or `decodeParameters` give them.
 *
 * @param shape as the flow was trained with
 * @throws {ArgumentError}, {ShapeError} if the couplings ask for other parameters
 */
export function realNvp(
  engine: Engine,
  parameters: Readonly<Record<string, ShapedArray>>,
  shape: RealNvpShape,
): RealNvp {
  return flowModel(engine, parameters, requireFlowShape('realNvp', shape));
}

export function flowModel(
  engine: Engine,
  parameters: Readonly<Record<string, ShapedArray>>,
  shape: FullFlowShape,
): RealNvp {
  const where = 'realNvp';
  const { dimension: d } = shape;
  const store = parameterStore(engine, parameters);
  const generating = compile(store, ({ parameters: scope, input }) => {
    const z = input('from', [CHUNK, d]);
    const { points, logDeterminant } = flowToData(scope, z, shape);
    return { points, logDeterminant, logNormal: standardLogDensity(z) };
  });
  const inverting = compile(store, ({ parameters: scope, input }) => {
    const { points, logDeterminant } = flowToNoise(scope, input('from', [CHUNK, d]), shape);
    return { points, logDeterminant, logNormal: standardLogDensity(points) };
  });

  const map = (
    plan: Plan,
    from: Float64Array,
  ): { points: Float64Array; logDeterminants: Float64Array; logNormals: Float64Array } => {
    const n = from.length / d;
    const points = new Float64Array(n * d);
    const [logDeterminants, logNormals] = [new Float64Array(n), new Float64Array(n)];
    inChunks(n, (start, size) => {
      plan.inputs.from!.set(from.subarray(start * d, (start + size) * d));
      plan.forward();
      const { outputs } = plan;
      points.set(outputs.points!.subarray(0, size * d), start * d);
      logDeterminants.set(outputs.logDeterminant!.subarray(0, size), start);
      logNormals.set(outputs.logNormal!.subarray(0, size), start);
    });
    return { points, logDeterminants, logNormals };
  };
  const mapRows = (plan: Plan, rows: NdArray<Float64Array>, method: string, name: string): MappedRows => {
    const { data, rows: n } = requireMatrix(rows, `${where}.${method}`, name, d);
    const { points, logDeterminants } = map(plan, data);
    return { points: toNdarray(points, [n, d]), logDeterminants };
  };

  return {
    dimension: d,
    parameters: () => parameters,
    toData: (z) => mapRows(generating, z, 'toData', 'z'),
    toNoise: (x) => mapRows(inverting, x, 'toNoise', 'x'),
    logDensity(x) {
      const { data } = requireMatrix(x, `${where}.logDensity`, 'x', d);
      const { logDeterminants, logNormals } = map(inverting, data);
      return logNormals.map((value, i) => value + logDeterminants[i]!);
    },
    sampleWithLogDensity(rng, n) {
      requireCount(`${where}.sampleWithLogDensity`, 'n', n, 1);
      const z = new Float64Array(n * d);
      fillNormal(rng, z);
      const { points, logDeterminants, logNormals } = map(generating, z);
      return {
        samples: toNdarray(points, [n, d]),
        logDensities: logNormals.map((value, i) => value - logDeterminants[i]!),
      };
    },
    async sample(rng, n, options: RunOptions = {}) {
      requireCount(`${where}.sample`, 'n', n);
      return drawRows(
        rng,
        {
          where: `${where}.sample`,
          task: 'sample flow',
          numRows: n,
          width: d,
          identity: { n, d, parameters: fingerprint(parameters) },
          blockRows: CHUNK,
          draw(cursor, block) {
            fillNormal(cursor, block);
            block.set(map(generating, block).points);
          },
        },
        options,
      );
    },
  };
}
