/**
 * Backpropagation, layer by layer. A network of 2-3-3-1 learns whether two signs differ. For every example the gradient of
 * E = 1/2 (y - d)^2 is computed three times: by the deltas of the notes,
 *
 *   delta_j^L = y_j - d_j,   delta_j^l = f'(u_j^l) sum_k w_jk^(l+1) delta_k^(l+1),   dE/dw_ij^l = z_i^(l-1) delta_j^l
 *
 * by the engine's recorded graph, and by central differences of E, which know nothing of derivatives.
 */
import {
  affine,
  type Backpropagation,
  backpropagate,
  compile,
  type DenseNetwork,
  type Plan,
  parameterStore,
  referenceEngine,
  scaleShift,
  square,
  subtract,
  sum,
  zeros,
} from '@yuragi/nn';
import { foldIn, type Key, key, stream } from '@yuragi/prob-core';
import { derivative } from '../../errata/checks/numerics.ts';
import type { Claim, FigureModel } from '../shared/contract.ts';
import { EXAMPLES, MAX_ROUNDS, NUM_LAYERS, NUM_PHASES, type Settings, settings, WIDTHS } from './settings.ts';

const STEP_SIZE = 0.1;
/** What rounding may make of two ways to one gradient; of order one, in f64. */
const ROUNDING = 1e-12;
/** What the difference quotients leave. */
const QUOTIENT = 1e-8;
/** Examples after which the claim is decided. */
const ENOUGH = 8;
/** Of a weight. */
const LARGEST = 1e6;

/** Of one layer. */
export interface LayerState {
  readonly weights: Float64Array;
  readonly biases: Float64Array;
}

export interface State {
  readonly layers: readonly LayerState[];
  readonly example: number;
  /** 0..NUM_PHASES: how much of the present example is shown; forward first, then back. */
  readonly phase: number;
  /** z of every layer for the present example, from the input. */
  readonly activations: readonly Float64Array[];
  /** The deltas as the reader chose them. */
  readonly deltas: readonly Float64Array[];
  /** All weights, then all biases, layer by layer: with those deltas, and by the graph. */
  readonly byDeltas: Float64Array;
  readonly byGraph: Float64Array;
  /** Largest |difference| so far, of the deltas' gradient from that of the graph and from central differences. */
  readonly fromGraph: number;
  readonly fromQuotients: number;
  readonly numChecked: number;
  /** Mean of E over the examples of each round. */
  readonly losses: readonly number[];
  /** E summed over the examples of this round so far. */
  readonly sum: number;
  /** A wrong gradient may lead away for good. */
  readonly hasDiverged: boolean;
}

const networkOf = (layers: readonly LayerState[], activation: Settings['activation']): DenseNetwork => ({
  layers: layers.map((layer, l) => ({ ...layer, activation: l === NUM_LAYERS - 1 ? 'identity' : activation })),
  loss: 'squared',
});

const flatten = (layers: readonly LayerState[]): Float64Array =>
  Float64Array.from(layers.flatMap(({ weights, biases }) => [...weights, ...biases]));

function unflatten(values: Float64Array): LayerState[] {
  let start = 0;
  const take = (length: number): Float64Array => {
    start += length;
    return values.slice(start - length, start);
  };
  return Array.from({ length: NUM_LAYERS }, (_, l) => ({
    weights: take(WIDTHS[l]! * WIDTHS[l + 1]!),
    biases: take(WIDTHS[l + 1]!),
  }));
}

// #region ten-lines
/** The same network as a recorded graph, in f64. Its derivatives come from those of each operation. */
function recorded(activation: Settings['activation']): Plan {
  const store = parameterStore(referenceEngine(Float64Array), key('filled by hand'));
  return compile(
    store,
    ({ parameters, input }) => {
      let y = input('x', [1, WIDTHS[0]]);
      for (let l = 0; l < NUM_LAYERS; l++) {
        const weight = parameters.in(`layer${l}`).parameter('weight', [WIDTHS[l]!, WIDTHS[l + 1]!], zeros);
        const bias = parameters.in(`layer${l}`).parameter('bias', [WIDTHS[l + 1]!], zeros);
        y = affine(y, weight, bias, l === NUM_LAYERS - 1 ? 'identity' : activation);
      }
      return { error: scaleShift(sum(square(subtract(y, input('d', [1, 1])))), 0.5, 0) };
    },
    { differentiate: 'error' },
  );
}
// #endregion ten-lines

const plans = new Map<Settings['activation'], Plan>();

/** The gradient by the graph. */
function graphGradient(
  layers: readonly LayerState[],
  activation: Settings['activation'],
  example: number,
): Float64Array {
  const plan = plans.get(activation) ?? recorded(activation);
  plans.set(activation, plan);
  const layerOf = (tree: Plan['parameters'], l: number) =>
    tree[`layer${l}`] as Readonly<Record<'weight' | 'bias', Float32Array>>;
  for (const [l, { weights, biases }] of layers.entries()) {
    layerOf(plan.parameters, l).weight.set(weights);
    layerOf(plan.parameters, l).bias.set(biases);
  }
  const [x, wanted] = EXAMPLES[example]!;
  plan.inputs.x!.set(x);
  plan.inputs.d!.set([wanted]);
  plan.forward();
  plan.backward();
  return flatten(
    layers.map((_, l) => {
      const { weight, bias } = layerOf(plan.gradients, l);
      return { weights: Float64Array.from(weight), biases: Float64Array.from(bias) };
    }),
  );
}

/** The gradient by differences of E. */
function quotients(layers: readonly LayerState[], activation: Settings['activation'], example: number): Float64Array {
  const [x, wanted] = EXAMPLES[example]!;
  const values = flatten(layers);
  return values.map((value, at) =>
    derivative((moved) => {
      const changed = values.slice();
      changed[at] = moved;
      return backpropagate(networkOf(unflatten(changed), activation), x, [wanted]).loss;
    }, value),
  );
}

const logistic = (u: number): number => 1 / (1 + Math.exp(-u));
/** f'', which stands where the notes print {f'(u)}'. */
const curvature: Readonly<Record<Settings['activation'], (u: number) => number>> = {
  tanh: (u) => -2 * Math.tanh(u) * (1 - Math.tanh(u) ** 2),
  sigmoid: (u) => logistic(u) * logistic(-u) * (1 - 2 * logistic(u)),
  silu: (u) => logistic(u) * logistic(-u) * (2 + u * (1 - 2 * logistic(u))),
};

/** The deltas with what the reader put in the place of f'. */
function deltasOf({ layers: traces }: Backpropagation, layers: readonly LayerState[], { delta, activation }: Settings) {
  const right = traces.map(({ deltas }) => deltas);
  if (delta === 'chain') return right;
  const wrong = [right.at(-1)!];
  for (let l = NUM_LAYERS - 2; l >= 0; l--) {
    const behind = wrong[0]!;
    const { weights } = layers[l + 1]!;
    wrong.unshift(
      traces[l]!.preActivations.map((u, j) => {
        const back = behind.reduce((total, value, k) => total + weights[j * behind.length + k]! * value, 0);
        return (delta === 'forgotten' ? 1 : curvature[activation](u)) * back;
      }),
    );
  }
  return wrong;
}

/** The present example with all that is known of it. */
function look(state: State, controls: Settings): State {
  const { layers, example } = state;
  const [x, wanted] = EXAMPLES[example]!;
  const found = backpropagate(networkOf(layers, controls.activation), x, [wanted]);
  const deltas = deltasOf(found, layers, controls);
  const activations = [Float64Array.from(x), ...found.layers.map((trace) => trace.activations)];
  const byDeltas = flatten(
    deltas.map((delta, l) => {
      const z = activations[l]!;
      const weights = new Float64Array(z.length * delta.length);
      for (let at = 0; at < weights.length; at++)
        weights[at] = z[Math.floor(at / delta.length)]! * delta[at % delta.length]!;
      return { weights, biases: delta };
    }),
  );
  const byGraph = graphGradient(layers, controls.activation, example);
  const farthest = (others: Float64Array): number =>
    byDeltas.reduce((most, value, i) => Math.max(most, Math.abs(value - others[i]!)), 0);
  return {
    ...state,
    activations,
    deltas,
    byDeltas,
    byGraph,
    fromGraph: Math.max(state.fromGraph, farthest(byGraph)),
    fromQuotients: Math.max(state.fromQuotients, farthest(quotients(layers, controls.activation, example))),
    numChecked: state.numChecked + 1,
    sum: state.sum + found.loss,
  };
}

/** A step against the gradient that the deltas gave, and the next example. */
function learn(state: State, controls: Settings): State {
  const values = flatten(state.layers).map((value, i) => value - STEP_SIZE * state.byDeltas[i]!);
  if (!values.every((value) => Math.abs(value) < LARGEST)) return { ...state, hasDiverged: true };
  const isLast = state.example === EXAMPLES.length - 1;
  const next: State = {
    ...state,
    layers: unflatten(values),
    example: isLast ? 0 : state.example + 1,
    phase: 0,
    losses: isLast ? [...state.losses, state.sum / EXAMPLES.length] : state.losses,
    sum: isLast ? 0 : state.sum,
  };
  return look(next, controls);
}

export const model: FigureModel<Settings, State> = {
  defaults: settings,

  init(controls, from: Key) {
    const rng = stream(foldIn(from, 'weights'));
    const layers = Array.from({ length: NUM_LAYERS }, (_, l): LayerState => {
      const scale = Math.sqrt(2 / (WIDTHS[l]! + WIDTHS[l + 1]!));
      return {
        weights: Float64Array.from({ length: WIDTHS[l]! * WIDTHS[l + 1]! }, () => scale * rng.normal()),
        biases: Float64Array.from({ length: WIDTHS[l + 1]! }, () => 0.3 * rng.normal()),
      };
    });
    const blank = { activations: [], deltas: [], byDeltas: new Float64Array(0), byGraph: new Float64Array(0) };
    const books = { fromGraph: 0, fromQuotients: 0, numChecked: 0, losses: [], sum: 0, hasDiverged: false };
    return look({ layers, example: 0, phase: 0, ...blank, ...books }, controls);
  },

  /** In the first round layer by layer, afterwards a round at a time. */
  step(state, controls) {
    if (state.hasDiverged || state.losses.length >= MAX_ROUNDS) return state;
    if (state.losses.length === 0)
      return state.phase < NUM_PHASES ? { ...state, phase: state.phase + 1 } : learn(state, controls);
    let next = state;
    for (let i = 0; i < EXAMPLES.length && !next.hasDiverged; i++) next = learn(next, controls);
    return { ...next, phase: NUM_PHASES };
  },

  claim({ fromGraph, fromQuotients, numChecked }): Claim {
    return {
      value: fromGraph,
      expected: 0,
      standardError: 0,
      holds: fromGraph <= ROUNDING && fromQuotients <= QUOTIENT,
      isDecided: numChecked >= ENOUGH,
    };
  },
};
