/** How fast are entropy and relative entropy of large mass functions? */
import { entropy, relativeEntropy } from '@yuragi/kl-info';
import { gamma, key, stream } from '@yuragi/prob-core';
import type { PeerEntry, Row } from '../row.ts';

const SIZE = 100_000;
/** Sums of 10^5 terms in another order, each good to an ulp or two. */
const TOLERANCE = 1e-12;

/** A draw from the flat Dirichlet law, (size). */
function randomMass(seed: string, size: number): Float64Array {
  const mass = new Float64Array(size);
  gamma({ shape: 1, rate: 1 }).fill(stream(key(seed)), mass);
  const total = mass.reduce((sum, value) => sum + value, 0);
  return mass.map((value) => value / total);
}

function row(kind: 'entropy' | 'relative-entropy', size: number): Row {
  const seed = kind.replaceAll('-', ' ');
  return {
    name: kind,
    package: 'kl-info',
    title: `${seed} of mass functions of ${size} outcomes`,
    included:
      'ours checks that masses are not negative and sum to 1; scipy.stats divides by their sums; scipy.special takes them as they are',
    dtype: 'f64',
    layout: `(${size}), contiguous`,
    seed,
    unit: 'outcomes',
    work: size,
    setUp(python) {
      const p = randomMass(`${seed} p`, size);
      const q = randomMass(`${seed} q`, size);
      const compute = kind === 'entropy' ? () => entropy(p) : () => relativeEntropy(p, q);
      const reference = compute();
      const peer = (name: string, task: string): PeerEntry => ({
        name,
        async open() {
          const opened = await python.open<number>(task, ['numpy', 'scipy'], kind === 'entropy' ? { p } : { p, q });
          return {
            contender: opened,
            agreement: {
              measure: 'difference, nats, relative',
              value: Math.abs(opened.answer / reference - 1),
              tolerance: TOLERANCE,
            },
            close: opened.close,
          };
        },
      });
      return {
        ours: () => void compute(),
        peers: [peer('scipy.stats', 'entropy_stats'), peer('scipy.special', 'entropy_special')],
      };
    },
  };
}

export const masses = (size: number = SIZE): readonly Row[] => [row('entropy', size), row('relative-entropy', size)];
