import { fileURLToPath } from 'node:url';
import { anneal, geometricSchedule } from '@yuragi/annealing';
import { swissRoll } from '@yuragi/datasets';
import { ddimSampler, fitDenoiser, probabilityFlow, sampleDiffusion, smoothedMixture } from '@yuragi/diffusion';
import { fitGaussianMixture, type MixtureParameters, restrictedBoltzmannMachine } from '@yuragi/latent-models';
import { isingModel } from '@yuragi/mcmc';
import { createEngine } from '@yuragi/nn';
import { key, type Rng, stream, toNdarray } from '@yuragi/prob-core';
import { logBeta, logGamma } from '@yuragi/prob-core/special';
import { integrateOde } from '@yuragi/sde';
import { bar } from '@yuragi/thermo-jarzynski';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { momentsOf, sameMoments } from '../src/agreement.ts';
import { glasses } from '../src/annealing/anneal-glass.bench.ts';
import { bars } from '../src/bars.ts';
import { ancestralLoop } from '../src/diffusion/ancestral-loop.bench.ts';
import { exactDenoisers } from '../src/diffusion/exact-denoiser.bench.ts';
import { learnedDenoisers } from '../src/diffusion/learned-denoiser.bench.ts';
import { probabilityFlows } from '../src/diffusion/probability-flow.bench.ts';
import { masses } from '../src/kl-info/masses.bench.ts';
import { sampleDistances } from '../src/kl-info/sample-distances.bench.ts';
import { contrastiveDivergences } from '../src/latent-models/contrastive-divergence.bench.ts';
import { emLoop } from '../src/latent-models/em-loop.bench.ts';
import { mixtureFits } from '../src/latent-models/mixture-fit.bench.ts';
import { effectiveDraws } from '../src/mcmc/effective-draws.bench.ts';
import { kernelLoops } from '../src/mcmc/kernel-loops.bench.ts';
import { matrixProducts } from '../src/nn/gemm.bench.ts';
import { autoencoderProblem, mlpProblem, transformerProblem, unetProblem } from '../src/nn/models.ts';
import { trainingSteps } from '../src/nn/steps.bench.ts';
import { threadedFit } from '../src/nn/threads.bench.ts';
import { type StepProblem, trainingStep } from '../src/nn/training-step.ts';
import { fills } from '../src/prob-core/fills.bench.ts';
import { logDensities } from '../src/prob-core/log-density.bench.ts';
import { findPython, noPython, type Python, pythonCommands } from '../src/python.ts';
import { AbsentPeer, type Agreement, largestDifference, type Row } from '../src/row.ts';
import { rows } from '../src/rows.ts';
import { dormandPrinceLoop } from '../src/sde/dormand-prince-loop.bench.ts';
import { geometricBrownianPaths } from '../src/sde/geometric-brownian-paths.bench.ts';
import { traps } from '../src/thermo-jarzynski/trap.bench.ts';

const mixtureSize = { n: 400, d: 3, numComponents: 2, numSteps: 5, numSeeds: 2 };
const gaussianDimension = 3;
const mlp = { batch: 8, inputs: 3, hidden: [8, 8], outputs: 2 };
const stepSizes = {
  mlp,
  unet: { batch: 2, side: 4, channels: 8, blocksPerLevel: 1 },
  transformer: { batch: 2, length: 5, width: 8, numLayers: 1, heads: 2, vocabulary: 7 },
  autoencoder: { batch: 4, pixels: 6, hidden: 8, latent: 2 },
};
const denoiserSize = { n: 500, batch: 32, numSteps: 30, numTrainingSteps: 300, numSamples: 40, numSampleSteps: 20 };
const plane = { d: 2, numComponents: 5, n: 20, numSteps: 30 };
/** The rows of the harness at sizes for tests. */
const small: readonly Row[] = [
  ...fills(8192),
  ...logDensities(500),
  ...masses(500),
  ...sampleDistances({ n: 500, numPairwise: 40, d: 3 }),
  ...effectiveDraws({ d: gaussianDimension, target: 10, numDraws: 300, thin: 5, numPeerSteps: 3000 }),
  ...glasses({ square: 8, cubic: 4, numSweeps: 30, numReads: 16 }),
  ...traps({ numTrajectories: 5000, numSteps: 20 }),
  geometricBrownianPaths(20_000, 20),
  ...matrixProducts([
    [256, 128, 128],
    [64, 256, 256],
    [512, 512, 512],
  ]),
  ...trainingSteps(stepSizes),
  threadedFit({ mlp, numSteps: 10 }),
  ...mixtureFits(mixtureSize),
  ...contrastiveDivergences({ n: 200, numEpochs: 1 }),
  ...exactDenoisers(plane, { ...plane, d: 6 }),
  ...probabilityFlows(10),
  ...learnedDenoisers(denoiserSize),
  ...kernelLoops(50),
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
    // Loading torch and scipy takes Python its time while other tests use the processor.
  }, 60_000);
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

/** Peers that are neither in Python nor written here. */
const inThisProcess = ['@stdlib', 'tfjs (wasm)', 'jax-js (wasm)', 'one thread'];

/** Whether each peer in Python is accepted when it answers so. */
async function acceptances(row: Row, answer: (task: string, parameters: never) => unknown): Promise<boolean[]> {
  const { peers } = await row.setUp(pythonThat(answer));
  const opened = await Promise.all(
    peers.filter(({ name }) => !name.includes('loop') && !inThisProcess.includes(name)).map(({ open }) => open()),
  );
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

describe('a divergence or a distance that is wrong is refused', () => {
  interface Arrays {
    readonly p: Float64Array;
    readonly q: Float64Array;
    readonly x: Float64Array;
    readonly y: Float64Array;
    readonly dimension: number;
  }
  const sum = (values: ArrayLike<number>, term: (value: number, i: number) => number): number =>
    Array.from(values).reduce((total, value, i) => total + term(value, i), 0);
  const sorted = (values: Float64Array): Float64Array => values.slice().sort();
  const meanDistance = (x: Float64Array, y: Float64Array, d: number): number => {
    let total = 0;
    for (let i = 0; i < x.length; i += d)
      for (let j = 0; j < y.length; j += d)
        total += Math.hypot(...x.slice(i, i + d).map((value, k) => value - y[j + k]!));
    return total / (x.length / d) / (y.length / d);
  };
  const energy = ({ x, y, dimension: d }: Arrays): number =>
    2 * meanDistance(x, y, d) - meanDistance(x, x, d) - meanDistance(y, y, d);
  type Answer = (arrays: Arrays) => number;
  const cases: Readonly<Record<string, { readonly right: Answer; readonly wrong: Answer }>> = {
    // In bits.
    entropy: { right: ({ p }) => -sum(p, (m) => m * Math.log(m)), wrong: ({ p }) => -sum(p, (m) => m * Math.log2(m)) },
    // The other way round.
    'relative-entropy': {
      right: ({ p, q }) => sum(p, (m, i) => m * Math.log(m / q[i]!)),
      wrong: ({ p, q }) => sum(q, (m, i) => m * Math.log(m / p[i]!)),
    },
    // Without sorting.
    'wasserstein-line': {
      right: ({ x, y }) => sum(sorted(x), (value, i) => Math.abs(value - sorted(y)[i]!)) / x.length,
      wrong: ({ x, y }) => sum(x, (value, i) => Math.abs(value - y[i]!)) / x.length,
    },
    // Its root, as scipy returns it.
    'energy-distance-line': { right: energy, wrong: (arrays) => Math.sqrt(energy(arrays)) },
    // Unbiased: without the pairs of a point with itself.
    'energy-distance-10d': {
      right: energy,
      wrong: (arrays) => {
        const { x, y, dimension: d } = arrays;
        return energy(arrays) - (meanDistance(x, x, d) + meanDistance(y, y, d)) / (x.length / d - 1);
      },
    },
  };
  test.each(Object.keys(cases))('%s', async (name) => {
    const row = small.find((each) => each.name === name)!;
    const { right, wrong } = cases[name]!;
    const accepted = await acceptances(row, (_, arrays: Arrays) => right(arrays));
    expect(accepted).toEqual(accepted.map(() => true));
    const refused = await acceptances(row, (_, arrays: Arrays) => wrong(arrays));
    expect(refused).toEqual(accepted.map(() => false));
  });
});

describe('a sampler, an annealer or a path that is wrong is refused', () => {
  test('an ensemble of another law', async () => {
    type Parameters = Record<'thin' | 'steps' | 'draws', number> & { readonly kept?: boolean };
    const d = gaussianDimension;
    const ensemble = (scale: number) => {
      const rng = stream(key('an ensemble of another law'));
      return (task: string, { thin, steps, draws, kept }: Parameters) => {
        if (thin === 0 || kept === false) return null;
        const values: number[] = [];
        for (let i = 0; i < (task === 'nuts' ? draws : (2 * d * steps) / thin); i++) {
          const x = Array.from({ length: d }, () => scale * rng.normal());
          values.push(x[0]!, x[d - 1]!, -0.5 * x.reduce((sum, value) => sum + value * value, 0));
        }
        if (task === 'nuts') return { values, leapfrogs: 3, seconds: 1 };
        return { values: Float64Array.from(values), end: new Float64Array(2 * d * d) };
      };
    };
    for (const row of called('gaussian-')) {
      // emcee, and Stan beside Hamiltonian Monte Carlo.
      const numPeers = row.name.endsWith('hmc') ? 2 : 1;
      expect(await acceptances(row, ensemble(1))).toEqual(Array(numPeers).fill(true));
      // A log density without its half.
      expect(await acceptances(row, ensemble(Math.SQRT1_2))).toEqual(Array(numPeers).fill(false));
    }
  });

  test.each(called('anneal-'))('$name', async (row) => {
    type Parameters = Record<'first' | 'second' | 'coupling', Float64Array> &
      Record<'hot' | 'cold' | 'sweeps' | 'reads', number>;
    const reads = (coldOf: (parameters: Parameters) => number) => async (_: string, parameters: Parameters) => {
      const { first, second, coupling, hot, sweeps, reads: numReads } = parameters;
      const bonds = Array.from(first, (i, k) => [i, second[k]!, coupling[k]!] as [number, number, number]);
      const { energies, occurrences } = await anneal(
        isingModel({ numSpins: 1 + second.reduce((most, i) => Math.max(most, i), 0), bonds }),
        key('reads of another'),
        { numReads, numSweeps: sweeps, schedule: geometricSchedule(hot, coldOf(parameters)) },
      );
      return Float64Array.from(
        Array.from(energies).flatMap((energy, i) => Array<number>(occurrences[i]!).fill(energy)),
      );
    };
    expect(
      await acceptances(
        row,
        reads(({ cold }) => cold),
      ),
    ).toEqual([true]);
    // The range of beta left out: it stays hot.
    expect(
      await acceptances(
        row,
        reads(({ hot }) => hot),
      ),
    ).toEqual([false]);
  });

  test('work in a dragged trap', async () => {
    type Parameters = Record<'count' | 'steps' | 'duration' | 'speed', number>;
    const works =
      (diffusion: number) =>
      (_: string, { count, steps, duration, speed }: Parameters) => {
        const rng = stream(key('work in a dragged trap'));
        const h = duration / steps;
        return Float64Array.from({ length: count }, () => {
          let x = rng.normal();
          let work = 0;
          for (let k = 0; k < steps; k++) {
            x += h * (speed * k * h - x) + Math.sqrt(2 * diffusion * h) * rng.normal();
            work += 0.5 * ((x - speed * (k + 1) * h) ** 2 - (x - speed * k * h) ** 2);
          }
          return work;
        });
      };
    const [row] = called('dragged-trap');
    expect(await acceptances(row!, works(1))).toEqual([true]);
    // Noise of sqrt(h) in place of sqrt(2 h).
    expect(await acceptances(row!, works(0.5))).toEqual([false]);
  });

  test("Bennett's ratio", async () => {
    type Parameters = Record<'forward' | 'reverse', Float64Array>;
    const ratio =
      (sign: number) =>
      (_: string, { forward, reverse }: Parameters) => {
        const { value, standardError } = bar(
          { work: forward, direction: 'forward' },
          { work: reverse.map((work) => sign * work), direction: 'reverse' },
        );
        return Float64Array.of(value, standardError);
      };
    const [row] = called('bar');
    expect(await acceptances(row!, ratio(1))).toEqual([true]);
    // Reverse work with the sign of the forward drive.
    expect(await acceptances(row!, ratio(-1))).toEqual([false]);
  });

  test('geometric Brownian motion', async () => {
    type Parameters = Record<'count' | 'growth' | 'volatility', number>;
    const ends =
      (correction: number) =>
      (_: string, { count, growth, volatility }: Parameters) => {
        const rng = stream(key('geometric Brownian motion'));
        return Float64Array.from({ length: count }, () =>
          Math.exp(growth - correction * 0.5 * volatility ** 2 + volatility * rng.normal()),
        );
      };
    const [row] = called('euler-maruyama');
    expect(await acceptances(row!, ends(1))).toEqual([true, true]);
    // Without Ito's correction.
    expect(await acceptances(row!, ends(0))).toEqual([false, false]);
  });

  test.each(called('boltzmann-'))('$name', async (row) => {
    type Parameters = { readonly x: Float64Array; readonly dimension: number; readonly hidden: number };
    const machine =
      (bias: number) =>
      (_: string, { x, dimension, hidden }: Parameters) => {
        const rng = stream(key('a Boltzmann machine'));
        const draw = (n: number): Float64Array => Float64Array.from({ length: n }, () => 0.1 * rng.normal());
        const weights = draw(dimension * hidden);
        const [visibleBias, hiddenBias] = [draw(dimension), draw(hidden)];
        const values = restrictedBoltzmannMachine({
          weights: toNdarray(weights, [dimension, hidden]),
          visibleBias: visibleBias.map((value) => bias * value),
          hiddenBias,
        }).pseudoLogLikelihood(toNdarray(x, [x.length / dimension, dimension]));
        return { weights, visibleBias, hiddenBias, pseudoLikelihood: momentsOf(values).mean };
      };
    expect(await acceptances(row, machine(1))).toEqual([true]);
    // Without the bias of the unit that is asked for.
    expect(await acceptances(row, machine(0))).toEqual([false]);
  });
});

test('moments: a mean and a deviation with their errors, and the larger difference in errors', () => {
  const { mean, meanError, deviation, deviationError } = momentsOf([1, 2, 3, 6]);
  expect(mean).toBeCloseTo(3, 15);
  expect(deviation).toBeCloseTo(Math.sqrt(3.5), 15);
  expect(meanError).toBeCloseTo(Math.sqrt(3.5 / 4), 15);
  // Mean fourth power 24.5; var(squares)/n = (24.5 - 3.5^2)/4.
  expect(deviationError).toBeCloseTo(Math.sqrt((24.5 - 12.25) / 4 / 14), 15);
  expect(sameMoments('it', [1, 2, 3, 6], [2, 3, 4, 7]).value).toBeCloseTo(1 / Math.sqrt(1.75), 12);
  expect(agrees(sameMoments('it', [1, 2, Number.NaN], [1, 2, 3]))).toBe(false);
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

describe('a network that is wrong is refused', () => {
  test('a matrix product', async () => {
    type Parameters = { readonly left: Float64Array; readonly right: Float64Array; readonly inner: number };
    const product =
      (isTransposed: boolean) =>
      (_: string, { left, right, inner: k }: Parameters) => {
        const [m, n] = [left.length / k, right.length / k];
        const out = new Float64Array(m * n);
        for (let i = 0; i < m; i++)
          for (let j = 0; j < n; j++)
            for (let l = 0; l < k; l++)
              out[i * n + j]! += left[i * k + l]! * right[isTransposed ? (j * k + l) % (k * n) : l * n + j]!;
        return out;
      };
    const [row] = called('gemm-256');
    expect(await acceptances(row!, product(false))).toEqual([true]);
    expect(await acceptances(row!, product(true))).toEqual([false]);
  });

  const problems: Readonly<Record<string, StepProblem>> = {
    'mlp-step': mlpProblem(stepSizes.mlp),
    'unet-step': unetProblem(stepSizes.unet),
    'transformer-step': transformerProblem(stepSizes.transformer),
    'vae-step': autoencoderProblem(stepSizes.autoencoder),
  };
  test.each(Object.keys(problems))('%s', async (name) => {
    const engine = await createEngine({ kernels: 'reference' });
    const steps = (isStill: boolean) => () => {
      const { step } = trainingStep(engine, key(name.replaceAll('-', ' ')), problems[name]!);
      const losses = Float64Array.from({ length: 5 }, step);
      return isStill ? losses.fill(losses[0]!) : losses;
    };
    const row = small.find((each) => each.name === name)!;
    const accepted = await acceptances(row, steps(false));
    expect(accepted).toEqual(accepted.map(() => true));
    // Parameters that stay where they are.
    const refused = await acceptances(row, steps(true));
    expect(refused).toEqual(accepted.map(() => false));
  });

  test('denoiser-fit', async () => {
    const roll = toNdarray(swissRoll(stream(key('roll to learn')), denoiserSize.n), [denoiserSize.n, 2]);
    const losses = (factor: number) => async () => {
      const { numSteps, batch: batchSize } = denoiserSize;
      const { history } = await fitDenoiser(roll, key('denoiser fit'), { numSteps, batchSize, averageDecay: 0.999 });
      const rng = stream(key('losses'));
      return history.loss.map((loss) => factor * (loss + 0.1 * rng.normal()));
    };
    const [row] = called('denoiser-fit');
    expect(await acceptances(row!, losses(1))).toEqual([true]);
    // Summed over the two coordinates.
    expect(await acceptances(row!, losses(2))).toEqual([false]);
  });

  test('denoiser-samples', async () => {
    const { n, batch: batchSize, numTrainingSteps: numSteps, numSamples } = denoiserSize;
    const roll = toNdarray(swissRoll(stream(key('roll to learn')), n), [n, 2]);
    const { model } = await fitDenoiser(roll, key('denoiser fit'), { numSteps, batchSize });
    type Parameters = { readonly start: Float64Array; readonly sigmas: Float64Array };
    const ends =
      (scaleOf: (sigma: number) => number) =>
      async (_: string, { start, sigmas }: Parameters) => {
        const sampler = ddimSampler(
          (x, sigma, out) =>
            model.denoise(
              x.map((value) => value * scaleOf(sigma)),
              sigma,
              out,
            ),
          { dimension: 2 },
        );
        const from = { ...sampler, init: () => ({ position: start }) };
        const { samples } = await sampleDiffusion(from, stream(key('unused')), { sigmas, numSamples });
        return { ends: samples.data, distances: Float64Array.of(0, 0, 0) };
      };
    const [row] = called('denoiser-samples');
    expect(
      await acceptances(
        row!,
        ends(() => 1),
      ),
    ).toEqual([true]);
    // The denoiser given variance-preserving positions, without their scale.
    expect(
      await acceptances(
        row!,
        ends((sigma) => 1 / Math.sqrt(1 + sigma * sigma)),
      ),
    ).toEqual([false]);
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
