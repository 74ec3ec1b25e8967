/**
 * Two gaps. A decoder x = W^T z + noise, z ~ N(0, I) in two dimensions, of which everything is known: log p(x), and the
 * posterior N(mu(x), S) with S^-1 = P = I + W W^T/s, mu = S W x/s. A law q(z | x) of independent latents leaves two gaps,
 *
 *   log p(x) = ELBO + D(best q of x || posterior) + what the encoder's q is worse than the best,
 *   1/2 log(P_11 P_22/det P)   and, with the best variances 1/P_jj,   1/2 (m - mu)^T P (m - mu)
 *
 * The encoder is one linear map for all points, through so many numbers; it climbs the bound by gradient steps. The bound is
 * quadratic in the noise of the reparametrised draw, so that its mean over the noise is that over all signs of unit noise.
 */
import { variationalBound } from '@yuragi/latent-models';
import {
  compile,
  linear,
  mean,
  type Plan,
  parameterStore,
  referenceEngine,
  type Scope,
  scaleShift,
  type Tensor,
} from '@yuragi/nn';
import { foldIn, key, stream } from '@yuragi/prob-core';
import type { Claim, FigureModel } from '../shared/contract.ts';
import { MAX_ROUNDS, type Settings, settings } from './settings.ts';

export const NUM_POINTS = 30;
/** W of the law that made the points, (2, 2), and its noise. */
const DECODER = Float64Array.of(1.5, 0.3, 1.1, 0.9);
const NOISE = 0.4;
/** What the decoder is told in a collapse: more than the points vary in any direction. */
export const LARGE_NOISE = 9;
const STEPS_A_ROUND = 10;
/** Of the encoder; the bound of a noisy decoder is less curved. */
const stepSize = (encoder: Settings['encoder']): number => (encoder === 'collapse' ? 0.08 : 0.02);
/** A climb is over when a round gains less, nats per point. */
const TOLERANCE = 1e-6;
/** What it may leave of the second gap. */
const LEFT = 1e-3;
/** Nats: below this the code says nothing. */
const SILENT = 0.01;

/** Means and variances of q(z | x) by point, (n, 2) each; the covariance between the latents, the same for all. */
export interface Codes {
  readonly means: Float64Array;
  readonly variances: Float64Array;
  readonly covariance: number;
}

export interface State {
  readonly x: Float64Array;
  readonly decoder: Float64Array;
  readonly noise: number;
  /** By name, of encoder and decoder. */
  readonly parameters: Readonly<Record<string, Float64Array>>;
  readonly codes: Codes;
  /** Of the exact posterior. */
  readonly posterior: Codes;
  /** Means over the points, nats: the bound from the graph, by round. */
  readonly bounds: readonly number[];
  readonly logLikelihood: number;
  /** The two gaps, from their own definitions, and where the second must end. */
  readonly familyGap: number;
  readonly encoderGap: number;
  readonly leastEncoderGap: number;
  /** Mean D(q(z | x) || N(0, I)). */
  readonly rate: number;
  readonly isOver: boolean;
}

// #region ten-lines
/** One encoder for all points: a linear map that passes `width` numbers on; 0 passes nothing. */
const encoderOf =
  (width: number) =>
  (scope: Scope, x: Tensor, outputs: number): Tensor => {
    const passed = linear(scope.in('down'), scaleShift(x, width === 0 ? 0 : 1, 0), Math.max(width, 1), {
      isBiased: false,
    });
    return linear(scope.in('up'), passed, outputs);
  };

/** The mean bound over points and noise, as a graph with its gradient. */
const recordBound = (width: number, noise: number): Plan =>
  compile(
    parameterStore(referenceEngine(Float64Array), key('written over')),
    ({ parameters, input }) => {
      const rows = 4 * NUM_POINTS;
      const decoder = (scope: Scope, z: Tensor, outputs: number) => linear(scope, z, outputs, { isBiased: false });
      const shape = { dimension: 2, numLatents: 2, law: { variance: noise }, encoder: encoderOf(width), decoder };
      const { elbo } = variationalBound(parameters, input('x', [rows, 2]), input('signs', [rows, 2]), shape);
      return { elbo: mean(elbo) };
    },
    { differentiate: 'elbo' },
  );
// #endregion ten-lines

const widths = { posterior: 0, own: 0, two: 2, one: 1, none: 0, collapse: 2 } as const;
const isTrained = (encoder: Settings['encoder']): boolean => encoder !== 'posterior' && encoder !== 'own';

/** A plan for every setting: it only computes, and its parameters are written before it does. */
const plans = new Map<string, Plan>();
function planFor(width: number, noise: number): Plan {
  const name = `${width} ${noise}`;
  const plan = plans.get(name) ?? recordBound(width, noise);
  plans.set(name, plan);
  return plan;
}

const NAMES = ['encoder.down.weight', 'encoder.up.weight', 'encoder.up.bias', 'decoder.weight'] as const;
type Tree = Readonly<Record<string, unknown>>;
const leaf = (tree: unknown, name: string): Float64Array =>
  name.split('.').reduce<unknown>((at, part) => (at as Tree)[part], tree) as Float64Array;

/** Writes points and signs: every point with all four signs of the noise. */
function fill(plan: Plan, x: Float64Array): void {
  const { x: rows, signs } = plan.inputs as Readonly<Record<string, Float32Array>>;
  for (let i = 0; i < NUM_POINTS; i++)
    for (let corner = 0; corner < 4; corner++)
      for (let j = 0; j < 2; j++) {
        rows![2 * (4 * i + corner) + j] = x[2 * i + j]!;
        signs![2 * (4 * i + corner) + j] = (corner >> j) & 1 ? 1 : -1;
      }
}

/** So many gradient steps uphill, and the bound there. */
function climb(
  { x, noise, parameters }: Pick<State, 'x' | 'noise' | 'parameters'>,
  encoder: Settings['encoder'],
  numSteps: number,
): { readonly bound: number; readonly parameters: Readonly<Record<string, Float64Array>> } {
  const plan = planFor(widths[encoder], noise);
  fill(plan, x);
  const values = plan.parameters;
  for (const name of NAMES) leaf(values, name).set(parameters[name]!);
  const learned = encoder === 'collapse' ? NAMES : NAMES.slice(0, 3);
  for (let step = 0; step < numSteps; step++) {
    plan.forward();
    plan.backward();
    const { gradients } = plan;
    for (const name of learned) {
      const [to, slope] = [leaf(values, name), leaf(gradients, name)];
      for (let i = 0; i < to.length; i++) to[i]! += stepSize(encoder) * slope[i]!;
    }
  }
  plan.forward();
  return {
    bound: (plan.outputs as Readonly<Record<string, Float32Array>>).elbo![0]!,
    parameters: Object.fromEntries(NAMES.map((name) => [name, leaf(values, name).slice()])),
  };
}

/** P = I + W W^T/s as (P_11, P_12, P_22). */
function precision(w: Float64Array, noise: number): readonly [number, number, number] {
  const dot = (a: number, b: number): number => (w[2 * a]! * w[2 * b]! + w[2 * a + 1]! * w[2 * b + 1]!) / noise;
  return [1 + dot(0, 0), dot(0, 1), 1 + dot(1, 1)];
}

function posteriorOf(x: Float64Array, w: Float64Array, noise: number): Codes {
  const [p11, p12, p22] = precision(w, noise);
  const determinant = p11 * p22 - p12 * p12;
  const means = new Float64Array(x.length);
  const variances = new Float64Array(x.length);
  for (let i = 0; i < x.length; i += 2) {
    const right = [0, 1].map((j) => (w[2 * j]! * x[i]! + w[2 * j + 1]! * x[i + 1]!) / noise);
    means[i] = (p22 * right[0]! - p12 * right[1]!) / determinant;
    means[i + 1] = (p11 * right[1]! - p12 * right[0]!) / determinant;
    variances[i] = p22 / determinant;
    variances[i + 1] = p11 / determinant;
  }
  return { means, variances, covariance: -p12 / determinant };
}

/** Mean log N(x; 0, W^T W + s I). */
function meanLogLikelihood(x: Float64Array, w: Float64Array, noise: number): number {
  const [a, b, c] = [w[0]! ** 2 + w[2]! ** 2 + noise, w[0]! * w[1]! + w[2]! * w[3]!, w[1]! ** 2 + w[3]! ** 2 + noise];
  const determinant = a * c - b * b;
  let squares = 0;
  for (let i = 0; i < x.length; i += 2)
    squares += (c * x[i]! ** 2 - 2 * b * x[i]! * x[i + 1]! + a * x[i + 1]! ** 2) / determinant;
  return -0.5 * (2 * Math.log(2 * Math.PI) + Math.log(determinant) + squares / (x.length / 2));
}

/** Laws of the encoder at every point. */
function encode(x: Float64Array, parameters: Readonly<Record<string, Float64Array>>, width: number): Codes {
  const [down, up, bias] = NAMES.slice(0, 3).map((name) => parameters[name]!) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const [means, variances] = [new Float64Array(x.length), new Float64Array(x.length)];
  for (let i = 0; i < x.length; i += 2)
    for (let j = 0; j < 2; j++) {
      let [m, logVariance] = [bias[j]!, bias[2 + j]!];
      for (let k = 0; k < width; k++) {
        const passed = x[i]! * down[k]! + x[i + 1]! * down[width + k]!;
        m += passed * up[4 * k + j]!;
        logVariance += passed * up[4 * k + 2 + j]!;
      }
      means[i + j] = m;
      variances[i + j] = Math.exp(logVariance);
    }
  return { means, variances, covariance: 0 };
}

/** The two gaps by their definitions, and the second's least value through `width` numbers. */
function gapsOf(
  codes: Codes,
  posterior: Codes,
  p: readonly [number, number, number],
  width: number,
): Pick<State, 'familyGap' | 'encoderGap' | 'leastEncoderGap'> {
  const [p11, p12, p22] = p;
  const determinant = p11 * p22 - p12 * p12;
  const familyGap = 0.5 * Math.log((p11 * p22) / determinant);
  const n = codes.means.length / 2;
  let encoderGap = 0;
  const spread = [0, 0, 0];
  const centre = [0, 1].map((j) => posterior.means.reduce((sum, value, i) => sum + (i % 2 === j ? value / n : 0), 0));
  for (let i = 0; i < 2 * n; i += 2) {
    const [u, v] = [codes.means[i]! - posterior.means[i]!, codes.means[i + 1]! - posterior.means[i + 1]!];
    encoderGap += (0.5 * (p11 * u * u + 2 * p12 * u * v + p22 * v * v)) / n;
    for (const [j, pjj] of [p11, p22].entries()) {
      const ratio = codes.variances[i + j]! * pjj;
      encoderGap += (0.5 * (ratio - 1 - Math.log(ratio))) / n;
    }
    const [a, b] = [posterior.means[i]! - centre[0]!, posterior.means[i + 1]! - centre[1]!];
    spread[0]! += (a * a) / n;
    spread[1]! += (a * b) / n;
    spread[2]! += (b * b) / n;
  }
  // Eigenvalues of P C, C the covariance of the posterior means: what does not fit through costs half of it.
  const [c11, c12, c22] = spread as [number, number, number];
  const trace = p11 * c11 + 2 * p12 * c12 + p22 * c22;
  const root = Math.sqrt(Math.max(trace ** 2 / 4 - determinant * (c11 * c22 - c12 * c12), 0));
  const leastEncoderGap = width === 2 ? 0 : width === 1 ? (trace / 2 - root) / 2 : trace / 2;
  return { familyGap, encoderGap, leastEncoderGap };
}

/** Everything that can be read off parameters. */
function measure(
  x: Float64Array,
  parameters: State['parameters'],
  noise: number,
  encoder: Settings['encoder'],
): Omit<State, 'bounds' | 'isOver'> {
  const decoder = parameters['decoder.weight']!;
  const p = precision(decoder, noise);
  const posterior = posteriorOf(x, decoder, noise);
  const own: Codes = {
    ...posterior,
    variances: posterior.variances.map((_, i) => 1 / p[i % 2 === 0 ? 0 : 2]),
    covariance: 0,
  };
  const codes = encoder === 'posterior' ? posterior : encoder === 'own' ? own : encode(x, parameters, widths[encoder]);
  const gaps = isTrained(encoder)
    ? gapsOf(codes, posterior, p, widths[encoder])
    : { familyGap: encoder === 'own' ? gapsOf(own, posterior, p, 2).familyGap : 0, encoderGap: 0, leastEncoderGap: 0 };
  const n = x.length / 2;
  const { means, variances, covariance } = codes;
  let rate = 0;
  for (let i = 0; i < 2 * n; i += 2) {
    const logDeterminant = Math.log(variances[i]! * variances[i + 1]! - covariance ** 2);
    rate += (means[i]! ** 2 + means[i + 1]! ** 2 + variances[i]! + variances[i + 1]! - 2 - logDeterminant) / (2 * n);
  }
  const logLikelihood = meanLogLikelihood(x, decoder, noise);
  return { x, decoder, noise, parameters, codes, posterior, logLikelihood, ...gaps, rate };
}

export const model: FigureModel<Settings, State> = {
  defaults: settings,

  init({ encoder }, from) {
    const rng = stream(foldIn(from, 'points'));
    const x = new Float64Array(2 * NUM_POINTS);
    for (let i = 0; i < x.length; i += 2) {
      const z = [rng.normal(), rng.normal()];
      for (let j = 0; j < 2; j++)
        x[i + j] = z[0]! * DECODER[j]! + z[1]! * DECODER[2 + j]! + Math.sqrt(NOISE) * rng.normal();
    }
    const noise = encoder === 'collapse' ? LARGE_NOISE : NOISE;
    const weights = stream(foldIn(from, 'encoder'));
    const width = Math.max(widths[encoder], 1);
    const draw = (length: number): Float64Array => Float64Array.from({ length }, () => 0.3 * weights.normal());
    const parameters = {
      'encoder.down.weight': draw(2 * width),
      'encoder.up.weight': draw(4 * width),
      'encoder.up.bias': new Float64Array(4),
      'decoder.weight': DECODER,
    };
    const seen = measure(x, parameters, noise, encoder);
    if (!isTrained(encoder)) return { ...seen, bounds: [seen.logLikelihood - seen.familyGap], isOver: true };
    const { bound } = climb(seen, encoder, 0);
    return { ...seen, bounds: [bound], isOver: false };
  },

  step(state, { encoder }) {
    if (state.isOver) return state;
    const { bound, parameters } = climb(state, encoder, STEPS_A_ROUND);
    const bounds = [...state.bounds, bound];
    const isOver = Math.abs(bound - state.bounds.at(-1)!) < TOLERANCE || bounds.length > MAX_ROUNDS;
    return { ...measure(state.x, parameters, state.noise, encoder), bounds, isOver };
  },

  /** The second gap ends at the least that fits through the encoder, the bar adds up, and the code says something. */
  claim(state): Claim {
    const { logLikelihood, bounds, familyGap, encoderGap, leastEncoderGap, rate, isOver } = state;
    const sum = bounds.at(-1)! + familyGap + encoderGap;
    const adds = Math.abs(sum - logLikelihood) < 1e-9;
    return {
      value: encoderGap,
      expected: leastEncoderGap,
      standardError: 0,
      holds: adds && Math.abs(encoderGap - leastEncoderGap) < LEFT && rate > SILENT,
      isDecided: isOver,
    };
  },
};
