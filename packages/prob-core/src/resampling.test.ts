import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { key } from './key.ts';
import {
  effectiveSampleSize,
  multinomialResample,
  residualResample,
  stratifiedResample,
  systematicResample,
} from './resampling.ts';
import { type Rng, stream } from './rng.ts';

const schemes = { multinomialResample, stratifiedResample, systematicResample, residualResample };
type Scheme = (typeof schemes)[keyof typeof schemes];

/** An Rng that gives the uniforms (or exponentials) it is told to. */
function scripted(draws: readonly number[]): Rng {
  let next = 0;
  const draw = (): number => draws[next++] ?? expect.fail('more draws were made');
  return { ...stream(key(1)), uniform: draw, exponential: draw };
}

const logsOf = (weights: readonly number[]): Float64Array => Float64Array.from(weights, Math.log);

function countsOf(ancestors: Int32Array, numParticles: number): number[] {
  const counts = new Array<number>(numParticles).fill(0);
  for (const i of ancestors) counts[i]!++;
  return counts;
}

/** Weights that are whole parts of 10, one of them zero. */
const WEIGHTS = [3, 0, 1, 6];
const TOTAL = 10;

describe('systematicResample', () => {
  test.each([1, 3, 4, 7, 20])('has n w_i offspring on average, integrated over u (n = %i)', (n) => {
    // The counts change only where n C_i/10 + integer = u: they are constant between tenths.
    const mean = [0, 0, 0, 0];
    for (let j = 0; j < TOTAL; j++) {
      const counts = countsOf(systematicResample(scripted([(j + 0.5) / TOTAL]), logsOf(WEIGHTS), n), 4);
      for (const [i, count] of counts.entries()) {
        mean[i]! += count / TOTAL;
        expect([Math.floor((n * WEIGHTS[i]!) / TOTAL), Math.ceil((n * WEIGHTS[i]!) / TOTAL)]).toContain(count);
      }
    }
    for (const [i, w] of WEIGHTS.entries()) expect(mean[i]).toBeCloseTo((n * w) / TOTAL, 12);
  });
});

describe('stratifiedResample', () => {
  test('has n w_i offspring on average, integrated over every stratum (n = 3)', () => {
    const mean = [0, 0, 0, 0];
    const levels = Array.from({ length: TOTAL }, (_, j) => (j + 0.5) / TOTAL);
    for (const a of levels)
      for (const b of levels)
        for (const c of levels) {
          const counts = countsOf(stratifiedResample(scripted([a, b, c]), logsOf(WEIGHTS), 3), 4);
          for (const [i, count] of counts.entries()) mean[i]! += count / TOTAL ** 3;
        }
    for (const [i, w] of WEIGHTS.entries()) expect(mean[i]).toBeCloseTo((3 * w) / TOTAL, 12);
  });
});

describe('residualResample', () => {
  test('draws nothing where every n w_i is an integer', () => {
    expect(countsOf(residualResample(scripted([]), logsOf([2, 0, 1, 1]), 20), 4)).toEqual([10, 0, 5, 5]);
    expect(countsOf(residualResample(scripted([]), new Float64Array(7), 7), 7)).toEqual([1, 1, 1, 1, 1, 1, 1]);
  });

  test('draws the rest from the residuals 0.9, 0, 0.3, 0.8 for n = 3', () => {
    // One point in (0, 1) times 2 (three less the floor 1 of 1.8): at 0.4, 0.5 and 0.7 of the residuals' cumulated share.
    const place = (u: number, v: number): number[] =>
      countsOf(residualResample(scripted([u, v - u, 1 - v]), logsOf(WEIGHTS), 3), 4);
    expect(place(0.44, 0.46)).toEqual([1, 0, 1, 1]);
    expect(place(0.59, 0.61)).toEqual([0, 0, 1, 2]);
    expect(place(0.1, 0.9)).toEqual([1, 0, 0, 2]);
  });
});

describe('multinomialResample', () => {
  test('places the partial sums of n + 1 exponentials over their total', () => {
    // Points 0.29, 0.31, 0.41 of cumulated weights 0.3, 0.3, 0.4, 1.
    const ancestors = multinomialResample(scripted([0.29 * 7, 0.02 * 7, 0.1 * 7, 0.59 * 7]), logsOf(WEIGHTS), 3);
    expect(Array.from(ancestors)).toEqual([0, 2, 3]);
  });

  test('gives a point that rounds to 1 to the last particle of positive weight', () => {
    expect(Array.from(multinomialResample(scripted([1, 0]), logsOf([1, 1, 0]), 1))).toEqual([1]);
    expect(Array.from(systematicResample(scripted([1 - 2 ** -53]), logsOf([1, 1, 0]), 3))).toEqual([0, 1, 1]);
  });
});

describe.each(Object.entries(schemes))('%s', (name, resample: Scheme) => {
  test('returns n ascending indices of positive weight, whatever the normalisation', () => {
    const weights = fc.array(fc.oneof(fc.constant(-Infinity), fc.double({ min: -30, max: 5, noNaN: true })), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(weights, fc.integer({ min: 1, max: 40 }), fc.nat(), (given, n, seed) => {
        fc.pre(given.some((x) => x > -Infinity));
        const logWeights = Float64Array.from(given);
        const ancestors = resample(stream(key(seed)), logWeights, n);
        expect(ancestors.length).toBe(n);
        expect(Array.from(logWeights)).toEqual(given);
        for (let i = 0; i < n; i++) {
          expect(given[ancestors[i]!]).toBeGreaterThan(-Infinity);
          if (i > 0) expect(ancestors[i]).toBeGreaterThanOrEqual(ancestors[i - 1]!);
        }
        // Shifts by powers of two keep the differences' bits.
        const whole = logWeights.map((x) => Math.round(x));
        expect(
          resample(
            stream(key(seed)),
            whole.map((x) => x + 1024),
            n,
          ),
        ).toEqual(resample(stream(key(seed)), whole, n));
      }),
    );
  });

  test('counts stay where the scheme keeps them', () => {
    const w = [0.05, 0.17, 0.4, 0.08, 0.3];
    for (let seed = 0; seed < 50; seed++) {
      const counts = countsOf(resample(stream(key(seed)), logsOf(w), 23), 5);
      for (const [i, count] of counts.entries()) {
        const expected = 23 * w[i]!;
        if (name === 'systematicResample') expect(Math.abs(count - expected)).toBeLessThan(1);
        if (name === 'stratifiedResample') expect(Math.abs(count - expected)).toBeLessThan(2);
        if (name === 'residualResample') expect(count).toBeGreaterThanOrEqual(Math.floor(expected));
      }
    }
  });

  test('refuses weights that are no law, and counts that are none', () => {
    const call = (logWeights: number[], n = 2) => resample(stream(key(1)), Float64Array.from(logWeights), n);
    expect(() => call([0, Number.NaN])).toThrow(`${name}: \`logWeights[1]\` must be a number < Infinity; received NaN`);
    expect(() => call([Infinity, 0])).toThrow(
      `${name}: \`logWeights[0]\` must be a number < Infinity; received Infinity`,
    );
    expect(() => call([-Infinity, -Infinity])).toThrow(
      `${name}: \`logWeights\` must be a list with one entry > -Infinity; received Float64Array[-Infinity, -Infinity]`,
    );
    expect(() => call([])).toThrow(
      `${name}: \`logWeights\` must be a list with one entry > -Infinity; received Float64Array[]`,
    );
    expect(() => call([0], 0)).toThrow(`${name}: \`n\` must be an integer >= 1; received 0`);
    expect(() => call([0], 2 ** 31)).toThrow(`${name}: \`n\` must be an integer in 1..2^31 - 1; received 2147483648`);
  });
});

describe('effectiveSampleSize', () => {
  test('is (sum w)^2 / sum w^2, of any normalisation', () => {
    expect(effectiveSampleSize(logsOf([1, 2, 3]))).toBeCloseTo(36 / 14, 13);
    expect(effectiveSampleSize(logsOf([1, 2, 3]).map((x) => x - 2000))).toBeCloseTo(36 / 14, 11);
    expect(effectiveSampleSize(new Float64Array(1000))).toBe(1000);
  });

  test('refuses what has no weights', () => {
    expect(() => effectiveSampleSize(Float64Array.of(-Infinity))).toThrow(
      'effectiveSampleSize: `logWeights` must be a list with one entry > -Infinity; received Float64Array[-Infinity]',
    );
  });
});
