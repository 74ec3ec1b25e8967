/**
 * Diffusion of the spectrum of a large random matrix. X_0 has the eigenvalues x_k in the shares w_k, S is a free semicircle of
 * variance 1 (a Hermitian Gaussian matrix with E|S_ij|^2 = 1/N, N -> infinity), and
 *
 *   X_t = a X_0 + sqrt(v) S,   a = e^{-t/2},   v = 1 - e^{-t}
 *
 * The Cauchy transform G(z) = E 1/(z - X_t) solves G(z) = sum_k w_k/(z - v G(z) - a x_k) with Im G < 0 above the real line
 * (Biane, Indiana Univ. Math. J. 46 (1997), 705). On the line that equation is solved by a curve: over each u stands one
 * point omega = u + iy, where f = sum_k w_k/((u - a x_k)^2 + y^2) comes down to 1/v, or y = 0 if f starts below; and
 *
 *   x = u + v Re G,   G = sum_k w_k/(omega - a x_k),   density = y/(pi v),   x increases with u
 *
 * Integrating G dz along it gives the distribution function: F(x) = 1 - (1/pi) Im[sum_k w_k log(omega - a x_k) + v G^2/2].
 * The eigenvalues move as the flow dx/dt = -x/2 + Re G_t(x) says, which run backwards is the reverse process. The time is
 * twice that of the q-family, whose variance is 1 - e^{-2t}.
 */
import {
  ArgumentError,
  requireAllFinite,
  requireFinite,
  requireLength,
  requireProbabilities,
} from '@yuragi/prob-core/errors';
import type { OdeProblem } from '@yuragi/sde';

export interface FreeDiffusionOptions {
  /** x_k, the eigenvalues of X_0. */
  readonly points: ArrayLike<number>;
  /** w_k, sum 1. Default: equal shares. */
  readonly weights?: ArrayLike<number> | undefined;
}

/** All methods throw {ArgumentError} for a time <= 0 (X_0 has no density) or a number that is not finite. */
export interface FreeDiffusion {
  /** G(x + i0) = principal value of the integral of rho_t(y)/(x - y), minus i pi rho_t(x). */
  cauchyTransform(x: number, time: number): { readonly real: number; readonly imaginary: number };
  density(x: number, time: number): number;
  cdf(x: number, time: number): number;
  /** The least x with cdf(x) >= p, 0 < p < 1, to rounding of the cdf. */
  quantile(p: number, time: number): number;
  /** 2 Re G_t(x), the conjugate variable: the free counterpart of minus the score. */
  score(x: number, time: number): number;
  /** The ends of the intervals of the support, ascending: lower, upper, lower, upper, ... */
  support(time: number): Float64Array;
  /** dx/dt = -x/2 + Re G_t(x) on batches of eigenvalues, to be run from late to early times, which stay > 0. */
  readonly flow: OdeProblem;
}

/** Halvings that bring an interval down to rounding, and more steps than Newton's method needs. */
const HALVINGS = 60;

/** The point on the way from one end to the other where `isPast` turns true. */
function bisect(from: number, to: number, isPast: (at: number) => boolean): number {
  let [before, past] = [from, to];
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (before + past) / 2;
    if (isPast(middle)) past = middle;
    else before = middle;
  }
  return past;
}

/**
 * Free diffusion of a finite spectrum: law, reverse flow and score at any time, exactly.
 *
 * A value costs about 60 evaluations of the curve, each a few passes over the points; the error is rounding, its square root
 * at the edges of the support, where the density ends as a square root.
 *
 * @throws {ArgumentError} for points that are not finite or weights that are no law; {ShapeError} for lengths that differ
 * @see Biane 1997
 * @example (Two eigenvalues, each of half the matrix) ```ts doctest
 * import { freeDiffusion } from '@yuragi/diffusion/quantum';
 * const { density, support } = freeDiffusion({ points: [-1, 1] });
 * support(0.3).length; // => 4
 * support(1)[1]!; // ~> 1.907512752
 * density(0, 1); // ~> 0.258851336
 * ```
 */
export function freeDiffusion(options: FreeDiffusionOptions): FreeDiffusion {
  const where = 'freeDiffusion';
  const { points, weights } = options ?? ({} as FreeDiffusionOptions);
  requireAllFinite(where, 'points', points);
  const equal = Array.from(points, () => 1 / points.length);
  const shares = requireProbabilities(
    where,
    'weights',
    requireLength(where, 'weights', weights ?? equal, equal.length),
  );
  const spectrum = Array.from(points, (x, k) => [x, shares[k]!] as const)
    .filter(([, share]) => share > 0)
    .sort(([x], [y]) => x - y);
  const atoms = Float64Array.from(spectrum, ([x]) => x);
  const masses = Float64Array.from(spectrum, ([, share]) => share);

  /** The curve at one time. */
  const curveAt = (caller: string, time: number) => {
    if (!(time > 0 && time < Infinity)) throw new ArgumentError(caller, 'time', 'a finite number > 0', time);
    const [a, v] = [Math.exp(-time / 2), -Math.expm1(-time)];
    /** f at s = y^2, and minus its derivative in s. */
    const sums = (u: number, s: number): readonly [f: number, g: number] => {
      let [f, g] = [0, 0];
      for (let k = 0; k < atoms.length; k++) {
        const pole = 1 / ((u - a * atoms[k]!) ** 2 + s);
        f += masses[k]! * pole;
        g += masses[k]! * pole * pole;
      }
      return [f, g];
    };
    const pointAt = (u: number) => {
      // s = y^2. 1/f is concave in it, so that Newton's method climbs to the root from below without passing it.
      let s = 0;
      for (let k = 0; k < atoms.length; k++) s = Math.max(s, masses[k]! * v - (u - a * atoms[k]!) ** 2);
      for (let i = 0; i < HALVINGS; i++) {
        const [f, g] = sums(u, s);
        const step = (f * (v * f - 1)) / g;
        if (!(step > s * Number.EPSILON)) break;
        s += step;
      }
      const y = Math.sqrt(s);
      let [real, angle] = [0, 0];
      for (let k = 0; k < atoms.length; k++) {
        const distance = u - a * atoms[k]!;
        real += (masses[k]! * distance) / (distance * distance + s);
        angle += masses[k]! * Math.atan2(y, distance);
      }
      return { x: u + v * real, real, density: y / (Math.PI * v), cdf: 1 - (angle - y * real) / Math.PI };
    };
    // Beyond these y = 0. And |v G| <= sqrt(v), so that x lies no farther than that from u.
    const reach = Math.sqrt(v);
    return { a, v, sums, pointAt, reach, low: a * atoms[0]! - reach, high: a * atoms.at(-1)! + reach };
  };
  const at = (caller: string, x: number, time: number) => {
    const { reach, pointAt } = curveAt(caller, time);
    return pointAt(bisect(requireFinite(caller, 'x', x) - reach, x + reach, (u) => pointAt(u).x >= x));
  };

  return {
    cauchyTransform(x, time) {
      const { real, density } = at('cauchyTransform', x, time);
      return { real, imaginary: 0 - Math.PI * density };
    },
    density: (x, time) => at('density', x, time).density,
    cdf: (x, time) => at('cdf', x, time).cdf,
    score: (x, time) => 2 * at('score', x, time).real,
    quantile(p, time) {
      if (!(p > 0 && p < 1)) throw new ArgumentError('quantile', 'p', 'a number in (0, 1)', p);
      const { low, high, pointAt } = curveAt('quantile', time);
      return pointAt(bisect(low, high, (u) => pointAt(u).cdf >= p)).x;
    },
    support(time) {
      const { a, v, sums, pointAt, low, high } = curveAt('support', time);
      /** Between an atom, where f is infinite, and a place outside of the support, where f < 1/v. */
      const edge = (atom: number, outside: number) => bisect(atom, outside, (u) => v * sums(u, 0)[0] <= 1);
      const slope = (u: number) => atoms.reduce((sum, x, k) => sum - masses[k]! / (u - a * x) ** 3, 0);
      const edges = [edge(a * atoms[0]!, low)];
      for (let k = 1; k < atoms.length; k++) {
        const [left, right] = [a * atoms[k - 1]!, a * atoms[k]!];
        // Between two atoms f is convex: there is a gap if its minimum is below 1/v.
        const middle = bisect(left, right, (u) => slope(u) >= 0);
        if (left < right && v * sums(middle, 0)[0] < 1) edges.push(edge(left, middle), edge(right, middle));
      }
      edges.push(edge(a * atoms.at(-1)!, high));
      return Float64Array.from(edges, (u) => pointAt(u).x);
    },
    flow: {
      dimension: 1,
      drift(x, time, out) {
        for (let i = 0; i < x.length; i++) out[i] = -x[i]! / 2 + at('flow', x[i]!, time).real;
      },
    },
  };
}
