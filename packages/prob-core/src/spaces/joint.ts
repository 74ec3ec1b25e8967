/** Joint, marginal and conditional laws on finite spaces, and Bayes's theorem. */
import { ArgumentError } from '../error-classes.ts';
import { type FiniteSpace, nameOf } from './finite-space.ts';
import { type MeasurableMap, requireSource } from './measurable-map.ts';
import { normalised, type Probability } from './measure.ts';

/** The product of two spaces: pairs, row by row, with the products of atoms for atoms. */
export interface ProductSpace<X, Y> extends FiniteSpace<readonly [X, Y]> {
  readonly factors: readonly [FiniteSpace<X>, FiniteSpace<Y>];
}

/** A law of pairs. Atom (i, j) of the product has the mass `masses[i * (atoms of Y) + j]`. */
export interface JointLaw<X, Y> extends Probability<readonly [X, Y]> {
  readonly space: ProductSpace<X, Y>;
}

/**
 * The joint law of two maps on one space, P(X in A, Y in B) = P(X^-1(A) and Y^-1(B)), on the product of their targets.
 *
 * Events of the result are best given as tests, `([x, y]) => ...`: pairs are compared by identity. O(|X| |Y|).
 *
 * @throws {ArgumentError} if a map starts from another space than the measure's
 * @example ```ts doctest
 * import { finiteSpace, jointLaw, measureOf, probability, randomVariable } from '@yuragi/prob-core/spaces';
 * const die = probability(finiteSpace({ outcomes: [1, 2, 3, 4, 5, 6] }), (event) => event.length / 6);
 * const isEven = randomVariable(die.space, (x) => x % 2 === 0);
 * const isLarge = randomVariable(die.space, (x) => x > 3);
 * measureOf(jointLaw(die, isEven, isLarge), ([even, large]) => even && large); // ~> 0.33333333
 * ```
 */
export function jointLaw<S, X, Y>(
  law: Probability<S>,
  first: MeasurableMap<S, X>,
  second: MeasurableMap<S, Y>,
): JointLaw<X, Y> {
  requireSource('jointLaw', law, first);
  requireSource('jointLaw', law, second);
  const space = productSpace(first.target, second.target);
  const width = second.target.atoms.length;
  const masses = new Float64Array(space.atoms.length);
  for (const [atom, mass] of law.masses.entries())
    masses[first.imageOfAtom[atom]! * width + second.imageOfAtom[atom]!]! += mass;
  return onProduct(space, masses);
}

/**
 * The joint law of independent parts: P(A x B) = P(A) Q(B). O(|X| |Y|).
 */
export function productLaw<X, Y>(first: Probability<X>, second: Probability<Y>): JointLaw<X, Y> {
  const space = productSpace(first.space, second.space);
  const width = second.masses.length;
  return onProduct(
    space,
    Float64Array.from(space.atoms, (_, i) => first.masses[Math.floor(i / width)]! * second.masses[i % width]!),
  );
}

/** The law of the first of a pair: sums over the second. */
export function firstMarginal<X, Y>({ space, masses }: JointLaw<X, Y>): Probability<X> {
  const [first, second] = space.factors;
  const sums = new Float64Array(first.atoms.length);
  for (const [i, mass] of masses.entries()) sums[Math.floor(i / second.atoms.length)]! += mass;
  return normalised('firstMarginal', first, sums, true);
}

/** The law of the second of a pair: sums over the first. */
export function secondMarginal<X, Y>({ space, masses }: JointLaw<X, Y>): Probability<Y> {
  const [, second] = space.factors;
  const sums = new Float64Array(second.atoms.length);
  for (const [i, mass] of masses.entries()) sums[i % second.atoms.length]! += mass;
  return normalised('secondMarginal', second, sums, true);
}

/**
 * The law of the second of a pair given the first: P(Y in B | X in the atom of x) = P(atom of x, B)/P(atom of x).
 *
 * @throws {ArgumentError} if x is no outcome, or its atom has probability 0
 */
export function conditionalLaw<X, Y>({ space, masses }: JointLaw<X, Y>, x: X): Probability<Y> {
  const [first, second] = space.factors;
  const position = first.outcomes.indexOf(x);
  if (position === -1) throw new ArgumentError('conditionalLaw', 'x', 'an outcome of the first space', x);
  const width = second.atoms.length;
  const row = first.atomOfOutcome[position]! * width;
  const slice = masses.slice(row, row + width);
  if (!slice.some((mass) => mass > 0))
    throw new ArgumentError('conditionalLaw', 'x', 'an outcome of positive probability', x);
  return normalised('conditionalLaw', second, slice, true);
}

/**
 * Bayes's theorem: posterior(h) = prior(h) likelihood(h)/evidence, evidence = sum_h prior(h) likelihood(h).
 *
 * @param likelihood P(data | h) or a density, >= 0 and constant on every atom of the prior's space
 * @throws {ArgumentError} if it is not, or the evidence is not a positive number
 * @example ```ts doctest
 * import { bayes, finiteSpace, probability } from '@yuragi/prob-core/spaces';
 * const prior = probability(finiteSpace({ outcomes: ['ill', 'well'] }), [0.01, 0.99]);
 * const { posterior, evidence } = bayes(prior, (h) => (h === 'ill' ? 0.9 : 0.05));
 * posterior.masses[0]!; // ~> 0.1538461538
 * evidence; // ~> 0.05850000
 * ```
 */
export function bayes<H>(
  prior: Probability<H>,
  likelihood: (hypothesis: H) => number,
): { readonly posterior: Probability<H>; readonly evidence: number } {
  const masses = prior.masses.map((mass, i) => {
    const atom = prior.space.atoms[i]!;
    const value = likelihood(atom[0]!);
    if (!(value >= 0 && value < Infinity))
      throw new ArgumentError('bayes', `likelihood(${nameOf([atom[0]])})`, 'a finite number >= 0', value);
    for (const hypothesis of atom)
      if (likelihood(hypothesis) !== value)
        throw new ArgumentError('bayes', 'likelihood', `constant on the atom ${nameOf(atom)}`, likelihood(hypothesis));
    return mass * value;
  });
  const evidence = masses.reduce((sum, mass) => sum + mass, 0);
  if (!(evidence > 0)) throw new ArgumentError('bayes', 'likelihood', 'positive where the prior is', evidence);
  return { posterior: normalised('bayes', prior.space, masses, true), evidence };
}

function productSpace<X, Y>(first: FiniteSpace<X>, second: FiniteSpace<Y>): ProductSpace<X, Y> {
  const outcomes: (readonly [X, Y])[] = [];
  const atomOfOutcome = new Int32Array(first.outcomes.length * second.outcomes.length);
  const atoms: (readonly [X, Y])[][] = Array.from({ length: first.atoms.length * second.atoms.length }, () => []);
  for (const [i, x] of first.outcomes.entries())
    for (const [j, y] of second.outcomes.entries()) {
      const pair = [x, y] as const;
      const atom = first.atomOfOutcome[i]! * second.atoms.length + second.atomOfOutcome[j]!;
      atomOfOutcome[outcomes.length] = atom;
      atoms[atom]!.push(pair);
      outcomes.push(pair);
    }
  return { outcomes, atoms, atomOfOutcome, factors: [first, second] };
}

function onProduct<X, Y>(space: ProductSpace<X, Y>, masses: Float64Array): JointLaw<X, Y> {
  return { ...normalised('jointLaw', space, masses, true), space };
}
