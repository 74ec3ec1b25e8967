/** Maps of one element: out = f(x), with derivatives up to the second. */
import { requireOneOf } from '@yuragi/prob-core/errors';
import type { Node, Operation, Tensor } from '../graph.ts';
import { record, requireTensor, sizeOf } from '../graph.ts';
import { type Elementwise, elementwise } from '../kernels.ts';
import { total } from './arithmetic.ts';

/** y z f''(x). */
const secondDerivative: Operation<Elementwise> = {
  name: 'second derivative of a map',
  emit({ call, at }, { inputs: [y, z, x], outputs: [out], attributes: f }) {
    call('mapSecondDerivative', at(out!), at(y!), at(z!), at(x!), sizeOf(x!.shape), elementwise[f]);
  },
};

/** y f'(x): linear in y, so that it is its own adjoint there. */
const derivative: Operation<Elementwise> = {
  name: 'derivative of a map',
  emit({ call, at }, { inputs: [y, x], outputs: [out], attributes: f }) {
    call('mapDerivative', at(out!), at(y!), at(x!), sizeOf(x!.shape), elementwise[f]);
  },
  pullback({ inputs: [y, x], attributes: f }, [g]) {
    return [mapDerivative(g!, x!, f), record(secondDerivative, [g!, y!, x!], x!.shape, f)];
  },
  pushforward({ inputs: [y, x], attributes: f }, [dy, dx]) {
    return [total(dy && mapDerivative(dy, x!, f), dx && record(secondDerivative, [dx, y!, x!], x!.shape, f))];
  },
};

/** y f'(x), elementwise. */
export const mapDerivative = (y: Tensor, x: Tensor, f: Elementwise): Tensor => record(derivative, [y, x], x.shape, f);

export const mapOperation: Operation<Elementwise> = {
  name: 'map',
  emit({ call, at }, { inputs: [x], outputs: [out], attributes: f }: Node<Elementwise>) {
    call('map', at(out!), at(x!), sizeOf(x!.shape), elementwise[f]);
  },
  pullback: ({ inputs: [x], attributes: f }, [g]) => [mapDerivative(g!, x!, f)],
  pushforward: ({ inputs: [x], attributes: f }, [dx]) => [mapDerivative(dx!, x!, f)],
};

/** A map that there is. @throws {ArgumentError} */
export const requireElementwise = (where: string, f: Elementwise): Elementwise =>
  requireOneOf(where, 'f', f, Object.keys(elementwise) as Elementwise[]);

/** f(x), elementwise. `mapBy('silu', x)` is `silu(x)`: for layers whose activation is an option. */
export function mapBy(f: Elementwise, x: Tensor): Tensor {
  requireElementwise('mapBy', f);
  requireTensor(f, 'x', x);
  return f === 'identity' ? x : record(mapOperation, [x], x.shape, f);
}

/** max(x, 0). Its derivative at 0 is taken as 0. */
export const relu = (x: Tensor): Tensor => mapBy('relu', x);
/** x sigmoid(x) (Elfwing, Uchibe and Doya 2018). */
export const silu = (x: Tensor): Tensor => mapBy('silu', x);
/** x Phi(x), Phi the normal distribution function (Hendrycks and Gimpel 2016). */
export const gelu = (x: Tensor): Tensor => mapBy('gelu', x);
/** (e^x - e^-x)/(e^x + e^-x). */
export const tanh = (x: Tensor): Tensor => mapBy('tanh', x);
/** 1/(1 + e^-x). */
export const sigmoid = (x: Tensor): Tensor => mapBy('sigmoid', x);
/** log(1 + e^x), without overflow. */
export const softplus = (x: Tensor): Tensor => mapBy('softplus', x);
/** e^x; Infinity from 88.73 on. */
export const exp = (x: Tensor): Tensor => mapBy('exp', x);
/** Natural; -Infinity at 0 and NaN below. */
export const log = (x: Tensor): Tensor => mapBy('log', x);
/** The root; NaN below 0. */
export const sqrt = (x: Tensor): Tensor => mapBy('sqrt', x);
/** x^2. */
export const square = (x: Tensor): Tensor => mapBy('square', x);
/** 1/x. */
export const reciprocal = (x: Tensor): Tensor => mapBy('reciprocal', x);
/** NaN for |x| > 2^29. */
export const sin = (x: Tensor): Tensor => mapBy('sin', x);
/** NaN for |x| > 2^29. */
export const cos = (x: Tensor): Tensor => mapBy('cos', x);
/** |x|. Its derivative at 0 is taken as 0. */
export const abs = (x: Tensor): Tensor => mapBy('abs', x);
