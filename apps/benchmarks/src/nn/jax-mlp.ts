/** The training step of a dense network in jax-js, compiled by its `jit`, on its WebAssembly backend. */
import type { Array as JaxArray } from '@jax-js/jax';
import { inProcess } from '../measure.ts';
import type { PeerEntry } from '../row.ts';
import { lossAgreement, type StepTask } from './training-step.ts';

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;

export const jaxMlp = (
  { parameters, data, learningRate, numLosses }: StepTask,
  losses: readonly number[],
): PeerEntry => ({
  name: 'jax-js (wasm)',
  async open() {
    const { blockUntilReady, defaultDevice, init, jit, numpy: np, valueAndGrad } = await import('@jax-js/jax');
    await init('wasm');
    defaultDevice('wasm');
    const shapes = Object.values(parameters).map(({ shape }) => [...shape]);
    const numLayers = shapes.length / 2;
    const arrayOf = (values: ArrayLike<number>, shape: number[]): JaxArray =>
      np.array(Float32Array.from(values)).reshape(shape);
    const batch = data.x!.length / shapes[0]![0]!;
    const x = arrayOf(data.x!, [batch, shapes[0]![0]!]);
    const target = arrayOf(data.target!, [batch, data.target!.length / batch]);

    // Every use of an array but the last takes a reference: that is how jax-js frees them.
    const loss = (p: JaxArray[], seen: JaxArray, wanted: JaxArray): JaxArray => {
      let out = seen;
      for (let i = 0; i < numLayers; i++) {
        const pre = np.matmul(out, p[2 * i]!).add(p[2 * i + 1]!);
        out = i === numLayers - 1 ? pre : pre.ref.div(np.exp(pre.neg()).add(1));
      }
      const error = out.sub(wanted);
      return error.ref.mul(error).mean();
    };
    const step = jit(
      (
        p: JaxArray[],
        m: JaxArray[],
        v: JaxArray[],
        rate: JaxArray,
        correction: JaxArray,
        seen: JaxArray,
        wanted: JaxArray,
      ) => {
        const [value, gradients] = valueAndGrad(loss)(
          p.map((each) => each.ref),
          seen,
          wanted,
        ) as [JaxArray, JaxArray[]];
        const m2 = m.map((each, i) => each.mul(BETA1).add(gradients[i]!.ref.mul(1 - BETA1)));
        const v2 = v.map((each, i) => each.mul(BETA2).add(gradients[i]!.ref.mul(gradients[i]!).mul(1 - BETA2)));
        const p2 = p.map((each, i) =>
          each.sub(m2[i]!.ref.mul(rate.ref).div(np.sqrt(v2[i]!.ref).mul(correction.ref).add(EPSILON))),
        );
        rate.dispose();
        correction.dispose();
        return { value, p: p2, m: m2, v: v2 };
      },
    );
    let p = Object.values(parameters).map(({ values }, i) => arrayOf(values, shapes[i]!));
    let m = shapes.map((shape) => np.zeros(shape));
    let v = shapes.map((shape) => np.zeros(shape));
    let count = 0;
    const run = async (): Promise<number> => {
      count++;
      const rate = np.array(Float32Array.of(learningRate / (1 - BETA1 ** count)));
      const correction = np.array(Float32Array.of(1 / Math.sqrt(1 - BETA2 ** count)));
      const next = step(p, m, v, rate, correction, x.ref, target.ref);
      ({ p, m, v } = next);
      await blockUntilReady([...p, ...m, ...v]);
      return next.value.dataSync()[0]!;
    };
    const theirs: number[] = [];
    for (let i = 0; i < numLosses; i++) theirs.push(await run());
    return {
      contender: inProcess(async () => void (await run())),
      agreement: lossAgreement(losses, theirs),
      close: async () => {
        for (const each of [...p, ...m, ...v, x, target]) each.dispose();
        step.dispose();
      },
    };
  },
});
