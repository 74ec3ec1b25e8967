import { binaryStates } from '@yuragi/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isingEnergy, isingModel, localField } from './ising-model.ts';

type Bond = readonly [number, number, number];

const allSpins = (n: number): Int8Array[] =>
  Array.from(binaryStates(n), (bits) => Int8Array.from(bits, (bit) => 2 * bit - 1));

/** The formula, bond by bond. */
const plainEnergy = (bonds: readonly Bond[], fields: readonly number[], offset: number, s: Int8Array): number =>
  bonds.reduce((energy, [i, j, coupling]) => energy - coupling * s[i]! * s[j]!, offset) -
  fields.reduce((sum, h, i) => sum + h * s[i]!, 0);

const bonds: Bond[] = [
  [3, 0, 0.5],
  [0, 1, -1.25],
  [2, 1, 2],
  [1, 0, 0.75],
];
const fields = [0.1, -0.2, 0.3, 0];
const model = isingModel({ numSpins: 4, bonds, fields, offset: 7 });

describe('isingModel', () => {
  test('rows are sorted, symmetric, and bonds of one pair add up', () => {
    expect(model.numSpins).toBe(4);
    expect(Array.from(model.rowStarts)).toEqual([0, 2, 4, 5, 6]);
    expect(Array.from(model.columns)).toEqual([1, 3, 0, 2, 1, 0]);
    expect(Array.from(model.couplings)).toEqual([-0.5, 0.5, -0.5, 2, 2, 0.5]);
    expect(Array.from(model.fields)).toEqual(fields);
    expect(model.offset).toBe(7);
  });

  test('order and orientation of the bonds do not matter', () => {
    const turned = bonds.map(([i, j, coupling]): Bond => [j, i, coupling]).reverse();
    expect(isingModel({ numSpins: 4, bonds: turned, fields, offset: 7 })).toEqual(model);
  });

  test('no bonds, no fields: free spins of energy 0', () => {
    const free = isingModel({ numSpins: 2, bonds: [] });
    expect([free.rowStarts.length, free.columns.length, free.offset]).toEqual([3, 0, 0]);
    expect(allSpins(2).map((s) => Math.abs(isingEnergy(free, s)))).toEqual([0, 0, 0, 0]);
  });

  test('the fields are copied', () => {
    const mine = Float64Array.of(1, 2);
    const own = isingModel({ numSpins: 2, bonds: [], fields: mine });
    mine[0] = 9;
    expect(own.fields[0]).toBe(1);
  });

  test('bad input is refused with its place and value', () => {
    const make = (list: readonly Bond[], more: object = {}) => isingModel({ numSpins: 3, bonds: list, ...more });
    expect(() =>
      make([
        [0, 1, 1],
        [1, 1, 2],
      ]),
    ).toThrow(
      'isingModel: `bonds[1]` must be a bond between two different spins (s s = 1 is an offset); received [1, 1, 2]',
    );
    expect(() => make([[0, 3, 1]])).toThrow('isingModel: `bonds[0][1]` must be an integer in 0..2; received 3');
    expect(() => make([[-1, 0, 1]])).toThrow('isingModel: `bonds[0][0]` must be an integer in 0..2; received -1');
    expect(() => make([[0.5, 1, 1]])).toThrow('isingModel: `bonds[0][0]` must be an integer in 0..2; received 0.5');
    expect(() => make([[0, 1, Number.NaN]])).toThrow('isingModel: `bonds[0][2]` must be a finite number; received NaN');
    expect(() =>
      make([
        [0, 1, 1e308],
        [0, 1, 1e308],
      ]),
    ).toThrow('isingModel: `couplings[0]` must be a finite number; received Infinity');
    expect(() => make([], { fields: [1, 2] })).toThrow('isingModel: `fields` must have length 3; received shape (2)');
    expect(() => make([], { fields: [1, 2, Infinity] })).toThrow(
      'isingModel: `fields[2]` must be a finite number; received Infinity',
    );
    expect(() => make([], { offset: Number.NaN })).toThrow(
      'isingModel: `offset` must be a finite number; received NaN',
    );
    expect(() => isingModel({ numSpins: 0, bonds: [] })).toThrow(
      'isingModel: `numSpins` must be an integer >= 1; received 0',
    );
  });
});

describe('isingEnergy and localField', () => {
  test('the energy is that of the formula in every state', () => {
    for (const s of allSpins(4)) expect(isingEnergy(model, s)).toBeCloseTo(plainEnergy(bonds, fields, 7, s), 13);
  });

  test('two equal spins of a ferromagnetic bond have the lower energy, and a field pulls its spin its way', () => {
    const pair = isingModel({ numSpins: 2, bonds: [[0, 1, 1]], fields: [0.5, 0] });
    expect(isingEnergy(pair, Int8Array.of(1, 1))).toBe(-1.5);
    expect(isingEnergy(pair, Int8Array.of(-1, -1))).toBe(-0.5);
    expect(isingEnergy(pair, Int8Array.of(-1, 1))).toBe(1.5);
    expect(localField(pair, Int8Array.of(1, -1), 0)).toBe(-0.5);
  });

  test('turning spin i over changes the energy by 2 s_i lambda_i', () => {
    const bond = fc.tuple(fc.nat(5), fc.nat(5), fc.double({ min: -3, max: 3, noNaN: true }));
    fc.assert(
      fc.property(
        fc.array(bond, { maxLength: 20 }),
        fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
        (list, up) => {
          const random = isingModel({
            numSpins: 6,
            bonds: list.filter(([i, j]) => i !== j),
            fields: [1, -1, 0.5, 0, 2, 0],
          });
          const s = Int8Array.from(up, (isUp) => (isUp ? 1 : -1));
          for (let i = 0; i < 6; i++) {
            const turned = s.slice();
            turned[i]! *= -1;
            const change = isingEnergy(random, turned) - isingEnergy(random, s);
            expect(change).toBeCloseTo(2 * s[i]! * localField(random, s, i), 11);
            expect(localField(random, turned, i)).toBe(localField(random, s, i));
          }
        },
      ),
    );
  });
});
