/** Jarzynski's equality by enumeration: three states, two changes of the energy, a step of Metropolis before each. */
import { relativeEntropy } from '@yuragi/kl-info';
import { finiteChain, metropolisHastingsChain } from '@yuragi/mcmc';
import { toNdarray } from '@yuragi/prob-core';
import type { Derivation } from './derivation.ts';
import { sum, sumOver } from './numerics.ts';

const STATES = [0, 1, 2];
/** E_0, E_1, E_2 of the states; beta = 1. */
const energies = [
  [0, 0.5, 1],
  [0.8, 0.2, 0.6],
  [1.5, 0.4, -0.3],
];
const partition = energies.map((e) => sum(e.map((value) => Math.exp(-value))));
const gibbs = (t: number, x: number): number => Math.exp(-energies[t]![x]!) / partition[t]!;
const proposal = finiteChain(toNdarray(Float64Array.of(0, 0.5, 0.5, 0.5, 0, 0.5, 0.5, 0.5, 0), [3, 3]));
/** w_t(to|from), in balance with P_t. */
const chains = energies.map(
  (_, t) =>
    metropolisHastingsChain(
      proposal,
      STATES.map((x) => gibbs(t, x)),
    ).transition,
);
const step = (t: number, to: number, from: number): number => chains[t]![to * 3 + from]!;

/** x_0 from P_0, x_1 by w_0, the energy becomes E_1; x_2 by w_1, the energy becomes E_2. */
const paths = STATES.flatMap((a) =>
  STATES.flatMap((b) =>
    STATES.map((c) => ({
      forward: gibbs(0, a) * step(0, b, a) * step(1, c, b),
      // From P_2, the same kernels the other way round: they satisfy detailed balance.
      backward: gibbs(2, c) * step(1, b, c) * step(0, a, b),
      work: energies[1]![b]! - energies[0]![b]! + energies[2]![c]! - energies[1]![c]!,
      change: energies[2]![c]! - energies[0]![a]!,
    })),
  ),
);
type Path = (typeof paths)[number];
const mean = (f: (path: Path) => number): number => sum(paths.map((path) => path.forward * f(path)));

export const jarzynski = (): Derivation => {
  const expectation = mean(({ work }) => Math.exp(-work));
  /** One step, then the weight of the change that follows it. */
  const carried = (t: number, law: readonly number[]): number[] =>
    STATES.map(
      (to) =>
        Math.exp(energies[t]![to]! - energies[t + 1]![to]!) * sumOver(3, (from) => step(t, to, from) * law[from]!),
    );
  const once = carried(
    0,
    STATES.map((x) => gibbs(0, x)),
  );
  const freeEnergyDifference = Math.log(partition[0]! / partition[2]!);
  return {
    steps: [
      { left: expectation, right: sum(carried(1, once)) },
      { left: sumOver(3, (from) => step(0, 1, from) * gibbs(0, from)), right: gibbs(0, 1) },
      { left: once[1]!, right: (partition[1]! / partition[0]!) * gibbs(1, 1) },
      { left: expectation, right: Math.exp(-freeEnergyDifference) },
      {
        left: mean(({ work }) => work) - freeEnergyDifference,
        right: relativeEntropy(
          paths.map(({ forward }) => forward),
          paths.map(({ backward }) => backward),
        ),
      },
    ],
    // The whole change of the energy, heat and work.
    wrong: { left: mean(({ change }) => Math.exp(-change)), right: Math.exp(-freeEnergyDifference) },
  };
};
