/** The gated recurrent unit, over a whole sequence or one step. */
import { requireCount, ShapeError } from '@yuragi/prob-core/errors';
import { requireTensor, show, type Tensor } from '../graph.ts';
import { linear } from '../layers.ts';
import { add, multiply, subtract } from '../operations/arithmetic.ts';
import { sigmoid, tanh } from '../operations/maps.ts';
import { concatenate, reshape } from '../operations/shapes.ts';
import { split } from '../operations/split.ts';
import type { Scope } from '../parameters.ts';
import { constantOf } from '../source.ts';

export interface GruOptions {
  /** Of the state. */
  readonly width: number;
  /** (batch, width): the state before the first step. Default 0. */
  readonly initial?: Tensor | undefined;
}

/** What the inputs give to update gate, reset gate and candidate: (…, inputs) to (…, 3 width). */
const fromInput = (scope: Scope, x: Tensor, width: number): Tensor => linear(scope.in('input'), x, 3 * width);

/** The next state, from what the input gives, (batch, 3 width), and the state, (batch, width). */
function advance(scope: Scope, given: Tensor, state: Tensor): Tensor {
  const width = state.shape[1]!;
  const [gatesGiven, candidateGiven] = split(given, 1, [2 * width, width]);
  const gates = sigmoid(add(gatesGiven!, linear(scope.in('gates'), state, 2 * width, { isBiased: false })));
  const [update, reset] = split(gates, 1, [width, width]);
  const recalled = linear(scope.in('candidate'), multiply(reset!, state), width, { isBiased: false });
  const candidate = tanh(add(candidateGiven!, recalled));
  return add(candidate, multiply(update!, subtract(state, candidate)));
}

function requireState(where: string, name: string, state: Tensor, batch: number, width: number): void {
  if (show(state.shape) !== show([batch, width]))
    throw new ShapeError(where, name, `shape ${show([batch, width])}`, state.shape);
}

/**
 * One step:
 *
 *   z = sigmoid(x W_z + h U_z + b_z),  r = sigmoid(x W_r + h U_r + b_r),
 *   c = tanh(x W_c + (r h) U_c + b_c),  h' = z h + (1 - z) c
 *
 * Parameters: input (weight (inputs, 3 width) in the order z, r, c, and bias), gates (weight), candidate (weight).
 *
 * @param x     (batch, inputs)
 * @param state h, (batch, width)
 * @returns     h', (batch, width)
 * @throws {ShapeError}
 * @see Cho et al. 2014, eqs. 5 to 8
 */
export function gruStep(scope: Scope, x: Tensor, state: Tensor): Tensor {
  if (requireTensor('gruStep', 'x', x).shape.length !== 2)
    throw new ShapeError('gruStep', 'x', 'a shape (batch, inputs)', x.shape);
  if (requireTensor('gruStep', 'state', state).shape.length !== 2 || state.shape[0] !== x.shape[0])
    throw new ShapeError('gruStep', 'state', `a shape (${x.shape[0]}, width) for x of ${show(x.shape)}`, state.shape);
  return advance(scope, fromInput(scope, x, state.shape[1]!), state);
}

/**
 * `gruStep` along a sequence, all of it in the graph: 1 + 2 length matrix products, one after another.
 *
 * @param x (batch, length, inputs)
 * @returns the states after each step, (batch, length, width)
 * @throws {ShapeError}, {ArgumentError}
 * @example ```ts doctest
 * import { key } from '@yuragi/prob-core';
 * import { compile, createEngine, gru, parameterStore } from '@yuragi/nn';
 * const plan = compile(parameterStore(await createEngine(), key('weights')), ({ parameters, input }) => ({
 *   states: gru(parameters, input('x', [3, 10, 2]), { width: 8 }),
 * }));
 * plan.outputs.states!.length; // => 240
 * ```
 */
export function gru(scope: Scope, x: Tensor, options: GruOptions): Tensor {
  const width = requireCount('gru', 'width', options.width, 1);
  if (requireTensor('gru', 'x', x).shape.length !== 3)
    throw new ShapeError('gru', 'x', 'a shape (batch, length, inputs)', x.shape);
  const [batch, length] = x.shape as readonly [number, number, number];
  let state = options.initial ?? constantOf(x.node.graph, [batch, width], 0);
  requireState('gru', 'initial', state, batch, width);
  const steps = split(fromInput(scope, x, width), 1, new Array<number>(length).fill(1));
  const states = steps.map((given) => {
    state = advance(scope, reshape(given, [batch, 3 * width]), state);
    return reshape(state, [batch, 1, width]);
  });
  return concatenate(states, 1);
}
