import { decodeCheckpoint, encodeCheckpoint, key } from '@yuragi/prob-core';
import { driverConformance } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { geometricSchedule } from './schedule.ts';
import { annealSystem, type System } from './system.ts';

/** A tour of points on a circle: the shortest goes round. Moves reverse a stretch. */
const numCities = 12;
const length = (a: number, b: number): number => 2 * Math.abs(Math.sin((Math.PI * (a - b)) / numCities));
const tour: System<Int32Array, readonly [number, number]> = {
  init: (rng) => {
    const order = Int32Array.from({ length: numCities }, (_, i) => i);
    for (let i = numCities - 1; i > 0; i--) {
      const j = rng.int(i + 1);
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    return order;
  },
  copy: (order) => order.slice(),
  energy: (order) => order.reduce((sum, city, i) => sum + length(city, order[(i + 1) % numCities]!), 0),
  propose: (_, rng) => {
    const [i, j] = [rng.int(numCities), rng.int(numCities)];
    return [Math.min(i, j), Math.max(i, j)];
  },
  energyDifference: (order, move) => {
    const next = order.slice();
    tour.apply(next, move);
    return tour.energy(next) - tour.energy(order);
  },
  apply: (order, [i, j]) => {
    order.subarray(i, j + 1).reverse();
  },
};
const options = { numSteps: 2500, numReads: 2, schedule: geometricSchedule(0.5, 20) };

driverConformance('annealSystem', (run) => annealSystem(tour, key('driver'), { ...options, ...run }), {
  outcome: ({ states, energies, best }) => ({ states, energies, best }),
  foreign: (run) => annealSystem(tour, key('other'), { ...options, ...run }),
  encode: encodeCheckpoint,
  decode: decodeCheckpoint,
});

describe('annealSystem', () => {
  test('finds the tour round the circle', async () => {
    const { best, energies } = await annealSystem(tour, key('tour'), { ...options, numSteps: 20_000, numReads: 3 });
    expect(Math.min(...energies)).toBeCloseTo(numCities * length(0, 1), 10);
    expect(tour.energy(best!)).toBe(Math.min(...energies));
  });

  test('keeps the best state seen, not the last', async () => {
    const schedule = Float64Array.of(1, 5, 20, 0, 0);
    const { energies } = await annealSystem(tour, key('seen'), { numSteps: 50_000, schedule });
    expect(energies[0]).toBeCloseTo(numCities * length(0, 1), 10);
  });

  test('stopped before its first step it has no state', async () => {
    const { best, states } = await annealSystem(tour, key('none'), { ...options, timeLimit: 0 });
    expect([best, states]).toEqual([undefined, []]);
  });

  test('refuses bad options and a start without an energy', async () => {
    const run = (system: typeof tour, more: object) => annealSystem(system, key('bad'), { ...options, ...more });
    await expect(run(tour, { numSteps: 0 })).rejects.toThrow(
      'annealSystem: `numSteps` must be an integer >= 1; received 0',
    );
    await expect(run(tour, { numReads: -1 })).rejects.toThrow(
      'annealSystem: `numReads` must be an integer >= 1; received -1',
    );
    await expect(run(tour, { schedule: () => Number.NaN })).rejects.toThrow(
      'annealSystem: `schedule at step 0 of 2500` must be a finite number >= 0; received NaN',
    );
    await expect(run({ ...tour, energy: () => Infinity }, {})).rejects.toThrow(
      'annealSystem: `system.energy(init)` must be a finite number; received Infinity',
    );
  });
});
