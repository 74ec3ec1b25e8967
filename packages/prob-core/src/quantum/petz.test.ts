import { expectClose, referenceCase } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import {
  fromPairs,
  randomChannel,
  randomMatrix,
  randomState,
  randomUnitary,
  toPairs,
} from '../../test/random-quantum.ts';
import { key } from '../key.ts';
import { stream } from '../rng.ts';
import {
  add,
  adjoint,
  applyAdjoint,
  applyChannel,
  type Channel,
  type ComplexMatrix,
  channelFromKraus,
  choiMatrix,
  classicalChannel,
  composeChannels,
  dephasing,
  depolarising,
  diagonalMatrix,
  expectation,
  hermitianEigen,
  hermitianFunction,
  identityMatrix,
  invariantState,
  largestEntry,
  lindbladian,
  matrixUnit,
  multiply,
  pauli,
  petzMap,
  rotatedPetzMap,
  scale,
  semigroupChannel,
  tensor,
  thermal,
  trace,
} from './index.ts';

const rng = stream(key('Petz maps'));
const power = (a: ComplexMatrix, exponent: number) => hermitianFunction(a, (value) => value ** exponent);
/** tr |a|, the sum of the singular values of a Hermitian matrix. */
const traceNorm = (a: ComplexMatrix) => hermitianEigen(a).values.reduce((sum, value) => sum + Math.abs(value), 0);

describe('the Petz map', () => {
  test("of a classical channel is Bayes' kernel", () => {
    const { inputs, outputs, tolerance } = referenceCase('bridge', 'petz-classical');
    const channel = classicalChannel(inputs.W.flat(), 3);
    const prior = diagonalMatrix(inputs.p);
    const image = applyChannel(channel, prior);
    expectClose(
      [0, 1, 2].map((i) => image.real[4 * i]),
      outputs.output_law,
      tolerance,
    );
    const reverse = petzMap(channel, prior);
    const columns = [0, 1, 2].map((y) => applyChannel(reverse, matrixUnit(3, 3, y, y)));
    for (const [y, column] of columns.entries())
      expectClose(
        toPairs(column),
        [0, 1, 2].map((x) => [0, 1, 2].map((j) => [x === j ? outputs.reverse[x][y] : 0, 0])),
        {
          ...tolerance,
          zero_abs: 1e-14,
        },
      );
  });

  test('recovers its prior, and is trace preserving, for random channels between dimensions', () => {
    for (const [outputs, inputs, count] of [
      [2, 2, 2],
      [3, 2, 3],
      [2, 3, 4],
    ] as const) {
      const [channel, prior] = [randomChannel(rng, outputs, inputs, count), randomState(rng, inputs)];
      const reverse = petzMap(channel, prior);
      expect([reverse.inputDimension, reverse.outputDimension]).toEqual([outputs, inputs]);
      expect(largestEntry(applyChannel(reverse, applyChannel(channel, prior)), prior)).toBeLessThan(1e-13);
      // The mutant reverses with another prior.
      const other = petzMap(channel, randomState(rng, inputs));
      expect(largestEntry(applyChannel(other, applyChannel(channel, prior)), prior)).toBeGreaterThan(1e-3);
    }
  });

  test('has as its adjoint the conditional expectation of Accardi and Cecchini', () => {
    const [channel, prior, a] = [randomChannel(rng, 2, 3, 3), randomState(rng, 3), randomMatrix(rng, 3)];
    const denoise = (b: ComplexMatrix) => applyAdjoint(petzMap(channel, prior), b);
    const [root, image] = [power(prior, 0.5), applyChannel(channel, prior)];
    const inverse = power(image, -0.5);
    const direct = multiply(inverse, applyChannel(channel, multiply(root, a, root)), inverse);
    expect(largestEntry(denoise(a), direct)).toBeLessThan(1e-12);
    expect(largestEntry(denoise(identityMatrix(3)), identityMatrix(2))).toBeLessThan(1e-13);
    const h = add(a, adjoint(a));
    expect(expectation(image, denoise(h))).toBeCloseTo(expectation(prior, h), 12);
    // Of a classical channel it is E[f(x_0)|x_t].
    const [w, p] = [classicalChannel([0.8, 0.3, 0.2, 0.7], 2), diagonalMatrix([0.6, 0.4])];
    const mean = applyAdjoint(petzMap(w, p), diagonalMatrix([1, -1]));
    expect(mean.real[0]).toBeCloseTo((0.8 * 0.6 - 0.3 * 0.4) / (0.8 * 0.6 + 0.3 * 0.4), 14);
  });

  test('composes: the reverse of two channels is the reverse of the first after that of the second', () => {
    const [first, second, prior] = [randomChannel(rng, 3, 2, 2), randomChannel(rng, 2, 3, 3), randomState(rng, 2)];
    const once = petzMap(composeChannels(second, first), prior);
    const twice = composeChannels(petzMap(first, prior), petzMap(second, applyChannel(first, prior)));
    expect(largestEntry(choiMatrix(once), choiMatrix(twice))).toBeLessThan(1e-12);
    // The mutant keeps the prior of the first step for the second, which has one of its own.
    const channel = semigroupChannel(thermal(0.5), 0.3);
    const same = composeChannels(petzMap(channel, prior), petzMap(channel, prior));
    expect(
      largestEntry(choiMatrix(petzMap(composeChannels(channel, channel), prior)), choiMatrix(same)),
    ).toBeGreaterThan(1e-3);
  });

  test('of a semigroup in detailed balance, with its invariant state, is the semigroup itself', () => {
    for (const [generator, holds] of [
      [thermal(0.5), true],
      [depolarising(), true],
      [lindbladian({ ...thermal(0.5), hamiltonian: scale(pauli.z, 0.65) }), false],
    ] as const) {
      const channel = semigroupChannel(generator, 0.7);
      const reverse = petzMap(channel, invariantState(generator));
      const difference = largestEntry(choiMatrix(reverse), choiMatrix(channel));
      if (holds) expect(difference).toBeLessThan(1e-13);
      else expect(difference).toBeGreaterThan(0.1);
    }
  });

  test('of a prior that is not faithful lives on the support of its image, and refuses what lies outside', () => {
    const keep = channelFromKraus([identityMatrix(3)]);
    const prior = diagonalMatrix([0.6, 0.4, 0]);
    const reverse = petzMap(keep, prior);
    expect(largestEntry(reverse.support!, diagonalMatrix([1, 1, 0]))).toBeLessThan(1e-14);
    expect(largestEntry(applyChannel(reverse, prior), prior)).toBeLessThan(1e-14);
    const [leak, rest] = [diagonalMatrix([0.5, 0.25, 0.25]), diagonalMatrix([0.5, 0.5, 0])];
    expect(() => applyChannel(reverse, leak)).toThrow(
      "applyChannel: `x` must be on the channel's support: largest entry outside = 0; received 0.25",
    );
    expect(largestEntry(applyChannel(reverse, rest), rest)).toBeLessThan(1e-14);
    // A pure state through noise: the image is faithful, and the reverse leads everything back to it.
    const pure = scale(add(identityMatrix(2), pauli.x), 0.5);
    const home = petzMap(semigroupChannel(depolarising(), 0.5), pure);
    expect(home.support).toBe(undefined);
    expect(largestEntry(applyChannel(home, randomState(rng, 2)), pure)).toBeLessThan(1e-13);
    // The support of a chain is that of its first map.
    expect(largestEntry(composeChannels(keep, reverse).support!, reverse.support!)).toBe(0);
    expect(() => petzMap(keep, identityMatrix(3))).toThrow('petzMap: `prior` must be a state: trace 1; received 3');
  });

  test.each([1e-4, 1e-8, 1e-10, 1e-12, 2e-13])('survives a prior whose least eigenvalue is %d', (least) => {
    for (let run = 0; run < 10; run++) {
      const u = randomUnitary(rng, 3);
      const prior = multiply(u, diagonalMatrix([0.7 - least, 0.3, least]), adjoint(u));
      const turn = channelFromKraus([randomUnitary(rng, 3)]);
      // A relative error eps/least in the small direction, of weight sqrt(least) beside the large ones; 8 for the roundings.
      for (const channel of [turn, composeChannels(randomChannel(rng, 3, 3, 2), turn)])
        for (const reverse of [petzMap(channel, prior), rotatedPetzMap(channel, prior)])
          expect(largestEntry(applyChannel(reverse, applyChannel(channel, prior)), prior)).toBeLessThan(
            (8 * Number.EPSILON) / Math.sqrt(least),
          );
    }
  });

  const { inputs, outputs, tolerance } = referenceCase('bridge', 'petz-chain-qubit');
  test.each(Object.entries({ depolarising: depolarising(), dephasing: dephasing(), thermal: thermal(inputs.n) }))(
    'step by step along a %s semigroup: back to the data, and from pi no farther than it was',
    (name, generator) => {
      const expected = outputs[name];
      const step = semigroupChannel(generator, inputs.dt);
      const states = [fromPairs(inputs.rho_0)];
      for (let k = 0; k < inputs.steps; k++) states.push(applyChannel(step, states[k]!));
      const [data, end, pi] = [states[0]!, states.at(-1)!, fromPairs(expected.pi)];
      const back = (from: ComplexMatrix) =>
        states.slice(0, -1).reduceRight((state, prior) => applyChannel(petzMap(step, prior), state), from);
      expect(largestEntry(back(end), data)).toBeLessThan(tolerance.identity_abs as number);
      const away = traceNorm(add(end, scale(pi, -1)));
      const missed = traceNorm(add(back(pi), scale(data, -1)));
      const { abs } = tolerance;
      expectClose([away, missed], [expected.trace_norm_rhoT_minus_pi, expected.trace_norm_return_from_pi], { abs });
      expect(missed).toBeLessThan(away);
      expectClose(toPairs(back(matrixUnit(2, 2, 0, 0))), expected.return_from_pole_0, { abs, zero_abs: abs });
      // The chain is one Petz map: that of all its steps together.
      const single = petzMap(semigroupChannel(generator, inputs.steps * inputs.dt), data);
      const any = randomState(rng, 2);
      expect(largestEntry(applyChannel(single, any), back(any))).toBeLessThan(1e-12);
    },
  );
});

describe('the rotated Petz map', () => {
  /** By the closed form with a sign before the rotation of the prior: +1 is right, -1 the mutant. */
  function rotated(channel: Channel, prior: ComplexMatrix, x: ComplexMatrix, sign: number): ComplexMatrix {
    const [before, after] = [hermitianEigen(prior), hermitianEigen(applyChannel(channel, prior))];
    const plain = petzMap(channel, prior);
    const [n, m] = [prior.rows, plain.inputDimension];
    const inside = multiply(adjoint(after.vectors), x, after.vectors);
    const sum = { rows: n, columns: n, real: new Float64Array(n * n), imaginary: new Float64Array(n * n) };
    for (let k = 0; k < m; k++)
      for (let l = 0; l < m; l++) {
        const unit = multiply(after.vectors, matrixUnit(m, m, k, l), adjoint(after.vectors));
        const image = multiply(adjoint(before.vectors), applyChannel(plain, unit), before.vectors);
        for (let i = 0; i < n; i++)
          for (let j = 0; j < n; j++) {
            const [from, to] = [
              Math.log(after.values[k]! / after.values[l]!),
              Math.log(before.values[j]! / before.values[i]!),
            ];
            const u = (from + sign * to) / 2;
            const factor = u === 0 ? 1 : u / Math.sinh(u);
            const [re, im] = [inside.real[k * m + l]!, inside.imaginary[k * m + l]!];
            const [p, q] = [image.real[i * n + j]!, image.imaginary[i * n + j]!];
            sum.real[i * n + j]! += factor * (re * p - im * q);
            sum.imaginary[i * n + j]! += factor * (re * q + im * p);
          }
      }
    return multiply(before.vectors, sum, adjoint(before.vectors));
  }

  /** Umegaki's relative entropy of faithful states. */
  const divergence = (a: ComplexMatrix, b: ComplexMatrix) =>
    trace(multiply(a, add(hermitianFunction(a, Math.log), scale(hermitianFunction(b, Math.log), -1)))).real;
  const logFidelity = (a: ComplexMatrix, b: ComplexMatrix) => {
    const root = power(a, 0.5);
    return 2 * Math.log(hermitianEigen(multiply(root, b, root)).values.reduce((sum, v) => sum + Math.sqrt(v), 0));
  };

  test('is the integral over rotations, by the trapezoid rule', () => {
    const [channel, prior, x] = [randomChannel(rng, 2, 3, 3), randomState(rng, 3), randomState(rng, 2)];
    const image = applyChannel(channel, prior);
    const turned = (a: ComplexMatrix, exponent: number, angle: number) =>
      hermitianFunction(a, (v) => [
        v ** exponent * Math.cos(angle * Math.log(v)),
        v ** exponent * Math.sin(angle * Math.log(v)),
      ]);
    // The integrand is analytic in a strip about the real line and decays as e^(-pi |t|).
    const [h, terms] = [0.05, [] as ComplexMatrix[]];
    for (let t = -12; t <= 12; t += h) {
      const inner = multiply(turned(image, -0.5, t / 2), x, turned(image, -0.5, -t / 2));
      const term = multiply(turned(prior, 0.5, -t / 2), applyAdjoint(channel, inner), turned(prior, 0.5, t / 2));
      terms.push(scale(term, (h * Math.PI) / 2 / (Math.cosh(Math.PI * t) + 1)));
    }
    expect(largestEntry(applyChannel(rotatedPetzMap(channel, prior), x), terms.reduce(add))).toBeLessThan(1e-11);
  });

  test('obeys the recovery bound on 200 random cases, and with one rotation reversed breaks it on many', () => {
    let broken = 0;
    for (let run = 0; run < 200; run++) {
      const channel = randomChannel(rng, 2, 2, 1 + (run % 2));
      const [rho, sigma] = [randomState(rng, 2), randomState(rng, 2)];
      const image = applyChannel(channel, rho);
      const loss = divergence(rho, sigma) - divergence(image, applyChannel(channel, sigma));
      const recovered = applyChannel(rotatedPetzMap(channel, sigma), image);
      expect(loss + logFidelity(rho, recovered)).toBeGreaterThanOrEqual(-1e-10);
      expect(largestEntry(recovered, rotated(channel, sigma, image, 1))).toBeLessThan(1e-11);
      if (loss + logFidelity(rho, rotated(channel, sigma, image, -1)) < -1e-10) broken++;
    }
    expect(broken).toBeGreaterThan(20);
  });

  test('equals the plain map where the states commute with everything, and recovers the prior', () => {
    const [channel, prior] = [classicalChannel([0.7, 0.2, 0.3, 0.8], 2), diagonalMatrix([0.6, 0.4])];
    expect(largestEntry(choiMatrix(rotatedPetzMap(channel, prior)), choiMatrix(petzMap(channel, prior)))).toBeLessThan(
      1e-14,
    );
    const [noise, state] = [randomChannel(rng, 3, 2, 2), randomState(rng, 2)];
    expect(largestEntry(applyChannel(rotatedPetzMap(noise, state), applyChannel(noise, state)), state)).toBeLessThan(
      1e-12,
    );
    const pure = matrixUnit(2, 2, 0, 0);
    const reverse = rotatedPetzMap(channelFromKraus([identityMatrix(2)]), pure);
    expect(largestEntry(reverse.support!, pure)).toBeLessThan(1e-14);
    expect(largestEntry(applyChannel(reverse, pure), pure)).toBeLessThan(1e-14);
  });

  test('the mutant sign of the reference values', () => {
    const { inputs, outputs, tolerance } = referenceCase('bridge', 'rotated-recovery');
    const [rho, sigma] = [fromPairs(inputs.rho), fromPairs(inputs.sigma)];
    const kept = diagonalMatrix([1, Math.sqrt(1 - inputs.damping)]);
    const channel = channelFromKraus([kept, scale(matrixUnit(2, 2, 0, 1), Math.sqrt(inputs.damping))]);
    const image = applyChannel(channel, rho);
    expectClose(-logFidelity(rho, rotated(channel, sigma, image, -1)), outputs.minus_log_f_mutant_sign, tolerance);
    const recovered = applyChannel(rotatedPetzMap(channel, sigma), image);
    expectClose(toPairs(recovered), outputs.rotated, tolerance);
    expectClose(toPairs(applyChannel(petzMap(channel, sigma), image)), outputs.petz, tolerance);
    expectClose(-logFidelity(rho, recovered), outputs.minus_log_f_rotated, tolerance);
  });

  test('leaves the factor of a tensor product that noise does not touch alone', () => {
    const noise = semigroupChannel(depolarising(), 0.4);
    const wide = channelFromKraus(noise.kraus.map((k) => tensor(k, identityMatrix(2))));
    const [a, b] = [randomState(rng, 2), randomState(rng, 2)];
    const [x, y] = [randomState(rng, 2), randomState(rng, 2)];
    const both = applyChannel(rotatedPetzMap(wide, tensor(a, b)), tensor(x, y));
    expect(largestEntry(both, tensor(applyChannel(rotatedPetzMap(noise, a), x), y))).toBeLessThan(1e-12);
  });
});
