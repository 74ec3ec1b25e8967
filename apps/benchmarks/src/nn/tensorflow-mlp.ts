/** The training step of a dense network in tfjs, on its WebAssembly backend with one thread. */
import { inProcess } from '../measure.ts';
import type { PeerEntry } from '../row.ts';
import { registerGradients } from './tensorflow-gradients.ts';
import { lossAgreement, type StepTask } from './training-step.ts';

export const tensorflowMlp = (
  { parameters, data, learningRate, numLosses }: StepTask,
  losses: readonly number[],
): PeerEntry => ({
  name: 'tfjs (wasm)',
  async open() {
    const tf = await import('@tensorflow/tfjs-core');
    const { setThreadsCount } = await import('@tensorflow/tfjs-backend-wasm');
    setThreadsCount(1);
    registerGradients(tf);
    await tf.setBackend('wasm');
    const variables = Object.values(parameters).map(({ shape, values }) =>
      tf.variable(tf.tensor(Float32Array.from(values), [...shape])),
    );
    const numLayers = variables.length / 2;
    const batch = data.x!.length / variables[0]!.shape[0]!;
    const x = tf.tensor(data.x!, [batch, variables[0]!.shape[0]!]);
    const target = tf.tensor(data.target!, [batch, data.target!.length / batch]);
    const optimiser = tf.train.adam(learningRate, 0.9, 0.999, 1e-8);
    const loss = () => {
      let out = x;
      for (let i = 0; i < numLayers; i++) {
        const pre = tf.add(tf.matMul(out, variables[2 * i]!), variables[2 * i + 1]!) as typeof x;
        out = i === numLayers - 1 ? pre : (tf.mul(pre, tf.sigmoid(pre)) as typeof x);
      }
      return tf.mean(tf.square(tf.sub(out, target))) as ReturnType<typeof tf.scalar>;
    };
    const step = (): number =>
      tf.tidy(() => {
        const value = optimiser.minimize(loss, true, variables)!;
        return value.dataSync()[0]!;
      });
    const agreement = lossAgreement(losses, Array.from({ length: numLosses }, step));
    return {
      contender: inProcess(() => void step()),
      agreement,
      close: async () => {
        optimiser.dispose();
        tf.dispose([...variables, x, target]);
      },
    };
  },
});
