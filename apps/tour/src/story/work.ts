/**
 * Chapter 9: the small spin glass is driven from beta = 0 to a cold end at three speeds. Jarzynski's equality gives the free
 * energy from the work of any of them, and the exact value is known; but the faster the drive, the fewer trajectories carry
 * the mean.
 */
import { isingEnergy, isingHeatBath } from '@yuragi/mcmc';
import { type Estimate, foldIn, type Rng, type WeightDiagnostics } from '@yuragi/prob-core';
import { drivenTrajectories, jarzynski } from '@yuragi/thermo-jarzynski';
import type { Guide } from './guide.ts';
import type { SpinGlassStory } from './spin-glass.ts';

export interface Drive {
  readonly numSteps: number;
  /** (n), k_BT. */
  readonly work: Float64Array;
  readonly freeEnergy: Estimate<WeightDiagnostics>;
  readonly meanWork: number;
  readonly meanWorkError: number;
}

export interface WorkStory {
  readonly beta: number;
  readonly numTrajectories: number;
  /** log Z(0) - log Z(beta), by listing all states. */
  readonly exact: number;
  /** From too fast to slow. */
  readonly drives: readonly Drive[];
}

export async function tellWork(
  guide: Guide,
  { small: { model, beta, logPartition } }: SpinGlassStory,
  text: { readonly drive: (numSteps: number) => string },
): Promise<WorkStory> {
  const { isQuick, key } = guide;
  const numTrajectories = isQuick ? 400 : 1500;
  const system = {
    kernel: isingHeatBath(model, { scan: 'systematic' }),
    energy: (spins: Int8Array, at: number): number => at * isingEnergy(model, spins),
    // Drives begin at beta = 0, where all states are alike.
    sample: (rng: Rng): Int8Array => Int8Array.from({ length: model.numSpins }, () => 2 * rng.int(2) - 1),
  };
  const drives: Drive[] = [];
  for (const numSteps of isQuick ? [1, 20, 150] : [1, 20, 400]) {
    const run = await guide.run(`drive ${numSteps}`, text.drive(numSteps), (options) =>
      drivenTrajectories(system, foldIn(foldIn(key, 'drive'), numSteps), {
        protocol: Array.from({ length: numSteps + 1 }, (_, k) => [(beta * k) / numSteps] as const),
        numTrajectories,
        ...options,
      }),
    );
    const meanWork = run.work.reduce((sum, work) => sum + work, 0) / numTrajectories;
    const squares = run.work.reduce((sum, work) => sum + (work - meanWork) ** 2, 0);
    drives.push({
      numSteps,
      work: run.work,
      freeEnergy: jarzynski(run),
      meanWork,
      meanWorkError: Math.sqrt(squares / (numTrajectories - 1) / numTrajectories),
    });
  }
  return { beta, numTrajectories, exact: logPartition(0) - logPartition(beta), drives };
}
