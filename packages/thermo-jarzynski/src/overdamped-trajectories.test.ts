import { decodeCheckpoint, encodeCheckpoint, fillNormal, foldIn, key, stream } from '@yuragi/prob-core';
import { driverConformance } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { type OverdampedSystem, overdampedTrajectories } from './index.ts';

/** Two uncoupled coordinates in traps of stiffness 1 + t and 2, the second dragged at speed 1. */
const traps: OverdampedSystem = {
  dimension: 2,
  energy(x, t, out) {
    for (let i = 0; i < out.length; i++) out[i] = 0.5 * (1 + t) * x[2 * i]! ** 2 + (x[2 * i + 1]! - t) ** 2;
  },
  drift(x, t, out) {
    for (let i = 0; i < x.length; i += 2) {
      out[i] = -(1 + t) * x[i]!;
      out[i + 1] = 2 * (t - x[i + 1]!);
    }
  },
  fillEquilibrium(rng, t, out) {
    fillNormal(rng, out);
    for (let i = 0; i < out.length; i += 2) {
      out[i]! /= Math.sqrt(1 + t);
      out[i + 1] = t + out[i + 1]! / Math.SQRT2;
    }
  },
};
// Three blocks of 2048 rows, the last not full.
const options = { numTrajectories: 5000, numSteps: 6, duration: 1.5 };

driverConformance('overdampedTrajectories', (run) => overdampedTrajectories(traps, key(1), { ...options, ...run }), {
  outcome: ({ work, heat, energyChange, direction }) => ({ work, heat, energyChange, direction }),
  foreign: (run) => overdampedTrajectories(traps, key(1), { ...options, duration: 2, ...run }),
  encode: encodeCheckpoint,
  decode: decodeCheckpoint,
});

describe('overdampedTrajectories', () => {
  test.each(['forward', 'reverse'] as const)('%s: the equations of the header, row by row', async (direction) => {
    const g = 0.8;
    const run = await overdampedTrajectories(traps, key(1), { ...options, direction, diffusionCoefficient: g });
    const h = options.duration / 6;
    const rng = stream(foldIn(key(1), 1));
    const [x, z] = [new Float64Array(4096), new Float64Array(4096)];
    const start = direction === 'forward' ? 0 : 1.5;
    traps.fillEquilibrium(rng, start, x);
    const energyAt = (i: number, t: number) => {
      const out = new Float64Array(1);
      traps.energy(x.subarray(2 * i, 2 * i + 2), t, out);
      return out[0]!;
    };
    const rows = [0, 1, 2047];
    const expected = rows.map((i) => ({ work: 0, heat: 0, start: energyAt(i, start) }));
    for (let k = 0; k < 6; k++) {
      const [t, next] = direction === 'forward' ? [k * h, (k + 1) * h] : [(6 - k) * h, (5 - k) * h];
      fillNormal(rng, z);
      for (const [r, i] of rows.entries()) {
        const before = energyAt(i, t);
        x[2 * i]! += -(1 + t) * x[2 * i]! * h + g * Math.sqrt(h) * z[2 * i]!;
        x[2 * i + 1]! += 2 * (t - x[2 * i + 1]!) * h + g * Math.sqrt(h) * z[2 * i + 1]!;
        expected[r]!.heat += energyAt(i, t) - before;
        expected[r]!.work += energyAt(i, next) - energyAt(i, t);
      }
    }
    for (const [r, i] of rows.entries()) {
      expect(run.work[2048 + i]).toBeCloseTo(expected[r]!.work, 12);
      expect(run.heat[2048 + i]).toBeCloseTo(expected[r]!.heat, 12);
      expect(run.energyChange[2048 + i]).toBeCloseTo(expected[r]!.work + expected[r]!.heat, 12);
    }
    expect(run.direction).toBe(direction);
  });

  test('no trajectory depends on how many there are', async () => {
    const whole = await overdampedTrajectories(traps, key(1), options);
    const few = await overdampedTrajectories(traps, key(1), { ...options, numTrajectories: 2100 });
    expect(few.work).toEqual(whole.work.slice(0, 2100));
  });

  test('an energy difference in place of two energies gives the same work to rounding', async () => {
    const plain = await overdampedTrajectories(traps, key(1), options);
    const withDifference: OverdampedSystem = {
      ...traps,
      energyDifference(x, t, next, out) {
        for (let i = 0; i < out.length; i++)
          out[i] = 0.5 * (next - t) * x[2 * i]! ** 2 + (t - next) * (2 * x[2 * i + 1]! - t - next);
      },
    };
    const { work, heat, energyChange } = await overdampedTrajectories(withDifference, key(1), options);
    for (let i = 0; i < work.length; i++) {
      expect(Math.abs(work[i]! - plain.work[i]!)).toBeLessThan(1e-13 * (1 + Math.abs(work[i]!)));
      expect(energyChange[i]).toBe(plain.energyChange[i]);
      expect(Math.abs(work[i]! + heat[i]! - energyChange[i]!)).toBeLessThan(1e-13 * (1 + Math.abs(work[i]!)));
    }
  });

  test('a point that meets infinite or undefined energy has infinite work', async () => {
    for (const wall of [Infinity, Number.NaN]) {
      const walled: OverdampedSystem = {
        ...traps,
        energy(x, t, out) {
          traps.energy(x, t, out);
          if (t > 0.7) for (let i = 0; i < out.length; i++) if (x[2 * i]! > 1) out[i] = wall;
        },
      };
      const { work, heat, energyChange } = await overdampedTrajectories(walled, key(1), {
        ...options,
        numTrajectories: 100,
      });
      const dead = work.filter((w) => w === Infinity).length;
      expect(dead).toBeGreaterThan(5);
      expect(dead).toBeLessThan(95);
      for (let i = 0; i < 100; i++)
        if (work[i] === Infinity) expect([heat[i], energyChange[i]]).toEqual([0, Infinity]);
        else expect(work[i]! + heat[i]!).toBeCloseTo(energyChange[i]!, 13);
    }
  });

  test('says what is wrong', async () => {
    const wrong = (change: object, system = traps) => overdampedTrajectories(system, key(1), { ...options, ...change });
    const where = 'overdampedTrajectories: ';
    await expect(wrong({}, { ...traps, dimension: 0 })).rejects.toThrow(
      `${where}\`system.dimension\` must be an integer >= 1; received 0`,
    );
    await expect(wrong({ numTrajectories: 0 })).rejects.toThrow(
      `${where}\`numTrajectories\` must be an integer >= 1; received 0`,
    );
    await expect(wrong({ numSteps: 1.5 })).rejects.toThrow(
      `${where}\`numSteps\` must be an integer >= 1; received 1.5`,
    );
    await expect(wrong({ duration: 0 })).rejects.toThrow(
      `${where}\`duration\` must be a finite number > 0; received 0`,
    );
    await expect(wrong({ direction: 'x' })).rejects.toThrow(
      `${where}\`direction\` must be one of 'forward', 'reverse'; received "x"`,
    );
    await expect(wrong({ diffusionCoefficient: -1 })).rejects.toThrow(
      `${where}\`diffusionCoefficient\` must be a finite number > 0; received -1`,
    );
    await expect(wrong({}, { ...traps, energy: (_x, _t, out) => out.fill(Number.NaN) })).rejects.toThrow(
      `${where}\`system.energy of a drawn start\` must be a finite number; received NaN`,
    );
  });
});
