/** Networks inside the models of this package, and plans of a fixed number of rows over any number of them. */
import { mlp, type Scope, type Tensor, zeros } from '@yuragi/nn';
import { ArgumentError, requireCount } from '@yuragi/prob-core/errors';

/**
 * Records a network from x, (n, any width), to (n, outputs). Its parameters are those that it asks the scope for. It is
 * recorded more than once, for other numbers of rows.
 */
export type RecordedNetwork = (scope: Scope, x: Tensor, outputs: number) => Tensor;

/** The dense network with hidden layers of these widths and SiLU; `isZero`: it begins as 0. */
export const denseNetwork =
  (hidden: readonly number[], isZero = false): RecordedNetwork =>
  (scope, x, outputs) =>
    mlp(scope, x, { hidden, outputs, ...(isZero && { outputInitialiser: zeros }) });

export function requireNetwork(where: string, name: string, network: RecordedNetwork): RecordedNetwork {
  if (typeof network !== 'function')
    throw new ArgumentError(where, name, 'a function (scope, x, outputs) that records a network', network);
  return network;
}

/** Rows that the plans of a trained model are compiled for. */
export const CHUNK = 256;

/** Calls `visit` for rows start .. start + size - 1, at most `CHUNK` at a time. */
export function inChunks(n: number, visit: (start: number, size: number) => void): void {
  for (let start = 0; start < n; start += CHUNK) visit(start, Math.min(CHUNK, n - start));
}

/** Widths of hidden layers. */
export function requireWidths(where: string, name: string, widths: readonly number[]): readonly number[] {
  if (!Array.isArray(widths)) throw new ArgumentError(where, name, 'a list of widths', widths);
  for (const [i, width] of widths.entries()) requireCount(where, `${name}[${i}]`, width, 1);
  return widths;
}
