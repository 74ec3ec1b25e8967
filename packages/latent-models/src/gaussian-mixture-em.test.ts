import { finish, key, type Rng, stream } from '@yuragi/prob-core';
import { expectClose, gaussianMixtureOracle, referenceCase } from '@yuragi/testkit';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { type CovarianceKind, covarianceKinds, covarianceLength, packedLength } from './covariance-kinds.ts';
import { gaussianMixtureEm, type MixtureParameters } from './gaussian-mixture-em.ts';
import { mixturePass, type PassComponents } from './mixture-pass.ts';
import { scalarPass } from './mixture-pass-scalar.ts';

const normals = (rng: Rng, length: number): Float64Array => Float64Array.from({ length }, () => rng.normal());

/** A start whose components overlap, for data of order one. */
function randomStart(rng: Rng, numComponents: number, d: number, kind: CovarianceKind): MixtureParameters {
  const length = covarianceLength(kind, d);
  const covariances = new Float64Array(numComponents * length);
  for (let k = 0; k < numComponents; k++)
    for (let j = 0; j < length; j++)
      covariances[k * length + j] = kind === 'full' && j % (d + 1) !== 0 ? 0 : 0.5 + rng.uniform();
  const weights = Float64Array.from({ length: numComponents }, () => 0.1 + rng.uniform());
  const total = weights.reduce((sum, weight) => sum + weight);
  return { weights: weights.map((weight) => weight / total), means: normals(rng, numComponents * d), covariances };
}

describe('the pass over the rows', () => {
  test('SIMD and plain TypeScript give the same bits, for any shape and number of rows', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 200 }),
        fc.boolean(),
        fc.string(),
        (d, numComponents, n, isFull, seed) => {
          const rng = stream(key(seed));
          const x = normals(rng, n * d).map((value) => 3 * value);
          const components: PassComponents = {
            means: normals(rng, numComponents * d),
            factors: normals(rng, numComponents * packedLength(isFull ? 'full' : 'diagonal', d)),
            // One component is switched off now and then.
            offsets: normals(rng, numComponents).map((value, k) => (k > 0 && value > 1 ? -Infinity : value)),
          };
          const run = (pass: ReturnType<typeof mixturePass>) => {
            const rows: number[] = [];
            const onRow = (max: number, sum: number, cross: number): void => {
              rows.push(max, sum, cross, ...Array.from({ length: numComponents }, (_, k) => pass.responsibility(k)));
            };
            pass.begin(components);
            pass.add(x.subarray(0, 64 * d), onRow);
            pass.add(x.subarray(64 * d), onRow);
            return { rows, ...pass.sums() };
          };
          expect(run(mixturePass(d, numComponents, isFull))).toStrictEqual(run(scalarPass(d, numComponents, isFull)));
        },
      ),
    );
  });

  test('an engine that refuses WebAssembly gets the scalar pass', async () => {
    vi.resetModules();
    vi.stubGlobal('WebAssembly', {});
    const { mixturePass: plain } = await import('./mixture-pass.ts');
    const pass = plain(1, 1, true);
    pass.begin({ means: Float64Array.of(0), factors: Float64Array.of(1), offsets: Float64Array.of(0) });
    pass.add(Float64Array.of(1, 2, 4), () => {});
    expect(pass.sums()).toEqual({
      totals: Float64Array.of(3),
      shifts: Float64Array.of(7),
      squares: Float64Array.of(21),
    });
    vi.unstubAllGlobals();
  });
});

describe('gaussianMixtureEm', () => {
  test.each(covarianceKinds)(
    '%s covariances: parameters and likelihood after 1, 2, 10 and 60 steps are scikit-learn’s',
    (kind) => {
      const { inputs, outputs, tolerance } = referenceCase('gaussian-mixture-em', `em-${kind}`);
      const flat = (nested: unknown): Float64Array => Float64Array.from([nested].flat(4) as number[]);
      const em = gaussianMixtureEm(flat(inputs.x), 2, 3, kind, 0);
      let state: MixtureParameters = {
        weights: flat(inputs.weights),
        means: flat(inputs.means),
        covariances: flat(inputs.covariances),
      };
      let steps = 0;
      for (const row of outputs.rows) {
        for (; steps < row.steps; steps++) [state] = finish(em.step(state));
        expectClose(state.weights, flat(row.weights), tolerance);
        expectClose(state.means, flat(row.means), { ...tolerance, abs: 1e-10 });
        expectClose(state.covariances, flat(row.covariances), { ...tolerance, abs: 1e-10 });
        const [, { boundAfterExpectation }] = finish(em.step(state));
        expectClose(boundAfterExpectation, row.mean_log_likelihood, tolerance);
      }
    },
  );

  test('without regularisation the bound after an E-step is the mean log-likelihood', () => {
    const rng = stream(key('bound is likelihood'));
    const x = normals(rng, 60);
    const state = randomStart(rng, 3, 2, 'full');
    const pairs = (values: Float64Array): number[][] =>
      Array.from({ length: values.length / 2 }, (_, i) => [values[2 * i]!, values[2 * i + 1]!]);
    const { logDensity } = gaussianMixtureOracle({
      weights: [...state.weights],
      means: pairs(state.means),
      covariances: [0, 1, 2].map((k) => pairs(state.covariances.slice(4 * k, 4 * k + 4))),
    });
    const mean = pairs(x).reduce((sum, row) => sum + logDensity(row), 0) / 30;
    const [, { boundAfterExpectation }] = finish(gaussianMixtureEm(x, 2, 3, 'full', 0).step(state));
    expect(boundAfterExpectation).toBeCloseTo(mean, 12);
  });

  test('neither step ever lowers the bound, at any regularisation', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...covarianceKinds),
        fc.constantFrom(0, 1e-3, 0.3),
        fc.integer({ min: 1, max: 4 }),
        fc.string(),
        (kind, regularization, d, seed) => {
          const rng = stream(key(seed));
          // Two heaps, so that there is something to climb.
          const x = normals(rng, 80 * d).map((value, i) => value + (i < 40 * d ? 2 : -2));
          const em = gaussianMixtureEm(x, d, 3, kind, regularization);
          let state = randomStart(rng, 3, d, kind);
          let bound = -Infinity;
          for (let step = 0; step < 25; step++) {
            const [next, info] = finish(em.step(state));
            // Without regularisation a component may collapse on a few points, where the bound has no maximum.
            if (regularization === 0 && info.singularComponent >= 0) return;
            expect(info.boundAfterExpectation).toBeGreaterThanOrEqual(bound - 1e-10);
            expect(info.boundAfterMaximisation).toBeGreaterThanOrEqual(info.boundAfterExpectation - 1e-10);
            bound = info.boundAfterMaximisation;
            state = next;
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  test('mutant: adding epsilon I in the M-step alone makes the bound fall, and the monotone test sees it', () => {
    const rng = stream(key('mutant'));
    const x = normals(rng, 80).map((value, i) => value + (i < 40 ? 2 : -2));
    const em = gaussianMixtureEm(x, 1, 2, 'full', 0);
    const falls = (epsilon: number): boolean => {
      let state: MixtureParameters = {
        weights: Float64Array.of(0.5, 0.5),
        means: Float64Array.of(-2, 2),
        covariances: Float64Array.of(1, 1),
      };
      let bound = -Infinity;
      for (let step = 0; step < 60; step++) {
        const [next, info] = finish(em.step(state));
        if (info.boundAfterExpectation < bound - 1e-10) return true;
        bound = info.boundAfterExpectation;
        // From near the maximum on: on the way up the bound rises whatever one does.
        state = step < 30 ? next : { ...next, covariances: next.covariances.map((value) => value + epsilon) };
      }
      return false;
    };
    expect(falls(0)).toBe(false);
    expect(falls(0.1)).toBe(true);
  });

  test('regularisation is the likelihood of data smoothed by N(0, epsilon I)', () => {
    // One component: the maximiser is the sample covariance plus epsilon.
    const x = Float64Array.of(1, 2, 6);
    const em = gaussianMixtureEm(x, 1, 1, 'full', 0.5);
    const [state] = finish(em.step(em.initFromLabels(new Int32Array(3))));
    expect(state.means[0]).toBeCloseTo(3, 14);
    expect(state.covariances[0]).toBeCloseTo(14 / 3 + 0.5, 14);
  });

  test('labels give each component its own sample mean and covariance', () => {
    const x = Float64Array.of(0, 0, 2, 0, 0, 4, 2, 4, 10, 10, 12, 16);
    const { weights, means, covariances } = gaussianMixtureEm(x, 2, 2, 'full', 0).initFromLabels(
      Int32Array.of(0, 0, 0, 0, 1, 1),
    );
    expect(weights).toEqual(Float64Array.of(4 / 6, 2 / 6));
    expect(means).toEqual(Float64Array.of(1, 2, 11, 13));
    expect(covariances).toEqual(Float64Array.of(1, 0, 0, 4, 1, 3, 3, 9));
  });

  test('a component that no row belongs to is counted and keeps its place', () => {
    const em = gaussianMixtureEm(Float64Array.of(0, 1, 2), 1, 2, 'full', 0);
    const start = {
      weights: Float64Array.of(0.5, 0.5),
      means: Float64Array.of(1, 1e6),
      covariances: Float64Array.of(1, 1),
    };
    const [state, info] = finish(em.step(start));
    expect(info.numEmpty).toBe(1);
    expect([state.weights[1], state.means[1], state.covariances[1]]).toEqual([0, 1e6, 1]);
    expect(finish(em.step(state))[1].numEmpty).toBe(1);
  });

  test('a covariance that collapses is reported, and the state stays', () => {
    const em = gaussianMixtureEm(Float64Array.of(0, 0, 0, 5), 1, 2, 'full', 0);
    const start = em.initFromLabels(Int32Array.of(0, 0, 0, 1));
    const [state, info] = finish(em.step(start));
    expect(info.singularComponent).toBe(0);
    expect(state).toBe(start);
  });

  test('step leaves its state as it was and can be abandoned at any pause', () => {
    const rng = stream(key('pauses'));
    const x = normals(rng, 5000);
    const em = gaussianMixtureEm(x, 1, 2, 'spherical', 0);
    const state = randomStart(rng, 2, 1, 'spherical');
    const copy = structuredClone(state);
    const [expected] = finish(em.step(state));
    const abandoned = em.step(state);
    abandoned.next();
    abandoned.next();
    abandoned.return([state, {} as never]);
    expect(finish(em.step(state))[0]).toEqual(expected);
    expect(state).toEqual(copy);
  });
});

test('what would never end, or end in NaN, is refused', () => {
  const x = Float64Array.of(1, 2, 3, 4);
  const em = (values: Float64Array, d: number, k: number, kind: 'full', epsilon: number) => () =>
    gaussianMixtureEm(values, d, k, kind, epsilon);
  expect(em(x, 0, 1, 'full', 0)).toThrow('gaussianMixtureEm: `dimension` must be an integer >= 1; received 0');
  expect(em(x, 3, 1, 'full', 0)).toThrow('gaussianMixtureEm: `x` must have rows of 3; received shape (4)');
  expect(em(Float64Array.of(1, Infinity), 1, 1, 'full', 0)).toThrow(
    'gaussianMixtureEm: `x[1]` must be a finite number; received Infinity',
  );
  expect(em(x, 1, 0, 'full', 0)).toThrow('gaussianMixtureEm: `numComponents` must be an integer >= 1; received 0');
  expect(em(x, 1, 1, 'round' as never, 0)).toThrow(
    "gaussianMixtureEm: `covariance` must be one of 'full', 'diagonal', 'spherical'; received \"round\"",
  );
  expect(em(x, 1, 1, 'full', -1)).toThrow(
    'gaussianMixtureEm: `regularization` must be a finite number >= 0; received -1',
  );
  const { initFromLabels } = gaussianMixtureEm(x, 1, 2, 'full', 0);
  expect(() => initFromLabels(Int32Array.of(0, 1))).toThrow(
    'gaussianMixtureEm.initFromLabels: `labels` must have length 4; received shape (2)',
  );
  expect(() => initFromLabels(Int32Array.of(0, 1, 2, 0))).toThrow(
    'gaussianMixtureEm.initFromLabels: `labels[2]` must be a component of 0..1; received 2',
  );
});
