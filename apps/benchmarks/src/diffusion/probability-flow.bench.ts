/** How fast is the probability flow of a mixture, and how many evaluations does it take? */
import { probabilityFlow, smoothedMixture } from '@yuragi/diffusion';
import { fillNormal, key, stream } from '@yuragi/prob-core';
import { integrateOde } from '@yuragi/sde';
import { flatMixture, randomMixture } from '../random-mixture.ts';
import { largestDifference, type Row } from '../row.ts';

const NUM_COMPONENTS = 50;
const SPREAD = 2;
/** Far above the spread: the law there is almost one Gaussian. */
const SIGMA_MAX = 10;
const RELATIVE = 1e-6;
const ABSOLUTE = 1e-9;
const REFERENCE = { relativeTolerance: 1e-12, absoluteTolerance: 1e-13 };

function row(name: string, n: number): Row {
  const seed = name.replaceAll('-', ' ');
  return {
    name,
    package: 'sde',
    title: `probability flow of ${n} point${n === 1 ? '' : 's'} in 2 dimensions from sigma = ${SIGMA_MAX} to 0, mixture of ${NUM_COMPONENTS}, tolerances ${RELATIVE} and ${ABSOLUTE}`,
    included:
      "the solver and its evaluations; one system of all points on both sides, but our error norm is that of the worst point, scipy's the mean over all",
    dtype: 'f64',
    layout: `ours (${n}, 2), numpy (2, ${n})`,
    seed,
    unit: 'trajectories',
    work: n,
    setUp(python) {
      const mixture = randomMixture(seed, NUM_COMPONENTS, 2, SPREAD);
      const flow = probabilityFlow(smoothedMixture(mixture));
      const start = new Float64Array(2 * n);
      fillNormal(stream(key(seed)), start);
      for (let i = 0; i < start.length; i++) start[i]! *= SIGMA_MAX;
      const interval = { t0: SIGMA_MAX, t1: 0 };
      const solve = () =>
        integrateOde(flow, start, { ...interval, relativeTolerance: RELATIVE, absoluteTolerance: ABSOLUTE });
      const ours = solve();
      const truth = integrateOde(flow, start, { ...interval, ...REFERENCE }).position;
      const errorOf = (end: Float64Array): number => largestDifference(end, truth);
      return {
        ours: () => void solve(),
        details: { evaluations: [ours.numEvaluations], error: [errorOf(ours.position)] },
        peers: [
          {
            name: 'scipy RK45',
            async open() {
              const task = await python.open<{ end: Float64Array; evaluations: number; steps: number }>(
                'probability_flow',
                ['numpy', 'scipy'],
                { ...flatMixture(mixture), start, ...interval, relative: RELATIVE, absolute: ABSOLUTE },
              );
              const { end, evaluations, steps } = task.answer;
              return {
                contender: task,
                agreement: {
                  measure: 'ends, largest |difference|/(1 + |value|); each step may err by the tolerance',
                  value: largestDifference(ours.position, end),
                  tolerance: (ours.numSteps + steps) * RELATIVE,
                },
                details: { evaluations: [evaluations], error: [errorOf(end)] },
                close: task.close,
              };
            },
          },
        ],
      };
    },
  };
}

export const probabilityFlows = (numPoints = 500): readonly Row[] => [
  row('probability-flow', numPoints),
  row('probability-flow-one-point', 1),
];
