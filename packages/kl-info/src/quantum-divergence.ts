/** The entry `@yuragi/kl-info/quantum`: how far apart two density matrices are, in nats where it is a logarithm. */
import { requireLength, requireProbabilities } from '@yuragi/prob-core/errors';
import {
  add,
  type ComplexMatrix,
  expectation,
  hermitianFunction,
  multiply,
  requireState,
  scale,
  traceNorm,
  vonNeumannEntropy,
} from '@yuragi/prob-core/quantum';

/** Eigenvalues of a state up to this are rounding: outside its support. */
const NULL = 1e-14;

/**
 * Quantum relative entropy D(rho||sigma) = tr rho (log rho - log sigma).
 *
 * No channel makes it larger (data processing). Absolute accuracy about 1e-15 times log of the least eigenvalue of sigma.
 *
 * @returns nats, >= 0; Infinity if more than 1e-12 of rho is off the support of sigma (its eigenvalues above 1e-14)
 * @throws {ArgumentError} if either is no state, with the size; {ShapeError}
 * @see Umegaki, Kodai Math. Sem. Rep. 14 (1962), 59
 * @example ```ts doctest
 * import { quantumRelativeEntropy } from '@yuragi/kl-info/quantum';
 * import { diagonalMatrix } from '@yuragi/prob-core/quantum';
 * quantumRelativeEntropy(diagonalMatrix([1, 0]), diagonalMatrix([0.5, 0.5])); // ~> 0.69314718
 * quantumRelativeEntropy(diagonalMatrix([0.5, 0.5]), diagonalMatrix([1, 0])); // => Infinity
 * ```
 */
export function quantumRelativeEntropy(rho: ComplexMatrix, sigma: ComplexMatrix): number {
  const entropy = vonNeumannEntropy(requireState('quantumRelativeEntropy', 'rho', rho));
  requireState('quantumRelativeEntropy', 'sigma', sigma);
  const outside = expectation(
    rho,
    hermitianFunction(sigma, (q) => +(q <= NULL)),
  );
  if (outside > 1e-12) return Infinity;
  return Math.max(
    0,
    -entropy -
      expectation(
        rho,
        hermitianFunction(sigma, (q) => (q > NULL ? Math.log(q) : 0)),
      ),
  );
}

/**
 * Fidelity in its squared form, (tr |sqrt(rho) sqrt(sigma)|)^2, between 0 and 1; the overlap of pure states.
 *
 * @throws {ArgumentError} if either is no state, with the size; {ShapeError}
 * @see Uhlmann, Rep. Math. Phys. 9 (1976), 273
 */
export function fidelity(rho: ComplexMatrix, sigma: ComplexMatrix): number {
  const root = (p: number) => (p > NULL ? Math.sqrt(p) : 0);
  const [a, b] = [requireState('fidelity', 'rho', rho), requireState('fidelity', 'sigma', sigma)];
  return traceNorm(multiply(hermitianFunction(a, root), hermitianFunction(b, root))) ** 2;
}

/** Trace distance, tr |rho - sigma|/2, between 0 and 1. @throws {ArgumentError} if either is no state, with the size; {ShapeError} */
export function traceDistance(rho: ComplexMatrix, sigma: ComplexMatrix): number {
  const [a, b] = [requireState('traceDistance', 'rho', rho), requireState('traceDistance', 'sigma', sigma)];
  return traceNorm(add(a, scale(b, -1))) / 2;
}

/**
 * Holevo's quantity S(sum p_i rho_i) - sum p_i S(rho_i), nats: no measurement tells more about i.
 *
 * @throws {ArgumentError} if the weights are no law, or one of the states is none, with the size; {ShapeError}
 * @see Holevo, Probl. Inf. Transm. 9 (1973), 177
 */
export function holevoQuantity(probabilities: ArrayLike<number>, states: readonly ComplexMatrix[]): number {
  const p = requireProbabilities('holevoQuantity', 'probabilities', probabilities);
  requireLength('holevoQuantity', 'states', states, p.length);
  const mixture = states.map((state, i) => scale(state, p[i]!)).reduce(add);
  return vonNeumannEntropy(mixture) - states.reduce((sum, state, i) => sum + p[i]! * vonNeumannEntropy(state), 0);
}
