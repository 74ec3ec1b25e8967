import { toNdarray } from '@yuragi/prob-core';
import {
  add,
  adjoint,
  applyChannel,
  type Channel,
  type ComplexMatrix,
  classicalChannel,
  complexMatrix,
  dephasing,
  depolarising,
  diagonalMatrix,
  hermitianEigen,
  hermitianFunction,
  invariantState,
  multiply,
  petzMap,
  scale,
  semigroupChannel,
  thermal,
  trace,
} from '@yuragi/prob-core/quantum';
import { expectClose, referenceCase } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { exactReverse } from '../index.ts';
import { petzChain } from './index.ts';

const { inputs, outputs, tolerance } = referenceCase('bridge', 'petz-chain-qubit');
const identity = tolerance.identity_abs as number;
type Entries = readonly (readonly (readonly [re: number, im: number])[])[];
const matrixOf = (entries: Entries): ComplexMatrix =>
  complexMatrix(
    entries.length,
    entries.length,
    entries.flat().map(([re]) => re),
    entries.flat().map(([, im]) => im),
  );
const entriesOf = ({ rows, columns, real, imaginary }: ComplexMatrix): Entries =>
  Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (__, j) => [real[i * columns + j]!, imaginary[i * columns + j]!] as const),
  );
/** Sum of the singular values of a - b, both Hermitian; what rounding left over is averaged away. */
const traceNorm = (a: ComplexMatrix, b: ComplexMatrix): number => {
  const difference = add(a, scale(b, -1));
  const { values } = hermitianEigen(scale(add(difference, adjoint(difference)), 0.5));
  return values.reduce((sum, value) => sum + Math.abs(value), 0);
};
/** D(a||b) = tr a (log a - log b), b faithful. */
const relativeEntropy = (a: ComplexMatrix, b: ComplexMatrix): number => {
  const own = hermitianEigen(a).values.reduce((sum, p) => sum + (p > 0 ? p * Math.log(p) : 0), 0);
  return own - trace(multiply(a, hermitianFunction(b, Math.log))).real;
};

const dataState = matrixOf(inputs.rho_0);
const { steps, dt, n } = inputs as { steps: number; dt: number; n: number };
const pole = diagonalMatrix([1, 0]);

describe.each([
  ['depolarising', depolarising()],
  ['dephasing', dephasing()],
  ['thermal', thermal(n)],
] as const)('%s', (name, generator) => {
  const expected = outputs[name];
  const pi = matrixOf(expected.pi);
  const channels: readonly Channel[] = new Array(steps).fill(semigroupChannel(generator, dt));
  const { states, reverseChannels, returnFrom } = petzChain({ dataState, channels });
  const last = states[steps]!;

  test('states, distances and returns are the reference`s', () => {
    const found = {
      rho_T: entriesOf(last),
      d_to_pi_at_0_15_30: [0, 15, 30].map((k) => relativeEntropy(states[k]!, pi)),
      trace_norm_rhoT_minus_pi: traceNorm(last, pi),
      trace_norm_return_from_pi: traceNorm(returnFrom(pi)[0]!, dataState),
      return_from_pole_0: entriesOf(returnFrom(pole)[0]!),
    };
    const { pi: _pi, choi_min_at_t_0_7: _choi, ...rest } = expected;
    expectClose(found, rest, { abs: tolerance.abs as number });
  });

  test('from rho_T every state comes back; from pi it ends no farther than it began', () => {
    expect(states).toHaveLength(steps + 1);
    for (const [t, state] of returnFrom(last).entries()) expect(traceNorm(state, states[t]!)).toBeLessThan(identity);
    expect(traceNorm(returnFrom(pi)[0]!, dataState)).toBeLessThanOrEqual(traceNorm(last, pi));
    // Mutant: the prior of after the step.
    const late = channels.map((channel, k) => petzMap(channel, states[k + 1]!));
    const back = late.reduceRight((state, channel) => applyChannel(channel, state), last);
    expect(traceNorm(back, dataState)).toBeGreaterThan(1e-3);
  });

  test('D(rho_t||pi) falls, and the chain is the one Petz map of the whole', () => {
    for (let t = 1; t <= steps; t++)
      expect(relativeEntropy(states[t]!, pi)).toBeLessThan(relativeEntropy(states[t - 1]!, pi));
    const whole = petzMap(semigroupChannel(generator, steps * dt), dataState);
    for (const state of [
      last,
      pi,
      pole,
      matrixOf([
        [
          [0.4, 0],
          [0.1, -0.3],
        ],
        [
          [0.1, 0.3],
          [0.6, 0],
        ],
      ]),
    ])
      expect(traceNorm(returnFrom(state)[0]!, applyChannel(whole, state))).toBeLessThan(1e-12);
    // Mutant: the steps reversed in the order in which they came.
    const wrong = reverseChannels.reduce((state, channel) => applyChannel(channel, state), pole);
    expect(traceNorm(wrong, returnFrom(pole)[0]!)).toBeGreaterThan(1e-3);
  });
});

test('the invariant states are those of the reference; dephasing has no unique one', () => {
  for (const [name, generator] of [
    ['depolarising', depolarising()],
    ['thermal', thermal(n)],
  ] as const)
    expect(traceNorm(invariantState(generator), matrixOf(outputs[name].pi))).toBeLessThan(1e-12);
  expect(() => invariantState(dephasing())).toThrow('kernel of dimension 1; received 2');
  expect(outputs.dephasing.trace_norm_rhoT_minus_pi).toBeGreaterThan(0.4);
});

test('diagonal only, it is the chain of Bayes` kernels', () => {
  // Columns sum to one.
  const w = [0.8, 0.3, 0.1, 0.15, 0.6, 0.2, 0.05, 0.1, 0.7];
  const law = [0.55, 0.15, 0.3];
  const numSteps = 5;
  const chain = petzChain({
    dataState: diagonalMatrix(law),
    channels: new Array(numSteps).fill(classicalChannel(w, 3)),
  });
  const step = toNdarray(Float64Array.from(w), [3, 3]);
  const bayes = exactReverse(new Array(numSteps).fill(step), law);
  let reversed = [0.2, 0.2, 0.6];
  const path = chain.returnFrom(diagonalMatrix(reversed));
  for (let t = numSteps; t >= 0; t--) {
    expect(traceNorm(chain.states[t]!, diagonalMatrix(bayes.laws[t]!))).toBeLessThan(1e-14);
    expect(traceNorm(path[t]!, diagonalMatrix(reversed))).toBeLessThan(1e-14);
    if (t > 0)
      reversed = reversed.map((_, y) =>
        reversed.reduce((sum, mass, x) => sum + bayes.kernels[t - 1]!.get(y, x) * mass, 0),
      );
  }
});

test('what is refused', () => {
  const channels = [semigroupChannel(depolarising(), 1)];
  expect(() => petzChain({ dataState, channels: [] })).toThrow(
    'petzChain: `channels` must be a non-empty list of channels',
  );
  expect(() => petzChain({ dataState: diagonalMatrix([0.7, 0.7]), channels })).toThrow(
    /petzChain: `dataState` must .*1\.4/,
  );
  expect(() => petzChain({ dataState: diagonalMatrix([1.25, -0.25]), channels })).toThrow(/`dataState` must .*-0\.25/);
  const { returnFrom } = petzChain({ dataState, channels });
  expect(() => returnFrom(diagonalMatrix([0.5, 0.25]))).toThrow(/returnFrom: `state` must .*0\.75/);
  // A pure state that noise does not touch: its image has a support of one dimension.
  const pure = petzChain({ dataState: pole, channels: [semigroupChannel(dephasing(), 1)] });
  expect(traceNorm(pure.returnFrom(pole)[0]!, pole)).toBeLessThan(1e-12);
  expect(() => pure.returnFrom(diagonalMatrix([0.5, 0.5]))).toThrow(/support.*0\.5/);
});
