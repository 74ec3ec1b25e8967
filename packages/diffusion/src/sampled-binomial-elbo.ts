/**
 * The evidence lower bound of binomial diffusion under any reverse kernel that is a product over bits, by Monte Carlo over
 * the noise (Sohl-Dickstein et al. 2015, eq. 14). The KL of a step is exact given x_t and x_0, a sum over bits:
 *
 *   L_{t-1} = E sum_i D(q(x_{t-1}^i | x_t^i, x_0^i) || p(x_{t-1}^i | x_t)),   L_0 = -E log p(x_0 | x_1)
 *
 * so only x_t is drawn. `binomialElbo` has the same terms exactly, for the exact law of the data.
 */
import {
  type Checkpoint,
  drive,
  type Estimate,
  fingerprint,
  type Rng,
  type RunOptions,
  type RunResult,
  requireMatrix,
  restore,
} from '@yuragi/prob-core';
import { requireOneOf } from '@yuragi/prob-core/errors';
import type { NdArray } from 'ndarray';
import { onChance } from './binomial-diffusion.ts';
import { type FactorisedReverse, flipChances, requireBits } from './binomial-prediction.ts';
import type { DiffusionTable } from './diffusion-table.ts';
import { mean, standardError } from './sample-mean.ts';

export interface SampledBinomialElboOptions {
  /** As in `binomialElbo`: 'learned' (the default), or 'forward', the paper's convention, which learns nothing there. */
  readonly firstStep?: 'learned' | 'forward' | undefined;
}

/** An estimate of the bound with its parts. */
export interface SampledBinomialElbo
  extends Estimate<{ readonly prior: number; readonly path: number; readonly reconstruction: number }>,
    RunResult {
  /** Of each row, nats, (m): unbiased, one draw of x_t a step. */
  readonly perPoint: Float64Array;
  /** Mean L_{t-1} at index t, t = 2..T, (T + 1). */
  readonly perStep: Float64Array;
}

/** D(Bernoulli(a) || Bernoulli(p)), without cancellation where both are small. */
function bernoulliDivergence(a: number, p: number): number {
  const on = a === 0 ? 0 : a * Math.log(a / p);
  return a === 1 ? on : on + (1 - a) * Math.log1p((p - a) / (1 - p));
}

/** The terms of the bound for given data, one row a time. */
interface BoundTerms {
  readonly numRows: number;
  /** L_T + the term of the first step, where that is known: (m). */
  readonly known: { readonly prior: Float64Array; readonly reconstruction: Float64Array };
  /** Steps with a term to be drawn. */
  readonly firstDrawn: 1 | 2;
  /** L_{t-1} of every row from a new x_t, (m). */
  draw(t: number, rng: Rng): Float64Array;
}

export function boundTerms(
  where: string,
  reverse: FactorisedReverse,
  x0: NdArray<Float64Array>,
  table: DiffusionTable,
  firstStep: 'learned' | 'forward',
): BoundTerms {
  const { numBits, onProbability } = reverse;
  const { data, rows } = requireBits(where, 'x0', x0, numBits);
  const { alphaBar, numSteps } = table;
  const logOdds = Math.log(onProbability / (1 - onProbability));
  const entropy = (p: number): number => -p * Math.log(p) - (1 - p) * Math.log1p(-p);
  const overBits = (term: (bit: number) => number): Float64Array => {
    const [ofZero, ofOne] = [term(0), term(1)];
    return Float64Array.from({ length: rows }, (_, row) =>
      data.subarray(row * numBits, (row + 1) * numBits).reduce((sum, bit) => sum + (bit === 1 ? ofOne : ofZero), 0),
    );
  };
  const prior = overBits((bit) =>
    bernoulliDivergence(onChance(bit, 1 - alphaBar[numSteps]!, onProbability), onProbability),
  );
  // -log [q(x_1 | x_0) pi(x_0)/pi(x_1)] in the mean over x_1.
  const reconstruction = overBits((bit) => {
    if (firstStep === 'learned') return 0;
    const after = onChance(bit, 1 - alphaBar[1]!, onProbability);
    return entropy(after) + (after - bit) * logOdds;
  });
  const x = new Float64Array(data.length);
  const chances = new Float64Array(data.length);
  return {
    numRows: rows,
    known: { prior, reconstruction },
    firstDrawn: firstStep === 'learned' ? 1 : 2,
    draw(t, rng) {
      const [level, next] = [alphaBar[t]!, alphaBar[t - 1]!];
      const onChances = [0, 1].map((bit) => onChance(bit, 1 - level, onProbability));
      for (let i = 0; i < x.length; i++) x[i] = rng.uniform() < onChances[data[i]!]! ? 1 : 0;
      reverse.reverseMeanInto(x, level, next, chances);
      const flips = flipChances(level, next, onProbability);
      const terms = new Float64Array(rows);
      for (let i = 0; i < x.length; i++) {
        const flip = x[i] === 1 ? 1 - chances[i]! : chances[i]!;
        terms[Math.floor(i / numBits)]! += bernoulliDivergence(flips[2 * x[i]! + data[i]!]!, flip);
      }
      return terms;
    },
  };
}

/**
 * The evidence lower bound of rows of bits under a reverse kernel, learned or not: every step of the table is evaluated
 * once for every row.
 *
 * The value is the mean over the rows, nats a row, and unbiased. Repeat rows for a smaller error. T calls of the kernel on
 * the whole batch.
 *
 * @param x0 (m, n), entries 0 or 1
 * @returns NaN with the warning 'incomplete' if the run was stopped early: a part of the sum is not a bound
 * @throws {ArgumentError}, {ShapeError} for bad data or options; {CheckpointError} if `resume` is of another run
 * @see Sohl-Dickstein et al. 2015, eq. 14 and appendix B
 * @example (Two bits that always agree, under the best kernel that takes them apart) ```ts doctest
 * import { key, stream, toNdarray } from '@yuragi/prob-core';
 * import { binomialDiffusion, bitsFromNats, diffusionTable, sampledBinomialElbo, sohlDicksteinNoiseSchedule } from '@yuragi/diffusion';
 * const table = diffusionTable(sohlDicksteinNoiseSchedule({ numSteps: 50 }), 50);
 * const x0 = toNdarray(new Float64Array(2000).fill(1), [1000, 2]);
 * const { value } = await sampledBinomialElbo(binomialDiffusion(Float64Array.of(0.5, 0, 0, 0.5)), x0, table, stream(key(1)));
 * bitsFromNats(value); // ~> -1.05
 * ```
 */
export async function sampledBinomialElbo(
  reverse: FactorisedReverse,
  x0: NdArray<Float64Array>,
  table: DiffusionTable,
  rng: Rng,
  options: SampledBinomialElboOptions & RunOptions = {},
): Promise<SampledBinomialElbo> {
  const where = 'sampledBinomialElbo';
  const firstStep = requireOneOf(where, 'firstStep', options.firstStep ?? 'learned', ['learned', 'forward']);
  const terms = boundTerms(where, reverse, x0, table, firstStep);
  const { numSteps, alphaBar } = table;
  const skipped = terms.firstDrawn - 1;

  let cursor = rng;
  let negative = terms.known.prior.map((value, row) => value + terms.known.reconstruction[row]!);
  let meanTerms = new Float64Array(numSteps + 1);
  const run = await drive(
    {
      task: 'evidence lower bound',
      producer: `@yuragi/diffusion/${where}`,
      fingerprint: fingerprint({
        data: requireMatrix(x0, where, 'x0').data,
        onProbability: reverse.onProbability,
        firstStep,
        alphaBar,
        start: rng.state(),
      }),
      total: numSteps - skipped,
      step(index) {
        const t = index + terms.firstDrawn;
        const drawn = terms.draw(t, cursor);
        negative = negative.map((value, row) => value + drawn[row]!);
        meanTerms[t] = mean(drawn);
        return false;
      },
      metrics: () => ({ bound: -mean(negative) }),
      save: () => ({
        rng: [cursor.state()],
        data: { negative: negative.slice(), meanTerms: meanTerms.slice() },
      }),
      restore(checkpoint: Checkpoint) {
        const saved = checkpoint.data as Record<'negative' | 'meanTerms', Float64Array>;
        negative = saved.negative.slice();
        meanTerms = saved.meanTerms.slice();
        cursor = restore(checkpoint.rng[0]!);
      },
    },
    options,
  );

  const reconstruction = firstStep === 'learned' ? meanTerms[1]! : mean(terms.known.reconstruction);
  const perStep = meanTerms.slice();
  perStep[1] = 0;
  const perPoint = negative.map((value) => -value);
  const isComplete = run.checkpoint.step === numSteps - skipped;
  return {
    ...run,
    value: isComplete ? mean(perPoint) : Number.NaN,
    standardError: isComplete ? standardError(perPoint) : Infinity,
    diagnostics: {
      prior: mean(terms.known.prior),
      path: perStep.reduce((sum, value) => sum + value, 0),
      reconstruction,
    },
    warnings: isComplete
      ? []
      : [{ code: 'incomplete', message: `Only ${run.checkpoint.step} of ${numSteps - skipped} terms were summed.` }],
    perPoint,
    perStep,
  };
}
