import { fillNormal, key, normal, stream } from '@yuragi/prob-core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { correlated, counting, halfNormal, logistic, onLine } from '../test/targets.ts';
import {
  atLevel,
  type GradientTarget,
  hamiltonianMonteCarlo,
  independenceProposal,
  isingHeatBath,
  isingModel,
  iterate,
  metropolisAdjustedLangevin,
  metropolisHastings,
  type RandomWalkState,
  randomWalkMetropolis,
  run,
  unadjustedLangevin,
} from './index.ts';

const rngOf = (name: string) => stream(key(name));

/** log N(x'; x + (e^2/2) g, e^2) without its constant. */
const logProposal = (to: number, from: number, gradient: number, e: number): number =>
  -((to - from - (e * e * gradient) / 2) ** 2) / (2 * e * e);

describe('acceptance probabilities are those of the formula', () => {
  test('Metropolis-Hastings: the reverse proposal on top', () => {
    const target = { logDensity: (x: number) => -x };
    const kernel = metropolisHastings<number>(target, {
      sample: (from) => 3 * from,
      logDensityRatio: (from, to) => 0.25 * (from - to),
    });
    const rng = rngOf('mh');
    const [, info] = kernel.step(kernel.init(1, rng), rng);
    expect(info.acceptanceProbability).toBeCloseTo(Math.exp(-3 + 1 + 0.25 * (1 - 3)), 15);
    expect(info.proposal).toBe(3);
  });

  test("an independence proposal: min{1, p(x') q(x) / (p(x) q(x'))}", () => {
    const q = normal({ mean: 0.5, standardDeviation: 2 });
    const kernel = metropolisHastings<number>({ logDensity: (x) => -0.5 * x * x }, independenceProposal(q));
    const rng = rngOf('independence');
    const [, { proposal: y, acceptanceProbability }] = kernel.step(kernel.init(0.2, rng), rng);
    const logRatio = -0.5 * y * y + 0.02 + q.logDensity(0.2) - q.logDensity(y);
    expect(acceptanceProbability).toBeCloseTo(Math.min(1, Math.exp(logRatio)), 14);
  });

  test("random walk: steps of stepSize sqrt(m) times normals, and p(x')/p(x)", () => {
    const kernel = randomWalkMetropolis(correlated, { stepSize: 0.5, inverseMetric: Float64Array.of(4, 9) });
    const start = Float64Array.of(0.1, -0.2);
    const rng = rngOf('walk');
    const copy = rngOf('walk');
    const [state, { proposal, acceptanceProbability, isAccepted }] = kernel.step(kernel.init(start, rng), rng);
    expect(Array.from(proposal)).toEqual([0.1 + 0.5 * 2 * copy.normal(), -0.2 + 0.5 * 3 * copy.normal()]);
    const ratio = Math.exp(correlated.logDensity(proposal) - correlated.logDensity(start));
    expect(acceptanceProbability).toBeCloseTo(Math.min(1, ratio), 14);
    expect(isAccepted).toBe(copy.uniform() < acceptanceProbability);
    expect(state.position).toEqual(isAccepted ? proposal : start);
  });

  test('MALA: both drifts with their halves', () => {
    const e = 1.3;
    const gradientAt = (x: number): number => -Math.tanh(x / 2);
    const kernel = metropolisAdjustedLangevin(logistic, { stepSize: e });
    const rng = rngOf('mala');
    const x = 1.7;
    const [, { proposal, acceptanceProbability }] = kernel.step(kernel.init(Float64Array.of(x), rng), rng);
    const y = proposal[0]!;
    expect(y).toBeCloseTo(x + 0.5 * e * e * gradientAt(x) + e * rngOf('mala').normal(), 14);
    const logRatio =
      logistic.logDensity(proposal) -
      logistic.logDensity(Float64Array.of(x)) +
      logProposal(x, y, gradientAt(y), e) -
      logProposal(y, x, gradientAt(x), e);
    expect(acceptanceProbability).toBeCloseTo(Math.min(1, Math.exp(logRatio)), 13);
  });

  test('HMC with one leapfrog step is MALA: same proposals, same probabilities', () => {
    const tuning = { stepSize: 0.9, inverseMetric: Float64Array.of(0.5, 2) };
    const hmc = hamiltonianMonteCarlo(correlated, { ...tuning, numSteps: 1 });
    const mala = metropolisAdjustedLangevin(correlated, tuning);
    const start = Float64Array.of(0.4, 1.1);
    const [, a] = hmc.step(hmc.init(start, rngOf('same')), rngOf('same'));
    const [, b] = mala.step(mala.init(start, rngOf('same')), rngOf('same'));
    for (let j = 0; j < 2; j++) expect(a.proposal[j]).toBeCloseTo(b.proposal[j]!, 14);
    expect(a.acceptanceProbability).toBeCloseTo(b.acceptanceProbability, 13);
  });

  test('HMC: the energy error is that of H, and small steps are nearly always accepted', () => {
    const kernel = hamiltonianMonteCarlo(correlated, { stepSize: 1e-3, numSteps: 50, jitter: 0.5 });
    const rng = rngOf('hmc');
    let state = kernel.init(Float64Array.of(1, 1), rng);
    for (let i = 0; i < 20; i++) {
      const [next, info] = kernel.step(state, rng);
      expect(Math.abs(info.energyError)).toBeLessThan(1e-5);
      expect(info.acceptanceProbability).toBeCloseTo(Math.exp(Math.min(0, -info.energyError)), 14);
      expect(next.logDensity).toBe(correlated.logDensity(next.position));
      state = next;
    }
  });

  test('unadjusted Langevin is the drift and the noise, nothing more', () => {
    const kernel = unadjustedLangevin(logistic, { stepSize: 0.4, inverseMetric: Float64Array.of(2) });
    const rng = rngOf('ula');
    const [state, info] = kernel.step(kernel.init(Float64Array.of(-1), rng), rng);
    const expected = -1 + 0.5 * 0.16 * 2 * Math.tanh(0.5) + 0.4 * Math.SQRT2 * rngOf('ula').normal();
    expect(state.position[0]).toBeCloseTo(expected, 14);
    expect(info).toEqual({ isFinite: true });
  });
});

describe('numbers that are none', () => {
  const wild = { stepSize: 30, numSteps: 1 };
  const kernelsOf = (target: GradientTarget) => [
    randomWalkMetropolis(target, wild),
    metropolisAdjustedLangevin(target, wild),
    hamiltonianMonteCarlo(target, wild),
    metropolisHastings<Float64Array>(target, {
      sample: (from, rng) => from.map((x) => x + 30 * rng.normal()),
      logDensityRatio: () => 0,
    }),
  ];

  test('a density of zero is rejected and is finite; NaN and +Infinity are rejected and are not', () => {
    for (const below of [-Infinity, Number.NaN, Infinity])
      for (const kernel of kernelsOf(halfNormal(below))) {
        const rng = rngOf('below');
        let state: { position: Float64Array; logDensity: number } = kernel.init(Float64Array.of(0.5), rng);
        let numOutside = 0;
        for (let i = 0; i < 30; i++) {
          const [next, info] = kernel.step(state as never, rng);
          if (info.proposal[0]! <= 0) {
            numOutside++;
            expect([info.isFinite, info.acceptanceProbability, info.isAccepted]).toEqual([
              below === -Infinity,
              0,
              false,
            ]);
          }
          expect(next.position[0]).toBeGreaterThan(0);
          state = next;
        }
        expect(numOutside).toBeGreaterThan(5);
      }
  });

  test('unadjusted Langevin stays where it was, and says so', () => {
    const kernel = unadjustedLangevin(halfNormal(-Infinity), { stepSize: 3 });
    const rng = rngOf('stay');
    const state = kernel.init(Float64Array.of(0.01), rng);
    const flags = Array.from({ length: 40 }, () => {
      const [next, info] = kernel.step(state, rng);
      if (!info.isFinite) expect(next).toEqual(state);
      return info.isFinite;
    });
    expect(new Set(flags).size).toBe(2);
  });

  test('a gradient that is not finite ends a trajectory, which diverges', () => {
    const broken = onLine(
      () => 0,
      (x) => (x === 0 ? 0 : Number.NaN),
    );
    const kernel = hamiltonianMonteCarlo(broken, { stepSize: 1, numSteps: 3 });
    const rng = rngOf('broken');
    const [state, info] = kernel.step(kernel.init(Float64Array.of(0), rng), rng);
    expect(state.position[0]).toBe(0);
    expect(info).toMatchObject({ isFinite: false, isDivergent: true, energyError: Infinity, acceptanceProbability: 0 });
  });

  test('a step far too large diverges, with a finite energy error above 1000', () => {
    const kernel = hamiltonianMonteCarlo(correlated, { stepSize: 30, numSteps: 2 });
    const rng = rngOf('divergent');
    const [, info] = kernel.step(kernel.init(Float64Array.of(0.1, 0.1), rng), rng);
    expect(info.isDivergent).toBe(true);
    expect(info.energyError).toBeGreaterThan(1000);
    expect(info.isFinite).toBe(true);
  });
});

describe('starts and options', () => {
  test('bad ones are refused with their value', () => {
    const rng = rngOf('bad');
    const walk = randomWalkMetropolis(halfNormal(-Infinity), { stepSize: 1 });
    expect(() => walk.init(Float64Array.of(-1), rng)).toThrow(
      'randomWalkMetropolis: `position` must be where the log density is a finite number; received -Infinity',
    );
    expect(() => walk.init(Float64Array.of(1, 2), rng)).toThrow('randomWalkMetropolis: `position` must have length 1');
    expect(() => walk.init(Float64Array.of(Number.NaN), rng)).toThrow(
      'randomWalkMetropolis: `position[0]` must be a finite number; received NaN',
    );
    expect(() =>
      metropolisHastings({ logDensity: () => Number.NaN }, { sample: (x) => x, logDensityRatio: () => 0 }).init(0, rng),
    ).toThrow('metropolisHastings: `position` must be where the log density is a finite number; received NaN');
    const withoutGradient = { dimension: 1, logDensity: logistic.logDensity };
    for (const kernel of [hamiltonianMonteCarlo, metropolisAdjustedLangevin, unadjustedLangevin])
      expect(() => kernel(withoutGradient as never, { stepSize: 1, numSteps: 1 })).toThrow(
        `${kernel.name}: \`target.gradLogDensity\` must be a function; received undefined`,
      );
    expect(() => randomWalkMetropolis(undefined as never, { stepSize: 1 })).toThrow(
      'randomWalkMetropolis: `target.logDensity` must be a function; received undefined',
    );
    const bad = onLine(
      () => 0,
      () => Infinity,
    );
    expect(() => metropolisAdjustedLangevin(bad, { stepSize: 1 }).init(Float64Array.of(0), rng)).toThrow(
      'metropolisAdjustedLangevin: `gradLogDensity(position)[0]` must be a finite number; received Infinity',
    );
    expect(() => randomWalkMetropolis(logistic, { stepSize: -0.1 })).toThrow(
      'randomWalkMetropolis: `stepSize` must be a finite number > 0; received -0.1',
    );
    expect(() => unadjustedLangevin(logistic, { stepSize: 0 })).toThrow(
      'unadjustedLangevin: `stepSize` must be a finite number > 0; received 0',
    );
    expect(() => metropolisAdjustedLangevin(logistic, { stepSize: 1, inverseMetric: Float64Array.of(-1) })).toThrow(
      'metropolisAdjustedLangevin: `inverseMetric[0]` must be a finite number > 0; received -1',
    );
    expect(() => hamiltonianMonteCarlo(logistic, { stepSize: 1, numSteps: 0 })).toThrow(
      'hamiltonianMonteCarlo: `numSteps` must be an integer >= 1; received 0',
    );
    expect(() => hamiltonianMonteCarlo(logistic, { stepSize: 1, numSteps: 1, jitter: 1 })).toThrow(
      'hamiltonianMonteCarlo: `jitter` must be a number in [0, 1); received 1',
    );
    expect(() =>
      hamiltonianMonteCarlo(logistic, { stepSize: 1, numSteps: 1, inverseMetric: new Float64Array(2) }),
    ).toThrow('hamiltonianMonteCarlo: `inverseMetric` must have length 1; received shape (2)');
    expect(() => randomWalkMetropolis({ ...logistic, dimension: 0 }, { stepSize: 1 })).toThrow(
      'randomWalkMetropolis: `dimension` must be an integer >= 1; received 0',
    );
  });

  test('one gradient a step for Langevin, numSteps for HMC, one at init', () => {
    let calls = 0;
    const counted = counting(correlated, () => calls++);
    const rng = rngOf('calls');
    const cost = (kernel: ReturnType<typeof hamiltonianMonteCarlo>): number => {
      const state = kernel.init(new Float64Array(2), rng);
      calls = 0;
      kernel.step(state, rng);
      return calls;
    };
    expect(cost(hamiltonianMonteCarlo(counted, { stepSize: 0.1, numSteps: 7 }))).toBe(7);
    expect(cost(metropolisAdjustedLangevin(counted, { stepSize: 0.1 }) as never)).toBe(1);
    expect(cost(unadjustedLangevin(counted, { stepSize: 0.1 }) as never)).toBe(1);
  });

  test('a state starts as a copy: writing to the given position later changes nothing', () => {
    const start = Float64Array.of(0.5, 0.5);
    const state = hamiltonianMonteCarlo(correlated, { stepSize: 0.1, numSteps: 1 }).init(start, rngOf('copy'));
    fillNormal(rngOf('other'), start);
    expect(Array.from(state.position)).toEqual([0.5, 0.5]);
  });
});

describe('properties', () => {
  test('a constant added to the log density changes no step, and every state carries the density and gradient there', () => {
    fc.assert(
      fc.property(fc.integer({ min: -20, max: 20 }), fc.nat(1000), (constant, seed) => {
        const shifted: GradientTarget = {
          dimension: 2,
          logDensity: (x) => correlated.logDensity(x) + constant,
          gradLogDensity: (x, out) => correlated.gradLogDensity(x, out) + constant,
        };
        for (const make of [
          (target: GradientTarget) => randomWalkMetropolis(target, { stepSize: 1 }),
          (target: GradientTarget) => metropolisAdjustedLangevin(target, { stepSize: 1 }),
          (target: GradientTarget) => hamiltonianMonteCarlo(target, { stepSize: 0.6, numSteps: 3 }),
        ]) {
          const step = (target: GradientTarget) => {
            const rng = stream(key(seed));
            const kernel = make(target);
            return kernel.step(kernel.init(Float64Array.of(0.7, -0.2), rng) as never, rng);
          };
          const [state, info] = step(correlated);
          const [shiftedState, shiftedInfo] = step(shifted);
          expect(shiftedState.position).toEqual(state.position);
          expect(shiftedInfo.acceptanceProbability).toBeCloseTo(info.acceptanceProbability, 12);
          expect(state.logDensity).toBe(correlated.logDensity(state.position));
          if ('gradient' in state) {
            const gradient = new Float64Array(2);
            correlated.gradLogDensity(state.position, gradient);
            expect(state.gradient).toEqual(gradient);
          }
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe('run and iterate', () => {
  const kernel = randomWalkMetropolis(correlated, { stepSize: 1 });

  test('are the same steps; run keeps every thin-th', () => {
    const rng = rngOf('run');
    const start = kernel.init(new Float64Array(2), rng);
    const kept: [number, number][] = [];
    const last = run(kernel, start, rng, 10, {
      thin: 3,
      onStep: ({ position }, _, index) => kept.push([index, position[0]!]),
    });
    const again = rngOf('run');
    const states: RandomWalkState[] = [];
    for (const [state] of iterate(kernel, start, again)) {
      states.push(state);
      if (states.length === 10) break;
    }
    expect(states[9]).toEqual(last);
    expect(kept).toEqual([2, 5, 8].map((index) => [index, states[index]!.position[0]]));
    expect(rng.state()).toEqual(again.state());
  });

  test('no steps give the state back; bad counts are refused', () => {
    const rng = rngOf('run');
    const start = kernel.init(new Float64Array(2), rng);
    expect(run(kernel, start, rng, 0)).toBe(start);
    expect(() => run(kernel, start, rng, -1)).toThrow('run: `numSteps` must be an integer >= 0; received -1');
    expect(() => run(kernel, start, rng, 1, { thin: 0 })).toThrow('run: `thin` must be an integer >= 1; received 0');
  });

  test('atLevel holds a family of kernels at one level', () => {
    const family = isingHeatBath(isingModel({ numSpins: 3, bonds: [[0, 1, 1]] }), { scan: 'systematic' });
    const start = family.init(Int8Array.of(1, 1, 1), rngOf('level'));
    const fixed = atLevel(family, 0.7);
    expect(fixed.init(Int8Array.of(1, 1, 1), rngOf('level'))).toEqual(start);
    expect(fixed.step(start, rngOf('level'))).toEqual(family.step(start, rngOf('level'), 0.7));
  });
});
