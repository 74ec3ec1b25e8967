/**
 * The evidence lower bound of a latent-variable model, recorded: an encoder's normal law, a latent drawn by moving standard
 * noise, a decoder's law of the data.
 *
 *   log p(x) >= E_q[log p(x | z)] - D(q(z | x) || N(0, I)),   q(z | x) = N(m(x), diag v(x)),   z = m + sqrt(v) eps
 *
 * Kingma and Welling 2014, eq. 3 and section 2.4. The gap is D(q(z | x) || p(z | x)) >= 0.
 */
import {
  add,
  exp,
  multiply,
  type Scope,
  scaleShift,
  softplus,
  split,
  square,
  subtract,
  sum,
  type Tensor,
  zeros,
} from '@yuragi/nn';
import { ArgumentError, requireCount, requirePositive } from '@yuragi/prob-core/errors';
import { log } from '@yuragi/prob-core/special';
import { denseNetwork, type RecordedNetwork, requireNetwork } from './recorded-network.ts';

/**
 * The law of x given z: 'bernoulli' of each column, the decoder giving logits; 'gaussian' with the decoder's mean and one
 * variance that is learned; or with a variance that is given.
 */
export type DecoderLaw = 'bernoulli' | 'gaussian' | { readonly variance: number };

/** What the networks of a variational autoencoder are, without their parameters. */
export interface VariationalAutoencoderShape {
  /** Columns of x. */
  readonly dimension: number;
  /** Default 8. */
  readonly numLatents?: number | undefined;
  /** Default 'gaussian'. */
  readonly law?: DecoderLaw | undefined;
  /** From x to means and log variances, (n, 2 numLatents). Default one hidden layer of 128. */
  readonly encoder?: RecordedNetwork | undefined;
  /** From z to logits or means, (n, dimension). Default one hidden layer of 128. */
  readonly decoder?: RecordedNetwork | undefined;
}

/** What a default model is, 64-128-8-128-64 on images of 8 x 8, and the rows of a step. */
export const variationalAutoencoderDefaults = { numLatents: 8, hidden: [128], batchSize: 128 } as const;

/** A shape without gaps. */
export interface FullShape {
  readonly dimension: number;
  readonly numLatents: number;
  readonly law: DecoderLaw;
  readonly encoder: RecordedNetwork;
  readonly decoder: RecordedNetwork;
}

export function requireShape(where: string, shape: VariationalAutoencoderShape): FullShape {
  const network = denseNetwork(variationalAutoencoderDefaults.hidden);
  const { dimension, numLatents = variationalAutoencoderDefaults.numLatents, law = 'gaussian' } = shape;
  requireCount(where, 'dimension', dimension, 1);
  requireCount(where, 'numLatents', numLatents, 1);
  if (typeof law === 'object' && law !== null) requirePositive(where, 'law.variance', law.variance);
  else if (law !== 'bernoulli' && law !== 'gaussian')
    throw new ArgumentError(where, 'law', "'bernoulli', 'gaussian' or { variance }", law);
  const encoder = requireNetwork(where, 'encoder', shape.encoder ?? network);
  const decoder = requireNetwork(where, 'decoder', shape.decoder ?? network);
  return { dimension, numLatents, law, encoder, decoder };
}

/** The normal law of the latents given x, (n, numLatents) each. */
export interface EncodedLaw {
  readonly mean: Tensor;
  readonly logVariance: Tensor;
}

/** The parts of the bound, in nats. What is not read of them is not computed. */
export interface VariationalBound {
  /** log p(x | z) at the drawn z, (n). */
  readonly reconstruction: Tensor;
  /** D(q(z_j | x) || N(0, 1)) of every latent, in closed form, (n, numLatents). */
  readonly kl: Tensor;
  /** reconstruction - sum of kl, (n): its mean over the noise is the evidence lower bound. */
  readonly elbo: Tensor;
  /** log p(x, z) - log q(z | x) at the drawn z, (n): the same mean; its exponential has mean p(x). */
  readonly logWeight: Tensor;
}

/** q(z | x). Parameters: `encoder`. */
export function recordEncoder(scope: Scope, x: Tensor, { encoder, numLatents }: FullShape): EncodedLaw {
  const [mean, logVariance] = split(encoder(scope.in('encoder'), x, 2 * numLatents), 1, [numLatents, numLatents]);
  return { mean: mean!, logVariance: logVariance! };
}

/** Logits or means of x given z. Parameters: `decoder`. */
export const recordDecoder = (scope: Scope, z: Tensor, { decoder, dimension }: FullShape): Tensor =>
  decoder(scope.in('decoder'), z, dimension);

/** The bound, from the encoder's law and noise of its shape. */
export function boundOfLaw(
  scope: Scope,
  x: Tensor,
  { mean, logVariance }: EncodedLaw,
  noise: Tensor,
  shape: FullShape,
): VariationalBound {
  const z = add(mean, multiply(exp(scaleShift(logVariance, 0.5, 0)), noise));
  const reconstruction = logLaw(scope, x, recordDecoder(scope, z, shape), shape);
  const kl = scaleShift(subtract(add(square(mean), exp(logVariance)), logVariance), 0.5, -0.5);
  // log N(z; 0, I) - log q(z | x): the terms with 2 pi cancel.
  const moved = sum(subtract(add(square(noise), logVariance), square(z)), [1]);
  return {
    reconstruction,
    kl,
    elbo: subtract(reconstruction, sum(kl, [1])),
    logWeight: add(reconstruction, scaleShift(moved, 0.5, 0)),
  };
}

/** log p(x | z), (n). Parameter: `logVariance` where it is learned. */
function logLaw(scope: Scope, x: Tensor, decoded: Tensor, { law, dimension }: FullShape): Tensor {
  if (law === 'bernoulli') return sum(subtract(multiply(x, decoded), softplus(decoded)), [1]);
  const squares = sum(square(subtract(x, decoded)), [1]);
  const twoPi = dimension * log(2 * Math.PI);
  if (law !== 'gaussian') {
    const { variance } = law;
    return scaleShift(squares, -0.5 / variance, -0.5 * (twoPi + dimension * log(variance)));
  }
  const logVariance = scope.parameter('logVariance', [1], zeros);
  const scaled = multiply(squares, exp(scaleShift(logVariance, -1, 0)));
  return scaleShift(add(scaled, scaleShift(logVariance, dimension, 0)), -0.5, -0.5 * twoPi);
}

/**
 * The evidence lower bound of a variational autoencoder as tensors: for training loops, plans and objectives of your own.
 *
 *   elbo = log p(x | z) - sum_j (m_j^2 + v_j - log v_j - 1)/2,   z = m(x) + sqrt(v(x)) noise
 *
 * Parameters: `encoder`, `decoder`, and `logVariance` for the law 'gaussian'. The gradient through z is that of the
 * reparametrised draw: unbiased where the noise is standard normal.
 *
 * @param x     (n, dimension)
 * @param noise (n, numLatents), standard normal
 * @throws {ArgumentError}, {ShapeError} for a bad shape, or networks whose outputs have another
 * @see Kingma and Welling 2014, eq. 3, eq. 10 and appendix B; Burda, Grosse and Salakhutdinov 2016, eq. 8 (the weights)
 * @example ```ts doctest
 * import { key, stream } from '@yuragi/prob-core';
 * import { compile, createEngine, mean, parameterStore } from '@yuragi/nn';
 * import { variationalBound } from '@yuragi/latent-models';
 * const store = parameterStore(await createEngine(), key('weights'));
 * const plan = compile(store, ({ parameters, input, normal }) => {
 *   const shape = { dimension: 3, numLatents: 2 };
 *   return { elbo: mean(variationalBound(parameters, input('x', [5, 3]), normal([5, 2]), shape).elbo) };
 * }, { differentiate: 'elbo' });
 * plan.draw(stream(key('noise')));
 * plan.forward();
 * plan.backward();
 * plan.outputs.elbo![0]! < 0; // => true
 * ```
 */
export function variationalBound(
  scope: Scope,
  x: Tensor,
  noise: Tensor,
  shape: VariationalAutoencoderShape,
): VariationalBound {
  const full = requireShape('variationalBound', shape);
  return boundOfLaw(scope, x, recordEncoder(scope, x, full), noise, full);
}
