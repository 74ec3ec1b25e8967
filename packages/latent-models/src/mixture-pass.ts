/** One pass of EM over the rows: the SIMD kernel where the engine compiles it, else the scalar twin with the same bits. */
import { wasmBase64 } from './generated/mixture.ts';
import { scalarPass } from './mixture-pass-scalar.ts';

export interface PassComponents {
  /** (K, d). */
  readonly means: Float64Array;
  /** Rows of the lower triangular W_k one after the other, d(d+1)/2 each, or its diagonal, d each. */
  readonly factors: Float64Array;
  /** (K); -Infinity switches a component off. */
  readonly offsets: Float64Array;
}

export interface PassSums {
  /** sum_i r_ik, (K). */
  readonly totals: Float64Array;
  /** sum_i r_ik (x_i - m_k), (K, d). */
  readonly shifts: Float64Array;
  /** sum_i r_ik (x_i - m_k)(x_i - m_k)^T, packed as the factors are. */
  readonly squares: Float64Array;
}

export interface MixturePass {
  /** Takes the components and clears the sums. */
  begin(components: PassComponents): void;
  /**
   * The E-step of rows, (m, d): `onRow` gets each row's largest log weight M, the sum of exp(l_k - M), and sum r_k l_k.
   */
  expect(x: Float64Array, onRow: OnRow): void;
  /** r_k of the row that `onRow` is being called for. */
  responsibility(k: number): number;
  /** The E-step of rows, m even except in the last call, and their part of the sums. */
  add(x: Float64Array, onRow: OnRow): void;
  sums(): PassSums;
}

export type OnRow = (max: number, sum: number, cross: number) => void;

interface Exports {
  readonly memory: WebAssembly.Memory;
  readonly blockRows: WebAssembly.Global<'i32'>;
  configure(d: number, numComponents: number, isFull: number): void;
  clear(): void;
  expectation(count: number): void;
  accumulation(count: number): void;
}
type Place = 'rows' | 'means' | 'factors' | 'offsets' | 'rowMax' | 'rowSum' | 'rowCross' | 'weights' | keyof PassSums;

/** Compiled on first use; null where the engine has no SIMD or a policy forbids WebAssembly. */
let compiled: WebAssembly.Module | null | undefined;

function compile(): WebAssembly.Module | null {
  if (compiled === undefined) {
    try {
      compiled = new WebAssembly.Module(Uint8Array.from(atob(wasmBase64), (character) => character.charCodeAt(0)));
    } catch {
      compiled = null;
    }
  }
  return compiled;
}

/** @param isFull full covariances, else diagonal ones */
export function mixturePass(d: number, numComponents: number, isFull: boolean): MixturePass {
  const module = compile();
  return module === null ? scalarPass(d, numComponents, isFull) : simdPass(module, d, numComponents, isFull);
}

/** With a memory of its own, so that runs side by side do not meet. */
function simdPass(module: WebAssembly.Module, d: number, numComponents: number, isFull: boolean): MixturePass {
  const kernel = new WebAssembly.Instance(module).exports as unknown as Exports &
    Record<Place, WebAssembly.Global<'i32'>>;
  kernel.configure(d, numComponents, isFull ? 1 : 0);
  const blockRows = kernel.blockRows.value;
  const numEntries = isFull ? (d * (d + 1)) / 2 : d;
  const view = (place: Place, length: number): Float64Array =>
    new Float64Array(kernel.memory.buffer, kernel[place].value, length);
  const rows = view('rows', blockRows * d);
  const means = view('means', numComponents * d);
  const factors = view('factors', numComponents * numEntries);
  const offsets = view('offsets', numComponents);
  const rowMax = view('rowMax', blockRows);
  const rowSum = view('rowSum', blockRows);
  const rowCross = view('rowCross', blockRows);
  const join = (place: keyof PassSums, length: number): Float64Array => {
    const lanes = view(place, 2 * length);
    return Float64Array.from({ length }, (_, i) => lanes[2 * i]! + lanes[2 * i + 1]!);
  };

  const weights = view('weights', numComponents * blockRows);
  let current = 0;
  const visit = (x: Float64Array, onRow: OnRow, isAccumulating: boolean): void => {
    for (let at = 0; at < x.length; at += blockRows * d) {
      const block = x.subarray(at, at + blockRows * d);
      rows.set(block);
      const count = block.length / d;
      kernel.expectation(count);
      for (current = 0; current < count; current++) onRow(rowMax[current]!, rowSum[current]!, rowCross[current]!);
      if (isAccumulating) kernel.accumulation(count);
    }
  };

  return {
    begin(components) {
      means.set(components.means);
      factors.set(components.factors);
      offsets.set(components.offsets);
      kernel.clear();
    },
    expect: (x, onRow) => visit(x, onRow, false),
    responsibility: (k) => weights[k * blockRows + current]!,
    add: (x, onRow) => visit(x, onRow, true),
    sums: () => ({
      totals: join('totals', numComponents),
      shifts: join('shifts', numComponents * d),
      squares: join('squares', numComponents * numEntries),
    }),
  };
}
