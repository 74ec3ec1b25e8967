/**
 * A flow of affine couplings, recorded in both directions. One half of the columns, a, says how the other, b, is stretched
 * and moved, and goes through as it is; the halves take turns; at the end every column has a scale and a place of its own.
 *
 *   y_a = z_a,  y_b = z_b exp(s(z_a)) + t(z_a),   log|det dy/dz| = sum of s,   s = c tanh(r/c)
 *
 * Dinh, Sohl-Dickstein and Bengio 2017, eqs. 4 to 8. Both directions cost one pass of every network, because s and t are
 * never inverted.
 */
import {
  add,
  concatenate,
  exp,
  type Initialiser,
  multiply,
  negate,
  type Scope,
  scaleShift,
  split,
  square,
  subtract,
  sum,
  type Tensor,
  tanh,
  zeros,
} from '@yuragi/nn';
import { ArgumentError, requireCount, requirePositive } from '@yuragi/prob-core/errors';
import { log } from '@yuragi/prob-core/special';
import { denseNetwork, type RecordedNetwork, requireNetwork, requireWidths } from './recorded-network.ts';

/** What the couplings of a flow are, without their parameters. */
export interface RealNvpShape {
  /** Columns of x. */
  readonly dimension: number;
  /** Default 8. None leaves a normal law with independent columns; one column allows none. */
  readonly numCouplings?: number | undefined;
  /** Widths of the hidden layers of every network. Default [64, 64]. */
  readonly hidden?: readonly number[] | undefined;
  // Advanced
  /** c: each log scale is in (-c, c). Default 2. */
  readonly maxLogScale?: number | undefined;
  /** Instead of a dense network with `hidden`: from one half to (r, t) of the other. One that begins as 0 begins as the identity. */
  readonly network?: RecordedNetwork | undefined;
}

/** A shape without gaps. */
export interface FullFlowShape {
  readonly dimension: number;
  readonly numCouplings: number;
  readonly maxLogScale: number;
  readonly network: RecordedNetwork;
  /** Where the last layer begins: location and log scale of every column. */
  readonly location: Initialiser;
  readonly logScale: Initialiser;
}

export function requireFlowShape(where: string, shape: RealNvpShape): FullFlowShape {
  const { dimension, numCouplings = 8, hidden = [64, 64], maxLogScale = 2 } = shape;
  requireCount(where, 'dimension', dimension, 1);
  requireCount(where, 'numCouplings', numCouplings);
  if (dimension === 1 && numCouplings > 0)
    throw new ArgumentError(where, 'numCouplings', '0 for one column: a coupling needs two', numCouplings);
  requirePositive(where, 'maxLogScale', maxLogScale);
  requireWidths(where, 'hidden', hidden);
  const network = requireNetwork(where, 'network', shape.network ?? denseNetwork(hidden, true));
  return { dimension, numCouplings, maxLogScale, network, location: zeros, logScale: zeros };
}

/** The last layer begins with these. */
export const startingAt = (shape: FullFlowShape, location: Float64Array, scale: Float64Array): FullFlowShape => ({
  ...shape,
  location: (out) => out.set(location),
  logScale: (out) => out.set(scale.map(log)),
});

/** Points with the log Jacobian determinant of the map that made them, (n, d) and (n). */
export interface Mapped {
  readonly points: Tensor;
  readonly logDeterminant: Tensor;
}

/** Splits rows, hands the untouched half to the network of coupling k, and puts the halves together again. */
function couple(
  scope: Scope,
  points: Tensor,
  k: number,
  { dimension, maxLogScale, network }: FullFlowShape,
  move: (moved: Tensor, logScale: Tensor, shift: Tensor) => Tensor,
): { readonly points: Tensor; readonly logScale: Tensor } {
  const first = Math.ceil(dimension / 2);
  const [left, right] = split(points, 1, [first, dimension - first]) as [Tensor, Tensor];
  const isRight = k % 2 === 0;
  const [fixed, moved] = isRight ? [left, right] : [right, left];
  const width = moved.shape[1]!;
  const [raw, shift] = split(network(scope.in(`coupling${k}`), fixed, 2 * width), 1, [width, width]) as [
    Tensor,
    Tensor,
  ];
  const logScale = scaleShift(tanh(scaleShift(raw, 1 / maxLogScale, 0)), maxLogScale, 0);
  const after = move(moved, logScale, shift);
  return { points: concatenate(isRight ? [fixed, after] : [after, fixed], 1), logScale };
}

const lastLayer = (scope: Scope, { dimension, location, logScale }: FullFlowShape): [Tensor, Tensor] => [
  scope.parameter('location', [dimension], location),
  scope.parameter('logScale', [dimension], logScale),
];

/** x from z, with log|det dx/dz|. Parameters: `coupling0`, ..., `location`, `logScale`. */
export function flowToData(scope: Scope, z: Tensor, shape: FullFlowShape): Mapped {
  const [location, scale] = lastLayer(scope, shape);
  let points = z;
  let logDeterminant: Tensor | undefined;
  for (let k = 0; k < shape.numCouplings; k++) {
    const next = couple(scope, points, k, shape, (moved, logScale, shift) =>
      add(multiply(moved, exp(logScale)), shift),
    );
    points = next.points;
    const own = sum(next.logScale, [1]);
    logDeterminant = logDeterminant === undefined ? own : add(logDeterminant, own);
  }
  points = add(multiply(points, exp(scale)), location);
  return { points, logDeterminant: withRows(z, logDeterminant, sum(scale)) };
}

/** z from x, with log|det dz/dx|: the inverse of `flowToData`. */
export function flowToNoise(scope: Scope, x: Tensor, shape: FullFlowShape): Mapped {
  const [location, scale] = lastLayer(scope, shape);
  let points = multiply(subtract(x, location), exp(negate(scale)));
  let logDeterminant: Tensor | undefined;
  for (let k = shape.numCouplings - 1; k >= 0; k--) {
    const next = couple(scope, points, k, shape, (moved, logScale, shift) =>
      multiply(subtract(moved, shift), exp(negate(logScale))),
    );
    points = next.points;
    const own = negate(sum(next.logScale, [1]));
    logDeterminant = logDeterminant === undefined ? own : add(logDeterminant, own);
  }
  return { points, logDeterminant: withRows(x, logDeterminant, negate(sum(scale))) };
}

/** The sum of what each row has, if any, and of what all have. */
const withRows = (like: Tensor, byRow: Tensor | undefined, all: Tensor): Tensor =>
  add(byRow ?? sum(scaleShift(like, 0, 0), [1]), all);

/** log N(z; 0, I), (n). */
export function standardLogDensity(z: Tensor): Tensor {
  return scaleShift(sum(square(z), [1]), -0.5, -0.5 * z.shape[1]! * log(2 * Math.PI));
}

/** The exact log density of the flow at x, (n). */
export function flowLogDensity(scope: Scope, x: Tensor, shape: FullFlowShape): Tensor {
  const { points, logDeterminant } = flowToNoise(scope, x, shape);
  return add(standardLogDensity(points), logDeterminant);
}
