/**
 * Gaps against n, each computed as the figure runs. A gap is what a method's time is made of: of quantum annealing 1/gap^2 is
 * the usual estimate, matrix elements apart; a Markov chain forgets in 1/rate; phase estimation of a walk takes 1/(phase gap).
 *
 * - 3-spin ferromagnet f = -n (1 - 2w/n)^3 of the number w of ones: the gap of (1 - s) N + s f, beside greedy descent;
 * - spike f = w + sqrt(n) [w = n/4]: the gap, beside the rates of heat bath with single flips, and with flips of pairs too;
 * - search among N = 2^n states: the gap of Roland and Cerf's Hamiltonian beside the 1/N of looking through all;
 * - walk: the phase gap of Szegedy's quantum walk of the spike's heat bath beside the gap of the chain itself.
 */
import {
  adiabaticSearch,
  adiabaticSearchGap,
  birthDeathRate,
  ferromagnetEnergies,
  hammingGap,
  hammingGenerator,
  hammingMinimalGap,
  spikeEnergies,
  szegedyPhaseGap,
} from '@yuragi/annealing';
import { foldIn, type Key, stream } from '@yuragi/prob-core';
import { symmetricEigen } from '@yuragi/prob-core/eigen';
import type { Claim, FigureModel } from '../shared/contract.ts';
import { BETA, DECAY, GRID_POINTS, numRows, SEARCH_BOUND, type Settings, settings, sizeOf } from './settings.ts';

/** One size of problem. */
export interface Row {
  readonly n: number;
  /** The quantum gap, as found by the chosen look; of a walk its phase gap. */
  readonly quantum: number;
  /** The smallest gap on the grid, whichever look is chosen; NaN for a walk. */
  readonly onGrid: number;
  /** Heat bath, greedy descent, 1/N, or the gap of the chain. */
  readonly classical: number;
  /** The rate with flips of pairs too, for the spike; the success of a linear schedule, for a search. */
  readonly beside: number;
  /** The success of the local schedule, for a search. */
  readonly success: number;
}

export interface State {
  readonly family: Settings['family'];
  readonly look: Settings['look'];
  readonly total: number;
  readonly rows: readonly Row[];
  /** Where the grid begins: (i + offset)/41. */
  readonly offset: number;
  /** The gap along s at the last size, pairs s, gap, and on the grid; of a walk, phases of the chain's eigenvalues. */
  readonly path: Float64Array;
  readonly grid: Float64Array;
}

// #region ten-lines
/** The gap of an anneal of f(w) beside what it costs a walk of single flips to relax. */
function anneal(energies: Float64Array, beta: number) {
  const { gap, scan } = hammingMinimalGap(energies);
  const { up, down } = hammingGenerator(energies, beta);
  return { gap, scan, rate: birthDeathRate(up, down) };
}

/** The same rate, divided by n attempts a unit of time, and the phase gap of the quantum walk of that chain. */
function quantise(energies: Float64Array, beta: number) {
  const delta = anneal(energies, beta).rate / (energies.length - 1);
  return { delta, phaseGap: szegedyPhaseGap(delta) };
}
// #endregion ten-lines

/**
 * The relaxation rate where half of the attempts flip a random pair of spins: longer moves step over a spike. One attempt
 * per spin and unit time in all, heat bath for both kinds.
 */
function rateWithPairs(energies: Float64Array, beta: number): number {
  const n = energies.length - 1;
  const accept = (from: number, to: number): number => 1 / (1 + Math.exp(beta * (energies[to]! - energies[from]!)));
  const rate = (from: number, to: number): number => {
    const free = to > from ? n - from : from;
    if (Math.abs(to - from) === 1) return (free / 2) * accept(from, to);
    return ((free * (free - 1)) / (2 * (n - 1))) * accept(from, to);
  };
  const h = new Float64Array((n + 1) ** 2);
  for (let w = 0; w <= n; w++)
    for (const to of [w - 2, w - 1, w + 1, w + 2]) {
      if (to < 0 || to > n) continue;
      h[w * (n + 1) + w]! += rate(w, to);
      h[w * (n + 1) + to] = -Math.sqrt(rate(w, to) * rate(to, w));
    }
  return symmetricEigen(h, n + 1).values.at(-2)!;
}

/** The phases of the walk of the chain of weights, 2 arccos lambda of each eigenvalue of 1 + W/n, descending in lambda. */
export function phasesOf(energies: Float64Array, beta: number): Float64Array {
  const { up, down } = hammingGenerator(energies, beta);
  const n = up.length;
  const h = new Float64Array((n + 1) ** 2);
  for (let w = 0; w <= n; w++) {
    h[w * (n + 2)] = ((up[w] ?? 0) + (down[w - 1] ?? 0)) / n;
    if (w < n) h[w * (n + 1) + w + 1] = h[(w + 1) * (n + 1) + w] = -Math.sqrt(up[w]! * down[w]!) / n;
  }
  // Of a heat bath no eigenvalue of the chain is below 0.
  return symmetricEigen(h, n + 1)
    .values.reverse()
    .map((gap) => szegedyPhaseGap(Math.min(1, Math.max(0, gap))));
}

/** One over the mean time that descent needs from all ones: every flip downhill is taken, w of them a unit of time. */
const descentRate = (n: number): number => 1 / Array.from({ length: n }, (_, w) => 1 / (w + 1)).reduce((a, b) => a + b);

const flat = (pairs: readonly (readonly [number, number])[]): Float64Array => Float64Array.from(pairs.flat());
const lowest = (pairs: Float64Array): number =>
  pairs.reduce((best, value, i) => (i % 2 === 1 ? Math.min(best, value) : best), Infinity);

/** The gap along s, where the search for its minimum went and evenly in between; and on the grid. */
function along(gapAt: (s: number) => number, visited: Float64Array, offset: number): Pick<State, 'path' | 'grid'> {
  const even = Float64Array.from({ length: 81 }, (_, i) => i / 80);
  const places = Float64Array.of(...visited, ...even).sort();
  const grid = Array.from({ length: GRID_POINTS }, (_, i) => (i + offset) / GRID_POINTS);
  return {
    path: flat(Array.from(places, (s) => [s, gapAt(s)] as const)),
    grid: flat(grid.map((s) => [s, gapAt(s)] as const)),
  };
}

/** Adds the next size. */
function grow(state: State): State {
  const { family, look, offset, rows } = state;
  const n = sizeOf(family, rows.length);
  const add = (row: Partial<Row>, gap: number, shown: Pick<State, 'path' | 'grid'>): State => {
    const onGrid = shown.grid.length > 0 ? lowest(shown.grid) : Number.NaN;
    const quantum = look === 'grid' && shown.grid.length > 0 ? onGrid : gap;
    const next = { n, quantum, onGrid, classical: 0, beside: Number.NaN, success: Number.NaN, ...row };
    return { ...state, ...shown, rows: [...rows, next] };
  };

  if (family === 'search') {
    const numStates = 2 ** n;
    const duration = 4 * Math.sqrt(numStates);
    const near = Float64Array.from({ length: 49 }, (_, i) => 0.5 + Math.sign(i - 24) * 10 ** (-Math.abs(i - 24) / 3));
    return add(
      {
        classical: 1 / numStates,
        success: adiabaticSearch({ numStates, duration, tolerance: 1e-6 }).successProbability,
        beside: adiabaticSearch({ numStates, duration, schedule: (u) => u, tolerance: 1e-6 }).successProbability,
      },
      adiabaticSearchGap(numStates, 0.5),
      along(
        (s) => adiabaticSearchGap(numStates, s),
        near.filter((s) => s > 0 && s < 1),
        offset,
      ),
    );
  }
  const energies = family === 'ferromagnet' ? ferromagnetEnergies(n, 3) : spikeEnergies(n, Math.sqrt(n));
  if (family === 'walk') {
    const { delta, phaseGap } = quantise(energies, BETA);
    const path = rows.length === 0 ? phasesOf(energies, BETA) : state.path;
    return add({ classical: delta }, phaseGap, { path, grid: state.grid });
  }
  const { gap, scan, rate } = anneal(energies, BETA);
  return add(
    family === 'ferromagnet'
      ? { classical: descentRate(n) }
      : { classical: rate, beside: rateWithPairs(energies, BETA) },
    gap,
    along((s) => hammingGap(energies, s), scan.progress, offset),
  );
}

/** Claims of the families: a number of the last sizes, what it should be, and how far off it may be. */
const claims: Readonly<
  Record<
    Settings['family'],
    (rows: readonly Row[]) => { value: number; expected: number; within: number; also: boolean }
  >
> = {
  // The gap closes by e^(-alpha) a spin, beside the sqrt(n) of the wells; what is left falls as 1/n^2.
  ferromagnet(rows) {
    const [before, last] = [rows.at(-2)!, rows.at(-1)!];
    const perSpin = (Math.log(before.quantum / last.quantum) + Math.log(last.n / before.n) / 2) / (last.n - before.n);
    return { value: perSpin, expected: DECAY, within: 0.02 * DECAY, also: last.classical > 0.1 };
  },
  // The gap of the anneal stays, while heat bath slows down by more than a factor of two every ten spins.
  spike(rows) {
    const [first, last] = [rows[0]!, rows.at(-1)!];
    const slowed = Math.log(first.classical / last.classical) / (last.n - first.n);
    return { value: last.quantum / first.quantum, expected: 1, within: 0.01, also: slowed > 0.07 && last.beside > 0.1 };
  },
  // Half a factor of two a bit; a time of 4 sqrt(N) is enough at every size, and for a linear schedule at none: it has the
  // success of Landau and Zener, 1 - exp(-pi gap^2 T/4).
  search(rows) {
    const [before, last] = [rows.at(-2)!, rows.at(-1)!];
    const perBit = Math.log2(last.quantum / before.quantum) / (last.n - before.n);
    const landauZener = 1 - Math.exp(-Math.PI / 2 ** (last.n / 2));
    const also = rows.every(({ success }) => success >= SEARCH_BOUND) && Math.abs(last.beside / landauZener - 1) < 0.05;
    return { value: perBit, expected: -0.5, within: 1e-9, also };
  },
  // The phase gap goes with the root of the chain's gap.
  walk(rows) {
    const [first, last] = [rows[0]!, rows.at(-1)!];
    const exponent = Math.log(last.quantum / first.quantum) / Math.log(last.classical / first.classical);
    return { value: exponent, expected: 0.5, within: 1e-3, also: true };
  },
};

export const model: FigureModel<Settings, State> = {
  defaults: settings,

  init(controls: Settings, key: Key) {
    const offset = stream(foldIn(key, 'grid')).uniform();
    const empty = new Float64Array(0);
    return {
      family: controls.family,
      look: controls.look,
      total: numRows(controls),
      rows: [],
      offset,
      path: empty,
      grid: empty,
    };
  },

  step: (state) => (state.rows.length >= state.total ? state : grow(state)),

  /** Nothing is estimated: there is no standard error. */
  claim({ family, rows, total }): Claim {
    const isDecided = rows.length >= total;
    if (rows.length < 2) return { value: Number.NaN, expected: 0, standardError: 0, holds: false, isDecided };
    const { value, expected, within, also } = claims[family](rows);
    return { value, expected, standardError: 0, holds: Math.abs(value - expected) <= within && also, isDecided };
  },
};
