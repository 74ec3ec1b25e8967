/** Simulated annealing of Ising models: reads, each a walk from hot to cold, as one run that can stop and resume. */
import { drive, fingerprint, foldIn, type Key, type Rng, type RunOptions, restore, stream } from '@yuragi/prob-core';
import { requireCount, requireOneOf } from '@yuragi/prob-core/errors';
import { requireModel, type SpinModel, spinEnergy } from './ising.ts';
import { fillRandomSpins } from './random-spins.ts';
import { type SampleSet, sampleSet } from './sample-set.ts';
import { geometricSchedule, rangeOf, type Schedule, scheduleLevels } from './schedule.ts';
import { sweepEngine } from './sweep-engine.ts';
import { sweepPlan, type UpdateRule, updateRules } from './sweep-plan.ts';

export interface AnnealOptions {
  /** Independent walks; read i depends on `foldIn(key, i)` alone. Default 1. */
  readonly numReads?: number | undefined;
  /** Sweeps of a read, each numSpins attempted flips. Default 1000. */
  readonly numSweeps?: number | undefined;
  /** beta, from hot to cold. Default geometric over `betaRange(model)`. */
  readonly schedule?: Schedule | undefined;
  // Advanced
  /** Default 'metropolis', which moves more readily than the heat bath; from hot to cold either is good. */
  readonly rule?: UpdateRule | undefined;
  /** 'scalar' takes plain TypeScript where WebAssembly would do; the bits are the same. Default 'auto'. */
  readonly kernels?: 'auto' | 'scalar' | undefined;
}

/** The read in hand; plain data. */
interface Walk {
  readonly spins: Int8Array;
  readonly fields: Float64Array;
  readonly energy: number;
  readonly best: Int8Array;
  readonly bestEnergy: number;
}

interface Saved {
  readonly finished: readonly Int8Array[];
  readonly walk: Walk | null;
}

/** Attempted flips in a step of the run: a millisecond or so, unless one sweep is longer. */
const ATTEMPTS_PER_STEP = 65_536;

/**
 * Low-energy states of an Ising model by simulated annealing.
 *
 *   sweep t of T runs at beta(s), s = (t - 1)/(T - 1); a flip is accepted with probability min(1, exp(-beta dE))
 *
 * Every read starts from fair random spins. What counts is the best state seen at the end of any sweep, not the last. A
 * heuristic: nothing bounds how far a result is from the ground state. The sweeps are exact samplers of p_beta at fixed
 * beta (to 2^-32 per decision).
 *
 * Costs one table look-up per attempted flip (16 at once in WebAssembly), and one addition per neighbour for each accepted
 * one, if all 2 J_ij and all h_i + sum_j J_ij are multiples of one power of two (2^-8 to 2^10) and no local field exceeds
 * 1023 of it; else an exponential, mostly looked up, for each flip that costs less than 22/beta.
 *
 * With a schedule of levels or one of this package the result has the same bits on every engine.
 *
 * Progress counts blocks of sweeps, with the best energy so far. A stopped run counts the read in hand with what it has
 * seen.
 *
 * @param model sparse (`isingModel`, `quboToIsing`, lattices) or dense (`denseIsing`)
 * @param key names the randomness of the reads
 * @throws {ShapeError}, {ArgumentError} for a bad model or options; {CheckpointError} if `resume` is of another run
 * @see Kirkpatrick, Gelatt and Vecchi, Science 220 (1983), 671
 * @example ```ts doctest
 * import { key } from '@yuragi/prob-core';
 * import { anneal, squareLattice } from '@yuragi/annealing';
 * const ferromagnet = squareLattice([8, 8]);
 * const { energies, states } = await anneal(ferromagnet, key('anneal'), { numReads: 10, numSweeps: 200 });
 * energies[0]; // => -128
 * states.shape[1]; // => 64
 * ```
 */
export async function anneal(model: SpinModel, key: Key, options: AnnealOptions & RunOptions = {}): Promise<SampleSet> {
  const where = 'anneal';
  requireModel(where, model);
  const { rule = 'metropolis', kernels = 'auto', schedule } = options;
  const numReads = requireCount(where, 'numReads', options.numReads ?? 1, 1);
  const numSweeps = requireCount(where, 'numSweeps', options.numSweeps ?? 1000, 1);
  requireOneOf(where, 'rule', rule, updateRules);
  requireOneOf(where, 'kernels', kernels, ['auto', 'scalar']);
  const betas = scheduleLevels(where, schedule ?? defaultSchedule(model), numSweeps);

  const n = model.numSpins;
  const sweepsPerStep = Math.max(1, Math.floor(ATTEMPTS_PER_STEP / n));
  const stepsPerRead = Math.ceil(numSweeps / sweepsPerStep);
  const engine = sweepEngine(sweepPlan(model, rule), kernels);
  const best = new Int8Array(n);
  let finished: Int8Array[] = [];
  let rng: Rng = stream(key);
  let energy = 0;
  let bestEnergy = Infinity;
  let lowest = Infinity;
  let isWalking = false;

  const begin = (read: number): void => {
    rng = stream(foldIn(key, read));
    fillRandomSpins(rng, best);
    engine.load(best);
    energy = engine.energy();
    bestEnergy = energy;
    isWalking = true;
  };
  const walkOf = (): Walk => {
    const spins = new Int8Array(n);
    engine.spinsInto(spins);
    return { spins, fields: engine.fields(), energy, best: best.slice(), bestEnergy };
  };

  const run = await drive(
    {
      task: 'anneal',
      producer: `@yuragi/annealing/${where}`,
      fingerprint: fingerprint({ model, key, numReads, betas, rule }),
      total: numReads * stepsPerRead,
      step(index) {
        const block = index % stepsPerRead;
        if (block === 0) begin(finished.length);
        const end = Math.min((block + 1) * sweepsPerStep, numSweeps);
        for (let t = block * sweepsPerStep; t < end; t++) {
          energy += engine.sweep(betas[t]!, rng);
          if (energy < bestEnergy) {
            bestEnergy = energy;
            engine.spinsInto(best);
          }
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
        ({ energy, bestEnergy } = saved.walk);
        rng = restore(checkpoint.rng[0]!);
        best.set(saved.walk.best);
        engine.load(saved.walk.spins, saved.walk.fields);
        lowest = Math.min(lowest, bestEnergy);
      },
    },
    options,
  );
  return sampleSet(model, isWalking ? [...finished, best.slice()] : finished, run, true);
}

function defaultSchedule(model: SpinModel): Schedule {
  const { hot, cold } = rangeOf(model);
  return geometricSchedule(hot, cold);
}
