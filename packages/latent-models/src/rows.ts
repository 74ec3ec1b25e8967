/** The check that kernels over flat rows share. */
import { ArgumentError, requireAllFinite, ShapeError } from '@yuragi/prob-core/errors';

/** How many rows of d finite numbers x holds. @throws {ShapeError} unless they are whole; {ArgumentError} */
export function requireRows(where: string, x: Float64Array, d: number): number {
  if (!(x instanceof Float64Array)) throw new ArgumentError(where, 'x', 'a Float64Array, row-major', x);
  if (x.length === 0 || x.length % d !== 0) throw new ShapeError(where, 'x', `rows of ${d}`, [x.length]);
  requireAllFinite(where, 'x', x);
  return x.length / d;
}
