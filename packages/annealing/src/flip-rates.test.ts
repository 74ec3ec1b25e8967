import { isingModel } from '@yuragi/mcmc';
import { referenceCase } from '@yuragi/testkit';
import fc from 'fast-check';
import type { NdArray } from 'ndarray';
import { describe, expect, test } from 'vitest';
import { boltzmannLaw, type FlipRate, flipRateGenerator, flipRates, singleFlipGenerator } from './flip-rates.ts';
import { numberOperator } from './number-operator.ts';

const { inputs, outputs, tolerance } = referenceCase('bridge', 'i4-noise-and-reverse');
const i4 = isingModel({ numSpins: 4, bonds: inputs.bonds, fields: inputs.fields });

/** max |W p|, and max |W(x|y) p(y) - W(y|x) p(x)|. */
function defects(generator: NdArray<Float64Array>, law: Float64Array) {
  const n = law.length;
  let change = 0;
  let asymmetry = 0;
  for (let x = 0; x < n; x++) {
    let sum = 0;
    for (let y = 0; y < n; y++) {
      sum += generator.get(x, y) * law[y]!;
      asymmetry = Math.max(asymmetry, Math.abs(generator.get(x, y) * law[y]! - generator.get(y, x) * law[x]!));
    }
    change = Math.max(change, Math.abs(sum));
  }
  return { change, asymmetry };
}

const rates = {
  'min(1,r)': flipRates.metropolis,
  'r/(1+r)': flipRates.heatBath,
  'sqrt(r)': flipRates.squareRoot,
  '1+r': flipRates.corrector,
  r: flipRates.reverse,
} as const;

/** A law on 1 to 3 spins, ratios up to e^6. */
const randomLaw = fc
  .integer({ min: 1, max: 3 })
  .chain((n) => fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 2 ** n, maxLength: 2 ** n }))
  .map((logs) => {
    const weights = Float64Array.from(logs, Math.exp);
    return weights.map((w) => w / weights.reduce((a, b) => a + b));
  });

describe('rates of the one ratio', () => {
  const law = boltzmannLaw(i4, 0.8);

  test.each(Object.entries(rates))('%s: |W p| and the asymmetry of flows are the reference`s', (name, rate) => {
    const { change, asymmetry } = defects(flipRateGenerator(law, rate), law);
    const { max_abs_Wp, max_abs_flow_asymmetry } = outputs.rates[name];
    const allowed = name === 'r' ? tolerance.abs! : Number(tolerance.zeros_abs);
    expect(Math.abs(change - max_abs_Wp)).toBeLessThan(allowed);
    expect(Math.abs(asymmetry - max_abs_flow_asymmetry)).toBeLessThan(allowed);
  });

  test('r alone does not keep p: W p = 2 N p', () => {
    const generator = flipRateGenerator(law, flipRates.reverse);
    const count = numberOperator(4);
    for (let x = 0; x < 16; x++) {
      let sum = 0;
      for (let y = 0; y < 16; y++) sum += (generator.get(x, y) - 2 * count.get(x, y)) * law[y]!;
      expect(Math.abs(sum)).toBeLessThan(1e-15);
    }
  });

  test('keep any law by detailed balance if and only if f(r) = r f(1/r) at its ratios', () => {
    const more: Record<string, FlipRate> = {
      ...rates,
      'r/(1+r)^2 + sqrt(r)': (r) => r / (1 + r) ** 2 + Math.sqrt(r),
      'r^2': (r) => r * r,
      '1': () => 1,
    };
    let numUnbalanced = 0;
    fc.assert(
      fc.property(randomLaw, fc.constantFrom(...Object.values(more)), (p, rate) => {
        let violation = 0;
        for (let x = 0; x < p.length; x++)
          for (let bit = 1; bit < p.length; bit *= 2) {
            const r = p[x ^ bit]! / p[x]!;
            // Of flows: f(r) p(x) - f(1/r) p(x^i).
            violation = Math.max(violation, Math.abs(rate(r) - r * rate(1 / r)) * p[x]!);
          }
        const { change, asymmetry } = defects(flipRateGenerator(p, rate), p);
        expect(Math.abs(asymmetry - violation)).toBeLessThan(1e-12 * (1 + violation));
        if (violation < 1e-14) expect(change).toBeLessThan(1e-13);
        else numUnbalanced++;
      }),
      { numRuns: 300 },
    );
    expect(numUnbalanced).toBeGreaterThan(50);
  });

  test('columns sum to 0, and only one spin flips', () => {
    const { data } = flipRateGenerator(law, flipRates.corrector);
    for (let y = 0; y < 16; y++) {
      let sum = 0;
      for (let x = 0; x < 16; x++) {
        sum += data[x * 16 + y]!;
        if (x !== y && ![1, 2, 4, 8].includes(x ^ y)) expect(data[x * 16 + y]).toBe(0);
      }
      expect(Math.abs(sum)).toBeLessThan(1e-13);
    }
  });

  test('at the Boltzmann law they are the single-flip generators', () => {
    for (const beta of [0, 0.8, 3])
      for (const [rule, rate] of [
        ['heat-bath', flipRates.heatBath],
        ['metropolis', flipRates.metropolis],
      ] as const) {
        const { data } = flipRateGenerator(boltzmannLaw(i4, beta), rate);
        const expected = singleFlipGenerator(i4, { beta, rule }).data;
        for (const [at, entry] of data.entries()) expect(Math.abs(entry - expected[at]!)).toBeLessThan(2e-15);
      }
  });

  test('ratios that overflow leave the heat bath a probability', () => {
    expect([flipRates.heatBath(Infinity), flipRates.heatBath(0)]).toEqual([1, 0]);
    expect(singleFlipGenerator(i4, { beta: 1e5, rule: 'heat-bath' }).data.every(Number.isFinite)).toBe(true);
  });
});

test('what is no law on spins, and no rate, is refused', () => {
  expect(() => flipRateGenerator([0.5, 0.3, 0.2], flipRates.heatBath)).toThrow(
    'flipRateGenerator: `law` must be of length 2^n, n = 1..10; received 3',
  );
  expect(() => flipRateGenerator([1], flipRates.heatBath)).toThrow('must be of length 2^n, n = 1..10; received 1');
  expect(() => flipRateGenerator([0.5, 0.4], flipRates.heatBath)).toThrow(
    'flipRateGenerator: `law` must be probabilities that sum to 1',
  );
  expect(() => flipRateGenerator([1, 0], flipRates.heatBath)).toThrow(
    'flipRateGenerator: `law[1]` must be a finite number > 0; received 0',
  );
  expect(() => flipRateGenerator([0.75, 0.25], (r) => 1 - r)).toThrow(
    'flipRateGenerator: `rate(3)` must be a finite number >= 0; received -2',
  );
});
