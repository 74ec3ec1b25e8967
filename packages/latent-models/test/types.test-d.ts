/** The public types, checked by the compiler alone. */
import { type Key, key, type RunResult, toNdarray } from '@yuragi/prob-core';
import { fitGaussianMixture, type GaussianMixture, type GenerativeModel, type Trained } from '../src/index.ts';

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

export type Used = [typeof model];
