/**
 * T(a, b) = KL(Gamma(a) || Gamma(b)) with the rates chosen so that the means agree: what the shapes alone contribute.
 *
 *   T(a, b) = log Gamma(b) - log Gamma(a) - (b - a) psi(a) - b log(b/a) + (b - a) = int_a^b (b - t) (psi'(t) - 1/t) dt
 *
 * The integrand has one sign, so the integral keeps its digits however close or far apart a and b are, where the closed form
 * cancels. Gauss–Legendre on panels [t, 2 t]: the nearest pole, 0, then lies so far off that twelve nodes give 1e-17.
 */
import { trigamma } from '@yuragi/prob-core/special';

/** The positive nodes of Gauss and Legendre's rule of twelve points on [-1, 1], and their weights. */
const NODES = [
  0.1252334085114689, 0.3678314989981802, 0.5873179542866175, 0.7699026741943047, 0.9041172563704749,
  0.9815606342467192,
];
const WEIGHTS = [
  0.2491470458134028, 0.2334925365383548, 0.2031674267230659, 0.1600783285433462, 0.1069393259953184,
  0.04717533638651183,
];

/** a, b > 0. @param difference b - a, where that is known better than from a and b */
export function shapeDivergence(a: number, b: number, difference: number = b - a): number {
  let sum = 0;
  let start = a;
  /** b - start. */
  let rest = difference;
  while (rest !== 0) {
    const reach = rest > 0 ? start : -start / 2;
    const isLast = Math.abs(rest) <= Math.abs(reach);
    const half = (isLast ? rest : reach) / 2;
    let panel = 0;
    for (let i = 0; i < NODES.length; i++) {
      const near = half * (1 - NODES[i]!);
      const far = half * (1 + NODES[i]!);
      panel += WEIGHTS[i]! * ((rest - near) * excess(start + near) + (rest - far) * excess(start + far));
    }
    sum += half * panel;
    if (isLast) break;
    start += reach;
    rest = b - start;
  }
  return sum;
}

/** psi'(t) - 1/t > 0; from 12 on by its asymptotic series, where the difference cancels. @see NIST DLMF 5.15.8 */
function excess(t: number): number {
  if (t < 12) return trigamma(t) - 1 / t;
  const w = 1 / (t * t);
  const series =
    1 / 6 +
    w * (-1 / 30 + w * (1 / 42 + w * (-1 / 30 + w * (5 / 66 + w * (-691 / 2730 + w * (7 / 6 - (w * 3617) / 510))))));
  return w * (0.5 + series / t);
}
