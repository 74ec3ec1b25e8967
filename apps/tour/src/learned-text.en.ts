/** What the tour says of the networks that learn. */
import type { Text } from './text.ts';

export const steps: Text['steps']['learned'] = {
  roll: 'learning to denoise the roll',
  variance: 'learning how sure it is',
  bound: 'bound of the learned roll',
  back: 'drawing the learned roll',
  read: 'learning to read digits',
  digits: 'learning to denoise digits',
};

export const findings: Text['findings']['learned'] = {
  bound: (numSteps) => `Swiss roll, learned denoiser: bound with ${numSteps} steps, bits per point`,
  besideBound: (best, gap) => `${best} for the exact denoiser at the same points and noise; ${gap} short of it`,
  read: (guidance) => `Digits drawn by the network at guidance ${guidance}, read as asked by another network`,
  besideRead: (heldOut, numSteps) => `${heldOut} of real held-out digits; ${numSteps} steps of training`,
  distance: (guidance) => `Their distance to the nearest training image, guidance ${guidance}`,
  besideDistance: (heldOut, copies) =>
    `${heldOut} for held-out digits; ${copies} are nearer than 99 % of those (1 % would be chance)`,
};

export const learnedRoll: Text['report']['learnedRoll'] = {
  title: 'A network learns the score of the roll',
  question: 'How near does a learned denoiser come to the exact one?',
  before: [
    'Take a point of the roll, add noise, and ask a network for the point: least squares over many such tasks has E[x₀ | x] as its minimum, which is the score in disguise. A second network learns how far off the first one is at each place, the variance of the reverse step. The evidence bound of both is compared with that of the exact denoiser of the roll, which is known here: no Gaussian step along the axes can do better.',
  ],
  loss: 'weighted squared error',
  steps: 'steps of training',
  real: 'points of the roll',
  drawn: 'drawn by the network',
  caption: ({ numSteps, numTrainingSteps, bits, bestBits, gap, isQuick }) =>
    `${numSteps} diffusion steps, even in the log signal-to-noise ratio; ${numTrainingSteps} steps of training${isQuick ? ' (a quick run: the full one takes 6000)' : ''}. Bound ${bits} bits per point, ${gap} below the ${bestBits} of the exact denoiser on the same points and noise. Left: the loss, averaged over sixtieths of the run; it cannot reach 0, since noise hides what it hides.`,
  defect:
    'One law in the plane, and its exact denoiser was known. For digits nobody knows it, and one wants to say which digit.',
};

export const learnedDigits: Text['report']['learnedDigits'] = {
  title: 'A network draws the digit it is asked for',
  question: 'Does what was learned draw new digits, or old ones?',
  before: [
    'One network denoises all ten digits. It is told the class, except for one picture in ten, so that it knows the law of each class and of all. Guidance extrapolates: D = D(all) + g (D(class) − D(all)). At g = 1 it is the law of the class; above, the class counts for more than it should, which makes pictures easier to read and more alike.',
    'A second network, trained on the same real digits, reads the pictures. Reading well proves little: a model that copies its training set is read perfectly. So the distance to the nearest training picture stands beside that of held-out digits.',
  ],
  columns: [
    'pictures',
    'read by a network',
    'by Bayes’ rule',
    'distance to the nearest',
    'nearer than 99 % of real',
    'MMD², thousandths',
  ],
  real: 'real, held out',
  exact: 'mixtures, by diffusion',
  drawn: (guidance) => `network, guidance ${guidance}`,
  caption: (numParameters, numTrainingSteps, isQuick) =>
    `A dense network of ${numParameters.toLocaleString('en')} parameters on the 64 pixels, ${numTrainingSteps} steps of training${isQuick ? ' (a quick run: the full one takes 4000)' : ''}. Pictures: the first ten of each class at the larger guidance.`,
  defect:
    'Eight by eight pixels, ten classes. Larger pictures need larger networks and hours instead of seconds; what they minimise, how they draw and how they are judged is on this page.',
};
