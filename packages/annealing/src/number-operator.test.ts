import { isingModel } from '@yuragi/mcmc';
import { walshHadamardInto } from '@yuragi/prob-core/linear-algebra';
import { referenceCase } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { exponentialInto } from './exponential.ts';
import { boltzmannLaw, singleFlipGenerator } from './flip-rates.ts';
import { manyBodyTerms, numberOperator } from './number-operator.ts';
import { transverseFieldEvolution } from './quantum-anneal.ts';
import { transverseFieldHamiltonian } from './transverse-field.ts';

const { inputs, outputs } = referenceCase('bridge', 'i4-classical-to-quantum');
const i4 = isingModel({ numSpins: 4, bonds: inputs.bonds, fields: inputs.fields });
const SIZE = 16;

const numBits = (x: number): number => x.toString(2).replaceAll('0', '').length;

describe('the number operator', () => {
  test('counts: on products of k spins it is k, exactly', () => {
    for (const n of [1, 2, 4, 6]) {
      const size = 2 ** n;
      const counts = numberOperator(n).data.slice();
      // T N T/2^n, column by column and row by row.
      for (let x = 0; x < size; x++)
        walshHadamardInto(counts.subarray(x * size, (x + 1) * size), counts.subarray(x * size, (x + 1) * size));
      for (let set = 0; set < size; set++) {
        const column = Float64Array.from({ length: size }, (_, x) => counts[x * size + set]!);
        walshHadamardInto(column, column);
        for (let other = 0; other < size; other++) expect(column[other]! / size).toBe(other === set ? numBits(set) : 0);
      }
    }
  });

  test('e^(-tN) flips each bit with probability (1 - e^-t)/2, to 1e-15; with 2N for N it does not', () => {
    const n = 4;
    const minus = (factor: number) => {
      const { data } = numberOperator(n);
      return (v: Float64Array, out: Float64Array): void => {
        for (let x = 0; x < SIZE; x++)
          out[x] = -factor * data.subarray(x * SIZE, (x + 1) * SIZE).reduce((sum, a, y) => sum + a * v[y]!, 0);
      };
    };
    const largestError = (t: number, factor: number): number => {
      const flip = (1 - Math.exp(-t)) / 2;
      let largest = 0;
      for (let y = 0; y < SIZE; y++) {
        const column = Float64Array.from({ length: SIZE }, (_, x) => (x === y ? 1 : 0));
        exponentialInto(minus(factor), t, n, column);
        for (let x = 0; x < SIZE; x++) {
          const distance = numBits(x ^ y);
          largest = Math.max(largest, Math.abs(column[x]! - flip ** distance * (1 - flip) ** (n - distance)));
        }
      }
      return largest;
    };
    for (const t of [0.1, 0.7, 2]) {
      expect(largestError(t, 1)).toBeLessThan(1e-15);
      expect(largestError(t, 2)).toBeGreaterThan(0.03);
    }
  });

  test('the driver of quantum annealing is 2 Gamma N - Gamma n, the heat bath at beta = 0 is -N, Metropolis -2N: differences exactly 0', () => {
    const { data } = numberOperator(4);
    const free = isingModel({ numSpins: 4, bonds: [] });
    const driver = transverseFieldHamiltonian(free, { transverseField: 0.75 }).data;
    const heatBath = singleFlipGenerator(i4, { beta: 0, rule: 'heat-bath' }).data;
    const metropolis = singleFlipGenerator(i4, { beta: 0, rule: 'metropolis' }).data;
    for (const [at, entry] of data.entries()) {
      const identity = at % (SIZE + 1) === 0 ? 1 : 0;
      expect(driver[at]! - (2 * 0.75 * entry - 0.75 * 4 * identity)).toBe(0);
      expect(heatBath[at]! + entry).toBe(0);
      expect(metropolis[at]! + 2 * entry).toBe(0);
    }
  });

  test('all three start alike: uniform is beta = 0, t = infinity, and |+...+> squared', () => {
    const uniform = new Float64Array(SIZE).fill(1 / SIZE);
    expect(boltzmannLaw(i4, 0)).toEqual(uniform);
    const { real, imaginary } = transverseFieldEvolution(i4, { duration: 1 }).init().position;
    expect(real.map((a, x) => a * a + imaginary[x]! ** 2)).toEqual(uniform);
    // e^(-tN) p in the basis of products: all but the constant fades, the slowest like e^-t.
    const coefficients = new Float64Array(SIZE);
    walshHadamardInto(boltzmannLaw(i4, 1), coefficients);
    const late = coefficients.map((c, set) => c * Math.exp(-40 * numBits(set)));
    walshHadamardInto(late, late);
    for (const p of late) expect(Math.abs(p / SIZE - 1 / SIZE)).toBeLessThan(1e-16);
  });

  test('numbers of spins that do not fit are refused', () => {
    expect(() => numberOperator(0)).toThrow('numberOperator: `numSpins` must be an integer >= 1; received 0');
    expect(() => numberOperator(11)).toThrow('numberOperator: `numSpins` must be at most 10; received 11');
  });
});

describe('many-body terms', () => {
  test('of an Ising energy are its fields and couplings, and nothing above pairs', () => {
    const energies = Float64Array.from(outputs.energies);
    const { coefficients, norms } = manyBodyTerms(energies);
    for (const [i, field] of inputs.fields.entries()) expect(coefficients[1 << i]).toBeCloseTo(-field, 14);
    for (const [i, j, coupling] of inputs.bonds) expect(coefficients[(1 << i) | (1 << j)]).toBeCloseTo(-coupling, 14);
    expect(norms[1]).toBeCloseTo(Math.hypot(...inputs.fields), 14);
    expect(norms[2]).toBeCloseTo(Math.hypot(...inputs.bonds.map(([, , coupling]: number[]) => coupling)), 14);
    for (const norm of [norms[0]!, norms[3]!, norms[4]!]) expect(norm).toBeLessThan(1e-15);
  });

  test('a length that is no power of 2 is refused', () => {
    expect(() => manyBodyTerms(new Float64Array(6))).toThrow('`values` must be of length 2^n; received 6');
  });
});
