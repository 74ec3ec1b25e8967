/**
 * The game of a generative adversarial network over finitely many states, in closed form (Goodfellow et al. 2014, section 4):
 *
 *   V(D, q) = sum_x p(x) log D(x) + q(x) log(1 - D(x)),   D = 1/(1 + e^-l)
 *   largest at l = log p/q, where V = 2 JS(p, q) - log 4,  JS(p, q) = (KL(p || m) + KL(q || m))/2,  m = (p + q)/2
 */
import { requireLength, requireProbabilities } from '@yuragi/prob-core/errors';
import { exp, log } from '@yuragi/prob-core/special';

/** log 1/(1 + e^-l), without overflow. */
export const logSigmoid = (l: number): number => (l < 0 ? l - log(1 + exp(l)) : -log(1 + exp(-l)));

/**
 * V(D, q): what the discriminator makes large and the generator small, in nats.
 *
 * @param p      probabilities of the data, (n)
 * @param q      of the generator, (n)
 * @param logits l of the discriminator, (n); may be infinite
 * @throws {ArgumentError}, {ShapeError}
 */
export function ganValue(p: ArrayLike<number>, q: ArrayLike<number>, logits: ArrayLike<number>): number {
  const data = requireProbabilities('ganValue', 'p', p);
  const generated = requireProbabilities('ganValue', 'q', requireLength('ganValue', 'q', q, p.length));
  requireLength('ganValue', 'logits', logits, p.length);
  let value = 0;
  for (let x = 0; x < data.length; x++) {
    if (data[x]! > 0) value += data[x]! * logSigmoid(logits[x]!);
    if (generated[x]! > 0) value += generated[x]! * logSigmoid(-logits[x]!);
  }
  return value;
}

/**
 * Logits of the best discriminator, l = log p/q: infinite where one of the laws is 0, and 0 where both are.
 *
 * @throws {ArgumentError}, {ShapeError}
 * @see Goodfellow et al. 2014, proposition 1
 * @example ```ts doctest
 * import { ganValue, optimalDiscriminator } from '@yuragi/latent-models';
 * const [p, q] = [[0.5, 0.5], [0.5, 0.5]];
 * // Equal laws cannot be told apart: -log 4.
 * ganValue(p, q, optimalDiscriminator(p, q)); // ~> -1.3862944
 * ```
 */
export function optimalDiscriminator(p: ArrayLike<number>, q: ArrayLike<number>): Float64Array {
  const data = requireProbabilities('optimalDiscriminator', 'p', p);
  const generated = requireProbabilities(
    'optimalDiscriminator',
    'q',
    requireLength('optimalDiscriminator', 'q', q, p.length),
  );
  return data.map((mass, x) => (mass === 0 && generated[x] === 0 ? 0 : log(mass) - log(generated[x]!)));
}
