/** Laws on {0, 1}^n by listing every state: the oracle of every binary model small enough. */

/** The 2^n states in counting order; bit j of the index is coordinate j. n <= 20. */
export function* binaryStates(n: number): Generator<Uint8Array, void, void> {
  if (!Number.isInteger(n) || n < 0 || n > 20) throw new Error(`2^${n} states are not for enumeration`);
  for (let index = 0; index < 2 ** n; index++) yield Uint8Array.from({ length: n }, (_, j) => (index >> j) & 1);
}

export interface EnumeratedLaw {
  readonly states: readonly Uint8Array[];
  /** In the order of `states`, summing to 1. */
  readonly probabilities: Float64Array;
  /** log of the sum of all weights, nats. */
  readonly logPartition: number;
  /** sum_s p(s) f(s). */
  expectation(f: (state: Uint8Array) => number): number;
}

/**
 * The law p(s) = exp(logWeight(s))/Z on {0, 1}^n. For spins pass a weight that maps bit b to 2 b - 1.
 *
 * @param logWeight nats, -Infinity allowed; keeps no reference to the state
 */
export function enumerateLaw(n: number, logWeight: (state: Uint8Array) => number): EnumeratedLaw {
  const states = [...binaryStates(n)];
  const logWeights = states.map(logWeight);
  const max = logWeights.reduce((a, b) => Math.max(a, b), -Infinity);
  const sum = logWeights.reduce((total, w) => total + Math.exp(w - max), 0);
  const probabilities = Float64Array.from(logWeights, (w) => Math.exp(w - max) / sum);
  return {
    states,
    probabilities,
    logPartition: max + Math.log(sum),
    expectation: (f) => states.reduce((total, state, i) => total + probabilities[i]! * f(state), 0),
  };
}
