import { decodeCheckpoint, encodeCheckpoint, key, stream, toNdarray } from '@yuragi/prob-core';
import { integrateOde, probabilityFlow, variancePreserving } from '@yuragi/sde';
import { driverConformance, expectClose, integrate, normalCdf, referenceCase } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import {
  conditionalVelocityInto,
  flowMatchingVelocity,
  type GaussianPath,
  optimalTransportPath,
  sampleFlow,
  smoothedMixture,
  varianceExplodingPath,
  variancePreservingPath,
} from './index.ts';

const [weights, means, deviations] = [
  [0.3, 0.7],
  [-1.5, 1],
  [0.4, 0.6],
];
const law = smoothedMixture({
  weights: Float64Array.from(weights!),
  means: toNdarray(Float64Array.from(means!), [2, 1]),
  covariances: toNdarray(
    Float64Array.from(deviations!, (deviation) => deviation ** 2),
    [2, 1, 1],
  ),
});
const paths: readonly (readonly [string, GaussianPath])[] = [
  ['optimal transport', optimalTransportPath()],
  ['optimal transport to a positive end', optimalTransportPath({ endScale: 0.05 })],
  ['variance preserving', variancePreservingPath()],
  ['variance exploding', varianceExplodingPath({ sigmaMax: 20 })],
];
const tight = { relativeTolerance: 1e-10, absoluteTolerance: 1e-12 };

/** F_t, the law of x_t, in closed form. */
const cdf = (path: GaussianPath, t: number, x: number): number =>
  weights!.reduce((sum, weight, k) => {
    const deviation = Math.hypot(path.signalScale(t) * deviations![k]!, path.noiseScale(t));
    return sum + weight * normalCdf((x - path.signalScale(t) * means![k]!) / deviation);
  }, 0);

describe.each(paths)('the %s path', (_, path) => {
  const h = 1e-6;
  test.each([0.05, 0.3, 0.7, 0.95])('its derivatives at t = %d are those of its scales', (t) => {
    const slope = (f: (t: number) => number): number => (f(t + h) - f(t - h)) / (2 * h);
    const size = 1 + Math.abs(path.noiseVarianceDerivative(t));
    expect(Math.abs(path.signalScaleDerivative(t) - slope(path.signalScale))).toBeLessThan(1e-7);
    expect(Math.abs(path.noiseVarianceDerivative(t) - slope((s) => path.noiseScale(s) ** 2))).toBeLessThan(1e-7 * size);
    expect(path.signalScale(1)).toBe(1);
  });

  test('the conditional velocity along x = a x_1 + b eps is a` x_1 + b` eps', () => {
    const [x1, eps, t] = [0.8, -1.3, 0.4];
    const at = (s: number): number => path.signalScale(s) * x1 + path.noiseScale(s) * eps;
    const out = new Float64Array(1);
    conditionalVelocityInto(path, Float64Array.of(at(t)), Float64Array.of(x1), t, out);
    const slope = (at(t + h) - at(t - h)) / (2 * h);
    expect(Math.abs(out[0]! - slope)).toBeLessThan(1e-7 * (1 + Math.abs(slope)));
  });

  test('the marginal velocity is the mean of the conditional ones over where x may come from', () => {
    const velocity = flowMatchingVelocity(law, path);
    const [out, each] = [new Float64Array(1), new Float64Array(1)];
    for (const t of [0.1, 0.5, 0.9])
      for (const x of [-2, 0.1, 1.4]) {
        velocity.drift(Float64Array.of(x), t, out);
        const [a, b] = [path.signalScale(t), path.noiseScale(t)];
        const joint = (x1: number): number =>
          weights!.reduce(
            (sum, weight, k) =>
              sum + (weight / deviations![k]!) * Math.exp(-0.5 * ((x1 - means![k]!) / deviations![k]!) ** 2),
            0,
          ) * Math.exp(-0.5 * ((x - a * x1) / b) ** 2);
        const velocityFrom = (x1: number): number => {
          conditionalVelocityInto(path, Float64Array.of(x), Float64Array.of(x1), t, each);
          return each[0]!;
        };
        const options = { breakpoints: [-1.5, x / a, 1] };
        const mass = integrate(joint, -8, 8, options);
        const expected = integrate((x1) => joint(x1) * velocityFrom(x1), -8, 8, options) / mass;
        expect(Math.abs(out[0]! - expected)).toBeLessThan(1e-9 * (1 + Math.abs(expected)));
      }
  });

  test('its solutions keep quantiles from noise to data: F_1(x_1) = F_0(x_0) to 1e-9', () => {
    const start = Float64Array.of(-2, -1, -0.3, 0.2, 1.1, 2.2).map((x) => x * path.noiseScale(0));
    const { position } = integrateOde(flowMatchingVelocity(law, path), start, { t0: 0, t1: 1, ...tight });
    for (const [i, x] of start.entries())
      expect(Math.abs(cdf(path, 1, position[i]!) - cdf(path, 0, x))).toBeLessThan(1e-9);
  });

  test('mutant: with the noise rate of the other direction of time quantiles are lost', () => {
    const flipped: GaussianPath = { ...path, noiseVarianceDerivative: (t) => -path.noiseVarianceDerivative(t) };
    const start = Float64Array.of(0.5 * path.noiseScale(0.3));
    const { position } = integrateOde(flowMatchingVelocity(law, flipped), start, { t0: 0.3, t1: 0.6 });
    expect(Math.abs(cdf(path, 0.6, position[0]!) - cdf(path, 0.3, start[0]!))).toBeGreaterThan(0.01);
  });
});

describe('the marginal velocity', () => {
  test('is the probability flow of sde with time and sign turned round', () => {
    const path = variancePreservingPath();
    const { problem } = variancePreserving({ dimension: 1, noiseRateMin: 0.1, noiseRateMax: 20 });
    // The score of alpha (x_0 + sigma eps) at diffusion time u.
    const flow = probabilityFlow(problem, (x, u, out) => {
      const alpha = path.signalScale(1 - u);
      law.scoreInto(
        x.map((value) => value / alpha),
        path.noiseScale(1 - u) / alpha,
        out,
      );
      for (let i = 0; i < out.length; i++) out[i]! /= alpha;
    });
    const velocity = flowMatchingVelocity(law, path);
    const x = Float64Array.of(-2, -0.4, 0.9);
    const [ours, theirs] = [new Float64Array(3), new Float64Array(3)];
    for (const t of [0, 0.2, 0.6, 0.99, 1]) {
      velocity.drift(x, t, ours);
      flow.drift(x, 1 - t, theirs);
      for (let i = 0; i < 3; i++) expect(ours[i]).toBeCloseTo(-theirs[i]!, 10);
    }
  });

  test('is finite at both ends and continuous where its two forms meet', () => {
    for (const [, path] of paths) {
      const velocity = flowMatchingVelocity(law, path);
      const at = (t: number): number => {
        const out = new Float64Array(1);
        velocity.drift(Float64Array.of(0.4), t, out);
        return out[0]!;
      };
      for (const t of [0, 1]) expect(Number.isFinite(at(t))).toBe(true);
      // sigma = b/a passes 1 somewhere.
      let [low, high] = [0, 1];
      while (high - low > 1e-13) {
        const middle = 0.5 * (low + high);
        if (path.noiseScale(middle) >= path.signalScale(middle)) low = middle;
        else high = middle;
      }
      expect(Math.abs(at(low) - at(high))).toBeLessThan(1e-9);
    }
  });

  test('between normal laws has the energy of the reference, above the squared transport distance', () => {
    const { inputs, outputs } = referenceCase('diffusion-sde', 'flow_matching_gaussian');
    const { m, s } = inputs;
    const normal = smoothedMixture({
      weights: Float64Array.of(1),
      means: toNdarray(Float64Array.of(m), [1, 1]),
      covariances: toNdarray(Float64Array.of(s ** 2), [1, 1, 1]),
    });
    const velocity = flowMatchingVelocity(normal, optimalTransportPath());
    const out = new Float64Array(2);
    // u is linear in x: E u^2 is the square at the mean plus the squared slope times the variance.
    const energy = integrate(
      (t) => {
        velocity.drift(Float64Array.of(t * m, t * m + 1), t, out);
        return out[0]! ** 2 + (out[1]! - out[0]!) ** 2 * ((1 - t) ** 2 + (t * s) ** 2);
      },
      0,
      1,
    );
    expectClose(energy, outputs.energy, { abs: 1e-10 });
    expect(energy).toBeGreaterThan(outputs.w2_sq);
    const { position } = integrateOde(velocity, Float64Array.of(-1, 0, 2), { t0: 0, t1: 1, ...tight });
    for (const [i, x] of [-1, 0, 2].entries()) expect(position[i]).toBeCloseTo(m + s * x, 9);
  });
});

const path = optimalTransportPath();
const velocity = flowMatchingVelocity(law, path);
driverConformance('sampleFlow', (run) => sampleFlow(velocity, path, stream(key('flow')), { numSamples: 6, ...run }), {
  outcome: ({ samples, time, numEvaluations }) => ({ samples: samples.data, time, numEvaluations }),
  foreign: (run) => sampleFlow(velocity, path, stream(key('flow')), { numSamples: 7, ...run }),
  encode: encodeCheckpoint,
  decode: decodeCheckpoint,
});

test('bad options are refused with their value', async () => {
  expect(() => optimalTransportPath({ endScale: 1 })).toThrow(
    'optimalTransportPath: `endScale` must be a number in [0, 1); received 1',
  );
  expect(() => varianceExplodingPath({ sigmaMin: 0 })).toThrow('`sigmaMin` must be a finite number > 0; received 0');
  expect(() => varianceExplodingPath({ sigmaMax: -1 })).toThrow('`sigmaMax` must be a finite number > 0; received -1');
  expect(() => varianceExplodingPath({ sigmaMin: 2, sigmaMax: 1 })).toThrow(
    '`sigmaMax` must be more than 2; received 1',
  );
  expect(() => variancePreservingPath({ minNoiseRate: -1 })).toThrow('`minNoiseRate` must be a finite number > 0');
  const one = new Float64Array(1);
  expect(() => conditionalVelocityInto(path, one, new Float64Array(2), 0.5, one)).toThrow(
    'conditionalVelocityInto: `x1` must have length 1; received shape (2)',
  );
  expect(() => conditionalVelocityInto(path, one, one, 0.5, new Float64Array(2))).toThrow('`out` must have length 1');
  await expect(sampleFlow(velocity, path, stream(key(1)), { numSamples: 0 })).rejects.toThrow(
    'sampleFlow: `numSamples` must be an integer >= 1; received 0',
  );
});
