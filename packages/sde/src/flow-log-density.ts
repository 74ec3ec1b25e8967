/**
 * Log densities along a flow by the instantaneous change of variables (Chen, Rubanova, Bettencourt and Duvenaud, Neural
 * ordinary differential equations, 2018, theorem 1): if dx/dt = v(x, t) carries the densities p_t, then along a solution
 * d log p_t(x(t))/dt = -div v, so
 *
 *   log p_t0(x(t0)) = log p_t1(x(t1)) + int_t0^t1 div v(x(t), t) dt
 *
 * The integral is one coordinate more of the same equation.
 */
import { type RunOptions, type RunResult, requireMatrix, toNdarray } from '@yuragi/prob-core';
import type { NdArray } from 'ndarray';
import type { FlowProblem } from './flow-divergence.ts';
import type { OdeProblem } from './problem.ts';
import { integrateOde, type OdeSolution, solveOde } from './solve-ode.ts';

export interface FlowLogDensityOptions {
  /** Where the points are. */
  readonly t0: number;
  /** Where the density is known; may lie before t0. */
  readonly t1: number;
  /** log p_t1, nats: x (n, d) flat, out (n). */
  readonly endLogDensityInto: (x: Float64Array, out: Float64Array) => void;
  /** Of the result, relative to positions and log densities of order one. Default 1e-6. */
  readonly relativeTolerance?: number | undefined;
  /** Of the result, in units of x and nats. Default 1e-9. */
  readonly absoluteTolerance?: number | undefined;
}

/** Log densities by a flow, and where the points went. */
export interface FlowLogDensity {
  /** log p_t0 at each point, nats, (n). Meaningless unless the run completed. */
  readonly logDensity: Float64Array;
  /** Where the points arrive at t1, (n, d). */
  readonly latent: NdArray<Float64Array>;
  readonly numEvaluations: number;
}

/** What one step may err of what the whole integration may. */
const LOCAL_SHARE = 0.1;

/** The flow with the integral of its divergence as one coordinate more, last: positions are (n, d + 1). */
function withDivergenceCoordinate({ dimension: d, driftAndDivergence }: FlowProblem): OdeProblem {
  const size = d + 1;
  let points = new Float64Array(0);
  let field = new Float64Array(0);
  let divergence = new Float64Array(0);
  return {
    dimension: size,
    drift(x, t, out) {
      const n = x.length / size;
      if (divergence.length !== n) {
        points = new Float64Array(n * d);
        field = new Float64Array(n * d);
        divergence = new Float64Array(n);
      }
      for (let i = 0; i < n; i++) for (let j = 0; j < d; j++) points[i * d + j] = x[i * size + j]!;
      driftAndDivergence(points, t, field, divergence);
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < d; j++) out[i * size + j] = field[i * d + j]!;
        out[i * size + d] = divergence[i]!;
      }
    },
  };
}

/** The equation, its start, and how its end is read. */
function flowRun(where: string, flow: FlowProblem, x: NdArray<Float64Array>, options: FlowLogDensityOptions) {
  const { dimension: d } = flow;
  const { data, rows: n } = requireMatrix(x, where, 'x', d);
  const size = d + 1;
  const start = new Float64Array(n * size);
  for (let i = 0; i < n; i++) start.set(data.subarray(i * d, (i + 1) * d), i * size);
  const { t0, t1, endLogDensityInto, relativeTolerance = 1e-6, absoluteTolerance = 1e-9 } = options;
  return {
    problem: withDivergenceCoordinate(flow),
    start,
    options: {
      t0,
      t1,
      relativeTolerance: LOCAL_SHARE * relativeTolerance,
      absoluteTolerance: LOCAL_SHARE * absoluteTolerance,
    },
    read({ position, numEvaluations }: OdeSolution): FlowLogDensity {
      const latent = new Float64Array(n * d);
      for (let i = 0; i < n; i++) latent.set(position.subarray(i * size, i * size + d), i * d);
      const logDensity = new Float64Array(n);
      endLogDensityInto(latent, logDensity);
      for (let i = 0; i < n; i++) logDensity[i]! += position[i * size + d]!;
      return { logDensity, latent: toNdarray(latent, [n, d]), numEvaluations };
    },
  };
}

/**
 * Log densities of points at t0 from the density at t1 and a flow between them, at once.
 *
 * Exact up to the solver, whose steps are held to a tenth of the tolerances because their errors add up: at
 * relativeTolerance 1e-10 the result is good to about 1e-9 nats. With `hutchinsonFlow` the log density is unbiased; the
 * density is not.
 *
 * @param flow `probabilityFlowWithDivergence`, `hutchinsonFlow`, or a flow of your own
 * @param x    (n, d), finite, at t0
 * @throws {ArgumentError}, {ShapeError} for bad arguments; {ConvergenceError} if the solver fails
 * @see Chen et al. 2018, theorem 1; Song et al. 2021, eq. (39)
 * @example (A normal law under noise) ```ts doctest
 * import { normal, toNdarray } from '@yuragi/prob-core';
 * import { integrateFlowLogDensity, noiseLevelProcess, probabilityFlowWithDivergence } from '@yuragi/sde';
 * const flow = probabilityFlowWithDivergence(noiseLevelProcess().problem, (x, sigma, score, divergence) => {
 *   for (let i = 0; i < x.length; i++) score[i] = -x[i]! / (1 + sigma ** 2);
 *   divergence.fill(-1 / (1 + sigma ** 2));
 * });
 * const { logDensity } = integrateFlowLogDensity(flow, toNdarray(Float64Array.of(0.5), [1, 1]), {
 *   t0: 0,
 *   t1: 10,
 *   endLogDensityInto: normal({ standardDeviation: Math.sqrt(101) }).logDensityInto,
 * });
 * logDensity[0]! - normal({}).logDensity(0.5); // ~> 0.000000
 * ```
 */
export function integrateFlowLogDensity(
  flow: FlowProblem,
  x: NdArray<Float64Array>,
  options: FlowLogDensityOptions,
): FlowLogDensity {
  const run = flowRun('integrateFlowLogDensity', flow, x, options);
  return run.read(integrateOde(run.problem, run.start, run.options));
}

/**
 * Log densities like those of `integrateFlowLogDensity`, bit for bit, as a run with progress, abort, time limit, checkpoint
 * and resume.
 *
 * @throws {ArgumentError}, {ShapeError} for bad arguments; {ConvergenceError} if the solver fails; {CheckpointError}
 */
export async function flowLogDensity(
  flow: FlowProblem,
  x: NdArray<Float64Array>,
  options: FlowLogDensityOptions & RunOptions,
): Promise<FlowLogDensity & RunResult> {
  const run = flowRun('flowLogDensity', flow, x, options);
  const { signal, timeLimit, onProgress, onCheckpoint, checkpointEvery, resume } = options;
  const { stopped, checkpoint, ...solution } = await solveOde(run.problem, run.start, {
    ...run.options,
    signal,
    timeLimit,
    onProgress,
    onCheckpoint,
    checkpointEvery,
    resume,
  });
  return { ...run.read(solution), stopped, checkpoint };
}
