import { key } from '@yuragi/prob-core';
import { identityMatrix, pauli, scale } from '@yuragi/prob-core/quantum';
import { describe, expect, test } from 'vitest';
import {
  escortedTrajectories,
  kernelPairLogWeights,
  overdampedTrajectories,
  pathRelativeEntropy,
} from '../src/index.ts';
import { twoPointMeasurement } from '../src/two-point-measurement.ts';

const nothing = undefined as never;
const turn = { initialHamiltonian: pauli.x, finalHamiltonian: pauli.z, unitary: identityMatrix(2) };

describe('what is missing is refused by name', () => {
  test('of a run', async () => {
    await expect(escortedTrajectories(nothing, key(1), nothing)).rejects.toThrow(
      'escortedTrajectories: `system.escort` must be a function of a block of points; received undefined',
    );
    await expect(overdampedTrajectories(nothing, key(1), nothing)).rejects.toThrow(
      'overdampedTrajectories: `system.dimension` must be an integer >= 1; received undefined',
    );
    await expect(kernelPairLogWeights(nothing, key(1), nothing)).rejects.toThrow(
      '`laws.numSteps` must be an integer >= 1',
    );
    await expect(kernelPairLogWeights({ numSteps: 1 } as never, key(1), { numPaths: 1 })).rejects.toThrow(
      'kernelPairLogWeights: `laws.start.logDensity` must be a function; received undefined',
    );
  });

  test('of a ledger and a measurement', () => {
    expect(() => pathRelativeEntropy({ start: [1], logEnd: [0] } as never)).toThrow(
      'pathRelativeEntropy: `steps.length` must be an integer >= 0; received undefined',
    );
    expect(() => twoPointMeasurement(nothing)).toThrow('twoPointMeasurement: `beta` must be a finite number');
    expect(() => twoPointMeasurement({ ...turn, unitary: nothing, beta: 1 })).toThrow(
      '`unitary` must have shape (2, 2); received shape (, )',
    );
  });
});

describe('two energy measurements in the cold', () => {
  test('levels that are empty to rounding keep their share of <exp(-W)>', () => {
    // p of the upper level is e^-800 = 0; its outcomes of work -800 carry half of <exp(-W)> = 1.
    for (const beta of [10, 400, 1e5]) {
      const { jarzynski, freeEnergyDifference } = twoPointMeasurement({ ...turn, beta });
      // Eigenvalues are good to a few eps, beta times that is what W is good to.
      expect(Math.abs(jarzynski - freeEnergyDifference)).toBeLessThan(16 * Number.EPSILON * beta);
    }
  });

  test('energies beyond the range of numbers are refused', () => {
    expect(() => twoPointMeasurement({ ...turn, finalHamiltonian: scale(pauli.z, 1e10), beta: 1e300 })).toThrow(
      "twoPointMeasurement: `beta (E' - E)` must be a finite number; received Infinity",
    );
  });
});
