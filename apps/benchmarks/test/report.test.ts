import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { chart } from '../src/report/chart.ts';
import { brief, plain, seconds } from '../src/report/format.ts';
import { packageTable, readmeTable, withTable } from '../src/report/readme.ts';
import { terminalReport } from '../src/report/terminal.ts';
import { describeRun, type Results } from '../src/results.ts';
import type { RowResult, Timing } from '../src/run-row.ts';
import { figureOf, quantilesOf } from '../src/statistics.ts';

const timing = (...rounds: number[]): Timing => ({
  seconds: figureOf(rounds),
  quantiles: quantilesOf(rounds),
  rounds: rounds.length,
  samplesPerRound: 1,
  callsPerSample: 1,
});
const row: RowResult = {
  row: {
    name: 'a-row',
    package: 'sde',
    title: 'work',
    included: 'all of it',
    dtype: 'f64',
    layout: '(3)',
    seed: 'seed',
    unit: 'values',
    work: 1000,
  },
  ours: timing(0.002, 0.002, 0.002),
  throughput: figureOf([500_000]),
  details: { bound: [-1.5, 1e-7] },
  comparisons: [
    {
      peer: 'fast',
      status: 'measured',
      agreement: { measure: 'difference', value: 1e-12, tolerance: 1e-9 },
      ratio: { ...figureOf([1.9, 2, 2.2]), rounds: [1.9, 2, 2.2] },
      ours: timing(0.002),
      theirs: timing(0.001),
    },
    { peer: 'gone', status: 'absent', reason: 'not installed' },
    { peer: 'wrong', status: 'differs', reason: 'the answers differ by 1, more than 1e-9' },
  ],
  bars: [
    { row: 'a-row', kind: 'bar', limit: { atLeast: 1e6 }, from: '', isMet: false, isStraddling: false },
    { row: 'a-row', peer: 'fast', kind: 'goal', limit: { atMost: 2 }, from: '', isMet: true, isStraddling: true },
  ],
  load: [0.1, 0.2],
};
const results: Results = { ...describeRun({ python: '3.0', numpy: null }, 'worktree', 3), rows: [row] };

test('an interpreter that is not there is named absent', () => {
  const first = (versions: Results['runtime']['python']) =>
    terminalReport({ ...describeRun(versions, 'worktree', 3), rows: [] }).split('\n')[1];
  expect(first({})).toContain('Python absent; one thread');
  expect(first({ R: null, rstan: null })).toContain('R absent, rstan absent, Python absent; one thread');
  expect(first({ python: '3.0', R: '4.0', rstan: '2.0' })).toContain('python 3.0, R 4.0, rstan 2.0; one thread');
});

test('figures are short', () => {
  expect([seconds(0.001234), seconds(1.5e-7), seconds(12), seconds(0)]).toEqual(['1.23 ms', '150 ns', '12 s', '0 s']);
  expect([plain(0.5), plain(0.0512), plain(2.345)]).toEqual(['0.50', '0.0512', '2.35']);
  expect([brief(0), brief(1.23e-7), brief(-14.04583)]).toEqual(['0', '1.2e-7', '-14.0458']);
});

test('the table says who is slower and by how much, who is absent, whose answers differ, and which bars are met', () => {
  const lines = terminalReport(results)
    .split('\n')
    .map((line) => line.trim().replaceAll(/ {2,}/g, ' | '));
  expect(lines).toContain(
    'a-row | 2 ms | 500 k values/s | fast | 1 ms | 2.00 | 1.90–2.20 | 0.50x | bar ≥ 1 M values/s: missed; goal ≤ 2: met, straddling',
  );
  expect(lines).toContain('gone | absent');
  expect(lines).toContain('wrong | differs');
  expect(lines).toContain('wrong: the answers differ by 1, more than 1e-9');
  expect(lines).toContain('fast: difference: 1.0e-12, at most 1.0e-9');
  expect(lines).toContain('ours: bound -1.5 1.0e-7');
  expect(lines[1]).toContain('python 3.0, numpy absent; one thread a side; 3 rounds');
});

test('the README holds the table and what stands beside it', () => {
  const text = withTable('before\n<!-- results -->\nold\n<!-- /results -->\nafter\n', readmeTable(results));
  expect(text).toBe(`before\n<!-- results -->\n${readmeTable(results)}\n<!-- /results -->\nafter\n`);
  const lines = text.split('\n').map((line) => line.replaceAll(/ +/g, ' '));
  expect(lines).toContain(
    '| `a-row` ¹ | 2 ms (500 k values/s) | fast | 1 ms | **2.00** (1.90–2.20) | bar ≥ 1 M values/s: missed; goal ≤ 2: met, straddling |',
  );
  expect(lines).toContain('| | | gone | absent | | |');
  expect(lines).toContain('| | | wrong | differs | | |');
  expect(withTable('nothing to replace', 'table')).toBe('nothing to replace');
});

test('a package has its own rows, by what they do', () => {
  const lines = packageTable(results, 'sde')
    .split('\n')
    .map((line) => line.replaceAll(/ +/g, ' '));
  expect(lines).toContain('| work | 2 ms | fast | 1 ms | **2.00** (1.90–2.20) |');
  expect(lines).toContain('| | | gone | absent | |');
  expect(packageTable(results, 'diffusion')).not.toContain('work |');
});

test('the chart is one SVG with a dot for every ratio', () => {
  const svg = chart(results);
  expect(svg.match(/<circle/g)).toHaveLength(1);
  expect(svg).toContain('xmlns="http://www.w3.org/2000/svg"');
  expect(svg).toContain('a-row | fast 2.00');
  expect(svg).not.toContain('NaN');
  expect(svg.match(/[{;\s]height:/g)).toHaveLength(1);
});

const folder = new URL('../results/', import.meta.url);
const kept = readdirSync(folder).filter((name) => name.endsWith('.json'));

const packages = ['prob-core', 'latent-models', 'sde', 'diffusion'] as const;

test.each([
  { path: '../README.md', table: readmeTable },
  ...packages.map((name) => ({
    path: `../../../packages/${name}/README.md`,
    table: (run: Results) => packageTable(run, name),
  })),
])('$path is the one that a kept run wrote', ({ path, table }) => {
  const readme = readFileSync(new URL(path, import.meta.url), 'utf8');
  const written = kept.map((name) =>
    withTable(readme, table(JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Results)),
  );
  expect(readme).toContain('<!-- results -->');
  expect(written).toContain(readme);
});

test('what is kept names no path', () => {
  const texts = [JSON.stringify(results), ...kept.map((name) => readFileSync(new URL(name, folder), 'utf8'))];
  for (const text of texts) expect(text).not.toMatch(/"[^"]*(^|[\s"'(=:])(\/|[A-Z]:\\)\w[^"]*"/);
});
