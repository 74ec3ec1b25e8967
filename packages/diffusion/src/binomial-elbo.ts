/**
 * The evidence lower bound of binomial diffusion, exactly, for the best reverse kernels there are (Sohl-Dickstein et al.
 * 2015, eq. 14 and appendix B). All its terms are differences of entropies, of laws that are listed and of single bits:
 *
 *   L_T     = E D(q(x_T | x_0) || Bernoulli(pi)^n)
 *   L_{t-1} = H(p) - H_q(x_{t-1} | x_t, x_0),  H_q(x_{t-1} | x_t, x_0) = H(x_{t-1}|x_0) + H(x_t|x_{t-1}) - H(x_t|x_0)
 *   H(p)    = H(x_{t-1}) + H(x_t|x_{t-1}) - H(x_t)   of the exact kernel,   sum_i H(x_{t-1}^i | x_t)   of the factorised one
 *   L_0     = H(p) at t = 1, or, where the first step is the forward step turned round by Bayes' rule with Bernoulli(pi) as
 *             prior, E -log [q(x_1 | x_0) pi(x_0)/pi(x_1)] = H(x_1|x_0) + E log pi(x_1)/pi(x_0)
 *
 * With the exact kernel the sum is -log-likelihood in the mean, H(x_0), but for D(p_T || Bernoulli(pi)^n).
 */
import { requireOneOf } from '@yuragi/prob-core/errors';
import { type BinomialDiffusion, bitMeans, onChance, resetChance, reverseFlipChance } from './binomial-diffusion.ts';
import { type BinomialReverse, requireReverse } from './binomial-sampler.ts';
import type { DiffusionTable } from './diffusion-table.ts';
import { flipRatio } from './discrete-score.ts';
import type { ElboTerms } from './elbo.ts';

export interface BinomialElboOptions {
  /** Default 'exact'. */
  readonly reverse?: BinomialReverse | undefined;
  /**
   * p(x_0 | x_1): 'learned' (the default), the best kernel of its kind as at every other step, or 'forward', the convention
   * of the paper's appendix B.2, which learns nothing there.
   */
  readonly firstStep?: 'learned' | 'forward' | undefined;
}

const surprise = (p: number): number => (p === 0 ? 0 : -p * Math.log(p));
const bitEntropy = (p: number): number => surprise(p) + surprise(1 - p);

/** H(y | z) of n bits that each go through one step, z being 1 with the chances `means`. */
function stepEntropy(means: Float64Array, beta: number, onProbability: number): number {
  const [ofOne, ofZero] = [1, 0].map((bit) => bitEntropy(onChance(bit, beta, onProbability)));
  return means.reduce((sum, mean) => sum + mean * ofOne! + (1 - mean) * ofZero!, 0);
}

/** sum_i H(x_{t-1}^i | x_t). */
function factorisedEntropy(
  law: Float64Array,
  means: Float64Array,
  alphaBar: number,
  alphaBarNext: number,
  onProbability: number,
): number {
  if (alphaBar === 0)
    return means.reduce((sum, mean) => sum + bitEntropy(onChance(mean, 1 - alphaBarNext, onProbability)), 0);
  const beta = resetChance(alphaBar, alphaBarNext);
  let entropy = 0;
  for (let x = 0; x < law.length; x++) {
    if (law[x] === 0) continue;
    for (let i = 0; i < means.length; i++)
      entropy += law[x]! * bitEntropy(reverseFlipChance((x >> i) & 1, flipRatio(law, x, i), beta, onProbability));
  }
  return entropy;
}

/**
 * The bound of binomial diffusion averaged over the data law, with the exact reverse kernel or the best factorised one.
 *
 * Exact to rounding. The difference between the two, `elbo` exact minus `elbo` factorised, is what the factorised chain
 * dissipates; it falls like 1/T. T (n 2^n) multiply-adds, and as many logarithms for 'factorised'.
 *
 * @param table its alphaBar are the levels
 * @returns nats; path has L_{t-1} at index t, t = 2..T
 * @throws {ArgumentError} for unknown options
 * @see Sohl-Dickstein et al. 2015, eq. 14, appendix B
 * @example (The exact reverse loses nothing) ```ts doctest
 * import { binomialDiffusion, binomialElbo, bitsFromNats, diffusionTable, sohlDicksteinNoiseSchedule } from '@yuragi/diffusion';
 * const table = diffusionTable(sohlDicksteinNoiseSchedule({ numSteps: 5 }), 5);
 * const twoBitsThatAgree = binomialDiffusion(Float64Array.of(0.5, 0, 0, 0.5));
 * bitsFromNats(binomialElbo(twoBitsThatAgree, table).elbo); // ~> -1.000000
 * ```
 */
export function binomialElbo(
  diffusion: BinomialDiffusion,
  table: DiffusionTable,
  { reverse = 'exact', firstStep = 'learned' }: BinomialElboOptions = {},
): ElboTerms {
  const where = 'binomialElbo';
  requireReverse(where, reverse);
  requireOneOf(where, 'firstStep', firstStep, ['learned', 'forward']);
  const { numBits, onProbability, law: data } = diffusion;
  const means = bitMeans(data, numBits);
  const { numSteps, alphaBar } = table;
  const logOdds = Math.log(onProbability / (1 - onProbability));
  /** P(x_t^i = 1). */
  const meansAt = (t: number): Float64Array => means.map((mean) => onChance(mean, 1 - alphaBar[t]!, onProbability));
  /** H(x_t | x_0). */
  const fromData = (t: number): number => stepEntropy(means, 1 - alphaBar[t]!, onProbability);
  const entropyOf = (law: Float64Array): number => law.reduce((sum, p) => sum + surprise(p), 0);

  const path = new Float64Array(numSteps + 1);
  let reconstruction = 0;
  const law = data.slice();
  let entropyBefore = entropyOf(law);
  for (let t = 1; t <= numSteps; t++) {
    const beta = resetChance(alphaBar[t]!, alphaBar[t - 1]!);
    const forward = stepEntropy(meansAt(t - 1), beta, onProbability);
    diffusion.lawInto(alphaBar[t]!, law);
    const entropy = entropyOf(law);
    if (t === 1 && firstStep === 'forward') {
      const [before, after] = [means, meansAt(1)].map((bits) => bits.reduce((sum, mean) => sum + mean, 0));
      reconstruction = forward + (after! - before!) * logOdds;
    } else {
      const kernel =
        reverse === 'exact'
          ? entropyBefore + forward - entropy
          : factorisedEntropy(law, means, alphaBar[t]!, alphaBar[t - 1]!, onProbability);
      if (t === 1) reconstruction = kernel;
      else path[t] = kernel - (fromData(t - 1) + forward - fromData(t));
    }
    entropyBefore = entropy;
  }
  const prior =
    -fromData(numSteps) -
    meansAt(numSteps).reduce(
      (sum, mean) => sum + mean * Math.log(onProbability) + (1 - mean) * Math.log(1 - onProbability),
      0,
    );
  return { elbo: -path.reduce((sum, value) => sum + value, prior + reconstruction), prior, path, reconstruction };
}
