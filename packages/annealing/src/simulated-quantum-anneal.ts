/** Simulated quantum annealing: path-integral Monte Carlo on its way from a strong transverse field to a weak one. */
import { fingerprint, type Key, type Rng, type RunOptions } from '@yuragi/prob-core';
import { ArgumentError, requireCount } from '@yuragi/prob-core/errors';
import { requireModel, type SpinModel } from './ising.ts';
import { pathEngine } from './path-integral-engine.ts';
import { driveReads } from './reads.ts';
import type { SampleSet } from './sample-set.ts';
import { linearSchedule, type Schedule, scheduleLevels } from './schedule.ts';
import { largestField } from './sweep-plan.ts';
import { fillFreePath, requireSlices, type SliceOptions, sliceCoupling, sliceInto } from './trotter.ts';

/** `beta` is held; the transverse field is annealed. */
export interface SimulatedQuantumAnnealOptions extends SliceOptions {
  /** Independent walks; read i depends on `foldIn(key, i)` alone. Default 1. */
  readonly numReads?: number | undefined;
  /** Sweeps of a read, each n P decisions. Default 1000. */
  readonly numSweeps?: number | undefined;
  /**
   * Gamma > 0, from strong to weak. Default a straight line from the largest local field, max_i (|h_i| + sum_j |J_ij|), to
   * a hundredth of it.
   */
  readonly transverseField?: Schedule | undefined;
}

/** Decisions in a step of the run: a millisecond or so, unless one sweep is longer. */
const DECISIONS_PER_STEP = 4096;

/**
 * Low-energy states of an Ising model by simulated quantum annealing.
 *
 *   sweep t of T of `pathIntegralKernel` runs at Gamma(s), s = (t - 1)/(T - 1), beta and the number of slices held
 *
 * Every read starts from a draw of free spins in the first field, P slices each. What counts is the slice of lowest energy
 * at the end of any sweep. A heuristic, as `anneal` is. It follows the equilibrium of a quantum model, not its dynamics:
 * success against sweeps is a statement about this Markov chain, not about a quantum computer (`quantumAnneal` is).
 *
 * Costs numReads * numSweeps sweeps of n P decisions. Progress counts blocks of sweeps, with the best energy so far. A
 * stopped run counts the read in hand with what it has seen.
 *
 * @throws {ShapeError}, {ArgumentError} for a bad model or options, or a field that is not > 0; {CheckpointError} if
 *   `resume` is of another run
 * @see Kadowaki and Nishimori, Phys. Rev. E 58 (1998), 5355; Martonak, Santoro and Tosatti, Phys. Rev. B 66 (2002), 094203
 * @example ```ts doctest
 * import { key } from '@yuragi/prob-core';
 * import { simulatedQuantumAnneal, squareLattice } from '@yuragi/annealing';
 * const ferromagnet = squareLattice([4, 4]);
 * const options = { beta: 2, numSlices: 8, numReads: 4, numSweeps: 100 };
 * const { energies } = await simulatedQuantumAnneal(ferromagnet, key('paths'), options);
 * energies[0]; // => -32
 * ```
 */
export async function simulatedQuantumAnneal(
  model: SpinModel,
  key: Key,
  options: SimulatedQuantumAnnealOptions & RunOptions,
): Promise<SampleSet> {
  const where = 'simulatedQuantumAnneal';
  requireModel(where, model);
  const slices = requireSlices(where, options);
  const { beta, numSlices } = slices;
  const numReads = requireCount(where, 'numReads', options.numReads ?? 1, 1);
  const numSweeps = requireCount(where, 'numSweeps', options.numSweeps ?? 1000, 1);
  const fields = scheduleLevels(where, options.transverseField ?? defaultSchedule(model), numSweeps);
  for (const [t, field] of fields.entries())
    if (field === 0)
      throw new ArgumentError(where, `transverseField at step ${t} of ${numSweeps}`, 'a number > 0', field);

  const engine = pathEngine(model, slices);
  const path = new Int8Array(model.numSpins * numSlices);
  const chanceBy =
    (rng: Rng) =>
    (probability: number): boolean =>
      rng.uniform() < probability;
  return driveReads(
    {
      task: 'simulated quantum annealing',
      producer: `@yuragi/annealing/${where}`,
      fingerprint: fingerprint({ model, key, beta, numSlices, numReads, fields }),
      model,
      key,
      numReads,
      numSweeps,
      sweepsPerStep: Math.max(1, Math.floor(DECISIONS_PER_STEP / path.length)),
      walker: {
        begin(rng) {
          fillFreePath(chanceBy(rng), (beta * fields[0]!) / numSlices, numSlices, path);
          engine.load(path);
        },
        sweep(t, rng) {
          engine.sweep(1, sliceCoupling(slices, fields[t]!).kinkWeight, chanceBy(rng));
        },
        energy: () => engine.lowest().energy,
        stateInto(out) {
          engine.pathInto(path);
          sliceInto(path, engine.lowest().slice, numSlices, out);
        },
        save() {
          engine.pathInto(path);
          return { path: path.slice(), sliceEnergies: engine.sliceEnergies() };
        },
        load: (saved) => engine.load(saved.path, saved.sliceEnergies),
      },
    },
    options,
  );
}

function defaultSchedule(model: SpinModel): Schedule {
  const strongest = largestField(model) || 1;
  return linearSchedule(strongest, strongest / 100);
}
