// alpha = 1e-6 per assertion, n = 20 000 independent sweeps a test (chi-square over 32 states sees a shift of a probability
// of 0.1 by 15 %, and the mutants by far), seed = key(test name), runtime about 2 s.
import { isingModel } from '@yuragi/mcmc';
import { key, type Rng, stream } from '@yuragi/prob-core';
import { assertCounts, expectRejected } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { type SpinModel, spinEnergy, toDenseIsing } from '../../src/ising.ts';
import { fillRandomSpins } from '../../src/random-spins.ts';
import { sweepEngine } from '../../src/sweep-engine.ts';
import { sweepPlan, type UpdateRule, updateRules } from '../../src/sweep-plan.ts';
import { spinsOfIndex } from '../../src/transverse-field.ts';

const NUM_DRAWS = 20_000;
const NUM_SPINS = 5;
const NUM_STATES = 2 ** NUM_SPINS;
const BETA = 0.45;

/** The stream of the test that is running, and another for its mutants. */
const rngOf = (suffix = ''): Rng => stream(key(`${expect.getState().currentTestName}${suffix}`));

const bonds = [
  [0, 1, 1],
  [1, 2, -2],
  [2, 3, 1],
  [3, 4, 1],
  [0, 4, 1],
  [0, 2, 1],
] as const;
const integer = isingModel({ numSpins: NUM_SPINS, bonds, fields: [1, 0, -1, 0, 0] });
const real = isingModel({
  numSpins: NUM_SPINS,
  bonds: bonds.map(([i, j, coupling], k) => [i, j, coupling * (0.7 + 0.11 * k)] as const),
  fields: [0.31, 0, -0.4, 0.05, 0],
});
const models: readonly (readonly [string, SpinModel])[] = [
  ['integers', integer],
  ['real numbers', real],
  ['dense', toDenseIsing(real)],
];

const indexOf = (spins: Int8Array): number => spins.reduce((sum, s, i) => sum + (s < 0 ? 2 ** i : 0), 0);

/** The law after single updates of spins 0, 1, ... in order, from the definition. */
function sweepLaw(model: SpinModel, rule: UpdateRule, beta: number, start: Float64Array): Float64Array {
  let law = start;
  for (let i = 0; i < NUM_SPINS; i++) {
    const next = new Float64Array(NUM_STATES);
    for (let x = 0; x < NUM_STATES; x++) {
      const y = x ^ (1 << i);
      const ratio = Math.exp(
        -beta * (spinEnergy(model, spinsOfIndex(y, NUM_SPINS)) - spinEnergy(model, spinsOfIndex(x, NUM_SPINS))),
      );
      const flip = rule === 'metropolis' ? Math.min(1, ratio) : ratio / (1 + ratio);
      next[y]! += flip * law[x]!;
      next[x]! += (1 - flip) * law[x]!;
    }
    law = next;
  }
  return law;
}

const boltzmann = (model: SpinModel, beta: number): Float64Array => {
  const weights = Float64Array.from({ length: NUM_STATES }, (_, x) =>
    Math.exp(-beta * spinEnergy(model, spinsOfIndex(x, NUM_SPINS))),
  );
  const sum = weights.reduce((a, b) => a + b);
  return weights.map((w) => w / sum);
};

/** States after one sweep from a fixed one. */
function sweepCounts(model: SpinModel, rule: UpdateRule, beta: number, rng: Rng): Float64Array {
  const engine = sweepEngine(sweepPlan(model, rule));
  const start = Int8Array.of(1, -1, 1, 1, -1);
  const spins = new Int8Array(NUM_SPINS);
  const counts = new Float64Array(NUM_STATES);
  for (let k = 0; k < NUM_DRAWS; k++) {
    engine.load(start);
    engine.sweep(beta, rng);
    engine.spinsInto(spins);
    counts[indexOf(spins)]! += 1;
  }
  return counts;
}

describe.each(models)('%s', (_, model) => {
  test.each(updateRules)('the single updates of a sweep in order leave p_beta as it is (%s): exact', (rule) => {
    const law = boltzmann(model, BETA);
    const after = sweepLaw(model, rule, BETA, law);
    for (const [x, p] of after.entries()) expect(Math.abs(p - law[x]!)).toBeLessThan(1e-15);
  });

  test.each(updateRules)('a sweep has the law of its single updates in order (%s)', (rule) => {
    const start = new Float64Array(NUM_STATES);
    start[indexOf(Int8Array.of(1, -1, 1, 1, -1))] = 1;
    const law = sweepLaw(model, rule, BETA, start);
    assertCounts(sweepCounts(model, rule, BETA, rngOf()), law);
    expectRejected('a flip is thought to cost d, not 2 d', () =>
      assertCounts(sweepCounts(model, rule, BETA / 2, rngOf(' mutant')), law),
    );
    expectRejected('the other rule', () => {
      const other = rule === 'metropolis' ? 'heat-bath' : 'metropolis';
      assertCounts(sweepCounts(model, other, BETA, rngOf(' mutant')), law);
    });
    expectRejected('the field has the sign of dimod', () => {
      const flipped = { ...model, fields: model.fields.map((h) => -h) };
      assertCounts(sweepCounts(flipped, rule, BETA, rngOf(' mutant')), law);
    });
  });
});

test('random spins are fair and independent', () => {
  const counts = (rng: Rng, fill: (spins: Int8Array) => void): Float64Array => {
    const tally = new Float64Array(NUM_STATES);
    const spins = new Int8Array(NUM_SPINS);
    for (let k = 0; k < NUM_DRAWS; k++) {
      fillRandomSpins(rng, spins);
      fill(spins);
      tally[indexOf(spins)]! += 1;
    }
    return tally;
  };
  const uniform = new Float64Array(NUM_STATES).fill(1 / NUM_STATES);
  assertCounts(
    counts(rngOf(), () => {}),
    uniform,
  );
  expectRejected('two spins share a bit', () =>
    assertCounts(
      counts(rngOf(' mutant'), (spins) => {
        spins[1] = spins[0]!;
      }),
      uniform,
    ),
  );
});
