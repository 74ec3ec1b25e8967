import { key, type Rng, stream } from '@yuragi/prob-core';
import { integrateOde } from '@yuragi/sde';
import { binaryStates, enumerateLaw, expectClose, kernelConformance, referenceCase } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import {
  binomialDiffusion,
  binomialElbo,
  binomialReverseEquation,
  binomialSampler,
  bitsFromNats,
  diffusionTable,
  discreteScoreInto,
  noiseRateSchedule,
  sampleDiffusion,
  sigmaLevels,
  sohlDicksteinNoiseSchedule,
} from './index.ts';

/** I4: four spins 1 - 2 b with E = -sum J s s - sum h s; reference values computed with scipy's DOP853 at rtol 1e-12. */
const bonds = [
  [0, 1, 1],
  [1, 2, 0.72],
  [2, 3, -0.58],
  [0, 3, 0.41],
] as const;
const fields = [0.3, -0.17, 0.11, 0.23];
const gibbs = (beta: number): Float64Array =>
  enumerateLaw(4, (bits) => {
    const spin = (i: number): number => 1 - 2 * bits[i]!;
    const coupled = bonds.reduce((sum, [i, j, J]) => sum + J * spin(i) * spin(j), 0);
    return beta * fields.reduce((sum, h, i) => sum + h * spin(i), coupled);
  }).probabilities;
const i4 = gibbs(1);
/** i4 at t = 2. */
const i4Noised = [
  0.0690607474587305, 0.06219762291021998, 0.06480655731780374, 0.06117306017738813, 0.06752752303914483,
  0.06204106877351826, 0.0658035029541599, 0.06339542194603123, 0.06536441773261506, 0.05948435863893861,
  0.061168110445747874, 0.058413259008226734, 0.062301231377411684, 0.05781552178325483, 0.06050079913489924,
  0.058946797301907536,
];
const totalVariation = (p: Float64Array, q: Float64Array): number =>
  0.5 * p.reduce((sum, value, i) => sum + Math.abs(value - q[i]!), 0);
const entropy = (p: Float64Array): number =>
  -p.reduce((sum, value) => sum + (value > 0 ? value * Math.log(value) : 0), 0);
/** Every state of n bits as rows. */
const allStates = (n: number): Float64Array => Float64Array.from([...binaryStates(n)].flatMap((state) => [...state]));

/** Three bits, no symmetry, one state ruled out; and the step of all of them as a matrix, q(x | z) at z * 8 + x. */
const three = Float64Array.of(0.2, 0.05, 0.1, 0.25, 0, 0.15, 0.05, 0.2);
const pi = 0.3;
const kernel = (beta: number, n: number, on = pi): Float64Array => {
  const states = [...binaryStates(n)];
  return Float64Array.from(
    states.flatMap((z) =>
      states.map((x) =>
        x.reduce((product, bit, i) => product * ((bit === z[i] ? 1 - beta : 0) + beta * (bit ? on : 1 - on)), 1),
      ),
    ),
  );
};
const apply = (matrix: Float64Array, law: Float64Array): Float64Array =>
  law.map((_, x) => law.reduce((sum, p, z) => sum + matrix[z * law.length + x]! * p, 0));

describe('the forward process', () => {
  const diffusion = binomialDiffusion(three, { onProbability: pi });
  const out = new Float64Array(8);

  test.each([1, 0.7, 0.01, 0])(
    'the law at alphaBar = %d is that of every bit reset with probability 1 - alphaBar',
    (level) => {
      diffusion.lawInto(level, out);
      const expected = apply(kernel(1 - level, 3), three);
      for (let x = 0; x < 8; x++) expect(out[x]).toBeCloseTo(expected[x]!, 14);
    },
  );

  test('I4 at t = 2 is the reference`s, bits flipping with probability (1 - e^{-t})/2', () => {
    const noised = new Float64Array(16);
    binomialDiffusion(i4).lawInto(Math.exp(-2), noised);
    for (let x = 0; x < 16; x++) expect(Math.abs(noised[x]! - i4Noised[x]!)).toBeLessThan(1e-14);
    const pure = new Float64Array(2);
    binomialDiffusion(Float64Array.of(1, 0)).lawInto(Math.exp(-2), pure);
    expect(pure[1]).toBeCloseTo((1 - Math.exp(-2)) / 2, 15);
  });
});

describe('the discrete score', () => {
  test('is p(x^i)/p(x), Infinity where only p(x) is 0, and 0 where both are', () => {
    const out = new Float64Array(24);
    discreteScoreInto(three, allStates(3), out);
    for (let x = 0; x < 8; x++)
      for (let i = 0; i < 3; i++) if (x !== 4) expect(out[3 * x + i]).toBe(three[x ^ (1 << i)]! / three[x]!);
    expect([...out.subarray(12, 15)]).toEqual([Infinity, Infinity, Infinity]);
    const point = new Float64Array(2);
    discreteScoreInto(Float64Array.of(1, 0, 0, 0), Float64Array.of(1, 1), point);
    expect([...point]).toEqual([0, 0]);
  });

  test('rates f(r) keep p by detailed balance if f(r) = r f(1/r); r alone gives W p = 2 N p', () => {
    const law = gibbs(0.8);
    const ratios = new Float64Array(64);
    discreteScoreInto(law, allStates(4), ratios);
    const change = (f: (r: number) => number) => {
      const out = new Float64Array(16);
      let asymmetry = 0;
      for (let x = 0; x < 16; x++)
        for (let i = 0; i < 4; i++) {
          const flow = f(ratios[4 * x + i]!) * law[x]!;
          const y = x ^ (1 << i);
          out[y]! += flow;
          out[x]! -= flow;
          asymmetry = Math.max(asymmetry, Math.abs(flow - f(ratios[4 * y + i]!) * law[y]!));
        }
      return { out, asymmetry };
    };
    for (const f of [(r: number) => Math.min(1, r), (r: number) => r / (1 + r), Math.sqrt, (r: number) => 1 + r]) {
      const { out, asymmetry } = change(f);
      expect(Math.max(asymmetry, ...out.map(Math.abs))).toBeLessThan(1e-13);
    }
    const { out, asymmetry } = change((r) => r);
    expect(Math.max(...out.map(Math.abs))).toBeCloseTo(0.40978806085571806, 12);
    expect(asymmetry).toBeCloseTo(0.16197251481716035, 12);
    for (let x = 0; x < 16; x++) {
      let twiceN = 0;
      for (let i = 0; i < 4; i++) twiceN += law[x]! - law[x ^ (1 << i)]!;
      expect(out[x]).toBeCloseTo(twiceN, 13);
    }
  });
});

describe('the exact reverse', () => {
  const diffusion = binomialDiffusion(three, { onProbability: pi });
  const levels = [
    [0.6, 0.8],
    [0.2, 1],
    [0, 0.5],
    [0.7, 0.7],
  ] as const;

  test.each(levels)('from alphaBar %d to %d its kernel is Bayes`, all bits together and one by one', (now, next) => {
    const [before, after] = [next, now].map((level) => apply(kernel(1 - level, 3), three));
    const step = kernel(next === now ? 0 : 1 - now / next, 3);
    const [whole, means] = [new Float64Array(8), new Float64Array(24)];
    diffusion.reverseMeanInto(allStates(3), now, next, means);
    const states = [...binaryStates(3)];
    for (let x = 0; x < 8; x++) {
      diffusion.reverseLawInto(Float64Array.from(states[x]!), now, next, whole);
      for (let z = 0; z < 8; z++) expect(whole[z]).toBeCloseTo((step[z * 8 + x]! * before![z]!) / after![x]!, 13);
      for (let i = 0; i < 3; i++) {
        const mean = whole.reduce((sum, p, z) => sum + p * states[z]![i]!, 0);
        expect(means[3 * x + i]).toBeCloseTo(mean, 13);
      }
    }
  });

  test('given x_0 it is the reference`s q(x_{t-1} | x_t, x_0)', () => {
    const { inputs, outputs } = referenceCase('diffusion-sde', 'binomial_posterior');
    const level = (t: number): number => (inputs.T - t) / inputs.T;
    const found: Record<string, number> = {};
    for (const x0 of [0, 1]) {
      const point = binomialDiffusion(Float64Array.of(1 - x0, x0), { onProbability: inputs.pi });
      for (const xt of [0, 1]) {
        const law = new Float64Array(2);
        point.reverseLawInto(Float64Array.of(xt), level(inputs.t), level(inputs.t - 1), law);
        found[`x0=${x0},xt=${xt}`] = law[1]!;
      }
    }
    // alphaBar rounds at 1e-16 and beta = 1/1001 is a difference of two of them.
    expectClose(found, outputs, { rel: 1e-12 });
  });

  test('its rates are the limit of its kernel, and 1/2 r for a fair reset', () => {
    const [t, dt] = [0.7, 1e-7];
    const [rates, means] = [new Float64Array(24), new Float64Array(24)];
    diffusion.reverseRatesInto(allStates(3), Math.exp(-t), rates);
    diffusion.reverseMeanInto(allStates(3), Math.exp(-t), Math.exp(dt - t), means);
    for (const [at, bit] of allStates(3).entries())
      expect(Math.abs(Math.abs(means[at]! - bit) / dt - rates[at]!)).toBeLessThan(1e-5);
    const fair = binomialDiffusion(three);
    const ratios = new Float64Array(24);
    fair.reverseRatesInto(allStates(3), 0.3, rates);
    fair.scoreInto(allStates(3), 0.3, ratios);
    for (let at = 0; at < 24; at++) expect(rates[at]).toBe(0.5 * ratios[at]!);
  });

  test('the equation of its rates returns I4 from t = 2 to 1e-8, and uniform bits to the reference`s distance', () => {
    const equation = binomialReverseEquation(binomialDiffusion(i4));
    const run = (start: Float64Array): Float64Array =>
      integrateOde(equation, start, { t0: 2, t1: 0, relativeTolerance: 1e-11, absoluteTolerance: 1e-13 }).position;
    const noised = Float64Array.from(i4Noised);
    const back = run(noised);
    for (let x = 0; x < 16; x++) expect(Math.abs(back[x]! - i4[x]!)).toBeLessThan(1e-8);
    const uniform = new Float64Array(16).fill(1 / 16);
    expect(totalVariation(noised, uniform)).toBeCloseTo(0.020958170448486198, 12);
    expect(totalVariation(run(uniform), i4)).toBeCloseTo(0.0030039580147865775, 9);
    // Two laws in one batch, and a reset that is not fair.
    const biased = binomialDiffusion(three, { onProbability: pi });
    const late = new Float64Array(8);
    biased.lawInto(Math.exp(-1), late);
    const both = Float64Array.of(...late, ...late);
    const { position } = integrateOde(binomialReverseEquation(biased), both, { t0: 1, t1: 0.2 });
    biased.lawInto(Math.exp(-0.2), late);
    for (let x = 0; x < 16; x++) expect(position[x]).toBeCloseTo(late[x % 8]!, 5);
  });
});

describe('the bound', () => {
  const rates = Float64Array.of(0.1, 0.3, 0.2, 0.5);
  const table = diffusionTable(noiseRateSchedule(rates), 4);
  const diffusion = binomialDiffusion(three, { onProbability: pi });
  const reference = apply(kernel(1, 3), three);

  /** Every term from its definition, by summing over x_0, x_{t-1} and x_t. */
  const byDefinition = (reverse: 'exact' | 'factorised') => {
    const states = [...binaryStates(3)];
    const q = (t: number): Float64Array => kernel(1 - table.alphaBar[t]!, 3);
    let prior = 0;
    for (let z = 0; z < 8; z++)
      for (let x = 0; x < 8; x++) prior += three[z]! * q(4)[z * 8 + x]! * Math.log(q(4)[z * 8 + x]! / reference[x]!);
    const path = new Float64Array(5);
    for (let t = 1; t <= 4; t++) {
      const [whole, means] = [new Float64Array(8), new Float64Array(3)];
      const [early, late, step] = [t === 1 ? kernel(0, 3) : q(t - 1), q(t), kernel(rates[t - 1]!, 3)];
      for (let x = 0; x < 8; x++) {
        const now = Float64Array.from(states[x]!);
        diffusion.reverseLawInto(now, table.alphaBar[t]!, table.alphaBar[t - 1]!, whole);
        diffusion.reverseMeanInto(now, table.alphaBar[t]!, table.alphaBar[t - 1]!, means);
        const logReverse = (y: number): number =>
          reverse === 'exact'
            ? Math.log(whole[y]!)
            : states[y]!.reduce((sum, bit, i) => sum + Math.log(bit ? means[i]! : 1 - means[i]!), 0);
        for (let z = 0; z < 8; z++)
          for (let y = 0; y < 8; y++) {
            const joint = three[z]! * early[z * 8 + y]! * step[y * 8 + x]!;
            if (joint === 0) continue;
            const posterior = (early[z * 8 + y]! * step[y * 8 + x]!) / late[z * 8 + x]!;
            path[t]! += joint * (Math.log(posterior) - logReverse(y));
          }
      }
    }
    return { prior, path };
  };

  test.each(['exact', 'factorised'] as const)(
    'of the %s reverse is that of its definition, term by term',
    (reverse) => {
      const expected = byDefinition(reverse);
      const { elbo, prior, path, reconstruction } = binomialElbo(diffusion, table, { reverse });
      expect(prior).toBeCloseTo(expected.prior, 12);
      for (let t = 2; t <= 4; t++) expect(path[t]).toBeCloseTo(expected.path[t]!, 12);
      expect(reconstruction).toBeCloseTo(expected.path[1]!, 12);
      expect(elbo).toBeCloseTo(-prior - reconstruction - path.reduce((sum, value) => sum + value, 0), 14);
    },
  );

  test('the exact reverse leaves nothing but D(p_T || reference): -entropy of the data', () => {
    const last = new Float64Array(8);
    diffusion.lawInto(table.alphaBar[4]!, last);
    const rest = last.reduce((sum, p, x) => sum + p * Math.log(p / reference[x]!), 0);
    expect(binomialElbo(diffusion, table).elbo).toBeCloseTo(-entropy(three) - rest, 13);
  });

  test('a first step that is not learned is the forward step turned round with the reference as prior', () => {
    const step = kernel(rates[0]!, 3);
    let expected = 0;
    for (let z = 0; z < 8; z++)
      for (let x = 0; x < 8; x++)
        expected -= three[z]! * step[z * 8 + x]! * Math.log((step[z * 8 + x]! * reference[z]!) / reference[x]!);
    const { reconstruction } = binomialElbo(diffusion, table, { firstStep: 'forward' });
    expect(reconstruction).toBeCloseTo(expected, 13);
    expect(reconstruction).toBeGreaterThan(binomialElbo(diffusion, table).reconstruction);
  });

  test('what the factorised reverse of I4 dissipates over time 4 is the reference`s, and falls like 1/T', () => {
    // Computed by exact enumeration in another program: T times the dissipation for T = 50, 100, 200, 400.
    for (const [T, expected] of [
      [50, 2.436276686362334],
      [100, 2.4564228233560708],
      [200, 2.4617654751192286],
      [400, 2.4626423456509237],
    ] as const) {
      const steps = diffusionTable(noiseRateSchedule(new Float64Array(T).fill(-Math.expm1(-4 / T))), T);
      const chain = binomialDiffusion(i4);
      const gap = binomialElbo(chain, steps).elbo - binomialElbo(chain, steps, { reverse: 'factorised' }).elbo;
      expect(Math.abs(T * gap - expected)).toBeLessThan(1e-8);
    }
    const late = new Float64Array(16);
    binomialDiffusion(i4).lawInto(Math.exp(-4), late);
    expect(Math.log(16) - entropy(late)).toBeCloseTo(2.0779613240144712e-5, 12);
  });

  test('the binary heartbeat of 20 bits: its exact reverse reaches the truth, -log2 5 bits', () => {
    const law = new Float64Array(2 ** 20);
    for (let phase = 0; phase < 5; phase++)
      law[[0, 1, 2, 3].reduce((sum, beat) => sum + 2 ** (phase + 5 * beat), 0)] = 0.2;
    const heartbeat = binomialDiffusion(law, { onProbability: 0.2 });
    const steps = diffusionTable(sohlDicksteinNoiseSchedule({ numSteps: 3 }), 3);
    const { outputs } = referenceCase('diffusion-sde', 'sd2015_table1_consistency');
    expect(bitsFromNats(binomialElbo(heartbeat, steps).elbo)).toBeCloseTo(outputs.heartbeat_true_ll, 9);
  });
});

describe('sampling', () => {
  const diffusion = binomialDiffusion(three, { onProbability: pi });
  const makeRng = (name: string): Rng => stream(key(name));
  for (const reverse of ['exact', 'factorised'] as const)
    kernelConformance(`binomialSampler, ${reverse}`, () => binomialSampler(diffusion, { reverse }), {
      start: () => 5,
      level: [2, 1],
      makeRng,
    });

  test('one uniform number a bit or a state, against the kernel`s own chances; denoised is E[x_0 | x_t]', async () => {
    const position = Float64Array.of(1, 0, 1, 0, 1, 1);
    const [sigma, sigmaNext] = [1, 0.5];
    for (const reverse of ['exact', 'factorised'] as const) {
      const [state, { denoised }] = await binomialSampler(diffusion, { reverse }).step(
        { position },
        makeRng('one'),
        sigma,
        sigmaNext,
      );
      const rng = makeRng('one');
      const expected = new Float64Array(6);
      if (reverse === 'factorised') {
        diffusion.reverseMeanInto(position, 0.5, 0.8, expected);
        for (let i = 0; i < 6; i++) expected[i] = rng.uniform() < expected[i]! ? 1 : 0;
      } else
        for (const row of [0, 3]) {
          const law = new Float64Array(8);
          diffusion.reverseLawInto(position.subarray(row, row + 3), 0.5, 0.8, law);
          let left = rng.uniform();
          let z = 0;
          while (left >= law[z]!) left -= law[z++]!;
          for (let i = 0; i < 3; i++) expected[row + i] = (z >> i) & 1;
        }
      expect(state.position).toEqual(expected);
      diffusion.reverseMeanInto(position, 0.5, 1, expected);
      expect(denoised).toEqual(expected);
    }
  });

  test('every state of every step is bits, and what the law rules out is not drawn', async () => {
    const sigmas = sigmaLevels(sohlDicksteinNoiseSchedule({ numSteps: 4 }), 4);
    const { samples } = await sampleDiffusion(binomialSampler(diffusion), makeRng('run'), {
      sigmas,
      numSamples: 300,
      onStep: ({ position }) => expect(position.every((bit) => bit === 0 || bit === 1)).toBe(true),
    });
    const counts = new Float64Array(8);
    for (let i = 0; i < 300; i++) counts[samples.get(i, 0) + 2 * samples.get(i, 1) + 4 * samples.get(i, 2)]!++;
    expect(counts[4]).toBe(0);
    expect(counts.filter((count) => count > 0)).toHaveLength(7);
  });
});

test('bad arguments are refused with their value', () => {
  const diffusion = binomialDiffusion(three);
  const [three1, three2, eight] = [new Float64Array(3), new Float64Array(3), new Float64Array(8)];
  expect(() => binomialDiffusion(new Float64Array(3).fill(1 / 3))).toThrow(
    'binomialDiffusion: `law` must have length 2^n, 1 <= n <= 20; received shape (3)',
  );
  expect(() => binomialDiffusion(Float64Array.of(0.5, 0.6))).toThrow('binomialDiffusion: `law`');
  expect(() => binomialDiffusion(three, { onProbability: 1 })).toThrow(
    'binomialDiffusion: `onProbability` must be a number in (0, 1); received 1',
  );
  expect(() => diffusion.lawInto(1.5, eight)).toThrow('lawInto: `alphaBar` must be a number in [0, 1]; received 1.5');
  expect(() => diffusion.lawInto(0.5, three1)).toThrow('lawInto: `out` must have length 8; received shape (3)');
  expect(() => diffusion.scoreInto(Float64Array.of(0, 2, 1), 0.5, three1)).toThrow(
    'scoreInto: `x[1]` must be 0 or 1; received 2',
  );
  expect(() => diffusion.scoreInto(new Float64Array(4), 0.5, three1)).toThrow(
    'scoreInto: `x` must have length m * 3; received shape (4)',
  );
  expect(() => diffusion.reverseRatesInto(three1, -1, three2)).toThrow(
    'reverseRatesInto: `alphaBar` must be a number in [0, 1]; received -1',
  );
  expect(() => diffusion.reverseMeanInto(three1, 0.5, 0.4, three2)).toThrow(
    'reverseMeanInto: `alphaBarNext` must be a number in [0.5, 1]; received 0.4',
  );
  expect(() => diffusion.reverseLawInto(three1, 0.5, 0.4, eight)).toThrow(
    'reverseLawInto: `alphaBarNext` must be a number in [0.5, 1]; received 0.4',
  );
  expect(() => diffusion.reverseLawInto(eight, 0.5, 1, eight)).toThrow('reverseLawInto: `x` must have length 3');
  expect(() => discreteScoreInto(three, three1, new Float64Array(2))).toThrow(
    'discreteScoreInto: `out` must have length 3; received shape (2)',
  );
  expect(() => binomialSampler(diffusion, { reverse: 'mean' as never })).toThrow(
    "binomialSampler: `reverse` must be one of 'exact', 'factorised'",
  );
  const table = diffusionTable(sohlDicksteinNoiseSchedule({ numSteps: 3 }), 3);
  expect(() => binomialElbo(diffusion, table, { reverse: 'mean' as never })).toThrow(
    "binomialElbo: `reverse` must be one of 'exact', 'factorised'",
  );
  expect(() => binomialElbo(diffusion, table, { firstStep: 'none' as never })).toThrow(
    "binomialElbo: `firstStep` must be one of 'learned', 'forward'",
  );
});
