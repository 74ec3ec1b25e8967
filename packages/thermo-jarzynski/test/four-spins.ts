/**
 * I4: four spins, E(s) = -sum J s s - sum h s, index x = sum b_i 2^i with s_i = 1 - 2 b_i, and kernels on their 16 states,
 * (16, 16) column stochastic.
 */
import { toNdarray } from '@yuragi/prob-core';
import { referenceCase } from '@yuragi/testkit';

type Matrix = ReturnType<typeof toNdarray<Float64Array>>;
const { bonds, fields } = referenceCase('bridge', 'i4-dissipation').inputs;
export const SIZE = 16;
export const states: readonly number[] = Array.from({ length: SIZE }, (_, x) => x);
const spin = (x: number, i: number): number => 1 - 2 * ((x >> i) & 1);

export const energies: Float64Array = Float64Array.from(states, (x) => {
  let energy = 0;
  for (const [i, j, coupling] of bonds) energy -= coupling * spin(x, i) * spin(x, j);
  for (const [i, field] of fields.entries()) energy -= field * spin(x, i);
  return energy;
});
export const logPartition = (beta: number): number =>
  Math.log(energies.reduce((sum, e) => sum + Math.exp(-beta * e), 0));
/** exp(-beta E)/Z. */
export function gibbs(beta: number): Float64Array {
  const logZ = logPartition(beta);
  return energies.map((e) => Math.exp(-beta * e - logZ));
}

export const matrix = (entry: (y: number, x: number) => number): Matrix =>
  toNdarray(
    Float64Array.from({ length: SIZE * SIZE }, (_, at) => entry(Math.floor(at / SIZE), at % SIZE)),
    [SIZE, SIZE],
  );

/** The heat bath, one attempt per spin and unit time. */
export function heatBathGenerator(beta: number): Matrix {
  const rate = (y: number, x: number): number => 1 / (1 + Math.exp(beta * (energies[y]! - energies[x]!)));
  return matrix((y, x) => {
    if (x === y) return -[0, 1, 2, 3].reduce((sum, i) => sum + rate(x ^ (1 << i), x), 0);
    return [1, 2, 4, 8].includes(x ^ y) ? rate(y, x) : 0;
  });
}

/** exp(time W) by squaring a Taylor polynomial: 2^-12 to the 6th is below rounding. */
export function flow(generator: Matrix, time: number): Matrix {
  const SQUARINGS = 14;
  const small = generator.data.map((w) => (w * time) / 2 ** SQUARINGS);
  const identity = matrix((y, x) => (x === y ? 1 : 0)).data;
  let result = identity;
  for (let order = 6; order > 0; order--)
    result = product(small, result).map((value, at) => value / order + identity[at]!);
  for (let i = 0; i < SQUARINGS; i++) result = product(result, result);
  return toNdarray(result, [SIZE, SIZE]);
}

export function product(a: Float64Array, b: Float64Array): Float64Array {
  const out = new Float64Array(SIZE * SIZE);
  for (let y = 0; y < SIZE; y++)
    for (let via = 0; via < SIZE; via++)
      for (let x = 0; x < SIZE; x++) out[y * SIZE + x]! += a[y * SIZE + via]! * b[via * SIZE + x]!;
  return out;
}

export const carry = (kernel: Matrix, law: Float64Array): Float64Array =>
  Float64Array.from(states, (y) => states.reduce((sum, x) => sum + kernel.get(y, x) * law[x]!, 0));

/** The kernel back from where `forward` takes `law`, by Bayes' rule: the dual of a kernel that keeps the law. */
export function bayes(forward: Matrix, law: Float64Array): Matrix {
  const after = carry(forward, law);
  return matrix((x, y) => (forward.get(y, x) * law[x]!) / after[y]!);
}
