/** Parameters as a file: safetensors, which Python reads with the package of that name. */
import { decodeSafetensors, encodeSafetensors } from '@yuragi/prob-core';
import { ArgumentError, FormatError } from '@yuragi/prob-core/errors';
import { type ParameterStore, type ShapedArray, Store } from './parameters.ts';

/** Copies of what lies at an address with the layout of a store: its parameters, or their average. */
export function arraysAt(store: Store, address: number): Record<string, ShapedArray> {
  return Object.fromEntries(
    [...store.entries].map(([name, entry]) => {
      const data = new Float32Array(store.viewOf(entry, address));
      return [name, { data, shape: entry.shape }];
    }),
  );
}

/** Copies of a store's parameters, by name. */
export const parametersOf = (store: ParameterStore): Record<string, ShapedArray> =>
  arraysAt(store as Store, store.address);

/**
 * Parameters as the bytes of a safetensors file: F32, under their names, 'block0.weight'.
 *
 * Weights are (inputs, outputs) and of convolutions (size, size, inputs, outputs): torch has them as (outputs, inputs) and
 * (outputs, inputs, size, size).
 *
 * @param from a store, or arrays by name, as `Fit.average`
 * @throws {FormatError} if an array does not have its shape; {ArgumentError} for what is neither
 * @example ```ts doctest
 * import { decodeParameters, encodeParameters } from '@yuragi/nn';
 * const weight = { data: Float32Array.of(1, 2), shape: [2, 1] };
 * decodeParameters(encodeParameters({ 'layer0.weight': weight })); // => ({ 'layer0.weight': weight })
 * ```
 */
export function encodeParameters(from: ParameterStore | Readonly<Record<string, ShapedArray>>): Uint8Array {
  const tensors = from instanceof Store ? parametersOf(from) : (from as Readonly<Record<string, ShapedArray>>);
  if (typeof tensors !== 'object' || tensors === null)
    throw new ArgumentError('encodeParameters', 'from', 'a store, or arrays by name', tensors);
  for (const [name, array] of Object.entries(tensors))
    if (!(ArrayBuffer.isView(array?.data) && Array.isArray(array.shape)))
      throw new ArgumentError('encodeParameters', name, 'an object { data, shape }', array);
  return encodeSafetensors({ tensors, metadata: { format: 'yuragi' } });
}

/**
 * Reads a safetensors file of F32 arrays: what `parameterStore(engine, ...)` takes.
 *
 * @throws {FormatError} if the bytes are no such file, or hold another type of number; {ArgumentError} for what are no bytes
 * @example ```ts doctest
 * import { key } from '@yuragi/prob-core';
 * import { compile, createEngine, decodeParameters, encodeParameters, linear, parameterStore } from '@yuragi/nn';
 * const engine = await createEngine();
 * const trained = parameterStore(engine, key('weights'));
 * compile(trained, ({ parameters, input }) => ({ y: linear(parameters, input('x', [1, 3]), 2) }));
 * const store = parameterStore(engine, decodeParameters(encodeParameters(trained)));
 * store.count; // => 8
 * ```
 */
export function decodeParameters(bytes: Uint8Array): Record<string, ShapedArray> {
  if (!(bytes instanceof Uint8Array)) throw new ArgumentError('decodeParameters', 'bytes', 'a Uint8Array', bytes);
  const parameters: Record<string, ShapedArray> = {};
  for (const [name, { data, shape }] of Object.entries(decodeSafetensors(bytes).tensors)) {
    if (!(data instanceof Float32Array))
      throw new FormatError('safetensors', 0, `tensor '${name}' is a ${data.constructor.name}; parameters are F32`);
    parameters[name] = { data, shape };
  }
  return parameters;
}
