import { key, stream } from '@yuragi/prob-core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type DifferentiableObjective,
  gradientLid,
  type MajoriseProblem,
  majorisationStep,
  majorise,
} from './majorise.ts';

/** 1/2 x^T A x with A = [[3, 1], [1, 2]], whose largest eigenvalue is (5 + sqrt 5)/2. */
const L = (5 + Math.sqrt(5)) / 2;
const quadratic: DifferentiableObjective = {
  valueAndGradient([x = 0, y = 0], gradient) {
    gradient.set([3 * x + y, x + 2 * y]);
    return 0.5 * (3 * x * x + 2 * x * y + 2 * y * y);
  },
};
/** e^x - 2 x: the curvature e^x grows along the way to log 2. */
const bend: DifferentiableObjective = {
  valueAndGradient([x = 0], gradient) {
    gradient[0] = Math.exp(x) - 2;
    return Math.exp(x) - 2 * x;
  },
};
/** Negative log-likelihood of a logistic regression of 30 rows in 3 columns; L <= |X^T X|/4. */
const logistic = ((): { readonly f: DifferentiableObjective; readonly l: number } => {
  const rng = stream(key('logistic regression'));
  const rows = Array.from({ length: 30 }, () => [rng.normal(), rng.normal(), 1]);
  const labels = rows.map(([a = 0, b = 0]) => (rng.uniform() < 1 / (1 + Math.exp(b - 2 * a)) ? 1 : 0));
  const l = rows.reduce((sum, row) => sum + row.reduce((length, x) => length + x * x, 0), 0) / 4;
  const f: DifferentiableObjective = {
    valueAndGradient(theta, gradient) {
      gradient.fill(0);
      let loss = 0;
      for (const [i, row] of rows.entries()) {
        const u = row.reduce((sum, x, j) => sum + x * theta[j]!, 0);
        loss += Math.log1p(Math.exp(-Math.abs(u))) + Math.max(u, 0) - labels[i]! * u;
        for (const [j, x] of row.entries()) gradient[j]! += (1 / (1 + Math.exp(-u)) - labels[i]!) * x;
      }
      return loss;
    },
  };
  return { f, l };
})();

const falls = (values: Float64Array): boolean => values.every((value, i) => i === 0 || value <= values[i - 1]! + 1e-12);

describe('the gradient step as a lid', () => {
  test.each([
    ['a quadratic with its largest eigenvalue', quadratic, L, [4, -3]],
    ['e^x - 2x with L = 2', bend, 2, [-1]],
    ['a logistic regression with |X|^2/4', logistic.f, logistic.l, [2, -1, 3]],
  ] as const)('never rises, and keeps its promise: %s', (_, f, l, start) => {
    const { values, infos, isConverged } = majorise(gradientLid(f, l), Float64Array.from(start));
    expect(isConverged).toBe(true);
    expect(values.length).toBeGreaterThan(5);
    expect(falls(values)).toBe(true);
    for (const { value, nextValue, promise } of infos) {
      expect(promise).toBeGreaterThanOrEqual(0);
      expect(value - nextValue).toBeGreaterThanOrEqual(promise - 1e-12);
    }
  });

  test('its optimum is the step of length 1/L, and its promise |gradient|^2/2L', () => {
    const from = Float64Array.of(4, -3);
    const gradient = new Float64Array(2);
    quadratic.valueAndGradient(from, gradient);
    const [next, { promise }] = majorisationStep(gradientLid(quadratic, L), from);
    for (const [i, x] of next.entries()) expect(x).toBeCloseTo(from[i]! - gradient[i]! / L, 14);
    expect(promise).toBeCloseTo((gradient[0]! ** 2 + gradient[1]! ** 2) / (2 * L), 12);
  });

  test('any L at least the largest eigenvalue is a lid for a quadratic, and a smaller one is none along its eigenvector', () => {
    const steep = Float64Array.of(2, Math.sqrt(5) - 1);
    const share = fc.double({ min: 1.001, max: 10, noNaN: true });
    const place = fc.double({ min: -5, max: 5, noNaN: true });
    fc.assert(
      fc.property(share, place, place, (times, x, y) => {
        const [, { isFaulty, excess }] = majorisationStep(gradientLid(quadratic, L * times), Float64Array.of(x, y));
        expect(isFaulty).toBe(false);
        expect(excess).toBeLessThanOrEqual(1e-9);
      }),
    );
    expect(() => majorise(gradientLid(quadratic, L / 1.01), steep)).toThrow('nowhere below the objective');
  });
});

describe('what is no lid', () => {
  test('a step of 2.5/L rises, every time, and is noted', () => {
    const steep = Float64Array.of(2, Math.sqrt(5) - 1);
    const { values, infos } = majorise(gradientLid(quadratic, L / 2.5), steep, { maxSteps: 10, onFault: 'note' });
    // Along the eigenvector theta -> -1.5 theta.
    for (let k = 1; k < values.length; k++) expect(values[k]! / values[k - 1]!).toBeCloseTo(2.25, 10);
    expect(infos.every(({ isFaulty, excess }) => isFaulty && excess > 0)).toBe(true);
  });

  test('the curvature where one stands is not that of the step: the size of the hole is given', () => {
    const start = Float64Array.of(-1);
    const l = Math.exp(-1);
    const next = -1 - (l - 2) / l;
    const lid = l + 2 + (l - 2) * (next + 1) + 0.5 * l * (next + 1) ** 2;
    const hole = Math.exp(next) - 2 * next - lid;
    const [, { excess, isFaulty }] = majorisationStep(gradientLid(bend, l), start, { onFault: 'note' });
    expect(isFaulty).toBe(true);
    expect(excess).toBeCloseTo(hole, 10);
    expect(() => majorise(gradientLid(bend, l), start)).toThrow(
      /^majorise: `surrogate` must be nowhere below the objective on the way of the step; it is by 25\.\d+; received Float64Array\[-1\]$/,
    );
    expect(falls(majorise(gradientLid(bend, 2), start).values)).toBe(true);
  });

  /** x^2 under the lid 2 x^2 - 2 x x_0 + x_0^2, changed. */
  const square = (change: object): MajoriseProblem => ({
    objective: ([x = 0]) => x * x,
    gradient: ([x = 0], out) => void out.fill(2 * x),
    surrogate: ([from = 0]) => ({
      value: ([x = 0]) => 2 * x * x - 2 * x * from + from * from,
      gradient: ([x = 0], out) => void out.fill(4 * x - 2 * from),
      optimum: () => Float64Array.of(from / 2),
      ...change,
    }),
  });
  test('a lid of another shape is one', () => {
    const { position, values, infos } = majorise(square({}), Float64Array.of(3));
    expect(Math.abs(position[0]!)).toBeLessThan(1e-5);
    expect(falls(values)).toBe(true);
    expect(infos[0]).toMatchObject({
      value: 9,
      nextValue: 2.25,
      touchError: 0,
      tangentError: 0,
      promise: 4.5,
      isFaulty: false,
    });
  });
  test.each([
    [
      'above, and not touching',
      { value: ([x = 0]) => x * x + 0.25 },
      'a function that touches the objective where it is built; it misses it there by 0.25',
    ],
    [
      'touching with another slope',
      { gradient: (_: unknown, out: Float64Array) => void out.fill(5.5) },
      'tangent to the objective where it is built; a slope differs there by 0.5',
    ],
    [
      'below between the ends alone',
      { value: ([x = 0]) => x * x - 0.125 * (3 - x) * (x - 1.5) },
      'nowhere below the objective on the way of the step; it is by 0.0703125',
    ],
    [
      'an optimum that is none',
      { optimum: () => Float64Array.of(4) },
      'no higher at its optimum than where it is built; it is by 8',
    ],
  ])('%s', (_, change, message) => {
    expect(() => majorise(square(change), Float64Array.of(3))).toThrow(
      `majorise: \`surrogate\` must be ${message}; received Float64Array[3]`,
    );
    expect(majorise(square(change), Float64Array.of(3), { onFault: 'note', maxSteps: 1 }).infos[0]!.isFaulty).toBe(
      true,
    );
  });
});

test('a maximum is reached from below, and the same lids the other way round are refused', () => {
  const hill = (sign: 1 | -1): MajoriseProblem => ({
    objective: ([x = 0]) => -x * x,
    surrogate: ([from = 0]) => ({
      value: ([x = 0]) => -from * from - 2 * from * (x - from) - sign * 2 * (x - from) ** 2,
      optimum: () => Float64Array.of(from - (sign * from) / 2),
    }),
  });
  const { position, values, infos } = majorise(hill(1), Float64Array.of(3), { goal: 'maximum' });
  expect(Math.abs(position[0]!)).toBeLessThan(1e-5);
  expect(falls(values.map((value) => -value))).toBe(true);
  expect(infos[0]).toMatchObject({ value: -9, nextValue: -2.25, promise: 4.5 });
  expect(() => majorise(hill(-1), Float64Array.of(3), { goal: 'maximum' })).toThrow(
    'nowhere above the objective on the way of the step; it is by',
  );
});

describe('what does not fit is refused', () => {
  const problem = gradientLid(quadratic, L);
  const start = Float64Array.of(1, 1);
  test.each([
    [{ goal: 'top' }, "`goal` must be one of 'minimum', 'maximum'; received \"top\""],
    [{ onFault: 'hide' }, "`onFault` must be one of 'throw', 'note'; received \"hide\""],
    [{ maxSteps: 0 }, '`maxSteps` must be an integer >= 1; received 0'],
    [{ numChecks: 0.5 }, '`numChecks` must be an integer >= 1; received 0.5'],
    [{ tolerance: 0 }, '`tolerance` must be a finite number > 0; received 0'],
    [{ rounding: -1 }, '`rounding` must be a finite number > 0; received -1'],
  ])('%j', (options, message) => {
    expect(() => majorise(problem, start, options as never)).toThrow(`majorise: ${message}`);
  });

  test('numbers that are none', () => {
    expect(() => majorise(problem, Float64Array.of(1, NaN))).toThrow(
      'majorise: `start[1]` must be a finite number; received NaN',
    );
    expect(() => majorise({ ...problem, objective: () => NaN }, start)).toThrow(
      'majorise: `objective, surrogate[0]` must be a finite number; received NaN',
    );
    expect(() =>
      majorise(
        gradientLid(quadratic, () => -2),
        start,
      ),
    ).toThrow('gradientLid: `curvature` must be a finite number > 0; received -2');
  });

  test('steps that run out say so', () => {
    expect(majorise(problem, start, { maxSteps: 2 })).toMatchObject({ isConverged: false });
  });
});
