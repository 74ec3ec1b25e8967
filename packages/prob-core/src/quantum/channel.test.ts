import { expectClose, referenceCase } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import {
  fromPairs,
  randomChannel,
  randomHermitian,
  randomMatrix,
  randomState,
  toPairs,
} from '../../test/random-quantum.ts';
import { key } from '../key.ts';
import { stream } from '../rng.ts';
import {
  add,
  adjoint,
  applyAdjoint,
  applyChannel,
  applyLindbladian,
  channelFromChoi,
  channelFromKraus,
  choiMatrix,
  classicalChannel,
  complexMatrix,
  composeChannels,
  dephasing,
  depolarising,
  diagonalMatrix,
  hermitianEigen,
  identityMatrix,
  invariantState,
  kmsResidual,
  type Lindbladian,
  largestEntry,
  lindbladian,
  matrixUnit,
  multiply,
  partialTrace,
  pauli,
  requireState,
  scale,
  semigroupChannel,
  stinespringIsometry,
  tensor,
  thermal,
  trace,
} from './index.ts';

const rng = stream(key('quantum channels'));
const { x, y, z } = pauli;
const qubits = { depolarising: depolarising(), dephasing: dephasing(), thermal: thermal(0.5) };

describe('channels', () => {
  const cases = [
    randomChannel(rng, 2, 2, 3),
    randomChannel(rng, 3, 2, 2),
    randomChannel(rng, 2, 4, 3),
    semigroupChannel(thermal(0.2), 0.3),
  ];

  test('are dual to their adjoints, which are unital', () => {
    for (const channel of cases) {
      const [state, a] = [randomState(rng, channel.inputDimension), randomMatrix(rng, channel.outputDimension)];
      const image = requireState('test', 'image', applyChannel(channel, state));
      const [left, right] = [trace(multiply(image, a)), trace(multiply(state, applyAdjoint(channel, a)))];
      expect(left.real).toBeCloseTo(right.real, 13);
      expect(left.imaginary).toBeCloseTo(right.imaginary, 13);
      const unit = applyAdjoint(channel, identityMatrix(channel.outputDimension));
      expect(largestEntry(unit, identityMatrix(channel.inputDimension))).toBeLessThan(1e-14);
    }
    // The mutant forgets to take adjoints: K A K* is not unital.
    const decay = semigroupChannel(thermal(0), 1);
    expect(largestEntry(applyChannel(decay, identityMatrix(2)), identityMatrix(2))).toBeGreaterThan(0.5);
  });

  test("go to Choi's matrix, whose blocks are the images of matrix units, and back", () => {
    for (const channel of cases) {
      const [m, n] = [channel.inputDimension, channel.outputDimension];
      const choi = choiMatrix(channel);
      const units = Array.from({ length: m * m }, (_, k) => matrixUnit(m, m, Math.floor(k / m), k % m));
      const sum = units.map((unit) => tensor(unit, applyChannel(channel, unit))).reduce(add);
      expect(largestEntry(choi, sum)).toBeLessThan(1e-14);
      const back = channelFromChoi(choi, m);
      expect(back.kraus.length).toBe(m * n);
      const any = randomMatrix(rng, m);
      expect(largestEntry(applyChannel(back, any), applyChannel(channel, any))).toBeLessThan(1e-13);
    }
  });

  test("are dilated by Stinespring's isometry, to 1e-12", () => {
    for (const channel of cases) {
      const v = stinespringIsometry(channel);
      expect(largestEntry(multiply(adjoint(v), v), identityMatrix(channel.inputDimension))).toBeLessThan(1e-14);
      const any = randomMatrix(rng, channel.inputDimension);
      const dims = [channel.outputDimension, channel.kraus.length];
      const reduced = partialTrace(multiply(v, any, adjoint(v)), dims, [0]);
      expect(largestEntry(reduced, applyChannel(channel, any))).toBeLessThan(1e-12);
    }
  });

  test('compose from the right', () => {
    const [first, second] = [randomChannel(rng, 3, 2, 2), randomChannel(rng, 2, 3, 4)];
    const [both, any] = [composeChannels(second, first), randomMatrix(rng, 2)];
    expect(largestEntry(applyChannel(both, any), applyChannel(second, applyChannel(first, any)))).toBeLessThan(1e-13);
    expect(both.kraus.length).toBe(4);
    const [decay, turn] = [semigroupChannel(thermal(0), 1), channelFromKraus([x])];
    expect(
      largestEntry(choiMatrix(composeChannels(decay, turn)), choiMatrix(composeChannels(turn, decay))),
    ).toBeGreaterThan(0.1);
  });

  test('a classical kernel acts on the diagonal as the matrix, and forgets the rest', () => {
    const w = [0.7, 0.2, 0.1, 0.1, 0.5, 0.8, 0.2, 0.3, 0.1];
    const channel = classicalChannel(w, 3);
    const state = randomState(rng, 3);
    const image = applyChannel(channel, state);
    const expected = [0, 1, 2].map((i) => [0, 1, 2].reduce((sum, j) => sum + w[3 * i + j]! * state.real[4 * j]!, 0));
    expect(largestEntry(image, diagonalMatrix(expected))).toBeLessThan(1e-15);
    expect(classicalChannel([0.5, 1, 0.3, 0, 0.2, 0], 2).outputDimension).toBe(3);
  });

  test('what is no channel is refused, with the size', () => {
    expect(() => channelFromKraus([diagonalMatrix([1, 0.5])])).toThrow(
      'channelFromKraus: `kraus` must be trace preserving: largest entry of sum K* K - 1 = 0; received 0.75',
    );
    expect(() => channelFromKraus([])).toThrow('channelFromKraus: `kraus` must be a non-empty list');
    expect(() => channelFromKraus([x, identityMatrix(3)])).toThrow('channelFromKraus: `matrix` must have shape (2, 2)');
    // The transposition is positive and keeps the trace, but is not completely positive: its Choi matrix is the swap.
    const swap = scale(add(add(identityMatrix(4), tensor(x, x)), add(tensor(y, y), tensor(z, z))), 0.5);
    const smallest = hermitianEigen(swap).values.at(-1)!;
    expect(smallest).toBeCloseTo(-1, 14);
    expect(() => channelFromChoi(swap, 2)).toThrow(
      `channelFromChoi: \`choi\` must be completely positive: smallest eigenvalue >= 0; received ${smallest}`,
    );
    expect(() => channelFromChoi(scale(identityMatrix(4), 0.75), 2)).toThrow(
      /trace preserving.* received 0\.(5|49999)/,
    );
    expect(() => channelFromChoi(identityMatrix(3), 2)).toThrow('channelFromChoi: `matrix` must have shape (2, 2)');
    expect(() => classicalChannel([0.5, 0.5, 0.5, 0.25], 2)).toThrow(/trace preserving.* received 0\.2(5|49999)/);
    expect(() => classicalChannel([1.5, 0.5, -0.5, 0.5], 2)).toThrow('`w[0]` must be a number in [0, 1]; received 1.5');
    expect(() => classicalChannel([1, 0, 0], 2)).toThrow('`numOutputs` must be an integer >= 1; received 1.5');
    expect(() => applyChannel(cases[0]!, identityMatrix(3))).toThrow('multiply: `matrix` must have shape (2, 3)');
  });
});

describe('semigroups', () => {
  const { inputs, outputs, tolerance } = referenceCase('bridge', 'petz-chain-qubit');
  const rho = fromPairs(inputs.rho_0);

  test.each(Object.entries(qubits))('%s: the reference states, and complete positivity', (name, generator) => {
    const { rho_T, choi_min_at_t_0_7, pi } = outputs[name];
    const end = applyChannel(semigroupChannel(generator, inputs.steps * inputs.dt), rho);
    expectClose(toPairs(end), rho_T, { abs: tolerance.abs, zero_abs: tolerance.abs });
    const choi = choiMatrix(semigroupChannel(generator, 0.7));
    expectClose(hermitianEigen(choi).values.at(-1), choi_min_at_t_0_7, { abs: tolerance.abs, zero_abs: tolerance.abs });
    expect(largestEntry(applyLindbladian(generator, fromPairs(pi)))).toBeLessThan(1e-15);
  });

  const random = (n: number): Lindbladian =>
    lindbladian({
      hamiltonian: randomHermitian(rng, n),
      jumps: [0.3, 1.1].map((rate) => ({ rate, operator: randomMatrix(rng, n) })),
    });

  test('are semigroups, start at the identity and have the generator as their slope', () => {
    for (const generator of [...Object.values(qubits), random(2), random(3)]) {
      const n = generator.jumps[0]!.operator.rows;
      const any = randomMatrix(rng, n);
      const both = composeChannels(semigroupChannel(generator, 0.4), semigroupChannel(generator, 0.9));
      expect(largestEntry(choiMatrix(both), choiMatrix(semigroupChannel(generator, 1.3)))).toBeLessThan(1e-13);
      expect(largestEntry(applyChannel(semigroupChannel(generator, 0), any), any)).toBeLessThan(1e-14);
      const [late, early] = [1e-4, 2e-4].map((t) => applyChannel(semigroupChannel(generator, t), any));
      // Richardson's (4 f(h) - f(2h) - 3 f(0))/(2h), with an error of h^2 |L^3 X|/3.
      const slope = scale(add(scale(late!, 4), scale(add(early!, scale(any, 3)), -1)), 1 / 2e-4);
      expect(largestEntry(slope, applyLindbladian(generator, any))).toBeLessThan(1e-4);
    }
  });

  test('without jumps that matter they are the unitary evolution, also over many periods', () => {
    const generator = lindbladian({ hamiltonian: scale(z, 0.65), jumps: [{ rate: 0, operator: z }] });
    const end = applyChannel(semigroupChannel(generator, 40), rho);
    const [re, im] = [Math.cos(52), -Math.sin(52)];
    expect(end.real[1]).toBeCloseTo(0.2 * re - 0.1 * im, 12);
    expect(end.imaginary[1]).toBeCloseTo(0.2 * im + 0.1 * re, 12);
  });

  test('depolarising shrinks the Bloch vector as e^-t, dephasing the coherences, thermal decays at rates 2n + 1', () => {
    for (const t of [0.1, 1, 5, 30]) {
      const shrunk = add(scale(identityMatrix(2), (1 - Math.exp(-t)) / 2), scale(rho, Math.exp(-t)));
      // Each of up to 8 squarings doubles the rounding: 2^8 eps = 6e-14.
      expect(largestEntry(applyChannel(semigroupChannel(depolarising(), t), rho), shrunk)).toBeLessThan(6e-14);
      const dephased = applyChannel(semigroupChannel(dephasing(), t), rho);
      expect(dephased.real[0]).toBeCloseTo(0.7, 13);
      expect(dephased.real[1]).toBeCloseTo(0.2 * Math.exp(-t), 13);
      const warm = applyChannel(semigroupChannel(thermal(0.5), t), rho);
      expect(warm.real[0]).toBeCloseTo(0.25 + (0.7 - 0.25) * Math.exp(-2 * t), 13);
      expect(warm.imaginary[1]).toBeCloseTo(0.1 * Math.exp(-t), 13);
      // n = 0 is amplitude damping of |0>, the upper level, with probability 1 - e^-t.
      const stay = diagonalMatrix([Math.exp(-t / 2), 1]);
      const damping = channelFromKraus([stay, scale(matrixUnit(2, 2, 1, 0), Math.sqrt(-Math.expm1(-t)))]);
      expect(largestEntry(choiMatrix(semigroupChannel(thermal(0), t)), choiMatrix(damping))).toBeLessThan(6e-14);
    }
  });

  test('after a long time they are at the invariant state, and keep the trace, beside a strong field too', () => {
    for (const time of [1e3, 1e6, 1e9])
      for (const hamiltonian of [z, scale(z, 1e3)]) {
        const end = applyChannel(semigroupChannel(lindbladian({ ...thermal(0.5), hamiltonian }), time), rho);
        // eps |L|/gap: with a field of 1000 the norm is 2000, the gap 1.
        expect(largestEntry(end, diagonalMatrix([0.25, 0.75]))).toBeLessThan(4.5e-13);
      }
  });

  test('invariant states: thermal, pure, and of a random generator; there is none for dephasing', () => {
    expect(largestEntry(invariantState(thermal(0.5)), diagonalMatrix([0.25, 0.75]))).toBeLessThan(1e-14);
    expect(largestEntry(invariantState(thermal(0)), diagonalMatrix([0, 1]))).toBeLessThan(1e-14);
    expect(largestEntry(invariantState(depolarising()), diagonalMatrix([0.5, 0.5]))).toBeLessThan(1e-14);
    const generator = random(3);
    const state = requireState('test', 'state', invariantState(generator));
    expect(largestEntry(applyLindbladian(generator, state))).toBeLessThan(1e-12);
    expect(largestEntry(applyChannel(semigroupChannel(generator, 50), randomState(rng, 3)), state)).toBeLessThan(1e-11);
    expect(() => invariantState(dephasing())).toThrow(
      'invariantState: `lindbladian` must be one with a kernel of dimension 1; received 2',
    );
  });

  test('detailed balance: the thermal dissipator has it, its Hamiltonian part does not', () => {
    const { inputs: given, outputs: residuals, tolerance: allowed } = referenceCase('bridge', 'kms-balance');
    const dissipator = thermal(given.n);
    const turning = lindbladian({ ...dissipator, hamiltonian: scale(z, given.omega / 2) });
    const pi = invariantState(dissipator);
    expect(largestEntry(invariantState(turning), pi)).toBeLessThan(1e-14);
    // The reference's worst X is x + iy, which is twice a matrix unit.
    expectClose(
      {
        residual_thermal_dissipator: kmsResidual(dissipator, pi),
        residual_thermal_with_hamiltonian: 2 * kmsResidual(turning, pi),
      },
      residuals,
      { ...allowed, zero_abs: 1e-14 },
    );
    // With another state than its own, the dissipator fails too.
    expect(kmsResidual(dissipator, diagonalMatrix([0.5, 0.5]))).toBeGreaterThan(0.1);
    expect(kmsResidual(depolarising(), diagonalMatrix([0.5, 0.5]))).toBeLessThan(1e-15);
  });

  test('what generates no semigroup is refused, with the size', () => {
    expect(() => lindbladian({ jumps: [] })).toThrow('lindbladian: `jumps` must be a non-empty list');
    expect(() => lindbladian({ jumps: [{ rate: -0.5, operator: z }] })).toThrow(
      'lindbladian: `jumps[0].rate` must be a finite number >= 0; received -0.5',
    );
    expect(() => lindbladian({ jumps: [{ rate: 1, operator: complexMatrix(1, 2, [1, 1]) }] })).toThrow('shape (1, 1)');
    expect(() => lindbladian({ hamiltonian: matrixUnit(2, 2, 0, 1), jumps: [{ rate: 1, operator: z }] })).toThrow(
      'lindbladian: `hamiltonian` must be Hermitian: largest |a - a*| = 0; received 1',
    );
    expect(() => thermal(-1)).toThrow('thermal: `meanQuanta` must be a finite number >= 0; received -1');
    expect(() => semigroupChannel(depolarising(), -1)).toThrow(
      'semigroupChannel: `time` must be a finite number >= 0; received -1',
    );
    expect(() => kmsResidual(depolarising(), z)).toThrow('kmsResidual: `pi` must be a state: trace 1; received 0');
  });
});
