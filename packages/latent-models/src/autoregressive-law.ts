/**
 * The law of an autoregressive model, by two plans over one store of parameters.
 *
 *   log p(w_0 ... w_(n-1)) = sum_t log p(w_t | w_(s_t) ... w_(t-1))
 *
 * A window has C places, its contextLength. Place 0 sees the mark of a beginning, place k the symbols of the window before
 * it. The first window begins at 0; whenever one is full the next begins C - floor(C/2) symbols before the symbol that comes:
 * s_t = 0 for t < C, else a multiple of H = floor(C/2), with C - H <= t - s_t < C. So a symbol is
 * conditioned on all before it or on at least C - H of them, and walking on costs C/H steps a symbol in the mean.
 */
import {
  compile,
  crossEntropy,
  type Engine,
  embedding,
  linear,
  mean,
  type ParameterStore,
  type Plan,
  type Recorder,
  type Scope,
  type ShapedArray,
  type Tensor,
} from '@yuragi/nn';
import { exp, log } from '@yuragi/prob-core/special';
import type { AutoregressiveNetwork } from './autoregressive-networks.ts';

/** What an autoregressive model is, beside its parameters. */
export interface AutoregressiveShape {
  readonly network: AutoregressiveNetwork;
  /** Symbols are 0..numSymbols - 1. */
  readonly numSymbols: number;
  /** C >= 2. */
  readonly contextLength: number;
}

/** What an autoregressive model is made of. */
export interface AutoregressiveParts extends AutoregressiveShape {
  readonly engine: Engine;
  readonly parameters: Readonly<Record<string, ShapedArray>>;
}

/** Where the window of symbol t begins. */
export function windowStart(t: number, contextLength: number): number {
  if (t < contextLength) return 0;
  const hop = contextLength >> 1;
  return hop * (Math.floor((t - contextLength) / hop) + 1);
}

const embed = (scope: Scope, symbols: Tensor, { network, numSymbols }: AutoregressiveShape): Tensor =>
  embedding(scope.parameter('symbols', [numSymbols + 1, network.width], network.initialiser), symbols);

/** Logits of every place of windows, (batch, C, numSymbols), from what stands before, (batch, C). */
function recordWindows(scope: Scope, before: Tensor, shape: AutoregressiveShape): Tensor {
  const y = shape.network.sequence(scope.in('network'), embed(scope, before, shape), shape.contextLength);
  return linear(scope.in('logits'), y, shape.numSymbols);
}

/** Mean of -log p over the places of windows, from inputs `<name>Before` and `<name>`, both (batch, C). */
export function recordLoss(recorder: Recorder, shape: AutoregressiveShape, name: string, batch: number): Tensor {
  const window = [batch, shape.contextLength];
  const logits = recordWindows(recorder.parameters, recorder.input(`${name}Before`, window), shape);
  return mean(crossEntropy(logits, recorder.input(name, window)));
}

/** What stands before each place of `window`: the mark of a beginning, and the symbols but the last. */
export function shiftInto(window: ArrayLike<number>, numSymbols: number, out: Float32Array): void {
  out[0] = numSymbols;
  for (let i = 1; i < window.length; i++) out[i] = window[i - 1]!;
}

/** Windows that are looked at together. */
const WINDOWS = 8;

/** A place of a sequence: its logits are at `at` in `logits`. */
export type VisitPlace = (sequence: number, t: number, logits: Float32Array, at: number) => void;

/**
 * Looks along sequences.
 *
 * @returns a function that calls `visit` for each place t < sequence.length + 1 of each sequence from `from` on, in order;
 *   the place after the last is the law of what comes next
 */
export function sequenceWalker(
  store: ParameterStore,
  shape: AutoregressiveShape,
): (sequences: readonly ArrayLike<number>[], from: number, visit: VisitPlace) => void {
  const { contextLength: length, numSymbols } = shape;
  let plan: Plan | undefined;
  return (sequences, from, visit) => {
    plan ??= compile(store, ({ parameters, input }) => ({
      logits: recordWindows(parameters, input('before', [WINDOWS, length]), shape),
    }));
    interface Window {
      readonly sequence: number;
      readonly start: number;
      readonly first: number;
      readonly end: number;
    }
    let waiting: Window[] = [];
    const look = (): void => {
      const before = plan!.inputs.before!;
      for (const [row, { sequence, start }] of waiting.entries()) {
        const symbols = sequences[sequence]!;
        before[row * length] = numSymbols;
        // What is past the end is not seen by the places that are read.
        for (let i = 1; i < length; i++) before[row * length + i] = symbols[start + i - 1] ?? 0;
      }
      plan!.forward();
      const { logits } = plan!.outputs;
      for (const [row, { sequence, start, first, end }] of waiting.entries())
        for (let t = first; t < end; t++) visit(sequence, t, logits!, (row * length + t - start) * numSymbols);
      waiting = [];
    };
    for (const [sequence, symbols] of sequences.entries()) {
      for (let first = from; first <= symbols.length; ) {
        const start = windowStart(first, length);
        const end = Math.min(start + length, symbols.length + 1);
        waiting.push({ sequence, start, first, end });
        first = end;
        if (waiting.length === WINDOWS) look();
      }
    }
    if (waiting.length > 0) look();
  };
}

/** log sum_w exp logits[at + w]. Normalised in f64, so that laws sum to one whatever the f32 of the network. */
export function logNormaliser(logits: Float32Array, at: number, numSymbols: number): number {
  let max = -Infinity;
  for (let w = 0; w < numSymbols; w++) if (logits[at + w]! > max) max = logits[at + w]!;
  let sum = 0;
  for (let w = 0; w < numSymbols; w++) sum += exp(logits[at + w]! - max);
  return max + log(sum);
}

/** Sequences that are walked side by side, a symbol at a time. */
export interface Stepper {
  readonly batch: number;
  /** To the beginning of a window. */
  reset(): void;
  /** Takes the newest symbol of each sequence (numSymbols: the beginning) and gives logits of the next, (batch, numSymbols). */
  advance(symbols: ArrayLike<number>): Float32Array;
}

/** Far enough that exp of it is 0. */
const NEVER = -1e9;

export function stepper(store: ParameterStore, shape: AutoregressiveShape, batch: number): Stepper {
  const { network, numSymbols, contextLength } = shape;
  let tables: readonly { name: string; groups: number; rows: number; columns: number }[] = [];
  const plan = compile(store, (recorder) => {
    const { parameters: scope, input } = recorder;
    const place = { contextLength, position: input('position', [1]), mask: input('mask', [contextLength]) };
    const x = embed(scope, input('symbols', [batch]), shape);
    const { y, memory } = network.step(scope.in('network'), x, place, recorder);
    tables = memory;
    const rows = Object.fromEntries(memory.map(({ name, row }) => [name, row]));
    return { ...rows, logits: linear(scope.in('logits'), y, numSymbols) };
  });
  let position = 0;
  return {
    batch,
    reset() {
      position = 0;
      plan.inputs.mask?.fill(NEVER);
      for (const { name } of tables) plan.inputs[name]!.fill(0);
    },
    advance(symbols) {
      const { inputs } = plan;
      const outputs: Readonly<Record<string, Float32Array>> = plan.outputs;
      inputs.symbols!.set(symbols);
      inputs.position![0] = position;
      plan.forward();
      for (const { name, groups, rows, columns } of tables) {
        const [table, row] = [inputs[name]!, outputs[name]!];
        const at = position % rows;
        for (let g = 0; g < groups; g++)
          for (let j = 0; j < columns; j++) table[(g * rows + at) * columns + j] = row[g * columns + j]!;
      }
      inputs.mask![position] = 0;
      position++;
      return outputs.logits!;
    },
  };
}
