// The entry `@yuragi/prob-core/errors`: what is thrown at a boundary, and the checks that throw it.
export {
  ArgumentError,
  CheckpointError,
  ConvergenceError,
  DivergenceError,
  type ErrorCode,
  FormatError,
  ShapeError,
  UnsupportedError,
  WorkerError,
} from './error-classes.ts';
export {
  requireAllFinite,
  requireCount,
  requireFinite,
  requireLength,
  requireNonNegative,
  requireOneOf,
  requirePositive,
  requireProbabilities,
  requireProbability,
} from './require.ts';
