/** A recorded model as a file of ONNX: the graph that `forward` computes, with the parameters of a store. */
import { ArgumentError, UnsupportedError } from '@yuragi/prob-core/errors';
import type { Tensor } from '../graph.ts';
import type { ParameterStore, Store } from '../parameters.ts';
import { ancestors } from '../plan.ts';
import { type Model, recordModel } from '../recorder.ts';
import { isSource } from '../source.ts';
import { modelMessage, nodeMessage, tensorMessage, valueMessage } from './messages.ts';
import { type Sheet, writers } from './operators.ts';

/**
 * A model as a file of ONNX, operator set 17, f32, for inference with onnxruntime and its like.
 *
 * Parameters are the file's initialisers under their names in the store; inputs keep their names and shapes, the batch
 * size among them, and those that no output depends on are left out. Every source of noise that the outputs depend on
 * becomes an input: 'normal0', 'uniform1', 'dropout2', …, numbered in the order in which `draw` draws them; fill a dropout mask
 * with ones. Agrees with `forward` to f32 rounding. The file takes 4 bytes for each parameter and a few kilobytes.
 *
 * @param model recorded once; give it without a loss, whose targets would be inputs too
 * @throws {UnsupportedError} naming a derivative that the outputs depend on: a derivative has no operator in ONNX
 * @throws {ArgumentError} if an output, an input and a parameter share a name
 * @see the operators' definitions, onnx.ai/onnx/operators
 *
 * @example A linear map
 * ```ts doctest
 * import { key } from '@yuragi/prob-core';
 * import { createEngine, matmul, parameterStore } from '@yuragi/nn';
 * import { encodeOnnx } from '@yuragi/nn/onnx';
 *
 * const store = parameterStore(await createEngine(), key(1));
 * const file = encodeOnnx(store, ({ parameters, input }) => {
 *   const w = parameters.parameter('w', [3, 2], (out) => out.fill(1));
 *   return { y: matmul(input('x', [1, 3]), w) };
 * });
 * file.length < 200; // => true
 * ```
 */
export function encodeOnnx(store: ParameterStore, model: Model): Uint8Array<ArrayBuffer> {
  const whole = store as Store;
  const { graph, outputs } = recordModel('encodeOnnx', whole, model);

  const parts = {
    nodes: [] as Uint8Array[],
    tensors: [] as Uint8Array[],
    inputs: [] as Uint8Array[],
    outputs: [] as Uint8Array[],
  };
  const taken = new Set<string>();
  /** A name that a user chose and will look for. */
  const claim = (name: string): string => {
    if (taken.has(name))
      throw new ArgumentError(
        'encodeOnnx',
        'model',
        'one whose inputs, parameters and outputs all have different names',
        name,
      );
    taken.add(name);
    return name;
  };
  /** A name for what nobody looks for. */
  const invent = (stem: string): string => {
    let name = `${stem}_${taken.size}`;
    while (taken.has(name)) name += '_';
    return claim(name);
  };

  const names = new Map<Tensor, string>();
  const tensor = (name: string, shape: readonly number[], values: Float32Array | BigInt64Array): string => {
    parts.tensors.push(tensorMessage(name, shape, values));
    return name;
  };
  const sheet: Sheet = {
    nameOf: (value) => names.get(value)!,
    write(operator, inputs, attributes = {}) {
      const name = invent(operator);
      parts.nodes.push(nodeMessage(operator, inputs, [name], attributes));
      return name;
    },
    constant: (values, shape) => tensor(invent('constant'), shape, values),
    integers: (values) => tensor(invent('integers'), [values.length], BigInt64Array.from(values, BigInt)),
  };

  const nodes = ancestors(graph, Object.values(outputs));
  // The names that are looked for come first: invented ones make way.
  for (const name of Object.keys(outputs)) claim(name);
  let numNoises = 0;
  for (const { attributes, outputs } of nodes.filter(isSource)) {
    const { shape } = outputs[0]!;
    if (attributes.kind === 'constant') continue;
    const name = claim('name' in attributes ? attributes.name : `${attributes.kind}${numNoises++}`);
    names.set(outputs[0]!, name);
    if (attributes.kind === 'parameter') tensor(name, shape, whole.viewOf(whole.entries.get(name)!, whole.address));
    else parts.inputs.push(valueMessage(name, shape));
  }

  for (const node of nodes) {
    if (isSource(node)) {
      const { attributes, outputs } = node;
      const [out] = outputs;
      if (attributes.kind === 'constant')
        names.set(out!, sheet.constant(Float32Array.from(attributes.values), out!.shape));
      continue;
    }
    const write = writers[node.operation.name];
    if (write === undefined)
      throw new UnsupportedError(
        `'${node.operation.name}' in a file of ONNX`,
        'give encodeOnnx a model whose outputs depend on no derivative',
      );
    for (const [i, name] of [write(sheet, node)].flat().entries()) names.set(node.outputs[i]!, name);
  }
  for (const [name, value] of Object.entries(outputs)) {
    parts.nodes.push(nodeMessage('Identity', [sheet.nameOf(value)], [name], {}));
    parts.outputs.push(valueMessage(name, value.shape));
  }
  return modelMessage(parts);
}
