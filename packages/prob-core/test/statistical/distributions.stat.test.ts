// alpha = 1e-6 per assertion, n = 20 000 draws (Kolmogorov-Smirnov sees a shift of the cdf of 0.02, chi-square one of a
// probability by 2 %), seed = key(test name), runtime about 2 s.
import { assertCounts, assertLaw, expectRejected } from '@yuragi/testkit';
import { expect, test } from 'vitest';
import {
  bernoulli,
  beta,
  betaDraw,
  categorical,
  empirical,
  gamma,
  gammaDraw,
  key,
  mixture,
  multivariateNormal,
  normal,
  type Rng,
  stream,
  toNdarray,
  type UnivariateDistribution,
  uniform,
} from '../../src/index.ts';

const NUM_DRAWS = 20_000;

/** The stream of the test that is running, and another for its mutant. */
const rngOf = (suffix = ''): Rng => stream(key(`${expect.getState().currentTestName}${suffix}`));

function draws(rng: Rng, sample: (rng: Rng) => number): Float64Array {
  return Float64Array.from({ length: NUM_DRAWS }, () => sample(rng));
}

/** The law's draws follow its cdf, and the mutant's do not. */
function expectLaw(law: UnivariateDistribution, mutantName: string, mutant: (rng: Rng) => number): void {
  const out = new Float64Array(NUM_DRAWS);
  law.fill(rngOf(), out);
  assertLaw(out, law.cdf);
  expectRejected(mutantName, () => assertLaw(draws(rngOf(' mutant'), mutant), law.cdf));
}

/** The law's draws follow the probabilities of the values given, and the mutant's do not. */
function expectCounts(
  law: UnivariateDistribution,
  values: readonly number[],
  mutantName: string,
  mutant: (rng: Rng) => number,
): void {
  const probabilities = values.map((value) => Math.exp(law.logDensity(value)));
  const count = (sample: ArrayLike<number>): number[] => {
    const all = Array.from(sample);
    const counts = values.map((value) => all.filter((x) => x === value).length);
    // A value that is not on the list would go unseen.
    expect(counts.reduce((sum, c) => sum + c, 0)).toBe(NUM_DRAWS);
    return counts;
  };
  const out = new Float64Array(NUM_DRAWS);
  law.fill(rngOf(), out);
  assertCounts(count(out), probabilities);
  expectRejected(mutantName, () => assertCounts(count(draws(rngOf(' mutant'), mutant)), probabilities));
}

test('normal draws follow the normal cdf', () => {
  const law = normal({ mean: 2, standardDeviation: 3 });
  expectLaw(law, 'variance taken for the standard deviation', (rng) => 2 + 9 * rng.normal());
});

test('uniform draws follow the uniform cdf', () => {
  const law = uniform({ lower: -1, upper: 3 });
  expectLaw(law, 'upper taken for the width', (rng) => -1 + 3 * rng.uniform());
});

test('gamma draws of shape 0.3 follow P(0.3, rate x)', () => {
  const law = gamma({ shape: 0.3, rate: 2 });
  expectLaw(law, 'no boost to shape + 1', (rng) => (gammaDraw(rng, 1) * (1 - rng.uniform()) ** (1 / 0.3)) / 2);
});

test('gamma draws of shape 50 follow P(50, rate x)', () => {
  const law = gamma({ shape: 50, rate: 0.1 });
  expectLaw(law, 'shape - 1', (rng) => gammaDraw(rng, 49) / 0.1);
});

test('beta draws of large shapes follow I_x', () => {
  const law = beta({ shape1: 2.5, shape2: 1.5 });
  expectLaw(law, 'shapes exchanged', (rng) => betaDraw(rng, 1.5, 2.5));
});

test('beta draws of small shapes follow I_x', () => {
  const law = beta({ shape1: 0.3, shape2: 0.2 });
  expectLaw(law, 'Johnk’s ratio without its rejection step', (rng) => {
    const [x, y] = [Math.log(1 - rng.uniform()) / 0.3, Math.log(1 - rng.uniform()) / 0.2];
    return 1 / (1 + Math.exp(y - x));
  });
});

test('bernoulli draws have their probability', () => {
  const law = bernoulli({ probability: 0.3 });
  expectCounts(law, [0, 1], 'the other side of the uniform', (rng) => (rng.uniform() < 0.3 ? 0 : 1));
});

test('categorical draws have their probabilities', () => {
  const probabilities = [0.1, 0, 0.25, 0.05, 0.6];
  const cumulative = [0.1, 0.1, 0.35, 0.4, 1];
  const law = categorical({ probabilities });
  expectCounts(law, [0, 2, 3, 4], 'cumulative sums that forget a term', (rng) => {
    const u = rng.uniform() + 0.05;
    const i = cumulative.findIndex((c) => u < c);
    return i === -1 ? 4 : i;
  });
});

test('empirical draws are the points, equally likely', () => {
  const points = Float64Array.of(3, 1, 4, 1, 5);
  expectCounts(empirical(points), [1, 3, 4, 5], 'the last point is never drawn', (rng) => points[rng.int(4)]!);
});

test('draws from a mixture follow its cdf', () => {
  const components = [normal({ mean: -2 }), gamma({ shape: 2 })];
  const law = mixture({ weights: [0.3, 0.7], components });
  expectLaw(law, 'components equally likely', (rng) => components[rng.int(2)]!.sample(rng));
});

test('draws from a mixture of discrete laws have its probabilities', () => {
  const components = [bernoulli({ probability: 0.2 }), categorical({ probabilities: [0, 0.5, 0.5] })];
  const law = mixture({ weights: [0.4, 0.6], components });
  expectCounts(law, [0, 1, 2], 'weights exchanged', (rng) => components[rng.uniform() < 0.6 ? 0 : 1]!.sample(rng));
});

const covariance = [2, 0.6, -0.3, 0.6, 1, 0.2, -0.3, 0.2, 0.5] as const;
const factorOfCovariance = (): Float64Array => {
  const l21 = 0.6 / Math.SQRT2;
  const l31 = -0.3 / Math.SQRT2;
  const l22 = Math.sqrt(1 - l21 ** 2);
  const l32 = (0.2 - l31 * l21) / l22;
  return Float64Array.of(Math.SQRT2, 0, 0, l21, l22, 0, l31, l32, Math.sqrt(0.5 - l31 ** 2 - l32 ** 2));
};
const matrix = (data: Iterable<number>) => toNdarray(Float64Array.from(data), [3, 3]);
const mean = [1, -2, 0.5];

test.each([
  ['covariance', () => multivariateNormal({ mean, covariance: matrix(covariance) })],
  ['choleskyFactor', () => multivariateNormal({ mean, choleskyFactor: matrix(factorOfCovariance()) })],
  [
    'precision',
    () => {
      // The adjugate over the determinant, 0.578.
      const adjugate = [0.46, -0.36, 0.42, -0.36, 0.91, -0.58, 0.42, -0.58, 1.64];
      return multivariateNormal({ mean, precision: matrix(adjugate.map((c) => c / 0.578)) });
    },
  ],
] as const)('multivariate normal draws by %s have normal projections with the covariance asked for', (_, make) => {
  const law = make();
  const rows = new Float64Array(3 * NUM_DRAWS);
  law.fill(rngOf(), rows);
  // The law is normal if its projections are; these tell every entry of the covariance from its negative or 0.
  const directions = [
    [1, 0, 0],
    [1, 1, 0],
    [1, 0, -2],
    [0, 1, 2],
    [1, -1, 1],
  ];
  const expectProjections = (sample: Float64Array): void => {
    for (const a of directions) {
      const dot = (x: ArrayLike<number>, from = 0): number => a.reduce((sum, c, j) => sum + c * x[from + j]!, 0);
      let variance = 0;
      for (let j = 0; j < 3; j++) for (let k = 0; k < 3; k++) variance += a[j]! * a[k]! * covariance[j * 3 + k]!;
      const projection = normal({ mean: dot(mean), standardDeviation: Math.sqrt(variance) });
      assertLaw(
        Float64Array.from({ length: NUM_DRAWS }, (_value, i) => dot(sample, 3 * i)),
        projection.cdf,
      );
    }
  };
  expectProjections(rows);
  expectRejected('L^T z in place of L z', () => {
    const rng = rngOf(' mutant');
    const l = factorOfCovariance();
    const sample = new Float64Array(3 * NUM_DRAWS);
    for (let i = 0; i < NUM_DRAWS; i++) {
      const z = [rng.normal(), rng.normal(), rng.normal()];
      for (let j = 0; j < 3; j++)
        sample[3 * i + j] = mean[j]! + z.reduce((sum, value, k) => sum + l[k * 3 + j]! * value, 0);
    }
    expectProjections(sample);
  });
});

test('draws from a mixture of two planes’ normals have its projections', () => {
  const components = [
    multivariateNormal({ mean: [0, 0], variances: [1, 4] }),
    multivariateNormal({ mean: [3, -1], variances: [0.25, 1] }),
  ];
  const law = mixture({ weights: [0.25, 0.75], components });
  // x + y: normals of variance 5 about 0 and 1.25 about 2.
  const projection = mixture({
    weights: [0.25, 0.75],
    components: [normal({ standardDeviation: Math.sqrt(5) }), normal({ mean: 2, standardDeviation: Math.sqrt(1.25) })],
  });
  const sums = (rows: Float64Array): Float64Array =>
    Float64Array.from({ length: NUM_DRAWS }, (_, i) => rows[2 * i]! + rows[2 * i + 1]!);
  const rows = new Float64Array(2 * NUM_DRAWS);
  law.fill(rngOf(), rows);
  assertLaw(sums(rows), projection.cdf);
  expectRejected('one component for each coordinate', () => {
    const rng = rngOf(' mutant');
    const mutant = rows.map((_, i) => law.sample(rng)[i % 2]!);
    assertLaw(sums(mutant), projection.cdf);
  });
});

test('rows drawn from data are the rows, equally likely', () => {
  const law = empirical(toNdarray(Float64Array.of(1, 2, 3, 5, 1, 2, 1, 3), [4, 2]));
  const rows = new Float64Array(2 * NUM_DRAWS);
  const kinds = [
    [1, 2],
    [3, 5],
    [1, 3],
  ];
  const count = (sample: Float64Array): number[] => {
    const counts = kinds.map(([x, y]) => {
      let matches = 0;
      for (let i = 0; i < NUM_DRAWS; i++) if (sample[2 * i] === x && sample[2 * i + 1] === y) matches++;
      return matches;
    });
    return [...counts, NUM_DRAWS - counts.reduce((sum, c) => sum + c, 0)];
  };
  law.fill(rngOf(), rows);
  assertCounts(count(rows), [0.5, 0.25, 0.25, 0]);
  expectRejected('coordinates drawn from different rows', () => {
    const rng = rngOf(' mutant');
    assertCounts(count(rows.map((_, i) => law.sample(rng)[i % 2]!)), [0.5, 0.25, 0.25, 0]);
  });
});
