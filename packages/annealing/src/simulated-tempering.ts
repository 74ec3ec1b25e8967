/** Simulated tempering over independent chains: free energies and energies at every level, with error bars. */
import {
  drive,
  type Estimate,
  fingerprint,
  foldIn,
  type Key,
  type Rng,
  type RunOptions,
  restore,
  stream,
  type Warning,
} from '@yuragi/prob-core';
import { requireCount, requireOneOf } from '@yuragi/prob-core/errors';
import { requireModel, type SpinModel, spinEnergy } from './ising.ts';
import { requireLadder } from './ladder.ts';
import { fillRandomSpins } from './random-spins.ts';
import { type SampleSet, sampleSet } from './sample-set.ts';
import { sweepEngine } from './sweep-engine.ts';
import { sweepPlan } from './sweep-plan.ts';
import {
  beginTempering,
  measureChain,
  type TemperingChain,
  type TemperingPhases,
  type TemperingState,
  temperingStep,
} from './tempering-chain.ts';

export interface SimulatedTemperingOptions {
  /** beta_k, ascending from 0, (K). Neighbours must overlap in energy, or the chain does not move along the ladder. */
  readonly betas: Float64Array;
  /** Independent chains, which the error bars come from; chain i depends on `foldIn(key, i)` alone. Default 8. */
  readonly numChains?: number | undefined;
  /** Sweeps of each chain that are measured. Default 10 000. */
  readonly numSweeps?: number | undefined;
  // Advanced
  /** Sweeps that refine the weights, not measured. Default `numSweeps`. */
  readonly numAdaptationSweeps?: number | undefined;
  /** Sweeps at each level of the first walk down the ladder, not measured. Default 100. */
  readonly sweepsPerLevel?: number | undefined;
  /** 'scalar' takes plain TypeScript where WebAssembly would do; the bits are the same. Default 'auto'. */
  readonly kernels?: 'auto' | 'scalar' | undefined;
}

/** The sample set holds the lowest state of each chain. */
export interface SimulatedTemperingResult extends SampleSet {
  readonly betas: Float64Array;
  /** log Z(beta_k) over the chains, nats; the free energy is -log Z/beta. None before the first chain is complete. */
  readonly logPartition: readonly Estimate[];
  /** <E> at beta_k over the chains. */
  readonly energy: readonly Estimate[];
  readonly chains: readonly TemperingChain[];
  readonly warnings: readonly Warning[];
}

/** The chain in hand; plain data. */
interface Walk {
  readonly state: TemperingState;
  readonly spins: Int8Array;
  readonly fields: Float64Array;
  readonly best: Int8Array;
  readonly bestEnergy: number;
}

interface Saved {
  readonly finished: readonly TemperingChain[];
  readonly rows: readonly Int8Array[];
  readonly walk: Walk | null;
}

const ATTEMPTS_PER_STEP = 65_536;
const MOST_SWEEPS_PER_STEP = 1000;

/**
 * Partition function and energies of an Ising model over a ladder of temperatures, by chains that draw their own.
 *
 *   p(s, k) ~ exp(-beta_k E(s) + g_k):  a heat-bath sweep at beta_k, then a draw of k from p(k|s)
 *   log Z(beta_k) - log Z(0) = -g_k + log(mean p(k|s)/mean p(0|s)),   log Z(0) = n log 2
 *
 * g starts from mean energies by the trapezoid rule (`trapezoidWeights`), is refined by stochastic approximation with gain
 * min(1, K/t), and stays fixed while the chain is measured, so that the measured chain is a Markov chain with a known law.
 * All levels are drawn at once, where Marinari and Parisi propose neighbours. Error bars are over chains: mean and its
 * standard error.
 *
 * *Gotchas*: a chain that never comes back from the cold end has measured one valley. `roundTrips` says how often it did.
 *
 * Progress counts blocks of sweeps of all chains.
 *
 * @throws {ShapeError}, {ArgumentError} for a bad model or options; {CheckpointError} if `resume` is of another run
 * @see Marinari and Parisi, Europhys. Lett. 19 (1992), 451; Park and Pande, Phys. Rev. E 76 (2007), 016703 (first
 *   weights); Tan, J. Comput. Graph. Stat. 26 (2017), 54 (stochastic approximation); Chodera and Shirts, J. Chem. Phys.
 *   135 (2011), 194110 (drawing the level)
 * @example ```ts doctest
 * import { key } from '@yuragi/prob-core';
 * import { exactMoments, simulatedTempering, squareLattice } from '@yuragi/annealing';
 * const model = squareLattice([3, 3]);
 * const betas = Float64Array.of(0, 0.1, 0.2, 0.3, 0.4);
 * const { logPartition } = await simulatedTempering(model, key('tempering'), { betas, numSweeps: 1000 });
 * const { value, standardError } = logPartition[4]!;
 * Math.abs(value - exactMoments(model, 0.4).logPartition) < 6 * standardError; // => true
 * ```
 */
export async function simulatedTempering(
  model: SpinModel,
  key: Key,
  options: SimulatedTemperingOptions & RunOptions,
): Promise<SimulatedTemperingResult> {
  const where = 'simulatedTempering';
  requireModel(where, model);
  const betas = requireLadder(where, 'betas', options.betas);
  const { kernels = 'auto' } = options;
  const numChains = requireCount(where, 'numChains', options.numChains ?? 8, 1);
  const numSweeps = requireCount(where, 'numSweeps', options.numSweeps ?? 10_000, 1);
  const numAdaptationSweeps = requireCount(where, 'numAdaptationSweeps', options.numAdaptationSweeps ?? numSweeps);
  const sweepsPerLevel = requireCount(where, 'sweepsPerLevel', options.sweepsPerLevel ?? 100, 1);
  requireOneOf(where, 'kernels', kernels, ['auto', 'scalar']);

  const n = model.numSpins;
  const phases: TemperingPhases = { sweepsPerLevel, numAdaptationSweeps, numSweeps };
  const sweepsPerChain = betas.length * sweepsPerLevel + numAdaptationSweeps + numSweeps;
  const sweepsPerStep = Math.max(1, Math.min(MOST_SWEEPS_PER_STEP, Math.floor(ATTEMPTS_PER_STEP / n)));
  const stepsPerChain = Math.ceil(sweepsPerChain / sweepsPerStep);
  const engine = sweepEngine(sweepPlan(model, 'heat-bath'), kernels);
  const best = new Int8Array(n);
  let bestEnergy = Infinity;
  let finished: TemperingChain[] = [];
  let rows: Int8Array[] = [];
  let rng: Rng = stream(key);
  let state: TemperingState | null = null;

  const begin = (chain: number): TemperingState => {
    rng = stream(foldIn(key, chain));
    fillRandomSpins(rng, best);
    engine.load(best);
    bestEnergy = spinEnergy(model, best);
    return beginTempering(bestEnergy, betas.length);
  };
  const walkOf = (current: TemperingState): Walk => {
    const spins = new Int8Array(n);
    engine.spinsInto(spins);
    return { state: current, spins, fields: engine.fields(), best: best.slice(), bestEnergy };
  };

  const run = await drive(
    {
      task: 'simulated tempering',
      producer: `@yuragi/annealing/${where}`,
      fingerprint: fingerprint({ model, key, betas, numChains, phases }),
      total: numChains * stepsPerChain,
      step(index) {
        let current = index % stepsPerChain === 0 || state === null ? begin(finished.length) : state;
        const end = Math.min(current.time + sweepsPerStep, sweepsPerChain);
        while (current.time < end) {
          current = temperingStep(current, engine, rng, betas, phases);
          if (current.energy >= bestEnergy) continue;
          bestEnergy = current.energy;
          engine.spinsInto(best);
        }
        state = current;
        if (end === sweepsPerChain) {
          finished.push(measureChain(current, n));
          rows.push(best.slice());
          state = null;
        }
        return false;
      },
      metrics: () => (finished.length === 0 ? {} : { logPartition: finished.at(-1)!.logPartition.at(-1)! }),
      save: () => ({
        rng: state === null ? [] : [rng.state()],
        data: {
          finished: [...finished],
          rows: [...rows],
          walk: state === null ? null : walkOf(state),
        } satisfies Saved,
      }),
      restore(checkpoint) {
        const saved = checkpoint.data as Saved;
        finished = [...saved.finished];
        rows = [...saved.rows];
        if (saved.walk === null) return;
        ({ state, bestEnergy } = saved.walk);
        best.set(saved.walk.best);
        rng = restore(checkpoint.rng[0]!);
        engine.load(saved.walk.spins, saved.walk.fields);
      },
    },
    options,
  );
  const overChains = (field: 'logPartition' | 'energy'): Estimate[] =>
    finished.length === 0 ? [] : Array.from(betas, (_, k) => meanOf(finished.map((chain) => chain[field][k]!)));
  return {
    ...sampleSet(model, state === null ? rows : [...rows, best.slice()], run, true),
    betas: betas.slice(),
    logPartition: overChains('logPartition'),
    energy: overChains('energy'),
    chains: finished,
    warnings: tripWarnings(finished),
  };
}

function meanOf(values: readonly number[]): Estimate {
  const n = values.length;
  const value = values.reduce((sum, x) => sum + x, 0) / n;
  const squares = values.reduce((sum, x) => sum + (x - value) ** 2, 0);
  return {
    value,
    standardError: n === 1 ? Infinity : Math.sqrt(squares / (n - 1) / n),
    diagnostics: { numChains: n },
    warnings: [],
  };
}

function tripWarnings(chains: readonly TemperingChain[]): Warning[] {
  const stuck = chains.filter(({ roundTrips }) => roundTrips < 3).length;
  if (stuck === 0) return [];
  return [
    {
      code: 'few-round-trips',
      message: `${stuck} of ${chains.length} chains went from hot to cold and back fewer than 3 times; take more sweeps or levels closer together.`,
    },
  ];
}
