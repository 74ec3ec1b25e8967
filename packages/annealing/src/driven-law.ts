/**
 * Four ways to drive one operator. H(beta) = -e^(beta E/2) W_beta e^(-beta E/2) is the Hamiltonian of single-flip dynamics at
 * inverse temperature beta, moved along a schedule beta(t). In the picture P = sqrt(P_beta) psi,
 *
 *   annealing       d psi/dt = -H psi + 1/2 dbeta/dt (E - <E>) psi,   which is dP/dt = W P
 *   imaginary-time  d psi/dt = -H psi
 *   reweighted      d psi/dt = -H psi - 1/2 dbeta/dt (E - <E>) psi,   solved by psi = sqrt(P_beta) at any speed
 *   real-time       d psi/dt = -i H psi
 *
 * The first three are one equation for the mass rho = e^(-beta E/2) psi, up to its norm,
 *
 *   d rho/dt = W_beta rho - w dbeta/dt E rho,   w = 0, 1/2, 1:
 *
 * imaginary time is annealing reweighted by half of what would make up for the lag. A step is symmetric in time: half of
 * the weights, exp(h W) at the middle, the other half. It needs no derivative of the schedule, keeps probability and norm,
 * and for w = 1 is exact at any length. The error of a whole run then expands in h^2, and Romberg's extrapolation removes
 * term after term.
 */
import { toNdarray } from '@yuragi/prob-core';
import {
  ArgumentError,
  ConvergenceError,
  requireCount,
  requireNonNegative,
  requireOneOf,
  requirePositive,
} from '@yuragi/prob-core/errors';
import type { NdArray } from 'ndarray';
import { exponentialInto } from './exponential.ts';
import { gibbsLaw } from './flip-rates.ts';
import type { SpinModel } from './ising.ts';
import { acceptance, type UpdateRule, updateRules } from './sweep-plan.ts';
import { basisEnergies } from './transverse-field.ts';

/** 2^12 states. */
const MOST_SPINS = 12;

/** Which way is driven: the header of this file has the equations. */
export type DrivenEquation = 'annealing' | 'imaginary-time' | 'reweighted' | 'real-time';

const equations: readonly DrivenEquation[] = ['annealing', 'imaginary-time', 'reweighted', 'real-time'];
/** Fewer could agree by chance. */
const FEWEST_STEPS = 8;
/** w. */
const WEIGHTS = { annealing: 0, 'imaginary-time': 1 / 2, reweighted: 1, 'real-time': 0 } as const;

export interface DrivenLawOptions {
  /** How a spin is updated; it sets W and so H. */
  readonly rule: UpdateRule;
  /** beta(s) >= 0, s = t/duration in [0, 1], smooth. */
  readonly schedule: (s: number) => number;
  /** In sweeps: one attempt per spin and unit time. */
  readonly duration: number;
  /** Default 'annealing'. */
  readonly equation?: DrivenEquation | undefined;
  /** Laws are given at s = 0, 1/numPoints, ..., 1. Default 1. */
  readonly numPoints?: number | undefined;
  // Advanced
  /** Bound on the estimated error of each law, in total variation. Default 1e-10. */
  readonly tolerance?: number | undefined;
  /** Steps at most, of the last run. Default 2^16. */
  readonly maxSteps?: number | undefined;
}

/** The law along a driven run beside the Boltzmann law it is led along. */
export interface DrivenLaw {
  /** At the end, (2^n). rho/sum rho; |psi|^2 in real time. */
  readonly law: Float64Array;
  /** (numPoints + 1, 2^n), the last row being `law`. */
  readonly laws: NdArray<Float64Array>;
  /** Total variation between each law and P_beta of its time, (numPoints + 1). */
  readonly lags: Float64Array;
  /** log of sum rho, from 0: log Z(beta)/Z(beta_0) for 'reweighted', 0 for 'annealing' and 'real-time'. */
  readonly logMass: number;
  readonly numSteps: number;
  /** Change of the laws by the last extrapolation, the largest total variation. */
  readonly errorEstimate: number;
}

/**
 * The exact law of single-flip dynamics driven along a schedule of beta, or of what resembles it, n <= 12.
 *
 * It begins at P_beta of the schedule's begin (uniform for beta = 0), amplitudes sqrt(P_beta). Steps are doubled and
 * extrapolated until the laws change by less than the tolerance: the error that is reported was measured. A step costs 18
 * applications of W, n 2^n multiply-adds each, per length 1/(2n) or part of it. Rounding leaves about 1e-13.
 *
 * @throws {ArgumentError} above 12 spins or for bad options; {ConvergenceError} if `maxSteps` do not reach the tolerance, as
 *   for a schedule with jumps
 * @see Nishimori, Tsuda and Knysh, Phys. Rev. E 91 (2015), 012104, for the drive term; Jarzynski, Phys. Rev. E 56 (1997),
 *   5018, for reweighting; Hairer, Norsett and Wanner, Solving Ordinary Differential Equations I, section II.9, for the
 *   extrapolation
 * @example ```ts doctest
 * import { drivenLaw } from '@yuragi/annealing';
 * import { isingModel } from '@yuragi/mcmc';
 * const model = isingModel({ numSpins: 1, bonds: [], fields: [1] });
 * const run = { rule: 'heat-bath', schedule: (s: number) => 2 * s, duration: 1 } as const;
 * // Annealing lags behind; with the weights it does not, and it measures Z(2)/Z(0) = cosh 2.
 * drivenLaw(model, run).lags[1]!; // ~> 0.2496
 * const reweighted = drivenLaw(model, { ...run, equation: 'reweighted' });
 * reweighted.lags[1]!; // ~> 0.00000000
 * reweighted.logMass - Math.log(Math.cosh(2)); // ~> 0.00000000
 * ```
 */
export function drivenLaw(model: SpinModel, options: DrivenLawOptions): DrivenLaw {
  const where = 'drivenLaw';
  const energies = basisEnergies(where, model, MOST_SPINS);
  const rule = requireOneOf(where, 'rule', options?.rule, updateRules);
  const duration = requirePositive(where, 'duration', options.duration);
  const equation = requireOneOf(where, 'equation', options.equation ?? 'annealing', equations);
  const numPoints = requireCount(where, 'numPoints', options.numPoints ?? 1, 1);
  const tolerance = requirePositive(where, 'tolerance', options.tolerance ?? 1e-10);
  // A multiple of numPoints.
  const firstSteps = numPoints * Math.ceil(FEWEST_STEPS / numPoints);
  const maxSteps = requireCount(
    where,
    'maxSteps',
    options.maxSteps ?? Math.max(2 ** 16, 2 * firstSteps),
    2 * firstSteps,
  );
  if (typeof options.schedule !== 'function')
    throw new ArgumentError(where, 'schedule', 'a function of s in [0, 1]', options.schedule);
  const betaAt = (s: number): number => requireNonNegative(where, `schedule(${s})`, options.schedule(s));
  const flips = flipOperator(energies, rule);

  /** Laws at the points, and log masses in the last numPoints + 1 entries. */
  const run = (numSteps: number): Float64Array => {
    const size = energies.length;
    const record = new Float64Array((size + 1) * (numPoints + 1));
    const w = WEIGHTS[equation];
    let beta = betaAt(0);
    let state = gibbsLaw(energies, beta);
    if (equation === 'real-time') state = Float64Array.from({ length: 2 * size }, (_, x) => Math.sqrt(state[x] ?? 0));
    let logMass = 0;
    for (let step = 0; step <= numSteps; step++) {
      if (step > 0) {
        const middle = betaAt((step - 0.5) / numSteps);
        const end = betaAt(step / numSteps);
        if (w > 0) logMass += reweighInto(state, energies, w * (middle - beta));
        flips.setBeta(middle);
        const apply = equation === 'real-time' ? flips.rotation : flips.generator;
        exponentialInto(apply, duration / numSteps, flips.normBound, state);
        if (w > 0) logMass += reweighInto(state, energies, w * (end - middle));
        beta = end;
      }
      if ((step * numPoints) % numSteps === 0) {
        const point = (step * numPoints) / numSteps;
        record[size * (numPoints + 1) + point] = logMass;
        for (let x = 0; x < size; x++)
          record[point * size + x] = equation === 'real-time' ? state[x]! ** 2 + state[size + x]! ** 2 : state[x]!;
      }
    }
    return record;
  };

  const { values, numSteps, errorEstimate } = romberg(
    where,
    run,
    (a, b) => largestVariation(a, b, energies.length, numPoints + 1),
    { firstSteps, maxSteps, tolerance },
  );
  const size = energies.length;
  const laws = values.slice(0, size * (numPoints + 1));
  return {
    law: laws.slice(size * numPoints),
    laws: toNdarray(laws, [numPoints + 1, size]),
    lags: Float64Array.from({ length: numPoints + 1 }, (_, k) =>
      totalVariation(laws.subarray(k * size, (k + 1) * size), gibbsLaw(energies, betaAt(k / numPoints))),
    ),
    logMass: values.at(-1)!,
    numSteps,
    errorEstimate,
  };
}

/** rho <- e^(-weight E) rho, normalised. @returns log of the sum that was divided out */
function reweighInto(rho: Float64Array, energies: Float64Array, weight: number): number {
  const lowest = energies.reduce((a, b) => (weight * a < weight * b ? a : b));
  let sum = 0;
  for (let x = 0; x < rho.length; x++) {
    rho[x]! *= Math.exp(-weight * (energies[x]! - lowest));
    sum += rho[x]!;
  }
  for (let x = 0; x < rho.length; x++) rho[x]! /= sum;
  return Math.log(sum) - weight * lowest;
}

/** W_beta and -i H(beta) as maps, without their matrices. */
function flipOperator(energies: Float64Array, rule: UpdateRule) {
  const size = energies.length;
  const n = Math.log2(size);
  /** Of x -> x^i, (2^n, n). */
  const rates = new Float64Array(size * n);
  /** Of H: out = H psi, n 2^n multiply-adds. */
  const hamiltonian = (psi: Float64Array, at: number, factor: number, out: Float64Array, outAt: number): void => {
    for (let x = 0; x < size; x++) {
      let sum = 0;
      for (let i = 0; i < n; i++) {
        const y = x ^ (1 << i);
        sum += rates[x * n + i]! * psi[at + x]! - Math.sqrt(rates[x * n + i]! * rates[y * n + i]!) * psi[at + y]!;
      }
      out[outAt + x] = factor * sum;
    }
  };
  return {
    /** No rate exceeds 1, so that no eigenvalue exceeds 2 n. */
    normBound: 2 * n,
    setBeta(beta: number): void {
      for (let x = 0; x < size; x++)
        for (let i = 0; i < n; i++)
          rates[x * n + i] = acceptance(rule, beta * (energies[x ^ (1 << i)]! - energies[x]!));
    },
    generator(rho: Float64Array, out: Float64Array): void {
      for (let x = 0; x < size; x++) {
        let sum = 0;
        for (let i = 0; i < n; i++) {
          const y = x ^ (1 << i);
          sum += rates[y * n + i]! * rho[y]! - rates[x * n + i]! * rho[x]!;
        }
        out[x] = sum;
      }
    },
    /** -i H of real and imaginary parts, one after the other. */
    rotation(psi: Float64Array, out: Float64Array): void {
      hamiltonian(psi, size, 1, out, 0);
      hamiltonian(psi, 0, -1, out, size);
    },
  };
}

/** 0.5 |p - q|_1. */
function totalVariation(p: Float64Array, q: Float64Array): number {
  return p.reduce((sum, each, x) => sum + Math.abs(each - q[x]!), 0) / 2;
}

function largestVariation(a: Float64Array, b: Float64Array, size: number, numLaws: number): number {
  let largest = 0;
  for (let k = 0; k < numLaws; k++) {
    const law = totalVariation(a.subarray(k * size, (k + 1) * size), b.subarray(k * size, (k + 1) * size));
    const mass = Math.abs(a[size * numLaws + k]! - b[size * numLaws + k]!);
    largest = Math.max(largest, law, mass);
  }
  return largest;
}

/** More columns would amplify rounding and no longer help. */
const MOST_COLUMNS = 7;

/** The limit of values(numSteps), whose errors expand in numSteps^-2. */
function romberg(
  where: string,
  values: (numSteps: number) => Float64Array,
  distance: (a: Float64Array, b: Float64Array) => number,
  { firstSteps, maxSteps, tolerance }: { firstSteps: number; maxSteps: number; tolerance: number },
) {
  let numSteps = firstSteps;
  let row = [values(numSteps)];
  let errorEstimate = Infinity;
  // Not until a comparison: the error of what overflows is not a number.
  while (!(errorEstimate <= tolerance)) {
    if (2 * numSteps > maxSteps) throw new ConvergenceError(where, numSteps, errorEstimate, tolerance);
    numSteps *= 2;
    const next = [values(numSteps)];
    for (let k = 1; k <= Math.min(row.length, MOST_COLUMNS); k++) {
      const finer = next[k - 1]!;
      const coarser = row[k - 1]!;
      next.push(finer.map((value, x) => value + (value - coarser[x]!) / (4 ** k - 1)));
    }
    errorEstimate = distance(next.at(-1)!, row.at(-1)!);
    row = next;
  }
  return { values: row.at(-1)!, numSteps, errorEstimate };
}
