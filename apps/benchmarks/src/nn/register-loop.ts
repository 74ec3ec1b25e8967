/**
 * A WebAssembly function that multiplies and adds in registers and does nothing else: as many operations a second as the
 * host can do with 128-bit vectors, to hold a matrix product against.
 */

/** Sums kept side by side: enough that none waits for itself, few enough for 16 registers. */
const NUM_CHAINS = 13;
const UNROLLED = 4;
/** Of one round of the loop: lanes times a product and a sum. */
const ROUND_FLOPS = 8 * NUM_CHAINS * UNROLLED;

const [V128, I32, F32] = [0x7b, 0x7f, 0x7d] as const;
const localGet = (index: number) => [0x20, index];
const localSet = (index: number) => [0x21, index];
const MULTIPLY = [0xfd, 0xe6, 0x01];
const ADD = [0xfd, 0xe4, 0x01];
const RELAXED_MULTIPLY_ADD = [0xfd, 0x85, 0x02];
const SPLAT = [0xfd, 0x13];

const splatOf = (value: number): number[] => [0x43, ...new Uint8Array(Float32Array.of(value).buffer), ...SPLAT];

/** Unsigned LEB128. */
function unsigned(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >> 7)];
}
const sized = (bytes: readonly number[]): number[] => [...unsigned(bytes.length), ...bytes];
const section = (id: number, bytes: readonly number[]): number[] => [id, ...sized(bytes)];

/** Local 0 is the number of rounds, 1.. the sums, then the two factors. */
function body(isRelaxed: boolean): number[] {
  const chains = Array.from({ length: NUM_CHAINS }, (_, i) => 1 + i);
  const [a, b] = [1 + NUM_CHAINS, 2 + NUM_CHAINS];
  // Sums that differ, so that no compiler merges them; they neither overflow nor vanish.
  const step = (sum: number): number[] =>
    isRelaxed
      ? [...localGet(a), ...localGet(b), ...localGet(sum), ...RELAXED_MULTIPLY_ADD, ...localSet(sum)]
      : [...localGet(sum), ...localGet(a), ...MULTIPLY, ...localGet(b), ...ADD, ...localSet(sum)];
  return [
    ...[1, NUM_CHAINS + 2, V128],
    ...chains.flatMap((sum) => [...splatOf(sum / 16), ...localSet(sum)]),
    ...[...splatOf(0.999), ...localSet(a)],
    ...[...splatOf(0.001), ...localSet(b)],
    ...[0x03, 0x40],
    ...Array.from({ length: UNROLLED }, () => chains.flatMap(step)).flat(),
    // rounds = rounds - 1; again while it is not 0.
    ...[...localGet(0), 0x41, 0x01, 0x6b, 0x22, 0, 0x0d, 0, 0x0b],
    ...localGet(1),
    ...chains.slice(1).flatMap((sum) => [...localGet(sum), ...ADD]),
    ...[0xfd, 0x1f, 0x00, 0x0b],
  ];
}

/** A function that does so many operations, a product and a sum counting as two. */
export async function registerLoop(flops: number, isRelaxed: boolean): Promise<() => number> {
  const bytes = Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, [1, 0x60, 1, I32, 1, F32]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...sized([0x72]), 0x00, 0]),
    ...section(10, [1, ...sized(body(isRelaxed))]),
  ]);
  const { instance } = await WebAssembly.instantiate(bytes);
  const run = instance.exports.r as (rounds: number) => number;
  const rounds = Math.max(1, Math.round(flops / ROUND_FLOPS));
  return () => run(rounds);
}
