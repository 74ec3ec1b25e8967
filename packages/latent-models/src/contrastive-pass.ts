/** What contrastive divergence does to a mini-batch: the SIMD kernel where the engine compiles it, else its scalar twin. */
import type { UnitKind } from './boltzmann-units.ts';
import { arrayLengths, scalarContrastivePass, strideOf } from './contrastive-pass-scalar.ts';
import { wasmBase64 } from './generated/contrastive.ts';

/** The arrays of a two-layer machine in f32; every row is padded with zeros to its stride. */
export interface ContrastiveArrays {
  /** (D, hiddenStride). */
  readonly weights: Float32Array;
  readonly visibleBias: Float32Array;
  readonly hiddenBias: Float32Array;
  /** The last update of each, for momentum. */
  readonly weightVelocity: Float32Array;
  readonly visibleVelocity: Float32Array;
  readonly hiddenVelocity: Float32Array;
  /** (rows, visibleStride): the data, and the model's answer. */
  readonly data: Float32Array;
  readonly fantasy: Float32Array;
  /** (rows, hiddenStride): hidden means given each of the two, and a hidden state. */
  readonly dataMeans: Float32Array;
  readonly fantasyMeans: Float32Array;
  readonly hiddenStates: Float32Array;
  /** (rows, stride of the layer that is drawn), in [0, 1). */
  readonly uniforms: Float32Array;
  /** (rows, chunks, 8): what `hiddenSums` writes. */
  readonly sums: Float32Array;
}

/** Works in place on its arrays; `count` rows at a time. */
export interface ContrastivePass {
  readonly arrays: ContrastiveArrays;
  /** Numbers between one row and the next, multiples of 4. */
  readonly visibleStride: number;
  readonly hiddenStride: number;
  /** To be called when weights were written from outside. */
  transpose(): void;
  /** dataMeans = c + data W: fields, not yet means. */
  hiddenFields(count: number): void;
  /** Means of the hidden units given data or fantasy; with `isDrawn` hiddenStates are drawn with the uniforms. */
  hidden(isFantasy: boolean, isDrawn: boolean, count: number): void;
  /** Fantasy drawn given hiddenStates with the uniforms. */
  visible(count: number): void;
  /** Fantasy = means of the visible units given dataMeans. */
  reconstruct(count: number): void;
  /**
   * What log Z of the hidden units is summed from, log Z(t) = m + log(1 + exp(-g |t|)), with m = max(t, 0) or |t|. For each
   * chunk of a row of fields in dataMeans: four sums of m, then four products of 1 + exp(-g |t|), one a lane. Padding counts
   * as t = 0. `isTurned`: as if visible unit (row mod D), whose value stands in `data`, were turned over.
   */
  hiddenSums(isTurned: boolean, count: number): void;
  /**
   * g = (sum over data x h) ratio - (sum over fantasies x h), step = momentum step + rate g - decay W, W += step; biases
   * likewise without decay.
   */
  update(count: number, fantasies: number, ratio: number, rate: number, momentum: number, decay: number): void;
}

interface Exports {
  readonly memory: WebAssembly.Memory;
  configure(d: number, h: number, rows: number, isSpin: number): void;
  transpose(): void;
  hiddenFields(count: number): void;
  hidden(isFantasy: number, isDrawn: number, count: number): void;
  visible(count: number): void;
  reconstruct(count: number): void;
  hiddenSums(isTurned: number, count: number): void;
  update(count: number, fantasies: number, ratio: number, rate: number, momentum: number, decay: number): void;
}

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

/** @param rows most rows at a time */
export function contrastivePass(d: number, h: number, rows: number, units: UnitKind): ContrastivePass {
  const module = compile();
  return module === null ? scalarContrastivePass(d, h, rows, units) : simdPass(module, d, h, rows, units);
}

/** With a memory of its own, so that runs side by side do not meet. */
function simdPass(module: WebAssembly.Module, d: number, h: number, rows: number, units: UnitKind): ContrastivePass {
  const kernel = new WebAssembly.Instance(module).exports as unknown as Exports &
    Record<keyof ContrastiveArrays, WebAssembly.Global<'i32'>>;
  kernel.configure(d, h, rows, units === 'spin' ? 1 : 0);
  const arrays = Object.fromEntries(
    Object.entries(arrayLengths(d, h, rows)).map(([name, length]) => [
      name,
      new Float32Array(kernel.memory.buffer, kernel[name as keyof ContrastiveArrays].value, length),
    ]),
  ) as unknown as ContrastiveArrays;
  return {
    arrays,
    visibleStride: strideOf(d),
    hiddenStride: strideOf(h),
    transpose: kernel.transpose,
    hiddenFields: kernel.hiddenFields,
    hidden: (isFantasy, isDrawn, count) => kernel.hidden(isFantasy ? 1 : 0, isDrawn ? 1 : 0, count),
    visible: kernel.visible,
    reconstruct: kernel.reconstruct,
    hiddenSums: (isTurned, count) => kernel.hiddenSums(isTurned ? 1 : 0, count),
    update: kernel.update,
  };
}
