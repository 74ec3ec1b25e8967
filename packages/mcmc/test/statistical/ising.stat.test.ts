// alpha 1e-6 per assertion; n = 40 000 exact draws, one step each; smallest effect caught with power 0.999: 0.036 in root mean square relative error of the 8 probabilities; seed: the test's name; 1 s.
import { categorical, key, stream } from '@yuragi/prob-core';
import { assertCounts, binaryStates, expectRejected } from '@yuragi/testkit';
import { expect, test } from 'vitest';
import {
  type IsingModel,
  isingEnergy,
  isingHeatBath,
  isingLiftedMetropolis,
  isingMetropolis,
  isingModel,
  type Kernel,
} from '../../src/index.ts';

const n = 40_000;
const beta = 0.8;
const model = isingModel({
  numSpins: 3,
  bonds: [
    [0, 1, 1],
    [1, 2, -0.6],
    [0, 2, 0.4],
  ],
  fields: [0.3, -0.5, 0.2],
});
const states = Array.from(binaryStates(3), (bits) => Int8Array.from(bits, (bit) => 2 * bit - 1));
const weights = states.map((s) => Math.exp(-beta * isingEnergy(model, s)));
const total = weights.reduce((sum, w) => sum + w, 0);
const law = weights.map((w) => w / total);

type SpinKernel = Kernel<Int8Array, { readonly position: Int8Array }, unknown, [beta: number]>;

/** Counts of the states after one step, of many updates, from exact draws. */
function countsAfterStep(kernel: SpinKernel, b: number): Float64Array {
  const rng = stream(key(expect.getState().currentTestName!));
  const exact = categorical({ probabilities: law });
  const counts = new Float64Array(states.length);
  for (let i = 0; i < n; i++) {
    const [{ position }] = kernel.step(kernel.init(states[exact.sample(rng)]!, rng), rng, b);
    counts[position.reduce((index, spin, j) => index + (spin === 1 ? 1 << j : 0), 0)]!++;
  }
  return counts;
}

for (const [name, make] of [
  ['systematic heat bath', (m: IsingModel): SpinKernel => isingHeatBath(m, { scan: 'systematic' })],
  ['random heat bath', (m: IsingModel): SpinKernel => isingHeatBath(m, { scan: 'random' })],
  ['systematic Metropolis', (m: IsingModel): SpinKernel => isingMetropolis(m, { scan: 'systematic' })],
  ['random Metropolis', (m: IsingModel): SpinKernel => isingMetropolis(m, { scan: 'random' })],
  ['lifted Metropolis', (m: IsingModel): SpinKernel => isingLiftedMetropolis(m, { numUpdates: 4 })],
] as const)
  test(`a sweep of ${name} leaves the law of three spins invariant`, () => {
    assertCounts(countsAfterStep(make(model), beta), law);
    expectRejected('beta forgotten', () => assertCounts(countsAfterStep(make(model), 1), law));
    const { fields, ...rest } = model;
    const turned = { ...rest, fields: fields.map((h) => -h) };
    expectRejected('fields of the wrong sign', () => assertCounts(countsAfterStep(make(turned), beta), law));
  });
