/** An annealing run and a diffusion run in one ledger: packages that may not import one another meet here. */
import { readFileSync } from 'node:fs';
import { expectClose, referenceCase } from '@yuragi/testkit';
import { expect, test } from 'vitest';
import {
  annealingLedger,
  diffusionLedger,
  equilibration,
  heatBathForUnitTime,
  lossOfSteps,
  oneLedger,
} from '../src/4-one-ledger.ts';

const { inputs, outputs, tolerance } = referenceCase('bridge', 'i4-dissipation');
const times = (dissipation: (numSteps: number) => number): number[] =>
  inputs.T.map((numSteps: number) => numSteps * dissipation(numSteps));

test('annealing: T times the dissipation of the packages is that of the reference', () => {
  expectClose(
    times((numSteps) => annealingLedger(numSteps, equilibration).dissipation),
    outputs.annealing_equilibrated,
    tolerance,
  );
  expectClose(
    times((numSteps) => annealingLedger(numSteps, heatBathForUnitTime).dissipation),
    outputs.annealing_unit_time,
    tolerance,
  );
});

test('diffusion: the same, with the reverse means of its exact law', () => {
  expectClose(
    times((numSteps) => lossOfSteps(diffusionLedger(numSteps))),
    outputs.diffusion,
    tolerance,
  );
  expectClose(diffusionLedger(50).atEnd, outputs.diffusion_prior_kl, tolerance);
});

test('the Jensen gap and the relative entropy of the paths are one number in both', () => {
  for (const ledger of [annealingLedger(20, heatBathForUnitTime), diffusionLedger(20)]) {
    expect(ledger.dissipation).toBeCloseTo(ledger.relativeEntropy, 14);
    expect(ledger.logMeanWeight - ledger.meanLogWeight).toBeCloseTo(ledger.relativeEntropy, 12);
  }
});

test('the printed table is the stored one, and its limits are those of the reference', async () => {
  const table = await oneLedger();
  const stored = readFileSync(new URL('../expected/one-ledger.tsv', import.meta.url), 'utf8');
  expect(`${table.map((row) => row.join('\t')).join('\n')}\n`).toBe(stored);
  const [, equilibrated, , diffusion] = table.at(-1)!;
  expect(equilibrated).toBe(outputs.annealing_equilibrated_limit.toFixed(4));
  expect(diffusion).toBe(outputs.diffusion_limit.toFixed(4));
});
