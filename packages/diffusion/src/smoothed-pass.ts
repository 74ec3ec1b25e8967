/** Looks at rows under a smoothed mixture: the SIMD kernel where the engine has it, else the scalar twin with its bits. */
import { wasmBase64 } from './generated/smoothed-mixture.ts';
import { scalarPass } from './smoothed-pass-scalar.ts';

export interface PassComponents {
  /** (K, d). */
  readonly means: Float64Array;
  /** Rows are the eigenvectors of a covariance, (those that are not diagonal, d, d). */
  readonly axes: Float64Array;
  /** (K): where a component stands in `axes`, or -1 if its covariance is diagonal. */
  readonly ranks: Int32Array;
}

/** Of one level, filled by the caller; c are the eigenvalues of a component's covariance. */
interface Level {
  /** 1/(c + sigma^2), (K, d). */
  readonly precisions: Float64Array;
  /** c/(c + sigma^2), (K, d). */
  readonly shrinkages: Float64Array;
  /** log w_k - (1/2) log det 2 pi (C_k + sigma^2 I), (K). */
  readonly offsets: Float64Array;
  /** sum_j sigma^2 c/(c + sigma^2), (K): the variance left when component and x are known. */
  readonly remainders: Float64Array;
  /** -sum_j 1/(c + sigma^2), (K): the divergence of a component's score. */
  readonly curvatures: Float64Array;
}

/** A block of rows. */
interface Block {
  readonly blockRows: number;
  /** (blockRows, d), filled by the caller. */
  readonly points: Float64Array;
  /** By `look`: a row's largest log weight and the sum of exp(log weight - largest), (blockRows) each. */
  readonly maxima: Float64Array;
  readonly sums: Float64Array;
  /** By `average`, (blockRows, d). */
  readonly averages: Float64Array;
  /** By `spread`, (blockRows). */
  readonly spreads: Float64Array;
}

export interface SmoothedPass extends Level, Block {
  /** Weighs the components at the first `count` rows. */
  look(count: number): void;
  /** Of the rows of `look`, once: E[x_0 | x], or the score. */
  average(isScore: boolean): void;
  /** Of the rows of `average`: tr Cov[x_0 | x], or the divergence of the score. */
  spread(isScore: boolean): void;
}

type Place = Exclude<keyof Block, 'blockRows'> | keyof Level | 'means' | 'axes' | 'ranks';
interface Exports extends Readonly<Record<Place | 'blockRows', WebAssembly.Global<'i32'>>> {
  readonly memory: WebAssembly.Memory;
  configure(d: number, numComponents: number, numRotated: number): number;
  look(count: number): void;
  average(isScore: number): void;
  spread(isScore: number): void;
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

/** The kernel with a memory of its own; null where that cannot be had. */
function instantiate(module: WebAssembly.Module, { means, axes, ranks }: PassComponents): Exports | null {
  const d = means.length / ranks.length;
  try {
    const kernel = new WebAssembly.Instance(module).exports as unknown as Exports;
    return kernel.configure(d, ranks.length, axes.length / (d * d)) ? kernel : null;
  } catch {
    return null;
  }
}

export function smoothedPass(components: PassComponents): SmoothedPass {
  const module = compile();
  const kernel = module === null ? null : instantiate(module, components);
  return kernel === null ? scalarPass(components) : simdPass(kernel, components);
}

function simdPass(kernel: Exports, { means, axes, ranks }: PassComponents): SmoothedPass {
  const numComponents = ranks.length;
  const { length } = means;
  const blockRows = kernel.blockRows.value;
  const blockLength = (blockRows * length) / numComponents;
  const view = (place: Place, size: number): Float64Array =>
    new Float64Array(kernel.memory.buffer, kernel[place].value, size);
  view('means', length).set(means);
  view('axes', axes.length).set(axes);
  new Int32Array(kernel.memory.buffer, kernel.ranks.value, numComponents).set(ranks);
  return {
    blockRows,
    points: view('points', blockLength),
    averages: view('averages', blockLength),
    maxima: view('maxima', blockRows),
    sums: view('sums', blockRows),
    spreads: view('spreads', blockRows),
    precisions: view('precisions', length),
    shrinkages: view('shrinkages', length),
    offsets: view('offsets', numComponents),
    remainders: view('remainders', numComponents),
    curvatures: view('curvatures', numComponents),
    look: kernel.look,
    average: (isScore) => kernel.average(isScore ? 1 : 0),
    spread: (isScore) => kernel.spread(isScore ? 1 : 0),
  };
}
