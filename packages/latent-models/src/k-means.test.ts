import { finish, key, stream } from '@yuragi/prob-core';
import { describe, expect, test } from 'vitest';
import { kMeansLabels } from './k-means.ts';

describe('kMeansLabels', () => {
  test('separated heaps are told apart, whatever the seed', () => {
    const rng = stream(key('heaps'));
    const truth = Int32Array.from({ length: 3000 }, (_, i) => i % 5);
    const x = Float64Array.from({ length: 6000 }, (_, at) => {
      const heap = truth[at >> 1]!;
      return 40 * ((at & 1) === 0 ? heap % 3 : Math.floor(heap / 3)) + rng.normal();
    });
    for (let seed = 0; seed < 20; seed++) {
      const labels = finish(kMeansLabels(x, 2, 5, stream(key(seed))));
      const pairs = new Set(Array.from(labels, (label, i) => `${truth[i]}-${label}`));
      expect(pairs.size).toBe(5);
    }
  });

  test('every label is used, even when there are fewer different rows than clusters', () => {
    for (let seed = 0; seed < 20; seed++) {
      const labels = finish(kMeansLabels(Float64Array.of(1, 1, 1, 2, 2, 2), 1, 4, stream(key(seed))));
      expect(new Set(labels).size).toBe(4);
    }
  });

  test('one row a cluster, and one cluster for all', () => {
    const x = Float64Array.of(3, 1, 2);
    expect(new Set(finish(kMeansLabels(x, 1, 3, stream(key(1))))).size).toBe(3);
    expect(Array.from(finish(kMeansLabels(x, 1, 1, stream(key(1)))))).toEqual([0, 0, 0]);
  });

  test.each<[number[], number, number, string]>([
    [[1, 2, 3], 2, 1, 'kMeansLabels: `x` must have rows of 2; received shape (3)'],
    [[], 1, 1, 'kMeansLabels: `x` must have rows of 1; received shape (0)'],
    [[1, Number.NaN], 1, 1, 'kMeansLabels: `x[1]` must be a finite number; received NaN'],
    [[1, 2], 0, 1, 'kMeansLabels: `d` must be an integer >= 1; received 0'],
    [[1, 2], 1, 0.5, 'kMeansLabels: `numClusters` must be an integer >= 1; received 0.5'],
    [[1, 2], 1, 3, 'kMeansLabels: `numClusters` must be at most the 2 rows; received 3'],
  ])('refuses %j with d = %s and %s clusters', (x, d, numClusters, message) => {
    expect(() => finish(kMeansLabels(Float64Array.from(x), d, numClusters, stream(key(1))))).toThrow(message);
  });

  test('refuses rows that are no Float64Array', () => {
    expect(() => finish(kMeansLabels([1, 2] as never, 1, 1, stream(key(1))))).toThrow(
      'kMeansLabels: `x` must be a Float64Array, row-major; received [1, 2]',
    );
  });
});
