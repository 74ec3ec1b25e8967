/** Parameters as a file: safetensors, which Python reads with the package of that name. */
import { decodeSafetensors, encodeSafetensors } from '@yuragi/prob-core';
import { FormatError } from '@yuragi/prob-core/errors';
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
 * @throws {FormatError} if an array does not have its shape
 * @example ```ts doctest
 * import { decodeParameters, encodeParameters } from '@yuragi/nn';
 * const weight = { data: Float32Array.of(1, 2), shape: [2, 1] };
 * decodeParameters(encodeParameters({ 'layer0.weight': weight })); // => ({ 'layer0.weight': weight })
 * ```
 */
export function encodeParameters(from: ParameterStore | Readonly<Record<string, ShapedArray>>): Uint8Array {
  const tensors = from instanceof Store ? parametersOf(from) : (from as Readonly<Record<string, ShapedArray>>);
  return encodeSafetensors({ tensors, metadata: { format: 'yuragi' } });
}

/**
 * Reads a safetensors file of F32 arrays: what `parameterStore(engine, ...)` takes.
 *
 * @throws {FormatError} if the bytes are no such file, or hold another type of number
 */
export function decodeParameters(bytes: Uint8Array): Record<string, ShapedArray> {
  const parameters: Record<string, ShapedArray> = {};
  for (const [name, { data, shape }] of Object.entries(decodeSafetensors(bytes).tensors)) {
    if (!(data instanceof Float32Array))
      throw new FormatError('safetensors', 0, `tensor '${name}' is a ${data.constructor.name}; parameters are F32`);
    parameters[name] = { data, shape };
  }
  return parameters;
}
