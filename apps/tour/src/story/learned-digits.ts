/**
 * The last two chapters, second half: one network learns to denoise all ten digits, told the class or not, and draws by
 * classifier-free guidance; another network reads what was drawn. Both saw training digits alone.
 */
import {
  denoisingMlp,
  edmObjective,
  fitDenoiser,
  guide as guideTo,
  heunSampler,
  sampleDiffusion,
} from '@yuragi/diffusion';
import {
  compile,
  crossEntropy,
  dropout,
  type Engine,
  fit,
  mean,
  mlp,
  parameterStore,
  type Recorder,
  rowsOf,
  type Tensor,
  warmupCosine,
} from '@yuragi/nn';
import { foldIn, stream, toNdarray } from '@yuragi/prob-core';
import type { NdArray } from 'ndarray';
import { accuracy, type DigitModels, NUM_CLASSES, NUM_PIXELS } from './digit-models.ts';
import type { Guide } from './guide.ts';
import { type Judge, labelsOf, type SampleQuality } from './quality.ts';

type Table = NdArray<Float64Array>;

export interface GuidedDigits {
  readonly guidance: number;
  /** (10 * perClass, 64), class by class. */
  readonly images: Table;
  readonly quality: SampleQuality;
  /** Share that the reading network takes for the class asked for. */
  readonly read: number;
}

export interface LearnedDigits {
  readonly numTrainingSteps: number;
  readonly numParameters: number;
  /** What the reading network takes pictures, (n, 64), for. */
  read(images: Table): Int32Array;
  /** Share of held-out digits that it gets right. */
  readonly heldOutRead: number;
  readonly drawn: readonly GuidedDigits[];
  /** Labels of the drawn. */
  readonly labels: Int32Array;
}

/** Logits, (n, 10). */
function logitsOf(recorder: Recorder, n: number, dropRate: number): Tensor {
  const x = recorder.input('x', [n, NUM_PIXELS]);
  return mlp(recorder.parameters, dropRate > 0 ? dropout(recorder, x, dropRate) : x, {
    hidden: [128, 64],
    outputs: NUM_CLASSES,
    activation: 'relu',
  });
}

/** Trains the network that reads. */
async function learnToRead(
  guide: Guide,
  engine: Engine,
  { training }: DigitModels,
  label: string,
): Promise<(images: Table) => Int32Array> {
  const key = foldIn(guide.key, 'reader');
  const { images, labels } = training;
  const { average } = await guide.run('learn to read', label, (run) =>
    fit(
      parameterStore(engine, foldIn(key, 'weights')),
      (recorder, n) => ({
        loss: mean(crossEntropy(logitsOf(recorder, n, 0.2), recorder.input('labels', [n]))),
      }),
      rowsOf({ x: images.data, labels }, labels.length, foldIn(key, 'order')),
      foldIn(key, 'fit'),
      {
        numSteps: guide.isQuick ? 800 : 2000,
        batchSize: 64,
        learningRate: 3e-3,
        rate: warmupCosine({ warmup: 0.05 }),
        averageDecay: 0.99,
        ...run,
      },
    ),
  );
  const chunk = 100;
  const plan = compile(parameterStore(engine, average), (recorder) => ({ logits: logitsOf(recorder, chunk, 0) }));
  return ({ data }) => {
    const read = new Int32Array(data.length / NUM_PIXELS);
    for (let start = 0; start < read.length; start += chunk) {
      plan.inputs.x!.set(data.subarray(start * NUM_PIXELS, (start + chunk) * NUM_PIXELS));
      plan.forward();
      for (let i = start; i < Math.min(start + chunk, read.length); i++) {
        const logits = plan.outputs.logits!.subarray((i - start) * NUM_CLASSES, (i - start + 1) * NUM_CLASSES);
        read[i] = logits.indexOf(Math.max(...logits));
      }
    }
    return read;
  };
}

export async function learnDigits(
  guide: Guide,
  engine: Engine,
  models: DigitModels,
  { judge }: Judge,
  perClass: number,
  text: { readonly read: string; readonly digits: string; sample(label: number): string; readonly judge: string },
): Promise<LearnedDigits> {
  const key = foldIn(guide.key, 'learned digits');
  const { training, heldOut, whitening } = models;
  const read = await learnToRead(guide, engine, models, text.read);

  const numTrainingSteps = guide.isQuick ? 1000 : 4000;
  const { model } = await guide.run('learn digits', text.digits, (run) =>
    fitDenoiser(training.images, foldIn(key, 'denoiser'), {
      engine,
      objective: edmObjective(),
      network: denoisingMlp({ hidden: [256, 256] }),
      classes: { labels: training.labels, numClasses: NUM_CLASSES },
      numSteps: numTrainingSteps,
      batchSize: guide.isQuick ? 64 : 128,
      learningRate: guide.isQuick ? 4e-3 : 2e-3,
      rate: warmupCosine({ warmup: 0.05 }),
      averageDecay: 0.99,
      ...run,
    }),
  );

  const labels = labelsOf(perClass);
  const drawn: GuidedDigits[] = [];
  for (const guidance of [1, 2]) {
    const x = new Float64Array(labels.length * NUM_PIXELS);
    for (let label = 0; label < NUM_CLASSES; label++) {
      const guided = guideTo(model.given(label).denoise, model.denoise, guidance);
      const { samples } = await guide.run(`learned digit ${label} ${guidance}`, text.sample(label), (run) =>
        sampleDiffusion(
          heunSampler(guided, { dimension: NUM_PIXELS, churn: 0.2 }),
          stream(foldIn(foldIn(key, 'samples'), label)),
          { sigmas: model.sigmas(guide.isQuick ? 12 : 16), numSamples: perClass, ...run },
        ),
      );
      x.set(samples.data, label * perClass * NUM_PIXELS);
    }
    const images = toNdarray(
      x.map((value) => Math.min(1, Math.max(0, value))),
      [labels.length, NUM_PIXELS],
    );
    const [quality] = await guide.count(text.judge, 1, () => judge(images, whitening.forward(images), labels));
    drawn.push({ guidance, images, quality: quality!, read: accuracy(read(images), labels) });
  }
  return {
    numTrainingSteps,
    numParameters: Object.values(model.parameters()).reduce((sum, { data }) => sum + data.length, 0),
    read,
    heldOutRead: accuracy(read(heldOut.images), heldOut.labels),
    drawn,
    labels,
  };
}
