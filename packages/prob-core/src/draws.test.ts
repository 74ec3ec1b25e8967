import { describe, expect, test } from 'vitest';
import { betaDraw, choice, gammaDraw, logGammaDraw, permutation } from './draws.ts';
import { key } from './key.ts';
import { type Rng, stream } from './rng.ts';
import { exp } from './special/exp.ts';

/** An Rng that gives the numbers it is told to. */
function scripted(draws: { readonly normals?: number[]; readonly uniforms?: number[]; readonly ints?: number[] }): Rng {
  const { normals = [], uniforms = [], ints = [] } = draws;
  const next = (list: number[]): number => list.shift() ?? expect.fail('more draws were made');
  return {
    ...stream(key(1)),
    normal: () => next(normals),
    uniform: () => next(uniforms),
    int: () => next(ints),
  };
}

describe('gammaDraw', () => {
  test('is d (1 + c x)^3 for shape >= 1, with d = shape - 1/3 and c = 1/sqrt(9 d)', () => {
    const d = 2.5 - 1 / 3;
    const x = 0.7;
    expect(gammaDraw(scripted({ normals: [x], uniforms: [0.5] }), 2.5)).toBeCloseTo(
      d * (1 + x / Math.sqrt(9 * d)) ** 3,
      13,
    );
  });

  test('tries again below the cube’s zero and where the density is lower than the uniform', () => {
    // x = -5 makes 1 + c x negative for shape 1 (c = 0.408) without a uniform; then x = 4 is refused by u -> 0.
    const rng = scripted({ normals: [-5, 4, 0], uniforms: [0, 0.5] });
    expect(gammaDraw(rng, 1)).toBeCloseTo(2 / 3, 14);
  });

  test('for shape < 1 is a draw of shape + 1 times U^(1/shape)', () => {
    const boosted = gammaDraw(scripted({ normals: [0.3], uniforms: [0.4] }), 1.25);
    const small = gammaDraw(scripted({ normals: [0.3], uniforms: [0.4, 0.9] }), 0.25);
    expect(small / (boosted * 0.1 ** 4)).toBeCloseTo(1, 12);
  });

  test('logGammaDraw is its logarithm, and does not underflow', () => {
    for (const shape of [0.3, 1, 7])
      expect(exp(logGammaDraw(stream(key(2)), shape)) / gammaDraw(stream(key(2)), shape)).toBeCloseTo(1, 13);
    expect(gammaDraw(scripted({ normals: [0], uniforms: [0.5, 0.9] }), 0.001)).toBe(0);
    expect(logGammaDraw(scripted({ normals: [0], uniforms: [0.5, 0.9] }), 0.001)).toBeCloseTo(1000 * Math.log(0.1), 0);
  });

  test.each([0, -1, Number.NaN, Infinity])('refuses the shape %f', (shape) => {
    const message = `\`shape\` must be a finite number > 0; received ${shape}`;
    expect(() => gammaDraw(stream(key(1)), shape)).toThrow(`gammaDraw: ${message}`);
    expect(() => logGammaDraw(stream(key(1)), shape)).toThrow(`logGammaDraw: ${message}`);
  });
});

describe('betaDraw', () => {
  test('is X/(X + Y) of two Gamma draws', () => {
    for (const [a, b] of [
      [2, 3.5],
      [0.4, 2],
      [0.3, 0.7],
    ] as const) {
      const rng = stream(key(4));
      const [x, y] = [gammaDraw(rng, a), gammaDraw(rng, b)];
      expect(betaDraw(stream(key(4)), a, b)).toBeCloseTo(x / (x + y), 14);
    }
  });

  test('is a number in [0, 1] where both Gamma draws underflow', () => {
    const rng = stream(key(5));
    for (const shape of [0.01, 1e-5, 1e-300, 5e-324])
      for (let i = 0; i < 100; i++) {
        const x = betaDraw(rng, shape, shape);
        expect(x >= 0 && x <= 1).toBe(true);
      }
    // Both logarithms overflow: the last uniform chooses with odds 3 to 1.
    const draw = (u: number): number =>
      betaDraw(scripted({ normals: [0, 0], uniforms: [0.5, 0.9, 0.5, 0.9, u] }), 1.5e-322, 5e-323);
    expect([draw(0.7), draw(0.8)]).toEqual([1, 0]);
  });

  test.each([0, -1, Number.NaN, Infinity])('refuses the shapes %f', (shape) => {
    const message = `must be a finite number > 0; received ${shape}`;
    expect(() => betaDraw(stream(key(1)), shape, 1)).toThrow(`betaDraw: \`shape1\` ${message}`);
    expect(() => betaDraw(stream(key(1)), 1, shape)).toThrow(`betaDraw: \`shape2\` ${message}`);
  });
});

describe('choice', () => {
  test('is the item at int(length)', () => {
    expect(choice(scripted({ ints: [2] }), ['a', 'b', 'c'])).toBe('c');
    expect(choice(stream(key(1)), Float64Array.of(4.5))).toBe(4.5);
  });

  test('refuses an empty list', () => {
    expect(() => choice(stream(key(1)), [])).toThrow('choice: `items` must be a non-empty list; received []');
  });
});

describe('permutation', () => {
  test('swaps position i with int(i + 1), from the last down', () => {
    // [0 1 2 3] -> swap 3 and 0 -> [3 1 2 0] -> keep 2 -> swap 1 and 0 -> [1 3 2 0].
    expect(Array.from(permutation(scripted({ ints: [0, 2, 0] }), 4))).toEqual([1, 3, 2, 0]);
  });

  test('holds every index once', () => {
    for (const n of [0, 1, 2, 100])
      expect(Array.from(permutation(stream(key(n)), n)).sort((a, b) => a - b)).toEqual(
        Array.from({ length: n }, (_, i) => i),
      );
  });

  test.each([-1, 1.5, Number.NaN])('refuses %f', (n) => {
    expect(() => permutation(stream(key(1)), n)).toThrow(`permutation: \`n\` must be an integer >= 0; received ${n}`);
  });

  test('refuses more than an Int32Array can index, before any work', () => {
    expect(() => permutation(stream(key(1)), 2 ** 31)).toThrow(
      'permutation: `n` must be an integer in 0..2^31 - 1; received 2147483648',
    );
  });
});

test('pinned draws: a change here changes the streams of every user', () => {
  const rng = stream(key('pinned'));
  expect({
    gamma: [gammaDraw(rng, 3.5), gammaDraw(rng, 0.2)],
    logGamma: logGammaDraw(rng, 0.01),
    choice: choice(rng, ['a', 'b', 'c', 'd']),
    permutation: Array.from(permutation(rng, 6)),
    state: rng.state(),
  }).toMatchInlineSnapshot(`
    {
      "choice": "b",
      "gamma": [
        3.7249880307073386,
        0.8204440053730837,
      ],
      "logGamma": -65.62845118355479,
      "permutation": [
        0,
        1,
        3,
        2,
        5,
        4,
      ],
      "state": {
        "block": 5,
        "key": {
          "k0": 1394703836,
          "k1": 566154556,
        },
        "word": 2,
      },
    }
  `);
});
