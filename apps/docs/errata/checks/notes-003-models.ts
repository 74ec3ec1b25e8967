/** Rows of 003 on models: maximum likelihood, mixtures, the RBM, the VAE, hierarchies. */
import { diffusionTable, noiseRateSchedule } from '@yuragi/diffusion';
import { relativeEntropy } from '@yuragi/kl-info';
import { restrictedBoltzmannMachine } from '@yuragi/latent-models';
import { multivariateNormal, normal, toNdarray } from '@yuragi/prob-core';
import { symmetricEigen } from '@yuragi/prob-core/eigen';
import { choleskyInto, logDeterminant } from '@yuragi/prob-core/linear-algebra';
import type { Checks } from './check.ts';
import { alphaBar, varianceByComposition } from './composed-noise.ts';
import { derivative, integral, logistic, secondDerivative, sum, sumOver } from './numerics.ts';
import { forward, marginal, model, START } from './two-states.ts';

/** A latent z of two values: p(z), p(x | z) of the x that was seen, and some q(z | x). */
const PRIOR = [0.3, 0.7];
const LIKELIHOOD = [0.8, 0.1];
const ENCODER = [0.5, 0.5];
const JOINT = PRIOR.map((p, z) => p * LIKELIHOOD[z]!);

/** Three steps of VP noise: z_t given z_{t-1} and x, at t = 2. */
const ALPHA_T = 0.8;
const BEFORE = 0.9;
const AFTER = ALPHA_T * BEFORE;
/** The same two steps as a schedule. */
const table = diffusionTable(noiseRateSchedule(Float64Array.of(1 - BEFORE, 1 - ALPHA_T)), 2);

const INVERSE = Float64Array.of(2, 0.5, 0.5, 1);

/** E = -(x W z + b x + c z), x and z in {0, 1}^2. */
const W = [
  [0.5, -1],
  [1.5, 0.3],
];
const B = [0.1, -0.2];
const C = [0.4, -0.3];
const bitsOf = (code: number): readonly number[] => [code & 1, code >> 1];
const energy = (x: readonly number[], z: readonly number[]): number =>
  -sumOver(2, (i) => x[i]! * (B[i]! + sumOver(2, (j) => W[i]![j]! * z[j]!)) + C[i]! * z[i]!);
const weight = (x: number, z: number): number => Math.exp(-energy(bitsOf(x), bitsOf(z)));
const Z = sumOver(4, (x) => sumOver(4, (z) => weight(x, z)));
const joint = (x: number, z: number): number => weight(x, z) / Z;
const hiddenGiven = (z: number, x: number): number => weight(x, z) / sumOver(4, (other) => weight(x, other));
const visibleGiven = (x: number, z: number): number => weight(x, z) / sumOver(4, (other) => weight(other, z));

/** x -> z_1 -> z_2 with the two-state kernels; x = 1 was seen. */
const X = 1;
const encoder = (z1: number, z2: number): number => forward(z1, X) * forward(z2, z1);
const bridge = (z2: number, given: (z1: number) => number): number[] => {
  const weights = [0, 1].map((z1) => forward(z2, z1) * given(z1));
  return weights.map((value) => value / sum(weights));
};
const secondGivenX = (z2: number): number => sumOver(2, (z1) => encoder(z1, z2));
/** E log p(x|z_1) - E D(bridge||p(z_1|z_2)) + E log p(z_2)/q(z_2|x). */
const boundWith = (given: (z1: number) => number): number =>
  sumOver(2, (z1) => forward(z1, X) * Math.log(model(X, z1))) -
  sumOver(2, (z2) => secondGivenX(z2) * relativeEntropy(bridge(z2, given), [model(0, z2), model(1, z2)])) +
  sumOver(2, (z2) => secondGivenX(z2) * Math.log(START[z2]! / secondGivenX(z2)));

export const notes003Models: Checks = {
  7: () => ({ notes: 1 - Math.sqrt(alphaBar), right: 1 - alphaBar, truth: varianceByComposition }),
  23: () => {
    const [z, x] = [0.5, 1];
    // Bayes: the precisions of q(z_t | z_{t-1}) and of q(z_{t-1} | z_0) add up.
    const precision = ALPHA_T / (1 - ALPHA_T) + 1 / (1 - BEFORE);
    const pull = (Math.sqrt(ALPHA_T) * z) / (1 - ALPHA_T) + (Math.sqrt(BEFORE) * x) / (1 - BEFORE);
    return {
      notes: (Math.sqrt(AFTER) * (1 - ALPHA_T) + Math.sqrt(BEFORE) * (1 - AFTER) * x) / (1 - AFTER),
      right: table.posteriorXt[2]! * z + table.posteriorX0[2]! * x,
      truth: pull / precision,
    };
  },
  24: () => ({
    notes: boundWith((z1) => marginal(1, z1)),
    right: boundWith((z1) => forward(z1, X)),
    truth: sumOver(4, (code) => {
      const [z1, z2] = [code & 1, code >> 1];
      return encoder(z1, z2) * Math.log((model(X, z1) * model(z1, z2) * START[z2]!) / encoder(z1, z2));
    }),
  }),
  25: () => {
    // Variance of z_t where z_{t-1} has that of the prior, 1, and the noise adds 1 - alpha; dt = 1/10.
    const [alpha, dt] = [0.7, 0.1];
    const spread = (mean: number): number => mean ** 2 + (1 - alpha);
    return { notes: spread(Math.sqrt(dt)), right: spread(Math.sqrt(alpha)), truth: normal().variance() };
  },
  26: () => {
    const bound = sumOver(2, (z) => ENCODER[z]! * Math.log(JOINT[z]! / ENCODER[z]!));
    const posterior = JOINT.map((p) => p / sum(JOINT));
    return { notes: bound, right: bound + relativeEntropy(ENCODER, posterior), truth: Math.log(sum(JOINT)) };
  },
  27: () => {
    const p = [0.5, 0.3, 0.2];
    const q = [0.2, 0.3, 0.5];
    return {
      notes: sumOver(3, (x) => 1 - q[x]! / p[x]!),
      right: sumOver(3, (x) => p[x]! * (1 - q[x]! / p[x]!)),
      truth: sum(p) - sum(q),
    };
  },
  28: () => {
    const data = [1, 2, 6];
    const [mean, standardDeviation] = [2, 1.5];
    const average = (f: (x: number) => number): number => sum(data.map(f)) / data.length;
    const loss = (at: number): number => -average((x) => normal({ mean: at, standardDeviation }).logDensity(x));
    return {
      notes: -average((x) => (x - mean) ** 2) / standardDeviation ** 2,
      right: -average((x) => x - mean) / standardDeviation ** 2,
      truth: derivative(loss, mean),
    };
  },
  29: () => {
    const eigenvalues = symmetricEigen(INVERSE, 2).values;
    const logs = sum(Array.from(eigenvalues, Math.log));
    const determinant = INVERSE[0]! * INVERSE[3]! - INVERSE[1]! * INVERSE[2]!;
    const covariance = Float64Array.of(INVERSE[3]!, -INVERSE[1]!, -INVERSE[2]!, INVERSE[0]!).map(
      (v) => v / determinant,
    );
    const factor = new Float64Array(4);
    choleskyInto(covariance, 2, factor);
    return { notes: logs, right: -logs, truth: logDeterminant(factor, 2) };
  },
  30: () => {
    // Total mass of a component in the plane, covariance diag(0.5, 2).
    const [a, b] = [0.5, 2];
    const line = (variance: number): number => integral((x) => Math.exp((-0.5 * x * x) / variance), -15, 15);
    const mass = line(a) * line(b);
    const component = multivariateNormal({ mean: [0, 0], variances: [a, b] });
    return {
      notes: mass / Math.sqrt(2 * Math.PI * a * b),
      right: mass * Math.exp(component.logDensity(Float64Array.of(0, 0))),
      truth: 1,
    };
  },
  32: () => {
    // f = log cosh, a step of gradient descent from 3: curvature there, bound L = 1, and the largest on the way.
    const f = (x: number): number => Math.log(Math.cosh(x));
    const start = 3;
    const end = start - Math.tanh(start) / (1 / Math.cosh(start) ** 2);
    const places = Array.from({ length: 601 }, (_, i) => (i - 300) / 100).filter((x) => x >= end && x <= start);
    return {
      notes: 1 / Math.cosh(start) ** 2,
      right: 1,
      truth: Math.max(...places.map((x) => secondDerivative(f, x))),
      tolerance: 1e-8,
    };
  },
  33: () => {
    const x = 2;
    const field = (row: (i: number) => number): number => C[0]! + sumOver(2, (i) => row(i) * bitsOf(x)[i]!);
    const machine = restrictedBoltzmannMachine({
      weights: toNdarray(Float64Array.from(W.flat()), [2, 2]),
      visibleBias: Float64Array.from(B),
      hiddenBias: Float64Array.from(C),
    });
    return {
      notes: logistic(field((i) => W[0]![i]!)),
      right: machine.encode(toNdarray(Float64Array.from(bitsOf(x)), [1, 2])).get(0, 0),
      truth: (joint(x, 1) + joint(x, 3)) / sumOver(4, (z) => joint(x, z)),
    };
  },
  60: () => {
    // One hidden unit, z = logistic(u), y = w z, E = (y - d)^2/2: dE/du = (y - d) w times the derivative of the activation.
    const [u, w, d] = [0.8, 1.5, -1];
    const delta = (w * logistic(u) - d) * w;
    return {
      notes: delta * secondDerivative(logistic, u),
      right: delta * logistic(u) * (1 - logistic(u)),
      truth: derivative((at) => (w * logistic(at) - d) ** 2 / 2, u),
    };
  },
  61: () => {
    // f = log cosh, L = 1, from 1. The notes' equation has the new point on both sides: its solution, by bisection.
    const start = 1;
    const lid = (theta: number): number =>
      Math.log(Math.cosh(start)) + Math.tanh(start) * (theta - start) + (theta - start) ** 2 / 2;
    let [low, high] = [0, start];
    for (let i = 0; i < 60; i++) {
      const middle = (low + high) / 2;
      if (middle + Math.tanh(middle) < start) low = middle;
      else high = middle;
    }
    // Where a quadratic is least, from three of its values.
    const [a, b, c] = [lid(-1), lid(0), lid(1)];
    return { notes: low, right: start - Math.tanh(start), truth: (a - c) / (2 * (a - 2 * b + c)) };
  },
  34: () => {
    const from = 2;
    const total = (kernel: (x: number, z: number) => number): number =>
      sumOver(4, (x) => sumOver(4, (z) => kernel(x, z) * hiddenGiven(z, from)));
    return { notes: total(joint), right: total(visibleGiven), truth: 1 };
  },
};
