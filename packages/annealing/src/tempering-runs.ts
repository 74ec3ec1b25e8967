/** Independent chains of simulated tempering as a run that can stop and resume, and the estimates over them. */
import {
  drive,
  type Estimate,
  fingerprint,
  foldIn,
  type Key,
  type Rng,
  type RunOptions,
  type RunResult,
  restore,
  stream,
  type Warning,
} from '@yuragi/prob-core';
import type { SpinFamily } from './spin-family.ts';
import {
  beginTempering,
  measureChain,
  type TemperingPhases,
  type TemperingRecord,
  type TemperingState,
  type TemperingWalk,
  temperingStep,
} from './tempering-chain.ts';

export interface ChainsPlan {
  readonly task: string;
  readonly producer: string;
  /** With key, parameters and numbers, all that results depend on. */
  readonly problem: unknown;
  readonly key: Key;
  readonly family: SpinFamily;
  readonly numSpins: number;
  /** theta_k, (K, m). */
  readonly parameters: Float64Array;
  readonly numChains: number;
  readonly phases: TemperingPhases;
}

/** The records of the chains that are complete, and the lowest state of each that was begun. */
export interface ChainsResult {
  readonly run: RunResult;
  readonly records: readonly TemperingRecord[];
  readonly best: readonly Int8Array[];
}

/** The chain in hand; plain data. */
interface Walk {
  readonly state: TemperingState;
  readonly configuration: Int8Array;
  readonly cache: Float64Array;
  readonly best: Int8Array;
  readonly bestEnergy: number;
}

interface Saved {
  readonly finished: readonly TemperingRecord[];
  readonly rows: readonly Int8Array[];
  readonly walk: Walk | null;
}

const ATTEMPTS_PER_STEP = 65_536;
const MOST_SWEEPS_PER_STEP = 1000;

export async function driveChains(plan: ChainsPlan, options: RunOptions): Promise<ChainsResult> {
  const { task, producer, problem, key, family, numSpins, parameters, numChains, phases } = plan;
  const { numEntries, numStatistics: m, stateEnergy } = family;
  const numLevels = parameters.length / m;
  const sweepsPerChain = numLevels * phases.sweepsPerLevel + phases.numAdaptationSweeps + phases.numSweeps;
  const sweepsPerStep = Math.max(1, Math.min(MOST_SWEEPS_PER_STEP, Math.floor(ATTEMPTS_PER_STEP / family.sweepCost)));
  const stepsPerChain = Math.ceil(sweepsPerChain / sweepsPerStep);
  const configuration = new Int8Array(numEntries);
  const best = new Int8Array(numSpins);
  let bestEnergy = Infinity;
  let finished: TemperingRecord[] = [];
  let rows: Int8Array[] = [];
  let rng: Rng = stream(key);
  let state: TemperingState | null = null;

  const begin = (chain: number): TemperingState => {
    rng = stream(foldIn(key, chain));
    family.fillFirst(rng, configuration);
    family.load(configuration);
    const statistics = new Float64Array(m);
    family.statisticsInto(configuration, statistics, 0);
    family.stateInto(configuration, best);
    bestEnergy = statistics[stateEnergy]!;
    return beginTempering(statistics, numLevels);
  };
  const walkOf = (current: TemperingState): Walk => {
    family.configurationInto(configuration);
    return {
      state: current,
      configuration: configuration.slice(),
      cache: family.cache(),
      best: best.slice(),
      bestEnergy,
    };
  };

  const run = await drive(
    {
      task,
      producer,
      fingerprint: fingerprint({ problem, key, parameters, numChains, phases }),
      total: numChains * stepsPerChain,
      step(index) {
        let current = index % stepsPerChain === 0 || state === null ? begin(finished.length) : state;
        const end = Math.min(current.time + sweepsPerStep, sweepsPerChain);
        while (current.time < end) {
          current = temperingStep(current, family, rng, parameters, phases);
          if (current.statistics[stateEnergy]! >= bestEnergy) continue;
          bestEnergy = current.statistics[stateEnergy]!;
          family.configurationInto(configuration);
          family.stateInto(configuration, best);
        }
        state = current;
        if (end === sweepsPerChain) {
          finished.push(measureChain(current, family.firstLogPartition));
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
        family.load(saved.walk.configuration, saved.walk.cache);
      },
    },
    options,
  );
  return { run, records: finished, best: state === null ? rows : [...rows, best.slice()] };
}

/** Mean over chains at each level, with its standard error; none where there are no chains. */
export const meanOver = <C extends TemperingWalk>(
  chains: readonly C[],
  valuesOf: (chain: C) => Float64Array,
): Estimate[] =>
  chains.length === 0
    ? []
    : Array.from(valuesOf(chains[0]!), (_, k) => meanOf(chains.map((chain) => valuesOf(chain)[k]!)));

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

export function tripWarnings(chains: readonly TemperingWalk[]): Warning[] {
  const stuck = chains.filter(({ roundTrips }) => roundTrips < 3).length;
  if (stuck === 0) return [];
  return [
    {
      code: 'few-round-trips',
      message: `${stuck} of ${chains.length} chains went from hot to cold and back fewer than 3 times; take more sweeps or levels closer together.`,
    },
  ];
}
