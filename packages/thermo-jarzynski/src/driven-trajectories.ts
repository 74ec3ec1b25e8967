/** The driver over many driven trajectories: work and heat of each, as one run that can stop and resume. */
import {
  type Checkpoint,
  drive,
  fingerprint,
  foldIn,
  type Key,
  type Pausable,
  type RunOptions,
  type RunResult,
  stream,
  toNdarray,
} from '@yuragi/prob-core';
import { requireCount, requireOneOf } from '@yuragi/prob-core/errors';
import type { NdArray } from 'ndarray';
import type { DrivenSystem } from './driven-trajectory.ts';
import { driveTrajectory, requireProtocol } from './internal/drive-trajectory.ts';
import type { WorkSamples } from './work-samples.ts';

export interface DrivenTrajectoriesOptions<Level extends readonly number[]> {
  /** Levels 0..T, each what the kernel's step takes. */
  readonly protocol: readonly Level[];
  readonly numTrajectories: number;
  /** 'forward' begins in equilibrium at level 0; 'reverse' begins at level T and runs the levels backwards. Default 'forward'. */
  readonly direction?: WorkSamples['direction'] | undefined;
  // Advanced
  /** Also keep the work of every step, for `logPartitionPath`: 8 n T bytes. Default false. */
  readonly keepSteps?: boolean | undefined;
}

/** Work and heat of the trajectories that are done: all of them, unless the run was stopped. */
export interface DrivenTrajectories extends WorkSamples, RunResult {
  /** (n), k_BT, into the system. */
  readonly heat: Float64Array;
  /** (n), E_T(x_T) - E_0(x_0) = work + heat; with an escort, plus the logarithm of its volume change. */
  readonly energyChange: Float64Array;
  /** (n, T) if the steps were kept, else (n, 0). */
  readonly workPerStep: NdArray<Float64Array>;
}

interface Ledger {
  readonly work: Float64Array;
  readonly heat: Float64Array;
  readonly energyChange: Float64Array;
  readonly workPerStep: Float64Array;
}

/**
 * Drives many independent systems through one protocol.
 *
 * Trajectory i depends on `foldIn(key, i)` alone, whatever the number of trajectories. The result is what estimators of
 * free energy take: `jarzynski(result)`, `bar(forward, reverse)`. A resumed run is bit-equal to one that never stopped,
 * with the same system (a checkpoint cannot tell whether those functions are the same). Cost per trajectory as for
 * `drivenTrajectory`; progress counts trajectories.
 *
 * *Gotchas.* `jarzynski` needs a kernel that keeps each level's law, no more. `bar` compares the two directions, and there
 * the reverse drive must use the time-reversed kernel: the same one if it obeys detailed balance, else its dual (for a
 * sweep over sites, the sweep in the opposite order).
 *
 * @throws {ArgumentError} as `drivenTrajectory` does, and for bad options; {CheckpointError} if `resume` is of another run
 * @see Jarzynski, Phys. Rev. E 56 (1997), 5018; Crooks, J. Stat. Phys. 90 (1998), 1481
 * @example ```ts doctest
 * import { key } from '@yuragi/prob-core';
 * import { drivenTrajectories, jarzynski } from '@yuragi/thermo-jarzynski';
 * // A trap whose stiffness jumps from 1 to 4: log Z falls by log(4)/2 = 0.693.
 * const trap = {
 *   kernel: {
 *     init: (position: number) => ({ position }),
 *     step: (_: { position: number }, rng: { normal(): number }, stiffness: number) =>
 *       [{ position: rng.normal() / Math.sqrt(stiffness) }, {}] as const,
 *   },
 *   energy: (x: number, stiffness: number) => 0.5 * stiffness * x * x,
 *   sample: (rng: { normal(): number }, stiffness: number) => rng.normal() / Math.sqrt(stiffness),
 * };
 * const run = await drivenTrajectories(trap, key('stiffen'), { protocol: [[1], [2], [4]], numTrajectories: 2000 });
 * const { value, standardError } = jarzynski(run);
 * Math.abs(value - Math.log(4) / 2) < 4.89 * standardError; // => true
 * ```
 */
export async function drivenTrajectories<P, S extends { readonly position: P }, Level extends readonly number[]>(
  system: DrivenSystem<P, S, Level>,
  key: Key,
  options: DrivenTrajectoriesOptions<Level> & RunOptions,
): Promise<DrivenTrajectories> {
  const where = 'drivenTrajectories';
  const { protocol, numTrajectories: n, direction = 'forward', keepSteps = false } = options;
  requireProtocol(where, protocol);
  requireCount(where, 'numTrajectories', n, 1);
  requireOneOf(where, 'direction', direction, ['forward', 'reverse']);

  const width = keepSteps ? protocol.length - 1 : 0;
  const levels = direction === 'forward' ? protocol : protocol.toReversed();
  const ledger: Ledger = {
    work: new Float64Array(n),
    heat: new Float64Array(n),
    energyChange: new Float64Array(n),
    workPerStep: new Float64Array(n * width),
  };
  let completed = 0;
  function* step(index: number): Pausable<boolean> {
    const trajectory = yield* driveTrajectory(where, system, levels, stream(foldIn(key, index)));
    ledger.work[index] = trajectory.totalWork;
    ledger.heat[index] = trajectory.totalHeat;
    ledger.energyChange[index] = trajectory.energyChange;
    if (keepSteps) ledger.workPerStep.set(trajectory.work, index * width);
    completed = index + 1;
    return false;
  }
  const done = (): Ledger => ({
    work: ledger.work.slice(0, completed),
    heat: ledger.heat.slice(0, completed),
    energyChange: ledger.energyChange.slice(0, completed),
    workPerStep: ledger.workPerStep.slice(0, completed * width),
  });

  const run = await drive(
    {
      task: 'drive trajectories',
      producer: `@yuragi/thermo-jarzynski/${where}`,
      fingerprint: fingerprint({ key, protocol, n, direction, keepSteps }),
      total: n,
      step,
      metrics: () => (completed === 0 ? {} : { meanWork: meanOf(ledger.work, completed) }),
      save: () => ({ rng: [], data: done() }),
      restore(checkpoint: Checkpoint) {
        const saved = checkpoint.data as Ledger;
        completed = checkpoint.step;
        for (const name of ['work', 'heat', 'energyChange', 'workPerStep'] as const) ledger[name].set(saved[name]);
      },
    },
    options,
  );
  const { work, heat, energyChange, workPerStep } = done();
  return { ...run, direction, work, heat, energyChange, workPerStep: toNdarray(workPerStep, [completed, width]) };
}

function meanOf(values: Float64Array, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += values[i]!;
  return sum / count;
}
