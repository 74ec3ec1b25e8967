/** The plane of powers and smoothings, p_{beta, sigma} proportional to (p * N(0, sigma^2))^beta: spec numbers of its axes. */
import { toNdarray } from '@yuragi/prob-core';
import { expectClose, integrate, referenceCase } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { type SmoothedMixture, smoothedMixture } from './index.ts';

const { inputs, outputs, tolerance } = referenceCase('bridge', 'plane-beta-sigma-gamma');
const { beta, w, s } = inputs as { beta: number; w: [number, number]; s: [number, number] };

/** Two wells at distance a from 0 along the first axis, of standard deviations s. */
const wells = (a: number, d: number, deviations: readonly number[] = s): SmoothedMixture =>
  smoothedMixture({
    weights: Float64Array.from(w),
    means: toNdarray(
      Float64Array.from({ length: 2 * d }, (_, i) => (i === 0 ? -a : i === d ? a : 0)),
      [2, d],
    ),
    covariances: toNdarray(
      Float64Array.from({ length: 2 * d * d }, (_, i) =>
        (i % (d * d)) % (d + 1) === 0 ? deviations[Math.floor(i / (d * d))]! ** 2 : 0,
      ),
      [2, d, d],
    ),
  });
const logDensity = (law: SmoothedMixture, x: readonly number[], sigma: number): number => {
  const out = new Float64Array(1);
  law.logDensityInto(Float64Array.from(x), sigma, out);
  return out[0]!;
};
/** Mass left of 0 of the law's power, on the line. */
const leftMass = (law: SmoothedMixture, a: number, power: number, sigma: number): number => {
  const density = (x: number): number => Math.exp(power * logDensity(law, [x], sigma));
  const options = { breakpoints: [-a, a] };
  const left = integrate(density, -Infinity, 0, options);
  return left / (left + integrate(density, 0, Infinity, options));
};

describe('one Gaussian', () => {
  test('the two axes coincide at beta = s^2/(s^2 + sigma^2)', () => {
    const deviation = 0.7;
    const law = smoothedMixture({
      weights: Float64Array.of(1),
      means: toNdarray(Float64Array.of(0.4), [1, 1]),
      covariances: toNdarray(Float64Array.of(deviation ** 2), [1, 1, 1]),
    });
    for (const sigma of [0.1, 1, 7]) {
      const power = deviation ** 2 / (deviation ** 2 + sigma ** 2);
      // Normalised laws whose logarithms differ by a constant are the same.
      const difference = (x: number): number => power * logDensity(law, [x], 0) - logDensity(law, [x], sigma);
      for (const x of [-3, -0.2, 1.9]) expect(difference(x)).toBeCloseTo(difference(0.4), 12);
      // The mutant: beta = s/(s + sigma).
      const wrong = deviation / (deviation + sigma);
      const at = (x: number): number => wrong * logDensity(law, [x], 0) - logDensity(law, [x], sigma);
      expect(Math.abs(at(-3) - at(0.4))).toBeGreaterThan(0.1);
    }
  });
});

describe('two wells', () => {
  test('heating at a finite distance shares the mass as the reference says', () => {
    const found = Object.fromEntries(
      Object.keys(outputs.finite_separation).map((a) => [a, leftMass(wells(Number(a), 1), Number(a), beta, 0)]),
    );
    expectClose(found, outputs.finite_separation, { abs: tolerance.abs });
  });

  test.each([
    [1, 'weight_d1'],
    [8, 'weight_d8'],
  ] as const)('far apart heating weighs by w^beta s^(d (1 - beta)): d = %i', (d, name) => {
    const a = 60;
    const law = wells(a, d);
    // A power of one Gaussian integrates to its value at the top times (2 pi s^2/beta)^(d/2).
    const [left, right] = [-a, a].map((top, i) => {
      const centre = Array.from({ length: d }, (_, j) => (j === 0 ? top : 0));
      return Math.exp(beta * logDensity(law, centre, 0)) * ((2 * Math.PI * s[i]! ** 2) / beta) ** (d / 2);
    }) as [number, number];
    expect(left / (left + right)).toBeCloseTo(outputs[name], 12);
    const [first, second] = [0, 1].map((i) => w[i]! ** beta * s[i]! ** (d * (1 - beta))) as [number, number];
    expect(first / (first + second)).toBeCloseTo(outputs[name], 14);
    // The mutant: s^(d beta).
    const [wrong, other] = [0, 1].map((i) => w[i]! ** beta * s[i]! ** (d * beta)) as [number, number];
    expect(Math.abs(wrong / (wrong + other) - outputs[name])).toBeGreaterThan(0.01);
  });

  test('smoothing keeps the weights: the mass of each well is w at any distance that the noise does not bridge', () => {
    for (const [a, sigma] of [
      [10, 1],
      [100, 10],
    ] as const)
      expect(leftMass(wells(a, 1), a, 1, sigma)).toBeCloseTo(w[0], 10);
    // At the same place heating has moved a fifth of the mass.
    expect(leftMass(wells(10, 1), 10, beta, 0) - w[0]).toBeGreaterThan(0.19);
  });
});
