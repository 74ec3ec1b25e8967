/**
 * Chapter 12: the bridge in numbers. What the packages compute of one mathematics, of quantum annealing and of other
 * algebras, beside closed forms and beside what other programs found. Exact linear algebra: two seconds or so, whatever
 * the options.
 */
import { foldIn } from '@yuragi/prob-core';
import type { Guide } from '../guide.ts';
import type { Ledger } from '../ledger.ts';
import type { BridgeRow } from './row.ts';
import { learnRows, operatorRows } from './spins.ts';
import { algebraRows, posteriorRows, workRows } from './states.ts';

export { type BridgeRow, differenceOf, holds } from './row.ts';

type RowsOf<F extends (...args: never[]) => unknown> =
  Awaited<ReturnType<F>> extends readonly (infer Row)[] ? Row : never;
type Row =
  | RowsOf<typeof operatorRows>
  | RowsOf<typeof learnRows>
  | RowsOf<typeof workRows>
  | RowsOf<typeof algebraRows>
  | RowsOf<typeof posteriorRows>;

export type BridgeId = Row['id'];
export const groups = ['operator', 'learn', 'work', 'algebras', 'posterior'] as const;
export type BridgeGroup = (typeof groups)[number];

export type BridgeNumbers = Readonly<Record<BridgeGroup, readonly BridgeRow<BridgeId>[]>>;

export async function countBridge(guide: Guide, ledger: Ledger, label: string): Promise<BridgeNumbers> {
  const [numbers] = await Promise.all(
    await guide.count(label, 1, async () => ({
      operator: operatorRows(),
      learn: learnRows(),
      work: await workRows(ledger, foldIn(guide.key, 'bridge escort')),
      algebras: algebraRows(),
      posterior: posteriorRows(),
    })),
  );
  return numbers!;
}
