/**
 * Draws of a generator, corrected by what a discriminator knows (Turner, Hung, Frank, Saatchi and Yosinski 2019): a
 * Metropolis-Hastings chain whose proposals are independent draws x' from q. With D = 1/(1 + e^-l) its acceptance is
 *
 *   min(1, (1/D(x) - 1)/(1/D(x') - 1)) = min(1, e^(l(x') - l(x)))
 *
 * so that the chain leaves q e^l invariant, up to a constant: the data's law p where l = log p/q.
 */
import { type Rng, requireMatrix, toNdarray } from '@yuragi/prob-core';
import { requireCount, requireLength } from '@yuragi/prob-core/errors';
import { exp } from '@yuragi/prob-core/special';
import type { NdArray } from 'ndarray';
import { drawRows } from './draw-rows.ts';
import type { GenerativeModel } from './generative-model.ts';

/** A law that can be drawn from, and how much rarer its draws are than data. */
export interface RatedGenerator {
  readonly dimension: number;
  /** Independent draws, out (n, d) flat. */
  fill(rng: Rng, out: Float64Array): void;
  /** l(x) = log p(x)/q(x) up to a constant, (n). */
  logDensityRatio(x: NdArray<Float64Array>): Float64Array;
}

export interface MetropolisHastingsFilterOptions {
  /** Proposals of a chain; a sample is its last state. Turner et al. take 640. */
  readonly numProposals: number;
  /** (k, d), data that were not trained on: a chain begins at one of these. Default: at a draw of the generator. */
  readonly start?: NdArray<Float64Array> | undefined;
}

/** The probability that a chain at a state of log-ratio `current` goes to a draw of log-ratio `proposal`. */
export const filterAcceptance = (current: number, proposal: number): number =>
  proposal >= current ? 1 : exp(proposal - current);

/**
 * A generator behind a Metropolis-Hastings filter. Every sample is the end of a chain of its own.
 *
 * Exact in the limit of many proposals for the law q e^l, which is the data's as far as the ratio is right: calibrate it
 * (`calibrateDensityRatio`) on data that were held out. A chain of k proposals is at total variation at most
 * (1 - 1/M)^k from its limit, M = max p/q: k must be several times M. Nothing that the generator does not make is ever
 * found. A sample costs k + 1 draws and log-ratios.
 *
 * @throws {ArgumentError}, {ShapeError}
 * @see Turner et al. 2019, algorithm 1; Mengersen and Tweedie 1996, theorem 2.1 (the rate)
 * @example ```ts doctest
 * import { key, stream } from '@yuragi/prob-core';
 * import { metropolisHastingsFilter } from '@yuragi/latent-models';
 * // Uniform on (0, 1), with the ratio of the density 2x to it.
 * const filtered = metropolisHastingsFilter(
 *   {
 *     dimension: 1,
 *     fill: (rng, out) => void out.forEach((_, i) => { out[i] = rng.uniform(); }),
 *     logDensityRatio: ({ data }) => data.map((x) => Math.log(2 * x)),
 *   },
 *   { numProposals: 20 },
 * );
 * const { data } = await filtered.sample(stream(key('filtered')), 500);
 * Math.abs(data.reduce((a, b) => a + b) / 500 - 2 / 3) < 0.06; // => true
 * ```
 */
export function metropolisHastingsFilter(
  generator: RatedGenerator,
  { numProposals, start }: MetropolisHastingsFilterOptions,
): GenerativeModel {
  const where = 'metropolisHastingsFilter';
  const d = requireCount(where, 'generator.dimension', generator.dimension, 1);
  requireCount(where, 'numProposals', numProposals, 1);
  const begin = start === undefined ? undefined : requireMatrix(start, where, 'start', d);
  const proposals = new Float64Array((numProposals + 1) * d);
  return {
    dimension: d,
    async sample(rng, n, options = {}) {
      requireCount(`${where}.sample`, 'n', n);
      return drawRows(
        rng,
        {
          where: `${where}.sample`,
          task: 'filter samples',
          numRows: n,
          width: d,
          identity: { n, d, numProposals, start: begin?.data },
          draw(cursor, row) {
            generator.fill(cursor, proposals);
            if (begin !== undefined) {
              const at = cursor.int(begin.rows) * d;
              proposals.set(begin.data.subarray(at, at + d));
            }
            const ratios = generator.logDensityRatio(toNdarray(proposals, [numProposals + 1, d]));
            requireLength(`${where}.sample`, 'generator.logDensityRatio(x)', ratios, numProposals + 1);
            let at = 0;
            for (let k = 1; k <= numProposals; k++)
              if (cursor.uniform() < filterAcceptance(ratios[at]!, ratios[k]!)) at = k;
            row.set(proposals.subarray(at * d, (at + 1) * d));
            return undefined;
          },
        },
        options,
      );
    },
  };
}
