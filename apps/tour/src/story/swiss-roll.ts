/**
 * Chapters 5 to 7: the Swiss roll as a mixture fitted by EM. The probability flow carries it to noise, a sampler brings
 * it back; the likelihood by the flow is compared with the closed form, and the diffusion bound with what it bounds.
 */
import { swissRoll } from '@yuragi/datasets';
import {
  ancestralSampler,
  bitsFromNats,
  cosineNoiseSchedule,
  diffusionTable,
  type ElboVariance,
  elbo,
  elboFromErrors,
  flowLogDensity,
  karrasSigmas,
  probabilityFlow,
  sampleDiffusion,
  smoothedMixture,
} from '@yuragi/diffusion';
import { type FittedGaussianMixture, fitGaussianMixture } from '@yuragi/latent-models';
import { foldIn, stream, toNdarray } from '@yuragi/prob-core';
import { takeRows } from '@yuragi/prob-core/ndarray';
import { solveOde } from '@yuragi/sde';
import type { Guide } from './guide.ts';

/** Mean log2 density of the roll itself, noise 0.05, by quadrature over its curve. */
export const TRUE_BITS = -1.3923;

export interface Snapshot {
  readonly sigma: number;
  /** (n, 2) flat, variance preserving. */
  readonly points: Float64Array;
}

export interface BoundRow {
  readonly numSteps: number;
  /** Bits per point, of the same noise draws. */
  readonly bits: Readonly<Record<ElboVariance, number>>;
  /** Of the difference between the 'optimal' bound and the exact value, which is taken point by point. */
  readonly standardError: number;
}

export interface SwissRollStory {
  readonly fit: FittedGaussianMixture;
  readonly numComponents: number;
  readonly numTraining: number;
  /** Mean log2 density of fresh points under the fit. */
  readonly heldOutBits: number;
  /** Largest |log density by the flow - closed form|, nats, and over how many points. */
  readonly flowError: number;
  readonly numFlowPoints: number;
  readonly toNoise: readonly Snapshot[];
  readonly back: readonly Snapshot[];
  /** How far the points are from where they began after the flow has taken them there and back, at most. */
  readonly returnError: number;
  readonly bounds: readonly BoundRow[];
  /** What every bound is below: the mean log2 density of the same points. */
  readonly exactBits: number;
}

const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const deviationOf = (values: Float64Array): number =>
  Math.sqrt(meanOf(values.map((value) => value * value)) - meanOf(values) ** 2);

const SIGMA_MAX = 40;

export async function tellSwissRoll(
  guide: Guide,
  text: {
    readonly fit: string;
    readonly flow: string;
    readonly back: string;
    readonly likelihood: string;
    readonly bound: (numSteps: number) => string;
  },
): Promise<SwissRollStory> {
  const { isQuick, key } = guide;
  const numTraining = isQuick ? 2000 : 6000;
  const numComponents = isQuick ? 24 : 36;
  const draw = (name: string, n: number) => toNdarray(swissRoll(stream(foldIn(key, name)), n), [n, 2]);
  const training = draw('training roll', numTraining);
  const fresh = draw('fresh roll', isQuick ? 1000 : 4000);

  const fit = await guide.run('fit roll', text.fit, (run) =>
    fitGaussianMixture(training, foldIn(key, 'fit roll'), {
      numComponents,
      numRestarts: isQuick ? 1 : 3,
      maxSteps: isQuick ? 100 : 400,
      tolerance: 1e-5,
      ...run,
    }),
  );
  const law = smoothedMixture(fit.model);
  const logDensity = fit.model.logDensity(fresh);
  const exact = meanOf(logDensity);

  // To noise by the flow, and back by it: deterministic, so the way back is the way there.
  const times = [0, 0.08, 0.25, 0.7, 2, 8];
  const points = takeRows(
    fresh,
    Array.from({ length: isQuick ? 300 : 900 }, (_, i) => i),
  ).data;
  const there = await guide.run('flow', text.flow, (run) =>
    solveOde(probabilityFlow(law), points, {
      t0: 0,
      t1: SIGMA_MAX,
      saveAt: times,
      relativeTolerance: 1e-8,
      absoluteTolerance: 1e-10,
      ...run,
    }),
  );
  const returned = await guide.run('flow back', text.flow, (run) =>
    solveOde(probabilityFlow(law), there.position, {
      t0: SIGMA_MAX,
      t1: 0,
      relativeTolerance: 1e-8,
      absoluteTolerance: 1e-10,
      ...run,
    }),
  );
  const scaled = (values: Float64Array, sigma: number): Float64Array =>
    values.map((x) => x / Math.sqrt(1 + sigma * sigma));
  const toNoise = times.map((sigma, k) => ({
    sigma,
    points: scaled(Float64Array.from(there.saved.data.slice(k * points.length, (k + 1) * points.length)), sigma),
  }));

  // Back from fresh noise by a sampler; the levels shown are the nearest to those above.
  const numSteps = isQuick ? 60 : 200;
  const sigmas = karrasSigmas({ numSteps, sigmaMin: 0.01, sigmaMax: SIGMA_MAX });
  const wanted = times.map((sigma) =>
    sigmas.reduce((best, level) => (Math.abs(level - sigma) < Math.abs(best - sigma) ? level : best)),
  );
  const back: Snapshot[] = [];
  const sampler = ancestralSampler(law.denoise, { dimension: 2 });
  await guide.run('sample roll', text.back, (run) =>
    // Not resumed: the pictures on the way are wanted too.
    sampleDiffusion(sampler, stream(foldIn(key, 'sample roll')), {
      sigmas,
      numSamples: points.length / 2,
      ...run,
      resume: undefined,
      onStep({ position }, sigma) {
        if (wanted.includes(sigma)) back.push({ sigma, points: position });
      },
    }),
  );

  const numFlowPoints = isQuick ? 60 : 200;
  const judged = takeRows(
    fresh,
    Array.from({ length: numFlowPoints }, (_, i) => i),
  );
  const flow = await guide.run('likelihood', text.likelihood, (run) =>
    flowLogDensity(law, judged, { relativeTolerance: 1e-8, absoluteTolerance: 1e-10, ...run }),
  );
  const flowError = Math.max(...flow.logDensity.map((value, i) => Math.abs(value - logDensity[i]!)));

  const squaredNorm = (2 * fresh.data.reduce((sum, x) => sum + x * x, 0)) / fresh.data.length;
  const bounds: BoundRow[] = [];
  for (const steps of isQuick ? [5, 10, 20, 40, 80] : [5, 10, 20, 40, 80, 160, 320]) {
    const table = diffusionTable(cosineNoiseSchedule({ numSteps: steps }), steps);
    const { perPoint, squaredErrors } = await guide.run(`bound ${steps}`, text.bound(steps), (run) =>
      elbo(law.denoise, fresh, table, stream(foldIn(foldIn(key, 'bound'), steps)), run),
    );
    const gaps = perPoint.map((bound, i) => logDensity[i]! - bound);
    const bitsOf = (reverseVariance: ElboVariance): number =>
      bitsFromNats(elboFromErrors(table, squaredErrors, { dimension: 2, squaredNorm, reverseVariance }).elbo);
    bounds.push({
      numSteps: steps,
      bits: { optimal: bitsOf('optimal'), forward: bitsOf('forward'), posterior: bitsOf('posterior') },
      standardError: bitsFromNats(deviationOf(gaps) / Math.sqrt(gaps.length)),
    });
  }
  return {
    fit,
    numComponents,
    numTraining,
    heldOutBits: bitsFromNats(exact),
    flowError,
    numFlowPoints,
    toNoise,
    back,
    returnError: Math.max(...returned.position.map((x, i) => Math.abs(x - points[i]!))),
    bounds,
    exactBits: bitsFromNats(exact),
  };
}
