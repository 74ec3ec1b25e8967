import { isingModel } from '@yuragi/mcmc';
import { key, stream, toNdarray } from '@yuragi/prob-core';
import { expectClose, referenceCase } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { hamiltonianOfGenerator } from './bridge.ts';
import { doobTransform } from './doob-transform.ts';
import { boltzmannLaw, singleFlipGenerator } from './flip-rates.ts';
import { manyBodyTerms } from './number-operator.ts';
import { transverseFieldHamiltonian } from './transverse-field.ts';

const { inputs, outputs, tolerance } = referenceCase('bridge', 'i4-doob');
const i4 = isingModel({ numSpins: 4, bonds: inputs.bonds, fields: inputs.fields });
const matrix = (n: number, ...values: number[]) => toNdarray(Float64Array.from(values), [n, n]);

describe('I4 in a transverse field of 1/2', () => {
  const h = transverseFieldHamiltonian(i4, { transverseField: inputs.gamma });
  const { generator, law, groundState, groundEnergy, gap } = doobTransform(h);

  test('energy, gap and law are the reference`s', () => {
    expectClose(groundEnergy, outputs.ground_energy, { abs: tolerance.abs });
    expectClose(gap, outputs.gap, { abs: tolerance.abs });
    expectClose(law, outputs.law, { abs: tolerance.abs });
  });

  test('W = -phi (H - E_0)/phi: rates Gamma phi(x^i)/phi(x), columns that sum to 0 to 1e-13', () => {
    for (let y = 0; y < 16; y++) {
      let sum = 0;
      for (let x = 0; x < 16; x++) {
        const direct = -(groundState[x]! * (h.get(x, y) - (x === y ? groundEnergy : 0))) / groundState[y]!;
        expect(Math.abs(generator.get(x, y) - direct)).toBeLessThan(1e-13);
        sum += direct;
      }
      expect(Math.abs(sum)).toBeLessThan(1e-13);
      for (const bit of [1, 2, 4, 8])
        expect(generator.get(y ^ bit, y)).toBe((inputs.gamma * groundState[y ^ bit]!) / groundState[y]!);
    }
  });

  test('it is reversible with phi^2, and its Hamiltonian is H - E_0: the two maps are inverse', () => {
    const back = hamiltonianOfGenerator(generator, law);
    for (let x = 0; x < 16; x++)
      for (let y = 0; y < 16; y++)
        expect(Math.abs(back.hamiltonian.get(x, y) - (h.get(x, y) - (x === y ? groundEnergy : 0)))).toBeLessThan(1e-13);
    expect(back.gap).toBeCloseTo(gap, 12);
    // With phi in place of phi^2 the flows do not balance.
    const wrong = groundState.map((a) => a / groundState.reduce((sum, b) => sum + b));
    expect(() => hamiltonianOfGenerator(generator, wrong)).toThrow('must be reversible');
  });

  test('-log phi^2 has terms of all orders: norms 0.83732, 1.11642, 0.05343, 0.00175', () => {
    const { norms } = manyBodyTerms(law.map((p) => -Math.log(p)));
    expectClose(norms.slice(1), outputs.order_norms, { abs: tolerance.abs });
  });
});

describe('other Hamiltonians', () => {
  test('that of the heat bath comes back as the heat bath', () => {
    const w = singleFlipGenerator(i4, { beta: 1, rule: 'heat-bath' });
    const p = boltzmannLaw(i4, 1);
    const { generator, law, groundEnergy } = doobTransform(hamiltonianOfGenerator(w, p).hamiltonian);
    expect(Math.abs(groundEnergy)).toBeLessThan(1e-13);
    for (const [x, each] of law.entries()) expect(Math.abs(each - p[x]!)).toBeLessThan(1e-14);
    for (const [at, entry] of generator.data.entries()) expect(Math.abs(entry - w.data[at]!)).toBeLessThan(1e-12);
  });

  test('any irreducible stoquastic matrix, not of spins', () => {
    const rng = stream(key('a stoquastic matrix'));
    const n = 7;
    const h = new Float64Array(n * n);
    for (let x = 0; x < n; x++) {
      h[x * n + x] = 3 * rng.uniform();
      for (let y = 0; y < x; y++) h[x * n + y] = h[y * n + x] = x - y === 1 ? -0.1 - rng.uniform() : 0;
    }
    const { generator, law } = doobTransform(toNdarray(h, [n, n]));
    expect(law.reduce((a, b) => a + b)).toBeCloseTo(1, 14);
    for (let x = 0; x < n; x++) {
      let change = 0;
      for (let y = 0; y < n; y++) change += generator.get(x, y) * law[y]!;
      expect(Math.abs(change)).toBeLessThan(1e-14);
    }
  });

  test('one state', () => {
    const one = doobTransform(matrix(1, 5));
    expect([one.groundEnergy, one.gap, one.law[0], one.generator.data[0]]).toEqual([5, Infinity, 1, 0]);
  });
});

describe('refusals name what is wrong, and its size', () => {
  test.each([
    [matrix(2, 0, 0.25, 0.25, 0), '`hamiltonian[1,0]` must be <= 0 off the diagonal (stoquastic); received 0.25'],
    [
      matrix(2, 0, -1, -1.03125, 0),
      '`hamiltonian` must be symmetric: entries [1,0] and [0,1] differ by 0.0312500; received [-1.03125, -1]',
    ],
    [
      matrix(3, 0, 0, -1, 0, 0, 0, -1, 0, 0),
      '`hamiltonian` must be irreducible: from state 0 2 of 3 states are reached, and state 1 is not',
    ],
    [
      matrix(2, 0, -1e-20, -1e-20, 1),
      '`hamiltonian` must be with a ground state above rounding in every state; entry 1',
    ],
    [matrix(2, 0, Number.NaN, 0, 1), '`hamiltonian[1]` must be a finite number; received NaN'],
    [toNdarray(new Float64Array(6), [2, 3]), '`hamiltonian` must have shape (n, 2); received shape (2, 3)'],
  ])('case %#', (bad, message) => {
    expect(() => doobTransform(bad)).toThrow(`doobTransform: ${message}`);
  });

  test('driven by the wrong sign of the transverse field a Hamiltonian is not stoquastic', () => {
    expect(() => doobTransform(transverseFieldHamiltonian(i4, { transverseField: -0.5 }))).toThrow(
      'doobTransform: `hamiltonian[1,0]` must be <= 0 off the diagonal (stoquastic); received 0.5',
    );
  });
});
