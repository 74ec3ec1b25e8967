// alpha 1e-6 per assertion; n = 32 768; smallest effect caught with power 0.999: 0.044 sigma; seed: the test's name; 2 s.
import { key } from '@yuragi/prob-core';
import { assertMean, assertVariance, expectRejected } from '@yuragi/testkit';
import { expect, test } from 'vitest';
import { escortedTrajectories, jarzynski, overdampedTrajectories } from '../../src/index.ts';
import { escortedFreeEnergy, eulerMoments, stiffeningTrap, stiffness } from '../stiffening-trap.ts';

const n = 32_768;
const numSteps = 40;
const options = { numTrajectories: n, numSteps, duration: 1 };
const name = (): string => expect.getState().currentTestName!;

test('plain work on a stiffening trap has the mean of its recursion, and escorts change it', async () => {
  const { mean, sd } = eulerMoments(numSteps);
  const check = (work: Float64Array): void => assertMean(work, { expected: mean, standardDeviation: sd });
  check((await overdampedTrajectories(stiffeningTrap(), key(name()), options)).work);
  const half = await escortedTrajectories(
    stiffeningTrap((t) => 0.5 / stiffness(t)),
    key(name()),
    options,
  );
  expectRejected('an escort that is counted as none', () => check(half.work));
});

test('half an escort: end points and exp(-work) as the Gaussian recursion says', async () => {
  const slope = (t: number) => 0.5 / stiffness(t);
  const run = await escortedTrajectories(stiffeningTrap(slope), key(name()), options);
  const h = 1 / numSteps;
  let squared = 1;
  for (let k = 0; k < numSteps; k++)
    squared = ((1 - stiffness(k * h) * h) ** 2 * squared + 2 * h) * (1 - h * slope((k + 0.5) * h)) ** 2;
  const check = (positions: Float64Array): void =>
    assertVariance(positions, { expected: squared, mean: 0, kurtosis: 3 });
  check(run.positions.data);
  const { value, standardError } = jarzynski(run);
  expect(Math.abs(value - escortedFreeEnergy(numSteps, slope))).toBeLessThan(4.89 * standardError);
  const mutant = escortedFreeEnergy(numSteps, slope, { divergence: -1 });
  expect(Math.abs(value - mutant)).toBeGreaterThan(4.89 * standardError);

  const outwards = await escortedTrajectories(
    stiffeningTrap((t) => -slope(t)),
    key(name()),
    options,
  );
  expectRejected('the sign of the escort', () => check(outwards.positions.data));
});
