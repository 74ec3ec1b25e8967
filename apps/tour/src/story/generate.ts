/**
 * Chapter 3: digits out of noise, class by class, by diffusion with the exact denoiser of each class's mixture; and
 * whether they are any good, beside draws from the mixtures without diffusion.
 */
import { ancestralSampler, karrasSigmas, sampleDiffusion } from '@yuragi/diffusion';
import { foldIn, stream, toNdarray } from '@yuragi/prob-core';
import { takeRows } from '@yuragi/prob-core/ndarray';
import type { NdArray } from 'ndarray';
import { type DigitModels, NUM_CLASSES, picturesOf } from './digit-models.ts';
import type { Guide } from './guide.ts';
import { type Judge, labelsOf, type SampleQuality } from './quality.ts';

type Table = NdArray<Float64Array>;

export interface Trajectory {
  /** Noise over signal of each picture. */
  readonly sigmas: readonly number[];
  /** Variance-preserving positions as pictures, (steps, 64). */
  readonly noisy: Table;
  /** The denoiser's estimate at each, (steps, 64). */
  readonly denoised: Table;
}

export interface GeneratedDigits {
  /** (10 * perClass, 64), class by class. */
  readonly images: Table;
  /** Draws from the mixtures without diffusion, as pictures, (10 * perClass, 64). */
  readonly directImages: Table;
  readonly labels: Int32Array;
  readonly numSteps: number;
  readonly samples: SampleQuality;
  /** Draws from the mixtures without diffusion: what a perfect sampler of this model gives. */
  readonly direct: SampleQuality;
  /** One real digit taken to noise, and one drawn back from it. */
  readonly noising: Trajectory;
  readonly denoising: Trajectory;
}

const SIGMA_MAX = 60;
const SIGMA_MIN = 0.03;
const SHOWN_STEPS = 9;

/** Steps to show: evenly spread over the ladder. */
const shownSteps = (numSteps: number): Set<number> =>
  new Set(Array.from({ length: SHOWN_STEPS }, (_, i) => Math.round(((i + 1) / SHOWN_STEPS) * numSteps)));

function stack(rows: readonly Float64Array[]): Table {
  const width = rows[0]!.length;
  const out = new Float64Array(rows.length * width);
  for (const [i, row] of rows.entries()) out.set(row, i * width);
  return toNdarray(out, [rows.length, width]);
}

export async function generateDigits(
  guide: Guide,
  models: DigitModels,
  judge: Judge,
  perClass: number,
  text: { readonly sample: (label: number) => string; readonly judge: string },
): Promise<GeneratedDigits> {
  const numSteps = guide.isQuick ? 60 : 200;
  const sigmas = karrasSigmas({ numSteps, sigmaMin: SIGMA_MIN, sigmaMax: SIGMA_MAX });
  const dimension = models.whitening.rank;

  const codes: Float64Array[] = [];
  const shown = shownSteps(numSteps);
  const path: { sigma: number; noisy: Float64Array; denoised: Float64Array }[] = [];
  for (const [label, law] of models.laws.entries()) {
    let step = 0;
    const { samples } = await guide.run(`sample ${label}`, text.sample(label), (run) =>
      sampleDiffusion(
        ancestralSampler(law.denoise, { dimension }),
        stream(foldIn(foldIn(guide.key, 'generate'), label)),
        {
          sigmas,
          numSamples: perClass,
          ...run,
        },
      ),
    );
    codes.push(samples.data);
    if (label !== SHOWN_CLASS) continue;
    // The same draws again for one sample, to show its way: a run of its own, so that a resumed tour has it too.
    const sampler = ancestralSampler(law.denoise, { dimension });
    await sampleDiffusion(sampler, stream(foldIn(guide.key, 'show the way')), {
      sigmas,
      numSamples: 1,
      onStep({ position }, sigma, { denoised }) {
        if (shown.has(++step)) path.push({ sigma, noisy: position.slice(), denoised: denoised.slice() });
      },
    });
  }
  const all = toNdarray(Float64Array.from(codes.flatMap((rows) => [...rows])), [NUM_CLASSES * perClass, dimension]);
  const labels = labelsOf(perClass);
  const images = picturesOf(models, all);

  const rng = stream(foldIn(guide.key, 'direct draws'));
  const direct: Float64Array[] = [];
  for (const { model } of models.fits) direct.push((await model.sample(rng, perClass)).data);
  const directCodes = toNdarray(Float64Array.from(direct.flatMap((rows) => [...rows])), [
    NUM_CLASSES * perClass,
    dimension,
  ]);

  const directImages = picturesOf(models, directCodes);
  const [samples, drawn] = await guide.count(text.judge, 2, (index) =>
    index === 0 ? judge.judge(images, all, labels) : judge.judge(picturesOf(models, directCodes), directCodes, labels),
  );

  const toPictures = (rows: readonly Float64Array[]): Table => picturesOf(models, stack(rows));
  const denoising: Trajectory = {
    sigmas: path.map(({ sigma }) => sigma),
    noisy: toPictures(path.map(({ noisy }) => noisy)),
    denoised: toPictures(path.map(({ denoised }) => denoised)),
  };
  return {
    images,
    directImages,
    labels,
    numSteps,
    samples: samples!,
    direct: drawn!,
    noising: noise(guide, models),
    denoising,
  };
}

/** The class whose making is shown. */
export const SHOWN_CLASS = 3;

/** A held-out digit under more and more of one noise, with what the exact denoiser of its class makes of it. */
function noise(guide: Guide, models: DigitModels): Trajectory {
  const row = models.heldOut.labels.indexOf(SHOWN_CLASS);
  const code = takeRows(models.heldOut.codes, [row]).data;
  const rng = stream(foldIn(guide.key, 'noise a digit'));
  const eps = Float64Array.from(code, () => rng.normal());
  const sigmas = [0, 0.1, 0.2, 0.4, 0.7, 1.2, 2.5, 6, 20];
  const law = models.laws[SHOWN_CLASS]!;
  const noisy = sigmas.map((sigma) => code.map((x, j) => (x + sigma * eps[j]!) / Math.sqrt(1 + sigma * sigma)));
  const denoised = sigmas.map((sigma) => {
    const out = new Float64Array(code.length);
    law.denoise(
      code.map((x, j) => x + sigma * eps[j]!),
      sigma,
      out,
    );
    return out;
  });
  return { sigmas, noisy: picturesOf(models, stack(noisy)), denoised: picturesOf(models, stack(denoised)) };
}
