/**
 * Losses: negative log-likelihoods in nats, one for each element or row, so that the caller may weight them before the mean.
 * `crossEntropy`, for classes, is an operation of its own.
 */
import { ShapeError } from '@yuragi/prob-core/errors';
import { show, type Tensor } from './graph.ts';
import { add, multiply, scaleShift, subtract } from './operations/arithmetic.ts';
import { exp, softplus, square } from './operations/maps.ts';
import { mean } from './operations/sums.ts';

function requireAlike(where: string, name: string, x: Tensor, like: Tensor): void {
  if (show(x.shape) !== show(like.shape)) throw new ShapeError(where, name, `shape ${show(like.shape)}`, x.shape);
}

/**
 * The mean of (prediction - target)^2 over all elements.
 *
 * @throws {ShapeError} with both shapes
 * @example ```ts doctest
 * import { key } from '@yuragi/prob-core';
 * import { compile, createEngine, meanSquaredError, parameterStore } from '@yuragi/nn';
 * const store = parameterStore(await createEngine({ kernels: 'plain' }), key(1));
 * const plan = compile(store, ({ input, constant }) => ({
 *   loss: meanSquaredError(input('y', [2]), constant([1, 2], [2])),
 * }));
 * plan.inputs.y!.set([1, 5]);
 * plan.forward();
 * plan.outputs.loss[0]; // => 4.5
 * ```
 */
export function meanSquaredError(prediction: Tensor, target: Tensor): Tensor {
  requireAlike('meanSquaredError', 'target', target, prediction);
  return mean(square(subtract(prediction, target)));
}

/**
 * -log Bernoulli(target; 1/(1 + e^-logit)) = log(1 + e^logit) - target logit, elementwise, without overflow.
 *
 * @param targets in [0, 1]; between the two it is the expectation under Bernoulli(target)
 * @throws {ShapeError} with both shapes
 */
export function binaryCrossEntropy(logits: Tensor, targets: Tensor): Tensor {
  requireAlike('binaryCrossEntropy', 'targets', targets, logits);
  return subtract(softplus(logits), multiply(logits, targets));
}

/**
 * -log N(target; mean, e^logVariance) = ((target - mean)^2 e^-logVariance + logVariance + log 2 pi)/2, elementwise.
 *
 * @throws {ShapeError} with both shapes
 */
export function gaussianNegativeLogLikelihood(mean: Tensor, logVariance: Tensor, target: Tensor): Tensor {
  requireAlike('gaussianNegativeLogLikelihood', 'target', target, mean);
  requireAlike('gaussianNegativeLogLikelihood', 'logVariance', logVariance, mean);
  const squares = multiply(square(subtract(target, mean)), exp(scaleShift(logVariance, -1, 0)));
  return scaleShift(add(squares, logVariance), 0.5, 0.5 * LOG_TWO_PI);
}

const LOG_TWO_PI = 1.8378770664093453;
