/** Notebook 001: a lecture on generative models, by its numbered slides, and the proofs of its appendix. */
export const notes001 = `
title | 生成モデル入門 | introduction to generative models
about | 自己紹介 | the lecturer
1 | 導入 | introduction
1-1 | 生成モデルとは？ | what is a generative model?
  tour/probability index#answer | = words
1-2 | 生成モデルの分類 | a classification of generative models
  question-marks#ddpm-kl guide/latent-models#choosing guide/diffusion#choosing | = words
plan | 内容 | plan
2 | KL ダイバージェンス最小化によるもの | by minimising KL
2-1 | KL の最小化（基本的な考え方） | minimising KL
  tour/sanov#nearest derivations#gibbs errata#row-27 | kl-info.relativeEntropy kl-info.kl | kl-info/src/mass-functions.test.ts kl-info/src/kl.test.ts
2-2/gradient | ボルツマンマシンの勾配 | Boltzmann machine: the gradient
  derivations#boltzmann-gradient errata#row-18 guide/latent-models#boltzmann | latent-models.boltzmannMachine latent-models.boltzmannLikelihood | latent-models/src/boltzmann-machine.test.ts apps/docs/test/errata.test.ts
2-2/rule | 理想的な学習ルール | the ideal update
  errata#row-18 | latent-models.fitBoltzmannMachine | latent-models/src/boltzmann-machine.test.ts
2-2/practice | 実行可能な学習ルール | the update by samples
  guide/latent-models#boltzmann tour/mcmc | latent-models.minimumProbabilityFlow latent-models.contrastiveDivergence | latent-models/src/boltzmann-machine.test.ts latent-models/src/contrastive-divergence-objective.test.ts
2-3/model | 制限ボルツマンマシン | restricted Boltzmann machine
  question-marks#energy-derivative guide/latent-models#rbm errata#row-33 | latent-models.restrictedBoltzmannMachine latent-models.restrictedBoltzmannLogPartition | latent-models/src/restricted-boltzmann-machine.test.ts
2-3/rule | 理想的な学習ルール（RBM） | its ideal update
  errata#row-18 | latent-models.restrictedBoltzmannGradient | latent-models/src/restricted-boltzmann-machine.test.ts apps/docs/test/errata.test.ts
2-3/gibbs | ブロック化ギブスサンプリング | block Gibbs sampling
  errata#row-34 guide/latent-models#rbm | latent-models.blockGibbs | latent-models/src/restricted-boltzmann-machine.test.ts
2-3/cd | コントラスティブ・ダイバージェンス法（CD1） | contrastive divergence
  guide/latent-models#rbm question-marks#cd1 | latent-models.contrastiveDivergence latent-models.contrastiveDivergenceObjective | latent-models/src/contrastive-divergence-objective.test.ts latent-models/src/contrastive-pass.test.ts
2-3/practice | 実行可能な学習ルール（RBM） | its update by samples
  question-marks#cd1 guide/latent-models#rbm | latent-models.fitRestrictedBoltzmannMachine | latent-models/src/fit-restricted-boltzmann-machine.test.ts
2-4/model | 自己回帰モデル | autoregressive models
  tour/other-families#autoregression guide/latent-models#ngram | latent-models.fitNgram kl-info.crossEntropy | latent-models/src/ngram-model.test.ts kl-info/src/mass-functions.test.ts
2-4/networks | RNN と Transformer | recurrent networks and transformers
  tour/other-families#autoregression guide/latent-models#ngram | latent-models.gatedRecurrent latent-models.causalTransformer latent-models.autoregressiveModel | latent-models/src/autoregressive-model.test.ts
2-4/forcing | 勾配更新と teacher-forcing | the update, teacher forcing
  tour/other-families#autoregression | latent-models.fitAutoregressive | latent-models/src/fit-autoregressive.test.ts
2-5/density | Normalizing flow の密度 | normalizing flow: its density
  tour/other-families#flows errata#row-10 guide/sde#log-density | sde.flowLogDensity diffusion.flowLogDensity | sde/src/flow-log-density.test.ts apps/docs/test/errata.test.ts
2-5/directions | 訓練の指針 (a)(b) | the two directions of KL
  tour/other-families#directions tour/other-families#flows guide/kl-info#choosing | latent-models.fitRealNvp latent-models.fitRealNvpReverse | latent-models/src/fit-real-nvp.test.ts apps/docs/figures/two-peaks/figure.test.ts
3 | 潜在変数モデル | latent-variable models
3-1 | 潜在変数モデル（基本的な考え方） | the basic idea
  tour/em#split tour/hinge#chain | latent-models.gaussianMixture | latent-models/src/gaussian-mixture.test.ts
3-2/bound | 変分によるバウンド | VAE: the variational bound
  tour/hinge#chain tour/em#split errata#row-2 derivations#variational-bound | latent-models.gaussianMixtureEm diffusion.elbo | latent-models/src/gaussian-mixture-em.test.ts diffusion/src/elbo.test.ts
3-2/objective | VAE の目的 | VAE: the objective
  tour/vae#bound tour/hinge#chain | latent-models.variationalBound | latent-models/src/variational-bound.test.ts
3-2/update | VAE の勾配更新 | VAE: the update
  tour/vae#trick tour/hinge#chain | latent-models.fitVariationalAutoencoder | latent-models/src/fit-variational-autoencoder.test.ts
3-2/trick | reparametrization trick | the reparametrisation trick
  tour/vae#trick tour/hinge#fixed-encoder | latent-models.variationalBound | latent-models/src/variational-bound.test.ts
3-2/comments | VAE の理想的なケース | VAE: the ideal case
  errata#row-26 tour/em#half-steps | latent-models.gaussianMixtureEm | latent-models/src/gaussian-mixture-em.test.ts apps/docs/test/errata.test.ts
3-3/js | JS ダイバージェンスの汎関数表示 | GAN: the Jensen–Shannon divergence as a maximum
  errata#row-9 derivations#gan | kl-info.jensenShannon kl-info.ganValue kl-info.optimalDiscriminator | kl-info/src/mass-functions.test.ts apps/docs/test/errata.test.ts
3-3/objective | GAN の目的 | GAN: the objective
  errata#row-9 | kl-info.ganValue | kl-info/src/mass-functions.test.ts
3-3/update | GAN の勾配更新 | GAN: the update
  tour/other-families#gan errata#row-19 | latent-models.fitGan | latent-models/src/fit-gan.test.ts apps/docs/test/errata.test.ts
3-3/comments | 密度比の近似 | GAN: the density ratio
  tour/other-families#gan errata#row-9 | kl-info.optimalDiscriminator latent-models.fitDensityRatio latent-models.metropolisHastingsFilter mcmc.independenceProposal | kl-info/src/mass-functions.test.ts latent-models/src/gan-density-ratio.test.ts latent-models/src/gan-filter.test.ts mcmc/src/kernels.test.ts
4 | 拡散モデル | diffusion models
4-1/langevin | スコアと Langevin MC | the score and Langevin sampling
  question-marks#score errata#row-53 errata#row-57 derivations#langevin | mcmc.unadjustedLangevin mcmc.metropolisAdjustedLangevin | mcmc/src/kernels.test.ts apps/docs/test/errata.test.ts
4-1/objective | スコアマッチングの目的 | score matching: the objective
  derivations#score-matching errata#row-57 | diffusion.implicitScoreMatching diffusion.explicitScoreMatching diffusion.scoreMatchingConstants | diffusion/src/score-matching.test.ts
4-1/practice | 実際にやること（スコアマッチング） | score matching in practice
  derivations#score-matching | diffusion.implicitScoreMatching sde.hutchinsonFlow | diffusion/src/score-matching.test.ts
4-2/noise | ターゲットにノイズを振る | noise on the target
  index#plane tour/one-mathematics#one-plane tour/sde#current | diffusion.smoothedMixture | diffusion/src/smoothed-mixture.test.ts
4-2/objective | デノイジングスコアマッチングの目的 | denoising score matching: the objective
  derivations#denoising | diffusion.denoisingScoreMatching | diffusion/src/score-matching.test.ts
4-2/practice | 実際にやること（デノイジング） | denoising score matching in practice
  derivations#denoising | diffusion.denoisingScoreMatching diffusion.fromScore | diffusion/src/score-matching.test.ts diffusion/src/denoiser.test.ts
4-2/annealed | ノイズのアニーリング（改良版） | annealed noise levels
  training#levels index#plane | diffusion.fitDenoiser diffusion.scoreMatchingObjective | diffusion/src/fit-denoiser.test.ts
4-2/sampling | 訓練後のサンプリング | sampling with annealed Langevin steps
  index#plane | diffusion.annealedLangevinSampler | diffusion/src/annealed-langevin.test.ts
4-3/law | 時刻 t での分布 | DDPM: the law at time t
  errata#row-22 tour/hinge#fixed-encoder derivations#composition | diffusion.diffusionTable prob-core.composeKernels | diffusion/src/traps.test.ts prob-core/src/gaussian-kernel.test.ts
4-3/bound | バウンド（DDPM） | DDPM: the bound
  tour/hinge#what-is-left derivations#diffusion-bound guide/diffusion#bound | diffusion.elbo diffusion.pathLogWeights | diffusion/src/elbo.test.ts diffusion/src/path-log-weights.test.ts
4-3/terms | バウンドの分解 | DDPM: the bound, term by term
  derivations#noise-loss errata#row-8 guide/diffusion#bound question-marks#ddpm-kl | diffusion.elboFromErrors diffusion.optimalReverseVariance | diffusion/src/traps.test.ts diffusion/src/reverse-variance.test.ts apps/docs/test/errata.test.ts
4-4/sde | 確率微分方程式 | stochastic differential equations
  tour/sde#current guide/sde#stochastic | sde.solveSde sde.eulerMaruyama | sde/src/solve-sde.test.ts sde/src/solvers.test.ts
4-4/examples | VE と VP | the two examples, VE and VP
  guide/sde#exact | sde.varianceExploding sde.variancePreserving | sde/src/named-processes.test.ts
4-4/kolmogorov | Kolmogorov forward/backward 方程式 | Kolmogorov's forward and backward equations
  guide/sde#fokker-planck derivations#fokker-planck derivations#backward-equation | sde.fokkerPlanck sde.integrateFokkerPlanck diffusion.posteriorReverse | sde/src/fokker-planck.test.ts diffusion/src/posterior-reverse.test.ts
4-4/reverse | 逆拡散の確率微分方程式 | the reverse equation
  derivations#reverse-equation tour/sde#ways-back guide/sde#reversal | sde.reverseSde | sde/src/time-reversal.test.ts
4-4/ode | FP 方程式の書き直し | the Fokker–Planck equation as an ordinary one
  tour/sde#current tour/sde#differences | sde.probabilityFlow | sde/src/time-reversal.test.ts diffusion/src/probability-flow.test.ts
4-4/flow | 逆拡散の確率フロー | the probability flow and its likelihood
  derivations#probability-flow guide/diffusion#likelihood guide/sde#log-density | diffusion.flowLogDensity sde.flowLogDensity | diffusion/src/probability-flow.test.ts sde/src/flow-log-density.test.ts
4-5/continuity | 連続の方程式 | the equation of continuity
  derivations#continuity tour/sde#current guide/diffusion#few-steps | diffusion.flowMatchingVelocity | diffusion/src/flow-matching.test.ts
4-5/goal | ODE の学習目標 | what there is to learn
  tour/sde#current tour/three-cures#transport | diffusion.flowMatchingVelocity diffusion.sampleFlow | diffusion/src/flow-matching.test.ts
4-5/conditional | 条件付きフロー | the conditional flow
  derivations#conditional-flow guide/diffusion#choosing | diffusion.conditionalVelocityInto diffusion.optimalTransportPath | diffusion/src/flow-matching.test.ts
4-5/noisy | ノイズ入りフローマッチング | flow matching with noise
  derivations#flow-matching guide/diffusion#choosing | diffusion.flowMatchingVelocity | diffusion/src/flow-matching.test.ts
end | 終わり | summary
appendix | Appendix | appendix
A/variational | 変分バウンドの証明 | proof: the variational bound
  derivations#variational-bound errata#row-26 | latent-models.gaussianMixtureEm kl-info.relativeEntropy | latent-models/src/gaussian-mixture-em.test.ts apps/docs/test/derivations.test.ts
A/js | JS ダイバージェンス汎関数表示の証明 | proof: the Jensen–Shannon divergence
  derivations#gan errata#row-9 | kl-info.jensenShannon kl-info.optimalDiscriminator | kl-info/src/mass-functions.test.ts apps/docs/test/derivations.test.ts
A/langevin | ランジュバン MC の平衡分布 | proof: the equilibrium of Langevin steps
  derivations#langevin errata#row-53 | mcmc.unadjustedLangevin | mcmc/src/kernels.test.ts apps/docs/test/errata.test.ts apps/docs/test/derivations.test.ts
A/score | スコアマッチング目的関数の変形 | proof: score matching
  derivations#score-matching | diffusion.implicitScoreMatching | diffusion/src/score-matching.test.ts apps/docs/test/derivations.test.ts
A/denoising | デノイジングスコアマッチング目的関数の変形 | proof: denoising score matching
  derivations#denoising | diffusion.denoisingScoreMatching | diffusion/src/score-matching.test.ts apps/docs/test/derivations.test.ts
A/diffusion | 拡散バウンドの証明 | proof: the diffusion bound
  derivations#diffusion-bound errata#row-24 | diffusion.elbo diffusion.pathLogWeights | diffusion/src/elbo.test.ts diffusion/src/path-log-weights.test.ts apps/docs/test/derivations.test.ts
A/lemma1 | 補題1（Gaussian のマルコフ過程） | lemma 1: Gaussian kernels compose
  derivations#composition tour/hinge#fixed-encoder | prob-core.composeKernels | prob-core/src/gaussian-kernel.test.ts apps/docs/test/derivations.test.ts
A/law | 時刻 t での拡散が従う分布 | proof: the law at time t
  errata#row-22 derivations#composition | diffusion.diffusionTable | diffusion/src/traps.test.ts apps/docs/test/errata.test.ts apps/docs/test/derivations.test.ts
A/lemma2 | 補題2（Gauss 分布の分散による展開） | lemma 2: a Gaussian by powers of its variance
  derivations#fokker-planck errata#row-20 | prob-core.normal | apps/docs/test/derivations.test.ts apps/docs/test/errata.test.ts
A/lemma3 | 補題3（デルタ関数の公式） | lemma 3: the delta function of a map
  derivations#fokker-planck errata#row-21 | sde.hutchinsonFlow | apps/docs/test/derivations.test.ts apps/docs/test/errata.test.ts sde/src/flow-log-density.test.ts
A/forward | Kolmogorov forward 方程式 | proof: the forward equation
  derivations#fokker-planck guide/sde#fokker-planck | sde.fokkerPlanck | sde/src/fokker-planck.test.ts apps/docs/test/derivations.test.ts
A/backward | Kolmogorov backward 方程式 | proof: the backward equation
  derivations#backward-equation | sde.fokkerPlanck diffusion.posteriorReverse | sde/src/fokker-planck.test.ts diffusion/src/posterior-reverse.test.ts apps/docs/test/derivations.test.ts
A/reverse | 逆拡散 | proof: reverse diffusion
  tour/sde#ways-back derivations#reverse-equation | sde.reverseSde | sde/src/time-reversal.test.ts apps/docs/test/derivations.test.ts
A/flow | 確率フローでの尤度計算 | proof: the likelihood by the flow
  guide/sde#log-density derivations#probability-flow | sde.flowLogDensity | sde/src/flow-log-density.test.ts apps/docs/test/derivations.test.ts
A/continuity | 連続の方程式（証明） | proof: the equation of continuity
  tour/sde#current derivations#continuity | diffusion.flowMatchingVelocity | diffusion/src/flow-matching.test.ts apps/docs/test/derivations.test.ts
A/conditional | 条件付きフロー（証明） | proof: the conditional flow
  derivations#conditional-flow guide/diffusion#choosing | diffusion.conditionalVelocityInto | diffusion/src/flow-matching.test.ts apps/docs/test/derivations.test.ts
A/lemma4 | 補題4（フローと条件付きフロー） | lemma 4: flow and conditional flow
  derivations#flow-matching guide/diffusion#choosing | diffusion.flowMatchingVelocity | diffusion/src/flow-matching.test.ts apps/docs/test/derivations.test.ts
A/noisy | ノイズ入りフローマッチング（証明） | proof: flow matching with noise
  derivations#flow-matching guide/diffusion#choosing | diffusion.flowMatchingVelocity diffusion.conditionalVelocityInto | diffusion/src/flow-matching.test.ts apps/docs/test/derivations.test.ts
`;
