/**
 * Measurable maps and the laws they push forward.
 *
 * A map f takes points to points, f: X -> Y. It is measurable when the preimage of every event is an event; preimages go
 * the other way, from events of Y to events of X. With atoms: f must send each atom of X into one atom of Y.
 */
import { ArgumentError } from '../error-classes.ts';
import { atomsOf, type FiniteSpace, finiteSpace, nameOf, type OutcomeSet, positionsOf } from './finite-space.ts';
import { normalised, type Probability } from './measure.ts';

/** A measurable map between finite spaces. */
export interface MeasurableMap<X, Y> {
  readonly source: FiniteSpace<X>;
  readonly target: FiniteSpace<Y>;
  /** (atoms of the source): the atom of the target that each is sent into. */
  readonly imageOfAtom: Int32Array;
  apply(outcome: X): Y;
}

/**
 * A map between two finite spaces, checked to be measurable. O(outcomes).
 *
 * @throws {ArgumentError} if a value is no outcome of the target, or an atom of the source is sent into two atoms of the
 *   target: the message names all three
 * @example ```ts doctest
 * import { finiteSpace, measurableMap } from '@yuragi/prob-core/spaces';
 * const die = finiteSpace({ outcomes: [1, 2, 3, 4, 5, 6] });
 * const parity = measurableMap(die, finiteSpace({ outcomes: ['even', 'odd'] }), (x) => (x % 2 ? 'odd' : 'even'));
 * parity.apply(3); // => 'odd'
 * ```
 */
export function measurableMap<X, Y>(
  source: FiniteSpace<X>,
  target: FiniteSpace<Y>,
  map: (outcome: X) => Y,
): MeasurableMap<X, Y> {
  return checkedMap('measurableMap', source, target, map);
}

/**
 * A random variable: a map from a finite space to the real line (or any other set), checked to be measurable.
 *
 * Its target is the set of its values with every subset an event: for real values, the trace of the Borel sets. So it must
 * be constant on every atom.
 *
 * @throws {ArgumentError} if it is not, naming the atom
 * @example ```ts doctest
 * import { finiteSpace, probability, pushForward, randomVariable } from '@yuragi/prob-core/spaces';
 * const die = probability(finiteSpace({ outcomes: [1, 2, 3, 4, 5, 6] }), (event) => event.length / 6);
 * const remainder = randomVariable(die.space, (x) => x % 4);
 * const law = pushForward(die, remainder);
 * law.space.outcomes; // => [1, 2, 3, 0]
 * law.masses[0]!; // ~> 0.33333333
 * ```
 */
export function randomVariable<X, Y>(source: FiniteSpace<X>, map: (outcome: X) => Y): MeasurableMap<X, Y> {
  const target = finiteSpace({ outcomes: new Set(source.outcomes.map(map)) });
  return checkedMap('randomVariable', source, target, map);
}

/**
 * The preimage of an event, {x: f(x) in B}: an event of the source, in the order of its outcomes.
 *
 * @throws {ArgumentError} if B is not an event of the target
 */
export function preimage<X, Y>({ source, target, imageOfAtom }: MeasurableMap<X, Y>, event: OutcomeSet<Y>): X[] {
  const holds = atomsOf('preimage', 'event', target, event);
  return source.outcomes.filter((_, i) => holds[imageOfAtom[source.atomOfOutcome[i]!]!] === 1);
}

/**
 * The law of a map: (f_* P)(B) = P(f^-1(B)), on its target.
 *
 * @throws {ArgumentError} if the measure lives on another space than the map's source
 */
export function pushForward<X, Y>(law: Probability<X>, map: MeasurableMap<X, Y>): Probability<Y> {
  requireSource('pushForward', law, map);
  const masses = new Float64Array(map.target.atoms.length);
  for (const [atom, image] of map.imageOfAtom.entries()) masses[image]! += law.masses[atom]!;
  return normalised('pushForward', map.target, masses, true);
}

/**
 * The expectation of a real random variable, sum over atoms of P(atom) X(atom).
 *
 * @throws {ArgumentError} if the variable's source is another space
 * @example ```ts doctest
 * import { expectation, finiteSpace, probability, randomVariable } from '@yuragi/prob-core/spaces';
 * const die = probability(finiteSpace({ outcomes: [1, 2, 3, 4, 5, 6] }), (event) => event.length / 6);
 * expectation(die, randomVariable(die.space, (x) => x)); // ~> 3.500000
 * ```
 */
export function expectation<X>(law: Probability<X>, variable: MeasurableMap<X, number>): number {
  requireSource('expectation', law, variable);
  let sum = 0;
  for (const [atom, mass] of law.masses.entries())
    if (mass > 0) sum += mass * variable.apply(law.space.atoms[atom]![0]!);
  return sum;
}

/** @throws {ArgumentError} unless the measure lives where the map starts */
export function requireSource<X, Y>(where: string, law: Probability<X>, map: MeasurableMap<X, Y>): void {
  if (law.space !== map.source)
    throw new ArgumentError(where, 'map', 'a map from the space of the measure', map.source.outcomes);
}

function checkedMap<X, Y>(
  where: string,
  source: FiniteSpace<X>,
  target: FiniteSpace<Y>,
  apply: (outcome: X) => Y,
): MeasurableMap<X, Y> {
  const positions = positionsOf(target);
  const imageOfAtom = new Int32Array(source.atoms.length).fill(-1);
  for (const [i, outcome] of source.outcomes.entries()) {
    const value = apply(outcome);
    const position = positions.get(value);
    if (position === undefined)
      throw new ArgumentError(where, `map(${nameOf([outcome])})`, 'an outcome of the target', value);
    const atom = source.atomOfOutcome[i]!;
    const image = target.atomOfOutcome[position]!;
    if (imageOfAtom[atom] === -1) imageOfAtom[atom] = image;
    else if (imageOfAtom[atom] !== image) {
      const [first, second] = [target.atoms[imageOfAtom[atom]!]!, target.atoms[image]!];
      throw new ArgumentError(
        where,
        'map',
        `measurable, but the atom ${nameOf(source.atoms[atom]!)} meets the preimages of both ${nameOf(first)} and ${nameOf(second)}`,
        apply,
      );
    }
  }
  return { source, target, imageOfAtom, apply };
}
