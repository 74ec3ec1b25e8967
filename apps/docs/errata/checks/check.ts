/** What a row of the errata is checked with: one quantity, three times. */

export interface Check {
  /** By the formula of the notes. */
  readonly notes: number;
  /** By the formula that replaces it. */
  readonly right: number;
  /** By another way: enumeration, quadrature, a difference quotient, a package. */
  readonly truth: number;
  /** How far `right` may be from `truth`, relative to max(1, |truth|); rounding, unless the other way is a limit. */
  readonly tolerance?: number | undefined;
}

/** The rows of one notebook by their numbers. */
export type Checks = Readonly<Record<number, () => Check>>;

/** What rounding may do to the short sums of a check. */
export const ROUNDING = 1e-11;
