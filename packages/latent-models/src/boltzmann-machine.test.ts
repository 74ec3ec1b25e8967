import { isingEnergy } from '@yuragi/mcmc';
import { decodeCheckpoint, encodeCheckpoint, key, stream, toNdarray } from '@yuragi/prob-core';
import {
  binaryStates,
  driverConformance,
  enumerateLaw,
  expectClose,
  generativeModelConformance,
  gradient,
  referenceCase,
} from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { type BoltzmannMachine, boltzmannLogPartition, boltzmannMachine } from './boltzmann-machine.ts';
import { boltzmannLikelihood, minimumProbabilityFlow } from './boltzmann-objectives.ts';
import { thetaOf } from './boltzmann-states.ts';
import { fitBoltzmannMachine } from './fit-boltzmann-machine.ts';

const symmetric = (n: number, entry: (i: number, j: number) => number) => {
  const data = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = i + 1; j < n; j++) {
      data[i * n + j] = entry(i, j);
      data[j * n + i] = data[i * n + j]!;
    }
  return toNdarray(data, [n, n]);
};
const make = (name: string, n: number, scale = 0.5): BoltzmannMachine => {
  const rng = stream(key(name));
  return boltzmannMachine({
    couplings: symmetric(n, () => scale * rng.normal()),
    fields: Float64Array.from({ length: n }, () => scale * rng.normal()),
  });
};
const spin = (bit: number): number => 2 * bit - 1;
const allStates = (n: number) =>
  toNdarray(Float64Array.from([...binaryStates(n)].flatMap((bits) => Array.from(bits, spin))), [2 ** n, n]);
/** The law as it is written, state by state. */
const lawOf = (model: BoltzmannMachine) =>
  enumerateLaw(model.dimension, (bits) => -isingEnergy(model.ising, Int8Array.from(bits, spin)));
const five = make('five spins', 5);
const rows = toNdarray(
  Float64Array.of(1, 1, -1, 1, 1, -1, 1, 1, -1, 1, 1, -1, -1, 1, -1, 1, 1, -1, 1, 1, 1, -1, 1, -1, -1, 1, 1, -1, -1, 1),
  [6, 5],
);

generativeModelConformance('a Boltzmann machine', () => five, {
  data: () => toNdarray(rows.data.slice(), [6, 5]),
  makeRng: (name) => stream(key(name)),
});
generativeModelConformance('a Boltzmann machine too large to list', () => make('large', 21, 0.1), {
  data: () => toNdarray(new Float64Array(42).fill(1), [2, 21]),
  makeRng: (name) => stream(key(name)),
});
for (const objective of ['likelihood', 'minimum-probability-flow'] as const)
  driverConformance(
    `fitBoltzmannMachine, ${objective}`,
    (run) => fitBoltzmannMachine(rows, { objective, maxSteps: 6, tolerance: 0, ...run }),
    {
      outcome: ({ model, history }) => ({ couplings: model.couplings.data, fields: model.fields, history }),
      foreign: (run) => fitBoltzmannMachine(rows, { objective, maxSteps: 6, tolerance: 1e-3, ...run }),
      encode: encodeCheckpoint,
      decode: decodeCheckpoint,
    },
  );

describe('a Boltzmann machine', () => {
  test('is its Gibbs law by enumeration', () => {
    const law = lawOf(five);
    expectClose(boltzmannLogPartition(five), law.logPartition, { rel: 1e-13 });
    expectClose(five.logDensity!(allStates(5)).map(Math.exp), law.probabilities, { rel: 1e-12 });
    const energies = law.states.map((bits) => isingEnergy(five.ising, Int8Array.from(bits, spin)));
    expectClose(five.energy(allStates(5)), energies, { rel: 1e-13 });
    expect(five.logDensity!(toNdarray(Float64Array.of(0, 1, 1, 1, 1), [1, 5]))[0]).toBe(-Infinity);
  });

  test('gives log Z of the square lattice as mpmath does', () => {
    const { outputs, tolerance } = referenceCase('prob-kl-thermo-latent', 'ising-exact');
    for (const { L, periodic, beta, logZ } of outputs.rows) {
      const couplings = new Float64Array(L ** 4);
      const bond = (a: number, b: number): void => {
        couplings[a * L * L + b]! += beta;
        couplings[b * L * L + a]! += beta;
      };
      for (let r = 0; r < L; r++)
        for (let c = 0; c < L; c++) {
          if (periodic || c + 1 < L) bond(r * L + c, r * L + ((c + 1) % L));
          if (periodic || r + 1 < L) bond(r * L + c, ((r + 1) % L) * L + c);
        }
      const model = boltzmannMachine({
        couplings: toNdarray(couplings, [L * L, L * L]),
        fields: new Float64Array(L * L),
      });
      expectClose(boltzmannLogPartition(model), logZ, tolerance);
    }
  });

  test('likelihood: <E> + log Z, its gradient <dE>_data - <dE>_model, and less the entropy the divergence', () => {
    const { numParameters, valueAndGradient } = boltzmannLikelihood(rows);
    const theta = thetaOf(five.couplings.data, five.fields);
    const own = new Float64Array(numParameters);
    const value = valueAndGradient(theta, own);
    const logDensity = five.logDensity!(rows);
    expect(value).toBeCloseTo(-logDensity.reduce((sum, p) => sum + p, 0) / 6, 13);
    // With the notes' sign the gradient would be the negative of this.
    const scratch = new Float64Array(numParameters);
    expectClose(
      own,
      gradient((at) => valueAndGradient(at, scratch), theta),
      { rel: 1e-9, abs: 1e-11 },
    );
    const law = lawOf(five);
    const dataMean = (f: (s: Float64Array) => number): number => {
      let sum = 0;
      for (let row = 0; row < 6; row++) sum += f(rows.data.subarray(row * 5, (row + 1) * 5)) / 6;
      return sum;
    };
    expect(own[0]).toBeCloseTo(law.expectation((bits) => spin(bits[0]!)) - dataMean((s) => s[0]!), 13);
    expect(own[5]).toBeCloseTo(
      law.expectation((bits) => spin(bits[0]!) * spin(bits[1]!)) - dataMean((s) => s[0]! * s[1]!),
      13,
    );
    // The first row stands twice: the law of the data is 1/3 there and 1/6 at four others.
    const entropy = Math.log(3) / 3 + (2 / 3) * Math.log(6);
    const divergence = logDensity.reduce((sum, p, row) => sum + (Math.log(row % 3 === 0 ? 1 / 3 : 1 / 6) - p) / 6, 0);
    expect(value - entropy).toBeCloseTo(divergence, 13);
  });

  test('minimum probability flow: value by the formula over all pairs of states, gradient by differences', () => {
    const theta = thetaOf(five.couplings.data, five.fields);
    const keys = Array.from({ length: 6 }, (_, row) => rows.data.slice(row * 5, (row + 1) * 5).join());
    const states = allStates(5);
    const energies = five.energy(states);
    const rowOf = (at: number): Float64Array => states.data.slice(at * 5, (at + 1) * 5);
    for (const neighbours of ['outside-data', 'all'] as const) {
      let expected = 0;
      for (let i = 0; i < 32; i++)
        for (let j = 0; j < 32; j++) {
          const isNeighbour = [1, 2, 4, 8, 16].includes(i ^ j);
          const count = keys.filter((own) => own === rowOf(i).join()).length;
          const isLeftOut = neighbours === 'outside-data' && keys.includes(rowOf(j).join());
          if (isNeighbour && !isLeftOut) expected += (count * Math.exp(0.5 * (energies[i]! - energies[j]!))) / 6;
        }
      const { numParameters, valueAndGradient } = minimumProbabilityFlow(rows, { neighbours });
      const own = new Float64Array(numParameters);
      expect(valueAndGradient(theta, own)).toBeCloseTo(expected, 12);
      const scratch = new Float64Array(numParameters);
      expectClose(
        own,
        gradient((at) => valueAndGradient(at, scratch), theta),
        { rel: 1e-9, abs: 1e-10 },
      );
    }
  });

  test('minimum probability flow is the rate at which D(p(0) || p(t)) begins to grow', () => {
    const theta = thetaOf(five.couplings.data, five.fields);
    const rate = minimumProbabilityFlow(rows).valueAndGradient(theta, new Float64Array(theta.length));
    const energies = five.energy(allStates(5));
    const start = new Float64Array(32);
    for (let row = 0; row < 6; row++) {
      let at = 0;
      for (let k = 0; k < 5; k++) if (rows.get(row, k) === 1) at |= 1 << k;
      start[at]! += 1 / 6;
    }
    // dp/dt = flow in - flow out; a midpoint step of t is off by O(t^3), so D/t by O(t).
    const flow = (p: Float64Array): Float64Array => {
      const out = new Float64Array(32);
      for (let i = 0; i < 32; i++)
        for (let k = 0; k < 5; k++) {
          const j = i ^ (1 << k);
          const moved = p[i]! * Math.exp(0.5 * (energies[i]! - energies[j]!));
          out[i]! -= moved;
          out[j]! += moved;
        }
      return out;
    };
    const growth = (t: number): number => {
      const middle = flow(start).map((v, i) => start[i]! + 0.5 * t * v);
      const end = flow(middle).map((v, i) => start[i]! + t * v);
      return start.reduce((sum, p, i) => (p > 0 ? sum + p * Math.log(p / end[i]!) : sum), 0) / t;
    };
    // Richardson's extrapolation to t = 0 leaves O(t^2).
    expect(2 * growth(1e-4) - growth(2e-4)).toBeCloseTo(rate, 5);
  });

  test('both objectives are stationary at the true model when the data are its law: inverse Ising on 10 spins', async () => {
    const model = make('ten spins', 10, 0.3);
    const n = 50_000;
    const x = await model.sample(stream(key('ten spins, data')), n);
    const truth = thetaOf(model.couplings.data, model.fields);
    const error = async (objective: 'likelihood' | 'minimum-probability-flow'): Promise<number> => {
      const fit = await fitBoltzmannMachine(x, { objective });
      expect(fit.stopped).toBe('converged');
      expect(fit.history.gradientSize.at(-1)).toBeLessThan(1e-6);
      for (let k = 1; k < fit.history.objective.length; k++)
        expect(fit.history.objective[k]).toBeLessThanOrEqual(fit.history.objective[k - 1]!);
      const theta = thetaOf(fit.model.couplings.data, fit.model.fields);
      return Math.sqrt(theta.reduce((sum, t, k) => sum + (t - truth[k]!) ** 2, 0) / theta.length);
    };
    const [likelihood, flow] = [await error('likelihood'), await error('minimum-probability-flow')];
    // A diagonal entry of the inverse Fisher matrix is at least 1, and of order 2 for couplings this weak: errors near
    // sqrt(2/n) = 0.0063. A sign or a factor 2 wrong would leave an error near 0.3.
    expect(likelihood).toBeLessThan(3 * Math.sqrt(2 / n));
    expect(flow).toBeLessThan(6 * Math.sqrt(2 / n));
    expect(likelihood).toBeGreaterThan(0.3 * Math.sqrt(1 / n));
  });

  test('over all neighbours the flow has its minimum at the true law, while as published it is blind to data everywhere', () => {
    const model = make('four spins', 4);
    const theta = thetaOf(model.couplings.data, model.fields);
    const states = allStates(4);
    const logDensity = model.logDensity!(states);
    // The law as data, to one part in 10^4: rounding of the counts moves each rate by less than 1e-3.
    const repeated: number[] = [];
    for (let at = 0; at < 16; at++) {
      const count = Math.round(1e4 * Math.exp(logDensity[at]!));
      for (let k = 0; k < count; k++) repeated.push(...states.data.slice(at * 4, at * 4 + 4));
    }
    const x = toNdarray(Float64Array.from(repeated), [repeated.length / 4, 4]);
    const own = new Float64Array(theta.length);
    minimumProbabilityFlow(x, { neighbours: 'all' }).valueAndGradient(theta, own);
    for (const g of own) expect(Math.abs(g)).toBeLessThan(1e-2);
    expect(minimumProbabilityFlow(x).valueAndGradient(theta, own)).toBe(0);
  });

  test('a coupling that the data drive to infinity ends at maxSteps or at the rounding of the objective', async () => {
    const agree = toNdarray(Float64Array.of(1, 1, -1, -1), [2, 2]);
    const { model, history } = await fitBoltzmannMachine(agree, { maxSteps: 100, tolerance: 0 });
    expect(model.couplings.get(0, 1)).toBeGreaterThan(5);
    expect(history.objective.at(-1)).toBeCloseTo(Math.log(2), 4);
  });

  test('bad parameters, data and options are refused with their value', async () => {
    const fields = Float64Array.of(0, 0);
    const build = (data: number[], shape: number[]) => () =>
      boltzmannMachine({ couplings: toNdarray(Float64Array.from(data), shape), fields });
    expect(build([0, 1, 2, 0], [2, 2])).toThrow(
      'boltzmannMachine: `couplings[1, 0]` must be couplings[0, 1] = 1; received 2',
    );
    expect(build([1, 0, 0, 0], [2, 2])).toThrow(
      'boltzmannMachine: `couplings[0, 0]` must be 0 (s s = 1 is a constant); received 1',
    );
    expect(build([0, 0], [1, 2])).toThrow(
      'boltzmannMachine: `couplings` must have shape (n, n); received shape (1, 2)',
    );
    expect(build([0], [1, 1])).toThrow('boltzmannMachine: `fields` must have length 1; received shape (2)');
    const bits = toNdarray(Float64Array.of(0, 1), [1, 2]);
    expect(() => boltzmannLikelihood(bits)).toThrow('boltzmannLikelihood: `x[0]` must be -1 or +1; received 0');
    expect(() => minimumProbabilityFlow(bits)).toThrow('minimumProbabilityFlow: `x[0]` must be -1 or +1; received 0');
    expect(() => five.energy(toNdarray(Float64Array.of(1, 1, 1, 1, 2), [1, 5]))).toThrow(
      'boltzmannMachine.energy: `x[4]` must be -1 or +1; received 2',
    );
    expect(() => minimumProbabilityFlow(rows, { neighbours: 'none' as never })).toThrow(
      "minimumProbabilityFlow: `neighbours` must be one of 'outside-data', 'all'; received \"none\"",
    );
    const many = toNdarray(new Float64Array(21).fill(1), [1, 21]);
    expect(() => boltzmannLikelihood(many)).toThrow(
      'boltzmannLikelihood: `x` must be rows of at most 20 spins (minimumProbabilityFlow has no limit); received 21',
    );
    expect(() => boltzmannLogPartition(make('large', 21))).toThrow(
      'boltzmannLogPartition: `model` must be a machine of at most 20 spins; received 21',
    );
    await expect(fitBoltzmannMachine(rows, { objective: 'kl' as never })).rejects.toThrow(
      "fitBoltzmannMachine: `objective` must be one of 'likelihood', 'minimum-probability-flow'; received \"kl\"",
    );
    await expect(fitBoltzmannMachine(rows, { maxSteps: 0 })).rejects.toThrow(
      '`maxSteps` must be an integer >= 1; received 0',
    );
    await expect(fitBoltzmannMachine(rows, { tolerance: -1 })).rejects.toThrow(
      '`tolerance` must be a finite number >= 0',
    );
  });
});
