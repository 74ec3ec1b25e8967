/**
 * Heun's method for Stratonovich equations (Ruemelin, SIAM J. Numer. Anal. 19 (1982), 604): an Euler predictor, then the
 * trapezoidal rule for drift and noise alike.
 *
 *   y       = x_k + f(x_k, t_k) h + G(x_k, t_k) dW
 *   x_{k+1} = x_k + 1/2 (f(x_k, t_k) + f(y, t_{k+1})) h + 1/2 (G(x_k, t_k) + G(y, t_{k+1})) dW
 */
import type { SdeProblem } from './problem.ts';
import { combineFor, evaluationFor, requireCalculus, type SdeSolver, solverOf, workspace } from './solver.ts';

/**
 * Stochastic Heun for Stratonovich equations with any noise.
 *
 * Strong order 1 where the noise commutes (additive, scalar, diagonal), 1/2 for general noise; weak order 1; without noise
 * order 2. Two drifts and two coefficients a step, no derivative.
 *
 * @throws {UnsupportedError} for an Ito equation, unless its noise is additive; {ArgumentError}
 * @see Ruemelin 1982
 * @example ```ts doctest
 * import { geometricBrownianMotion, stochasticHeun, toStratonovich } from '@yuragi/sde';
 * const solver = stochasticHeun(toStratonovich(geometricBrownianMotion({ growthRate: 0.5, volatility: 1 }).problem));
 * const out = new Float64Array(1);
 * solver.stepInto(Float64Array.of(1), Float64Array.of(0.1), 0, 0.01, out);
 * out[0]; // => 1.105
 * ```
 */
export function stochasticHeun(problem: SdeProblem): SdeSolver {
  const where = 'stochasticHeun';
  requireCalculus(where, problem, 'stratonovich');
  const { dimension, drift: driftInto, diffusionCoefficient } = problem;
  const combine = combineFor(problem);
  const buffers = workspace((n) => ({
    here: evaluationFor(problem, n),
    there: evaluationFor(problem, n),
    predicted: new Float64Array(n * dimension),
  }));
  const average = (a: Float64Array, b: Float64Array): void => {
    for (let i = 0; i < a.length; i++) a[i] = 0.5 * (a[i]! + b[i]!);
  };
  return solverOf(where, problem, 'stochastic-heun', (position, increments, t0, t1, out) => {
    const { here, there, predicted } = buffers(position.length / dimension);
    const h = t1 - t0;
    driftInto(position, t0, here.drift);
    diffusionCoefficient(position, t0, here.coefficient);
    combine(position, h, here.drift, here.coefficient, increments, predicted);
    driftInto(predicted, t1, there.drift);
    diffusionCoefficient(predicted, t1, there.coefficient);
    average(here.drift, there.drift);
    average(here.coefficient, there.coefficient);
    combine(position, h, here.drift, here.coefficient, increments, out);
  });
}
