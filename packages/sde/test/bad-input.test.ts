import { expect, test } from 'vitest';
import { lowestLevels, wittenLaplacian } from '../src/index.ts';

const nothing = undefined as never;
const well = { gradient: (x: number) => 2 * x, curvature: () => 2 };
const grid = { lower: -4, upper: 4, numPoints: 41 };
const operator = wittenLaplacian(well, grid);

test.each([
  [() => wittenLaplacian(nothing, grid), 'wittenLaplacian: `potential.gradient` must be a function of x'],
  [() => wittenLaplacian(well, nothing), 'wittenLaplacian: `lower` must be a finite number; received undefined'],
  [
    () => wittenLaplacian(well, { lower: -1e-170, upper: 1e-170, numPoints: 5 }),
    'wittenLaplacian: `1/spacing^2` must be a finite number; received Infinity',
  ],
  [() => lowestLevels(nothing, 1), 'lowestLevels: `points` must be a list of numbers; received undefined'],
  [
    () => lowestLevels({ ...operator, spacing: 0 }, 1),
    'lowestLevels: `spacing` must be a finite number > 0; received 0',
  ],
  // Bisection between ends that are no numbers would not end.
  [
    () => lowestLevels({ ...operator, diagonal: new Float64Array(41).fill(Number.NaN) }, 1),
    'lowestLevels: `diagonal[0]` must be a finite number; received NaN',
  ],
  [
    () => lowestLevels({ ...operator, offDiagonal: Number.NaN }, 1),
    '`offDiagonal` must be a finite number; received NaN',
  ],
])('what is missing or no number is refused by name, %#', (run, message) => {
  expect(run).toThrow(message);
});
