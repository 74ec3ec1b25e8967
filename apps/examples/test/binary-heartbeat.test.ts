/** The heartbeat's stored table beside the reference it is held against, and the bars that it has to reach. */
import { readFileSync } from 'node:fs';
import { referenceCase } from '@yuragi/testkit';
import { expect, test } from 'vitest';
import { bestBits } from '../src/5-binary-heartbeat.ts';

const { outputs, tolerance } = referenceCase('diffusion-sde', 'heartbeat_elbo_ceiling');

test('the best kernel is that of the reference, in both conventions', () => {
  const { K_bits, K_bits_learned_first_step } = outputs['2000'];
  expect(Math.abs(bestBits.forward - K_bits)).toBeLessThan(tolerance.abs!);
  expect(Math.abs(bestBits.learned - K_bits_learned_first_step)).toBeLessThan(tolerance.abs!);
});

test('the network is above -2.34 bits with a learned first step, and above -2.40 without', () => {
  const stored = readFileSync(new URL('../expected/binary-heartbeat.tsv', import.meta.url), 'utf8');
  const rows = Object.fromEntries(
    stored
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t'))
      .map(([label, ...values]) => [label!.trim(), values.map(Number)]),
  );
  expect(rows.network![0]).toBeGreaterThan(-2.34);
  expect(rows.network![1]).toBeGreaterThan(-2.4);
  for (const [i, best] of rows['best kernel']!.entries()) expect(rows.network![i]).toBeLessThan(best);
});
