// alpha = 1e-6 per assertion, n = 20 000 resamplings (chi-square sees 2 % of a probability), seed = key(test name),
// runtime about 1 s.
import { assertCounts, expectRejected } from '@yuragi/testkit';
import { expect, test } from 'vitest';
import {
  key,
  multinomialResample,
  type Rng,
  residualResample,
  stratifiedResample,
  stream,
  systematicResample,
} from '../../src/index.ts';

const NUM_TRIALS = 20_000;
const WEIGHTS = [0.45, 0.2, 0.35];
const LOG_WEIGHTS = Float64Array.from(WEIGHTS, Math.log);
const NUM_DRAWS = 4;

/** Every way to divide four offspring among three. */
const SPLITS = Array.from({ length: 25 }, (_, i) => [Math.floor(i / 5), i % 5, 4 - Math.floor(i / 5) - (i % 5)]).filter(
  (counts) => counts[2]! >= 0,
);
const nameOf = (counts: readonly number[]): string => counts.join('-');

type Resample = (rng: Rng, logWeights: Float64Array, n: number) => Int32Array;

/** How often each split came up. */
function frequencies(rng: Rng, resample: Resample): number[] {
  const seen = new Map(SPLITS.map((counts) => [nameOf(counts), 0]));
  for (let trial = 0; trial < NUM_TRIALS; trial++) {
    const counts = [0, 0, 0];
    for (const i of resample(rng, LOG_WEIGHTS, NUM_DRAWS)) counts[i]!++;
    seen.set(nameOf(counts), seen.get(nameOf(counts))! + 1);
  }
  return [...seen.values()];
}

const multinomialMass = (counts: readonly number[], p: readonly number[]): number => {
  const factorial = (m: number): number => (m < 2 ? 1 : m * factorial(m - 1));
  const n = counts.reduce((sum, c) => sum + c, 0);
  return counts.reduce((mass, c, i) => (mass * p[i]! ** c) / factorial(c), factorial(n));
};

/** The law of the counts when point i is uniform in its quarter: all quarters together, or each by itself. */
function lawByPoints(isShared: boolean): number[] {
  // Cumulated weights 0.45 and 0.65 cut quarters at multiples of 1/5 of a quarter: five equal levels decide everything.
  const levels = [0.1, 0.3, 0.5, 0.7, 0.9];
  const law = new Map(SPLITS.map((counts) => [nameOf(counts), 0]));
  const add = (us: readonly number[], mass: number): void => {
    const counts = [0, 0, 0];
    for (const [i, u] of us.entries()) {
      const point = (i + u) / NUM_DRAWS;
      counts[point < 0.45 ? 0 : point < 0.65 ? 1 : 2]!++;
    }
    law.set(nameOf(counts), law.get(nameOf(counts))! + mass);
  };
  if (isShared) for (const u of levels) add([u, u, u, u], 1 / 5);
  else
    for (const a of levels)
      for (const b of levels) for (const c of levels) for (const d of levels) add([a, b, c, d], 5 ** -4);
  return [...law.values()];
}

function expectLaw(resample: Resample, law: number[], mutantName: string, mutant: Resample): void {
  const name = expect.getState().currentTestName!;
  assertCounts(frequencies(stream(key(name)), resample), law);
  expectRejected(mutantName, () => assertCounts(frequencies(stream(key(`${name} mutant`)), mutant), law));
}

/** Ancestors of given points of [0, 1). */
const place = (points: readonly number[]): Int32Array =>
  Int32Array.from(points, (point) => (point < 0.45 ? 0 : point < 0.65 ? 1 : 2));

test('multinomial resampling has multinomial counts', () => {
  const law = SPLITS.map((counts) => multinomialMass(counts, WEIGHTS));
  expectLaw(multinomialResample, law, 'the last exponential spacing left out', (rng, _logWeights, n) => {
    const gaps = Array.from({ length: n }, () => rng.exponential());
    const total = gaps.reduce((sum, gap) => sum + gap, 0);
    let sum = 0;
    return place(
      gaps.map((gap) => {
        sum += gap;
        return sum / total;
      }),
    );
  });
});

test('stratified resampling has one independent point in each quarter', () => {
  expectLaw(stratifiedResample, lawByPoints(false), 'one uniform for all quarters', systematicResample);
});

test('systematic resampling moves all points together', () => {
  expectLaw(systematicResample, lawByPoints(true), 'points at the ends of the quarters', (rng, _logWeights, n) => {
    const u = rng.uniform();
    return place(Array.from({ length: n }, (_, i) => (i + Math.round(u)) / n));
  });
});

test('residual resampling keeps the floors and draws the rest from the residuals', () => {
  // Expected counts 1.8, 0.8, 1.4: floors 1, 0, 1 and two more from 0.8, 0.8, 0.4.
  const law = SPLITS.map(([a, b, c]) =>
    a! < 1 || c! < 1 ? 0 : multinomialMass([a! - 1, b!, c! - 1], [0.4, 0.4, 0.2]),
  );
  expectLaw(residualResample, law, 'the rest drawn from the weights themselves', (rng) =>
    Int32Array.of(0, 2, ...multinomialResample(rng, LOG_WEIGHTS, 2)),
  );
});
