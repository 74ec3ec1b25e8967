import { readFileSync } from 'node:fs';
import { key } from '@yuragi/prob-core';
import { describe, expect, test } from 'vitest';
import { numbersChapter } from '../src/report/bridge-chapter.ts';
import { type BridgeNumbers, countBridge, differenceOf, groups, holds } from '../src/story/bridge/index.ts';
import { type ReferenceId, reference } from '../src/story/bridge/reference.ts';
import { makeGuide } from '../src/story/guide.ts';
import type { Story } from '../src/story/index.ts';
import { keepLedger } from '../src/story/ledger.ts';
import { texts } from '../src/text.ts';

const guide = makeGuide({
  key: key('the bridge of the tour'),
  isQuick: true,
  signal: new AbortController().signal,
  announce() {},
  show: () => ({ update() {}, end() {} }),
  find: () => undefined,
  keep() {},
});
const bridge: BridgeNumbers = await countBridge(
  guide,
  await keepLedger(guide, { anneal: () => '', diffuse: () => '' }),
  '',
);
const rows = groups.flatMap((group) => bridge[group]);

// biome-ignore lint/suspicious/noExplicitAny: each case has a shape of its own.
const cases: any[] = JSON.parse(
  readFileSync(new URL('../../../packages/testkit/reference/bridge.json', import.meta.url), 'utf8'),
).cases;
const outputs = (id: string) => cases.find((each) => each.id === id).outputs;
const spikes = outputs('spike').rows;
const quantumWork = outputs('i4-quantum-jarzynski').dissipation;
const digitised = outputs('qaoa-ring-and-digitised-annealing').symmetric_error;
const recovery = outputs('rotated-recovery');
const search = outputs('roland-cerf').rows[2];
const biased = outputs('posterior-6-states').max_error;
/** Where each number stands in the reference values. */
const origins: Readonly<Record<ReferenceId, number>> = {
  gapHeatBath: outputs('i4-classical-to-quantum').heat_bath.gap,
  gapMetropolis: outputs('i4-classical-to-quantum').metropolis.gap,
  wrongSign: outputs('i4-classical-to-quantum').heat_bath.max_asymmetry_with_signs_swapped,
  lag: outputs('i4-driven-annealing').tv_lag,
  noDrive: outputs('i4-driven-annealing').tv_no_drive,
  realTime: outputs('i4-driven-annealing').tv_real_time,
  twoBody: outputs('i4-doob').order_norms[1],
  slices: outputs('plane-beta-sigma-gamma').gamma_axis['1.0'].log_z_trotter_8_16_32[2],
  spikeQuantum: spikes[3].qa_gap_height_sqrt_n,
  spikeAnnealing: spikes[3].sa_gap_height_sqrt_n,
  ferromagnet: outputs('three-spin-ferromagnet').rows[3].qa_gap,
  searchLocal: search.local_T_4sqrtN,
  searchLinear: search.linear_T_4sqrtN,
  contraction: outputs('szegedy-and-contraction').two_spin_frobenius,
  digitised64: digitised[2],
  digitised128: digitised[3],
  annealing200: outputs('i4-dissipation').annealing_equilibrated[2],
  diffusion200: outputs('i4-dissipation').diffusion[2],
  work01: quantumWork[0],
  work1: quantumWork[1],
  work10: quantumWork[2],
  petzFromRest: outputs('petz-chain-qubit').thermal.trace_norm_return_from_pi,
  recoveryLoss: recovery.relative_entropy_before - recovery.relative_entropy_after,
  recoveryBound: recovery.minus_log_f_rotated,
  turning: outputs('kms-balance').residual_thermal_with_hamiltonian,
  biased10: biased[0],
  biased40: biased[1],
  biased160: biased[2],
  biased640: biased[3],
};

test('what other programs found is what the reference values say', () => {
  expect(reference).toEqual(origins);
  expect([spikes[3].n, outputs('three-spin-ferromagnet').rows[3].n, search.N]).toEqual([160, 160, 1024]);
});

describe('the bridge in numbers', () => {
  test.each(rows)('$id agrees to its tolerance', (row) => {
    expect(Number.isFinite(row.computed)).toBe(true);
    expect(Math.abs(differenceOf(row))).toBeLessThanOrEqual(row.tolerance);
    // A tolerance that could not fail: more than a ten-thousandth of the number, or of 1.
    expect(row.tolerance).toBeLessThanOrEqual(1e-4 * (Math.abs(row.expected) || 1));
  });

  test('has every row once, and every reference value in a row', () => {
    const ids = rows.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(ids)).toEqual(new Set(Object.keys(texts.en.report.inNumbers.rows)));
    const used = rows.filter(({ source }) => source === 'reference').map(({ id }) => id);
    expect(new Set<string>(used)).toEqual(new Set(Object.keys(reference)));
  });

  test('the page shows all rows, and marks one that does not agree', () => {
    for (const text of [texts.en, texts.ja]) {
      const page = numbersChapter({ bridge } as Story, text);
      expect(page.match(/<th scope="row">/g)).toHaveLength(rows.length);
      expect(page).not.toContain('✗');
      expect(page).not.toContain('NaN');
    }
    const [first, ...rest] = bridge.learn;
    const wrong = { ...first!, computed: first!.computed * 1.001 };
    expect(holds(wrong)).toBe(false);
    const page = numbersChapter({ bridge: { ...bridge, learn: [wrong, ...rest] } } as unknown as Story, texts.en);
    expect(page.match(/✗/g)).toHaveLength(1);
    expect(page).toContain(`${rows.length - 1} of ${rows.length} rows agree`);
  });
});
