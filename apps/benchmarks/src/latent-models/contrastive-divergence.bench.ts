/** How fast does a restricted Boltzmann machine learn the digits, and how well? */
import { digits } from '@yuragi/datasets';
import { fitRestrictedBoltzmannMachine, restrictedBoltzmannMachine } from '@yuragi/latent-models';
import { foldIn, key, toNdarray } from '@yuragi/prob-core';
import type { NdArray } from 'ndarray';
import type { Row } from '../row.ts';

export interface MachineSize {
  /** The first rows of the digits. */
  readonly n: number;
  readonly numEpochs: number;
}
const FULL: MachineSize = { n: 1797, numEpochs: 5 };
const LEARNING_RATE = 0.1;
const PIXELS = 64;
/** Of mean pseudo-likelihoods, nats per row: both sum in f64. */
const AGREEMENT = 1e-8;

/** Grey values 8 to 16 are ink, (n, 64). */
function inkOf(n: number): NdArray<Float64Array> {
  const { images } = digits();
  return toNdarray(
    Float64Array.from(images.subarray(0, n * PIXELS), (grey) => (grey >= 8 ? 1 : 0)),
    [n, PIXELS],
  );
}

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

interface PeerMachine {
  readonly weights: Float64Array;
  readonly visibleBias: Float64Array;
  readonly hiddenBias: Float64Array;
  readonly pseudoLikelihood: number;
}

function row(numHidden: number, batchSize: number, { n, numEpochs }: MachineSize): Row {
  const name = `boltzmann-${numHidden}`;
  const seed = name.replaceAll('-', ' ');
  return {
    name,
    package: 'latent-models',
    title: `${numEpochs} epochs on ${n} digits, ${numHidden} hidden units, batches of ${batchSize}, learning rate ${LEARNING_RATE}`,
    included:
      'everything a fit does; ours by contrastive divergence of one sweep, with its monitors; scikit-learn by persistent chains of one sweep, the one method it has',
    dtype: 'f32',
    layout: `(${n}, ${PIXELS}), row-major`,
    seed,
    unit: 'epochs',
    work: numEpochs,
    async setUp(python) {
      const x = inkOf(n);
      const options = { numHidden, batchSize, numEpochs, learningRate: LEARNING_RATE };
      const { model } = await fitRestrictedBoltzmannMachine(x, key(seed), options);
      let call = 0;
      return {
        ours: async () => void (await fitRestrictedBoltzmannMachine(x, foldIn(key(seed), call++), options)),
        details: { 'pseudo-likelihood, nats per row': [mean(model.pseudoLogLikelihood(x))] },
        peers: [
          {
            name: 'scikit-learn',
            async open() {
              const task = await python.open<PeerMachine>('boltzmann_fit', ['numpy', 'sklearn'], {
                x: x.data,
                dimension: PIXELS,
                hidden: numHidden,
                batch: batchSize,
                epochs: numEpochs,
                rate: LEARNING_RATE,
              });
              const { weights, visibleBias, hiddenBias, pseudoLikelihood } = task.answer;
              const byOurs = restrictedBoltzmannMachine({
                weights: toNdarray(weights, [PIXELS, numHidden]),
                visibleBias,
                hiddenBias,
              }).pseudoLogLikelihood(x);
              return {
                contender: task,
                agreement: {
                  measure: "its machine's mean pseudo-likelihood by numpy and by our code, difference in nats per row",
                  value: Math.abs(mean(byOurs) - pseudoLikelihood),
                  tolerance: AGREEMENT,
                },
                details: { 'pseudo-likelihood, nats per row': [pseudoLikelihood] },
                close: task.close,
              };
            },
          },
        ],
      };
    },
  };
}

export const contrastiveDivergences = (size: MachineSize = FULL): readonly Row[] => [
  row(64, 10, size),
  row(256, 100, size),
];
