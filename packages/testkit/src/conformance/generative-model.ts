/** What every trained generative model must do. */
import type { NdArray } from 'ndarray';
import { expect } from 'vitest';
import type { GenerativeModel, Rng } from '../shapes.ts';
import { type Checks, type MakeRng, registerChecks } from './suite.ts';

export interface GenerativeModelConformanceOptions {
  /** A few rows of data, (n, d), made afresh. */
  readonly data: () => NdArray<Float64Array>;
  readonly makeRng: MakeRng;
}

/** Shape and values in row-major order, whatever the strides. */
function contents(array: NdArray<Float64Array>): { readonly shape: readonly number[]; readonly rows: number[][] } {
  const [n = 0, d = 0] = array.shape;
  return {
    shape: [...array.shape],
    rows: Array.from({ length: n }, (_, i) => Array.from({ length: d }, (_, j) => array.get(i, j))),
  };
}

/** The checks of `generativeModelConformance`, to be run one by one. */
export function generativeModelChecks(
  make: () => GenerativeModel | Promise<GenerativeModel>,
  { data, makeRng }: GenerativeModelConformanceOptions,
): Checks {
  const n = data().shape[0]!;
  /** A method of one number per row: determinism, shape, and data left as they were. Absent methods are not owed. */
  const perRow = async (
    method: 'logDensity' | 'logDensityBound' | 'energy',
    accepts: (value: number) => boolean,
  ): Promise<void> => {
    const model = await make();
    if (model[method] === undefined) return;
    const evaluate = (rng: Rng): Float64Array => {
      const x = data();
      const values = model[method]!(x, rng);
      expect(contents(x)).toStrictEqual(contents(data()));
      return values;
    };
    const values = evaluate(makeRng(method));
    expect(values).toBeInstanceOf(Float64Array);
    expect(values).toHaveLength(n);
    expect(values.every(accepts)).toBe(true);
    expect(evaluate(makeRng(method))).toStrictEqual(values);
  };
  return {
    async 'sample gives (n, dimension) finite values, equal for equal rng states'() {
      const model = await make();
      const samples = contents(await model.sample(makeRng('sample'), 7));
      expect(samples.shape).toEqual([7, model.dimension]);
      expect(samples.rows.flat().every(Number.isFinite)).toBe(true);
      expect(contents(await model.sample(makeRng('sample'), 7))).toStrictEqual(samples);
      expect(contents(await model.sample(makeRng('another sample'), 7))).not.toEqual(samples);
    },
    'logDensity gives a number < Infinity per row': () => perRow('logDensity', (value) => value < Infinity),
    'logDensityBound gives a number < Infinity per row': () => perRow('logDensityBound', (value) => value < Infinity),
    'energy gives a number > -Infinity per row': () => perRow('energy', (value) => value > -Infinity),
    async 'encode gives a row per row and leaves the data as they were'() {
      const model = await make();
      if (model.encode === undefined) return;
      const x = data();
      const codes = contents(model.encode(x));
      expect(contents(x)).toStrictEqual(contents(data()));
      expect(codes.shape[0]).toBe(n);
      expect(codes.rows.flat().every(Number.isFinite)).toBe(true);
    },
    async 'rows of another width are refused by name'() {
      const model = await make();
      const wide = { ...data(), shape: [1, model.dimension + 1], stride: [model.dimension + 1, 1], offset: 0 };
      const x = { ...wide, data: new Float64Array(model.dimension + 1) } as unknown as NdArray<Float64Array>;
      for (const method of ['logDensity', 'logDensityBound', 'energy', 'encode'] as const)
        if (model[method] !== undefined)
          expect(() => model[method]!(x, makeRng('width'))).toThrow(expect.objectContaining({ code: 'YURAGI_SHAPE' }));
    },
  };
}

/**
 * Registers the tests every generative model must pass: shapes, determinism, inputs left alone, no Math.random. Methods
 * the model does not have are not tested.
 *
 * @param make the trained model; called for every test
 */
export function generativeModelConformance(
  name: string,
  make: () => GenerativeModel | Promise<GenerativeModel>,
  options: GenerativeModelConformanceOptions,
): void {
  registerChecks(name, generativeModelChecks(make, options));
}
