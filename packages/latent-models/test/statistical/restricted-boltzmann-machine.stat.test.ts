// alpha 1e-6 per assertion; n = 20 000 to 40 000; smallest effect caught with power 0.999: 0.06 sigma; seed: the test's name; 5 s.
import { finish, type Key, key, stream, toNdarray } from '@yuragi/prob-core';
import { assertCounts, assertMean, binaryStates, expectRejected } from '@yuragi/testkit';
import { annealedImportanceSampling, type PathOfDistributions } from '@yuragi/thermo-jarzynski';
import { expect, test } from 'vitest';
import {
  blockGibbs,
  contrastiveDivergence,
  type RestrictedBoltzmannMachine,
  restrictedBoltzmannGradient,
  restrictedBoltzmannLogPartition,
  restrictedBoltzmannMachine,
  restrictedBoltzmannPath,
  type UnitKind,
} from '../../src/index.ts';

const name = (): Key => key(expect.getState().currentTestName!);
const make = (d: number, h: number, units: UnitKind): RestrictedBoltzmannMachine => {
  const rng = stream(key('a machine of the statistical tests'));
  const normals = (length: number, scale: number) => Float64Array.from({ length }, () => scale * rng.normal());
  return restrictedBoltzmannMachine({
    units,
    weights: toNdarray(normals(d * h, units === 'spin' ? 0.6 : 1.5), [d, h]),
    visibleBias: normals(d, 0.5),
    hiddenBias: normals(h, 0.5),
  });
};
const low = (units: UnitKind): number => (units === 'spin' ? -1 : 0);
/** q(x) of every state, in counting order. */
const massesOf = (model: RestrictedBoltzmannMachine): Float64Array => {
  const d = model.dimension;
  const rows = [...binaryStates(d)].flatMap((bits) => Array.from(bits, (bit) => (bit === 1 ? 1 : low(model.units))));
  return model.logDensity!(toNdarray(Float64Array.from(rows), [2 ** d, d])).map(Math.exp);
};
const countsOf = (rows: Iterable<ArrayLike<number>>, d: number): Int32Array => {
  const counts = new Int32Array(2 ** d);
  for (const row of rows) {
    let at = 0;
    for (let i = 0; i < d; i++) if (row[i] === 1) at |= 1 << i;
    counts[at]!++;
  }
  return counts;
};
const rowsOf = (data: Float64Array, d: number): Float64Array[] =>
  Array.from({ length: data.length / d }, (_, row) => data.slice(row * d, (row + 1) * d));

test('samples of a small machine have its law, whichever layer is listed', async () => {
  const n = 20_000;
  for (const units of ['binary', 'spin'] as const)
    for (const [d, h] of [
      [4, 3],
      [3, 4],
    ] as const) {
      const model = make(d, h, units);
      const { data } = await model.sample(stream(name()), n);
      assertCounts(countsOf(rowsOf(data, d), d), massesOf(model));
      await expectRejected('numbers of states read as their bits, not as a Gray code', () => {
        const grey = rowsOf(data, d).map((row) =>
          row.map((value, i) => (row[i + 1] === 1 ? 1 + low(units) - value : value)),
        );
        assertCounts(countsOf(grey, d), massesOf(model));
      });
    }
});

test('chains of block Gibbs, long enough, sample a machine as the enumeration does', async () => {
  // The same machine behind enough hidden units without weights that it is not listed.
  const small = make(3, 2, 'binary');
  const weights = new Float64Array(21 * 21);
  const visibleBias = new Float64Array(21);
  for (let i = 0; i < 3; i++) {
    visibleBias[i] = small.visibleBias[i]!;
    for (let j = 0; j < 2; j++) weights[i * 21 + j] = small.weights.get(i, j);
  }
  const hiddenBias = new Float64Array(21);
  hiddenBias.set(small.hiddenBias);
  const large = restrictedBoltzmannMachine({ weights: toNdarray(weights, [21, 21]), visibleBias, hiddenBias });
  expect(large.logDensity).toBeUndefined();
  const counts = async (numSweeps: number) => {
    const { data } = await large.sample(stream(name()), 10_000, { numSweeps });
    return countsOf(rowsOf(data, 21), 3);
  };
  assertCounts(await counts(20), massesOf(small));
  await expectRejected('a chain that has not moved from its start', async () => {
    const rng = stream(name());
    const start = Array.from({ length: 10_000 }, () =>
      small.visibleBias.map((b) => (rng.uniform() < 1 / (1 + Math.exp(-b)) ? 1 : 0)),
    );
    assertCounts(countsOf(start, 3), massesOf(small));
  });
});

test('one step of block Gibbs leaves the law of the machine invariant', async () => {
  const n = 40_000;
  for (const units of ['binary', 'spin'] as const) {
    const model = make(4, 3, units);
    const rng = stream(name());
    const { data } = await model.sample(rng, n);
    const kernel = blockGibbs(model);
    const step = (x: Float64Array): Float64Array => kernel.step(kernel.init(x, rng), rng)[0].position;
    assertCounts(countsOf(rowsOf(data, 4).map(step), 4), massesOf(model));
    await expectRejected('hidden means in place of a hidden draw', () => {
      const means = model.decode(model.encode(toNdarray(data, [n, 4]))).data;
      const drawn = means.map((mean) => (rng.uniform() < (mean - low(units)) / (1 - low(units)) ? 1 : low(units)));
      assertCounts(countsOf(rowsOf(drawn, 4), 4), massesOf(model));
    });
  }
});

test('with chains that have the law of the machine, an update of PCD is the exact gradient on average', async () => {
  const n = 20_000;
  const batch = 4;
  for (const units of ['binary', 'spin'] as const) {
    const [d, h] = [3, 2];
    const model = make(d, h, units);
    const x = Float64Array.of(1, 1, 0, 0, 1, 1, 1, 1, 1, 0, 0, 1).map((bit) => (bit === 1 ? 1 : low(units)));
    const exact = restrictedBoltzmannGradient(model, toNdarray(x, [batch, d])).weights;
    const updates = async (isPersistent: boolean, sign: 1 | -1): Promise<Float64Array> => {
      const rng = stream(name());
      const kernel = contrastiveDivergence(x, d, {
        units,
        numHidden: h,
        batchSize: batch,
        numSweeps: 1,
        isPersistent,
        momentum: 0,
        weightDecay: 0,
      });
      const draw = (mean: number): number => (rng.uniform() < (mean - low(units)) / (1 - low(units)) ? 1 : low(units));
      const fantasies = await model.sample(rng, n * batch);
      const chains = Float32Array.from(model.encode(fantasies).data, draw);
      const start = {
        ...kernel.init(rng),
        weights: Float32Array.from(model.weights.data),
        visibleBias: Float32Array.from(model.visibleBias),
        hiddenBias: Float32Array.from(model.hiddenBias),
      };
      return Float64Array.from({ length: n }, (_, k) => {
        const own = isPersistent ? chains.slice(k * batch * h, (k + 1) * batch * h) : new Float32Array(0);
        const [{ weightVelocity }] = finish(kernel.step({ ...start, chains: own }, rng, 1));
        return weightVelocity.reduce((sum, g, at) => sum + (at % 2 === 0 ? 1 : -0.7) * sign * g, 0);
      });
    };
    const expected = exact.reduce((sum, g, at) => sum + (at % 2 === 0 ? 1 : -0.7) * g, 0);
    assertMean(await updates(true, 1), { expected });
    await expectRejected('the sign of the notes', async () => assertMean(await updates(true, -1), { expected }));
    await expectRejected('chains begun at the data', async () => assertMean(await updates(false, 1), { expected }));
  }
});

test('annealed importance sampling takes the path and gives the exact log Z', async () => {
  for (const units of ['binary', 'spin'] as const) {
    const model = make(6, 5, units);
    const referenceBias = Float64Array.of(0.3, -0.2, 0, 0.4, 0.1, -0.5);
    const path = restrictedBoltzmannPath(model, { referenceBias });
    const logPartition = restrictedBoltzmannLogPartition(model);
    const schedule = Float64Array.from({ length: 11 }, (_, t) => t / 10);
    const weights = async (makeKernel: typeof path.makeKernel, of: PathOfDistributions<Float64Array> = path) => {
      const { logWeights } = await annealedImportanceSampling(makeKernel, of, name(), { schedule, numSamples: 3000 });
      return logWeights.map((w) => Math.exp(w + of.reference.logPartition - logPartition));
    };
    assertMean(await weights(path.makeKernel), { expected: 1 });
    await expectRejected('kernels of the target at every level', async () =>
      assertMean(await weights(() => path.makeKernel(1)), { expected: 1 }),
    );
    await expectRejected('a reference whose log Z leaves out the hidden units', async () => {
      const hidden = model.hiddenBias.reduce(
        (sum, c) => sum + (units === 'spin' ? Math.log(2 * Math.cosh(c)) : Math.log1p(Math.exp(c))),
        0,
      );
      const reference = { ...path.reference, logPartition: path.reference.logPartition - hidden };
      assertMean(await weights(path.makeKernel, { ...path, reference }), { expected: 1 });
    });
  }
});
