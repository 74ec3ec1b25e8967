import { fillNormal, key, stream, toNdarray } from '@yuragi/prob-core';
import { hutchinsonFlow } from '@yuragi/sde';
import { describe, expect, test } from 'vitest';
import {
  denoisingScoreMatching,
  explicitScoreMatching,
  implicitScoreMatching,
  type ScoreWithDivergence,
  scoreMatchingConstants,
  smoothedMixture,
} from './index.ts';
import { denoisingLosses } from './score-matching.ts';

const law = smoothedMixture({
  weights: Float64Array.of(0.3, 0.7),
  means: toNdarray(Float64Array.of(-1.5, 1), [2, 1]),
  covariances: toNdarray(Float64Array.of(0.16, 0.36), [2, 1, 1]),
});
/** A score that is wrong and not linear: s = -x + sin 2x. */
const model: ScoreWithDivergence = (x, _sigma, score, divergence) => {
  for (let i = 0; i < x.length; i++) {
    score[i] = -x[i]! + Math.sin(2 * x[i]!);
    divergence[i] = -1 + 2 * Math.cos(2 * x[i]!);
  }
};
const scoreOf = (x: Float64Array, sigma: number, out: Float64Array): void =>
  model(x, sigma, out, new Float64Array(x.length));
const sigma = 0.6;

// The trapezoidal rule on the line converges exponentially for what is analytic and falls off like a normal law: at this
// step, a twelfth of the narrowest deviation seen, its error is below 1e-15 of the integrand.
const step = 1 / 30;
const nodes = Float64Array.from({ length: 661 }, (_, i) => (i - 330) * step);
const x = toNdarray(nodes, [nodes.length, 1]);
const densities = new Float64Array(nodes.length);
const integral = (values: Float64Array, density: Float64Array): number =>
  values.reduce((sum, value, i) => sum + value * density[i]! * step, 0);
const overNoised = (values: Float64Array): number => {
  law.logDensityInto(nodes, sigma, densities);
  return integral(values, densities.map(Math.exp));
};

describe('the three losses of a score, by quadrature', () => {
  const explicit = overNoised(explicitScoreMatching(scoreOf, law.scoreInto, x, sigma).perPoint);
  const implicit = overNoised(implicitScoreMatching(model, x, sigma).perPoint);
  const constants = scoreMatchingConstants(law.scoreInto, x, sigma);
  const explicitMinusImplicit = overNoised(constants.explicitMinusImplicit.perPoint);
  const denoisingMinusExplicit = overNoised(constants.denoisingMinusExplicit.perPoint);

  test('explicit = implicit + 1/2 E |grad log p|^2 to 1e-10', () => {
    expect(Math.abs(explicit - implicit - explicitMinusImplicit)).toBeLessThan(1e-10);
    // Without the 1/2 on |s|^2, or twice the divergence: the missing factors of this formula.
    const [score, divergence] = [new Float64Array(nodes.length), new Float64Array(nodes.length)];
    model(nodes, sigma, score, divergence);
    const norm = overNoised(score.map((value) => value ** 2));
    expect(Math.abs(explicit - (norm + overNoised(divergence)) - explicitMinusImplicit)).toBeGreaterThan(0.1);
    expect(Math.abs(explicit - (norm / 2 + 2 * overNoised(divergence)) - explicitMinusImplicit)).toBeGreaterThan(0.1);
  });

  test('denoising = explicit + d/(2 sigma^2) - 1/2 E |grad log p|^2 to 1e-10', () => {
    const rows = nodes.filter((node) => Math.abs(node) < 6);
    const logDensity = new Float64Array(rows.length);
    law.logDensityInto(rows, 0, logDensity);
    let denoising = 0;
    for (const [i, x0] of rows.entries()) {
      // Node eps of the noise, with x_0 in every row.
      const losses = denoisingLosses(
        scoreOf,
        nodes.map(() => x0),
        nodes,
        sigma,
        nodes.length,
      );
      const normal = nodes.map((eps) => Math.exp(-0.5 * eps * eps) / Math.sqrt(2 * Math.PI));
      denoising += step * Math.exp(logDensity[i]!) * integral(losses, normal);
    }
    expect(Math.abs(denoising - explicit - denoisingMinusExplicit)).toBeLessThan(1e-10);
  });

  test('the last constant is what no denoiser can know, E tr Cov[x_0 | x]/(2 sigma^4)', () => {
    const spread = new Float64Array(nodes.length);
    law.posteriorVarianceInto(nodes, sigma, spread);
    expect(Math.abs(overNoised(spread) / (2 * sigma ** 4) - denoisingMinusExplicit)).toBeLessThan(1e-10);
  });

  test('the true score has no explicit loss, and its implicit loss is minus the constant', () => {
    expect(explicitScoreMatching(law.scoreInto, law.scoreInto, x, sigma).value).toBe(0);
    const least = overNoised(implicitScoreMatching(law.scoreAndDivergenceInto, x, sigma).perPoint);
    expect(Math.abs(least + explicitMinusImplicit)).toBeLessThan(1e-10);
  });
});

describe('what a score is', () => {
  const h = 1e-4;
  /** log N(x; m, exp(2 s)). */
  const logNormal = (at: number, m: number, s: number): number =>
    -0.5 * Math.log(2 * Math.PI) - s - 0.5 * ((at - m) / Math.exp(s)) ** 2;

  test('the gradient in x, Stein`s and Hyvarinen`s: not Fisher`s, the gradient in the parameters', () => {
    const normal = smoothedMixture({
      weights: Float64Array.of(1),
      means: toNdarray(Float64Array.of(0.5), [1, 1]),
      covariances: toNdarray(Float64Array.of(Math.exp(0.6)), [1, 1, 1]),
    });
    const out = new Float64Array(1);
    for (const at of [-1, 0.2, 2]) {
      normal.scoreInto(Float64Array.of(at), 0, out);
      const slope = (f: (shift: number) => number): number => (f(h) - f(-h)) / (2 * h);
      expect(out[0]).toBeCloseTo(
        slope((shift) => logNormal(at + shift, 0.5, 0.3)),
        7,
      );
      // In a location they are opposite; in a scale they have nothing to do with each other.
      expect(out[0]).toBeCloseTo(-slope((shift) => logNormal(at, 0.5 + shift, 0.3)), 7);
      expect(Math.abs(out[0]! - slope((shift) => logNormal(at, 0.5, 0.3 + shift)))).toBeGreaterThan(0.1);
    }
  });

  test('Laplacian of N(x; 0, sigma^2 I) is (-d + |x|^2/sigma^2)/sigma^2 of it, without a 1/2: twice d/dsigma^2', () => {
    const d = 3;
    const point = smoothedMixture({
      weights: Float64Array.of(1),
      means: toNdarray(new Float64Array(d), [1, d]),
      covariances: toNdarray(new Float64Array(d * d), [1, d, d]),
    });
    const at = Float64Array.of(0.4, -1, 0.7);
    const squared = at.reduce((sum, value) => sum + value ** 2, 0);
    const [score, divergence, logDensity] = [new Float64Array(d), new Float64Array(1), new Float64Array(1)];
    for (const level of [0.5, 1.3]) {
      point.scoreAndDivergenceInto(at, level, score, divergence);
      const laplacian = divergence[0]! + score.reduce((sum, value) => sum + value ** 2, 0);
      expect(laplacian).toBeCloseTo((-d + squared / level ** 2) / level ** 2, 10);
      const logAt = (variance: number): number => {
        point.logDensityInto(at, Math.sqrt(variance), logDensity);
        return logDensity[0]!;
      };
      const inVariance = (logAt(level ** 2 + 1e-5) - logAt(level ** 2 - 1e-5)) / 2e-5;
      expect(inVariance).toBeCloseTo(0.5 * laplacian, 6);
      expect(Math.abs(inVariance - laplacian)).toBeGreaterThan(0.1);
    }
  });
});

describe('on samples', () => {
  test('Hutchinson`s trace is an implicit loss too, exact in one dimension', () => {
    const flow = hutchinsonFlow({ dimension: 1, drift: scoreOf }, key('probes'));
    const estimated = implicitScoreMatching(flow.driftAndDivergence, x, sigma);
    expect(estimated.value).toBeCloseTo(implicitScoreMatching(model, x, sigma).value, 8);
  });

  test('value and standard error are those of the losses per point', () => {
    const { value, standardError, perPoint, warnings } = explicitScoreMatching(scoreOf, law.scoreInto, x, sigma);
    const centre = perPoint.reduce((sum, loss) => sum + loss, 0) / perPoint.length;
    const squares = perPoint.reduce((sum, loss) => sum + (loss - centre) ** 2, 0);
    expect(value).toBeCloseTo(centre, 12);
    expect(standardError).toBeCloseTo(Math.sqrt(squares / (perPoint.length - 1) / perPoint.length), 12);
    expect(warnings).toEqual([]);
    const one = toNdarray(Float64Array.of(1), [1, 1]);
    expect(explicitScoreMatching(scoreOf, law.scoreInto, one, sigma).standardError).toBe(Infinity);
  });

  test('the denoising loss draws one noise a row, and is that of a denoiser over 2 sigma^4', () => {
    const x0 = toNdarray(Float64Array.of(-1, 0, 2), [3, 1]);
    const { perPoint } = denoisingScoreMatching(law.scoreInto, x0, sigma, stream(key('noise')));
    const noise = new Float64Array(3);
    fillNormal(stream(key('noise')), noise);
    const denoised = new Float64Array(3);
    law.denoise(
      x0.data.map((value, i) => value + sigma * noise[i]!),
      sigma,
      denoised,
    );
    for (let i = 0; i < 3; i++)
      expect(perPoint[i]).toBeCloseTo((x0.data[i]! - denoised[i]!) ** 2 / (2 * sigma ** 4), 11);
  });

  test('without noise there is no denoising loss', () => {
    expect(scoreMatchingConstants(law.scoreInto, x, 0).denoisingMinusExplicit.value).toBe(Infinity);
  });

  test('a score that gives no divergence, or answers later, has no loss', () => {
    expect(implicitScoreMatching(law.scoreInto, x, sigma).value).toBeNaN();
    const later = async (points: Float64Array, level: number, out: Float64Array): Promise<void> => {
      await Promise.resolve();
      law.scoreInto(points, level, out);
    };
    expect(explicitScoreMatching(later, law.scoreInto, x, sigma).value).toBeNaN();
    expect(denoisingScoreMatching(later, x, sigma, stream(key(1))).value).toBeNaN();
    expect(scoreMatchingConstants(later, x, sigma).explicitMinusImplicit.value).toBeNaN();
  });

  test('bad arguments are refused with their value', () => {
    const flat = toNdarray(new Float64Array(2), [2]);
    const broken = toNdarray(Float64Array.of(1, Number.NaN), [2, 1]);
    expect(() => explicitScoreMatching(scoreOf, scoreOf, flat, 1)).toThrow(
      'explicitScoreMatching: `x` must have shape (n, d); received shape (2)',
    );
    expect(() => implicitScoreMatching(model, broken, 1)).toThrow(
      'implicitScoreMatching: `x[1]` must be a finite number; received NaN',
    );
    expect(() => scoreMatchingConstants(scoreOf, broken, 1)).toThrow(
      'scoreMatchingConstants: `x[1]` must be a finite number; received NaN',
    );
    expect(() => denoisingScoreMatching(scoreOf, x, 0, stream(key(1)))).toThrow(
      'denoisingScoreMatching: `sigma` must be a finite number > 0; received 0',
    );
  });
});
