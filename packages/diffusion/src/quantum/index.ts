// The entry `@yuragi/diffusion/quantum`: diffusion in other algebras.

export { freeCumulants } from './free-cumulants.ts';
export { type FreeDiffusion, type FreeDiffusionOptions, freeDiffusion } from './free-diffusion.ts';
export { type PetzChain, type PetzChainOptions, petzChain } from './petz-chain.ts';
export { type QGaussian, type QGaussianOptions, qGaussian, qGaussianKernel } from './q-gaussian.ts';
