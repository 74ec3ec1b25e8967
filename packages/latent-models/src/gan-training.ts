/** The two networks of a GAN in training: their plans, and how each moves along its own gradient. */
import {
  add,
  compile,
  gradient,
  mean,
  multiply,
  negate,
  type Optimiser,
  type ParameterStore,
  type Parameters,
  type Plan,
  type Scope,
  scaleShift,
  softplus,
  square,
  sum,
  type Tensor,
} from '@yuragi/nn';
import type { GanShape } from './gan.ts';
import { recordGame } from './gan-density-ratio.ts';

/** A store with its optimiser's arrays, in the engine's memory. */
export interface Learner {
  readonly store: ParameterStore;
  /** Of the optimiser, with the layout of the store. */
  readonly slots: readonly number[];
  /** Moves the parameters along the gradient of a plan. */
  update(plan: Plan, learningRate: number, step: number): void;
}

/** The view of that name: its byte offset is its address in the engine's memory. */
export function leafOf(tree: Parameters, name: string): Float32Array {
  return name
    .split('.')
    .reduce<Parameters | Float32Array>((at, part) => (at as Parameters)[part]!, tree) as Float32Array;
}

export function learnerOf(store: ParameterStore, optimiser: Optimiser): Learner {
  const { engine, length } = store;
  const slots = Array.from({ length: optimiser.numSlots }, () => engine.allocate(Math.max(length, 4)));
  return {
    store,
    slots,
    update({ gradients }, learningRate, step) {
      for (const [name, { shape, offset }] of store.entries) {
        const leaf = leafOf(gradients, name);
        const { kernel, args } = optimiser.update(
          {
            parameters: store.address + 4 * offset,
            gradients: leaf.byteOffset,
            slots: slots.map((slot) => slot + 4 * offset),
            length: (leaf.length + 3) & ~3,
            isDecayed: shape.length >= 2,
          },
          learningRate,
          step,
        );
        (engine.kernels[kernel] as (...args: readonly number[]) => void)(...args);
      }
    },
  };
}

export interface GanPlans {
  /** z to x, and back from `pull`, the slope of the generator's loss at x. */
  readonly generator: Plan;
  /** The game at data and draws. */
  readonly discriminator: Plan;
  /** The generator's loss at x, with its slope there. */
  readonly critic: Plan;
}

export function compileGan(
  generatorStore: ParameterStore,
  discriminatorStore: ParameterStore,
  shape: GanShape,
  n: number,
  gamma: number,
): GanPlans {
  const { dimension: d, numLatents: m } = shape;
  const judge = (parameters: Scope, x: Tensor): Tensor => shape.discriminator(parameters.in('discriminator'), x, 1);
  return {
    generator: compile(
      generatorStore,
      ({ parameters, input, normal }) => {
        const x = shape.generator(parameters.in('generator'), normal([n, m]), d);
        return { x, pulled: sum(multiply(x, input('pull', [n, d]))) };
      },
      { differentiate: 'pulled' },
    ),
    discriminator: compile(
      discriminatorStore,
      ({ parameters, input }) => {
        const data = input('data', [n, d]);
        const ofData = judge(parameters, data);
        const game = recordGame(ofData, judge(parameters, input('generated', [n, d])));
        if (gamma === 0) return { loss: game, game };
        const [slopes] = gradient(sum(ofData), [data]);
        const squaredSlope = scaleShift(sum(square(slopes!)), 1 / n, 0);
        return { loss: add(game, scaleShift(squaredSlope, gamma / 2, 0)), game, squaredSlope };
      },
      { differentiate: 'loss' },
    ),
    critic: compile(
      discriminatorStore,
      ({ parameters, input }) => ({ loss: mean(softplus(negate(judge(parameters, input('x', [n, d]))))) }),
      { differentiate: 'loss', inputGradients: ['x'] },
    ),
  };
}
