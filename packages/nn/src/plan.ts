/**
 * From a graph to a plan: a list of kernel calls with fixed addresses. What nobody reads is not computed, what is no
 * longer read gives its memory to what comes after, and nothing is allocated when the plan runs.
 */
import { fillNormal, fillUniform, type Rng } from '@yuragi/prob-core';
import { ArgumentError, requireOneOf, ShapeError, UnsupportedError } from '@yuragi/prob-core/errors';
import { gradient } from './differentiate.ts';
import type { Emission, Graph, Node, Tensor } from './graph.ts';
import { sizeOf } from './graph.ts';
import type { Kernels } from './kernels.ts';
import { planMemory } from './memory-plan.ts';
import { type ParameterStore, type Parameters, type Store, treeOf } from './parameters.ts';
import { type Model, recordModel } from './recorder.ts';
import { isSource, type Source, source } from './source.ts';

export interface CompileOptions<Outputs extends string = string> {
  /** Name of the output, a scalar, whose gradient `backward` computes. Left out: there is no backward pass. */
  readonly differentiate?: Outputs | undefined;
  /** Names of inputs whose gradients are wanted beside those of the parameters. */
  readonly inputGradients?: readonly string[] | undefined;
}

/** One kernel call. */
export interface Call {
  readonly kernel: keyof Kernels;
  readonly args: readonly number[];
}

/**
 * A compiled model with fixed shapes. Arrays are views into the engine's memory, good until another plan is compiled: read
 * them from the plan each time. `forward` and `backward` allocate nothing, and throw nothing but {UnsupportedError} once the
 * plan is closed.
 */
export interface Plan<Outputs extends string = string> {
  readonly inputs: Readonly<Record<string, Float32Array>>;
  readonly outputs: Readonly<Record<Outputs, Float32Array>>;
  readonly parameters: Parameters;
  /** Of the differentiated output, as `parameters`. */
  readonly gradients: Parameters;
  /** By input, where asked for. */
  readonly inputGradients: Readonly<Record<string, Float32Array>>;
  /** Draws the noise that the model asked for, in the order in which it did. */
  draw(rng: Rng): void;
  /** Outputs from inputs, parameters and noise. */
  forward(): void;
  /** Gradients, once after each `forward`. */
  backward(): void;
  /** Gives the memory back; the plan refuses to be used after. */
  close(): void;
}

/** What threads and optimisers see of a plan. */
export interface CompiledPlan extends Plan {
  readonly store: Store;
  readonly graph: Graph;
  readonly outputTensors: Readonly<Record<string, Tensor>>;
  /** Gradients in the layout of the store. */
  readonly gradientAddress: number;
  readonly forwardCalls: readonly Call[];
  readonly backwardCalls: readonly Call[];
  /** The parts of `draw`, so that the copies of a model can take turns. */
  readonly draws: readonly ((rng: Rng) => void)[];
}

/** The tensor whose memory a tensor has. */
function rootOf(tensor: Tensor): Tensor {
  let at = tensor;
  while (at.node.operation.isAlias) at = at.node.inputs[0]!;
  return at;
}

/** The nodes that some tensors come from, in order. */
export function ancestors(graph: Graph, tensors: readonly Tensor[]): Node[] {
  const needed = new Set<Node>(tensors.map(({ node }) => node));
  for (let id = graph.nodes.length - 1; id >= 0; id--) {
    const node = graph.nodes[id]!;
    if (needed.has(node)) for (const input of node.inputs) needed.add(input.node);
  }
  return graph.nodes.filter((node) => needed.has(node));
}

/** Names of views that are made when they are asked for. */
function views<T>(names: Iterable<string>, view: (name: string) => T): Readonly<Record<string, T>> {
  const object = {};
  for (const name of names) Object.defineProperty(object, name, { enumerable: true, get: () => view(name) });
  return object;
}

/**
 * Records a model and compiles it.
 *
 * Costs a few milliseconds for a small network and tens for a deep one, and memory for what is alive at once. With
 * `differentiate`, `forward` keeps what `backward` reads.
 *
 * @param store  where the model's parameters are; the first plan of a store fixes which there are
 * @param model  called once
 * @throws {ShapeError}, {ArgumentError} from the operations, with both shapes; {ArgumentError} if the output to
 *   differentiate is missing or no scalar, or for what is no store or no model; {UnsupportedError} if it cannot be
 *   differentiated, or if the memory does not suffice
 * @example ```ts doctest
 * import { key } from '@yuragi/prob-core';
 * import { compile, createEngine, parameterStore, square, sum } from '@yuragi/nn';
 * const store = parameterStore(await createEngine(), key('weights'));
 * const plan = compile(store, ({ input }) => ({ loss: sum(square(input('x', [2]))) }), {
 *   differentiate: 'loss',
 *   inputGradients: ['x'],
 * });
 * plan.inputs.x!.set([3, 4]);
 * plan.forward();
 * plan.outputs.loss[0]; // => 25
 * plan.backward();
 * Array.from(plan.inputGradients.x!); // => [6, 8]
 * ```
 */
export function compile<Outputs extends string>(
  store: ParameterStore,
  model: Model<Outputs>,
  options: CompileOptions<Outputs> = {},
): Plan<Outputs> {
  return compilePlan(store as Store, model, options);
}

/** `compile`, with what the package itself needs of a plan. */
export function compilePlan(
  store: Store,
  model: Model,
  { differentiate, inputGradients = [] }: CompileOptions = {},
): CompiledPlan {
  const { graph, parameters, inputs, outputs } = recordModel('compile', store, model);
  const { engine } = store;
  const wrt: { readonly name: string; readonly kind: 'parameter' | 'input'; readonly tensor: Tensor }[] = [];
  let gradients: readonly Tensor[] = [];
  if (!Array.isArray(inputGradients))
    throw new ArgumentError('compile', 'inputGradients', 'a list of names', inputGradients);
  if (differentiate === undefined && inputGradients.length > 0)
    throw new ArgumentError(
      'compile',
      'inputGradients',
      'left out unless `differentiate` names an output',
      inputGradients,
    );
  if (differentiate !== undefined) {
    requireOneOf('compile', 'differentiate', differentiate, Object.keys(outputs));
    const loss = outputs[differentiate]!;
    if (sizeOf(loss.shape) !== 1)
      throw new ShapeError('compile', `outputs.${differentiate}`, 'one value, since it is differentiated', loss.shape);
    for (const [name, tensor] of parameters) wrt.push({ name, kind: 'parameter', tensor });
    for (const name of inputGradients) {
      requireOneOf('compile', 'inputGradients', name, [...inputs.keys()]);
      wrt.push({ name, kind: 'input', tensor: inputs.get(name)! });
    }
    gradients = gradient(
      loss,
      wrt.map(({ tensor }) => tensor),
    );
  }
  store.seal();

  // The forward pass is what the outputs need; the backward pass, what the gradients need beyond that.
  const forwardNodes = ancestors(graph, Object.values(outputs));
  const isForward = new Set(forwardNodes);
  const nodes = [...forwardNodes, ...ancestors(graph, gradients).filter((node) => !isForward.has(node))];
  const end = nodes.length;

  const lastRead = new Map<Tensor, number>();
  for (const [position, node] of nodes.entries())
    if (!node.operation.isAlias) for (const input of node.inputs) lastRead.set(rootOf(input), position);
  for (const tensor of [...Object.values(outputs), ...gradients]) lastRead.set(rootOf(tensor), end);

  // Parameters live in the store, their gradients in a block of the same layout; both for good.
  const address = new Map<Tensor, number>();
  const gradientAddress = differentiate === undefined ? 0 : engine.allocate(Math.max(store.length, 4));
  const copies: { readonly to: number; readonly from: Tensor }[] = [];
  const pinned = new Set<Tensor>();
  for (const [name, tensor] of parameters) address.set(tensor, store.address + 4 * store.entries.get(name)!.offset);
  for (const [i, { name, kind }] of wrt.entries()) {
    if (kind === 'input') continue;
    const to = gradientAddress + 4 * store.entries.get(name)!.offset;
    const root = rootOf(gradients[i]!);
    const isFree = !isSource(root.node) && !pinned.has(root) && !isForward.has(root.node);
    if (isFree) {
      address.set(root, to);
      pinned.add(root);
    } else copies.push({ to, from: gradients[i]! });
  }

  // Everything else shares one block: sources for the whole run, values for their lives.
  const placed: { readonly tensor: Tensor; readonly from: number; readonly to: number; readonly length: number }[] = [];
  const place = (tensor: Tensor, from: number, to: number): void => {
    if (!address.has(tensor)) placed.push({ tensor, from, to, length: sizeOf(tensor.shape) });
  };
  const sources = new Set([...inputs.values(), ...nodes.filter(isSource).map(({ outputs: [tensor] }) => tensor!)]);
  for (const tensor of sources) place(tensor, 0, end);
  for (const [position, { operation, outputs }] of nodes.entries())
    for (const tensor of operation === source || operation.isAlias ? [] : outputs) {
      const to = lastRead.get(tensor);
      if (to !== undefined || tensor.index === 0) place(tensor, position, to ?? position);
    }
  const { offsets, length } = planMemory(placed);
  const scratchLength = nodes.reduce(
    (most, node) => Math.max(most, node.operation.scratch?.(engine.kernels, node) ?? 0),
    0,
  );
  const block = engine.allocate(length + scratchLength + 4);
  for (const [i, { tensor }] of placed.entries()) address.set(tensor, block + 4 * offsets[i]!);
  const scratch = block + 4 * length;

  const at = (tensor: Tensor): number => address.get(rootOf(tensor)) ?? 0;
  const emitAll = (list: readonly Node[]): Call[] => {
    const calls: Call[] = [];
    const emission: Emission = { call: (kernel, ...args) => void calls.push({ kernel, args }), at, scratch };
    for (const node of list) node.operation.emit(emission, node);
    return calls;
  };
  const forwardCalls = emitAll(forwardNodes);
  const backwardCalls = emitAll(nodes.slice(forwardNodes.length));
  for (const { to, from } of copies) {
    const n = sizeOf(from.shape);
    backwardCalls.push({ kernel: 'copyRows', args: [to, at(from), 1, n, n, n] });
  }

  let isClosed = false;
  // Its memory may be another plan's by then.
  const requireOpen = (): void => {
    if (isClosed) throw new UnsupportedError('using a plan after its `close`', 'compile another');
  };
  const viewOf = (tensor: Tensor): Float32Array => {
    requireOpen();
    return engine.view(at(tensor), sizeOf(tensor.shape));
  };
  const draws: ((rng: Rng) => void)[] = [];
  for (const { attributes, outputs } of nodes.filter(isSource)) {
    if (attributes.kind === 'constant') viewOf(outputs[0]!).set(attributes.values);
    if (attributes.kind === 'dropout') viewOf(outputs[0]!).fill(1);
    if (!['constant', 'input', 'parameter'].includes(attributes.kind))
      draws.push((rng) => drawInto(rng, attributes, viewOf(outputs[0]!)));
  }

  const bind = (calls: readonly Call[]): (() => void)[] =>
    calls.map(({ kernel, args }) => {
      const f = engine.kernels[kernel] as (...args: number[]) => void;
      return () => f(...(args as number[]));
    });
  const [forwardSteps, backwardSteps] = [bind(forwardCalls), bind(backwardCalls)];
  const inputGradient = new Map(wrt.flatMap(({ name, kind }, i) => (kind === 'input' ? [[name, gradients[i]!]] : [])));

  return {
    store,
    graph,
    outputTensors: outputs,
    gradientAddress,
    forwardCalls,
    backwardCalls,
    draws,
    inputs: views(inputs.keys(), (name) => viewOf(inputs.get(name)!)),
    outputs: views(Object.keys(outputs), (name) => viewOf(outputs[name]!)),
    inputGradients: views(inputGradient.keys(), (name) => viewOf(inputGradient.get(name)!)),
    get parameters() {
      return store.values;
    },
    get gradients() {
      requireOpen();
      return treeOf([...store.entries].map(([name, entry]) => [name, store.viewOf(entry, gradientAddress)]));
    },
    draw(rng) {
      if (typeof rng?.uniform !== 'function')
        throw new ArgumentError('draw', 'rng', 'a stream, as `stream(key)` gives it', rng);
      for (const drawNext of draws) drawNext(rng);
    },
    forward() {
      requireOpen();
      for (const step of forwardSteps) step();
    },
    backward() {
      requireOpen();
      for (const step of backwardSteps) step();
    },
    close() {
      if (isClosed) return;
      isClosed = true;
      engine.release(block);
      if (gradientAddress !== 0) engine.release(gradientAddress);
    },
  };
}

function drawInto(rng: Rng, source: Source, out: Float32Array): void {
  if (source.kind === 'normal') {
    fillNormal(rng, out);
    return;
  }
  fillUniform(rng, out);
  if (source.kind !== 'dropout') return;
  const { rate } = source;
  for (let i = 0; i < out.length; i++) out[i] = out[i]! >= rate ? 1 / (1 - rate) : 0;
}
