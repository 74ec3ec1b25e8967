/** A diffusion of two states, small enough to enumerate: the data law, T flips, and reverse kernels of both kinds. */
import { sumOver } from './numerics.ts';

/** q(x^0). */
export const DATA = [0.8, 0.2] as const;
const FLIP = 0.15;
export const NUM_STEPS = 3;

/** q(x^t | x^{t-1}), also T_pi: its equilibrium is (1/2, 1/2). */
export const forward = (to: number, from: number): number => (to === from ? 1 - FLIP : FLIP);

/** q(x^t). */
export function marginal(t: number, x: number): number {
  return t === 0 ? DATA[x]! : sumOver(2, (from) => forward(x, from) * marginal(t - 1, from));
}

/** q(x^{t-1} | x^t), by Bayes. */
export const backward = (t: number, to: number, from: number): number =>
  (forward(from, to) * marginal(t - 1, to)) / marginal(t, from);

/** Some reverse kernel p(x^{t-1} | x^t) that is not the exact one, and its start p(x^T). */
export const model = (to: number, from: number): number => (to === from ? 0.85 : 0.15) + (to === 0 ? 0.05 : -0.05);
export const START = [0.5, 0.5] as const;

/** Every path (x^0, ..., x^T). */
export const paths: readonly (readonly number[])[] = Array.from({ length: 2 ** (NUM_STEPS + 1) }, (_, code) =>
  Array.from({ length: NUM_STEPS + 1 }, (_, t) => (code >> t) & 1),
);

/** prod_t kernel(t, path). */
const along = (factor: (t: number) => number): number => {
  let product = 1;
  for (let t = 1; t <= NUM_STEPS; t++) product *= factor(t);
  return product;
};

/** q(x^{1..T} | x^0). */
export const forwardGivenStart = (path: readonly number[]): number => along((t) => forward(path[t]!, path[t - 1]!));

/** p(x^{0..T}). */
export const modelOfPath = (path: readonly number[]): number =>
  START[path[NUM_STEPS]!]! * along((t) => model(path[t - 1]!, path[t]!));

/** prod_t p(x^{t-1} | x^t)/q(x^t | x^{t-1}) with the exact reverse kernel. */
export const ratioAlong = (path: readonly number[]): number =>
  along((t) => backward(t, path[t - 1]!, path[t]!) / forward(path[t]!, path[t - 1]!));

/** The law of x^0 when a start is taken back through T kernels. */
export function takenBack(
  start: (x: number) => number,
  kernel: (t: number, to: number, from: number) => number,
): number[] {
  let law = [start(0), start(1)];
  for (let t = NUM_STEPS; t >= 1; t--) law = [0, 1].map((to) => sumOver(2, (from) => kernel(t, to, from) * law[from]!));
  return law;
}
