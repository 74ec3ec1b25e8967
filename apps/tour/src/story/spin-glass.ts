/**
 * Chapter 8: a three-dimensional +-J spin glass. Four methods with the same number of sweeps look for low energies, on a
 * lattice small enough to list all its states and on one that is not; quantum annealing runs exactly on twelve spins.
 */
import {
  anneal,
  cubicLattice,
  energySpectrum,
  geometricSchedule,
  groundStates,
  populationAnnealing,
  quantumAnneal,
  randomSigns,
  type SampleSet,
  type Schedule,
  simulatedTempering,
} from '@yuragi/annealing';
import type { IsingModel } from '@yuragi/mcmc';
import { type Estimate, foldIn, logSumExp, stream } from '@yuragi/prob-core';
import type { Guide } from './guide.ts';

/** The inverse temperatures that Metropolis is held at. */
export const FIXED_BETAS = [0.5, 1.5, 3] as const;
const ANNEALING: Schedule = geometricSchedule(0.2, 3);

export type GlassMethod = `fixed ${number}` | 'annealing' | 'tempering' | 'population';

/** How one method did on one lattice. */
export interface GlassRow {
  readonly method: GlassMethod;
  /** Lowest energy of each walk, chain or population, ascending. */
  readonly energies: readonly number[];
  /** Sweeps of the lattice that each of them took, replicas added up. */
  readonly sweepsEach: number;
}

export interface QuantumRow {
  readonly duration: number;
  /** Probability of a ground state after annealing for that time, by Schroedinger's equation. */
  readonly quantum: number;
  /** Share of walks of as many sweeps that saw one. */
  readonly simulated: number;
}

export interface SpinGlassStory {
  readonly small: {
    readonly model: IsingModel;
    readonly lengths: readonly [number, number, number];
    readonly numStates: number;
    /** Proven: all states were listed. */
    readonly groundEnergy: number;
    readonly rows: readonly GlassRow[];
    readonly beta: number;
    readonly byTempering: Estimate<unknown>;
    readonly byPopulation: Estimate<unknown>;
    /** log Z at any beta, exact. */
    logPartition(beta: number): number;
  };
  readonly large: {
    readonly numSpins: number;
    readonly length: number;
    readonly rows: readonly GlassRow[];
    readonly lowest: number;
  };
  readonly quantum: {
    readonly numSpins: number;
    readonly numStates: number;
    readonly degeneracy: number;
    readonly rows: readonly QuantumRow[];
  };
}

/** The energies of a sample set, one for each read. */
const energiesOf = ({ energies, occurrences }: SampleSet): number[] =>
  Array.from(energies).flatMap((energy, row) => new Array<number>(occurrences[row]!).fill(energy));

export const shareAt = ({ energies }: GlassRow, energy: number): number =>
  energies.filter((value) => value <= energy).length / energies.length;

const levels = (n: number, step: number): Float64Array => Float64Array.from({ length: n }, (_, i) => i * step);

export async function tellSpinGlass(
  guide: Guide,
  text: {
    readonly list: string;
    readonly methods: Readonly<Record<'fixed' | 'annealing' | 'tempering' | 'population', string>>;
    readonly quantum: string;
  },
): Promise<SpinGlassStory> {
  const { isQuick, key } = guide;
  const glass = (name: string, lengths: readonly [number, number, number], isPeriodic: boolean): IsingModel =>
    cubicLattice(lengths, { isPeriodic, couplings: randomSigns(stream(foldIn(key, name))) });

  // Walks of `numSweeps` at fixed temperatures and along a schedule.
  const walk = async (name: string, model: IsingModel, numReads: number, numSweeps: number): Promise<GlassRow[]> => {
    const rows: GlassRow[] = [];
    for (const beta of [...FIXED_BETAS, 'annealing'] as const) {
      const isFixed = beta !== 'annealing';
      const found = await guide.run(`${name} ${beta}`, isFixed ? text.methods.fixed : text.methods.annealing, (run) =>
        anneal(model, foldIn(foldIn(key, name), `${beta}`), {
          numReads,
          numSweeps,
          schedule: isFixed ? Float64Array.of(beta) : ANNEALING,
          ...run,
        }),
      );
      rows.push({ method: isFixed ? `fixed ${beta}` : beta, energies: energiesOf(found), sweepsEach: numSweeps });
    }
    return rows;
  };
  const temper = async (name: string, model: IsingModel, betas: Float64Array, numChains: number, numSweeps: number) => {
    const sweepsPerLevel = 20;
    const half = Math.floor((numSweeps - betas.length * sweepsPerLevel) / 2);
    const found = await guide.run(`${name} tempering`, text.methods.tempering, (run) =>
      simulatedTempering(model, foldIn(foldIn(key, name), 'tempering'), {
        betas,
        numChains,
        numSweeps: half,
        numAdaptationSweeps: half,
        sweepsPerLevel,
        ...run,
      }),
    );
    const row: GlassRow = { method: 'tempering', energies: energiesOf(found), sweepsEach: numSweeps };
    return { found, row };
  };
  const populate = async (
    name: string,
    model: IsingModel,
    ladder: Float64Array,
    numRuns: number,
    numSweeps: number,
  ) => {
    const sweepsPerStep = 4;
    const populationSize = Math.floor(numSweeps / ((ladder.length - 1) * sweepsPerStep));
    const found = await guide.run(`${name} population`, text.methods.population, (run) =>
      populationAnnealing(model, foldIn(foldIn(key, name), 'population'), {
        ladder,
        populationSize,
        sweepsPerStep,
        numRuns,
        ...run,
      }),
    );
    const row: GlassRow = { method: 'population', energies: energiesOf(found), sweepsEach: numSweeps };
    return { found, row };
  };

  const lengths = [2, 3, isQuick ? 3 : 4] as const;
  const smallModel = glass('small glass', lengths, false);
  const [spectrum] = await guide.count(text.list, 1, () => energySpectrum(smallModel));
  const { energies, degeneracies } = spectrum!;
  const ladder = levels(21, 0.1);
  const beta = ladder.at(-1)!;
  const smallRows = await walk('small glass', smallModel, isQuick ? 200 : 1000, 20);
  const tempered = await temper('small glass', smallModel, ladder, 16, isQuick ? 3000 : 12_000);
  const populated = await populate('small glass', smallModel, ladder, 16, isQuick ? 8000 : 32_000);

  const numSpins = 12;
  const tiny = glass('tiny glass', [2, 2, 3], false);
  const { degeneracy, energy: lowest } = groundStates(tiny);
  const durations = isQuick ? [1, 3, 10] : [1, 3, 10, 30];
  const quantum = await guide.count(text.quantum, durations.length, (index) => {
    const duration = durations[index]!;
    return { duration, quantum: quantumAnneal(tiny, { duration, tolerance: 1e-6 }).successProbability };
  });
  const quantumRows: QuantumRow[] = [];
  for (const row of quantum) {
    const walks = await guide.run(`tiny glass ${row.duration}`, text.methods.annealing, (run) =>
      anneal(tiny, foldIn(foldIn(key, 'tiny glass'), row.duration), {
        numReads: 1000,
        numSweeps: row.duration,
        schedule: ANNEALING,
        ...run,
      }),
    );
    const found = energiesOf(walks);
    quantumRows.push({ ...row, simulated: found.filter((value) => value <= lowest).length / found.length });
  }

  const length = isQuick ? 6 : 10;
  const largeModel = glass('large glass', [length, length, length], true);
  const numReads = 16;
  const numSweeps = isQuick ? 2000 : 5000;
  const largeRows = await walk('large glass', largeModel, numReads, numSweeps);
  largeRows.push((await temper('large glass', largeModel, levels(41, 0.05), numReads, numSweeps)).row);
  // Fewer and larger populations: a small one is soon the family of a single replica.
  largeRows.push((await populate('large glass', largeModel, levels(51, 0.05), 4, 4 * numSweeps)).row);

  return {
    small: {
      model: smallModel,
      lengths,
      numStates: 2 ** smallModel.numSpins,
      groundEnergy: energies[0]!,
      rows: [...smallRows, tempered.row, populated.row],
      beta,
      byTempering: tempered.found.logPartition.at(-1)!,
      byPopulation: populated.found.logPartition.at(-1)!,
      logPartition: (at) => logSumExp(energies.map((energy, k) => Math.log(degeneracies[k]!) - at * energy)),
    },
    large: {
      numSpins: largeModel.numSpins,
      length,
      rows: largeRows,
      lowest: Math.min(...largeRows.flatMap((row) => row.energies)),
    },
    quantum: { numSpins, numStates: 2 ** numSpins, degeneracy, rows: quantumRows },
  };
}
