/** Notebook 002: an overview of generative models and energies. */
export const notes002 = `
symbols | 記号一覧 | symbols
  glossary | = words
overview | 拡散モデルの概要 | diffusion models in outline: four advantages
  index#answer tour/hinge | = words
overview/training | 学習が安定している | training is stable
  tour/hinge#what-is-left guide/diffusion#bound | diffusion.denoisingScoreMatching diffusion.elbo | diffusion/src/score-matching.test.ts diffusion/src/elbo.test.ts
overview/parts | 部分生成問題への分解 | a hard problem falls into easy ones
  tour/hinge#chain tour/annealing#following | diffusion.sampleDiffusion diffusion.exactReverse | diffusion/src/samplers.test.ts diffusion/src/exact-reverse.test.ts
overview/conditions | 条件付き生成の後付け | conditions added afterwards
  guide/diffusion#posterior | diffusion.posteriorMixture diffusion.posteriorReverse | diffusion/src/posterior-mixture.test.ts diffusion/src/posterior-reverse.test.ts
overview/symmetry | 対称性、不変性 | symmetry and invariance
  guide/diffusion#choosing | diffusion.symmetrise diffusion.orthogonalGroup | diffusion/src/symmetrise.test.ts
generative | 生成モデル | generative models
generative/what | 生成モデルとはなにか | what a generative model is; one input, many outputs
  tour/probability index#answer | kl-info.kl kl-info.wasserstein diffusion.posteriorMixture | kl-info/src/kl.test.ts kl-info/src/transport.test.ts diffusion/src/symmetrise.test.ts
generative/energy | エネルギーベースモデルと分配関数 | energy-based models and the partition function
  errata#row-1 errata#row-36 errata#row-37 guide/latent-models#rbm-log-z tour/em#split | prob-core.exponentialFamily annealing.boltzmannLaw latent-models.boltzmannLogPartition | prob-core/src/exponential-family.test.ts annealing/src/enumeration.test.ts apps/docs/test/errata.test.ts
learning | 学習手法 | ways of learning
learning/likelihood | 尤度ベースモデル | models with a likelihood
  errata#row-37 guide/latent-models#choosing | latent-models.fitGaussianMixture latent-models.boltzmannLikelihood latent-models.fitNgram | latent-models/src/fit-gaussian-mixture.test.ts latent-models/src/boltzmann-machine.test.ts latent-models/src/ngram-model.test.ts
learning/implicit | 暗黙的生成モデル | implicit models (empty in the notes)
`;
