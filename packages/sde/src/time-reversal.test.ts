import { derivative } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { toStratonovich } from './calculus.ts';
import { geometricBrownianMotion, ornsteinUhlenbeck, variancePreserving } from './named-processes.ts';
import type { SdeProblem, VectorField } from './problem.ts';
import { integrateOde } from './solve-ode.ts';
import { probabilityFlow, reverseSde } from './time-reversal.ts';

const at = (field: VectorField, x: readonly number[], t: number): number[] => {
  const out = new Float64Array(x.length);
  field(Float64Array.from(x), t, out);
  return Array.from(out);
};

describe('of a Gaussian law, whose moments obey linear equations', () => {
  const process = variancePreserving();
  const [m0, v0] = [1.5, 0.3];
  const law = (t: number): readonly [mean: number, variance: number] => {
    const [mean, variance] = [new Float64Array(1), new Float64Array(1)];
    process.transitionInto(Float64Array.of(1), 0, t, mean, variance);
    return [m0 * mean[0]!, v0 * mean[0]! ** 2 + variance[0]!];
  };
  const score: VectorField = (x, t, out) => {
    const [mean, variance] = law(t);
    for (let i = 0; i < x.length; i++) out[i] = -(x[i]! - mean) / variance;
  };

  test.each([0, 0.5, 1, 2])('noise factor %f: mean and variance go back the way they came', (noiseFactor) => {
    const reverse = reverseSde(process.problem, score, { noiseFactor });
    for (const t of [0.05, 0.3, 0.8]) {
      const [mean, variance] = law(t);
      const [atMean, above] = at(reverse.drift, [mean, mean + 1], t);
      const slope = above! - atMean!;
      const [g] = at(reverse.diffusionCoefficient, [0], t);
      // dm/dt = b(m); dv/dt = 2 slope v - (squared noise), for time that runs back.
      expect(atMean).toBeCloseTo(
        derivative((s) => law(s)[0], t),
        6,
      );
      expect(2 * slope * variance - g! ** 2).toBeCloseTo(
        derivative((s) => law(s)[1], t),
        6,
      );
    }
  });

  test('the flow carries quantiles: x stays at the same number of deviations from the mean', () => {
    const flow = probabilityFlow(process.problem, score);
    const { position } = integrateOde(flow, Float64Array.of(m0 + Math.sqrt(v0), m0 - 2 * Math.sqrt(v0)), {
      t0: 0,
      t1: 1,
      relativeTolerance: 1e-10,
      absoluteTolerance: 1e-12,
    });
    const [mean, variance] = law(1);
    expect(position[0]).toBeCloseTo(mean + Math.sqrt(variance), 9);
    expect(position[1]).toBeCloseTo(mean - 2 * Math.sqrt(variance), 9);
  });

  test('mutants: the flow with the whole score, and the reversal with half of it, are wrong', () => {
    const [mean, variance] = law(0.3);
    const drift = at(process.problem.drift, [mean, mean + 1], 0.3);
    const [g] = at(process.problem.diffusionCoefficient, [0], 0.3);
    const exact = derivative((s) => law(s)[1], 0.3);
    const growth = (share: number, noise: number): number =>
      2 * (drift[1]! - drift[0]! + (share * g! ** 2) / variance) * variance - noise * g! ** 2;
    expect(growth(0.5, 0)).toBeCloseTo(exact, 6);
    expect(growth(1, 1)).toBeCloseTo(exact, 6);
    expect(Math.abs(growth(1, 0) - exact)).toBeGreaterThan(1);
    expect(Math.abs(growth(0.5, 1) - exact)).toBeGreaterThan(1);
  });
});

test('a log-normal cloud under geometric Brownian motion goes back as Brownian motion with drift does in its logarithm', () => {
  const [rate, volatility, m, v] = [0.3, 0.4, 0.2, 0.5];
  const { problem } = geometricBrownianMotion({ growthRate: rate, volatility });
  const logNormal: VectorField = (x, _t, out) =>
    out.set(x.map((value) => -1 / value - (Math.log(value) - m) / (v * value)));
  const x = [0.3, 1, 2.5];
  // Reversed in log x: drift rate - volatility^2/2 + volatility^2 (log x - m)/v; Ito's formula back in time subtracts
  // volatility^2/2 once more.
  const expected = x.map((value) => value * (rate - volatility ** 2 + (volatility ** 2 * (Math.log(value) - m)) / v));
  for (const [i, value] of at(reverseSde(problem, logNormal).drift, x, 0).entries())
    expect(value).toBeCloseTo(expected[i]!, 13);
});

/** log p of a fixed smooth law in the plane, and its gradient. */
const logP = (x: number, y: number): number => -0.5 * x * x - 0.25 * y ** 4 + 0.3 * x * y;
const score: VectorField = (x, _t, out) => {
  for (let i = 0; i < x.length; i += 2) {
    out[i] = -x[i]! + 0.3 * x[i + 1]!;
    out[i + 1] = -(x[i + 1]! ** 3) + 0.3 * x[i]!;
  }
};
/** Covariance D of each noise kind, and the problem that has it. */
const kinds: Readonly<
  Record<string, readonly [problem: SdeProblem, D: (x: number, y: number) => number[], VectorField?]>
> = {
  diagonal: [
    {
      dimension: 2,
      calculus: 'ito',
      noise: 'diagonal',
      numNoises: 2,
      drift: (x, _t, out) => out.set(x),
      diffusionCoefficient: (x, _t, out) => out.set(x.map((value) => 1 + value ** 2)),
      diffusionDerivative: (x, _t, out) => out.set(x.map((value) => 2 * value)),
    },
    (x, y) => [(1 + x * x) ** 2, 0, 0, (1 + y * y) ** 2],
  ],
  scalar: [
    {
      dimension: 2,
      calculus: 'ito',
      noise: 'scalar',
      numNoises: 1,
      drift: (x, _t, out) => out.set(x),
      diffusionCoefficient: (x, _t, out) => {
        for (let i = 0; i < x.length; i += 2) out.set([x[i + 1]!, 1 + x[i]!], i);
      },
    },
    (x, y) => [y * y, y * (1 + x), y * (1 + x), (1 + x) ** 2],
    // (d/dx y^2 + d/dy y (1 + x), d/dx y (1 + x) + d/dy (1 + x)^2).
    (x, _t, out) => {
      for (let i = 0; i < x.length; i += 2) out.set([1 + x[i]!, x[i + 1]!], i);
    },
  ],
  general: [
    {
      dimension: 2,
      calculus: 'ito',
      noise: 'general',
      numNoises: 3,
      drift: (x, _t, out) => out.set(x),
      diffusionCoefficient: (x, _t, out) => {
        for (let i = 0; i < x.length; i += 2) out.set([1, x[i]!, 0, 0, x[i + 1]!, 2], 3 * i);
      },
    },
    (x, y) => [1 + x * x, x * y, x * y, y * y + 4],
    (x, _t, out) => {
      for (let i = 0; i < x.length; i += 2) out.set([3 * x[i]!, 3 * x[i + 1]!], i);
    },
  ],
};

describe.each(Object.entries(kinds))('with %s noise', (_kind, [problem, D, covarianceDivergence]) => {
  const [x, y] = [0.4, -0.7];

  test('the flow is f - (1/2p) div(D p)', () => {
    const weighted = (a: number, b: number, entry: number): number => D(a, b)[entry]! * Math.exp(logP(a, b));
    const osmosis = [0, 1].map(
      (i) =>
        (derivative((a) => weighted(a, y, 2 * i), x) + derivative((b) => weighted(x, b, 2 * i + 1), y)) /
        (2 * Math.exp(logP(x, y))),
    );
    const drift = at(probabilityFlow(problem, score, { covarianceDivergence }).drift, [x, y, x, y], 0);
    for (const [i, value] of drift.entries()) expect(value).toBeCloseTo([x, y][i % 2]! - osmosis[i % 2]!, 7);
    const reversed = reverseSde(problem, score, { covarianceDivergence, noiseFactor: 2 });
    const reverseDrift = at(reversed.drift, [x, y], 0);
    for (const [i, value] of reverseDrift.entries()) expect(value).toBeCloseTo([x, y][i]! - 5 * osmosis[i]!, 6);
  });

  test('the reversal keeps the kind of noise, scaled, and runs back', () => {
    const reversed = reverseSde(problem, score, { covarianceDivergence, noiseFactor: 2 });
    const { noise, numNoises, timeDirection, calculus } = reversed;
    expect({ noise, numNoises, timeDirection, calculus }).toEqual({
      noise: problem.noise,
      numNoises: problem.numNoises,
      timeDirection: 'backward',
      calculus: 'ito',
    });
    const [plain, scaled] = [problem, reversed].map(({ diffusionCoefficient }) => {
      const out = new Float64Array(noise === 'general' ? 6 : 2);
      diffusionCoefficient(Float64Array.of(x, y), 0, out);
      return out;
    });
    expect(scaled).toEqual(plain!.map((value) => 2 * value));
    const known = { ...problem, noiseInducedDrift: problem.drift };
    const { noiseInducedDrift } = reverseSde(known, score, { covarianceDivergence, noiseFactor: 2 });
    expect(at(noiseInducedDrift!, [x, y], 0)).toEqual([4 * x, 4 * y]);
  });
});

test('what a reversal needs and does not have is refused with the reason', () => {
  const { problem } = geometricBrownianMotion({ growthRate: 0, volatility: 1 });
  expect(() => reverseSde({ ...problem, diffusionDerivative: undefined }, score)).toThrow(
    'reverseSde: diagonal noise without the divergence of its covariance is not supported; the drift needs 2 g_i dg_i/dx_i, so give the problem `diffusionDerivative`',
  );
  expect(() => probabilityFlow(kinds.general![0], score)).toThrow(
    'probabilityFlow: general noise without the divergence of its covariance is not supported; the drift needs sum_j d(G G^T)_ij/dx_j, so give it as the option `covarianceDivergence`',
  );
  expect(() => probabilityFlow(toStratonovich(problem), score)).toThrow(
    'probabilityFlow: a Stratonovich problem is not supported; the formula holds for the Ito drift, so convert the problem with `toIto` first',
  );
  const { problem: additive } = ornsteinUhlenbeck({ rate: 1, scale: 1 });
  expect(() => reverseSde(additive, score, { noiseFactor: -1 })).toThrow(
    'reverseSde: `noiseFactor` must be a finite number >= 0; received -1',
  );
  expect(() => probabilityFlow(reverseSde(additive, score), score)).toThrow(
    'probabilityFlow: `forward` must be an equation that runs forward in time; received "backward"',
  );
});
