/** Steps of the optimisers: the numbers after three steps, at every length. */
import { key, stream } from '@yuragi/prob-core';
import { describe, expect, test } from 'vitest';
import { optimiseReference } from '../../src/reference/optimise.ts';
import { kernelBuilds, roundoff, testBed } from './harness.ts';

const sizes = [1, 2, 3, 4, 5, 7, 37, 64, 301];
const NUM_STEPS = 3;

describe.each(kernelBuilds())('the $name build', (build) => {
  const bedOf = (reference = optimiseReference) => testBed(build, reference);

  function sgdExcess(n: number, momentum: number, reference = optimiseReference): number {
    const bed = bedOf(reference);
    const rng = stream(key('sgd'));
    const [p, g] = [bed.normals(rng, n), bed.normals(rng, n)];
    const velocity = momentum > 0 ? bed.input(new Float32Array(n)) : 0;
    bed.run((kernels) => {
      for (let t = 0; t < NUM_STEPS; t++) kernels.sgd(p, g, velocity, n, 0.1, momentum, 0.01);
    });
    expect(bed.isIntact()).toBe(true);
    // Values of order |p| + |g| pass through six roundings a step (three constants, three operations).
    const scale = (i: number): number => Math.abs(bed.expected[p / 4 + i]!) + 3 * Math.abs(bed.expected[g / 4 + i]!);
    const bound = (i: number): number => 6 * NUM_STEPS * roundoff * scale(i);
    return Math.max(bed.excess(p, n, bound), velocity ? bed.excess(velocity, n, bound) : 0);
  }

  test('gradient descent with and without momentum', () => {
    for (const n of sizes) {
      expect(sgdExcess(n, 0)).toBeLessThanOrEqual(1);
      expect(sgdExcess(n, 0.9)).toBeLessThanOrEqual(1);
    }
  });

  function adamExcess(n: number, reference = optimiseReference): number {
    const bed = bedOf(reference);
    const rng = stream(key('adam'));
    const [p, g] = [bed.normals(rng, n), bed.normals(rng, n)];
    const [m, v] = [bed.input(new Float32Array(n)), bed.input(new Float32Array(n))];
    const [beta1, beta2, learningRate] = [0.9, 0.999, 0.01];
    bed.run((kernels) => {
      for (let t = 1; t <= NUM_STEPS; t++) {
        const rate = learningRate / (1 - beta1 ** t);
        kernels.adam(p, g, m, v, n, rate, beta1, beta2, 1 / Math.sqrt(1 - beta2 ** t), 1e-8, 1e-4);
      }
    });
    expect(bed.isIntact()).toBe(true);
    const at = (address: number, i: number): number => Math.abs(bed.expected[address / 4 + i]!);
    // A moment is a sum of terms of one sign here (the gradient stays): five roundings a step. A step is at most the
    // learning rate, with those of both moments and five of its own; p rounds twice a step.
    return Math.max(
      bed.excess(m, n, (i) => 5 * NUM_STEPS * roundoff * at(m, i)),
      bed.excess(v, n, (i) => 5 * NUM_STEPS * roundoff * at(v, i)),
      bed.excess(p, n, (i) => NUM_STEPS * roundoff * (2.1 * at(p, i) + learningRate * (2.1 + 5 + 10 * NUM_STEPS))),
    );
  }

  test('Adam', () => {
    for (const n of sizes) expect(adamExcess(n)).toBeLessThanOrEqual(1);
  });

  test('Adam without its correction, and momentum that scales the gradient, are rejected', () => {
    const mutant: typeof optimiseReference = (memory) => {
      const { sgd, adam, sumOfSquares } = optimiseReference(memory);
      return {
        sumOfSquares,
        adam: (p, g, m, v, n, rate, beta1, beta2, _, epsilon, decay) =>
          adam(p, g, m, v, n, rate, beta1, beta2, 1, epsilon, decay),
        sgd: (p, g, velocity, n, learningRate, momentum, decay) =>
          sgd(p, g, velocity, n, learningRate * (1 - momentum), momentum, decay),
      };
    };
    expect(adamExcess(5, mutant)).toBeGreaterThan(1);
    expect(sgdExcess(5, 0.9, mutant)).toBeGreaterThan(1);
  });

  test('the first step of Adam is the learning rate against the sign of the gradient', () => {
    const bed = bedOf();
    const [p, g] = [bed.input([1, 1, 1]), bed.input([3, -0.001, 1e-5])];
    const [m, v] = [bed.input([0, 0, 0]), bed.input([0, 0, 0])];
    build.kernels.adam(p, g, m, v, 3, 0.5 / (1 - 0.9), 0.9, 0.999, 1 / Math.sqrt(1 - 0.999), 0, 0);
    [0.5, 1.5, 0.5].forEach((expected, i) => {
      expect(bed.values[p / 4 + i]).toBeCloseTo(expected, 5);
    });
  });

  test('sums of squares in f64, without overflow', () => {
    for (const n of [...sizes, 5000]) {
      const bed = bedOf();
      const x = bed.normals(stream(key('squares')), n);
      const sums: number[] = [];
      bed.run((kernels) => sums.push(kernels.sumOfSquares(x, n)));
      expect(Math.abs(sums[0]! - sums[1]!)).toBeLessThanOrEqual(n * 2 ** -53 * sums[1]!);
    }
    const bed = bedOf();
    const x = bed.input([3e38, 3e38, 0, 0, 0, 0, 0, 0, 1e30]);
    const one = Math.fround(3e38);
    expect(build.kernels.sumOfSquares(x, 9) / (2 * one * one)).toBeCloseTo(1, 12);
  });
});
