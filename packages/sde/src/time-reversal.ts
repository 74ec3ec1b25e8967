/**
 * Reversal in time (Anderson, Stoch. Process. Appl. 12 (1982), 313; Haussmann and Pardoux, Ann. Probab. 14 (1986), 1188)
 * and the probability flow (Song et al. 2021, eq. (13) and appendix D.1), joined by one factor lambda.
 *
 * Let dX = f dt + G dW (Ito) have the densities p_t, and D = G G^T. The Fokker-Planck equation is a continuity equation,
 *
 *   dp/dt = -div(f p) + 1/2 div div(D p) = -div((f - u) p),  u = 1/2 (div D + D grad log p)
 *
 * with u Nelson's osmotic velocity. So the flow dx/dt = f - u carries p_t. An equation run back in time with drift b and
 * noise lambda G has, in -t, the gain  div(b p) + lambda^2/2 div div(D p) = div((b + lambda^2 u) p), which must undo
 * div((f - u) p):
 *
 *   b = f - (1 + lambda^2) u
 *
 * lambda = 1 is Anderson's equation, lambda = 0 the flow, and every lambda has the same densities.
 */
import { ArgumentError, requireNonNegative, UnsupportedError } from '@yuragi/prob-core/errors';
import { coefficientLength, type OdeProblem, requireSdeProblem, type SdeProblem, type VectorField } from './problem.ts';

export interface ProbabilityFlowOptions {
  // Advanced
  /**
   * (div D)_i = sum_j dD_ij/dx_j with D = G G^T, out (n, d): of scalar and general noise, for which nothing else says it.
   * Additive noise has none, and that of diagonal noise is 2 g_i dg_i/dx_i.
   */
  readonly covarianceDivergence?: VectorField | undefined;
}

export interface ReverseSdeOptions extends ProbabilityFlowOptions {
  /** lambda >= 0: the noise of the reverse equation over that of the forward one. Default 1, Anderson's. */
  readonly noiseFactor?: number | undefined;
}

/** What a reversal asks of its forward equation. */
function requireForward(where: string, forward: SdeProblem): void {
  requireSdeProblem(where, forward);
  if (forward.timeDirection === 'backward')
    throw new ArgumentError(where, 'forward', 'an equation that runs forward in time', forward.timeDirection);
  if (forward.calculus === 'stratonovich' && forward.noise !== 'additive')
    throw new UnsupportedError(
      `${where}: a Stratonovich problem`,
      'the formula holds for the Ito drift, so convert the problem with `toIto` first',
    );
}

/** div D of the noise, (n, d), or 'none' where it is zero. */
function covarianceDivergenceOf(
  where: string,
  { noise, diffusionCoefficient, diffusionDerivative }: SdeProblem,
  given: VectorField | undefined,
): VectorField | 'none' {
  if (noise === 'additive') return 'none';
  if (given !== undefined) return given;
  if (noise === 'diagonal' && diffusionDerivative !== undefined) {
    let slope = new Float64Array(0);
    return (x, t, out) => {
      if (slope.length !== out.length) slope = new Float64Array(out.length);
      diffusionCoefficient(x, t, out);
      diffusionDerivative(x, t, slope);
      for (let i = 0; i < out.length; i++) out[i]! *= 2 * slope[i]!;
    };
  }
  throw new UnsupportedError(
    `${where}: ${noise} noise without the divergence of its covariance`,
    noise === 'diagonal'
      ? 'the drift needs 2 g_i dg_i/dx_i, so give the problem `diffusionDerivative`'
      : 'the drift needs sum_j d(G G^T)_ij/dx_j, so give it as the option `covarianceDivergence`',
  );
}

/** out <- D v, (n, d), for v (n, d); `coefficient` as diffusionCoefficient wrote it. `out` is another array than v. */
function applyCovariance(
  { noise, dimension: d, numNoises }: SdeProblem,
  coefficient: Float64Array,
  v: Float64Array,
  out: Float64Array,
): void {
  if (noise === 'additive' || noise === 'diagonal') {
    for (let i = 0; i < v.length; i++) out[i] = coefficient[i]! ** 2 * v[i]!;
    return;
  }
  out.fill(0);
  for (let row = 0; row < v.length; row += d)
    for (let k = 0; k < numNoises; k++) {
      let dot = 0;
      for (let i = row; i < row + d; i++) dot += coefficient[i * numNoises + k]! * v[i]!;
      for (let i = row; i < row + d; i++) out[i]! += coefficient[i * numNoises + k]! * dot;
    }
}

/** b = f - share u for any score. */
function driftWithOsmosis(
  where: string,
  forward: SdeProblem,
  score: VectorField,
  share: number,
  given: VectorField | undefined,
): VectorField {
  requireForward(where, forward);
  const covarianceDivergence = covarianceDivergenceOf(where, forward, given);
  let coefficient = new Float64Array(0);
  let gradient = new Float64Array(0);
  let osmosis = new Float64Array(0);
  return (x, t, out) => {
    if (gradient.length !== x.length) {
      coefficient = new Float64Array(coefficientLength(forward, x.length / forward.dimension));
      gradient = new Float64Array(x.length);
      osmosis = new Float64Array(x.length);
    }
    forward.drift(x, t, out);
    score(x, t, gradient);
    forward.diffusionCoefficient(x, t, coefficient);
    applyCovariance(forward, coefficient, gradient, osmosis);
    for (let i = 0; i < out.length; i++) out[i]! -= 0.5 * share * osmosis[i]!;
    if (covarianceDivergence === 'none') return;
    covarianceDivergence(x, t, osmosis);
    for (let i = 0; i < out.length; i++) out[i]! -= 0.5 * share * osmosis[i]!;
  };
}

/**
 * The equation that runs back in time with the densities of a forward one, for any score: with the exact score, started
 * from the law at T, its solutions have the law p_t at every t < T.
 *
 *   dX = (f - (1 + lambda^2)/2 (div D + D score)) dt + lambda G dW,  dt < 0,  D = G G^T
 *
 * Exact in law for the exact score; what a solver adds is the solver's. Integrate it from late to early times (its
 * `timeDirection` is 'backward'), at the same t as the forward equation. One forward drift, score and coefficient per
 * evaluation. A larger lambda forgets errors of the score faster and needs smaller steps.
 *
 * @param forward Ito; with diagonal noise it must have `diffusionDerivative`
 * @param score   grad log p_t(x), (n, d), or a model of it
 * @returns an Ito problem with the noise kind of `forward`
 * @throws {UnsupportedError} for a Stratonovich problem or noise whose divergence is not given; {ArgumentError}
 * @see Anderson 1982; Song et al. 2021, eq. (6); lambda: Zhang and Chen, Fast sampling of diffusion models with
 *   exponential integrator, ICLR 2023, section 2
 * @example (An Ornstein-Uhlenbeck process at rest is its own reversal) ```ts doctest
 * import { ornsteinUhlenbeck, reverseSde } from '@yuragi/sde';
 * const { problem } = ornsteinUhlenbeck({ rate: 1, scale: Math.SQRT2 });
 * const { drift } = reverseSde(problem, (x, _t, out) => { for (let i = 0; i < x.length; i++) out[i] = -x[i]!; });
 * const out = new Float64Array(1);
 * drift(Float64Array.of(2), 1, out);
 * out[0]!; // ~> 2
 * ```
 */
export function reverseSde(
  forward: SdeProblem,
  score: VectorField,
  { noiseFactor = 1, covarianceDivergence }: ReverseSdeOptions = {},
): SdeProblem {
  const where = 'reverseSde';
  requireNonNegative(where, 'noiseFactor', noiseFactor);
  const drift = driftWithOsmosis(where, forward, score, 1 + noiseFactor ** 2, covarianceDivergence);
  const scaled = (field: VectorField, factor = noiseFactor): VectorField =>
    factor === 1
      ? field
      : (x, t, out) => {
          field(x, t, out);
          for (let i = 0; i < out.length; i++) out[i]! *= factor;
        };
  const { dimension, noise, numNoises, diffusionCoefficient, diffusionDerivative, noiseInducedDrift } = forward;
  return {
    dimension,
    drift,
    calculus: 'ito',
    noise,
    numNoises,
    diffusionCoefficient: scaled(diffusionCoefficient),
    diffusionDerivative: diffusionDerivative && scaled(diffusionDerivative),
    noiseInducedDrift: noiseInducedDrift && scaled(noiseInducedDrift, noiseFactor ** 2),
    timeDirection: 'backward',
  };
}

/**
 * The ordinary differential equation with the densities of a stochastic one, for any score.
 *
 *   dx/dt = f - 1/2 (div D + D score),  D = G G^T
 *
 * Exact for the exact score, in either direction of time: forward it takes data to noise, back noise to data. In one
 * dimension it keeps quantiles.
 *
 * @param forward Ito; with diagonal noise it must have `diffusionDerivative`
 * @param score   grad log p_t(x), (n, d), or a model of it
 * @throws {UnsupportedError} for a Stratonovich problem or noise whose divergence is not given; {ArgumentError}
 * @see Song et al. 2021, eq. (13) and appendix D.1
 * @example (A normal law under noise) ```ts doctest
 * import { integrateOde, noiseLevelProcess, probabilityFlow } from '@yuragi/sde';
 * const flow = probabilityFlow(noiseLevelProcess().problem, (x, sigma, out) => {
 *   for (let i = 0; i < x.length; i++) out[i] = -x[i]! / (1 + sigma * sigma);
 * });
 * integrateOde(flow, Float64Array.of(2), { t0: 0, t1: 3 }).position[0]!; // ~> 6.3246
 * ```
 */
export function probabilityFlow(
  forward: SdeProblem,
  score: VectorField,
  { covarianceDivergence }: ProbabilityFlowOptions = {},
): OdeProblem {
  const drift = driftWithOsmosis('probabilityFlow', forward, score, 1, covarianceDivergence);
  return { dimension: forward.dimension, drift };
}
