/** How fast are distances between two samples, on the line and in more dimensions? */
import { energyDistance, wasserstein } from '@yuragi/kl-info';
import { fillNormal, key, stream, toNdarray } from '@yuragi/prob-core';
import type { NdArray } from 'ndarray';
import type { PeerEntry, Row } from '../row.ts';

export interface SampleDistanceSize {
  /** Points a sample, of the sorted distance and of the distances over all pairs. */
  readonly n: number;
  readonly numPairwise: number;
  readonly d: number;
}
const FULL: SampleDistanceSize = { n: 100_000, numPairwise: 1000, d: 10 };
/**
 * Relative. The energy distance is a difference of means that are tens of times its own size, and scipy squares a root.
 */
const TOLERANCE = 1e-10;

interface Case {
  readonly name: string;
  readonly title: string;
  readonly included: string;
  readonly n: number;
  readonly d: number;
  readonly compute: (x: NdArray<Float64Array>, y: NdArray<Float64Array>) => number;
  readonly peers: readonly { readonly name: string; readonly task: string; readonly modules: readonly string[] }[];
}

function row({ name, title, included, n, d, compute, peers }: Case): Row {
  const seed = name.replaceAll('-', ' ');
  return {
    name,
    package: 'kl-info',
    title,
    included,
    dtype: 'f64',
    layout: d === 1 ? `(${n}), contiguous` : `(${n}, ${d}), row-major`,
    seed,
    unit: 'points',
    work: 2 * n,
    setUp(python) {
      const rng = stream(key(seed));
      const sample = (): NdArray<Float64Array> => {
        const values = new Float64Array(n * d);
        fillNormal(rng, values);
        return toNdarray(values, [n, d]);
      };
      const x = sample();
      const y = sample();
      // Apart by half a deviation in every coordinate, and wider.
      for (let i = 0; i < n * d; i++) y.data[i] = 0.5 + 1.5 * y.data[i]!;
      const reference = compute(x, y);
      const entry = ({ name: peer, task, modules }: Case['peers'][number]): PeerEntry => ({
        name: peer,
        async open() {
          const opened = await python.open<number>(task, modules, { x: x.data, y: y.data, dimension: d });
          return {
            contender: opened,
            agreement: {
              measure: 'difference, relative',
              value: Math.abs(opened.answer / reference - 1),
              tolerance: TOLERANCE,
            },
            close: opened.close,
          };
        },
      });
      return { ours: () => void compute(x, y), peers: peers.map(entry) };
    },
  };
}

export const sampleDistances = ({ n, numPairwise, d }: SampleDistanceSize = FULL): readonly Row[] => [
  row({
    name: 'wasserstein-line',
    title: `W_1 of two samples of ${n} points on the line, without weights`,
    included: 'checks, sorting and the sum, on all sides',
    n,
    d: 1,
    compute: (x, y) => wasserstein(x.data, y.data),
    peers: [
      { name: 'scipy.stats', task: 'wasserstein_scipy', modules: ['numpy', 'scipy'] },
      { name: 'POT', task: 'wasserstein_pot', modules: ['numpy', 'ot'] },
    ],
  }),
  row({
    name: 'energy-distance-line',
    title: `squared energy distance of two samples of ${numPairwise} points on the line`,
    included: 'ours sums over all pairs, as in any dimension; scipy sorts, which only the line allows',
    n: numPairwise,
    d: 1,
    compute: energyDistance,
    peers: [{ name: 'scipy.stats', task: 'energy_distance_line', modules: ['numpy', 'scipy'] }],
  }),
  row({
    name: 'energy-distance-10d',
    title: `squared energy distance of two samples of ${numPairwise} points in ${d} dimensions`,
    included: 'the distances of all pairs on both sides, in scipy by cdist and pdist',
    n: numPairwise,
    d,
    compute: energyDistance,
    peers: [{ name: 'scipy.spatial', task: 'energy_distance_pairs', modules: ['numpy', 'scipy'] }],
  }),
];
