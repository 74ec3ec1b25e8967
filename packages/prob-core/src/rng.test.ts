import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { key } from './key.ts';
import { drawBlock } from './philox.ts';
import { type Rng, restore, stream } from './rng.ts';
import { log } from './special/log.ts';

const words = (rng: Rng, n: number): number[] => Array.from({ length: n }, () => rng.uint32());

describe('the stream of a key', () => {
  test('is its blocks in order, word by word (values of an independent implementation)', () => {
    expect(words(stream(key(1)), 8)).toEqual([
      3823634032, 3842641596, 2515673792, 3054873127, 2886210587, 3754282174, 2042657351, 2817941651,
    ]);
  });

  test('uniform is (27 bits, 26 bits) of two words', () => {
    const rng = stream(key(1));
    expect([rng.uniform(), rng.uniform(), rng.uniform()]).toEqual([
      0.8902591757080309, 0.585725953513891, 0.6719982689180368,
    ]);
    const raw = stream(key('uniform'));
    const drawn = stream(key('uniform'));
    for (let i = 0; i < 100; i++)
      expect(drawn.uniform()).toBe(((raw.uint32() >>> 5) * 2 ** 26 + (raw.uint32() >>> 6)) / 2 ** 53);
  });

  test('exponential is -log(1 - uniform)', () => {
    const [drawn, raw] = [stream(key('exponential')), stream(key('exponential'))];
    for (let i = 0; i < 100; i++) expect(drawn.exponential()).toBe(-log(1 - raw.uniform()));
  });

  test('pinned draws: a change here changes the streams of every user', () => {
    const rng = stream(key('pinned'));
    expect({
      uint32: rng.uint32(),
      uniform: rng.uniform(),
      normals: [rng.normal(), rng.normal(), rng.normal()],
      exponential: rng.exponential(),
      ints: [rng.int(6), rng.int(2 ** 32), rng.int(1)],
      state: rng.state(),
    }).toMatchInlineSnapshot(`
      {
        "exponential": 0.4604127984361057,
        "ints": [
          0,
          2449855416,
          0,
        ],
        "normals": [
          1.1973082715087748,
          0.7858089199260659,
          -1.0261341831962807,
        ],
        "state": {
          "block": 3,
          "key": {
            "k0": 1394703836,
            "k1": 566154556,
          },
          "word": 2,
        },
        "uint32": 1302979279,
        "uniform": 0.08022052093807996,
      }
    `);
  });
});

describe('int', () => {
  test('takes the first word below the largest multiple of n, modulo n', () => {
    for (const n of [1, 2, 3, 6, 1000, 3 * 2 ** 30, 2 ** 31 + 1, 2 ** 32 - 1, 2 ** 32]) {
      const [rng, raw] = [stream(key(n)), stream(key(n))];
      const limit = Number((2n ** 32n / BigInt(n)) * BigInt(n));
      for (let i = 0; i < 200; i++) {
        let word = raw.uint32();
        while (word >= limit) word = raw.uint32();
        expect(rng.int(n)).toBe(word % n);
      }
      expect(rng.state()).toEqual(raw.state());
    }
  });

  test('rejects a quarter of the words for n = 3 * 2^30', () => {
    const rng = stream(key('rejects'));
    for (let i = 0; i < 3000; i++) rng.int(3 * 2 ** 30);
    const { block, word } = rng.state();
    expect(4 * block + word).toBeGreaterThan(3800);
    expect(4 * block + word).toBeLessThan(4200);
  });

  test.each([0, -1, 1.5, 2 ** 32 + 1, Number.NaN, '3'])('refuses %s', (n) => {
    const shown = typeof n === 'string' ? '"3"' : n;
    expect(() => stream(key(1)).int(n as number)).toThrow(
      `Rng.int: \`n\` must be an integer in 1..2^32; received ${shown}`,
    );
  });
});

describe('state and restore', () => {
  test('go on from every position, over any mix of draws', () => {
    const draws: ((rng: Rng) => unknown)[] = [
      (rng) => rng.uint32(),
      (rng) => rng.uniform(),
      (rng) => rng.normal(),
      (rng) => rng.exponential(),
      (rng) => rng.int(10),
      (rng) => rng.reserve(3),
    ];
    fc.assert(
      fc.property(
        fc.nat({ max: 2 ** 31 - 1 }).map((block) => block * 2 ** 19),
        fc.integer({ min: 0, max: 3 }),
        fc.array(fc.nat({ max: draws.length - 1 }), { maxLength: 20 }),
        (block, word, choices) => {
          const rng = restore({ key: key('mix'), block, word });
          expect(rng.state()).toEqual({ key: key('mix'), block, word });
          for (const choice of choices) {
            const copy = restore(JSON.parse(JSON.stringify(rng.state())));
            expect(draws[choice]!(copy)).toEqual(draws[choice]!(rng));
            expect(copy.state()).toEqual(rng.state());
          }
        },
      ),
    );
  });

  test('every word position of a block is reached, 4 is position 0 of the next', () => {
    const rng = stream(key(1));
    const seen = Array.from({ length: 6 }, () => {
      const { block, word } = rng.state();
      rng.uint32();
      return [block, word];
    });
    expect(seen).toEqual([
      [0, 0],
      [0, 1],
      [0, 2],
      [0, 3],
      [1, 0],
      [1, 1],
    ]);
  });

  test('a stream runs over 2^32 blocks without a seam', () => {
    const rng = restore({ key: key(1), block: 2 ** 32 - 1, word: 2 });
    expect(words(rng, 4)).toEqual([4152887495, 1778383437, 2202007772, 576493116]);
  });

  test.each([
    [{ key: { k0: -1, k1: 0 }, block: 0, word: 0 }, '`state.key` must be a key made by key(), foldIn() or split()'],
    [{ key: { k0: 0, k1: 2 ** 32 }, block: 0, word: 0 }, '`state.key` must be'],
    [{ key: undefined, block: 0, word: 0 }, '`state.key` must be'],
    [{ key: key(1), block: -1, word: 0 }, '`state.block` must be a safe integer >= 0; received -1'],
    [{ key: key(1), block: 2 ** 53, word: 0 }, '`state.block` must be a safe integer >= 0; received 9007199254740992'],
    [{ key: key(1), block: 0, word: 4 }, '`state.word` must be 0, 1, 2 or 3; received 4'],
  ])('a state that is none is refused: %o', (state, message) => {
    expect(() => restore(state as never)).toThrow(message);
  });
});

describe('reserve', () => {
  test('skips to a block boundary and moves past what it handed out', () => {
    const rng = stream(key(1));
    expect(rng.reserve(2)).toEqual({ key: key(1), block: 0 });
    rng.uint32();
    expect(rng.reserve(5)).toEqual({ key: key(1), block: 3 });
    expect(rng.state()).toEqual({ key: key(1), block: 8, word: 0 });
    const next = new Uint32Array(4);
    drawBlock(1, 0, 8, next);
    expect(rng.uint32()).toBe(next[0]);
  });

  test('of no blocks still ends the current one', () => {
    const rng = stream(key(1));
    rng.uint32();
    rng.reserve(0);
    expect(rng.state()).toEqual({ key: key(1), block: 1, word: 0 });
  });

  test.each([-1, 0.5, Number.NaN])('refuses %f', (numBlocks) => {
    expect(() => stream(key(1)).reserve(numBlocks)).toThrow(
      `Rng.reserve: \`numBlocks\` must be a safe integer >= 0; received ${numBlocks}`,
    );
  });
});
