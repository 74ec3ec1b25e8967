/** Single steps against their formulas, refusals, and orders of convergence where the error is known without sampling. */
import { expectClose, referenceCase } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { toStratonovich } from './calculus.ts';
import { eulerMaruyama } from './euler-maruyama.ts';
import { milstein } from './milstein.ts';
import { geometricBrownianMotion, ornsteinUhlenbeck } from './named-processes.ts';
import type { SdeProblem } from './problem.ts';
import type { SdeSolver } from './solver.ts';
import { stochasticHeun } from './stochastic-heun.ts';

/** One step from t to t + h. */
const step = (solver: SdeSolver, x: readonly number[], dW: readonly number[], t: number, h: number): number[] => {
  const out = new Float64Array(x.length);
  solver.stepInto(Float64Array.from(x), Float64Array.from(dW), t, t + h, out);
  return Array.from(out);
};
const expectNear = (actual: readonly number[], expected: readonly number[]): void => {
  for (const [i, value] of expected.entries()) expect(actual[i]).toBeCloseTo(value, 13);
};

/** f = (y, -x) t, G = [[x, 1], [0, y], [x y, 2]]-like shapes by kind, in two dimensions. */
const base = {
  dimension: 2,
  calculus: 'ito' as const,
  drift: (x: Float64Array, t: number, out: Float64Array): void => {
    for (let i = 0; i < x.length; i += 2) {
      out[i] = x[i + 1]! * t;
      out[i + 1] = -x[i]! * t;
    }
  },
};
const scalar: SdeProblem = {
  ...base,
  noise: 'scalar',
  numNoises: 1,
  // g = (x y, y): (g . grad) g = (g_1 y + g_2 x, g_2) = (x y^2 + x y, y).
  diffusionCoefficient: (x, _t, out) => {
    for (let i = 0; i < x.length; i += 2) {
      out[i] = x[i]! * x[i + 1]!;
      out[i + 1] = x[i + 1]!;
    }
  },
  noiseInducedDrift: (x, _t, out) => {
    for (let i = 0; i < x.length; i += 2) {
      out[i] = 0.5 * (x[i]! * x[i + 1]! ** 2 + x[i]! * x[i + 1]!);
      out[i + 1] = 0.5 * x[i + 1]!;
    }
  },
};
const general: SdeProblem = {
  ...base,
  noise: 'general',
  numNoises: 3,
  diffusionCoefficient: (x, _t, out) => {
    for (let i = 0, at = 0; i < x.length; i += 2, at += 6)
      out.set([x[i]!, 1, x[i + 1]!, 0, x[i + 1]!, x[i]! * x[i + 1]!], at);
  },
};
const gbm = geometricBrownianMotion({ growthRate: 1.5, volatility: 1 }).problem;

describe('a step', () => {
  test('of Euler with scalar and general noise is x + f h + G dW, row by row', () => {
    expectNear(step(eulerMaruyama(scalar), [1, 2, 3, 4], [0.1, -0.2], 2, 0.5), [
      1 + 2 * 2 * 0.5 + 2 * 0.1,
      2 - 1 * 2 * 0.5 + 2 * 0.1,
      3 + 4 * 2 * 0.5 + 12 * -0.2,
      4 - 3 * 2 * 0.5 + 4 * -0.2,
    ]);
    expectNear(step(eulerMaruyama(general), [1, 2, 3, 4], [0.1, 0.2, 0.3, -1, 0.5, 2], 2, 0.5), [
      1 + 2 + 1 * 0.1 + 0.2 + 2 * 0.3,
      2 - 1 + 2 * 0.2 + 2 * 0.3,
      3 + 4 + 3 * -1 + 0.5 + 4 * 2,
      4 - 3 + 4 * 0.5 + 12 * 2,
    ]);
  });

  test('of Milstein adds (g . grad) g (dW^2 - h)/2, for scalar and for diagonal noise', () => {
    const [x, y, dW, h] = [1.5, 2, 0.3, 0.25];
    const bend = 0.5 * (dW * dW - h);
    const euler = step(eulerMaruyama(scalar), [x, y], [dW], 0, h);
    expectNear(step(milstein(scalar), [x, y], [dW], 0, h), [
      euler[0]! + bend * (x * y * y + x * y),
      euler[1]! + bend * y,
    ]);
    expectNear(step(milstein(gbm), [x, y, 1, 1, 1], [dW, -dW, dW, dW, dW], 0, h).slice(0, 2), [
      x * (1 + 1.5 * h + dW + bend),
      y * (1 + 1.5 * h - dW + bend),
    ]);
  });

  test('of Milstein without a derivative says so and differs by a difference quotient', () => {
    const bare = milstein({ ...gbm, diffusionDerivative: undefined });
    expect(bare.method).toBe('milstein-derivative-free');
    expect(milstein(gbm).method).toBe('milstein');
    // g(x + f h + g sqrt h) - g(x) = x (1.5 h + sqrt h) for g = x.
    const [dW, h] = [0.3, 0.25];
    expectNear(step(bare, [2], [dW], 0, h), [
      2 * (1 + 1.5 * h + dW + (0.5 * (dW * dW - h) * (1.5 * h + Math.sqrt(h))) / Math.sqrt(h)),
    ]);
    const bareScalar = milstein({ ...scalar, noiseInducedDrift: undefined });
    const difference = (h: number): number => {
      const dW = 2 * Math.sqrt(h);
      return step(bareScalar, [1, 2], [dW], 0, h)[0]! - step(milstein(scalar), [1, 2], [dW], 0, h)[0]!;
    };
    // (dW^2 - h) sqrt h: of order 3/2, which keeps strong order 1.
    expect(Math.log2(difference(1e-4) / difference(1e-4 / 4)) / 2).toBeCloseTo(1.5, 1);
    expect(step(bare, [2], [0], 1, 0)).toEqual([2]);
  });

  test('of Heun is the trapezoidal rule after a predictor', () => {
    const solver = stochasticHeun({ ...scalar, calculus: 'stratonovich' });
    const [x, y, dW, h, t] = [1.5, 2, 0.3, 0.25, 1];
    const px = x + y * t * h + x * y * dW;
    const py = y - x * t * h + y * dW;
    expectNear(step(solver, [x, y], [dW], t, h), [
      x + 0.5 * h * (y * t + py * (t + h)) + 0.5 * dW * (x * y + px * py),
      y - 0.5 * h * (x * t + px * (t + h)) + 0.5 * dW * (y + py),
    ]);
  });

  test('of any solver may write over its position, and batches of any size give the same rows', () => {
    for (const solver of [
      eulerMaruyama(gbm),
      eulerMaruyama(general),
      eulerMaruyama(scalar),
      milstein(gbm),
      milstein(scalar),
      milstein({ ...scalar, noiseInducedDrift: undefined }),
      stochasticHeun(toStratonovich(gbm)),
    ]) {
      const { dimension: d, numNoises: m } = solver.problem;
      const x = Float64Array.from({ length: 3 * d }, (_, i) => 1 + i / 7);
      const dW = Float64Array.from({ length: 3 * m }, (_, i) => Math.sin(i));
      const out = new Float64Array(x.length);
      solver.stepInto(x, dW, 0.5, 0.75, out);
      const own = x.slice();
      solver.stepInto(own, dW, 0.5, 0.75, own);
      expect(own).toEqual(out);
      const first = new Float64Array(d);
      solver.stepInto(x.slice(0, d), dW.slice(0, m), 0.5, 0.75, first);
      expect(first).toEqual(out.slice(0, d));
    }
  });

  test('of a backward equation squares the noise to |h|', () => {
    const solver = milstein({ ...gbm, timeDirection: 'backward' });
    expectNear(step(solver, [2], [0.3], 1, -0.25), [2 * (1 - 1.5 * 0.25 + 0.3 + 0.5 * (0.09 - 0.25))]);
  });
});

/**
 * Moments of a linear equation after n steps, without sampling: one step multiplies x by M(Z), so E M^2 and E M e^(...) of
 * one step, by the trapezoidal rule in Z (spectrally accurate on Gaussian weights), give those of n steps as powers.
 */
function exactErrors(solver: SdeSolver, rate: number, volatility: number, numSteps: number) {
  const h = 1 / numSteps;
  const nodes = Float64Array.from({ length: 801 }, (_, i) => (i - 400) / 32);
  const factors = new Float64Array(801);
  solver.stepInto(
    new Float64Array(801).fill(1),
    nodes.map((z) => z * Math.sqrt(h)),
    0,
    h,
    factors,
  );
  const mean = (value: (m: number, exact: number) => number): number =>
    nodes.reduce((sum, z, i) => {
      const exact = Math.exp((rate - volatility ** 2 / 2) * h + volatility * Math.sqrt(h) * z);
      return sum + (value(factors[i]!, exact) * Math.exp(-0.5 * z * z)) / (32 * Math.sqrt(2 * Math.PI));
    }, 0);
  const power = (value: number): number => value ** numSteps;
  return {
    rms: Math.sqrt(power(mean((m) => m * m)) - 2 * power(mean((m, e) => m * e)) + power(mean((_m, e) => e * e))),
    meanError: power(mean((m) => m)) - power(mean((_m, e) => e)),
    secondMomentError: power(mean((m) => m * m)) - power(mean((_m, e) => e * e)),
  };
}
/** Least-squares slope of log |error| against log h. */
function order(errors: readonly (readonly [h: number, error: number])[]): number {
  const points = errors.map(([h, error]) => [Math.log(h), Math.log(Math.abs(error))] as const);
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mx, my] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))];
  return (
    points.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0) / points.reduce((sum, [x]) => sum + (x - mx) ** 2, 0)
  );
}

describe('orders on geometric Brownian motion, without sampling', () => {
  const { outputs, inputs } = referenceCase('diffusion-sde', 'gbm_exact_strong_error');

  test('strong and weak errors of Euler and Milstein are the reference values', () => {
    expect(inputs).toEqual({ mu: 1.5, sigma: 1, T: 1 });
    for (const [numSteps, row] of Object.entries<Record<string, number>>(outputs)) {
      const euler = exactErrors(eulerMaruyama(gbm), 1.5, 1, Number(numSteps));
      // One step's moments err by 4e-15 (801 terms), those of 1024 steps by 4e-12 of up to 55: 2e-10 of a difference of
      // moments, which is 1e-6 of the smallest rms^2 here and less of the others.
      expectClose(euler.rms, row.rms_em, { rel: 1e-6 });
      expectClose(euler.meanError, row.weak_mean_error, { rel: 1e-8 });
      expectClose(euler.secondMomentError, row.weak_2nd_moment_em, { rel: 1e-8 });
      expectClose(exactErrors(milstein(gbm), 1.5, 1, Number(numSteps)).rms, row.rms_milstein, { rel: 1e-6 });
    }
  });

  const sizes = [64, 128, 256, 512];
  const mild = geometricBrownianMotion({ growthRate: 0.5, volatility: 0.5 }).problem;
  const bare = { ...mild, diffusionDerivative: undefined };
  test.each([
    ['eulerMaruyama', eulerMaruyama(mild), 0.5],
    ['milstein', milstein(mild), 1],
    ['milstein without a derivative', milstein(bare), 1],
    ['stochasticHeun', stochasticHeun(toStratonovich(mild)), 1],
  ] as const)('%s: strong order, and weak order 1', (_name, solver, strong) => {
    const errors = sizes.map((n) => [1 / n, exactErrors(solver, 0.5, 0.5, n)] as const);
    expect(Math.abs(order(errors.map(([h, { rms }]) => [h, rms])) - strong)).toBeLessThan(0.1);
    expect(Math.abs(order(errors.map(([h, { secondMomentError }]) => [h, secondMomentError])) - 1)).toBeLessThan(0.1);
  });

  test('Heun without noise has order 2', () => {
    const decay: SdeProblem = {
      ...base,
      calculus: 'stratonovich',
      dimension: 1,
      noise: 'additive',
      numNoises: 1,
      drift: (x, t, out) => out.set(x.map((value) => value * Math.cos(t))),
      diffusionCoefficient: (_x, _t, out) => out.fill(0),
    };
    const error = (n: number): number => {
      const x = Float64Array.of(1);
      for (let k = 0; k < n; k++)
        stochasticHeun(decay).stepInto(x, Float64Array.of(0), (2 * k) / n, (2 * k + 2) / n, x);
      return x[0]! - Math.exp(Math.sin(2));
    };
    expect(Math.abs(Math.log2(error(64) / error(128)) - 2)).toBeLessThan(0.1);
  });

  test('mutants: Milstein that forgets -h, and Heun on the Ito form, do not converge', () => {
    const forgetful: SdeSolver = {
      ...milstein(mild),
      stepInto: (x, dW, t0, t1, out) => {
        for (let i = 0; i < x.length; i++) out[i] = x[i]! * (1 + 0.5 * (t1 - t0) + 0.5 * dW[i]! + 0.125 * dW[i]! ** 2);
      },
    };
    const confused = stochasticHeun({ ...mild, calculus: 'stratonovich' });
    for (const solver of [forgetful, confused]) {
      const errors = sizes.map((n) => [1 / n, exactErrors(solver, 0.5, 0.5, n).rms] as const);
      expect(order(errors)).toBeLessThan(0.1);
    }
  });
});

describe('refusals', () => {
  test('a solver refuses the other calculus with the reason, but not for additive noise', () => {
    const stratonovich = toStratonovich(gbm);
    for (const [name, make] of Object.entries({ eulerMaruyama, milstein }))
      expect(() => make(stratonovich)).toThrow(
        `${name}: a Stratonovich problem is not supported; the method converges to the solution of an Ito equation, so convert the problem with \`toIto\` first`,
      );
    expect(() => stochasticHeun(gbm)).toThrow(
      'stochasticHeun: an Ito problem is not supported; the method converges to the solution of a Stratonovich equation, so convert the problem with `toStratonovich` first',
    );
    const { problem } = ornsteinUhlenbeck({ rate: 1, scale: 1 });
    for (const make of [eulerMaruyama, milstein, stochasticHeun])
      for (const additive of [problem, toStratonovich(problem)]) expect(make(additive).problem).toBe(additive);
  });

  test('Milstein refuses general noise with the reason', () => {
    expect(() => milstein(general)).toThrow(
      'milstein: general noise is not supported; the method would need the iterated integrals of each pair of noises (Levy areas)',
    );
  });

  test('bad problems and positions are refused with their value', () => {
    expect(() => eulerMaruyama({ ...gbm, dimension: 1.5 })).toThrow(
      'eulerMaruyama: `dimension` must be an integer >= 1; received 1.5',
    );
    const solver = eulerMaruyama(scalar);
    const rng = undefined as never;
    expect(() => solver.init(new Float64Array(3), rng)).toThrow(
      'eulerMaruyama: `position` must have length n * 2, n >= 1; received shape (3)',
    );
    expect(() => solver.init(new Float64Array(0), rng)).toThrow('received shape (0)');
    expect(() => solver.init(Float64Array.of(1, Infinity), rng)).toThrow(
      '`position[1]` must be a finite number; received Infinity',
    );
  });
});
