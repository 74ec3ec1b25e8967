/** The M step of EM for two Gaussians on the line, and why the likelihood rises. */
import { relativeEntropy } from '@yuragi/kl-info';
import type { Derivation } from './derivation.ts';
import { derivative, gaussian, sumOver } from './numerics.ts';

const data = [-2.1, -1.3, -0.4, 0.6, 1.5, 2.2];
const N = data.length;

/** Weight, mean and precision (1/variance) of each component. */
interface Component {
  readonly weight: number;
  readonly mean: number;
  readonly precision: number;
}
const start: readonly Component[] = [
  { weight: 0.4, mean: -0.8, precision: 0.9 },
  { weight: 0.6, mean: 1.1, precision: 0.7 },
];
const termOf = ({ weight, mean, precision }: Component, x: number): number => weight * gaussian(x, mean, 1 / precision);
const logLikelihood = (model: readonly Component[]): number =>
  sumOver(N, (i) => Math.log(sumOver(2, (k) => termOf(model[k]!, data[i]!)))) / N;
/** gamma_ik: the probability that point i came from component k. */
const responsibilities = (model: readonly Component[]): number[][] =>
  data.map((x) => {
    const terms = model.map((component) => termOf(component, x));
    return terms.map((term) => term / (terms[0]! + terms[1]!));
  });
const shares = responsibilities(start);
/** Q(theta, theta_0) = <sum_k gamma_ik log(C_k N(x_i))>. */
const surrogate = (model: readonly Component[]): number =>
  sumOver(N, (i) => sumOver(2, (k) => shares[i]![k]! * Math.log(termOf(model[k]!, data[i]!)))) / N;

/** The model with something changed in its first component. */
const withFirst = (change: Partial<Component>): readonly Component[] => [{ ...start[0]!, ...change }, start[1]!];

export const mStep = (): Derivation => {
  const [{ mean, precision }] = start as [Component, Component];
  const total = (k: number, f: (x: number) => number): number => sumOver(N, (i) => shares[i]![k]! * f(data[i]!));
  const next = start.map((_, k) => {
    const share = total(k, () => 1);
    const centre = total(k, (x) => x) / share;
    return { weight: share / N, mean: centre, precision: share / total(k, (x) => (x - centre) ** 2) };
  });
  const inMean = derivative((m) => logLikelihood(withFirst({ mean: m })), mean);
  const inPrecision = derivative((p) => logLikelihood(withFirst({ precision: p })), precision);
  const squares = total(0, (x) => (x - mean) ** 2) / (2 * N);
  const after = responsibilities(next);
  const tolerance = 1e-9;
  return {
    steps: [
      { left: inMean, right: (precision * total(0, (x) => x - mean)) / N, tolerance },
      { left: inPrecision, right: -squares + total(0, () => 1 / precision) / (2 * N), tolerance },
      { left: derivative((m) => surrogate(withFirst({ mean: m })), mean), right: inMean, tolerance },
      {
        left: derivative(
          (c) =>
            surrogate([
              { ...next[0]!, weight: c },
              { ...next[1]!, weight: 1 - c },
            ]),
          next[0]!.weight,
        ),
        right: 0,
        tolerance,
      },
      {
        left: logLikelihood(next) - logLikelihood(start),
        right: surrogate(next) - surrogate(start) + sumOver(N, (i) => relativeEntropy(shares[i]!, after[i]!)) / N,
      },
    ],
    // Row 30 of the errata: the precision in the place of its inverse.
    wrong: { left: inPrecision, right: -squares + total(0, () => precision) / (2 * N), tolerance },
  };
};
