/**
 * The kernels in WebAssembly: one source for the plain and the relaxed build. The interface `Kernels` in src/kernels.ts
 * says what each one does. Threads instantiate this module over one shared memory, so it keeps nothing in memory or
 * globals: all scratch space comes from the caller.
 */
export { attend, attendDerivative, attentionScratch } from './kernels/attend';
export { blend, combine, copyRows, fill, gather, permute, reduce, repeat, scatter } from './kernels/combine';
export { convolve, convolveInput, convolveScratch, convolveWeights } from './kernels/convolve';
export { map, mapDerivative, mapSecondDerivative, scaleShift } from './kernels/map';
export { affine, matmul, matmulScratch } from './kernels/matmul';
export { adam, sgd, sumOfSquares } from './kernels/optimise';
export { downsample, upsample } from './kernels/resample';
export {
  crossEntropy,
  crossEntropyDerivative,
  logSumExp,
  normalise,
  normaliseDerivative,
  softmax,
  softmaxDerivative,
} from './kernels/rows';
