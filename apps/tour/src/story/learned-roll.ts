/**
 * The last two chapters, first half: a network learns to denoise the Swiss roll, and another how sure it can be. The bound of
 * 40 steps with both is held against the best that any Gaussian steps along the axes have: those of the exact denoiser.
 */
import { swissRoll, swissRollCurve } from '@yuragi/datasets';
import {
  ancestralSampler,
  bitsFromNats,
  boundWeighting,
  type Denoiser,
  denoisingMlp,
  diffusionTable,
  elbo,
  fitDenoiser,
  fitReverseVariance,
  logSnrNoiseSchedule,
  sampleDiffusion,
  tableLevels,
} from '@yuragi/diffusion';
import { type Engine, warmupCosine } from '@yuragi/nn';
import { foldIn, stream, toNdarray } from '@yuragi/prob-core';
import type { Guide } from './guide.ts';

export interface LearnedRoll {
  /** T of the diffusion. */
  readonly numSteps: number;
  readonly numTrainingSteps: number;
  /** The weighted squares by training step. */
  readonly loss: Float64Array;
  /** Bits per fresh point, of the same points and noise: the network, and the exact denoiser. */
  readonly bits: number;
  readonly bestBits: number;
  /** bestBits - bits, and its standard error. */
  readonly gap: number;
  readonly standardError: number;
  /** (n, 2) flat. */
  readonly samples: Float64Array;
  readonly real: Float64Array;
}

const NOISE = 0.05;
const NUM_STEPS = 40;
/** Places whose weight is below exp(-40) of the largest do not count. */
const FAR = 80;

/**
 * E[x_0 | x] and Var[x_0^j | x] of the roll itself under noise: as a mixture of normals, standard deviation 0.05, evenly along
 * its curve, a spacing of less than that.
 */
export function exactRoll(numPoints = 400): { readonly denoise: Denoiser; readonly variance: Denoiser } {
  const { mean, variance } = swissRollCurve;
  const curve = [0, 1].map((j) =>
    Float64Array.from({ length: numPoints }, (_, k) => {
      const t = 1.5 * Math.PI * (1 + (2 * (k + 0.5)) / numPoints);
      return Math.sqrt((1 - NOISE ** 2) / variance[j]!) * (t * (j === 0 ? Math.cos(t) : Math.sin(t)) - mean[j]!);
    }),
  ) as [Float64Array, Float64Array];
  const squares = new Float64Array(numPoints);
  /** Writes what each row is told of one coordinate of the places on the curve: their mean and mean square given x. */
  const visit =
    (
      write: (out: Float64Array, at: number, x: number, shrink: number, first: number, second: number) => void,
    ): Denoiser =>
    (x, sigma, out) => {
      const total = NOISE ** 2 + sigma * sigma;
      const shrink = NOISE ** 2 / total;
      const [across, up] = curve;
      for (let i = 0; i < x.length; i += 2) {
        let least = Infinity;
        for (let k = 0; k < numPoints; k++) {
          squares[k] = sigma === Infinity ? 0 : ((x[i]! - across[k]!) ** 2 + (x[i + 1]! - up[k]!) ** 2) / total;
          if (squares[k]! < least) least = squares[k]!;
        }
        let [weight, x1, y1, x2, y2] = [0, 0, 0, 0, 0];
        for (let k = 0; k < numPoints; k++) {
          const excess = squares[k]! - least;
          if (excess > FAR) continue;
          const w = Math.exp(-0.5 * excess);
          weight += w;
          x1 += w * across[k]!;
          y1 += w * up[k]!;
          x2 += w * across[k]! ** 2;
          y2 += w * up[k]! ** 2;
        }
        write(out, i, x[i]!, shrink, x1 / weight, x2 / weight);
        write(out, i + 1, x[i + 1]!, shrink, y1 / weight, y2 / weight);
      }
    };
  return {
    denoise: visit((out, at, x, shrink, first) => {
      out[at] = shrink === 0 ? first : shrink * x + (1 - shrink) * first;
    }),
    variance: visit((out, at, _x, shrink, first, second) => {
      out[at] = (1 - shrink) * NOISE ** 2 + (1 - shrink) ** 2 * (second - first * first);
    }),
  };
}

export async function learnRoll(
  guide: Guide,
  engine: Engine,
  text: { readonly roll: string; readonly variance: string; readonly bound: string; readonly back: string },
): Promise<LearnedRoll> {
  const { isQuick } = guide;
  const key = foldIn(guide.key, 'learned roll');
  const draw = (name: string, n: number) => toNdarray(swissRoll(stream(foldIn(key, name)), n), [n, 2]);
  const training = draw('training', isQuick ? 5000 : 20_000);
  const fresh = draw('fresh', isQuick ? 1000 : 4000);
  const table = diffusionTable(logSnrNoiseSchedule({ numSteps: NUM_STEPS, first: 1e-3, last: 0.999 }), NUM_STEPS);

  const numTrainingSteps = isQuick ? 1500 : 6000;
  const { model, history } = await guide.run('learn roll', text.roll, (run) =>
    fitDenoiser(training, foldIn(key, 'denoiser'), {
      engine,
      objective: { prediction: 'velocity', levels: tableLevels(table), weighting: boundWeighting },
      network: denoisingMlp({ hidden: isQuick ? [64, 64, 64] : [96, 96, 96] }),
      numSteps: numTrainingSteps,
      learningRate: isQuick ? 5e-3 : 3e-3,
      rate: warmupCosine({ warmup: 0.02 }),
      ...run,
    }),
  );
  const { variance } = await guide.run('learn variance', text.variance, (run) =>
    fitReverseVariance(model.denoise, training, table, foldIn(key, 'variance'), {
      engine,
      network: denoisingMlp({ hidden: isQuick ? [32, 32] : [64, 64, 64] }),
      numDraws: isQuick ? 500 : 4000,
      numSteps: isQuick ? 1000 : 4000,
      ...run,
    }),
  );

  // The same points and noise for both, so that the noise of the two bounds cancels in the difference.
  const boundOf = (name: string, denoiser: Denoiser, reverseVariance: Denoiser) =>
    guide.run(name, text.bound, (run) =>
      elbo(denoiser, fresh, table, stream(foldIn(key, 'bound')), { reverseVariance, ...run }),
    );
  const exact = exactRoll();
  const best = await boundOf('best bound', exact.denoise, exact.variance);
  const learned = await boundOf('learned bound', model.denoise, variance);
  const gaps = best.perPoint.map((bound, i) => bitsFromNats(bound - learned.perPoint[i]!));
  const gap = gaps.reduce((sum, value) => sum + value, 0) / gaps.length;
  const spread = gaps.reduce((sum, value) => sum + (value - gap) ** 2, 0) / (gaps.length - 1);

  const numSamples = isQuick ? 500 : 1200;
  const { samples } = await guide.run('draw learned roll', text.back, (run) =>
    sampleDiffusion(ancestralSampler(model.denoise, { dimension: 2 }), stream(foldIn(key, 'samples')), {
      sigmas: model.sigmas(NUM_STEPS),
      numSamples,
      ...run,
    }),
  );
  return {
    numSteps: NUM_STEPS,
    numTrainingSteps,
    loss: history.loss,
    bits: bitsFromNats(learned.value),
    bestBits: bitsFromNats(best.value),
    gap,
    standardError: Math.sqrt(spread / gaps.length),
    samples: samples.data,
    real: fresh.data.slice(0, 2 * numSamples),
  };
}
