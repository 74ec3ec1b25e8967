import { describe, expect, test } from 'vitest';
import {
  binaryStates,
  derivative,
  energyDistance,
  enumerateLaw,
  gaussianMixtureOracle,
  gradient,
  integrate,
} from '../src/index.ts';

describe('integrate', () => {
  const gauss = (x: number, mean = 0, scale = 1): number =>
    Math.exp(-0.5 * ((x - mean) / scale) ** 2) / (scale * Math.sqrt(2 * Math.PI));

  test.each<[string, number, number]>([
    ['a polynomial', integrate((x) => x ** 5 - x, 0, 2), 26 / 3],
    ['the normal density on the line', integrate(gauss, -Infinity, Infinity), 1],
    ['its upper tail', integrate(gauss, 2, Infinity), 0.02275013194817921],
    ['its lower tail', integrate(gauss, -Infinity, -2), 0.02275013194817921],
    ['the Cauchy density', integrate((x) => 1 / (Math.PI * (1 + x * x)), -Infinity, Infinity), 1],
    ['a singular end: Gamma(0.1)', integrate((x) => x ** -0.9 * Math.exp(-x), 0, Infinity), 9.513507698668732],
    ['a logarithmic end', integrate((x) => Math.log(x), 0, 1), -1],
    ['an oscillation', integrate((x) => Math.cos(10 * x) * Math.exp(-x), 0, Infinity), 1 / 101],
    ['a kink at a breakpoint', integrate((x) => Math.abs(x - 0.3), 0, 1, { breakpoints: [0.3, 7] }), 0.29],
    ['a kink it must find', integrate((x) => Math.abs(x - 0.3), 0, 1), 0.29],
    [
      'heavy tails: the variance of Student’s t with 3 degrees',
      integrate((x) => (x * x * 6 * Math.sqrt(3)) / Math.PI / (3 + x * x) ** 2, -Infinity, Infinity),
      3,
    ],
    ['a narrow peak', integrate((x) => gauss(x, 8, 2 ** -10), -Infinity, Infinity, { breakpoints: [8] }), 1],
  ])('%s', (_, value, expected) => {
    expect(Math.abs(value - expected)).toBeLessThan(1e-12 * Math.max(1, Math.abs(expected)));
  });

  test('singular at an end that is not 0, it keeps half the digits: beta(1/2, 1/2) = pi', () => {
    expect(Math.abs(integrate((x) => 1 / Math.sqrt(x * (1 - x)), 0, 1, { tolerance: 1e-10 }) - Math.PI)).toBeLessThan(
      1e-7,
    );
  });

  test('refuses a divergent integral and one that is not a number', () => {
    expect(() => integrate((x) => 1 / x, 1, Infinity)).toThrow('did not converge');
    expect(() => integrate((x) => 1 / x, 0, 1)).toThrow('did not converge');
    expect(() => integrate(() => Number.NaN, 0, 1)).toThrow('not finite between 0 and 1');
  });
});

test('derivative and gradient are good to 1e-11', () => {
  expect(Math.abs(derivative(Math.sin, 0.7) - Math.cos(0.7))).toBeLessThan(1e-11);
  const g = gradient((x) => x[0]! ** 2 * x[1]! + Math.exp(x[2]!), Float64Array.of(1, 2, 0.5));
  for (const [j, exact] of [4, 1, Math.exp(0.5)].entries()) expect(Math.abs(g[j]! - exact)).toBeLessThan(1e-11);
});

describe('energyDistance', () => {
  test('by hand: {0, 2} and {1} on the line', () => {
    // 2 E|X - Y| = 2, E|X - X'| = (0 + 2 + 2 + 0)/4 = 1, E|Y - Y'| = 0.
    expect(energyDistance(Float64Array.of(0, 2), Float64Array.of(1), 1)).toBe(1);
  });

  test('rows of two: (0,0) and (3,4) are 5 apart', () => {
    expect(energyDistance(Float64Array.of(0, 0), Float64Array.of(3, 4), 2)).toBe(10);
    expect(energyDistance(Float64Array.of(0, 0, 3, 4), Float64Array.of(3, 4, 0, 0), 2)).toBe(0);
    expect(() => energyDistance(Float64Array.of(1, 2, 3), Float64Array.of(1, 2), 2)).toThrow('not rows of 2');
  });
});

describe('enumerateLaw', () => {
  test('lists states in counting order', () => {
    expect([...binaryStates(2)]).toEqual([
      Uint8Array.of(0, 0),
      Uint8Array.of(1, 0),
      Uint8Array.of(0, 1),
      Uint8Array.of(1, 1),
    ]);
    expect([...binaryStates(0)]).toEqual([new Uint8Array(0)]);
  });

  test('independent bits: Z = (1 + e)^3, E s_0 = e/(1 + e)', () => {
    const law = enumerateLaw(3, (s) => s[0]! + s[1]! + s[2]!);
    expect(law.logPartition).toBeCloseTo(3 * Math.log(1 + Math.E), 13);
    expect(law.expectation((s) => s[0]!)).toBeCloseTo(Math.E / (1 + Math.E), 14);
    expect(law.probabilities.reduce((sum, p) => sum + p)).toBeCloseTo(1, 14);
  });

  test('large weights do not overflow and impossible states have none', () => {
    const law = enumerateLaw(2, (s) => (s[0] === 1 ? -Infinity : 2000 + s[1]!));
    expect(Array.from(law.probabilities)).toEqual([1 / (1 + Math.E), 0, expect.closeTo(Math.E / (1 + Math.E), 12), 0]);
  });
});

describe('gaussianMixtureOracle', () => {
  const mixture = {
    weights: [0.3, 0.7],
    means: [
      [0, 1],
      [2, -1],
    ],
    covariances: [
      [
        [1, 0.3],
        [0.3, 0.5],
      ],
      [
        [0.4, 0],
        [0, 2],
      ],
    ],
  };
  const oracle = gaussianMixtureOracle(mixture);
  const x = Float64Array.of(0.7, 0.2);

  test('one component is its own formula', () => {
    const single = gaussianMixtureOracle({
      weights: [1],
      means: [[1, 2]],
      covariances: [
        [
          [4, 0],
          [0, 9],
        ],
      ],
    });
    const expected = -Math.log(2 * Math.PI * 6) - 0.5 * (1 / 4 + 4 / 9);
    expect(single.logDensity([2, 4])).toBeCloseTo(expected, 14);
    expect(Array.from(single.score([2, 4]))).toEqual([expect.closeTo(-1 / 4, 14), expect.closeTo(-2 / 9, 14)]);
  });

  test('integrates to 1 over the plane', () => {
    const inner = (a: number): number =>
      integrate((b) => Math.exp(oracle.logDensity([a, b])), -Infinity, Infinity, { tolerance: 1e-10 });
    expect(integrate(inner, -Infinity, Infinity, { tolerance: 1e-9 })).toBeCloseTo(1, 8);
  });

  test('the score is the gradient of the log density', () => {
    const numeric = gradient(oracle.logDensity, x);
    for (const j of [0, 1]) expect(oracle.score(x)[j]).toBeCloseTo(numeric[j]!, 10);
  });

  test('denoising obeys Tweedie’s formula: E[x0|x] = x + sigma^2 score', () => {
    const sigma = 0.8;
    const score = oracle.noised(sigma).score(x);
    const mean = oracle.denoise(x, sigma);
    for (const j of [0, 1]) expect(mean[j]).toBeCloseTo(x[j]! + sigma ** 2 * score[j]!, 13);
  });
});
