/** What a row of the table is: the same work for us and for every peer, and how to see that the answers agree. */
import type { Contender, Plan, Work } from './measure.ts';
import type { Python } from './python.ts';

/** How far two answers are apart. They agree if value <= tolerance. */
export interface Agreement {
  /** What was compared, and in which units. */
  readonly measure: string;
  readonly value: number;
  readonly tolerance: number;
}

/** Figures that stand beside the times: the bound reached, evaluations, errors. One value, or one a seed. */
export type Details = Readonly<Record<string, readonly number[]>>;

/** A peer that answered. */
export interface OpenPeer {
  readonly contender: Contender;
  readonly agreement: Agreement;
  readonly details?: Details;
  /** What a round is, where the peer settles that by itself. Else it is warmed up and found out. */
  readonly round?: Omit<Plan, 'contender'>;
  /** Frees what it holds. */
  close?(): Promise<void>;
}

export interface PeerEntry {
  readonly name: string;
  /** Brings the peer up and compares its answer with ours. @throws {AbsentPeer} if it is not on this machine */
  open(): Promise<OpenPeer>;
}

/** A row whose data are made. */
export interface Stage {
  readonly ours: Work;
  readonly peers: readonly PeerEntry[];
  readonly details?: Details;
}

export interface Row {
  /** Unique; what `--row` takes. */
  readonly name: string;
  readonly package:
    | 'prob-core'
    | 'kl-info'
    | 'mcmc'
    | 'annealing'
    | 'thermo-jarzynski'
    | 'sde'
    | 'nn'
    | 'latent-models'
    | 'diffusion';
  /** What one call computes. */
  readonly title: string;
  /** What the clock covers on each side. */
  readonly included: string;
  readonly dtype: 'f32' | 'f64';
  readonly layout: string;
  /** Names all randomness of our side and of the data. */
  readonly seed: string;
  /** What a call does `work` of: 'values', 'steps'. */
  readonly unit: string;
  readonly work: number;
  setUp(python: Python): Stage | Promise<Stage>;
}

/** The peer is not on this machine: no ratio, and no guess. */
export class AbsentPeer extends Error {
  override readonly name = 'AbsentPeer';
}

/** The peer's program stopped, or refused the work. */
export class PeerFailure extends Error {
  override readonly name = 'PeerFailure';
}

/** max |a - b|/(1 + |b|). NaN, which agrees with nothing, if the lengths differ or an entry is not a number. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.NaN;
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    // Math.max keeps a NaN.
    largest = Math.max(largest, Math.abs(a[i]! - b[i]!) / (1 + Math.abs(b[i]!)));
  }
  return largest;
}
