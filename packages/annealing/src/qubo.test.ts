import { isingModel } from '@yuragi/mcmc';
import { toNdarray } from '@yuragi/prob-core';
import { binaryStates } from '@yuragi/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromDimod, toDimod } from './dimod.ts';
import { denseIsing, spinEnergy, toDenseIsing, toSparseIsing } from './ising.ts';
import { isingToQubo, type QuboTerm, qubo, quboEnergy, quboFromMatrix, quboToIsing } from './qubo.ts';

const integers = fc.integer({ min: -40, max: 40 });
const terms = fc.array(
  fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 }), integers) as fc.Arbitrary<QuboTerm>,
  { maxLength: 25 },
);
const states = [...binaryStates(6)].map((bits) => Int8Array.from(bits));
const spinsOf = (x: Int8Array): Int8Array => x.map((bit) => 2 * bit - 1);

describe('QUBO and Ising', () => {
  test('a QUBO is its terms, state by state', () => {
    fc.assert(
      fc.property(terms, integers, (list, offset) => {
        const problem = qubo({ terms: list, numVariables: 6, offset });
        for (const x of states) {
          const expected = list.reduce((sum, [i, j, q]) => sum + q * x[Number(i)]! * x[Number(j)]!, offset);
          expect(quboEnergy(problem, x)).toBe(expected);
        }
      }),
    );
  });

  test('conversion keeps every energy, both ways, exactly for integers', () => {
    fc.assert(
      fc.property(terms, integers, (list, offset) => {
        const problem = qubo({ terms: list, numVariables: 6, offset });
        const model = quboToIsing(problem);
        const back = isingToQubo(model);
        for (const x of states) {
          expect(spinEnergy(model, spinsOf(x))).toBe(quboEnergy(problem, x));
          expect(quboEnergy(back, x)).toBe(quboEnergy(problem, x));
        }
      }),
    );
  });

  test('names travel along', () => {
    const problem = qubo({
      variables: ['north', 'south'],
      terms: [
        ['north', 'south', 2],
        ['south', 1, 3],
      ],
    });
    expect(Array.from(problem.linear)).toEqual([0, 3]);
    expect(quboToIsing(problem).variables).toEqual(['north', 'south']);
    expect(isingToQubo(quboToIsing(problem)).variables).toEqual(['north', 'south']);
    expect(isingToQubo(isingModel({ numSpins: 2, bonds: [] })).variables).toEqual(['0', '1']);
    expect(qubo({ terms: [[0, 3, 1]] }).numVariables).toBe(4);
  });

  test('a matrix is x^T Q x, whatever its triangle', () => {
    const upper = quboFromMatrix(toNdarray(Float64Array.of(1, 5, 0, -2), [2, 2]), 7);
    const symmetric = quboFromMatrix(toNdarray(Float64Array.of(1, 2.5, 2.5, -2), [2, 2]), 7);
    for (const x of [Int8Array.of(0, 0), Int8Array.of(1, 0), Int8Array.of(0, 1), Int8Array.of(1, 1)]) {
      expect(quboEnergy(upper, x)).toBe(x[0]! - 2 * x[1]! + 5 * x[0]! * x[1]! + 7);
      expect(quboEnergy(symmetric, x)).toBe(quboEnergy(upper, x));
    }
  });

  test.each([
    [
      { terms: [['a', 0, 1]] as QuboTerm[] },
      'qubo: `terms[0][0]` must be a name of a variable or an integer in 0..0; received "a"',
    ],
    [
      { terms: [[0, 2, 1]] as QuboTerm[], numVariables: 2 },
      'qubo: `terms[0][1]` must be a name of a variable or an integer in 0..1; received 2',
    ],
    [{ terms: [[0, 1, Number.NaN]] as QuboTerm[] }, 'qubo: `terms[0][2]` must be a finite number; received NaN'],
    [{ terms: [], numVariables: 0 }, 'qubo: `numVariables` must be an integer >= 1; received 0'],
    [{ terms: [], offset: Infinity }, 'qubo: `offset` must be a finite number; received Infinity'],
    [{ terms: [], variables: ['a', 'a'] }, 'qubo: `variables[1]` must be a name that is not taken; received "a"'],
    [{ terms: [], variables: ['a'], numVariables: 2 }, 'qubo: `variables` must have length 2; received shape (1)'],
  ])('refuses %o', (bad, message) => {
    expect(() => qubo(bad)).toThrow(message);
  });

  test('an energy asks for one value a variable', () => {
    expect(() => quboEnergy(qubo({ terms: [[0, 1, 1]] }), Int8Array.of(1))).toThrow(
      'quboEnergy: `x` must have length 2; received shape (1)',
    );
  });
});

describe('dimod', () => {
  const linear = { a: 0.5, b: -1, c: 0 };
  const quadratic = [
    ['a', 'b', -1],
    ['b', 'c', 2.25],
  ] as const;

  test('the sign is the opposite for spins: dimod energies are ours', () => {
    const model = fromDimod({ vartype: 'SPIN', linear, quadratic, offset: 3 });
    for (const bits of binaryStates(3)) {
      const s = spinsOf(Int8Array.from(bits));
      const energy = 0.5 * s[0]! - s[1]! - s[0]! * s[1]! + 2.25 * s[1]! * s[2]! + 3;
      expect(spinEnergy(model, s)).toBe(energy);
    }
    expect(Array.from(model.couplings)).toEqual([1, 1, -2.25, -2.25]);
    expect(toDimod(model)).toEqual({ vartype: 'SPIN', linear, quadratic, offset: 3 });
  });

  test('binary models keep their energies', () => {
    const model = fromDimod({ vartype: 'BINARY', linear, quadratic, offset: 3 });
    expect(model.variables).toEqual(['a', 'b', 'c']);
    for (const bits of binaryStates(3)) {
      const x = Int8Array.from(bits);
      const energy = 0.5 * x[0]! - x[1]! - x[0]! * x[1]! + 2.25 * x[1]! * x[2]! + 3;
      expect(spinEnergy(model, spinsOf(x))).toBe(energy);
      const { linear: h, quadratic: j, offset } = toDimod(model);
      const s = Object.fromEntries(model.variables.map((name, i) => [name, 2 * x[i]! - 1]));
      const dimodEnergy =
        offset +
        Object.entries(h).reduce((sum, [name, bias]) => sum + bias * s[name]!, 0) +
        j.reduce((sum, [u, v, bias]) => sum + bias * s[u]! * s[v]!, 0);
      expect(dimodEnergy).toBe(energy);
    }
  });

  test('refuses unknown types and variables', () => {
    expect(() => fromDimod({ vartype: 'X' as never, linear, quadratic, offset: 0 })).toThrow(
      "fromDimod: `vartype` must be one of 'SPIN', 'BINARY'; received \"X\"",
    );
    expect(() => fromDimod({ vartype: 'SPIN', linear, quadratic: [['a', 'z', 1]], offset: 0 })).toThrow(
      'fromDimod: `quadratic[0][1]` must be a variable that `linear` names; received "z"',
    );
  });
});

describe('dense storage', () => {
  const matrix = (...values: number[]) => toNdarray(Float64Array.of(...values), [3, 3]);

  test('has the energies of sparse storage, and goes there and back', () => {
    const dense = denseIsing({ couplings: matrix(0, 1, -2, 1, 0, 0, -2, 0, 0), fields: [1, 0, 4], offset: 0.5 });
    const sparse = toSparseIsing(dense);
    expect(sparse.columns.length).toBe(4);
    for (const bits of binaryStates(3)) {
      const s = spinsOf(Int8Array.from(bits));
      expect(spinEnergy(dense, s)).toBe(-(s[0]! * s[1]! - 2 * s[0]! * s[2]!) - s[0]! - 4 * s[2]! + 0.5);
      expect(spinEnergy(sparse, s)).toBe(spinEnergy(dense, s));
    }
    expect(toDenseIsing(sparse)).toEqual(dense);
    expect(toDenseIsing(dense)).toBe(dense);
    expect(toSparseIsing(sparse)).toBe(sparse);
    expect(denseIsing({ couplings: matrix(0, 0, 0, 0, 0, 0, 0, 0, 0), variables: ['x', 'y', 'z'] }).variables).toEqual([
      'x',
      'y',
      'z',
    ]);
  });

  test('refuses what is not a symmetric matrix with a zero diagonal', () => {
    expect(() => denseIsing({ couplings: matrix(0, 1, 0, 2, 0, 0, 0, 0, 0) })).toThrow(
      'denseIsing: `couplings[1,0]` must be couplings[0,1] = 1; received 2',
    );
    expect(() => denseIsing({ couplings: matrix(0, 0, 0, 0, 3, 0, 0, 0, 0) })).toThrow(
      'denseIsing: `couplings[1,1]` must be 0; received 3',
    );
    expect(() => denseIsing({ couplings: toNdarray(new Float64Array(6), [2, 3]) })).toThrow(
      'denseIsing: `couplings` must have shape (n, 2); received shape (2, 3)',
    );
    expect(() => denseIsing({ couplings: matrix(0, 0, 0, 0, 0, 0, 0, 0, 0), fields: [1] })).toThrow(
      'denseIsing: `fields` must have length 3; received shape (1)',
    );
  });
});

test('energies refuse the states of the other kind, and matrices that are lists', () => {
  const problem = qubo({ terms: [[0, 1, 1]], numVariables: 2 });
  expect(() => quboEnergy(problem, Int8Array.of(1, -1))).toThrow('quboEnergy: `x[1]` must be 0 or 1; received -1');
  expect(() => spinEnergy(quboToIsing(problem), Int8Array.of(1, 0))).toThrow(
    'spinEnergy: `spins[1]` must be -1 or +1; received 0',
  );
  const nested = [
    [0, 1],
    [1, 0],
  ] as never;
  expect(() => quboFromMatrix(nested)).toThrow('quboFromMatrix: `matrix` must be an ndarray (make one with toNdarray)');
  expect(() => denseIsing({ couplings: nested })).toThrow('denseIsing: `couplings` must be an ndarray');
});
