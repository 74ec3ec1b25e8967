/** One row of the bridge in numbers: a quantity, what it should be, and what the packages compute. */
import { type ReferenceId, reference } from './reference.ts';

export interface BridgeRow<Id extends string = string> {
  readonly id: Id;
  readonly expected: number;
  /** Where `expected` comes from: a closed form or an identity, or another program (`reference.ts`). */
  readonly source: 'formula' | 'reference';
  readonly computed: number;
  /** What the difference may be, absolute; said where the row is made if it is more than rounding. */
  readonly tolerance: number;
}

export const differenceOf = ({ expected, computed }: BridgeRow): number => computed - expected;
export const holds = (row: BridgeRow): boolean => Math.abs(differenceOf(row)) <= row.tolerance;

/** Against a closed form, or against 0 for what vanishes. */
export const byFormula = <Id extends string>(
  id: Id,
  expected: number,
  computed: number,
  tolerance: number,
): BridgeRow<Id> => ({ id, expected, source: 'formula', computed, tolerance });

/** Against another program. @param relative what the difference may be, as a share of the number */
export const byReference = <Id extends ReferenceId>(id: Id, computed: number, relative: number): BridgeRow<Id> => ({
  id,
  expected: reference[id],
  source: 'reference',
  computed,
  tolerance: relative * reference[id],
});
