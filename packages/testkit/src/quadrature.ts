/**
 * Integrals on a line to about 1e-12: a double-exponential substitution takes away infinite ends and singularities at
 * finite ones (Takahasi and Mori 1974), then Gauss and Kronrod's 15-point rule, bisected where its error is largest.
 */

/** Kronrod's nodes on [-1, 1] (the non-negative ones), their weights, and Gauss's weights at every second of them. */
const NODES = [
  0.991455371120812639206854697526329, 0.949107912342758524526189684047851, 0.864864423359769072789712788640926,
  0.741531185599394439863864773280788, 0.58608723546769113029414483825873, 0.405845151377397166906606412076961,
  0.207784955007898467600689403773245, 0,
];
const KRONROD = [
  0.02293532201052922496373200805897, 0.063092092629978553290700663189204, 0.104790010322250183839876322541518,
  0.140653259715525918745189590510238, 0.16900472663926790282829514017053, 0.190350578064785409913256402421014,
  0.204432940075298892414161999234649, 0.209482141084727828012999174891714,
];
const GAUSS = [
  0.129484966168869693270611432679082, 0.27970539148927666790146777142378, 0.381830050505118944950369775488975,
  0.417959183673469387755102040816327,
];

interface Piece {
  readonly f: (u: number) => number;
  readonly left: number;
  readonly right: number;
  readonly integral: number;
  readonly error: number;
}

function gaussKronrod(f: (u: number) => number, left: number, right: number): Piece {
  const centre = (left + right) / 2;
  const half = (right - left) / 2;
  let kronrod = 0;
  let gauss = 0;
  for (const [i, node] of NODES.entries()) {
    const value = node === 0 ? f(centre) : f(centre - half * node) + f(centre + half * node);
    kronrod += KRONROD[i]! * value;
    if (i % 2 === 1) gauss += GAUSS[(i - 1) / 2]! * value;
  }
  return { f, left, right, integral: half * kronrod, error: Math.abs(half * (kronrod - gauss)) };
}

/** f(x) dx on (a, b) as g(u) du on a finite range. Near an end the distance to it is what is computed, not x. */
function substitute(f: (x: number) => number, a: number, b: number): (u: number) => number {
  const halfPi = Math.PI / 2;
  return (u) => {
    const s = halfPi * Math.sinh(u);
    const ds = halfPi * Math.cosh(u);
    let x: number;
    let dx: number;
    if (a === -Infinity && b === Infinity) {
      x = Math.sinh(s);
      dx = Math.cosh(s) * ds;
    } else if (b === Infinity || a === -Infinity) {
      dx = Math.exp(s) * ds;
      x = b === Infinity ? a + Math.exp(s) : b - Math.exp(s);
    } else {
      const offset = (b - a) / (1 + Math.exp(Math.abs(s)));
      x = u < 0 ? a + offset : b - offset;
      dx = offset * (1 - offset / (b - a)) * ds;
    }
    // An end reached by rounding carries no length.
    if (x <= a || x >= b || dx === 0) return 0;
    const value = f(x);
    return value === 0 ? 0 : value * dx;
  };
}

/** Range of u: down to 1e-250 from a finite end, out to 1e152 towards an infinite one (whose square is a number still). */
const NEAR = -6.6;
const FAR = 6.1;
const MAX_PIECES = 2000;

/**
 * Integral of f from a to b, either end may be infinite, to about 1e-12 of max(|integral|, 1e-3).
 *
 * @param options.breakpoints where f has kinks, or features far narrower than their distance from 0: the substitution is
 *   made anew between every two of them
 * @param options.tolerance 1e-13 unless given; more than 1e-10 where f is singular at an end other than 0, near which x is
 *   rounded
 * @throws {Error} if f is not finite inside, does not fall off towards the ends, or after 2000 bisections
 */
export function integrate(
  f: (x: number) => number,
  a: number,
  b: number,
  {
    breakpoints = [],
    tolerance = 1e-13,
  }: { readonly breakpoints?: readonly number[] | undefined; readonly tolerance?: number | undefined } = {},
): number {
  const inside = breakpoints.filter((x) => x > a && x < b).sort((x, y) => x - y);
  const ends = [a, ...new Set(inside), b];
  const pieces: Piece[] = [];
  /** What is left beyond the range of u, as far as the integrand there tells. */
  let cut = 0;
  for (let i = 1; i < ends.length; i++) {
    const [lower, upper] = [ends[i - 1]!, ends[i]!];
    const g = substitute(f, lower, upper);
    const from = Number.isFinite(lower) || Number.isFinite(upper) ? NEAR : -FAR;
    const to = Number.isFinite(lower) && Number.isFinite(upper) ? -NEAR : FAR;
    pieces.push(gaussKronrod(g, from, 0), gaussKronrod(g, 0, to));
    cut += Math.abs(g(from)) + Math.abs(g(to));
  }
  for (;;) {
    let worst = 0;
    let error = 0;
    let integral = 0;
    for (const [i, piece] of pieces.entries()) {
      if (piece.error > pieces[worst]!.error) worst = i;
      error += piece.error;
      integral += piece.integral;
    }
    if (!Number.isFinite(integral)) throw new Error(`the integrand is not finite between ${a} and ${b}`);
    const allowed = tolerance * Math.max(1e-3, Math.abs(integral));
    if (error <= allowed && cut <= allowed) return integral;
    if (error <= allowed || pieces.length >= MAX_PIECES)
      throw new Error(
        `the integral from ${a} to ${b} did not converge: ${integral} with error ${Math.max(error, cut)}`,
      );
    const { f: g, left, right } = pieces[worst]!;
    const middle = (left + right) / 2;
    pieces.splice(worst, 1, gaussKronrod(g, left, middle), gaussKronrod(g, middle, right));
  }
}
