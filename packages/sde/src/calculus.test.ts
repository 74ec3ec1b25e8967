import { describe, expect, test } from 'vitest';
import { toIto, toStratonovich } from './calculus.ts';
import { geometricBrownianMotion, ornsteinUhlenbeck } from './named-processes.ts';
import type { SdeProblem } from './problem.ts';

const driftAt = ({ drift }: SdeProblem, x: readonly number[], t = 0): number[] => {
  const out = new Float64Array(x.length);
  drift(Float64Array.from(x), t, out);
  return Array.from(out);
};

/** dX = X dt + X^2 t dW per coordinate, and the same as general noise with a diagonal matrix. */
const diagonal: SdeProblem = {
  dimension: 2,
  numNoises: 2,
  noise: 'diagonal',
  calculus: 'stratonovich',
  drift: (x, _t, out) => out.set(x),
  diffusionCoefficient: (x, t, out) => out.set(x.map((value) => value ** 2 * t)),
  diffusionDerivative: (x, t, out) => out.set(x.map((value) => 2 * value * t)),
  driftDivergence: (_x, _t, out) => out.fill(2),
};
const general: SdeProblem = {
  ...diagonal,
  noise: 'general',
  diffusionCoefficient(x, t, out) {
    out.fill(0);
    for (let i = 0; i < x.length; i++) out[2 * i + (i % 2)] = x[i]! ** 2 * t;
  },
  noiseInducedDrift: (x, t, out) => out.set(x.map((value) => value ** 3 * t * t)),
};

describe('Ito and Stratonovich', () => {
  test('the drifts of diagonal noise differ by g g`/2', () => {
    // g g'/2 = x^2 t * 2 x t / 2 = x^3 t^2.
    expect(driftAt(toIto(diagonal), [1, 2, -1, 0.5], 3)).toEqual([1 + 9, 2 + 8 * 9, -1 - 9, 0.5 + 0.125 * 9]);
  });

  test('general noise with the same matrix has the same Ito drift', () => {
    const x = [1, 2, -1, 0.5];
    expect(driftAt(toIto(general), x, 3)).toEqual(driftAt(toIto(diagonal), x, 3));
  });

  test('there and back is where it began, at both directions of time', () => {
    for (const timeDirection of ['forward', 'backward'] as const) {
      const there = toIto({ ...diagonal, timeDirection });
      expect(there.calculus).toBe('ito');
      expect(driftAt(toStratonovich(there), [1, 2], 3)).toEqual([1, 2]);
    }
  });

  test('back in time the difference changes its sign', () => {
    expect(driftAt(toIto({ ...diagonal, timeDirection: 'backward' }), [1, 2], 3)).toEqual([1 - 9, 2 - 72]);
  });

  test('geometric Brownian motion loses half the squared volatility', () => {
    const { problem } = geometricBrownianMotion({ growthRate: 0.5, volatility: 0.5 });
    expect(driftAt(toStratonovich(problem), [2])).toEqual([2 * (0.5 - 0.125)]);
  });

  test('additive noise has one drift in both forms, and its divergence stays known', () => {
    const { problem } = ornsteinUhlenbeck({ rate: 1, scale: 1 });
    const converted = toStratonovich(problem);
    expect(converted).toEqual({ ...problem, calculus: 'stratonovich' });
    expect(toIto(problem)).toBe(problem);
    expect(toIto(diagonal).driftDivergence).toBeUndefined();
  });

  test('without a derivative the conversion is refused with the reason', () => {
    const refusal = (problem: SdeProblem) => () => toIto(problem);
    expect(refusal({ ...diagonal, diffusionDerivative: undefined })).toThrow(
      'toIto: diagonal noise without its derivative is not supported; the two drifts differ by 1/2 g_i dg_i/dx_i, so give the problem `diffusionDerivative`',
    );
    expect(refusal({ ...general, noiseInducedDrift: undefined })).toThrow(
      expect.objectContaining({
        code: 'YURAGI_UNSUPPORTED',
        message: expect.stringContaining('general noise without its derivative'),
      }),
    );
    const { problem } = geometricBrownianMotion({ growthRate: 0, volatility: 1 });
    expect(() => toStratonovich({ ...problem, diffusionDerivative: undefined })).toThrow(
      'toStratonovich: diagonal noise without its derivative',
    );
  });

  test('bad problems are refused with their value', () => {
    const refuses = (change: object, message: string) =>
      expect(() => toIto({ ...diagonal, ...change } as SdeProblem)).toThrow(message);
    refuses({ dimension: 0 }, 'toIto: `dimension` must be an integer >= 1; received 0');
    refuses({ calculus: 'Ito' }, "`calculus` must be one of 'ito', 'stratonovich'; received \"Ito\"");
    refuses({ noise: 'white' }, '`noise` must be one of');
    refuses({ numNoises: 3 }, '`numNoises` must be 2, the dimension, for diagonal noise; received 3');
    refuses({ noise: 'scalar' }, '`numNoises` must be 1, for scalar noise; received 2');
    refuses({ numNoises: 0 }, '`numNoises` must be an integer >= 1; received 0');
    refuses({ timeDirection: 'up' }, "`timeDirection` must be one of 'forward', 'backward'; received \"up\"");
  });
});
