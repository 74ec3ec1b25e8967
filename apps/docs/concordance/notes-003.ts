/** Notebook 003: slides after a course of lectures, from image generation to the hierarchical VAE. */
export const notes003 = `
images | 生成モデル（AI 画像） | generative models of images
  index#answer | = words
profile | 私のプロフィール画像 | a profile picture
images/ai | 生成 AI | what such a program does
  question-marks#hidden tour/probability | = words
diffusion | 拡散モデルの思想 | the idea of diffusion models
  tour/hinge#figure tour/sde#ways-back | = words
stable | Stable Diffusion の三つの要素 | the three parts of Stable Diffusion
  tour/hinge#what-is-left | |
empirical | 生成モデルと経験分布 | data and their empirical law
  question-marks#histogram tour/probability#band tour/sanov#types | prob-core.empirical | prob-core/src/distributions/empirical.test.ts
bm | ボルツマンマシン | Boltzmann machine
  guide/latent-models#boltzmann | latent-models.boltzmannMachine latent-models.boltzmannLogPartition | latent-models/src/boltzmann-machine.test.ts
kl | KL 情報量 | KL divergence
  tour/sanov guide/kl-info#distributions | kl-info.relativeEntropy | kl-info/src/mass-functions.test.ts
kl/gibbs | Gibbs の不等式 | Gibbs' inequality
  errata#row-27 derivations#gibbs | kl-info.relativeEntropy | kl-info/src/mass-functions.test.ts apps/docs/test/errata.test.ts apps/docs/test/derivations.test.ts
kl/jensen | Jensen の不等式 | Jensen's inequality
  tour/jarzynski#balance derivations#gibbs | kl-info.relativeEntropy | kl-info/src/mass-functions.test.ts apps/docs/test/derivations.test.ts
gauss | ガウス分布を仮定してモデル作成 | a Gaussian model
  guide/prob-core#first | prob-core.normal | prob-core/src/distributions/normal.test.ts
gauss/kl | 経験分布との KL、最小二乗法 | KL from data, least squares
  guide/kl-info#distributions errata#row-28 | kl-info.klNormal latent-models.fitNormal | kl-info/src/kl.test.ts latent-models/src/gaussian-mle.test.ts
gauss/fit | 学習 ～ 最適化 ～ | fitting it
  errata#row-28 | latent-models.fitNormal | latent-models/src/gaussian-mle.test.ts apps/docs/test/errata.test.ts
mle | 最尤法（＝ KL 最小化） | maximum likelihood is least KL
  tour/sanov#nearest guide/latent-models#choosing | latent-models.fitNormal prob-core.momentMatching | latent-models/src/gaussian-mle.test.ts prob-core/src/exponential-family.test.ts
why-kl | KL 情報量がよく使われる理由 | why KL is used so often
  guide/kl-info#choosing tour/sanov | prob-core.exponentialFamily kl-info.bregmanDivergence | prob-core/src/exponential-family.test.ts kl-info/src/bregman-divergence.test.ts
gauss-d | 高次元に拡張 | Gaussians in d dimensions
  errata#row-29 guide/prob-core#ndarray | prob-core.multivariateNormal | prob-core/src/distributions/multivariate-normal.test.ts apps/docs/test/errata.test.ts
gauss-d/diagonal | 補足：対角化 | diagonalisation
  errata#row-29 | prob-core/eigen.symmetricEigen | prob-core/src/eigen.test.ts
gauss-d/fit | 学習（高次元） | fitting them
  guide/latent-models#choosing | latent-models.fitMultivariateNormal kl-info.klMultivariateNormal | latent-models/src/gaussian-mle.test.ts kl-info/src/kl.test.ts
gauss-d/det | det の微分 | the derivative of a determinant
  errata#row-29 | prob-core/linear-algebra.logDeterminant | prob-core/src/linear-algebra.test.ts
ising | よくあるボルツマンマシン（離散） | the Ising model
  errata#row-31 guide/kl-info#gibbs guide/mcmc#spins | mcmc.isingModel kl-info.gibbsDivergence prob-core.exponentialFamily | mcmc/src/ising-model.test.ts kl-info/src/mass-functions.test.ts prob-core/src/exponential-family.test.ts
gradient | 勾配法 | gradient descent
  tour/em#same-construction question-marks#step-size errata#row-32 | nn.majorise nn.gradientLid | nn/src/majorise.test.ts apps/docs/test/errata.test.ts
gradient/lid | 新しく蓋をしていく | a lid, and the next one
  tour/em#same-construction derivations#lid errata#row-32 errata#row-61 | nn.majorise nn.gradientLid | nn/src/majorise.test.ts apps/docs/test/derivations.test.ts
gradient/surrogate | 代理関数 | the surrogate function
  tour/em#same-construction errata#row-32 | nn.majorise nn.stepCurvature nn.largestCurvature | nn/src/majorise.test.ts nn/src/curvature.test.ts
mixture | よりリッチなモデルに | richer models: mixtures
  guide/latent-models#first errata#row-30 | latent-models.gaussianMixture prob-core.mixture | latent-models/src/gaussian-mixture.test.ts prob-core/src/distributions/mixture.test.ts
mixture/mle | 最尤法（混合分布） | their maximum likelihood
  derivations#m-step errata#row-30 tour/em#half-steps | latent-models.gaussianMixtureEm | latent-models/src/gaussian-mixture-em.test.ts apps/docs/test/errata.test.ts
em | EM アルゴリズム | the EM algorithm
  tour/em#half-steps guide/latent-models#restarts | latent-models.fitGaussianMixture latent-models.gaussianMixtureEm | latent-models/src/gaussian-mixture-em.test.ts latent-models/src/fit-gaussian-mixture.test.ts
hidden | 隠れ変数 | hidden variables
  tour/em#split | latent-models.gaussianMixture | latent-models/src/gaussian-mixture.test.ts
hidden/example | 例：混合ガウス分布 | example: a mixture of Gaussians
  tour/em#split | latent-models.gaussianMixture | latent-models/src/gaussian-mixture.test.ts
bound | 勾配法：上界最小化（下界最大化） | raising a lower bound
  tour/em#split tour/em#same-construction derivations#variational-bound | latent-models.gaussianMixtureEm nn.majorise | latent-models/src/gaussian-mixture-em.test.ts latent-models/src/em-is-a-lid.test.ts apps/docs/test/derivations.test.ts
bound/em | EM アルゴリズムとの関係 | how EM does it
  tour/em#half-steps tour/em#ends | latent-models.gaussianMixtureEm | latent-models/src/gaussian-mixture-em.test.ts
rbm | 制限ボルツマンマシン | restricted Boltzmann machine
  errata#row-33 guide/latent-models#rbm | latent-models.restrictedBoltzmannMachine | latent-models/src/restricted-boltzmann-machine.test.ts apps/docs/test/errata.test.ts
rbm/independent | 条件付き独立は凄い！ | conditional independence
  guide/latent-models#rbm | latent-models.restrictedBoltzmannMachine latent-models.blockGibbs | latent-models/src/restricted-boltzmann-machine.test.ts
rbm/more | 制限ボルツマンマシン続き | more on it
  guide/latent-models#rbm-log-z errata#row-33 | latent-models.restrictedBoltzmannLogPartition | latent-models/src/restricted-boltzmann-machine.test.ts
draws | 独立と確率変数の作り方 | independence, and how to draw
  question-marks#independence tour/probability#inverse guide/prob-core#streams | prob-core.bernoulli prob-core.stream | prob-core/src/distributions/bernoulli.test.ts prob-core/src/rng.test.ts
rbm/mle | KL 最小化（最尤法） | maximum likelihood of an RBM
  derivations#boltzmann-gradient guide/latent-models#rbm | latent-models.restrictedBoltzmannGradient | latent-models/src/restricted-boltzmann-machine.test.ts apps/docs/test/derivations.test.ts
rbm/em | EM アルゴリズム（変分下界最大化） | EM for an RBM
  errata#row-34 tour/em#split | latent-models.restrictedBoltzmannGradient | latent-models/src/restricted-boltzmann-machine.test.ts apps/docs/test/errata.test.ts
rbm/fit | 学習（期待値の計算） | fitting it
  errata#row-33 guide/latent-models#rbm | latent-models.fitRestrictedBoltzmannMachine | latent-models/src/fit-restricted-boltzmann-machine.test.ts
mcmc | マルコフ連鎖モンテカルロ法 | Markov chain Monte Carlo
  tour/mcmc guide/mcmc#first | mcmc.sample mcmc.run | mcmc/src/sample.test.ts mcmc/src/kernels.test.ts
mcmc/transition | 遷移確率とつりあい条件 | transition probabilities, balance
  tour/mcmc#balance errata#row-54 guide/mcmc#finite | mcmc.finiteChain mcmc.checkConservation mcmc.checkBalance mcmc.isIrreducible mcmc.period mcmc.stationaryLaw | mcmc/src/finite-chain.test.ts mcmc/src/chain-structure.test.ts apps/docs/test/errata.test.ts
mcmc/detailed | 詳細つりあい | detailed balance
  tour/mcmc#currents | mcmc.checkDetailedBalance mcmc.probabilityCurrents | mcmc/src/finite-chain.test.ts
mcmc/broken | 補足：DBC を破るとは | breaking detailed balance
  errata#row-55 guide/mcmc#better | mcmc.addSkewFlow mcmc.cycleFlow mcmc.asymptoticVariance mcmc.isingLiftedMetropolis | mcmc/src/skew-flow.test.ts mcmc/src/chain-variance.test.ts mcmc/src/ising-kernels.test.ts apps/docs/test/errata.test.ts
mcmc/metropolis | 例：ボルツマンマシンの遷移確率 | proposal times acceptance
  errata#row-11 tour/mcmc#balance | mcmc.metropolisHastings mcmc.metropolisHastingsChain | mcmc/src/kernels.test.ts mcmc/src/finite-chain.test.ts apps/docs/test/errata.test.ts
mcmc/quantum | 量子コンピュータだとモンテカルロ法は不要 | would a quantum computer need no Monte Carlo?
  errata#row-56 tour/quantum-computing#unitary | annealing.szegedyWalk annealing.contraction prob-core/quantum.stinespringIsometry | annealing/src/szegedy-walk.test.ts apps/docs/test/errata.test.ts
mcmc/code | 実装 | in code
  guide/mcmc#spins guide/mcmc#proposal | mcmc.isingMetropolis mcmc.metropolisHastings | mcmc/src/ising-kernels.test.ts mcmc/src/kernels.test.ts
sa | シミュレーテッド・アニーリング | simulated annealing
  tour/annealing tour/three-cures#wait guide/annealing#first | annealing.anneal annealing.isingSweep annealing.geometricSchedule annealing.drivenLaw | annealing/src/anneal.test.ts annealing/src/schedule.test.ts annealing/src/driven-law.test.ts
st | シミュレーテッド・テンパリング | simulated tempering
  tour/annealing#cost | annealing.simulatedTempering | annealing/src/simulated-tempering.test.ts
st/beta | β も確率変数にする | beta as a random variable
  tour/annealing#cost | annealing.simulatedTempering | annealing/src/simulated-tempering.test.ts
st/weights | 計算の続き（g_k） | the weights g_k
  tour/annealing#cost | annealing.trapezoidWeights | annealing/src/simulated-tempering.test.ts
st/quantum | 量子アニーリング（横磁場） | quantum annealing, the transverse field
  guide/annealing#quantum tour/one-mathematics#three-exits | annealing.quantumAnneal annealing.transverseFieldHamiltonian annealing.transverseFieldGibbs | annealing/src/quantum.test.ts annealing/src/transverse-field-gibbs.test.ts
st/step | β′ から β を提案 | proposing another beta
  tour/annealing#cost | annealing.simulatedTempering | annealing/src/simulated-tempering.test.ts
jarzynski | Jarzynski 等式 | Jarzynski's equality
  tour/jarzynski#balance guide/thermo-jarzynski#first | thermo-jarzynski.jarzynski thermo-jarzynski.drivenTrajectories | thermo-jarzynski/src/jarzynski.test.ts thermo-jarzynski/src/driven-trajectories.test.ts
jarzynski/second-law | 熱力学第 2 法則 | the second law
  tour/jarzynski#work-and-heat | thermo-jarzynski.dissipatedWork thermo-jarzynski.pathRelativeEntropy | thermo-jarzynski/src/jarzynski.test.ts thermo-jarzynski/src/path-relative-entropy.test.ts
jarzynski/proof | 証明 | its proof
  tour/jarzynski#balance derivations#jarzynski | thermo-jarzynski.pathRelativeEntropy thermo-jarzynski.drivenTrajectory | thermo-jarzynski/src/driven-trajectory.test.ts thermo-jarzynski/src/path-relative-entropy.test.ts apps/docs/test/derivations.test.ts
population | Population Annealing | population annealing
  tour/three-cures#reweight guide/annealing#population errata#row-35 | annealing.populationAnnealing prob-core.systematicResample | annealing/src/population-annealing.test.ts prob-core/src/resampling.test.ts apps/docs/test/errata.test.ts
population/mistake | やってはダメな事 | what must not be done
  question-marks#underflow tour/three-cures#figure errata#row-35 | thermo-jarzynski.annealedImportanceSampling | thermo-jarzynski/src/annealed-importance-sampling.test.ts
population/cure | ではどうするか？ | what to do instead
  tour/three-cures#reweight tour/jarzynski#balance | annealing.populationAnnealing thermo-jarzynski.logPartitionPath | annealing/src/population-annealing.test.ts thermo-jarzynski/src/log-partition-path.test.ts
population/merits | メリット | its merits
  guide/annealing#population | annealing.populationAnnealing | annealing/src/population-annealing.test.ts
mpf | 最小確率流法 | minimum probability flow
  question-marks#minimum-probability-flow errata#row-13 guide/latent-models#boltzmann | latent-models.minimumProbabilityFlow | latent-models/src/boltzmann-machine.test.ts apps/docs/test/errata.test.ts
mpf/objective | 最小確率流法の目的 | its objective
  derivations#minimum-probability-flow errata#row-13 | latent-models.minimumProbabilityFlow latent-models.fitBoltzmannMachine | latent-models/src/boltzmann-machine.test.ts
mpf/rates | MPF learning の遷移の決め方 | its rates
  errata#row-13 tour/one-mathematics#one-ratio | latent-models.minimumProbabilityFlow annealing.flipRates | latent-models/src/boltzmann-machine.test.ts annealing/src/flip-rates.test.ts apps/docs/test/errata.test.ts
rbm/gibbs | 再び制限ボルツマンマシン、ギブスサンプリング | Gibbs sampling
  errata#row-12 guide/mcmc#spins | mcmc.isingHeatBath | mcmc/src/ising-kernels.test.ts apps/docs/test/errata.test.ts
rbm/balance | 詳細のつり合いの確認 | its balance
  tour/mcmc#currents | mcmc.checkDetailedBalance mcmc.isingHeatBath | mcmc/src/ising-kernels.test.ts mcmc/src/finite-chain.test.ts
rbm/block | ブロック化サンプリングと RBM | block sampling of an RBM
  errata#row-34 guide/latent-models#rbm | latent-models.blockGibbs | latent-models/src/restricted-boltzmann-machine.test.ts
rbm/update | RBM の更新則 | the update of an RBM
  errata#row-33 errata#row-18 | latent-models.contrastiveDivergence latent-models.restrictedBoltzmannGradient | latent-models/src/contrastive-pass.test.ts latent-models/src/restricted-boltzmann-machine.test.ts
rbm/bound | 変分下界（RBM） | the bound of an RBM
  tour/em#split errata#row-34 | latent-models.restrictedBoltzmannGradient | latent-models/src/restricted-boltzmann-machine.test.ts
rbm/conditional | 条件付き確率でいいのでは？ | would conditionals do?
  question-marks#conditionals | latent-models.contrastiveDivergence | latent-models/src/contrastive-divergence-objective.test.ts
generation | モデル生成の仕組み | how a model generates
  tour/hinge#chain | = words
vae | 変分オートエンコーダー | variational autoencoder
  tour/vae tour/hinge#chain errata#row-26 | latent-models.fitVariationalAutoencoder | latent-models/src/fit-variational-autoencoder.test.ts
vae/idea | 思想のまとめ（VAE） | its idea
  tour/vae#two-gaps question-marks#decode tour/hinge#chain | latent-models.variationalAutoencoder | latent-models/src/variational-bound.test.ts
vae/kl | ② の計算 | its KL term
  guide/kl-info#distributions | kl-info.klNormal kl-info.klMultivariateNormal | kl-info/src/kl.test.ts
vae/loss | 損失関数と学習 | its loss
  tour/vae#bound tour/hinge#chain | latent-models.variationalBound | latent-models/src/variational-bound.test.ts
hvae | 階層変分オートエンコーダ | hierarchical VAE
  question-marks#deeper tour/hinge#chain errata#row-25 | diffusion.diffusionTable diffusion.pathLogWeights | diffusion/src/path-log-weights.test.ts apps/docs/test/errata.test.ts
vdm | 変分拡散モデル | variational diffusion model
  tour/hinge#fixed-encoder errata#row-7 | diffusion.diffusionTable prob-core.composeKernels | diffusion/src/traps.test.ts prob-core/src/gaussian-kernel.test.ts apps/docs/test/errata.test.ts
vdm/langevin | 補足：ランジュバンダイナミクス | Langevin dynamics
  guide/sde#stochastic tour/sde#current | sde.ornsteinUhlenbeck sde.eulerMaruyama | sde/src/named-processes.test.ts sde/src/solvers.test.ts
vdm/bound | 変分下界（尤度最大） | the diffusion bound
  derivations#diffusion-bound errata#row-26 guide/diffusion#bound | diffusion.elbo | diffusion/src/elbo.test.ts apps/docs/test/errata.test.ts apps/docs/test/derivations.test.ts
vdm/product | log の中身が積なので足し算 | a product becomes a sum
  errata#row-25 tour/hinge#what-is-left | diffusion.pathLogWeights | diffusion/src/path-log-weights.test.ts
vdm/path | Path（Process）の距離 | the distance of paths
  errata#row-24 tour/jarzynski#both-ways tour/one-mathematics#one-ledger | diffusion.pathLogWeights thermo-jarzynski.pathRelativeEntropy | diffusion/src/path-log-weights.test.ts thermo-jarzynski/src/path-relative-entropy.test.ts apps/docs/test/errata.test.ts
vdm/first | 時刻 0 と 1 を抜き出す | the first step apart
  errata#row-41 guide/diffusion#bound | diffusion.elbo | diffusion/src/elbo.test.ts
vdm/kernel | ③ の計算 | q of z at t − 1 given z at t and x
  question-marks#reverse-bayes errata#row-23 derivations#posterior | diffusion.diffusionTable | diffusion/src/traps.test.ts apps/docs/test/errata.test.ts apps/docs/test/derivations.test.ts
vdm/square | 平方完成 | completing the square
  errata#row-23 derivations#posterior | diffusion.diffusionTable | diffusion/src/traps.test.ts apps/docs/test/derivations.test.ts
vdm/kl | 2 つのガウスの KL | KL of two Gaussians
  guide/kl-info#distributions | kl-info.klNormal | kl-info/src/kl.test.ts
vdm/means | 平均 μ_q と μ_θ を近づける | what is left: the distance of means
  tour/hinge#what-is-left | diffusion.elboFromErrors diffusion.optimalReverseVariance | diffusion/src/elbo.test.ts diffusion/src/reverse-variance.test.ts
backprop | 補足：誤差逆伝播法 | backpropagation
  backpropagation#why backpropagation#figure | nn.backpropagate | nn/src/backpropagation.test.ts
backprop/chain | 連鎖律 | the chain rule
  backpropagation#back backpropagation#graph | nn.backpropagate nn.gradient | nn/src/backpropagation.test.ts
backprop/layers | 出力層と中間層 | output and hidden layers
  backpropagation#delta backpropagation#back derivations#backpropagation errata#row-60 | nn.backpropagate | nn/src/backpropagation.test.ts apps/docs/test/derivations.test.ts
backprop/algorithm | 誤差逆伝播法の手順 | the algorithm
  backpropagation#ten-lines question-marks#step-size | nn.backpropagate | nn/src/backpropagation.test.ts apps/docs/figures/backpropagation-layer-by-layer/figure.test.ts
references | 参考 | references
  reading-group#reading | = words
`;
