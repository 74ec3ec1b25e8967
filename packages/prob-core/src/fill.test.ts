import { afterEach, describe, expect, test, vi } from 'vitest';
import { fillNormal, fillUniform } from './fill.ts';
import { fillNormal32, fillNormal64, fillUniform32, fillUniform64 } from './fill-scalar.ts';
import { key } from './key.ts';
import { drawBlock } from './philox.ts';
import { restore, stream } from './rng.ts';

type Floats = Float32Array | Float64Array;
const cases = [
  { name: 'fillUniform f32', fill: fillUniform, twin: fillUniform32, ArrayType: Float32Array, perBlock: 4 },
  { name: 'fillUniform f64', fill: fillUniform, twin: fillUniform64, ArrayType: Float64Array, perBlock: 2 },
  { name: 'fillNormal f32', fill: fillNormal, twin: fillNormal32, ArrayType: Float32Array, perBlock: 4 },
  { name: 'fillNormal f64', fill: fillNormal, twin: fillNormal64, ArrayType: Float64Array, perBlock: 2 },
] as const;

const k = key('fill');
const bytes = (values: Floats): Buffer => Buffer.from(values.buffer, values.byteOffset, values.byteLength);

/** NaNs and signs of zero count; a comparison of bytes is far faster than toEqual. */
function expectSameBits(actual: Floats, expected: Floats): void {
  const at = bytes(actual).equals(bytes(expected))
    ? -1
    : actual.findIndex((value, i) => !Object.is(value, expected[i]));
  expect([actual.length, at]).toEqual([expected.length, -1]);
}

/** The scalar twin, whose element type follows from the case. */
function scalar({ twin, ArrayType }: (typeof cases)[number], block: number, length: number): Floats {
  const out = new ArrayType(length);
  (twin as (k0: number, k1: number, block: number, out: Floats) => void)(k.k0, k.k1, block, out);
  return out;
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

describe.each(cases)('$name: SIMD and plain TypeScript give the same bits', (each) => {
  const { fill, ArrayType, perBlock } = each;

  test('at every length from 0 to 100', () => {
    for (let length = 0; length <= 100; length++) {
      const out = new ArrayType(length);
      fill(stream(k), out);
      expectSameBits(out, scalar(each, 0, length));
    }
  });

  test.each([8191, 8192, 8193, 50_001])('at length %i, over more than one call of the kernel', (length) => {
    const out = new ArrayType(length);
    fill(stream(k), out);
    expectSameBits(out, scalar(each, 0, length));
  });

  test.each([1, 2 ** 32 - 30, 2 ** 32 - 3, 2 ** 32 - 1, 2 ** 32, 2 ** 40 + 5, 2 ** 52 + 1])(
    'from block %f, with the carry into the high counter word',
    (block) => {
      const out = new ArrayType(300);
      fill(restore({ key: k, block, word: 0 }), out);
      expectSameBits(out, scalar(each, block, 300));
    },
  );

  test('into a view at an odd offset, without touching its neighbours', () => {
    const out = new ArrayType(203).fill(-1);
    fill(stream(k), out.subarray(3, 200));
    expectSameBits(out.slice(3, 200), scalar(each, 0, 197));
    expect([...out.slice(0, 3), ...out.slice(200)]).toEqual([-1, -1, -1, -1, -1, -1]);
  });

  test('where the engine refuses WebAssembly', async () => {
    let refusals = 0;
    vi.stubGlobal('WebAssembly', {
      Module: function RefusedModule() {
        refusals++;
        throw new Error('WebAssembly is disabled');
      },
    });
    vi.resetModules();
    const fresh = await import('./fill.ts');
    const out = new ArrayType(1000);
    fresh[fill.name as 'fillNormal'](stream(k), out);
    fresh[fill.name as 'fillNormal'](stream(k), out);
    expect(refusals).toBe(1);
    expectSameBits(out, scalar(each, 0, 1000));
  });

  test('a longer fill begins with a shorter one', () => {
    const [long, short] = [new ArrayType(5000), new ArrayType(77)];
    fill(stream(k), long);
    fill(stream(k), short);
    expectSameBits(long.slice(0, 77), short);
  });

  test('moves the stream past whole blocks', () => {
    const rng = stream(k);
    rng.uint32();
    fill(rng, new ArrayType(perBlock + 1));
    expect(rng.state()).toEqual({ key: k, block: 3, word: 0 });
    fill(rng, new ArrayType(0));
    expect(rng.state()).toEqual({ key: k, block: 3, word: 0 });
  });
});

test('the kernels are compiled once, at the first fill that is worth a call', async () => {
  const { Module, Instance } = WebAssembly;
  let compiled = 0;
  vi.stubGlobal('WebAssembly', {
    Instance,
    Module: function CountedModule(binary: BufferSource) {
      compiled++;
      return new Module(binary);
    },
  });
  vi.resetModules();
  const fresh = await import('./fill.ts');
  fresh.fillNormal(stream(k), new Float32Array(31));
  expect(compiled).toBe(0);
  for (const fill of [fresh.fillNormal, fresh.fillUniform]) fill(stream(k), new Float64Array(32));
  expect(compiled).toBe(1);
});

describe('the values are those of the words of each block', () => {
  const words = new Uint32Array(4);
  const blockOf = (i: number, perBlock: number): Uint32Array => {
    drawBlock(k.k0, k.k1, Math.floor(i / perBlock), words);
    return words;
  };

  test('uniform f32: 24 high bits of a word each', () => {
    const out = new Float32Array(64);
    fillUniform(stream(k), out);
    for (const [i, u] of out.entries()) expect(u).toBe((blockOf(i, 4)[i % 4]! >>> 8) / 2 ** 24);
  });

  test('uniform f64: 27 and 26 bits of two words each', () => {
    const out = new Float64Array(64);
    fillUniform(stream(k), out);
    for (const [i, u] of out.entries()) {
      const [high, low] = [blockOf(i, 2)[2 * (i % 2)]! >>> 5, words[2 * (i % 2) + 1]! >>> 6];
      expect(u).toBe((high * 2 ** 26 + low) / 2 ** 53);
    }
  });

  /** Box and Muller's pair from a radius, an angle |r| <= pi/4 and two bits that turn it into one of four arcs. */
  const pair = (radius: number, r: number, angleBits: number): [number, number] => {
    const [major, minor] = [Math.cos(r) * (angleBits & 2 ? -1 : 1) * radius, Math.sin(r) * radius];
    return angleBits & 1 ? [minor, major] : [major, minor];
  };

  test('normal f64: Box and Muller to a few ulp of the radius', () => {
    const out = new Float64Array(2000);
    fillNormal(stream(k), out);
    for (let i = 0; i < out.length; i += 2) {
      const [w0, w1, w2, w3] = blockOf(i, 2) as unknown as [number, number, number, number];
      const u = ((w0 >>> 5) * 2 ** 26 + (w1 >>> 6) + 1) / 2 ** 53;
      const angle = ((((w2 >>> 5) * 2 ** 26 + (w3 >>> 6) + 0.5) / 2 ** 53) * 2 - 1) * (Math.PI / 4);
      const radius = Math.sqrt(-2 * Math.log(u));
      for (const [j, expected] of pair(radius, angle, w3).entries())
        expect(Math.abs(out[i + j]! - expected)).toBeLessThan(8e-16 * radius);
    }
  });

  test('normal f32: Box and Muller of the rounded words to 2 ulp of the radius', () => {
    const f = Math.fround;
    const out = new Float32Array(4000);
    fillNormal(stream(k), out);
    for (let i = 0; i < out.length; i += 2) {
      const [w, angleWord] = [blockOf(i, 4)[i % 4]!, words[(i % 4) + 1]!];
      const radius = Math.sqrt(Math.max(0, -2 * Math.log(f(f(f(w) + 0.5) * 2 ** -32))));
      const angle = (f((angleWord & ~3) | 0) / 2 ** 31) * (Math.PI / 4);
      for (const [j, expected] of pair(radius, angle, angleWord).entries())
        expect(Math.abs(out[i + j]! - expected)).toBeLessThan(2 * 2 ** -23 * radius + 1e-45);
    }
  });

  test('pinned values: a change here changes the streams of every user', () => {
    const pinned = cases.map(({ name, fill, ArrayType }) => {
      const out = new ArrayType(4);
      fill(stream(k), out);
      return [name, ...out];
    });
    expect(pinned).toMatchInlineSnapshot(`
      [
        [
          "fillUniform f32",
          0.3567888140678406,
          0.39412933588027954,
          0.8065250515937805,
          0.7714456915855408,
        ],
        [
          "fillUniform f64",
          0.35678886170781676,
          0.8065250647920797,
          0.9267069022353448,
          0.4492198175547082,
        ],
        [
          "fillNormal f32",
          1.1692346334457397,
          0.8331341743469238,
          -0.23040622472763062,
          -0.6139655113220215,
        ],
        [
          "fillNormal f64",
          0.6648691179632934,
          -1.2724665999070601,
          -0.3889335869968868,
          -0.03108937704775475,
        ],
      ]
    `);
  });
});

test.each([[new Int32Array(2)], [[1, 2]], [undefined]])('refuses what is no float array: %o', (out) => {
  expect(() => fillNormal(stream(k), out as never)).toThrow(
    'fillNormal: `out` must be a Float32Array or Float64Array; received ',
  );
  expect(() => fillUniform(stream(k), out as never)).toThrow('fillUniform: `out` must be');
});
