import { expectClose, referenceCase } from '@yuragi/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { erfcInverse, erfInverse, logNormalCdf, normalCdf, normalQuantile } from './normal.ts';

test.each([
  ['normal-cdf', normalCdf],
  ['log-normal-cdf', logNormalCdf],
  ['normal-quantile', normalQuantile],
  ['erfc-inverse', erfcInverse],
  ['erf-inverse', erfInverse],
] as const)('%s agrees with 50-digit values to 2e-15', (id, f) => {
  const { outputs, tolerance } = referenceCase('special-functions', id);
  for (const [x, value] of outputs.rows) expectClose(f(x), value, tolerance);
});

test('log Phi and the inverse of erf agree with the stored values', () => {
  const { outputs, tolerance } = referenceCase('prob-kl-thermo-latent', 'special-erf-family');
  for (const { z, value } of outputs.logPhi) expectClose(logNormalCdf(z), value, { rel: tolerance.rel });
  for (const { p, value } of outputs.erfinv) expectClose(erfInverse(p), value, { rel: tolerance.rel });
});

describe('identities', () => {
  test('Phi(z) + Phi(-z) = 1, and the logarithm is that of Phi', () => {
    fc.assert(
      fc.property(fc.double({ min: -37, max: 37, noNaN: true }), (z) => {
        expect(normalCdf(z) + normalCdf(-z)).toBeCloseTo(1, 15);
        expectClose(Math.exp(logNormalCdf(z)), normalCdf(z), { rel: 4e-16 * (3 + z * z) });
      }),
    );
  });

  test('Phi is monotone', () => {
    const pair = fc.tuple(fc.double({ min: -38, max: 9, noNaN: true }), fc.double({ min: 1e-6, max: 1, noNaN: true }));
    fc.assert(
      fc.property(pair, ([z, step]) => {
        expect(normalCdf(z + step)).toBeGreaterThanOrEqual(normalCdf(z));
      }),
    );
  });

  test('the quantile inverts Phi, to its conditioning of z^2 in the tail', () => {
    fc.assert(
      fc.property(fc.double({ min: -37, max: 0, noNaN: true }), (z) => {
        expectClose(normalQuantile(normalCdf(z)), z, { rel: 4e-15, abs: 4e-16 });
      }),
    );
  });

  test('the quantile is odd about 1/2', () => {
    fc.assert(
      fc.property(fc.double({ min: 2 ** -20, max: 0.5, noNaN: true }), (p) => {
        const rounded = 1 - (1 - p);
        expect(normalQuantile(1 - rounded)).toBe(0 - normalQuantile(rounded));
      }),
    );
  });
});

test('at the limits', () => {
  expect([normalCdf(-Infinity), normalCdf(Infinity), logNormalCdf(-Infinity), logNormalCdf(Infinity)]).toEqual([
    0,
    1,
    -Infinity,
    0,
  ]);
  expect([normalQuantile(0), normalQuantile(0.5), normalQuantile(1)]).toEqual([-Infinity, 0, Infinity]);
  expect([erfInverse(-1), erfInverse(0), erfInverse(1)]).toEqual([-Infinity, 0, Infinity]);
  expect([erfcInverse(0), erfcInverse(1), erfcInverse(2)]).toEqual([Infinity, 0, -Infinity]);
  expect(erfcInverse(5e-324)).toBeCloseTo(27.2132932108, 9);
  for (const f of [normalQuantile, erfInverse, erfcInverse])
    for (const x of [-1.5, 2.5, Number.NaN]) expect(f(x)).toBeNaN();
  for (const f of [normalCdf, logNormalCdf]) expect(f(Number.NaN)).toBeNaN();
});
