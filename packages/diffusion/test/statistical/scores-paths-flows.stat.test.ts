// alpha 1e-6 per assertion; n = 4000 to 20 000; smallest effect caught with power 0.999: 0.057 sigma at 20 000, 0.13 sigma at 4000; seed: the test's name; 6 s.
import { fillNormal, key, type Rng, stream, toNdarray } from '@yuragi/prob-core';
import { assertCounts, assertLaw, assertMean, expectRejected, normalCdf } from '@yuragi/testkit';
import { expect, test } from 'vitest';
import {
  annealedLangevinSampler,
  binomialDiffusion,
  binomialSampler,
  type Denoiser,
  denoisingScoreMatching,
  diffusionTable,
  elbo,
  elboFromErrors,
  explicitScoreMatching,
  flowMatchingVelocity,
  implicitScoreMatching,
  linearNoiseSchedule,
  optimalTransportPath,
  pathLogWeights,
  type ScoreWithDivergence,
  sampleDiffusion,
  sampleFlow,
  scoreMatchingConstants,
  sigmaLevels,
  smoothedMixture,
  sohlDicksteinNoiseSchedule,
  varianceExplodingPath,
} from '../../src/index.ts';

const name = (): string => expect.getState().currentTestName!;

test('in two dimensions the three losses of a score differ by their constants', () => {
  const n = 20_000;
  const sigma = 0.8;
  const rng = stream(key(name()));
  const law = smoothedMixture({
    weights: Float64Array.of(0.3, 0.7),
    means: toNdarray(Float64Array.of(-1, 0.5, 1, 0), [2, 2]),
    covariances: toNdarray(Float64Array.of(0.25, 0, 0, 0.16, 0.09, 0, 0, 0.36), [2, 2, 2]),
  });
  const draw = (): Float64Array => {
    const out = new Float64Array(2 * n);
    for (let i = 0; i < n; i++) {
      const isFirst = rng.uniform() < 0.3;
      out[2 * i] = (isFirst ? -1 : 1) + (isFirst ? 0.5 : 0.3) * rng.normal();
      out[2 * i + 1] = (isFirst ? 0.5 : 0) + (isFirst ? 0.4 : 0.6) * rng.normal();
    }
    return out;
  };
  const noised = draw().map((value) => value + sigma * rng.normal());
  const x = toNdarray(noised, [n, 2]);
  /** s = (-x + sin y, -y + sin 2y): its divergence is -2 + 2 cos 2y. */
  const model: ScoreWithDivergence = (points, _sigma, score, divergence) => {
    for (let i = 0; i < divergence.length; i++) {
      const [a, b] = [points[2 * i]!, points[2 * i + 1]!];
      score[2 * i] = -a + Math.sin(b);
      score[2 * i + 1] = -b + Math.sin(2 * b);
      divergence[i] = -2 + 2 * Math.cos(2 * b);
    }
  };
  const scoreOf = (points: Float64Array, level: number, out: Float64Array): void =>
    model(points, level, out, new Float64Array(points.length / 2));
  const explicit = explicitScoreMatching(scoreOf, law.scoreInto, x, sigma).perPoint;
  const implicit = implicitScoreMatching(model, x, sigma).perPoint;
  const { explicitMinusImplicit, denoisingMinusExplicit } = scoreMatchingConstants(law.scoreInto, x, sigma);
  assertMean(
    explicit.map((loss, i) => loss - implicit[i]! - explicitMinusImplicit.perPoint[i]!),
    { expected: 0 },
  );
  const half = new Float64Array(n);
  const score = new Float64Array(2 * n);
  model(noised, sigma, score, half);
  expectRejected('|s|^2 without its 1/2', () =>
    assertMean(
      explicit.map(
        (loss, i) =>
          loss - (score[2 * i]! ** 2 + score[2 * i + 1]! ** 2 + half[i]!) - explicitMinusImplicit.perPoint[i]!,
      ),
      { expected: 0 },
    ),
  );
  const denoising = denoisingScoreMatching(scoreOf, toNdarray(draw(), [n, 2]), sigma, rng).perPoint;
  const excess = denoising.map((loss, i) => loss - explicit[i]! - denoisingMinusExplicit.perPoint[i]!);
  assertMean(excess, { expected: 0 });
  expectRejected('d/sigma^2 in place of d/(2 sigma^2)', () =>
    assertMean(
      excess.map((value) => value - 1 / sigma ** 2),
      { expected: 0 },
    ),
  );
});

test('log-weights of paths average to the bound, and their exponentials to the model`s density at x_0', async () => {
  const n = 20_000;
  const variance = 0.5;
  const point = 0.7;
  const table = diffusionTable(linearNoiseSchedule({ numSteps: 12, first: 0.01, last: 0.6 }), 12);
  const share = (sigma: number): number => variance / (variance + sigma ** 2);
  const denoiser: Denoiser = (x, sigma, out) => {
    for (let i = 0; i < x.length; i++) out[i] = share(sigma) * x[i]!;
  };
  const repeated = toNdarray(new Float64Array(n).fill(point), [n, 1]);
  const rng = stream(key(name()));
  const { logWeights, perStep, prior } = await pathLogWeights(denoiser, repeated, table, rng);

  // The bound at x_0 in closed form, step by step.
  const errors = table.sigma.map((sigma) => ((1 - share(sigma)) * point) ** 2 + (share(sigma) * sigma) ** 2);
  const bound = (reverseVariance: 'posterior' | 'forward') =>
    elboFromErrors(table, errors, { dimension: 1, squaredNorm: point ** 2, reverseVariance });
  const expected = bound('posterior');
  assertMean(logWeights, { expected: expected.elbo });
  assertMean(prior, { expected: -expected.prior });
  for (let t = 1; t <= 12; t++)
    assertMean(
      Float64Array.from({ length: n }, (_, i) => perStep.get(i, t - 1)),
      { expected: -(t === 1 ? expected.reconstruction : expected.path[t]!) },
    );
  expectRejected('the bound of the other variances', () => assertMean(logWeights, { expected: bound('forward').elbo }));
  const { perPoint } = await elbo(denoiser, repeated, table, rng, { reverseVariance: 'posterior' });
  assertMean(
    logWeights.map((value, i) => value - perPoint[i]!),
    { expected: 0 },
  );

  // The model's own law of x_0 is normal: its variance carried down the linear chain.
  let total = 1;
  for (let t = 12; t >= 1; t--) {
    const slope = table.posteriorXt[t]! + (table.posteriorX0[t]! * share(table.sigma[t]!)) / table.signalScale[t]!;
    total = slope ** 2 * total + (t === 1 ? table.noiseRate[1]! : table.posteriorVariance[t]!);
  }
  const logModel = -0.5 * (Math.log(2 * Math.PI * total) + point ** 2 / total);
  assertMean(
    logWeights.map((value) => Math.exp(value - logModel)),
    { expected: 1 },
  );
  const elsewhere = new Float64Array(n);
  fillNormal(rng, elsewhere);
  const wandering = await pathLogWeights(
    denoiser,
    toNdarray(
      elsewhere.map((z) => Math.sqrt(variance) * z),
      [n, 1],
    ),
    table,
    rng,
  );
  expectRejected('paths that start at draws of the data, not at x_0', () =>
    assertMean(
      wandering.logWeights.map((value) => Math.exp(value - logModel)),
      { expected: 1 },
    ),
  );
});

const mixture = smoothedMixture({
  weights: Float64Array.of(0.3, 0.7),
  means: toNdarray(Float64Array.of(-1.5, 1), [2, 1]),
  covariances: toNdarray(Float64Array.of(0.16, 0.36), [2, 1, 1]),
});
/** Of the mixture under noise sigma. */
const cdf =
  (sigma: number) =>
  (x: number): number =>
    0.3 * normalCdf((x + 1.5) / Math.hypot(0.4, sigma)) + 0.7 * normalCdf((x - 1) / Math.hypot(0.6, sigma));

test('annealed Langevin ends with the law of its last level', async () => {
  // 6 levels per factor e and 60 steps of 0.2: variances too large by a share of 2/72, which moves the distribution function
  // by less than 0.01; 4000 draws see 0.043.
  const sigmas = Float64Array.from({ length: 33 }, (_, i) => (i === 32 ? 0 : 20 * Math.exp(-i / 6)));
  const draws = async (denoiser: Denoiser): Promise<Float64Array> => {
    const sampler = annealedLangevinSampler(denoiser, { dimension: 1, numInnerSteps: 60 });
    return (await sampleDiffusion(sampler, stream(key(name())), { sigmas, numSamples: 4000 })).samples.data;
  };
  assertLaw(await draws(mixture.denoise), cdf(sigmas[31]!));
  const doubled: Denoiser = (x, sigma, out) => {
    mixture.denoise(x, sigma, out);
    for (let i = 0; i < x.length; i++) out[i] = 2 * out[i]! - x[i]!;
  };
  await expectRejected('the score without its 1/2', async () => assertLaw(await draws(doubled), cdf(sigmas[31]!)));
});

test('flow matching carries normal points to the data', async () => {
  const path = optimalTransportPath();
  const options = { numSamples: 4000, relativeTolerance: 1e-5, absoluteTolerance: 1e-7 };
  const rng = (): Rng => stream(key(name()));
  const { samples } = await sampleFlow(flowMatchingVelocity(mixture, path), path, rng(), options);
  assertLaw(samples.data, cdf(0));
  const exploding = flowMatchingVelocity(mixture, varianceExplodingPath());
  await expectRejected('the noise of another path to begin with', async () =>
    assertLaw((await sampleFlow(exploding, path, rng(), options)).samples.data, cdf(0)),
  );
});

test('the exact reverse of binomial diffusion gives the data law in three steps', async () => {
  const law = Float64Array.of(0.3, 0.05, 0.05, 0.1, 0, 0.1, 0.05, 0.35);
  const diffusion = binomialDiffusion(law, { onProbability: 0.4 });
  const counts = async (reverse: 'exact' | 'factorised', numSteps: number): Promise<Float64Array> => {
    const sigmas = sigmaLevels(sohlDicksteinNoiseSchedule({ numSteps }), numSteps);
    const sampler = binomialSampler(diffusion, { reverse });
    const { samples } = await sampleDiffusion(sampler, stream(key(name())), { sigmas, numSamples: 8000 });
    const seen = new Float64Array(8);
    for (let i = 0; i < 8000; i++) seen[samples.get(i, 0) + 2 * samples.get(i, 1) + 4 * samples.get(i, 2)]!++;
    return seen;
  };
  assertCounts(await counts('exact', 3), law);
  await expectRejected('a product over bits in three steps', async () =>
    assertCounts(await counts('factorised', 3), law),
  );
});
