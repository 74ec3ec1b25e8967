/**
 * The reverse of a channel L with a prior rho: the Petz map, Kraus operators rho^(1/2) K_k* L(rho)^(-1/2),
 *
 *   R(X) = rho^(1/2) L*(L(rho)^(-1/2) X L(rho)^(-1/2)) rho^(1/2),   R(L(rho)) = rho
 *
 * (Petz, Quart. J. Math. 39 (1988), 97; of the invariant state, Crooks 2008, arXiv:0706.3749); of a classical channel, Bayes'
 * kernel. Its adjoint a -> L(rho)^(-1/2) L(rho^(1/2) a rho^(1/2)) L(rho)^(-1/2) is the conditional expectation of Accardi
 * and Cecchini (J. Funct. Anal. 45 (1982), 245): the denoiser.
 * Petz maps compose: that of L2 L1 is that of L1 after that of L2, whose prior is L1(rho).
 */
import { add, adjoint, largestEntry, multiply, tensor } from '../complex/arithmetic.ts';
import { hermitianEigen, hermitianFunction } from '../complex/hermitian.ts';
import { type ComplexMatrix, identityMatrix, matrixOf } from '../complex/matrix.ts';
import { requireState } from './algebra.ts';
import { applyChannel, type Channel, channelFromChoi, channelFromKraus, choiMatrix } from './channel.ts';

/** Eigenvalues of a state up to this are outside its support. */
const NULL = 1e-13;
const onSupport = (a: ComplexMatrix, f: (value: number) => number) =>
  hermitianFunction(a, (value) => (value > NULL ? f(value) : 0));

/**
 * The Petz map: a channel on all matrices if L(rho) is faithful, else on its support (eigenvalues above 1e-13).
 *
 * Exact; R(L(rho)) = rho to a few eps/sqrt(least eigenvalue of L(rho) on its support).
 *
 * @throws {ArgumentError} if the prior is no state, with the size; {ShapeError}
 * @example ```ts doctest
 * import { applyChannel, depolarising, diagonalMatrix, petzMap, semigroupChannel } from '@yuragi/prob-core/quantum';
 * const [prior, noise] = [diagonalMatrix([0.9, 0.1]), semigroupChannel(depolarising(), 1)];
 * applyChannel(petzMap(noise, prior), applyChannel(noise, prior)).real[0]!; // ~> 0.90000000
 * ```
 */
export function petzMap(channel: Channel, prior: ComplexMatrix): Channel {
  const root = onSupport(requireState('petzMap', 'prior', prior), Math.sqrt);
  const image = applyChannel(channel, prior);
  const inverse = onSupport(image, (value) => 1 / Math.sqrt(value));
  const kraus = channel.kraus.map((k) => multiply(root, adjoint(k), inverse));
  // sum K* K is the projector onto the support but for eps over the least eigenvalue of L(rho): evened out.
  const total = kraus.map((k) => multiply(adjoint(k), k)).reduce(add);
  const even = hermitianFunction(total, (value) => (value > 0.5 ? value ** -0.5 : 0));
  const support = hermitianFunction(total, (value) => +(value > 0.5));
  const isFaithful = largestEntry(support, identityMatrix(image.rows)) < 1e-6;
  return channelFromKraus(
    kraus.map((k) => multiply(k, even)),
    isFaithful ? undefined : support,
  );
}

/**
 * The Petz map averaged over rotations by imaginary powers of rho and L(rho),
 *
 *   int dt (pi/2)/(cosh(pi t) + 1) rho^(1/2 - it/2) L*(L(rho)^(-1/2 + it/2) X L(rho)^(-1/2 - it/2)) rho^(1/2 + it/2)
 *
 * in closed form: in the eigenbases of rho (l_i) and L(rho) (m_k), what the Petz map takes from |k><l| to |i><j| is multiplied
 * by u/sinh u, u = log(m_k l_j/(m_l l_i))/2. With sigma for the prior it recovers every state rho to (F squared)
 *
 *   D(rho||sigma) - D(L rho||L sigma) >= -log F(rho, R(L rho))
 *
 * @throws {ArgumentError} if the prior is no state, with the size; {ShapeError}
 * @see Junge, Renner, Sutter, Wilde, Winter, arXiv:1509.07127
 */
export function rotatedPetzMap(channel: Channel, prior: ComplexMatrix): Channel {
  const plain = petzMap(channel, prior);
  const [from, to] = [hermitianEigen(applyChannel(channel, prior)), hermitianEigen(prior)];
  const basis = tensor({ ...from.vectors, imaginary: from.vectors.imaginary.map((y) => -y) }, to.vectors);
  const choi = multiply(adjoint(basis), choiMatrix(plain), basis);
  const halfLog = (row: number) => {
    const [mk, li] = [from.values[Math.floor(row / prior.rows)]!, to.values[row % prior.rows]!];
    return mk > NULL && li > NULL ? Math.log(mk / li) / 2 : 0;
  };
  const rotated = matrixOf(choi.rows, choi.rows, (row, column) => {
    const [u, at] = [halfLog(row) - halfLog(column), row * choi.rows + column];
    const factor = u === 0 ? 1 : u / Math.sinh(u);
    return [factor * choi.real[at]!, factor * choi.imaginary[at]!];
  });
  return channelFromChoi(multiply(basis, rotated, adjoint(basis)), plain.inputDimension, plain.support);
}
