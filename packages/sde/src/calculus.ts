/**
 * Ito's and Stratonovich's forms of one equation. They have the same noise and drifts that differ by the noise-induced
 * drift c (Kloeden and Platen, Numerical Solution of Stochastic Differential Equations, 1992, section 4.9):
 *
 *   drift_Ito = drift_Stratonovich + c,  c_i = 1/2 sum_jk G_jk dG_ik/dx_j
 *
 * For an equation that runs back in time dt is negative while the squared noise is not, so c changes its sign.
 */
import { UnsupportedError } from '@yuragi/prob-core/errors';
import { type Calculus, requireSdeProblem, type SdeProblem, type VectorField } from './problem.ts';

/** Adds sign * c(x, t) to out (n, d); undefined where the problem does not say what c is. */
function noiseInducedDriftOf(
  problem: SdeProblem,
): ((x: Float64Array, t: number, sign: number, out: Float64Array) => void) | undefined {
  const { noise, diffusionCoefficient, diffusionDerivative, noiseInducedDrift } = problem;
  let first = new Float64Array(0);
  let second = new Float64Array(0);
  const workspaceFor = (length: number): void => {
    if (first.length === length) return;
    first = new Float64Array(length);
    second = new Float64Array(length);
  };
  if (noise === 'diagonal') {
    if (diffusionDerivative === undefined) return undefined;
    return (x, t, sign, out) => {
      workspaceFor(x.length);
      diffusionCoefficient(x, t, first);
      diffusionDerivative(x, t, second);
      for (let i = 0; i < out.length; i++) out[i]! += 0.5 * sign * first[i]! * second[i]!;
    };
  }
  if (noiseInducedDrift === undefined) return undefined;
  return (x, t, sign, out) => {
    workspaceFor(x.length);
    noiseInducedDrift(x, t, first);
    for (let i = 0; i < out.length; i++) out[i]! += sign * first[i]!;
  };
}

function convert(where: string, problem: SdeProblem, calculus: Calculus): SdeProblem {
  requireSdeProblem(where, problem);
  if (problem.calculus === calculus) return problem;
  // The coefficient does not depend on x, and c = 0.
  if (problem.noise === 'additive') return { ...problem, calculus };
  const addNoiseInducedDrift = noiseInducedDriftOf(problem);
  if (addNoiseInducedDrift === undefined)
    throw new UnsupportedError(
      `${where}: ${problem.noise} noise without its derivative`,
      problem.noise === 'diagonal'
        ? 'the two drifts differ by 1/2 g_i dg_i/dx_i, so give the problem `diffusionDerivative`'
        : 'the two drifts differ by 1/2 sum_jk G_jk dG_ik/dx_j, so give the problem that sum as `noiseInducedDrift`',
    );
  const isBackward = problem.timeDirection === 'backward';
  const sign = (calculus === 'ito') === isBackward ? -1 : 1;
  const drift: VectorField = (x, t, out) => {
    problem.drift(x, t, out);
    addNoiseInducedDrift(x, t, sign, out);
  };
  // What was known of the old drift's divergence does not hold for the new one.
  return { ...problem, calculus, drift, driftDivergence: undefined };
}

/**
 * The Ito form of an equation: the same solutions, with drift_Ito = drift_Stratonovich + c.
 *
 * Exact. An equation that has this form already is returned as it is; with additive noise the two forms are one. Costs a
 * coefficient and its derivative per evaluation of the new drift.
 *
 * @throws {UnsupportedError} if c is needed and the problem has no derivative to give it; {ArgumentError}
 * @see Kloeden and Platen 1992, section 4.9
 * @example ```ts doctest
 * import { toIto } from '@yuragi/sde';
 * const { drift } = toIto({
 *   dimension: 1, numNoises: 1, calculus: 'stratonovich', noise: 'diagonal',
 *   drift: (_x, _t, out) => { out.fill(0); },
 *   diffusionCoefficient: (x, _t, out) => { out.set(x); },
 *   diffusionDerivative: (_x, _t, out) => { out.fill(1); },
 * });
 * const out = new Float64Array(1);
 * drift(Float64Array.of(3), 0, out);
 * out[0]; // => 1.5
 * ```
 */
export function toIto(problem: SdeProblem): SdeProblem {
  return convert('toIto', problem, 'ito');
}

/**
 * The Stratonovich form of an equation: the same solutions, with drift_Stratonovich = drift_Ito - c.
 *
 * Exact, and undoes `toIto`. What stochastic Heun takes.
 *
 * @throws {UnsupportedError} if c is needed and the problem has no derivative to give it; {ArgumentError}
 * @see Kloeden and Platen 1992, section 4.9
 * @example ```ts doctest
 * import { geometricBrownianMotion, toStratonovich } from '@yuragi/sde';
 * const { drift } = toStratonovich(geometricBrownianMotion({ growthRate: 1, volatility: 2 }).problem);
 * const out = new Float64Array(1);
 * drift(Float64Array.of(1), 0, out);
 * out[0]; // => -1
 * ```
 */
export function toStratonovich(problem: SdeProblem): SdeProblem {
  return convert('toStratonovich', problem, 'stratonovich');
}
