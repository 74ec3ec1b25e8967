/**
 * Three cures for lag. A trap of stiffness k in d dimensions is made stiffer, from k = 1 to 64 in a few levels,
 *
 *   U_k(x) = k |x|^2/2,   F(64) - F(1) = (d/2) log 64
 *
 * and walkers that begin in equilibrium lag behind exp(-U_k). Wait: take the levels closer. Reweight: weights exp(-W), with
 * resampling on the way or without. Transport: carry each walker by x sqrt(k/k') at every change of level, and book the
 * volume, -log |det|, with the work (Jarzynski 1997, 2002; Vaikuntanathan and Jarzynski 2008).
 */

import {
  effectiveSampleSize,
  fillNormal,
  foldIn,
  type Key,
  logMeanExp,
  type Rng,
  stream,
  systematicResample,
} from '@yuragi/prob-core';
import { type DrivenSystem, drivenTrajectory, jarzynski } from '@yuragi/thermo-jarzynski';
import type { Claim, FigureModel } from '../shared/contract.ts';
import {
  DIMENSION,
  freeEnergyAt,
  NUM_CARRIED,
  NUM_LEVELS,
  NUM_POPULATIONS,
  NUM_SLOW,
  POPULATION,
  type Settings,
  settings,
  stiffnessAt,
} from './settings.ts';

/** Time at each level; a coordinate forgets in 1/k. */
const PAUSE = 0.5;
/** Two-sided level 1e-6 of a normal law. */
const CRITICAL = 4.89;
/** No error bar is believed where a smaller share of the walkers carries the weight. */
const LEAST_SHARE = 0.05;
/** What rounding may do to a work of about a hundred. */
const ROUNDING = 1e-9;

/** Walkers that are let alone: the work of each up to each level, (n, NUM_LEVELS + 1), from drives made at the beginning. */
export interface Drives {
  readonly works: Float64Array;
}

/** Walkers on their way, of which the heavy have children: positions (n, d), and the works of their lineages so far. */
export interface Population extends Drives {
  readonly positions: Float64Array;
  /** Log-weights since the last resampling, (n). */
  readonly logWeights: Float64Array;
  /** Of each population, what it had gathered by then. */
  readonly logMasses: Float64Array;
}

/** An estimate of F(k) - F(1). */
export interface Measured {
  readonly value: number;
  readonly standardError: number;
  /** Of the walkers: what the weights are worth in equal ones. */
  readonly share: number;
  /** It rests on enough of them. */
  readonly isTrusted: boolean;
}

export interface State {
  readonly key: Key;
  readonly weights: Settings['weights'];
  readonly level: number;
  readonly slow: Drives;
  readonly plain: Drives;
  readonly resampled: Population;
  /** And where they end, (n, d). */
  readonly carried: Drives & { readonly positions: Float64Array };
  /** At each level; `plain` is the fast drive with one product of weights. */
  readonly estimates: readonly Readonly<Record<'wait' | 'plain' | 'resampled' | 'transport', Measured>>[];
}

interface Walker {
  readonly position: Float64Array;
}

// #region ten-lines
/** The trap: its move is exact for any pause, its escort carries the law of one stiffness into that of the next. */
export function trap(escort: 'none' | Settings['escort'], pause = PAUSE) {
  const drawn = (rng: Rng, mean: Float64Array, keep: number, noise: number): Float64Array => {
    const x = new Float64Array(mean.length);
    fillNormal(rng, x);
    for (let i = 0; i < x.length; i++) x[i] = keep * mean[i]! + noise * x[i]!;
    return x;
  };
  const moved = (x: Float64Array, rng: Rng, k: number): Float64Array =>
    drawn(rng, x, Math.exp(-k * pause), Math.sqrt(-Math.expm1(-2 * k * pause) / k));
  const carry = (x: Float64Array, [k]: Level, [next]: Level): readonly [Float64Array, number] => {
    const ratio = Math.sqrt(k / next);
    return [x.map((xi) => ratio * xi), escort === 'volumeless' ? 0 : DIMENSION * Math.log(ratio)];
  };
  return {
    kernel: {
      init: (position) => ({ position }),
      step: ({ position }, rng, k) => [{ position: moved(position, rng, k) }, {}] as const,
    },
    energy: (x, k) => 0.5 * k * x.reduce((sum, xi) => sum + xi * xi, 0),
    sample: (rng, k) => drawn(rng, new Float64Array(DIMENSION), 0, 1 / Math.sqrt(k)),
    ...(escort !== 'none' && { escort: carry }),
  } satisfies DrivenSystem<Float64Array, Walker, Level>;
}

/** Gives children to the heavy walkers of a population whose weights are worth half of it or less; undefined if not. */
function parents(logWeights: Float64Array, rng: Rng): Int32Array | undefined {
  if (effectiveSampleSize(logWeights) > logWeights.length / 2) return undefined;
  return systematicResample(rng, logWeights, logWeights.length);
}
// #endregion ten-lines

type Level = readonly [stiffness: number];
const WIDTH = NUM_LEVELS + 1;
/** From one level to another, each cut into `patience` steps. */
const protocolOf = (from: number, to: number, patience: number): Level[] =>
  Array.from({ length: (to - from) * patience + 1 }, (_, j) => [stiffnessAt(from + j / patience)]);

/** n whole drives. */
function drives(key: Key, n: number, system: ReturnType<typeof trap>, patience: number): State['carried'] {
  const protocol = protocolOf(0, NUM_LEVELS, patience);
  const [works, positions] = [new Float64Array(n * WIDTH), new Float64Array(n * DIMENSION)];
  for (let i = 0; i < n; i++) {
    const { work, position } = drivenTrajectory(system, protocol, stream(foldIn(key, i)));
    positions.set(position, i * DIMENSION);
    for (let level = 1, soFar = 0; level < WIDTH; level++) {
      for (let j = (level - 1) * patience; j < level * patience; j++) soFar += work[j]!;
      works[i * WIDTH + level] = soFar;
    }
  }
  return { works, positions };
}

function beginning(key: Key, n: number): Population {
  const positions = new Float64Array(n * DIMENSION);
  for (let i = 0; i < n; i++) positions.set(trap('none').sample(stream(foldIn(key, i)), stiffnessAt(0)), i * DIMENSION);
  return {
    positions,
    works: new Float64Array(n * WIDTH),
    logWeights: new Float64Array(n),
    logMasses: new Float64Array(NUM_POPULATIONS),
  };
}

/** From one level to the next; every walker moves before the change. */
function weighed(population: Population, key: Key, level: number): Population {
  const protocol = protocolOf(level, level + 1, 1);
  const [positions, works] = [population.positions.slice(), population.works.slice()];
  const logWeights = population.logWeights.slice();
  const system = trap('none');
  for (let i = 0; i < logWeights.length; i++) {
    const sample = () => population.positions.subarray(i * DIMENSION, (i + 1) * DIMENSION);
    const { position, totalWork } = drivenTrajectory({ ...system, sample }, protocol, stream(foldIn(key, i)));
    positions.set(position, i * DIMENSION);
    works[i * WIDTH + level + 1] = works[i * WIDTH + level]! + totalWork;
    logWeights[i]! -= totalWork;
  }
  return { ...population, positions, works, logWeights };
}

/** Resamples within each population that needs it: lineages are copied, weights begin anew. */
function selected(population: Population, key: Key): Population {
  const [positions, works] = [population.positions.slice(), population.works.slice()];
  const [logWeights, logMasses] = [population.logWeights.slice(), population.logMasses.slice()];
  const copyRow = (to: Float64Array, from: Float64Array, width: number, child: number, parent: number): void =>
    to.set(from.subarray(parent * width, (parent + 1) * width), child * width);
  for (let p = 0; p < NUM_POPULATIONS; p++) {
    const first = p * POPULATION;
    const own = population.logWeights.subarray(first, first + POPULATION);
    const ancestors = parents(own, stream(foldIn(key, p)));
    if (ancestors === undefined) continue;
    logMasses[p]! += logMeanExp(own).value;
    logWeights.fill(0, first, first + POPULATION);
    for (const [i, parent] of ancestors.entries()) {
      copyRow(positions, population.positions, DIMENSION, first + i, first + parent);
      copyRow(works, population.works, WIDTH, first + i, first + parent);
    }
  }
  return { positions, works, logWeights, logMasses };
}

/** The work of every walker up to a level. */
const workAt = ({ works }: Drives, level: number): Float64Array =>
  Float64Array.from({ length: works.length / WIDTH }, (_, i) => works[i * WIDTH + level]!);
const shareOf = (logWeights: Float64Array): number => effectiveSampleSize(logWeights) / logWeights.length;

function byJarzynski(walkers: Drives, level: number): Measured {
  const work = workAt(walkers, level);
  const { value, standardError, warnings } = jarzynski({ work, direction: 'forward' });
  const share = shareOf(work.map((w) => -w));
  return { value, standardError, share, isTrusted: warnings.length === 0 && share >= LEAST_SHARE };
}

/** Each population's mass is unbiased for exp(-F), so their mean is an estimate with an error bar. */
function byPopulations({ logWeights, logMasses }: Population): Measured {
  const own = (p: number): Float64Array => logWeights.subarray(p * POPULATION, (p + 1) * POPULATION);
  const { value, standardError, warnings } = logMeanExp(logMasses.map((mass, p) => mass + logMeanExp(own(p)).value));
  const share = logMasses.reduce((sum, _, p) => sum + shareOf(own(p)), 0) / NUM_POPULATIONS;
  return { value: -value, standardError, share, isTrusted: warnings.length === 0 && share >= LEAST_SHARE };
}

const estimated = (
  { slow, plain, resampled, carried }: Pick<State, 'slow' | 'plain' | 'resampled' | 'carried'>,
  level: number,
): State['estimates'][number] => ({
  wait: byJarzynski(slow, level),
  plain: byJarzynski(plain, level),
  resampled: byPopulations(resampled),
  transport: byJarzynski(carried, level),
});

/** Largest distance of a walker's work from F(k) - F(1). */
export const largestError = (walkers: Drives, level: number): number =>
  workAt(walkers, level).reduce((most, work) => Math.max(most, Math.abs(work - freeEnergyAt(level))), 0);

/** Mean work above F(k) - F(1). */
export function dissipated(walkers: Drives, level: number): number {
  const work = workAt(walkers, level);
  return work.reduce((sum, w) => sum + w, 0) / work.length - freeEnergyAt(level);
}

export const model: FigureModel<Settings, State> = {
  defaults: settings,

  init({ patience, escort, weights }, key) {
    const n = NUM_POPULATIONS * POPULATION;
    const { works: slow } = drives(foldIn(key, 'slow'), NUM_SLOW, trap('none'), Number(patience));
    const { works: plain } = drives(foldIn(key, 'plain'), n, trap('none'), 1);
    const walkers = {
      slow: { works: slow },
      plain: { works: plain },
      resampled: beginning(foldIn(key, 'resampled'), n),
      carried: drives(foldIn(key, 'carried'), NUM_CARRIED, trap(escort), 1),
    };
    return { key, weights, level: 0, ...walkers, estimates: [estimated(walkers, 0)] };
  },

  step(state) {
    const { key, level } = state;
    if (level >= NUM_LEVELS) return state;
    const keyOf = (name: string): Key => foldIn(foldIn(key, name), level);
    const moved = weighed(state.resampled, keyOf('moves'), level);
    const estimates = [...state.estimates, estimated({ ...state, resampled: moved }, level + 1)];
    return { ...state, level: level + 1, resampled: selected(moved, keyOf('children')), estimates };
  },

  /** All three agree on Delta F: two within an error bar that is to be trusted, the third on every walker. */
  claim({ level, weights, carried, estimates }): Claim {
    const { wait, [weights]: reweight } = estimates.at(-1)!;
    const expected = freeEnergyAt(NUM_LEVELS);
    const isRight = ({ value, standardError, isTrusted }: Measured): boolean =>
      isTrusted && Math.abs(value - expected) <= CRITICAL * standardError;
    return {
      value: reweight.value,
      expected,
      standardError: reweight.standardError,
      holds: isRight(wait) && isRight(reweight) && largestError(carried, level) < ROUNDING,
      isDecided: level === NUM_LEVELS,
    };
  },
};
