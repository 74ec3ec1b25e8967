import { key, stream } from '@yuragi/prob-core';
import { describe, expect, test } from 'vitest';
import { elementwise } from '../../src/kernels.ts';
import { matmulReference } from '../../src/reference/matmul.ts';
import { kernelBuilds, roundoff, type TestBed, testBed } from './harness.ts';

type Bed = TestBed<ReturnType<typeof matmulReference>>;

/** One product: strides as `matmul` takes them, all in elements. */
interface Product {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly aRow: number;
  readonly aColumn: number;
  readonly bRow: number;
  readonly bColumn: number;
  readonly outRow: number;
  readonly accumulate: number;
  readonly batch: number;
  readonly aBatch: number;
  readonly bBatch: number;
  readonly outBatch: number;
}

const layouts = { NN: 0, NT: 1, TN: 2, TT: 3 } as const;

/** Dense matrices in one of the four layouts. */
function dense(layout: number, m: number, n: number, k: number, accumulate = 0): Product {
  const [aRow, aColumn] = layout & 2 ? [1, m] : [k, 1];
  const [bRow, bColumn] = layout & 1 ? [1, k] : [n, 1];
  const one = { batch: 1, aBatch: 0, bBatch: 0, outBatch: 0 };
  return { m, n, k, aRow, aColumn, bRow, bColumn, outRow: n, accumulate, ...one };
}

const extent = (count: number, stride: number) => (count - 1) * stride;

/** Allocates the operands and runs the product on both sides; the largest error as a share of its bound. */
function excessOf(bed: Bed, seed: string, product: Product): number {
  const { m, n, k, aRow, aColumn, bRow, bColumn, outRow, accumulate, batch, aBatch, bBatch, outBatch } = product;
  const rng = stream(key(seed));
  const sizeA = extent(batch, aBatch) + extent(m, aRow) + extent(k, aColumn) + 1;
  const sizeB = extent(batch, bBatch) + extent(k, bRow) + extent(n, bColumn) + 1;
  const sizeOut = extent(batch, outBatch) + extent(m, outRow) + n;
  const a = bed.normals(rng, sizeA);
  const b = bed.normals(rng, sizeB);
  const out = accumulate ? bed.normals(rng, sizeOut) : bed.output(sizeOut);
  const scratch = bed.allocate(bed.kernels.matmulScratch(m, n, k));

  // A sum of k products and what it is added to is rounded k times, each product once, in whatever order: the error is at
  // most (k + 1) roundoffs of the sum of absolute values. One more covers the squares of roundoff. Between rows of out
  // nothing may change.
  const bound = new Float64Array(sizeOut);
  for (let matrix = 0; matrix < batch; matrix++) {
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        const at = matrix * outBatch + i * outRow + j;
        let sum = accumulate ? Math.abs(bed.expected[out / 4 + at]!) : 0;
        for (let l = 0; l < k; l++) {
          const left = bed.expected[a / 4 + matrix * aBatch + i * aRow + l * aColumn]!;
          sum += Math.abs(left * bed.expected[b / 4 + matrix * bBatch + l * bRow + j * bColumn]!);
        }
        bound[at] = (k + 2) * roundoff * sum;
      }
    }
  }
  bed.run((kernels) =>
    kernels.matmul(
      ...([out, a, b, m, n, k, aRow, aColumn, bRow, bColumn, outRow] as const),
      ...([accumulate, batch, aBatch, bBatch, outBatch, scratch] as const),
    ),
  );
  return bed.excess(out, sizeOut, bound);
}

const sizes = [1, 2, 3, 5, 7, 37, 64];

describe.each(kernelBuilds())('matmul, $name build', (build) => {
  test.each(Object.entries(layouts))('is the product of matrices of every size (%s)', (name, layout) => {
    for (const m of sizes) {
      for (const n of sizes) {
        for (const k of sizes) {
          const bed = testBed(build, matmulReference);
          const excess = excessOf(bed, `matmul ${name} ${m} ${n} ${k}`, dense(layout, m, n, k, k % 2));
          expect(excess, `${m} x ${n} x ${k}`).toBeLessThanOrEqual(1);
          expect(bed.isIntact()).toBe(true);
        }
      }
    }
  });

  test.each(Object.entries(layouts))('is right over several blocks of the caches (%s)', (name, layout) => {
    for (const [m, n, k] of [
      [301, 37, 301],
      [37, 301, 520],
      [5, 301, 520],
      [100, 530, 7],
      [530, 3, 301],
      [1100, 1, 5],
    ] as const) {
      for (const accumulate of [0, 1]) {
        const bed = testBed(build, matmulReference);
        const product = dense(layout, m, n, k, accumulate);
        expect(excessOf(bed, `matmul blocks ${name}`, product), `${m} x ${n} x ${k}`).toBeLessThanOrEqual(1);
        expect(bed.isIntact()).toBe(true);
      }
    }
  });

  test('takes slices of columns and any strides, and leaves the columns between alone', () => {
    const bed = testBed(build, matmulReference);
    for (const n of [3, 8, 12, 21]) {
      const slice = { ...dense(0, 13, n, 10), aRow: 17, bRow: 40, outRow: 29 };
      expect(excessOf(bed, 'slices', slice)).toBeLessThanOrEqual(1);
      expect(excessOf(bed, 'slices, added', { ...slice, accumulate: 1 })).toBeLessThanOrEqual(1);
      const strided = { ...slice, aRow: 3, aColumn: 50, bRow: 2, bColumn: 25 };
      expect(excessOf(bed, 'any strides', strided)).toBeLessThanOrEqual(1);
    }
    expect(bed.isIntact()).toBe(true);
  });

  test('multiplies batches, with one matrix for all where a stride is 0', () => {
    const bed = testBed(build, matmulReference);
    for (const [m, n, k] of [
      [5, 9, 6],
      [4, 3, 7],
      [64, 16, 33],
    ] as const) {
      const batch = { ...dense(0, m, n, k), batch: 3, aBatch: m * k, bBatch: k * n, outBatch: m * n };
      for (const accumulate of [0, 1]) {
        expect(excessOf(bed, 'batch', { ...batch, accumulate })).toBeLessThanOrEqual(1);
        expect(excessOf(bed, 'one a', { ...batch, accumulate, aBatch: 0 })).toBeLessThanOrEqual(1);
        expect(excessOf(bed, 'one b', { ...batch, accumulate, bBatch: 0 })).toBeLessThanOrEqual(1);
        const apart = { ...batch, accumulate, bBatch: 0, aBatch: m * k + 3, outBatch: m * n + 5 };
        expect(excessOf(bed, 'one b, matrices apart', apart)).toBeLessThanOrEqual(1);
      }
    }
    expect(bed.isIntact()).toBe(true);
  });

  test('a reference that leaves out the last term is found out', () => {
    const mutant = (memory: () => Float64Array) => {
      const { matmul, ...rest } = matmulReference(memory);
      const wrong: typeof matmul = (out, a, b, m, n, k, ...others) => matmul(out, a, b, m, n, k - 1, ...others);
      return { ...rest, matmul: wrong };
    };
    expect(excessOf(testBed(build, mutant), 'mutant', dense(0, 37, 5, 64))).toBeGreaterThan(1);
  });
});

test('the plain build sums from the first product to the last, in blocks of 384, each rounded', () => {
  const [build] = kernelBuilds();
  for (const [m, n, k] of [
    [13, 21, 500],
    [300, 3, 64],
  ] as const) {
    const bed = testBed(build!, matmulReference);
    const rng = stream(key('order of the sum'));
    const [a, b, out] = [bed.normals(rng, m * k), bed.normals(rng, k * n), bed.output(m * n)];
    bed.kernels.matmul(
      out,
      a,
      b,
      m,
      n,
      k,
      k,
      1,
      n,
      1,
      n,
      0,
      1,
      0,
      0,
      0,
      bed.allocate(bed.kernels.matmulScratch(m, n, k)),
    );
    const { values } = bed;
    for (let i = 0; i < m * n; i++) {
      let total = 0;
      for (let begin = 0; begin < k; begin += 384) {
        let sum = 0;
        for (let l = begin; l < Math.min(k, begin + 384); l++) {
          const term = Math.fround(values[a / 4 + Math.floor(i / n) * k + l]! * values[b / 4 + l * n + (i % n)]!);
          sum = Math.fround(sum + term);
        }
        total = Math.fround(total + sum);
      }
      expect(values[out / 4 + i]).toBe(total);
    }
  }
});

interface Layer {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly activation: number;
}

/** Allocates a layer and runs it; addresses of its results, and the bound of pre by entry. */
function runLayer(bed: Bed, seed: string, { m, n, k, activation }: Layer, { hasPre = true, hasBias = true } = {}) {
  const rng = stream(key(seed));
  const [x, w] = [bed.normals(rng, m * k), bed.normals(rng, k * n)];
  const bias = hasBias ? bed.normals(rng, n) : 0;
  const out = bed.output(m * n);
  const pre = hasPre ? bed.output(m * n) : 0;
  const scratch = bed.allocate(bed.kernels.matmulScratch(m, n, k));
  bed.run((kernels) => kernels.affine(out, pre, x, w, bias, m, n, k, activation, scratch));
  const bound = (at: number) => {
    const { expected } = bed;
    let sum = hasBias ? Math.abs(expected[bias / 4 + (at % n)]!) : 0;
    for (let l = 0; l < k; l++) {
      sum += Math.abs(expected[x / 4 + Math.floor(at / n) * k + l]! * expected[w / 4 + l * n + (at % n)]!);
    }
    return (k + 2) * roundoff * sum;
  };
  return { out, pre, bound };
}

const layers = [
  [1, 1, 1],
  [5, 9, 3],
  [256, 2, 37],
  [37, 128, 3],
  [101, 7, 64],
  [97, 11, 301],
  [100, 600, 2],
] as const;

describe.each(kernelBuilds())('affine, $name build', (build) => {
  test('without a map and with relu, which add no error, is x w + bias to rounding, with and without bias and pre', () => {
    for (const [m, n, k] of layers) {
      for (const activation of [elementwise.identity, elementwise.relu]) {
        for (const hasBias of [true, false]) {
          for (const hasPre of [true, false]) {
            const bed = testBed(build, matmulReference);
            const layer = { m, n, k, activation };
            const { out, pre, bound } = runLayer(bed, 'layer', layer, { hasBias, hasPre });
            expect(bed.excess(out, m * n, bound)).toBeLessThanOrEqual(1);
            if (hasPre && activation !== elementwise.identity)
              expect(bed.excess(pre, m * n, bound)).toBeLessThanOrEqual(1);
            expect(bed.isIntact()).toBe(true);
          }
        }
      }
    }
  });

  test.each(Object.entries(elementwise))(
    'out is the map of pre to the last bit, pre kept or not (%s)',
    (_, activation) => {
      for (const [m, n, k] of layers) {
        const bed = testBed(build, matmulReference);
        const bits = (address: number) => Buffer.from(bed.values.buffer, address, 4 * m * n);
        const { out, pre } = runLayer(bed, 'activation', { m, n, k, activation });
        const alone = runLayer(bed, 'activation', { m, n, k, activation }, { hasPre: false }).out;
        expect(bits(alone).equals(bits(out))).toBe(true);
        // identity writes out alone.
        const from = activation === elementwise.identity ? out : pre;
        const mapped = bed.output(m * n);
        build.kernels.map(mapped, from, m * n, activation);
        expect(bits(mapped).equals(bits(out))).toBe(true);
        expect(bed.isIntact()).toBe(true);
      }
    },
  );

  test('a reference that forgets the bias is found out', () => {
    const mutant = (memory: () => Float64Array) => {
      const { affine, ...rest } = matmulReference(memory);
      const wrong: typeof affine = (out, pre, x, w, _bias, ...others) => affine(out, pre, x, w, 0, ...others);
      return { ...rest, affine: wrong };
    };
    const bed = testBed(build, mutant);
    const { out, bound } = runLayer(bed, 'mutant', { m: 5, n: 9, k: 3, activation: elementwise.relu });
    expect(bed.excess(out, 45, bound)).toBeGreaterThan(1);
  });
});
