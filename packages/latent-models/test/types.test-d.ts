/** The public types, checked by the compiler alone. */
import type { Kernel } from '@yuragi/mcmc';
import { type Key, key, type RunResult, toNdarray } from '@yuragi/prob-core';
import type { PathOfDistributions } from '@yuragi/thermo-jarzynski';
import {
  blockGibbs,
  type FittedRestrictedBoltzmannMachine,
  fitBoltzmannMachine,
  fitGaussianMixture,
  fitNgram,
  fitRestrictedBoltzmannMachine,
  type GaussianMixture,
  type GenerativeModel,
  type RestrictedBoltzmannMachine,
  restrictedBoltzmannPath,
  type Trained,
} from '../src/index.ts';

const x = toNdarray(Float64Array.of(1, 2), [2, 1]);
const name: Key = key('types');

// A fit is a trained model and the result of a run; options may be passed on as undefined.
const fitted: Promise<Trained<GaussianMixture> & RunResult> = fitGaussianMixture(x, name, {
  numComponents: 1,
  covariance: undefined,
  signal: undefined,
  start: undefined,
});
const model: Promise<GenerativeModel> = fitted.then((result) => result.model);

// @ts-expect-error the number of components is required
fitGaussianMixture(x, name, {});
// @ts-expect-error one of three words
fitGaussianMixture(x, name, { numComponents: 1, covariance: 'tied' });
// @ts-expect-error a matrix is an ndarray
fitGaussianMixture(Float64Array.of(1, 2), name, { numComponents: 1 });
// @ts-expect-error a seed is not a key
fitGaussianMixture(x, 7, { numComponents: 1 });

// A trained machine is a model; its path is what annealed importance sampling takes, with the kernels to move along it.
const machine: Promise<Trained<RestrictedBoltzmannMachine>> = fitRestrictedBoltzmannMachine(x, name, { numHidden: 1 });
const path = (own: RestrictedBoltzmannMachine): PathOfDistributions<Float64Array> => restrictedBoltzmannPath(own);
const kernel = (own: RestrictedBoltzmannMachine): Kernel<Float64Array, { readonly position: Float64Array }, unknown> =>
  blockGibbs(own);
const watched = ({ history }: FittedRestrictedBoltzmannMachine): Float64Array => history.pseudoLogLikelihood;

// @ts-expect-error the number of hidden units is required
fitRestrictedBoltzmannMachine(x, name, {});
// @ts-expect-error one of two objectives
fitBoltzmannMachine(x, { objective: 'pseudo-likelihood' });
// @ts-expect-error additive smoothing needs its pseudo-count
fitNgram('text', { order: 2, smoothing: { kind: 'additive' } });
// @ts-expect-error Witten-Bell has none
fitNgram('text', { order: 2, smoothing: { kind: 'witten-bell', pseudoCount: 1 } });
// @ts-expect-error a large machine has no exact density
(async () => (await machine).model.logDensity(x))();

export type Used = [typeof model, typeof path, typeof kernel, typeof watched];
