import { isingModel } from '@yuragi/mcmc';
import { expectClose, referenceCase } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { hamiltonianOfGenerator } from './bridge.ts';
import { type DrivenEquation, type DrivenLawOptions, drivenLaw } from './driven-law.ts';
import { exactMoments } from './enumeration.ts';
import { boltzmannLaw, singleFlipGenerator } from './flip-rates.ts';
import { spinEnergy } from './ising.ts';
import { chainLattice } from './lattices.ts';
import { spinsOfIndex } from './transverse-field.ts';

const { inputs, outputs, tolerance } = referenceCase('bridge', 'i4-driven-annealing');
const i4 = isingModel({ numSpins: 4, bonds: inputs.bonds, fields: inputs.fields });
const SIZE = 16;
const energies = Float64Array.from({ length: SIZE }, (_, x) => spinEnergy(i4, spinsOfIndex(x, 4)));
const drive = (equation?: DrivenEquation, more: Partial<DrivenLawOptions> = {}) =>
  drivenLaw(i4, { rule: 'heat-bath', schedule: (s) => 2 * s, duration: inputs.duration, equation, ...more });
const totalVariation = (p: Float64Array, q: Float64Array): number =>
  p.reduce((sum, each, x) => sum + Math.abs(each - q[x]!), 0) / 2;

describe('I4 driven from beta = 0 to 2 in unit time: the reference values', () => {
  test('annealing lags by 0.300240', () => {
    const { law, lags } = drive();
    expectClose(law, outputs.final_law, { abs: tolerance.abs });
    expectClose(lags[1], outputs.tv_lag, { abs: tolerance.abs });
  });

  test('imaginary time, without the drive term, by 0.115473', () => {
    expectClose(drive('imaginary-time').lags[1], outputs.tv_no_drive, { abs: tolerance.abs });
  });

  test('reweighted it does not lag, and the mass is Z(2)/Z(0)', () => {
    const { lags, logMass } = drive('reweighted');
    expect(lags[1]).toBeLessThan(1e-14);
    expectClose(Math.exp(logMass), outputs.mass_ratio, { abs: tolerance.abs });
  });

  test('real time ends 0.485737 away', () => {
    const { lags, law } = drive('real-time');
    expectClose(lags[1], outputs.tv_real_time, { abs: tolerance.abs });
    expect(law.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
  });
});

describe('the picture P = sqrt(P_beta) psi', () => {
  /** d psi/dt = -H psi + factor/2 dbeta/dt (E - <E>) psi from sqrt(P_0), beta = 2 t, by the classical Runge-Kutta method. */
  function integrate(rule: 'heat-bath' | 'metropolis', factor: number, numSteps: number): Float64Array {
    const derivative = (t: number, psi: Float64Array): Float64Array => {
      const beta = 2 * t;
      const { hamiltonian } = hamiltonianOfGenerator(singleFlipGenerator(i4, { beta, rule }), boltzmannLaw(i4, beta));
      const { energy } = exactMoments(i4, beta);
      return psi.map((a, x) => {
        let image = 0;
        for (let y = 0; y < SIZE; y++) image += hamiltonian.data[x * SIZE + y]! * psi[y]!;
        return factor * (energies[x]! - energy) * a - image;
      });
    };
    let psi = boltzmannLaw(i4, 0).map(Math.sqrt);
    const h = 1 / numSteps;
    const moved = (k: Float64Array, by: number) => psi.map((a, x) => a + by * k[x]!);
    for (let step = 0; step < numSteps; step++) {
      const k1 = derivative(step * h, psi);
      const k2 = derivative((step + 0.5) * h, moved(k1, h / 2));
      const k3 = derivative((step + 0.5) * h, moved(k2, h / 2));
      const k4 = derivative((step + 1) * h, moved(k3, h));
      psi = psi.map((a, x) => a + (h / 6) * (k1[x]! + 2 * k2[x]! + 2 * k3[x]! + k4[x]!));
    }
    return psi;
  }
  /** Order 4, so one extrapolation leaves about 1e-11. */
  const psiOf = (rule: 'heat-bath' | 'metropolis', factor: number): Float64Array => {
    const [coarse, fine] = [integrate(rule, factor, 80), integrate(rule, factor, 160)];
    return fine.map((a, x) => a + (a - coarse[x]!) / 15);
  };
  const root = boltzmannLaw(i4, 2).map(Math.sqrt);
  const lawOf = (psi: Float64Array): Float64Array => {
    const p = psi.map((a, x) => a * root[x]!);
    return p.map((a) => a / p.reduce((x, y) => x + y));
  };

  test.each(['heat-bath', 'metropolis'] as const)('%s: annealing is imaginary time plus the drive', (rule) => {
    const psi = psiOf(rule, 1);
    // The norm is kept too: sum sqrt(P_beta) psi = 1.
    expect(psi.reduce((sum, a, x) => sum + a * root[x]!, 0)).toBeCloseTo(1, 10);
    expect(totalVariation(lawOf(psi), drive('annealing', { rule }).law)).toBeLessThan(1e-10);
    expect(totalVariation(lawOf(psiOf(rule, 0)), drive('imaginary-time', { rule }).law)).toBeLessThan(1e-10);
  });

  test('with the drive reversed psi is sqrt(P_beta), which is reweighting', () => {
    const psi = psiOf('heat-bath', -1);
    for (const [x, a] of psi.entries()) expect(Math.abs(a - root[x]!)).toBeLessThan(1e-10);
  });

  test('the wrong sign of the drive is not annealing: 0.300240 away', () => {
    expect(totalVariation(lawOf(psiOf('heat-bath', -1)), drive().law)).toBeCloseTo(outputs.tv_lag, 8);
  });
});

describe('what the four equations promise', () => {
  test('reweighting is exact at any speed: log Z differences to rounding, in 10^-3 of a sweep and in 30', () => {
    const change = exactMoments(i4, 2).logPartition - exactMoments(i4, 0).logPartition;
    for (const duration of [1e-3, 0.1, 30]) {
      const { lags, logMass } = drive('reweighted', { duration });
      expect(lags[1]).toBeLessThan(1e-13);
      expect(Math.abs(logMass - change)).toBeLessThan(1e-13);
    }
  });

  test('annealing and imaginary time lag less the slower they are, like 1/duration', () => {
    for (const equation of ['annealing', 'imaginary-time'] as const) {
      const lags = [100, 200].map((duration) => drive(equation, { duration }).lags[1]!);
      expect(lags[0]! / lags[1]!).toBeGreaterThan(1.9);
      expect(lags[0]! / lags[1]!).toBeLessThan(2.1);
    }
  });

  test('reweighted by half, imaginary time lags half as much as annealing once both are slow', () => {
    const ratioAt = (duration: number) =>
      drive('annealing', { duration }).lags[1]! / drive('imaginary-time', { duration }).lags[1]!;
    const [slow, slower] = [ratioAt(100), ratioAt(200)];
    expect(Math.abs(slower - 2)).toBeLessThan(0.01);
    // What is left is of the next order in the speed.
    expect(Math.abs(slower - 2)).toBeLessThan(0.6 * Math.abs(slow - 2));
  });

  test('a schedule that stands still moves nothing, in any of the four', () => {
    for (const equation of ['annealing', 'imaginary-time', 'reweighted', 'real-time'] as const) {
      const { lags, logMass } = drive(equation, { schedule: () => 1.3, duration: 4 });
      expect(lags[1]).toBeLessThan(1e-13);
      expect(Math.abs(logMass)).toBeLessThan(1e-14);
    }
  });

  test('a slow run in real time follows the ground state', () => {
    expect(drive('real-time', { duration: 300 }).lags[1]).toBeLessThan(0.02);
  });

  test('points on the way are the laws of runs that end there', () => {
    const { laws, lags, law } = drive('annealing', { numPoints: 3 });
    expect(laws.shape).toEqual([4, SIZE]);
    expect(laws.data.slice(0, SIZE)).toEqual(boltzmannLaw(i4, 0));
    expect(laws.data.slice(3 * SIZE)).toEqual(law);
    expect(lags[0]).toBe(0);
    const half = drive('annealing', { schedule: (s) => (2 / 3) * s, duration: 1 / 3 });
    expect(totalVariation(laws.data.slice(SIZE, 2 * SIZE), half.law)).toBeLessThan(1e-10);
  });

  test('errors are within the tolerance that was asked for', () => {
    for (const equation of ['annealing', 'imaginary-time', 'real-time'] as const) {
      const fine = drive(equation, { tolerance: 1e-12 });
      for (const tolerance of [1e-3, 1e-6]) {
        const coarse = drive(equation, { tolerance });
        expect(coarse.errorEstimate).toBeLessThan(tolerance);
        expect(totalVariation(coarse.law, fine.law)).toBeLessThan(tolerance);
        expect(coarse.numSteps).toBeLessThanOrEqual(fine.numSteps);
      }
    }
  });

  test('eight spins', () => {
    const chain = chainLattice(8, { couplings: 0.7, field: 0.2 });
    const { lags, law } = drivenLaw(chain, { rule: 'metropolis', schedule: (s) => s * s, duration: 3 });
    expect(law.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    expect(lags[1]).toBeGreaterThan(0.01);
  });
});

describe('refusals', () => {
  test('a schedule with a jump does not reach the tolerance', () => {
    expect(() => drive('annealing', { schedule: (s) => (s < 0.3 ? 0 : 2), maxSteps: 64 })).toThrow(/^drivenLaw: .*64/);
  });

  test('bad options, with their values', () => {
    const message = (more: object, text: string) =>
      expect(() => drive(undefined, more as Partial<DrivenLawOptions>)).toThrow(`drivenLaw: ${text}`);
    message({ rule: 'glauber' }, "`rule` must be one of 'metropolis', 'heat-bath'; received \"glauber\"");
    message({ duration: 0 }, '`duration` must be a finite number > 0; received 0');
    message({ schedule: () => -1 }, '`schedule(0)` must be a finite number >= 0; received -1');
    message({ schedule: 2 }, '`schedule` must be a function of s in [0, 1]; received 2');
    message(
      { equation: 'heat' },
      "`equation` must be one of 'annealing', 'imaginary-time', 'reweighted', 'real-time'; received \"heat\"",
    );
    message({ numPoints: 0 }, '`numPoints` must be an integer >= 1; received 0');
    message({ tolerance: 0 }, '`tolerance` must be a finite number > 0; received 0');
    message({ maxSteps: 15 }, '`maxSteps` must be an integer >= 16; received 15');
    expect(() =>
      drivenLaw(isingModel({ numSpins: 13, bonds: [] }), { rule: 'metropolis', schedule: () => 1, duration: 1 }),
    ).toThrow('drivenLaw: `model.numSpins` must be at most 12; received 13');
  });
});
