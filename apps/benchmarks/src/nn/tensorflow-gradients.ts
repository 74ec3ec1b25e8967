/**
 * Gradients of the seven operations that a dense network has in tfjs. The build of tfjs-core that Node loads comes without
 * any: they stand in modules that only a bundler can read. These are written from the derivatives, with the calls of tfjs.
 */
import type { Tensor } from '@tensorflow/tfjs-core';

type TensorFlow = typeof import('@tensorflow/tfjs-core');

export function registerGradients(tf: TensorFlow): void {
  type Gradients = Record<string, () => Tensor>;
  const register = (
    kernelName: string,
    inputsToSave: string[],
    gradients: (dy: Tensor, saved: Tensor[]) => Gradients,
  ): void =>
    tf.registerGradient({
      kernelName,
      inputsToSave,
      gradFunc: (dy, saved) => gradients(dy as Tensor, saved),
    });
  /** A gradient in the shape of the operand it belongs to, which may have been repeated along rows. */
  const reduced = (dy: Tensor, { shape }: Tensor): Tensor => {
    const axes = tf.broadcast_util.getReductionAxes(shape, dy.shape);
    return tf.reshape(axes.length > 0 ? tf.sum(dy, axes) : dy, shape);
  };
  const of = (saved: Tensor[]): [Tensor, Tensor] => saved as [Tensor, Tensor];

  register('BatchMatMul', ['a', 'b'], (dy, saved) => {
    const [a, b] = of(saved);
    return { a: () => tf.matMul(dy, b, false, true), b: () => tf.matMul(a, dy, true, false) };
  });
  register('Add', ['a', 'b'], (dy, saved) => {
    const [a, b] = of(saved);
    return { a: () => reduced(dy, a), b: () => reduced(dy, b) };
  });
  register('Sub', ['a', 'b'], (dy, saved) => {
    const [a, b] = of(saved);
    return { a: () => reduced(dy, a), b: () => reduced(tf.neg(dy), b) };
  });
  register('Multiply', ['a', 'b'], (dy, saved) => {
    const [a, b] = of(saved);
    return { a: () => reduced(tf.mul(dy, b), a), b: () => reduced(tf.mul(dy, a), b) };
  });
  register('Square', ['x'], (dy, saved) => ({ x: () => tf.mul(dy, tf.mul(saved[0]!, 2)) }));
  register('Mean', ['x'], (dy, saved) => {
    const { shape, size } = saved[0]!;
    const one = shape.map(() => 1);
    return { x: () => tf.div(tf.mul(tf.reshape(dy, one), tf.ones(shape)), size) };
  });
  tf.registerGradient({
    kernelName: 'Sigmoid',
    outputsToSave: [true],
    gradFunc: (dy, [y]) => ({ x: () => tf.mul(dy as Tensor, tf.mul(y!, tf.sub(1, y!))) }),
  });
}
