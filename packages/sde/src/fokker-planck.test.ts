import { describe, expect, test } from 'vitest';
import { toStratonovich } from './calculus.ts';
import { type FokkerPlanck, fokkerPlanck, integrateFokkerPlanck } from './fokker-planck.ts';
import { geometricBrownianMotion, ornsteinUhlenbeck } from './named-processes.ts';
import type { SdeProblem } from './problem.ts';
import { reverseSde } from './time-reversal.ts';

const normalDensity = (x: number, mean: number, variance: number): number =>
  Math.exp((-0.5 * (x - mean) ** 2) / variance) / Math.sqrt(2 * Math.PI * variance);
const rest = ornsteinUhlenbeck({ rate: 1, mean: 0.5, scale: Math.SQRT2 });
/** dX = -V'(X) dt + sqrt(2/beta) dW with V = (x^2 - 1)^2: stationary law exp(-beta V). */
const [beta, potential] = [3, (x: number): number => (x * x - 1) ** 2];
const doubleWell: SdeProblem = {
  dimension: 1,
  calculus: 'ito',
  noise: 'additive',
  numNoises: 1,
  drift: (x, _t, out) => out.set(x.map((value) => -4 * value * (value * value - 1))),
  diffusionCoefficient: (_x, _t, out) => out.fill(Math.sqrt(2 / beta)),
};
const massOf = ({ cellWidth }: FokkerPlanck, density: Float64Array): number =>
  density.reduce((sum, value) => sum + value * cellWidth, 0);
/** Total variation, times 2, to a density given at the centres and scaled to mass 1 there. */
const distance = (solver: FokkerPlanck, density: Float64Array, law: (x: number) => number): number => {
  const exact = solver.init(solver.centres.map(law)).density;
  return density.reduce((sum, value, i) => sum + Math.abs(value - exact[i]!) * solver.cellWidth, 0);
};

describe('the stationary law', () => {
  test('of the double well is Boltzmann`s at every centre, to rounding', () => {
    const solver = fokkerPlanck(doubleWell, { lower: -2.2, upper: 2.2, numCells: 50 });
    expect(distance(solver, solver.stationary(), (x) => Math.exp(-beta * potential(x)))).toBeLessThan(1e-13);
  });

  test('is where a long run ends, from any start', () => {
    const solver = fokkerPlanck(doubleWell, { lower: -2.2, upper: 2.2, numCells: 80 });
    const start = solver.centres.map((x) => (x > 1.9 ? 1 : 0));
    // One implicit step of length t leaves 1/(1 + t lambda) of each mode, so steps of 1e8 are at rest after a few.
    const { density } = integrateFokkerPlanck(solver, start, { t0: 0, t1: 3e8, numSteps: 3 });
    expect(distance(solver, density, (x) => Math.exp(-beta * potential(x)))).toBeLessThan(1e-12);
  });

  test('of noise that grows with x is reached at order 4 in the cell width', () => {
    // dX = (1 - X) dt + sqrt(X) dW rests at a gamma law of shape 2 and rate 2; between 0.5 and 4 at that law restricted.
    const root: SdeProblem = {
      ...doubleWell,
      noise: 'diagonal',
      drift: (x, _t, out) => out.set(x.map((value) => 1 - value)),
      diffusionCoefficient: (x, _t, out) => out.set(x.map(Math.sqrt)),
    };
    const error = (numCells: number): number => {
      const solver = fokkerPlanck(root, { lower: 0.5, upper: 4, numCells });
      return distance(solver, solver.stationary(), (x) => x * Math.exp(-2 * x));
    };
    expect(Math.abs(Math.log2(error(40) / error(80)) - 4)).toBeLessThan(0.1);
    expect(error(160)).toBeLessThan(1e-7);
  });

  test('is that of the coefficients at the time asked for', () => {
    const moving: SdeProblem = { ...doubleWell, drift: (x, t, out) => out.set(x.map((value) => t - value)) };
    const solver = fokkerPlanck(moving, { lower: -6, upper: 8, numCells: 70 });
    expect(distance(solver, solver.stationary(2), (x) => normalDensity(x, 2, 1 / beta))).toBeLessThan(1e-13);
    expect(solver.stationary()).toEqual(solver.stationary(0));
  });
});

describe('evolution', () => {
  const law = (t: number): readonly [mean: number, variance: number] => {
    const [mean, variance] = [new Float64Array(1), new Float64Array(1)];
    rest.transitionInto(Float64Array.of(-1), 0, t, mean, variance);
    return [mean[0]!, variance[0]! + 0.09 * Math.exp(-2 * t)];
  };
  const run = (numCells: number, numSteps: number) => {
    const solver = fokkerPlanck(rest.problem, { lower: -8, upper: 9, numCells });
    const start = solver.centres.map((x) => normalDensity(x, ...law(0)));
    return { solver, ...integrateFokkerPlanck(solver, start, { t0: 0, t1: 0.5, numSteps }) };
  };

  test('of the Ornstein-Uhlenbeck process is the exact law: order 1 in time, 2 in the cell width', () => {
    const error = (numCells: number, numSteps: number): number => {
      const { solver, density } = run(numCells, numSteps);
      return distance(solver, density, (x) => normalDensity(x, ...law(0.5)));
    };
    // Cells so small that time alone is seen; then the time error, taken from a fine grid, is subtracted out below.
    expect(Math.abs(Math.log2(error(1600, 50) / error(1600, 100)) - 1)).toBeLessThan(0.1);
    const spatial = (numCells: number): number => {
      const { solver, density } = run(numCells, 100);
      const { density: fine } = run(9 * numCells, 100);
      // The middle one of nine fine cells has the coarse centre.
      return density.reduce((sum, value, i) => sum + Math.abs(value - fine[9 * i + 4]!) * solver.cellWidth, 0);
    };
    expect(Math.abs(Math.log2(spatial(85) / spatial(170)) - 2)).toBeLessThan(0.1);
    expect(error(800, 1600)).toBeLessThan(1e-3);
  });

  test('keeps mass to 1e-12 over a thousand steps, and nothing turns negative', () => {
    for (const t1 of [1e-3, 1, 1e6]) {
      const solver = fokkerPlanck(doubleWell, { lower: -2.2, upper: 2.2, numCells: 200 });
      const start = new Float64Array(200);
      start[137] = 1;
      const { density, mass } = integrateFokkerPlanck(solver, start, { t0: 0, t1, numSteps: 1000 });
      for (const value of mass) expect(Math.abs(value - 1)).toBeLessThan(1e-12);
      expect(Math.abs(massOf(solver, density) - 1)).toBeLessThan(1e-12);
      expect(density.every((value) => value >= 0)).toBe(true);
    }
  });

  test('the relative entropy to the stationary law never rises, and falls to 0', () => {
    const solver = fokkerPlanck(doubleWell, { lower: -2.2, upper: 2.2, numCells: 100 });
    const start = solver.centres.map((x) => (Math.abs(x + 1) < 0.3 ? 1 : 0));
    const { relativeEntropy } = integrateFokkerPlanck(solver, start, { t0: 0, t1: 200, numSteps: 400 });
    expect(relativeEntropy[0]).toBeGreaterThan(0.6);
    for (let k = 1; k < 400; k++) expect(relativeEntropy[k]! - relativeEntropy[k - 1]!).toBeLessThanOrEqual(1e-15);
    expect(relativeEntropy[399]).toBeLessThan(1e-12);
  });

  test('the relative entropy stays a number where almost nothing has arrived yet', () => {
    const { problem } = ornsteinUhlenbeck({ rate: 1, scale: Math.SQRT2 });
    const solver = fokkerPlanck(problem, { lower: -6, upper: 6, numCells: 120 });
    const start = solver.centres.map((x) => (Math.abs(x - 2) < 0.5 ? 1 : 0));
    const { relativeEntropy } = integrateFokkerPlanck(solver, start, { t0: 0, t1: 1, numSteps: 1000 });
    for (let k = 1; k < 1000; k++) expect(relativeEntropy[k]).toBeLessThan(relativeEntropy[k - 1]!);
  });

  test('the entropy it tells is sum p log p/q', () => {
    const solver = fokkerPlanck(doubleWell, { lower: -2.2, upper: 2.2, numCells: 40 });
    const [{ density }, { relativeEntropy }] = solver.step(solver.init(new Float64Array(40).fill(1)), 0, 0.1);
    const law = solver.stationary();
    const plain = density.reduce((sum, p, i) => sum + p * Math.log(p / law[i]!) * solver.cellWidth, 0);
    expect(relativeEntropy).toBeCloseTo(plain, 12);
  });

  test('stays positive where the drift is so steep that a central difference would not', () => {
    // Cell Peclet number |f| h/D = 3.75 at the ends.
    const steep = ornsteinUhlenbeck({ rate: 30, scale: 2 });
    const solver = fokkerPlanck(steep.problem, { lower: -1, upper: 1, numCells: 4 });
    expect(solver.stationary().every((value) => value > 0)).toBe(true);
    // Central differences give neighbours at rest the ratio (1 + w/2)/(1 - w/2) in place of e^w.
    const ratio = (w: number): number => (2 + w) / (2 - w);
    const tilt = (2 * -30 * -0.5 * solver.cellWidth) / 4;
    expect(ratio(tilt)).toBeLessThan(0);
  });

  test('step leaves its state untouched, and general noise adds up', () => {
    const general: SdeProblem = {
      ...doubleWell,
      noise: 'general',
      numNoises: 2,
      diffusionCoefficient: (x, _t, out) => {
        for (let i = 0; i < x.length; i++) out.set([0.6 * Math.sqrt(2 / beta), 0.8 * Math.sqrt(2 / beta)], 2 * i);
      },
    };
    const grid = { lower: -2, upper: 2, numCells: 30 };
    const state = fokkerPlanck(general, grid).init(new Float64Array(30).fill(2));
    const copy = structuredClone(state);
    const [next] = fokkerPlanck(general, grid).step(state, 0, 0.1);
    expect(state).toEqual(copy);
    const [same] = fokkerPlanck(doubleWell, grid).step(state, 0, 0.1);
    for (let i = 0; i < 30; i++) expect(next.density[i]).toBeCloseTo(same.density[i]!, 13);
  });
});

test('bad arguments are refused with their value', () => {
  const grid = { lower: -1, upper: 1, numCells: 4 };
  const refuses = (problem: SdeProblem, change: object, message: string) =>
    expect(() => fokkerPlanck(problem, { ...grid, ...change })).toThrow(message);
  refuses(doubleWell, { lower: Number.NaN }, 'fokkerPlanck: `lower` must be a finite number; received NaN');
  refuses(doubleWell, { upper: -1 }, '`upper` must be a finite number > lower = -1; received -1');
  refuses(doubleWell, { numCells: 1 }, '`numCells` must be an integer >= 2; received 1');
  refuses(ornsteinUhlenbeck({ dimension: 2, rate: 1, scale: 1 }).problem, {}, '`dimension` must be 1; received 2');
  const reversed = reverseSde(rest.problem, (_x, _t, out) => out.fill(0));
  refuses(reversed, {}, '`timeDirection` must be \'forward\'; received "backward"');
  const { problem: growth } = geometricBrownianMotion({ growthRate: 1, volatility: 1 });
  refuses(toStratonovich(growth), {}, 'fokkerPlanck: a Stratonovich problem is not supported');
  const solver = fokkerPlanck(growth, { ...grid, numCells: 5 });
  // The middle cell has its centre where the noise vanishes.
  expect(() => solver.stationary()).toThrow('`diffusionCoefficient(0, 0)` must be finite and not 0; received 0');
  const broken = fokkerPlanck({ ...doubleWell, drift: (_x, _t, out) => out.fill(Number.NaN) }, grid);
  expect(() => broken.stationary(2)).toThrow('`drift(-0.75, 2)` must be a finite number; received NaN');
  const well = fokkerPlanck(doubleWell, grid);
  expect(() => well.init(new Float64Array(3))).toThrow('`density` must have length 4; received shape (3)');
  expect(() => well.init(Float64Array.of(1, -1, 1, 1))).toThrow('`density[1]` must be >= 0; received -1');
  expect(() => well.init(Float64Array.of(1, 1, Number.NaN, 1))).toThrow('`density[2]` must be a finite number');
  expect(() => well.init(new Float64Array(4))).toThrow('`density` must be positive somewhere');
  const start = new Float64Array(4).fill(1);
  expect(() => integrateFokkerPlanck(well, start, { t0: 1, t1: 0, numSteps: 1 })).toThrow(
    'integrateFokkerPlanck: `t1` must be a finite number >= t0 = 1; received 0',
  );
  expect(() => integrateFokkerPlanck(well, start, { t0: 0, t1: 1, numSteps: 0 })).toThrow(
    '`numSteps` must be an integer >= 1; received 0',
  );
  expect(() => integrateFokkerPlanck(well, start, { t0: Infinity, t1: 1, numSteps: 1 })).toThrow('`t0`');
});
