/**
 * k-means, as a start for mixtures: centres seeded far apart (Arthur and Vassilvitskii, "k-means++: the advantages of
 * careful seeding", SODA 2007; the best of a few candidates for each, as their section 5 suggests), then Lloyd's iteration
 * (IEEE Trans. Inf. Theory 28 (1982), 129).
 */
import { type Pausable, permutation, type Rng } from '@yuragi/prob-core';
import { ArgumentError, requireCount } from '@yuragi/prob-core/errors';
import { requireRows } from './rows.ts';

/** EM goes on from here: the iteration ends when few labels move, and looks at no more rows than it needs. */
const MAX_ITERATIONS = 20;
const SETTLED_SHARE = 1e-3;
const ROWS_PER_CLUSTER = 512;
const PAUSE_ROWS = 1024;

function squaredDistance(x: Float64Array, i: number, centres: Float64Array, k: number, d: number): number {
  let sum = 0;
  for (let j = 0; j < d; j++) {
    const difference = x[i * d + j]! - centres[k * d + j]!;
    sum += difference * difference;
  }
  return sum;
}

/** A row with probability proportional to its weight; where all weights are 0, the last. */
function weightedRow(weights: Float64Array, total: number, rng: Rng): number {
  let rest = rng.uniform() * total;
  let row = 0;
  while (row < weights.length - 1 && rest >= weights[row]!) rest -= weights[row++]!;
  return row;
}

/**
 * Rows as centres: the first uniformly; each next the one, of 2 + log numClusters drawn with probability proportional to
 * their squared distance from the nearest centre, that leaves the least total of squared distances.
 */
function* seed(x: Float64Array, d: number, numClusters: number, rng: Rng): Pausable<Float64Array> {
  const n = x.length / d;
  const centres = new Float64Array(numClusters * d);
  const numCandidates = 2 + Math.floor(Math.log(numClusters));
  let nearest: Float64Array = new Float64Array(n).fill(Infinity);
  let total = 0;
  for (let k = 0; k < numClusters; k++) {
    let best = { nearest, total: Infinity, row: 0 };
    for (let candidate = 0; candidate < (k === 0 ? 1 : numCandidates); candidate++) {
      const row = k === 0 ? rng.int(n) : weightedRow(nearest, total, rng);
      const distances = nearest.map((distance, i) => Math.min(distance, squaredDistance(x, i, x, row, d)));
      const sum = distances.reduce((partial, distance) => partial + distance, 0);
      if (sum < best.total) best = { nearest: distances, total: sum, row };
      yield;
    }
    ({ nearest, total } = best);
    centres.set(x.subarray(best.row * d, (best.row + 1) * d), k * d);
  }
  return centres;
}

/** Writes each row's nearest centre and its squared distance; returns how many labels changed. */
function* assign(
  x: Float64Array,
  d: number,
  centres: Float64Array,
  labels: Int32Array,
  distances: Float64Array,
): Pausable<number> {
  const numClusters = centres.length / d;
  let moved = 0;
  for (let i = 0; i < labels.length; i++) {
    let best = 0;
    let least = Infinity;
    for (let k = 0; k < numClusters; k++) {
      const distance = squaredDistance(x, i, centres, k, d);
      if (distance < least) {
        least = distance;
        best = k;
      }
    }
    if (labels[i] !== best) moved++;
    labels[i] = best;
    distances[i] = least;
    if (i % PAUSE_ROWS === PAUSE_ROWS - 1) yield;
  }
  return moved;
}

/** Gives every empty cluster the row farthest from its own centre; returns the sizes of the clusters. */
function repopulate(labels: Int32Array, distances: Float64Array, numClusters: number): Int32Array {
  const counts = new Int32Array(numClusters);
  for (const label of labels) counts[label]! += 1;
  for (let k = 0; k < numClusters; k++) {
    if (counts[k] !== 0) continue;
    let farthest = labels.findIndex((label) => counts[label]! > 1);
    for (let i = farthest + 1; i < labels.length; i++)
      if (counts[labels[i]!]! > 1 && distances[i]! > distances[farthest]!) farthest = i;
    counts[labels[farthest]!]! -= 1;
    counts[k] = 1;
    labels[farthest] = k;
    distances[farthest] = 0;
  }
  return counts;
}

/** Lloyd's iteration, in place on the centres. */
function* iterate(x: Float64Array, d: number, centres: Float64Array): Pausable<void> {
  const n = x.length / d;
  const labels = new Int32Array(n).fill(-1);
  const distances = new Float64Array(n);
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
    const moved = yield* assign(x, d, centres, labels, distances);
    const counts = repopulate(labels, distances, centres.length / d);
    centres.fill(0);
    for (let i = 0; i < n; i++) {
      const k = labels[i]!;
      for (let j = 0; j < d; j++) centres[k * d + j]! += x[i * d + j]! / counts[k]!;
    }
    if (moved <= SETTLED_SHARE * n) return;
  }
}

/**
 * A label 0..numClusters-1 for each row of x, every label used, by k-means++ and at most 20 of Lloyd's iterations.
 *
 * Centres are found on at most 512 rows a cluster, taken at random; all rows are then assigned to them. About
 * (30 min(n, 512 numClusters) + n) numClusters d multiply-adds.
 *
 * @param x (n, d) row-major, n >= numClusters
 * @throws {ShapeError} unless x is whole rows; {ArgumentError} for data that are not finite, or more clusters than rows
 */
export function* kMeansLabels(x: Float64Array, d: number, numClusters: number, rng: Rng): Pausable<Int32Array> {
  const where = 'kMeansLabels';
  const n = requireRows(where, x, requireCount(where, 'd', d, 1));
  requireCount(where, 'numClusters', numClusters, 1);
  if (numClusters > n) throw new ArgumentError(where, 'numClusters', `at most the ${n} rows`, numClusters);
  const numRows = Math.min(n, ROWS_PER_CLUSTER * numClusters);
  let rows = x;
  if (numRows < n) {
    rows = new Float64Array(numRows * d);
    const order = permutation(rng, n);
    for (let i = 0; i < numRows; i++) rows.set(x.subarray(order[i]! * d, (order[i]! + 1) * d), i * d);
  }
  const centres = yield* seed(rows, d, numClusters, rng);
  yield* iterate(rows, d, centres);
  const labels = new Int32Array(n).fill(-1);
  const distances = new Float64Array(n);
  yield* assign(x, d, centres, labels, distances);
  repopulate(labels, distances, numClusters);
  return labels;
}
