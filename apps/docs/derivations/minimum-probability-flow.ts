/** Minimum probability flow: three spins, two states in the data. */
import { relativeEntropy } from '@yuragi/kl-info';
import { minimumProbabilityFlow } from '@yuragi/latent-models';
import { toNdarray } from '@yuragi/prob-core';
import type { Derivation } from './derivation.ts';
import { derivative, limitAtZero, sum, sumOver } from './numerics.ts';

const SIZE = 8;
const spins = (x: number): number[] => [0, 1, 2].map((i) => 1 - 2 * ((x >> i) & 1));
/** h_0, h_1, h_2, J_01, J_02, J_12. */
const theta = [0.3, -0.2, 0.1, 0.5, -0.4, 0.7];
const energyAt = (x: number, at: readonly number[]): number => {
  const [a = 0, b = 0, c = 0] = spins(x);
  const statistics = [a, b, c, a * b, a * c, b * c];
  return -sumOver(6, (k) => at[k]! * statistics[k]!);
};
const data = [0, 5];
const isData = (x: number): boolean => data.includes(x);
const empirical = Array.from({ length: SIZE }, (_, x) => (isData(x) ? 1 / data.length : 0));

const isFlip = (x: number, y: number): boolean => [1, 2, 4].includes(x ^ y);
const rate = (to: number, from: number, at: readonly number[] = theta): number =>
  isFlip(to, from) ? Math.exp((energyAt(from, at) - energyAt(to, at)) / 2) : 0;
/** J = W P_0, with -(rates out) on the diagonal of W. */
const current = (x: number): number => sumOver(SIZE, (y) => rate(x, y) * empirical[y]! - rate(y, x) * empirical[x]!);
const outside = Array.from({ length: SIZE }, (_, x) => x).filter((x) => !isData(x));
/** K = (1/|D|) sum over data i and others j of their rates. */
const flow = (at: readonly number[]): number =>
  sum(data.map((i) => sum(outside.map((j) => rate(j, i, at))))) / data.length;

export const leastFlow = (): Derivation => {
  const intoRest = sum(outside.map(current));
  const divergenceRate = limitAtZero((e) => {
    const moved = empirical.map((mass, x) => mass + e * current(x));
    return relativeEntropy(empirical, moved) / e;
  }, 0.01);
  const rows = Float64Array.from(data.flatMap(spins));
  const objective = minimumProbabilityFlow(toNdarray(rows, [data.length, 3]));
  const gradient = new Float64Array(6);
  const value = objective.valueAndGradient(Float64Array.from(theta), gradient);
  const tolerance = 1e-8;
  return {
    steps: [
      { left: rate(1, 0) * Math.exp(-energyAt(0, theta)), right: rate(0, 1) * Math.exp(-energyAt(1, theta)) },
      { left: -sum(data.map(current)), right: intoRest },
      { left: divergenceRate, right: intoRest, tolerance },
      { left: intoRest, right: flow(theta) },
      { left: value, right: flow(theta) },
      {
        left: derivative((h) => flow(theta.map((entry, k) => (k === 3 ? h : entry))), theta[3]!),
        right: gradient[3]!,
        tolerance,
      },
    ],
    // Row 13 of the errata: -1, not 0, for a pair that no flip joins.
    wrong: {
      left: divergenceRate,
      right:
        sum(
          data.map((i) =>
            sum(outside.map((j) => (isFlip(i, j) ? 1 : -1) * Math.exp((energyAt(i, theta) - energyAt(j, theta)) / 2))),
          ),
        ) / data.length,
      tolerance,
    },
  };
};
