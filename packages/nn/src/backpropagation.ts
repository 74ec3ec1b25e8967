/**
 * Backpropagation layer by layer, as it is done by hand: one example through a dense network, in f64 and plain loops.
 *
 *   forward   u_j^l = b_j^l + sum_i z_i^(l-1) w_ij^l,   z_j^l = f^l(u_j^l),   z^0 = x
 *   last      delta_j^L = f'(u_j^L) dE/dz_j^L
 *   before    delta_j^l = f'(u_j^l) sum_k w_jk^(l+1) delta_k^(l+1)
 *   gradient  dE/dw_ij^l = z_i^(l-1) delta_j^l,   dE/db_j^l = delta_j^l,   dE/dx_i = sum_j w_ij^1 delta_j^1
 *
 * delta_j^l is dE/du_j^l. Rumelhart, Hinton and Williams, Nature 323 (1986), 533; in this form Bishop, Pattern Recognition
 * and Machine Learning (2006), Section 5.3.1. The recorded graph is held against it: nothing here is shared with the
 * engine. For work that is more than checking, use the engine.
 */
import {
  ArgumentError,
  requireAllFinite,
  requireLength,
  requireOneOf,
  requireProbabilities,
} from '@yuragi/prob-core/errors';
import { exp, log, normalCdf } from '@yuragi/prob-core/special';

/** f(u), elementwise. */
export type Activation = 'identity' | 'relu' | 'silu' | 'gelu' | 'tanh' | 'sigmoid' | 'softplus';

/** From n inputs to m outputs. */
export interface DenseLayer {
  /** w_ij from input i to output j, (n, m) row-major: the layout of the engine's `affine`. */
  readonly weights: Float64Array;
  /** (m). */
  readonly biases: Float64Array;
  readonly activation: Activation;
}

/** Layers, the first at the input, and what is minimised. */
export interface DenseNetwork {
  readonly layers: readonly DenseLayer[];
  /**
   * 'squared': E = 1/2 sum_j (y_j - d_j)^2. 'crossEntropy': E = -sum_j d_j log p_j in nats, p = softmax(y) and d
   * probabilities. y are the outputs of the last layer.
   */
  readonly loss: 'squared' | 'crossEntropy';
}

/** What one layer did, and what is known of it afterwards. */
export interface LayerTrace {
  /** u, (m): before the activation. */
  readonly preActivations: Float64Array;
  /** z = f(u), (m). */
  readonly activations: Float64Array;
  /** dE/du, (m). */
  readonly deltas: Float64Array;
  /** dE/dw, (n, m). */
  readonly weightGradient: Float64Array;
  /** dE/db, (m): the deltas. */
  readonly biasGradient: Float64Array;
}

/** What `backpropagate` computes: loss, layer deltas, gradients. */
export interface Backpropagation {
  /** E. */
  readonly loss: number;
  readonly layers: readonly LayerTrace[];
  /** dE/dx. */
  readonly inputGradient: Float64Array;
}

/**
 * The loss of one example and its gradient in all weights, biases and inputs.
 *
 * Exact to rounding, n m multiply-adds for each of forward, backward and gradient of a layer. The derivative of relu at 0 is
 * 0. The gradient of a batch is the sum of those of its examples.
 *
 * @param x      (n), inputs of the first layer
 * @param target (m), d: for 'crossEntropy' probabilities, such as a 1 among zeros
 * @throws {ShapeError} if layers, x and target do not fit together; {ArgumentError} for numbers that are not finite,
 *   an unknown activation or loss, or a target that is no distribution
 * @example ```ts doctest
 * import { backpropagate } from '@yuragi/nn';
 *
 * const hidden = { weights: Float64Array.of(0.5, -0.5), biases: Float64Array.of(0, 0), activation: 'tanh' } as const;
 * const output = { weights: Float64Array.of(1, 2), biases: Float64Array.of(0), activation: 'identity' } as const;
 * const { loss, layers } = backpropagate({ layers: [hidden, output], loss: 'squared' }, [1], [0]);
 * loss; // ~> 0.1067761
 * // y - d at the output; before it, f'(u) times what comes back through the weights.
 * layers[1]!.deltas[0]!; // ~> -0.4621172
 * layers[0]!.deltas[1]!; // ~> -0.7268620
 * ```
 */
export function backpropagate(network: DenseNetwork, x: ArrayLike<number>, target: ArrayLike<number>): Backpropagation {
  requireNetwork(network, x, target);
  const { layers } = network;

  // #region layer-by-layer
  // Forward: everything that the way back will need is left lying where it was computed.
  const z = [Float64Array.from(x)];
  const u = layers.map(({ weights, biases, activation }, l) => {
    const sums = biases.map(
      (bias, j) => bias + sumOver(z[l]!.length, (i) => z[l]![i]! * weights[i * biases.length + j]!),
    );
    z.push(sums.map(maps[activation].value));
    return sums;
  });

  // Backward: dE/dz of the last layer, then of each before it, through the weights.
  const { loss, slopes } = losses[network.loss](z.at(-1)!, target);
  let back = slopes;
  const deltas: Float64Array[] = [];
  for (let l = layers.length - 1; l >= 0; l--) {
    const { weights, activation } = layers[l]!;
    const delta = u[l]!.map((value, j) => maps[activation].slope(value) * back[j]!);
    deltas.unshift(delta);
    back = z[l]!.map((_, i) => sumOver(delta.length, (k) => weights[i * delta.length + k]! * delta[k]!));
  }

  // A weight sees the value that goes in and the delta that comes back.
  const gradients = deltas.map((delta, l) =>
    Float64Array.from({ length: z[l]!.length * delta.length }, (_, at) => {
      const [i, j] = [Math.floor(at / delta.length), at % delta.length];
      return z[l]![i]! * delta[j]!;
    }),
  );
  // #endregion layer-by-layer

  return {
    loss,
    layers: layers.map((_, l) => ({
      preActivations: u[l]!,
      activations: z[l + 1]!,
      deltas: deltas[l]!,
      weightGradient: gradients[l]!,
      biasGradient: deltas[l]!.slice(),
    })),
    inputGradient: back,
  };
}

function sumOver(n: number, term: (i: number) => number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += term(i);
  return sum;
}

const logistic = (u: number): number => (u < 0 ? exp(u) / (1 + exp(u)) : 1 / (1 + exp(-u)));
const hyperbolic = (u: number): number => Math.sign(u) * (2 * logistic(2 * Math.abs(u)) - 1);
const bell = (u: number): number => exp(-0.5 * u * u) / Math.sqrt(2 * Math.PI);

/** f and f'. */
const maps: Readonly<
  Record<Activation, { readonly value: (u: number) => number; readonly slope: (u: number) => number }>
> = {
  identity: { value: (u) => u, slope: () => 1 },
  relu: { value: (u) => Math.max(u, 0), slope: (u) => (u > 0 ? 1 : 0) },
  silu: { value: (u) => u * logistic(u), slope: (u) => logistic(u) * (1 + u * logistic(-u)) },
  gelu: { value: (u) => u * normalCdf(u), slope: (u) => normalCdf(u) + u * bell(u) },
  tanh: { value: hyperbolic, slope: (u) => 4 * logistic(2 * u) * logistic(-2 * u) },
  sigmoid: { value: logistic, slope: (u) => logistic(u) * logistic(-u) },
  softplus: { value: (u) => Math.max(u, 0) + log(1 + exp(-Math.abs(u))), slope: logistic },
};

/** E and dE/dy. */
const losses: Readonly<
  Record<
    DenseNetwork['loss'],
    (y: Float64Array, d: ArrayLike<number>) => { readonly loss: number; readonly slopes: Float64Array }
  >
> = {
  squared(y, d) {
    const slopes = y.map((value, j) => value - d[j]!);
    return { loss: 0.5 * sumOver(y.length, (j) => slopes[j]! ** 2), slopes };
  },
  crossEntropy(y, d) {
    const largest = y.reduce((most, value) => Math.max(most, value));
    const normaliser = largest + log(sumOver(y.length, (j) => exp(y[j]! - largest)));
    return {
      loss: sumOver(y.length, (j) => d[j]! * (normaliser - y[j]!)),
      slopes: y.map((value, j) => exp(value - normaliser) - d[j]!),
    };
  },
};

function requireNetwork({ layers, loss }: DenseNetwork, x: ArrayLike<number>, target: ArrayLike<number>): void {
  const where = 'backpropagate';
  requireOneOf(where, 'loss', loss, ['squared', 'crossEntropy']);
  if (layers.length === 0) throw new ArgumentError(where, 'layers', 'at least one layer', layers);
  let n = requireAllFinite(where, 'x', x).length;
  for (const [l, { weights, biases, activation }] of layers.entries()) {
    requireOneOf(where, `layers[${l}].activation`, activation, Object.keys(maps) as Activation[]);
    requireAllFinite(where, `layers[${l}].biases`, biases);
    requireLength(
      where,
      `layers[${l}].weights`,
      requireAllFinite(where, `layers[${l}].weights`, weights),
      n * biases.length,
    );
    n = biases.length;
  }
  requireLength(where, 'target', requireAllFinite(where, 'target', target), n);
  if (loss === 'crossEntropy') requireProbabilities(where, 'target', target);
}
