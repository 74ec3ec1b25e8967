/**
 * A trained network as what `smoothedMixture` is in closed form: denoiser, score and divergence of the law under noise, in
 * units of the data, for any number of points. All of it is one network call F at each point,
 *
 *   z = (x - mean)/scale,  s = sigma/scale,  D = mean + scale (c_skip z + c_out F(c_in z, s))
 *   score = (D - x)/sigma^2,  div score = ((c_skip - 1) d + c_in c_out div F)/sigma^2
 *
 * The data are brought to variance one by one number, not by coordinate: noise stays round.
 */
import {
  add,
  compile,
  directional,
  type Engine,
  gradient,
  multiply,
  type Plan,
  parameterStore,
  type Recorder,
  type ShapedArray,
  sum,
  type Tensor,
} from '@yuragi/nn';
import { ShapeError } from '@yuragi/prob-core/errors';
import { type DenoisingNetwork, levelInput, type NetworkInput } from './learned-network.ts';
import { type NetworkPrediction, preconditioningAt } from './objective-prediction.ts';
import type { SmoothedMixture } from './smoothed-mixture.ts';

/** What a trained denoiser is made of. */
export interface LearnedParts {
  readonly engine: Engine;
  readonly parameters: Readonly<Record<string, ShapedArray>>;
  readonly network: DenoisingNetwork;
  readonly prediction: NetworkPrediction;
  /** Smallest level that was trained on, in units of `scale`. */
  readonly sigmaMin: number;
  readonly dimension: number;
  /** 0: no labels. */
  readonly numClasses: number;
  /** Of the training data, (d). */
  readonly mean: Float64Array;
  /** The root of their mean variance. */
  readonly scale: number;
}

/** The laws under noise of a trained denoiser, in the form of `smoothedMixture`. */
export interface LearnedLaw extends Omit<SmoothedMixture, 'mixture' | 'posteriorVarianceInto'> {
  /** The derivative of the score along a direction (n, d), exact: out (n, d). One forward-mode pass, whatever d. */
  scoreDerivativeInto(x: Float64Array, sigma: number, direction: Float64Array, out: Float64Array): void;
}

/** Records a network for n rows, whose levels and labels are `shared` rows: n or 1. */
export function recordNetwork(
  { network, dimension, numClasses }: Pick<LearnedParts, 'network' | 'dimension' | 'numClasses'>,
  { parameters, input }: Recorder,
  n: number,
  shared: number,
): { readonly x: Tensor; readonly prediction: Tensor } {
  const x = input('x', [n, dimension]);
  const given: NetworkInput = {
    x,
    level: input('level', [shared, 1]),
    ...(numClasses > 0 && { labels: { indices: input('labels', [shared]), count: numClasses + 1 } }),
  };
  const prediction = network(parameters, given);
  if (prediction.shape.length !== 2 || prediction.shape[0] !== n || prediction.shape[1] !== dimension)
    throw new ShapeError('network', 'the prediction', `the shape (${n}, ${dimension}) of \`x\``, prediction.shape);
  return { x, prediction };
}

/** sum_j dF_j/dx_j of every row, (n): a backward pass for each j. */
function divergenceOf(x: Tensor, prediction: Tensor, { constant }: Recorder): Tensor {
  const [n, d] = x.shape as readonly [number, number];
  const masks = Array.from({ length: d }, (_, j) =>
    constant(
      Float32Array.from({ length: n * d }, (_, at) => Number(at % d === j)),
      [n, d],
    ),
  );
  const diagonal = masks.map((mask) => sum(multiply(gradient(prediction, [x], mask)[0]!, mask), [1]));
  return diagonal.reduce((total, term) => add(total, term));
}

/** Where points stand: x = mean + scale z. */
export type Unit = Pick<LearnedParts, 'mean' | 'scale'>;

/** Points that a plan takes at once. Fewer cost as much. */
const CHUNK = 256;

/** F alone, with div F, or with J_F v along a direction v. */
type Look = 'value' | 'divergence' | 'derivative';

/** How rows go in and out of a plan; `at` is where a row begins in the chunk, `i` which one it is. */
interface Exchange {
  readonly show: (row: number, inputs: Plan['inputs'], at: number) => void;
  readonly read: (row: number, outputs: Plan['outputs'], at: number, i: number) => void;
}

/**
 * The laws of a trained denoiser, by label and in any unit. Plans are compiled at the first look, and shared.
 *
 * @returns a law for a label (`numClasses`, or 0 without classes: none) and a unit
 */
export function learnedLaws(parts: LearnedParts): (label: number, unit: Unit) => LearnedLaw {
  const { engine, parameters, prediction, sigmaMin, dimension: d } = parts;
  const store = parameterStore(engine, parameters);
  const plans = new Map<Look, Plan>();
  const planOf = (look: Look): Plan => {
    let plan = plans.get(look);
    if (plan !== undefined) return plan;
    plan = compile(store, (recorder): Readonly<Record<string, Tensor>> => {
      const { x, prediction: value } = recordNetwork(parts, recorder, CHUNK, 1);
      if (look === 'value') return { value };
      if (look === 'divergence') return { value, divergence: divergenceOf(x, value, recorder) };
      return { derivative: directional(value, [x], [recorder.input('direction', x.shape)]) };
    });
    plans.set(look, plan);
    return plan;
  };

  /** The network at level s for n rows, chunk by chunk. */
  function evaluate(look: Look, n: number, s: number, label: number, { show, read }: Exchange): void {
    const plan = planOf(look);
    // A plan makes a view each time it is asked for one: once for all rows.
    const [inputs, outputs] = [{ ...plan.inputs }, { ...plan.outputs }];
    inputs.level![0] = levelInput(s);
    if (inputs.labels !== undefined) inputs.labels[0] = label;
    for (let first = 0; first < n; first += CHUNK) {
      const count = Math.min(CHUNK, n - first);
      for (let i = 0; i < count; i++) show(first + i, inputs, i * d);
      plan.forward();
      for (let i = 0; i < count; i++) read(first + i, outputs, i * d, i);
    }
  }

  return (label, { mean, scale }) => {
    /** Where F sees x - mean: its share. */
    const seenShare = (s: number): number => preconditioningAt(prediction, s).input / scale;
    const showInto = (x: Float64Array, share: number, row: number, seen: Float32Array, at: number): void => {
      for (let j = 0; j < d; j++) seen[at + j] = share * (x[row * d + j]! - mean[j]!);
    };
    /** out = onX (x - mean) + onF F, + mean for a point, and its divergence. */
    const combineInto = (
      x: Float64Array,
      s: number,
      onX: number,
      onF: number,
      isPoint: boolean,
      out: Float64Array,
      divergence?: Float64Array,
    ): void => {
      const share = seenShare(s);
      evaluate(divergence === undefined ? 'value' : 'divergence', x.length / d, s, label, {
        show: (row, inputs, at) => showInto(x, share, row, inputs.x!, at),
        read(row, outputs, at, i) {
          const value = outputs.value!;
          for (let j = 0; j < d; j++) {
            const centred = x[row * d + j]! - mean[j]!;
            out[row * d + j] = (isPoint ? mean[j]! : 0) + onX * centred + onF * value[at + j]!;
          }
          if (divergence !== undefined) divergence[row] = d * onX + onF * share * outputs.divergence![i]!;
        },
      });
    };
    /** The score is onX (x - mean) + onF F at level s: below the smallest that was learned it stays as it is there. */
    const scoreAt = (sigma: number): { readonly s: number; readonly onX: number; readonly onF: number } => {
      const s = Math.max(sigma / scale, sigmaMin);
      const { skip, output } = preconditioningAt(prediction, s);
      const variance = (s * scale) ** 2;
      return { s, onX: (skip - 1) / variance, onF: (scale * output) / variance };
    };
    const scoreInto = (x: Float64Array, sigma: number, out: Float64Array, divergence?: Float64Array): void => {
      const { s, onX, onF } = scoreAt(sigma);
      combineInto(x, s, onX, onF, false, out, divergence);
    };
    return {
      dimension: d,
      denoise(x, sigma, out) {
        const s = sigma / scale;
        if (s === 0) out.set(x);
        else if (s * s === Infinity) for (let i = 0; i < out.length; i++) out[i] = mean[i % d]!;
        else {
          const { skip, output } = preconditioningAt(prediction, s);
          combineInto(x, s, skip, scale * output, true, out);
        }
      },
      logDensityInto(x, sigma, out) {
        const variance = scale ** 2 + sigma ** 2;
        for (let i = 0; i < out.length; i++) {
          let squares = 0;
          for (let j = 0; j < d; j++) squares += (x[i * d + j]! - mean[j]!) ** 2;
          out[i] = -0.5 * (d * Math.log(2 * Math.PI * variance) + squares / variance);
        }
      },
      scoreInto: (x, sigma, out) => scoreInto(x, sigma, out),
      scoreAndDivergenceInto: scoreInto,
      scoreDerivativeInto(x, sigma, direction, out) {
        const { s, onX, onF } = scoreAt(sigma);
        const share = seenShare(s);
        evaluate('derivative', x.length / d, s, label, {
          show(row, inputs, at) {
            showInto(x, share, row, inputs.x!, at);
            for (let j = 0; j < d; j++) inputs.direction![at + j] = direction[row * d + j]!;
          },
          read(row, { derivative }, at) {
            for (let j = 0; j < d; j++)
              out[row * d + j] = onX * direction[row * d + j]! + onF * share * derivative![at + j]!;
          },
        });
      },
    };
  };
}
