/** What the figures are held against, and where each limit comes from. Read by people; no test asserts them. */
import type { Limit } from './statistics.ts';

export interface Bar {
  readonly row: string;
  /** The peer whose ratio is meant; without one, our own throughput in units a second. */
  readonly peer?: string;
  /** A bar has to be met; a goal is what we hope for. */
  readonly kind: 'bar' | 'goal';
  readonly limit: Limit;
  readonly from: string;
}

const noSlower = (row: string, peer: string, from: string): Bar => ({
  row,
  peer,
  kind: 'bar',
  limit: { atMost: 1 },
  from,
});
const fillGoal = 'performance goals of prob-core, set from numpy and torch measured on another machine';
const mixtureBar = 'performance bar of latent-models: no slower than scikit-learn';
const densityBar = 'performance bar of prob-core: at least the throughput of scipy';
const loopGoal = 'abstraction cost below 1.2 of a hand-written loop, the complaint of diffrax issue 517';

export const bars: readonly Bar[] = [
  { row: 'fill-normal-f32', kind: 'bar', limit: { atLeast: 100e6 }, from: fillGoal },
  { row: 'fill-normal-f64', kind: 'goal', limit: { atLeast: 60e6 }, from: fillGoal },
  { row: 'fill-uniform-f32', kind: 'goal', limit: { atLeast: 300e6 }, from: fillGoal },
  noSlower('log-density-normal', 'scipy.stats', densityBar),
  noSlower('log-density-gamma', 'scipy.stats', densityBar),
  noSlower('log-density-beta', 'scipy.stats', densityBar),
  noSlower('mixture-steps', 'scikit-learn', mixtureBar),
  noSlower('mixture-fit-apart', 'scikit-learn', mixtureBar),
  noSlower('mixture-fit-overlapping', 'scikit-learn', mixtureBar),
  ...['loop-random-walk', 'loop-hmc', 'loop-ancestral', 'loop-dormand-prince', 'loop-em', 'euler-maruyama'].map(
    (row): Bar => ({ row, peer: 'hand-written loop', kind: 'goal', limit: { atMost: 1.2 }, from: loopGoal }),
  ),
];
