import { isingModel } from '@yuragi/mcmc';
import { referenceCase } from '@yuragi/testkit';
import { expect, test } from 'vitest';
import { landauZenerProbability } from './landau-zener.ts';
import { quantumAnneal } from './quantum-anneal.ts';

const { inputs, outputs } = referenceCase('bridge', 'landau-zener-and-witten');
/** E = sigma^z/2. */
const level = isingModel({ numSpins: 1, bonds: [], fields: [-0.5] });

/** The eigenvectors of 1/2 (a sigma^z + D sigma^x) as angles: (cos, sin) of the upper one. */
const upperAngle = (a: number, gap: number): number => Math.atan2(gap, a) / 2;

test.each(
  inputs.landau_zener.map((pair: number[], i: number) => [...pair, outputs.landau_zener[i]]) as [
    number,
    number,
    number,
  ][],
)(
  'at v = %d, D = %d: %d, and a run from -200 to 200 between adiabatic states leaves its level as often',
  (sweepRate, minimalGap, expected) => {
    const closed = landauZenerProbability({ sweepRate, minimalGap });
    expect(closed).toBeCloseTo(expected, 14);
    const T = 200;
    const begin = upperAngle(-sweepRate * T, minimalGap);
    const { amplitudes } = quantumAnneal(level, {
      duration: 2 * T,
      problemScale: (s) => sweepRate * (2 * s - 1) * T,
      transverseField: () => -minimalGap / 2,
      // Of the amplitudes, whose phases turn by 2e4: of the probability it is far less.
      tolerance: 1e-6,
      start: { real: Float64Array.of(-Math.sin(begin), Math.cos(begin)), imaginary: new Float64Array(2) },
    });
    const end = upperAngle(sweepRate * T, minimalGap);
    const onUpper =
      (Math.cos(end) * amplitudes.real[0]! + Math.sin(end) * amplitudes.real[1]!) ** 2 +
      (Math.cos(end) * amplitudes.imaginary[0]! + Math.sin(end) * amplitudes.imaginary[1]!) ** 2;
    expect(Math.abs(onUpper - closed)).toBeLessThan(5e-7);
    // With pi D^2/(4 v) in the exponent, a usual slip, it would be 0.456 at v = D = 1.
    expect(Math.abs(onUpper - Math.sqrt(closed))).toBeGreaterThan(0.1);
  },
);

test('no gap: the level is always left; bad rates are refused', () => {
  expect(landauZenerProbability({ sweepRate: 2, minimalGap: 0 })).toBe(1);
  expect(() => landauZenerProbability({ sweepRate: 0, minimalGap: 1 })).toThrow(
    'landauZenerProbability: `sweepRate` must be a finite number > 0; received 0',
  );
  expect(() => landauZenerProbability({ sweepRate: 1, minimalGap: -1 })).toThrow(
    'landauZenerProbability: `minimalGap` must be a finite number >= 0; received -1',
  );
});
