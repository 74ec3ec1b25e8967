/**
 * What contrastive divergence seems to descend, exactly, for Boltzmann machines of few spins (Hinton, Neural Comput. 14,
 * 2002, 1771, Section 2; Carreira-Perpinan and Hinton, AISTATS 2005):
 *
 *   CD_T(theta) = D(P_0 || P) - D(P_T || P) = <E>_0 - <E>_T - S(P_0) + S(P_T)
 *
 * P_0 the law of the data, P_T = W^T P_0 after T steps of heat bath on a spin chosen at random, P the model. log Z cancels.
 * The update of CD-T is <dE/dtheta>_0 - <dE/dtheta>_T, which leaves out that P_T depends on theta: it is not the gradient.
 * With T = 1 it is the gradient of something else, 1/n of the log pseudo-likelihood (Hyvarinen, Neural Comput. 18, 2006,
 * 2283); from T = 2 on of nothing.
 */
import {
  ArgumentError,
  requireAllFinite,
  requireCount,
  requireFinite,
  requireLength,
  requireProbabilities,
} from '@yuragi/prob-core/errors';
import { exp, log } from '@yuragi/prob-core/special';
import type { BoltzmannObjective } from './boltzmann-objectives.ts';
import { logMassesOf } from './boltzmann-states.ts';

/** The most spins whose 2^n states go through T steps. */
const MAX_SPINS = 14;

export interface ContrastiveDivergenceObjectiveOptions {
  /** T, >= 1: heat-bath updates of one spin each, chosen at random. */
  readonly numSteps: number;
}

/** The difference of two divergences, its gradient, and what the algorithm takes for it. */
export interface ContrastiveDivergenceObjective extends BoltzmannObjective {
  /** Writes <dE/dtheta>_0 - <dE/dtheta>_T, the statistic that CD-T descends along, to `out` (numParameters). */
  updateInto(theta: Float64Array, out: Float64Array): void;
}

/**
 * D(P_0 || P) - D(P_T || P) as a function of theta = (h, J_01, J_02, ...), by enumeration.
 *
 * It is >= 0 (data processing), and 0 where the data are the model's. T n 2^n operations for the value, (T n + n^2) 2^n
 * for the gradient, by reverse accumulation through the steps; exact to rounding.
 *
 * @param law P_0, (2^n), n <= 14: state x has spin i down where bit i of x is set
 * @throws {ArgumentError} for a length that is no power of 2, or no law; {ShapeError}
 * @example ```ts doctest
 * import { contrastiveDivergenceObjective } from '@yuragi/latent-models';
 * // One spin, data 3 : 1, model h = 0: a heat-bath step forgets, so P_1 is the model.
 * const objective = contrastiveDivergenceObjective([0.75, 0.25], { numSteps: 1 });
 * const gradient = new Float64Array(1);
 * objective.valueAndGradient(Float64Array.of(0), gradient); // ~> 0.1308120359
 * gradient[0]!; // => -0.5
 * ```
 */
export function contrastiveDivergenceObjective(
  law: ArrayLike<number>,
  options: ContrastiveDivergenceObjectiveOptions,
): ContrastiveDivergenceObjective {
  const where = 'contrastiveDivergenceObjective';
  const data = requireProbabilities(where, 'law', law);
  const size = data.length;
  const n = Math.log2(size);
  if (!Number.isInteger(n) || n < 1 || n > MAX_SPINS)
    throw new ArgumentError(where, 'law', `of length 2^n, 1 <= n <= ${MAX_SPINS}`, size);
  const numSteps = requireCount(where, 'numSteps', options?.numSteps, 1);
  const numParameters = (n * (n + 1)) / 2;
  /** -E of every state. */
  const logMassesAt = (theta: Float64Array): Float64Array => {
    requireAllFinite(where, 'theta', requireLength(where, 'theta', theta, numParameters));
    return requireAllFinite(where, '-E at theta', logMassesOf(n, theta));
  };

  return {
    numSpins: n,
    numParameters,
    valueAndGradient(theta, gradient) {
      const logMasses = logMassesAt(theta);
      requireLength(where, 'gradient', gradient, numParameters);
      const up = upProbabilities(n, logMasses);
      const laws = [data];
      for (let t = 0; t < numSteps; t++) laws.push(forward(n, up, laws[t]!));
      const last = laws[numSteps]!;
      let value = 0;
      for (let x = 0; x < size; x++) {
        // E + log P at the data less at the end; -E is the log mass.
        if (data[x]! > 0) value += data[x]! * (log(data[x]!) - logMasses[x]!);
        if (last[x]! > 0) value -= last[x]! * (log(last[x]!) - logMasses[x]!);
      }
      energyDerivativesInto(n, data, last, gradient);
      // d value / d P_T; where P_T is 0 no step leads, whatever theta.
      let adjoint: Float64Array = last.map((mass, x) => (mass > 0 ? logMasses[x]! - log(mass) : 0));
      for (let t = numSteps - 1; t >= 0; t--) {
        addKernelDerivative(n, up, laws[t]!, adjoint, gradient);
        adjoint = backward(n, up, adjoint);
      }
      requireAllFinite(where, 'gradient at theta', gradient);
      return requireFinite(where, 'value at theta', value);
    },
    updateInto(theta, out) {
      const up = upProbabilities(n, logMassesAt(theta));
      requireLength(where, 'out', out, numParameters);
      let last: Float64Array = data;
      for (let t = 0; t < numSteps; t++) last = forward(n, up, last);
      energyDerivativesInto(n, data, last, out);
    },
  };
}

/** (n, 2^n): the probability that heat bath puts spin i up, from the energies of the two states. */
function upProbabilities(n: number, logMasses: Float64Array): Float64Array {
  const size = logMasses.length;
  const up = new Float64Array(n * size);
  for (let i = 0; i < n; i++)
    for (let x = 0; x < size; x++) {
      const bit = 1 << i;
      up[i * size + x] = 1 / (1 + exp(logMasses[x | bit]! - logMasses[x & ~bit]!));
    }
  return up;
}

/** W P, W the mean of the n updates. */
function forward(n: number, up: Float64Array, law: Float64Array): Float64Array {
  const size = law.length;
  const next = new Float64Array(size);
  for (let i = 0; i < n; i++)
    for (let x = 0; x < size; x++) {
      if ((x >> i) & 1) continue;
      const y = x | (1 << i);
      const mass = (law[x]! + law[y]!) / n;
      const share = up[i * size + x]!;
      next[x]! += mass * share;
      next[y]! += mass * (1 - share);
    }
  return next;
}

/** W^T of a function on the states. */
function backward(n: number, up: Float64Array, adjoint: Float64Array): Float64Array {
  const size = adjoint.length;
  const next = new Float64Array(size);
  for (let i = 0; i < n; i++)
    for (let x = 0; x < size; x++) {
      if ((x >> i) & 1) continue;
      const y = x | (1 << i);
      const share = up[i * size + x]!;
      const mean = (share * adjoint[x]! + (1 - share) * adjoint[y]!) / n;
      next[x]! += mean;
      next[y]! += mean;
    }
  return next;
}

/** gradient += adjoint^T (dW/dtheta) law: the local field l of spin i moves up = 1/(1 + e^(-2 l)) by 2 up (1 - up). */
function addKernelDerivative(
  n: number,
  up: Float64Array,
  law: Float64Array,
  adjoint: Float64Array,
  gradient: Float64Array,
): void {
  const size = law.length;
  for (let i = 0; i < n; i++)
    for (let x = 0; x < size; x++) {
      if ((x >> i) & 1) continue;
      const y = x | (1 << i);
      const share = up[i * size + x]!;
      const slope = ((law[x]! + law[y]!) / n) * (adjoint[x]! - adjoint[y]!) * 2 * share * (1 - share);
      gradient[i]! += slope;
      for (let j = 0; j < n; j++) if (j !== i) gradient[pairOf(n, i, j)]! += (x >> j) & 1 ? -slope : slope;
    }
}

/** Where J_ij stands in theta. */
function pairOf(n: number, i: number, j: number): number {
  const [a, b] = i < j ? [i, j] : [j, i];
  return n + a * n - (a * (a + 1)) / 2 + (b - a - 1);
}

/** <dE/dtheta> under the first law less under the second; dE/dh_i = -s_i, dE/dJ_ij = -s_i s_j. */
function energyDerivativesInto(n: number, first: Float64Array, second: Float64Array, out: Float64Array): void {
  out.fill(0);
  for (let x = 0; x < first.length; x++) {
    const difference = first[x]! - second[x]!;
    let pair = n;
    for (let i = 0; i < n; i++) {
      const signed = (x >> i) & 1 ? -difference : difference;
      out[i]! -= signed;
      for (let j = i + 1; j < n; j++) out[pair++]! -= (x >> j) & 1 ? -signed : signed;
    }
  }
}
