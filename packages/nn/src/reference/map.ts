/**
 * Maps of one element, with first and second derivatives.
 *
 * Relative to the definitions two forms differ: 1 - s(x) is written s(-x) for the sigmoid s, and 1 - tanh^2 x as
 * 4 s(2x) s(-2x), so that nothing cancels for large |x|.
 */
import { normalCdf } from '@yuragi/prob-core/special';
import { type Elementwise, elementwise, type Kernels } from '../kernels.ts';

interface Smooth {
  readonly value: (x: number) => number;
  readonly slope: (x: number) => number;
  readonly curvature: (x: number) => number;
}

const zero = (): number => 0;
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
/** s' = s (1 - s); s'' = s' (1 - 2 s), and 1 - 2 s(x) = -tanh(x/2). */
const sigmoidSlope = (x: number): number => sigmoid(x) * sigmoid(-x);
const sigmoidCurvature = (x: number): number => -sigmoidSlope(x) * Math.tanh(x / 2);
const tanhSlope = (x: number): number => 4 * sigmoidSlope(2 * x);
const normalDensity = (x: number): number => Math.exp(-(x * x) / 2) / Math.sqrt(2 * Math.PI);
/** x, or a number so large that what multiplies it is 0: the product with 0 is to be 0 at an infinite x. */
const held = (x: number): number => Math.max(-1000, Math.min(x, 1000));

const functions: Readonly<Record<Elementwise, Smooth>> = {
  identity: { value: (x) => x, slope: () => 1, curvature: zero },
  relu: { value: (x) => Math.max(x, 0), slope: (x) => (x > 0 ? 1 : 0), curvature: zero },
  silu: {
    value: (x) => Math.max(x, -1000) * sigmoid(x),
    slope: (x) => sigmoid(x) * (1 + held(x) * sigmoid(-x)),
    curvature: (x) => sigmoidSlope(x) * (2 - held(x) * Math.tanh(x / 2)),
  },
  // The form with the normal distribution function Phi, not the one with tanh.
  gelu: {
    value: (x) => Math.max(x, -1000) * normalCdf(x),
    slope: (x) => normalCdf(x) + held(x) * normalDensity(x),
    curvature: (x) => normalDensity(x) * (2 - held(x) ** 2),
  },
  tanh: { value: Math.tanh, slope: tanhSlope, curvature: (x) => -2 * Math.tanh(x) * tanhSlope(x) },
  sigmoid: { value: sigmoid, slope: sigmoidSlope, curvature: sigmoidCurvature },
  softplus: {
    value: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
    slope: sigmoid,
    curvature: sigmoidSlope,
  },
  exp: { value: Math.exp, slope: Math.exp, curvature: Math.exp },
  log: { value: Math.log, slope: (x) => 1 / x, curvature: (x) => -1 / (x * x) },
  sqrt: { value: Math.sqrt, slope: (x) => 0.5 / Math.sqrt(x), curvature: (x) => -0.25 / (x * Math.sqrt(x)) },
  square: { value: (x) => x * x, slope: (x) => 2 * x, curvature: () => 2 },
  reciprocal: { value: (x) => 1 / x, slope: (x) => -1 / (x * x), curvature: (x) => 2 / x ** 3 },
  sin: { value: Math.sin, slope: Math.cos, curvature: (x) => -Math.sin(x) },
  cos: { value: Math.cos, slope: (x) => -Math.sin(x), curvature: (x) => -Math.cos(x) },
  abs: { value: Math.abs, slope: Math.sign, curvature: zero },
};

const byNumber: readonly Smooth[] = Object.entries(elementwise)
  .sort(([, a], [, b]) => a - b)
  .map(([name]) => functions[name as Elementwise]);

/** The function that the kernels know by a number of `elementwise`. */
export const mapOf = (f: number): ((x: number) => number) => byNumber[f]!.value;
/** Its derivative; 0 at a kink. */
export const derivativeOf = (f: number): ((x: number) => number) => byNumber[f]!.slope;
/** Its second derivative; 0 where it is straight and at a kink. */
export const secondDerivativeOf = (f: number): ((x: number) => number) => byNumber[f]!.curvature;

/** The maps over a memory, in plain TypeScript. */
export function mapReference(
  memory: () => Float32Array | Float64Array,
): Pick<Kernels, 'map' | 'mapDerivative' | 'mapSecondDerivative' | 'scaleShift'> {
  return {
    map(out, x, n, f) {
      const values = memory();
      const value = mapOf(f);
      for (let i = 0; i < n; i++) values[out / 4 + i] = value(values[x / 4 + i]!);
    },

    mapDerivative(out, y, x, n, f) {
      const values = memory();
      const slope = derivativeOf(f);
      for (let i = 0; i < n; i++) values[out / 4 + i] = values[y / 4 + i]! * slope(values[x / 4 + i]!);
    },

    mapSecondDerivative(out, y, z, x, n, f) {
      const values = memory();
      const curvature = secondDerivativeOf(f);
      for (let i = 0; i < n; i++) {
        values[out / 4 + i] = values[y / 4 + i]! * values[z / 4 + i]! * curvature(values[x / 4 + i]!);
      }
    },

    scaleShift(out, x, n, scale, shift) {
      const values = memory();
      for (let i = 0; i < n; i++) values[out / 4 + i] = scale * values[x / 4 + i]! + shift;
    },
  };
}
