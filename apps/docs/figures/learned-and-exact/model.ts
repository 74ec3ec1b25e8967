/**
 * Train a diffusion model: a network learns to denoise three heaps in the plane, whose exact denoiser is known. The network F
 * is asked for (x_0 - c_skip x)/c_out at c_in x, so that F = 0 is the exact denoiser of one Gaussian with the same mean and
 * variance. What is left of its error,
 *
 *   R = sum_sigma E|D - D*|^2/sigma^2 / sum_sigma E|D_0 - D*|^2/sigma^2,   D_0 = c_skip x,   D* = E[x_0 | x]
 *
 * begins at 1. Every batch is fresh: there is no training set to copy.
 */
import { denoisingMlp, edmObjective, preconditioningAt, smoothedMixture } from '@yuragi/diffusion';
import { compile, mean, type Plan, parameterStore, referenceEngine, square, subtract } from '@yuragi/nn';
import { foldIn, type Key, type Rng, type RngState, restore, stream, toNdarray } from '@yuragi/prob-core';
import type { Claim, FigureModel } from '../shared/contract.ts';
import { HEAPS } from './heaps.ts';
import {
  GRID,
  LEFT,
  LEVELS,
  MAX_FRAMES,
  ONE_LEVEL,
  RANGE,
  type Settings,
  STEPS_A_FRAME,
  settings,
} from './settings.ts';

const BATCH = 64;
/** Rows that the network is evaluated on at once. */
const CHUNK = 128;
const RATE = 0.01;
const LONG = 100;
const NUM_PROBES = 96;
const NUM_SAMPLES = 128;
const NUM_SAMPLE_STEPS = 18;
/** Frames after which points are drawn anew. */
const DRAW_EVERY = 4;
/** Frames after which the claim is decided. */
const ENOUGH = 90;

const exact = smoothedMixture({
  weights: Float64Array.from(HEAPS, ({ weight }) => weight),
  means: toNdarray(Float64Array.from(HEAPS.flatMap(({ mean }) => [...mean])), [3, 2]),
  covariances: toNdarray(Float64Array.from(HEAPS.flatMap(({ spread }) => [spread ** 2, 0, 0, spread ** 2])), [3, 2, 2]),
});

/** Of one noise level: the grid's points, and what both denoisers make of them, (GRID^2, 2) each. */
export interface Field {
  readonly points: Float64Array;
  readonly learned: Float64Array;
  readonly exact: Float64Array;
}

export interface State {
  readonly key: Key;
  readonly rng: RngState;
  readonly probes: Probes;
  readonly frame: number;
  /** Of the network, by the order in which it asks for them; and Adam's two moments. */
  readonly parameters: readonly Float64Array[];
  readonly moments: readonly (readonly [first: Float64Array, second: Float64Array])[];
  /** By frame: mean loss of its steps, and R after it, which begins with that of the untrained network. */
  readonly losses: readonly number[];
  readonly left: readonly number[];
  /** R of each level alone. */
  readonly leftAt: readonly number[];
  readonly fields: readonly Field[];
  /** Drawn by the network, (n, 2). */
  readonly samples: Float64Array;
  readonly hasDiverged: boolean;
}

// #region ten-lines
const network = denoisingMlp({ hidden: [32, 32], embedding: 16 });

/** The network and its loss as a graph, for n rows with a level each. */
const record = (engine: ReturnType<typeof referenceEngine>, from: Key, n: number): Plan =>
  compile(
    parameterStore(engine, from),
    ({ parameters, input }) => {
      const output = network(parameters, { x: input('x', [n, 2]), level: input('level', [n, 1]) });
      return { output, loss: mean(square(subtract(output, input('target', [n, 2])))) };
    },
    { differentiate: 'loss' },
  );
// #endregion ten-lines

/** One plan to train, one to look; what they compute with is written into them first. */
let plans: { readonly train: Plan; readonly look: Plan } | undefined;
const plansOf = (): NonNullable<typeof plans> => {
  const unused = { k0: 0, k1: 0 };
  plans ??= {
    train: record(referenceEngine(Float64Array), unused, BATCH),
    look: record(referenceEngine(Float64Array), unused, CHUNK),
  };
  return plans;
};

/** The arrays of a tree of parameters, in its order. */
const leaves = (tree: Plan['parameters']): Float64Array[] =>
  Object.values(tree).flatMap((item) =>
    ArrayBuffer.isView(item) ? [item as unknown as Float64Array] : leaves(item as Plan['parameters']),
  );
const write = (plan: Plan, parameters: readonly Float64Array[]): void => {
  for (const [i, array] of leaves(plan.parameters).entries()) array.set(parameters[i]!);
};

/** What a network is told of a level: log(sigma)/4. */
const levelInput = (sigma: number): number => 0.25 * Math.log(sigma);

/** D(x, sigma), (n, 2). */
function denoise(parameters: readonly Float64Array[], x: Float64Array, sigma: number): Float64Array {
  const { look } = plansOf();
  write(look, parameters);
  const { input, skip, output } = preconditioningAt('velocity', sigma);
  const { x: seen, level } = look.inputs as Readonly<Record<'x' | 'level', Float32Array>>;
  level.fill(levelInput(sigma));
  const out = new Float64Array(x.length);
  for (let start = 0; start < x.length; start += 2 * CHUNK) {
    const end = Math.min(start + 2 * CHUNK, x.length);
    for (let i = start; i < end; i++) seen[i - start] = input * x[i]!;
    look.forward();
    for (let i = start; i < end; i++) out[i] = skip * x[i]! + output * look.outputs.output![i - start]!;
  }
  return out;
}

function drawHeaps(rng: Rng, n: number): Float64Array {
  const x = new Float64Array(2 * n);
  for (let i = 0; i < n; i++) {
    const u = rng.uniform();
    const { mean: at, spread } = HEAPS[u < 0.4 ? 0 : u < 0.7 ? 1 : 2]!;
    for (let j = 0; j < 2; j++) x[2 * i + j] = at[j]! + spread * rng.normal();
  }
  return x;
}

const { sigma: levelAt } = edmObjective().levels;

/** One step of Adam (Kingma and Ba 2015) on a fresh batch; returns its loss and the new parameters and moments. */
function trainStep(
  { parameters, moments }: Pick<State, 'parameters' | 'moments'>,
  training: Settings['training'],
  rng: Rng,
  step: number,
) {
  const { train } = plansOf();
  write(train, parameters);
  const x0 = drawHeaps(rng, BATCH);
  for (let i = 0; i < BATCH; i++) {
    // Levels evenly over their law: one from each of as many parts.
    const u = (i + Math.max(rng.uniform(), 2 ** -53)) / BATCH;
    const sigma = training === 'one' ? ONE_LEVEL : levelAt(u);
    const { input, skip, output } = preconditioningAt('velocity', sigma);
    train.inputs.level![i] = levelInput(sigma);
    for (let j = 0; j < 2; j++) {
      const x = x0[2 * i + j]! + sigma * rng.normal();
      train.inputs.x![2 * i + j] = input * x;
      train.inputs.target![2 * i + j] = (x0[2 * i + j]! - skip * x) / output;
    }
  }
  train.forward();
  train.backward();
  const loss = train.outputs.loss![0]!;
  const gradients = leaves(train.gradients);
  const done = step / (MAX_FRAMES * STEPS_A_FRAME);
  const rate = RATE * (training === 'long' ? LONG : 1) * 0.5 * (1 + Math.cos(Math.PI * done));
  const [b1, b2] = [1 - 0.9 ** (step + 1), 1 - 0.999 ** (step + 1)];
  const next = moments.map(
    ([first, second], l) =>
      [
        first.map((value, i) => 0.9 * value + 0.1 * gradients[l]![i]!),
        second.map((value, i) => 0.999 * value + 0.001 * gradients[l]![i]! ** 2),
      ] as const,
  );
  return {
    loss,
    moments: next,
    parameters: parameters.map((values, l) =>
      values.map((value, i) => value - (rate * (next[l]![0][i]! / b1)) / (Math.sqrt(next[l]![1][i]! / b2) + 1e-8)),
    ),
  };
}

const exactAt = (x: Float64Array, sigma: number): Float64Array => {
  const out = new Float64Array(x.length);
  exact.denoise(x, sigma, out);
  return out;
};

/** Points of each level at which errors are measured, and what the exact denoiser makes of them. */
type Probes = readonly { readonly x: Float64Array; readonly best: Float64Array }[];

function drawProbes(key: Key): Probes {
  const rng = stream(foldIn(key, 'probes'));
  return LEVELS.map((sigma) => {
    const x = drawHeaps(rng, NUM_PROBES).map((value) => value + sigma * rng.normal());
    return { x, best: exactAt(x, sigma) };
  });
}

const squaredDistance = (a: Float64Array, b: Float64Array): number =>
  a.reduce((total, value, i) => total + (value - b[i]!) ** 2, 0);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** R of all levels together, and of each. */
function errorsLeft(parameters: readonly Float64Array[], probes: Probes) {
  const own: number[] = [];
  const linear: number[] = [];
  for (const [i, sigma] of LEVELS.entries()) {
    const { x, best } = probes[i]!;
    const { skip } = preconditioningAt('velocity', sigma);
    own.push(squaredDistance(denoise(parameters, x, sigma), best) / sigma ** 2);
    linear.push(
      squaredDistance(
        x.map((value) => skip * value),
        best,
      ) /
        sigma ** 2,
    );
  }
  return { left: sum(own) / sum(linear), leftAt: own.map((value, level) => value / linear[level]!) };
}

const grids = LEVELS.map((sigma) => {
  const points = Float64Array.from({ length: 2 * GRID * GRID }, (_, at) => {
    const place = at % 2 === 0 ? (at >> 1) % GRID : Math.floor((at >> 1) / GRID);
    return Math.hypot(1, sigma) * RANGE * ((2 * place) / (GRID - 1) - 1);
  });
  return { points, exact: exactAt(points, sigma) };
});

/** Noise taken down a ladder without fresh noise: x' = D + (sigma'/sigma)(x - D), the steps of `ddimSampler`. */
function drawSamples(parameters: readonly Float64Array[], key: Key): Float64Array {
  const rng = stream(foldIn(key, 'samples'));
  const levels = edmObjective().levels.ladder(NUM_SAMPLE_STEPS);
  let x = Float64Array.from({ length: 2 * NUM_SAMPLES }, () => levels[0]! * rng.normal());
  for (let i = 0; i < NUM_SAMPLE_STEPS; i++) {
    const [sigma, next] = [levels[i]!, levels[i + 1]!];
    const clean = denoise(parameters, x, sigma);
    x = x.map((value, at) => clean[at]! + (next / sigma) * (value - clean[at]!));
  }
  return x;
}

/** What is shown of a network at every frame. */
function look(parameters: readonly Float64Array[], probes: Probes) {
  const { left, leftAt } = errorsLeft(parameters, probes);
  return {
    left,
    leftAt,
    fields: grids.map((grid, i) => ({ ...grid, learned: denoise(parameters, grid.points, LEVELS[i]!) })),
  };
}

export const model: FigureModel<Settings, State> = {
  defaults: settings,

  init(_, key) {
    const parameters = leaves(record(referenceEngine(Float64Array), foldIn(key, 'weights'), BATCH).parameters).map(
      (array) => array.slice(),
    );
    const probes = drawProbes(key);
    const { left, ...seen } = look(parameters, probes);
    return {
      key,
      probes,
      rng: stream(foldIn(key, 'training')).state(),
      frame: 0,
      parameters,
      moments: parameters.map(({ length }) => [new Float64Array(length), new Float64Array(length)] as const),
      losses: [],
      left: [left],
      ...seen,
      samples: drawSamples(parameters, key),
      hasDiverged: false,
    };
  },

  step(state, { training }) {
    if (state.frame >= MAX_FRAMES || state.hasDiverged) return state;
    const rng = restore(state.rng);
    let next: Pick<State, 'parameters' | 'moments'> = state;
    let loss = 0;
    for (let i = 0; i < STEPS_A_FRAME; i++) {
      const made = trainStep(next, training, rng, state.frame * STEPS_A_FRAME + i);
      if (!Number.isFinite(made.loss)) return { ...state, hasDiverged: true };
      loss += made.loss / STEPS_A_FRAME;
      next = made;
    }
    const { left, ...seen } = look(next.parameters, state.probes);
    const frame = state.frame + 1;
    return {
      ...state,
      rng: rng.state(),
      frame,
      parameters: next.parameters,
      moments: next.moments,
      losses: [...state.losses, loss],
      left: [...state.left, left],
      ...seen,
      samples: frame % DRAW_EVERY === 0 ? drawSamples(next.parameters, state.key) : state.samples,
    };
  },

  claim({ left, frame, hasDiverged }): Claim {
    const value = left.at(-1)!;
    return {
      value,
      expected: 0,
      standardError: 0,
      holds: value < LEFT && !hasDiverged,
      isDecided: frame >= ENOUGH || hasDiverged,
    };
  },
};
