/**
 * The q-Gaussian family: one noise process whose ends are the two kernels of Sohl-Dickstein et al. 2015, the bit flip
 * (q = -1) and the Gaussian one (q = 1), with the free, semicircular one (q = 0) between them. The q-Hermite polynomials
 *
 *   x h_n = sqrt([n+1]_q) h_{n+1} + sqrt([n]_q) h_{n-1},   [n]_q = 1 + q + ... + q^{n-1},   h_0 = 1
 *
 * are orthonormal under the q-Gaussian law (mean 0, variance 1), and noise is e^{-tN} with N h_n = n h_n (Bozejko, Kuemmerer
 * and Speicher, Commun. Math. Phys. 185 (1997), 129). Here the law stands on the K nodes of its Gauss quadrature, the
 * eigenvalues of the K by K Jacobi matrix with off-diagonal entries sqrt([n]_q):
 *
 *   w(y|x) = w_y sum_{n<K} e^{-nt} h_n(x) h_n(y),   w_y w(x|y) = w_x w(y|x)
 *
 * So E[x_t | x_0] = e^{-t} x_0 and Var[x_t | x_0] = 1 - e^{-2t}, exactly and for every q.
 */
import { toNdarray } from '@yuragi/prob-core';
import { symmetricEigen } from '@yuragi/prob-core/eigen';
import { ArgumentError, requireCount } from '@yuragi/prob-core/errors';
import type { NdArray } from 'ndarray';

export interface QGaussianOptions {
  /** In [-1, 1]. */
  readonly q: number;
  /** K >= 2, the number of points the law stands on; at most 2 at q = -1, whose law has no more. */
  readonly numNodes: number;
}

/** A q-Gaussian law on the nodes of its Gauss quadrature: moments up to 2K - 1 are those of the law itself. */
export interface QGaussian {
  readonly q: number;
  /** (K), descending; in [-2/sqrt(1-q), 2/sqrt(1-q)] for q < 1. */
  readonly nodes: Float64Array;
  /** (K), > 0, sum 1. */
  readonly weights: Float64Array;
  /** (K, K): `basis[i * K + n]` = h_n(nodes[i]). */
  readonly basis: Float64Array;
}

/** Chances below zero by less than this are rounding. */
const ROUNDING = 1e-12;

/**
 * The nodes, weights and orthonormal polynomials of a q-Gaussian law. One eigenproblem of size K; errors of about 1e-15.
 *
 * @throws {ArgumentError} for q outside [-1, 1], K < 2, or K > 2 at q = -1
 * @example (The end q = -1 is a fair coin) ```ts doctest
 * import { qGaussian } from '@yuragi/diffusion/quantum';
 * const coin = qGaussian({ q: -1, numNodes: 2 });
 * coin.nodes[0]!; // ~> 1.00000000
 * coin.weights[0]!; // ~> 0.50000000
 * ```
 */
export function qGaussian(options: QGaussianOptions): QGaussian {
  const where = 'qGaussian';
  const { q, numNodes: k } = options ?? ({} as QGaussianOptions);
  if (!(q >= -1 && q <= 1)) throw new ArgumentError(where, 'q', 'a number in [-1, 1]', q);
  requireCount(where, 'numNodes', k, 2);
  if (q === -1 && k > 2) throw new ArgumentError(where, 'numNodes', '2 at q = -1, where [2]_q = 0', k);
  const jacobi = new Float64Array(k * k);
  for (let n = 1, qNumber = 1; n < k; n++, qNumber = 1 + q * qNumber)
    jacobi[n * k + n - 1] = jacobi[(n - 1) * k + n] = Math.sqrt(qNumber);
  const { values: nodes, vectors } = symmetricEigen(jacobi, k);
  const weights = nodes.map((_, i) => vectors[i * k]! ** 2);
  // The i-th eigenvector is sqrt(w_i) (h_0(x_i), h_1(x_i), ...).
  const basis = vectors.map((entry, at) => entry / vectors[at - (at % k)]!);
  return { q, nodes, weights, basis };
}

/**
 * The kernel of the noise over a time t, w(y|x) = w_y sum_{n<K} e^{-nt} h_n(x) h_n(y), on the nodes of a law. K^3
 * multiply-adds. The terms n >= K are cut off, and for want of them a chance can be negative when t is short. Its reverse is
 * Bayes' kernel: `exactReverse([kernel], law)`.
 *
 * @param time t >= 0; the variance is 1 - e^{-2t}
 * @returns (K, K), column stochastic: from column x to row y, in the order of the nodes
 * @throws {ArgumentError} if a chance is negative, with its size
 * @example (The end q = -1 flips a bit; Bayes turns back) ```ts doctest
 * import { exactReverse } from '@yuragi/diffusion';
 * import { qGaussian, qGaussianKernel } from '@yuragi/diffusion/quantum';
 * const flip = qGaussianKernel(qGaussian({ q: -1, numNodes: 2 }), 0.7);
 * flip.get(1, 0); // ~> 0.251707348
 * exactReverse([flip], [0.9, 0.1]).kernels[0]!.get(0, 0); // ~> 0.963971507
 * ```
 */
export function qGaussianKernel(law: QGaussian, time: number): NdArray<Float64Array> {
  const where = 'qGaussianKernel';
  if (!(law?.nodes?.length > 0)) throw new ArgumentError(where, 'law', 'a law (make one with qGaussian)', law);
  const { q, nodes, weights, basis } = law;
  if (!(time >= 0 && time < Infinity)) throw new ArgumentError(where, 'time', 'a finite number >= 0', time);
  const k = nodes.length;
  const decays = Float64Array.from(nodes, (_, n) => Math.exp(-n * time));
  const transition = new Float64Array(k * k);
  let least = 0;
  for (let y = 0; y < k; y++)
    for (let x = 0; x < k; x++) {
      let sum = 0;
      for (let n = k - 1; n >= 0; n--) sum += decays[n]! * basis[x * k + n]! * basis[y * k + n]!;
      const chance = weights[y]! * sum;
      least = Math.min(least, chance);
      transition[y * k + x] = Math.max(0, chance);
    }
  const advice = q === 1 ? '; at q = 1 take the Gaussian kernel N(e^{-t} x, 1 - e^{-2t})' : '';
  const expected = `so long that ${k} nodes at q = ${q} carry it without negative chances (the least is ${least})${advice}`;
  if (least < -ROUNDING) throw new ArgumentError(where, 'time', expected, time);
  return toNdarray(transition, [k, k]);
}
