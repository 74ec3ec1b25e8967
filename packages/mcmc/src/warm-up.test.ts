import { foldIn, key, stream } from '@yuragi/prob-core';
import { normalCdf } from '@yuragi/prob-core/special';
import { describe, expect, test } from 'vitest';
import { dualAveraging } from './dual-averaging.ts';
import { searchStepSize, slowWindowEnds, warmUp } from './warm-up.ts';

describe('dualAveraging', () => {
  test('the first steps are those of the formula', () => {
    const adaptation = dualAveraging(0.8);
    const first = adaptation.step(adaptation.init(0.5), 0.3);
    const error = 0.5 / 11;
    expect(first.error).toBeCloseTo(error, 15);
    expect(first.logStepSize).toBeCloseTo(Math.log(5) - error / 0.05, 14);
    expect(first.logAverage).toBeCloseTo(first.logStepSize, 14);
    const second = adaptation.step(first, 1);
    const nextError = (11 / 12) * error - 0.2 / 12;
    expect(second.error).toBeCloseTo(nextError, 15);
    expect(second.logStepSize).toBeCloseTo(Math.log(5) - (Math.sqrt(2) / 0.05) * nextError, 13);
    const weight = 2 ** -0.75;
    expect(second.logAverage).toBeCloseTo(weight * second.logStepSize + (1 - weight) * first.logAverage, 13);
  });

  test('finds the step size whose acceptance is the one wanted, from far off on either side', () => {
    for (const target of [0.234, 0.574, 0.8])
      for (const start of [1e-4, 1, 1e3]) {
        const adaptation = dualAveraging(target);
        let state = adaptation.init(start);
        for (let t = 0; t < 20_000; t++) state = adaptation.step(state, Math.exp(-Math.exp(state.logStepSize)));
        // exp(-e) = target at e = -log target.
        expect(Math.abs(state.logAverage - Math.log(-Math.log(target)))).toBeLessThan(0.02);
      }
  });

  test('bad arguments are refused', () => {
    for (const target of [0, 1, Number.NaN])
      expect(() => dualAveraging(target)).toThrow(
        `dualAveraging: \`targetAcceptance\` must be a number in (0, 1); received ${target}`,
      );
    expect(() => dualAveraging(0.8).init(0)).toThrow(
      'dualAveraging: `stepSize` must be a finite number > 0; received 0',
    );
  });
});

describe('slowWindowEnds', () => {
  test("Stan's windows for 1000 steps: 75 fast, 25, 50, 100, 200, 500 slow, 50 fast", () => {
    expect(slowWindowEnds(1000)).toEqual([99, 149, 249, 449, 949]);
  });

  test('short warm-ups: one window of three quarters, none below 20 steps', () => {
    expect(slowWindowEnds(150)).toEqual([99]);
    expect(slowWindowEnds(100)).toEqual([89]);
    expect(slowWindowEnds(20)).toEqual([17]);
    expect(slowWindowEnds(19)).toEqual([]);
    expect(slowWindowEnds(0)).toEqual([]);
  });

  test('windows never shrink and end 50 steps before the draws, or 5 % if that is more', () => {
    for (let n = 151; n < 3000; n += 37) {
      const ends = slowWindowEnds(n);
      const lengths = ends.map((end, k) => end - (k === 0 ? 74 : ends[k - 1]!));
      expect(ends.at(-1)).toBe(n - Math.max(50, Math.floor(n / 20)) - 1);
      for (let k = 1; k < lengths.length; k++) expect(lengths[k]).toBeGreaterThanOrEqual(2 * lengths[k - 1]!);
    }
  });
});

describe('warmUp', () => {
  test('the metric is the shrunk variance of the window alone, and the step size is looked for again', () => {
    const schedule = warmUp(100, 0.8, true);
    const rng = stream(key('window'));
    let state = schedule.init(2, 1);
    const rows: number[][] = [];
    for (let index = 0; index < 90; index++) {
      const row = [3 + 10 * rng.normal(), index];
      // Steps 15..89 make the window.
      if (index >= 15) rows.push(row);
      expect(Array.from(state.tuning.inverseMetric)).toEqual([1, 1]);
      expect(state.isRestart).toBe(false);
      state = schedule.step(state, index, row, 0.8);
    }
    expect(state.isRestart).toBe(true);
    for (const j of [0, 1]) {
      const mean = rows.reduce((sum, row) => sum + row[j]!, 0) / 75;
      const variance = rows.reduce((sum, row) => sum + (row[j]! - mean) ** 2, 0) / 74;
      expect(state.tuning.inverseMetric[j]).toBeCloseTo((75 * variance + 5 * 1e-3) / 80, 9);
    }
    const restarted = schedule.restart(state, 0.25);
    expect(restarted.tuning.stepSize).toBe(0.25);
    expect([restarted.isRestart, restarted.dualAveraging.count]).toEqual([false, 0]);
    expect(restarted.tuning.inverseMetric).toEqual(state.tuning.inverseMetric);
  });

  test('without adaptation of the metric it stays at ones', () => {
    const schedule = warmUp(100, 0.8, false);
    let state = schedule.init(1, 1);
    for (let index = 0; index < 100; index++) state = schedule.step(state, index, [index], 0.8);
    expect(Array.from(state.tuning.inverseMetric)).toEqual([1]);
    expect(schedule.finish(state).stepSize).toBe(schedule.finish(state).stepSize);
  });

  test('the last phase settles: it begins at the average, and its moves are a tenth as large', () => {
    for (const adaptsMetric of [true, false]) {
      const schedule = warmUp(1000, 0.5, adaptsMetric);
      let state = schedule.init(1, 1);
      for (let index = 0; index < 950; index++) {
        expect(state.isSettling).toBe(false);
        state = schedule.step(state, index, [index % 2], index % 3 === 0 ? 0.9 : 0.3);
        // Elsewhere the sizes go on without a search.
        if (state.isRestart && index < 949) state = schedule.restart(state, state.tuning.stepSize);
      }
      expect([state.isRestart, state.isSettling]).toEqual([true, true]);
      expect(Math.log(state.tuning.stepSize)).toBeCloseTo(state.dualAveraging.logAverage, 13);
      state = schedule.step(schedule.restart(state, 2), 950, [0], 0.2);
      // mu = log e_0 and gamma = 0.5: H_1 = 0.3/11, log e_1 = log 2 - H_1/0.5.
      expect(state.dualAveraging.logStepSize).toBeCloseTo(Math.log(2) - 0.3 / 11 / 0.5, 13);
      expect([state.isRestart, state.isSettling]).toEqual([false, true]);
    }
  });

  test('a walk that sees only yes or no settles where the acceptance is the one wanted', () => {
    // As of a random walk in many dimensions: acceptance 2 Phi(-e/2), each step's own number near 0 or 1.
    const target = 0.234;
    const n = 20_000;
    for (let chain = 0; chain < 4; chain++) {
      const rng = stream(foldIn(key('yes or no'), chain));
      const schedule = warmUp(n, target, false);
      let state = schedule.init(1, 1);
      for (let index = 0; index < n; index++) {
        const probability = 2 * normalCdf(-state.tuning.stepSize / 2);
        state = schedule.step(state, index, [0], rng.uniform() < probability ? 1 : 0);
        if (state.isRestart) state = schedule.restart(state, state.tuning.stepSize);
      }
      // The average rests on 1000^(3/4) = 178 numbers of variance 0.234 0.766: 0.032, and 0.127 is four of it.
      expect(Math.abs(2 * normalCdf(-schedule.finish(state).stepSize / 2) - target)).toBeLessThan(0.127);
    }
  });

  test('finish gives the averaged step size, not the last one', () => {
    const schedule = warmUp(10, 0.8, true);
    let state = schedule.init(1, 1);
    for (const [index, a] of [0.1, 1, 0.2, 0.9].entries()) state = schedule.step(state, index, [0], a);
    expect(Math.log(schedule.finish(state).stepSize)).toBeCloseTo(state.dualAveraging.logAverage, 13);
    expect(state.dualAveraging.logAverage).not.toBeCloseTo(state.dualAveraging.logStepSize, 3);
  });
});

describe('searchStepSize', () => {
  const acceptance = (size: number): number => Math.exp(-size);

  test('ends at a power of two times the start where the acceptance crosses the target', () => {
    // exp(-e) = 0.8 at 0.223.
    expect(searchStepSize(1, 0.8, acceptance)).toBe(0.125);
    expect(searchStepSize(2 ** -10, 0.8, acceptance)).toBe(0.125);
    expect(searchStepSize(100, 0.8, acceptance)).toBeCloseTo(0.1953125, 12);
  });

  test('gives the start back where nothing crosses', () => {
    expect(searchStepSize(0.7, 0.8, () => 1)).toBe(0.7);
    expect(searchStepSize(0.7, 0.8, () => 0)).toBe(0.7);
  });
});
