/** Rows of 003 on sampling: Markov chains, spins, minimum probability flow, annealing. */
import { contraction, singleFlipGenerator } from '@yuragi/annealing';
import { gibbsDivergence, relativeEntropy, totalVariation } from '@yuragi/kl-info';
import { minimumProbabilityFlow } from '@yuragi/latent-models';
import {
  asymptoticVariance,
  evolve,
  type FiniteChain,
  finiteChain,
  isingModel,
  metropolisHastingsChain,
  stationaryLaw,
} from '@yuragi/mcmc';
import { toNdarray } from '@yuragi/prob-core';
import type { Checks } from './check.ts';
import { normalised, sum, sumOver } from './numerics.ts';

/** The chain with entries w(to|from). */
const chainOf = (n: number, entry: (to: number, from: number) => number): FiniteChain =>
  finiteChain(
    toNdarray(
      Float64Array.from({ length: n * n }, (_, i) => entry(Math.floor(i / n), i % n)),
      [n, n],
    ),
  );

const boltzmann = (energies: readonly number[], beta = 1): number[] =>
  normalised(energies.map((energy) => Math.exp(-beta * energy)));

const ENERGIES = [0, 0.5, 1.2];

/** The probability that has left state 0 after a short time, over that time: Heun's steps, extrapolated to time 0. */
function outflow(rate: (to: number, from: number) => number, n: number): number {
  const change = (law: readonly number[]): number[] =>
    law.map((_, x) => sumOver(n, (y) => (x === y ? 0 : rate(x, y) * law[y]! - rate(y, x) * law[x]!)));
  const left = (time: number): number => {
    let law: number[] = Array.from({ length: n }, (_, x) => (x === 0 ? 1 : 0));
    const h = time / 8;
    for (let i = 0; i < 8; i++) {
      const first = change(law);
      const second = change(law.map((p, x) => p + h * first[x]!));
      law = law.map((p, x) => p + (h / 2) * (first[x]! + second[x]!));
    }
    return (1 - law[0]!) / time;
  };
  return 2 * left(5e-6) - left(1e-5);
}

export const notes003Sampling: Checks = {
  11: () => {
    const law = [0.5, 0.3, 0.2];
    // A proposal that is not symmetric.
    const proposal = chainOf(3, (to, from) => (to === from ? 0 : to === (from + 1) % 3 ? 0.8 : 0.2));
    const c = (to: number, from: number): number => proposal.transition[3 * to + from]!;
    const move = (to: number, from: number): number =>
      c(to, from) * Math.min(1, (law[to]! * c(to, from)) / (law[from]! * c(from, to)));
    const withoutReversal = chainOf(3, (to, from) =>
      to === from ? 1 - sumOver(3, (x) => (x === from ? 0 : move(x, from))) : move(to, from),
    );
    return {
      notes: stationaryLaw(withoutReversal)[0]!,
      right: stationaryLaw(metropolisHastingsChain(proposal, law))[0]!,
      truth: law[0]!,
    };
  },
  12: () => {
    const field = 0.7;
    const spin = isingModel({ numSpins: 1, bonds: [], fields: [field] });
    return {
      notes: Math.exp(field) / (2 * Math.cosh(field)),
      // The rate from +1 to -1.
      right: singleFlipGenerator(spin, { beta: 1, rule: 'heat-bath' }).get(1, 0),
      truth: boltzmann([-field, field])[1]!,
    };
  },
  13: () => {
    // Two spins, data in state 0; states differ from it by one, one and two flips.
    const energies = [0, 0.5, 1, 0.3];
    const numFlips = (to: number, from: number): number => (to ^ from).toString(2).replaceAll('0', '').length;
    const growth = (to: number, from: number): number => Math.exp((energies[from]! - energies[to]!) / 2);
    // The same energies, but for a constant, as -h_0 s_0 - h_1 s_1 - J s_0 s_1; state 0 is up, up.
    const [e00, e10, e01, e11] = energies as [number, number, number, number];
    const theta = Float64Array.of(
      (e10 + e11 - e00 - e01) / 4,
      (e01 + e11 - e00 - e10) / 4,
      (e10 + e01 - e00 - e11) / 4,
    );
    const objective = minimumProbabilityFlow(toNdarray(Float64Array.of(1, 1), [1, 2]));
    return {
      notes: sumOver(3, (i) => (numFlips(i + 1, 0) === 1 ? 1 : -1) * growth(i + 1, 0)),
      right: objective.valueAndGradient(theta, new Float64Array(3)),
      truth: outflow((to, from) => (numFlips(to, from) === 1 ? growth(to, from) : 0), 4),
      tolerance: 1e-8,
    };
  },
  31: () => {
    const p = [0.5, 0.3, 0.2];
    const { meanEnergy, logPartition, entropy } = gibbsDivergence(p, ENERGIES);
    return {
      notes: meanEnergy + logPartition,
      right: meanEnergy + logPartition - entropy,
      truth: relativeEntropy(p, boltzmann(ENERGIES)),
    };
  },
  35: () => {
    const [before, after] = [0.5, 1];
    const law = boltzmann(ENERGIES, after);
    const step = metropolisHastingsChain(
      chainOf(3, () => 1 / 3),
      law,
    );
    const old = boltzmann(ENERGIES, before);
    const weighted = normalised(old.map((p, x) => p * Math.exp(-(after - before) * ENERGIES[x]!)));
    return { notes: evolve(step, old, 1)[0]!, right: evolve(step, weighted, 1)[0]!, truth: law[0]! };
  },
  54: () => {
    // The 2-cycle: its other eigenvalue is -1, so the distance of the start from equilibrium, 1/2, never falls.
    const cycle = chainOf(2, (to, from) => (to === from ? 0 : 1));
    return {
      notes: 0,
      right: 0.5 * Math.abs(-1) ** 1000,
      truth: totalVariation(evolve(cycle, [1, 0], 1000), [0.5, 0.5]),
    };
  },
  55: () => {
    // Around five states, one step in fifty, against independent draws.
    const rate = 0.02;
    const f = [-2, -1, 0, 1, 2];
    const lazy = chainOf(5, (to, from) => (to === from ? 1 - rate : to === (from + 1) % 5 ? rate : 0));
    const variance = sum(f.map((value) => value * value)) / 5;
    return {
      notes: asymptoticVariance(
        chainOf(5, () => 0.2),
        f,
      ).value,
      right: variance * (1 / rate - 1),
      truth: asymptoticVariance(lazy, f).value,
      tolerance: 1e-9,
    };
  },
  56: () => {
    // Two opposite starts: after a rotation they are as far apart as before, after a heat bath they are not.
    const [up, down] = [0.3, 0.2];
    const bath = chainOf(2, (to, from) => (from === 0 ? (to === 1 ? up : 1 - up) : to === 0 ? down : 1 - down));
    const [c, s] = [Math.cos(0.4), Math.sin(0.4)];
    const overlap = c * -s + s * c;
    return {
      notes: Math.sqrt(1 - overlap ** 2),
      right: contraction(toNdarray(bath.transition, [2, 2])).dobrushinCoefficient,
      truth: totalVariation(evolve(bath, [1, 0], 1), evolve(bath, [0, 1], 1)),
    };
  },
};
