/** Backpropagation through two inputs, two hidden units and one output. */
import type { Derivation } from './derivation.ts';
import { derivative, sumOver } from './numerics.ts';

const input = [0.6, -1.1];
const wanted = 1;
/** w_ij from input i to hidden unit j, and from hidden unit j to the output. */
const first = [
  [0.4, -0.7],
  [0.9, 0.3],
];
const second = [1.2, -0.8];

const f = (u: number): number => 1 / (1 + Math.exp(-u));
const slope = (u: number): number => f(u) * (1 - f(u));
const curvature = (u: number): number => slope(u) * (1 - 2 * f(u));

/** u_j of the hidden layer. */
const hidden = (weights = first): number[] => [0, 1].map((j) => sumOver(2, (i) => weights[i]![j]! * input[i]!));
const outputOf = (u: readonly number[]): number => sumOver(2, (j) => second[j]! * f(u[j]!));
const errorOf = (y: number): number => (y - wanted) ** 2 / 2;
const crossEntropyOf = (u: number): number => -wanted * Math.log(f(u)) - (1 - wanted) * Math.log(1 - f(u));

export const backpropagation = (): Derivation => {
  const u = hidden();
  const y = outputOf(u);
  const delta = y - wanted;
  /** dE/du_0 of the hidden layer. */
  const hiddenDelta = derivative((v) => errorOf(outputOf([v, u[1]!])), u[0]!);
  const tolerance = 1e-9;
  return {
    steps: [
      { left: derivative(errorOf, y), right: delta, tolerance },
      { left: derivative(crossEntropyOf, y), right: f(y) - wanted, tolerance },
      {
        left: derivative((w) => errorOf(w * f(u[0]!) + second[1]! * f(u[1]!)), second[0]!),
        right: delta * f(u[0]!),
        tolerance,
      },
      { left: hiddenDelta, right: delta * second[0]! * slope(u[0]!), tolerance },
      {
        left: derivative((w) => errorOf(outputOf(hidden([first[0]!, [w, first[1]![1]!]]))), first[1]![0]!),
        right: delta * second[0]! * slope(u[0]!) * input[1]!,
        tolerance,
      },
    ],
    // As it is printed, {f'(u_j)}', with one prime too many.
    wrong: { left: hiddenDelta, right: delta * second[0]! * curvature(u[0]!), tolerance },
  };
};
