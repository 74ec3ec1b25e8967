/**
 * Chapter 1: the digits. Each class gets a mixture of full-covariance Gaussians, fitted by EM in coordinates in which the
 * training digits are uncorrelated with variance 1 (PCA whitening, 28 of 64 directions). The number of components is
 * chosen on a part of the training set, so that held-out digits have no say in it.
 */
import { digits } from '@yuragi/datasets';
import { type SmoothedMixture, smoothedMixture } from '@yuragi/diffusion';
import { type FittedGaussianMixture, fitGaussianMixture, type GaussianMixture } from '@yuragi/latent-models';
import { foldIn, stream, toNdarray } from '@yuragi/prob-core';
import { splitRows, takeRows, type Whitening, whiten } from '@yuragi/prob-core/ndarray';
import type { NdArray } from 'ndarray';
import type { Guide } from './guide.ts';

type Table = NdArray<Float64Array>;

const HELD_OUT = 0.25;
const RANK = 28;
/** In whitened coordinates, where the data have variance 1: every covariance is at least this times the identity. */
const REGULARIZATION = 0.1;
const CANDIDATES = [1, 2, 3, 4] as const;
export const NUM_CLASSES = 10;
export const NUM_PIXELS = 64;

export interface LabelledDigits {
  /** (n, 64), 0..1. */
  readonly images: Table;
  /** The same in whitened coordinates, (n, 28). */
  readonly codes: Table;
  readonly labels: Int32Array;
}

export interface DigitModels {
  readonly training: LabelledDigits;
  readonly heldOut: LabelledDigits;
  readonly whitening: Whitening;
  /** Variance of each pixel that those directions do not hold, (64). */
  readonly residualVariance: Float64Array;
  readonly numComponents: number;
  /** Mean log density of validation digits under each candidate, nats. */
  readonly validation: readonly { readonly numComponents: number; readonly meanLogDensity: number }[];
  /** Share of the training digits in each class. */
  readonly priors: Float64Array;
  readonly fits: readonly FittedGaussianMixture[];
  readonly laws: readonly SmoothedMixture[];
  /** Most probable class of each row of codes by Bayes' rule, and the log density of each class, (n, 10). */
  classify(codes: Table): Int32Array;
  /** Label of the nearest training image of each row of images, and the distance to it. */
  nearest(images: Table): { readonly labels: Int32Array; readonly distances: Float64Array };
}

const rowsOf = (labels: Int32Array, label: number): Int32Array =>
  Int32Array.from({ length: labels.length }, (_, i) => i).filter((i) => labels[i] === label);

export const accuracy = (predicted: Int32Array, labels: Int32Array): number =>
  predicted.filter((label, i) => label === labels[i]).length / labels.length;

/** argmax over classes of log prior + log density, one model a class. */
function bayesRule(models: readonly GaussianMixture[], priors: Float64Array, codes: Table): Int32Array {
  const logDensities = models.map((model) => model.logDensity(codes));
  return Int32Array.from({ length: codes.shape[0]! }, (_, i) => {
    const scores = logDensities.map((values, label) => values[i]! + Math.log(priors[label]!));
    return scores.indexOf(Math.max(...scores));
  });
}

function nearestRow(images: Float64Array, i: number, training: Float64Array): { row: number; distance: number } {
  let best = { row: -1, distance: Infinity };
  for (let row = 0; row < training.length / NUM_PIXELS; row++) {
    let sum = 0;
    for (let j = 0; j < NUM_PIXELS; j++) sum += (images[i * NUM_PIXELS + j]! - training[row * NUM_PIXELS + j]!) ** 2;
    if (sum < best.distance) best = { row, distance: sum };
  }
  return { row: best.row, distance: Math.sqrt(best.distance) };
}

export async function fitDigits(
  guide: Guide,
  text: { readonly choose: string; readonly fit: (label: number) => string },
): Promise<DigitModels> {
  const { images: pixels, labels: allLabels, count } = digits();
  const all = toNdarray(
    Float64Array.from(pixels, (value) => value / 16),
    [count, NUM_PIXELS],
  );
  const parts = splitRows(stream(foldIn(guide.key, 'split digits')), count, HELD_OUT, { labels: allLabels });
  const take = (rows: Int32Array) => ({
    images: takeRows(all, rows),
    labels: Int32Array.from(rows, (row) => allLabels[row]!),
  });
  const trainingPart = take(parts.training);
  const heldOutPart = take(parts.heldOut);
  const whitening = whiten(trainingPart.images, { rank: RANK });
  const training = { ...trainingPart, codes: whitening.forward(trainingPart.images) };
  const heldOut = { ...heldOutPart, codes: whitening.forward(heldOutPart.images) };

  const projected = whitening.inverse(training.codes);
  const residualVariance = new Float64Array(NUM_PIXELS);
  for (let i = 0; i < projected.data.length; i++)
    residualVariance[i % NUM_PIXELS]! += (training.images.data[i]! - projected.data[i]!) ** 2 / projected.shape[0]!;

  const options = (numComponents: number) => ({
    numComponents,
    numRestarts: numComponents === 1 ? 1 : 4,
    regularization: REGULARIZATION,
    tolerance: 1e-5,
  });
  const labels = Array.from({ length: NUM_CLASSES }, (_, label) => label);

  // A fifth of the training digits chooses the number of components.
  const inner = splitRows(stream(foldIn(guide.key, 'validation')), training.labels.length, 0.2, {
    labels: training.labels,
  });
  const validation = [];
  for (const numComponents of CANDIDATES) {
    let sum = 0;
    for (const label of labels) {
      const rows = rowsOf(training.labels, label);
      const isValidation = new Set(inner.heldOut);
      const part = (keep: boolean): Table =>
        takeRows(
          training.codes,
          rows.filter((row) => isValidation.has(row) !== keep),
        );
      const { model } = await guide.run(`choose ${numComponents} ${label}`, text.choose, (run) =>
        fitGaussianMixture(part(true), foldIn(foldIn(guide.key, `choose ${numComponents}`), label), {
          ...options(numComponents),
          ...run,
        }),
      );
      sum += model.logDensity(part(false)).reduce((total, value) => total + value, 0);
    }
    validation.push({ numComponents, meanLogDensity: sum / inner.heldOut.length });
  }
  const { numComponents } = validation.reduce((best, each) =>
    each.meanLogDensity > best.meanLogDensity ? each : best,
  );

  const fits: FittedGaussianMixture[] = [];
  for (const label of labels)
    fits.push(
      await guide.run(`fit ${label}`, text.fit(label), (run) =>
        fitGaussianMixture(
          takeRows(training.codes, rowsOf(training.labels, label)),
          foldIn(foldIn(guide.key, 'fit'), label),
          {
            ...options(numComponents),
            ...run,
          },
        ),
      ),
    );
  const priors = Float64Array.from(labels, (label) => rowsOf(training.labels, label).length / training.labels.length);
  return {
    training,
    heldOut,
    whitening,
    residualVariance,
    numComponents,
    validation,
    priors,
    fits,
    laws: fits.map(({ model }) => smoothedMixture(model)),
    classify: (codes) =>
      bayesRule(
        fits.map(({ model }) => model),
        priors,
        codes,
      ),
    nearest(images) {
      const found = Array.from({ length: images.shape[0]! }, (_, i) =>
        nearestRow(images.data, i, training.images.data),
      );
      return {
        labels: Int32Array.from(found, ({ row }) => training.labels[row]!),
        distances: Float64Array.from(found, ({ distance }) => distance),
      };
    },
  };
}

/** Codes as pictures: the inverse of the whitening, clipped to what a pixel can be. */
export function picturesOf({ whitening }: DigitModels, codes: Table): Table {
  const images = whitening.inverse(codes);
  for (let i = 0; i < images.data.length; i++) images.data[i] = Math.min(1, Math.max(0, images.data[i]!));
  return images;
}
