/** Rows of 004: the bound of a diffusion model, step by step. */
import { diffusionTable, linearNoiseSchedule, smoothedMixture } from '@yuragi/diffusion';
import { klCategorical, relativeEntropy } from '@yuragi/kl-info';
import { normal, toNdarray } from '@yuragi/prob-core';
import type { Check, Checks } from './check.ts';
import { gaussian, integral, sum, sumOver } from './numerics.ts';
import { DATA, forward, marginal, model, modelOfPath, paths, START } from './two-states.ts';

const table = diffusionTable(linearNoiseSchedule({ numSteps: 20, first: 0.01, last: 0.4 }), 20);
/** The step at which coefficients are compared. */
const T = 10;
const beta = table.noiseRate[T]!;
const alpha = 1 - beta;
const alphaBar = table.alphaBar[T]!;
const alphaBarBefore = table.alphaBar[T - 1]!;
/** alpha_{t-1}, which the notes have in place of alphaBar_{t-1}. */
const alphaBefore = 1 - table.noiseRate[T - 1]!;

/** The mean of q(x_{t-1} | x_t, x_0) by Bayes: precisions add up. */
function meanByBayes(xt: number, x0: number): number {
  const precision = alpha / beta + 1 / (1 - alphaBarBefore);
  return ((Math.sqrt(alpha) * xt) / beta + (Math.sqrt(alphaBarBefore) * x0) / (1 - alphaBarBefore)) / precision;
}

/** prod (1 - beta_t) over the first half of T = 1000 steps from one rate to another. */
const signalHalfWay = (first: number, last: number): number =>
  Math.exp(sumOver(500, (i) => Math.log1p(-(first + ((last - first) * i) / 999))));

/** A latent z of two values, as a path of one step. */
const JOINT = [0.3 * 0.8, 0.7 * 0.1];
const posterior = JOINT.map((p) => p / sum(JOINT));
const encoder = [0.5, 0.5];
/** E_q log p(x, z)/denominator. */
const bound = (law: readonly number[], denominator: readonly number[], numerator = JOINT): number =>
  sumOver(2, (z) => law[z]! * Math.log(numerator[z]! / denominator[z]!));

/** x_0 = -1 or 1, equally likely, seen at step T as x_t. */
function reverseVariance(xt: number): number {
  const law = (x: number): number =>
    0.5 *
    sumOver(2, (i) => gaussian(x, (2 * i - 1) * Math.sqrt(alphaBarBefore), 1 - alphaBarBefore)) *
    gaussian(xt, Math.sqrt(alpha) * x, beta);
  const total = integral(law, -8, 8);
  const mean = integral((x) => x * law(x), -8, 8) / total;
  return integral((x) => (x - mean) ** 2 * law(x), -8, 8) / total;
}

export const notes004: Checks = {
  2: () => ({
    notes: bound(posterior, posterior, [0.8, 0.1]),
    right: bound(posterior, posterior),
    truth: Math.log(sum(JOINT)),
  }),
  3: () => ({
    notes: signalHalfWay(0.01, 0.0001),
    right: signalHalfWay(0.0001, 0.02),
    truth: diffusionTable(linearNoiseSchedule(), 1000).alphaBar[500]!,
  }),
  4: () => {
    const [q, p] = [
      [0.9, 0.1],
      [0.5, 0.5],
    ] as const;
    return {
      notes: sumOver(2, (x) => p[x]! * Math.log(p[x]! / q[x]!)),
      right: sumOver(2, (x) => q[x]! * Math.log(q[x]! / p[x]!)),
      truth: klCategorical({ probabilities: q }, { probabilities: p }),
    };
  },
  5: () => ({
    notes: (Math.sqrt(alphaBefore) * beta) / (1 - alphaBar),
    right: table.posteriorX0[T]!,
    truth: meanByBayes(0, 1),
  }),
  6: () => {
    const [x0, eps] = [0.7, -1.3];
    const xt = Math.sqrt(alphaBar) * x0 + Math.sqrt(1 - alphaBar) * eps;
    const exactly = (first: number): number =>
      (Math.sqrt(alpha) * (1 - alphaBarBefore) * xt + Math.sqrt(first) * beta * x0) / (1 - alphaBar);
    return {
      notes: exactly(alphaBefore),
      right: (xt - (beta / Math.sqrt(1 - alphaBar)) * eps) / Math.sqrt(alpha),
      truth: table.posteriorX0[T]! * x0 + table.posteriorXt[T]! * xt,
    };
  },
  38: () => ({
    notes: bound(encoder, posterior),
    right: bound(encoder, encoder),
    truth: Math.log(sum(JOINT)) - relativeEntropy(encoder, posterior),
  }),
  39: () => ({
    // The second factor of the notes is a law of x_1 given x_1.
    notes: sumOver(8, (code) => model(code & 1, (code >> 1) & 1) * START[code >> 2]!),
    right: paths.reduce((total, path) => total + modelOfPath(path), 0),
    truth: 1,
  }),
  40: () => ({
    notes: sumOver(2, (x) => forward(x, 0) * DATA[0]),
    right: sumOver(2, (x) => forward(x, 0)),
    truth: sum([0, 1].map((x) => marginal(1, x))),
  }),
  41: (): Check => {
    // t = 1: x_0 = 0.7, the decoder's mean off by 0.1, its variance beta_1.
    const [off, variance] = [0.1, table.noiseRate[1]!];
    return {
      notes: off ** 2 / (2 * table.posteriorVariance[1]!),
      right: 0.5 * Math.log(2 * Math.PI * variance) + off ** 2 / (2 * variance),
      truth: -normal({ mean: 0.8, standardDeviation: Math.sqrt(variance) }).logDensity(0.7),
    };
  },
  42: () => {
    const xt = 0.2;
    const data = smoothedMixture({
      weights: Float64Array.of(0.5, 0.5),
      means: toNdarray(Float64Array.of(-1, 1), [2, 1]),
      covariances: toNdarray(Float64Array.of(0, 0), [2, 1, 1]),
    });
    // Var[x_0 | x_t] of the two data, in the coordinate x_0 + sigma eps.
    const spread = new Float64Array(1);
    data.posteriorVarianceInto(Float64Array.of(xt / table.signalScale[T]!), table.sigma[T]!, spread);
    return {
      notes: table.posteriorVariance[T]!,
      right: table.posteriorVariance[T]! + table.posteriorX0[T]! ** 2 * spread[0]!,
      truth: reverseVariance(xt),
    };
  },
  43: () => {
    // E (x_t - sqrt(alphaBar) x_0)^2 over the noise.
    const expectation = (square: (eps: number) => number): number =>
      integral((eps) => gaussian(eps, 0, 1) * square(eps), -9, 9);
    return {
      notes: expectation((eps) => 1 - alphaBar * eps),
      right: expectation((eps) => (Math.sqrt(1 - alphaBar) * eps) ** 2),
      truth: table.noiseScale[T]! ** 2,
    };
  },
};
