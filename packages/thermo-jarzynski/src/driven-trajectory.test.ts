import { key, stream } from '@yuragi/prob-core';
import { describe, expect, test } from 'vitest';
import {
  energy,
  type Level,
  law,
  logPartition,
  type Matrix,
  oppositeSweep,
  parallelUpdate,
  pathProbability,
  protocol,
  scripted,
  sequences,
  sweep,
  T,
} from '../test/two-spins.ts';
import { type DrivenSystem, drivenTrajectory } from './index.ts';

const rng = stream(key('not drawn from'));
const levels = Array.from({ length: T + 1 }, (_, t) => t);
const states = [0, 1, 2, 3];

/** sum over all paths of P(path) exp(-work up to t), for t = 0..T: the left-hand side of the equality. */
function exponentialAverages(kernel: (t: number) => Matrix): number[] {
  const averages = new Array<number>(T + 1).fill(0);
  for (const path of sequences(T + 1)) {
    const probability = pathProbability(path, kernel);
    const { work } = drivenTrajectory(scripted(path), protocol, rng);
    let total = 0;
    averages[0]! += probability;
    for (let t = 1; t <= T; t++) {
      total += work[t - 1]!;
      averages[t]! += probability * Math.exp(-total);
    }
  }
  return averages;
}

describe('the kernels of the enumeration', () => {
  test.each(levels)(
    'level %i: the sweep keeps the law and breaks detailed balance, the parallel update does not keep it',
    (t) => {
      const pi = law(t);
      const carried = (kernel: Matrix) =>
        states.map((to) => states.reduce((p, from) => p + pi[from]! * kernel[from]![to]!, 0));
      const distance = (kernel: Matrix) => Math.max(...carried(kernel).map((p, x) => Math.abs(p - pi[x]!)));
      const [forward, dual] = [sweep(t), oppositeSweep(t)];
      expect(distance(forward)).toBeLessThan(1e-15);
      const currents = states.flatMap((x) =>
        states.map((y) => Math.abs(pi[x]! * forward[x]![y]! - pi[y]! * forward[y]![x]!)),
      );
      expect(Math.max(...currents)).toBeGreaterThan(1e-3);
      for (const x of states)
        for (const y of states) expect(pi[x]! * forward[x]![y]!).toBeCloseTo(pi[y]! * dual[y]![x]!, 15);
      expect(distance(parallelUpdate(t))).toBeGreaterThan(1e-3);
    },
  );
});

describe('Jarzynski, summed over all 1024 paths', () => {
  test('<exp(-work up to t)> = Z_t/Z_0 at every t, though the kernel breaks detailed balance', () => {
    const averages = exponentialAverages(sweep);
    for (const t of levels)
      expect(Math.abs(averages[t]! / Math.exp(logPartition(t) - logPartition(0)) - 1)).toBeLessThan(1e-12);
  });

  test('a kernel that breaks balance misses Z_T/Z_0 by 9.7 %', () => {
    const ratio = exponentialAverages(parallelUpdate)[T]! / Math.exp(logPartition(T) - logPartition(0));
    expect(ratio - 1).toBeCloseTo(-0.0974781, 7);
  });

  test('the second law: <work> >= Delta F, with the dissipation as a path relative entropy (Kawai, Parrondo, Van den Broeck)', () => {
    // The first move does nothing to the law: the path is x_1..x_T, and its mirror starts in P_T and moves by the dual.
    let meanWork = 0;
    let relativeEntropy = 0;
    let total = 0;
    for (const path of sequences(T)) {
      const [forward, reverse] = bothWays(path);
      const { totalWork } = drivenTrajectory(scripted([path[0]!, ...path]), protocol, rng);
      meanWork += forward * totalWork;
      relativeEntropy += forward * Math.log(forward / reverse);
      total += forward;
    }
    const dissipated = meanWork - (logPartition(0) - logPartition(T));
    expect(total).toBeCloseTo(1, 14);
    expect(dissipated).toBeGreaterThan(0.1);
    expect(Math.abs(dissipated - relativeEntropy)).toBeLessThan(1e-12);
  });
});

/** Probabilities of x_1..x_T forwards and of x_T..x_1 in the reverse drive, moved by the dual kernels or by another. */
function bothWays(
  path: readonly number[],
  reverseKernel: (t: number) => Matrix = oppositeSweep,
): readonly [number, number] {
  let [forward, reverse] = [law(0)[path[0]!]!, law(T)[path[T - 1]!]!];
  for (let t = 1; t < T; t++) {
    forward *= sweep(t)[path[t - 1]!]![path[t]!]!;
    reverse *= reverseKernel(t)[path[t]!]![path[t - 1]!]!;
  }
  return [forward, reverse];
}

describe('Crooks, path by path', () => {
  const mismatch = (reverseKernel: (t: number) => Matrix): number => {
    let worst = 0;
    for (const path of sequences(T)) {
      const [forward, reverse] = bothWays(path, reverseKernel);
      const { totalWork } = drivenTrajectory(scripted([path[0]!, ...path]), protocol, rng);
      const mirrored = path.toReversed();
      const back = drivenTrajectory(scripted([mirrored[0]!, ...mirrored]), protocol.toReversed(), rng);
      // Powers of two: the work of the mirrored path is exactly the opposite.
      expect(back.totalWork + totalWork).toBe(0);
      const expected = totalWork - (logPartition(0) - logPartition(T));
      worst = Math.max(worst, Math.abs(Math.log(forward / reverse) - expected));
    }
    return worst;
  };

  test('log P_F/P_R = W - Delta F when the reverse drive moves by the dual kernels', () => {
    expect(mismatch(oppositeSweep)).toBeLessThan(1e-12);
  });

  test('with the same sweep in both directions it fails: detailed balance is needed there', () => {
    expect(mismatch(sweep)).toBeGreaterThan(0.1);
  });
});

describe('an escort', () => {
  /** Permutations of the four states, one for each change of level; the way back is their inverse. */
  const permutations = [
    [1, 2, 3, 0],
    [0, 2, 1, 3],
    [3, 2, 1, 0],
    [2, 0, 3, 1],
  ];
  const indexOf = (level: Level): number => protocol.indexOf(level);
  const escort = (x: number, from: Level, to: Level): readonly [number, number] =>
    indexOf(to) > indexOf(from) ? [permutations[indexOf(from)]![x]!, 0] : [permutations[indexOf(to)]!.indexOf(x), 0];
  /** Sum over the states after each move; the escort then acts on what the script says. */
  const average = (map: typeof escort): number => {
    let total = 0;
    for (const path of sequences(T + 1)) {
      let [x, probability] = [path[0]!, law(0)[path[0]!]!];
      for (let t = 1; t <= T; t++) {
        probability *= sweep(t - 1)[x]![path[t]!]!;
        [x] = map(path[t]!, protocol[t - 1]!, protocol[t]!);
      }
      const system = { ...scripted(path), escort: map };
      total += probability * Math.exp(-drivenTrajectory(system, protocol, rng).totalWork);
    }
    return total;
  };

  test('of permutations: <exp(-work)> = Z_T/Z_0 over all 1024 paths; a map that is not invertible misses it', () => {
    const expected = Math.exp(logPartition(T) - logPartition(0));
    expect(Math.abs(average(escort) / expected - 1)).toBeLessThan(1e-12);
    expect(Math.abs(average((x) => [x & 2, 0]) / expected - 1)).toBeGreaterThan(0.05);
  });

  /** Coordinates in a trap of stiffness k that draw afresh, carried by x sqrt(k/k'). */
  const trap = (volume = 1): DrivenSystem<Float64Array, { readonly position: Float64Array }, [k: number]> => ({
    kernel: {
      init: (position) => ({ position }),
      step: (_, source, k) => [{ position: trap().sample(source, k) }, {}],
    },
    energy: (x, k) => 0.5 * k * x.reduce((sum, xi) => sum + xi * xi, 0),
    sample: (source, k) => Float64Array.from({ length: 5 }, () => source.normal() / Math.sqrt(k)),
    escort(x, [k], [next]) {
      const ratio = Math.sqrt(k / next);
      return [x.map((xi) => ratio * xi), volume * 5 * Math.log(ratio)];
    },
  });
  const stiffer = [[1], [1.5], [2], [3]] as [number][];

  test('that carries each law into the next: every work is Delta F, both ways, and the first law has the volume in it', () => {
    const deltaF = 2.5 * Math.log(3);
    for (const [levels, sign] of [
      [stiffer, 1],
      [stiffer.toReversed(), -1],
    ] as const)
      for (let i = 0; i < 20; i++) {
        const { totalWork, totalHeat, energyChange } = drivenTrajectory(trap(), levels, stream(key(i)));
        expect(Math.abs(totalWork - sign * deltaF)).toBeLessThan(1e-13);
        expect(Math.abs(totalWork + totalHeat - sign * deltaF - energyChange)).toBeLessThan(1e-12);
      }
    // Mutants: the volume forgotten, its sign.
    for (const volume of [0, -1])
      expect(Math.abs(drivenTrajectory(trap(volume), stiffer, stream(key(1))).totalWork - deltaF)).toBeGreaterThan(1);
  });

  test('with a volume that is no number is refused', () => {
    expect(() => drivenTrajectory(trap(Number.NaN), stiffer, rng)).toThrow(
      'drivenTrajectory: `logVolume of system.escort` must be a finite number; received NaN',
    );
  });
});

describe('the ledger', () => {
  test('work is the change of level at the new state, heat the change of state at the old level', () => {
    const path = [0, 2, 1, 3, 0];
    const { work, heat, position } = drivenTrajectory(scripted(path), protocol, rng);
    for (let t = 1; t <= T; t++) {
      expect(work[t - 1]).toBe(energy(path[t]!, ...protocol[t]!) - energy(path[t]!, ...protocol[t - 1]!));
      expect(heat[t - 1]).toBe(energy(path[t]!, ...protocol[t - 1]!) - energy(path[t - 1]!, ...protocol[t - 1]!));
    }
    expect(position).toBe(0);
  });

  test('first law: work + heat is the change of energy, exactly where energies are sums of powers of two', () => {
    for (const path of sequences(T + 1)) {
      const { totalWork, totalHeat, energyChange } = drivenTrajectory(scripted(path), protocol, rng);
      expect(totalWork + totalHeat).toBe(energyChange);
      expect(energyChange).toBe(energy(path[T]!, ...protocol[T]!) - energy(path[0]!, ...protocol[0]!));
    }
  });

  test('a change to infinite energy, or to NaN, ends the drive with infinite work', () => {
    for (const wall of [Infinity, Number.NaN]) {
      const system = {
        ...scripted([0, 1, 2, 3, 0]),
        energy: (x: number, coupling: number) => (coupling === 1 ? wall : x),
      };
      const { work, heat, totalWork, energyChange, position } = drivenTrajectory(system, protocol, rng);
      expect([...work]).toEqual([0, Infinity, 0, 0]);
      expect([...heat]).toEqual([1, 1, 0, 0]);
      expect([totalWork, energyChange, position]).toEqual([Infinity, Infinity, 2]);
    }
  });

  test('says what is wrong with a protocol or an energy', () => {
    const drive =
      (energyOf: (x: number) => number, steps = protocol) =>
      () =>
        drivenTrajectory({ ...scripted([0, 1, 2, 3, 0]), energy: energyOf }, steps, rng);
    expect(drive((x) => x, [[0, 0]])).toThrow(
      'drivenTrajectory: `protocol` must be at least two levels; received [[0, 0]]',
    );
    expect(
      drive(
        (x) => x,
        [
          [0, 0],
          [0, Number.NaN],
        ],
      ),
    ).toThrow('drivenTrajectory: `protocol[1][1]` must be a finite number; received NaN');
    expect(drive((x) => x, [0, 1] as never)).toThrow(
      'drivenTrajectory: `protocol[0]` must be a list of numbers, as many as the first level has; received 0',
    );
    expect(drive((x) => x, [[0, 0], []] as never)).toThrow(
      'drivenTrajectory: `protocol[1]` must be a list of numbers, as many as the first level has; received []',
    );
    expect(drive((x) => x, 7 as never)).toThrow('drivenTrajectory: `protocol` must be at least two levels; received 7');
    expect(drive(() => Number.NaN)).toThrow(
      'drivenTrajectory: `system.energy of a drawn start` must be a finite number; received NaN',
    );
    expect(drive((x) => (x === 1 ? Infinity : 0))).toThrow(
      'drivenTrajectory: `system.energy after a move of the kernel` must be a finite number; received Infinity',
    );
    let calls = 0;
    expect(drive(() => (++calls === 3 ? -Infinity : 0))).toThrow(
      'drivenTrajectory: `system.energy` must be a number > -Infinity; received -Infinity',
    );
  });
});
