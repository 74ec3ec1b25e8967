/** What does a second thread bring? */
import { createEngine, type Engine, fit, parameterStore } from '@yuragi/nn';
import { key } from '@yuragi/prob-core';
import { inProcess } from '../measure.ts';
import type { Row } from '../row.ts';
import { type MlpSize, mlpModel, mlpProblem } from './models.ts';
import { FULL_MLP } from './steps.bench.ts';
import { LEARNING_RATE, lossAgreement } from './training-step.ts';

export interface ThreadsSize {
  readonly mlp: MlpSize;
  readonly numSteps: number;
}
const FULL: ThreadsSize = { mlp: FULL_MLP, numSteps: 100 };
const NUM_THREADS = 2;
/** Losses that are compared. */
const NUM_LOSSES = 5;

export function threadedFit({ mlp, numSteps }: ThreadsSize = FULL): Row {
  const seed = 'mlp fit';
  const { data } = mlpProblem(mlp);
  /** A training of so many steps that goes on from the parameters of the one before. */
  const trainingOn = (engine: Engine) => {
    const store = parameterStore(engine, key(seed));
    return (steps: number) =>
      fit(
        store,
        (recorder, size) => mlpModel(mlp, size)(recorder),
        ({ inputs, start, size }) => {
          for (const [name, values] of Object.entries(data)) {
            const width = values.length / mlp.batch;
            inputs[name]!.set(values.subarray(start * width, (start + size) * width));
          }
        },
        key(seed),
        { numSteps: steps, batchSize: mlp.batch, learningRate: LEARNING_RATE },
      );
  };
  return {
    name: 'mlp-fit-two-threads',
    package: 'nn',
    title: `${numSteps} steps of the network of mlp-step by \`fit\` on ${NUM_THREADS} threads`,
    included:
      'compiling, writing the batch, its halves on two threads, history and checks; the peer is ours on one thread',
    dtype: 'f32',
    layout: 'row-major',
    seed,
    unit: 'steps',
    work: numSteps,
    async setUp() {
      const engine = await createEngine({ numThreads: NUM_THREADS });
      const losses = (await trainingOn(engine)(NUM_LOSSES)).history.loss!;
      const train = trainingOn(engine);
      return {
        ours: async () => void (await train(numSteps)),
        peers: [
          {
            name: 'one thread',
            async open() {
              const single = await createEngine();
              const theirs = (await trainingOn(single)(NUM_LOSSES)).history.loss!;
              const trainAlone = trainingOn(single);
              return {
                contender: inProcess(async () => void (await trainAlone(numSteps))),
                agreement: lossAgreement(losses, theirs),
                close: async () => single.close(),
              };
            },
          },
        ],
      };
    },
  };
}
