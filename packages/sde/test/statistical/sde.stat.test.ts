// alpha = 1e-6 per assertion, n = 20 000 (Kolmogorov-Smirnov sees 0.019; 8000 in the reversal: 0.03), 1500 + 1500 (energy
// distance), order fits on 4000 and 40 000 coupled paths (errors stated there), seed = key(test name), runtime about 6 s.
import { key, type Rng, stream } from '@yuragi/prob-core';
import {
  assertLaw,
  assertMean,
  assertVariance,
  energyDistance,
  expectRejected,
  gaussianMixtureOracle,
  normalCdf,
  StatisticalRejection,
} from '@yuragi/testkit';
import { expect, test } from 'vitest';
import {
  brownianMotion,
  brownianPath,
  type ExactProcess,
  eulerMaruyama,
  geometricBrownianMotion,
  hutchinsonFlow,
  integrateOde,
  integrateSde,
  milstein,
  noiseLevelProcess,
  ornsteinUhlenbeck,
  probabilityFlow,
  reverseSde,
  type SdeProblem,
  type SdeSolver,
  stochasticHeun,
  toStratonovich,
  varianceExploding,
  variancePreserving,
} from '../../src/index.ts';

const name = (): string => expect.getState().currentTestName!;
const n = 20_000;

test.each([
  ['Brownian motion', brownianMotion({ drift: 0.5, scale: 2 })],
  ['Ornstein-Uhlenbeck', ornsteinUhlenbeck({ rate: 1.5, mean: 0.7, scale: 0.9 })],
  ['variance preserving', variancePreserving()],
  ['variance exploding', varianceExploding({ sigmaMin: 0.1, sigmaMax: 2 })],
  ['noise level', noiseLevelProcess()],
] as const)('exact draws of the %s process follow its law', (_name, process: ExactProcess) => {
  const x = new Float64Array(n).fill(1.3);
  const [mean, variance, out] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  process.transitionInto(x, 0.2, 0.3, mean, variance);
  process.sampleInto(x, 0.2, 0.3, stream(key(name())), out);
  const cdf = (y: number): number => normalCdf((y - mean[0]!) / Math.sqrt(variance[0]!));
  assertLaw(out, cdf);
  const mutant = out.map((y) => mean[0]! + (y - mean[0]!) * Math.sqrt(variance[0]!));
  expectRejected('the variance taken for the deviation', () => assertLaw(mutant, cdf));
});

test('exact draws of geometric Brownian motion are log-normal', () => {
  const process = geometricBrownianMotion({ growthRate: 0.3, volatility: 0.4 });
  const x = new Float64Array(n).fill(2);
  process.sampleInto(x, 0, 1.5, stream(key(name())), x);
  const cdf = (growth: number) => (y: number) => normalCdf((Math.log(y / 2) - growth * 1.5) / (0.4 * Math.sqrt(1.5)));
  assertLaw(x, cdf(0.3 - 0.08));
  expectRejected('no Ito correction', () => assertLaw(x, cdf(0.3)));
});

test('increments of a Brownian path are independent normals of the right variance', () => {
  const path = brownianPath(key(name()), { size: n, t1: 3 });
  const [first, second, product] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  path.incrementInto(0.7, 2.2, second);
  path.incrementInto(0.1, 0.7, first);
  assertLaw(second, (x) => normalCdf(x / Math.sqrt(1.5)));
  assertLaw(first, (x) => normalCdf(x / Math.sqrt(0.6)));
  for (let i = 0; i < n; i++) product[i] = (first[i]! * second[i]!) / Math.sqrt(0.9);
  assertMean(product, { expected: 0, standardDeviation: 1 });
  const whole = new Float64Array(n);
  path.incrementInto(0.1, 2.2, whole);
  expectRejected('increments that overlap', () =>
    assertMean(
      whole.map((x, i) => (x * first[i]!) / Math.sqrt(2.1 * 0.6)),
      { expected: 0 },
    ),
  );
});

test('Euler with additive noise has the moments of its own recursion', () => {
  const { problem } = ornsteinUhlenbeck({ rate: 1, mean: 0, scale: 1 });
  const { position } = integrateSde(eulerMaruyama(problem), new Float64Array(n).fill(1), key(name()), {
    t0: 0,
    t1: 2,
    stepSize: 0.1,
  });
  const variance = (0.1 * (1 - 0.9 ** 40)) / (1 - 0.81);
  assertMean(position, { expected: 0.9 ** 20, standardDeviation: Math.sqrt(variance) });
  assertVariance(position, { expected: variance, mean: 0.9 ** 20, kurtosis: 3 });
  expectRejected('noise of variance h squared', () =>
    assertVariance(position, { expected: 0.1 * variance, mean: 0.9 ** 20, kurtosis: 3 }),
  );
});

// ---- orders of convergence, by regression on coupled paths ----

/** dX = a^2 X/2 dt + a sqrt(1 + X^2) dW (Ito): X = sinh(a W + arsinh X_0) (Kloeden and Platen 1992, section 4.4). */
const a = 0.7;
const sinh: SdeProblem = {
  dimension: 1,
  calculus: 'ito',
  noise: 'diagonal',
  numNoises: 1,
  drift: (x, _t, out) => {
    for (let i = 0; i < x.length; i++) out[i] = 0.5 * a * a * x[i]!;
  },
  diffusionCoefficient: (x, _t, out) => {
    for (let i = 0; i < x.length; i++) out[i] = a * Math.sqrt(1 + x[i]! ** 2);
  },
  diffusionDerivative: (x, _t, out) => {
    for (let i = 0; i < x.length; i++) out[i] = (a * x[i]!) / Math.sqrt(1 + x[i]! ** 2);
  },
};
/** Errors X_h - X at t = 1 on the same paths, for steps 1/2^level. */
function coupledErrors(solver: SdeSolver, level: number, numPaths: number): Float64Array {
  const path = brownianPath(key(name()), { size: numPaths, resolution: 2 ** -level });
  const { position } = integrateSde(solver, new Float64Array(numPaths).fill(0.5), path, {
    t0: 0,
    t1: 1,
    stepSize: 2 ** -level,
  });
  const end = new Float64Array(numPaths);
  path.incrementInto(0, 1, end);
  return position.map((x, i) => x - Math.sinh(a * end[i]! + Math.asinh(0.5)));
}
const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, x) => sum + x, 0) / values.length;
/** Least-squares slope of log2 error against level, turned round: the order. */
function order(levels: readonly number[], errors: readonly number[]): number {
  const [ml, me] = [mean(levels), mean(errors.map(Math.log2))];
  const cross = levels.reduce((sum, level, i) => sum + (level - ml) * (Math.log2(errors[i]!) - me), 0);
  return -cross / levels.reduce((sum, level) => sum + (level - ml) ** 2, 0);
}

// A mean of |error| over 4000 paths is known to 1.3 %: the slope over five levels to 0.006.
test.each([
  ['eulerMaruyama', eulerMaruyama(sinh), 0.5],
  ['milstein', milstein(sinh), 1],
  ['milstein without a derivative', milstein({ ...sinh, diffusionDerivative: undefined }), 1],
  ['stochasticHeun', stochasticHeun(toStratonovich(sinh)), 1],
] as const)('strong order of %s', (_name, solver, expected) => {
  const levels = [4, 5, 6, 7, 8];
  const errors = levels.map((level) => mean(coupledErrors(solver, level, 4000).map(Math.abs)));
  expect(Math.abs(order(levels, errors) - expected)).toBeLessThan(0.1);
});

/** X_1 = W_1, X_2 = int W_1 dW_2: noise that does not commute, the same in both calculi. */
const area: SdeProblem = {
  dimension: 2,
  calculus: 'ito',
  noise: 'general',
  numNoises: 2,
  drift: (_x, _t, out) => {
    out.fill(0);
  },
  diffusionCoefficient: (x, _t, out) => {
    for (let i = 0; i < x.length; i += 2) out.set([1, 0, 0, x[i]!], 2 * i);
  },
};
const { problem: additive } = ornsteinUhlenbeck({ rate: 2, mean: 0, scale: 1 });

// Differences of runs with steps h and h/2 on 4000 coupled paths fall like h to the strong order; levels as above.
test.each([
  ['eulerMaruyama with additive noise is 1', eulerMaruyama(additive), 1],
  ['eulerMaruyama with general noise is 1/2', eulerMaruyama(area), 0.5],
  ['stochasticHeun with general noise is 1/2', stochasticHeun({ ...area, calculus: 'stratonovich' }), 0.5],
] as const)('strong order of %s', (_name, solver, expected) => {
  const { dimension } = solver.problem;
  const levels = [4, 5, 6, 7, 8];
  const positions = levels.map((level) => {
    const path = brownianPath(key(name()), { size: 4000 * dimension, resolution: 2 ** -level });
    return integrateSde(solver, new Float64Array(4000 * dimension), path, { t0: 0, t1: 1, stepSize: 2 ** -level })
      .position;
  });
  const errors = positions.slice(1).map((fine, l) => mean(fine.map((x, i) => Math.abs(x - positions[l]![i]!))));
  expect(Math.abs(order(levels.slice(1), errors) - expected)).toBeLessThan(0.1);
});

test('mutant: Heun on the Ito form has no strong order', () => {
  const levels = [4, 6, 8];
  const confused = stochasticHeun({ ...sinh, calculus: 'stratonovich' });
  expect(
    order(
      levels,
      levels.map((level) => mean(coupledErrors(confused, level, 2000).map(Math.abs))),
    ),
  ).toBeLessThan(0.1);
});

/** dX = -2 X dt + cos(X)/2 dW: the drift's error is large beside the noise of its estimate. */
const restoring: SdeProblem = {
  ...sinh,
  drift: (x, _t, out) => {
    for (let i = 0; i < x.length; i++) out[i] = -2 * x[i]!;
  },
  diffusionCoefficient: (x, _t, out) => {
    for (let i = 0; i < x.length; i++) out[i] = 0.5 * Math.cos(x[i]!);
  },
  diffusionDerivative: (x, _t, out) => {
    for (let i = 0; i < x.length; i++) out[i] = -0.5 * Math.sin(x[i]!);
  },
};

// E X_h - E X_(h/2) falls like h to the weak order. On coupled paths each of these means is known to 0.9 % (Euler, Milstein)
// or 1.8 % (Heun): the slope over four of them to 0.006 and 0.012.
test.each([
  ['eulerMaruyama', eulerMaruyama(restoring)],
  ['milstein', milstein(restoring)],
  ['stochasticHeun', stochasticHeun(toStratonovich(sinh))],
] as const)('weak order of %s is 1', (_name, solver) => {
  const numPaths = 40_000;
  const levels = [2, 3, 4, 5, 6];
  const positions = levels.map((level) => {
    const path = brownianPath(key(name()), { size: numPaths, resolution: 2 ** -level });
    const start = new Float64Array(numPaths).fill(1);
    return integrateSde(solver, start, path, { t0: 0, t1: 1, stepSize: 2 ** -level }).position;
  });
  const errors = positions.slice(1).map((fine, l) => Math.abs(mean(fine.map((x, i) => x - positions[l]![i]!))));
  expect(Math.abs(order(levels.slice(1), errors) - 1)).toBeLessThan(0.1);
});

// ---- time reversal ----

/** A mixture of two round Gaussians in d dimensions, at scale alpha and noise level sigma (noise over signal). */
function roundMixture(d: number) {
  const [weights, centres, variances] = [
    [0.3, 0.7],
    [-1.5, 1],
    [0.16, 0.36],
  ];
  const oracle = gaussianMixtureOracle({
    weights,
    means: centres.map((centre) => new Array(d).fill(centre)),
    covariances: variances.map((v) =>
      Array.from({ length: d }, (_, i) => Array.from({ length: d }, (_, j) => (i === j ? v : 0))),
    ),
  });
  const scoreInto = (x: Float64Array, alpha: number, sigma: number, out: Float64Array): void => {
    for (let row = 0; row < x.length; row += d) {
      let [best, total] = [-Infinity, 0];
      const logs = [0, 0];
      for (const k of [0, 1]) {
        const v = alpha ** 2 * (variances[k]! + sigma ** 2);
        let square = 0;
        for (let j = row; j < row + d; j++) square += (x[j]! - alpha * centres[k]!) ** 2;
        logs[k] = Math.log(weights[k]!) - 0.5 * (square / v + d * Math.log(v));
        best = Math.max(best, logs[k]!);
      }
      for (const k of [0, 1]) total += Math.exp(logs[k]! - best);
      for (let j = row; j < row + d; j++) out[j] = 0;
      for (const k of [0, 1]) {
        const share = Math.exp(logs[k]! - best) / total / (alpha ** 2 * (variances[k]! + sigma ** 2));
        for (let j = row; j < row + d; j++) out[j]! -= share * (x[j]! - alpha * centres[k]!);
      }
    }
  };
  const draw = (rng: Rng, count: number, alpha: number, sigma: number): Float64Array => {
    const out = new Float64Array(count * d);
    for (let row = 0; row < out.length; row += d) {
      const k = rng.uniform() < weights[0]! ? 0 : 1;
      const deviation = Math.sqrt(variances[k]! + sigma ** 2);
      for (let j = row; j < row + d; j++) out[j] = alpha * (centres[k]! + deviation * rng.normal());
    }
    return out;
  };
  const cdf = (x: number): number =>
    weights.reduce((sum, weight, k) => sum + weight * normalCdf((x - centres[k]!) / Math.sqrt(variances[k]!)), 0);
  return { oracle, scoreInto, draw, cdf };
}

/**
 * Energy-distance test of two samples of n rows: n/2 times the squared distance over E|X - Y| tends to sum_i w_i Z_i^2 with
 * sum w_i = 1 if the laws are equal, which exceeds q with probability <= 2 Phi(-sqrt q) wherever that is below 0.215
 * (Szekely and Bakirov, Probab. Theory Relat. Fields 126 (2003), 184).
 */
function assertSameLaw(x: Float64Array, y: Float64Array, d: number): void {
  const count = x.length / d;
  let distance = 0;
  for (let row = 0; row < x.length; row += d)
    distance += Math.hypot(...x.subarray(row, row + d).map((value, j) => value - y[row + j]!));
  const statistic = ((count / 2) * energyDistance(x, y, d)) / (distance / count);
  const pValue = 2 * normalCdf(-Math.sqrt(statistic));
  if (!(pValue >= 1e-6)) throw new StatisticalRejection(`energy distance: ${statistic} times its null mean`, pValue);
}

test('the score in these tests is the gradient that the oracle gives', () => {
  const { oracle, scoreInto } = roundMixture(2);
  const out = new Float64Array(2);
  for (const point of [
    [0, 0],
    [1, -2],
    [-1.4, -1.2],
  ]) {
    scoreInto(Float64Array.from(point), 1, 0.7, out);
    const expected = oracle.noised(0.7).score(point);
    for (const j of [0, 1]) expect(out[j]).toBeCloseTo(expected[j]!, 12);
  }
});

test('reversed in time, the variance preserving process gives the mixture back', () => {
  const { scoreInto, draw, cdf } = roundMixture(1);
  const process = variancePreserving();
  const [factor, variance] = [new Float64Array(1), new Float64Array(1)];
  const levels = (t: number): readonly [number, number] => {
    process.transitionInto(Float64Array.of(1), 0, t, factor, variance);
    return [factor[0]!, Math.sqrt(variance[0]!) / factor[0]!];
  };
  const start = draw(stream(key(`${name()} start`)), 8000, ...levels(1));
  const run = (share: number): Float64Array => {
    const score = (x: Float64Array, t: number, out: Float64Array): void => {
      scoreInto(x, ...levels(t), out);
      for (let i = 0; i < out.length; i++) out[i]! *= share;
    };
    const solver = eulerMaruyama(reverseSde(process.problem, score));
    return integrateSde(solver, start, key(name()), { t0: 1, t1: 0, stepSize: 1 / 300 }).position;
  };
  assertLaw(run(1), cdf);
  expectRejected('the flow`s half of the score', () => assertLaw(run(0.5), cdf));
});

test('reversed in time, a log-normal cloud under geometric Brownian motion is again what it was', () => {
  const process = geometricBrownianMotion({ growthRate: 0.5, volatility: 0.6 });
  const rng = stream(key(`${name()} start`));
  // log X_0 ~ N(0.2, 0.25); at t it has mean 0.2 + (0.5 - 0.18) t and variance 0.25 + 0.36 t.
  const cloud = Float64Array.from({ length: 8000 }, () => Math.exp(0.2 + 0.5 * rng.normal()));
  process.sampleInto(cloud, 0, 1, rng, cloud);
  const score = (x: Float64Array, t: number, out: Float64Array): void => {
    for (let i = 0; i < x.length; i++) out[i] = (-1 - (Math.log(x[i]!) - 0.2 - 0.32 * t) / (0.25 + 0.36 * t)) / x[i]!;
  };
  const run = (reversed: SdeProblem): Float64Array =>
    integrateSde(milstein(reversed), cloud, key(name()), { t0: 1, t1: 0, stepSize: 1 / 200 }).position;
  const cdf = (x: number): number => normalCdf((Math.log(x) - 0.2) / 0.5);
  assertLaw(run(reverseSde(process.problem, score)), cdf);
  const flat = (_x: Float64Array, _t: number, out: Float64Array): void => {
    out.fill(0);
  };
  expectRejected('no divergence of the covariance', () =>
    assertLaw(run(reverseSde(process.problem, score, { covarianceDivergence: flat })), cdf),
  );
});

test('back from noise by the reverse equation at any noise factor, and by the flow, the mixture in the plane returns', () => {
  const { scoreInto, draw } = roundMixture(2);
  const [count, sigmaMin, sigmaMax] = [1500, 0.01, 20];
  const { problem } = varianceExploding({ dimension: 2, sigmaMin, sigmaMax });
  const score = (x: Float64Array, t: number, out: Float64Array): void =>
    scoreInto(x, 1, sigmaMin * (sigmaMax / sigmaMin) ** t, out);
  const start = draw(stream(key(`${name()} start`)), count, 1, sigmaMax);
  const data = draw(stream(key(`${name()} data`)), count, 1, sigmaMin);
  const run = (reversed: SdeProblem): Float64Array =>
    integrateSde(eulerMaruyama(reversed), start, key(name()), { t0: 1, t1: 0, stepSize: 1 / 300 }).position;
  for (const noiseFactor of [0.5, 1]) assertSameLaw(run(reverseSde(problem, score, { noiseFactor })), data, 2);
  assertSameLaw(integrateOde(probabilityFlow(problem, score), start, { t0: 1, t1: 0 }).position, data, 2);
  expectRejected('noise of factor 1 with the drift of factor 1/2', () =>
    assertSameLaw(
      run({
        ...reverseSde(problem, score, { noiseFactor: 0.5 }),
        diffusionCoefficient: problem.diffusionCoefficient,
      }),
      data,
      2,
    ),
  );
});

test('Hutchinson`s estimate is unbiased with the variance told', () => {
  const A = [1, 2, -1, 0.5, -2, 3, 0, 1, 0.25];
  const linear = {
    dimension: 3,
    drift: (x: Float64Array, _t: number, out: Float64Array): void => {
      for (let i = 0; i < x.length; i++) {
        const row = i - (i % 3);
        out[i] = A[3 * (i % 3)]! * x[row]! + A[3 * (i % 3) + 1]! * x[row + 1]! + A[3 * (i % 3) + 2]! * x[row + 2]!;
      }
    },
  };
  const divergence = new Float64Array(n);
  hutchinsonFlow(linear, key(name())).driftAndDivergence(
    new Float64Array(3 * n),
    0,
    new Float64Array(3 * n),
    divergence,
  );
  let variance = 0;
  for (const [i, j] of [
    [0, 1],
    [0, 2],
    [1, 2],
  ] as const)
    variance += (A[3 * i + j]! + A[3 * j + i]!) ** 2;
  assertMean(divergence, { expected: -0.75, standardDeviation: Math.sqrt(variance) });
  assertVariance(divergence, { expected: variance, mean: -0.75 });
  expectRejected('probes of zeros and ones', () => assertMean(divergence, { expected: 2 * -0.75 }));
});
