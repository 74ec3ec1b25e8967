import { normalQuantile } from '@yuragi/prob-core/special';
import { expectClose, referenceCase } from '@yuragi/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bar, type WorkSamples } from './index.ts';

const { inputs, outputs } = referenceCase('prob-kl-thermo-latent', 'bar-fixed');
const forward = (work: readonly number[]): WorkSamples => ({ work: Float64Array.from(work), direction: 'forward' });
const reverse = (work: readonly number[]): WorkSamples => ({ work: Float64Array.from(work), direction: 'reverse' });
const fermi = (x: number): number => 1 / (1 + Math.exp(x));

describe('bar', () => {
  test('agrees with another program: the root to 1e-10, both forms of the standard error', () => {
    const { value, standardError, diagnostics } = bar(forward(inputs.w_forward), reverse(inputs.w_reverse));
    expectClose(value, outputs.bar, { rel: 1e-10 });
    expectClose(standardError, outputs.bar_ddelta_f_mbar_form, { rel: 1e-5 });
    expectClose(diagnostics.bennettStandardError, outputs.bar_ddelta_f_pymbar, { rel: 1e-5 });
  });

  test('solves its equation for any work, and moves with it', () => {
    const values = fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(values, values, fc.double({ min: -1e3, max: 1e3, noNaN: true }), (f, r, shift) => {
        const { value } = bar(forward(f), reverse(r));
        const m = Math.log(f.length / r.length);
        const left = f.reduce((sum, w) => sum + fermi(m + w - value), 0);
        const right = r.reduce((sum, w) => sum + fermi(-m + w + value), 0);
        expect(Math.abs(Math.log(left / right))).toBeLessThan(1e-10);
        const moved = bar(forward(f.map((w) => w + shift)), reverse(r.map((w) => w - shift)));
        // Sums of numbers near 1e3 and 50 round at 1e-13; the root is as well conditioned as they are.
        expect(Math.abs(moved.value - value - shift)).toBeLessThan(1e-9);
        const swapped = bar(forward(r), reverse(f));
        expect(Math.abs(swapped.value + value)).toBeLessThan(1e-10);
      }),
      { seed: 20_260_101 },
    );
  });

  test('normal work that obeys Crooks: Delta F = mu_F - sigma^2/2, and the likelihood standard error', () => {
    const n = 4000;
    const [deltaF, sigma] = [1.7, 1.2];
    const quantiles = (mean: number): number[] =>
      Array.from({ length: n }, (_, i) => mean + sigma * normalQuantile((i + 0.5) / n));
    const result = bar(forward(quantiles(deltaF + sigma ** 2 / 2)), reverse(quantiles(-deltaF + sigma ** 2 / 2)));
    expect(result.value).toBeCloseTo(deltaF, 3);
    expect(result.standardError / result.diagnostics.bennettStandardError).toBeCloseTo(1, 2);
    expect(result.warnings).toEqual([]);
  });

  test('laws that never meet: a value, an error bar that says so, and a warning', () => {
    const { value, standardError, diagnostics, warnings } = bar(forward([20, 21, 22]), reverse([20, 21, 22]));
    expect(value).toBeCloseTo(0, 12);
    expect(standardError).toBeGreaterThan(1000);
    expect(diagnostics.bennettStandardError).toBeLessThan(1);
    expect(warnings.map(({ code }) => code)).toEqual(['low-overlap']);
    expect(warnings[0]!.message).toMatch(/^Forward and reverse work overlap by \d\.\d+e-\d+; /);
    expect(bar(forward([4000]), reverse([5000]))).toMatchObject({ value: -500, standardError: Infinity });
  });

  test('equal work in both directions overlaps fully and leaves no error', () => {
    const { value, standardError, diagnostics } = bar(forward([2, 2]), reverse([-2, -2, -2]));
    expect(value).toBeCloseTo(2, 14);
    expect(diagnostics.overlap).toBeCloseTo(1, 12);
    expect(standardError).toBeLessThan(1e-6);
  });

  test('infinite work counts as a trajectory of weight zero', () => {
    const { value } = bar(forward([1, 1, Infinity, Infinity]), reverse([-1, -1]));
    const m = Math.log(2);
    expect(2 * fermi(m + 1 - value)).toBeCloseTo(2 * fermi(-m - 1 + value), 12);
  });

  test('says what is wrong', () => {
    expect(() => bar(reverse([1]), forward([1]))).toThrow(
      'bar: `forward.direction` must be \'forward\'; received "reverse"',
    );
    expect(() => bar(forward([1]), forward([1]))).toThrow(
      'bar: `reverse.direction` must be \'reverse\'; received "forward"',
    );
    expect(() => bar(forward([]), reverse([1]))).toThrow(
      'bar: `forward.work` must be a Float64Array of at least one value; received Float64Array[]',
    );
    expect(() => bar(forward([1]), reverse([Infinity]))).toThrow(
      'bar: `reverse.work` must be at least one finite value; received Float64Array[Infinity]',
    );
    expect(() => bar(forward([1]), reverse([Number.NaN]))).toThrow(
      'bar: `reverse.work[0]` must be a number > -Infinity; received NaN',
    );
  });
});
