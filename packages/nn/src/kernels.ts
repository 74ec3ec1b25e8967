/**
 * The kernels: every pass over numbers that the engine makes, as functions of addresses and counts. Two implementations:
 * WebAssembly (`assembly/kernels.ts`, in a plain and a relaxed SIMD build) and plain TypeScript (`reference/`), which is
 * what a reader reads, what the tests hold the other against, and what runs where WebAssembly may not.
 *
 * An address is a byte offset into the engine's memory, a multiple of 16; matrices are row-major; counts are of elements.
 * An address 0 for an output says that nobody reads it. `out` never overlaps an input unless said. All values are f32;
 * sums run in an order that depends on the shapes alone.
 */

/** Activations and other maps of one element, by the number that the kernels know them by. */
export const elementwise = {
  identity: 0,
  relu: 1,
  silu: 2,
  gelu: 3,
  tanh: 4,
  sigmoid: 5,
  softplus: 6,
  exp: 7,
  log: 8,
  sqrt: 9,
  square: 10,
  reciprocal: 11,
  sin: 12,
  cos: 13,
  abs: 14,
} as const;

/** The name of an activation or of another map of one element. */
export type Elementwise = keyof typeof elementwise;

/** Maps of two elements. */
export const pairwise = { add: 0, subtract: 1, multiply: 2, divide: 3 } as const;

export type Pairwise = keyof typeof pairwise;

export interface Kernels {
  // Matrix products.

  /**
   * out (m, n) = a (m, k) b (k, n) + (accumulate ? out : 0), `batch` times. Entry (i, j) of a stands at
   * a + 4 (i aRow + j aColumn), of b likewise, of out at out + 4 (i outRow + j): any transpose, any slice of columns.
   * Strides between the matrices of a batch are in elements; 0 uses one matrix for all. scratch: `matmulScratch(m, n, k)`
   * elements.
   */
  matmul(
    out: number,
    a: number,
    b: number,
    m: number,
    n: number,
    k: number,
    aRow: number,
    aColumn: number,
    bRow: number,
    bColumn: number,
    outRow: number,
    accumulate: number,
    batch: number,
    aBatch: number,
    bBatch: number,
    outBatch: number,
    scratch: number,
  ): void;
  /** Elements that `matmul` needs. */
  matmulScratch(m: number, n: number, k: number): number;
  /**
   * pre = x (m, k) w (k, n) + bias (n), out = activation(pre), bias 0: none. pre may be 0. Scratch as `matmul`.
   * (`identity` writes out alone.)
   */
  affine(
    out: number,
    pre: number,
    x: number,
    w: number,
    bias: number,
    m: number,
    n: number,
    k: number,
    activation: number,
    scratch: number,
  ): void;

  // Maps of elements.

  /** out = f(x). out may be x. sin and cos are NaN for |x| > 2^29. */
  map(out: number, x: number, n: number, f: number): void;
  /** out = y f'(x). out may be y. */
  mapDerivative(out: number, y: number, x: number, n: number, f: number): void;
  /** out = y z f''(x). */
  mapSecondDerivative(out: number, y: number, z: number, x: number, n: number, f: number): void;
  /** out = scale x + shift. out may be x. */
  scaleShift(out: number, x: number, n: number, scale: number, shift: number): void;
  /** out (o, m, i) = f(a (o, m, i), b (o, i)), for outer x middle x inner elements. */
  combine(out: number, a: number, b: number, outer: number, middle: number, inner: number, f: number): void;
  /** out = scaleA a + scaleB b. out may be a. */
  blend(out: number, a: number, b: number, n: number, scaleA: number, scaleB: number): void;

  // Sums and copies.

  /** out (o, i) = scale sum_m x (o, m, i). */
  reduce(out: number, x: number, outer: number, middle: number, inner: number, scale: number): void;
  /** out (o, m, i) = scale x (o, i). */
  repeat(out: number, x: number, outer: number, middle: number, inner: number, scale: number): void;
  /** `rows` rows of `columns` elements from x to out; strides between rows in elements. */
  copyRows(out: number, x: number, rows: number, columns: number, outStride: number, xStride: number): void;
  /** out (n0, n1, n2, n3) row-major from x with element strides s0..s3. */
  permute(
    out: number,
    x: number,
    n0: number,
    n1: number,
    n2: number,
    n3: number,
    s0: number,
    s1: number,
    s2: number,
    s3: number,
  ): void;
  fill(out: number, n: number, value: number): void;
  /** out (n, dimension) = rows indices[i] of table (rows, dimension). An index that is no row reads the nearest row. */
  gather(out: number, table: number, indices: number, n: number, dimension: number, rows: number): void;
  /** out (rows, dimension) = 0, then out[indices[i]] += y (i). */
  scatter(out: number, y: number, indices: number, n: number, dimension: number, rows: number): void;

  // Rows.

  /** Of each row, max subtracted; NaN for a row of -Infinity alone. out may be x. */
  softmax(out: number, x: number, rows: number, columns: number): void;
  /** out = p (y - sum_j p_j y_j) by rows, p a softmax: its Jacobian, symmetric, on y. */
  softmaxDerivative(out: number, y: number, p: number, rows: number, columns: number): void;
  /** out (rows) = log sum_j exp x_j. */
  logSumExp(out: number, x: number, rows: number, columns: number): void;
  /** out (rows) = log sum_j exp x_j - x_target, targets (rows) as f32 indices. */
  crossEntropy(out: number, x: number, targets: number, rows: number, columns: number): void;
  /** out (rows, columns) = y (rows) (softmax(x) - onehot(target)). */
  crossEntropyDerivative(out: number, y: number, x: number, targets: number, rows: number, columns: number): void;
  /**
   * x (batch, positions, channels) has in each example `groups` groups of channels; each group is brought to mean 0 and
   * variance 1 (plus epsilon) over positions x channels/groups. scales (batch, groups) receives 1/sqrt(variance + epsilon).
   * Layer normalisation: positions = groups = 1.
   */
  normalise(
    out: number,
    scales: number,
    x: number,
    batch: number,
    positions: number,
    channels: number,
    groups: number,
    epsilon: number,
  ): void;
  /** out = scale (y - mean(y) - n mean(y n)) by groups, n normalised: the Jacobian, symmetric, on y. */
  normaliseDerivative(
    out: number,
    y: number,
    normalised: number,
    scales: number,
    batch: number,
    positions: number,
    channels: number,
    groups: number,
  ): void;

  // Images, channels last, zero-padded so that out is (batch, ceil(height/stride), ceil(width/stride), …).

  /**
   * x (batch, height, width, inputs), w (size, size, inputs, outputs), size 1 or 3 (padding 1), stride 1 or 2.
   * scratch: `convolveScratch` elements, also for the two adjoints.
   */
  convolve(
    out: number,
    x: number,
    w: number,
    batch: number,
    height: number,
    width: number,
    inputs: number,
    outputs: number,
    size: number,
    stride: number,
    scratch: number,
  ): void;
  /** The adjoint with respect to x: out (batch, height, width, inputs) from y, which has the shape of convolve's out. */
  convolveInput(
    out: number,
    y: number,
    w: number,
    batch: number,
    height: number,
    width: number,
    inputs: number,
    outputs: number,
    size: number,
    stride: number,
    scratch: number,
  ): void;
  /** The adjoint with respect to w: out (size, size, inputs, outputs) from x and y. */
  convolveWeights(
    out: number,
    x: number,
    y: number,
    batch: number,
    height: number,
    width: number,
    inputs: number,
    outputs: number,
    size: number,
    stride: number,
    scratch: number,
  ): void;
  convolveScratch(
    batch: number,
    height: number,
    width: number,
    inputs: number,
    outputs: number,
    size: number,
    stride: number,
  ): number;
  /** out (batch, 2 height, 2 width, channels) = scale x, every pixel four times. */
  upsample(out: number, x: number, batch: number, height: number, width: number, channels: number, scale: number): void;
  /** out (batch, height, width, channels) = scale times the sums of 2 x 2 blocks of x (batch, 2 height, 2 width, channels). */
  downsample(
    out: number,
    x: number,
    batch: number,
    height: number,
    width: number,
    channels: number,
    scale: number,
  ): void;

  // Attention.

  /**
   * For each example and head: weights = softmax(scale q k^T), out = weights v, with q, out (batch, queries, heads *
   * dimension) and k, v (batch, keys, heads * dimension); heads are slices of columns. causal: query i sees keys
   * 0..i + keys - queries; one that sees none gets zeros. weights (batch, heads, queries, keys) is always written.
   * scratch: `attentionScratch` elements.
   */
  attend(
    out: number,
    weights: number,
    q: number,
    k: number,
    v: number,
    batch: number,
    heads: number,
    queries: number,
    keys: number,
    dimension: number,
    causal: number,
    scale: number,
    scratch: number,
  ): void;
  /** Adjoints of `attend`; y has the shape of its out. */
  attendDerivative(
    outQ: number,
    outK: number,
    outV: number,
    y: number,
    weights: number,
    q: number,
    k: number,
    v: number,
    batch: number,
    heads: number,
    queries: number,
    keys: number,
    dimension: number,
    scale: number,
    scratch: number,
  ): void;
  attentionScratch(queries: number, keys: number, dimension: number): number;

  // Optimisers, in place.

  /** velocity = momentum velocity + g + decay p, p -= learningRate velocity. velocity 0: none is kept (momentum 0). */
  sgd(p: number, g: number, velocity: number, n: number, learningRate: number, momentum: number, decay: number): void;
  /**
   * m = beta1 m + (1 - beta1) g, v = beta2 v + (1 - beta2) g^2, p -= rate m / (sqrt(v) correction + epsilon) + decay p,
   * with rate = learningRate/(1 - beta1^t) and correction = 1/sqrt(1 - beta2^t) (Kingma and Ba 2015). decay is the learning
   * rate times the weight decay: it does not pass through the moments (Loshchilov and Hutter 2019).
   */
  adam(
    p: number,
    g: number,
    m: number,
    v: number,
    n: number,
    rate: number,
    beta1: number,
    beta2: number,
    correction: number,
    epsilon: number,
    decay: number,
  ): void;
  /** Sum of squares, in f64. */
  sumOfSquares(x: number, n: number): number;
}
