import { isingModel } from '@yuragi/mcmc';
import { key, stream, toNdarray } from '@yuragi/prob-core';
import { symmetricEigen } from '@yuragi/prob-core/eigen';
import { expectClose, referenceCase } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { hamiltonianOfChain } from './bridge.ts';
import { contraction } from './contraction.ts';
import { boltzmannLaw } from './flip-rates.ts';
import { randomScanChain, szegedyPhaseGap, szegedyWalk, szegedyWalkMatrix } from './szegedy-walk.ts';

const { inputs, outputs } = referenceCase('bridge', 'szegedy-and-contraction');
const i4 = isingModel({ numSpins: 4, bonds: inputs.bonds, fields: inputs.fields });
const law = boltzmannLaw(i4, inputs.beta);
const chain = randomScanChain(i4, { beta: inputs.beta, rule: 'metropolis' });
const N = 16;

const pair = isingModel({ numSpins: 2, bonds: [[0, 1, 1]] });
const twoSpins = randomScanChain(pair, { beta: 1, rule: 'metropolis' });

/** Cosines of the eigenphases of an orthogonal matrix, descending: the eigenvalues of its symmetric part. */
function cosines(u: Float64Array, n: number): Float64Array {
  return symmetricEigen(
    u.map((entry, at) => (entry + u[(at % n) * n + Math.floor(at / n)]!) / 2),
    n,
  ).values;
}

const square = (n: number, entry: (row: number, column: number) => number) =>
  toNdarray(
    Float64Array.from({ length: n * n }, (_, at) => entry(Math.floor(at / n), at % n)),
    [n, n],
  );

describe("Szegedy's walk of random-scan Metropolis on four spins, beta = 3", () => {
  const walk = szegedyWalk(chain, law);
  const matrix = szegedyWalkMatrix(chain).data;
  const size = N * N;

  test('its phase gap is 2 arccos(1 - delta), with the values of reference', () => {
    expectClose(walk.spectralGap, outputs.delta, { abs: 1e-13 });
    expectClose(walk.lambdaMin, outputs.lambda_min, { abs: 1e-13 });
    expectClose(walk.phaseGap, outputs.phase_gap, { abs: 1e-12 });
    expectClose(2 * Math.sqrt(2 * walk.spectralGap), outputs.approximation, { abs: 1e-12 });
    expect(walk.phaseGap).toBeGreaterThan(2 * Math.sqrt(2 * walk.spectralGap));
  });

  test('the product of the two reflections is orthogonal', () => {
    for (let row = 0; row < size; row += 17)
      for (let other = 0; other < size; other++) {
        let product = 0;
        for (let k = 0; k < size; k++) product += matrix[row * size + k]! * matrix[other * size + k]!;
        expect(Math.abs(product - (row === other ? 1 : 0))).toBeLessThan(1e-13);
      }
  });

  test('its 256 eigenphases are 30 of the chain, in pairs, and 226 zeros', () => {
    const found = cosines(matrix, size);
    const expected = [...new Array(size - 2 * (N - 1)).fill(1)];
    for (const phase of walk.phases.subarray(1)) expected.push(Math.cos(phase), Math.cos(phase));
    expected.sort((a, b) => b - a);
    for (const [k, cosine] of found.entries()) expect(Math.abs(cosine - expected[k]!)).toBeLessThan(1e-12);
    expectClose(Math.acos(found[size - 2 * (N - 1)]!), outputs.phase_gap, { abs: 1e-10 });
  });

  test('one reflection and a swap turn by half as much', () => {
    // Row (a, b) of swap * reflection is row (b, a) of the reflection.
    const half = square(size, (row, column) => {
      const [b, a] = [Math.floor(row / N), row % N];
      const [x, y] = [Math.floor(column / N), column % N];
      return a === x ? 2 * Math.sqrt(chain.get(b, a) * chain.get(y, a)) - (b === y ? 1 : 0) : 0;
    }).data;
    const smallest = Math.acos(cosines(half, size).find((cosine) => cosine < 1 - 1e-9)!);
    expectClose(smallest, outputs.phase_gap / 2, { abs: 1e-10 });
  });
});

describe('phases and gaps', () => {
  test('the formula without the difference from 1', () => {
    for (const delta of [0, 0.01, 0.3, 1]) expect(szegedyPhaseGap(delta)).toBeCloseTo(2 * Math.acos(1 - delta), 14);
    expectClose(szegedyPhaseGap(1e-30), 2 * Math.SQRT2 * 1e-15, { rel: 1e-14 });
  });

  test('heat bath is an average of projections: no eigenvalue is below 0', () => {
    for (const beta of [0.2, 1, 3]) {
      const heatBath = randomScanChain(i4, { beta, rule: 'heat-bath' });
      expect(szegedyWalk(heatBath, boltzmannLaw(i4, beta)).lambdaMin).toBeGreaterThan(-1e-14);
    }
  });

  test('a chain that oscillates faster than it relaxes is refused with both sizes, and lazily accepted', () => {
    const blink = square(2, (y, x) => (y === x ? 0.125 : 0.875));
    expect(() => szegedyWalk(blink, [0.5, 0.5])).toThrow(
      'szegedyWalk: `transition` must be a chain with |lambda_min| <= lambda_2, as (1 + T)/2 is: lambda_min is -0.750000 and lambda_2 -0.750000; received [-0.75, -0.75]',
    );
    const lazy = square(2, (y, x) => ((y === x ? 1 : 0) + blink.get(y, x)) / 2);
    expect(szegedyWalk(lazy, [0.5, 0.5]).phaseGap).toBeCloseTo(2 * Math.acos(0.125), 13);
  });
});

describe('a chain contracts and a unitary cannot', () => {
  test('random-scan Metropolis on two spins: the matrix, the distance and the rank of reference', () => {
    expectClose(Array.from(twoSpins.data), outputs.two_spin_matrix.flat(), { abs: 1e-15 });
    const { orthogonalityDefect, rank, singularValues, dobrushinCoefficient } = contraction(twoSpins);
    expectClose(orthogonalityDefect, outputs.two_spin_frobenius, { abs: 1e-13 });
    expect(rank).toBe(outputs.two_spin_rank);
    // |W^T W - 1|^2 is the sum of (sigma^2 - 1)^2.
    const bySingularValues = Math.sqrt(singularValues.reduce((sum, sigma) => sum + (sigma * sigma - 1) ** 2, 0));
    expect(bySingularValues).toBeCloseTo(orthogonalityDefect, 13);
    expect(dobrushinCoefficient).toBeCloseTo(1 - Math.exp(-2), 14);
  });

  test('stochastic and orthogonal means a permutation: a chain is no nearer than its widest column is from a point', () => {
    const rng = stream(key('stochastic and orthogonal'));
    for (let trial = 0; trial < 200; trial++) {
      const n = 2 + rng.int(5);
      // A permutation mixed with noise, less and less of it.
      const noise = 10 ** (-6 * rng.uniform());
      const columns = Array.from({ length: n }, (_, x) => {
        const raw = Array.from({ length: n }, () => rng.exponential());
        const sum = raw.reduce((a, b) => a + b);
        return raw.map((p, y) => (noise * p) / sum + (y === (x + 1) % n ? 1 - noise : 0));
      });
      const { orthogonalityDefect, dobrushinCoefficient } = contraction(square(n, (y, x) => columns[x]![y]!));
      const spread = Math.max(...columns.map((column) => 1 - column.reduce((sum, p) => sum + p * p, 0)));
      expect(orthogonalityDefect).toBeGreaterThanOrEqual(spread * (1 - 1e-9));
      expect(spread).toBeGreaterThan(0);
      expect(dobrushinCoefficient).toBeLessThan(1);
    }
  });

  test('permutations, and only their kind, have distance 0 and keep laws apart', () => {
    const cycle = contraction(square(5, (y, x) => (y === (x + 2) % 5 ? 1 : 0)));
    expect(cycle).toMatchObject({ orthogonalityDefect: 0, dobrushinCoefficient: 1, rank: 5 });
    // Point columns that meet are not orthogonal either.
    expect(contraction(square(2, (y) => (y === 0 ? 1 : 0))).orthogonalityDefect).toBeCloseTo(Math.SQRT2, 15);
  });

  test('every step brings two laws together by the coefficient at least, and a rotation keeps their distance', () => {
    const { dobrushinCoefficient } = contraction(chain);
    const rng = stream(key('two laws'));
    const draw = (): number[] => {
      const raw = Array.from({ length: N }, () => rng.exponential());
      return raw.map((p) => p / raw.reduce((a, b) => a + b));
    };
    const image = (p: number[]): number[] => p.map((_, y) => p.reduce((sum, px, x) => sum + chain.get(y, x) * px, 0));
    const distance = (p: number[], q: number[]): number => p.reduce((sum, x, k) => sum + Math.abs(x - q[k]!) / 2, 0);
    for (let trial = 0; trial < 50; trial++) {
      const [p, q] = [draw(), draw()];
      expect(distance(image(p), image(q))).toBeLessThanOrEqual(dobrushinCoefficient * distance(p, q) + 1e-15);
    }
  });
});

test('the random-scan chain keeps its law and is 1 + W/n', () => {
  const { lambda2, lambdaMin } = hamiltonianOfChain(
    randomScanChain(i4, { beta: 1, rule: 'metropolis' }),
    boltzmannLaw(i4, 1),
  );
  // Reference case 'i4-classical-to-quantum'.
  expectClose([lambda2, lambdaMin], [0.9139772230477687, -0.39448239087819315], { abs: 1e-12 });
});

test('refusals', () => {
  expect(() => szegedyPhaseGap(1.5)).toThrow('szegedyPhaseGap: `spectralGap` must be a number in [0, 1]; received 1.5');
  expect(() =>
    szegedyWalk(
      square(1, () => 1),
      [1],
    ),
  ).toThrow('szegedyWalk: `transition` must be a matrix of at least 2 rows; received 1');
  expect(() => szegedyWalkMatrix(square(33, (y, x) => (y === x ? 1 : 0)))).toThrow(
    'szegedyWalkMatrix: `transition` must be of at most 32 states; received 33',
  );
  expect(() => szegedyWalkMatrix(square(2, () => 0.4))).toThrow(
    'szegedyWalkMatrix: `transition` must be a matrix whose column 0 sums to 1; received 0.8',
  );
  expect(() => contraction(square(2, (y, x) => (y === x ? 1.5 : -0.5)))).toThrow(
    'contraction: `transition[1,0]` must be a number >= 0; received -0.5',
  );
  expect(() => contraction(toNdarray(new Float64Array(6), [2, 3]))).toThrow(
    'contraction: `transition` must have shape (n, 2); received shape (2, 3)',
  );
  expect(() => randomScanChain(pair, { beta: -1, rule: 'metropolis' })).toThrow(
    'singleFlipGenerator: `beta` must be a finite number >= 0; received -1',
  );
});
