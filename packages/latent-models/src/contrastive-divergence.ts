/**
 * Contrastive divergence for a restricted Boltzmann machine: stochastic descent on the negative log-likelihood
 *
 *   theta <- theta - eps (<dE/dtheta>_data - <dE/dtheta>_model),   E = -(x^T W z + b^T x + c^T z),
 *
 * so W <- W + eps (<x z^T>_data - <x z^T>_model), with the average over the model replaced by one over fantasies: k sweeps
 * of block Gibbs from the data (CD-k: Hinton, Neural Comput. 14, 2002, 1771) or from chains that live on from update to
 * update (PCD: Tieleman, ICML 2008). It lowers the energy of the data and raises that of the fantasies.
 */
import { fillUniform, type Pausable, permutation, type Rng } from '@yuragi/prob-core';
import { log } from '@yuragi/prob-core/special';
import { sumLogUnit, type UnitKind } from './boltzmann-units.ts';
import { type ContrastivePass, contrastivePass } from './contrastive-pass.ts';
import { CHUNK } from './contrastive-pass-scalar.ts';

/** Weights, biases and what the next update needs; f32, without padding. */
export interface ContrastiveDivergenceState {
  /** (D, H). */
  readonly weights: Float32Array;
  /** (D), (H). */
  readonly visibleBias: Float32Array;
  readonly hiddenBias: Float32Array;
  /** The last update of each: what momentum carries on. */
  readonly weightVelocity: Float32Array;
  readonly visibleVelocity: Float32Array;
  readonly hiddenVelocity: Float32Array;
  /** Hidden states of the persistent chains, (batchSize, H); empty for CD. */
  readonly chains: Float32Array;
}

/** How the machine stood after an epoch: on at most 256 rows, evenly spaced and the same every time. */
export interface ContrastiveDivergenceInfo {
  /** Mean square of x - E[x | E[z | x]] per visible unit. Easy to read; not what is minimised. */
  readonly reconstructionError: number;
  /**
   * An estimate of the mean of sum_i log q(x_i | the other units), nats per row: one unit a row, times D. The units are the
   * same every time, so that epochs can be compared. For data between the two values, the data are rounded first.
   */
  readonly pseudoLogLikelihood: number;
  /** Mean hidden unit on the rows: at its highest or lowest value everywhere, the data are badly scaled. */
  readonly hiddenActivity: number;
  /** Mean free energy of held-out rows less that of training rows: rising = overfitting. NaN without held-out rows. */
  readonly freeEnergyGap: number;
}

export interface ContrastiveDivergenceOptions {
  readonly units: UnitKind;
  readonly numHidden: number;
  readonly batchSize: number;
  /** k: Gibbs sweeps an update. */
  readonly numSweeps: number;
  /** Persistent chains (PCD), else from the data (CD). */
  readonly isPersistent: boolean;
  /** In [0, 1). */
  readonly momentum: number;
  /** lambda: each update also subtracts learningRate lambda W. */
  readonly weightDecay: number;
  /** (m, D) row-major. */
  readonly heldOut?: Float64Array | undefined;
}

/** Contrastive divergence as a kernel whose step is an epoch. */
export interface ContrastiveDivergence {
  /**
   * W ~ N(0, 0.01^2), c = 0, and b such that units without W have the means of the data (Hinton 2012, section 8), with
   * half a count added to both values.
   */
  init(rng: Rng): ContrastiveDivergenceState;
  /** One pass over the rows in an order drawn afresh, an update a mini-batch; pausable between mini-batches. */
  step(
    state: ContrastiveDivergenceState,
    rng: Rng,
    learningRate: number,
  ): Pausable<readonly [state: ContrastiveDivergenceState, info: ContrastiveDivergenceInfo]>;
}

/** Scale of the first weights (Hinton 2012, section 8.1). */
const INITIAL_SCALE = 0.01;
const MONITORED_ROWS = 256;

/** At most `MONITORED_ROWS` row numbers of n, evenly spaced. */
const monitoredRows = (n: number): Int32Array => {
  const count = Math.min(n, MONITORED_ROWS);
  return Int32Array.from({ length: count }, (_, k) => Math.floor((k * n) / count));
};

/**
 * The epochs of contrastive divergence over the rows of x.
 *
 * An epoch costs 2 k + 3 products of (n, D) by (D, H), less where inputs are zero, in f32, which takes half the time of
 * f64 or less. A field, a sum of D or H terms, is off by at most (terms + 1) 2^-24 sum |terms|, a conditional
 * probability by a quarter of that (half, for spins) and 2^-22, and a draw has its probability to 2^-24. The same data,
 * options and rng give the same bits on every engine. Arguments are not checked: `fitRestrictedBoltzmannMachine` does.
 *
 * *Gotchas.* The kernel works in one memory: finish a step before the next begins.
 *
 * @param x (n, dimension) row-major, in [0, 1] or [-1, 1]: numbers between the two values stand for means
 * @example ```ts doctest
 * import { finish, key, stream } from '@yuragi/prob-core';
 * import { contrastiveDivergence } from '@yuragi/latent-models';
 * const kernel = contrastiveDivergence(Float64Array.of(1, 1, 0, 0), 2, {
 *   units: 'binary', numHidden: 1, batchSize: 2, numSweeps: 1, isPersistent: false, momentum: 0, weightDecay: 0,
 * });
 * const rng = stream(key('one epoch'));
 * const [state, info] = finish(kernel.step(kernel.init(rng), rng, 0.1));
 * state.weights.length; // => 2
 * info.pseudoLogLikelihood < 0; // => true
 * ```
 */
export function contrastiveDivergence(
  x: Float64Array,
  dimension: number,
  {
    units,
    numHidden,
    batchSize,
    numSweeps,
    isPersistent,
    momentum,
    weightDecay,
    heldOut,
  }: ContrastiveDivergenceOptions,
): ContrastiveDivergence {
  const d = dimension;
  const n = x.length / d;
  const batchRows = Math.min(batchSize, n);
  const rows = Float32Array.from(x);
  const heldOutRows = heldOut === undefined ? undefined : Float32Array.from(heldOut);
  const pass = contrastivePass(d, numHidden, Math.max(batchRows, MONITORED_ROWS), units);
  const { arrays, visibleStride, hiddenStride } = pass;

  const setData = (from: Float32Array, order: Int32Array): void => {
    const { data } = arrays;
    for (let k = 0; k < order.length; k++) {
      const [source, to] = [order[k]! * d, k * visibleStride];
      for (let i = 0; i < d; i++) data[to + i] = from[source + i]!;
    }
  };
  /** One update, from the rows of the mini-batch that stand in `data`. */
  const learn = (count: number, rng: Rng, learningRate: number): void => {
    const fantasies = isPersistent ? batchRows : count;
    const drawHidden = (): void => fillUniform(rng, arrays.uniforms.subarray(0, fantasies * hiddenStride));
    if (!isPersistent) drawHidden();
    pass.hidden(false, !isPersistent, count);
    for (let sweep = 0; sweep < numSweeps; sweep++) {
      fillUniform(rng, arrays.uniforms.subarray(0, fantasies * visibleStride));
      pass.visible(fantasies);
      const isDrawn = isPersistent || sweep < numSweeps - 1;
      if (isDrawn) drawHidden();
      pass.hidden(true, isDrawn, fantasies);
    }
    pass.update(count, fantasies, fantasies / count, learningRate / fantasies, momentum, learningRate * weightDecay);
  };

  return {
    init(rng) {
      const low = units === 'spin' ? -1 : 0;
      const gain = units === 'spin' ? 2 : 1;
      const zeros = (length: number): Float32Array => new Float32Array(length);
      const weights = Float32Array.from({ length: d * numHidden }, () => INITIAL_SCALE * rng.normal());
      const visibleBias = Float32Array.from({ length: d }, (_, i) => {
        let sum = 0;
        for (let row = 0; row < n; row++) sum += (x[row * d + i]! - low) / (1 - low);
        const p = (sum + 0.5) / (n + 1);
        return log(p / (1 - p)) / gain;
      });
      const chains = Float32Array.from({ length: isPersistent ? batchRows * numHidden : 0 }, () =>
        rng.uniform() < 0.5 ? 1 : low,
      );
      return {
        weights,
        visibleBias,
        hiddenBias: zeros(numHidden),
        weightVelocity: zeros(weights.length),
        visibleVelocity: zeros(d),
        hiddenVelocity: zeros(numHidden),
        chains,
      };
    },

    *step(state, rng, learningRate) {
      loadState(pass, state, d, numHidden);
      const order = permutation(rng, n);
      for (let at = 0; at < n; at += batchRows) {
        if (at > 0) yield;
        const batch = order.subarray(at, at + batchRows);
        setData(rows, batch);
        learn(batch.length, rng, learningRate);
      }
      const next = readState(pass, state.chains.length, d, numHidden);
      yield;
      const monitored = monitoredRows(n);
      setData(rows, monitored);
      const { freeEnergy, ...info } = monitor(pass, monitored.length, d, numHidden, units);
      let freeEnergyGap = Number.NaN;
      if (heldOutRows !== undefined) {
        const held = monitoredRows(heldOutRows.length / d);
        setData(heldOutRows, held);
        freeEnergyGap = monitor(pass, held.length, d, numHidden, units).freeEnergy - freeEnergy;
      }
      return [next, { ...info, freeEnergyGap }];
    },
  };
}

/** Which array of the state goes with which of the pass, and the length of its rows. */
const layout = (d: number, h: number) =>
  [
    ['weights', h],
    ['visibleBias', d],
    ['hiddenBias', h],
    ['weightVelocity', h],
    ['visibleVelocity', d],
    ['hiddenVelocity', h],
  ] as const;

function loadState(pass: ContrastivePass, state: ContrastiveDivergenceState, d: number, h: number): void {
  for (const [name, width] of layout(d, h)) {
    const stride = width === h ? pass.hiddenStride : pass.visibleStride;
    for (let row = 0; row * width < state[name].length; row++)
      pass.arrays[name].set(state[name].subarray(row * width, (row + 1) * width), row * stride);
  }
  for (let row = 0; row * h < state.chains.length; row++)
    pass.arrays.hiddenStates.set(state.chains.subarray(row * h, (row + 1) * h), row * pass.hiddenStride);
  pass.transpose();
}

function readState(pass: ContrastivePass, chainLength: number, d: number, h: number): ContrastiveDivergenceState {
  const unpad = (from: Float32Array, width: number, stride: number, length: number): Float32Array => {
    const out = new Float32Array(length);
    for (let row = 0; row * width < length; row++)
      out.set(from.subarray(row * stride, row * stride + width), row * width);
    return out;
  };
  const { arrays, visibleStride, hiddenStride } = pass;
  return {
    weights: unpad(arrays.weights, h, hiddenStride, d * h),
    visibleBias: unpad(arrays.visibleBias, d, visibleStride, d),
    hiddenBias: unpad(arrays.hiddenBias, h, hiddenStride, h),
    weightVelocity: unpad(arrays.weightVelocity, h, hiddenStride, d * h),
    visibleVelocity: unpad(arrays.visibleVelocity, d, visibleStride, d),
    hiddenVelocity: unpad(arrays.hiddenVelocity, h, hiddenStride, h),
    chains: unpad(arrays.hiddenStates, h, hiddenStride, chainLength),
  };
}

/** The monitors of the rows that stand in `data`, rounded to states for the free energies. Overwrites all but parameters. */
function monitor(
  pass: ContrastivePass,
  count: number,
  d: number,
  h: number,
  units: UnitKind,
): Omit<ContrastiveDivergenceInfo, 'freeEnergyGap'> & { readonly freeEnergy: number } {
  const { arrays, visibleStride, hiddenStride } = pass;
  const { data, fantasy, dataMeans, visibleBias } = arrays;
  const low = units === 'spin' ? -1 : 0;
  const middle = (1 + low) / 2;

  pass.hidden(false, false, count);
  let activity = 0;
  for (const mean of dataMeans.subarray(0, count * hiddenStride)) activity += mean;
  pass.reconstruct(count);
  let squares = 0;
  for (let row = 0; row < count; row++)
    for (let at = row * visibleStride; at < row * visibleStride + d; at++) {
      squares += (data[at]! - fantasy[at]!) ** 2;
      data[at] = data[at]! > middle ? 1 : low;
    }

  // log Z of the hidden units of each row, as it is and with unit (row mod d) turned over.
  pass.hiddenFields(count);
  pass.hiddenSums(false, count);
  const logHidden = joinSums(pass, count, h);
  pass.hiddenSums(true, count);
  const logHiddenTurned = joinSums(pass, count, h);
  let freeEnergy = 0;
  let logConditional = 0;
  for (let row = 0; row < count; row++) {
    const at = row * visibleStride;
    const i = row % d;
    let own = 0;
    for (let k = 0; k < d; k++) own += visibleBias[k]! * data[at + k]!;
    freeEnergy -= own + logHidden[row]!;
    const change = (data[at + i] === 1 ? low - 1 : 1 - low) * visibleBias[i]!;
    // log q(x_i | rest) = -log(1 + exp(F(x) - F(x turned))).
    logConditional -= sumLogUnit('binary', [change + logHiddenTurned[row]! - logHidden[row]!], 0, 1);
  }
  return {
    reconstructionError: squares / (count * d),
    pseudoLogLikelihood: (d * logConditional) / count,
    hiddenActivity: activity / (count * h),
    freeEnergy: freeEnergy / count,
  };
}

/** log Z of the hidden units, a number a row, from what `hiddenSums` wrote. */
function joinSums({ arrays, hiddenStride }: ContrastivePass, count: number, h: number): Float64Array {
  const { sums } = arrays;
  const chunks = Math.ceil(hiddenStride / CHUNK);
  const padding = (hiddenStride - h) * Math.LN2;
  return Float64Array.from({ length: count }, (_, row) => {
    let total = -padding;
    for (let at = row * chunks * 8; at < (row + 1) * chunks * 8; at += 8) {
      total += sums[at]! + sums[at + 1]! + sums[at + 2]! + sums[at + 3]!;
      // Each factor is below 2^65.
      total += log(sums[at + 4]! * sums[at + 5]! * sums[at + 6]! * sums[at + 7]!);
    }
    return total;
  });
}
