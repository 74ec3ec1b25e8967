import { key, type Rng, stream, toNdarray } from '@yuragi/prob-core';
import { expectClose, referenceCase } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { isIrreducible, period, stationaryLaw } from './chain-structure.ts';
import { asymptoticVariance } from './chain-variance.ts';
import { additiveReversibilisation, checkBalance, checkDetailedBalance, finiteChain } from './finite-chain.ts';
import { type FiniteGenerator, finiteGenerator, uniformisedChain } from './finite-generator.ts';
import { addSkewFlow, cycleFlow } from './skew-flow.ts';

const { inputs, outputs, tolerance } = referenceCase('bridge', 'skew-flow');
const rel = tolerance.rel as number;
const p: readonly number[] = inputs.p;
const f = [0, 1, 2, 3, 4];
const n = 5;

/** L[y][x] = rate min(1, p_y/p_x), with the diagonal that makes columns sum to 0. */
function metropolisRates(law: readonly number[], rate: (x: number, y: number) => number): Float64Array {
  const size = law.length;
  const rates = new Float64Array(size * size);
  for (let x = 0; x < size; x++)
    for (let y = 0; y < size; y++) {
      if (x === y) continue;
      rates[y * size + x] = rate(Math.min(x, y), Math.max(x, y)) * Math.min(1, law[y]! / law[x]!);
      rates[x * size + x]! -= rates[y * size + x]!;
    }
  return rates;
}
const square = (data: Float64Array) => toNdarray(data, [Math.sqrt(data.length), Math.sqrt(data.length)]);
const generator = finiteGenerator(square(metropolisRates(p, () => 1 / 4)));
const asChain = ({ numStates, rates }: FiniteGenerator) =>
  finiteChain(square(rates.map((rate, at) => rate + (at % (numStates + 1) === 0 ? 1 : 0))));
const ring = cycleFlow(n, [0, 1, 2, 3, 4], inputs.c);

describe('addSkewFlow on the five states of the bridge', () => {
  const skew = addSkewFlow(generator, ring);

  test('gives L + A diag(1/p), with the same law and the same reversible part', () => {
    expectClose(skew.rates, outputs.L_skew.flat(), { abs: 1e-14 });
    const chain = asChain(skew);
    expect(checkBalance(chain, p).maxError).toBeLessThan(1e-15);
    expect(checkDetailedBalance(chain, p).maxError).toBeCloseTo(2 * inputs.c, 14);
    const symmetric = additiveReversibilisation(chain, p).transition;
    const before = asChain(generator).transition;
    for (const [at, entry] of symmetric.entries()) expect(entry).toBeCloseTo(before[at]!, 14);
    // The flow of a chain is that of its generator.
    const direct = addSkewFlow(asChain(generator), ring).transition;
    for (const [at, entry] of direct.entries()) expect(entry).toBeCloseTo(chain.transition[at]!, 15);
  });

  test('3.8964 -> 3.7371 for the generators, 2.14642 -> 1.98706 for the chains', () => {
    const generators = [generator, skew].map((process) => asymptoticVariance(process, f).value);
    expectClose(generators, outputs.generator, { rel });
    const chains = [generator, skew].map((process) => asymptoticVariance(asChain(process), f).value);
    expectClose(chains, outputs.chain, { rel });
    // The variance of f is what lies between them.
    const { variance } = asymptoticVariance(generator, f);
    expect(generators[0]! - chains[0]!).toBeCloseTo(variance, 13);
  });

  test('the lazy directed cycle: 98 against 2 for independent draws, 238 for its own reversibilisation', () => {
    const stay: number = inputs.a;
    const lazy = finiteChain(
      square(
        Float64Array.from({ length: n * n }, (_, at) => {
          const [to, from] = [Math.floor(at / n), at % n];
          return to === from ? stay : to === (from + 1) % n ? 1 - stay : 0;
        }),
      ),
    );
    const fifth = new Array(n).fill(1 / n);
    const independent = finiteChain(square(new Float64Array(n * n).fill(1 / n)));
    const values = [lazy, independent, additiveReversibilisation(lazy, fifth)].map(
      (chain) => asymptoticVariance(chain, f).value,
    );
    expectClose(values, outputs.lazy_cycle, { rel });
    // It is its reversibilisation with a skew flow: better than that for every observable, and worse than other chains.
    const again = addSkewFlow(
      additiveReversibilisation(lazy, fifth),
      cycleFlow(n, [0, 1, 2, 3, 4], (1 - stay) / (2 * n)),
    );
    for (const [at, entry] of again.transition.entries()) expect(entry).toBeCloseTo(lazy.transition[at]!, 15);
  });

  test('the mutant without 1/pi keeps the columns and loses the law', () => {
    const mutant = finiteChain(square(asChain(generator).transition.map((entry, at) => entry + ring.data[at]!)));
    expect(checkBalance(mutant, p).maxError).toBeGreaterThan(1e-3);
  });
});

/** A random reversible generator and a random skew flow as large as its rates allow. */
function randomPair(rng: Rng) {
  const size = 3 + rng.int(4);
  const masses = Array.from({ length: size }, () => 0.05 + rng.uniform());
  const total = masses.reduce((sum, mass) => sum + mass, 0);
  const law = masses.map((mass) => mass / total);
  const proposals = Float64Array.from({ length: size * size }, () => 0.02 + rng.uniform());
  const rates = metropolisRates(law, (x, y) => proposals[x * size + y]! / size);
  const flow = new Float64Array(size * size);
  for (let count = 0; count < 4; count++) {
    const first = rng.int(size);
    const second = (first + 1 + rng.int(size - 2)) % size;
    const third = Array.from({ length: size }, (_, x) => x).find((x) => x !== first && x !== second)!;
    const loop = cycleFlow(size, [first, second, third], rng.normal()).data;
    for (const [at, entry] of loop.entries()) flow[at]! += entry;
  }
  let scale = Infinity;
  for (const [at, entry] of flow.entries())
    if (entry < 0) scale = Math.min(scale, (-rates[at]! * law[at % size]!) / entry);
  const strength = rng.uniform() * scale;
  return {
    reversible: finiteGenerator(square(rates)),
    flow: square(flow.map((entry) => strength * entry)),
    observable: Float64Array.from({ length: size }, () => rng.normal()),
  };
}

describe('the theorem', () => {
  test('a skew flow on a reversible process makes no asymptotic variance larger: 1000 random ones', () => {
    const rng = stream(key('skew flows'));
    let largest = 0;
    let smallest = Infinity;
    for (let trial = 0; trial < 1000; trial++) {
      const { reversible, flow, observable } = randomPair(rng);
      const skew = addSkewFlow(reversible, flow);
      const processes = [
        [reversible, skew],
        [uniformisedChain(reversible, 2), uniformisedChain(skew, 2)],
      ] as const;
      for (const [before, after] of processes) {
        const ratio = asymptoticVariance(after, observable).value / asymptoticVariance(before, observable).value;
        largest = Math.max(largest, ratio);
        smallest = Math.min(smallest, ratio);
      }
    }
    expect(largest).toBeLessThan(1 + 1e-10);
    expect(smallest).toBeLessThan(0.8);
  });

  test('the same flow on a process that is not reversible may do harm: taking a flow away is adding one', () => {
    const skew = addSkewFlow(generator, ring);
    const back = addSkewFlow(skew, cycleFlow(n, [0, 1, 2, 3, 4], -inputs.c));
    expect(asymptoticVariance(back, f).value).toBeGreaterThan(asymptoticVariance(skew, f).value + 0.1);
  });
});

describe('what is refused', () => {
  test('flows that are none, with the size of what is violated', () => {
    const flow = Float64Array.from(ring.data);
    flow[1] = flow[1]! + 0.03;
    expect(() => addSkewFlow(generator, square(flow))).toThrow(
      /^addSkewFlow: `flow` must be antisymmetric \(flow\[1, 0\] \+ flow\[0, 1\] = 0\); received 0\.03/,
    );
    const single = new Float64Array(25);
    single[1] = 0.01;
    single[5] = -0.01;
    expect(() => addSkewFlow(generator, square(single))).toThrow(
      'addSkewFlow: `flow[0, :]` must be a row that sums to 0; received 0.01',
    );
    expect(() => addSkewFlow(generator, cycleFlow(5, [0, 1, 2], 0.2))).toThrow(
      /^addSkewFlow: `flow\[0, 1\]` must be >= -0\.02[45]\d*, the flow that there is \(W from 1 to 0 would be -1\.1\d*\); received -0\.2$/,
    );
    expect(() => addSkewFlow(generator, cycleFlow(4, [0, 1, 2], 0.1))).toThrow(
      'addSkewFlow: `flow` must have shape (n, 5)',
    );
  });

  test('cycles that are none', () => {
    expect(() => cycleFlow(5, [0, 1], 1)).toThrow(
      'cycleFlow: `cycle` must be at least three different states; received [0, 1]',
    );
    expect(() => cycleFlow(5, [0, 1, 0], 1)).toThrow('at least three different states; received [0, 1, 0]');
    expect(() => cycleFlow(5, [0, 1, 5], 1)).toThrow('cycleFlow: `cycle[2]` must be a state in 0..4; received 5');
    expect(() => cycleFlow(5, [0, 1, 2], Number.NaN)).toThrow('cycleFlow: `current` must be a finite number');
  });

  test('matrices that are no generators', () => {
    expect(() => finiteGenerator(square(Float64Array.of(-1, -3, 1, 3)))).toThrow(
      'finiteGenerator: `rates[0, 1]` must be a rate >= 0; received -3',
    );
    expect(() => finiteGenerator(square(Float64Array.of(-1, 3, 1.5, -3)))).toThrow(
      'finiteGenerator: `rates[:, 0]` must be a column that sums to 0 (column = state left); received 0.5',
    );
    expect(() => uniformisedChain(generator, 0.5)).toThrow(
      /must be a finite number >= 1, the largest rate out; received 0\.5/,
    );
  });

  test('W = 1 and the 2-cycle: balanced, and flagged', () => {
    const identity = finiteChain(square(Float64Array.of(1, 0, 0, 1)));
    const swap = finiteChain(square(Float64Array.of(0, 1, 1, 0)));
    for (const chain of [identity, swap]) expect(checkDetailedBalance(chain, [0.5, 0.5]).maxError).toBe(0);
    expect(isIrreducible(identity)).toBe(false);
    expect(() => stationaryLaw(identity)).toThrow('one closed class');
    expect(() => addSkewFlow(identity, square(new Float64Array(4)))).toThrow(
      'addSkewFlow: `chain` must be irreducible (see `communicatingClasses`); received "2 classes"',
    );
    expect(isIrreducible(swap)).toBe(true);
    expect(period(swap)).toBe(2);
    const stuck = finiteGenerator(square(new Float64Array(4)));
    expect(isIrreducible(uniformisedChain(stuck))).toBe(false);
    expect(() => asymptoticVariance(stuck, [0, 1])).toThrow('one closed class');
  });
});
