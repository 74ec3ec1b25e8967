/**
 * Derivatives of recorded functions held against central differences, in f64: the reference kernels over a memory of f64.
 * Five points with a step of about 1e-3 leave an error of about 1e-12 for functions of order one.
 */
import { fillNormal, key, stream } from '@yuragi/prob-core';
import { gradient as centralDifferences } from '@yuragi/testkit';
import { sizeOf } from '../src/graph.ts';
import { compile, multiply, parameterStore, type Recorder, sum, type Tensor } from '../src/index.ts';
import { referenceEngine } from '../src/reference-engine.ts';

export type Shapes = readonly (readonly number[])[];
export type Recorded = (inputs: readonly Tensor[], recorder: Recorder) => Tensor;

/** N(0, 1), reproducible from a name. */
export function normals(name: string, n: number): Float64Array {
  const out = new Float64Array(n);
  fillNormal(stream(key(name)), out);
  return out;
}

export const relativeError = (actual: ArrayLike<number>, expected: ArrayLike<number>): number => {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  let worst = 0;
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs(actual[i]! - expected[i]!) / (1 + Math.abs(expected[i]!));
    worst = Number.isNaN(error) ? Number.POSITIVE_INFINITY : Math.max(worst, error);
  }
  return worst;
};

/** A function of several arrays as an f64 plan: its value, and its gradient as the engine has it. */
export function recordedFunction(
  shapes: Shapes,
  scalar: Recorded,
): { value(x: Float64Array): number; gradient(x: Float64Array): Float64Array } {
  const names = shapes.map((_, i) => `x${i}`);
  const plan = compile(
    parameterStore(referenceEngine(Float64Array), key('none')),
    (recorder) => ({
      loss: scalar(
        shapes.map((shape, i) => recorder.input(names[i]!, shape)),
        recorder,
      ),
    }),
    { differentiate: 'loss', inputGradients: names },
  );
  const write = (x: Float64Array): void => {
    let start = 0;
    for (const [i, shape] of shapes.entries()) {
      plan.inputs[names[i]!]!.set(x.subarray(start, start + sizeOf(shape)));
      start += sizeOf(shape);
    }
    plan.forward();
  };
  return {
    value(x) {
      write(x);
      return plan.outputs.loss![0]!;
    },
    gradient(x) {
      write(x);
      plan.backward();
      return Float64Array.from(names.flatMap((name) => Array.from(plan.inputGradients[name]!)));
    },
  };
}

/** The largest difference between the engine's gradient and central differences, relative to 1 + |derivative|. */
export function gradientError(shapes: Shapes, scalar: Recorded, x: Float64Array): number {
  const f = recordedFunction(shapes, scalar);
  return relativeError(f.gradient(x), centralDifferences(f.value, x));
}

/** <a, b> of tensors of one shape. */
export const inner = (a: Tensor, b: Tensor): Tensor => sum(multiply(a, b));

/** Values of tensors of a graph over inputs. */
export function evaluate(
  shapes: Shapes,
  outputs: (inputs: readonly Tensor[], recorder: Recorder) => Readonly<Record<string, Tensor>>,
  x: Float64Array,
): Record<string, Float64Array> {
  const plan = compile(parameterStore(referenceEngine(Float64Array), key('none')), (recorder) =>
    outputs(
      shapes.map((shape, i) => recorder.input(`x${i}`, shape)),
      recorder,
    ),
  );
  let start = 0;
  for (const [i, shape] of shapes.entries()) {
    plan.inputs[`x${i}`]!.set(x.subarray(start, start + sizeOf(shape)));
    start += sizeOf(shape);
  }
  plan.forward();
  return Object.fromEntries(Object.entries(plan.outputs).map(([name, values]) => [name, Float64Array.from(values)]));
}
