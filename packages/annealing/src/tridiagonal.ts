/** The lowest end of the spectrum of a symmetric tridiagonal matrix with off-diagonal entries <= 0, by Sturm counts. */

/** A symmetric tridiagonal matrix. */
export interface Tridiagonal {
  /** (n). */
  readonly diagonal: Float64Array;
  /** (n - 1): entry k stands at (k, k + 1) and (k + 1, k). */
  readonly offDiagonal: Float64Array;
}

/** The two lowest eigenvalues, n >= 2, and a unit vector close to the lowest eigenvector. */
export interface LowestPair {
  readonly ground: number;
  readonly first: number;
  readonly groundVector: Float64Array;
}

/**
 * The largest absolute row sum, a bound on every |eigenvalue|: eigenvalues by bisection are good to a few eps times it.
 */
export function rowSumNorm({ diagonal, offDiagonal }: Tridiagonal): number {
  let norm = 0;
  for (let k = 0; k < diagonal.length; k++)
    norm = Math.max(norm, Math.abs(diagonal[k]!) + Math.abs(offDiagonal[k - 1] ?? 0) + Math.abs(offDiagonal[k] ?? 0));
  return norm;
}

/**
 * Both by bisection on the number of negative pivots of T - x, which is the number of eigenvalues below x; 2 * 60 passes
 * of n divisions. The vector by two steps of inverse iteration from (1, ..., 1), which is never orthogonal to the lowest
 * eigenvector: no entry of that is negative where the off-diagonal is not positive.
 *
 * @see Golub and Van Loan, Matrix Computations, 4th ed., section 8.4
 */
export function lowestPair(matrix: Tridiagonal): LowestPair {
  const norm = rowSumNorm(matrix);
  const squares = matrix.offDiagonal.map((x) => x * x);
  const tiny = Math.max(norm * 2 ** -60, 2 ** -1000);
  let [low, high] = [-norm - tiny, norm + tiny];
  // While the ground energy is sought, every count above 1 bounds the next one from above.
  let [firstLow, firstHigh] = [low, high];
  const split = (): number => low + (high - low) / 2;
  for (let x = split(); x > low && x < high; x = split()) {
    const below = countBelow(matrix.diagonal, squares, x, tiny);
    if (below === 0) [low, firstLow] = [x, x];
    else high = x;
    if (below === 1) firstLow = Math.max(firstLow, x);
    else if (below > 1) firstHigh = Math.min(firstHigh, x);
  }
  const ground = high;
  [low, high] = [firstLow, firstHigh];
  for (let x = split(); x > low && x < high; x = split())
    if (countBelow(matrix.diagonal, squares, x, tiny) > 1) high = x;
    else low = x;
  return { ground, first: Math.max(ground, high), groundVector: inverseIteration(matrix, ground, tiny) };
}

/** How many eigenvalues are below x: negative pivots of L D L^T = T - x. */
function countBelow(diagonal: Float64Array, squares: Float64Array, x: number, tiny: number): number {
  let count = 0;
  let pivot = diagonal[0]! - x;
  for (let k = 0; ; k++) {
    if (Math.abs(pivot) < tiny) pivot = -tiny;
    if (pivot < 0) count++;
    if (k === squares.length) return count;
    pivot = diagonal[k + 1]! - x - squares[k]! / pivot;
  }
}

function inverseIteration({ diagonal, offDiagonal }: Tridiagonal, x: number, tiny: number): Float64Array {
  const n = diagonal.length;
  const vector = new Float64Array(n).fill(1);
  const pivots = new Float64Array(n);
  for (let pass = 0; pass < 2; pass++) {
    for (let k = 0; k < n; k++) {
      const factor = k === 0 ? 0 : offDiagonal[k - 1]! / pivots[k - 1]!;
      const pivot = diagonal[k]! - x - factor * (offDiagonal[k - 1] ?? 0);
      pivots[k] = Math.abs(pivot) < tiny ? -tiny : pivot;
      if (k > 0) vector[k]! -= factor * vector[k - 1]!;
    }
    for (let k = n - 1; k >= 0; k--)
      vector[k] = (vector[k]! - (k === n - 1 ? 0 : offDiagonal[k]! * vector[k + 1]!)) / pivots[k]!;
    normalise(vector);
  }
  return vector;
}

/** Divides by the largest entry first, whose square might overflow. */
function normalise(vector: Float64Array): void {
  const largest = vector.reduce((max, a) => Math.max(max, Math.abs(a)), 0);
  const norm = Math.sqrt(vector.reduce((sum, a) => sum + (a / largest) ** 2, 0));
  for (let k = 0; k < vector.length; k++) vector[k]! /= largest * norm;
}
