/**
 * Standard normal draws by the ziggurat of Marsaglia and Tsang, J. Stat. Softw. 5(8), 2000, with 256 strips of equal
 * area and, unlike the original, separate bits for the strip, the sign and the 53-bit abscissa (Doornik 2005 shows why:
 * shared bits fail tests). Exact in law: the tail beyond R is drawn by Marsaglia's method.
 */
import { exp } from './special/exp.ts';
import { log } from './special/log.ts';

/** Right edge of the lowest rectangle and area of each strip, solved from the closure condition to 50 digits. */
const R = 3.6541528853610088;
const AREA = 0.0049286732339746553;
const STRIPS = 256;

interface Strips {
  /** Right edges: edges[0] is the width of a rectangle as large as the base strip with its tail; edges[256] = 0. */
  readonly edges: Float64Array;
  /** exp(-edge^2/2). */
  readonly heights: Float64Array;
}

let strips: Strips | undefined;

function makeStrips(): Strips {
  const edges = new Float64Array(STRIPS + 1);
  const heights = new Float64Array(STRIPS + 1);
  heights[1] = exp(-0.5 * R * R);
  edges[0] = AREA / heights[1];
  edges[1] = R;
  for (let i = 2; i < STRIPS; i++) {
    heights[i] = AREA / edges[i - 1]! + heights[i - 1]!;
    edges[i] = Math.sqrt(-2 * log(heights[i]!));
  }
  heights[STRIPS] = 1;
  return { edges, heights };
}

/** Two words an attempt, 98.8 % of which succeed without a further draw. */
export function zigguratNormal(uint32: () => number, uniform: () => number): number {
  strips ??= makeStrips();
  const { edges, heights } = strips;
  for (;;) {
    const word = uint32();
    const strip = word & 255;
    const sign = word & 256 ? -1 : 1;
    const u = ((word >>> 11) * 4294967296 + uint32()) * 2 ** -53;
    const x = u * edges[strip]!;
    if (x < edges[strip + 1]!) return sign * x;
    if (strip === 0) return sign * tail(uniform);
    const y = heights[strip]! + uniform() * (heights[strip + 1]! - heights[strip]!);
    if (y < exp(-0.5 * x * x)) return sign * x;
  }
}

/** A normal given that it exceeds R: R + a/R with a, b exponential, accepted if 2b > (a/R)^2 (Marsaglia 1964). */
function tail(uniform: () => number): number {
  for (;;) {
    const a = -log(1 - uniform()) / R;
    const b = -log(1 - uniform());
    if (b + b > a * a) return R + a;
  }
}
