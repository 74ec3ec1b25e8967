import { expectClose, referenceCase } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { exactReverse } from '../index.ts';
import { type QGaussian, qGaussian, qGaussianKernel } from './index.ts';

const { inputs, outputs, tolerance } = referenceCase('bridge', 'q-gaussian');
const identity = tolerance.identities_abs as number;
const { t } = inputs as { t: number };
interface Row {
  readonly q: number;
  readonly K: number;
  readonly largest_node: number;
  readonly smallest_node_weight: number;
  readonly min_kernel_over_weight: number;
}
const rows: readonly Row[] = outputs.cases;
/** The entries of a kernel, row by row. */
const kernelOf = (family: QGaussian, time: number): Float64Array => qGaussianKernel(family, time).data;
const law = ({ q, K }: Row): QGaussian => qGaussian({ q, numNodes: K });

/** The largest faults of a kernel in the four identities of the family. */
function faults({ nodes, weights }: QGaussian, transition: Float64Array, time: number) {
  const k = nodes.length;
  const worst = { total: 0, mean: 0, variance: 0, balance: 0 };
  for (let x = 0; x < k; x++) {
    const moments = [0, 0, 0];
    for (let y = 0; y < k; y++) {
      const chance = transition[y * k + x]!;
      for (let power = 0; power < 3; power++) moments[power]! += chance * nodes[y]! ** power;
      worst.balance = Math.max(worst.balance, Math.abs(weights[x]! * chance - weights[y]! * transition[x * k + y]!));
    }
    const [total, mean, square] = moments as [number, number, number];
    worst.total = Math.max(worst.total, Math.abs(total - 1));
    worst.mean = Math.max(worst.mean, Math.abs(mean - Math.exp(-time) * nodes[x]!));
    worst.variance = Math.max(worst.variance, Math.abs(square - mean ** 2 - (1 - Math.exp(-2 * time))));
  }
  return worst;
}

describe('the kernels of the q-family', () => {
  test.each(rows)('q = $q, K = $K: nodes, weights and the least kernel over weight are the reference`s', (row) => {
    const { nodes, weights, basis } = law(row);
    const transition = kernelOf(law(row), t);
    const ratios = transition.map((chance, at) => chance / weights[Math.floor(at / row.K)]!);
    const found = {
      largest_node: nodes[0],
      smallest_node_weight: Math.min(...weights),
      min_kernel_over_weight: Math.min(...ratios),
    };
    const { largest_node, smallest_node_weight, min_kernel_over_weight } = row;
    expectClose(found, { largest_node, smallest_node_weight, min_kernel_over_weight }, { rel: 1e-8 });
    for (let n = 0; n < row.K; n++) {
      const norm = weights.reduce((sum, w, i) => sum + w * basis[i * row.K + n]! ** 2, 0);
      expect(Math.abs(norm - 1)).toBeLessThan(identity);
    }
  });

  test.each(rows)('q = $q, K = $K: columns sum to 1, mean e^{-t}x, variance 1 - e^{-2t}, w balanced', (row) => {
    for (const fault of Object.values(faults(law(row), kernelOf(law(row), t), t))) expect(fault).toBeLessThan(identity);
    expect(outputs.variance).toBeCloseTo(1 - Math.exp(-2 * t), 15);
    // Mutant: the reference law taken for flat, w(y|x) without w_y.
    if (row.K > 2) {
      const { weights } = law(row);
      const flat = kernelOf(law(row), t).map((c, at) => c / weights[Math.floor(at / row.K)]! / row.K);
      expect(faults(law(row), flat, t).variance).toBeGreaterThan(0.01);
    }
  });

  test('kernels compose: 0.3 after 0.4 is 0.7', () => {
    for (const row of rows) {
      const [first, second, whole] = [0.4, 0.3, 0.7].map((time) => kernelOf(law(row), time));
      const k = row.K;
      for (let y = 0; y < k; y++)
        for (let x = 0; x < k; x++) {
          let sum = 0;
          for (let z = 0; z < k; z++) sum += second![y * k + z]! * first![z * k + x]!;
          expect(Math.abs(sum - whole![y * k + x]!)).toBeLessThan(identity);
        }
    }
  });
});

test('q = -1 is the bit flip of binomial diffusion', () => {
  const transition = kernelOf(qGaussian({ q: -1, numNodes: 2 }), t);
  const flip = (1 - Math.exp(-t)) / 2;
  for (const [at, expected] of [1 - flip, flip, flip, 1 - flip].entries())
    expect(transition[at]).toBeCloseTo(expected, 15);
  expect(outputs.flip_probability).toBeCloseTo(flip, 15);
});

test('q = 0 is the free kernel, in closed form to 4e-13 at K = 50', () => {
  const r = Math.exp(-t);
  const ratio = (x: number, y: number): number =>
    (1 - r ** 2) / ((1 - r ** 2) ** 2 - r * (1 + r ** 2) * x * y + r ** 2 * (x ** 2 + y ** 2));
  for (const [x, y, value] of outputs.closed_form_points) expectClose(ratio(x, y), value, { rel: 1e-12 });
  const { nodes, weights } = qGaussian({ q: 0, numNodes: 50 });
  const transition = kernelOf(qGaussian({ q: 0, numNodes: 50 }), t);
  let worst = 0;
  for (let y = 0; y < 50; y++) {
    expect(nodes[y]).toBeCloseTo(2 * Math.cos(((y + 1) * Math.PI) / 51), 14);
    expect(weights[y]).toBeCloseTo((2 / 51) * Math.sin(((y + 1) * Math.PI) / 51) ** 2, 14);
    for (let x = 0; x < 50; x++)
      worst = Math.max(worst, Math.abs(transition[y * 50 + x]! / weights[y]! - ratio(nodes[x]!, nodes[y]!)));
  }
  expect(worst).toBeLessThan(4e-13);
});

test('q = 1 has the moments of the normal law, and for long times the Gaussian kernel`s own polynomials', () => {
  const { nodes, weights, basis } = qGaussian({ q: 1, numNodes: 10 });
  const moment = (power: number): number => weights.reduce((sum, w, i) => sum + w * nodes[i]! ** power, 0);
  for (const [power, value] of [
    [2, 1],
    [4, 3],
    [6, 15],
    [8, 105],
    [18, 34459425],
  ] as const)
    expect(moment(power) / value).toBeCloseTo(1, 12);
  // He_3/sqrt(6).
  for (const [i, x] of nodes.entries()) expect(basis[i * 10 + 3]).toBeCloseTo((x ** 3 - 3 * x) / Math.sqrt(6), 11);
  for (const fault of Object.values(
    faults(qGaussian({ q: 1, numNodes: 10 }), kernelOf(qGaussian({ q: 1, numNodes: 10 }), 3), 3),
  ))
    expect(fault).toBeLessThan(identity);
});

describe('Bayes on the nodes', () => {
  test('returns the law from before the step, and composed from any law the one it came from', () => {
    const family = qGaussian({ q: 0.5, numNodes: 12 });
    const prior = family.nodes.map((x) => Math.exp(1.3 * x)).map((v, _, all) => v / all.reduce((a, b) => a + b, 0));
    const k = prior.length;
    const times = (matrix: Float64Array, p: Float64Array): Float64Array =>
      p.map((_, y) => p.reduce((sum, mass, x) => sum + matrix[y * k + x]! * mass, 0));
    const kernel = qGaussianKernel(family, 0.7);
    const { kernels, start } = exactReverse([kernel], prior);
    const noisy = times(kernel.data, prior);
    for (const [y, mass] of noisy.entries()) expect(mass).toBeCloseTo(start[y]!, 15);
    const back = times(kernels[0]!.data, noisy);
    for (const [x, mass] of back.entries()) expect(Math.abs(mass - prior[x]!)).toBeLessThan(1e-15);
    // Mutant: the law from after the step as the prior.
    const wrong = times(exactReverse([kernel], noisy).kernels[0]!.data, noisy);
    expect(Math.max(...wrong.map((mass, x) => Math.abs(mass - prior[x]!)))).toBeGreaterThan(0.05);
    // At equilibrium the step is its own reverse.
    const still = exactReverse([kernel], family.weights).kernels[0]!;
    for (const [at, chance] of still.data.entries()) expect(chance).toBeCloseTo(kernel.data[at]!, 12);
  });
});

describe('what is refused', () => {
  test.each(outputs.negative_cases as { q: number; K: number; t: number; min_kernel: number }[])(
    'q = $q, K = $K, t = $t: a negative chance, with its size',
    ({ q, K, t: time, min_kernel }) => {
      const refused = (): unknown => qGaussianKernel(qGaussian({ q, numNodes: K }), time);
      expect(refused).toThrow(`${K} nodes at q = ${q} carry it without negative chances`);
      expect(refused).toThrow(q === 1 ? 'take the Gaussian kernel' : `received ${time}`);
      let message = '';
      try {
        refused();
      } catch (error) {
        message = (error as Error).message;
      }
      expectClose(Number(/the least is (\S+)\)/.exec(message)![1]), min_kernel, { rel: 1e-8 });
    },
  );

  test('other bad input', () => {
    expect(() => qGaussian({ q: 1.5, numNodes: 4 })).toThrow(
      'qGaussian: `q` must be a number in [-1, 1]; received 1.5',
    );
    expect(() => qGaussian({ q: 0, numNodes: 1 })).toThrow('`numNodes` must be an integer >= 2; received 1');
    expect(() => qGaussian({ q: -1, numNodes: 3 })).toThrow(
      '`numNodes` must be 2 at q = -1, where [2]_q = 0; received 3',
    );
    const coin = qGaussian({ q: -1, numNodes: 2 });
    expect(() => qGaussianKernel(coin, -0.1)).toThrow('`time` must be a finite number >= 0; received -0.1');
  });
});
