/**
 * What a Boltzmann machine can be fitted by, as functions of theta = (h, J_01, J_02, ..., J_{n-2,n-1}): the exact
 * likelihood, and minimum probability flow (Sohl-Dickstein, Battaglino and DeWeese, Phys. Rev. Lett. 107, 2011, 220601). Both are
 * convex in theta.
 */
import { requireMatrix } from '@yuragi/prob-core';
import { ArgumentError, requireOneOf } from '@yuragi/prob-core/errors';
import { walshHadamardInto } from '@yuragi/prob-core/linear-algebra';
import { exp, log } from '@yuragi/prob-core/special';
import type { NdArray } from 'ndarray';
import { logMassesOf, MAX_SPINS, requireSpins } from './boltzmann-states.ts';

/** A function to be minimised. */
export interface BoltzmannObjective {
  /** n. */
  readonly numSpins: number;
  /** n (n + 1)/2: fields, then couplings of pairs i < j, row by row. */
  readonly numParameters: number;
  /** The value at theta; writes the gradient to `gradient` (numParameters). */
  valueAndGradient(theta: Float64Array, gradient: Float64Array): number;
}

/** Distinct states of data with how often each stands there. */
interface Counted {
  readonly numSpins: number;
  readonly total: number;
  readonly states: readonly { readonly spins: Int8Array; readonly count: number }[];
  has(spins: Int8Array): boolean;
}

function countStates(where: string, x: NdArray<Float64Array>): Counted {
  const { data, rows, columns } = requireMatrix(x, where, 'x');
  requireSpins(where, data);
  const keyOf = (spins: Int8Array): string => spins.join();
  const found = new Map<string, { readonly spins: Int8Array; count: number }>();
  for (let row = 0; row < rows; row++) {
    const spins = Int8Array.from(data.subarray(row * columns, (row + 1) * columns));
    const entry = found.get(keyOf(spins));
    if (entry === undefined) found.set(keyOf(spins), { spins, count: 1 });
    else entry.count++;
  }
  return { numSpins: columns, total: rows, states: [...found.values()], has: (spins) => found.has(keyOf(spins)) };
}

/**
 * The mean negative log-likelihood of data, exact by enumeration.
 *
 *   L(theta) = <E>_data + log Z,   dL/dtheta = <dE/dtheta>_data - <dE/dtheta>_model
 *
 * so dL/dJ_ij = <s_i s_j>_model - <s_i s_j>_data. It is the cross-entropy of data and model: less the entropy S of the
 * data it is D(data || model) = <E>_data + log Z - S. Costs 2 n 2^n additions and 2^n exponentials, twice for the gradient
 * with it; no data after the first pass.
 *
 * @param x (rows, n), -1 and +1; n <= 20
 * @returns nats per row
 * @throws {ShapeError}; {ArgumentError} for values that are no spins or more than 20 of them
 * @example ```ts doctest
 * import { toNdarray } from '@yuragi/prob-core';
 * import { boltzmannLikelihood } from '@yuragi/latent-models';
 * const objective = boltzmannLikelihood(toNdarray(Float64Array.of(1, 1, -1, -1), [2, 2]));
 * const gradient = new Float64Array(3);
 * objective.valueAndGradient(Float64Array.of(0, 0, 0), gradient); // ~> 1.386294
 * Array.from(gradient); // => [0, 0, -1]
 * ```
 */
export function boltzmannLikelihood(x: NdArray<Float64Array>): BoltzmannObjective {
  const where = 'boltzmannLikelihood';
  const { numSpins: n, total, states } = countStates(where, x);
  if (n > MAX_SPINS)
    throw new ArgumentError(where, 'x', `rows of at most ${MAX_SPINS} spins (minimumProbabilityFlow has no limit)`, n);
  const numParameters = (n * (n + 1)) / 2;
  const dataMoments = new Float64Array(numParameters);
  for (const { spins, count } of states) {
    let pair = n;
    for (let i = 0; i < n; i++) {
      dataMoments[i]! += (spins[i]! * count) / total;
      for (let j = i + 1; j < n; j++) dataMoments[pair++]! += (spins[i]! * spins[j]! * count) / total;
    }
  }
  return {
    numSpins: n,
    numParameters,
    valueAndGradient(theta, gradient) {
      const values = logMassesOf(n, theta);
      let max = -Infinity;
      for (const value of values) if (value > max) max = value;
      let sum = 0;
      for (let at = 0; at < values.length; at++) {
        values[at] = exp(values[at]! - max);
        sum += values[at]!;
      }
      // From masses to moments: <s_A> = (T mass)(A)/sum.
      walshHadamardInto(values, values);
      let pair = n;
      for (let i = 0; i < n; i++) {
        gradient[i] = values[1 << i]! / sum - dataMoments[i]!;
        for (let j = i + 1; j < n; j++) {
          gradient[pair] = values[(1 << i) | (1 << j)]! / sum - dataMoments[pair]!;
          pair++;
        }
      }
      let meanLogMass = 0;
      for (let k = 0; k < numParameters; k++) meanLogMass += theta[k]! * dataMoments[k]!;
      return max + log(sum) - meanLogMass;
    },
  };
}

export interface MinimumProbabilityFlowOptions {
  /**
   * 'outside-data': as published, neighbours that stand in the data themselves are left out; then K is the rate at which
   * D(p(0) || p(t)) begins to grow. 'all': every neighbour, the form that is consistent however many of
   * the states the data cover. They agree where no two data states are neighbours. Default 'outside-data'.
   */
  readonly neighbours?: 'outside-data' | 'all' | undefined;
}

/**
 * Minimum probability flow: how fast probability would leave the data states under a dynamics that has the model as its
 * stationary law p(infinity), with single-spin flips as its steps. No Z and no sampling.
 *
 *   K(theta) = (1/|D|) sum_{s in D} sum_{s' not in D} g(s, s') exp((E(s) - E(s'))/2),   g = 1 for one flip, else 0
 *
 * The exponentials are rates w(s' | s), not probabilities: with them w(s' | s) exp(-E(s)) is symmetric, and
 * D(p(0) || p(t)) = t K + O(t^2) for p(0) = the data. For a flip of spin i, (E(s) - E(s'))/2 is
 * -s_i lambda_i with the local field lambda_i = sum_j J_ij s_j + h_i. Costs n^2 multiply-adds and n exponentials for
 * every distinct state of the data.
 *
 * *Gotchas.* As published, K is blind to flows among data states: once the data cover most states it no longer finds the
 * model, and is 0 where they cover all. Then use `neighbours: 'all'`, which is minimal at the true model for any law.
 *
 * @param x (rows, n), -1 and +1
 * @returns per unit of time
 * @throws {ShapeError}, {ArgumentError} for values that are no spins
 * @see Sohl-Dickstein, Battaglino and DeWeese, Phys. Rev. Lett. 107 (2011), 220601
 * @example ```ts doctest
 * import { toNdarray } from '@yuragi/prob-core';
 * import { minimumProbabilityFlow } from '@yuragi/latent-models';
 * const objective = minimumProbabilityFlow(toNdarray(Float64Array.of(1, 1), [1, 2]));
 * const gradient = new Float64Array(3);
 * objective.valueAndGradient(Float64Array.of(0, 0, 1), gradient); // ~> 0.735759
 * ```
 */
export function minimumProbabilityFlow(
  x: NdArray<Float64Array>,
  { neighbours = 'outside-data' }: MinimumProbabilityFlowOptions = {},
): BoltzmannObjective {
  const where = 'minimumProbabilityFlow';
  requireOneOf(where, 'neighbours', neighbours, ['outside-data', 'all'] as const);
  const { numSpins: n, total, states, has } = countStates(where, x);
  const numParameters = (n * (n + 1)) / 2;
  // (states, n): is the flip of that spin counted?
  const isCounted = new Uint8Array(states.length * n).fill(1);
  if (neighbours === 'outside-data')
    for (const [row, { spins }] of states.entries())
      for (let i = 0; i < n; i++) {
        const flipped = spins.slice();
        flipped[i]! *= -1;
        if (has(flipped)) isCounted[row * n + i] = 0;
      }
  const local = new Float64Array(n);
  return {
    numSpins: n,
    numParameters,
    valueAndGradient(theta, gradient) {
      gradient.fill(0);
      let value = 0;
      for (const [row, { spins, count }] of states.entries()) {
        for (let i = 0; i < n; i++) local[i] = theta[i]!;
        let pair = n;
        for (let i = 0; i < n; i++)
          for (let j = i + 1; j < n; j++) {
            const coupling = theta[pair++]!;
            local[i]! += coupling * spins[j]!;
            local[j]! += coupling * spins[i]!;
          }
        // From here on local[i] is the rate of the flip of spin i.
        for (let i = 0; i < n; i++) {
          local[i] = isCounted[row * n + i] === 1 ? (exp(-spins[i]! * local[i]!) * count) / total : 0;
          value += local[i]!;
          gradient[i]! -= spins[i]! * local[i]!;
        }
        pair = n;
        for (let i = 0; i < n; i++)
          for (let j = i + 1; j < n; j++) gradient[pair++]! -= spins[i]! * spins[j]! * (local[i]! + local[j]!);
      }
      return value;
    },
  };
}
