/** Ladders of inverse temperature. */
import { ArgumentError } from '@yuragi/prob-core/errors';

/** Betas ascending from 0, where log Z = n log 2 is known. @throws {ArgumentError} */
export function requireLadder(where: string, argument: string, betas: Float64Array): Float64Array {
  if (!(betas instanceof Float64Array) || betas.length < 2)
    throw new ArgumentError(where, argument, 'a Float64Array of at least two betas', betas);
  if (betas[0] !== 0) throw new ArgumentError(where, `${argument}[0]`, '0, where log Z is known', betas[0]);
  for (let k = 1; k < betas.length; k++)
    if (!(betas[k]! > betas[k - 1]! && betas[k]! < Infinity))
      throw new ArgumentError(where, `${argument}[${k}]`, `a finite number above ${betas[k - 1]}`, betas[k]);
  return betas;
}
