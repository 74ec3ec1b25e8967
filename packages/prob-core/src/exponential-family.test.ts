import { gradient as differences } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { exponentialFamily } from './exponential-family.ts';
import { key } from './key.ts';
import { momentMatching } from './moment-matching.ts';
import { toNdarray } from './ndarray-boundary.ts';
import { stream } from './rng.ts';
import { heatCapacity, susceptibility } from './thermal-response.ts';

/** n spins with fields and all pair couplings as parameters: k = n (n + 1)/2 statistics of 2^n states. */
function ising(n: number) {
  const states = Array.from({ length: 2 ** n }, (_, x) => Array.from({ length: n }, (_, i) => 1 - 2 * ((x >> i) & 1)));
  const rows = states.map((s) => [...s, ...s.flatMap((a, i) => s.slice(i + 1).map((b) => a * b))]);
  const k = rows[0]!.length;
  return {
    family: exponentialFamily({ statistics: toNdarray(Float64Array.from(rows.flat()), [2 ** n, k]) }),
    states,
    k,
  };
}
const randomTheta = (name: string, k: number, scale: number): Float64Array => {
  const rng = stream(key(name));
  return Float64Array.from({ length: k }, () => scale * rng.normal());
};

describe('exponentialFamily', () => {
  test('grad log Z = <T> and its Hessian is Cov(T), on Ising-4 by differences', () => {
    const { family, k } = ising(4);
    const theta = randomTheta('theta of four spins', k, 0.5);
    const mean = family.mean(theta);
    const slope = differences((at) => family.logPartition(at), theta);
    for (let j = 0; j < k; j++) expect(slope[j]).toBeCloseTo(mean[j]!, 8);
    const covariance = family.covariance(theta);
    for (let i = 0; i < k; i++) {
      const row = differences((at) => family.mean(at)[i]!, theta);
      for (let j = 0; j < k; j++) expect(row[j]).toBeCloseTo(covariance.get(i, j), 8);
    }
  });

  test('on Ising-10 the mean and the covariance are those of the 1024 states', () => {
    const { family, k, states } = ising(10);
    const theta = randomTheta('theta of ten spins', k, 0.3);
    const p = family.probabilities(theta);
    expect(p.reduce((sum, mass) => sum + mass, 0)).toBeCloseTo(1, 13);
    const pair = states.reduce((sum, s, x) => sum + p[x]! * s[0]! * s[1]!, 0);
    const [m0, m1] = [0, 1].map((i) => states.reduce((sum, s, x) => sum + p[x]! * s[i]!, 0)) as [number, number];
    expect(family.mean(theta)[10]).toBeCloseTo(pair, 13);
    expect(family.covariance(theta).get(0, 1)).toBeCloseTo(pair - m0 * m1, 13);
    // grad log Z to 1e-7, along one direction in all 55 parameters at once.
    const direction = randomTheta('a direction', k, 1);
    const at = (h: number) => family.logPartition(theta.map((value, j) => value + h * direction[j]!));
    const slope = (at(1e-4) - at(-1e-4)) / 2e-4;
    expect(slope).toBeCloseTo(
      family.mean(theta).reduce((sum, mean, j) => sum + mean * direction[j]!, 0),
      6,
    );
  });

  test('a base measure counts, and a state without it does not', () => {
    const statistics = toNdarray(Float64Array.of(0, 1, 2, 50), [4, 1]);
    // Binomial(2, p) with log-odds theta.
    const family = exponentialFamily({ statistics, baseMeasure: [1, 2, 1, 0] });
    expect(family.logPartition([0.3])).toBeCloseTo(2 * Math.log(1 + Math.exp(0.3)), 14);
    expect(family.mean([0.3])[0]).toBeCloseTo(2 / (1 + Math.exp(-0.3)), 14);
    expect(family.probabilities([40])[3]).toBe(0);
  });

  test('log Z does not overflow', () => {
    const family = exponentialFamily({ statistics: toNdarray(Float64Array.of(1, -1), [2, 1]) });
    expect(family.logPartition([1e4])).toBe(1e4);
    expect(family.mean([-1e4])[0]).toBe(-1);
  });

  test('refuses what is no family', () => {
    const statistics = toNdarray(Float64Array.of(1, -1), [2, 1]);
    expect(() => exponentialFamily({ statistics, baseMeasure: [1] })).toThrow(
      'exponentialFamily: `baseMeasure` must have length 2; received shape (1)',
    );
    expect(() => exponentialFamily({ statistics, baseMeasure: [1, -2] })).toThrow(
      'exponentialFamily: `baseMeasure[1]` must be a finite number >= 0; received -2',
    );
    expect(() => exponentialFamily({ statistics, baseMeasure: [0, 0] })).toThrow(
      'exponentialFamily: `baseMeasure` must be above 0 somewhere; received Float64Array[0, 0]',
    );
    expect(() => exponentialFamily({ statistics }).mean([1, 2])).toThrow(
      'exponentialFamily: `theta` must have length 1; received shape (2)',
    );
  });
});

describe('momentMatching', () => {
  test('finds the parameters of Ising-10 from its moments to 1e-7', () => {
    const { family, k } = ising(10);
    const theta = randomTheta('parameters to be found', k, 0.3);
    const fit = momentMatching(family, family.mean(theta));
    for (let j = 0; j < k; j++) expect(Math.abs(fit.theta[j]! - theta[j]!)).toBeLessThan(1e-7);
    expect(fit.residual).toBeLessThan(1e-12);
    expect(fit.iterations).toBeLessThan(20);
    // The maximum: the likelihood is -H(p_theta), and any other parameter has less.
    const p = family.probabilities(theta);
    expect(fit.logLikelihood).toBeCloseTo(
      p.reduce((sum, mass) => sum + mass * Math.log(mass), 0),
      10,
    );
    const moments = family.mean(theta);
    const elsewhere = theta.map((value) => value + 0.01);
    const value = elsewhere.reduce((sum, at, j) => sum + at * moments[j]!, 0) - family.logPartition(elsewhere);
    expect(value).toBeLessThan(fit.logLikelihood);
  });

  test('gives the logit of a mean far out, and from a far start', () => {
    const spin = exponentialFamily({ statistics: toNdarray(Float64Array.of(1, -1), [2, 1]) });
    expect(momentMatching(spin, [1 - 2e-9]).theta[0]).toBeCloseTo(Math.atanh(1 - 2e-9), 6);
    expect(momentMatching(spin, [0.1], { start: [12] }).theta[0]).toBeCloseTo(Math.atanh(0.1), 12);
  });

  test('refuses moments outside the polytope, with the size, and on its boundary', () => {
    const { family } = ising(2);
    // <s0> = <s1> = 0.9 forces <s0 s1> >= 0.8; nothing in one coordinate is wrong with 0.5.
    expect(() => momentMatching(family, [0.9, 0.9, 0.5])).toThrow(
      /inside the marginal polytope: along a unit direction, direction \. moments exceeds the largest direction \. T\(x\) by 0\.0773/,
    );
    expect(() => momentMatching(family, [0.9, 0.9, 0.8])).toThrow(
      /moments` must be inside the marginal polytope, not on its boundary|exceeds the largest/,
    );
    expect(momentMatching(family, [0.9, 0.9, 0.801]).residual).toBeLessThan(1e-12);
    const spin = exponentialFamily({ statistics: toNdarray(Float64Array.of(1, -1), [2, 1]) });
    expect(() => momentMatching(spin, [1])).toThrow(/exceeds the largest direction \. T\(x\) by 0;/);
    // The face <s0> = 1 with 0.3 inside it.
    expect(() => momentMatching(family, [1, 0.3, 0.3])).toThrow('momentMatching: `moments` must be inside');
  });

  test('refuses statistics that do not determine theta', () => {
    const statistics = toNdarray(Float64Array.of(1, 2, -1, -2, 0, 0), [3, 2]);
    expect(() => momentMatching(exponentialFamily({ statistics }), [0, 0])).toThrow(
      'momentMatching: `family` must be a family whose statistics and 1 are linearly independent; received',
    );
    const constant = toNdarray(Float64Array.of(1, 3, -1, 3), [2, 2]);
    expect(() => momentMatching(exponentialFamily({ statistics: constant }), [0, 3])).toThrow(
      '"statistic 1 is a combination of those before it"',
    );
  });

  test('says when it has not converged', () => {
    const { family } = ising(2);
    expect(() => momentMatching(family, [0.9, 0.9, 0.85], { maxIterations: 2 })).toThrow(
      /^momentMatching: residual .* after 2 iterations; the tolerance is 1e-9$/,
    );
  });
});

describe('heatCapacity and susceptibility', () => {
  const energies = [0, 0.3, 1.1, 2.5, 0.3];
  const observable = [1, -2, 0, 3, 0.5];
  const mean = (f: readonly number[], e: readonly number[], beta: number): number => {
    const weights = e.map((energy) => Math.exp(-beta * energy));
    return weights.reduce((sum, w, x) => sum + w * f[x]!, 0) / weights.reduce((sum, w) => sum + w, 0);
  };

  test('are the derivatives of the means, in T and in the field', () => {
    const [temperature, h] = [1.7, 1e-4];
    const energyAt = (t: number) => mean(energies, energies, 1 / t);
    const capacity = (energyAt(temperature + h) - energyAt(temperature - h)) / (2 * h);
    expect(heatCapacity(energies, 1 / temperature)).toBeCloseTo(capacity, 8);
    const magnetisationAt = (field: number) =>
      mean(
        observable,
        energies.map((e, x) => e - field * observable[x]!),
        1 / temperature,
      );
    const answer = (magnetisationAt(h) - magnetisationAt(-h)) / (2 * h);
    expect(susceptibility(energies, observable, 1 / temperature)).toBeCloseTo(answer, 8);
    // Without beta^2 and beta they would be variances: other numbers here.
    expect(Math.abs(heatCapacity(energies, 1 / temperature) * temperature ** 2 - capacity)).toBeGreaterThan(0.1);
    expect(Math.abs(susceptibility(energies, observable, 1 / temperature) * temperature - answer)).toBeGreaterThan(0.1);
  });

  test('a constant added to the energy changes nothing, however large', () => {
    const shifted = energies.map((e) => e + 1e6);
    expect(heatCapacity(shifted, 0.8)).toBeCloseTo(heatCapacity(energies, 0.8), 8);
    expect(heatCapacity(energies, 0)).toBe(0);
  });

  test('are second derivatives of log Z', () => {
    const family = exponentialFamily({
      statistics: toNdarray(Float64Array.from(energies.flatMap((e, x) => [-e, observable[x]!])), [5, 2]),
    });
    const beta = 0.7;
    // theta = (beta, beta h) at h = 0.
    const covariance = family.covariance([beta, 0]);
    expect(heatCapacity(energies, beta)).toBeCloseTo(beta ** 2 * covariance.get(0, 0), 14);
    expect(susceptibility(energies, observable, beta)).toBeCloseTo(beta * covariance.get(1, 1), 14);
  });

  test('refuse what is no list of states', () => {
    expect(() => heatCapacity([0, Number.NaN], 1)).toThrow(
      'heatCapacity: `energies[1]` must be a finite number; received NaN',
    );
    expect(() => heatCapacity([0, 1], -1)).toThrow('heatCapacity: `beta` must be a finite number >= 0; received -1');
    expect(() => susceptibility([0, 1], [1], 1)).toThrow(
      'susceptibility: `observable` must have length 2; received shape (1)',
    );
  });
});
