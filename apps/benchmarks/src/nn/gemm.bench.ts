/** How fast are matrix products, and how near to what the registers can do? */
import { createEngine } from '@yuragi/nn';
import { inProcess } from '../measure.ts';
import { largestDifference, type Row } from '../row.ts';
import { normals } from './models.ts';
import { registerLoop } from './register-loop.ts';

export type GemmSize = readonly [m: number, k: number, n: number];
const FULL: readonly GemmSize[] = [
  [256, 128, 128],
  [64, 256, 256],
  [512, 512, 512],
];
/** Sums of up to 512 products of normals in f32, in another order. */
const TOLERANCE = 1e-4;

function row([m, k, n]: GemmSize): Row {
  const seed = `gemm ${m} ${k} ${n}`;
  const flops = 2 * m * n * k;
  return {
    name: seed.replaceAll(' ', '-'),
    package: 'nn',
    title: `(${m}, ${k}) times (${k}, ${n})`,
    included: 'one product into an array that is there, with the packing of its factors',
    dtype: 'f32',
    layout: 'row-major',
    seed,
    unit: 'flop',
    work: flops,
    async setUp(python) {
      const { allocate, kernels, kind, view } = await createEngine();
      const [a, b, out] = [allocate(m * k), allocate(k * n), allocate(m * n)];
      const scratch = allocate(kernels.matmulScratch(m, n, k));
      const [left, right] = [normals(`${seed} left`, m * k), normals(`${seed} right`, k * n)];
      view(a, m * k).set(left);
      view(b, k * n).set(right);
      const ours = () => kernels.matmul(out, a, b, m, n, k, k, 1, n, 1, n, 0, 1, 0, 0, 0, scratch);
      ours();
      const product = view(out, m * n).slice();
      return {
        ours,
        peers: [
          {
            name: 'torch',
            async open() {
              const task = await python.open<Float64Array>('matrix_product', ['numpy', 'torch'], {
                left: Float64Array.from(left),
                right: Float64Array.from(right),
                inner: k,
              });
              return {
                contender: task,
                agreement: {
                  measure: 'entries, largest |difference|/(1 + |value|)',
                  value: largestDifference(product, task.answer),
                  tolerance: TOLERANCE,
                },
                close: task.close,
              };
            },
          },
          {
            name: 'register loop',
            async open() {
              const loop = await registerLoop(flops, kind === 'relaxed');
              return {
                contender: inProcess(() => void loop()),
                agreement: {
                  measure: 'as many operations, and a finite sum: 0, else 1',
                  value: Number.isFinite(loop()) ? 0 : 1,
                  tolerance: 0,
                },
              };
            },
          },
        ],
      };
    },
  };
}

export const matrixProducts = (sizes: readonly GemmSize[] = FULL): readonly Row[] => sizes.map(row);
