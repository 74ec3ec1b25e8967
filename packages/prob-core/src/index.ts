// Randomness: keys name streams, an Rng draws from one.

export { checkGradient, type GradientCheck } from './check-gradient.ts';
export { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from './checkpoint.ts';
export { choice, gammaDraw, logGammaDraw, permutation } from './draws.ts';
// Estimates over log-weights.
export { type Estimate, logMeanExp, logSumExp, type Warning, type WeightDiagnostics } from './estimate.ts';
export { fillNormal, fillUniform } from './fill.ts';
export { fingerprint } from './fingerprint.ts';
export { foldIn, type Key, key, split } from './key.ts';
// The border to ndarray, and gradients.
export { fromNdarray, type Matrix, requireMatrix, toNdarray } from './ndarray-boundary.ts';
export { type Rng, type RngState, restore, stream } from './rng.ts';
// Long runs: progress, abort, checkpoint and resume for every driver.
export { drive, finish, type LongRun, type Pausable, type Progress, type RunOptions, type RunResult } from './run.ts';
export {
  decodeSafetensors,
  encodeSafetensors,
  type SafetensorsFile,
  type Tensor,
  type TensorData,
} from './safetensors.ts';
