/** Notebook 004: the bound of a diffusion model, slide by slide. */
export const notes004 = `
step1 | STEP 1 | step 1
vae-elbo | VAE における ELBO | the bound of a VAE
  derivations#variational-bound errata#row-2 tour/hinge#chain | diffusion.elbo latent-models.gaussianMixtureEm | latent-models/src/gaussian-mixture-em.test.ts apps/docs/test/errata.test.ts
diffusion-elbo | 拡散モデルの ELBO | the bound of a diffusion model
  derivations#diffusion-bound errata#row-38 tour/hinge#chain | diffusion.elbo | diffusion/src/elbo.test.ts apps/docs/test/errata.test.ts
elbo-1 | ELBO の式展開 | the bound worked out
  errata#row-39 guide/diffusion#bound | diffusion.pathLogWeights | diffusion/src/path-log-weights.test.ts apps/docs/test/errata.test.ts
elbo-2 | ELBO の式展開 -2 | the bound worked out, 2
  derivations#diffusion-bound errata#row-38 guide/diffusion#bound | diffusion.pathLogWeights diffusion.elbo | diffusion/src/path-log-weights.test.ts
elbo-3 | ELBO の式展開 -3 | the bound worked out, 3
  guide/diffusion#bound | diffusion.elbo | diffusion/src/elbo.test.ts
objective-1 | 目的関数の導出 | the objective
  tour/hinge#what-is-left | diffusion.exactReverse | diffusion/src/exact-reverse.test.ts
objective-2 | 目的関数の導出 -2 | the objective, 2
  tour/hinge#what-is-left | prob-core.normal | prob-core/src/distributions/normal.test.ts
objective-3 | 目的関数の導出 -3 | the objective, 3
  guide/diffusion#bound | diffusion.elbo | diffusion/src/elbo.test.ts
step2 | STEP 2 | step 2
approximation-1 | ELBO の近似 | the bound approximated
  guide/diffusion#bound | diffusion.elbo | diffusion/src/elbo.test.ts
uniform | 一様分布の期待値 | the mean over uniform steps
  errata#row-41 | prob-core.uniform | apps/docs/test/errata.test.ts
approximation-1b | ELBO の近似（続き） | the bound approximated, continued
  guide/diffusion#bound | diffusion.elbo | diffusion/src/elbo.test.ts
approximation-2 | ELBO の近似 -2 | the bound approximated, 2
  errata#row-40 | diffusion.diffusionTable | diffusion/src/traps.test.ts apps/docs/test/errata.test.ts
forward-1 | q(xₜ ∣ x₀) の導出 | q(xₜ ∣ x₀)
  derivations#composition tour/hinge#fixed-encoder | prob-core.composeKernels | prob-core/src/gaussian-kernel.test.ts
noise | ノイズの定義とスケジュール | the noise and its schedule
  errata#row-3 tour/hinge#fixed-encoder | diffusion.linearNoiseSchedule diffusion.cosineNoiseSchedule | diffusion/src/noise-schedule.test.ts diffusion/src/traps.test.ts apps/docs/test/errata.test.ts
forward-2 | q(xₜ ∣ x₀) の導出 -2 | q(xₜ ∣ x₀), 2
  derivations#composition | prob-core.gaussianKernel | prob-core/src/gaussian-kernel.test.ts
forward-3 | q(xₜ ∣ x₀) の導出 -3 | q(xₜ ∣ x₀), 3
  derivations#composition | prob-core.composeKernels | prob-core/src/gaussian-kernel.test.ts
forward-4 | q(xₜ ∣ x₀) の導出 -4 | q(xₜ ∣ x₀), 4
  derivations#composition errata#row-7 | diffusion.diffusionTable | diffusion/src/traps.test.ts
step3 | STEP 3 | step 3
approximation-3 | ELBO の近似 -3 | the bound approximated, 3
  guide/diffusion#bound | diffusion.elbo | diffusion/src/elbo.test.ts
approximation-4 | ELBO の近似 -4 | the bound approximated, 4
  guide/diffusion#bound | diffusion.elbo | diffusion/src/elbo.test.ts
approximation-5 | ELBO の近似 -5 | the bound approximated, 5
  guide/diffusion#bound | diffusion.elbo | diffusion/src/elbo.test.ts
approximation-6 | ELBO の近似 -6 | the bound approximated, 6
  guide/diffusion#bound errata#row-41 | diffusion.elbo kl-info.klNormal | diffusion/src/elbo.test.ts kl-info/src/kl.test.ts
approximation-7 | ELBO の近似 -7 | the bound approximated, 7
  errata#row-42 | diffusion.mixtureReverse diffusion.exactReverse | diffusion/src/mixture-reverse.test.ts apps/docs/test/errata.test.ts
approximation-8 | ELBO の近似 -8 | the bound approximated, 8
  errata#row-42 guide/diffusion#bound | diffusion.optimalReverseVariance diffusion.reverseVarianceGap | diffusion/src/reverse-variance.test.ts apps/docs/test/errata.test.ts
covariance | [補足] 共分散行列の理由 | why that covariance
  errata#row-42 question-marks#ddpm-kl | diffusion.optimalReverseVariance diffusion.reverseVarianceGap | diffusion/src/reverse-variance.test.ts
approximation-9 | ELBO の近似 -9 | the bound approximated, 9
  errata#row-4 | kl-info.klNormal | kl-info/src/kl.test.ts
eq39-1 | (39) 式の導出 | equation (39)
  errata#row-4 errata#row-42 | kl-info.klNormal kl-info.klMultivariateNormal | kl-info/src/kl.test.ts apps/docs/test/errata.test.ts
eq39-2 | (39) 式の導出 -2 | equation (39), 2
  errata#row-41 | kl-info.klNormal | kl-info/src/kl.test.ts
approximation-10 | ELBO の近似 -10 | the bound approximated, 10
  errata#row-41 guide/diffusion#bound | diffusion.elboFromErrors | diffusion/src/elbo.test.ts
loss | 拡散モデルにおける損失関数 | the loss
  errata#row-41 guide/diffusion#bound | diffusion.elboFromErrors diffusion.diffusionTable | diffusion/src/elbo.test.ts diffusion/src/traps.test.ts
posterior-1 | q(xₜ₋₁ ∣ xₜ, x₀) の導出 | q(xₜ₋₁ ∣ xₜ, x₀)
  derivations#posterior tour/hinge#fixed-encoder | diffusion.diffusionTable | diffusion/src/traps.test.ts
posterior-2 | q(xₜ₋₁ ∣ xₜ, x₀) の導出 -2 | q(xₜ₋₁ ∣ xₜ, x₀), 2
  derivations#posterior errata#row-5 | diffusion.diffusionTable | diffusion/src/traps.test.ts apps/docs/test/errata.test.ts
posterior-3 | q(xₜ₋₁ ∣ xₜ, x₀) の導出 -3 | q(xₜ₋₁ ∣ xₜ, x₀), 3
  derivations#posterior | diffusion.diffusionTable | diffusion/src/traps.test.ts
posterior-4 | q(xₜ₋₁ ∣ xₜ, x₀) の導出 -4 | q(xₜ₋₁ ∣ xₜ, x₀), 4
  derivations#posterior | diffusion.diffusionTable | diffusion/src/traps.test.ts
posterior-5 | q(xₜ₋₁ ∣ xₜ, x₀) の導出 -5 | q(xₜ₋₁ ∣ xₜ, x₀), 5
  derivations#posterior errata#row-5 | diffusion.diffusionTable | diffusion/src/traps.test.ts
posterior-5b | q(xₜ₋₁ ∣ xₜ, x₀) の導出 -5（続き） | q(xₜ₋₁ ∣ xₜ, x₀), 5 continued
  derivations#posterior | diffusion.diffusionTable | diffusion/src/traps.test.ts
posterior-6 | q(xₜ₋₁ ∣ xₜ, x₀) の導出 -6 | q(xₜ₋₁ ∣ xₜ, x₀), 6
  derivations#posterior errata#row-5 | diffusion.diffusionTable | diffusion/src/traps.test.ts diffusion/src/reference.test.ts
appendix | Appendix | appendix
training-old | これまでの学習アルゴリズム | the training algorithm so far
  training#task tour/hinge#what-is-left | diffusion.fitDenoiser | diffusion/src/fit-denoiser.test.ts
training-old-2 | これまでの学習アルゴリズム -2 | the training algorithm so far, 2 (a picture)
training-1 | 元データを復元するニューラルネットワーク | a network that restores the data
  errata#row-5 guide/diffusion#network | diffusion.fromX0Prediction diffusion.convertPrediction | diffusion/src/denoiser.test.ts diffusion/src/traps.test.ts
training-2 | 拡散モデルの学習アルゴリズム -2 | its loss
  errata#row-5 | diffusion.diffusionTable diffusion.elboFromErrors | diffusion/src/traps.test.ts
training-3 | 拡散モデルの学習アルゴリズム -3 | (a picture)
training-4 | ノイズを予測するニューラルネットワーク | a network that predicts the noise
  guide/diffusion#network errata#row-43 | diffusion.fromNoisePrediction | diffusion/src/denoiser.test.ts
training-5 | 拡散モデルの学習アルゴリズム -5 | the mean in terms of the noise
  errata#row-6 | diffusion.convertPrediction | diffusion/src/traps.test.ts
training-6 | 拡散モデルの学習アルゴリズム -6 | the mean in terms of the noise, continued
  errata#row-6 | diffusion.convertPrediction | diffusion/src/traps.test.ts apps/docs/test/errata.test.ts
training-7 | 拡散モデルの学習アルゴリズム -7 | no approximation is needed
  derivations#noise-loss errata#row-6 | diffusion.convertPrediction | diffusion/src/traps.test.ts apps/docs/test/errata.test.ts
training-6b | 拡散モデルの学習アルゴリズム -6（ε の KL） | the KL in terms of the noise
  derivations#noise-loss errata#row-8 guide/diffusion#network | diffusion.convertPrediction diffusion.diffusionTable | diffusion/src/traps.test.ts
simple-loss | シンプルな損失関数 | the simple loss
  errata#row-8 question-marks#ddpm-kl | diffusion.elboFromErrors diffusion.diffusionTable | diffusion/src/elbo.test.ts diffusion/src/traps.test.ts
training-noise | ノイズ予測型の学習アルゴリズム | the training algorithm with predicted noise
  training#task errata#row-43 guide/diffusion#network | diffusion.fitDenoiser diffusion.ddpmObjective | diffusion/src/fit-denoiser.test.ts
check | （最後の式変形） | the last line of algebra
  errata#row-6 | diffusion.convertPrediction | diffusion/src/traps.test.ts
`;
