/**
 * Search among N states by adiabatic evolution. With |u> the uniform superposition and |m> the marked state,
 *
 *   H(s) = (1 - s)(1 - |u><u|) + s (1 - |m><m|)
 *
 * moves nothing but the plane of |u> and |m>, so that any N costs the same. In the basis of |m> and |m'>, the uniform
 * superposition of the others, with a = N^(-1/2), b = (1 - 1/N)^(1/2), |u> = a |m> + b |m'>:
 *
 *   H = 1/2 - [x sigma^x + z sigma^z],   x = (1 - s) a b,   z = (1 - s)(a^2 - 1/2) + s/2,   gap = 2 sqrt(x^2 + z^2).
 */
import {
  ArgumentError,
  ConvergenceError,
  requireCount,
  requirePositive,
  requireProbability,
} from '@yuragi/prob-core/errors';
import { STAGES } from './split-step.ts';

/**
 * The gap of H(s): sqrt(1 - 4 s (1 - s)(1 - 1/N)), smallest in the middle, N^(-1/2).
 *
 * @param numStates N >= 2
 * @param s progress, 0..1
 * @throws {ArgumentError}
 * @see Roland and Cerf, Phys. Rev. A 65 (2002), 042308
 * @example ```ts doctest
 * import { adiabaticSearchGap } from '@yuragi/annealing';
 * adiabaticSearchGap(1024, 0.5); // => 0.03125
 * ```
 */
export function adiabaticSearchGap(numStates: number, s: number): number {
  const where = 'adiabaticSearchGap';
  requireCount(where, 'numStates', numStates, 2);
  requireProbability(where, 's', s);
  // (1 - 2s)^2 + 4 s (1 - s)/N: the same, without the difference of numbers close to 1.
  return Math.sqrt((1 - 2 * s) ** 2 + (4 * s * (1 - s)) / numStates);
}

/**
 * The schedule that is slow where the gap is small: ds/dt proportional to the square of the gap.
 *
 *   s(u) = (1 + tan((2u - 1) a)/R)/2 = N sin(2 u a)/(2 R (cos(2 u a) + R sin(2 u a))),   u = t/T,  R = tan a = sqrt(N - 1)
 *
 * The second form, with s(1 - u) = 1 - s(u), is exact at both ends: near them the tangent loses digits in proportion to R.
 * With it a duration of order sqrt(N) is enough; with s = u it takes N.
 *
 * @param numStates N >= 2
 * @throws {ArgumentError}
 * @see Roland and Cerf, Phys. Rev. A 65 (2002), 042308
 */
export function localSearchSchedule(numStates: number): (u: number) => number {
  const root = Math.sqrt(requireCount('localSearchSchedule', 'numStates', numStates, 2) - 1);
  const angle = Math.atan(root);
  const early = (u: number): number => {
    const [sine, cosine] = [Math.sin(2 * u * angle), Math.cos(2 * u * angle)];
    return (numStates * sine) / (2 * root * (cosine + root * sine));
  };
  return (u) => (u <= 1 / 2 ? early(u) : 1 - early(1 - u));
}

export interface AdiabaticSearchOptions {
  /** N, how many states there are, >= 2. */
  readonly numStates: number;
  /** T, in units of hbar over the energy of an unmarked state. */
  readonly duration: number;
  /** s(u), u = t/T, smooth, from 0 to 1 inside 0..1. Default `localSearchSchedule(numStates)`. */
  readonly schedule?: ((u: number) => number) | undefined;
  // Advanced
  /** Bound on the estimated error of the final state, in norm. Default 1e-9. */
  readonly tolerance?: number | undefined;
  /** Steps at most. Default 2^20. */
  readonly maxSteps?: number | undefined;
}

/** The end of an adiabatic search. */
export interface AdiabaticSearchResult {
  /** |<m|psi(T)>|^2. */
  readonly successProbability: number;
  readonly numSteps: number;
  /** |psi_N - psi_2N|/15, which estimates the error of the finer one, the one that is returned. */
  readonly errorEstimate: number;
}

const FIRST_STEPS = 64;

/**
 * An adiabatic search from the uniform superposition: i d psi/dt = H(s(t/T)) psi in the plane of |u> and |m>.
 *
 * Exponentials of H in the middle of each stage of Suzuki's product of order 4; the number of steps is doubled until the
 * state changes by less than the tolerance allows. Cost: about 10 exponentials of a 2 x 2 matrix a step.
 *
 * @throws {ArgumentError} for bad options, or a schedule that leaves 0..1; {ConvergenceError} if `maxSteps` do not reach
 *   the tolerance
 * @see Roland and Cerf, Phys. Rev. A 65 (2002), 042308
 * @example ```ts doctest
 * import { adiabaticSearch } from '@yuragi/annealing';
 * const duration = 4 * Math.sqrt(1024);
 * adiabaticSearch({ numStates: 1024, duration }).successProbability; // ~> 0.942868
 * adiabaticSearch({ numStates: 1024, duration, schedule: (u) => u }).successProbability; // ~> 0.093275
 * ```
 */
export function adiabaticSearch(options: AdiabaticSearchOptions): AdiabaticSearchResult {
  const where = 'adiabaticSearch';
  const numStates = requireCount(where, 'numStates', options?.numStates, 2);
  const duration = requirePositive(where, 'duration', options.duration);
  const schedule = options.schedule ?? localSearchSchedule(numStates);
  if (typeof schedule !== 'function') throw new ArgumentError(where, 'schedule', 'a function of u in [0, 1]', schedule);
  const tolerance = requirePositive(where, 'tolerance', options.tolerance ?? 1e-9);
  const maxSteps = requireCount(where, 'maxSteps', options.maxSteps ?? 2 ** 20, 2);
  const [a, b] = [numStates ** -0.5, Math.sqrt(1 - 1 / numStates)];
  // A tangent may end one rounding outside.
  const progressAt = (u: number): number => {
    const s = schedule(u);
    return requireProbability(
      where,
      `schedule(${u})`,
      Math.abs(s - 0.5) <= 0.5 + 1e-12 ? Math.min(1, Math.max(0, s)) : s,
    );
  };

  const run = (numSteps: number): Float64Array => {
    // Real and imaginary amplitude of |m>, then of |m'>.
    const psi = Float64Array.of(a, 0, b, 0);
    for (let i = 0; i < numSteps; i++) {
      let begin = i / numSteps;
      for (const stage of STAGES) {
        const length = stage / numSteps;
        const s = progressAt(begin + length / 2);
        const x = (1 - s) * a * b;
        const z = (1 - s) * (a * a - 0.5) + s / 2;
        turnInto(psi, x, z, length * duration);
        begin += length;
      }
    }
    return psi;
  };

  let numSteps = Math.min(FIRST_STEPS, maxSteps);
  let coarse = run(numSteps);
  let errorEstimate = Infinity;
  while (!(errorEstimate <= tolerance)) {
    if (2 * numSteps > maxSteps) throw new ConvergenceError(where, numSteps, errorEstimate, tolerance);
    numSteps *= 2;
    const fine = run(numSteps);
    errorEstimate = Math.hypot(...fine.map((amplitude, k) => amplitude - coarse[k]!)) / 15;
    coarse = fine;
  }
  return { successProbability: coarse[0]! ** 2 + coarse[1]! ** 2, numSteps, errorEstimate };
}

/** exp(i time (x sigma^x + z sigma^z)), in place: e^(-iHt) without the phase of the constant 1/2. */
function turnInto(psi: Float64Array, x: number, z: number, time: number): void {
  const length = Math.hypot(x, z);
  const c = Math.cos(length * time);
  // The sine over the length, which may be 0.
  const s = length === 0 ? time : Math.sin(length * time) / length;
  const [mr, mi, or, oi] = [psi[0]!, psi[1]!, psi[2]!, psi[3]!];
  psi[0] = c * mr - s * (z * mi + x * oi);
  psi[1] = c * mi + s * (z * mr + x * or);
  psi[2] = c * or - s * (x * mi - z * oi);
  psi[3] = c * oi + s * (x * mr - z * or);
}
