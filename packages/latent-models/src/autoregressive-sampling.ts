/** Draws of symbols from logits, as they are or sharpened and cut. */
import { ArgumentError, requireCount, requireNonNegative } from '@yuragi/prob-core/errors';
import { exp } from '@yuragi/prob-core/special';

/** How the law of the next symbol is changed before it is drawn from; without options it is the model's. */
export interface TextSampleOptions {
  /** T >= 0: p^(1/T), normalised. 0 is the likeliest symbol alone, the first of several. Default 1. */
  readonly temperature?: number | undefined;
  /** Only the k likeliest symbols (Fan, Lewis and Dauphin 2018). Default: all. */
  readonly topK?: number | undefined;
  /** In (0, 1]: only the likeliest symbols, as few as have this much mass together (Holtzman et al. 2020, eq. 2). Default 1. */
  readonly topP?: number | undefined;
}

export function requireSampleOptions(where: string, { temperature, topK, topP }: TextSampleOptions): void {
  if (temperature !== undefined) requireNonNegative(where, 'temperature', temperature);
  if (topK !== undefined) requireCount(where, 'topK', topK, 1);
  if (topP !== undefined && !(topP > 0 && topP <= 1))
    throw new ArgumentError(where, 'topP', 'a number in (0, 1]', topP);
}

/**
 * Writes the law that is drawn from: temperature first, then the k likeliest, then of these, normalised, the likeliest with
 * mass `topP`. Of equally likely symbols the lower number comes first.
 *
 * @param out (numSymbols); sums to 1
 */
export function sampleLawInto(
  logits: ArrayLike<number>,
  at: number,
  { temperature = 1, topK = Number.POSITIVE_INFINITY, topP = 1 }: TextSampleOptions,
  out: Float64Array,
): void {
  const n = out.length;
  let best = 0;
  for (let w = 1; w < n; w++) if (logits[at + w]! > logits[at + best]!) best = w;
  if (temperature === 0) {
    out.fill(0);
    out[best] = 1;
    return;
  }
  for (let w = 0; w < n; w++) out[w] = exp((logits[at + w]! - logits[at + best]!) / temperature);
  if (topK < n || topP < 1) {
    const order = Uint32Array.from({ length: n }, (_, w) => w).sort((a, b) => out[b]! - out[a]! || a - b);
    const kept = order.subarray(0, Math.min(topK, n));
    let total = 0;
    for (const w of kept) total += out[w]!;
    let mass = 0;
    let size = 0;
    while (size < kept.length && mass < topP * total) mass += out[kept[size++]!]!;
    for (const w of order.subarray(size)) out[w] = 0;
  }
  let sum = 0;
  for (let w = 0; w < n; w++) sum += out[w]!;
  for (let w = 0; w < n; w++) out[w]! /= sum;
}

/** The symbol at u of a law, u uniform on [0, 1). */
export function symbolAt(law: Float64Array, u: number): number {
  let rest = u;
  let last = 0;
  for (let w = 0; w < law.length; w++) {
    if (law[w] === 0) continue;
    last = w;
    rest -= law[w]!;
    if (rest < 0) return w;
  }
  return last;
}
