import { key, toNdarray } from '@yuragi/prob-core';
import { gaussianMixtureOracle, gradient, referenceCase } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { type FieldWithDivergence, hutchinsonFlow, probabilityFlowWithDivergence } from './flow-divergence.ts';
import { flowLogDensity, integrateFlowLogDensity } from './flow-log-density.ts';
import {
  geometricBrownianMotion,
  noiseLevelProcess,
  ornsteinUhlenbeck,
  variancePreserving,
} from './named-processes.ts';
import type { OdeProblem, SdeProblem } from './problem.ts';
import { probabilityFlow } from './time-reversal.ts';

const tight = { relativeTolerance: 1e-10, absoluteTolerance: 1e-12 };

/** A one-dimensional mixture under noise at scale alpha: the law of alpha (x0 + sigma eps). */
function mixture1d({ weights, means, stds }: Record<'weights' | 'means' | 'stds', readonly number[]>) {
  const look = (x: number, alpha: number, sigma: number) => {
    const terms = weights.map((weight, k) => {
      const variance = alpha ** 2 * (stds[k]! ** 2 + sigma ** 2);
      const pull = (x - alpha * means[k]!) / variance;
      return {
        density: (weight * Math.exp(-0.5 * pull ** 2 * variance)) / Math.sqrt(2 * Math.PI * variance),
        pull,
        variance,
      };
    });
    const density = terms.reduce((sum, term) => sum + term.density, 0);
    const score = -terms.reduce((sum, term) => sum + (term.density / density) * term.pull, 0);
    const second = terms.reduce(
      (sum, term) => sum + (term.density / density) * (term.pull ** 2 - 1 / term.variance),
      0,
    );
    return { logDensity: Math.log(density), score, divergence: second - score ** 2 };
  };
  return {
    look,
    field:
      (levels: (t: number) => readonly [alpha: number, sigma: number]): FieldWithDivergence =>
      (x, t, score, divergence) => {
        const [alpha, sigma] = levels(t);
        for (let i = 0; i < x.length; i++) {
          const found = look(x[i]!, alpha, sigma);
          score[i] = found.score;
          divergence[i] = found.divergence;
        }
      },
  };
}

describe('the reference mixture in one dimension', () => {
  const { inputs, outputs } = referenceCase('diffusion-sde', 'gmm1d_pf_ode');
  const mixture = mixture1d(inputs);
  const rows = Object.entries<Record<string, number>>(outputs);
  const x = toNdarray(
    Float64Array.from(rows, ([x0]) => Number(x0)),
    [rows.length, 1],
  );
  const endAt = (alpha: number, sigma: number) => (points: Float64Array, out: Float64Array) => {
    for (let i = 0; i < points.length; i++) out[i] = mixture.look(points[i]!, alpha, sigma).logDensity;
  };

  const unscaled = (sigma: number): readonly [number, number] => [1, sigma];
  const vp = variancePreserving({ noiseRateMin: inputs.beta_min, noiseRateMax: inputs.beta_max });
  const levels = (t: number): readonly [number, number] => {
    const [mean, variance] = [new Float64Array(1), new Float64Array(1)];
    vp.transitionInto(Float64Array.of(1), 0, t, mean, variance);
    return [mean[0]!, Math.sqrt(variance[0]!) / mean[0]!];
  };

  test('in the clock of the noise level, to 80: ends and log densities to 1e-9 at rtol 1e-10', () => {
    const flow = probabilityFlowWithDivergence(noiseLevelProcess().problem, mixture.field(unscaled));
    const { logDensity, latent } = integrateFlowLogDensity(flow, x, {
      t0: 0,
      t1: 80,
      endLogDensityInto: endAt(1, 80),
      ...tight,
    });
    for (const [i, [, row]] of rows.entries()) {
      expect(Math.abs(logDensity[i]! - row.log_p0!)).toBeLessThan(1e-9);
      expect(Math.abs(latent.get(i, 0) - row.x_at_sigma80_ve!)).toBeLessThan(1e-9);
    }
  });

  test('variance preserving, to t = 1: ends and log densities to 1e-9 at rtol 1e-10, and to 1e-6 at rtol 1e-7', () => {
    const flow = probabilityFlowWithDivergence(vp.problem, mixture.field(levels));
    const run = (tolerances: object) =>
      integrateFlowLogDensity(flow, x, { t0: 0, t1: 1, endLogDensityInto: endAt(...levels(1)), ...tolerances });
    for (const [tolerances, error] of [
      [tight, 1e-9],
      [{ relativeTolerance: 1e-7, absoluteTolerance: 1e-9 }, 1e-6],
    ] as const) {
      const { logDensity, latent } = run(tolerances);
      for (const [i, [, row]] of rows.entries()) {
        expect(Math.abs(logDensity[i]! - row.log_p0!)).toBeLessThan(error);
        expect(Math.abs(latent.get(i, 0) - row.x_at_T_vp!)).toBeLessThan(error);
      }
    }
  });

  test('from noise to data the change of log density is the same, backwards', () => {
    const flow = probabilityFlowWithDivergence(vp.problem, mixture.field(levels));
    const ends = toNdarray(
      Float64Array.from(rows, ([, row]) => row.x_at_T_vp!),
      [rows.length, 1],
    );
    const { logDensity } = integrateFlowLogDensity(flow, ends, {
      t0: 1,
      t1: 0,
      endLogDensityInto: endAt(1, 0),
      ...tight,
    });
    for (const [i, [, row]] of rows.entries()) expect(logDensity[i]).toBeCloseTo(row.log_pT_at_xT!, 8);
  });

  test('Hutchinson`s estimate is the divergence in one dimension, whatever the probe', () => {
    const flow = probabilityFlowWithDivergence(vp.problem, mixture.field(levels));
    const { logDensity } = integrateFlowLogDensity(hutchinsonFlow(flow, key(1)), x, {
      t0: 0,
      t1: 1,
      endLogDensityInto: endAt(...levels(1)),
      ...tight,
    });
    // The central difference errs by h^2/6 of the third derivative of the drift, h = 2^-17: 1e-11 times at most 100 here.
    for (const [i, [, row]] of rows.entries()) expect(Math.abs(logDensity[i]! - row.log_p0!)).toBeLessThan(1e-8);
  });

  test('mutant: without the divergence of the drift the likelihood is wrong', () => {
    const forgetful: SdeProblem = { ...vp.problem, driftDivergence: (_x, _t, out) => out.fill(0) };
    const flow = probabilityFlowWithDivergence(forgetful, mixture.field(levels));
    const { logDensity } = integrateFlowLogDensity(flow, x, { t0: 0, t1: 1, endLogDensityInto: endAt(...levels(1)) });
    for (const [i, [, row]] of rows.entries()) expect(Math.abs(logDensity[i]! - row.log_p0!)).toBeGreaterThan(1);
  });

  test('the driver gives the bits of its synchronous core', async () => {
    const flow = probabilityFlowWithDivergence(vp.problem, mixture.field(levels));
    const options = { t0: 0, t1: 1, endLogDensityInto: endAt(...levels(1)) };
    const { logDensity, latent, stopped } = await flowLogDensity(flow, x, options);
    const whole = integrateFlowLogDensity(flow, x, options);
    expect(stopped).toBe('completed');
    expect(logDensity).toEqual(whole.logDensity);
    expect(latent.data).toEqual(whole.latent.data);
  });
});

describe('the reference mixture in two dimensions', () => {
  const { inputs } = referenceCase('diffusion-sde', 'gmm2d_vp');
  const oracle = gaussianMixtureOracle({ weights: inputs.weights, means: inputs.means, covariances: inputs.covs });
  const score = (x: Float64Array, sigma: number, out: Float64Array): void => {
    const noised = oracle.noised(sigma);
    for (let i = 0; i < x.length; i += 2) out.set(noised.score(x.subarray(i, i + 2)), i);
  };
  const { problem } = noiseLevelProcess({ dimension: 2 });
  const flow = probabilityFlow(problem, score);
  const x = toNdarray(Float64Array.of(0, 0, 1, 1, -1.5, 0.2), [3, 2]);
  const endLogDensityInto = (points: Float64Array, out: Float64Array): void => {
    for (let i = 0; i < out.length; i++) out[i] = oracle.noised(5).logDensity(points.subarray(2 * i, 2 * i + 2));
  };

  test('a flow that brings its own divergence gives the log density to 1e-6', () => {
    const exact = {
      ...flow,
      driftAndDivergence: (
        points: Float64Array,
        sigma: number,
        drift: Float64Array,
        divergence: Float64Array,
      ): void => {
        flow.drift(points, sigma, drift);
        const h = 1e-5;
        divergence.fill(0);
        for (const j of [0, 1])
          for (const sign of [1, -1]) {
            const moved = points.map((value, i) => (i % 2 === j ? value + sign * h : value));
            const out = new Float64Array(points.length);
            flow.drift(moved, sigma, out);
            for (let i = 0; i < divergence.length; i++) divergence[i]! += (sign * out[2 * i + j]!) / (2 * h);
          }
      },
    };
    const { logDensity } = integrateFlowLogDensity(exact, x, {
      t0: 0,
      t1: 5,
      endLogDensityInto,
      relativeTolerance: 1e-8,
      absoluteTolerance: 1e-10,
    });
    for (let i = 0; i < 3; i++)
      expect(Math.abs(logDensity[i]! - oracle.logDensity(x.data.subarray(2 * i, 2 * i + 2)))).toBeLessThan(1e-6);
  });

  test('the score used is the gradient of the log density', () => {
    const out = new Float64Array(2);
    score(Float64Array.of(0.3, -0.4), 0.5, out);
    const numeric = gradient((p) => oracle.noised(0.5).logDensity(p), Float64Array.of(0.3, -0.4));
    for (const j of [0, 1]) expect(out[j]).toBeCloseTo(numeric[j]!, 7);
  });
});

describe('hutchinsonFlow', () => {
  /** dx/dt = A x in three dimensions. */
  const A = [1, 2, -1, 0.5, -2, 3, 0, 1, 0.25];
  const linear: OdeProblem = {
    dimension: 3,
    drift: (x, _t, out) => {
      for (let row = 0; row < x.length; row += 3)
        for (let i = 0; i < 3; i++) {
          out[row + i] = 0;
          for (let j = 0; j < 3; j++) out[row + i]! += A[3 * i + j]! * x[row + j]!;
        }
    },
  };
  const estimates = (n: number, options = {}, name = 'probes'): Float64Array => {
    const x = Float64Array.from({ length: 3 * n }, (_, i) => Math.sin(i));
    const divergence = new Float64Array(n);
    hutchinsonFlow(linear, key(name), options).driftAndDivergence(x, 0, new Float64Array(3 * n), divergence);
    return divergence;
  };
  /** All values v . A v can take: the trace plus sums of the off-diagonal pairs with signs. */
  const possible = [0, 1, 2, 3].map((bits) => {
    const v = [1, bits & 1 ? 1 : -1, bits & 2 ? 1 : -1];
    return v.reduce((sum, a, i) => sum + v.reduce((s, b, j) => s + a * A[3 * i + j]! * b, 0), 0);
  });

  test('takes the values that signs allow, each of them, and their mean is the trace', () => {
    expect(possible.reduce((sum, value) => sum + value / 4, 0)).toBeCloseTo(-0.75, 12);
    const found = estimates(64);
    for (const value of found) expect(Math.min(...possible.map((p) => Math.abs(p - value)))).toBeLessThan(1e-8);
    for (const p of possible) expect(found.some((value) => Math.abs(p - value) < 1e-8)).toBe(true);
  });

  test('an exact directional derivative takes the place of the difference', () => {
    const directionalDerivative = (_x: Float64Array, t: number, direction: Float64Array, out: Float64Array): void =>
      linear.drift(direction, t, out);
    const [exact, difference] = [estimates(16, { directionalDerivative }), estimates(16)];
    for (let i = 0; i < 16; i++) expect(exact[i]).toBeCloseTo(difference[i]!, 8);
  });

  test('probes of a point do not depend on the number of points; another key gives others', () => {
    expect(estimates(64).slice(0, 5)).toEqual(estimates(5));
    expect(estimates(64)).not.toEqual(estimates(64, {}, 'others'));
  });

  test('several probes are averaged', () => {
    const many = estimates(8, { numProbes: 4096 });
    const deviation = Math.sqrt(possible.reduce((sum, value) => sum + (value + 0.75) ** 2 / 4, 0) / 4096);
    // 5.5 deviations: 4e-8 per point, on fixed probes.
    for (const value of many) expect(Math.abs(value + 0.75)).toBeLessThan(5.5 * deviation);
    expect(Math.max(...many) - Math.min(...many)).toBeGreaterThan(0);
  });
});

test('bad arguments are refused with their value', () => {
  const score: FieldWithDivergence = (_x, _t, out) => out.fill(0);
  const { problem } = ornsteinUhlenbeck({ dimension: 2, rate: 1, scale: 1 });
  expect(() =>
    probabilityFlowWithDivergence(geometricBrownianMotion({ growthRate: 0, volatility: 1 }).problem, score),
  ).toThrow(
    'probabilityFlowWithDivergence: diagonal noise is not supported; the divergence of the flow then needs more',
  );
  expect(() => probabilityFlowWithDivergence({ ...problem, driftDivergence: undefined }, score)).toThrow(
    'probabilityFlowWithDivergence: a problem without `driftDivergence` is not supported; give it, or take `hutchinsonFlow`',
  );
  const uneven: SdeProblem = {
    ...problem,
    diffusionCoefficient: (x, _t, out) => out.set(x.map((_value, i) => 1 + (i % 2))),
  };
  const out = new Float64Array(2);
  expect(() => probabilityFlowWithDivergence(uneven, score).drift(out, 0, out)).toThrow(
    '`diffusionCoefficient` must be the same for all coordinates, 1; received 2',
  );
  expect(() => hutchinsonFlow(problem, key(1), { numProbes: 0 })).toThrow(
    'hutchinsonFlow: `numProbes` must be an integer >= 1; received 0',
  );
  const flow = probabilityFlowWithDivergence(problem, score);
  const options = { t0: 0, t1: 1, endLogDensityInto: () => {} };
  expect(() => integrateFlowLogDensity(flow, toNdarray(new Float64Array(3), [1, 3]), options)).toThrow(
    'integrateFlowLogDensity: `x` must have shape (n, 2); received shape (1, 3)',
  );
});
