import { logMeanExp } from '@yuragi/prob-core';
import { expectClose, referenceCase } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { dissipatedWork, jarzynski, type WorkSamples } from './index.ts';

const { inputs, outputs } = referenceCase('prob-kl-thermo-latent', 'bar-fixed');
const forward: WorkSamples = { work: Float64Array.from(inputs.w_forward as number[]), direction: 'forward' };
const reverse: WorkSamples = { work: Float64Array.from(inputs.w_reverse as number[]), direction: 'reverse' };

describe('jarzynski', () => {
  test('agrees with exponential averaging of another program, in both directions', () => {
    expectClose(jarzynski(forward).value, outputs.exp_forward, { rel: 1e-10 });
    expectClose(jarzynski(reverse).value, outputs.exp_reverse_as_forward, { rel: 1e-10 });
  });

  test('is the log-mean-exp of minus the work, with its error, diagnostics and warnings', () => {
    const { value, ...rest } = jarzynski(forward);
    const { value: logMean, ...expected } = logMeanExp(forward.work.map((w) => -w));
    expect(value).toBe(-logMean);
    expect(rest).toEqual(expected);
    expect(rest.warnings.map(({ code }) => code)).toEqual(['low-effective-sample-size']);
    const lucky = {
      work: Float64Array.from({ length: 100 }, (_, i) => (i === 0 ? -30 : 0)),
      direction: 'forward',
    } as const;
    expect(jarzynski(lucky).warnings.map(({ code }) => code)).toContain('one-weight-dominates');
  });

  test('a constant added to all work is added to the free energy; work of 1000 k_BT does not overflow', () => {
    const shifted = { ...forward, work: forward.work.map((w) => w + 1000) };
    expect(jarzynski(shifted).value).toBeCloseTo(jarzynski(forward).value + 1000, 10);
    expect(jarzynski({ ...forward, work: forward.work.map((w) => w - 1000) }).value).toBeCloseTo(
      jarzynski(forward).value - 1000,
      10,
    );
  });

  test('infinite work is a weight of zero', () => {
    const work = Float64Array.of(Infinity, Math.log(2), Infinity, Math.log(2));
    expect(jarzynski({ work, direction: 'forward' }).value).toBeCloseTo(Math.log(4), 14);
    const none = jarzynski({ work: Float64Array.of(Infinity), direction: 'forward' });
    expect([none.value, none.standardError, none.warnings[0]!.code]).toEqual([Infinity, Infinity, 'all-weights-zero']);
  });

  test('says what is wrong with the work', () => {
    expect(() => jarzynski({ work: new Float64Array(0), direction: 'forward' })).toThrow(
      'jarzynski: `samples.work` must be a Float64Array of at least one value; received Float64Array[]',
    );
    expect(() => jarzynski({ work: Float64Array.of(1, Number.NaN), direction: 'forward' })).toThrow(
      'jarzynski: `samples.work[1]` must be a number > -Infinity; received NaN',
    );
    expect(() => jarzynski({ work: Float64Array.of(-Infinity), direction: 'reverse' })).toThrow(
      'jarzynski: `samples.work[0]` must be a number > -Infinity; received -Infinity',
    );
    expect(() => jarzynski({ work: Float64Array.of(1), direction: 'backward' as never })).toThrow(
      "jarzynski: `samples.direction` must be one of 'forward', 'reverse'; received \"backward\"",
    );
  });
});

describe('dissipatedWork', () => {
  test('is the mean work above the free energy gained, for the drive that was made', () => {
    for (const samples of [forward, reverse]) {
      const { value, diagnostics } = dissipatedWork(samples);
      const sign = samples.direction === 'forward' ? 1 : -1;
      const mean = samples.work.reduce((sum, w) => sum + w, 0) / samples.work.length;
      expect(diagnostics.meanWork).toBe(mean);
      expect(diagnostics.freeEnergyGain).toBeCloseTo(sign * jarzynski(samples).value, 14);
      expect(value).toBeCloseTo(mean - sign * jarzynski(samples).value, 14);
      expect(value).toBeGreaterThan(0);
    }
  });

  test('its standard error is that of the linearised difference: the jackknife agrees to O(1/n)', () => {
    // Deterministic, skewed and of finite variance.
    const n = 4000;
    const work = Float64Array.from({ length: n }, (_, i) => -Math.log((i + 0.5) / n) * 0.4);
    const whole = dissipatedWork({ work, direction: 'forward' });
    const sums = { w: work.reduce((s, w) => s + w, 0), e: work.reduce((s, w) => s + Math.exp(-w), 0) };
    const left = work.map((w) => (sums.w - w) / (n - 1) + Math.log((sums.e - Math.exp(-w)) / (n - 1)));
    const mean = left.reduce((s, v) => s + v, 0) / n;
    const jackknife = Math.sqrt(((n - 1) / n) * left.reduce((s, v) => s + (v - mean) ** 2, 0));
    expect(whole.standardError / jackknife).toBeCloseTo(1, 2);
  });

  test('is zero for equal work, infinite with infinite work, and refuses bad work in its own name', () => {
    expect(dissipatedWork({ work: new Float64Array(5).fill(0.3), direction: 'forward' }).value).toBeCloseTo(0, 15);
    const { value, standardError } = dissipatedWork({ work: Float64Array.of(0, Infinity), direction: 'forward' });
    expect([value, standardError]).toEqual([Infinity, Infinity]);
    expect(dissipatedWork({ work: Float64Array.of(2), direction: 'forward' }).standardError).toBe(Infinity);
    expect(() => dissipatedWork(undefined as never)).toThrow(
      "dissipatedWork: `samples.direction` must be one of 'forward', 'reverse'; received undefined",
    );
    expect(() => dissipatedWork({ work: Float64Array.of(Number.NaN), direction: 'forward' })).toThrow(
      'dissipatedWork: `samples.work[0]` must be a number > -Infinity; received NaN',
    );
  });
});
