import { key, stream } from '@yuragi/prob-core';
import {
  add,
  adjoint,
  applyChannel,
  type ComplexMatrix,
  channelFromKraus,
  classicalChannel,
  complexMatrix,
  conditionalExpectation,
  dephasing,
  depolarising,
  diagonalMatrix,
  expectation,
  gibbsState,
  hermitianEigen,
  identityMatrix,
  matrixUnit,
  multiply,
  partialTrace,
  pauli,
  petzMap,
  rotatedPetzMap,
  scale,
  semigroupChannel,
  tensor,
  thermal,
  trace,
  vonNeumannEntropy,
} from '@yuragi/prob-core/quantum';
import { expectClose, referenceCase } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { relativeEntropy } from './index.ts';
import { fidelity, holevoQuantity, quantumRelativeEntropy, traceDistance } from './quantum-divergence.ts';

const rng = stream(key('quantum divergences'));
type Entry = readonly [number, number];
const matrix = (rows: readonly (readonly Entry[])[]) =>
  complexMatrix(
    rows.length,
    rows[0]!.length,
    rows.flat().map(([re]) => re),
    rows.flat().map(([, im]) => im),
  );
const gaussian = (rows: number, columns: number) => {
  const entries = () => Float64Array.from({ length: rows * columns }, () => rng.normal());
  return complexMatrix(rows, columns, entries(), entries());
};
const randomState = (n: number, rank = n): ComplexMatrix => {
  const g = gaussian(n, rank);
  const positive = multiply(g, adjoint(g));
  return scale(positive, 1 / trace(positive).real);
};
/** Kraus operators G_k (sum G* G)^(-1/2): a random channel. */
const randomChannel = (n: number, count: number) => {
  const gs = Array.from({ length: count }, () => gaussian(n, n));
  const { values, vectors } = hermitianEigen(gs.map((g) => multiply(adjoint(g), g)).reduce(add));
  const inverse = multiply(vectors, diagonalMatrix(values.map((v) => v ** -0.5)), adjoint(vectors));
  return channelFromKraus(gs.map((g) => multiply(g, inverse)));
};

describe('reference values', () => {
  test('the two qubit states of quantum-2x2', () => {
    const { inputs, outputs, tolerance } = referenceCase('prob-kl-thermo-latent', 'quantum-2x2');
    const [rho, sigma] = [matrix(inputs.rho), matrix(inputs.sigma)];
    expectClose(
      {
        eig_rho: hermitianEigen(rho).values.toReversed(),
        eig_sigma: hermitianEigen(sigma).values.toReversed(),
        S_rho: vonNeumannEntropy(rho),
        S_sigma: vonNeumannEntropy(sigma),
        rel_rho_sigma: quantumRelativeEntropy(rho, sigma),
        rel_sigma_rho: quantumRelativeEntropy(sigma, rho),
        trace_distance: traceDistance(rho, sigma),
        fidelity: fidelity(rho, sigma),
        purity: trace(multiply(rho, rho)).real,
        mean_X: expectation(rho, pauli.x),
        var_X: expectation(rho, multiply(pauli.x, pauli.x)) - expectation(rho, pauli.x) ** 2,
      },
      outputs,
      tolerance,
    );
  });

  test("Werner's states: entropies and mutual information, the reduced states being 1/2", () => {
    const { outputs, tolerance } = referenceCase('prob-kl-thermo-latent', 'quantum-werner');
    const singlet = complexMatrix(4, 1, [0, Math.SQRT1_2, -Math.SQRT1_2, 0]);
    for (const { p, S_AB, mutual_information, conditional_entropy } of outputs.rows) {
      const state = add(scale(multiply(singlet, adjoint(singlet)), p), scale(identityMatrix(4), (1 - p) / 4));
      const product = tensor(partialTrace(state, [2, 2], [0]), partialTrace(state, [2, 2], [1]));
      const [joint, one] = [vonNeumannEntropy(state), vonNeumannEntropy(partialTrace(state, [2, 2], [1]))];
      expectClose([joint, joint - one], [S_AB, conditional_entropy], tolerance);
      expectClose(quantumRelativeEntropy(state, product), mutual_information, { ...tolerance, zero_abs: 1e-13 });
    }
  });

  test("Gibbs's state: log Z, energy, entropy, and D(sigma||gibbs) = beta (F(sigma) - F)", () => {
    const { inputs, outputs, tolerance } = referenceCase('prob-kl-thermo-latent', 'quantum-gibbs');
    const [h, sigma, beta] = [complexMatrix(2, 2, inputs.H.flat()), matrix(inputs.sigma), inputs.beta];
    const { state, logPartition } = gibbsState(h, beta);
    expectClose(
      {
        logZ: logPartition,
        energy: expectation(state, h),
        entropy: vonNeumannEntropy(state),
        rel_sigma_gibbs: quantumRelativeEntropy(sigma, state),
      },
      outputs,
      tolerance,
    );
    expect(quantumRelativeEntropy(sigma, state)).toBeCloseTo(
      beta * expectation(sigma, h) - vonNeumannEntropy(sigma) + logPartition,
      13,
    );
  });
});

describe('laws', () => {
  test('of diagonal states they are the classical divergences', () => {
    const [p, q] = [
      [0.5, 0.3, 0.2],
      [0.1, 0.2, 0.7],
    ];
    const [rho, sigma] = [diagonalMatrix(p), diagonalMatrix(q)];
    expect(quantumRelativeEntropy(rho, sigma)).toBeCloseTo(relativeEntropy(p, q), 14);
    expect(fidelity(rho, sigma)).toBeCloseTo(p.reduce((sum, x, i) => sum + Math.sqrt(x * q[i]!), 0) ** 2, 14);
    expect(traceDistance(rho, sigma)).toBeCloseTo(0.5, 14);
  });

  test('relative entropy is infinite exactly where the support fails, also off the diagonal', () => {
    const plus = complexMatrix(2, 2, [0.5, 0.5, 0.5, 0.5]);
    const [zero, mixed] = [matrixUnit(2, 2, 0, 0), diagonalMatrix([0.5, 0.5])];
    expect(quantumRelativeEntropy(plus, zero)).toBe(Infinity);
    expect(quantumRelativeEntropy(mixed, plus)).toBe(Infinity);
    expect(quantumRelativeEntropy(plus, plus)).toBeCloseTo(0, 14);
    expect(quantumRelativeEntropy(plus, mixed)).toBeCloseTo(Math.LN2, 14);
  });

  test('pure states have the overlap as their fidelity, to 1e-14, and sqrt(1 - F) as their trace distance', () => {
    for (const n of [2, 3, 5]) {
      const [a, b] = [randomState(n, 1), randomState(n, 1)];
      const overlap = trace(multiply(a, b)).real;
      expect(fidelity(a, b)).toBeCloseTo(overlap, 13);
      expect(traceDistance(a, b)).toBeCloseTo(Math.sqrt(1 - overlap), 13);
    }
    expect(fidelity(matrixUnit(2, 2, 0, 0), matrixUnit(2, 2, 1, 1))).toBe(0);
  });

  test('no channel increases relative entropy or trace distance, or lowers fidelity; a map that is not positive can', () => {
    const slack = 1e-12;
    for (let run = 0; run < 30; run++) {
      const n = 2 + (run % 3);
      const [rho, sigma] = [randomState(n), randomState(n)];
      const channels = [randomChannel(n, 1 + (run % 4)), classicalChannel(new Float64Array(n * n).fill(1 / n), n)];
      if (n === 2)
        channels.push(
          semigroupChannel(thermal(0.3), 0.4),
          semigroupChannel(dephasing(), 0.5),
          semigroupChannel(depolarising(), 0.6),
        );
      for (const channel of channels) {
        const [a, b] = [applyChannel(channel, rho), applyChannel(channel, sigma)];
        expect(quantumRelativeEntropy(a, b)).toBeLessThanOrEqual(quantumRelativeEntropy(rho, sigma) + slack);
        expect(fidelity(a, b)).toBeGreaterThanOrEqual(fidelity(rho, sigma) - slack);
        expect(traceDistance(a, b)).toBeLessThanOrEqual(traceDistance(rho, sigma) + slack);
      }
      const pinched = [rho, sigma].map((state) => conditionalExpectation([1, n - 1], state));
      expect(quantumRelativeEntropy(pinched[0]!, pinched[1]!)).toBeLessThanOrEqual(
        quantumRelativeEntropy(rho, sigma) + slack,
      );
    }
    // The mutant keeps the trace but is not positive: it stretches what differs from 1/2.
    const stretch = (state: ComplexMatrix) => add(scale(state, 1.2), scale(identityMatrix(2), -0.1));
    const [rho, sigma] = [diagonalMatrix([0.7, 0.3]), diagonalMatrix([0.4, 0.6])];
    expect(quantumRelativeEntropy(stretch(rho), stretch(sigma))).toBeGreaterThan(
      quantumRelativeEntropy(rho, sigma) + 0.01,
    );
  });

  test("Holevo's quantity: the entropy of orthogonal letters, 0 of equal ones, the mean divergence from the mixture", () => {
    const p = [0.5, 0.3, 0.2];
    expect(
      holevoQuantity(
        p,
        [0, 1, 2].map((i) => matrixUnit(3, 3, i, i)),
      ),
    ).toBeCloseTo(-p.reduce((sum, x) => sum + x * Math.log(x), 0), 14);
    const state = randomState(3);
    expect(holevoQuantity(p, [state, state, state])).toBeCloseTo(0, 14);
    const states = [randomState(3), randomState(3, 1), randomState(3, 2)];
    const mixture = states.map((each, i) => scale(each, p[i]!)).reduce(add);
    const mean = states.reduce((sum, each, i) => sum + p[i]! * quantumRelativeEntropy(each, mixture), 0);
    expect(holevoQuantity(p, states)).toBeCloseTo(mean, 13);
    // A channel cannot increase it.
    const channel = randomChannel(3, 2);
    expect(
      holevoQuantity(
        p,
        states.map((each) => applyChannel(channel, each)),
      ),
    ).toBeLessThan(holevoQuantity(p, states));
  });

  test('the trace distance of states that differ by rounding is rounding', () => {
    const [rho, rounding] = [randomState(3), complexMatrix(3, 3, [0, 0, 0, 3e-17, 0, 0, 0, 0, 0])];
    expect(traceDistance(rho, rho)).toBe(0);
    expect(traceDistance(rho, add(rho, rounding))).toBeLessThan(1e-15);
  });

  test('refusals say by how much', () => {
    const [good, bad] = [diagonalMatrix([0.5, 0.5]), diagonalMatrix([1.25, -0.25])];
    expect(() => quantumRelativeEntropy(bad, good)).toThrow(
      'quantumRelativeEntropy: `rho` must be a state: smallest eigenvalue >= 0; received -0.25',
    );
    expect(() => quantumRelativeEntropy(good, bad)).toThrow(
      '`sigma` must be a state: smallest eigenvalue >= 0; received -0.25',
    );
    expect(() => quantumRelativeEntropy(good, diagonalMatrix([1]))).toThrow('must have shape');
    expect(() => fidelity(good, diagonalMatrix([0.5, 0.7]))).toThrow(
      'fidelity: `sigma` must be a state: trace 1; received 1.2',
    );
    expect(() => traceDistance(pauli.y, good)).toThrow('traceDistance: `rho` must be a state: trace 1; received 0');
    expect(() => holevoQuantity([0.5, 0.5], [good])).toThrow(
      'holevoQuantity: `states` must have length 2; received shape (1)',
    );
    expect(() => holevoQuantity([0.5, 0.4], [good, good])).toThrow(
      '`probabilities` must be probabilities that sum to 1',
    );
  });
});

describe('recovery', () => {
  /** D(rho||sigma) - D(L rho||L sigma) + log F(rho, R(L rho)): the room in the recovery bound. */
  const room = (
    rho: ComplexMatrix,
    sigma: ComplexMatrix,
    channel: ReturnType<typeof randomChannel>,
    recovered: ComplexMatrix,
  ) =>
    quantumRelativeEntropy(rho, sigma) -
    quantumRelativeEntropy(applyChannel(channel, rho), applyChannel(channel, sigma)) +
    Math.log(fidelity(rho, recovered));

  test('the rotated Petz map obeys the recovery bound on 60 random cases, also for states without full rank', () => {
    for (let run = 0; run < 60; run++) {
      const n = 2 + (run % 2);
      const [rho, sigma] = [randomState(n, 1 + (run % n)), randomState(n)];
      const channel = randomChannel(n, 1 + (run % 3));
      const recovered = applyChannel(rotatedPetzMap(channel, sigma), applyChannel(channel, rho));
      expect(room(rho, sigma, channel, recovered)).toBeGreaterThanOrEqual(-1e-10);
    }
  });

  test('the case of the reference values, with the plain Petz map beside it', () => {
    const { inputs, outputs, tolerance } = referenceCase('bridge', 'rotated-recovery');
    const [rho, sigma] = [matrix(inputs.rho), matrix(inputs.sigma)];
    const kept = diagonalMatrix([1, Math.sqrt(1 - inputs.damping)]);
    const channel = channelFromKraus([kept, scale(matrixUnit(2, 2, 0, 1), Math.sqrt(inputs.damping))]);
    const image = applyChannel(channel, rho);
    const [rotated, petz] = [rotatedPetzMap(channel, sigma), petzMap(channel, sigma)].map((map) =>
      applyChannel(map, image),
    );
    const entries = (a: ComplexMatrix) =>
      [0, 1].map((i) => [0, 1].map((j) => [a.real[2 * i + j]!, a.imaginary[2 * i + j]!]));
    const { minus_log_f_mutant_sign: mutant, ...expected } = outputs;
    expectClose(
      {
        relative_entropy_before: quantumRelativeEntropy(rho, sigma),
        relative_entropy_after: quantumRelativeEntropy(image, applyChannel(channel, sigma)),
        rotated: entries(rotated!),
        minus_log_f_rotated: -Math.log(fidelity(rho, rotated!)),
        petz: entries(petz!),
        minus_log_f_petz: -Math.log(fidelity(rho, petz!)),
      },
      expected,
      tolerance,
    );
    expect(Math.abs(-Math.log(fidelity(rho, rotated!)) - mutant)).toBeGreaterThan(1e-3);
  });
});
