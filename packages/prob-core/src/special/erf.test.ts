import { expectClose, referenceCase } from '@yuragi/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { erf, erfc, erfcx } from './erf.ts';

test.each([
  ['erf', erf],
  ['erfc', erfc],
  ['erfcx', erfcx],
] as const)('%s agrees with 50-digit values to 2e-15', (id, f) => {
  const { outputs, tolerance } = referenceCase('special-functions', id);
  for (const [x, value] of outputs.rows) expectClose(f(x), value, tolerance);
});

test('the family agrees with the stored values', () => {
  const { outputs, tolerance } = referenceCase('prob-kl-thermo-latent', 'special-erf-family');
  for (const { x, ...expected } of outputs.erf)
    expectClose({ erf: erf(x), erfc: erfc(x), erfcx: erfcx(x) }, expected, { rel: tolerance.rel });
});

describe('identities', () => {
  const argument = fc.double({ min: -26, max: 26, noNaN: true });

  test('erf is odd, erf + erfc = 1, erfc(-x) = 2 - erfc(x)', () => {
    fc.assert(
      fc.property(argument, (x) => {
        expect(erf(-x)).toBe(-erf(x));
        expect(erf(x) + erfc(x)).toBeCloseTo(1, 15);
        expect(erfc(-x)).toBeCloseTo(2 - erfc(x), 15);
      }),
    );
  });

  test('erfcx(x) = exp(x^2) erfc(x), to the rounding of x^2', () => {
    fc.assert(
      fc.property(argument, (x) => {
        expectClose(erfcx(x), Math.exp(x * x) * erfc(x), { rel: 4e-16 * (3 + x * x) });
      }),
    );
  });
});

test('at the limits', () => {
  expect([erf(Infinity), erf(-Infinity), erfc(Infinity), erfc(-Infinity)]).toEqual([1, -1, 0, 2]);
  expect([erfcx(Infinity), erfcx(-Infinity), erfcx(-27)]).toEqual([0, Infinity, Infinity]);
  for (const f of [erf, erfc, erfcx]) expect(f(Number.NaN)).toBeNaN();
  expect(erfc(27)).toBeGreaterThan(0);
});
