import { decodeCheckpoint, encodeCheckpoint, foldIn, key, type RunOptions, stream } from '@yuragi/prob-core';
import { driverConformance } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { correlated, halfNormal, logistic, onLine } from '../test/targets.ts';
import {
  atLevel,
  type GradientTarget,
  hamiltonianMonteCarlo,
  isingHeatBath,
  isingModel,
  metropolisAdjustedLangevin,
  randomWalkMetropolis,
  type Sample,
  sample,
  type Tuning,
  unadjustedLangevin,
} from './index.ts';

const hmc = (tuning: Tuning) => hamiltonianMonteCarlo(correlated, { ...tuning, numSteps: 3, jitter: 0.2 });
const options = {
  key: key('sample'),
  start: (rng: { normal(): number }) => Float64Array.of(rng.normal(), rng.normal()),
  numChains: 2,
  numWarmup: 25,
  numDraws: 10,
  adaptation: { targetAcceptance: 0.8 },
} as const;

const outcome = ({ names, values, info, tunings, numDivergent, numNotFinite, warnings }: Sample) => ({
  names,
  values: values.data,
  shape: values.shape,
  info: Object.fromEntries(Object.entries(info).map(([name, { data, shape }]) => [name, { data, shape }])),
  tunings,
  numDivergent,
  numNotFinite,
  warnings,
});

driverConformance('sample', (run) => sample(hmc, { ...options, ...run }), {
  outcome,
  foreign: (run) => sample(hmc, { ...options, numDraws: 11, ...run }),
  encode: encodeCheckpoint,
  decode: decodeCheckpoint,
});

/** A run that is stopped after `steps` steps, its checkpoint through bytes, and gone on from. */
async function stoppedAt(steps: number, run: (options: RunOptions) => Promise<Sample>): Promise<[Sample, Sample]> {
  const controller = new AbortController();
  const first = await run({
    signal: controller.signal,
    checkpointEvery: steps,
    onCheckpoint: () => controller.abort(),
  });
  const checkpoint = decodeCheckpoint(encodeCheckpoint(first.checkpoint));
  return [first, await run({ resume: checkpoint })];
}

describe('stopping and resuming', () => {
  test('in warm-up, before and after a new metric, at its end, and among the draws: bit-equal', async () => {
    const run = (more: RunOptions): Promise<Sample> => sample(hmc, { ...options, ...more });
    const whole = outcome(await run({}));
    // 25 steps of warm-up, whose window ends after step 21.
    for (const steps of [1, 10, 20, 21, 22, 24, 25, 26, 31]) {
      const [first, resumed] = await stoppedAt(steps, run);
      expect(first.stopped).toBe('aborted');
      expect(first.checkpoint.step).toBe(steps);
      const numKept = Math.max(0, steps - 25);
      expect(first.values.shape).toEqual([2, numKept, 2]);
      if (numKept > 0)
        for (const chain of [0, 1])
          expect(Array.from(first.values.data.slice(chain * numKept * 2, (chain + 1) * numKept * 2))).toEqual(
            Array.from(whole.values.slice(chain * 20, chain * 20 + numKept * 2)),
          );
      expect(outcome(resumed)).toStrictEqual(whole);
    }
  });

  test('a checkpoint of another key, start, thinning or adaptation is refused', async () => {
    const { checkpoint } = await sample(hmc, { ...options, timeLimit: 0 });
    for (const other of [
      { key: key('other') },
      { start: () => Float64Array.of(1, 1) },
      { thin: 2 },
      { adaptation: { targetAcceptance: 0.7 } },
      { adaptation: { targetAcceptance: 0.8, adaptsMetric: false } },
      { adaptation: undefined },
      { numWarmup: 26 },
    ])
      await expect(sample(hmc, { ...options, ...other, resume: checkpoint })).rejects.toThrow(
        'sample: `resume` must be a checkpoint of the same data and options',
      );
  });
});

describe('chains', () => {
  test('chain i does not depend on the number of chains', async () => {
    const [two, three] = await Promise.all([sample(hmc, options), sample(hmc, { ...options, numChains: 3 })]);
    expect(three.values.data.slice(0, 40)).toEqual(two.values.data);
    expect(three.tunings.slice(0, 2)).toEqual(two.tunings);
    expect(three.values.data.slice(40)).not.toEqual(two.values.data.slice(20));
  });

  test('without adaptation the draws are those of the kernel in a loop', async () => {
    const walk = randomWalkMetropolis(correlated, { stepSize: 0.7 });
    const { values, info } = await sample(() => walk, {
      key: key('loop'),
      start: () => Float64Array.of(1, 2),
      numChains: 1,
      numWarmup: 3,
      numDraws: 4,
      thin: 2,
    });
    const rng = stream(foldIn(key('loop'), 0));
    let state = walk.init(Float64Array.of(1, 2), rng);
    for (let step = 0; step < 3 + 8; step++) {
      const [next, stepInfo] = walk.step(state, rng);
      state = next;
      if (step >= 3 && (step - 3) % 2 === 1) {
        const draw = (step - 4) / 2;
        expect([values.get(0, draw, 0), values.get(0, draw, 1)]).toEqual(Array.from(state.position));
        expect(info.acceptanceProbability!.get(0, draw)).toBe(stepInfo.acceptanceProbability);
        expect(info.isAccepted!.get(0, draw)).toBe(Number(stepInfo.isAccepted));
      }
    }
    expect(Object.keys(info).sort()).toEqual(['acceptanceProbability', 'isAccepted', 'isFinite']);
  });

  test('defaults: 4 chains, 1000 and 1000, coordinates by number', async () => {
    const { values, names, tunings } = await sample(() => randomWalkMetropolis(logistic, { stepSize: 3 }), {
      key: key('defaults'),
      start: () => Float64Array.of(0),
    });
    expect(values.shape).toEqual([4, 1000, 1]);
    expect(names).toEqual(['x[0]']);
    expect(tunings).toEqual(new Array(4).fill({ stepSize: 1, inverseMetric: Float64Array.of(1) }));
  });

  test('quantities are what is kept', async () => {
    const { values, names } = await sample(hmc, {
      ...options,
      quantities: {
        names: ['sum', 'product', 'first'],
        evaluate([x = 0, y = 0], out) {
          out.set([x + y, x * y, x]);
        },
      },
    });
    expect(names).toEqual(['sum', 'product', 'first']);
    expect(values.shape).toEqual([2, 10, 3]);
    for (let t = 0; t < 10; t++) {
      const [sum, product, x] = [values.get(1, t, 0), values.get(1, t, 1), values.get(1, t, 2)];
      expect(product).toBeCloseTo(x * (sum - x), 12);
    }
  });

  test('spins at a fixed beta', async () => {
    const pair = isingModel({ numSpins: 2, bonds: [[0, 1, 1]] });
    const { values } = await sample(() => atLevel(isingHeatBath(pair, { scan: 'systematic' }), 50), {
      key: key('spins'),
      start: () => Int8Array.of(1, -1),
      numWarmup: 1,
      numDraws: 5,
    });
    expect(values.shape).toEqual([4, 5, 2]);
    for (let m = 0; m < 4; m++) for (let t = 0; t < 5; t++) expect(values.get(m, t, 0)).toBe(values.get(m, t, 1));
  });
});

describe('adaptation', () => {
  /** Independent normals of standard deviations 0.01 and 100. */
  const stretched = {
    dimension: 2,
    logDensity: ([x = 0, y = 0]: Float64Array) => -0.5 * (1e4 * x * x + 1e-4 * y * y),
    gradLogDensity(z: Float64Array, out: Float64Array) {
      out[0] = -1e4 * z[0]!;
      out[1] = -1e-4 * z[1]!;
      return stretched.logDensity(z);
    },
  };
  const start = (rng: { normal(): number }) => Float64Array.of(0.01 * rng.normal(), 100 * rng.normal());
  const mean = (x: ArrayLike<number>): number => Array.from(x).reduce((sum, value) => sum + value, 0) / x.length;

  test('learns variances eight decades apart', async () => {
    const { tunings } = await sample((t) => hamiltonianMonteCarlo(stretched, { ...t, numSteps: 4, jitter: 0.2 }), {
      key: key('stretched'),
      start,
      numDraws: 1,
      adaptation: { targetAcceptance: 0.8 },
    });
    // The last window has 500 steps, worth 200 independent ones or more: the variance is known to sqrt(2/200) = 0.1, and
    // a factor of 2 is seven of that.
    for (const { inverseMetric } of tunings)
      for (const [j, variance] of [1e-4, 1e4].entries())
        expect(Math.abs(Math.log2(inverseMetric[j]! / variance))).toBeLessThan(1);
  });

  test('accepts as often as asked, where the step size alone is tuned for long', async () => {
    for (const targetAcceptance of [0.25, 0.5, 0.8])
      for (const make of [
        (t: Tuning) => metropolisAdjustedLangevin(logistic, t),
        (t: Tuning) => randomWalkMetropolis(logistic, t),
      ]) {
        const { info } = await sample<Float64Array, { position: Float64Array }, object>(make as never, {
          key: key(`acceptance ${targetAcceptance}`),
          start: (rng) => Float64Array.of(rng.normal()),
          numWarmup: 3000,
          adaptation: { targetAcceptance, adaptsMetric: false },
        });
        // Step sizes wander while they are averaged, and the acceptance is not linear in them: 0.05 is what that leaves.
        expect(Math.abs(mean(info.acceptanceProbability!.data) - targetAcceptance)).toBeLessThan(0.05);
      }
  });

  describe.each([
    { name: 'a random walk', target: 0.234, numWarmup: 20_000, make: randomWalkMetropolis },
    { name: 'MALA', target: 0.574, numWarmup: 10_000, make: metropolisAdjustedLangevin },
    {
      name: 'HMC',
      target: 0.8,
      numWarmup: 10_000,
      make: (normal: GradientTarget, tuning: Tuning) =>
        hamiltonianMonteCarlo(normal, { ...tuning, numSteps: 5, jitter: 0.2 }),
    },
  ])('$name accepts as often as asked, metric and all', ({ target, numWarmup, make }) => {
    test.each([1, 10, 100])('standard normal, d = %i', async (dimension) => {
      const normal = {
        dimension,
        logDensity: (x: Float64Array) => -0.5 * x.reduce((sum, value) => sum + value * value, 0),
        gradLogDensity(x: Float64Array, out: Float64Array) {
          for (let j = 0; j < dimension; j++) out[j] = -x[j]!;
          return normal.logDensity(x);
        },
      };
      const numChains = 2;
      const { info } = await sample<Float64Array, { position: Float64Array }, object>(
        (tuning) => make(normal, tuning) as never,
        {
          key: key(`target in ${dimension} dimensions`),
          start: (rng) => Float64Array.from({ length: dimension }, () => rng.normal()),
          numChains,
          numWarmup,
          quantities: { names: ['x'], evaluate: (x, out) => out.set([x[0]!]) },
          adaptation: { targetAcceptance: target },
        },
      );
      // The final size averages about the last L^(3/4) of the L = numWarmup/20 sizes of the last phase, and a number in
      // [0, 1] of mean p varies by p (1 - p) at most: four standard errors of the chains' mean. 0.07 to 0.14.
      const tolerance = 4 * Math.sqrt((target * (1 - target)) / numChains / (numWarmup / 20) ** 0.75);
      expect(Math.abs(mean(info.acceptanceProbability!.data) - target)).toBeLessThan(tolerance);
    });
  });

  test('the step size alone, if asked', async () => {
    const { tunings } = await sample(hmc, {
      ...options,
      numWarmup: 200,
      adaptation: { targetAcceptance: 0.9, adaptsMetric: false, initialStepSize: 1e-6 },
    });
    for (const { stepSize, inverseMetric } of tunings) {
      expect(Array.from(inverseMetric)).toEqual([1, 1]);
      expect(stepSize).toBeGreaterThan(0.05);
    }
  });

  test('kernels are made anew in warm-up only', async () => {
    let made = 0;
    const counts: number[] = [];
    const counted = (tuning: Tuning) => {
      made++;
      return hmc(tuning);
    };
    await sample(counted, { ...options, checkpointEvery: 1, onCheckpoint: () => void counts.push(made) });
    expect(counts[24]).toBeGreaterThan(counts[0]!);
    expect(new Set(counts.slice(24)).size).toBe(1);
  });

  test('a kernel without acceptance probabilities is refused', async () => {
    await expect(
      sample((tuning) => unadjustedLangevin(logistic, tuning), { ...options, start: () => Float64Array.of(0) }),
    ).rejects.toThrow('sample: `adaptation` must be left out for a kernel without acceptance probabilities');
  });
});

describe('what went wrong is counted', () => {
  test('divergences and densities that are not numbers, after warm-up', async () => {
    const cliff = onLine(
      (x) => (x > 0 ? -0.5 * x * x : Number.NaN),
      (x) => -x,
    );
    const result = await sample(() => hamiltonianMonteCarlo(cliff, { stepSize: 1, numSteps: 1 }), {
      key: key('cliff'),
      start: () => Float64Array.of(0.5),
      numChains: 2,
      numWarmup: 10,
      numDraws: 20,
      thin: 2,
    });
    const { numNotFinite, numDivergent, warnings, info } = result;
    expect(numNotFinite).toBeGreaterThan(3);
    expect(numDivergent).toBe(numNotFinite);
    expect(info.isFinite!.data.filter((flag) => flag === 0).length).toBeLessThanOrEqual(numNotFinite);
    expect(warnings).toEqual([
      {
        code: 'not-finite',
        message: `In ${numNotFinite} of 80 steps the density or gradient was not a number; they were rejected.`,
      },
      {
        code: 'divergent',
        message: `${numDivergent} of 80 trajectories diverged; draws may miss parts of the target.`,
      },
    ]);
  });

  test('nothing wrong, no warnings', async () => {
    expect((await sample(hmc, options)).warnings).toEqual([]);
  });
});

describe('bad options', () => {
  test('are refused with their value', async () => {
    const bad = (more: object) => expect(sample(hmc, { ...options, ...more })).rejects;
    await bad({ numChains: 0 }).toThrow('sample: `numChains` must be an integer >= 1; received 0');
    await bad({ numWarmup: -1 }).toThrow('sample: `numWarmup` must be an integer >= 0; received -1');
    await bad({ numDraws: 0 }).toThrow('sample: `numDraws` must be an integer >= 1; received 0');
    await bad({ thin: 0.5 }).toThrow('sample: `thin` must be an integer >= 1; received 0.5');
    await bad({ adaptation: { targetAcceptance: 1 } }).toThrow(
      'dualAveraging: `targetAcceptance` must be a number in (0, 1); received 1',
    );
    await bad({ adaptation: { targetAcceptance: 0.5, initialStepSize: 0 } }).toThrow(
      'sample: `adaptation.initialStepSize` must be a finite number > 0; received 0',
    );
    await expect(
      sample(() => randomWalkMetropolis(halfNormal(-Infinity), { stepSize: 1 }), {
        key: key(1),
        start: () => Float64Array.of(-1),
      }),
    ).rejects.toThrow(
      'randomWalkMetropolis: `position` must be where the log density is a finite number; received -Infinity',
    );
  });
});
