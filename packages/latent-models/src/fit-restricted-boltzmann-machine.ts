/** The driver that trains a restricted Boltzmann machine: epochs of contrastive divergence as one run that can resume. */
import {
  drive,
  fingerprint,
  foldIn,
  type Key,
  type Pausable,
  type RunOptions,
  requireMatrix,
  stream,
  type Warning,
} from '@yuragi/prob-core';
import {
  ArgumentError,
  requireCount,
  requireLength,
  requireNonNegative,
  requireOneOf,
  requirePositive,
} from '@yuragi/prob-core/errors';
import type { NdArray } from 'ndarray';
import { requireUnitMeans, type UnitKind, unitKinds } from './boltzmann-units.ts';
import {
  type ContrastiveDivergenceInfo,
  type ContrastiveDivergenceState,
  contrastiveDivergence,
} from './contrastive-divergence.ts';
import type { Trained } from './generative-model.ts';
import { machine, type RestrictedBoltzmannMachine } from './restricted-boltzmann-machine.ts';

export interface FitRestrictedBoltzmannMachineOptions {
  /** H >= 1. */
  readonly numHidden: number;
  /** Default 'binary': 0/1. */
  readonly units?: UnitKind | undefined;
  /** Passes over the rows. Default 10. */
  readonly numEpochs?: number | undefined;
  /**
   * epsilon, or a schedule: its levels, one an epoch, or a function of progress s in [0, 1], asked at the middle of every
   * epoch. Default 0.05; PCD does better with one that falls to 0.
   */
  readonly learningRate?: number | Float64Array | ((s: number) => number) | undefined;
  /** Rows an update. Default 10 (Hinton 2012, section 4). */
  readonly batchSize?: number | undefined;
  /** Where the model's average comes from. Default 'contrastive-divergence'. */
  readonly method?: 'contrastive-divergence' | 'persistent' | undefined;
  /** k: Gibbs sweeps an update. Default 1. */
  readonly numSweeps?: number | undefined;
  /** (m, D): rows that are only watched, for `history.freeEnergyGap`. Default none. */
  readonly heldOut?: NdArray<Float64Array> | undefined;
  // Advanced
  /** In [0, 1). Default 0; Hinton 2012, section 9, begins with 0.5 and goes on with 0.9. */
  readonly momentum?: number | undefined;
  /** lambda >= 0: an update also subtracts epsilon lambda W, biases excepted. Default 0. */
  readonly weightDecay?: number | undefined;
}

/** A trained machine with what was watched on the way. */
export interface FittedRestrictedBoltzmannMachine extends Trained<RestrictedBoltzmannMachine> {
  /** One number an epoch, after it: see `ContrastiveDivergenceInfo`. NaN in freeEnergyGap without held-out rows. */
  readonly history: Readonly<Record<keyof ContrastiveDivergenceInfo, Float64Array>>;
  readonly warnings: readonly Warning[];
}

const METHODS = ['contrastive-divergence', 'persistent'] as const;

/** How near to its ends the mean hidden activity must be to be called stuck. */
const STUCK = 0.001;

const watched = ['reconstructionError', 'pseudoLogLikelihood', 'hiddenActivity', 'freeEnergyGap'] as const;

/**
 * Trains a restricted Boltzmann machine by contrastive divergence, from the data (CD-k) or with persistent chains (PCD).
 *
 *   W <- W + eps (<x z^T>_data - <x z^T>_fantasies) = W - eps (<dE/dW>_data - <dE/dW>_fantasies)
 *
 * The gradient is biased at every k (CD) or while the chains lag behind (PCD): neither follows the likelihood, but the
 * free energies and the pseudo-likelihood that it returns show whether it learns. Epoch e depends on `foldIn(key, e)`
 * alone. Arithmetic is f32 with the error that `contrastiveDivergence` states, the same bits on every engine; an epoch
 * costs 2 k + 3 products of (n, D) by (D, H).
 *
 * Progress counts epochs, with the pseudo-likelihood; a step is an epoch.
 *
 * @param x data, (n, D), in [0, 1] (or [-1, 1] for spins): numbers between the two values are taken as means
 * @param key names the randomness: first weights, order of rows, draws
 * @throws {ShapeError}, {ArgumentError} for bad data or options; {CheckpointError} if `resume` is of another run (a
 *   schedule that is a function cannot be told from another)
 * @see Hinton, Neural Comput. 14 (2002), 1771; Tieleman, ICML 2008; Hinton, "A Practical Guide to Training Restricted
 *   Boltzmann Machines", 2012
 * @example ```ts doctest
 * import { key, toNdarray } from '@yuragi/prob-core';
 * import { fitRestrictedBoltzmannMachine } from '@yuragi/latent-models';
 * // Two units that always agree.
 * const x = toNdarray(Float64Array.from({ length: 400 }, (_, i) => (i >> 1) & 1), [200, 2]);
 * const { model } = await fitRestrictedBoltzmannMachine(x, key('agree'), { numHidden: 2, numEpochs: 200, learningRate: 0.1 });
 * const [same, different] = model.logDensity!(toNdarray(Float64Array.of(1, 1, 1, 0), [2, 2]));
 * same! - different! > 2; // => true
 * ```
 */
export async function fitRestrictedBoltzmannMachine(
  x: NdArray<Float64Array>,
  key: Key,
  options: FitRestrictedBoltzmannMachineOptions & RunOptions,
): Promise<FittedRestrictedBoltzmannMachine> {
  const where = 'fitRestrictedBoltzmannMachine';
  const { numHidden, learningRate = 0.05, numEpochs = 10, batchSize = 10, numSweeps = 1, momentum = 0 } = options;
  const { units = 'binary', method = 'contrastive-divergence', weightDecay = 0 } = options;
  const { data, columns: d } = requireMatrix(x, where, 'x');
  requireOneOf(where, 'units', units, unitKinds);
  requireUnitMeans(where, 'x', units, data);
  requireCount(where, 'numHidden', numHidden, 1);
  requireCount(where, 'numEpochs', numEpochs, 1);
  requireCount(where, 'batchSize', batchSize, 1);
  requireCount(where, 'numSweeps', numSweeps, 1);
  requireOneOf(where, 'method', method, METHODS);
  if (!(momentum >= 0 && momentum < 1)) throw new ArgumentError(where, 'momentum', 'a number in [0, 1)', momentum);
  requireNonNegative(where, 'weightDecay', weightDecay);
  let heldOut: Float64Array | undefined;
  if (options.heldOut !== undefined)
    heldOut = requireUnitMeans(where, 'heldOut', units, requireMatrix(options.heldOut, where, 'heldOut', d).data);
  const rates = learningRates(where, learningRate, numEpochs);

  const isPersistent = method === 'persistent';
  const problem = { units, numHidden, batchSize, numSweeps, isPersistent, momentum, weightDecay, heldOut };
  const descent = contrastiveDivergence(data, d, problem);
  let state = descent.init(stream(foldIn(key, 'init')));
  let infos: readonly ContrastiveDivergenceInfo[] = [];
  function* step(epoch: number): Pausable<boolean> {
    const [next, info] = yield* descent.step(state, stream(foldIn(key, epoch)), rates[epoch]!);
    state = next;
    infos = [...infos, info];
    return false;
  }

  const run = await drive(
    {
      task: 'fit restricted Boltzmann machine',
      producer: `@yuragi/latent-models/${where}`,
      fingerprint: fingerprint({ data, d, key, problem, rates }),
      total: numEpochs,
      step,
      metrics() {
        const last = infos.at(-1);
        return last === undefined ? {} : { pseudoLogLikelihood: last.pseudoLogLikelihood };
      },
      save: () => ({ rng: [], data: { state, infos } }),
      restore(checkpoint) {
        const saved = checkpoint.data as { state: ContrastiveDivergenceState; infos: typeof infos };
        ({ state, infos } = saved);
      },
    },
    options,
  );

  const model = machine({
    units,
    weights: Float64Array.from(state.weights),
    visibleBias: Float64Array.from(state.visibleBias),
    hiddenBias: Float64Array.from(state.hiddenBias),
  });
  const history = Object.fromEntries(
    watched.map((name) => [name, Float64Array.from(infos, (info) => info[name])]),
  ) as unknown as FittedRestrictedBoltzmannMachine['history'];
  return { ...run, model, history, warnings: warningsOf(infos.at(-1), units) };
}

/** Epsilon of every epoch. */
function learningRates(
  where: string,
  learningRate: number | Float64Array | ((s: number) => number),
  numEpochs: number,
): Float64Array {
  if (typeof learningRate === 'number')
    return new Float64Array(numEpochs).fill(requirePositive(where, 'learningRate', learningRate));
  const rates =
    typeof learningRate === 'function'
      ? Float64Array.from({ length: numEpochs }, (_, epoch) => learningRate((epoch + 0.5) / numEpochs))
      : Float64Array.from(requireLength(where, 'learningRate', learningRate, numEpochs));
  for (const [epoch, rate] of rates.entries()) requireNonNegative(where, `learningRate of epoch ${epoch}`, rate);
  return rates;
}

function warningsOf(last: ContrastiveDivergenceInfo | undefined, units: UnitKind): readonly Warning[] {
  if (last === undefined) return [];
  if (!Number.isFinite(last.pseudoLogLikelihood))
    return [{ code: 'diverged', message: `The parameters are no longer finite; use a smaller learning rate.` }];
  const low = units === 'spin' ? -1 : 0;
  const share = (last.hiddenActivity - low) / (1 - low);
  if (share > STUCK && share < 1 - STUCK) return [];
  return [
    {
      code: 'stuck-hidden-units',
      message: `The mean hidden unit is ${last.hiddenActivity.toPrecision(4)}: the hidden layer says nothing about the data.`,
    },
  ];
}
