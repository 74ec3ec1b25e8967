/** How fast are EM steps on a Gaussian mixture, and a whole fit, and how good is what it finds? */
import { fitGaussianMixture, type GaussianMixture, gaussianMixture } from '@yuragi/latent-models';
import { foldIn, key, stream, toNdarray } from '@yuragi/prob-core';
import type { NdArray } from 'ndarray';
import { randomMixture } from '../random-mixture.ts';
import type { Row } from '../row.ts';

export interface MixtureFitSize {
  readonly n: number;
  readonly d: number;
  readonly numComponents: number;
  readonly numSteps: number;
  readonly numSeeds: number;
}
export const fullSize: MixtureFitSize = { n: 20_000, d: 10, numComponents: 8, numSteps: 20, numSeeds: 5 };
const TOLERANCE = 1e-3;
/** Of mean log-likelihoods, nats per row. */
const AGREEMENT = 1e-8;
/** Standard deviation of the components' means; their covariances have variances near 1. */
const APART = 2;
export const OVERLAPPING = 0.5;

export async function mixtureData(
  seed: string,
  spread: number,
  { n, d, numComponents }: MixtureFitSize,
): Promise<{ readonly truth: GaussianMixture; readonly x: NdArray<Float64Array> }> {
  const truth = gaussianMixture(randomMixture(seed, numComponents, d, spread));
  return { truth, x: await truth.sample(stream(foldIn(key(seed), 'data')), n) };
}

/** A start that is not the end: the true law with its means moved by a tenth. */
export function startNear({ weights, means, covariances }: GaussianMixture, seed: string) {
  const rng = stream(foldIn(key(seed), 'start'));
  return { weights, means: means.data.map((value) => value + 0.1 * rng.normal()), covariances: covariances.data };
}

const shapeOf = ({ n, d, numComponents }: MixtureFitSize): string =>
  `n = ${n}, d = ${d}, K = ${numComponents}, full covariances`;
const layoutOf = ({ n, d }: MixtureFitSize): string => `(${n}, ${d}), row-major`;
const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function stepsRow(size: MixtureFitSize): Row {
  const seed = 'mixture steps';
  const { d, numComponents, numSteps } = size;
  return {
    name: 'mixture-steps',
    package: 'latent-models',
    title: `${numSteps} steps of EM from a given start, regularisation 0; ${shapeOf(size)}`,
    included:
      "checks of the arguments, the steps and one E-step at the end on both sides; ours also fingerprints the data; scikit-learn's k-means is left out by its warm start",
    dtype: 'f64',
    layout: layoutOf(size),
    seed,
    unit: 'EM steps',
    work: numSteps,
    async setUp(python) {
      const { truth, x } = await mixtureData(seed, OVERLAPPING, size);
      const start = startNear(truth, seed);
      const fit = () =>
        fitGaussianMixture(x, key(seed), {
          numComponents,
          start,
          maxSteps: numSteps,
          tolerance: 0,
          regularization: 0,
        });
      const reference = await fit();
      return {
        ours: async () => void (await fit()),
        details: {
          'EM steps': [reference.history.bound.length],
          'log-likelihood, nats per row': [reference.meanLogLikelihood],
        },
        peers: [
          {
            name: 'scikit-learn',
            async open() {
              const task = await python.open<{ steps: number; logLikelihood: number }>(
                'mixture_steps',
                ['numpy', 'sklearn'],
                { x: x.data, dimension: d, ...start, steps: numSteps },
              );
              const { steps, logLikelihood } = task.answer;
              return {
                contender: task,
                agreement: {
                  measure: 'difference of mean log-likelihoods, nats per row; NaN if the steps differ in number',
                  value:
                    steps === reference.history.bound.length
                      ? Math.abs(logLikelihood - reference.meanLogLikelihood)
                      : Number.NaN,
                  tolerance: AGREEMENT,
                },
                details: { 'EM steps': [steps], 'log-likelihood, nats per row': [logLikelihood] },
                close: task.close,
              };
            },
          },
        ],
      };
    },
  };
}

interface PeerFits {
  readonly logLikelihoods: Float64Array;
  readonly steps: Float64Array;
  readonly models: readonly {
    readonly weights: Float64Array;
    readonly means: Float64Array;
    readonly covariances: Float64Array;
  }[];
}

function fitRow(kind: 'apart' | 'overlapping', spread: number, size: MixtureFitSize): Row {
  const name = `mixture-fit-${kind}`;
  const seed = name.replaceAll('-', ' ');
  const { d, numComponents, numSeeds } = size;
  return {
    name,
    package: 'latent-models',
    title: `${numSeeds} fits from scratch, seeds 0 to ${numSeeds - 1}, tolerance ${TOLERANCE}, components ${kind}; ${shapeOf(size)}`,
    included: "everything a fit does, each library's own start and regularisation; the optima differ, see the bounds",
    dtype: 'f64',
    layout: layoutOf(size),
    seed,
    unit: 'fits',
    work: numSeeds,
    async setUp(python) {
      const { x } = await mixtureData(seed, spread, size);
      const fitAll = async () => {
        const fits = [];
        for (let i = 0; i < numSeeds; i++)
          fits.push(await fitGaussianMixture(x, foldIn(key(seed), i), { numComponents, tolerance: TOLERANCE }));
        return fits;
      };
      const reference = await fitAll();
      return {
        ours: async () => void (await fitAll()),
        details: {
          'EM steps': reference.map(({ history }) => history.bound.length),
          'log-likelihood, nats per row': reference.map(({ meanLogLikelihood }) => meanLogLikelihood),
        },
        peers: [
          {
            name: 'scikit-learn',
            async open() {
              const task = await python.open<PeerFits>('mixture_fits', ['numpy', 'sklearn'], {
                x: x.data,
                dimension: d,
                components: numComponents,
                seeds: numSeeds,
                tolerance: TOLERANCE,
              });
              const { logLikelihoods, steps, models } = task.answer;
              const byOurs = models.map(({ weights, means, covariances }) =>
                mean(
                  gaussianMixture({
                    weights,
                    means: toNdarray(means, [numComponents, d]),
                    covariances: toNdarray(covariances, [numComponents, d, d]),
                  }).logDensity(x),
                ),
              );
              return {
                contender: task,
                agreement: {
                  measure: "its models' mean log-likelihoods by its own code and by ours, nats per row",
                  value: Math.max(...byOurs.map((value, i) => Math.abs(value - logLikelihoods[i]!))),
                  tolerance: AGREEMENT,
                },
                details: {
                  'EM steps': Array.from(steps),
                  'log-likelihood, nats per row': Array.from(logLikelihoods),
                },
                close: task.close,
              };
            },
          },
        ],
      };
    },
  };
}

export const mixtureFits = (size: MixtureFitSize = fullSize): readonly Row[] => [
  stepsRow(size),
  fitRow('apart', APART, size),
  fitRow('overlapping', OVERLAPPING, size),
];
