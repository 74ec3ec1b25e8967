/** Notebook 000: measure theory, large deviations, and the paper of 2015 by its own sections. */
export const notes000 = `
goal | ゴール | the goal: how diffusion and annealing are related, and whether to learn quantum computing
  index#answer tour/one-mathematics#three-exits tour/quantum-computing#verdict | = words
algebra | 代数的確率空間 | algebraic probability
  question-marks#other-algebras tour/other-algebras#dictionary tour/other-algebras#q-family tour/other-algebras#free errata#row-52 | prob-core/quantum.expectation prob-core/quantum.spectralLaw prob-core/quantum.petzMap diffusion/quantum.petzChain diffusion/quantum.qGaussianKernel diffusion/quantum.freeDiffusion diffusion/quantum.freeCumulants | diffusion/src/quantum/petz-chain.test.ts diffusion/src/quantum/q-gaussian.test.ts diffusion/src/quantum/free-diffusion.test.ts apps/docs/test/errata.test.ts
concern | 課題感 | the worry: large models belong to large firms
  tour/quantum-computing#two-cores errata#row-59 | = words
books | 教科書 | textbooks
  reading-group#reading | = words
papers | 論文まとめ | papers
paper | Deep Unsupervised Learning using Nonequilibrium Thermodynamics | the paper of 2015
  tour/hinge tour/jarzynski | = words
paper/goal | ゴール（論文） | the goal of reading it: diffusion and annealing
  tour/one-mathematics#one-operator tour/annealing#following | = words
abstract | Abstract | abstract
  tour/hinge tour/jarzynski | = words
1 | Introduction | introduction: tractable or flexible
  tour/hinge question-marks#potential | = words
1.1 | Diffusion probabilistic models | diffusion probabilistic models
  tour/hinge#chain question-marks#exact-sampling question-marks#multiplying question-marks#likelihood question-marks#small-perturbations question-marks#potential guide/diffusion#posterior | diffusion.sampleDiffusion diffusion.posteriorReverse diffusion.pathLogWeights diffusion.binomialDiffusion diffusion.deadLeaves | diffusion/src/samplers.test.ts diffusion/src/posterior-reverse.test.ts diffusion/src/path-log-weights.test.ts diffusion/src/binomial-diffusion.test.ts
terms | 用語 | terms
terms/measurable-space | 可測空間 | measurable space
  guide/prob-core#spaces | prob-core/spaces.finiteSpace prob-core/spaces.isEvent | prob-core/src/spaces/spaces.test.ts
terms/measurable-map | 可測写像 | measurable map
  guide/prob-core#spaces errata#row-45 | prob-core/spaces.measurableMap prob-core/spaces.preimage | prob-core/src/spaces/spaces.test.ts apps/docs/test/errata.test.ts
terms/measure | 測度空間 | measure space
  guide/prob-core#spaces errata#row-44 | prob-core/spaces.measure prob-core/spaces.measureOf | prob-core/src/spaces/spaces.test.ts apps/docs/test/errata.test.ts
terms/line | 実数（測度空間の具体例） | the line as a measure space
  errata#row-44 tour/probability#inverse | prob-core.uniform | prob-core/src/distributions/uniform.test.ts
terms/probability-space | 確率空間 | probability space
  guide/prob-core#spaces tour/probability | prob-core/spaces.probability | prob-core/src/spaces/spaces.test.ts
terms/random-variable | 確率変数 | random variable
  guide/prob-core#spaces errata#row-45 | prob-core/spaces.randomVariable | prob-core/src/spaces/spaces.test.ts
terms/law | X に由来する確率測度 | the law of a random variable
  guide/prob-core#spaces tour/probability#inverse | prob-core/spaces.pushForward | prob-core/src/spaces/spaces.test.ts
terms/density | 確率密度関数 | probability density
  tour/probability#figure guide/prob-core#first | prob-core.normal prob-core.gamma | prob-core/src/distributions/quadrature.test.ts
terms/mass | 確率質量関数 | probability mass function
  tour/probability#band guide/prob-core#empirical | prob-core.categorical prob-core.empirical | prob-core/src/distributions/categorical.test.ts prob-core/src/distributions/empirical.test.ts
many | 多変数の場合 | several variables
many/random-variable | d 変数確率変数 | d-dimensional random variable
  guide/prob-core#spaces | prob-core/spaces.jointLaw prob-core/spaces.productLaw | prob-core/src/spaces/spaces.test.ts
many/density | 確率密度関数（多変数） | density in d dimensions
  guide/prob-core#ndarray | prob-core.multivariateNormal | prob-core/src/distributions/multivariate-normal.test.ts
many/cdf | 累積分布関数 | distribution function
  errata#row-46 tour/probability#inverse | prob-core.normal prob-core.empirical | prob-core/src/distributions/normal.test.ts apps/docs/test/errata.test.ts
many/conditional | 条件付き確率 | conditional probability
  guide/prob-core#spaces | prob-core/spaces.conditionOn prob-core/spaces.bayes | prob-core/src/spaces/spaces.test.ts
many/conditional-density | 条件つき確率密度関数 | conditional density
  guide/diffusion#posterior guide/prob-core#spaces | prob-core/spaces.conditionalLaw diffusion.posteriorMixture | prob-core/src/spaces/spaces.test.ts diffusion/src/posterior-mixture.test.ts
theorems | 定理 | theorems
theorems/lebesgue | Lebesgue の分解定理 | Lebesgue's decomposition
  errata#row-46 errata#row-47 | prob-core.mixture prob-core.empirical | prob-core/src/distributions/mixture.test.ts apps/docs/test/errata.test.ts
theorems/radon-nikodym | Radon-Nikodym の定理 | Radon–Nikodym theorem
  errata#row-47 tour/probability#rejection | prob-core.normal kl-info.klMonteCarlo | prob-core/src/distributions/quadrature.test.ts kl-info/src/kl-monte-carlo.test.ts
theorems/radon-nikodym-many | 多変数の場合（Radon-Nikodym） | Radon–Nikodym in d dimensions
  guide/kl-info#distributions | prob-core.multivariateNormal | prob-core/src/distributions/multivariate-normal.test.ts
theorems/kl | KL ダイバージェンス | Kullback–Leibler divergence
  errata#row-47 tour/sanov#nearest guide/kl-info#distributions | kl-info.relativeEntropy kl-info.kl | kl-info/src/mass-functions.test.ts kl-info/src/kl.test.ts apps/docs/test/errata.test.ts
theorems/conditional-entropy | 条件付きエントロピー | conditional entropy
  guide/kl-info#first | kl-info.conditionalEntropy kl-info.mutualInformation | kl-info/src/mass-functions.test.ts
todo | (1/18) 続き | what to read next
  question-marks#same-kernel reading-group#sittings | = words
likelihood/parametric | parametric な問題 | parametric problem
  guide/latent-models#choosing | latent-models.fitNormal | latent-models/src/gaussian-mle.test.ts
likelihood/function | likelihood function | likelihood
  errata#row-48 | prob-core.bernoulli | prob-core/src/distributions/bernoulli.test.ts apps/docs/test/errata.test.ts
likelihood/log | log-likelihood function | log-likelihood
  errata#row-48 tour/em#split | prob-core.normal | prob-core/src/distributions/normal.test.ts
likelihood/estimation | likelihood estimation | maximum likelihood
  errata#row-48 guide/latent-models#choosing | latent-models.fitNormal prob-core.momentMatching | latent-models/src/gaussian-mle.test.ts prob-core/src/exponential-family.test.ts apps/docs/test/errata.test.ts
sanov/types | 経験分布 | empirical laws, or types
  tour/sanov#types | kl-info.typesOf kl-info.typeProbability kl-info.countTypes | kl-info/src/sanov.test.ts
sanov/theorem | Sanov の定理 | Sanov's theorem
  tour/sanov#nearest tour/sanov#interior errata#row-14 errata#row-49 guide/kl-info#sanov | kl-info.sanov kl-info.iProjection | kl-info/src/sanov.test.ts apps/docs/test/errata.test.ts
1.2 | Relationship to other work | other work (left out in the notes)
  tour/jarzynski#references tour/hinge#references | = words
2 | Algorithm | the algorithm
  question-marks#entropy-bounds tour/hinge#fixed-encoder | = words
2/kernel | マルコフ拡散カーネル | Markov diffusion kernel, a Fredholm equation
  tour/hinge#fixed-encoder tour/mcmc#balance | mcmc.stationaryDensity diffusion.binomialDiffusion prob-core.gaussianKernel | mcmc/src/stationary-density.test.ts diffusion/src/binomial-diffusion.test.ts
2.1 | Forward Trajectory | forward trajectory
  tour/hinge#fixed-encoder | diffusion.diffusionTable diffusion.binomialDiffusion prob-core.composeKernels | diffusion/src/noise-schedule.test.ts diffusion/src/binomial-diffusion.test.ts prob-core/src/gaussian-kernel.test.ts
2.2 | Reverse Trajectory | reverse trajectory
  errata#row-16 tour/hinge#what-is-left | diffusion.exactReverse diffusion.ancestralSampler | diffusion/src/exact-reverse.test.ts diffusion/src/samplers.test.ts apps/docs/test/errata.test.ts
2.3 | Model Probability | model probability
  errata#row-15 errata#row-50 tour/jarzynski#both-ways question-marks#same-kernel | diffusion.pathLogWeights thermo-jarzynski.jarzynski thermo-jarzynski.pathRelativeEntropy | thermo-jarzynski/src/traps.test.ts diffusion/src/path-log-weights.test.ts
2.4 | Training | training: the bound
  errata#row-17 errata#row-51 guide/diffusion#bound tour/hinge#what-is-left | diffusion.elbo diffusion.binomialElbo | diffusion/src/elbo.test.ts diffusion/src/binomial-diffusion.test.ts apps/docs/test/errata.test.ts
2.5 | Multiplying Distributions, and Computing Posteriors | multiplying distributions, posteriors
  errata#row-58 guide/diffusion#posterior question-marks#multiplying | diffusion.posteriorReverse diffusion.posteriorLogWeights diffusion.posteriorMixture | diffusion/src/posterior-reverse.test.ts diffusion/src/posterior-mixture.test.ts apps/docs/test/errata.test.ts
2.6 | Entropy of Reverse Process | entropy of the reverse process
  guide/diffusion#bound question-marks#entropy-bounds | diffusion.elbo diffusion.optimalReverseVariance diffusion.reverseVarianceGap | diffusion/src/reverse-variance.test.ts diffusion/src/elbo.test.ts
3 | Experiments | experiments
3.1 | Toy Problem | toy problems: a swiss roll, binary sequences
  tour/hinge#figure | diffusion.binomialDiffusion | diffusion/src/binomial-diffusion.test.ts datasets/test/swiss-roll.test.ts
3.2 | Images | images
  guide/diffusion | diffusion.deadLeaves diffusion.bitsPerDimension | diffusion/src/elbo.test.ts
4 | Conclusion | conclusion
memo | メモ | memo
meeting | ざっくりした物理的イメージ | a rough picture: likelihood as energy, log Z, kinds of quantum computers
  question-marks#which-function tour/one-mathematics#classical-to-quantum tour/quantum-computing#families errata#row-31 | prob-core.exponentialFamily kl-info.gibbsDivergence annealing.boltzmannLaw | prob-core/src/exponential-family.test.ts kl-info/src/mass-functions.test.ts annealing/src/enumeration.test.ts
`;
