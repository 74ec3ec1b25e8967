/** How fast is the log density of an array? */
import { beta, gamma, key, normal, stream, type UnivariateDistribution } from '@yuragi/prob-core';
import { largestDifference, type PeerEntry, type Row } from '../row.ts';

const SIZE = 100_000;
/** Both sides are good to a few ulp of their largest term. */
const TOLERANCE = 1e-12;

function row(law: UnivariateDistribution, size: number): Row {
  const seed = `log density ${law.kind}`;
  return {
    name: `log-density-${law.kind}`,
    package: 'prob-core',
    title: `log density of ${size} values under ${law.kind}(${Object.values(law.parameters).join(', ')})`,
    included:
      'ours and the numpy expression write to an array that is there; scipy checks its support and allocates its result',
    dtype: 'f64',
    layout: `(${size}), contiguous`,
    seed,
    unit: 'values',
    work: size,
    setUp(python) {
      const x = new Float64Array(size);
      law.fill(stream(key(seed)), x);
      const out = new Float64Array(size);
      law.logDensityInto(x, out);
      const reference = out.slice();
      const peer = (name: string, task: string, modules: readonly string[]): PeerEntry => ({
        name,
        async open() {
          const opened = await python.open<Float64Array>(task, modules, {
            law: law.kind,
            parameters: law.parameters,
            x,
          });
          return {
            contender: opened,
            agreement: {
              measure: 'largest |difference|/(1 + |value|), nats',
              value: largestDifference(reference, opened.answer),
              tolerance: TOLERANCE,
            },
            close: opened.close,
          };
        },
      });
      return {
        ours: () => law.logDensityInto(x, out),
        peers: [
          peer('scipy.stats', 'log_density_scipy', ['numpy', 'scipy']),
          peer('numpy expression', 'log_density_numpy', ['numpy']),
        ],
      };
    },
  };
}

export const logDensities = (size: number = SIZE): readonly Row[] => [
  row(normal({ mean: 0.5, standardDeviation: 2 }), size),
  row(gamma({ shape: 2.5, rate: 1.3 }), size),
  row(beta({ shape1: 2.5, shape2: 1.5 }), size),
];
