// The engine: memory and kernels, parameters, plans.

export { createEngine, type Engine, type EngineOptions, type WorkerLike } from './engine.ts';
export {
  type Initialiser,
  type ParameterStore,
  type Parameters,
  parameterStore,
  type Scope,
  type ShapedArray,
} from './parameters.ts';
export { type CompileOptions, compile, type Plan } from './plan.ts';
export type { Model, Recorder } from './recorder.ts';
export { referenceEngine } from './reference-engine.ts';

// Graphs and their derivatives.

export { directional, gradient } from './differentiate.ts';
export type { Tensor } from './graph.ts';

// Operations.

export type { Elementwise } from './kernels.ts';
export { add, divide, multiply, negate, scaleShift, subtract } from './operations/arithmetic.ts';
export { type AttendOptions, attend } from './operations/attend.ts';
export { crossEntropy, embedding } from './operations/gather.ts';
export { convolve, downsample, upsample } from './operations/images.ts';
export {
  abs,
  cos,
  exp,
  gelu,
  log,
  mapBy,
  reciprocal,
  relu,
  sigmoid,
  silu,
  sin,
  softplus,
  sqrt,
  square,
  tanh,
} from './operations/maps.ts';
export { affine, type MatmulOptions, matmul } from './operations/matmul.ts';
export { groupNormalise, layerNormalise, logSumExp, softmax } from './operations/rows.ts';
export { concatenate, permute, reshape, slice } from './operations/shapes.ts';
export { split } from './operations/split.ts';
export { mean, repeatAlong, sum } from './operations/sums.ts';

// Layers and models: functions of a scope of parameters.

export { glorotUniform, heNormal, lecunNormal, normalOf, ones, zeros } from './initialisers.ts';
export {
  type AttentionOptions,
  attention,
  type ConvolutionOptions,
  convolution,
  dropout,
  groupNorm,
  type LinearOptions,
  layerNorm,
  linear,
  type MlpOptions,
  mlp,
  type SinusoidalEmbeddingOptions,
  sinusoidalEmbedding,
} from './layers.ts';
export { binaryCrossEntropy, gaussianNegativeLogLikelihood, meanSquaredError } from './losses.ts';
export { type GruOptions, gru, gruStep } from './models/gru.ts';
export { type ResidualBlockOptions, residualBlock } from './models/residual-block.ts';
export { type TransformerOptions, transformer } from './models/transformer.ts';
export { type UnetOptions, unet } from './models/unet.ts';

// Training, and parameters as files.

export { type Batch, rowsOf } from './batches.ts';
export { type Fit, type FitOptions, fit } from './fit.ts';
export {
  type AdamOptions,
  type AdamWOptions,
  adam,
  adamW,
  type Optimiser,
  type SgdOptions,
  type Stretch,
  sgd,
} from './optimisers.ts';
export { decodeParameters, encodeParameters, parametersOf } from './parameter-file.ts';
export { constantRate, inverseSquareRoot, type Rate, type WarmupCosineOptions, warmupCosine } from './rates.ts';
export type { TrainedModel } from './replicas.ts';

// Read beside the notes: backpropagation by hand, and descent under a lid.

export {
  type Activation,
  type Backpropagation,
  backpropagate,
  type DenseLayer,
  type DenseNetwork,
  type LayerTrace,
} from './backpropagation.ts';
export {
  type GradientField,
  type HessianVector,
  hessianVectorByDifferences,
  type LargestCurvature,
  type LargestCurvatureOptions,
  largestCurvature,
  type StepCurvatureOptions,
  stepCurvature,
} from './curvature.ts';
export {
  type DifferentiableObjective,
  gradientLid,
  type Majorisation,
  type MajoriseInfo,
  type MajoriseOptions,
  type MajoriseProblem,
  majorisationStep,
  majorise,
  type Surrogate,
} from './majorise.ts';
