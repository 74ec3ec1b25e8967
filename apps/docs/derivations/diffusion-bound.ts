/** The bound of a diffusion model, by enumeration: three states, three steps. */
import { relativeEntropy } from '@yuragi/kl-info';
import type { Derivation } from './derivation.ts';
import { sumOver } from './numerics.ts';

const N = 3;
const STATES = [0, 1, 2];
const START = 0;
const data = [0.6, 0.3, 0.1];
/** q(to|from), the same at every step. */
const forward = (to: number, from: number): number => (to === from ? 0.7 : 0.15);
/** p(before|after) of the step t -> t - 1. */
const reverse = (before: number, after: number, t: number): number => {
  const weights = STATES.map((x) => (x === after ? 2 + 1 / t : 1) + 0.3 * x);
  return weights[before]! / weights.reduce((all, weight) => all + weight, 0);
};
const prior = [0.4, 0.35, 0.25];

interface Path {
  readonly x: readonly [number, number, number, number];
  /** q(x_1, x_2, x_3|x_0). */
  readonly q: number;
  /** p(x_0, ..., x_3). */
  readonly p: number;
}
const pathsFrom = (start: number): Path[] =>
  STATES.flatMap((a) =>
    STATES.flatMap((b) =>
      STATES.map((c) => ({
        x: [start, a, b, c] as const,
        q: forward(a, start) * forward(b, a) * forward(c, b),
        p: prior[c]! * reverse(b, c, 3) * reverse(a, b, 2) * reverse(start, a, 1),
      })),
    ),
  );
const paths = pathsFrom(START);
const mean = (f: (path: Path) => number): number => paths.reduce((all, path) => all + path.q * f(path), 0);

/** q(x_t|x_0 = start). */
const marginal = (t: number, x: number, start: number): number =>
  pathsFrom(start).reduce((all, path) => all + (path.x[t] === x ? path.q : 0), 0);
/** q(x_{t-1} = before|x_t = after, x_0 = start). */
const backward = (t: number, before: number, after: number, start: number): number =>
  pathsFrom(start).reduce((all, { x, q }) => all + (x[t] === after && x[t - 1] === before ? q : 0), 0) /
  marginal(t, after, start);
/** The same without x_0, for starts drawn from the data. */
const backwardOfData = (t: number, before: number, after: number): number => {
  const joint = (x: number): number =>
    sumOver(N, (start) => data[start]! * marginal(t, after, start) * backward(t, x, after, start));
  return joint(before) / sumOver(N, joint);
};

/** The bound in its three kinds of terms, with the law that the reverse kernel of t is compared to. */
function byTerms(law: (t: number, before: number, after: number) => number): number {
  const reconstruction = mean(({ x }) => Math.log(reverse(x[0], x[1], 1)));
  const kernels = [2, 3].map((t) =>
    sumOver(N, (after) => {
      const there = STATES.map((before) => law(t, before, after));
      const modelled = STATES.map((before) => reverse(before, after, t));
      return marginal(t, after, START) * relativeEntropy(there, modelled);
    }),
  );
  const end = relativeEntropy(
    STATES.map((x) => marginal(3, x, START)),
    prior,
  );
  return reconstruction - kernels[0]! - kernels[1]! - end;
}

export const diffusionBound = (): Derivation => {
  /** p(x_0) by summing one step after the other. */
  let law = prior;
  for (const t of [3, 2, 1])
    law = STATES.map((before) => sumOver(N, (after) => reverse(before, after, t) * law[after]!));
  const evidence = law[START]!;
  const bound = mean(({ p, q }) => Math.log(p / q));
  const gap = relativeEntropy(
    paths.map(({ q }) => q),
    paths.map(({ p }) => p / evidence),
  );
  const ofStart = (t: number, x: number): number => marginal(t, x, START);
  return {
    steps: [
      { left: Math.log(evidence), right: mean(({ p }) => Math.log(p / (p / evidence))) },
      { left: Math.log(evidence), right: bound + gap },
      {
        left: forward(2, 1),
        right: (backward(2, 1, 2, START) * ofStart(2, 2)) / ofStart(1, 1),
      },
      {
        left: mean(({ x }) =>
          [2, 3].reduce((all, t) => all + Math.log(ofStart(t - 1, x[t - 1]!) / ofStart(t, x[t]!)), 0),
        ),
        right: mean(({ x }) => Math.log(ofStart(1, x[1]) / ofStart(3, x[3]))),
      },
      { left: bound, right: byTerms((t, before, after) => backward(t, before, after, START)) },
    ],
    // Row 24 of the errata: x_0 is missing in the condition.
    wrong: { left: bound, right: byTerms(backwardOfData) },
  };
};
