/**
 * The kernels in WebAssembly. Each build is a module of its own, loaded when it is asked for: a page gets the one it runs.
 * One binary is compiled for memory of its own or memory that threads share; the compiled module can be sent to a worker.
 */
import type { Kernels } from './kernels.ts';

/**
 * 'relaxed' multiplies and adds in one instruction, whose rounding the machine chooses; 'plain' gives the same bits on
 * every engine.
 */
export type KernelKind = 'relaxed' | 'plain';

/** The binary of each build, compressed (RFC 1951), as base64. */
const builds = {
  plain: () => import('./generated/kernels.ts'),
  relaxed: () => import('./generated/kernels-relaxed.ts'),
};

/** In the binary format: the number of the section of imports, and the bit that says that a memory is shared. */
const IMPORT_SECTION = 2;
const IS_SHARED = 2;

/** Three zero vectors on the stack, as code. */
const zeros = [0x41, 0, 0xfd, 0x0f, 0x41, 0, 0xfd, 0x0f, 0x41, 0, 0xfd, 0x0f];
/** What makes one vector of them: f32x4.relaxed_madd, or two plain operations. */
const instructions = { relaxed: [0xfd, 0x85, 0x02], plain: [0xfd, 0xe6, 0x01, 0xfd, 0xe4, 0x01] } as const;

/** Whether this engine runs the kernels of a kind: whether it takes a function of their instructions. */
export function supports(kind: KernelKind): boolean {
  if (typeof WebAssembly !== 'object') return false;
  const body = [0, ...zeros, ...instructions[kind], 0x0b];
  const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 5, 1, 0x60, 0, 1, 0x7b, 3, 2, 1, 0];
  return WebAssembly.validate(Uint8Array.of(...header, 10, body.length + 2, 1, body.length, ...body));
}

/**
 * The binary of the kernels.
 *
 * @param isShared whether the memory will be a shared one: a bit of the imported memory's limits
 */
export async function kernelBinary({
  kind,
  isShared,
}: {
  kind: KernelKind;
  isShared: boolean;
}): Promise<Uint8Array<ArrayBuffer>> {
  const { wasmBase64 } = await builds[kind]();
  const compressed = Uint8Array.from(atob(wasmBase64), (character) => character.charCodeAt(0));
  const stream = new Blob([compressed]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  if (isShared) bytes[memoryLimits(bytes)]! |= IS_SHARED;
  return bytes;
}

/** Compiles the kernels without holding up the thread. The module may be sent to workers. */
export async function compileKernels(options: { kind: KernelKind; isShared: boolean }): Promise<WebAssembly.Module> {
  return WebAssembly.compile(await kernelBinary(options));
}

/** The kernels of a compiled module over a memory (whose maximum is at most 65536 pages). */
export function instantiateKernels(module: WebAssembly.Module, memory: WebAssembly.Memory): Kernels {
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Kernels;
}

/** Where the flags of the imported memory's limits stand in a binary of the kernels, which import nothing else. */
function memoryLimits(bytes: Uint8Array): number {
  let at = 8; // after the magic number and the version
  const readUnsigned = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++]!;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  const skip = (): void => {
    const length = readUnsigned();
    at += length;
  };
  while (bytes[at++] !== IMPORT_SECTION) skip();
  readUnsigned(); // the section's size
  readUnsigned(); // the number of imports
  skip(); // the module's name
  skip(); // the memory's name
  return at + 1; // after the kind of import
}
