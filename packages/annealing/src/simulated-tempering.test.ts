import { isingModel } from '@yuragi/mcmc';
import { decodeCheckpoint, encodeCheckpoint, key, stream } from '@yuragi/prob-core';
import { driverConformance, expectClose, referenceCase } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { exactMoments, groundStates } from './enumeration.ts';
import { normalCouplings, squareLattice } from './lattices.ts';
import { simulatedTempering } from './simulated-tempering.ts';
import { levelLaw, trapezoidWeights } from './tempering-chain.ts';

const glass = squareLattice([4, 3], { couplings: normalCouplings(stream(key('tempering'))), field: 0.2 });
const betas = Float64Array.of(0, 0.15, 0.3, 0.5, 0.75, 1);
const options = { betas, numChains: 2, numSweeps: 1500, sweepsPerLevel: 20 } as const;

driverConformance('simulatedTempering', (run) => simulatedTempering(glass, key('driver'), { ...options, ...run }), {
  outcome: ({ betas: used, logPartition, energy, chains, energies, states, warnings }) => ({
    used,
    logPartition,
    energy,
    chains,
    energies,
    states: states.data,
    warnings,
  }),
  foreign: (run) => simulatedTempering(glass, key('driver'), { ...options, numSweeps: 1501, ...run }),
  encode: encodeCheckpoint,
  decode: decodeCheckpoint,
});

describe('the weights', () => {
  test('the trapezoid rule is exact where <E> is linear in beta', () => {
    // log Z(beta) = c - a beta + b beta^2/2 has <E> = a - b beta and g = -log Z + log Z(0).
    const ladder = Float64Array.of(0, 0.3, 0.4, 1.1);
    const weights = trapezoidWeights(
      ladder,
      ladder.map((beta) => 3 - 2 * beta),
    );
    for (const [k, beta] of ladder.entries()) expect(weights[k]).toBeCloseTo(3 * beta - beta * beta, 14);
  });

  test('the rule errs as the cube of a step: the reference, and forward differences as its square', () => {
    const { inputs, outputs, tolerance } = referenceCase('bridge', 'i4-contrastive-divergence-and-g');
    const model = isingModel({ numSpins: 4, bonds: inputs.bonds, fields: inputs.fields });
    const at = (beta: number) => exactMoments(model, beta);
    const errorsOf = (rule: (ladder: Float64Array, energies: Float64Array) => number): number[] =>
      inputs.delta_beta.map((step: number) => {
        const ends = [at(0.5), at(0.5 + step)];
        const exact = ends[0]!.logPartition - ends[1]!.logPartition;
        return (
          exact -
          rule(
            Float64Array.of(0.5, 0.5 + step),
            Float64Array.from(ends, ({ energy }) => energy),
          )
        );
      });
    const ratios = (errors: number[]): number[] => errors.slice(1).map((error, i) => errors[i]! / error);
    const trapezoid = errorsOf((ladder, energies) => trapezoidWeights(ladder, energies)[1]!);
    expectClose(trapezoid, outputs.trapezoid_error, tolerance);
    // A factor 8 for each halving, up to terms of the order of the step.
    const isCubic = (found: number[]): boolean =>
      found.every((ratio, i) => Math.abs(ratio - 8) < 4 * inputs.delta_beta[i]);
    expect(isCubic(ratios(trapezoid))).toBe(true);
    const forward = ratios(errorsOf((ladder, energies) => energies[0]! * (ladder[1]! - ladder[0]!)));
    expect(isCubic(forward)).toBe(false);
    expect(forward.at(-1)).toBeCloseTo(4, 0);
  });

  test('with g = -log Z all levels are equally likely on average', () => {
    const exact = Array.from(betas, (beta) => exactMoments(glass, beta).logPartition);
    const g = Float64Array.from(exact, (logZ) => exact[0]! - logZ);
    const law = levelLaw(betas, g, Float64Array.of(-4));
    const weights = Array.from(betas, (beta, k) => Math.exp(4 * beta + g[k]!));
    const sum = weights.reduce((a, b) => a + b);
    for (const [k, p] of law.entries()) expect(p).toBeCloseTo(weights[k]! / sum, 14);
  });
});

describe('simulatedTempering', () => {
  test('starts at log Z = n log 2, visits all levels and comes back from the cold end', async () => {
    const { logPartition, chains, warnings, energies } = await simulatedTempering(glass, key('start'), options);
    expect(logPartition[0]!.value).toBeCloseTo(12 * Math.LN2, 12);
    for (const { visits, roundTrips, logWeights } of chains) {
      expect(visits.reduce((a, b) => a + b)).toBe(1500);
      expect(Math.min(...visits)).toBeGreaterThan(1500 / 6 / 3);
      expect(roundTrips).toBeGreaterThan(10);
      expect(logWeights[0]).toBe(0);
    }
    expect(warnings).toEqual([]);
    expect(energies[0]).toBeCloseTo(groundStates(glass).energy, 10);
  });

  test('stochastic approximation refines bad first weights', async () => {
    // One sweep a level at the start; the weights that the production uses are near -log Z all the same.
    const { chains } = await simulatedTempering(glass, key('refine'), {
      ...options,
      numSweeps: 100,
      numAdaptationSweeps: 20_000,
      sweepsPerLevel: 1,
    });
    const exact = Array.from(betas, (beta) => exactMoments(glass, beta).logPartition);
    for (const { logWeights } of chains)
      for (const [k, g] of logWeights.entries()) expect(Math.abs(g - (exact[0]! - exact[k]!))).toBeLessThan(0.3);
  });

  test('says where chains did not come back', async () => {
    const { warnings } = await simulatedTempering(glass, key('stuck'), {
      ...options,
      numSweeps: 3,
      numAdaptationSweeps: 0,
    });
    expect(warnings).toEqual([
      {
        code: 'few-round-trips',
        message:
          '2 of 2 chains went from hot to cold and back fewer than 3 times; take more sweeps or levels closer together.',
      },
    ]);
  });

  test('chains depend on the key and their number alone', async () => {
    const three = await simulatedTempering(glass, key('chains'), { ...options, numChains: 3, kernels: 'scalar' });
    expect(three.chains.slice(0, 2)).toEqual((await simulatedTempering(glass, key('chains'), options)).chains);
    const one = await simulatedTempering(glass, key('chains'), { ...options, numChains: 1 });
    expect(one.chains).toEqual(three.chains.slice(0, 1));
    expect(one.logPartition[3]!.standardError).toBe(Infinity);
  });

  test('stopped before its first chain it has no estimates', async () => {
    const { logPartition, energy, chains } = await simulatedTempering(glass, key('none'), { ...options, timeLimit: 0 });
    expect([logPartition, energy, chains]).toEqual([[], [], []]);
  });

  test.each([
    [
      { betas: Float64Array.of(0.5, 1) },
      'simulatedTempering: `betas[0]` must be 0, where log Z is known; received 0.5',
    ],
    [{ betas: [0, 1] as never }, 'simulatedTempering: `betas` must be a Float64Array of at least two betas'],
    [{ betas: Float64Array.of(0, -1) }, 'simulatedTempering: `betas[1]` must be a finite number above 0; received -1'],
    [{ numChains: 0 }, 'simulatedTempering: `numChains` must be an integer >= 1; received 0'],
    [{ numSweeps: 0 }, 'simulatedTempering: `numSweeps` must be an integer >= 1; received 0'],
    [{ numAdaptationSweeps: -1 }, 'simulatedTempering: `numAdaptationSweeps` must be an integer >= 0; received -1'],
    [{ sweepsPerLevel: 0 }, 'simulatedTempering: `sweepsPerLevel` must be an integer >= 1; received 0'],
  ])('refuses %o', async (bad, message) => {
    await expect(simulatedTempering(glass, key('bad'), { ...options, ...bad })).rejects.toThrow(message);
  });
});

test('first weights of lists that do not fit are refused', () => {
  expect(() => trapezoidWeights(Float64Array.of(0, 1), Float64Array.of(0))).toThrow(
    'trapezoidWeights: `energies` must have length 2; received shape (1)',
  );
  expect(() => trapezoidWeights(Float64Array.of(0, Number.NaN), Float64Array.of(0, 1))).toThrow(
    'trapezoidWeights: `betas[1]` must be a finite number; received NaN',
  );
});
