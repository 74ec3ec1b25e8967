/**
 * Optimisers: how parameters move along a gradient. Each is a rule that says which kernel call makes one step of a stretch
 * of parameters; the arrays that it keeps beside them lie in the engine, with the layout of the store.
 */
import { ArgumentError, requireNonNegative, requirePositive } from '@yuragi/prob-core/errors';
import type { Call } from './plan.ts';

/** A stretch of parameters with its gradient and the optimiser's own arrays beside it. */
export interface Stretch {
  readonly parameters: number;
  readonly gradients: number;
  /** Addresses, one for each of `Optimiser.numSlots`. */
  readonly slots: readonly number[];
  readonly length: number;
  /** Whether weight decay applies here. */
  readonly isDecayed: boolean;
}

/** A rule by which parameters follow their gradient: `sgd`, `adam`, `adamW`, or one of your own. */
export interface Optimiser {
  readonly name: string;
  /** What tells it from others of the name. */
  readonly options: Readonly<Record<string, number>>;
  /** Arrays of the length of the parameters that it keeps; they begin at 0. */
  readonly numSlots: number;
  /** One step. `step` counts from 0. */
  update(stretch: Stretch, learningRate: number, step: number): Call;
}

/** x^n for a whole n >= 0 by squaring: multiplications alone, so that every engine has the same bits. */
export function power(x: number, n: number): number {
  let result = 1;
  for (let [base, rest] = [x, n]; rest > 0; [base, rest] = [base * base, Math.floor(rest / 2)])
    if (rest % 2 === 1) result *= base;
  return result;
}

function requireBeta(where: string, name: string, beta: number): number {
  if (!(typeof beta === 'number' && beta >= 0 && beta < 1))
    throw new ArgumentError(where, name, 'a number in [0, 1)', beta);
  return beta;
}

export interface SgdOptions {
  /** In [0, 1). Default 0. */
  readonly momentum?: number | undefined;
  /** Times the parameter, added to its gradient; of parameters with two axes or more. Default 0. */
  readonly weightDecay?: number | undefined;
}

/**
 * Stochastic gradient descent, with momentum:
 *
 *   v = momentum v + g + weightDecay p,  p = p - learningRate v
 *
 * @throws {ArgumentError}
 * @see Robbins and Monro 1951; Polyak 1964, eq. 9 (momentum, in the scaling of Sutskever et al. 2013 times the rate)
 */
export function sgd({ momentum = 0, weightDecay = 0 }: SgdOptions = {}): Optimiser {
  requireBeta('sgd', 'momentum', momentum);
  requireNonNegative('sgd', 'weightDecay', weightDecay);
  return {
    name: 'sgd',
    options: { momentum, weightDecay },
    numSlots: momentum === 0 ? 0 : 1,
    update({ parameters, gradients, slots: [velocity = 0], length, isDecayed }, learningRate) {
      const args = [parameters, gradients, velocity, length, learningRate, momentum, isDecayed ? weightDecay : 0];
      return { kernel: 'sgd', args };
    },
  };
}

export interface AdamOptions {
  /** Memory of the gradient's mean, in [0, 1). Default 0.9. */
  readonly beta1?: number | undefined;
  /** Memory of its square, in [0, 1). Default 0.999. */
  readonly beta2?: number | undefined;
  /** > 0. Default 1e-8. All three are the paper's. */
  readonly epsilon?: number | undefined;
}

/**
 * Adam:
 *
 *   m = beta1 m + (1 - beta1) g,  v = beta2 v + (1 - beta2) g^2,
 *   p = p - learningRate m/(1 - beta1^t) / (sqrt(v/(1 - beta2^t)) + epsilon),  t = step + 1
 *
 * @throws {ArgumentError}
 * @see Kingma and Ba 2015, algorithm 1
 */
export const adam = (options: AdamOptions = {}): Optimiser => adamOf('adam', options, 0);

export interface AdamWOptions extends AdamOptions {
  /** Share of the parameter, times the learning rate, that each step takes off. Default 0.01. */
  readonly weightDecay?: number | undefined;
}

/**
 * Adam, and beside it p = p - learningRate weightDecay p, for parameters with two axes or more: biases and gains are not
 * decayed.
 *
 * @throws {ArgumentError}
 * @see Loshchilov and Hutter 2019, algorithm 2
 */
export function adamW({ weightDecay = 0.01, ...options }: AdamWOptions = {}): Optimiser {
  return adamOf('adamW', options, requireNonNegative('adamW', 'weightDecay', weightDecay));
}

function adamOf(
  name: string,
  { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: AdamOptions,
  weightDecay: number,
): Optimiser {
  requireBeta(name, 'beta1', beta1);
  requireBeta(name, 'beta2', beta2);
  requirePositive(name, 'epsilon', epsilon);
  return {
    name,
    options: { beta1, beta2, epsilon, weightDecay },
    numSlots: 2,
    update({ parameters, gradients, slots, length, isDecayed }, learningRate, step) {
      const rate = learningRate / (1 - power(beta1, step + 1));
      const correction = 1 / Math.sqrt(1 - power(beta2, step + 1));
      const decay = isDecayed ? learningRate * weightDecay : 0;
      const [m, v] = slots as readonly [number, number];
      return {
        kernel: 'adam',
        args: [parameters, gradients, m, v, length, rate, beta1, beta2, correction, epsilon, decay],
      };
    },
  };
}
