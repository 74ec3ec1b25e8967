/** Simulated quantum annealing: path-integral Monte Carlo on its way from a strong transverse field to a weak one. */
import { drive, fingerprint, foldIn, type Key, type Rng, type RunOptions, restore, stream } from '@yuragi/prob-core';
import { ArgumentError, requireCount } from '@yuragi/prob-core/errors';
import { requireModel, type SpinModel, spinEnergy } from './ising.ts';
import { pathEngine } from './path-integral-engine.ts';
import { type SampleSet, sampleSet } from './sample-set.ts';
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

/** The read in hand; plain data. */
interface Walk {
  readonly path: Int8Array;
  readonly sliceEnergies: Float64Array;
  readonly best: Int8Array;
  readonly bestEnergy: number;
}

interface Saved {
  readonly finished: readonly Int8Array[];
  readonly walk: Walk | null;
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

  const n = model.numSpins;
  const sweepsPerStep = Math.max(1, Math.floor(DECISIONS_PER_STEP / (n * numSlices)));
  const stepsPerRead = Math.ceil(numSweeps / sweepsPerStep);
  const engine = pathEngine(model, slices);
  const path = new Int8Array(n * numSlices);
  const best = new Int8Array(n);
  let finished: Int8Array[] = [];
  let rng: Rng = stream(key);
  let bestEnergy = Infinity;
  let lowest = Infinity;
  let isWalking = false;
  const chance = (probability: number): boolean => rng.uniform() < probability;

  const keepLowest = (): void => {
    const { energy, slice } = engine.lowest();
    if (energy >= bestEnergy) return;
    bestEnergy = energy;
    engine.pathInto(path);
    sliceInto(path, slice, numSlices, best);
  };
  const begin = (read: number): void => {
    rng = stream(foldIn(key, read));
    fillFreePath(chance, (beta * fields[0]!) / numSlices, numSlices, path);
    engine.load(path);
    bestEnergy = Infinity;
    keepLowest();
    isWalking = true;
  };
  const walkOf = (): Walk => {
    engine.pathInto(path);
    return { path: path.slice(), sliceEnergies: engine.sliceEnergies(), best: best.slice(), bestEnergy };
  };

  const run = await drive(
    {
      task: 'simulated quantum annealing',
      producer: `@yuragi/annealing/${where}`,
      fingerprint: fingerprint({ model, key, beta, numSlices, numReads, fields }),
      total: numReads * stepsPerRead,
      step(index) {
        const block = index % stepsPerRead;
        if (block === 0) begin(finished.length);
        const end = Math.min((block + 1) * sweepsPerStep, numSweeps);
        for (let t = block * sweepsPerStep; t < end; t++) {
          engine.sweep(1, sliceCoupling(slices, fields[t]!).kinkWeight, chance);
          keepLowest();
        }
        lowest = Math.min(lowest, bestEnergy);
        if (end === numSweeps) {
          finished.push(best.slice());
          isWalking = false;
        }
        return false;
      },
      metrics: () => (lowest === Infinity ? {} : { energy: lowest }),
      save: () => ({
        rng: isWalking ? [rng.state()] : [],
        data: { finished: [...finished], walk: isWalking ? walkOf() : null } satisfies Saved,
      }),
      restore(checkpoint) {
        const saved = checkpoint.data as Saved;
        finished = [...saved.finished];
        lowest = finished.reduce((min, row) => Math.min(min, spinEnergy(model, row)), Infinity);
        isWalking = saved.walk !== null;
        if (saved.walk === null) return;
        bestEnergy = saved.walk.bestEnergy;
        rng = restore(checkpoint.rng[0]!);
        best.set(saved.walk.best);
        engine.load(saved.walk.path, saved.walk.sliceEnergies);
        lowest = Math.min(lowest, bestEnergy);
      },
    },
    options,
  );
  return sampleSet(model, isWalking ? [...finished, best.slice()] : finished, run, true);
}

function defaultSchedule(model: SpinModel): Schedule {
  const strongest = largestField(model) || 1;
  return linearSchedule(strongest, strongest / 100);
}
