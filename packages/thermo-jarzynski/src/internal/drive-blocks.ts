/** The one loop over blocks of Langevin trajectories, escorted or not. */
import {
  type Checkpoint,
  drive,
  fillNormal,
  fingerprint,
  foldIn,
  type Key,
  type Pausable,
  type Rng,
  type RunOptions,
  type RunResult,
  stream,
} from '@yuragi/prob-core';
import { ArgumentError, requireCount, requireOneOf, requirePositive } from '@yuragi/prob-core/errors';
import type { OverdampedOptions, OverdampedSystem } from '../overdamped-trajectories.ts';

/** Numbers in a block of points: small enough that a block stays in cache, large enough that calls cost little. */
const BLOCK_VALUES = 4096;

/** A block of points on its way, (rows, d) flat, with the work done on each row so far. */
export interface Block {
  readonly x: Float64Array;
  readonly work: Float64Array;
  readonly rows: number;
  readonly dimension: number;
  fillEquilibrium(rng: Rng, t: number): void;
  energyInto(t: number, out: Float64Array): void;
  /** One step of the dynamics at t, then the change of the protocol from t to next, whose work is added. */
  moveAndChange(rng: Rng, t: number, next: number): void;
}

/**
 * The block of a system: Euler and Maruyama's step, then the work of the change at fixed position.
 *
 * @throws {ArgumentError} for bad options
 */
export function blockSystem(where: string, system: OverdampedSystem, options: OverdampedOptions): Block {
  const {
    numTrajectories,
    numSteps,
    duration,
    diffusionCoefficient = Math.SQRT2,
  } = options ?? ({} as OverdampedOptions);
  const d = requireCount(where, 'system.dimension', system?.dimension, 1);
  requireCount(where, 'numTrajectories', numTrajectories, 1);
  requireCount(where, 'numSteps', numSteps, 1);
  requirePositive(where, 'duration', duration);
  requireOneOf(where, 'direction', options.direction ?? 'forward', ['forward', 'reverse']);
  requirePositive(where, 'diffusionCoefficient', diffusionCoefficient);

  const rows = Math.max(1, Math.floor(BLOCK_VALUES / d));
  const h = duration / numSteps;
  const noise = diffusionCoefficient * Math.sqrt(h);
  const [x, drift, z] = [new Float64Array(rows * d), new Float64Array(rows * d), new Float64Array(rows * d)];
  const [work, before, after] = [new Float64Array(rows), new Float64Array(rows), new Float64Array(rows)];
  return {
    x,
    work,
    rows,
    dimension: d,
    fillEquilibrium: (rng, t) => system.fillEquilibrium(rng, t, x),
    energyInto: (t, out) => system.energy(x, t, out),
    moveAndChange(rng, t, next) {
      system.drift(x, t, drift);
      fillNormal(rng, z);
      advance(x, drift, h, z, noise);
      if (system.energyDifference !== undefined) {
        system.energyDifference(x, t, next, after);
        add(work, after);
      } else {
        system.energy(x, t, before);
        system.energy(x, next, after);
        addDifference(work, after, before);
      }
    },
  };
}

/** What every drive of blocks finds out, of the trajectories that are done. */
export interface DrivenBlocks {
  readonly run: RunResult;
  readonly work: Float64Array;
  readonly energyChange: Float64Array;
  /** (n, d) flat, or empty if positions are not kept. */
  readonly positions: Float64Array;
}

/**
 * Drives blocks through a protocol. Blocks are drawn whole, also the last: what is past n is thrown away, so that no
 * trajectory depends on n. A row whose work is not finite has work and energy change +Infinity.
 */
export async function driveBlocks(
  where: string,
  task: string,
  block: Block,
  key: Key,
  options: OverdampedOptions & RunOptions,
  { keepPositions = false }: { readonly keepPositions?: boolean } = {},
): Promise<DrivenBlocks> {
  const { numTrajectories: n, numSteps, duration, direction = 'forward', diffusionCoefficient = Math.SQRT2 } = options;
  const { rows, dimension: d } = block;
  const width = keepPositions ? d : 0;
  const timeOf = (k: number): number => (direction === 'forward' ? k : numSteps - k) * (duration / numSteps);
  const [start, after] = [new Float64Array(rows), new Float64Array(rows)];
  const [work, energyChange, positions] = [new Float64Array(n), new Float64Array(n), new Float64Array(n * width)];
  let completed = 0;

  function* step(index: number): Pausable<boolean> {
    const rng = stream(foldIn(key, index));
    const first = index * rows;
    const count = Math.min(rows, n - first);
    block.fillEquilibrium(rng, timeOf(0));
    block.energyInto(timeOf(0), start);
    for (let i = 0; i < count; i++)
      if (!Number.isFinite(start[i]!))
        throw new ArgumentError(where, 'system.energy of a drawn start', 'a finite number', start[i]);
    block.work.fill(0);
    for (let k = 0; k < numSteps; k++) {
      block.moveAndChange(rng, timeOf(k), timeOf(k + 1));
      yield;
    }
    block.energyInto(timeOf(numSteps), after);
    for (let i = 0; i < count; i++) {
      const isAlive = Number.isFinite(block.work[i]!);
      work[first + i] = isAlive ? block.work[i]! : Infinity;
      energyChange[first + i] = isAlive ? after[i]! - start[i]! : Infinity;
    }
    positions.set(block.x.subarray(0, count * width), first * width);
    completed = first + count;
    return false;
  }
  const done = () => ({
    work: work.slice(0, completed),
    energyChange: energyChange.slice(0, completed),
    positions: positions.slice(0, completed * width),
  });

  const run = await drive(
    {
      task,
      producer: `@yuragi/thermo-jarzynski/${where}`,
      fingerprint: fingerprint({ key, n, numSteps, duration, direction, diffusionCoefficient, d }),
      total: Math.ceil(n / rows),
      step,
      metrics: () => ({ trajectories: completed }),
      save: () => ({ rng: [], data: done() }),
      restore(checkpoint: Checkpoint) {
        const saved = checkpoint.data as ReturnType<typeof done>;
        completed = saved.work.length;
        work.set(saved.work);
        energyChange.set(saved.energyChange);
        positions.set(saved.positions);
      },
    },
    options,
  );
  return { run, ...done() };
}

/** x += h drift + noise z. */
function advance(x: Float64Array, drift: Float64Array, h: number, z: Float64Array, noise: number): void {
  for (let i = 0; i < x.length; i++) x[i]! += h * drift[i]! + noise * z[i]!;
}

/** sum += a. */
function add(sum: Float64Array, a: Float64Array): void {
  for (let i = 0; i < sum.length; i++) sum[i]! += a[i]!;
}

/** sum += a - b. */
function addDifference(sum: Float64Array, a: Float64Array, b: Float64Array): void {
  for (let i = 0; i < sum.length; i++) sum[i]! += a[i]! - b[i]!;
}
