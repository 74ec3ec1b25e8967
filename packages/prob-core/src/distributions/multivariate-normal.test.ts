import { expectClose, referenceCase } from '@yuragi/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { key } from '../key.ts';
import { toNdarray } from '../ndarray-boundary.ts';
import { stream } from '../rng.ts';
import { type MultivariateNormalOptions, multivariateNormal } from './multivariate-normal.ts';
import { normal } from './normal.ts';

const square = (...entries: number[]) => {
  const d = Math.sqrt(entries.length);
  return toNdarray(Float64Array.from(entries), [d, d]);
};
const COVARIANCE = square(2, 0.6, -0.3, 0.6, 1, 0.2, -0.3, 0.2, 0.5);
const MEAN = [0.1, -0.2, 0.3];

/** The adjugate of COVARIANCE, which is DETERMINANT times its inverse. */
const ADJUGATE = square(0.46, -0.36, 0.42, -0.36, 0.91, -0.58, 0.42, -0.58, 1.64);
const DETERMINANT = 0.578;

test('agrees with the stored values', () => {
  const { inputs, outputs, tolerance } = referenceCase('prob-kl-thermo-latent', 'dist-mvn');
  const law = multivariateNormal({ mean: inputs.mean, covariance: square(...inputs.cov.flat()) });
  expectClose(
    { logpdf: law.logDensity(Float64Array.from(inputs.x)), entropy: law.entropy() },
    { logpdf: outputs.logpdf, entropy: outputs.entropy },
    tolerance,
  );
});

describe('the four ways to give one law', () => {
  // L L^T = COVARIANCE, row by row.
  const l11 = Math.sqrt(2);
  const l21 = 0.6 / l11;
  const l31 = -0.3 / l11;
  const l22 = Math.sqrt(1 - l21 * l21);
  const l32 = (0.2 - l31 * l21) / l22;
  const l33 = Math.sqrt(0.5 - l31 * l31 - l32 * l32);
  const ways: Record<string, MultivariateNormalOptions> = {
    covariance: { mean: MEAN, covariance: COVARIANCE },
    precision: { mean: MEAN, precision: square(...Array.from(ADJUGATE.data, (c) => c / DETERMINANT)) },
    choleskyFactor: { mean: MEAN, choleskyFactor: square(l11, 0, 0, l21, l22, 0, l31, l32, l33) },
  };

  test.each(Object.keys(ways))('%s', (way) => {
    const law = multivariateNormal(ways[way]!);
    const x = Float64Array.of(1, 0, -1);
    const expected = multivariateNormal(ways.covariance!);
    expectClose(law.logDensity(x), -4.532724894459139, { rel: 1e-13 });
    expectClose(law.entropy(), 3.9827248944591385, { rel: 1e-13 });
    expectClose(law.variance(), [2, 1, 0.5], { rel: 1e-14 });
    expectClose(law.covariance().data, COVARIANCE.data, { abs: 1e-15 });
    expectClose(law.parameters, { mean: MEAN, covariance: COVARIANCE.data }, { abs: 1e-15 });
    const [score, expectedScore] = [new Float64Array(3), new Float64Array(3)];
    law.score(x, score);
    expected.score(x, expectedScore);
    expectClose(score, expectedScore, { rel: 1e-12 });
  });

  test('variances is the product of univariate normals', () => {
    const law = multivariateNormal({ mean: [1, 2], variances: [4, 0.25] });
    const parts = [normal({ mean: 1, standardDeviation: 2 }), normal({ mean: 2, standardDeviation: 0.5 })] as const;
    expect(law.logDensity(Float64Array.of(0, 3))).toBeCloseTo(parts[0].logDensity(0) + parts[1].logDensity(3), 14);
    expect(law.entropy()).toBeCloseTo(parts[0].entropy() + parts[1].entropy(), 14);
    expect(Array.from(law.covariance().data)).toEqual([4, 0, 0, 0.25]);
    expect(law.parameters).toEqual({ mean: Float64Array.of(1, 2), variances: Float64Array.of(4, 0.25) });
    const score = new Float64Array(2);
    law.score(Float64Array.of(0, 3), score);
    expectClose(score, [parts[0].score(0), parts[1].score(3)], { rel: 1e-15 });
  });
});

describe('draws', () => {
  const normals = (n: number) => {
    const rng = stream(key(1));
    return Array.from({ length: n }, () => rng.normal()) as [number, number];
  };

  test('from a factor are mean + L z', () => {
    const law = multivariateNormal({ mean: [1, 2], choleskyFactor: square(2, 0, -1, 3) });
    const [z1, z2] = normals(2);
    expect(Array.from(law.sample(stream(key(1))))).toEqual([1 + 2 * z1, 2 + (-z1 + 3 * z2)]);
  });

  test('from a precision R R^T are mean + R^-T z', () => {
    const law = multivariateNormal({ mean: [0, 0], precision: square(4, -2, -2, 10) });
    // R = (2, 0; -1, 3).
    const [z1, z2] = normals(2);
    const second = z2 / 3;
    expect(Array.from(law.sample(stream(key(1))))).toEqual([(z1 + second) / 2, second]);
  });

  test('from variances are mean + deviation z, coordinate by coordinate', () => {
    const law = multivariateNormal({ mean: [1, 2], variances: [4, 9] });
    const [z1, z2] = normals(2);
    expect(Array.from(law.sample(stream(key(1))))).toEqual([1 + 2 * z1, 2 + 3 * z2]);
  });
});

test('shifting the mean shifts the density; scaling multiplies the covariance', () => {
  const number = fc.double({ min: -5, max: 5, noNaN: true });
  fc.assert(
    fc.property(number, number, number, fc.double({ min: 0.1, max: 10, noNaN: true }), (x1, x2, x3, c) => {
      const unit = multivariateNormal({ mean: [0, 0, 0], covariance: COVARIANCE });
      const scaled = multivariateNormal({
        mean: MEAN,
        covariance: square(...Array.from(COVARIANCE.data, (entry) => c * c * entry)),
      });
      const at = Float64Array.from([x1, x2, x3], (x, j) => MEAN[j]! + c * x);
      expectClose(scaled.logDensity(at), unit.logDensity(Float64Array.of(x1, x2, x3)) - 3 * Math.log(c), {
        rel: 1e-12,
      });
    }),
  );
});

test('a view with strides is read as what it shows', () => {
  const transposed = toNdarray(Float64Array.of(2, 0, -1, 3), [2, 2]).transpose(1, 0);
  const law = multivariateNormal({ mean: [0, 0], choleskyFactor: square(2, 0, 0, 3) });
  expect(() => multivariateNormal({ mean: [0, 0], choleskyFactor: transposed })).toThrow('choleskyFactor[0, 1]');
  expect(Array.from(law.variance())).toEqual([4, 9]);
});

test('what is returned is the caller’s to change', () => {
  const law = multivariateNormal({ mean: [1, 2], covariance: square(2, 0.5, 0.5, 1) });
  law.mean().fill(9);
  law.variance().fill(9);
  law.covariance().set(0, 0, 9);
  expect([law.mean()[0], law.variance()[0], law.covariance().get(0, 0)]).toEqual([1, 2, 2]);
});

test('a number of x that is NaN gives NaN', () => {
  const law = multivariateNormal({ mean: [0, 0], variances: [1, 1] });
  expect(law.logDensity(Float64Array.of(0, Number.NaN))).toBeNaN();
});

describe('errors', () => {
  test('a covariance or precision that is not positive definite, with its entries', () => {
    const bad = square(1, 2, 2, 1);
    const message = 'must be positive definite; received Float64Array[1, 2, 2, 1]';
    expect(() => multivariateNormal({ mean: [0, 0], covariance: bad })).toThrow(
      `multivariateNormal: \`covariance\` ${message}`,
    );
    expect(() => multivariateNormal({ mean: [0, 0], precision: bad })).toThrow(
      `multivariateNormal: \`precision\` ${message}`,
    );
  });

  test('a matrix that is not symmetric', () => {
    expect(() => multivariateNormal({ mean: [0, 0], covariance: square(1, 0.5, 0.4, 1) })).toThrow(
      'multivariateNormal: `covariance[1, 0]` must be equal to covariance[0, 1] = 0.5; received 0.4',
    );
  });

  test('a factor that is not lower triangular with a positive diagonal', () => {
    expect(() => multivariateNormal({ mean: [0, 0], choleskyFactor: square(1, 0.5, 0, 1) })).toThrow(
      'multivariateNormal: `choleskyFactor[0, 1]` must be 0, above the diagonal; received 0.5',
    );
    expect(() => multivariateNormal({ mean: [0, 0], choleskyFactor: square(1, 0, 0, -1) })).toThrow(
      'multivariateNormal: `choleskyFactor[1, 1]` must be a finite number > 0; received -1',
    );
  });

  test('variances that are not positive', () => {
    expect(() => multivariateNormal({ mean: [0, 0], variances: [1, 0] })).toThrow(
      'multivariateNormal: `variances[1]` must be a finite number > 0; received 0',
    );
  });

  test('shapes that do not agree', () => {
    expect(() => multivariateNormal({ mean: [], variances: [] })).toThrow(
      'multivariateNormal: `mean` must have length >= 1; received shape (0)',
    );
    expect(() => multivariateNormal({ mean: [0, 0], variances: [1] })).toThrow(
      'multivariateNormal: `variances` must have length 2; received shape (1)',
    );
    expect(() => multivariateNormal({ mean: [0, 0, 0], covariance: square(1, 0, 0, 1) })).toThrow(
      'multivariateNormal: `covariance` must have shape (n, 3); received shape (2, 2)',
    );
    const wide = toNdarray(Float64Array.of(1, 0), [1, 2]);
    expect(() => multivariateNormal({ mean: [0, 0], covariance: wide })).toThrow(
      'multivariateNormal: `covariance` must have shape (2, 2); received shape (1, 2)',
    );
  });

  test('entries that are not finite', () => {
    expect(() => multivariateNormal({ mean: [0, Number.NaN], variances: [1, 1] })).toThrow(
      'multivariateNormal: `mean[1]` must be a finite number; received NaN',
    );
    expect(() => multivariateNormal({ mean: [0, 0], covariance: square(1, Infinity, 0, 1) })).toThrow(
      'multivariateNormal: `covariance[1]` must be a finite number; received Infinity',
    );
  });

  test('no spread, or more than one', () => {
    const message = 'must be given exactly one of covariance, precision, choleskyFactor, variances; received an object';
    expect(() => multivariateNormal({ mean: [0] } as never)).toThrow(`multivariateNormal: \`options\` ${message}`);
    expect(() => multivariateNormal({ mean: [0], variances: [1], covariance: square(1) })).toThrow(message);
  });
});
