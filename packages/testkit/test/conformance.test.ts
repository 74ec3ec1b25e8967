import { describe, expect, test } from 'vitest';
import {
  distributionChecks,
  distributionConformance,
  multivariateConformance,
  multivariateDistributionChecks,
} from '../src/conformance/distribution.ts';
import { driverChecks, driverConformance } from '../src/conformance/driver.ts';
import { generativeModelChecks, generativeModelConformance } from '../src/conformance/generative-model.ts';
import { kernelChecks, kernelConformance } from '../src/conformance/kernel.ts';
import { type Checks, runCheck } from '../src/conformance/suite.ts';
import type {
  Checkpoint,
  GenerativeModel,
  MultivariateDistribution,
  RunOptions,
  UnivariateDistribution,
} from '../src/shapes.ts';
import { toyRng } from './toy-rng.ts';
import {
  decodeToy,
  encodeToy,
  toyDriver,
  toyExponential,
  toyGeometric,
  toyMatrix,
  toyModel,
  toyPlane,
  toyWalk,
  type WalkRun,
  type WalkState,
} from './toys.ts';

/** The titles of the checks that a broken thing fails. */
async function failures(checks: Checks): Promise<string[]> {
  const titles: string[] = [];
  for (const [title, check] of Object.entries(checks))
    await runCheck(check).catch(() => {
      titles.push(title);
    });
  return titles;
}

/** Every suite passes the right thing, and each mutant fails the check that is there for it. */
function expectCaught(titles: readonly string[], expected: string): void {
  expect(
    titles.some((title) => title.includes(expected)),
    `failed only: ${titles.join('; ')}`,
  ).toBe(true);
}

const line = { points: [0.1, 1, 3], makeRng: toyRng };
const counts = { points: [0, 1, 4], makeRng: toyRng };
const plane = { points: [Float64Array.of(0.3, -1), Float64Array.of(2, 1)], makeRng: toyRng };

distributionConformance('the toy exponential law', toyExponential, line);
distributionConformance('the toy geometric law', toyGeometric, counts);
multivariateConformance('the toy normal law of the plane', toyPlane, plane);

let spare: number | undefined;
test.each<[mutant: string, caughtBy: string, edit: Partial<UnivariateDistribution>]>([
  ['a normalising constant forgotten', 'mass 1', { logDensity: (x) => (x < 0 ? -Infinity : -x + 0.01) }],
  ['a density below the support', 'off the support', { logDensity: (x) => -Math.abs(x) }],
  ['the cdf of another rate', 'cdf and survival', { cdf: (x) => (x < 0 ? 0 : -Math.expm1(-1.001 * x)) }],
  ['survival and cdf swapped', 'cdf and survival', { survival: (x) => (x < 0 ? 1 : -Math.expm1(-x)) }],
  ['a quantile of the other tail', 'quantile inverts', { quantile: (p) => -Math.log(p) }],
  ['a quantile that lets 1.1 pass', 'refuses', { quantile: (p) => -Math.log1p(-Math.min(1, Math.max(0, p))) }],
  ['the standard deviation doubled', 'the variance', { variance: () => 4 }],
  ['the median for the mean', 'the mean', { mean: () => Math.LN2 }],
  ['entropy in bits', 'the entropy', { entropy: () => 1 / Math.LN2 }],
  ['the sign of the score', 'the score', { score: () => 1 }],
  ['Math.random', 'equal rng states', { sample: () => -Math.log(Math.random()) }],
  [
    'a spare variate kept between calls',
    'equal rng states',
    {
      sample(rng) {
        const kept = spare;
        spare = kept === undefined ? rng.exponential() : undefined;
        return kept ?? rng.exponential();
      },
    },
  ],
  ['a fill that is off by one', 'equal rng states', { fill: (rng, out) => out.fill(rng.exponential(), 1) }],
  ['draws off the support', 'positive density', { sample: (rng) => rng.normal() }],
  [
    'logDensityInto that transforms x in place',
    'logDensityInto',
    { logDensityInto: (x, out) => out.set(x.map((_, i) => (x[i]! *= -1))) },
  ],
  ['a function among the parameters', 'plain data', { parameters: { rate: () => 1 } }],
])('distributionConformance catches %s', async (_, caughtBy, edit) => {
  expectCaught(await failures(distributionChecks(() => ({ ...toyExponential(), ...edit }), line)), caughtBy);
});

test.each<[mutant: string, caughtBy: string, edit: Partial<UnivariateDistribution>]>([
  ['a quantile one too high', 'quantile inverts', { quantile: (p) => Math.ceil(-Math.log2(1 - p)) }],
  ['a score of a discrete law', 'a discrete law has none', { score: () => 0 }],
])('distributionConformance catches %s', async (_, caughtBy, edit) => {
  expectCaught(await failures(distributionChecks(() => ({ ...toyGeometric(), ...edit }), counts)), caughtBy);
});

test.each<[mutant: string, caughtBy: string, edit: Partial<MultivariateDistribution>]>([
  ['a score of wrong scale', 'the score', { score: (x, out) => out.set(x.map((value) => -2 * value)) }],
  ['a score that writes to x', 'the score', { score: (x, out) => out.set(x.map((_, i) => (x[i]! *= -1))) }],
  [
    'a covariance that is not symmetric',
    'covariance',
    { covariance: () => toyMatrix(Float64Array.of(1, 0.1, 0, 1), [2, 2]) },
  ],
  ['standard deviations for variances', 'covariance', { variance: () => Float64Array.of(1, 1.5) }],
])('multivariateConformance catches %s', async (_, caughtBy, edit) => {
  expectCaught(await failures(multivariateDistributionChecks(() => ({ ...toyPlane(), ...edit }), plane)), caughtBy);
});

const walk = { start: () => Float64Array.of(1, 2), level: [0.5] as [number], makeRng: toyRng };
kernelConformance('the toy walk', toyWalk, walk);

let memory = 0;
const scratch = new Float64Array(2);
test.each<[mutant: string, caughtBy: string, edit: Partial<ReturnType<typeof toyWalk>>]>([
  [
    'a step that writes to its state',
    'step leaves its state',
    {
      step(state, rng, stepSize) {
        state.position[0]! += stepSize * rng.normal();
        return [{ ...state }, { jump: 0 }];
      },
    },
  ],
  [
    'a buffer shared by all states',
    'step leaves its state',
    {
      step(state, rng, stepSize) {
        scratch.set(state.position.map((x) => x + stepSize * rng.normal()));
        return [{ position: scratch, numSteps: 0 }, { jump: 0 }];
      },
    },
  ],
  ['a state returned as it came', 'step leaves its state', { step: (state) => [state, { jump: 0 }] }],
  [
    'a counter outside the state',
    'equal rng states',
    { step: (state) => [{ ...state, numSteps: memory++ }, { jump: 0 }] },
  ],
  [
    'the position kept by reference and centred',
    'init(',
    { init: (position) => ({ position: position.fill(0), numSteps: 0 }) },
  ],
  [
    'arguments of init swapped',
    'init(',
    { init: ((_rng: unknown, position: unknown) => ({ position, numSteps: 0 })) as never },
  ],
  ['info left out', 'gives [state, info]', { step: ((state: WalkState) => [{ ...state }]) as never }],
  [
    'a method in the state',
    'plain data',
    { init: (position) => ({ position, numSteps: 0, energy: () => 0 }) as WalkState },
  ],
  ['Math.random', 'equal rng states', { step: (state) => [{ ...state, numSteps: Math.random() }, { jump: 0 }] }],
])('kernelConformance catches %s', async (_, caughtBy, edit) => {
  expectCaught(await failures(kernelChecks(() => ({ ...toyWalk(), ...edit }), walk)), caughtBy);
});

const driver = {
  outcome: ({ position }: WalkRun) => position,
  foreign: (options: RunOptions) => toyDriver(2, options),
  encode: encodeToy,
  decode: decodeToy,
};
driverConformance('the toy driver', (options) => toyDriver(1, options), driver);

describe('driverConformance', () => {
  const altered = (checkpoint: Checkpoint, change: Partial<Checkpoint>): Checkpoint => ({ ...checkpoint, ...change });
  test.each<[mutant: string, caughtBy: string, run: (options: RunOptions) => Promise<WalkRun>]>([
    [
      'a resume that begins the stream afresh',
      'bit-equal to never',
      (options) =>
        toyDriver(1, {
          ...options,
          resume: options.resume && altered(options.resume, { rng: [toyRng('driver').state()] }),
        }),
    ],
    [
      'a checkpoint in single precision',
      'bit-equal to never',
      async (options) => {
        const result = await toyDriver(1, options);
        const data = (result.checkpoint.data as Float64Array).map(Math.fround);
        return { ...result, checkpoint: altered(result.checkpoint, { data }) };
      },
    ],
    ['an abort that is not heard', 'an aborted run', ({ signal: _, ...options }) => toyDriver(1, options)],
    [
      'an abort that rejects',
      'an aborted run',
      async (options) => {
        const result = await toyDriver(1, options);
        if (result.stopped === 'aborted') throw new Error('aborted');
        return result;
      },
    ],
    ['a time limit that is not read', 'out of time', ({ timeLimit: _, ...options }) => toyDriver(1, options)],
    [
      'a foreign checkpoint taken',
      'another run',
      (options) =>
        toyDriver(1, { ...options, resume: options.resume && altered(options.resume, { fingerprint: '1' }) }),
    ],
    [
      'no last progress',
      'progress comes first and last',
      (options) => toyDriver(1, { ...options, onProgress: options.onProgress && firstOnly(options.onProgress) }),
    ],
    [
      'options not checked',
      'bad run options',
      (options) => toyDriver(1, { ...options, checkpointEvery: 1, timeLimit: 1 }),
    ],
    [
      'an exception of a callback swallowed',
      'exception',
      (options) =>
        toyDriver(1, { ...options, onProgress: (progress) => void attempt(() => options.onProgress?.(progress)) }),
    ],
    [
      'a checkpoint that shares a buffer with the run',
      'later steps do not touch',
      (options) =>
        toyDriver(1, { ...options, onCheckpoint: options.onCheckpoint && throughOneBuffer(options.onCheckpoint) }),
    ],
    [
      'a resume that consumes its checkpoint',
      'does not write to it',
      async (options) => {
        const result = await toyDriver(1, options);
        (options.resume?.data as Float64Array | undefined)?.fill(0);
        return result;
      },
    ],
  ])('catches %s', async (_, caughtBy, run) => {
    expectCaught(await failures(driverChecks(run, driver)), caughtBy);
  });
});

function firstOnly<T>(callback: (value: T) => void): (value: T) => void {
  let isFirst = true;
  return (value) => {
    if (isFirst) callback(value);
    isFirst = false;
  };
}

function attempt(run: () => void): void {
  try {
    run();
  } catch {}
}

function throughOneBuffer(callback: NonNullable<RunOptions['onCheckpoint']>): NonNullable<RunOptions['onCheckpoint']> {
  const buffer = new Float64Array(1);
  return (checkpoint) => {
    buffer.set(checkpoint.data as Float64Array);
    return callback({ ...checkpoint, data: buffer });
  };
}

const data = () => toyMatrix(Float64Array.of(0, 1, -2, 0.5), [2, 2]);
const model = { data, makeRng: toyRng };
generativeModelConformance('the toy model', toyModel, model);

test.each<[mutant: string, caughtBy: string, edit: Partial<GenerativeModel>]>([
  ['a sample of the wrong shape', 'sample gives', { sample: async (_, n) => toyMatrix(new Float64Array(n), [n, 1]) }],
  [
    'a sample that ignores the rng',
    'sample gives',
    { sample: async (_, n) => toyMatrix(new Float64Array(2 * n), [n, 2]) },
  ],
  [
    'Math.random',
    'sample gives',
    { sample: async (_, n) => toyMatrix(new Float64Array(2 * n).map(Math.random), [n, 2]) },
  ],
  ['a total for a density per row', 'logDensity gives', { logDensity: () => Float64Array.of(-3) }],
  ['data centred in place', 'energy gives', { energy: (x) => new Float64Array(x.data.fill(0).length / 2) }],
  [
    'a bound of its own randomness',
    'logDensityBound gives',
    { logDensityBound: () => Float64Array.of(spareBound++, 0) },
  ],
  ['a code that loses rows', 'encode gives', { encode: () => toyMatrix(new Float64Array(2), [1, 2]) }],
  ['any width taken', 'another width', { energy: (x) => new Float64Array(x.shape[0]!) }],
])('generativeModelConformance catches %s', async (_, caughtBy, edit) => {
  expectCaught(await failures(generativeModelChecks(() => ({ ...toyModel(), ...edit }), model)), caughtBy);
});
let spareBound = 0;
