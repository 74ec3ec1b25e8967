import { fileURLToPath } from 'node:url';
import { ddimSampler, probabilityFlow, sampleDiffusion, smoothedMixture } from '@yuragi/diffusion';
import { fitGaussianMixture, type MixtureParameters } from '@yuragi/latent-models';
import { key, type Rng, stream, toNdarray } from '@yuragi/prob-core';
import { logBeta, logGamma } from '@yuragi/prob-core/special';
import { integrateOde } from '@yuragi/sde';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bars } from '../src/bars.ts';
import { ancestralLoop } from '../src/diffusion/ancestral-loop.bench.ts';
import { exactDenoisers } from '../src/diffusion/exact-denoiser.bench.ts';
import { probabilityFlows } from '../src/diffusion/probability-flow.bench.ts';
import { emLoop } from '../src/latent-models/em-loop.bench.ts';
import { mixtureFits } from '../src/latent-models/mixture-fit.bench.ts';
import { fills } from '../src/prob-core/fills.bench.ts';
import { logDensities } from '../src/prob-core/log-density.bench.ts';
import { findPython, noPython, type Python, pythonCommands } from '../src/python.ts';
import { AbsentPeer, type Agreement, largestDifference, type Row } from '../src/row.ts';
import { rows } from '../src/rows.ts';
import { dormandPrinceLoop } from '../src/sde/dormand-prince-loop.bench.ts';

const mixtureSize = { n: 400, d: 3, numComponents: 2, numSteps: 5, numSeeds: 2 };
const plane = { d: 2, numComponents: 5, n: 20, numSteps: 30 };
/** The rows of the harness at sizes for tests. */
const small: readonly Row[] = [
  ...fills(8192),
  ...logDensities(500),
  ...mixtureFits(mixtureSize),
  ...exactDenoisers(plane, { ...plane, d: 6 }),
  ...probabilityFlows(10),
  ancestralLoop(50, 10),
  dormandPrinceLoop(5, 32),
  emLoop(mixtureSize),
];
const agrees = ({ value, tolerance }: Agreement): boolean => value <= tolerance;
const called = (prefix: string): readonly Row[] => small.filter(({ name }) => name.startsWith(prefix));

test('the rows have names of their own, and every bar is about one of them', () => {
  const names = rows.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(small.map(({ name }) => name)).toEqual(names);
  for (const { row } of bars) expect(names).toContain(row);
});

test('a bar names a peer that its row has', async () => {
  for (const { row, peer } of bars) {
    const { peers } = await small.find(({ name }) => name === row)!.setUp(noPython);
    if (peer !== undefined) expect(peers.map(({ name }) => name)).toContain(peer);
  }
});

describe('every peer that is on this machine agrees with us', () => {
  let python: Python;
  beforeAll(async () => {
    const program = fileURLToPath(new URL('../peers/peers.py', import.meta.url));
    python = await findPython(pythonCommands(process.env), [program], ['numpy', 'scipy', 'sklearn']);
  });
  afterAll(() => python.close());

  test.each(small)('$name', async (row) => {
    const { ours, peers } = await row.setUp(python);
    await ours();
    expect(peers.length).toBeGreaterThan(0);
    for (const { name, open } of peers) {
      const opened = await open().catch((error: unknown) => {
        // In Python it may be missing; what is written here never is.
        if (error instanceof AbsentPeer && !name.includes('loop')) return undefined;
        throw error;
      });
      if (opened === undefined) continue;
      expect({ name, ...opened.agreement }).toSatisfy(agrees);
      for (const seconds of await opened.contender.time(2, 3)) expect(seconds).toBeGreaterThan(0);
      await opened.close?.();
    }
  });
});

/** Answers in place of Python. */
const pythonThat = (answer: (task: string, parameters: never) => unknown): Python => ({
  versions: {},
  open: async <Answer>(task: string, _: readonly string[], parameters: object) => ({
    answer: (await answer(task, parameters as never)) as Answer,
    time: async () => [1],
    close: async () => {},
  }),
  close() {},
});

/** Whether each peer in Python is accepted when it answers so. */
async function acceptances(row: Row, answer: (task: string, parameters: never) => unknown): Promise<boolean[]> {
  const { peers } = await row.setUp(pythonThat(answer));
  const opened = await Promise.all(peers.filter(({ name }) => name !== '@stdlib').map(({ open }) => open()));
  return opened.map(({ agreement }) => agrees(agreement));
}

test('a fill of another law is refused: half the variance, the wrong interval', async () => {
  const scalars = (draw: (rng: Rng) => number) => {
    const rng = stream(key('fill of another law'));
    return () => Float64Array.from({ length: 8192 }, () => draw(rng));
  };
  for (const row of called('fill-normal')) {
    expect(
      await acceptances(
        row,
        scalars((rng) => rng.normal()),
      ),
    ).toEqual([true, true]);
    // Box and Muller's radius without its factor 2.
    expect(
      await acceptances(
        row,
        scalars((rng) => Math.SQRT1_2 * rng.normal()),
      ),
    ).toEqual([false, false]);
  }
  for (const row of called('fill-uniform')) {
    expect(
      await acceptances(
        row,
        scalars((rng) => rng.uniform()),
      ),
    ).toEqual([true, true]);
    expect(
      await acceptances(
        row,
        scalars((rng) => 2 * rng.uniform() - 1),
      ),
    ).toEqual([false, false]);
    expect(
      await acceptances(
        row,
        scalars(() => Number.NaN),
      ),
    ).toEqual([false, false]);
  }
});

describe('a log density that is wrong is refused', () => {
  type Law = (x: number) => number;
  const cases: Readonly<Record<string, { readonly right: Law; readonly wrong: Law }>> = {
    // normal(0.5, 2); without the scale in the normalisation.
    'log-density-normal': {
      right: (x) => -0.5 * ((x - 0.5) / 2) ** 2 - Math.log(2) - 0.5 * Math.log(2 * Math.PI),
      wrong: (x) => -0.5 * ((x - 0.5) / 2) ** 2 - 0.5 * Math.log(2 * Math.PI),
    },
    // gamma(2.5, rate 1.3); with the rate taken for the scale.
    'log-density-gamma': {
      right: (x) => 1.5 * Math.log(x) - 1.3 * x + 2.5 * Math.log(1.3) - logGamma(2.5),
      wrong: (x) => 1.5 * Math.log(x) - x / 1.3 - 2.5 * Math.log(1.3) - logGamma(2.5),
    },
    // beta(2.5, 1.5); with the shapes exchanged.
    'log-density-beta': {
      right: (x) => 1.5 * Math.log(x) + 0.5 * Math.log1p(-x) - logBeta(2.5, 1.5),
      wrong: (x) => 0.5 * Math.log(x) + 1.5 * Math.log1p(-x) - logBeta(2.5, 1.5),
    },
  };
  test.each(called('log-density'))('$name', async (row) => {
    const { right, wrong } = cases[row.name]!;
    const by =
      (law: Law) =>
      (_: string, { x }: { x: Float64Array }) =>
        x.map(law);
    expect(await acceptances(row, by(right))).toEqual([true, true]);
    expect(await acceptances(row, by(wrong))).toEqual([false, false]);
    expect(await acceptances(row, (_, { x }: { x: Float64Array }) => x.slice(1).map(right))).toEqual([false, false]);
  });
});

describe('a mixture fit that is wrong is refused', () => {
  const { d, numComponents, numSeeds } = mixtureSize;
  type Steps = MixtureParameters & { readonly x: Float64Array; readonly steps: number };

  test('EM steps from a given start', async () => {
    const [row] = called('mixture-steps');
    const fit = async ({ x, steps, ...start }: Steps, numSteps: number, regularization: number) => {
      const { history, meanLogLikelihood } = await fitGaussianMixture(toNdarray(x, [x.length / d, d]), key('unused'), {
        numComponents,
        start,
        maxSteps: numSteps,
        tolerance: 0,
        regularization,
      });
      return { steps: history.bound.length, logLikelihood: meanLogLikelihood, bound: history.bound.at(-1)! };
    };
    expect(await acceptances(row!, (_, parameters: Steps) => fit(parameters, parameters.steps, 0))).toEqual([true]);
    // scikit-learn's own regularisation left on.
    expect(await acceptances(row!, (_, parameters: Steps) => fit(parameters, parameters.steps, 1e-6))).toEqual([false]);
    // One step fewer.
    expect(await acceptances(row!, (_, parameters: Steps) => fit(parameters, parameters.steps - 1, 0))).toEqual([
      false,
    ]);
    // The bound of the last step in place of the likelihood after it.
    const late = async (_: string, parameters: Steps) => {
      const { steps, bound } = await fit(parameters, parameters.steps, 0);
      return { steps, logLikelihood: bound };
    };
    expect(await acceptances(row!, late)).toEqual([false]);
  });

  test('fits from scratch', async () => {
    const [row] = called('mixture-fit-apart');
    const fits = async (x: Float64Array, isLate: boolean) => {
      const data = toNdarray(x, [x.length / d, d]);
      const found = [];
      for (let seed = 0; seed < numSeeds; seed++)
        found.push(await fitGaussianMixture(data, key(seed), { numComponents, tolerance: 1e-3 }));
      return {
        logLikelihoods: Float64Array.from(found, (each) =>
          isLate ? each.history.bound.at(-1)! : each.meanLogLikelihood,
        ),
        steps: Float64Array.from(found, ({ history }) => history.bound.length),
        models: found.map(({ model }) => ({
          weights: model.weights,
          means: model.means.data,
          covariances: model.covariances.data,
        })),
      };
    };
    expect(await acceptances(row!, (_, { x }: { x: Float64Array }) => fits(x, false))).toEqual([true]);
    // The bound of the last step in place of the likelihood after it.
    expect(await acceptances(row!, (_, { x }: { x: Float64Array }) => fits(x, true))).toEqual([false]);
  });
});

describe('a sampler or a flow that is wrong is refused', () => {
  interface Flat {
    readonly weights: Float64Array;
    readonly means: Float64Array;
    readonly covariances: Float64Array;
  }
  const lawOf = ({ weights, means, covariances }: Flat) => {
    const numComponents = weights.length;
    const d = means.length / numComponents;
    return smoothedMixture({
      weights,
      means: toNdarray(means, [numComponents, d]),
      covariances: toNdarray(covariances, [numComponents, d, d]),
    });
  };

  test.each(called('exact-denoiser'))('$name', async (row) => {
    type Parameters = Flat & { readonly start: Float64Array; readonly sigmas: Float64Array };
    const ddim = (scaleOf: (sigma: number) => number) => async (_: string, parameters: Parameters) => {
      const law = lawOf(parameters);
      const { start, sigmas } = parameters;
      const sampler = ddimSampler(
        (x, sigma, out) =>
          law.denoise(
            x.map((value) => value * scaleOf(sigma)),
            sigma,
            out,
          ),
        { dimension: law.dimension },
      );
      const options = { sigmas, numSamples: start.length / law.dimension };
      const from = { ...sampler, init: () => ({ position: start }) };
      return (await sampleDiffusion(from, stream(key('unused')), options)).samples.data;
    };
    expect(
      await acceptances(
        row,
        ddim(() => 1),
      ),
    ).toEqual([true]);
    // The denoiser given variance-preserving positions, without their scale.
    expect(
      await acceptances(
        row,
        ddim((sigma) => 1 / Math.sqrt(1 + sigma * sigma)),
      ),
    ).toEqual([false]);
  });

  test.each(called('probability-flow'))('$name', async (row) => {
    type Parameters = Flat & {
      readonly start: Float64Array;
      readonly t0: number;
      readonly t1: number;
      readonly relative: number;
      readonly absolute: number;
    };
    const flow = (factor: number) => (_: string, parameters: Parameters) => {
      const { dimension, drift } = probabilityFlow(lawOf(parameters));
      const { start, t0, t1, relative, absolute } = parameters;
      const solution = integrateOde(
        {
          dimension,
          drift(x, t, out) {
            drift(x, t, out);
            for (let i = 0; i < out.length; i++) out[i]! *= factor;
          },
        },
        start,
        { t0, t1, relativeTolerance: relative / 2, absoluteTolerance: absolute },
      );
      return { end: solution.position, evaluations: solution.numEvaluations, steps: solution.numSteps };
    };
    expect(await acceptances(row, flow(1))).toEqual([true]);
    // The score's coefficient in the reverse equation with noise is twice that of the flow.
    expect(await acceptances(row, flow(2))).toEqual([false]);
  });
});

test('the largest difference is relative above 1, absolute below, and NaN where nothing can be said', () => {
  expect(largestDifference([1, 101], [1, 100])).toBeCloseTo(1 / 101, 15);
  expect(largestDifference([0.5], [0])).toBe(0.5);
  expect(largestDifference([1], [1, 2])).toBeNaN();
  expect(largestDifference([Number.NaN, 1], [1, 1])).toBeNaN();
});
