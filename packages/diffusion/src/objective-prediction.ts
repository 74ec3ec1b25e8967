/**
 * What a network sees and what it is asked for, both mixtures of the data x_0 and the noise eps at level sigma:
 *
 *   input = a x_0 + b eps,  output F = c x_0 + e eps,  b/a = sigma
 *
 * Everything else follows from the four numbers: F gives the data back as x_0 = (e input - b F)/(a e - b c), so the denoiser
 * of a network is D(x, sigma) = c_skip x + c_out F(c_in x) with c_in = a, c_skip = a e/(a e - b c), c_out = -b/(a e - b c)
 * (Karras, Aittala, Aila and Laine 2022, eq. 7), and an error of F is that of D over |c_out|.
 *
 *   prediction  of                                 a          b              c      e
 *   x0          the data                           alpha      s              1      0
 *   noise       eps (Ho et al. 2020)               alpha      s              0      1
 *   velocity    v (Salimans and Ho 2022)           alpha      s              -s     alpha
 *   score       grad log p at alpha x              alpha      s              0      -1/s
 *   flow        x_0 - eps (Lipman et al. 2023)     1/(1 + sigma)  sigma/(1 + sigma)  1  -1
 *
 * with alpha = 1/sqrt(1 + sigma^2), s = alpha sigma. For data of variance one, what Karras et al. call preconditioning is the
 * velocity with its sign turned: their c_skip, c_in and |c_out| at sigma_data = 1 are those of this table. Data of another
 * scale is divided by it first: D(x, sigma) = scale D_1(x/scale, sigma/scale).
 */
import { ArgumentError, requireNonNegative, requireOneOf } from '@yuragi/prob-core/errors';
import type { Parametrization } from './parametrization.ts';

/** What a network predicts. 'flow' sees the straight path x_tau = tau x_0 + (1 - tau) eps, tau = 1/(1 + sigma). */
export type NetworkPrediction = Exclude<Parametrization, 'mean'> | 'flow';
export const networkPredictions: readonly NetworkPrediction[] = ['x0', 'noise', 'velocity', 'score', 'flow'];

/** The four numbers of a prediction at one level. */
export interface Mixing {
  /** a: of x_0 in what is seen. */
  readonly signal: number;
  /** b: of eps in what is seen. */
  readonly noise: number;
  /** c: of x_0 in what is predicted. */
  readonly targetSignal: number;
  /** e: of eps in what is predicted. */
  readonly targetNoise: number;
}

/**
 * What is seen and what is predicted at a level.
 *
 * @param sigma >= 0; Infinity is the limit, where nothing is seen of the data
 */
export function mixingAt(prediction: NetworkPrediction, sigma: number): Mixing {
  if (prediction === 'flow') {
    const signal = 1 / (1 + sigma);
    // Not 1 - signal, which cancels at small sigma.
    return { signal, noise: 1 / (1 + 1 / sigma), targetSignal: 1, targetNoise: -1 };
  }
  const signal = 1 / Math.hypot(1, sigma);
  const noise = 1 / Math.hypot(1, 1 / sigma);
  switch (prediction) {
    case 'x0':
      return { signal, noise, targetSignal: 1, targetNoise: 0 };
    case 'noise':
      return { signal, noise, targetSignal: 0, targetNoise: 1 };
    case 'velocity':
      return { signal, noise, targetSignal: -noise, targetNoise: signal };
    case 'score':
      return { signal, noise, targetSignal: 0, targetNoise: -1 / noise };
  }
}

/** c_out^2: the squared error of D for that of F, at sigma > 0. */
export function outputSquared({ signal, noise, targetSignal, targetNoise }: Mixing): number {
  return (noise / (signal * targetNoise - noise * targetSignal)) ** 2;
}

/** D(x, sigma) = skip x + output F(input x), x unscaled. */
export interface Preconditioning {
  /** c_in. */
  readonly input: number;
  /** c_skip. */
  readonly skip: number;
  /** c_out, with its sign. */
  readonly output: number;
}

/**
 * How a denoiser is made of a network that makes a prediction.
 *
 * Exact; data of variance one is what 'velocity' keeps both sides of the network at variance one for.
 *
 * @param sigma >= 0, noise over signal
 * @throws {ArgumentError} for an unknown prediction, a negative level, or the noise and the score at Infinity, which do not
 *   determine x_0 there
 * @see Karras, Aittala, Aila and Laine 2022, eq. 7 and table 1
 * @example (The skip connection closes as noise rises) ```ts doctest
 * import { preconditioningAt } from '@yuragi/diffusion';
 * preconditioningAt('velocity', 0.5).skip; // ~> 0.8000000
 * preconditioningAt('velocity', 2).skip; // ~> 0.2000000
 * preconditioningAt('noise', 2).output; // => -2
 * ```
 */
export function preconditioningAt(prediction: NetworkPrediction, sigma: number): Preconditioning {
  const where = 'preconditioningAt';
  requireOneOf(where, 'prediction', prediction, networkPredictions);
  if (sigma !== Infinity) requireNonNegative(where, 'sigma', sigma);
  const { signal, noise, targetSignal, targetNoise } = mixingAt(prediction, sigma);
  // At sigma = 0 the score's e is infinite, and the input is the data.
  if (sigma === 0) return { input: 1, skip: prediction === 'x0' ? 0 : 1, output: prediction === 'x0' ? 1 : 0 };
  const determinant = signal * targetNoise - noise * targetSignal;
  if (determinant === 0)
    throw new ArgumentError(where, 'prediction', 'one that determines x0 where sigma is infinite', prediction);
  return {
    input: signal,
    skip: (signal * targetNoise) / determinant,
    output: -noise / determinant,
  };
}
