/**
 * Chapter 2: the digits by a restricted Boltzmann machine. One machine for all classes, its visible units the 64 pixels and
 * ten labels: strokes are shared between digits, and 135 images a class are few for a machine each. A class is asked for by
 * holding its label, which leaves a machine on the pixels alone:
 *
 *   q(x | y) ~ exp(b^T x) prod_j (1 + exp(c_j + U_yj + (W^T x)_j))
 */
import {
  blockGibbs,
  fitRestrictedBoltzmannMachine,
  type RestrictedBoltzmannMachine,
  restrictedBoltzmannMachine,
} from '@yuragi/latent-models';
import { foldIn, type Rng, stream, toNdarray } from '@yuragi/prob-core';
import type { NdArray } from 'ndarray';
import { accuracy, type DigitModels, type LabelledDigits, NUM_CLASSES, NUM_PIXELS } from './digit-models.ts';
import type { Guide } from './guide.ts';
import { type Judge, labelsOf, type SampleQuality } from './quality.ts';

type Table = NdArray<Float64Array>;

const WIDTH = NUM_PIXELS + NUM_CLASSES;

export interface BoltzmannStory {
  readonly numHidden: number;
  readonly numEpochs: number;
  readonly numSweeps: number;
  /** E[x | z] at the last sweep of each chain, (10 * perClass, 64), class by class. */
  readonly images: Table;
  readonly labels: Int32Array;
  readonly samples: SampleQuality;
  /** Share of held-out digits whose label has the lowest free energy. */
  readonly heldOutAccuracy: number;
  /** Share of chains with free labels that end on the label they began with; 0.1 if they had forgotten it. */
  readonly shareUnmoved: number;
  readonly numFree: number;
}

/** Pixels and the label as 0/1 units, (n, 74). */
function visibleUnits({ images, labels }: LabelledDigits, labelOf = (row: number): number => labels[row]!): Table {
  const n = labels.length;
  const x = new Float64Array(n * WIDTH);
  for (let row = 0; row < n; row++) {
    x.set(images.data.subarray(row * NUM_PIXELS, (row + 1) * NUM_PIXELS), row * WIDTH);
    x[row * WIDTH + NUM_PIXELS + labelOf(row)] = 1;
  }
  return toNdarray(x, [n, WIDTH]);
}

/** The machine on the pixels that is left when the label is held. */
function givenLabel(
  { weights, visibleBias, hiddenBias, numHidden }: RestrictedBoltzmannMachine,
  label: number,
): RestrictedBoltzmannMachine {
  const rows = weights.data;
  return restrictedBoltzmannMachine({
    weights: toNdarray(rows.slice(0, NUM_PIXELS * numHidden), [NUM_PIXELS, numHidden]),
    visibleBias: visibleBias.slice(0, NUM_PIXELS),
    hiddenBias: hiddenBias.map((bias, j) => bias + rows[(NUM_PIXELS + label) * numHidden + j]!),
  });
}

/** Each pixel on with its grey level as probability. */
const binaryOf = (images: Float64Array, rng: Rng): Float64Array => images.map((grey) => (rng.uniform() < grey ? 1 : 0));

export async function tellBoltzmann(
  guide: Guide,
  models: DigitModels,
  judge: Judge,
  perClass: number,
  text: { readonly fit: string; readonly sample: string; readonly free: string },
): Promise<BoltzmannStory> {
  const { isQuick, key } = guide;
  const { training, heldOut, whitening } = models;
  const numHidden = isQuick ? 64 : 128;
  const numEpochs = isQuick ? 50 : 100;
  const numSweeps = isQuick ? 50 : 100;
  const { model } = await guide.run('fit Boltzmann', text.fit, (run) =>
    fitRestrictedBoltzmannMachine(visibleUnits(training), foldIn(key, 'fit Boltzmann'), {
      numHidden,
      numEpochs,
      numSweeps: isQuick ? 1 : 5,
      momentum: 0.5,
      weightDecay: 2e-4,
      ...run,
    }),
  );

  const machines = Array.from({ length: NUM_CLASSES }, (_, label) => givenLabel(model, label));
  const kernels = machines.map(blockGibbs);
  const labels = labelsOf(perClass);
  const drawn = await guide.count(text.sample, labels.length, (chain) => {
    const label = labels[chain]!;
    const kernel = kernels[label]!;
    const rng = stream(foldIn(foldIn(key, 'Boltzmann chains'), chain));
    let state = kernel.init(binaryOf(new Float64Array(NUM_PIXELS).fill(0.5), rng), rng);
    let hidden: Float64Array = new Float64Array(numHidden);
    for (let sweep = 0; sweep < numSweeps; sweep++) [state, { hidden }] = kernel.step(state, rng);
    return machines[label]!.decode(toNdarray(hidden, [1, numHidden])).data;
  });
  const images = toNdarray(Float64Array.from(drawn.flatMap((row) => [...row])), [labels.length, NUM_PIXELS]);

  // The same machine with its label free, from held-out digits: does it ever come to another digit?
  const numFree = isQuick ? 60 : 200;
  const joint = blockGibbs(model);
  const starts = visibleUnits(heldOut).data;
  const isUnmoved = await guide.count(text.free, numFree, (row) => {
    const rng = stream(foldIn(foldIn(key, 'free chains'), row));
    let state = joint.init(binaryOf(starts.slice(row * WIDTH, (row + 1) * WIDTH), rng), rng);
    let hidden: Float64Array = new Float64Array(numHidden);
    for (let sweep = 0; sweep < numSweeps; sweep++) [state, { hidden }] = joint.step(state, rng);
    const chances = model.decode(toNdarray(hidden, [1, numHidden])).data.slice(NUM_PIXELS);
    return chances.indexOf(Math.max(...chances)) === heldOut.labels[row];
  });

  const freeEnergies = Array.from({ length: NUM_CLASSES }, (_, label) =>
    model.energy(visibleUnits(heldOut, () => label)),
  );
  const predicted = Int32Array.from(heldOut.labels, (_, row) => {
    const scores = freeEnergies.map((energies) => energies[row]!);
    return scores.indexOf(Math.min(...scores));
  });
  return {
    numHidden,
    numEpochs,
    numSweeps,
    images,
    labels,
    samples: judge.judge(images, whitening.forward(images), labels),
    heldOutAccuracy: accuracy(predicted, heldOut.labels),
    shareUnmoved: isUnmoved.filter(Boolean).length / numFree,
    numFree,
  };
}
