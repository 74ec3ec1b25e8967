/** The driver that fits a Gaussian mixture: starts, EM steps, the best of several, as one run that can stop and resume. */
import {
  drive,
  fingerprint,
  finish,
  foldIn,
  type Key,
  type Pausable,
  type RunOptions,
  requireMatrix,
  stream,
  toNdarray,
  type Warning,
} from '@yuragi/prob-core';
import {
  ArgumentError,
  requireAllFinite,
  requireCount,
  requireLength,
  requireNonNegative,
  requireOneOf,
  requireProbabilities,
} from '@yuragi/prob-core/errors';
import type { NdArray } from 'ndarray';
import { type CovarianceKind, covarianceKinds, covarianceLength, expandCovariance } from './covariance-kinds.ts';
import { type GaussianMixture, gaussianMixture } from './gaussian-mixture.ts';
import { gaussianMixtureEm, type MixtureParameters } from './gaussian-mixture-em.ts';
import type { Trained } from './generative-model.ts';
import { kMeansLabels } from './k-means.ts';

export interface FitGaussianMixtureOptions {
  /** K >= 1. */
  readonly numComponents: number;
  /** Default 'full'. */
  readonly covariance?: CovarianceKind | undefined;
  /** Independent starts by k-means++, of which the best final bound wins. Default 1; several find better optima. */
  readonly numRestarts?: number | undefined;
  /** EM steps at most. Default 200. */
  readonly maxSteps?: number | undefined;
  /** Converged when a step raises the bound by less than this, nats per row. Default 1e-6. */
  readonly tolerance?: number | undefined;
  // Advanced
  /**
   * epsilon >= 0 in squared units of the data: the fit is to the data smoothed by N(0, epsilon I), so every covariance is
   * at least epsilon I. Default 1e-6 times the mean variance of the columns: invisible unless a component collapses.
   */
  readonly regularization?: number | undefined;
  /** Where to begin, instead of k-means++: then there are no restarts. Arrays as in `MixtureParameters`. */
  readonly start?: MixtureParameters | undefined;
}

/** A fitted mixture with the climb that led to it. */
export interface FittedGaussianMixture extends Trained<GaussianMixture> {
  /**
   * bound: F after each E-step; boundAfterMaximisation: F after the M-step that followed. Nats per row, of the winning
   * start. Interleaved they never fall, to rounding.
   */
  readonly history: { readonly bound: Float64Array; readonly boundAfterMaximisation: Float64Array };
  readonly parameters: MixtureParameters;
  /** Of the data under the model, nats per row. */
  readonly meanLogLikelihood: number;
  /** The epsilon that was used. */
  readonly regularization: number;
  /** Akaike's and Schwarz's criteria, -2 log L + 2 p and -2 log L + p log n: lower is better. */
  readonly aic: number;
  readonly bic: number;
  readonly warnings: readonly Warning[];
}

/** One start on its way; plain data, so that it can stand in a checkpoint. */
interface Climb {
  readonly parameters: MixtureParameters;
  readonly bounds: readonly number[];
  readonly boundsAfterMaximisation: readonly number[];
  readonly numEmpty: number;
  readonly isConverged: boolean;
  /** A component collapsed; this start is out of the race. */
  readonly isSingular: boolean;
}

const RELATIVE_REGULARIZATION = 1e-6;

function meanColumnVariance(x: Float64Array, d: number): number {
  const n = x.length / d;
  let total = 0;
  for (let j = 0; j < d; j++) {
    let mean = 0;
    for (let i = j; i < x.length; i += d) mean += x[i]! / n;
    for (let i = j; i < x.length; i += d) total += (x[i]! - mean) ** 2 / n;
  }
  return total / d;
}

/** Free parameters of the mixture. */
function countParameters(kind: CovarianceKind, numComponents: number, d: number): number {
  const perCovariance = kind === 'full' ? (d * (d + 1)) / 2 : covarianceLength(kind, d);
  return numComponents * (1 + d + perCovariance) - 1;
}

function requireStart(
  where: string,
  start: MixtureParameters,
  kind: CovarianceKind,
  numComponents: number,
  d: number,
): void {
  requireLength(where, 'start.weights', start.weights, numComponents);
  requireProbabilities(where, 'start.weights', start.weights);
  requireLength(where, 'start.means', start.means, numComponents * d);
  requireAllFinite(where, 'start.means', start.means);
  requireLength(where, 'start.covariances', start.covariances, numComponents * covarianceLength(kind, d));
  requireAllFinite(where, 'start.covariances', start.covariances);
}

/**
 * Fits a mixture of Gaussians by expectation maximisation.
 *
 *   maximise (1/n) sum_i log sum_k w_k N(x_i; m_k, C_k)
 *
 * Every start is seeded by k-means++ and climbs the same bound (see `gaussianMixtureEm`), which never falls; all starts
 * step side by side, and the one with the highest bound wins. EM finds a local maximum. Restart i depends on
 * `foldIn(key, i)` alone. One step costs about 2 n K d^2 multiply-adds a start for full covariances.
 *
 * Progress counts steps out of `maxSteps`, with the best bound so far.
 *
 * @param x observations, (n, d), n >= K, finite
 * @param key names the randomness of the starts
 * @throws {ShapeError}, {ArgumentError} for bad data or options, or if every start collapses on too few points because
 *   `regularization` is 0; {CheckpointError} if `resume` is of another run
 * @see Dempster, Laird and Rubin, J. R. Stat. Soc. B 39 (1977), 1, section 4.3
 * @example ```ts doctest
 * import { key, toNdarray } from '@yuragi/prob-core';
 * import { fitGaussianMixture } from '@yuragi/latent-models';
 * const x = toNdarray(Float64Array.of(-3.1, -3, -2.9, 2.9, 3, 3.1), [6, 1]);
 * const { model, stopped } = await fitGaussianMixture(x, key('two heaps'), { numComponents: 2 });
 * stopped; // => 'converged'
 * Array.from(model.weights); // => [0.5, 0.5]
 * ```
 */
export async function fitGaussianMixture(
  x: NdArray<Float64Array>,
  key: Key,
  options: FitGaussianMixtureOptions & RunOptions,
): Promise<FittedGaussianMixture> {
  const where = 'fitGaussianMixture';
  const { numComponents, covariance = 'full', maxSteps = 200, tolerance = 1e-6, start } = options;
  const { data, rows: n, columns: d } = requireMatrix(x, where, 'x');
  requireCount(where, 'numComponents', numComponents, 1);
  if (numComponents > n)
    throw new ArgumentError(where, 'numComponents', `at most ${n}, the number of rows`, numComponents);
  requireOneOf(where, 'covariance', covariance, covarianceKinds);
  const numRestarts = requireCount(where, 'numRestarts', options.numRestarts ?? 1, 1);
  requireCount(where, 'maxSteps', maxSteps, 1);
  requireNonNegative(where, 'tolerance', tolerance);
  const regularization = requireNonNegative(
    where,
    'regularization',
    options.regularization ?? RELATIVE_REGULARIZATION * meanColumnVariance(data, d),
  );
  if (start !== undefined) {
    if (numRestarts > 1) throw new ArgumentError(where, 'numRestarts', '1 when `start` is given', numRestarts);
    requireStart(where, start, covariance, numComponents, d);
  }

  const em = gaussianMixtureEm(data, d, numComponents, covariance, regularization);
  const beginAt = (parameters: MixtureParameters): Climb => ({
    parameters,
    bounds: [],
    boundsAfterMaximisation: [],
    numEmpty: 0,
    isConverged: false,
    isSingular: false,
  });
  function* begin(restart: number): Pausable<Climb> {
    if (start !== undefined) return beginAt(start);
    const labels = yield* kMeansLabels(data, d, numComponents, stream(foldIn(key, restart)));
    return beginAt(em.initFromLabels(labels));
  }
  function* advance(climb: Climb): Pausable<Climb> {
    if (climb.isConverged || climb.isSingular) return climb;
    const [parameters, info] = yield* em.step(climb.parameters);
    if (info.singularComponent >= 0) return { ...climb, isSingular: true };
    const bound = info.boundAfterExpectation;
    return {
      parameters,
      bounds: [...climb.bounds, bound],
      boundsAfterMaximisation: [...climb.boundsAfterMaximisation, info.boundAfterMaximisation],
      numEmpty: info.numEmpty,
      isConverged: bound - (climb.bounds.at(-1) ?? -Infinity) < tolerance,
      isSingular: false,
    };
  }

  let climbs: readonly Climb[] = [];
  const best = (): Climb => {
    const rank = (climb: Climb): number => (climb.isSingular ? -Infinity : (climb.bounds.at(-1) ?? -Infinity));
    return climbs.reduce((winner, climb) => (rank(climb) > rank(winner) ? climb : winner));
  };
  function* step(): Pausable<boolean> {
    const next: Climb[] = [];
    for (let restart = 0; restart < numRestarts; restart++) {
      const climb = climbs[restart] ?? (yield* begin(restart));
      next.push(yield* advance(climb));
    }
    if (next.every(({ isSingular }) => isSingular))
      throw new ArgumentError(where, 'regularization', '> 0: every start collapsed on too few points', regularization);
    climbs = next;
    return climbs.every(({ isConverged, isSingular }) => isConverged || isSingular);
  }

  const run = await drive(
    {
      task: 'fit Gaussian mixture',
      producer: `@yuragi/latent-models/${where}`,
      fingerprint: fingerprint({ data, d, key, numComponents, covariance, numRestarts, regularization, start }),
      total: maxSteps,
      step,
      metrics: () => (climbs.length === 0 ? {} : { bound: best().bounds.at(-1)! }),
      save: () => ({ rng: [], data: { climbs } }),
      restore(checkpoint) {
        climbs = (checkpoint.data as { climbs: readonly Climb[] }).climbs;
      },
    },
    options,
  );

  // Stopped before its first step: the start is all there is.
  if (climbs.length === 0) climbs = [finish(begin(0))];
  const { parameters, bounds, boundsAfterMaximisation, numEmpty } = best();
  const length = covarianceLength(covariance, d);
  const covariances = new Float64Array(numComponents * d * d);
  for (let k = 0; k < numComponents; k++)
    covariances.set(
      expandCovariance(covariance, parameters.covariances.subarray(k * length, (k + 1) * length), d),
      k * d * d,
    );
  const model = gaussianMixture({
    weights: parameters.weights,
    means: toNdarray(parameters.means, [numComponents, d]),
    covariances: toNdarray(covariances, [numComponents, d, d]),
  });
  const logLikelihood = model.logDensity(x).reduce((sum, value) => sum + value, 0);
  const numParameters = countParameters(covariance, numComponents, d);
  return {
    ...run,
    model,
    parameters,
    history: {
      bound: Float64Array.from(bounds),
      boundAfterMaximisation: Float64Array.from(boundsAfterMaximisation),
    },
    meanLogLikelihood: logLikelihood / n,
    regularization,
    aic: 2 * (numParameters - logLikelihood),
    bic: numParameters * Math.log(n) - 2 * logLikelihood,
    warnings:
      numEmpty === 0
        ? []
        : [{ code: 'empty-component', message: `${numEmpty} of ${numComponents} components hold no row; use fewer.` }],
  };
}
