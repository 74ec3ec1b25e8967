import { fillNormal, key, stream } from '@yuragi/prob-core';
import { symmetricEigen } from '@yuragi/prob-core/eigen';
import { describe, expect, test } from 'vitest';
import {
  type GradientField,
  type HessianVector,
  hessianVectorByDifferences,
  largestCurvature,
  stepCurvature,
} from './curvature.ts';
import { directional, gradient } from './differentiate.ts';
import { gradientLid, majorise } from './majorise.ts';
import { square, tanh } from './operations/maps.ts';
import { affine } from './operations/matmul.ts';
import { reshape, slice } from './operations/shapes.ts';
import { mean } from './operations/sums.ts';
import { parameterStore } from './parameters.ts';
import { compile } from './plan.ts';
import { referenceEngine } from './reference-engine.ts';

/** A net of 2-3-1 with tanh on five rows, all its 13 parameters as one input: loss, gradient and H v on the graph in f64. */
const net = (() => {
  const size = 13;
  const rows = new Float64Array(5 * 2);
  fillNormal(stream(key('curvature of a net')), rows);
  const store = parameterStore(referenceEngine(Float64Array), key('none'));
  const plan = compile(store, ({ input, constant }) => {
    const theta = input('theta', [size]);
    const part = (from: number, shape: readonly number[]) =>
      reshape(slice(theta, 0, from, from + shape.reduce((n, m) => n * m, 1)), shape);
    const h = affine(constant(rows, [5, 2]), part(0, [2, 3]), part(6, [3]), 'tanh');
    const y = affine(h, part(9, [3, 1]), part(12, [1]));
    const loss = mean(square(tanh(y)));
    const slopes = gradient(loss, [theta])[0]!;
    return { loss, slopes, product: directional(slopes, [theta], [input('v', [size])]) };
  });
  const run = (theta: Float64Array): void => {
    plan.inputs.theta!.set(theta);
    plan.forward();
  };
  const gradientInto: GradientField = (theta, out) => {
    run(theta);
    out.set(plan.outputs.slopes!);
  };
  const hessianVector: HessianVector = (theta, v, out) => {
    plan.inputs.v!.set(v);
    run(theta);
    out.set(plan.outputs.product!);
  };
  const valueAndGradient = (theta: Float64Array, out: Float64Array): number => {
    gradientInto(theta, out);
    return plan.outputs.loss![0]!;
  };
  const theta = new Float64Array(size);
  fillNormal(stream(key('parameters of the net')), theta);
  return { size, theta, gradientInto, hessianVector, valueAndGradient };
})();

/** All of the Hessian, column by column. */
function eigenvaluesOf(hessianVector: HessianVector, theta: Float64Array): Float64Array {
  const n = theta.length;
  const hessian = new Float64Array(n * n);
  const column = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    hessianVector(
      theta,
      theta.map((_, i) => (i === j ? 1 : 0)),
      column,
    );
    for (let i = 0; i < n; i++) hessian[i * n + j] = column[i]!;
  }
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++) {
      expect(hessian[i * n + j]).toBeCloseTo(hessian[j * n + i]!, 12);
      hessian[i * n + j] = hessian[j * n + i]!;
    }
  return symmetricEigen(hessian, n).values;
}

describe('products with the Hessian', () => {
  test('on the graph and by differences are the same to 1e-9', () => {
    const v = net.theta.map((_, i) => Math.cos(i) / Math.sqrt(net.size / 2));
    const [exact, approximate] = [new Float64Array(net.size), new Float64Array(net.size)];
    net.hessianVector(net.theta, v, exact);
    hessianVectorByDifferences(net.gradientInto)(net.theta, v, approximate);
    for (const [i, value] of exact.entries()) expect(approximate[i]).toBeCloseTo(value, 9);
    // The mutant that forgets one side has an error of first order.
    hessianVectorByDifferences(
      (theta, out) => net.gradientInto(theta[0]! > net.theta[0]! ? theta : net.theta, out),
      1e-3,
    )(net.theta, v, approximate);
    expect(Math.max(...exact.map((value, i) => Math.abs(value - approximate[i]!)))).toBeGreaterThan(1e-3);
  });
});

describe('the largest curvature', () => {
  test.each([
    ['a net', net.hessianVector, net.theta],
    [
      'a saddle that bends more downwards',
      ((_, [x = 0, y = 0], out) => void out.set([x, -3 * y])) satisfies HessianVector,
      new Float64Array(2),
    ],
  ] as const)('is the largest |eigenvalue|, from below: %s', (_, hessianVector, theta) => {
    const largest = Math.max(...eigenvaluesOf(hessianVector, theta).map(Math.abs));
    const { value, residual, numProducts, isConverged } = largestCurvature(hessianVector, theta, key('start'), {
      tolerance: 1e-12,
    });
    expect(isConverged).toBe(true);
    expect(numProducts).toBeGreaterThan(2);
    expect(value).toBeLessThanOrEqual(largest * (1 + 1e-14));
    expect(value).toBeGreaterThan(largest * (1 - 1e-9));
    expect(residual).toBeLessThan(1e-4 * largest);
  });

  test('stops where it is told, and finds 0 where nothing bends', () => {
    const { numProducts, isConverged } = largestCurvature(net.hessianVector, net.theta, key('start'), {
      maxProducts: 2,
    });
    expect([numProducts, isConverged]).toEqual([2, false]);
    expect(largestCurvature((_, __, out) => out.fill(0), net.theta, key('start')).value).toBe(0);
  });
});

describe('the curvature of a step', () => {
  /** e^x - 2 x. */
  const slope: GradientField = ([x = 0], out) => void out.fill(Math.exp(x) - 2);
  const bend: HessianVector = ([x = 0], [v = 0], out) => void out.fill(Math.exp(x) * v);

  test('is that of the whole step, not of where it begins: e^x - 2x from -1', () => {
    const l = stepCurvature(slope, bend, Float64Array.of(-1), key('start'), { margin: 1 });
    const end = -1 - (Math.exp(-1) - 2) / l;
    expect(l).toBeGreaterThanOrEqual(Math.exp(end));
    expect(l).toBeGreaterThan(2 * Math.exp(-1));
  });

  test('gives lids all the way: a net falls at every step', () => {
    const f = { valueAndGradient: net.valueAndGradient };
    const l = (theta: Float64Array) => stepCurvature(net.gradientInto, net.hessianVector, theta, key('start'));
    const { values } = majorise(gradientLid(f, l), net.theta, { maxSteps: 25 });
    for (let k = 1; k < values.length; k++) expect(values[k]).toBeLessThanOrEqual(values[k - 1]! + 1e-14);
    expect(values.at(-1)).toBeLessThan(0.5 * values[0]!);
  });

  test('rises until it holds, or says that it does not', () => {
    // The nearer, the more it bends: no step is short enough.
    const steeper: HessianVector = ([x = 0], [v = 0], out) => void out.fill((1 / Math.abs(x)) * v);
    const up: GradientField = (_, out) => void out.fill(-1);
    expect(stepCurvature(up, steeper, Float64Array.of(1), key('start'), { margin: 1 })).toBe(1);
    let calls = 0;
    const growing: HessianVector = (_, [v = 0], out) => void out.fill(++calls * v);
    expect(() => stepCurvature(up, growing, Float64Array.of(1), key('start'))).toThrow('stepCurvature: residual');
  });

  test.each([
    [{ numPoints: 1 }, 'stepCurvature: `numPoints` must be an integer >= 2; received 1'],
    [{ margin: 0 }, 'stepCurvature: `margin` must be a finite number > 0; received 0'],
    [{ tolerance: 0 }, 'largestCurvature: `tolerance` must be a finite number > 0; received 0'],
    [{ maxProducts: 0 }, 'largestCurvature: `maxProducts` must be an integer >= 1; received 0'],
  ])('refuses %j', (options, message) => {
    expect(() => stepCurvature(slope, bend, Float64Array.of(-1), key('start'), options)).toThrow(message);
  });

  test('refuses what does not bend, and a step of nothing', () => {
    const flat: HessianVector = (_, __, out) => out.fill(0);
    expect(() => stepCurvature(slope, flat, Float64Array.of(-1), key('start'))).toThrow(
      'stepCurvature: `the curvature at theta` must be a finite number > 0; received 0',
    );
    expect(() => hessianVectorByDifferences(slope, 0)).toThrow(
      'hessianVectorByDifferences: `step` must be a finite number > 0; received 0',
    );
  });
});
