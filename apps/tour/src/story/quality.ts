/**
 * One measure for every model of the digits: are class-conditional pictures read as the class that was asked for, are they
 * copies, and how far is their law from that of held-out digits.
 */
import { gaussianKernel, medianHeuristic, type SimilarityKernel, squaredMmd } from '@yuragi/kl-info';
import { takeRows } from '@yuragi/prob-core/ndarray';
import type { NdArray } from 'ndarray';
import { accuracy, type DigitModels, NUM_CLASSES } from './digit-models.ts';

type Table = NdArray<Float64Array>;

/** A distance between laws, squared, and its standard error. */
export interface Discrepancy {
  readonly value: number;
  readonly standardError: number;
}

export interface Quality {
  /** Share recognised as the class that was asked for (or that they have, for real digits). */
  readonly byBayes: number;
  readonly byNearest: number;
  /** Mean distance to the nearest training image, in units where a pixel goes from 0 to 1. */
  readonly meanDistance: number;
  /** Share nearer to a training image than 99 % of held-out digits are. */
  readonly shareOfCopies: number;
}

/** Of pictures that were drawn. */
export interface SampleQuality extends Quality {
  /** Squared maximum mean discrepancy to the held-out digits, unbiased: may be negative near 0. */
  readonly discrepancy: Discrepancy;
}

export interface Judge {
  readonly heldOut: Quality;
  /** The discrepancy between as many training digits a class as are drawn and the held-out ones: what a perfect model has. */
  readonly realDiscrepancy: Discrepancy;
  /** @param codes the same pictures in whitened coordinates */
  judge(images: Table, codes: Table, labels: Int32Array): SampleQuality;
}

/** Pictures of `perClass` digits a class, class by class, have these labels. */
export const labelsOf = (perClass: number): Int32Array =>
  Int32Array.from({ length: NUM_CLASSES * perClass }, (_, i) => Math.floor(i / perClass));

/** The judge of class-conditional samples, `perClass` a class. Its kernel's bandwidth comes from real digits alone. */
export function makeJudge(models: DigitModels, perClass: number): Judge {
  const { training, heldOut } = models;
  const distances = models.nearest(heldOut.images).distances;
  const limit = distances.slice().sort()[Math.floor(0.01 * distances.length)]!;
  const measure = (images: Table, codes: Table, labels: Int32Array): Quality => {
    const nearest = models.nearest(images);
    return {
      byBayes: accuracy(models.classify(codes), labels),
      byNearest: accuracy(nearest.labels, labels),
      meanDistance: nearest.distances.reduce((sum, distance) => sum + distance, 0) / nearest.distances.length,
      shareOfCopies: nearest.distances.filter((distance) => distance < limit).length / nearest.distances.length,
    };
  };
  // Spread over the training set, whose neighbours are often of one writer.
  const someTraining = takeRows(
    training.images,
    Array.from({ length: NUM_CLASSES }, (_, label) => {
      const rows = Array.from(training.labels.keys()).filter((row) => training.labels[row] === label);
      return Array.from({ length: perClass }, (_, i) => rows[Math.floor((i * rows.length) / perClass)]!);
    }).flat(),
  );
  // Half the median distance: the median itself blurs the differences between pictures of one class.
  const kernel: SimilarityKernel = gaussianKernel(medianHeuristic(someTraining, heldOut.images) / 2);
  const discrepancyOf = (images: Table): Discrepancy => {
    const { value, standardError } = squaredMmd(images, heldOut.images, kernel);
    return { value, standardError };
  };
  return {
    heldOut: measure(heldOut.images, heldOut.codes, heldOut.labels),
    realDiscrepancy: discrepancyOf(someTraining),
    judge: (images, codes, labels) => ({
      ...measure(images, codes, labels),
      discrepancy: discrepancyOf(images),
    }),
  };
}
