/**
 * NUTS of Stan. Its chain cannot be taken up where it ended, so each sample of the clock is a chain of its own: warm-up from
 * the same seed, which is the same adaptation every time, then draws. Stan times the draws by itself, without the warm-up.
 */
import type { NdArray } from 'ndarray';
import type { Python } from '../python.ts';
import { type PeerEntry, PeerFailure } from '../row.ts';
import { sameLaw, smallestSize, split } from './chains.ts';
import { effects, standardErrors } from './targets.ts';

const MODULES = ['rstan'];
/** What a round is meant to fill. */
const ROUND_SECONDS = 0.2;

export interface StanChain {
  /** (draws, quantities), row by row. */
  readonly values: Float64Array;
  /** Mean number of leapfrog steps a draw. */
  readonly leapfrogs: number;
  /** Of all draws, without warm-up. */
  readonly seconds: number;
}

/**
 * A chain as R sends it.
 *
 * @throws {PeerFailure} if it is not one of `numDraws` draws of `numQuantities` finite numbers
 */
export function stanChain(answer: unknown, numDraws: number, numQuantities: number): StanChain {
  const { values, leapfrogs, seconds } = (answer ?? {}) as { readonly [name: string]: unknown };
  const length = numDraws * numQuantities;
  if (!Array.isArray(values) || values.length !== length || !values.every(Number.isFinite))
    throw new PeerFailure(`its program did not send ${numDraws} draws of ${numQuantities} finite numbers`);
  const isPositive = (value: unknown): value is number => Number.isFinite(value) && (value as number) > 0;
  if (!isPositive(leapfrogs) || !isPositive(seconds))
    throw new PeerFailure('its program did not send the number of leapfrog steps and the time of its draws');
  return { values: Float64Array.from(values as number[]), leapfrogs, seconds };
}

export interface RstanOptions {
  readonly law: 'gaussian' | 'eight-schools';
  readonly dimension: number;
  /** Our chains, of each quantity. */
  readonly own: readonly NdArray<Float64Array>[];
  /** Draws of the pilot. */
  readonly numDraws: number;
  /** Effective draws a call is worth. */
  readonly target: number;
}

export function rstan(python: Python, { law, dimension, own, numDraws, target }: RstanOptions): PeerEntry {
  return {
    name: 'rstan',
    async open() {
      const shared = { law, dimension, effects: Array.from(effects), errors: Array.from(standardErrors) };
      const pilot = await python.open<unknown>('nuts', MODULES, { ...shared, draws: numDraws, kept: true });
      await pilot.close();
      const { values, leapfrogs, seconds } = stanChain(pilot.answer, numDraws, own.length);
      const theirs = split(values, 1, own.length);
      const sizePerDraw = smallestSize(theirs) / numDraws;
      const steps = Math.ceil(target / sizePerDraw);
      const timed = await python.open<unknown>('nuts', MODULES, { ...shared, draws: steps, kept: false });
      return {
        contender: timed,
        round: { calls: Math.max(1, Math.round((ROUND_SECONDS * numDraws) / (seconds * steps))), samples: 1 },
        agreement: sameLaw(own, theirs),
        details: { steps: [steps], 'gradients an effective draw': [leapfrogs / sizePerDraw] },
        close: timed.close,
      };
    },
  };
}
