/** What the reader sets, apart from the mathematics so that the page need not load it. */

export interface Settings {
  /** f(r), r = p(x')/p(x): the rate of a flip under annealing, and so its Hamiltonian. */
  readonly rate: 'heatBath' | 'metropolis' | 'squareRoot' | 'corrector' | 'reverse';
  /** T, the time each of the three is given; one attempt per spin and unit time. */
  readonly duration: '2' | '8' | '32';
  /** Of the exponents of H = -e^{beta E/2} W e^{-beta E/2}. */
  readonly sign: 'right' | 'wrong';
}

export const settings: Settings = { rate: 'heatBath', duration: '32', sign: 'right' };

export const NUM_STATES = 16;
/** Steps from the start to the end. */
export const NUM_FRAMES = 60;
/** Of the noise after so many steps of the way back. */
export const noiseTime = (frame: number, duration: number): number => duration * (1 - frame / NUM_FRAMES) ** 3;
/** Total variation from p at the end that the claim allows. */
export const WITHIN = 0.02;
/** Draws from each law at each step. */
export const NUM_DRAWS = 200;

/** In the order of the rows. */
export const EXITS = ['annealing', 'quantum', 'diffusion'] as const;
export type Exit = (typeof EXITS)[number];

/** |psi|^2. */
export const probabilities = (amplitudes: Float64Array): Float64Array =>
  Float64Array.from({ length: NUM_STATES }, (_, x) => amplitudes[x]! ** 2 + amplitudes[NUM_STATES + x]! ** 2);

export const totalOf = (law: Float64Array): number => law.reduce((sum, p) => sum + p, 0);
