import { expectClose } from '@yuragi/testkit';
import { expect, test } from 'vitest';
import { log1pMinusX, logMinusLinear } from './log1p-minus-x.ts';

test('log1pMinusX is -x^2/2 + x^3/3 - ..., relative', () => {
  for (const x of [1e-200, -1e-9, 1e-3, -0.05, 0.1]) {
    let series = 0;
    for (let n = 40; n >= 2; n--) series = series * x + (n % 2 === 0 ? -1 : 1) / n;
    expectClose(log1pMinusX(x), series * x * x, { rel: 2e-15 });
  }
});

test('log1pMinusX agrees with the plain formula across the change of method', () => {
  for (const x of [-0.99, -0.301, -0.299, -0.2, 0.3, 0.399, 0.401, 5, 1e10])
    expectClose(log1pMinusX(x), Math.log1p(x) - x, { rel: 1e-14 });
});

test('log1pMinusX at the limits', () => {
  expect([log1pMinusX(0), log1pMinusX(-1), log1pMinusX(Infinity)]).toEqual([0, -Infinity, -Infinity]);
  expect(log1pMinusX(Number.NaN)).toBeNaN();
});

test('logMinusLinear takes the logarithm it is given away from 0, and none near it', () => {
  expect(logMinusLinear(-1, -45)).toBe(-44);
  expect(logMinusLinear(0.01, Number.NaN)).toBe(log1pMinusX(0.01));
  expectClose(logMinusLinear(0.3, Math.log(1.3)), log1pMinusX(0.3), { rel: 1e-14 });
});
