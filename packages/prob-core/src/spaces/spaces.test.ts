import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  areIndependent,
  bayes,
  conditionalLaw,
  conditionOn,
  expectation,
  finiteSpace,
  firstMarginal,
  isEvent,
  jointLaw,
  measurableMap,
  measure,
  measureOf,
  preimage,
  probability,
  productLaw,
  pushForward,
  randomVariable,
  secondMarginal,
} from './index.ts';

const FACES = [1, 2, 3, 4, 5, 6];
const die = () => probability(finiteSpace({ outcomes: FACES }), (event) => event.length / 6);

describe('finiteSpace', () => {
  test('generates the smallest family that is closed under complement and union', () => {
    // The oracle closes the generators by brute force, as bit masks.
    const masks = fc.array(fc.integer({ min: 0, max: 63 }), { maxLength: 3 });
    fc.assert(
      fc.property(masks, (generators) => {
        const closed = new Set([0, ...generators]);
        for (let size = 0; size !== closed.size; ) {
          size = closed.size;
          for (const a of [...closed]) {
            closed.add(63 ^ a);
            for (const b of [...closed]) closed.add(a | b);
          }
        }
        const setOf = (mask: number) => FACES.filter((_, i) => (mask >> i) & 1);
        const space = finiteSpace({ outcomes: FACES, generators: generators.map(setOf) });
        expect(2 ** space.atoms.length).toBe(closed.size);
        for (let mask = 0; mask < 64; mask++) expect(isEvent(space, setOf(mask))).toBe(closed.has(mask));
      }),
      { numRuns: 60 },
    );
  });

  test('without generators every set is an event, with none only the whole and the empty set', () => {
    expect(finiteSpace({ outcomes: 'abc' }).atoms).toEqual([['a'], ['b'], ['c']]);
    expect(finiteSpace({ outcomes: 'abc', generators: [] }).atoms).toEqual([['a', 'b', 'c']]);
  });

  test('holds 2^4000 events by their atoms', () => {
    const space = finiteSpace({ outcomes: Array.from({ length: 4000 }, (_, i) => i) });
    expect(isEvent(space, (i) => i % 3 === 1)).toBe(true);
  });

  test('refuses no outcomes, repeated ones, and strangers in a generator', () => {
    expect(() => finiteSpace({ outcomes: [] })).toThrow(
      'finiteSpace: `outcomes` must be at least one outcome; received []',
    );
    expect(() => finiteSpace({ outcomes: ['a', 'b', 'a'] })).toThrow(
      'finiteSpace: `outcomes[2]` must be distinct from outcomes[0]; received "a"',
    );
    expect(() => finiteSpace({ outcomes: [1, 2], generators: [[1], [3]] })).toThrow(
      'finiteSpace: `generators[1]` must be a set of outcomes of the space; received 3',
    );
    expect(() => isEvent(finiteSpace({ outcomes: [1, 2] }), [7])).toThrow(
      'isEvent: `set` must be a set of outcomes of the space; received 7',
    );
  });
});

describe('measure', () => {
  test('takes values up to Infinity, and adds over disjoint events', () => {
    const space = finiteSpace({ outcomes: ['line', 'point'] });
    const lebesgue = measure(space, [Infinity, 0]);
    expect(measureOf(lebesgue, ['line', 'point'])).toBe(Infinity);
    expect(measureOf(lebesgue, ['point'])).toBe(0);
    expect(measureOf(lebesgue, [])).toBe(0);
    expect(measure(space, (event) => (event.includes('line') ? Infinity : 0)).masses).toEqual(
      Float64Array.of(Infinity, 0),
    );
  });

  test('accepts a set function that adds over disjoint events only, not over all', () => {
    // P({1, 2}) + P({2, 3}) is not P({1, 2, 3}): the two are not disjoint, and nothing is asked of them.
    const law = die();
    expect(measureOf(law, [1, 2]) + measureOf(law, [2, 3])).not.toBeCloseTo(measureOf(law, [1, 2, 3]), 6);
  });

  test.each([3, 12])('refuses a set function that is not additive on %i atoms, naming an event', (n) => {
    const space = finiteSpace({ outcomes: Array.from({ length: n }, (_, i) => i) });
    expect(() => measure(space, (event) => event.length ** 2)).toThrow(
      'measure: `values({0, 1})` must be 2, the sum over its atoms; received 4',
    );
    expect(() => measure(space, (event) => 1 + event.length)).toThrow(
      'measure: `values({})` must be 0, the sum over its atoms; received 1',
    );
    expect(() => measure(space, (event) => (event.length === n ? 0.5 : event.length / n))).toThrow(
      /must be (1|0.99\d*), the sum over its atoms; received 0.5/,
    );
  });

  test('refuses negative masses, a wrong number of them, and a law that does not sum to 1', () => {
    const space = finiteSpace({ outcomes: FACES, generators: [[2, 4, 6]] });
    expect(() => measure(space, [1, -1])).toThrow(
      'measure: `values({2, 4, 6})` must be a number in [0, Infinity]; received -1',
    );
    expect(() => measure(space, [1, 1, 1])).toThrow('measure: `values` must have length 2; received shape (3)');
    expect(() => probability(space, [0.5, 0.6])).toThrow(
      'probability: `values` must be masses that sum to 1; received 1.1',
    );
    expect(() => probability(space, [Infinity, 0])).toThrow('masses that sum to 1; received Infinity');
  });

  test('measures events only, and names the atom that a set splits', () => {
    const law = probability(finiteSpace({ outcomes: FACES, generators: [[2, 4, 6]] }), [0.5, 0.5]);
    expect(measureOf(law, [1, 3, 5])).toBe(0.5);
    expect(() => measureOf(law, [1, 2, 4, 6])).toThrow(
      'measureOf: `event` must be an event: all or nothing of the atom {1, 3, 5}; received [1, 2, 4, 6]',
    );
  });
});

describe('conditionOn', () => {
  test('is P(A and B)/P(B)', () => {
    const given = conditionOn(die(), (x) => x > 3);
    expect(measureOf(given, [4, 6])).toBeCloseTo(2 / 3, 15);
    expect(measureOf(given, [1, 2, 3])).toBe(0);
  });

  test('refuses an event of probability 0', () => {
    expect(() => conditionOn(die(), [])).toThrow(
      'conditionOn: `event` must be an event of positive probability; received []',
    );
  });
});

describe('areIndependent', () => {
  test('is mutual independence: pairs of Bernstein’s three events are, the three are not', () => {
    const coins = probability(finiteSpace({ outcomes: ['HH', 'HT', 'TH', 'TT'] }), [0.25, 0.25, 0.25, 0.25]);
    const events = [
      ['HH', 'HT'],
      ['HH', 'TH'],
      ['HH', 'TT'],
    ];
    for (const [i, j] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const)
      expect(areIndependent(coins, [events[i]!, events[j]!])).toBe(true);
    expect(areIndependent(coins, events)).toBe(false);
  });

  test('sees a dependence that lies in patterns of probability 0', () => {
    const law = probability(finiteSpace({ outcomes: ['a', 'b'] }), [0.5, 0.5]);
    expect(areIndependent(law, [['a'], ['b']])).toBe(false);
    expect(areIndependent(law, [['a'], []])).toBe(true);
  });
});

describe('measurable maps', () => {
  const coarse = finiteSpace({
    outcomes: FACES,
    generators: [
      [1, 2],
      [3, 4],
    ],
  });

  test('push a law forward: the mass of the preimage', () => {
    const letters = finiteSpace({ outcomes: 'xyz', generators: ['x'] });
    const map = measurableMap(coarse, letters, (face) => (face <= 2 ? 'x' : face === 5 ? 'y' : 'z'));
    const law = probability(coarse, [0.2, 0.3, 0.5]);
    expect(preimage(map, ['x'])).toEqual([1, 2]);
    expect(preimage(map, ['y', 'z'])).toEqual([3, 4, 5, 6]);
    const pushed = pushForward(law, map);
    expect(measureOf(pushed, ['y', 'z'])).toBeCloseTo(0.8, 15);
    // y and z are one atom of the target, so that 5 -> y, 6 -> z splits nothing.
    expect(() => preimage(map, ['y'])).toThrow('all or nothing of the atom {y, z}');
  });

  test('are refused when they split an atom, which the message names', () => {
    expect(() => randomVariable(coarse, (face) => face % 4)).toThrow(
      'randomVariable: `map` must be measurable, but the atom {1, 2} meets the preimages of both {1} and {2}',
    );
    expect(() => measurableMap(coarse, finiteSpace({ outcomes: [0, 1] }), (face) => (face < 6 ? 0 : 1))).toThrow(
      'measurableMap: `map` must be measurable, but the atom {5, 6} meets the preimages of both {0} and {1}',
    );
  });

  test('take points to points of the target', () => {
    expect(() => measurableMap(coarse, finiteSpace({ outcomes: [0] }), (face) => face)).toThrow(
      'measurableMap: `map({1})` must be an outcome of the target; received 1',
    );
  });

  test('know their space', () => {
    const elsewhere = randomVariable(finiteSpace({ outcomes: FACES }), (x) => x);
    expect(() => pushForward(die(), elsewhere)).toThrow(
      'pushForward: `map` must be a map from the space of the measure; received [1, 2, 3, 4, 5, 6]',
    );
  });

  test('have the expectation of their law', () => {
    const law = die();
    const square = randomVariable(law.space, (x) => (x - 3) ** 2);
    const pushed = pushForward(law, square);
    const fromLaw = pushed.space.outcomes.reduce((sum, y, i) => sum + y * pushed.masses[i]!, 0);
    expect(expectation(law, square)).toBeCloseTo(19 / 6, 14);
    expect(fromLaw).toBeCloseTo(19 / 6, 14);
  });
});

describe('joint laws', () => {
  const law = die();
  const parity = randomVariable(law.space, (x) => x % 2);
  const size = randomVariable(law.space, (x) => (x > 3 ? 'large' : 'small'));

  test('have the laws of the maps as marginals', () => {
    const joint = jointLaw(law, parity, size);
    expect(measureOf(joint, ([odd, s]) => odd === 1 && s === 'small')).toBeCloseTo(2 / 6, 15);
    expect(firstMarginal(joint).masses).toEqual(pushForward(law, parity).masses);
    expect(secondMarginal(joint).masses).toEqual(pushForward(law, size).masses);
  });

  test('have conditional laws that give the joint law back', () => {
    const joint = jointLaw(law, parity, size);
    const marginal = firstMarginal(joint);
    for (const [i, x] of parity.target.outcomes.entries())
      for (const [j, mass] of conditionalLaw(joint, x).masses.entries())
        expect(mass * marginal.masses[i]!).toBeCloseTo(joint.masses[i * 2 + j]!, 15);
  });

  test('of independent parts are products, on the coarse events too', () => {
    const coarse = probability(finiteSpace({ outcomes: FACES, generators: [[2, 5]] }), [0.7, 0.3]);
    const joint = productLaw(coarse, probability(finiteSpace({ outcomes: 'ab' }), [0.4, 0.6]));
    expect(measureOf(joint, ([x, y]) => (x === 2 || x === 5) && y === 'b')).toBeCloseTo(0.18, 15);
    expect(() => measureOf(joint, ([x]) => x === 2)).toThrow('all or nothing of the atom');
    const isRare = (pair: readonly [number, string]) => pair[0] === 2 || pair[0] === 5;
    expect(areIndependent(joint, [isRare, ([, y]) => y === 'a'])).toBe(true);
  });

  test('refuse to condition on what cannot happen', () => {
    const joint = productLaw(probability(finiteSpace({ outcomes: [1, 2] }), [1, 0]), law);
    expect(() => conditionalLaw(joint, 2)).toThrow(
      'conditionalLaw: `x` must be an outcome of positive probability; received 2',
    );
    expect(() => conditionalLaw(joint, 3)).toThrow(
      'conditionalLaw: `x` must be an outcome of the first space; received 3',
    );
  });
});

describe('bayes', () => {
  test('is the conditional law of the joint law of hypothesis and data', () => {
    const prior = probability(finiteSpace({ outcomes: ['fair', 'loaded'] }), [0.75, 0.25]);
    const heads = { fair: 0.5, loaded: 0.9 };
    const { posterior, evidence } = bayes(prior, (h) => heads[h as keyof typeof heads]);
    expect(evidence).toBeCloseTo(0.75 * 0.5 + 0.25 * 0.9, 15);
    expect(posterior.masses[1]).toBeCloseTo(0.225 / 0.6, 15);
  });

  test('refuses likelihoods that are none', () => {
    const space = finiteSpace({ outcomes: [1, 2, 3], generators: [[1]] });
    const prior = probability(space, [0.5, 0.5]);
    expect(() => bayes(prior, (h) => h)).toThrow('bayes: `likelihood` must be constant on the atom {2, 3}; received 3');
    expect(() => bayes(prior, () => -1)).toThrow('bayes: `likelihood({1})` must be a finite number >= 0; received -1');
    expect(() => bayes(prior, () => 0)).toThrow('bayes: `likelihood` must be positive where the prior is; received 0');
  });
});
