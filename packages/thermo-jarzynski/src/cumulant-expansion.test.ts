import { normalQuantile } from '@yuragi/prob-core/special';
import { expectClose, referenceCase } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { cumulantExpansion, type WorkSamples } from './index.ts';

const { inputs, outputs } = referenceCase('prob-kl-thermo-latent', 'bar-fixed');
const forward: WorkSamples = { work: Float64Array.from(inputs.w_forward as number[]), direction: 'forward' };

describe('cumulantExpansion', () => {
  test('agrees with the second-order estimate of another program, unbiased variance', () => {
    expectClose(cumulantExpansion(forward).value, outputs.gauss_forward_unbiased, { rel: 1e-10 });
  });

  test('its cumulants are the k-statistics of numbers done by hand', () => {
    // 0, 0, 0, 4: mean 1, squared deviations 12, cubed deviations 24; k_3 = 4/(3 2) 24 = 16.
    const samples = { work: Float64Array.of(0, 0, 0, 4), direction: 'forward' } as const;
    const { diagnostics, value } = cumulantExpansion(samples, { order: 3 });
    expect(diagnostics.mean).toBe(1);
    expect(diagnostics.variance).toBeCloseTo(4, 14);
    expect(diagnostics.thirdCumulant).toBeCloseTo(16, 13);
    expect(value).toBeCloseTo(1 - 4 / 2 + 16 / 6, 13);
    expect(cumulantExpansion(samples, { order: 2 }).value).toBeCloseTo(-1, 14);
    expect(cumulantExpansion(samples, { order: 1 }).value).toBe(1);
  });

  test('for normal work two terms are Delta F = mu - sigma^2/2, with the normal standard error', () => {
    const n = 20_000;
    const [mu, sigma] = [3, 1.5];
    // Quantiles in place of draws: their moments are those of the law up to what the tails beyond 1/n hold.
    const work = Float64Array.from({ length: n }, (_, i) => mu + sigma * normalQuantile((i + 0.5) / n));
    const { value, standardError, warnings } = cumulantExpansion({ work, direction: 'forward' });
    expect(value).toBeCloseTo(mu - sigma ** 2 / 2, 2);
    // var(mean - s^2/2) = sigma^2/n + sigma^4/(2 n).
    expect(standardError / Math.sqrt((sigma ** 2 + sigma ** 4 / 2) / n)).toBeCloseTo(1, 2);
    expect(warnings).toEqual([]);
  });

  test('reverse work gives F(1) - F(0) too: the sign turns, the error does not', () => {
    const back = cumulantExpansion({ work: forward.work, direction: 'reverse' });
    expect(back.value).toBe(-cumulantExpansion(forward).value);
    expect(back.standardError).toBe(cumulantExpansion(forward).standardError);
  });

  test.each([1, 2, 3] as const)('order %i: the standard error is the leave-one-out jackknife to O(1/n)', (order) => {
    // The quantiles of a skewed law; both errors are functions of the numbers alone.
    const n = 1000;
    const work = Float64Array.from({ length: n }, (_, i) => ((i + 0.5) / n) ** 2 * 3);
    const { standardError } = cumulantExpansion({ work, direction: 'forward' }, { order });
    const left = Float64Array.from(work, (_, j) => {
      const kept = work.filter((_, i) => i !== j);
      return cumulantExpansion({ work: kept, direction: 'forward' }, { order }).value;
    });
    const mean = left.reduce((sum, value) => sum + value, 0) / n;
    const jackknife = Math.sqrt(((n - 1) / n) * left.reduce((sum, value) => sum + (value - mean) ** 2, 0));
    expect(standardError / jackknife).toBeCloseTo(1, 2);
  });

  test('warns where the third cumulant is there', () => {
    const n = 3000;
    const work = Float64Array.from({ length: n }, (_, i) => -Math.log((i + 0.5) / n));
    const { warnings } = cumulantExpansion({ work, direction: 'forward' });
    expect(warnings.map(({ code }) => code)).toEqual(['non-gaussian-work']);
    expect(warnings[0]!.message).toMatch(/^The third term of the expansion is 0\.3\d+ \+- 0\.\d+: /);
    expect(cumulantExpansion({ work, direction: 'forward' }, { order: 3 }).warnings).toEqual([]);
  });

  test('says what is wrong', () => {
    expect(() => cumulantExpansion({ work: Float64Array.of(1, 2), direction: 'forward' })).toThrow(
      'cumulantExpansion: `samples.work` must be a Float64Array of at least 3 values; received Float64Array[1, 2]',
    );
    expect(() => cumulantExpansion({ work: Float64Array.of(1, 2, Infinity), direction: 'forward' })).toThrow(
      'cumulantExpansion: `samples.work[2]` must be a finite number; received Infinity',
    );
    expect(() => cumulantExpansion(forward, { order: 4 as never })).toThrow(
      'cumulantExpansion: `order` must be 1, 2 or 3; received 4',
    );
  });
});
