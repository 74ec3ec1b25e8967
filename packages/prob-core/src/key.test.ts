import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldIn, key, split } from './key.ts';
import { philox4x32 } from './philox.ts';
import { stream } from './rng.ts';

describe('key', () => {
  test('the 64 bits of a number are the key', () => {
    expect(key(7)).toEqual({ k0: 7, k1: 0 });
    expect(key(2 ** 32 + 5)).toEqual({ k0: 5, k1: 1 });
    expect(key(Number.MAX_SAFE_INTEGER)).toEqual({ k0: 0xffffffff, k1: 2 ** 21 - 1 });
    expect(key(2n ** 64n - 1n)).toEqual({ k0: 0xffffffff, k1: 0xffffffff });
    expect(key(-0)).toEqual({ k0: 0, k1: 0 });
  });

  test('a number and the bigint of the same value agree, the text differs', () => {
    fc.assert(fc.property(fc.maxSafeNat(), (n) => void expect(key(BigInt(n))).toEqual(key(n))));
    expect(key('7')).not.toEqual(key(7));
  });

  test('texts are hashed as a chain of blocks over their UTF-8 bytes (values of an independent implementation)', () => {
    expect(key('')).toEqual({ k0: 2555586592, k1: 1043173697 });
    expect(key('dice')).toEqual({ k0: 2059021796, k1: 2115537820 });
    expect(key('12345678')).toEqual({ k0: 2126538800, k1: 1605370539 });
    expect(key('naïve ゆらぎ')).toEqual({ k0: 1137999259, k1: 1698477577 });
  });

  test('texts that differ in padding, order or length have different keys', () => {
    const texts = ['', '\0', '\0\0', 'a', 'a\0', 'ab', 'ba', 'abcdefgh', 'abcdefgh\0', 'abcdefghi', 'abcdefgi'];
    const keys = texts.map((text) => JSON.stringify(key(text)));
    expect(new Set(keys).size).toBe(texts.length);
  });

  test.each([-1, 0.5, Number.NaN, 2 ** 53, -1n, 2n ** 64n, null, undefined, {}])('refuses %s', (seed) => {
    expect(() => key(seed as number)).toThrow(
      /^key: `seed` must be a safe integer >= 0, a bigint in \[0, 2\^64\) or a string; received /,
    );
  });

  test('the message shows the seed', () => {
    expect(() => key(-1n)).toThrow('received -1n');
    expect(() => key(0.5)).toThrow('received 0.5');
  });
});

describe('foldIn', () => {
  test('is one block at counter (data, 0, 1): values of an independent implementation', () => {
    expect(foldIn(key(7), 0)).toEqual({ k0: 3601212787, k1: 1911217778 });
    expect(foldIn(key(7), 5)).toEqual({ k0: 1952607106, k1: 3703055570 });
    expect(foldIn(key(7), 2 ** 40 + 3)).toEqual({ k0: 113769932, k1: 3752062267 });
  });

  test('counter word 3 is 1 for a child and 0 for a draw, so a child is no drawn block of its parent', () => {
    const parent = key('parent');
    const counter = (data: number, word3: number): number[] => {
      const out = new Uint32Array(4);
      philox4x32(data, 0, 0, word3, parent.k0, parent.k1, out);
      return Array.from(out);
    };
    const rng = stream(parent);
    for (let i = 0; i < 20; i++) {
      const child = foldIn(parent, i);
      expect([child.k0, child.k1]).toEqual(counter(i, 1).slice(0, 2));
      const drawn = Array.from({ length: 4 }, () => rng.uint32());
      expect(drawn).toEqual(counter(i, 0));
      expect(drawn.slice(0, 2)).not.toEqual([child.k0, child.k1]);
    }
  });

  test('numbers, texts and their nesting make different children', () => {
    const root = key(1);
    const children = [0, 1, 2 ** 32, '', '0', '1', 'a', 'b'].map((data) => foldIn(root, data));
    children.push(foldIn(foldIn(root, 0), 1), foldIn(foldIn(root, 1), 0), foldIn(foldIn(root, 'a'), 'b'), root);
    expect(new Set(children.map((child) => JSON.stringify(child))).size).toBe(children.length);
  });

  test.each([-1, 0.5, 2 ** 53, Number.NaN, 3n])('refuses %s', (data) => {
    expect(() => foldIn(key(1), data as number)).toThrow(
      `foldIn: \`data\` must be a safe integer >= 0 or a string; received ${typeof data === 'bigint' ? '3n' : data}`,
    );
  });
});

test.each<[unknown, string]>([
  [undefined, 'undefined'],
  [7, '7'],
  ['seed', '"seed"'],
  [{ k0: 1, k1: -1 }, 'an object with keys k0, k1'],
  [stream(key(1)), 'an object with keys uint32, uniform, normal, exponential, int, reserve, state'],
])('foldIn, split and stream refuse what is no key: %o', (value, shown) => {
  const refusal = `\`key\` must be a key made by key(), foldIn() or split(); received ${shown}`;
  expect(() => foldIn(value as never, 0)).toThrow(`foldIn: ${refusal}`);
  expect(() => foldIn(value as never, 'name')).toThrow(`foldIn: ${refusal}`);
  expect(() => split(value as never, 2)).toThrow(`split: ${refusal}`);
  expect(() => stream(value as never)).toThrow(`stream: ${refusal}`);
});

describe('split', () => {
  test('child i does not depend on how many there are', () => {
    const five = split(key(1), 5);
    expect(split(key(1), 3)).toEqual(five.slice(0, 3));
    expect(five[4]).toEqual(foldIn(key(1), 4));
    expect(split(key(1), 0)).toEqual([]);
  });

  test('refuses a count that is none', () => {
    expect(() => split(key(1), -1)).toThrow('split: `n` must be an integer >= 0; received -1');
  });
});
