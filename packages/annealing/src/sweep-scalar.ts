/**
 * Sweeps in plain TypeScript, with the bits of assembly/sweep.ts. Spins are visited in order; site i of the group of 16
 * sites g gets word (i mod 16) >> 2 of Philox block 4 g + (i mod 4), whether it needs one or not.
 */
import { type Key, restore } from '@yuragi/prob-core';
import { isDense } from './ising.ts';
import { acceptance, type Levels, type SweepPlan } from './sweep-plan.ts';

/** Sites in a group; arrays are padded to whole groups. */
export const GROUP = 16;

export interface SweepArrays {
  /** s, padded. */
  readonly spins: Int16Array | Float64Array;
  /** h_i + sum_j J_ij s_j in units, padded. */
  readonly fields: Int16Array | Float64Array;
  readonly thresholds: Uint32Array;
}

/** One sweep from a block of a key's stream on; returns the sum of the d of all flips. */
export type Sweep = (key: Key, block: number, levels: Levels) => number;

export function scalarSweep(plan: SweepPlan, { spins, fields, thresholds }: SweepArrays): Sweep {
  const { model, rule, kind, unit } = plan;
  const n = model.numSpins;
  const words = new Uint32Array(GROUP);

  const flip = (i: number): void => {
    const delta = -spins[i]!;
    spins[i] = delta;
    if (isDense(model)) {
      for (let j = 0; j < n; j++) fields[j]! += delta * (2 * model.matrix[i * n + j]!);
    } else {
      const { rowStarts, columns, couplings } = model;
      for (let at = rowStarts[i]!; at < rowStarts[i + 1]!; at++)
        fields[columns[at]!]! += delta * ((2 * couplings[at]!) / unit);
    }
  };

  return (key, block, { lo, hi, rate }) => {
    const rng = restore({ key, block, word: 0 });
    let change = 0;
    for (let first = 0; first < n; first += GROUP) {
      for (let at = 0; at < GROUP; at++) words[4 * (at & 3) + (at >> 2)] = rng.uint32();
      for (let i = first; i < Math.min(first + GROUP, n); i++) {
        const d = spins[i]! * fields[i]!;
        if (!(d <= hi)) continue;
        if (d > lo) {
          const threshold = kind === 'integer' ? thresholds[d - lo - 1]! : 2 ** 32 * acceptance(rule, rate * d);
          if (words[i - first]! >= threshold) continue;
        }
        change += d;
        flip(i);
      }
    }
    return change;
  };
}
