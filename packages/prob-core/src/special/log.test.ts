import { referenceCase, ulpDistance } from '@yuragi/testkit';
import { expect, test } from 'vitest';
import { exp } from './exp.ts';
import { log } from './log.ts';

test('log is within 1 ulp of 60-digit references over the whole range, subnormals included', () => {
  const { inputs, outputs, tolerance } = referenceCase('exp-log', 'log');
  for (const [i, x] of inputs.x.entries())
    expect(ulpDistance(log(x), outputs.value[i]), `log(${x})`).toBeLessThanOrEqual(Number(tolerance.ulps));
});

test('log of special values', () => {
  expect([log(1), log(0), log(-0), log(Infinity)]).toEqual([0, -Infinity, -Infinity, Infinity]);
  expect([log(-1), log(-Infinity), log(-5e-324), log(Number.NaN)]).toEqual(new Array(4).fill(Number.NaN));
});

test('log undoes exp to the accuracy that the doubles between leave', () => {
  for (let x = -700; x <= 700; x += 1.37) expect(Math.abs(log(exp(x)) - x)).toBeLessThan(3e-16 + 2e-16 * Math.abs(x));
});
