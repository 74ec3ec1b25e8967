import { key, normal, stream, toNdarray } from '@yuragi/prob-core';
import { expectClose, energyDistance as oracle, referenceCase } from '@yuragi/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gaussianWasserstein } from './gaussian-wasserstein.ts';
import { energyDistance, gaussianKernel, medianHeuristic, squaredMmd } from './sample-distances.ts';
import { slicedWasserstein, wasserstein } from './wasserstein.ts';

const REFERENCE = 'prob-kl-thermo-latent';
const rows = (data: ArrayLike<number>, d: number) => toNdarray(Float64Array.from(data), [data.length / d, d]);
const matrix = (table: readonly (readonly number[])[]) => rows(table.flat(), table.length);
const numbers = fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 1, maxLength: 8 });

/** W_p^p over every way to pair equal points, for samples of one size. */
function bestPairing(x: readonly number[], y: readonly number[], order: number): number {
  if (x.length === 0) return 0;
  const [first, ...rest] = x;
  return Math.min(
    ...y.map(
      (value, j) =>
        Math.abs(first! - value) ** order +
        bestPairing(
          rest,
          y.filter((_, i) => i !== j),
          order,
        ),
    ),
  );
}

describe('wasserstein', () => {
  test('is the cost of the best pairing', () => {
    const five = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(five, five, fc.constantFrom(1, 1.5, 2, 3), (x, y, order) => {
        const expected = (bestPairing(x, y, order) / 5) ** (1 / order);
        expect(wasserstein(x, y, { order })).toBeCloseTo(expected, 10);
      }),
      { numRuns: 40 },
    );
  });

  test('matches the linear program of the reference, weights and all', () => {
    const { inputs, outputs } = referenceCase(REFERENCE, 'ot-3x4');
    const { x, y, a, b } = inputs;
    const weights = { weightsX: a, weightsY: b };
    expectClose(wasserstein(x, y, weights), outputs.w1, { rel: 1e-14 });
    expectClose(wasserstein(x, y, { order: 2, ...weights }) ** 2, outputs.emd_cost, { rel: 1e-14 });
  });

  test('of order 1 is the area between the distribution functions', () => {
    fc.assert(
      fc.property(numbers, numbers, (x, y) => {
        const ends = [...x, ...y].sort((a, b) => a - b);
        const cdf = (sample: number[], t: number) => sample.filter((v) => v <= t).length / sample.length;
        let area = 0;
        for (let i = 1; i < ends.length; i++)
          area += (ends[i]! - ends[i - 1]!) * Math.abs(cdf(x, ends[i - 1]!) - cdf(y, ends[i - 1]!));
        expect(wasserstein(x, y)).toBeCloseTo(area, 10);
      }),
    );
  });

  test('is a metric: symmetric, 0 for one sample, and of a shift the shift', () => {
    fc.assert(
      fc.property(numbers, numbers, fc.constantFrom(1, 2, 3), (x, y, order) => {
        expect(wasserstein(x, y, { order })).toBeCloseTo(wasserstein(y, x, { order }), 10);
        expect(wasserstein(x, [...x].reverse(), { order })).toBe(0);
        expect(
          wasserstein(
            x,
            x.map((v) => v + 3),
            { order },
          ),
        ).toBeCloseTo(3, 10);
      }),
    );
  });

  test('copies its input, and points of weight 0 do not count', () => {
    const x = [3, 1, 2];
    expect(wasserstein(x, [1, 2, 100, 3], { weightsY: [1, 1, 0, 1] })).toBe(0);
    expect(x).toEqual([3, 1, 2]);
  });

  test('leaves nothing over between equal laws, whatever the numbers of points', () => {
    const far = (copies: number) => [-1e6, 0, 1e6].flatMap((x) => new Array<number>(copies).fill(x));
    for (const copies of [1, 2, 3, 5, 7]) expect(wasserstein(far(copies), far(6), { order: 3 })).toBe(0);
    const weighted = { order: 3, weightsX: [0.1, 0.2, 0.7], weightsY: [0.3, 0.7] };
    expect(wasserstein([-1e6, -1e6, 1e6], [-1e6, 1e6], weighted)).toBe(0);
    // A small weight is not rounding.
    expectClose(wasserstein([0, 1e20], [0], { weightsX: [1, 1e-20] }), 1, { rel: 1e-13 });
  });

  test('refuses what is no sample', () => {
    expect(() => wasserstein([], [1])).toThrow('wasserstein: `x` must be at least one number; received []');
    expect(() => wasserstein([1], [Number.NaN])).toThrow('wasserstein: `y[0]` must be a finite number; received NaN');
    expect(() => wasserstein([1], [1], { order: 0.5 })).toThrow(
      'wasserstein: `order` must be a finite number >= 1; received 0.5',
    );
    expect(() => wasserstein([1, 2], [1], { weightsX: [1] })).toThrow(
      'wasserstein: `weightsX` must have length 2; received shape (1)',
    );
    expect(() => wasserstein([1], [1, 2], { weightsY: [0, 0] })).toThrow(
      'wasserstein: `weightsY` must be weights with a finite sum > 0; received [0, 0]',
    );
    expect(() => wasserstein([1], [1, 2], { weightsY: [2, -1] })).toThrow('`weightsY[1]` must be a finite number >= 0');
  });
});

describe('slicedWasserstein', () => {
  const x = rows([0, 0, 1, 2, -1, 0.5], 2);

  test('of a shift is the mean of the squared projections of the shift', () => {
    const y = rows([3, 4, 4, 6, 2, 4.5], 2);
    // E <theta, a>^2 = |a|^2/d for theta uniform on the circle.
    const { value, standardError, diagnostics } = slicedWasserstein(x, y, stream(key('shift')), {
      numDirections: 2000,
    });
    expect(Math.abs(diagnostics.power - 12.5)).toBeLessThan(5 * diagnostics.powerStandardError);
    expectClose(value ** 2, diagnostics.power, { rel: 1e-14 });
    expectClose(standardError, diagnostics.powerStandardError / 2 / value, { rel: 1e-14 });
  });

  test('on the line is the Wasserstein distance, without error', () => {
    const { value, standardError } = slicedWasserstein(rows([1, 2, 5], 1), rows([2, 4], 1), stream(key(1)), {
      order: 1,
    });
    expectClose(value, wasserstein([1, 2, 5], [2, 4]), { rel: 1e-14 });
    expect(standardError).toBeLessThan(1e-15);
  });

  test('of a sample with itself is 0', () => {
    expect(slicedWasserstein(x, x, stream(key(2)))).toMatchObject({ value: 0, standardError: 0 });
  });

  test('refuses other dimensions and too few directions', () => {
    expect(() => slicedWasserstein(x, rows([1], 1), stream(key(1)))).toThrow(
      'slicedWasserstein: `y` must have shape (m, 2); received shape (1, 1)',
    );
    expect(() => slicedWasserstein(x, x, stream(key(1)), { numDirections: 1 })).toThrow(
      'slicedWasserstein: `numDirections` must be an integer >= 2; received 1',
    );
    expect(() => slicedWasserstein(x, x, stream(key(1)), { order: Infinity })).toThrow(
      'slicedWasserstein: `order` must be a finite number >= 1; received Infinity',
    );
  });
});

describe('gaussianWasserstein', () => {
  test('matches the reference', () => {
    const { inputs, outputs } = referenceCase(REFERENCE, 'w2-gaussian-mvn');
    const p = { mean: inputs.m1, covariance: matrix(inputs.S1) };
    const q = { mean: inputs.m2, covariance: matrix(inputs.S2) };
    expectClose(gaussianWasserstein(p, q) ** 2, outputs.w2_squared, { rel: 1e-13 });
    expectClose(gaussianWasserstein(q, p) ** 2, outputs.w2_squared, { rel: 1e-13 });
  });

  test('of covariances that commute is the distance of means and of deviations', () => {
    const p = { mean: [1, 2, 3], variances: [1, 1e-12, 9] };
    const q = { mean: [0, 2, 3], variances: [4, 1e-6, 1] };
    expectClose(gaussianWasserstein(p, q) ** 2, 1 + 1 + (1e-3 - 1e-6) ** 2 + 4, { rel: 1e-14 });
  });

  test('of close laws is small to full digits: |epsilon| sqrt(tr S) for S and (1 + epsilon)^2 S', () => {
    const table = [
      [2, 0.6, -0.3],
      [0.6, 1, 0.2],
      [-0.3, 0.2, 0.5],
    ];
    const scaled = (c: number) => ({
      mean: [0, 0, 0],
      covariance: matrix(table.map((row) => row.map((v) => v * c * c))),
    });
    // Deviations hold 1e-16: relative errors of 1e-16/epsilon, where the traces' difference would leave only zeros.
    expectClose(gaussianWasserstein(scaled(1), scaled(1 + 2 ** -30)), 2 ** -30 * Math.sqrt(3.5), { rel: 1e-5 });
    expect(gaussianWasserstein(scaled(1), scaled(1))).toBeLessThan(1e-14);
  });

  test('is a metric on laws in four dimensions', () => {
    const rng = stream(key('metric'));
    const law = () => {
      const factor = Float64Array.from({ length: 16 }, (_, i) =>
        i % 4 > i / 4 ? 0 : i % 5 === 0 ? 0.2 + rng.exponential() : rng.normal(),
      );
      return { mean: Array.from({ length: 4 }, () => rng.normal()), choleskyFactor: rows(factor, 4) };
    };
    for (let trial = 0; trial < 20; trial++) {
      const [p, q, r] = [law(), law(), law()];
      const [pq, qr, pr] = [gaussianWasserstein(p, q), gaussianWasserstein(q, r), gaussianWasserstein(p, r)];
      expect(pr).toBeLessThanOrEqual(pq + qr + 1e-12);
      expectClose(gaussianWasserstein(q, p), pq, { rel: 1e-12 });
      expect(gaussianWasserstein(p, p)).toBeLessThan(1e-13);
    }
  });

  test('refuses different dimensions', () => {
    expect(() => gaussianWasserstein({ mean: [0], variances: [1] }, { mean: [0, 0], variances: [1, 1] })).toThrow(
      'gaussianWasserstein: `q.mean` must have length 1; received shape (2)',
    );
  });
});

describe('squaredMmd', () => {
  const kernel = gaussianKernel(1);

  test('is unbiased: its mean over all samples of two small laws is the population’s', () => {
    // X on {0, 1} with mass 1/3 at 1, Y on {0, 1} with mass 3/4 at 1; every pair of samples of 3 and 2, by its mass.
    const [px, py] = [1 / 3, 3 / 4];
    let mean = 0;
    for (let state = 0; state < 32; state++) {
      const bits = Array.from({ length: 5 }, (_, i) => (state >> i) & 1);
      const mass = bits.reduce((m, bit, i) => {
        const p = i < 3 ? px : py;
        return m * (bit ? p : 1 - p);
      }, 1);
      mean += mass * squaredMmd(rows(bits.slice(0, 3), 1), rows(bits.slice(3), 1), kernel).value;
    }
    // MMD^2 = (px - py)^2 (2 k(0, 0) - 2 k(0, 1)).
    expectClose(mean, (px - py) ** 2 * (2 - 2 * Math.exp(-0.5)), { rel: 1e-13 });
  });

  test('with the kernel -|x - y| is the energy distance without its bias', () => {
    const [x, y] = [
      [0.3, 1, 4, -2],
      [1, 2, 9],
    ];
    const distance = squaredMmd(rows(x, 1), rows(y, 1), (a, i, b, j) => -Math.abs(a[i]! - b[j]!)).value;
    const spread = (s: number[]) => s.reduce((sum, u) => sum + s.reduce((t, v) => t + Math.abs(u - v), 0), 0);
    const bias = spread(x) / 16 / 3 + spread(y) / 9 / 2;
    expectClose(energyDistance(rows(x, 1), rows(y, 1)) - bias, distance, { rel: 1e-12 });
  });

  test('refuses one point, and reports a kernel that is not finite', () => {
    expect(() => squaredMmd(rows([1], 1), rows([1, 2], 1), kernel)).toThrow(
      'squaredMmd: `x` must have at least 2 rows; received shape (1, 1)',
    );
    expect(() => squaredMmd(rows([1, 2], 1), rows([1, 2], 2), kernel)).toThrow(
      'squaredMmd: `y` must have at least 2 rows of 1 columns; received shape (1, 2)',
    );
    expect(squaredMmd(rows([1, 2], 1), rows([1, 2], 1), () => Number.NaN).warnings).toEqual([
      { code: 'kernel-not-finite', message: 'The kernel is not finite: the estimate is NaN.' },
    ]);
    expect(() => gaussianKernel(0)).toThrow('gaussianKernel: `bandwidth` must be a finite number > 0; received 0');
  });
});

describe('medianHeuristic', () => {
  test('is the median distance of different points', () => {
    // Distances 1, 3, 2 of 0, 1, 3; of four points the middle two of six are averaged.
    expect(medianHeuristic(rows([0, 1], 1), rows([3], 1))).toBe(2);
    expect(medianHeuristic(rows([0, 1], 1), rows([3, 7], 1))).toBe(3.5);
    expect(medianHeuristic(rows([0, 0], 2), rows([3, 4], 2))).toBe(5);
  });

  test('refuses samples that mostly coincide', () => {
    expect(() => medianHeuristic(rows([1, 1], 1), rows([1, 2], 1))).not.toThrow();
    expect(() => medianHeuristic(rows([1, 1, 1], 1), rows([1, 2], 1))).toThrow(
      'medianHeuristic: `x, y` must be samples of points that mostly differ; received 0',
    );
  });
});

describe('energyDistance', () => {
  test('agrees with an oracle in three dimensions', () => {
    const rng = stream(key('energy'));
    const draw = (n: number) => Float64Array.from({ length: 3 * n }, () => normal().sample(rng));
    const [x, y] = [draw(7), draw(5)];
    expectClose(energyDistance(rows(x, 3), rows(y, 3)), oracle(x, y, 3), { rel: 1e-13 });
    expect(energyDistance(rows(x, 3), rows(x, 3))).toBeCloseTo(0, 14);
  });

  test('on the line is the sum over pairs, ties and all', () => {
    const rng = stream(key('energy on the line'));
    // Rounded to eighths, so that points coincide within a sample and between them.
    for (const [n, m] of [
      [1, 1],
      [1, 40],
      [60, 45],
    ] as const)
      for (const grid of [0, 8]) {
        const draw = (length: number, shift: number) =>
          Float64Array.from({ length }, () => {
            const z = shift + rng.normal();
            return grid === 0 ? z : Math.round(grid * z) / grid;
          });
        const [x, y] = [draw(n, 1000), draw(m, 1001)];
        const value = energyDistance(rows(x, 1), rows(y, 1));
        // The pairwise sum cancels: it is known to rounding of its terms, of order 1.
        expect(Math.abs(value - oracle(x, y, 1))).toBeLessThan(1e-12);
        expect(energyDistance(rows(y, 1), rows(x, 1))).toBeCloseTo(value, 13);
      }
    expect(energyDistance(rows([3, 1, 2], 1), rows([1, 2, 3, 3, 2, 1], 1))).toBe(0);
    const x = Float64Array.of(2, 1);
    energyDistance(rows(x, 1), rows([1], 1));
    expect(Array.from(x)).toEqual([2, 1]);
  });

  test('refuses different dimensions', () => {
    expect(() => energyDistance(rows([1, 2], 2), rows([1], 1))).toThrow(
      'energyDistance: `y` must have at least 1 rows of 2 columns; received shape (1, 1)',
    );
  });
});
