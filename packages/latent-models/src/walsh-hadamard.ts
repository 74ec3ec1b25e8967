/**
 * Sums over all states of n spins by the fast Walsh-Hadamard transform: with s_k = -1 where bit k of a state is set and
 * s_A the product of the spins of a set A, written as bits too,
 *
 *   (T f)(A) = sum over states of f(state) s_A(state),   and the same map takes coefficients of s_A to values at states.
 *
 * So energies of all states come from couplings, and all moments from probabilities, in n 2^n additions.
 */

/** In place; the length is a power of 2. */
export function walshHadamard(values: Float64Array): void {
  for (let half = 1; half < values.length; half *= 2)
    for (let begin = 0; begin < values.length; begin += 2 * half)
      for (let i = begin; i < begin + half; i++) {
        const [a, b] = [values[i]!, values[i + half]!];
        values[i] = a + b;
        values[i + half] = a - b;
      }
}
