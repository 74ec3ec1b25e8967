import {
  compile,
  createEngine,
  directional,
  mlp,
  parameterStore,
  referenceEngine,
  type ShapedArray,
  type Tensor,
} from '@yuragi/nn';
import { fillNormal, key, stream, toNdarray } from '@yuragi/prob-core';
import { logDeterminant } from '@yuragi/prob-core/linear-algebra';
import { expectClose, generativeModelConformance } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { flowToData, flowToNoise, type RealNvpShape, requireFlowShape } from './coupling-flow.ts';
import { type RealNvp, realNvp } from './real-nvp.ts';

const engine = await createEngine({ kernels: 'plain' });

/** Parameters far from the identity, drawn by name. */
function drawParameters(shape: RealNvpShape, isDouble: boolean): Record<string, ShapedArray> {
  const full = requireFlowShape('test', shape);
  const store = parameterStore(referenceEngine(), key('shapes'));
  compile(store, ({ parameters, input }) => ({
    x: flowToData(parameters, input('z', [1, shape.dimension]), full).points,
  }));
  const rng = stream(key(`parameters of ${shape.dimension} and ${shape.numCouplings}`));
  return Object.fromEntries(
    [...store.entries].map(([name, { shape: dims }]) => {
      const data = new Float64Array(dims.reduce((a, b) => a * b, 1));
      fillNormal(rng, data);
      const scale = dims.length === 2 ? 0.5 / Math.sqrt(dims[0]!) : 0.3;
      const scaled = data.map((value) => scale * value);
      return [name, { data: isDouble ? (scaled as unknown as Float32Array) : Float32Array.from(scaled), shape: dims }];
    }),
  );
}

const modelOf = (shape: RealNvpShape): RealNvp => realNvp(engine, drawParameters(shape, false), shape);
const shapes: readonly RealNvpShape[] = [
  { dimension: 1, numCouplings: 0 },
  { dimension: 2, numCouplings: 4, hidden: [16] },
  { dimension: 3, numCouplings: 3, hidden: [8, 8], maxLogScale: 1 },
  { dimension: 5, numCouplings: 6, hidden: [16] },
];
const normals = (name: string, n: number, d: number) => {
  const out = new Float64Array(n * d);
  fillNormal(stream(key(name)), out);
  return toNdarray(out, [n, d]);
};

generativeModelConformance('a RealNVP', () => modelOf(shapes[1]!), {
  data: () => normals('conformance', 9, 2),
  makeRng: (name) => stream(key(name)),
});

describe('RealNVP', () => {
  test('the inverse undoes it, and the log determinants cancel, to 1e-5', () => {
    for (const shape of shapes) {
      const model = modelOf(shape);
      const z = normals('points', 300, shape.dimension);
      const { points: x, logDeterminants } = model.toData(z);
      const back = model.toNoise(x);
      const largest = x.data.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
      expectClose(back.points.data, z.data, { abs: 1e-5 * largest });
      expectClose(
        back.logDeterminants,
        logDeterminants.map((value) => -value),
        { abs: 1e-5 * largest },
      );
      // It is far from the identity: there is something to undo.
      if (shape.numCouplings !== 0)
        expect(Math.max(...logDeterminants) - Math.min(...logDeterminants)).toBeGreaterThan(0.1);
    }
  });

  test('both log determinants are those of the dense Jacobian, in f64, at every row', () => {
    for (const shape of shapes) {
      const d = shape.dimension;
      const full = requireFlowShape('test', shape);
      const rows = 4;
      for (const direction of [flowToData, flowToNoise]) {
        const store = parameterStore(referenceEngine(Float64Array), drawParameters(shape, true));
        const plan = compile(store, ({ parameters, input, constant }) => {
          const from = input('from', [rows, d]);
          const { points, logDeterminant } = direction(parameters, from, full);
          const columns: Record<string, Tensor> = {};
          for (let j = 0; j < d; j++) {
            const unit = Float64Array.from({ length: rows * d }, (_, i) => (i % d === j ? 1 : 0));
            columns[`column${j}`] = directional(points, [from], [constant(unit, [rows, d])]);
          }
          return { logDeterminant, ...columns };
        });
        plan.inputs.from!.set(normals('jacobian', rows, d).data);
        plan.forward();
        const outputs: Readonly<Record<string, Float32Array>> = plan.outputs;
        for (let i = 0; i < rows; i++) {
          const jacobian = new Float64Array(d * d);
          for (let j = 0; j < d; j++)
            for (let c = 0; c < d; c++) jacobian[c * d + j] = outputs[`column${j}`]![i * d + c]!;
          expectClose(outputs.logDeterminant![i]!, logAbsDeterminant(jacobian, d), { abs: 1e-11 });
        }
      }
    }
  });

  test('in two dimensions the density integrates to one', () => {
    const model = modelOf(shapes[1]!);
    // A grid of the whole mass: 99.99 % of the samples are well inside, and the trapezoid rule is as good as the density is smooth.
    const [half, count] = [14, 301];
    const step = (2 * half) / (count - 1);
    const grid = new Float64Array(2 * count * count);
    for (let a = 0; a < count; a++)
      for (let b = 0; b < count; b++) {
        grid[2 * (a * count + b)] = -half + a * step;
        grid[2 * (a * count + b) + 1] = -half + b * step;
      }
    const logDensities = model.logDensity(toNdarray(grid, [count * count, 2]));
    const total = logDensities.reduce((sum, value) => sum + Math.exp(value), 0) * step * step;
    expectClose(total, 1, { abs: 1e-3 });
    // What forgets the last layer's scale, or the couplings' determinant, does not.
    const { logScale } = model.parameters();
    const forgotten = total * Math.exp(logScale!.data[0]! + logScale!.data[1]!);
    expect(Math.abs(forgotten - 1)).toBeGreaterThan(0.05);
    const { points } = model.toNoise(toNdarray(grid, [count * count, 2]));
    let without = 0;
    for (let i = 0; i < count * count; i++)
      without +=
        (Math.exp(-0.5 * (points.data[2 * i]! ** 2 + points.data[2 * i + 1]! ** 2)) / (2 * Math.PI)) * step * step;
    expect(Math.abs(without - 1)).toBeGreaterThan(0.05);
  });

  test('draws come with the log density that the inverse finds, and are those of `sample`', async () => {
    for (const shape of shapes) {
      const model = modelOf(shape);
      const { samples, logDensities } = model.sampleWithLogDensity(stream(key('draws')), 100);
      const found = model.logDensity(samples);
      expectClose(logDensities, found, { abs: 1e-4 });
      expect((await model.sample(stream(key('draws')), 100)).data).toEqual(samples.data);
    }
  });

  test('without couplings it is the normal law with the last layer for mean and scale', () => {
    const parameters = {
      location: { data: Float32Array.of(1, -2), shape: [2] },
      logScale: { data: Float32Array.of(Math.log(2), 0), shape: [2] },
    };
    const model = realNvp(engine, parameters, { dimension: 2, numCouplings: 0 });
    const at = model.logDensity(toNdarray(Float64Array.of(1, -2, 3, -1), [2, 2]));
    const peak = -Math.log(2 * Math.PI) - Math.log(2);
    expectClose(at, [peak, peak - 0.5 - 0.5], { abs: 1e-6 });
  });

  test('it begins as the identity, since the networks begin as 0', () => {
    const shape = requireFlowShape('test', { dimension: 3 });
    const store = parameterStore(engine, key('identity'));
    const plan = compile(store, ({ parameters, input }) => ({ ...flowToData(parameters, input('z', [2, 3]), shape) }));
    const z = Float32Array.of(1, 2, 3, -1, 0.5, 0);
    plan.inputs.z!.set(z);
    plan.forward();
    expect(Array.from(plan.outputs.points!)).toEqual(Array.from(z));
    expect(Array.from(plan.outputs.logDeterminant!)).toEqual([0, 0]);
  });

  test('log scales stay within maxLogScale, whatever the network says', () => {
    const shape = requireFlowShape('test', {
      dimension: 2,
      numCouplings: 1,
      maxLogScale: 1.5,
      network: (scope, x, outputs) => mlp(scope, x, { hidden: [], outputs }),
    });
    const store = parameterStore(engine, key('bounded'));
    const plan = compile(store, ({ parameters, input }) => {
      const { logDeterminant } = flowToData(parameters, input('z', [3, 2]), shape);
      return { logDeterminant };
    });
    plan.inputs.z!.set(Float32Array.of(1e4, 0, -1e4, 0, 0.1, 0));
    plan.forward();
    expectClose(Float64Array.from(plan.outputs.logDeterminant!.subarray(0, 2), Math.abs), [1.5, 1.5], { abs: 1e-5 });
  });
});

/** log|det a| by elimination with pivots. */
function logAbsDeterminant(a: Float64Array, n: number): number {
  const rest = a.slice();
  const pivots = new Float64Array(n * n);
  for (let k = 0; k < n; k++) {
    let best = k;
    for (let i = k; i < n; i++) if (Math.abs(rest[i * n + k]!) > Math.abs(rest[best * n + k]!)) best = i;
    for (let j = 0; j < n; j++) [rest[k * n + j], rest[best * n + j]] = [rest[best * n + j]!, rest[k * n + j]!];
    for (let i = k + 1; i < n; i++) {
      const factor = rest[i * n + k]! / rest[k * n + k]!;
      for (let j = k; j < n; j++) rest[i * n + j]! -= factor * rest[k * n + j]!;
    }
    // A "factor" whose squared diagonal is the product: logDeterminant sums 2 log of it.
    pivots[k * n + k] = Math.sqrt(Math.abs(rest[k * n + k]!));
  }
  return logDeterminant(pivots, n);
}

test.each([
  [{ dimension: 0 }, 'realNvp: `dimension` must be an integer >= 1; received 0'],
  [{ dimension: 2, numCouplings: -1 }, 'realNvp: `numCouplings` must be an integer >= 0; received -1'],
  [
    { dimension: 1, numCouplings: 2 },
    'realNvp: `numCouplings` must be 0 for one column: a coupling needs two; received 2',
  ],
  [{ dimension: 2, maxLogScale: 0 }, 'realNvp: `maxLogScale` must be a finite number > 0; received 0'],
  [{ dimension: 2, hidden: 64 as never }, 'realNvp: `hidden` must be a list of widths; received 64'],
  [{ dimension: 2, hidden: [8, 0] }, 'realNvp: `hidden[1]` must be an integer >= 1; received 0'],
  [
    { dimension: 2, network: 'mlp' as never },
    'realNvp: `network` must be a function (scope, x, outputs) that records a network; received "mlp"',
  ],
])('a bad shape is refused by name, %#', (shape, message) => {
  expect(() => realNvp(engine, {}, shape)).toThrow(message);
});

test('rows of another width and parameters of another shape are refused', async () => {
  const model = modelOf(shapes[1]!);
  const wrong = normals('wide', 2, 3);
  for (const method of ['toData', 'toNoise', 'logDensity'] as const)
    expect(() => model[method](wrong)).toThrow(`realNvp.${method}: \`${method === 'toData' ? 'z' : 'x'}\` must`);
  expect(() => realNvp(engine, model.parameters(), { ...shapes[1]!, dimension: 3 })).toThrow(
    expect.objectContaining({ code: 'YURAGI_SHAPE' }),
  );
  expect(() => model.sampleWithLogDensity(stream(key(0)), 0)).toThrow(
    'realNvp.sampleWithLogDensity: `n` must be an integer >= 1; received 0',
  );
  await expect(model.sample(stream(key(0)), 1.5)).rejects.toThrow(
    'realNvp.sample: `n` must be an integer >= 0; received 1.5',
  );
});
