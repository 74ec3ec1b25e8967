import type { Text } from './text.ts';

export const english: Text = {
  language: 'en',
  title: 'Yuragi: from a mixture to a diffusion model',
  subtitle:
    'Real handwritten digits and a Swiss roll, modelled by mixtures of Gaussians and drawn out of noise by diffusion with the exact denoiser. Every number and picture on this page was computed by the packages in the run that wrote it.',
  secondsLeft: 'left',
  steps: {
    choose: 'choosing the size of the mixtures',
    fit: (label) => `fitting the digit ${label} by EM`,
    sample: (label) => `drawing the digit ${label} from noise`,
    judge: 'judging the results',
    complete: 'completing digits',
    roll: {
      fit: 'fitting the Swiss roll by EM',
      flow: 'flowing to noise and back',
      back: 'drawing the roll from noise',
      likelihood: 'likelihood by the flow',
      bound: (numSteps) => `bound with ${numSteps} steps`,
    },
  },
  terminal: {
    goingOn: (numRuns) => `Going on from a tour that was stopped: ${numRuns} of its runs are kept.`,
    stopping: 'Stopping after this step …',
    stopped: (file) => `Stopped. What was computed is kept in ${file}; the same command goes on from there.`,
    nothingKept: 'Stopped before anything was computed.',
    done: (file, seconds) => `Report: ${file}  (${seconds} s)`,
  },
  findings: {
    heading: ['what', 'value', 'compare with'],
    heldOut: 'Held-out digits recognised by the mixtures (Bayes’ rule)',
    besideHeldOut: (nearest, count) => `${nearest} by the nearest training image; ${count} digits`,
    samplesBayes: 'Drawn digits recognised as the class asked for (Bayes)',
    besideSamplesBayes: (direct, real) => `${direct} of draws without diffusion, ${real} of real held-out digits`,
    samplesNearest: 'The same by the nearest training image',
    besideSamplesNearest: (direct, real) => `${direct} of draws without diffusion, ${real} of real held-out digits`,
    distance: 'Distance of a drawn digit to its nearest training image',
    besideDistance: (heldOut) => `${heldOut} for held-out digits (a model that copies would be near 0)`,
    copies: 'Drawn digits nearer to a training image than 99 % of held-out ones',
    besideCopies: '1 % of held-out digits, by construction',
    hidden: 'Error of a hidden pixel, lower half completed',
    besideHidden: (mean, count) => `${mean} for the mean image; ${count} held-out digits`,
    halfClass: 'Class found from the upper half alone',
    besideHalfClass: (whole) => `${whole} from whole digits`,
    noisy: 'Error of a pixel after denoising',
    besideNoisy: (noisy) => `${noisy} before`,
    fall: 'Largest fall of the EM bound in a half step, nats',
    besideFall: (count) => `0 in theory; ${count} half steps, rounding 1e-12`,
    rollBits: 'Swiss roll: bits per fresh point under the mixture',
    besideRollBits: (truth) => `${truth} under the roll itself`,
    flow: 'Likelihood by the probability flow: largest error, nats',
    besideFlow: (count) => `the closed form, at ${count} points; solver tolerance 1e-8`,
    returned: 'Flow to noise and back: largest displacement',
    besideReturned: '0 in theory; the roll is 1 wide, and the way back amplifies',
    bound: (numSteps) => `Diffusion bound with ${numSteps} steps, bits per point`,
    besideBound: (exact) => `${exact} exactly (it must lie below; the error is that of the difference)`,
  },
  report: {
    settings: (seed, isQuick) => `Seed “${seed}”${isQuick ? ', quick run' : ''}.`,
    numbers: 'The numbers',
    defectLabel: 'Defect → cure',
    digits: {
      title: 'Ten mixtures of real digits',
      question: 'Can a mixture of Gaussians know what a handwritten 7 looks like?',
      before: [
        'Each class of the UCI digits is fitted by its own mixture of Gaussians with expectation maximisation. Pixels are hard to model directly: many are constant, neighbours move together. So the training images are first whitened, that is turned and scaled so that their 28 directions of largest variance become uncorrelated with variance one; the mixtures live there.',
        'To draw a digit, standard normal noise is taken down a ladder of noise levels. At each level the exact denoiser of the class’s mixture says which clean digit to expect, and a little fresh noise is added: ancestral sampling. No network was trained: the denoiser of a Gaussian mixture has a closed form.',
      ],
      real: 'real digits (training set)',
      drawn: 'drawn from noise, class by class',
      caption: (numTraining, numComponents, explained) =>
        `Left: the first ten training digits of each class. Right: ten digits drawn by diffusion. ${numTraining} training digits, ${numComponents} component${numComponents === 1 ? '' : 's'} a class, 28 directions holding ${explained} of the variance; every covariance is at least 0.1 times the identity in whitened coordinates (the fit is to the digits smoothed by that much noise).`,
      validation: (rows) =>
        `The number of components was chosen on a fifth of the training digits, which the candidates had not seen: ${rows.map((row) => `${row.numComponents}: ${row.meanLogDensity.toFixed(2)}`).join(', ')} nats per digit.`,
      defect:
        'A mixture has to guess the number of its components and cannot bend: what lies between two Gaussians is empty to it. A learned denoiser has no components to run out of.',
    },
    noise: {
      title: 'A digit goes to noise, a digit comes back',
      question: 'What does the denoiser see at each level of noise?',
      before: [
        'Forward, x_t = α (x₀ + σ ε) forgets the digit a little at a time; the exact denoiser E[x₀ | x_t] remembers as much as can be remembered: first the digit, then its style, at last only the average of its class. Backward, the same estimates lead from noise to a new digit.',
      ],
      noising: 'A held-out digit under more and more noise',
      noisy: 'x_t',
      estimate: 'E[x₀ | x_t]',
      denoising: 'A new digit drawn from noise',
      caption:
        'σ is noise over signal. Pictures are positions in variance-preserving coordinates, taken back to pixels by the inverse of the whitening.',
      defect:
        'Each step of the way back is Gaussian, which the exact reverse step is not: with few steps this shows. The bound below says how much it costs.',
    },
    restore: {
      title: 'Half a digit, and a digit under noise',
      question: 'What could the rest of this digit be?',
      before: [
        'Multiplying a model by what was seen of a sample gives a posterior (section 2.5 of the 2015 paper). For a Gaussian mixture it is a Gaussian mixture again, in closed form, so diffusion with its exact denoiser draws from the exact posterior: several completions, all compatible with what was seen, and the probability of each class.',
      ],
      columns: ['original', 'seen', 'drawn from the posterior', 'class'],
      occluded: 'The lower half hidden',
      noisy: 'Noise of standard deviation 0.3 on every pixel',
      caption:
        'The model is all ten mixtures together: it is not told the class. Bars are the posterior probabilities of 0 to 9; blue is the true class.',
      classesOf: (label) => `posterior probabilities of the classes; the true class is ${label}`,
      defect:
        'A closed-form posterior needs a closed-form model. With a learned denoiser, guidance and weights take its place.',
    },
    roll: {
      title: 'The Swiss roll flows to noise and back',
      question: 'Is there a way from data to noise without chance?',
      before: [
        'The probability flow dx/dσ = −σ ∇log p_σ(x) is an ordinary differential equation with the same laws at every noise level as the random process. It carries each point to its own place in the noise, keeps the density accountable along the way, and runs backwards. Below it, the same roll drawn from fresh noise by ancestral sampling.',
      ],
      toNoise: 'The flow takes points of the roll to noise (colour: place along the roll)',
      back: 'Fresh noise becomes a roll',
      caption:
        'Points are shown in variance-preserving coordinates. In the upper row colours stay in order: the flow does not mix what it moves.',
      defect:
        'The flow needs the score of every noisy law. Here it is exact; in practice it is what a network has to learn.',
    },
    em: {
      title: 'EM climbs its bound',
      question: 'Why does EM never go down?',
      before: [
        'Both steps maximise the same quantity, the variational bound on the log-likelihood: the E-step over the responsibilities, the M-step over the parameters. So it can only rise, half step by half step, until neither has anything left to gain.',
      ],
      steps: 'EM steps',
      bits: 'bound, bits per point',
      left: 'left to the last value',
      truth: 'the roll itself',
      caption: (numSteps) =>
        `The fit of the Swiss roll, ${numSteps} steps, on its training points. The line is the mean log density of the roll that the points were drawn from; fitted to finitely many points a mixture may exceed it on them.`,
      defect:
        'Climbing ends at the nearest summit. Restarts help; so does climbing a smoothed landscape first, which is what diffusion does.',
    },
    bound: {
      title: 'The diffusion bound closes as the steps grow',
      question: 'How much does it cost to take steps that are only Gaussian?',
      before: [
        'The evidence lower bound of a diffusion model is a sum over its steps. With the exact denoiser the only loss is that each reverse step is a Gaussian with one variance, and finer steps make that loss vanish like one over their number. Copying the variance of the forward posterior, which knows x₀, leaves a loss that does not vanish.',
      ],
      steps: 'number of steps T',
      bits: 'bits per point',
      gap: 'gap to the exact value, bits',
      exact: 'exact',
      kinds: {
        optimal: 'best single variance a step',
        forward: 'forward variance β_t',
        posterior: 'posterior variance of the forward process',
      },
      caption:
        'Cosine schedule, exact denoiser of the fitted roll, the same fresh points throughout. Bars, on the best of the three, are two standard errors of the difference to the exact value.',
      defect:
        'One variance for a whole step is crude where the posterior differs from point to point; learned variances, and the flow, do better.',
    },
    data: 'Digits: UCI Optical Recognition of Handwritten Digits, test part, E. Alpaydin and C. Kaynak, CC BY 4.0. Swiss roll: t = 1.5π(1 + 2u), (t cos t, t sin t), centred, each coordinate scaled to variance one with noise of standard deviation 0.05.',
  },
};
