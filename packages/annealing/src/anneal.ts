/** Simulated annealing of Ising models: reads, each a walk from hot to cold, as one run that can stop and resume. */
import { fingerprint, type Key, type RunOptions } from '@yuragi/prob-core';
import { requireCount, requireOneOf } from '@yuragi/prob-core/errors';
import { requireModel, type SpinModel } from './ising.ts';
import { fillRandomSpins } from './random-spins.ts';
import { driveReads } from './reads.ts';
import type { SampleSet } from './sample-set.ts';
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

  const engine = sweepEngine(sweepPlan(model, rule), kernels);
  let energy = 0;
  const state = (): Int8Array => {
    const spins = new Int8Array(model.numSpins);
    engine.spinsInto(spins);
    return spins;
  };
  return driveReads(
    {
      task: 'anneal',
      producer: `@yuragi/annealing/${where}`,
      fingerprint: fingerprint({ model, key, numReads, betas, rule }),
      model,
      key,
      numReads,
      numSweeps,
      sweepsPerStep: Math.max(1, Math.floor(ATTEMPTS_PER_STEP / model.numSpins)),
      walker: {
        begin(rng) {
          const spins = new Int8Array(model.numSpins);
          fillRandomSpins(rng, spins);
          engine.load(spins);
          energy = engine.energy();
        },
        sweep(t, rng) {
          energy += engine.sweep(betas[t]!, rng);
        },
        energy: () => energy,
        stateInto: engine.spinsInto,
        save: () => ({ spins: state(), fields: engine.fields(), energy }),
        load(saved) {
          energy = saved.energy;
          engine.load(saved.spins, saved.fields);
        },
      },
    },
    options,
  );
}

function defaultSchedule(model: SpinModel): Schedule {
  const { hot, cold } = rangeOf(model);
  return geometricSchedule(hot, cold);
}
