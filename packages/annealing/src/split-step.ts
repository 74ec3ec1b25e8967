/**
 * Products of exponentials for H = -Gamma sum sigma^x + B E: each factor is exact, and Suzuki's recursion makes their
 * symmetric product of order 4 from one of order 2,
 *
 *   S2(h) = exp(-h X/2) exp(-h Z) exp(-h X/2),   S4(h) = S2(p h)^2 S2((1 - 4 p) h) S2(p h)^2,   p = 1/(4 - 4^(1/3)),
 *
 * with X and Z taken in the middle of each S2 in time.
 */

const P = 1 / (4 - 4 ** (1 / 3));
/** Lengths of the five S2, in units of the step. */
export const STAGES: readonly number[] = [P, P, 1 - 4 * P, P, P];

/** Amplitudes of the 2^n basis states. */
export interface Amplitudes {
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
}

/** exp(i angle sum_i sigma^x_i), in place. */
export function rotateInto({ real, imaginary }: Amplitudes, angle: number): void {
  const c = Math.cos(angle);
  const s = Math.sin(angle);
  const size = real.length;
  for (let bit = 1; bit < size; bit *= 2)
    for (let base = 0; base < size; base += 2 * bit)
      for (let x = base; x < base + bit; x++) {
        const y = x + bit;
        const ar = real[x]!;
        const ai = imaginary[x]!;
        const br = real[y]!;
        const bi = imaginary[y]!;
        real[x] = c * ar - s * bi;
        imaginary[x] = c * ai + s * br;
        real[y] = c * br - s * ai;
        imaginary[y] = c * bi + s * ar;
      }
}

/** exp(-i angle E), in place. */
export function phaseInto({ real, imaginary }: Amplitudes, energies: Float64Array, angle: number): void {
  for (let x = 0; x < energies.length; x++) {
    const c = Math.cos(angle * energies[x]!);
    const s = Math.sin(angle * energies[x]!);
    const ar = real[x]!;
    const ai = imaginary[x]!;
    real[x] = c * ar + s * ai;
    imaginary[x] = c * ai - s * ar;
  }
}

/** exp(length sum_i sigma^x_i), in place. */
export function spreadInto(amplitudes: Float64Array, length: number): void {
  const c = Math.cosh(length);
  const s = Math.sinh(length);
  const size = amplitudes.length;
  for (let bit = 1; bit < size; bit *= 2)
    for (let base = 0; base < size; base += 2 * bit)
      for (let x = base; x < base + bit; x++) {
        const a = amplitudes[x]!;
        const b = amplitudes[x + bit]!;
        amplitudes[x] = c * a + s * b;
        amplitudes[x + bit] = c * b + s * a;
      }
}

/** exp(-length E), in place. */
export function dampInto(amplitudes: Float64Array, energies: Float64Array, length: number): void {
  for (let x = 0; x < energies.length; x++) amplitudes[x]! *= Math.exp(-length * energies[x]!);
}
