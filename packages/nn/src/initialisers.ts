/**
 * Laws of new parameters. Those with a variance after the number of inputs or outputs keep the size of values, or of
 * gradients, from layer to layer at the start.
 *
 * The last axis of a parameter counts its outputs and all others its inputs: (k, n) of a dense layer, (s, s, inputs,
 * outputs) of a convolution, whose outputs also reach s^2 places.
 */
import { fillNormal, fillUniform } from '@yuragi/prob-core';
import { requireNonNegative, ShapeError } from '@yuragi/prob-core/errors';
import { sizeOf } from './graph.ts';
import type { Initialiser } from './parameters.ts';

function fans(where: string, shape: readonly number[]): { readonly inputs: number; readonly outputs: number } {
  if (shape.length < 2)
    throw new ShapeError(where, 'shape', 'at least two axes, which tell inputs from outputs; use `normalOf`', shape);
  return { inputs: sizeOf(shape.slice(0, -1)), outputs: sizeOf(shape.slice(0, -2)) * shape.at(-1)! };
}

/**
 * Uniform on (-a, a), a = sqrt(6/(inputs + outputs)): variance 2/(inputs + outputs).
 *
 * @see Glorot and Bengio 2010, eq. 16
 */
export const glorotUniform: Initialiser = (out, shape, rng) => {
  const { inputs, outputs } = fans('glorotUniform', shape);
  const width = Math.sqrt(6 / (inputs + outputs));
  fillUniform(rng, out);
  for (let i = 0; i < out.length; i++) out[i] = width * (2 * out[i]! - 1);
};

/** N(0, 2/inputs), which makes up for the half that relu cuts off. @see He et al. 2015, eq. 10 */
export const heNormal: Initialiser = (out, shape, rng) => {
  normalOf(Math.sqrt(2 / fans('heNormal', shape).inputs))(out, shape, rng);
};

/** N(0, 1/inputs). @see LeCun, Bottou, Orr and Müller 1998, eq. 16 */
export const lecunNormal: Initialiser = (out, shape, rng) => {
  normalOf(Math.sqrt(1 / fans('lecunNormal', shape).inputs))(out, shape, rng);
};

/** N(0, standardDeviation^2). @throws {ArgumentError} unless it is finite and >= 0 */
export function normalOf(standardDeviation: number): Initialiser {
  requireNonNegative('normalOf', 'standardDeviation', standardDeviation);
  return (out, _shape, rng) => {
    fillNormal(rng, out);
    for (let i = 0; i < out.length; i++) out[i] = standardDeviation * out[i]!;
  };
}

/** All 0: biases, and last layers that are to begin as nothing. */
export const zeros: Initialiser = (out) => {
  out.fill(0);
};

/** All 1: gains. */
export const ones: Initialiser = (out) => {
  out.fill(1);
};
