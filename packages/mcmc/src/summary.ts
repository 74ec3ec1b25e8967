/** A table of draws: one row a quantity, with what is needed to judge it. */
import { fromNdarray, toNdarray } from '@yuragi/prob-core';
import { ArgumentError, ShapeError } from '@yuragi/prob-core/errors';
import type { NdArray } from 'ndarray';
import {
  bulkEffectiveSampleSize,
  meanStandardError,
  rHat,
  standardDeviationStandardError,
  tailEffectiveSampleSize,
} from './diagnostics.ts';
import { meanOf, sortedQuantile, varianceOf } from './internal/chains.ts';
import type { Draws } from './sample.ts';

/** One quantity summed up over all chains: moments, quantiles, and how far to trust them. */
export interface SummaryRow {
  readonly name: string;
  readonly mean: number;
  readonly standardDeviation: number;
  /** Median, and the ends of the central 90 % interval. */
  readonly quantile5: number;
  readonly median: number;
  readonly quantile95: number;
  /** Monte-Carlo standard errors of the mean and of the standard deviation. */
  readonly meanStandardError: number;
  readonly standardDeviationStandardError: number;
  readonly bulkEffectiveSampleSize: number;
  readonly tailEffectiveSampleSize: number;
  readonly rHat: number;
}

/**
 * The draws of one quantity, for the diagnostics.
 *
 * @returns (chains, draws), a copy
 * @throws {ArgumentError} if there is no quantity of that name
 */
export function drawsOf({ names, values }: Pick<Draws, 'names' | 'values'>, name: string): NdArray<Float64Array> {
  const column = names.indexOf(name);
  if (column < 0)
    throw new ArgumentError('drawsOf', 'name', `one of ${names.map((each) => `'${each}'`).join(', ')}`, name);
  const { data, shape } = fromNdarray(values, 'drawsOf', 'values');
  const [numChains = 0, numDraws = 0, width = 0] = shape;
  if (shape.length !== 3 || width !== names.length)
    throw new ShapeError('drawsOf', 'values', `shape (chains, draws, ${names.length})`, shape);
  return toNdarray(
    Float64Array.from({ length: numChains * numDraws }, (_, row) => data[row * width + column]!),
    [numChains, numDraws],
  );
}

/**
 * Mean, spread, quantiles, their errors, effective sizes and R-hat of every quantity.
 *
 * Read R-hat first: above 1.01 the rest of the row means nothing. Effective sizes below 100 a chain are too few.
 *
 * @throws {ShapeError} for fewer than 4 draws a chain; {ArgumentError} for draws that are not finite
 * @example ```ts doctest
 * import { toNdarray } from '@yuragi/prob-core';
 * import { summary } from '@yuragi/mcmc';
 * const values = toNdarray(Float64Array.from({ length: 40 }, (_, i) => (i * 7) % 10), [2, 20, 1]);
 * const [row] = summary({ names: ['theta'], values });
 * row!.mean; // => 4.5
 * ```
 */
export function summary(draws: Pick<Draws, 'names' | 'values'>): readonly SummaryRow[] {
  return draws.names.map((name) => {
    const x = drawsOf(draws, name);
    const sorted = x.data.slice().sort();
    return {
      name,
      mean: meanOf(x.data),
      standardDeviation: Math.sqrt(varianceOf(x.data)),
      quantile5: sortedQuantile(sorted, 0.05),
      median: sortedQuantile(sorted, 0.5),
      quantile95: sortedQuantile(sorted, 0.95),
      meanStandardError: meanStandardError(x),
      standardDeviationStandardError: standardDeviationStandardError(x),
      bulkEffectiveSampleSize: bulkEffectiveSampleSize(x),
      tailEffectiveSampleSize: tailEffectiveSampleSize(x),
      rHat: rHat(x),
    };
  });
}
