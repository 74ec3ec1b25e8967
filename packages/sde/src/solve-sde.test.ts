import { foldIn, key, stream } from '@yuragi/prob-core';
import { describe, expect, test } from 'vitest';
import { brownianPath } from './brownian-path.ts';
import { eulerMaruyama } from './euler-maruyama.ts';
import { brownianMotion, ornsteinUhlenbeck } from './named-processes.ts';
import type { SdeProblem } from './problem.ts';
import { integrateSde, solveSde } from './solve-sde.ts';
import { stochasticHeun } from './stochastic-heun.ts';
import { reverseSde } from './time-reversal.ts';

const { problem } = ornsteinUhlenbeck({ dimension: 2, rate: 1, mean: 1, scale: 0.5 });
const solver = eulerMaruyama(problem);
const start = Float64Array.of(0, 1, 2, 3);

describe('integrateSde', () => {
  test('takes the steps of the kernel, draw for draw', () => {
    const root = key('kernel');
    let state = solver.init(start, stream(root));
    for (let k = 0; k < 8; k++) [state] = solver.step(state, stream(foldIn(root, k)), k / 8, (k + 1) / 8);
    const { position, numSteps, time, method } = integrateSde(solver, start, key('kernel'), {
      t0: 0,
      t1: 1,
      stepSize: 1 / 8,
    });
    expect(position).toEqual(state.position);
    expect([numSteps, time, method]).toEqual([8, 1, 'euler-maruyama']);
  });

  test('gives the bits of solveSde', async () => {
    const options = { t0: 0, t1: 1, stepSize: 0.01, saveAt: [0.5] };
    const { position, saved } = await solveSde(solver, start, key(1), options);
    const whole = integrateSde(solver, start, key(1), options);
    expect(whole.position).toEqual(position);
    expect(whole.saved.data).toEqual(saved.data);
  });

  test('follows a path: Brownian motion ends at the path`s end, whatever the steps', () => {
    const path = brownianPath(key('path'), { size: 3, t1: 2 });
    const end = new Float64Array(3);
    path.incrementInto(0, 2, end);
    for (const stepSize of [2, 0.3, 0.01]) {
      const { position } = integrateSde(eulerMaruyama(brownianMotion().problem), new Float64Array(3), path, {
        t0: 0,
        t1: 2,
        stepSize,
      });
      for (let i = 0; i < 3; i++) expect(position[i]).toBeCloseTo(end[i]!, 12);
    }
  });

  test('a path does not depend on how many there are', () => {
    const options = { t0: 0, t1: 1, stepSize: 0.1 };
    const three = { dimension: 3, rate: 1, scale: 1 };
    const odd = eulerMaruyama(ornsteinUhlenbeck(three).problem);
    const [few, many] = [new Float64Array(3), new Float64Array(300)];
    for (const noise of [() => key(3), (size: number) => brownianPath(key(3), { size })])
      expect(integrateSde(odd, many, noise(300), options).position.slice(0, 3)).toEqual(
        integrateSde(odd, few, noise(3), options).position,
      );
  });

  test('keeps the solution at the wanted times, where steps then end', () => {
    const saveAt = [0, 0.25, 0.25, 0.6, 1];
    const { saved, position, numSteps } = integrateSde(solver, start, key(1), { t0: 0, t1: 1, stepSize: 0.1, saveAt });
    // 0.25 in 3 steps, 0.35 in 4, 0.4 in 4.
    expect(numSteps).toBe(11);
    expect(saved.shape).toEqual([5, 2, 2]);
    expect(saved.data.slice(0, 4)).toEqual(start);
    expect(saved.data.slice(4, 8)).toEqual(saved.data.slice(8, 12));
    expect(saved.data.slice(16)).toEqual(position);
    const first = integrateSde(solver, start, key(1), { t0: 0, t1: 0.25, stepSize: 0.1 });
    expect(saved.data.slice(4, 8)).toEqual(first.position);
  });

  test('a step size that divides the interval gives that many steps', () => {
    for (const [t1, stepSize, steps] of [
      [1, 0.1, 10],
      [0.3, 0.1, 3],
      [3, 0.003, 1000],
      [1, 5, 1],
      [0, 0.1, 0],
    ] as const)
      expect(integrateSde(solver, start, key(1), { t0: 0, t1, stepSize }).numSteps).toBe(steps);
  });

  test('what was not reached is NaN, and the time says so', async () => {
    const { saved, time, stopped } = await solveSde(solver, start, key(1), {
      t0: 0,
      t1: 1,
      stepSize: 0.01,
      saveAt: [0, 0.5],
      timeLimit: 0,
    });
    expect([stopped, time]).toEqual(['time-limit', 0]);
    expect(saved.data.slice(0, 4)).toEqual(start);
    expect(saved.data.slice(4).every(Number.isNaN)).toBe(true);
  });

  test('counts the paths that an explicit step threw out', () => {
    const steep: SdeProblem = {
      ...brownianMotion().problem,
      drift: (x, _t, out) => {
        for (let i = 0; i < x.length; i++) out[i] = -(x[i]! ** 3);
      },
    };
    const { numDiverged } = integrateSde(eulerMaruyama(steep), Float64Array.of(0.1, 100, 50), key(1), {
      t0: 0,
      t1: 2,
      stepSize: 0.1,
    });
    expect(numDiverged).toBe(2);
    const [, info] = eulerMaruyama(steep).step({ position: Float64Array.of(1e200) }, stream(key(1)), 0, 0.1);
    expect(info.isFinite).toBe(false);
  });

  test('the wrong direction of time is refused with the reason', () => {
    expect(() => integrateSde(solver, start, key(1), { t0: 1, t1: 0, stepSize: 0.1 })).toThrow(
      'integrateSde: `t1` must be >= t0 = 1: a stochastic equation has no solution back in time, `reverseSde` makes the equation of one; received 0',
    );
    const reversed = eulerMaruyama(reverseSde(problem, (x, _t, out) => out.set(x.map((value) => -value))));
    expect(integrateSde(reversed, start, key(1), { t0: 1, t1: 0, stepSize: 0.1, saveAt: [0.5] }).time).toBe(0);
    expect(() => integrateSde(reversed, start, key(1), { t0: 0, t1: 1, stepSize: 0.1 })).toThrow(
      '`t1` must be <= t0 = 0, for an equation that runs back in time; received 1',
    );
  });

  test('bad options and positions are refused with their value', async () => {
    const options = { t0: 0, t1: 1, stepSize: 0.1 };
    const refuses = (change: object, message: string) =>
      expect(() => integrateSde(solver, start, key(1), { ...options, ...change })).toThrow(message);
    refuses({ t0: Number.NaN }, 'integrateSde: `t0` must be a finite number; received NaN');
    refuses({ t1: Infinity }, '`t1` must be a finite number; received Infinity');
    refuses({ stepSize: 0 }, '`stepSize` must be a finite number > 0; received 0');
    refuses({ saveAt: [0.5, 0.4] }, '`saveAt[1]` must be between 0.5 and 1; received 0.4');
    refuses({ saveAt: [2] }, '`saveAt[0]` must be between 0 and 1; received 2');
    const path = brownianPath(key(1), { size: 3 });
    expect(() => integrateSde(solver, Float64Array.of(Number.NaN, 0), path, options)).toThrow(
      'eulerMaruyama: `position[0]` must be a finite number; received NaN',
    );
    expect(() => integrateSde(solver, start, path, options)).toThrow('`out` must have length 3; received shape (4)');
    await expect(solveSde(stochasticHeun(problem), new Float64Array(3), key(1), options)).rejects.toThrow(
      'stochasticHeun: `position` must have length n * 2, n >= 1; received shape (3)',
    );
  });
});

test('what is no problem, no batch, no key and no number of steps is refused', () => {
  const { problem } = ornsteinUhlenbeck({ rate: 1, scale: 1 });
  const go = (x: unknown, noise: unknown, stepSize: number) => () =>
    integrateSde(eulerMaruyama(problem), x as never, noise as never, { t0: 0, t1: 1, stepSize });
  expect(() => eulerMaruyama(undefined as never)).toThrow(
    'eulerMaruyama: `problem` must be an SdeProblem; received undefined',
  );
  expect(() => eulerMaruyama({ ...problem, drift: 1 as never })).toThrow(
    'eulerMaruyama: `drift` must be a function; received 1',
  );
  expect(go([1], key(1), 0.1)).toThrow('`position` must be a Float64Array; received [1]');
  expect(go(Float64Array.of(1), undefined, 0.1)).toThrow(
    '`key` must be a key made by key(), foldIn() or split(); received undefined',
  );
  expect(go(Float64Array.of(1), key(1), 1e-12)).toThrow(
    'integrateSde: `stepSize` must be >= 1e-8, for 100000000 steps at most; received 1e-12',
  );
});
