import { expect, test } from 'vitest';
import { contrastiveDivergenceObjective } from '../src/index.ts';

const objective = contrastiveDivergenceObjective([0.75, 0.25], { numSteps: 2 });
const at = (theta: number, gradient = new Float64Array(1)) =>
  objective.valueAndGradient(Float64Array.of(theta), gradient);

test.each([
  [
    () => contrastiveDivergenceObjective([0.5, 0.5], undefined as never),
    'contrastiveDivergenceObjective: `numSteps` must be an integer >= 1; received undefined',
  ],
  [() => at(Number.NaN), 'contrastiveDivergenceObjective: `theta[0]` must be a finite number; received NaN'],
  [() => at(1e308), 'contrastiveDivergenceObjective: `gradient at theta[0]` must be a finite number; received NaN'],
  [
    () => at(0.3, new Float64Array(2)),
    'contrastiveDivergenceObjective: `gradient` must have length 1; received shape (2)',
  ],
  [
    () => objective.updateInto(Float64Array.of(0.3), undefined as never),
    'contrastiveDivergenceObjective: `out` must have length 1; received shape (0)',
  ],
])('what is missing or overflows is refused by name, %#', (run, message) => {
  expect(run).toThrow(message);
});
