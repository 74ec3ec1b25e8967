/** What the reader sets, apart from the mathematics so that the page need not load it. */

export interface Settings {
  readonly family: 'ferromagnet' | 'spike' | 'search' | 'walk';
  /** The largest problem: spins, or ten times the bits of a search. */
  readonly size: number;
  /** How the smallest gap over s is looked for: with a proven bound, or on a grid of 41 points. */
  readonly look: 'bound' | 'grid';
}

export const settings: Settings = { family: 'ferromagnet', size: 240, look: 'bound' };

/** Sizes grow by 20 spins, or by 2 bits of a search. */
export const STRIDE = 20;
export const numRows = ({ size }: Settings): number => size / STRIDE;
export const sizeOf = (family: Settings['family'], row: number): number =>
  family === 'search' ? 2 * (row + 1) : STRIDE * (row + 1);

/** The inverse temperature of the heat bath. */
export const BETA = 2;
export const GRID_POINTS = 41;

/**
 * How fast the gap of the 3-spin ferromagnet closes, per spin, for n to infinity: the action of tunnelling at the
 * transition, where both wells of (1 - s)/2 (1 - sqrt(1 - m^2)) - s m^3 are at 0: m = 0 and sqrt(3)/2.
 *
 *   alpha = (1/2) int_0^(sqrt(3)/2) arcosh((1 - 4 m^3/(3 sqrt(3)))/sqrt(1 - m^2)) dm = 0.0867664...,  gap ~ sqrt(n) e^(-alpha n)
 *
 * Simpson's rule; the integrand goes to 0 in a straight line at both ends.
 */
export const DECAY: number = (() => {
  const [end, parts] = [Math.sqrt(3) / 2, 400];
  const rate = (m: number): number =>
    Math.acosh(Math.max(1, (1 - (4 * m ** 3) / (3 * Math.sqrt(3))) / Math.sqrt(1 - m * m)));
  let sum = 0;
  for (let i = 0; i <= parts; i++) sum += (i === 0 || i === parts ? 1 : i % 2 === 1 ? 4 : 2) * rate((i / parts) * end);
  return (sum * end) / (6 * parts);
})();

/** What Roland and Cerf's bound leaves of the success at a duration of 4 sqrt(N): 1 - (pi/8)^2. */
export const SEARCH_BOUND = 1 - (Math.PI / 8) ** 2;
