import { key, stream, toNdarray } from '@yuragi/prob-core';
import { pathRelativeEntropy } from '@yuragi/thermo-jarzynski';
import type { NdArray } from 'ndarray';
import { describe, expect, test } from 'vitest';
import { exactReverse, type ReverseChain, sampleReversePaths } from './exact-reverse.ts';
import { binomialDiffusion } from './index.ts';

type Matrix = NdArray<Float64Array>;
const chainOf = (rows: readonly (readonly number[])[]): Matrix =>
  toNdarray(Float64Array.from(rows.flat()), [rows.length, rows[0]!.length]);
/** Three states, three different steps, no symmetry; one step cannot reach state 0. */
const forward = [
  chainOf([
    [0.7, 0.1, 0.2],
    [0.2, 0.6, 0.3],
    [0.1, 0.3, 0.5],
  ]),
  chainOf([
    [0.4, 0.25, 0.1],
    [0.35, 0.5, 0.2],
    [0.25, 0.25, 0.7],
  ]),
  chainOf([
    [0, 0, 0],
    [0.5, 0.8, 0.3],
    [0.5, 0.2, 0.7],
  ]),
];
const law = Float64Array.of(0.5, 0.2, 0.3);
const N = 3;
const entropy = (p: Float64Array): number => -p.reduce((sum, v) => sum + (v > 0 ? v * Math.log(v) : 0), 0);
const chance = (kernel: Matrix, to: number, from: number): number => kernel.get(to, from);

/** Every path x_0 … x_3 of three states. */
const paths = Array.from({ length: N ** 4 }, (_, i) => [0, 1, 2, 3].map((t) => Math.floor(i / N ** t) % N));
const logForward = (path: readonly number[]): number =>
  forward.reduce((sum, kernel, i) => sum + Math.log(chance(kernel, path[i + 1]!, path[i]!)), 0);
const logReverse = (chain: ReverseChain, path: readonly number[], start = chain.start): number =>
  chain.kernels.reduce(
    (sum, kernel, i) => sum + Math.log(chance(kernel, path[i]!, path[i + 1]!)),
    Math.log(start[path[3]!]!),
  );
/** E_q log of (reverse path law)/(forward path law given x_0): the evidence lower bound, by listing the paths. */
const bound = (chain: ReverseChain, start?: Float64Array): number =>
  paths.reduce((sum, path) => {
    const forwardChance = law[path[0]!]! * Math.exp(logForward(path));
    return forwardChance === 0 ? sum : sum + forwardChance * (logReverse(chain, path, start) - logForward(path));
  }, 0);

describe('exactReverse', () => {
  const chain = exactReverse(forward, law);

  test('is Bayes` rule: the paths have one law, read forwards and backwards', () => {
    for (const path of paths) {
      const forwards = law[path[0]!]! * Math.exp(logForward(path));
      expect(Math.abs(Math.exp(logReverse(chain, path)) - forwards)).toBeLessThan(1e-15);
    }
  });

  test('its kernels carry p_t back to p_{t-1}; from another law it does not return p_0', () => {
    for (let t = 3; t >= 1; t--)
      for (let y = 0; y < N; y++) {
        const back = chain.laws[t]!.reduce((sum, p, x) => sum + chance(chain.kernels[t - 1]!, y, x) * p, 0);
        expect(back).toBeCloseTo(chain.laws[t - 1]![y]!, 15);
      }
    expect(chain.start).toBe(chain.laws[3]);
  });

  test('every path has the weight p_0(x_0), and the bound is -entropy', () => {
    for (const path of paths)
      if (path[3] !== 0) expect(logReverse(chain, path) - logForward(path)).toBeCloseTo(Math.log(law[path[0]!]!), 13);
    expect(bound(chain)).toBeCloseTo(-entropy(law), 14);
  });

  test('started in another law it loses D(p_T || start), and nothing else', () => {
    const start = Float64Array.of(0.2, 0.3, 0.5);
    const loss = chain.start.reduce((sum, p, x) => sum + (p > 0 ? p * Math.log(p / start[x]!) : 0), 0);
    expect(bound(chain, start)).toBeCloseTo(-entropy(law) - loss, 14);
    expect(loss).toBeGreaterThan(0.01);
  });

  test('dissipates nothing at any step, by thermo-jarzynski`s ledger', () => {
    const steps = forward.map((kernel, i) => ({ forward: kernel, backward: chain.kernels[i]! }));
    const ledger = pathRelativeEntropy({ start: law, steps, logEnd: chain.start.map(Math.log) });
    expect(ledger.relativeEntropy).toBeLessThan(1e-15);
    // Clamped at a data point it is that point's bound: log p_0(x_0), without a gap.
    const clamped = pathRelativeEntropy({ start: [0, 1, 0], steps, logEnd: chain.start.map(Math.log) });
    expect(clamped.meanLogWeight).toBeCloseTo(Math.log(law[1]!), 14);
    expect(clamped.dissipation).toBeCloseTo(0, 14);
  });

  test('mutants lose: forward kernels in place of reverse ones, and the priors of the step after', () => {
    // p_t in place of p_{t-1}: the kernel of a chain that was at rest.
    const late = forward.map((kernel, i) => {
      const prior = chain.laws[i + 1]!;
      const columns = [0, 1, 2].map((x) => {
        const column = prior.map((p, y) => p * chance(kernel, x, y));
        const total = column.reduce((sum, value) => sum + value, 0);
        return column.map((value) => (total === 0 ? prior[0]! : value / total));
      });
      return chainOf([0, 1, 2].map((y) => columns.map((column) => column[y]!)));
    });
    // The third step cannot go to 0, so the second one's law is all it may be compared on.
    const two = exactReverse(forward.slice(0, 2), law);
    const boundOfTwo = (kernels: readonly Matrix[]): number => {
      let sum = 0;
      for (const [x0, x1, x2] of paths.filter((path) => path[3] === 0) as unknown as [number, number, number][]) {
        const [a, b] = [chance(forward[0]!, x1, x0), chance(forward[1]!, x2, x1)];
        const back = two.start[x2]! * chance(kernels[1]!, x1, x2) * chance(kernels[0]!, x0, x1);
        sum += law[x0]! * a * b * Math.log(back / (a * b));
      }
      return sum;
    };
    expect(boundOfTwo(two.kernels)).toBeCloseTo(-entropy(law), 14);
    expect(boundOfTwo(late)).toBeLessThan(-entropy(law) - 1e-3);
    expect(boundOfTwo(forward)).toBeLessThan(-entropy(law) - 1e-2);
  });

  test('columns are laws, also of states that cannot occur: those say nothing, and leave p_{t-1}', () => {
    for (const kernel of chain.kernels)
      for (let x = 0; x < N; x++) expect([0, 1, 2].reduce((sum, y) => sum + kernel.get(y, x), 0)).toBeCloseTo(1, 14);
    expect([0, 1, 2].map((y) => chance(chain.kernels[2]!, y, 0))).toEqual([...chain.laws[2]!]);
  });

  test('of bits that are reset it is the reverse of binomialDiffusion', () => {
    const bits = Float64Array.of(0.1, 0.4, 0.3, 0.2);
    const diffusion = binomialDiffusion(bits, { onProbability: 0.3 });
    const [beta, pi] = [0.2, 0.3];
    const one = (to: number, from: number): number => (to === from ? 1 - beta : 0) + beta * (to === 1 ? pi : 1 - pi);
    const step = toNdarray(
      Float64Array.from({ length: 16 }, (_, at) => {
        const [to, from] = [Math.floor(at / 4), at % 4];
        return one(to & 1, from & 1) * one(to >> 1, from >> 1);
      }),
      [4, 4],
    );
    const { kernels } = exactReverse([step, step], bits);
    const out = new Float64Array(4);
    for (let x = 0; x < 4; x++) {
      diffusion.reverseLawInto(Float64Array.of(x & 1, x >> 1), 0.64, 0.8, out);
      for (let y = 0; y < 4; y++) expect(kernels[1]!.get(y, x)).toBeCloseTo(out[y]!, 14);
    }
  });

  test('refuses what is no chain or no law, with the size of the fault', () => {
    const leaking = chainOf([
      [0.7, 0.1],
      [0.2, 0.9],
    ]);
    expect(() => exactReverse([leaking], [0.5, 0.5])).toThrow(
      'exactReverse: `forward[0]` must be column stochastic, with column 0 summing to 1; received 0.8999999999999999',
    );
    const rows = chainOf([
      [0.75, 0.25],
      [0, 1],
    ]);
    expect(() => exactReverse([rows], [0.5, 0.5])).toThrow('with column 0 summing to 1; received 0.75');
    const negative = chainOf([
      [1.25, 0],
      [-0.25, 1],
    ]);
    expect(() => exactReverse([negative], [0.5, 0.5])).toThrow(
      'exactReverse: `forward[0][1,0]` must be a finite number >= 0; received -0.25',
    );
    expect(() => exactReverse(forward, [0.5, 0.5])).toThrow(
      'exactReverse: `forward[0]` must have shape (n, 2); received shape (3, 3)',
    );
    expect(() => exactReverse([toNdarray(new Float64Array(2), [1, 2])], [0.5, 0.5])).toThrow(
      'exactReverse: `forward[0]` must have shape (2, 2); received shape (1, 2)',
    );
    expect(() => exactReverse([], [0.5, 0.5])).toThrow(
      'exactReverse: `forward.length` must be an integer >= 1; received 0',
    );
    expect(() => exactReverse(forward, [0.5, 0.5, 0.5])).toThrow('`law` must be probabilities that sum to 1');
  });
});

describe('sampleReversePaths', () => {
  const chain = exactReverse(forward, law);

  test('inverts the distribution functions, one uniform number a step', () => {
    const drawn = sampleReversePaths(chain, stream(key('paths')), 200);
    const rng = stream(key('paths'));
    const invert = (chances: readonly number[]): number => {
      const u = rng.uniform();
      let sum = 0;
      return chances.findIndex((p) => {
        sum += p;
        return u < sum;
      });
    };
    for (let i = 0; i < 200; i++) {
      let x = invert([...chain.start]);
      expect(drawn[4 * i + 3]).toBe(x);
      for (let t = 3; t >= 1; t--) {
        x = invert([0, 1, 2].map((y) => chance(chain.kernels[t - 1]!, y, x)));
        expect(drawn[4 * i + t - 1]).toBe(x);
      }
    }
    expect(new Set(drawn).size).toBe(3);
  });

  test('a draw of nearly 1 that rounding leaves over goes to a state that can occur', () => {
    const thirds = {
      ...exactReverse(
        [
          chainOf([
            [1, 0, 0],
            [0, 1, 0],
            [0, 0, 1],
          ]),
        ],
        [0.1, 0.2, 0.7],
      ),
    };
    const short = { ...thirds, start: Float64Array.of(0.1, 0.2, 0) };
    const edge = { ...stream(key(1)), uniform: () => 0.999 };
    expect(sampleReversePaths(short, edge, 1)[1]).toBe(1);
  });

  test('refuses a number that is none', () => {
    expect(() => sampleReversePaths(chain, stream(key(1)), 0)).toThrow(
      'sampleReversePaths: `numPaths` must be an integer >= 1; received 0',
    );
  });
});
