/**
 * Milstein's method for Ito equations whose noise commutes with itself, so that no iterated integrals are needed
 * (Milstein, Theory Probab. Appl. 19 (1975), 557; Kloeden and Platen 1992, section 10.3):
 *
 *   x_{k+1} = x_k + f h + g dW + 1/2 (g . grad) g (dW^2 - |h|)
 *
 * Without the derivative, (g . grad) g is replaced by a difference (Kloeden and Platen 1992, section 11.1):
 *
 *   (g(x_k + f h + g sqrt|h|, t_k) - g(x_k, t_k)) / sqrt|h|
 */
import { UnsupportedError } from '@yuragi/prob-core/errors';
import type { SdeProblem } from './problem.ts';
import { combineFor, evaluationFor, requireCalculus, type SdeSolver, solverOf, workspace } from './solver.ts';

/**
 * Milstein's method for Ito equations with additive, scalar or diagonal noise.
 *
 * Strong order 1, weak order 1, for smooth coefficients. The derivative (g . grad) g comes from `diffusionDerivative`
 * (diagonal noise) or `noiseInducedDrift` (scalar noise), else from a difference that costs one more coefficient a step
 * and keeps the order; `method` and each info name the form used: 'milstein' or 'milstein-derivative-free'. With additive
 * noise the term is zero and a step is Euler's.
 *
 * @throws {UnsupportedError} for general noise, and for a Stratonovich equation unless its noise is additive;
 *   {ArgumentError}
 * @see Kloeden and Platen 1992, sections 10.3 and 11.1
 * @example ```ts doctest
 * import { geometricBrownianMotion, milstein } from '@yuragi/sde';
 * const { problem } = geometricBrownianMotion({ growthRate: 0, volatility: 1 });
 * const solver = milstein(problem);
 * const out = new Float64Array(1);
 * solver.stepInto(Float64Array.of(1), Float64Array.of(0.5), 0, 0.25, out);
 * out[0]; // => 1.5
 * milstein({ ...problem, diffusionDerivative: undefined }).method; // => 'milstein-derivative-free'
 * ```
 */
export function milstein(problem: SdeProblem): SdeSolver {
  const where = 'milstein';
  requireCalculus(where, problem, 'ito');
  const { dimension, noise, drift: driftInto, diffusionCoefficient, diffusionDerivative, noiseInducedDrift } = problem;
  if (noise === 'general')
    throw new UnsupportedError(
      `${where}: general noise`,
      'the method would need the iterated integrals of each pair of noises (Levy areas), so take `eulerMaruyama`, or `stochasticHeun` for the Stratonovich form',
    );
  const combine = combineFor(problem);
  const isScalar = noise === 'scalar';
  const buffers = workspace((n) => ({
    ...evaluationFor(problem, n),
    support: new Float64Array(n * dimension),
    curvature: new Float64Array(n * dimension),
    roots: new Float64Array(n * problem.numNoises),
  }));

  /** out += 1/2 scale curvature (dW^2 - |h|). */
  const addCurvature = (
    curvature: Float64Array,
    scale: number,
    increments: Float64Array,
    h: number,
    out: Float64Array,
  ) => {
    const span = Math.abs(h);
    if (!isScalar)
      for (let i = 0; i < out.length; i++) out[i]! += 0.5 * scale * curvature[i]! * (increments[i]! ** 2 - span);
    else
      for (let row = 0, i = 0; i < out.length; row++) {
        const factor = 0.5 * scale * (increments[row]! ** 2 - span);
        for (const end = i + dimension; i < end; i++) out[i]! += factor * curvature[i]!;
      }
  };

  if (noise === 'additive')
    return solverOf(where, problem, 'milstein', (position, increments, t0, t1, out) => {
      const { drift, coefficient } = buffers(position.length / dimension);
      driftInto(position, t0, drift);
      diffusionCoefficient(position, t0, coefficient);
      combine(position, t1 - t0, drift, coefficient, increments, out);
    });

  const derivative = isScalar ? noiseInducedDrift : diffusionDerivative;
  if (derivative !== undefined)
    return solverOf(where, problem, 'milstein', (position, increments, t0, t1, out) => {
      const { drift, coefficient, curvature } = buffers(position.length / dimension);
      driftInto(position, t0, drift);
      diffusionCoefficient(position, t0, coefficient);
      derivative(position, t0, curvature);
      // The noise-induced drift is half of (g . grad) g.
      if (!isScalar) for (let i = 0; i < curvature.length; i++) curvature[i]! *= coefficient[i]!;
      combine(position, t1 - t0, drift, coefficient, increments, out);
      addCurvature(curvature, isScalar ? 2 : 1, increments, t1 - t0, out);
    });

  return solverOf(where, problem, 'milstein-derivative-free', (position, increments, t0, t1, out) => {
    const { drift, coefficient, support, curvature, roots } = buffers(position.length / dimension);
    const h = t1 - t0;
    const root = Math.sqrt(Math.abs(h));
    driftInto(position, t0, drift);
    diffusionCoefficient(position, t0, coefficient);
    roots.fill(root);
    combine(position, h, drift, coefficient, roots, support);
    diffusionCoefficient(support, t0, curvature);
    for (let i = 0; i < curvature.length; i++) curvature[i]! -= coefficient[i]!;
    combine(position, h, drift, coefficient, increments, out);
    // Over a step of no length the difference is zero, and so is its factor.
    if (root > 0) addCurvature(curvature, 1 / root, increments, h, out);
  });
}
