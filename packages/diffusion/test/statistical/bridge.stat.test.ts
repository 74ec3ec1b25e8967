// alpha 1e-6 per assertion; n = 20 000; smallest effect caught with power 0.999: 0.057 sigma; seed: the test's name; 2 s.
import { key, logMeanExp, type Rng, stream, toNdarray } from '@yuragi/prob-core';
import { assertCounts, assertMean, assertProportion, expectRejected, integrate } from '@yuragi/testkit';
import { dissipatedWork, jarzynski } from '@yuragi/thermo-jarzynski';
import { expect, test } from 'vitest';
import {
  deadLeaves,
  diffusionTable,
  exactReverse,
  mixtureReverse,
  noiseRateSchedule,
  pathLogWeights,
  posteriorLogWeights,
  posteriorReverse,
  sampleReversePaths,
  smoothedMixture,
} from '../../src/index.ts';

const n = 20_000;
const name = (): string => expect.getState().currentTestName!;
const normal = (x: number, mean: number, variance: number): number =>
  Math.exp((-0.5 * (x - mean) ** 2) / variance) / Math.sqrt(2 * Math.PI * variance);
const mixture = smoothedMixture({
  weights: Float64Array.of(0.3, 0.7),
  means: toNdarray(Float64Array.of(-1.5, 1), [2, 1]),
  covariances: toNdarray(Float64Array.of(0.16, 0.36), [2, 1, 1]),
});

test('path log-weights are work: jarzynski of -log w is -log p(x_0), and the dissipation is the gap of the bound', async () => {
  const table = diffusionTable(noiseRateSchedule(Float64Array.of(0.4, 0.7)), 2);
  const point = 0.6;
  const variances = [0, 1, 2].map((t) => (t === 1 ? table.noiseRate[1]! : table.posteriorVariance[t]!));
  const reverseMean = (x: number, t: number): number => {
    const out = new Float64Array(1);
    mixture.denoise(Float64Array.of(x / table.signalScale[t]!), table.sigma[t]!, out);
    return table.posteriorX0[t]! * out[0]! + table.posteriorXt[t]! * x;
  };
  // The model's density at the point and its bound there, by quadrature over x_1 and x_2.
  const overLatent = (f: (x2: number) => number): number => integrate(f, -9, 9, { tolerance: 1e-9 });
  const middle = (x1: number): number => normal(point, reverseMean(x1, 1), variances[1]!);
  const densities = overLatent(
    (x2) => normal(x2, 0, 1) * overLatent((x1) => normal(x1, reverseMean(x2, 2), variances[2]!) * middle(x1)),
  );
  const marginal = (t: number) => (x: number) => normal(x, table.signalScale[t]! * point, table.noiseScale[t]! ** 2);
  const [alphaBar, noise] = [table.alphaBar[2]!, table.noiseScale[2]! ** 2];
  const prior = 0.5 * (alphaBar * point ** 2 + noise - 1 - Math.log(noise));
  // The variances of p and q(x_1 | x_2, x_0) are the same, so the KL is that of the means.
  const step = overLatent((x2) => {
    const mean = table.posteriorX0[2]! * point + table.posteriorXt[2]! * x2;
    return (marginal(2)(x2) * (mean - reverseMean(x2, 2)) ** 2) / (2 * variances[2]!);
  });
  const bound = overLatent((x1) => marginal(1)(x1) * Math.log(middle(x1))) - prior - step;
  const gap = Math.log(densities) - bound;
  expect(gap).toBeGreaterThan(0.05);

  const x0 = toNdarray(new Float64Array(n).fill(point), [n, 1]);
  const { logWeights } = await pathLogWeights(mixture.denoise, x0, table, stream(key(name())));
  assertMean(
    logWeights.map((value) => Math.exp(value)),
    { expected: densities },
  );
  assertMean(logWeights, { expected: bound });
  const work = logWeights.map((value) => -value);
  const freeEnergy = jarzynski({ work, direction: 'forward' });
  const dissipation = dissipatedWork({ work, direction: 'forward' });
  // Estimates with errors: 4.89 of them are alpha = 1e-6, and their bias is of the order of the error squared.
  const isNear = (value: number, expected: number, error: number): boolean => Math.abs(value - expected) < 4.89 * error;
  expect(isNear(freeEnergy.value, -Math.log(densities), freeEnergy.standardError)).toBe(true);
  expect(isNear(dissipation.value, gap, dissipation.standardError)).toBe(true);
  expect(freeEnergy.warnings).toEqual([]);
  expect(-freeEnergy.value).toBe(logMeanExp(logWeights).value);
  // Mutants: the work with the sign of the weight, and the drive taken for its reverse.
  const wrong = jarzynski({ work: logWeights, direction: 'forward' });
  expect(isNear(wrong.value, -Math.log(densities), wrong.standardError)).toBe(false);
  const reverse = jarzynski({ work, direction: 'reverse' });
  expect(isNear(reverse.value, -Math.log(densities), reverse.standardError)).toBe(false);
});

test('one step of the exact reverse of a mixture from its noised law gives the law before it', () => {
  const [sigma, sigmaNext] = [2, 0.7];
  /** E x^2 of the positions at a level. */
  const secondMoment = (level: number): number =>
    (0.3 * (1.5 ** 2 + 0.16) + 0.7 * (1 + 0.36) + level ** 2) / (1 + level ** 2);
  const rng = stream(key(name()));
  const start = Float64Array.from({ length: n }, () => {
    const isFirst = rng.uniform() < 0.3;
    return (
      ((isFirst ? -1.5 : 1) + Math.sqrt((isFirst ? 0.16 : 0.36) + sigma ** 2) * rng.normal()) / Math.hypot(1, sigma)
    );
  });
  const out = new Float64Array(n);
  mixtureReverse(mixture).sampleInto(start, sigma, sigmaNext, rng, out);
  const squares = out.map((x) => x * x);
  assertMean(squares, { expected: secondMoment(sigmaNext) });
  expectRejected('the law at the level it came from', () => assertMean(squares, { expected: secondMoment(sigma) }));
});

const cycleStep = (() => {
  const stay = 0.6;
  return toNdarray(
    Float64Array.from({ length: 16 }, (_, at) => {
      const distance = (Math.floor(at / 4) - (at % 4) + 4) % 4;
      return distance === 0 ? stay : distance === 2 ? 0 : (1 - stay) / 2;
    }),
    [4, 4],
  );
})();
const prior = exactReverse(new Array(8).fill(cycleStep), [0.4, 0.3, 0.2, 0.1]);
const r = [0.2, 0.9, 0.4, 0.7];
const ends = (paths: Int32Array): Float64Array => {
  const counts = new Float64Array(4);
  for (let at = 0; at < paths.length; at += 9) counts[paths[at]!]!++;
  return counts;
};

test('drawn paths of the h-transform have the posterior; those of the renormalised kernel its own, biased law', () => {
  const rng = stream(key(name()));
  const exact = posteriorReverse(prior, r, { mode: 'exact' });
  assertCounts(ends(sampleReversePaths(exact, rng, n)), exact.target);
  const renormalised = posteriorReverse(prior, r, { mode: 'renormalised' });
  const counts = ends(sampleReversePaths(renormalised, rng, n));
  assertCounts(counts, renormalised.law);
  expectRejected('the paper`s kernel taken for the posterior', () => assertCounts(counts, renormalised.target));
});

test('weighted paths average to <r>, and to the posterior in every state', () => {
  const posterior = posteriorReverse(prior, r, { mode: 'weighted' });
  const paths = sampleReversePaths(posterior, stream(key(name())), n);
  const logWeights = posteriorLogWeights(posterior, paths);
  const weights = logWeights.map(Math.exp);
  assertMean(weights, { expected: Math.exp(posterior.logEvidence) });
  const evidence = logMeanExp(logWeights);
  expect(Math.abs(evidence.value - posterior.logEvidence)).toBeLessThan(4.89 * evidence.standardError);
  for (let x = 0; x < 4; x++) {
    const inState = (values: Float64Array): Float64Array => values.map((value, i) => (paths[9 * i] === x ? value : 0));
    assertMean(inState(weights), { expected: Math.exp(posterior.logEvidence) * posterior.target[x]! });
  }
  // 1/w in place of w.
  const inverse = logWeights.map((value) => Math.exp(-value));
  expectRejected('the factor turned upside down', () =>
    assertMean(inverse, { expected: Math.exp(posterior.logEvidence) }),
  );
});

test('two pixels of dead leaves share a leaf with probability gamma(h)/(2 gamma(0) - gamma(h))', () => {
  const [minRadius, maxRadius] = [1, 4];
  /** Mean overlap of a disc with itself moved by h, radii of density ~ r^-exponent. */
  const overlap = (h: number): number => {
    const area = (radius: number): number =>
      h >= 2 * radius
        ? 0
        : 2 * radius ** 2 * Math.acos(h / (2 * radius)) - 0.5 * h * Math.sqrt(4 * radius ** 2 - h ** 2);
    const breakpoints = [h / 2];
    const mass = integrate((radius) => radius ** -3, minRadius, maxRadius);
    return (
      integrate((radius) => area(radius) * radius ** -3, minRadius, maxRadius, { breakpoints, tolerance: 1e-10 }) / mass
    );
  };
  const chance = (h: number): number => overlap(h) / (2 * overlap(0) - overlap(h));
  const images = deadLeaves(stream(key(name())), { numImages: n, width: 6, height: 1, minRadius, maxRadius });
  const shared = (h: number): number => {
    let count = 0;
    for (let i = 0; i < n; i++) if (images.get(i, 0, 0) === images.get(i, 0, h)) count++;
    return count;
  };
  for (const h of [1, 2, 5]) assertProportion(shared(h), n, chance(h));
  assertMean(
    Float64Array.from({ length: n }, (_, i) => images.get(i, 0, 3)),
    { expected: 0.5, standardDeviation: Math.sqrt(1 / 12) },
  );
  const mutant = (draw: (rng: Rng) => readonly [radius: number, x: number, y: number]): number => {
    const rng = stream(key(name()));
    let count = 0;
    for (let i = 0; i < n; i++)
      for (;;) {
        const [radius, x, y] = draw(rng);
        const [first, second] = [Math.hypot(x - 0.5, y - 0.5) <= radius, Math.hypot(x - 2.5, y - 0.5) <= radius];
        if (first && second) count++;
        if (first || second) break;
      }
    return count;
  };
  const radiusOf = (u: number, exponent: number): number =>
    (minRadius ** (1 - exponent) - u * (minRadius ** (1 - exponent) - maxRadius ** (1 - exponent))) **
    (1 / (1 - exponent));
  const centre = (rng: Rng, margin: number) =>
    [rng.uniform() * (6 + 2 * margin) - margin, rng.uniform() * (1 + 2 * margin) - margin] as const;
  assertProportion(
    mutant((rng) => [radiusOf(rng.uniform(), 3), ...centre(rng, maxRadius)]),
    n,
    chance(2),
  );
  expectRejected('radii of density r^-2', () =>
    assertProportion(
      mutant((rng) => [radiusOf(rng.uniform(), 2), ...centre(rng, maxRadius)]),
      n,
      chance(2),
    ),
  );
  expectRejected('centres inside the image alone', () =>
    assertProportion(
      mutant((rng) => [radiusOf(rng.uniform(), 3), ...centre(rng, 0)]),
      n,
      chance(2),
    ),
  );
});
