/**
 * Chapter 4: multiplying the model by what was seen (Sohl-Dickstein et al. 2015, section 2.5). A digit half hidden and a
 * digit under noise are completed by diffusion with the exact denoiser of the posterior mixture over all ten classes.
 */
import {
  ancestralSampler,
  karrasSigmas,
  type MixtureLaw,
  posteriorMixture,
  sampleDiffusion,
  smoothedMixture,
} from '@yuragi/diffusion';
import { foldIn, stream, toNdarray } from '@yuragi/prob-core';
import { takeRows } from '@yuragi/prob-core/ndarray';
import type { NdArray } from 'ndarray';
import { type DigitModels, NUM_CLASSES, NUM_PIXELS, picturesOf } from './digit-models.ts';
import type { Guide } from './guide.ts';

type Table = NdArray<Float64Array>;

export interface Completion {
  readonly label: number;
  /** (64). */
  readonly original: Float64Array;
  /** What was seen, (64); hidden pixels are NaN. */
  readonly seen: Float64Array;
  /** Draws from the posterior, (n, 64). */
  readonly completions: Table;
  /** Posterior probability of each class, (10). */
  readonly classes: Float64Array;
}

export interface Restored {
  readonly occluded: readonly Completion[];
  readonly noisy: readonly Completion[];
  /** Root mean square error a hidden pixel, over all held-out digits: posterior mean, and the mean training image. */
  readonly hiddenError: number;
  readonly hiddenBaseline: number;
  /** The same of all pixels of a noisy digit: posterior mean, and the noisy digit itself. */
  readonly noisyError: number;
  readonly noisyBaseline: number;
  /** Share of half-hidden held-out digits whose class has the largest posterior probability. */
  readonly classified: number;
  readonly numJudged: number;
}

const NOISE = 0.3;
const NUM_DRAWS = 5;
/** The upper half of the picture is seen. */
const visible = Array.from({ length: NUM_PIXELS / 2 }, (_, pixel) => pixel);
const everything = Array.from({ length: NUM_PIXELS }, (_, pixel) => pixel);

/** All classes as one mixture. */
function jointMixture({ fits, priors, whitening: { rank: d } }: DigitModels): MixtureLaw {
  const models = fits.map(({ model }) => model);
  const total = models.reduce((sum, { numComponents }) => sum + numComponents, 0);
  return {
    weights: Float64Array.from(
      models.flatMap(({ weights }, label) => [...weights.map((weight) => weight * priors[label]!)]),
    ),
    means: toNdarray(Float64Array.from(models.flatMap(({ means }) => [...means.data])), [total, d]),
    covariances: toNdarray(Float64Array.from(models.flatMap(({ covariances }) => [...covariances.data])), [
      total,
      d,
      d,
    ]),
  };
}

/** What is seen of a picture, and the posterior mixture of its code given that. */
interface Lens {
  readonly pixels: readonly number[];
  given(image: Float64Array): MixtureLaw;
}

/** Pixels as a linear observation of the code: pixel = mean + sum_k scale_k direction_k code_k + what PCA left out. */
function lensOf(
  { whitening, residualVariance }: DigitModels,
  joint: MixtureLaw,
  pixels: readonly number[],
  noiseVariance: number,
): Lens {
  const { rank, scale, directions, mean } = whitening;
  const operator = new Float64Array(pixels.length * rank);
  for (const [row, pixel] of pixels.entries())
    for (let k = 0; k < rank; k++) operator[row * rank + k] = scale[k]! * directions[k * NUM_PIXELS + pixel]!;
  const posterior = posteriorMixture(joint, {
    operator: toNdarray(operator, [pixels.length, rank]),
    // A pixel that never varies still has the grey levels' rounding.
    noiseVariance: Float64Array.from(pixels, (pixel) => residualVariance[pixel]! + noiseVariance + 1e-4),
  });
  return {
    pixels,
    given: (image) => posterior(Float64Array.from(pixels, (pixel) => image[pixel]! - mean[pixel]!)).mixture,
  };
}

const squaredError = (a: Float64Array, b: Float64Array, pixels: readonly number[]): number =>
  pixels.reduce((sum, pixel) => sum + (a[pixel]! - b[pixel]!) ** 2, 0);

export async function restoreDigits(
  guide: Guide,
  models: DigitModels,
  text: { readonly complete: string; readonly judge: string },
): Promise<Restored> {
  const joint = jointMixture(models);
  const { heldOut, whitening, fits } = models;
  const { rank } = whitening;
  const classOf = fits.flatMap(({ model }, label) => new Array<number>(model.numComponents).fill(label));
  const noiseRng = stream(foldIn(guide.key, 'noisy digits'));
  const image = (row: number): Float64Array => takeRows(heldOut.images, [row]).data;
  const withNoise = (clean: Float64Array): Float64Array => clean.map((x) => x + NOISE * noiseRng.normal());
  const occludedOf = (clean: Float64Array): Float64Array =>
    clean.map((x, pixel) => (pixel < visible.length ? x : Number.NaN));

  const upperHalf = lensOf(models, joint, visible, 0);
  const throughNoise = lensOf(models, joint, everything, NOISE ** 2);
  const summarise = (mixture: MixtureLaw) => {
    const classes = new Float64Array(NUM_CLASSES);
    const mean = new Float64Array(rank);
    for (const [k, weight] of mixture.weights.entries()) {
      classes[classOf[k]!]! += weight;
      for (let j = 0; j < rank; j++) mean[j]! += weight * mixture.means.get(k, j);
    }
    return { classes, mean: picturesOf(models, toNdarray(mean, [1, rank])).data };
  };

  const shown = Array.from({ length: NUM_CLASSES }, (_, label) => heldOut.labels.indexOf(label));
  const numSteps = guide.isQuick ? 40 : 100;
  const sigmas = karrasSigmas({ numSteps, sigmaMin: 0.03, sigmaMax: 60 });
  const complete = async (
    name: string,
    rows: readonly number[],
    see: (clean: Float64Array) => Float64Array,
    lens: Lens,
  ) => {
    const results: Completion[] = [];
    for (const row of rows) {
      const original = image(row);
      const seen = see(original);
      const mixture = lens.given(seen);
      const { samples } = await guide.run(`${name} ${row}`, text.complete, (run) =>
        sampleDiffusion(
          ancestralSampler(smoothedMixture(mixture).denoise, { dimension: rank }),
          stream(foldIn(foldIn(guide.key, name), row)),
          { sigmas, numSamples: NUM_DRAWS, ...run },
        ),
      );
      const { classes } = summarise(mixture);
      results.push({ label: heldOut.labels[row]!, original, seen, completions: picturesOf(models, samples), classes });
    }
    return results;
  };
  const occluded = await complete('occluded', shown.slice(0, guide.isQuick ? 4 : 8), occludedOf, upperHalf);
  const noisy = await complete('noisy', shown.slice(2, guide.isQuick ? 4 : 6), withNoise, throughNoise);

  const hidden = everything.slice(visible.length);
  const meanImage = whitening.mean;
  const numJudged = heldOut.labels.length;
  const judged = await guide.count(text.judge, numJudged, (row) => {
    const clean = image(row);
    const half = summarise(upperHalf.given(clean));
    const noised = withNoise(clean);
    const cleaned = summarise(throughNoise.given(noised));
    return {
      hidden: squaredError(half.mean, clean, hidden),
      hiddenBaseline: squaredError(meanImage, clean, hidden),
      noisy: squaredError(cleaned.mean, clean, everything),
      noisyBaseline: squaredError(noised, clean, everything),
      isClassified: half.classes.indexOf(Math.max(...half.classes)) === heldOut.labels[row],
    };
  });
  const rootMean = (pick: (one: (typeof judged)[number]) => number, pixels: number): number =>
    Math.sqrt(judged.reduce((sum, one) => sum + pick(one), 0) / (numJudged * pixels));
  return {
    occluded,
    noisy,
    hiddenError: rootMean((one) => one.hidden, hidden.length),
    hiddenBaseline: rootMean((one) => one.hiddenBaseline, hidden.length),
    noisyError: rootMean((one) => one.noisy, NUM_PIXELS),
    noisyBaseline: rootMean((one) => one.noisyBaseline, NUM_PIXELS),
    classified: judged.filter(({ isClassified }) => isClassified).length / numJudged,
    numJudged,
  };
}
