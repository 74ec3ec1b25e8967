// alpha 1e-6 per assertion; n = 40 000 exact draws, one step each; smallest effect caught with power 0.999: 0.04 sigma of a mean, 0.023 of a cdf; seed: the test's name; 4 s.
import { key, normal, type Rng, stream } from '@yuragi/prob-core';
import { assertLaw, assertMean, expectRejected } from '@yuragi/testkit';
import { expect, test } from 'vitest';
import {
  hamiltonianMonteCarlo,
  independenceProposal,
  type Kernel,
  metropolisAdjustedLangevin,
  metropolisHastings,
  type Proposal,
  randomWalkMetropolis,
  unadjustedLangevin,
} from '../../src/index.ts';
import { correlated, correlatedFactor, logistic, logisticCdf, logisticQuantile, onLine } from '../targets.ts';

const n = 40_000;
const rngOfTest = (): Rng => stream(key(expect.getState().currentTestName!));

type VectorKernel = Kernel<Float64Array, { readonly position: Float64Array }, unknown>;

/** One step from each of n exact draws of the logistic law. */
function oneStep(kernel: VectorKernel, rng: Rng): Float64Array {
  return Float64Array.from({ length: n }, () => {
    const start = Float64Array.of(logisticQuantile(rng.uniform() || 0.5));
    return kernel.step(kernel.init(start, rng), rng)[0].position[0]!;
  });
}

/** One step from each of n exact draws of the correlated Gaussian: x^2, xy, y^2 have means 2/3, 2/3, 8/3. */
function assertGaussianMoments(kernel: VectorKernel, rng: Rng): void {
  const [xx, xy, yy] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  const [a = 0, , c = 0, d = 0] = correlatedFactor;
  for (let i = 0; i < n; i++) {
    const z = rng.normal();
    const start = Float64Array.of(a * z, c * z + d * rng.normal());
    const [x = 0, y = 0] = kernel.step(kernel.init(start, rng), rng)[0].position;
    xx[i] = x * x;
    xy[i] = x * y;
    yy[i] = y * y;
  }
  assertMean(xx, { expected: 2 / 3 });
  assertMean(xy, { expected: 2 / 3 });
  assertMean(yy, { expected: 8 / 3 });
}

/** A logistic law whose gradient is k times too large: the mutants of a drift or a kick. */
const scaledGradient = (k: number) =>
  onLine(
    (x) => logistic.logDensity(Float64Array.of(x)),
    (x) => -k * Math.tanh(x / 2),
  );

test('one step of random-walk Metropolis leaves the logistic law invariant', () => {
  const rng = rngOfTest();
  assertLaw(oneStep(randomWalkMetropolis(logistic, { stepSize: 3 }), rng), logisticCdf);
  const halfRatio = { ...logistic, logDensity: (x: Float64Array) => 0.5 * logistic.logDensity(x) };
  expectRejected('the square root of the density ratio', () =>
    assertLaw(oneStep(randomWalkMetropolis(halfRatio, { stepSize: 3 }), rng), logisticCdf),
  );
});

test('one step of Metropolis-Hastings with a skew proposal leaves the logistic law invariant', () => {
  const rng = rngOfTest();
  const q = normal({ mean: 0.5, standardDeviation: 0.8 });
  /** x' - x ~ N(0.5, 0.8): the way back is another density. */
  const skew: Proposal<Float64Array> = {
    sample: (from, r) => from.map((x) => x + q.sample(r)),
    logDensityRatio: ([from = 0], [to = 0]) => q.logDensity(from - to) - q.logDensity(to - from),
  };
  assertLaw(oneStep(metropolisHastings(logistic, skew), rng), logisticCdf);
  expectRejected('the Hastings ratio forgotten', () =>
    assertLaw(oneStep(metropolisHastings(logistic, { ...skew, logDensityRatio: () => 0 }), rng), logisticCdf),
  );
  expectRejected('the Hastings ratio the other way round', () =>
    assertLaw(
      oneStep(
        metropolisHastings(logistic, { ...skew, logDensityRatio: (from, to) => skew.logDensityRatio(to, from) }),
        rng,
      ),
      logisticCdf,
    ),
  );
});

test('one step of an independence sampler leaves the logistic law invariant', () => {
  const rng = rngOfTest();
  const q = normal({ mean: 1, standardDeviation: 3 });
  const proposal = independenceProposal<Float64Array>({
    sample: (r) => Float64Array.of(q.sample(r)),
    logDensity: ([x = 0]) => q.logDensity(x),
  });
  assertLaw(oneStep(metropolisHastings(logistic, proposal), rng), logisticCdf);
  expectRejected('the proposal density forgotten', () =>
    assertLaw(oneStep(metropolisHastings(logistic, { ...proposal, logDensityRatio: () => 0 }), rng), logisticCdf),
  );
});

/** MALA with the drift of the proposal, and that of the ratio, multiplied. */
function malaMutant(e: number, driftFactor: number, hasRatio: boolean): VectorKernel {
  const mean = (x: number): number => x - (driftFactor * e * e * Math.tanh(x / 2)) / 2;
  const ratioMean = (x: number): number => x - (e * e * Math.tanh(x / 2)) / 2;
  return metropolisHastings(logistic, {
    sample: (from, rng) => from.map((x) => mean(x) + e * rng.normal()),
    logDensityRatio: ([x = 0], [y = 0]) =>
      hasRatio ? ((y - ratioMean(x)) ** 2 - (x - ratioMean(y)) ** 2) / (2 * e * e) : 0,
  });
}

test('one step of MALA leaves the logistic law invariant', () => {
  const rng = rngOfTest();
  const e = 1.8;
  assertLaw(oneStep(metropolisAdjustedLangevin(logistic, { stepSize: e }), rng), logisticCdf);
  assertLaw(oneStep(malaMutant(e, 1, true), rng), logisticCdf);
  expectRejected('the 1/2 in the drift of the proposal forgotten', () =>
    assertLaw(oneStep(malaMutant(e, 2, true), rng), logisticCdf),
  );
  expectRejected('the Hastings ratio forgotten', () => assertLaw(oneStep(malaMutant(e, 1, false), rng), logisticCdf));
});

test('one step of MALA with a metric leaves a correlated Gaussian invariant', () => {
  const rng = rngOfTest();
  const tuning = { stepSize: 1, inverseMetric: Float64Array.of(0.5, 3) };
  assertGaussianMoments(metropolisAdjustedLangevin(correlated, tuning), rng);
  expectRejected('no correction at all', () => assertGaussianMoments(unadjustedLangevin(correlated, tuning), rng));
});

test('one step of HMC leaves the logistic law invariant, with and without jitter', () => {
  const rng = rngOfTest();
  const options = { stepSize: 2.2, numSteps: 3 };
  assertLaw(oneStep(hamiltonianMonteCarlo(logistic, options), rng), logisticCdf);
  assertLaw(oneStep(hamiltonianMonteCarlo(logistic, { ...options, jitter: 0.5 }), rng), logisticCdf);
  // A wrong gradient alone is a correct sampler: the leapfrog stays reversible and keeps volume.
  assertLaw(oneStep(hamiltonianMonteCarlo(scaledGradient(2), options), rng), logisticCdf);
  expectRejected('always accepted', () => assertLaw(oneStep(eulerHmc(2.2, 3, false, true), rng), logisticCdf));
  expectRejected('Euler instead of leapfrog: no volume kept', () =>
    assertLaw(oneStep(eulerHmc(1.4, 3, true, false), rng), logisticCdf),
  );
});

/** HMC written out for the line, with the faults that the test must see. */
function eulerHmc(e: number, numSteps: number, isEuler: boolean, isAlwaysAccepted: boolean): VectorKernel {
  const logp = (x: number): number => logistic.logDensity(Float64Array.of(x));
  return {
    init: (position) => ({ position }),
    step({ position }, rng) {
      const x = position[0]!;
      let [q, p] = [x, rng.normal()];
      const energy = p * p * 0.5 - logp(q);
      for (let step = 0; step < numSteps; step++) {
        const force = -Math.tanh(q / 2);
        if (isEuler) [q, p] = [q + e * p, p + e * force];
        else {
          p += 0.5 * e * force;
          q += e * p;
          p += 0.5 * e * -Math.tanh(q / 2);
        }
      }
      const isAccepted = isAlwaysAccepted || rng.uniform() < Math.exp(energy - p * p * 0.5 + logp(q));
      return [{ position: Float64Array.of(isAccepted ? q : x) }, {}];
    },
  };
}

test('one step of HMC with a metric leaves a correlated Gaussian invariant', () => {
  const rng = rngOfTest();
  const options = { stepSize: 0.9, numSteps: 4, inverseMetric: Float64Array.of(0.5, 3), jitter: 0.2 };
  assertGaussianMoments(hamiltonianMonteCarlo(correlated, options), rng);
  // The momentum drawn from N(0, M^-1) where the energy says N(0, M): the same as no metric in the energy.
  const mismatched: VectorKernel = {
    init: (position) => ({ position }),
    step({ position }, r) {
      const q = position.slice();
      const p = Float64Array.from(options.inverseMetric, (m) => Math.sqrt(m) * r.normal());
      const energyOf = (): number =>
        0.5 * p.reduce((sum, value, j) => sum + options.inverseMetric[j]! * value * value, 0) -
        correlated.logDensity(q);
      const before = energyOf();
      const gradient = new Float64Array(2);
      for (let step = 0; step < 4; step++) {
        correlated.gradLogDensity(q, gradient);
        for (let j = 0; j < 2; j++) {
          p[j]! += 0.45 * gradient[j]!;
          q[j]! += 0.9 * options.inverseMetric[j]! * p[j]!;
        }
        correlated.gradLogDensity(q, gradient);
        for (let j = 0; j < 2; j++) p[j]! += 0.45 * gradient[j]!;
      }
      return [{ position: r.uniform() < Math.exp(before - energyOf()) ? q : position }, {}];
    },
  };
  expectRejected('momentum of the inverse metric', () => assertGaussianMoments(mismatched, rng));
});

test('unadjusted Langevin on N(0, 1) keeps the variance 1/(1 - e^2/4), not 1', () => {
  const rng = rngOfTest();
  const gaussian = onLine(
    (x) => -0.5 * x * x,
    (x) => -x,
  );
  /** Mean square after one step from N(0, s^2). */
  const squares = (kernel: VectorKernel, variance: number): Float64Array =>
    Float64Array.from({ length: n }, () => {
      const start = Float64Array.of(Math.sqrt(variance) * rng.normal());
      return kernel.step(kernel.init(start, rng), rng)[0].position[0]! ** 2;
    });
  // Stationary variances for stepSize^2 = 0.5 and 1, from an independent program: 8/7 and 4/3.
  for (const [square, variance] of [
    [0.5, 1.1428571428571428],
    [1, 1.3333333333333333],
  ] as const) {
    const kernel = unadjustedLangevin(gaussian, { stepSize: Math.sqrt(square) });
    assertMean(squares(kernel, variance), { expected: variance, standardDeviation: variance * Math.SQRT2 });
    expectRejected('the law taken for the target', () =>
      assertMean(squares(kernel, 1), { expected: 1, standardDeviation: Math.SQRT2 }),
    );
    const doubled = onLine(
      (x) => -0.5 * x * x,
      (x) => -2 * x,
    );
    expectRejected('the 1/2 in the drift forgotten', () =>
      assertMean(squares(unadjustedLangevin(doubled, { stepSize: Math.sqrt(square) }), variance), {
        expected: variance,
        standardDeviation: variance * Math.SQRT2,
      }),
    );
  }
});
