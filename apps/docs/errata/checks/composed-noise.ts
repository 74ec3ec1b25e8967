/** Three steps of variance-preserving noise, one after the other. */

const ALPHA = [0.9, 0.8, 0.7];

/** prod alpha. */
export const alphaBar = ALPHA.reduce((product, alpha) => product * alpha);

/** Variance of x_3 given x_0. */
export const varianceByComposition = ALPHA.reduce((variance, alpha) => alpha * variance + (1 - alpha), 0);
