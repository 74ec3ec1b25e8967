/** Batches of rows, in a new order every epoch. */
import { foldIn, type Key, permutation, type Rng, stream } from '@yuragi/prob-core';
import { ArgumentError, requireCount } from '@yuragi/prob-core/errors';

/** What a step of `fit` asks for: the inputs of one copy of the model, to be written. */
export interface Batch {
  /** From 0. */
  readonly step: number;
  /** Of this step: what is drawn depends on the key of the fit and the step alone. */
  readonly rng: Rng;
  /** The arrays to write, by name. */
  readonly inputs: Readonly<Record<string, Float32Array>>;
  /** Rows start .. start + size - 1 of the step's batch. */
  readonly start: number;
  readonly size: number;
  /** Rows of the whole batch; more than `size` where threads share it. */
  readonly batchSize: number;
}

/**
 * Writes batches from rows of data: every epoch is all rows in a random order, without replacement, one batch after
 * another; a batch may end one epoch and begin the next. Which rows a step has depends on (key, step) alone.
 *
 * @param arrays by the name of the input; each holds n rows, row-major
 * @throws {ArgumentError} if an array does not hold n rows; when called, if the model has no such input or rows of another size
 * @example ```ts doctest
 * import { key, stream } from '@yuragi/prob-core';
 * import { rowsOf } from '@yuragi/nn';
 * const fill = rowsOf({ x: Float64Array.of(10, 20, 30) }, 3, key('order'));
 * const inputs = { x: new Float32Array(3) };
 * fill({ step: 0, rng: stream(key(0)), inputs, start: 0, size: 3, batchSize: 3 });
 * Array.from(inputs.x).sort(); // => [10, 20, 30]
 * ```
 */
export function rowsOf(
  arrays: Readonly<Record<string, ArrayLike<number>>>,
  n: number,
  key: Key,
): (batch: Batch) => void {
  requireCount('rowsOf', 'n', n, 1);
  if (typeof arrays !== 'object' || arrays === null || Object.keys(arrays).length === 0)
    throw new ArgumentError('rowsOf', 'arrays', 'arrays by the name of their input', arrays);
  const columns = Object.entries(arrays).map(([name, values]) => {
    if (typeof values?.length !== 'number' || typeof values[0] === 'object')
      throw new ArgumentError('rowsOf', `arrays.${name}`, 'a flat list of numbers', values);
    if (values.length === 0 || values.length % n !== 0)
      throw new ArgumentError('rowsOf', `arrays.${name}.length`, `a multiple of the ${n} rows, > 0`, values.length);
    return { name, values, width: values.length / n };
  });

  // Two neighbouring epochs are enough for any batch in turn; another is drawn again when it is asked for.
  const orders = new Map<number, Int32Array>();
  const orderOf = (epoch: number): Int32Array => {
    let order = orders.get(epoch);
    if (order === undefined) {
      if (orders.size === 2) orders.delete(Math.min(...orders.keys()));
      order = permutation(stream(foldIn(key, epoch)), n);
      orders.set(epoch, order);
    }
    return order;
  };

  return ({ step, inputs, start, size, batchSize }) => {
    const first = step * batchSize + start;
    for (const { name, values, width } of columns) {
      const out = inputs[name];
      if (out?.length !== size * width)
        throw new ArgumentError(
          'rowsOf',
          `inputs.${name}`,
          `an input of the model with ${size} x ${width} values`,
          out ?? `inputs ${Object.keys(inputs).join(', ')}`,
        );
      for (let i = 0; i < size; i++) {
        const row = orderOf(Math.floor((first + i) / n))[(first + i) % n]!;
        for (let j = 0; j < width; j++) out[i * width + j] = values[row * width + j]!;
      }
    }
  };
}
