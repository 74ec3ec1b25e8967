import { derivative } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { type Operation, record, sizeOf } from '../src/graph.ts';
import { add, directional, gradient, multiply, silu } from '../src/index.ts';
import { elementwise } from '../src/kernels.ts';
import { evaluate, gradientError, inner, normals, type Recorded, type Shapes } from './derivatives.ts';
import { type OperationCase, operationCases } from './operation-cases.ts';

const TOLERANCE = 1e-9;

const total = (shapes: Shapes): number => shapes.reduce((sum, shape) => sum + sizeOf(shape), 0);

/** Where an operation is tested. */
function pointOf(name: string, { shapes, domain }: OperationCase): Float64Array {
  const z = normals(name, total(shapes));
  if (domain === 'positive') return z.map((x) => 0.5 + Math.abs(x));
  return domain === 'away from 0' ? z.map((x) => x + 0.2 * Math.sign(x)) : z;
}

function outputShapeOf({ shapes, apply }: OperationCase): readonly number[] {
  let shape: readonly number[] = [];
  evaluate(
    shapes,
    (inputs, recorder) => {
      const out = apply(inputs, recorder);
      shape = out.shape;
      return { out };
    },
    new Float64Array(total(shapes)),
  );
  return shape;
}

/** <u, f(x)>, of x and u. */
const weighted =
  (apply: Recorded, numInputs: number): Recorded =>
  (inputs, recorder) =>
    inner(apply(inputs.slice(0, numInputs), recorder), inputs[numInputs]!);

/** <w, d <u, f(x)>/dx>, of x, u and w. */
const weightedGradient =
  (apply: Recorded, numInputs: number): Recorded =>
  (inputs, recorder) => {
    const xs = inputs.slice(0, numInputs);
    const slopes = gradient(weighted(apply, numInputs)(inputs, recorder), xs);
    return slopes.map((slope, i) => inner(slope, inputs[numInputs + 1 + i]!)).reduce((sum, term) => add(sum, term));
  };

describe.each([...operationCases])('%s', (name, operation) => {
  const { shapes, apply, hasSecond = true, hasTangent = true } = operation;
  const numInputs = shapes.length;
  const outputShape = outputShapeOf(operation);
  const x = pointOf(name, operation);
  const u = normals(`${name}: u`, sizeOf(outputShape));
  const w = normals(`${name}: w`, x.length);

  test('its gradient is that of central differences', () => {
    const at = Float64Array.of(...x, ...u);
    expect(gradientError([...shapes, outputShape], weighted(apply, numInputs), at)).toBeLessThan(TOLERANCE);
  });

  const second = () =>
    gradientError(
      [...shapes, outputShape, ...shapes],
      weightedGradient(apply, numInputs),
      Float64Array.of(...x, ...u, ...w),
    );
  if (hasSecond)
    test('the gradient of its gradient is that of central differences', () => {
      expect(second()).toBeLessThan(TOLERANCE);
    });
  else
    test('the gradient of its gradient is refused by name', () => {
      expect(second).toThrow(/^the gradient of 'derivative of (\w+)' is not supported; differentiate without it/);
    });

  const tangents = () =>
    evaluate(
      [...shapes, outputShape, ...shapes],
      (inputs, recorder) => {
        const [xs, vs] = [inputs.slice(0, numInputs), inputs.slice(numInputs + 1)];
        const out = apply(xs, recorder);
        const along = directional(out, xs, vs);
        const back = gradient(out, xs, inputs[numInputs]!);
        const products = Object.fromEntries(back.map((slope, i) => [`back${i}`, inner(slope, vs[i]!)]));
        return { along, forth: inner(inputs[numInputs]!, along), ...products };
      },
      Float64Array.of(...x, ...u, ...w),
    );
  if (hasTangent)
    test('its tangents are those of central differences, and <u, J v> = <J^T u, v>', () => {
      const { along, forth, ...back } = tangents();
      const jointly = Object.values(back).reduce((sum, [product]) => sum + product!, 0);
      const size = Math.hypot(...along!) * Math.hypot(...u);
      expect(Math.abs(forth![0]! - jointly)).toBeLessThan(1e-13 * (1 + size) * u.length);
      const values = (t: number) =>
        evaluate(
          shapes,
          (xs, r) => ({ out: apply(xs, r) }),
          x.map((xi, i) => xi + t * w[i]!),
        ).out!;
      const i = Math.floor(u.length / 2);
      for (const j of new Set([0, i, u.length - 1])) {
        const expected = derivative((t) => values(t)[j]!, 0);
        expect(Math.abs(along![j]! - expected)).toBeLessThan(TOLERANCE * (1 + Math.abs(expected)));
      }
    });
  else
    test('its tangents are refused by name', () => {
      expect(tangents).toThrow(`the tangent of '${name.split(',')[0]}' is not supported; use \`gradient\``);
    });
});

describe('mutants', () => {
  /** silu with a wrong derivative. */
  const mutant = (pullback: NonNullable<Operation<null>['pullback']>): Recorded => {
    const wrong: Operation<null> = {
      name: 'wrong',
      emit({ call, at }, { inputs: [x], outputs: [out] }) {
        call('map', at(out!), at(x!), sizeOf(x!.shape), elementwise.silu);
      },
      pullback,
    };
    return ([x]) => record(wrong, [x!], x!.shape, null);
  };
  const error = (apply: Recorded): number =>
    gradientError(
      [
        [3, 5],
        [3, 5],
      ],
      weighted(apply, 1),
      normals('mutants', 30),
    );

  test.each<[string, Recorded]>([
    ['the factor f is forgotten', mutant((_, [g]) => [g])],
    [
      'the sign is turned',
      mutant(({ inputs: [x] }, [g]) => [multiply(gradient(silu(x!), [x!])[0]!, multiply(g!, -1))]),
    ],
    ['the derivative is that of the output', mutant(({ outputs: [y] }, [g]) => [gradient(silu(y!), [y!], g!)[0]!])],
  ])('%s', (_, apply) => {
    expect(error(apply)).toBeGreaterThan(1000 * TOLERANCE);
  });

  test('the same comparison passes the right derivative', () => {
    expect(error(mutant(({ inputs: [x] }, [g]) => [gradient(silu(x!), [x!], g!)[0]!]))).toBeLessThan(TOLERANCE);
  });
});
