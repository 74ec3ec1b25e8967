/**
 * A network as the reverse of binomial diffusion: it sees the evidence l of the noisy bits and predicts the log odds of the
 * clean ones (see `binomial-prediction.ts`). For bits that are independent the answer is known, log odds of the data plus l,
 * and what is learned is the difference:
 *
 *   log odds = b + l + 4 f(l/4)
 *
 * The factors keep what f sees and gives of order one, since evidence reaches a few times log T.
 */
import type { GenerativeModel } from '@yuragi/latent-models';
import {
  add,
  compile,
  type Elementwise,
  type Engine,
  mlp,
  type ParameterStore,
  parameterStore,
  type Scope,
  type ShapedArray,
  scaleShift,
  type Tensor,
  zeros,
} from '@yuragi/nn';
import { type Rng, type RunOptions, toNdarray } from '@yuragi/prob-core';
import { requireCount } from '@yuragi/prob-core/errors';
import { log } from '@yuragi/prob-core/special';
import type { NdArray } from 'ndarray';
import { bitEvidence, type FactorisedReverse, factorisedReverse } from './binomial-prediction.ts';
import { binomialSampler } from './binomial-sampler.ts';
import type { DiffusionTable } from './diffusion-table.ts';
import { boundTerms } from './sampled-binomial-elbo.ts';
import { sampleDiffusion } from './sampler.ts';

/** Records log odds (m, n) of clean bits from the evidence (m, n) of noisy ones. Parameters are asked for from `scope`. */
export type BitNetwork = (scope: Scope, evidence: Tensor) => Tensor;

export interface BitMlpOptions {
  /** Widths of the hidden layers. Default [64, 64]. */
  readonly hidden?: readonly number[] | undefined;
  /** Default 'silu'. */
  readonly activation?: Elementwise | undefined;
}

/** Nats that one unit of the network stands for. */
const UNIT = 4;

/**
 * Dense layers, added to what is right for independent bits; zero to begin with.
 *
 * @throws {ArgumentError} for a width that is no count
 */
export function bitMlp({ hidden = [64, 64], activation = 'silu' }: BitMlpOptions = {}): BitNetwork {
  for (const [i, width] of hidden.entries()) requireCount('bitMlp', `hidden[${i}]`, width, 1);
  return (scope, evidence) => {
    const seen = scaleShift(evidence, 1 / UNIT, 0);
    const change = mlp(scope, seen, { hidden, activation, outputs: evidence.shape[1]!, outputInitialiser: zeros });
    return add(evidence, scaleShift(change, UNIT, 0));
  };
}

/** Log odds of a mean, kept to what f32 tells from certainty. */
export const logOddsOf = (mean: number): number => Math.min(10, Math.max(-10, log(mean / (1 - mean))));

/** What the parameters alone do not say. */
export interface LearnedBinomialOptions {
  readonly numBits: number;
  readonly table: DiffusionTable;
  /** pi. Default 1/2. */
  readonly onProbability?: number | undefined;
  /** As it was trained. Default `bitMlp()`. */
  readonly network?: BitNetwork | undefined;
}

/** Binomial diffusion with a learned reverse, a generative model of rows of bits. */
export interface LearnedBinomialDiffusion extends GenerativeModel, FactorisedReverse {
  /** The levels that it samples by; its kernel takes any. */
  readonly table: DiffusionTable;
  /** n rows, (n, numBits), by the steps of the table. A run that is stopped gives no rows: those under way are noise. */
  sample(rng: Rng, n: number, options?: RunOptions): Promise<NdArray<Float64Array>>;
  /** (m), nats: unbiased for a lower bound, with the learned first step; one draw of x_t a step. */
  logDensityBound(x: NdArray<Float64Array>, rng: Rng): Float64Array;
}

/** log odds = b + network(l), b of the root scope; `initial` are those of the data. */
export function recordLogOdds(
  scope: Scope,
  evidence: Tensor,
  network: BitNetwork,
  initial: (out: Float32Array) => void = () => {},
): Tensor {
  return add(network(scope.in('network'), evidence), scope.parameter('logOdds', [evidence.shape[1]!], initial));
}

/** Rows of one call of the network. */
const CHUNK = 256;

/** The model over a store that has its parameters. */
export function modelOver(
  store: ParameterStore,
  { numBits, table, onProbability = 0.5, network = bitMlp() }: LearnedBinomialOptions,
): LearnedBinomialDiffusion {
  const plan = compile(store, ({ parameters, input }) => ({
    logOdds: recordLogOdds(parameters, input('evidence', [CHUNK, numBits]), network),
  }));
  const reverse = factorisedReverse(
    (x, alphaBar, out) => {
      const evidence = bitEvidence(alphaBar, onProbability);
      const size = CHUNK * numBits;
      for (let start = 0; start < x.length; start += size) {
        const end = Math.min(start + size, x.length);
        // What is past the last row is of no consequence.
        const seen = plan.inputs.evidence!;
        for (let i = start; i < end; i++) seen[i - start] = evidence[x[i] as 0 | 1];
        plan.forward();
        out.set(plan.outputs.logOdds!.subarray(0, end - start), start);
      }
    },
    { numBits, onProbability },
  );
  const sampler = binomialSampler(reverse, { reverse: 'factorised' });
  const sigmas = table.sigma.slice().reverse();
  return {
    ...reverse,
    dimension: numBits,
    table,
    async sample(rng, n, options = {}) {
      const { samples, sigma } = await sampleDiffusion(sampler, rng, { ...options, sigmas, numSamples: n });
      return sigma > 0 ? toNdarray(new Float64Array(0), [0, numBits]) : samples;
    },
    logDensityBound(x, rng) {
      const terms = boundTerms('logDensityBound', reverse, x, table, 'learned');
      const bound = terms.known.prior.map((value) => -value);
      for (let t = 1; t <= table.numSteps; t++)
        for (const [row, term] of terms.draw(t, rng).entries()) bound[row]! -= term;
      return bound;
    },
  };
}

/**
 * Binomial diffusion with a reverse that was learned before: `parameters` of `fitBinomialDiffusion`, or as
 * `decodeParameters` of nn reads them from a file.
 *
 * @throws {ArgumentError}, {ShapeError} if the parameters are not those of such a network
 */
export function learnedBinomialDiffusion(
  engine: Engine,
  parameters: Readonly<Record<string, ShapedArray>>,
  options: LearnedBinomialOptions,
): LearnedBinomialDiffusion {
  requireCount('learnedBinomialDiffusion', 'numBits', options.numBits, 1);
  return modelOver(parameterStore(engine, parameters), options);
}
