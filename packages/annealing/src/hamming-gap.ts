/**
 * The smallest gap of H(s) = (1 - s) N + s f over s, found with a proof.
 *
 * A dip of the gap may be as narrow as the gap is small, and a grid steps over it. But H(s) is linear in s, so the lowest
 * eigenvalue E_0 and the sum E_0 + E_1 of the two lowest are concave (Ky Fan). Over an interval E_0 + E_1 is above its
 * chord, and E_0 is below both lines <v|H(s)|v>, v the ground states of the two ends; so
 *
 *   E_1 - E_0 = (E_0 + E_1) - 2 E_0 >= chord - 2 min(line, line),
 *
 * which is lowest where the lines cross, or at an end. Intervals are split there, the most promising first, until no bound
 * is below the smallest gap seen. At a level crossing the two lines are the two levels and meet in it.
 */
import { ConvergenceError, requirePositive, requireProbability } from '@yuragi/prob-core/errors';
import { hamiltonianAt, requireEnergies } from './hamming-weight.ts';
import { lowestPair, rowSumNorm } from './tridiagonal.ts';

/**
 * E_1 - E_0 of H(s) in the symmetric space, where an anneal from the uniform state stays.
 *
 * Absolute error a few eps times n. About 120 n divisions.
 *
 * @param energies f(0..n), (n + 1)
 * @throws {ArgumentError} for fewer than 2 energies, one that is not finite, or s outside 0..1
 */
export function hammingGap(energies: ArrayLike<number>, s: number): number {
  requireEnergies('hammingGap', energies);
  const { ground, first } = lowestPair(hamiltonianAt(energies, requireProbability('hammingGap', 's', s)));
  return first - ground;
}

export interface HammingMinimalGapOptions {
  // Advanced
  /** The search ends when the gap found is proven to be within this factor of the smallest. Default 1e-10. */
  readonly tolerance?: number | undefined;
}

/** The smallest gap along s, and where it is. */
export interface HammingMinimalGap {
  readonly gap: number;
  /** s where the gap was found. */
  readonly progress: number;
  /** No gap is below this, up to the rounding of the eigenvalues. */
  readonly lowerBound: number;
  /** How far the eigenvalues, and so the two gaps above, may be off: 8 eps times the largest row sum. */
  readonly rounding: number;
  /** Where the spectrum was computed, ascending, with the gaps: dense where the bound had to be close. */
  readonly scan: { readonly progress: Float64Array; readonly gaps: Float64Array };
}

const MOST_POINTS = 20_000;
/** A new point keeps this share of the interval from both ends. */
const SHARE = 1 / 16;

/**
 * The smallest gap of a quantum anneal of a function of the Hamming weight, certified: min over s of E_1 - E_0.
 *
 * Some hundred points, each two Sturm bisections of a tridiagonal matrix of n + 1 rows. Gaps are absolutely accurate to
 * `rounding`: below that they cannot be told from 0.
 *
 * @param energies f(0..n), any function of the weight, (n + 1)
 * @throws {ArgumentError} for fewer than 2 energies, one that is not finite, or tolerance <= 0; {ConvergenceError} if 20 000
 *   points are not enough
 * @see Reichardt, STOC (2004), 502, for the symmetric space; the bound is derived above
 * @example ```ts doctest
 * import { ferromagnetEnergies, hammingGap, hammingMinimalGap, spikeEnergies } from '@yuragi/annealing';
 * hammingMinimalGap(spikeEnergies(80, Math.sqrt(80))).gap; // ~> 0.48179370
 * // A first-order transition, and a grid that does not see it.
 * const threeSpin = ferromagnetEnergies(160, 3);
 * hammingMinimalGap(threeSpin).gap * 1e6; // ~> 6.236
 * Math.min(...Array.from({ length: 41 }, (_, i) => hammingGap(threeSpin, i / 40))) > 0.1; // => true
 * ```
 */
export function hammingMinimalGap(
  energies: ArrayLike<number>,
  { tolerance = 1e-10 }: HammingMinimalGapOptions = {},
): HammingMinimalGap {
  const where = 'hammingMinimalGap';
  requireEnergies(where, energies);
  requirePositive(where, 'tolerance', tolerance);
  const rounding =
    8 * Number.EPSILON * Math.max(rowSumNorm(hamiltonianAt(energies, 0)), rowSumNorm(hamiltonianAt(energies, 1)));

  const points = [pointAt(energies, 0), pointAt(energies, 1)];
  const intervals: Interval[] = [intervalOf(points[0]!, points[1]!)];
  let best = points[0]!.gap <= points[1]!.gap ? points[0]! : points[1]!;
  for (;;) {
    const lowest = intervals.reduce((at, each, k) => (each.bound < intervals[at]!.bound ? k : at), 0);
    const { left, right, bound, split } = intervals[lowest]!;
    const isDone = best.gap - bound <= tolerance * best.gap + rounding;
    if (isDone || !(split > left.s && split < right.s)) {
      const sorted = points.toSorted((a, b) => a.s - b.s);
      return {
        gap: best.gap,
        progress: best.s,
        lowerBound: Math.min(bound, best.gap),
        rounding,
        scan: { progress: Float64Array.from(sorted, ({ s }) => s), gaps: Float64Array.from(sorted, ({ gap }) => gap) },
      };
    }
    if (points.length === MOST_POINTS)
      throw new ConvergenceError(where, MOST_POINTS, best.gap - bound, tolerance * best.gap);
    const point = pointAt(energies, split);
    points.push(point);
    if (point.gap < best.gap) best = point;
    intervals[lowest] = intervalOf(left, point);
    intervals.push(intervalOf(point, right));
  }
}

/** What the spectrum at s says about its neighbourhood. */
interface Point {
  readonly s: number;
  readonly gap: number;
  /** E_0 + E_1. */
  readonly sum: number;
  /** <v|H(s)|v> and its slope in s, <v|f - N|v>: for any v an upper bound on E_0 everywhere. */
  readonly energy: number;
  readonly slope: number;
}

function pointAt(energies: ArrayLike<number>, s: number): Point {
  const { ground, first, groundVector: v } = lowestPair(hamiltonianAt(energies, s));
  const expectation = (at: number): number => {
    const { diagonal, offDiagonal } = hamiltonianAt(energies, at);
    let sum = 0;
    for (let w = 0; w < v.length; w++)
      sum += v[w]! * (diagonal[w]! * v[w]! + 2 * (offDiagonal[w] ?? 0) * (v[w + 1] ?? 0));
    return sum;
  };
  const [start, end] = [expectation(0), expectation(1)];
  return { s, gap: first - ground, sum: ground + first, energy: start + s * (end - start), slope: end - start };
}

interface Interval {
  readonly left: Point;
  readonly right: Point;
  /** No gap in between is smaller. */
  readonly bound: number;
  /** Where to look next. */
  readonly split: number;
}

function intervalOf(left: Point, right: Point): Interval {
  const width = right.s - left.s;
  const boundAt = (s: number): number => {
    const chord = left.sum + ((s - left.s) / width) * (right.sum - left.sum);
    return chord - 2 * Math.min(left.energy + (s - left.s) * left.slope, right.energy + (s - right.s) * right.slope);
  };
  // E_0 is concave: its slope falls, and the lines cross in between (or are one).
  const crossing =
    (right.energy - right.s * right.slope - left.energy + left.s * left.slope) / (left.slope - right.slope);
  const inside = crossing >= left.s && crossing <= right.s ? crossing : left.s + width / 2;
  return {
    left,
    right,
    bound: Math.max(0, Math.min(left.gap, right.gap, boundAt(inside))),
    split: Math.min(Math.max(inside, left.s + SHARE * width), right.s - SHARE * width),
  };
}
