/** A derivation as numbers: each of its equalities, with both sides computed, and one step that is wrong. */

export interface Step {
  readonly left: number;
  readonly right: number;
  /** How far they may be apart, relative to max(1, |right|); rounding, unless a side is a limit or a difference quotient. */
  readonly tolerance?: number | undefined;
}

export interface Derivation {
  readonly steps: readonly Step[];
  /** What the notes say, or what one easily writes in the place of a step. */
  readonly wrong: Step;
}

/** What rounding may do to the sums and quadratures of a step. */
export const ROUNDING = 1e-11;

/** |left - right| relative to max(1, |right|). */
export const distance = ({ left, right }: Step): number => Math.abs(left - right) / Math.max(1, Math.abs(right));
