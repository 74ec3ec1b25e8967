import { key, logMeanExp, stream, toNdarray } from '@yuragi/prob-core';
import { expectClose, referenceCase } from '@yuragi/testkit';
import type { NdArray } from 'ndarray';
import { describe, expect, test } from 'vitest';
import { exactReverse, type ReverseChain, sampleReversePaths } from './exact-reverse.ts';
import { type PosteriorReverse, posteriorLogWeights, posteriorReverse } from './posterior-reverse.ts';

const { inputs, outputs, tolerance } = referenceCase('bridge', 'posterior-6-states');
const [p0, r]: [number[], number[]] = [inputs.p0, inputs.r];
const N = 6;

/** exp(time Q) of the 6-cycle with rate 1/2 to each neighbour: its eigenvectors are waves. */
const cycle = (time: number): NdArray<Float64Array> =>
  toNdarray(
    Float64Array.from({ length: N * N }, (_, at) => {
      const distance = Math.floor(at / N) - (at % N);
      let sum = 0;
      for (let k = 0; k < N; k++)
        sum += Math.exp(time * (Math.cos((2 * Math.PI * k) / N) - 1)) * Math.cos((2 * Math.PI * k * distance) / N);
      return sum / N;
    }),
    [N, N],
  );
const priorOf = (T: number) => exactReverse(new Array<NdArray<Float64Array>>(T).fill(cycle(inputs.total_time / T)), p0);
const largest = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((max, value, x) => Math.max(max, Math.abs(value - b[x]!)), 0);

/** Sums of e^{log w} over the paths that end in each x_0, without listing paths: the weights are products. */
function weightedMass(posterior: PosteriorReverse): Float64Array {
  const factors = posterior.logFactors!;
  const weigh = (mass: Float64Array, t: number) => mass.map((p, x) => (p === 0 ? 0 : p * Math.exp(factors[t]![x]!)));
  let mass = weigh(posterior.start, posterior.numSteps);
  for (let t = posterior.numSteps; t >= 1; t--) {
    const next = new Float64Array(N);
    const kernel = posterior.kernels[t - 1]!;
    for (let y = 0; y < N; y++) for (let x = 0; x < N; x++) next[y]! += kernel.get(y, x) * mass[x]!;
    mass = weigh(next, t - 1);
  }
  return mass;
}
const isLaw = (p: Float64Array): boolean =>
  p.every((value) => value >= 0) && Math.abs(p.reduce((sum, value) => sum + value, 0) - 1) < 1e-12;
function expectStochastic({ start, kernels }: ReverseChain): void {
  expect(isLaw(start)).toBe(true);
  for (const kernel of kernels)
    for (let x = 0; x < N; x++) expect(isLaw(Float64Array.from({ length: N }, (_, y) => kernel.get(y, x)))).toBe(true);
}

describe('mode exact, the h-transform', () => {
  test.each([1, 10, 640])('has the law p_0 r/<r> to 1e-12 (T = %i)', (T) => {
    const posterior = posteriorReverse(priorOf(T), r, { mode: 'exact' });
    expectClose(posterior.target, outputs.target, { abs: 1e-12 });
    expect(largest(posterior.law, outputs.target)).toBeLessThan(1e-12);
    expect(posterior.bias).toBeLessThan(1e-12);
    expect(posterior.isExact).toBe(true);
    expect(Math.exp(posterior.logEvidence)).toBeCloseTo(outputs.mean_r, 12);
    expectStochastic(posterior);
  });

  test('is Bayes` rule on whole paths: the prior`s path law times r(x_0)/<r>', () => {
    const prior = priorOf(3);
    const posterior = posteriorReverse(prior, r, { mode: 'exact' });
    const chance = ({ start, kernels }: ReverseChain, path: readonly number[]): number =>
      kernels.reduce((p, kernel, i) => p * kernel.get(path[i]!, path[i + 1]!), start[path[3]!]!);
    for (let i = 0; i < N ** 4; i++) {
      const path = [0, 1, 2, 3].map((t) => Math.floor(i / N ** t) % N);
      const expected = (chance(prior, path) * r[path[0]!]!) / outputs.mean_r;
      expect(Math.abs(chance(posterior, path) - expected)).toBeLessThan(1e-15);
    }
  });

  test('every path weighs <r>: nothing is left to weigh', () => {
    const posterior = posteriorReverse(priorOf(10), r, { mode: 'exact' });
    const weights = posteriorLogWeights(posterior, sampleReversePaths(posterior, stream(key('exact')), 50));
    for (const weight of weights) expect(weight).toBeCloseTo(posterior.logEvidence, 12);
  });

  test('takes an r of zeros and ones: conditioning on an event', () => {
    const event = [0, 1, 0, 1, 1, 0];
    const posterior = posteriorReverse(priorOf(20), event, { mode: 'exact' });
    expect(posterior.bias).toBeLessThan(1e-14);
    expect([...posterior.law].map((p) => p > 0)).toEqual(event.map((value) => value > 0));
    expectStochastic(posterior);
    const stay = toNdarray(
      Float64Array.from({ length: 36 }, (_, at) => (at % 7 === 0 ? 1 : 0)),
      [N, N],
    );
    const late = posteriorReverse(exactReverse([stay], p0), event, { mode: 'exact' });
    // State 0 is never visited: its column is the prior's.
    expect(late.kernels[0]!.get(0, 0)).toBe(1);
    expect(late.logFactors![1]!.every(Number.isFinite)).toBe(true);
    expectStochastic(late);
  });

  test('the scale of r does not matter', () => {
    const one = posteriorReverse(priorOf(5), r, { mode: 'exact' });
    const scaled = posteriorReverse(
      priorOf(5),
      r.map((value) => 1e-6 * value),
      { mode: 'exact' },
    );
    expect(largest(one.law, scaled.law)).toBeLessThan(1e-15);
  });
});

describe('mode renormalised, the kernel of the 2015 paper', () => {
  test.each([
    ['constant', 'max_error'],
    ['fading', 'with_r_power'],
  ] as const)('with r %s errs by the reference`s amounts, more with smaller steps', (perturbation, name) => {
    const biases = (inputs.T as number[]).map((T) => {
      const posterior = posteriorReverse(priorOf(T), r, { mode: 'renormalised', perturbation });
      expect(posterior.isExact).toBe(false);
      expect(posterior.logFactors).toBeNull();
      expectStochastic(posterior);
      return posterior.bias;
    });
    expectClose(biases, outputs[name], { abs: tolerance.abs });
    for (let i = 1; i < biases.length; i++) expect(biases[i]).toBeGreaterThan(biases[i - 1]!);
  });

  test('its laws are the reference`s', () => {
    for (const T of [10, 640]) {
      const { law } = posteriorReverse(priorOf(T), r, { mode: 'renormalised' });
      expectClose(law, outputs[`renormalised_law_T${T}`], { abs: tolerance.abs });
    }
  });

  test('a constant r changes nothing, and then it is exact', () => {
    const { law, bias } = posteriorReverse(priorOf(10), new Array(N).fill(0.3), { mode: 'renormalised' });
    expect(largest(law, p0)).toBeLessThan(1e-14);
    expect(bias).toBeLessThan(1e-14);
  });
});

describe('mode weighted, the paper`s kernel with the factor it drops', () => {
  test.each(['constant', 'fading'] as const)(
    'with r %s: e^{log w} brings back p_0 r, total mass <r>',
    (perturbation) => {
      for (const T of [1, 10, 160]) {
        const posterior = posteriorReverse(priorOf(T), r, { mode: 'weighted', perturbation });
        expect(posterior.isExact).toBe(true);
        const mass = weightedMass(posterior);
        for (let x = 0; x < N; x++) expect(Math.abs(mass[x]! - p0[x]! * r[x]!)).toBeLessThan(1e-12);
        expect(mass.reduce((sum, value) => sum + value, 0)).toBeCloseTo(outputs.mean_r, 12);
        // Drawn as the renormalised chain is: the bias is the weights' to take away.
        expect(posterior.law).toEqual(posteriorReverse(priorOf(T), r, { mode: 'renormalised', perturbation }).law);
        if (T > 1) expect(posterior.bias).toBeGreaterThan(0.04);
      }
    },
  );

  test('mutants: without C, with r in place of 1/r, or with c at the wrong end of the step', () => {
    const posterior = posteriorReverse(priorOf(10), r, { mode: 'weighted' });
    const factors = posterior.logFactors!;
    const errorOf = (changed: readonly Float64Array[]): number => {
      const mass = weightedMass({ ...posterior, logFactors: changed });
      const total = mass.reduce((sum, value) => sum + value, 0);
      return largest(
        mass.map((value) => value / total),
        outputs.target,
      );
    };
    expect(errorOf(factors)).toBeLessThan(1e-12);
    expect(
      errorOf(factors.map((f, t) => f.map((value, x) => (t === 0 ? value : value + 2 * Math.log(r[x]!))))),
    ).toBeGreaterThan(0.05);
    expect(errorOf([factors[1]!, ...factors.slice(1, -1), factors[0]!])).toBeGreaterThan(0.05);
    const withoutC = [...factors.slice(0, -1), factors.at(-1)!.map((value) => value - factors.at(-1)![0]!)];
    const mass = weightedMass({ ...posterior, logFactors: withoutC });
    expect(Math.abs(mass.reduce((sum, value) => sum + value, 0) - outputs.mean_r)).toBeGreaterThan(0.01);
  });

  test('posteriorLogWeights sums the factors along a path', () => {
    const posterior = posteriorReverse(priorOf(2), r, { mode: 'weighted' });
    const paths = Int32Array.of(0, 3, 5, 2, 2, 1);
    const expected = [0, 3].map((at) =>
      [0, 1, 2].reduce((sum, t) => sum + posterior.logFactors![t]![paths[at + t]!]!, 0),
    );
    expect([...posteriorLogWeights(posterior, paths)]).toEqual(expected);
    // logMeanExp takes them as they are.
    expect(logMeanExp(posteriorLogWeights(posterior, paths)).value).toBeCloseTo(
      Math.log((Math.exp(expected[0]!) + Math.exp(expected[1]!)) / 2),
      14,
    );
  });
});

test('bad arguments are refused with their value', () => {
  const prior = priorOf(3);
  expect(() => posteriorReverse(prior, [1, 2], { mode: 'exact' })).toThrow(
    'posteriorReverse: `r` must have length 6; received shape (2)',
  );
  expect(() => posteriorReverse(prior, [1, 1, 1, 1, 1, -1], { mode: 'exact' })).toThrow(
    'posteriorReverse: `r[5]` must be a finite number >= 0; received -1',
  );
  expect(() => posteriorReverse(prior, [1, 1, 0, 1, 1, 1], { mode: 'weighted' })).toThrow(
    "posteriorReverse: `r[2]` must be > 0 for mode 'weighted'; received 0",
  );
  expect(() => posteriorReverse(prior, new Array(N).fill(0), { mode: 'exact' })).toThrow(
    'posteriorReverse: `r` must be > 0 somewhere on the support of the law; received [0, 0, 0, 0, 0, 0]',
  );
  expect(() => posteriorReverse(prior, r, { mode: 'approximate' as never })).toThrow(
    "posteriorReverse: `mode` must be one of 'exact', 'renormalised', 'weighted'",
  );
  expect(() => posteriorReverse(prior, r, { mode: 'weighted', perturbation: 'rising' as never })).toThrow(
    "posteriorReverse: `perturbation` must be one of 'constant', 'fading'",
  );
  const leaking = {
    ...prior,
    kernels: [...prior.kernels.slice(0, 2), toNdarray(new Float64Array(36).fill(0.1), [N, N])],
  };
  expect(() => posteriorReverse(leaking, r, { mode: 'exact' })).toThrow(
    /^posteriorReverse: `chain.kernels\[2\]` must be column stochastic, with column 0 summing to 1; received 0\.6/,
  );
  const weighted = posteriorReverse(prior, r, { mode: 'weighted' });
  expect(() => posteriorLogWeights(posteriorReverse(prior, r, { mode: 'renormalised' }), new Int32Array(4))).toThrow(
    "posteriorLogWeights: mode 'renormalised' is not supported; its paths have no weights; take mode 'weighted'",
  );
  expect(() => posteriorLogWeights(weighted, new Int32Array(5))).toThrow(
    'posteriorLogWeights: `paths` must have length 4; received shape (5)',
  );
  expect(() => posteriorLogWeights(weighted, Int32Array.of(0, 1, 2, 6))).toThrow(
    'posteriorLogWeights: `paths[3]` must be a state 0..5; received 6',
  );
});
