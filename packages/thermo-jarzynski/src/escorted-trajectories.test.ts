import { decodeCheckpoint, encodeCheckpoint, fillNormal, foldIn, key, stream } from '@yuragi/prob-core';
import { driverConformance, expectClose, referenceCase } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { escortedFreeEnergy, eulerMoments, stiffeningTrap, stiffness } from '../test/stiffening-trap.ts';
import { type EscortedSystem, escortedTrajectories, overdampedTrajectories } from './index.ts';

/** Two coupled coordinates and a rotating escort whose divergence varies: nothing cancels. */
const plane: EscortedSystem = {
  dimension: 2,
  energy(x, t, out) {
    for (let i = 0; i < out.length; i++)
      out[i] = 0.5 * (1 + t) * x[2 * i]! ** 2 + (x[2 * i + 1]! - t) ** 2 + 0.3 * x[2 * i]! * x[2 * i + 1]!;
  },
  energyGradient(x, t, out) {
    for (let i = 0; i < x.length; i += 2) {
      out[i] = (1 + t) * x[i]! + 0.3 * x[i + 1]!;
      out[i + 1] = 2 * (x[i + 1]! - t) + 0.3 * x[i]!;
    }
  },
  drift(x, t, out) {
    plane.energyGradient(x, t, out);
    for (let i = 0; i < x.length; i++) out[i] = -out[i]!;
  },
  escort(x, t, out) {
    for (let i = 0; i < x.length; i += 2) {
      out[i] = t * x[i + 1]! - 0.2 * x[i]!;
      out[i + 1] = 0.5 * x[i + 1]! ** 2 - t * x[i]!;
    }
  },
  escortDivergence(x, _, out) {
    for (let i = 0; i < out.length; i++) out[i] = x[2 * i + 1]! - 0.2;
  },
  fillEquilibrium: (rng, _, out) => fillNormal(rng, out),
};
// Three blocks of 2048 rows, the last not full.
const options = { numTrajectories: 5000, numSteps: 4, duration: 1.5 };

driverConformance('escortedTrajectories', (run) => escortedTrajectories(plane, key(1), { ...options, ...run }), {
  outcome: ({ work, positions, direction }) => ({ work, positions: positions.data, direction }),
  foreign: (run) => escortedTrajectories(plane, key(1), { ...options, duration: 2, ...run }),
  encode: encodeCheckpoint,
  decode: decodeCheckpoint,
});

describe('escortedTrajectories', () => {
  test.each(['forward', 'reverse'] as const)('%s: the equations of the header, row by row', async (direction) => {
    const g = 0.8;
    const run = await escortedTrajectories(plane, key(1), { ...options, direction, diffusionCoefficient: g });
    const h = options.duration / 4;
    const rng = stream(foldIn(key(1), 1));
    const [block, z] = [new Float64Array(4096), new Float64Array(4096)];
    const time = (k: number) => (direction === 'forward' ? k : 4 - k) * h;
    plane.fillEquilibrium(rng, time(0), block);
    const rows = [0, 1, 400];
    const paths = rows.map((i) => ({ x: block.slice(2 * i, 2 * i + 2), work: 0 }));
    const [drift, u, gradient, value] = [
      new Float64Array(2),
      new Float64Array(2),
      new Float64Array(2),
      new Float64Array(1),
    ];
    for (let k = 0; k < 4; k++) {
      const [t, next] = [time(k), time(k + 1)];
      fillNormal(rng, z);
      for (const [r, path] of paths.entries()) {
        plane.drift(path.x, t, drift);
        for (const j of [0, 1]) path.x[j]! += h * drift[j]! + g * Math.sqrt(h) * z[2 * rows[r]! + j]!;
        plane.energy(path.x, next, value);
        path.work += value[0]!;
        plane.energy(path.x, t, value);
        path.work -= value[0]!;
        const middle = (t + next) / 2;
        plane.escort(path.x, middle, u);
        plane.energyGradient(path.x, middle, gradient);
        plane.escortDivergence(path.x, middle, value);
        path.work += (next - t) * (u[0]! * gradient[0]! + u[1]! * gradient[1]! - value[0]!);
        for (const j of [0, 1]) path.x[j]! += (next - t) * u[j]!;
      }
    }
    for (const [r, { x, work }] of paths.entries()) {
      expect(run.work[2048 + rows[r]!]).toBeCloseTo(work, 11);
      for (const j of [0, 1]) expect(run.positions.get(2048 + rows[r]!, j)).toBeCloseTo(x[j]!, 12);
    }
    expect(run.direction).toBe(direction);
  });

  test('no escort: the plain trajectories, to the bit', async () => {
    const still = { ...plane, escort: zero, escortDivergence: zero };
    const escorted = await escortedTrajectories(still, key(2), options);
    const plain = await overdampedTrajectories(plane, key(2), options);
    expect(escorted.work).toEqual(plain.work);
  });

  test('a point that meets infinite energy has infinite work', async () => {
    const walled: EscortedSystem = {
      ...plane,
      energy(x, t, out) {
        plane.energy(x, t, out);
        if (t > 0.7) for (let i = 0; i < out.length; i++) if (x[2 * i]! > 0.5) out[i] = Infinity;
      },
    };
    const { work } = await escortedTrajectories(walled, key(1), { ...options, numTrajectories: 100 });
    const dead = work.filter((w) => w === Infinity).length;
    expect(dead).toBeGreaterThan(5);
    expect(dead).toBeLessThan(95);
  });

  test('says what is wrong', async () => {
    const wrong = (change: object) => escortedTrajectories(plane, key(1), { ...options, ...change });
    await expect(wrong({ numSteps: 0 })).rejects.toThrow(
      'escortedTrajectories: `numSteps` must be an integer >= 1; received 0',
    );
    await expect(wrong({ diffusionCoefficient: -1 })).rejects.toThrow(
      'escortedTrajectories: `diffusionCoefficient` must be a finite number > 0; received -1',
    );
    const broken = { ...plane, energy: (_x: Float64Array, _t: number, out: Float64Array) => void out.fill(Number.NaN) };
    await expect(escortedTrajectories(broken, key(1), options)).rejects.toThrow(
      'escortedTrajectories: `system.energy of a drawn start` must be a finite number; received NaN',
    );
  });
});

function zero(_x: Float64Array, _t: number, out: Float64Array): void {
  out.fill(0);
}

describe('a trap whose stiffness rises from 1 to 3 in time 1', () => {
  const { outputs, tolerance } = referenceCase('bridge', 'trap-escort');
  /** Limit of values with errors h, h^2, ...: Romberg over h, h/2, ... */
  const extrapolated = (at: (numSteps: number) => number, levels = 7): number => {
    let row = Array.from({ length: levels }, (_, i) => at(100 * 2 ** i));
    for (let order = 1; row.length > 1; order++)
      row = row.slice(1).map((fine, i) => fine + (fine - row[i]!) / (2 ** order - 1));
    return row[0]!;
  };

  test('plain: mean and spread of the work, by the closed moment equations', () => {
    /** <x^2>, <x^4>, <W>, <W x^2>, <W^2> and their rates. */
    const rates = ([xx, x4, w, wxx]: readonly number[], t: number): readonly number[] => {
      const k = stiffness(t);
      return [2 - 2 * k * xx!, 12 * xx! - 4 * k * x4!, xx!, x4! + 2 * w! - 2 * k * wxx!, 2 * wxx!];
    };
    let moments: readonly number[] = [1, 3, 0, 0, 0];
    const numSteps = 1000;
    const h = 1 / numSteps;
    const moved = (rate: readonly number[], time: number) => moments.map((m, i) => m + time * rate[i]!);
    for (let step = 0; step < numSteps; step++) {
      const t = step * h;
      const a = rates(moments, t);
      const b = rates(moved(a, h / 2), t + h / 2);
      const c = rates(moved(b, h / 2), t + h / 2);
      const d = rates(moved(c, h), t + h);
      moments = moments.map((m, i) => m + (h / 6) * (a[i]! + 2 * b[i]! + 2 * c[i]! + d[i]!));
    }
    const [xx, , mean, , square] = moments;
    const exact = { mean_work: mean, sd_work: Math.sqrt(square! - mean! ** 2), final_x2: xx };
    const { mean_work, sd_work, final_x2 } = outputs;
    expectClose(exact, { mean_work, sd_work, final_x2 }, tolerance);
    // And as the limit of what the Euler steps do, whose recursion the statistical test takes for granted.
    expectClose(
      extrapolated((n) => eulerMoments(n).mean),
      mean_work,
      tolerance,
    );
    expectClose(
      extrapolated((n) => eulerMoments(n).sd),
      sd_work,
      tolerance,
    );
    expectClose(
      extrapolated((n) => eulerMoments(n).squaredPosition),
      final_x2,
      tolerance,
    );
  });

  test('escorted: every trajectory does the work Delta F', async () => {
    const errors = [];
    for (const numSteps of [100, 200, 400]) {
      const run = await escortedTrajectories(stiffeningTrap(), key(3), {
        numTrajectories: 2048,
        numSteps,
        duration: 1,
      });
      // Differences from one of them: the sum of equal numbers would round more than they differ.
      const first = run.work[0]!;
      const offset = run.work.reduce((sum, w) => sum + (w - first), 0) / 2048;
      const mean = first + offset;
      const variance = run.work.reduce((sum, w) => sum + (w - first - offset) ** 2, 0) / 2047;
      expect(Math.sqrt(variance)).toBeLessThan(1e-14);
      // The midpoint sum of dk/(2 k), to rounding.
      let quadrature = 0;
      for (let k = 0; k < numSteps; k++) quadrature += 1 / stiffness((k + 0.5) / numSteps) / numSteps;
      expect(Math.abs(mean - quadrature)).toBeLessThan(1e-13);
      errors.push(mean - outputs.escorted_work);
    }
    expect(errors[0]! / errors[1]!).toBeCloseTo(4, 1);
    expect(errors[1]! / errors[2]!).toBeCloseTo(4, 1);
    expect(Math.abs(errors[2]!)).toBeLessThan(1e-6);
  });

  test('and the last law is the equilibrium, where the plain drive lags behind', async () => {
    const slope = (t: number) => 1 / stiffness(t);
    const squared = (numSteps: number) => {
      const h = 1 / numSteps;
      let xx = 1;
      for (let k = 0; k < numSteps; k++)
        xx = ((1 - stiffness(k * h) * h) ** 2 * xx + 2 * h) * (1 - h * slope((k + 0.5) * h)) ** 2;
      return xx;
    };
    expectClose(extrapolated(squared), outputs.escorted_final_x2, tolerance);
    expect(outputs.final_x2 - outputs.escorted_final_x2).toBeGreaterThan(0.06);
  });

  test.each([
    ['none', () => 0],
    ['half of the right one', (t: number) => 0.5 / stiffness(t)],
    ['three times the right one', (t: number) => 3 / stiffness(t)],
    ['one that pushes outwards', (t: number) => -0.4 * t],
  ] as const)("Jarzynski's equality holds with any escort: %s", (_, slope) => {
    expectClose(
      extrapolated((n) => escortedFreeEnergy(n, slope)),
      outputs.delta_f,
      { abs: 1e-9 },
    );
    if (slope(0.5) === 0) return;
    for (const mutant of [{ divergence: -1 }, { divergence: 0 }, { climb: -1 }, { climb: 0 }])
      expect(Math.abs(extrapolated((n) => escortedFreeEnergy(n, slope, mutant)) - outputs.delta_f)).toBeGreaterThan(
        0.01,
      );
  });
});
