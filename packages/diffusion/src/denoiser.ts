/**
 * The one model contract of this package, and the adapters that bring other predictions to it. A denoiser sees
 * *unscaled* coordinates, x = x_0 + sigma eps; networks trained on variance-preserving data see alpha x instead.
 */

/**
 * E[x_0 | x_0 + sigma eps = x], written to out. x and out are (n, d) flat; sigma >= 0 is noise over signal. At
 * sigma = Infinity nothing is known of x_0: x is ignored and out is E[x_0]. A condition is bound by closure. May be
 * asynchronous; exact likelihoods and flows need the synchronous form. x is not the denoiser's to keep: a sampler writes
 * over it when the call is done.
 */
export type Denoiser = (x: Float64Array, sigma: number, out: Float64Array) => void | Promise<void>;

/** A network's prediction: `x` is what it sees, `out` what it predicts, both (n, d) flat. */
export type Prediction = (x: Float64Array, sigma: number, out: Float64Array) => void | Promise<void>;

/** Runs `then` after a prediction, at once if it was synchronous. */
function after(done: void | Promise<void>, then: () => void): void | Promise<void> {
  if (done instanceof Promise) return done.then(then);
  then();
}

/** A denoiser from a prediction that sees alpha x, alpha = 1/sqrt(1 + sigma^2), through x_0 = a x + b prediction. */
function adapt(predict: Prediction, coefficients: (sigma: number) => readonly [a: number, b: number]): Denoiser {
  return (x, sigma, out) => {
    const alpha = 1 / Math.sqrt(1 + sigma * sigma);
    const [a, b] = coefficients(sigma);
    return after(
      predict(
        x.map((value) => alpha * value),
        sigma,
        out,
      ),
      () => {
        for (let i = 0; i < out.length; i++) out[i] = a * x[i]! + b * out[i]!;
      },
    );
  };
}

/**
 * A denoiser from a prediction of the noise: x_0 = x - sigma eps.
 *
 * @param predict eps from the variance-preserving x_t = alpha x; sigma is passed so that it can find its time
 */
export const fromNoisePrediction = (predict: Prediction): Denoiser => adapt(predict, (sigma) => [1, -sigma]);

/**
 * A denoiser from a prediction of v = alpha eps - noiseScale x_0 (Salimans and Ho 2022): x_0 = alpha x_t - noiseScale v,
 * with x_t = alpha x and noiseScale = alpha sigma.
 *
 * @param predict v from the variance-preserving x_t = alpha x
 */
export const fromVelocityPrediction = (predict: Prediction): Denoiser =>
  adapt(predict, (sigma) => [1 / (1 + sigma * sigma), -sigma / Math.sqrt(1 + sigma * sigma)]);

/** A denoiser from a prediction of x_0 that sees the variance-preserving x_t = alpha x. */
export const fromX0Prediction = (predict: Prediction): Denoiser => adapt(predict, () => [0, 1]);

/**
 * A denoiser from the score of the smoothed law, by Tweedie's formula: x_0 = x + sigma^2 grad log p_sigma(x).
 *
 * @param score grad log p_sigma at the unscaled x
 */
export function fromScore(score: Prediction): Denoiser {
  return (x, sigma, out) =>
    after(score(x, sigma, out), () => {
      for (let i = 0; i < out.length; i++) out[i] = x[i]! + sigma * sigma * out[i]!;
    });
}
