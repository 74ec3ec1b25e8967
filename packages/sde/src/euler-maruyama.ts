/**
 * Euler and Maruyama's method (Maruyama, Rend. Circ. Mat. Palermo 4 (1955), 48; Kloeden and Platen 1992, section 10.2):
 *
 *   x_{k+1} = x_k + f(x_k, t_k) h + G(x_k, t_k) dW
 */
import type { SdeProblem } from './problem.ts';
import { combineFor, evaluationFor, requireCalculus, type SdeSolver, solverOf, workspace } from './solver.ts';

/**
 * Euler and Maruyama's method for Ito equations with any noise.
 *
 * Strong order 1/2, with additive noise 1; weak order 1; for coefficients that are smooth and grow at most linearly. One
 * drift and one coefficient a step.
 *
 * @throws {UnsupportedError} for a Stratonovich equation, unless its noise is additive; {ArgumentError}
 * @see Kloeden and Platen 1992, sections 10.2 (strong order) and 14.1 (weak order)
 * @example (Geometric Brownian motion) ```ts doctest
 * import { key, stream } from '@yuragi/prob-core';
 * import { eulerMaruyama, geometricBrownianMotion } from '@yuragi/sde';
 * const solver = eulerMaruyama(geometricBrownianMotion({ growthRate: 0.1, volatility: 0.2 }).problem);
 * const rng = stream(key(1));
 * let state = solver.init(Float64Array.of(1, 1, 1), rng);
 * for (let k = 0; k < 100; k++) [state] = solver.step(state, rng, k / 100, (k + 1) / 100);
 * state.position.every((x) => x > 0); // => true
 * ```
 */
export function eulerMaruyama(problem: SdeProblem): SdeSolver {
  const where = 'eulerMaruyama';
  requireCalculus(where, problem, 'ito');
  const { dimension, drift: driftInto, diffusionCoefficient } = problem;
  const combine = combineFor(problem);
  const buffers = workspace((n) => evaluationFor(problem, n));
  return solverOf(where, problem, 'euler-maruyama', (position, increments, t0, t1, out) => {
    const { drift, coefficient } = buffers(position.length / dimension);
    driftInto(position, t0, drift);
    diffusionCoefficient(position, t0, coefficient);
    combine(position, t1 - t0, drift, coefficient, increments, out);
  });
}
