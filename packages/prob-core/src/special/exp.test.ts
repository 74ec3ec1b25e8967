import { referenceCase, ulpDistance } from '@yuragi/testkit';
import { expect, test } from 'vitest';
import { exp } from './exp.ts';

test('exp is within 1 ulp of 60-digit references over the whole range, subnormals included', () => {
  const { inputs, outputs, tolerance } = referenceCase('exp-log', 'exp');
  for (const [i, x] of inputs.x.entries())
    expect(ulpDistance(exp(x), Number(outputs.value[i])), `exp(${x})`).toBeLessThanOrEqual(Number(tolerance.ulps));
});

test('exp of special values', () => {
  expect([exp(0), exp(-0), exp(Infinity), exp(-Infinity), exp(Number.NaN)]).toEqual([1, 1, Infinity, 0, Number.NaN]);
  expect([exp(709.782712893384) < Infinity, exp(709.7827128933841)]).toEqual([true, Infinity]);
  expect([exp(-745.1332191019411), exp(-745.1332191019412)]).toEqual([5e-324, 0]);
});

test('exp increases from one double to the next across its reduction boundaries', () => {
  for (let k = -1000; k <= 1000; k += 37) {
    const boundary = (k + 0.5) * Math.LN2;
    for (let i = -20; i < 20; i++) {
      const x = boundary * (1 + i * Number.EPSILON);
      const next = boundary * (1 + (i + 1) * Number.EPSILON);
      expect((exp(next) - exp(x)) * Math.sign(next - x)).toBeGreaterThanOrEqual(0);
    }
  }
});
