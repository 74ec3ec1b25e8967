/** All kernels in plain TypeScript: what the WebAssembly ones are tested against, and what runs where those may not. */
import type { Kernels } from '../kernels.ts';
import { attendReference } from './attend.ts';
import { combineReference } from './combine.ts';
import { convolveReference } from './convolve.ts';
import { mapReference } from './map.ts';
import { matmulReference } from './matmul.ts';
import { optimiseReference } from './optimise.ts';
import { resampleReference } from './resample.ts';
import { rowsReference } from './rows.ts';

/**
 * The kernels over a memory. `memory` is asked anew at each call, so that it may grow. A Float64Array has the same
 * addresses (4 bytes to a number), which runs everything in f64.
 */
export function referenceKernels(memory: () => Float32Array | Float64Array): Kernels {
  return {
    ...matmulReference(memory),
    ...mapReference(memory),
    ...combineReference(memory),
    ...rowsReference(memory),
    ...convolveReference(memory),
    ...resampleReference(memory),
    ...attendReference(memory),
    ...optimiseReference(memory),
  };
}
