/** The engine in plain TypeScript: no WebAssembly, and f64 where derivatives are to be checked. */
import { engineOf, FIRST_ADDRESS, type Storage } from './arena.ts';
import type { Engine } from './engine.ts';
import { referenceKernels } from './reference/index.ts';

/** An engine of plain TypeScript. With f64 storage it computes in f64: how derivatives are checked. */
export function referenceEngine(type: Float32ArrayConstructor | Float64ArrayConstructor = Float32Array): Engine {
  let values: Float32Array | Float64Array = new type(FIRST_ADDRESS / 4);
  const storage: Storage = {
    require(byteLength) {
      if (4 * values.length >= byteLength) return;
      const grown = new type(byteLength / 2);
      grown.set(values);
      values = grown;
    },
    // Views are typed as f32, which they are unless f64 was asked for.
    view: (address, length) => values.subarray(address / 4, address / 4 + length) as Float32Array,
  };
  return engineOf(
    'reference',
    referenceKernels(() => values),
    storage,
  );
}
