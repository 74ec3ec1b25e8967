/**
 * Measures on finite spaces: mu takes values in [0, infinity], mu of the empty set is 0, and mu of a union of pairwise
 * disjoint events (no two have an outcome in common) is the sum. On a finite space that is given by the atoms' masses.
 */
import { ArgumentError } from '../error-classes.ts';
import { requireLength } from '../require.ts';
import { atomsOf, type FiniteSpace, nameOf, type OutcomeSet } from './finite-space.ts';

/** A measure: one mass, 0 to Infinity, per atom of its space. */
export interface Measure<X> {
  readonly space: FiniteSpace<X>;
  /** (atoms), in the order of `space.atoms`. */
  readonly masses: Float64Array;
}

/** A measure of total mass 1. */
export interface Probability<X> extends Measure<X> {
  readonly isProbability: true;
}

/** Masses of the atoms in their order, or a function of events, given as lists of outcomes. */
export type MeasureValues<X> = ArrayLike<number> | ((event: readonly X[]) => number);

/** Masses that differ by no more than this share of the larger are equal to rounding. */
const ROUNDING = 1e-9;
/** Up to this many atoms a set function is asked for every event. */
const MAX_LISTED_ATOMS = 10;

/**
 * A measure on a finite space, from its atoms' masses or from a set function, which is checked to be additive.
 *
 * The check of a set function asks for the empty set, the atoms, and with up to ten atoms every event (2^atoms calls);
 * beyond ten, neighbouring atoms, and every first k atoms with their complement. What results is the measure with the
 * atoms' masses, additive in any case.
 *
 * @throws {ArgumentError} for a mass that is negative or NaN, or an event whose value is not the sum of its atoms' to 1e-9;
 *   {ShapeError} for another number of masses than of atoms
 * @example ```ts doctest
 * import { finiteSpace, measure, measureOf } from '@yuragi/prob-core/spaces';
 * const counting = measure(finiteSpace({ outcomes: ['a', 'b', 'c'] }), (event) => event.length);
 * measureOf(counting, ['a', 'c']); // => 2
 * ```
 */
export function measure<X>(space: FiniteSpace<X>, values: MeasureValues<X>): Measure<X> {
  return { space, masses: massesOf('measure', space, values) };
}

/**
 * A probability measure on a finite space: a measure of total mass 1 (to 1e-9; rounding is divided out).
 *
 * @param values as for `measure`, with the same check of additivity
 * @throws {ArgumentError} as `measure`, and for another total than 1; {ShapeError} for another number of masses than of atoms
 * @example ```ts doctest
 * import { finiteSpace, measureOf, probability } from '@yuragi/prob-core/spaces';
 * const die = probability(finiteSpace({ outcomes: [1, 2, 3, 4, 5, 6] }), (event) => event.length / 6);
 * measureOf(die, (x) => x % 2 === 0); // ~> 0.500000000
 * ```
 */
export function probability<X>(space: FiniteSpace<X>, values: MeasureValues<X>): Probability<X> {
  return normalised('probability', space, massesOf('probability', space, values), false);
}

/**
 * mu(event), the sum over its atoms.
 *
 * @throws {ArgumentError} if the set is not an event of the space, naming an atom of which it has only a part
 */
export function measureOf<X>(mu: Measure<X>, event: OutcomeSet<X>): number {
  return sumWhere(mu.masses, atomsOf('measureOf', 'event', mu.space, event));
}

/**
 * The probability measure given an event: P(A | B) = P(A and B)/P(B), on the same space.
 *
 * @throws {ArgumentError} if B is not an event, or its probability is 0
 * @example ```ts doctest
 * import { conditionOn, finiteSpace, measureOf, probability } from '@yuragi/prob-core/spaces';
 * const die = probability(finiteSpace({ outcomes: [1, 2, 3, 4, 5, 6] }), (event) => event.length / 6);
 * measureOf(conditionOn(die, [2, 4, 6]), [5, 6]); // ~> 0.33333333
 * ```
 */
export function conditionOn<X>(law: Probability<X>, event: OutcomeSet<X>): Probability<X> {
  const holds = atomsOf('conditionOn', 'event', law.space, event);
  if (!(sumWhere(law.masses, holds) > 0))
    throw new ArgumentError('conditionOn', 'event', 'an event of positive probability', event);
  return normalised(
    'conditionOn',
    law.space,
    law.masses.map((mass, atom) => mass * holds[atom]!),
    true,
  );
}

/**
 * Whether events are independent of one another: P of every choice of them and of complements of the others is the
 * product of the probabilities, to 1e-12.
 *
 * Mutual, not only pairwise. O(atoms x events): the patterns that have probability 0 need no look, because the others sum to 1.
 *
 * @throws {ArgumentError} if one of the sets is not an event
 */
export function areIndependent<X>(law: Probability<X>, events: readonly OutcomeSet<X>[]): boolean {
  const holds = events.map((event, i) => atomsOf('areIndependent', `events[${i}]`, law.space, event));
  const probabilities = holds.map((held) => sumWhere(law.masses, held));
  const patterns = new Map<string, { mass: number; product: number }>();
  for (const [atom, mass] of law.masses.entries()) {
    const pattern = holds.map((held) => held[atom]!);
    const name = pattern.join('');
    const known = patterns.get(name);
    if (known !== undefined) known.mass += mass;
    else
      patterns.set(name, {
        mass,
        product: pattern.reduce((product, held, i) => product * (held ? probabilities[i]! : 1 - probabilities[i]!), 1),
      });
  }
  let covered = 0;
  for (const { mass, product } of patterns.values()) {
    if (Math.abs(mass - product) > 1e-12) return false;
    covered += product;
  }
  return Math.abs(covered - 1) <= 1e-12 * patterns.size;
}

/** Masses over their total, which has to be 1 unless any will do. */
export function normalised<X>(
  where: string,
  space: FiniteSpace<X>,
  masses: Float64Array,
  isAnyTotal: boolean,
): Probability<X> {
  const total = masses.reduce((sum, mass) => sum + mass, 0);
  if (!isAnyTotal && !(Math.abs(total - 1) <= ROUNDING))
    throw new ArgumentError(where, 'values', 'masses that sum to 1', total);
  return { space, masses: masses.map((mass) => mass / total), isProbability: true };
}

function sumWhere(masses: Float64Array, holds: Uint8Array): number {
  let sum = 0;
  for (let atom = 0; atom < masses.length; atom++) if (holds[atom] === 1) sum += masses[atom]!;
  return sum;
}

function massesOf<X>(where: string, space: FiniteSpace<X>, values: MeasureValues<X>): Float64Array {
  const { atoms } = space;
  if (typeof values !== 'function') requireLength(where, 'values', values, atoms.length);
  const masses = Float64Array.from(atoms, (atom, i) => {
    const mass = typeof values === 'function' ? values(atom) : values[i]!;
    if (!(mass >= 0)) throw new ArgumentError(where, `values(${nameOf(atom)})`, 'a number in [0, Infinity]', mass);
    return mass;
  });
  if (typeof values === 'function') checkAdditivity(where, space, masses, values);
  return masses;
}

function checkAdditivity<X>(
  where: string,
  { outcomes, atoms, atomOfOutcome }: FiniteSpace<X>,
  masses: Float64Array,
  values: (event: readonly X[]) => number,
): void {
  const check = (isIn: (atom: number) => boolean): void => {
    const event = outcomes.filter((_, i) => isIn(atomOfOutcome[i]!));
    const sum = sumWhere(
      masses,
      Uint8Array.from(atoms, (_, atom) => Number(isIn(atom))),
    );
    const value = values(event);
    const isSame = value === sum || Math.abs(value - sum) <= ROUNDING * Math.max(sum, value);
    if (!isSame) throw new ArgumentError(where, `values(${nameOf(event)})`, `${sum}, the sum over its atoms`, value);
  };
  if (atoms.length <= MAX_LISTED_ATOMS) {
    for (let event = 0; event < 2 ** atoms.length; event++) check((atom) => ((event >> atom) & 1) === 1);
    return;
  }
  check(() => false);
  for (let k = 0; k < atoms.length; k++) {
    check((atom) => atom === k || atom === k + 1);
    check((atom) => atom <= k);
    check((atom) => atom > k);
  }
}
