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

/** From this version on Node has relaxed SIMD, and what nn and diffusion are held to is less. */
const RELAXED_NODE = 22;
const isRelaxed = Number(process.versions.node.split('.')[0]) >= RELAXED_NODE;
const networkBar = `performance bars of nn and diffusion for Node ${isRelaxed ? '>= ' : '< '}${RELAXED_NODE}`;
/** Our time over the peer's, before and since relaxed SIMD. */
const within = (row: string, peer: string, before: number, since: number): Bar => ({
  row,
  peer,
  kind: 'bar',
  limit: { atMost: isRelaxed ? since : before },
  from: networkBar,
});

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
  ...['gemm-256-128-128', 'gemm-64-256-256', 'gemm-512-512-512'].flatMap((row): Bar[] => [
    { row, kind: 'goal', limit: { atLeast: isRelaxed ? 40e9 : 22e9 }, from: 'goals of nn, for a core at 2.8 GHz' },
    {
      row,
      peer: 'register loop',
      kind: 'bar',
      limit: { atMost: 1.176 },
      from: 'bar of nn: 85 % of the rate of the loop',
    },
  ]),
  within('mlp-step', 'torch', 2, 1.3),
  within('mlp-step', 'tfjs (wasm)', 1 / 8, 1 / 8),
  within('mlp-step', 'jax-js (wasm)', 1 / 8, 1 / 8),
  within('mlp-fit-two-threads', 'one thread', 1 / 1.6, 1 / 1.6),
  within('unet-step', 'torch, channels first', 5, 3),
  within('vae-step', 'torch', 2, 2),
  within('denoiser-fit', 'torch', 2, 1.4),
  within('denoiser-samples', 'torch', 2.2, 1.5),
  ...['loop-random-walk', 'loop-hmc', 'loop-ancestral', 'loop-dormand-prince', 'loop-em', 'euler-maruyama'].map(
    (row): Bar => ({ row, peer: 'hand-written loop', kind: 'goal', limit: { atMost: 1.2 }, from: loopGoal }),
  ),
];
