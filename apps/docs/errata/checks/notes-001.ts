/** Rows of 001: generative models, diffusion in continuous time. */
import { diffusionTable, linearNoiseSchedule } from '@yuragi/diffusion';
import { ganValue, jensenShannon, klNormal, optimalDiscriminator, relativeEntropy } from '@yuragi/kl-info';
import { boltzmannLikelihood } from '@yuragi/latent-models';
import { normal, toNdarray } from '@yuragi/prob-core';
import { normalCdf } from '@yuragi/prob-core/special';
import type { Checks } from './check.ts';
import { alphaBar, varianceByComposition } from './composed-noise.ts';
import { derivative, gaussian, integral, logistic, secondDerivative } from './numerics.ts';

const table = diffusionTable(linearNoiseSchedule({ numSteps: 20, first: 0.01, last: 0.4 }), 20);
const [P, Q] = [
  [0.5, 0.5],
  [0.9, 0.1],
];
/** Where the generator (theta, 1 - theta) of a game against p ends, its opponent always at its best. */
function endOfGame(sign: 1 | -1): number {
  let theta = 0.8;
  for (let step = 0; step < 2000; step++) {
    const [onHeads, onTails] = optimalDiscriminator(P!, [theta, 1 - theta]) as unknown as [number, number];
    const gradient = Math.log(1 - logistic(onHeads)) - Math.log(1 - logistic(onTails));
    theta = Math.min(Math.max(theta + sign * 0.05 * gradient, 1e-6), 1 - 1e-6);
  }
  return theta;
}

/** rms over one Langevin step from equilibrium of log p(x) w(y|x)/(p(y) w(x|y)), for U = x^4/4. */
function imbalance(stepSize: number): number {
  const energy = (x: number): number => x ** 4 / 4;
  const force = (x: number): number => -(x ** 3);
  const scale = Math.sqrt(2 * stepSize);
  const z = integral((x) => Math.exp(-energy(x)), -5, 5, 401);
  const squared = (x: number, noise: number): number => {
    const y = x + stepSize * force(x) + scale * noise;
    const back = (x - y - stepSize * force(y)) ** 2 / (4 * stepSize);
    return (energy(y) - energy(x) - noise ** 2 / 2 + back) ** 2;
  };
  const mean = integral(
    (x) => (Math.exp(-energy(x)) / z) * integral((noise) => gaussian(noise, 0, 1) * squared(x, noise), -8, 8, 161),
    -5,
    5,
    401,
  );
  return Math.sqrt(mean);
}

export const notes001: Checks = {
  8: () => {
    const t = 10;
    const beta = table.noiseRate[t]!;
    const variance = table.posteriorVariance[t]!;
    const common = beta ** 2 / (2 * variance * (1 - table.alphaBar[t]!));
    // Two means of q(x_{t-1} | x_t) that differ by one unit of noise.
    const mean = (eps: number): number => (0.7 - (beta / table.noiseScale[t]!) * eps) / Math.sqrt(1 - beta);
    const standardDeviation = Math.sqrt(variance);
    return {
      notes: common,
      right: common / (1 - beta),
      truth: klNormal({ mean: mean(0), standardDeviation }, { mean: mean(1), standardDeviation }),
    };
  },
  9: () => {
    const middle = P!.map((mass, i) => (mass + Q![i]!) / 2);
    const withoutHalves = relativeEntropy(P!, middle) + relativeEntropy(Q!, middle);
    return {
      notes: 2 * withoutHalves - 2 * Math.LN2,
      right: 2 * jensenShannon(P!, Q!) - 2 * Math.LN2,
      truth: ganValue(P!, Q!, optimalDiscriminator(P!, Q!)),
    };
  },
  10: () => {
    // y = -2x of a standard normal x, at y = 1.
    const y = 1;
    return {
      notes: (-1 / 2) * gaussian(-y / 2, 0, 1),
      right: Math.abs(-1 / 2) * gaussian(-y / 2, 0, 1),
      truth: derivative((at) => 1 - normalCdf(-at / 2), y),
    };
  },
  18: () => {
    // One spin, E = -h s, data mean 0.6, at h = 0.2.
    const data = [0.8, 0.2];
    const rows = toNdarray(Float64Array.of(1, 1, 1, 1, -1), [5, 1]);
    const gradient = new Float64Array(1);
    boltzmannLikelihood(rows).valueAndGradient(Float64Array.of(0.2), gradient);
    const law = (h: number): number[] => [logistic(2 * h), logistic(-2 * h)];
    const [energyOfData, energyOfModel] = [-0.6, -Math.tanh(0.2)];
    return {
      notes: -energyOfData + energyOfModel,
      right: gradient[0]!,
      truth: derivative((h) => relativeEntropy(data, law(h)), 0.2),
    };
  },
  19: () => ({ notes: endOfGame(1), right: endOfGame(-1), truth: P![0]! }),
  20: () => {
    const [d, variance] = [2, 0.5];
    const density = (x: number, y: number): number => gaussian(x, 0, variance) * gaussian(y, 0, variance);
    const [x, y] = [1, 0.3];
    const bracket = -d + (x * x + y * y) / variance;
    return {
      notes: (bracket / (2 * variance)) * density(x, y),
      right: (bracket / variance) * density(x, y),
      truth: secondDerivative((at) => density(at, y), x) + secondDerivative((at) => density(x, at), y),
      tolerance: 1e-8,
    };
  },
  21: () => {
    // grad f = [[0.4, 0.3], [-0.2, 0.9]]; what is left out is dt^2 det(grad f).
    const dt = 1e-6;
    return {
      notes: 1 + 0.4 + 0.9,
      right: 1 + dt * (0.4 + 0.9),
      truth: (1 + 0.4 * dt) * (1 + 0.9 * dt) - 0.3 * dt * (-0.2 * dt),
    };
  },
  22: () => ({ notes: 1 / (1 - alphaBar), right: 1 - alphaBar, truth: varianceByComposition }),
  53: () => ({
    notes: 1,
    right: 1.5,
    truth: Math.log10(imbalance(1e-4) / imbalance(1e-5)),
    // What is left of the next order in the step.
    tolerance: 2e-3,
  }),
  57: () => {
    const [mean, standardDeviation, x] = [0.5, 2, 1.5];
    return {
      notes: (x - mean) / standardDeviation ** 2,
      right: -(x - mean) / standardDeviation ** 2,
      truth: derivative((at) => normal({ mean, standardDeviation }).logDensity(at), x),
    };
  },
};
