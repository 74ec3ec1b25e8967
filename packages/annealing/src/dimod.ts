/**
 * The border to dimod, whose sign is the opposite: its energy is E = sum J s s + sum h s + offset, so that its J and h are
 * ours with the sign turned over. Binary ones go through a QUBO, whose sign is the same on both sides.
 */
import { type IsingModel, isingModel } from '@yuragi/mcmc';
import { ArgumentError, requireOneOf } from '@yuragi/prob-core/errors';
import { namesOf, type SpinModel, toSparseIsing } from './ising.ts';
import { qubo, quboToIsing } from './qubo.ts';

/** The parts of a `dimod.BinaryQuadraticModel`, as plain data: what its `linear`, `quadratic`, `offset` and `vartype` say. */
export interface DimodModel {
  readonly vartype: 'SPIN' | 'BINARY';
  readonly linear: Readonly<Record<string, number>>;
  /** (u, v, bias). */
  readonly quadratic: readonly (readonly [u: string, v: string, bias: number])[];
  readonly offset: number;
}

/**
 * An Ising model with the energies of a dimod model.
 *
 * @throws {ArgumentError} for an unknown vartype or a variable that has no linear bias
 * @example ```ts doctest
 * import { fromDimod, spinEnergy } from '@yuragi/annealing';
 * const model = fromDimod({ vartype: 'SPIN', linear: { a: 0.5, b: 0 }, quadratic: [['a', 'b', -1]], offset: 0 });
 * spinEnergy(model, Int8Array.of(1, 1)); // => -0.5
 * ```
 */
export function fromDimod({
  vartype,
  linear,
  quadratic,
  offset,
}: DimodModel): IsingModel & { readonly variables: readonly string[] } {
  const where = 'fromDimod';
  requireOneOf(where, 'vartype', vartype, ['SPIN', 'BINARY']);
  const variables = Object.keys(linear);
  if (vartype === 'BINARY')
    return quboToIsing(
      qubo({ variables, terms: [...variables.map((v) => [v, v, linear[v]!] as const), ...quadratic], offset }),
    );
  const indexOf = new Map(variables.map((name, i) => [name, i]));
  const index = (k: number, end: 0 | 1): number => {
    const i = indexOf.get(quadratic[k]![end]);
    if (i === undefined)
      throw new ArgumentError(where, `quadratic[${k}][${end}]`, 'a variable that `linear` names', quadratic[k]![end]);
    return i;
  };
  return {
    ...isingModel({
      numSpins: variables.length,
      bonds: quadratic.map(([, , bias], k) => [index(k, 0), index(k, 1), -bias] as const),
      fields: variables.map((name) => -linear[name]!),
      offset,
    }),
    variables,
  };
}

/** The model as dimod's SPIN model of the same energies. */
export function toDimod(model: SpinModel): DimodModel {
  const sparse = toSparseIsing(model);
  const names = namesOf(sparse);
  const quadratic: (readonly [string, string, number])[] = [];
  for (let i = 0; i < sparse.numSpins; i++)
    for (let at = sparse.rowStarts[i]!; at < sparse.rowStarts[i + 1]!; at++) {
      const j = sparse.columns[at]!;
      if (j > i) quadratic.push([names[i]!, names[j]!, 0 - sparse.couplings[at]!]);
    }
  return {
    vartype: 'SPIN',
    linear: Object.fromEntries(names.map((name, i) => [name, 0 - sparse.fields[i]!])),
    quadratic,
    offset: sparse.offset,
  };
}
