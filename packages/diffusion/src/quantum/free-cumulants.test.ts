import { integrate } from '@yuragi/testkit';
import { expect, test } from 'vitest';
import { freeCumulants, freeDiffusion } from './index.ts';

/** All partitions of 0..n-1, as the number of the block of each. */
function* partitions(n: number, blocks: readonly number[] = []): Generator<readonly number[]> {
  if (blocks.length === n) yield blocks;
  else for (let block = 0; block <= Math.max(-1, ...blocks) + 1; block++) yield* partitions(n, [...blocks, block]);
}
/** i < j < k < l with i, k in one block and j, l in another. */
const crosses = (blocks: readonly number[]): boolean =>
  blocks.some((a, i) =>
    blocks.some(
      (b, j) => j > i && b !== a && blocks.some((c, k) => k > j && c === a && blocks.indexOf(b, k + 1) !== -1),
    ),
  );
const momentsOf = (cumulants: readonly number[], isCounted: (blocks: readonly number[]) => boolean): number[] =>
  cumulants.map((_, index) => {
    let sum = 0;
    for (const blocks of partitions(index + 1)) {
      const sizes = [...new Set(blocks)].map((block) => blocks.filter((other) => other === block).length);
      if (isCounted(blocks)) sum += sizes.reduce((product, size) => product * cumulants[size - 1]!, 1);
    }
    return sum;
  });

test('they undo the sum over non-crossing partitions', () => {
  const cumulants = [0.3, 1.2, -0.7, 0.4, 0.9, -0.2, 0.6];
  const noncrossing = momentsOf(cumulants, (blocks) => !crosses(blocks));
  for (const [i, k] of freeCumulants(noncrossing).entries()) expect(k).toBeCloseTo(cumulants[i]!, 12);
  // Mutant: all partitions, which are those of the classical cumulants; 1 3 | 2 4 is the first that crosses.
  const classical = freeCumulants(momentsOf(cumulants, () => true));
  for (let i = 0; i < 3; i++) expect(classical[i]).toBeCloseTo(cumulants[i]!, 12);
  expect(Math.abs(classical[3]! - cumulants[3]!)).toBeCloseTo(1.2 ** 2, 12);
});

test('the Marchenko-Pastur law of rate c has them all equal to c', () => {
  const binomial = (n: number, k: number): number => (k === 0 ? 1 : (binomial(n - 1, k - 1) * n) / k);
  for (const c of [0.5, 1, 3]) {
    // Narayana numbers count the partitions by their blocks.
    const moments = Array.from({ length: 8 }, (_, i) => {
      const n = i + 1;
      return Array.from({ length: n }, (__, j) => (binomial(n, j + 1) * binomial(n, j) * c ** (j + 1)) / n).reduce(
        (sum, term) => sum + term,
        0,
      );
    });
    for (const k of freeCumulants(moments)) expect(k).toBeCloseTo(c, 8);
  }
});

test('noise adds v to the second cumulant of the data, and shrinks the others as a^n', () => {
  const [points, time] = [[-1, 1, 1], 0.8];
  const { density, support } = freeDiffusion({ points, weights: [0.5, 0.3, 0.2] });
  const [low, high] = support(time) as unknown as [number, number];
  const [middle, half] = [(low + high) / 2, (high - low) / 2];
  const powers = [1, 2, 3, 4, 5, 6];
  // x = middle + half sin(angle): smooth where the density ends as a square root.
  const moments = powers.map((power) =>
    integrate(
      (angle) => {
        const x = middle + half * Math.sin(angle);
        return x ** power * density(x, time) * half * Math.cos(angle);
      },
      -Math.PI / 2,
      Math.PI / 2,
    ),
  );
  const data = freeCumulants(powers.map((power) => 0.5 * (-1) ** power + 0.5));
  for (const [i, k] of freeCumulants(moments).entries()) {
    const expected = Math.exp((-time * (i + 1)) / 2) * data[i]! + (i === 1 ? 1 - Math.exp(-time) : 0);
    expect(Math.abs(k - expected)).toBeLessThan(1e-7);
  }
});

test('what is refused', () => {
  expect(freeCumulants([])).toEqual(new Float64Array(0));
  expect(() => freeCumulants([0, Infinity])).toThrow(
    'freeCumulants: `moments[1]` must be a finite number; received Infinity',
  );
});
