/** Small right implementations of the shapes, to be broken one line at a time by the tests of the suites. */
import type { NdArray } from 'ndarray';
import type {
  Checkpoint,
  GenerativeModel,
  Kernel,
  MultivariateDistribution,
  Rng,
  RunOptions,
  RunResult,
  UnivariateDistribution,
} from '../src/shapes.ts';
import { restoreToy, toyRng } from './toy-rng.ts';

const coded = (code: string): Error => Object.assign(new RangeError(code), { code });

function requireProbability(p: number): void {
  if (!(p >= 0 && p <= 1)) throw coded('YURAGI_ARGUMENT');
}

/** Exponential law of rate 1. */
export function toyExponential(): UnivariateDistribution {
  const logDensity = (x: number): number => (x < 0 ? -Infinity : -x);
  const sample = (rng: Rng): number => rng.exponential();
  return {
    kind: 'exponential',
    parameters: { rate: 1 },
    support: { lower: 0, upper: Infinity, isDiscrete: false },
    logDensity,
    logDensityInto: (x, out) => out.set(x.map(logDensity)),
    sample,
    fill: (rng, out) => out.set(out.map(() => sample(rng))),
    mean: () => 1,
    variance: () => 1,
    entropy: () => 1,
    cdf: (x) => (x < 0 ? 0 : -Math.expm1(-x)),
    logCdf: (x) => Math.log(-Math.expm1(-x)),
    survival: (x) => (x < 0 ? 1 : Math.exp(-x)),
    logSurvival: (x) => -x,
    quantile(p) {
      requireProbability(p);
      return -Math.log1p(-p);
    },
    score: () => -1,
  };
}

/** Number of failures before a success of probability 1/2: mass 2^-(k+1). */
export function toyGeometric(): UnivariateDistribution {
  const logDensity = (k: number): number => (Number.isInteger(k) && k >= 0 ? -(k + 1) * Math.LN2 : -Infinity);
  const survival = (x: number): number => (x < 0 ? 1 : 2 ** -(Math.floor(x) + 1));
  const sample = (rng: Rng): number => Math.floor(rng.exponential() / Math.LN2);
  return {
    kind: 'geometric',
    parameters: { p: 0.5 },
    support: { lower: 0, upper: Infinity, isDiscrete: true },
    logDensity,
    logDensityInto: (x, out) => out.set(x.map(logDensity)),
    sample,
    fill: (rng, out) => out.set(out.map(() => sample(rng))),
    mean: () => 1,
    variance: () => 2,
    entropy: () => 2 * Math.LN2,
    cdf: (x) => 1 - survival(x),
    logCdf: (x) => Math.log1p(-survival(x)),
    survival,
    logSurvival: (x) => Math.log(survival(x)),
    quantile(p) {
      requireProbability(p);
      return Math.max(0, Math.ceil(-Math.log2(1 - p)) - 1);
    },
  };
}

/** A matrix as far as the suites look at it. */
export function toyMatrix(data: Float64Array, shape: readonly [number, number]): NdArray<Float64Array> {
  return { data, shape: [...shape], get: (i: number, j: number) => data[i * shape[1] + j]! } as NdArray<Float64Array>;
}

/** Standard normal in two dimensions. */
export function toyPlane(): MultivariateDistribution {
  const logDensity = (x: Float64Array): number => -Math.log(2 * Math.PI) - (x[0]! ** 2 + x[1]! ** 2) / 2;
  return {
    kind: 'plane',
    parameters: {},
    dimension: 2,
    logDensity,
    logDensityInto: (x, out) => out.set(out.map((_, i) => logDensity(x.subarray(2 * i, 2 * i + 2)))),
    sample: (rng) => Float64Array.of(rng.normal(), rng.normal()),
    fill: (rng, out) => out.set(out.map(() => rng.normal())),
    mean: () => new Float64Array(2),
    variance: () => Float64Array.of(1, 1),
    covariance: () => toyMatrix(Float64Array.of(1, 0, 0, 1), [2, 2]),
    entropy: () => 1 + Math.log(2 * Math.PI),
    score: (x, out) => out.set(x.map((value) => -value)),
  };
}

export interface WalkState {
  readonly position: Float64Array;
  readonly numSteps: number;
}

/** Gaussian random walk with a step size as its level. */
export function toyWalk(): Kernel<Float64Array, WalkState, { readonly jump: number }, [stepSize: number]> {
  return {
    init: (position) => ({ position: position.slice(), numSteps: 0 }),
    step({ position, numSteps }, rng, stepSize) {
      const jump = stepSize * rng.normal();
      return [{ position: position.map((x) => x + jump), numSteps: numSteps + 1 }, { jump }];
    },
  };
}

export interface WalkRun extends RunResult {
  readonly position: number;
}

/** Six steps of a walk, with every run option: the contract in as few lines as it takes. */
export async function toyDriver(scale: number, options: RunOptions): Promise<WalkRun> {
  const { signal, timeLimit = Infinity, onProgress, onCheckpoint, checkpointEvery = 100, resume } = options;
  if (!(timeLimit >= 0 && Number.isInteger(checkpointEvery) && checkpointEvery > 0)) throw coded('YURAGI_ARGUMENT');
  const identity = { producer: 'toy', fingerprint: String(scale), version: 1 } as const;
  if (resume && Object.entries(identity).some(([name, value]) => resume[name as keyof Checkpoint] !== value))
    throw coded('YURAGI_CHECKPOINT');
  const rng = resume ? restoreToy(resume.rng[0]!) : toyRng('driver');
  let step = resume?.step ?? 0;
  let position = resume ? (resume.data as Float64Array)[0]! : 0;
  const total = 6;
  const report = (): void => onProgress?.({ task: 'walking', completed: step, total, metrics: { position } });
  const checkpoint = (): Checkpoint => ({
    ...identity,
    format: 'yuragi-checkpoint',
    step,
    rng: [rng.state()],
    data: Float64Array.of(position),
  });
  let stopped: RunResult['stopped'] = 'completed';
  report();
  while (step < total) {
    if (signal?.aborted || timeLimit === 0) {
      stopped = signal?.aborted ? 'aborted' : 'time-limit';
      break;
    }
    position += scale * rng.normal();
    step++;
    if (step % checkpointEvery === 0 && step < total) await onCheckpoint?.(checkpoint());
  }
  report();
  const last = checkpoint();
  await onCheckpoint?.(last);
  return { stopped, checkpoint: last, position };
}

/** JSON is enough for what the toy driver saves. */
export const encodeToy = (checkpoint: Checkpoint): Uint8Array =>
  new TextEncoder().encode(JSON.stringify({ ...checkpoint, data: Array.from(checkpoint.data as Float64Array) }));

export function decodeToy(bytes: Uint8Array): Checkpoint {
  const value = JSON.parse(new TextDecoder().decode(bytes));
  return { ...value, data: Float64Array.from(value.data) };
}

/** Independent standard normals in two dimensions, with a density, an energy and codes that are the data. */
export function toyModel(): Required<GenerativeModel> {
  const requireWidth = (x: NdArray<Float64Array>): void => {
    if (x.shape[1] !== 2) throw coded('YURAGI_SHAPE');
  };
  const energy = (x: NdArray<Float64Array>): Float64Array => {
    requireWidth(x);
    return Float64Array.from({ length: x.shape[0]! }, (_, i) => (x.get(i, 0) ** 2 + x.get(i, 1) ** 2) / 2);
  };
  const logDensity = (x: NdArray<Float64Array>): Float64Array => energy(x).map((e) => -e - Math.log(2 * Math.PI));
  return {
    dimension: 2,
    sample: async (rng, n) =>
      toyMatrix(
        Float64Array.from({ length: 2 * n }, () => rng.normal()),
        [n, 2],
      ),
    logDensity,
    logDensityBound: (x, rng) => logDensity(x).map((value) => value - rng.exponential()),
    energy,
    encode(x) {
      requireWidth(x);
      return toyMatrix(x.data.slice(), [x.shape[0]!, 2]);
    },
    parameters: () => ({}),
  };
}
