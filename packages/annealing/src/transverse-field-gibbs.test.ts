import { isingModel } from '@yuragi/mcmc';
import { expectClose, referenceCase } from '@yuragi/testkit';
import { expect, test } from 'vitest';
import { exactMoments } from './enumeration.ts';
import { boltzmannLaw } from './flip-rates.ts';
import { transverseFieldGibbs } from './transverse-field-gibbs.ts';

const { inputs, outputs, tolerance } = referenceCase('bridge', 'plane-beta-sigma-gamma');
const i4 = isingModel({ numSpins: 4, bonds: inputs.bonds, fields: inputs.fields });

test.each(Object.entries<{ log_z: number; law_state_0: number; x_mean: number }>(outputs.gamma_axis))(
  'beta = 1, Gamma = %s: log Z, p(all up) and <X> are the reference`s',
  (gamma, { log_z, law_state_0, x_mean }) => {
    const { logPartition, law, transverseMagnetization } = transverseFieldGibbs(i4, {
      beta: 1,
      transverseField: Number(gamma),
    });
    expectClose([logPartition, law[0], transverseMagnetization], [log_z, law_state_0, x_mean], { abs: tolerance.abs });
    expect(law.reduce((a, b) => a + b)).toBeCloseTo(1, 13);
  },
);

test('without a field it is the Boltzmann law', () => {
  const { law, logPartition, energy } = transverseFieldGibbs(i4, { beta: 1.7, transverseField: 0 });
  const moments = exactMoments(i4, 1.7);
  expect(logPartition).toBeCloseTo(moments.logPartition, 13);
  expect(energy).toBeCloseTo(moments.energy, 13);
  for (const [x, p] of boltzmannLaw(i4, 1.7).entries()) expect(Math.abs(law[x]! - p)).toBeLessThan(1e-14);
});

test('log Z has <X> and -<E - Gamma X> as derivatives; the sign of Gamma does not matter to the law', () => {
  const at = (beta: number, transverseField: number) => transverseFieldGibbs(i4, { beta, transverseField });
  const { transverseMagnetization, energy, law } = at(1.3, 0.8);
  // Central differences of step 1e-4 err by about 1e-8.
  const byField = (at(1.3, 0.8 + 1e-4).logPartition - at(1.3, 0.8 - 1e-4).logPartition) / 2e-4;
  expect(Math.abs(byField / 1.3 - transverseMagnetization)).toBeLessThan(1e-7);
  const byBeta = (at(1.3 + 1e-4, 0.8).logPartition - at(1.3 - 1e-4, 0.8).logPartition) / 2e-4;
  expect(Math.abs(byBeta + energy - 0.8 * transverseMagnetization)).toBeLessThan(1e-7);
  const reversed = at(1.3, -0.8);
  for (const [x, p] of reversed.law.entries()) expect(Math.abs(p - law[x]!)).toBeLessThan(1e-14);
  expect(reversed.transverseMagnetization).toBeCloseTo(-transverseMagnetization, 13);
});

test('bad options are refused', () => {
  expect(() => transverseFieldGibbs(i4, { beta: -1, transverseField: 1 })).toThrow(
    'transverseFieldGibbs: `beta` must be a finite number >= 0; received -1',
  );
  expect(() => transverseFieldGibbs(i4, { beta: 1, transverseField: Infinity })).toThrow(
    'transverseFieldGibbs: `transverseField` must be a finite number; received Infinity',
  );
  expect(() => transverseFieldGibbs(isingModel({ numSpins: 11, bonds: [] }), { beta: 1, transverseField: 1 })).toThrow(
    'transverseFieldGibbs: `model.numSpins` must be at most 10; received 11',
  );
});
