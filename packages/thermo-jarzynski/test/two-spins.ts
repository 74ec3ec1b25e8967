/** Two spins whose every path can be listed: the oracle of the equalities. States are 0..3, spin j is bit j. */
import type { DrivenSystem } from '../src/index.ts';

export type Level = readonly [coupling: number, field: number];
/** T = 4. Sums of powers of two, so that differences of energies are exact. */
export const protocol: readonly Level[] = [
  [0.25, 0.5],
  [0.5, 0.125],
  [1, -0.5],
  [0.25, -0.25],
  [1.25, 0.75],
];
export const T: number = protocol.length - 1;
const states = [0, 1, 2, 3];
const spin = (x: number, j: number): number => 2 * ((x >> j) & 1) - 1;

export const energy = (x: number, coupling: number, field: number): number =>
  -coupling * spin(x, 0) * spin(x, 1) - field * (spin(x, 0) + 0.5 * spin(x, 1));

const weightsAt = (t: number): number[] => states.map((x) => Math.exp(-energy(x, ...protocol[t]!)));
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
export const logPartition = (t: number): number => Math.log(sum(weightsAt(t)));
/** P_t. */
export const law = (t: number): number[] => weightsAt(t).map((w) => w / sum(weightsAt(t)));

/** W[from][to]. */
export type Matrix = readonly (readonly number[])[];
const multiply = (first: Matrix, second: Matrix): Matrix =>
  first.map((row) => states.map((to) => sum(row.map((p, via) => p * second[via]![to]!))));

/** Probability that spin j turns up in state x, given the other spin. */
function probabilityUp(t: number, x: number, j: number): number {
  const [up, down] = [x | (1 << j), x & ~(1 << j)].map((y) => Math.exp(-energy(y, ...protocol[t]!))) as [
    number,
    number,
  ];
  return up / (up + down);
}
const heatBath = (t: number, j: number): Matrix =>
  states.map((from) =>
    states.map((to) => {
      if ((from ^ to) & ~(1 << j)) return 0;
      const p = probabilityUp(t, from, j);
      return to & (1 << j) ? p : 1 - p;
    }),
  );
/** Spin 0, then spin 1: keeps P_t (balance) and breaks detailed balance. Its dual is the opposite order. */
export const sweep = (t: number): Matrix => multiply(heatBath(t, 0), heatBath(t, 1));
export const oppositeSweep = (t: number): Matrix => multiply(heatBath(t, 1), heatBath(t, 0));
/** Both spins at once from the old values: a mistake that breaks balance. */
export const parallelUpdate = (t: number): Matrix =>
  states.map((from) =>
    states.map((to) =>
      [0, 1].reduce((p, j) => {
        const up = probabilityUp(t, from, j);
        return p * (to & (1 << j) ? up : 1 - up);
      }, 1),
    ),
  );

/** Every sequence of `length` states. */
export function* sequences(length: number): Generator<readonly number[], void, void> {
  for (let index = 0; index < 4 ** length; index++)
    yield Array.from({ length }, (_, i) => Math.floor(index / 4 ** i) % 4);
}

/** A system that follows a script instead of drawing: its probability is the caller's to know. */
export function scripted(path: readonly number[]): DrivenSystem<number, { readonly position: number }, Level> {
  let next = 1;
  return {
    kernel: {
      init: (position) => ({ position }),
      step: () => [{ position: path[next++]! }, {}],
    },
    energy,
    sample: () => path[0]!,
  };
}

/** P_0(x_0) prod W_{t-1}(x_t | x_{t-1}) of a path x_0..x_T. */
export const pathProbability = (path: readonly number[], kernel: (t: number) => Matrix): number =>
  path.slice(1).reduce((p, x, i) => p * kernel(i)[path[i]!]![x]!, law(0)[path[0]!]!);
