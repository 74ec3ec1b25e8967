// alpha 1e-6 per assertion, n = 24 000, effect 5 % of the variance (the mutants below err by 100 %), seed key(test name), < 1 s
import { key, stream } from '@yuragi/prob-core';
import { assertLaw, assertVariance, expectRejected, normalCdf } from '@yuragi/testkit';
import { describe, test } from 'vitest';
import { glorotUniform, heNormal, lecunNormal, normalOf } from '../../src/initialisers.ts';
import type { Initialiser } from '../../src/parameters.ts';

const drawn = (initialiser: Initialiser, shape: readonly number[], name: string): Float32Array => {
  const out = new Float32Array(shape.reduce((product, n) => product * n));
  initialiser(out, shape, stream(key(name)));
  return out;
};

const dense = [100, 240];
const filter = [3, 3, 40, 66];

describe.each<[string, Initialiser, readonly number[], number]>([
  ['glorotUniform of a dense layer', glorotUniform, dense, 2 / (100 + 240)],
  ['glorotUniform of a convolution', glorotUniform, filter, 2 / (9 * 40 + 9 * 66)],
  ['heNormal of a dense layer', heNormal, dense, 2 / 100],
  ['heNormal of a convolution', heNormal, filter, 2 / (9 * 40)],
  ['lecunNormal of a dense layer', lecunNormal, dense, 1 / 100],
  ['lecunNormal of a convolution', lecunNormal, filter, 1 / (9 * 40)],
  ['normalOf(0.3)', normalOf(0.3), [24_000], 0.09],
])('%s', (name, initialiser, shape, variance) => {
  test('has its variance and its law', () => {
    const values = drawn(initialiser, shape, name);
    const isUniform = name.startsWith('glorot');
    // E z^4/(E z^2)^2: 9/5 of a uniform, 3 of a normal law.
    assertVariance(values, { expected: variance, mean: 0, kurtosis: isUniform ? 1.8 : 3 });
    const scale = Math.sqrt(variance);
    assertLaw(values, (x) =>
      isUniform ? Math.min(1, Math.max(0, (1 + x / (scale * Math.sqrt(3))) / 2)) : normalCdf(x / scale),
    );
    expectRejected('inputs and outputs mixed up, or the 2 forgotten', () =>
      assertVariance(values, { expected: 2 * variance, mean: 0, kurtosis: isUniform ? 1.8 : 3 }),
    );
  });
});
