/** The gradient of D(p || q_theta) for a Boltzmann machine of two spins, and for one with a hidden spin. */
import { gibbsDivergence, relativeEntropy } from '@yuragi/kl-info';
import { exponentialFamily, toNdarray } from '@yuragi/prob-core';
import type { Derivation } from './derivation.ts';
import { derivative, sumOver } from './numerics.ts';

/** The states (s_0, s_1) and their statistics s_0, s_1, s_0 s_1: E = -theta . T, so dE/dtheta = -T. */
const statistics = [
  [1, 1, 1],
  [-1, 1, -1],
  [1, -1, -1],
  [-1, -1, 1],
];
const family = exponentialFamily({ statistics: toNdarray(Float64Array.from(statistics.flat()), [4, 3]) });
const data = [0.5, 0.1, 0.15, 0.25];
const theta = [0.3, -0.2, 0.4];
const dataMean = (j: number): number => sumOver(4, (x) => data[x]! * statistics[x]![j]!);

const divergenceAt = (at: readonly number[]): number => relativeEntropy(data, family.probabilities(at));
/** theta with its entry j replaced. */
const withEntry = (j: number, value: number): number[] => theta.map((entry, k) => (k === j ? value : entry));

/** A visible and a hidden spin: the free energy of y, and the mean of y h over h given y. */
const freeEnergy = (y: number, w: number): number => -Math.log(2 * Math.cosh(w * y + 0.3));
const hiddenMean = (y: number, w: number): number => Math.tanh(w * y + 0.3);

export const boltzmannGradient = (): Derivation => {
  const energies = statistics.map((t) => -sumOver(3, (j) => theta[j]! * t[j]!));
  const { meanEnergy, logPartition, entropy } = gibbsDivergence(data, energies);
  const modelMean = family.mean(theta);
  /** dD/dtheta_j = <dE>_p - <dE>_q. */
  const gradient = theta.map((_, j) => -dataMean(j) + modelMean[j]!);
  const slope = derivative((value) => divergenceAt(withEntry(2, value)), theta[2]!);
  const tolerance = 1e-9;
  return {
    steps: [
      { left: divergenceAt(theta), right: meanEnergy + logPartition - entropy },
      {
        left: derivative((value) => family.logPartition(withEntry(2, value)), theta[2]!),
        right: modelMean[2]!,
        tolerance,
      },
      { left: slope, right: gradient[2]!, tolerance },
      {
        left: derivative((e) => divergenceAt(theta.map((entry, j) => entry - e * gradient[j]!)), 0),
        right: -gradient.reduce((all, entry) => all + entry ** 2, 0),
        tolerance,
      },
      { left: derivative((w) => freeEnergy(-1, w), 0.8), right: hiddenMean(-1, 0.8), tolerance },
    ],
    // Row 18 of the errata: the sign.
    wrong: { left: slope, right: -gradient[2]!, tolerance },
  };
};
