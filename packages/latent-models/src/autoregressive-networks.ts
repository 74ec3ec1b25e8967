/**
 * Networks of autoregressive models. Each is recorded in two ways with the same parameters: along a whole sequence, for
 * teacher forcing, and one place at a time, beside a memory of the places before, for sampling.
 */
import {
  add,
  concatenate,
  embedding,
  gru,
  gruStep,
  type Initialiser,
  layerNorm,
  linear,
  matmul,
  mlp,
  multiply,
  normalOf,
  type Recorder,
  reshape,
  type Scope,
  scaleShift,
  slice,
  softmax,
  type Tensor,
  transformer,
} from '@yuragi/nn';
import { ArgumentError, requireCount } from '@yuragi/prob-core/errors';

/** Where a step stands in the window. */
export interface Place {
  /** Places in a window. */
  readonly contextLength: number;
  /** (1), the number of the place. */
  readonly position: Tensor;
  /** (contextLength): 0 for the places before this one, -1e9 for the others. Added to logarithms of weights. */
  readonly mask: Tensor;
}

/** What a step remembers: `groups` tables of a row for each place, or of the newest row alone. */
export interface MemoryTable {
  /** The plan's input that holds the tables, (groups, rows, columns). */
  readonly name: string;
  readonly groups: number;
  /** contextLength, or 1. */
  readonly rows: number;
  readonly columns: number;
  /** The rows of this place, (groups, columns): to be written over row `place mod rows`. */
  readonly row: Tensor;
}

/** A network that sees the symbols before each place. */
export interface AutoregressiveNetwork {
  /** Of a symbol's embedding and of what is given back. */
  readonly width: number;
  /** Of the table of embeddings. */
  readonly initialiser: Initialiser;
  /** (batch, length, width) to the same, length <= contextLength; place t sees places 0..t. */
  sequence(scope: Scope, x: Tensor, contextLength: number): Tensor;
  /** The same at one place: (batch, width) to the same. `recorder` is where the inputs of the memory are made. */
  step(
    scope: Scope,
    x: Tensor,
    place: Place,
    recorder: Recorder,
  ): { readonly y: Tensor; readonly memory: readonly MemoryTable[] };
}

export interface CausalTransformerOptions {
  /** Default 64. */
  readonly width?: number | undefined;
  /** Default 2. */
  readonly numLayers?: number | undefined;
  /** A divisor of the width. Default 4. */
  readonly heads?: number | undefined;
}

/**
 * A causal transformer with learned positions. One step looks at the kept keys and values of the places before:
 * O(width^2 + contextLength width) for each layer.
 *
 * @throws {ArgumentError} if the heads do not divide the width
 * @see Vaswani et al. 2017; the norm stands first as in Xiong et al. 2020, fig. 1b
 */
export function causalTransformer(options: CausalTransformerOptions = {}): AutoregressiveNetwork {
  const where = 'causalTransformer';
  const width = requireCount(where, 'width', options.width ?? 64, 1);
  const numLayers = requireCount(where, 'numLayers', options.numLayers ?? 2, 1);
  const heads = requireCount(where, 'heads', options.heads ?? 4, 1);
  if (width % heads !== 0) throw new ArgumentError(where, 'heads', `a divisor of the width ${width}`, heads);
  return {
    width,
    // As the positions, or it takes long until these are seen beside the symbols.
    initialiser: normalOf(0.02),
    sequence: (scope, x, contextLength) =>
      transformer(scope, x, { numLayers, heads, isCausal: true, maxLength: contextLength }),
    step(scope, x, place, recorder) {
      // The layers of nn's `transformer`, by the names of its parameters.
      const positions = scope.parameter('positions', [place.contextLength, width], normalOf(0.02));
      let y = add(x, embedding(positions, place.position));
      const memory: MemoryTable[] = [];
      for (let i = 0; i < numLayers; i++) {
        const layer = scope.in(`layer${i}`);
        const looked = lookBack(layer.in('attention'), layerNorm(layer.in('norm1'), y), place, recorder, heads, i);
        memory.push(...looked.memory);
        y = add(y, looked.y);
        const inner = layerNorm(layer.in('norm3'), y);
        y = add(y, mlp(layer.in('mlp'), inner, { hidden: [4 * width], outputs: width, activation: 'gelu' }));
      }
      return { y: layerNorm(scope.in('norm'), y), memory };
    },
  };
}

/** nn's causal `attention` at one place: its query against the keys of the places before, and against its own. */
function lookBack(
  scope: Scope,
  x: Tensor,
  { contextLength: rows, mask }: Place,
  { input }: Recorder,
  heads: number,
  index: number,
): { readonly y: Tensor; readonly memory: readonly MemoryTable[] } {
  const [batch, width] = x.shape as readonly [number, number];
  const [groups, columns] = [batch * heads, width / heads];
  const project = (name: string): Tensor =>
    reshape(linear(scope.in(name), x, width, { isBiased: false }), [groups, 1, columns]);
  const [query, key, value] = [project('query'), project('key'), project('value')];
  const table = (name: string, row: Tensor): MemoryTable & { readonly before: Tensor } => {
    const before = input(`${name}${index}`, [groups, rows, columns]);
    return { name: `${name}${index}`, groups, rows, columns, row: reshape(row, [groups, columns]), before };
  };
  const [keys, values] = [table('keys', key), table('values', value)];

  const logWeight = (against: Tensor): Tensor =>
    scaleShift(matmul(query, against, { transposeB: true }), 1 / Math.sqrt(columns), 0);
  const weights = softmax(concatenate([add(logWeight(keys.before), mask), logWeight(key)], 2));
  const fromBefore = matmul(slice(weights, 2, 0, rows), values.before);
  const mixed = add(fromBefore, multiply(value, slice(weights, 2, rows, rows + 1)));
  return { y: linear(scope.in('output'), reshape(mixed, [batch, width]), width), memory: [keys, values] };
}

export interface GatedRecurrentOptions {
  /** Default 128. */
  readonly width?: number | undefined;
  /** Default 1. */
  readonly numLayers?: number | undefined;
}

/**
 * Gated recurrent units, one above another. One step costs O(width^2) for each layer.
 *
 * @see Cho et al. 2014, eqs. 5 to 8
 */
export function gatedRecurrent(options: GatedRecurrentOptions = {}): AutoregressiveNetwork {
  const width = requireCount('gatedRecurrent', 'width', options.width ?? 128, 1);
  const numLayers = requireCount('gatedRecurrent', 'numLayers', options.numLayers ?? 1, 1);
  const layers = Array.from({ length: numLayers }, (_, i) => `layer${i}`);
  return {
    width,
    initialiser: normalOf(1),
    sequence: (scope, x) => layers.reduce((y, name) => gru(scope.in(name), y, { width }), x),
    step(scope, x, _, { input }) {
      const batch = x.shape[0]!;
      const memory: MemoryTable[] = [];
      let y = x;
      for (const layer of layers) {
        const name = `state of ${layer}`;
        y = gruStep(scope.in(layer), y, reshape(input(name, [batch, 1, width]), [batch, width]));
        memory.push({ name, groups: batch, rows: 1, columns: width, row: y });
      }
      return { y, memory };
    },
  };
}
