/** Three steps of variance-preserving noise, one after the other. */
import { composeKernels, gaussianKernel } from '@yuragi/prob-core';

const ALPHA = [0.9, 0.8, 0.7];

/** prod alpha. */
export const alphaBar = ALPHA.reduce((product, alpha) => product * alpha);

/** Variance of x_3 given x_0. */
export const varianceByComposition = composeKernels(
  ...ALPHA.map((alpha) => gaussianKernel({ gain: Math.sqrt(alpha), variance: 1 - alpha })),
).variance;
