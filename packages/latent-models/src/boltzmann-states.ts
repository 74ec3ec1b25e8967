/** The states of a few spins, all of them: what the machine and its objectives share. */
import { ArgumentError } from '@yuragi/prob-core/errors';
import { walshHadamardInto } from '@yuragi/prob-core/linear-algebra';

/** The most spins that are enumerated. */
export const MAX_SPINS = 20;

/** -E of all 2^n states, nats; state `at` has spin k down where bit k of `at` is set. */
export function logMassesOf(numSpins: number, theta: Float64Array): Float64Array {
  const values = new Float64Array(2 ** numSpins);
  let pair = numSpins;
  for (let i = 0; i < numSpins; i++) {
    values[1 << i] = theta[i]!;
    for (let j = i + 1; j < numSpins; j++) values[(1 << i) | (1 << j)] = theta[pair++]!;
  }
  walshHadamardInto(values, values);
  return values;
}

/** theta = (h, J_01, J_02, ..., J_12, ...): the form the objectives work on. */
export function thetaOf(couplings: Float64Array, fields: Float64Array): Float64Array {
  const n = fields.length;
  const theta = new Float64Array((n * (n + 1)) / 2);
  theta.set(fields);
  let pair = n;
  for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) theta[pair++] = couplings[i * n + j]!;
  return theta;
}

/** Rows of spins: -1 and +1 only. @throws {ArgumentError} naming the first that is neither */
export function requireSpins(where: string, states: Float64Array): void {
  for (let at = 0; at < states.length; at++)
    if (states[at] !== 1 && states[at] !== -1) throw new ArgumentError(where, `x[${at}]`, '-1 or +1', states[at]);
}
