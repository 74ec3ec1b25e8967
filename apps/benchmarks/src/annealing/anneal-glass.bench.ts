/** How fast does simulated annealing bring a spin glass to equal energies? */
import { anneal, betaRange, cubicLattice, geometricSchedule, randomSigns, squareLattice } from '@yuragi/annealing';
import type { IsingModel } from '@yuragi/mcmc';
import { foldIn, key, stream } from '@yuragi/prob-core';
import { FEW_ERRORS, momentsOf } from '../agreement.ts';
import { inProcess } from '../measure.ts';
import type { Agreement, Row } from '../row.ts';

export interface GlassSize {
  /** Lengths of the edges of the square and the cubic lattice. */
  readonly square: number;
  readonly cubic: number;
  readonly numSweeps: number;
  /** Reads of each side whose energies are compared. */
  readonly numReads: number;
}
const FULL: GlassSize = { square: 64, cubic: 12, numSweeps: 1000, numReads: 32 };

/** A generator of 32 bits such as a person would write: Marsaglia, J. Stat. Softw. 8 (2003), issue 14, (13, 17, 5). */
interface Words {
  state: number;
}

/**
 * One read of Metropolis sweeps with fields that are kept up to date, and a table of the few probabilities that +-J has.
 * Fills `best` with the best state at the end of a sweep and returns its energy.
 */
export function bareAnneal(model: IsingModel, betas: Float64Array, words: Words, best: Int8Array): number {
  const { numSpins: n, rowStarts, columns, couplings } = model;
  const spins = new Int8Array(n);
  const fields = new Int32Array(n);
  const thresholds = new Float64Array(
    1 + 2 * Math.max(...Array.from(rowStarts.subarray(1), (end, i) => end - rowStarts[i]!)),
  );
  let state = words.state;
  for (let i = 0; i < n; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    spins[i] = state < 0 ? -1 : 1;
  }
  let energy = 0;
  for (let i = 0; i < n; i++) {
    let field = 0;
    for (let at = rowStarts[i]!; at < rowStarts[i + 1]!; at++) field += couplings[at]! * spins[columns[at]!]!;
    fields[i] = field;
    energy -= (spins[i]! * field) / 2;
  }
  let bestEnergy = Infinity;
  for (const beta of betas) {
    for (let k = 0; k < thresholds.length; k++) thresholds[k] = 2 ** 32 * Math.exp(-beta * k);
    for (let i = 0; i < n; i++) {
      const spin = spins[i]!;
      const cost = 2 * spin * fields[i]!;
      if (cost > 0) {
        state ^= state << 13;
        state ^= state >>> 17;
        state ^= state << 5;
        if (state >>> 0 >= thresholds[cost]!) continue;
      }
      spins[i] = -spin;
      energy += cost;
      for (let at = rowStarts[i]!; at < rowStarts[i + 1]!; at++) fields[columns[at]!]! -= 2 * spin * couplings[at]!;
    }
    if (energy < bestEnergy) {
      bestEnergy = energy;
      best.set(spins);
    }
  }
  words.state = state;
  return bestEnergy;
}

function compare(ours: readonly number[], theirs: readonly number[]): Agreement {
  const [a, b] = [momentsOf(ours), momentsOf(theirs)];
  return {
    measure: `mean of the energies reached in ${ours.length} and ${theirs.length} reads, difference in combined standard errors`,
    value: Math.abs(a.mean - b.mean) / Math.hypot(a.meanError, b.meanError),
    tolerance: FEW_ERRORS,
  };
}

const fewDigits = (value: number): string => String(Number(value.toPrecision(3)));

function row(name: string, what: string, model: IsingModel, { numSweeps, numReads }: GlassSize): Row {
  const seed = name.replaceAll('-', ' ');
  const n = model.numSpins;
  const { hot, cold } = betaRange(model);
  const schedule = geometricSchedule(hot, cold);
  const perSpin = (energies: readonly number[]): readonly number[] => [momentsOf(energies).mean / n];
  return {
    name,
    package: 'annealing',
    title: `one read of ${numSweeps} Metropolis sweeps, beta ${fewDigits(hot)} to ${fewDigits(cold)}, ${what}`,
    included:
      'random start, all sweeps, the best state seen; ours also checks and fingerprints the model and builds its plan; each side with its own generator',
    dtype: 'f64',
    layout: `(${n}) spins, sparse couplings`,
    seed,
    unit: 'attempted flips',
    work: n * numSweeps,
    async setUp(python) {
      const options = { numReads, numSweeps, schedule };
      const { energies, occurrences } = await anneal(model, foldIn(key(seed), 'compared'), options);
      const reached = Array.from(energies).flatMap((energy, i) => Array<number>(occurrences[i]!).fill(energy));
      const betas = Float64Array.from({ length: numSweeps }, (_, i) => schedule(i / (numSweeps - 1)));
      let read = 0;
      return {
        ours: async () => void (await anneal(model, foldIn(key(seed), read++), { numSweeps, schedule })),
        details: { 'energy a spin': perSpin(reached) },
        peers: [
          {
            name: 'hand-written loop',
            async open() {
              const words = { state: 1 };
              const best = new Int8Array(n);
              const theirs = Array.from({ length: numReads }, () => bareAnneal(model, betas, words, best));
              return {
                contender: inProcess(() => void bareAnneal(model, betas, words, best)),
                agreement: compare(reached, theirs),
                details: { 'energy a spin': perSpin(theirs) },
              };
            },
          },
          {
            name: 'dwave-samplers',
            async open() {
              const task = await python.open<Float64Array>('anneal_dwave', ['numpy', 'dwave.samplers'], {
                ...bondsOf(model),
                hot,
                cold,
                sweeps: numSweeps,
                reads: numReads,
              });
              const theirs = Array.from(task.answer);
              return {
                contender: task,
                agreement: compare(reached, theirs),
                details: { 'energy a spin': perSpin(theirs) },
                close: task.close,
              };
            },
          },
        ],
      };
    },
  };
}

/** Each bond once. */
function bondsOf({ numSpins, rowStarts, columns, couplings }: IsingModel) {
  const bonds: [number, number, number][] = [];
  for (let i = 0; i < numSpins; i++)
    for (let at = rowStarts[i]!; at < rowStarts[i + 1]!; at++)
      if (columns[at]! > i) bonds.push([i, columns[at]!, couplings[at]!]);
  const column = (k: 0 | 1 | 2): Float64Array => Float64Array.from(bonds, (bond) => bond[k]);
  return { first: column(0), second: column(1), coupling: column(2) };
}

export function glasses(size: GlassSize = FULL): readonly Row[] {
  const { square, cubic } = size;
  const signs = (name: string) => ({ couplings: randomSigns(stream(key(name))) });
  return [
    row(
      'anneal-square',
      `+-J glass on ${square} x ${square}`,
      squareLattice([square, square], signs('square glass')),
      size,
    ),
    row(
      'anneal-cubic',
      `+-J glass on ${cubic} x ${cubic} x ${cubic}`,
      cubicLattice([cubic, cubic, cubic], signs('cubic glass')),
      size,
    ),
  ];
}
