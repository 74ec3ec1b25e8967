import { fillNormal, fillUniform, key, stream, toNdarray } from '@yuragi/prob-core';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type PassComponents, type SmoothedPass, smoothedPass } from './smoothed-pass.ts';
import { scalarPass } from './smoothed-pass-scalar.ts';

afterEach(() => vi.unstubAllGlobals());

/** Every second component is diagonal. The axes need not be orthogonal for two sides to compute the same. */
function randomComponents(d: number, numComponents: number): PassComponents {
  const rng = stream(key(`components ${d} ${numComponents}`));
  const means = new Float64Array(numComponents * d);
  const axes = new Float64Array(Math.ceil(numComponents / 2) * d * d);
  fillNormal(rng, means);
  fillNormal(rng, axes);
  return { means, axes, ranks: Int32Array.from({ length: numComponents }, (_, k) => (k % 2 === 0 ? k / 2 : -1)) };
}

/** Everything a pass says of x, block by block, of one kind. */
function answers(pass: SmoothedPass, x: Float64Array, d: number, isScore: boolean): number[][] {
  const rng = stream(key('level'));
  for (const table of [pass.precisions, pass.shrinkages, pass.offsets, pass.remainders, pass.curvatures])
    fillUniform(rng, table);
  // So large in one component that its weights underflow, and switched off altogether in another.
  pass.precisions.fill(1e3, 0, d);
  pass.offsets[pass.offsets.length >> 1] = -Infinity;
  pass.offsets[pass.offsets.length - 1] = 0;
  const said: number[][] = [];
  for (let first = 0; first < x.length / d; first += pass.blockRows) {
    const count = Math.min(pass.blockRows, x.length / d - first);
    pass.points.set(x.subarray(first * d, (first + count) * d));
    pass.look(count);
    pass.average(isScore);
    pass.spread(isScore);
    for (let i = 0; i < count; i++)
      said.push([pass.maxima[i]!, pass.sums[i]!, pass.spreads[i]!, ...pass.averages.subarray(i * d, (i + 1) * d)]);
  }
  return said;
}

describe('smoothedPass', () => {
  test.each([
    [1, 2],
    [2, 1],
    [2, 7],
    [3, 4],
    [5, 40],
    [28, 3],
  ])('the SIMD kernel gives the bits of its scalar twin: d = %i, K = %i', (d, numComponents) => {
    const components = randomComponents(d, numComponents);
    for (const n of [1, 2, 15, 16, 53]) {
      const x = new Float64Array(n * d);
      fillNormal(stream(key(`points ${n}`)), x);
      for (const isScore of [false, true]) {
        const simd = smoothedPass(components);
        expect(simd.blockRows).toBe(16);
        const said = answers(simd, x, d, isScore);
        expect(said).toStrictEqual(answers(scalarPass(components), x, d, isScore));
        expect(said.flat().every(Number.isFinite)).toBe(true);
      }
    }
  });

  test('a block that is not full does not see the rows of the block before', () => {
    const pass = smoothedPass(randomComponents(2, 6));
    const x = new Float64Array(34);
    fillNormal(stream(key('rest')), x);
    expect(answers(pass, x, 2, false)[16]).toStrictEqual(answers(pass, x.subarray(32), 2, false)[0]);
  });

  test('rows that are not numbers answer for themselves alone', () => {
    const components = randomComponents(2, 5);
    const x = new Float64Array(32);
    fillNormal(stream(key('one NaN')), x);
    const clean = answers(smoothedPass(components), x, 2, false);
    x[6] = Number.NaN;
    const said = answers(smoothedPass(components), x, 2, false);
    expect(said[3]!.slice(1)).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
    for (const i of [0, 2, 4, 15]) expect(said[i]).toStrictEqual(clean[i]);
  });

  test.each([
    ['has no WebAssembly', {}],
    [
      'refuses to instantiate it',
      {
        Module: WebAssembly.Module,
        Instance: class {
          constructor() {
            throw new RangeError('out of memory');
          }
        },
      },
    ],
  ])('an engine that %s gets the scalar pass, and the same denoiser', async (_, stub) => {
    const law = {
      weights: Float64Array.of(0.4, 0.6),
      means: toNdarray(Float64Array.of(-1, 0, 1, 0.5), [2, 2]),
      covariances: toNdarray(Float64Array.of(0.3, 0.1, 0.1, 0.2, 0.5, 0, 0, 0.1), [2, 2, 2]),
    };
    const x = new Float64Array(40);
    fillNormal(stream(key('both')), x);
    const denoised = async (): Promise<Float64Array> => {
      vi.resetModules();
      const { smoothedMixture } = await import('./smoothed-mixture.ts');
      const out = new Float64Array(40);
      smoothedMixture(law).denoise(x, 0.7, out);
      return out;
    };
    const expected = await denoised();
    vi.stubGlobal('WebAssembly', stub);
    expect(await denoised()).toStrictEqual(expected);
    const { smoothedPass: fallback } = await import('./smoothed-pass.ts');
    expect(fallback(randomComponents(1, 2)).blockRows).toBe(1);
  });
});
