import { toNdarray } from '@yuragi/prob-core';
import { expectClose, integrate, referenceCase } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import * as i4 from '../test/four-spins.ts';
import {
  law,
  logPartition,
  type Matrix,
  oppositeSweep,
  parallelUpdate,
  sequences,
  sweep,
  T,
} from '../test/two-spins.ts';
import { type KernelPair, pathRelativeEntropy } from './index.ts';

const { gibbs, matrix, bayes, flow, carry, heatBathGenerator } = i4;

/** two-spins holds W[from][to]; here columns are where one comes from. */
const columns = (w: Matrix) =>
  toNdarray(Float64Array.from([0, 1, 2, 3].flatMap((y) => w.map((row) => row[y]!))), [4, 4]);
const twoSpins = (forward: (t: number) => Matrix, backward: (t: number) => Matrix) => ({
  start: law(0),
  steps: Array.from(
    { length: T },
    (_, t): KernelPair => ({ forward: columns(forward(t)), backward: columns(backward(t)) }),
  ),
  logEnd: law(T).map((p) => Math.log(p) + logPartition(T)),
});

/** Everything again, by listing all 4^(T+1) paths. */
function byPaths({ start, steps, logEnd }: ReturnType<typeof twoSpins>) {
  let [mean, total] = [0, 0];
  for (const path of sequences(T + 1)) {
    let [forward, backward] = [start[path[0]!]!, Math.exp(logEnd[path[T]!]!)];
    for (let t = 0; t < T; t++) {
      forward *= steps[t]!.forward.get(path[t + 1]!, path[t]!);
      backward *= steps[t]!.backward.get(path[t]!, path[t + 1]!);
    }
    if (forward === 0) continue;
    mean += forward * Math.log(backward / forward);
    total += backward;
  }
  return { meanLogWeight: mean, logMeanWeight: Math.log(total) };
}

describe('pathRelativeEntropy', () => {
  test.each([
    ['the dual kernels', sweep, oppositeSweep],
    ['kernels that are not dual', sweep, sweep],
    ['forward kernels that break balance', parallelUpdate, oppositeSweep],
  ] as const)('equals the sum over all 1024 paths of two spins: %s', (_, forward, backward) => {
    const laws = twoSpins(forward, backward);
    const ledger = pathRelativeEntropy(laws);
    const listed = byPaths(laws);
    expect(ledger.meanLogWeight).toBeCloseTo(listed.meanLogWeight, 13);
    expect(ledger.logMeanWeight).toBeCloseTo(listed.logMeanWeight, 13);
    expect(ledger.dissipation).toBeCloseTo(listed.logMeanWeight - listed.meanLogWeight, 13);
    expect(ledger.relativeEntropy).toBeCloseTo(ledger.atEnd + ledger.perStep.reduce((a, b) => a + b), 13);
  });

  test('with dual kernels the log-weight is minus the work less F_0: <W> and Delta F of the drive', () => {
    const { meanLogWeight, logMeanWeight } = pathRelativeEntropy(twoSpins(sweep, oppositeSweep));
    let [meanWork, p] = [0, law(0)];
    for (let t = 1; t <= T; t++) {
      p = [0, 1, 2, 3].map((y) => p.reduce((sum, q, x) => sum + q * sweep(t - 1)[x]![y]!, 0));
      // E_t - E_{t-1} at the state after the move.
      const change = (x: number) => Math.log(law(t - 1)[x]! / law(t)[x]!) - logPartition(t) + logPartition(t - 1);
      meanWork += p.reduce((sum, q, x) => sum + q * change(x), 0);
    }
    expect(-meanLogWeight).toBeCloseTo(meanWork - logPartition(0), 12);
    expect(logMeanWeight).toBeCloseTo(logPartition(T), 12);
    // With kernels that are no duals the log-weight is not the work.
    const wrong = pathRelativeEntropy(twoSpins(sweep, sweep));
    expect(Math.abs(-wrong.meanLogWeight - (meanWork - logPartition(0)))).toBeGreaterThan(1e-3);
  });

  test('forward and backward swapped is another number', () => {
    const there = pathRelativeEntropy(twoSpins(sweep, oppositeSweep));
    const laws = twoSpins(sweep, oppositeSweep);
    const back = pathRelativeEntropy({
      start: law(T),
      steps: laws.steps.toReversed().map(({ forward, backward }) => ({ forward: backward, backward: forward })),
      logEnd: law(0).map(Math.log),
    });
    expect(Math.abs(back.dissipation - there.dissipation)).toBeGreaterThan(0.01);
  });
});

describe('the dissipation of an annealing and a diffusion run on four spins', () => {
  const { outputs, tolerance } = referenceCase('bridge', 'i4-dissipation');
  const counts = [50, 100, 200, 400];
  /** Levels k/T; at each, one kernel that keeps its law, and its dual. */
  const annealing = (numSteps: number, kernelAt: (beta: number) => ReturnType<typeof matrix>) =>
    pathRelativeEntropy({
      start: gibbs(0),
      steps: Array.from({ length: numSteps }, (_, k) => {
        const beta = (k + 1) / numSteps;
        const forward = kernelAt(beta);
        return { forward, backward: bayes(forward, gibbs(beta)) };
      }),
      logEnd: i4.energies.map((e) => -e),
    });
  const equilibrate = (beta: number) => {
    const equilibrium = gibbs(beta);
    return matrix((y) => equilibrium[y]!);
  };
  /** By level: the runs share most of them. */
  const kernels = new Map<number, ReturnType<typeof matrix>>();
  const unitTime = (beta: number) => {
    if (!kernels.has(beta)) kernels.set(beta, flow(heatBathGenerator(beta), 1));
    return kernels.get(beta)!;
  };
  /** One bit flips with probability (1 - e^{-t})/2. */
  const noise = (time: number) =>
    matrix((y, x) => [1, 2, 4, 8].reduce((p, bit) => (p * (1 + ((x ^ y) & bit ? -1 : 1) * Math.exp(-time))) / 2, 1));
  /** The product over spins of the marginals of the exact reverse kernel. */
  const factorised = (exact: ReturnType<typeof matrix>) =>
    matrix((x, y) =>
      [1, 2, 4, 8].reduce(
        (p, bit) => p * i4.states.reduce((sum, z) => sum + (((z ^ x) & bit) === 0 ? exact.get(z, y) : 0), 0),
        1,
      ),
    );
  const diffusion = (numSteps: number, reverse: (exact: ReturnType<typeof matrix>) => ReturnType<typeof matrix>) => {
    const step = noise(4 / numSteps);
    let p = gibbs(1);
    const steps = Array.from({ length: numSteps }, () => {
      const backward = reverse(bayes(step, p));
      p = carry(step, p);
      return { forward: step, backward };
    });
    return pathRelativeEntropy({ start: gibbs(1), steps, logEnd: new Float64Array(16) });
  };
  const sum = (values: Float64Array) => values.reduce((a, b) => a + b);

  test('annealing: T times the dissipation, with equilibration and with unit time at each level', () => {
    const run = (kernelAt: (beta: number) => ReturnType<typeof matrix>) =>
      counts.map((numSteps) => numSteps * annealing(numSteps, kernelAt).dissipation);
    expectClose(run(equilibrate), outputs.annealing_equilibrated, tolerance);
    expectClose(run(unitTime), outputs.annealing_unit_time, tolerance);
  });

  test('annealing tends to half the fall of the mean energy', () => {
    const mean = (beta: number) => gibbs(beta).reduce((total, p, x) => total + p * i4.energies[x]!, 0);
    expectClose((mean(0) - mean(1)) / 2, outputs.annealing_equilibrated_limit, tolerance);
    const [coarse, fine] = [200, 400].map((numSteps) => numSteps * annealing(numSteps, equilibrate).dissipation);
    // An error of order 1/T: one step of extrapolation.
    expect(2 * fine! - coarse!).toBeCloseTo(outputs.annealing_equilibrated_limit, 6);
  });

  test('diffusion: the same for the best reverse kernel that is a product over spins', () => {
    const ledgers = counts.map((numSteps) => diffusion(numSteps, factorised));
    expectClose(
      ledgers.map(({ perStep }, i) => counts[i]! * sum(perStep)),
      outputs.diffusion,
      tolerance,
    );
    for (const { atEnd } of ledgers) expectClose(atEnd, outputs.diffusion_prior_kl, tolerance);
    // Its limit, by the integral over time of what two spins flip together beyond chance.
    const rate = (time: number) => {
      const p = carry(noise(time), gibbs(1));
      let total = 0;
      for (const x of i4.states)
        for (let i = 0; i < 4; i++)
          for (let j = 0; j < i; j++) {
            const both = p[x ^ (1 << i) ^ (1 << j)]! / p[x]!;
            const apart = (p[x ^ (1 << i)]! * p[x ^ (1 << j)]!) / p[x]! ** 2;
            total += (p[x]! / 4) * (both * Math.log(both / apart) - both + apart);
          }
      return total;
    };
    // The reference took 40 Gauss nodes, which leave 1.9e-6 here; 80, 160 and 320 nodes all give 2.46203361050.
    const limit = 4 * integrate(rate, 0, 4);
    expect(limit).toBeCloseTo(2.4620336105, 9);
    expect(Math.abs(limit - outputs.diffusion_limit)).toBeLessThan(2e-6);
    // An error of order 1/T; what one step of extrapolation leaves is of order 1/T^2.
    const [a, b, c] = [800, 1600, 3200].map((numSteps) => numSteps * sum(diffusion(numSteps, factorised).perStep));
    expect((2 * b! - a! - limit) / (2 * c! - b! - limit)).toBeCloseTo(4, 0);
    expect(Math.abs(2 * c! - b! - limit)).toBeLessThan(1e-4);
  });

  test('nothing is dissipated by the exact reverse kernel, more by any other product', () => {
    expect(sum(diffusion(100, (exact) => exact).perStep)).toBeLessThan(1e-14);
    // The forward kernel taken for the reverse one: right in form only, and its step is dissipated whole.
    const { perStep } = diffusion(100, () => noise(4 / 100));
    expect(100 * sum(perStep)).toBeGreaterThan(10 * outputs.diffusion[1]);
  });

  test('three cures for lag agree on Delta F: wait, reweight, transport', () => {
    const deltaF = i4.logPartition(0) - i4.logPartition(1);
    for (const numSteps of [1, 4, 64]) {
      // Without any move at all the weights carry everything.
      for (const kernelAt of [() => matrix((y, x) => (x === y ? 1 : 0)), unitTime, equilibrate]) {
        const { logMeanWeight, meanLogWeight } = annealing(numSteps, kernelAt);
        expect(Math.abs(-logMeanWeight + i4.logPartition(0) - deltaF)).toBeLessThan(1e-12);
        expect(-meanLogWeight).toBeGreaterThan(-logMeanWeight);
      }
    }
    // Waiting longer at each level costs less work; the mean work tends to Delta F with more levels.
    const waited = [4, 16, 64].map((numSteps) => annealing(numSteps, unitTime).dissipation);
    expect(waited[0]! / waited[1]!).toBeGreaterThan(3);
    expect(waited[1]! / waited[2]!).toBeGreaterThan(3);
    // A kernel that carries each law into the next, and Bayes' reverse of it: all paths have the same weight.
    const transported = pathRelativeEntropy({
      start: gibbs(0),
      steps: [0.5, 1].map((beta, k) => {
        const forward = carrier(gibbs(k / 2), gibbs(beta));
        return { forward, backward: bayes(forward, gibbs(k / 2)) };
      }),
      logEnd: i4.energies.map((e) => -e),
    });
    expect(Math.abs(transported.dissipation)).toBeLessThan(1e-14);
    expect(Math.abs(-transported.meanLogWeight + i4.logPartition(0) - deltaF)).toBeLessThan(1e-12);
  });
});

/** Moves only what there is too much of: the rest stays, so it is not the redraw of `equilibrate`. */
function carrier(from: Float64Array, to: Float64Array) {
  const missing = to.map((p, x) => Math.max(0, p - from[x]!));
  const moved = missing.reduce((a, b) => a + b);
  return matrix((y, x) => {
    const leaves = Math.max(0, from[x]! - to[x]!) / from[x]!;
    return (x === y ? 1 - leaves : 0) + (leaves * missing[y]!) / moved;
  });
}

describe('the evidence lower bound', () => {
  /** Noising of two states, and a model of its reverse. */
  const noising = [0.2, 0.3].map((q) => toNdarray(Float64Array.of(1 - q, q, q, 1 - q), [2, 2]));
  const model = [
    [0.9, 0.3],
    [0.75, 0.2],
  ].map(([a, b]) => toNdarray(Float64Array.of(a!, b!, 1 - a!, 1 - b!), [2, 2]));
  const steps = noising.map((forward, t) => ({ forward, backward: model[t]! }));
  const logEnd = [Math.log(0.6), Math.log(0.4)];

  test.each([0, 1])('at the point x_0 = %i: L_T, L_1 and L_0 as Ho, Jain and Abbeel define them', (x0) => {
    const ledger = pathRelativeEntropy({ start: [1 - x0, x0], steps, logEnd });
    const q1 = [0, 1].map((x) => noising[0]!.get(x, x0));
    const q2 = [0, 1].map((y) => q1.reduce((total, q, x) => total + q * noising[1]!.get(y, x), 0));
    let [evidence, bound, l1, l0] = [0, 0, 0, 0];
    for (const x1 of [0, 1]) {
      l0 -= q1[x1]! * Math.log(model[0]!.get(x0, x1));
      for (const x2 of [0, 1]) {
        const q = q1[x1]! * noising[1]!.get(x2, x1);
        const p = Math.exp(logEnd[x2]!) * model[1]!.get(x1, x2) * model[0]!.get(x0, x1);
        evidence += p;
        bound += q * Math.log(p / q);
        l1 += q * Math.log(q / q2[x2]! / model[1]!.get(x1, x2));
      }
    }
    expect(ledger.logMeanWeight).toBeCloseTo(Math.log(evidence), 14);
    expect(ledger.meanLogWeight).toBeCloseTo(bound, 14);
    expect([...ledger.perStep]).toEqual([expect.closeTo(l0, 14), expect.closeTo(l1, 14)]);
    expect(ledger.atEnd).toBeCloseTo(
      q2.reduce((total, q, x) => total + q * (Math.log(q) - logEnd[x]!), 0),
      14,
    );
  });

  test('over the data it is the entropy plus the relative entropy of the paths', () => {
    const data = [0.7, 0.3];
    const whole = pathRelativeEntropy({ start: data, steps, logEnd });
    const points = [0, 1].map((x0) => pathRelativeEntropy({ start: [1 - x0, x0], steps, logEnd }));
    const entropy = -data.reduce((total, p) => total + p * Math.log(p), 0);
    const meanBound = data.reduce((total, p, x0) => total + p * points[x0]!.meanLogWeight, 0);
    expect(-meanBound).toBeCloseTo(entropy + whole.relativeEntropy, 14);
  });
});

describe('supports', () => {
  const keep = toNdarray(Float64Array.of(1, 0, 0, 1), [2, 2]);
  const mix = toNdarray(Float64Array.of(0.5, 0.5, 0.5, 0.5), [2, 2]);

  test('a backward law that forward paths cannot leave behind: infinite', () => {
    const ledger = pathRelativeEntropy({
      start: [0.5, 0.5],
      steps: [{ forward: mix, backward: keep }],
      logEnd: [0, 0],
    });
    expect(ledger).toMatchObject({ relativeEntropy: Infinity, meanLogWeight: -Infinity, dissipation: Infinity });
    // Half of the forward paths have a weight: 4 * 1/2 * ... = the two straight ones.
    expect(ledger.logMeanWeight).toBeCloseTo(Math.LN2, 15);
  });

  test('backward paths that no forward path takes are missed, and the dissipation says by how much', () => {
    const ledger = pathRelativeEntropy({
      start: [0.5, 0.5],
      steps: [{ forward: keep, backward: mix }],
      logEnd: [0, 0],
    });
    expect(ledger.logMeanWeight).toBeCloseTo(0, 15);
    expect(ledger.relativeEntropy).toBeCloseTo(Math.LN2, 15);
    expect(ledger.dissipation).toBeCloseTo(0, 15);
  });

  test('an end that is not reached, and one of zero weight', () => {
    const none = pathRelativeEntropy({
      start: [1, 0],
      steps: [{ forward: keep, backward: keep }],
      logEnd: [-Infinity, 0],
    });
    expect(none).toMatchObject({ logMeanWeight: -Infinity, meanLogWeight: -Infinity, dissipation: Infinity });
  });

  test('no steps at all: the relative entropy of two laws', () => {
    const { relativeEntropy, arrival } = pathRelativeEntropy({ start: [0.25, 0.75], steps: [], logEnd: [0, 0] });
    expect(relativeEntropy).toBeCloseTo(0.25 * Math.log(0.5) + 0.75 * Math.log(1.5), 15);
    expect([...arrival]).toEqual([0.25, 0.75]);
  });
});

describe('says what is wrong', () => {
  const fair = toNdarray(Float64Array.of(0.5, 0.5, 0.5, 0.5), [2, 2]);
  const refused = (change: object) =>
    expect(() =>
      pathRelativeEntropy({ start: [0.5, 0.5], steps: [{ forward: fair, backward: fair }], logEnd: [0, 0], ...change }),
    );
  const where = 'pathRelativeEntropy: ';

  test('with the value', () => {
    refused({ start: [0.5, 0.6] }).toThrow(
      `${where}\`start\` must be probabilities that sum to 1; received [0.5, 0.6]`,
    );
    const rows = toNdarray(Float64Array.of(0.9, 0.1, 0.2, 0.8), [2, 2]);
    refused({ steps: [{ forward: rows, backward: fair }] }).toThrow(
      `${where}\`steps[0].forward\` must be a matrix whose column 0 sums to 1; received 1.1`,
    );
    const negative = toNdarray(Float64Array.of(1.25, 0.5, -0.25, 0.5), [2, 2]);
    refused({ steps: [{ forward: fair, backward: negative }] }).toThrow(
      `${where}\`steps[0].backward[1,0]\` must be a number >= 0; received -0.25`,
    );
    const wide = toNdarray(new Float64Array(6).fill(0.5), [2, 3]);
    refused({ steps: [{ forward: wide, backward: fair }] }).toThrow(`${where}\`steps[0].forward\` must have`);
    refused({ logEnd: [0] }).toThrow(`${where}\`logEnd\` must have length 2; received shape (1)`);
    refused({ logEnd: [0, Number.NaN] }).toThrow(`${where}\`logEnd[1]\` must be a number < Infinity; received NaN`);
    refused({ logEnd: [-Infinity, -Infinity] }).toThrow(
      `${where}\`logEnd\` must be weights that are not all zero; received [-Infinity, -Infinity]`,
    );
  });
});
