import { key, stream, toNdarray } from '@yuragi/prob-core';
import { binaryStates } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { enumerateKernel } from '../test/enumerate-kernel.ts';
import {
  asymptoticVariance,
  atLevel,
  checkBalance,
  checkDetailedBalance,
  type FiniteChain,
  finiteChain,
  type IsingModel,
  isIrreducible,
  isingEnergy,
  isingHeatBath,
  isingLiftedMetropolis,
  isingMetropolis,
  isingModel,
  type Kernel,
  type LiftedIsingState,
  localField,
  spectralGap,
  stationaryLaw,
} from './index.ts';

/** Bit 0 is spin +1, as in the reference. */
const allSpins = (n: number): Int8Array[] =>
  Array.from(binaryStates(n), (bits) => Int8Array.from(bits, (bit) => 1 - 2 * bit));

const gibbsLaw = (model: IsingModel, beta: number): Float64Array => {
  const weights = Float64Array.from(allSpins(model.numSpins), (s) => Math.exp(-beta * isingEnergy(model, s)));
  const total = weights.reduce((sum, w) => sum + w, 0);
  return weights.map((w) => w / total);
};

type SpinKernel = Kernel<Int8Array, { readonly position: Int8Array; readonly energy: number }, unknown, [number]>;
const chainOf = (kernel: SpinKernel, model: IsingModel, beta: number, numChoices = model.numSpins): FiniteChain => {
  const states = allSpins(model.numSpins).map((position) => ({ position, energy: isingEnergy(model, position) }));
  const w = enumerateKernel(atLevel(kernel, beta), states, ({ position }) => position.join(), numChoices);
  return finiteChain(toNdarray(w, [states.length, states.length]));
};

/** Four spins with frustrated bonds and fields; spectra by an independent numpy program. */
const four = isingModel({
  numSpins: 4,
  bonds: [
    [0, 1, 1],
    [1, 2, 0.72],
    [2, 3, -0.58],
    [0, 3, 0.41],
  ],
  fields: [0.3, -0.17, 0.11, 0.23],
});
const random = { scan: 'random', numUpdates: 1 } as const;

describe('random single-spin updates, their whole matrix enumerated from the kernel', () => {
  for (const [name, make, lambda2, lambdaMin] of [
    ['heat bath', isingHeatBath, 0.9404177130666991, 0],
    ['Metropolis', isingMetropolis, 0.9139772230477687, -0.39448239087819315],
  ] as const)
    test(`${name}: detailed balance below 1e-12, the right law, the reference's eigenvalues`, () => {
      const chain = chainOf(make(four, random), four, 1);
      const law = gibbsLaw(four, 1);
      expect(checkDetailedBalance(chain, law).maxError).toBeLessThan(1e-12);
      expect(isIrreducible(chain)).toBe(true);
      for (const [x, p] of stationaryLaw(chain).entries()) expect(p).toBeCloseTo(law[x]!, 13);
      const { eigenvalues } = spectralGap(chain);
      expect(eigenvalues[1]).toBeCloseTo(lambda2, 12);
      expect(eigenvalues.at(-1)).toBeCloseTo(lambdaMin, 12);
    });

  test('other betas, negative ones too', () => {
    for (const beta of [-0.5, 0, 0.3, 5])
      for (const make of [isingHeatBath, isingMetropolis])
        expect(
          checkDetailedBalance(chainOf(make(four, random), four, beta), gibbsLaw(four, beta)).maxError,
        ).toBeLessThan(1e-12);
  });

  test('the mutants are caught: field with the wrong sign, beta forgotten, the neighbours without the field', () => {
    const law = gibbsLaw(four, 0.7);
    const mutant = (flip: (alignment: number, field: number) => number): number => {
      const kernel: SpinKernel = {
        ...isingHeatBath(four, random),
        step(state, rng) {
          const i = rng.int(4);
          const position = state.position.slice();
          const alignment = position[i]! * localField(four, position, i);
          if (rng.uniform() < flip(alignment, position[i]! * four.fields[i]!)) position[i] = -position[i]!;
          return [{ position, energy: isingEnergy(four, position) }, {}];
        },
      };
      return checkBalance(chainOf(kernel, four, 0.7), law).maxError;
    };
    expect(mutant((a) => 1 / (1 + Math.exp(2 * 0.7 * a)))).toBeLessThan(1e-12);
    expect(mutant((a) => 1 / (1 + Math.exp(-2 * 0.7 * a)))).toBeGreaterThan(1e-3);
    expect(mutant((a) => 1 / (1 + Math.exp(2 * a)))).toBeGreaterThan(1e-3);
    expect(mutant((a, h) => 1 / (1 + Math.exp(2 * 0.7 * (a - h))))).toBeGreaterThan(1e-3);
    expect(mutant((a) => 1 / (1 + Math.exp(0.7 * a)))).toBeGreaterThan(1e-3);
  });
});

describe('heat bath', () => {
  test('one free spin: P(+1) = e^{beta h}/(2 cosh beta h), P(-1) = e^{-beta h}/(2 cosh beta h)', () => {
    const spin = isingModel({ numSpins: 1, bonds: [], fields: [0.8] });
    const { transition } = chainOf(isingHeatBath(spin, { scan: 'systematic' }), spin, 1.5, 0);
    const up = Math.exp(1.2) / (2 * Math.cosh(1.2));
    const down = Math.exp(-1.2) / (2 * Math.cosh(1.2));
    for (const [at, p] of [up, up, down, down].entries()) expect(transition[at]).toBeCloseTo(p, 14);
  });
});

describe('systematic sweeps', () => {
  /** The matrix of a sweep as the product of its updates, each enumerated as a sweep of the model with one spin free. */
  const sweepOf = (flip: (alignment: number) => number, n: number, model: IsingModel): Float64Array => {
    const states = allSpins(n);
    const size = states.length;
    let w = Float64Array.from({ length: size * size }, (_, at) => (Math.floor(at / size) === at % size ? 1 : 0));
    for (let i = 0; i < n; i++) {
      const next = new Float64Array(size * size);
      for (const [from, s] of states.entries()) {
        const p = flip(s[i]! * localField(model, s, i));
        const turned = from ^ (1 << i);
        for (let start = 0; start < size; start++) {
          next[turned * size + start]! += p * w[from * size + start]!;
          next[from * size + start]! += (1 - p) * w[from * size + start]!;
        }
      }
      w = next;
    }
    return w;
  };

  test('a sweep of the heat bath balances without detailed balance', () => {
    const w = sweepOf((a) => 1 / (1 + Math.exp(2 * a)), 4, four);
    const chain = finiteChain(toNdarray(w, [16, 16]));
    const law = gibbsLaw(four, 1);
    expect(checkBalance(chain, law).maxError).toBeLessThan(1e-12);
    expect(checkDetailedBalance(chain, law).maxError).toBeGreaterThan(1e-3);
  });

  test('a sweep makes exactly the updates of spins 0, 1, ... with one uniform each', () => {
    const kernel = isingMetropolis(four, { scan: 'systematic' });
    const start = kernel.init(Int8Array.of(1, -1, 1, -1), stream(key('sweep')));
    const [swept] = kernel.step(start, stream(key('sweep')), 0.6);
    const rng = stream(key('sweep'));
    const s = start.position.slice();
    for (let i = 0; i < 4; i++) {
      const cost = 2 * 0.6 * s[i]! * localField(four, s, i);
      if (rng.uniform() < Math.min(1, Math.exp(-cost))) s[i] = -s[i]!;
    }
    expect(swept.position).toEqual(s);
    expect(swept.energy).toBeCloseTo(isingEnergy(four, s), 13);
  });

  test('Metropolis at beta = 0 turns every spin over, every time: not irreducible, as its comment says', () => {
    const kernel = isingMetropolis(four, { scan: 'systematic' });
    const rng = stream(key('beta 0'));
    const [state, info] = kernel.step(kernel.init(Int8Array.of(1, 1, -1, 1), rng), rng, 0);
    expect(Array.from(state.position)).toEqual([-1, -1, 1, -1]);
    expect(info).toEqual({ acceptanceProbability: 1, numFlips: 4 });
  });
});

describe('lifted Metropolis', () => {
  const nameOf = ({ position, direction }: LiftedIsingState): string => `${position.join()} ${direction}`;
  const lifted = (model: IsingModel, beta: number) => {
    const states = allSpins(model.numSpins).flatMap((position) =>
      ([1, -1] as const).map((direction) => ({ position, energy: isingEnergy(model, position), direction })),
    );
    const kernel = atLevel(isingLiftedMetropolis(model, { numUpdates: 1 }), beta);
    const w = enumerateKernel(kernel, states, nameOf, model.numSpins);
    return { chain: finiteChain(toNdarray(w, [states.length, states.length])), states };
  };
  /** Each law twice, halved: on pairs of spins and direction. */
  const pairLaw = (model: IsingModel, beta: number): number[] =>
    Array.from(gibbsLaw(model, beta)).flatMap((p) => [p / 2, p / 2]);
  const ferromagnet = (n: number, coupling: number): IsingModel =>
    isingModel({
      numSpins: n,
      bonds: Array.from({ length: n }, (_, i) =>
        Array.from({ length: i }, (_, j): [number, number, number] => [i, j, coupling / n]),
      ).flat(),
    });

  test('balances on any model without detailed balance, and is irreducible', () => {
    for (const [model, beta] of [
      [four, 1],
      [four, 0.3],
      [ferromagnet(5, 1), 1],
    ] as const) {
      const { chain } = lifted(model, beta);
      const law = pairLaw(model, beta);
      expect(checkBalance(chain, law).maxError).toBeLessThan(1e-12);
      expect(checkDetailedBalance(chain, law).maxError).toBeGreaterThan(1e-3);
      expect(isIrreducible(chain)).toBe(true);
    }
  });

  test('skew detailed balance: p(x) T_+(x -> y) = p(y) T_-(y -> x)', () => {
    const { chain, states } = lifted(four, 1);
    const law = pairLaw(four, 1);
    const n = states.length;
    for (let x = 0; x < 16; x++)
      for (let y = 0; y < 16; y++) {
        if (x === y) continue;
        const forward = chain.transition[2 * y * n + 2 * x]! * law[2 * x]!;
        const backward = chain.transition[(2 * x + 1) * n + 2 * y + 1]! * law[2 * y + 1]!;
        expect(Math.abs(forward - backward)).toBeLessThan(1e-14);
      }
  });

  test('beats its reversible partner in the variance of the magnetisation, exactly, at the critical coupling', () => {
    for (const [n, before, after] of [
      [4, 125.6, 54.2],
      [6, 435.9, 154.4],
    ] as const) {
      const model = ferromagnet(n, 1);
      const magnetisation = allSpins(n).map((s) => s.reduce((sum, spin) => sum + spin, 0));
      const reversible = asymptoticVariance(chainOf(isingMetropolis(model, random), model, 1), magnetisation);
      const { chain } = lifted(model, 1);
      const skew = asymptoticVariance(
        chain,
        magnetisation.flatMap((m) => [m, m]),
      );
      expect(skew.variance).toBeCloseTo(reversible.variance, 11);
      // The figures of the README.
      expect(reversible.value).toBeCloseTo(before, 1);
      expect(skew.value).toBeCloseTo(after, 1);
    }
  });

  test('a mutant that never turns leaves the law', () => {
    const kernel = isingLiftedMetropolis(four, { numUpdates: 1 });
    const states = allSpins(4).map((position) => ({ position, energy: 0, direction: 1 as const }));
    const stubborn: Kernel<Int8Array, LiftedIsingState, unknown> = {
      init: (position, rng) => kernel.init(position, rng),
      step(state, rng) {
        const [next] = kernel.step(state, rng, 1);
        return [{ ...next, direction: state.direction }, {}];
      },
    };
    const w = enumerateKernel(stubborn, states, nameOf, 4);
    expect(checkBalance(finiteChain(toNdarray(w, [16, 16])), gibbsLaw(four, 1)).maxError).toBeGreaterThan(1e-3);
  });

  test('counts flips and turns', () => {
    const kernel = isingLiftedMetropolis(four, { numUpdates: 200 });
    const rng = stream(key('counts'));
    const [state, { numFlips, numTurns, acceptanceProbability }] = kernel.step(
      kernel.init(Int8Array.of(1, 1, 1, 1), rng),
      rng,
      0.5,
    );
    expect(numTurns).toBeGreaterThan(10);
    expect(numFlips).toBeGreaterThan(numTurns);
    expect(Math.abs(acceptanceProbability - numFlips / 200)).toBeLessThan(0.2);
    expect(state.energy).toBeCloseTo(isingEnergy(four, state.position), 11);
  });
});

describe('bad arguments', () => {
  test('are refused with their value', () => {
    const rng = stream(key('bad'));
    const kernel = isingHeatBath(four, random);
    expect(() => kernel.init(Int8Array.of(1, 0, 1, 1), rng)).toThrow(
      'isingHeatBath: `position[1]` must be -1 or +1; received 0',
    );
    expect(() => kernel.init(Int8Array.of(1, 1), rng)).toThrow('isingHeatBath: `position` must have length 4');
    expect(() => isingMetropolis(four, { scan: 'random', numUpdates: 0 })).toThrow(
      'isingMetropolis: `numUpdates` must be an integer >= 1; received 0',
    );
    expect(() => isingMetropolis(four, { scan: 'sequential' } as never)).toThrow(
      "isingMetropolis: `scan` must be one of 'systematic', 'random'; received \"sequential\"",
    );
    expect(() => isingLiftedMetropolis(four, { numUpdates: 0.5 })).toThrow(
      'isingLiftedMetropolis: `numUpdates` must be an integer >= 1; received 0.5',
    );
  });
});
