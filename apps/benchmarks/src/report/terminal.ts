/** The table on the terminal. */
import type { Results } from '../results.ts';
import type { Comparison, RowResult } from '../run-row.ts';
import {
  barsOf,
  brief,
  detailsText,
  hasSingleSamples,
  machineText,
  perSecond,
  plain,
  range,
  seconds,
} from './format.ts';

const heading = [
  'row',
  'ours',
  'throughput',
  'peer',
  'peer time',
  'time ours/peer',
  'range',
  'throughput ours/peer',
  '',
];

function line(result: RowResult, comparison: Comparison | undefined, isFirst: boolean): readonly string[] {
  const { row, ours, throughput } = result;
  const own = isFirst ? [row.name, seconds(ours.seconds.median), perSecond(throughput.median, row.unit)] : ['', '', ''];
  const bar = barsOf(result, comparison, isFirst);
  if (comparison === undefined) return [...own, '', '', '', '', '', bar];
  const { peer, ratio, theirs, status } = comparison;
  if (ratio === undefined) return [...own, peer, status, '', '', '', bar];
  const times = `${plain(1 / ratio.median)}x`;
  return [...own, peer, seconds(theirs!.seconds.median), plain(ratio.median), range(ratio), times, bar];
}

/** Rows of text in columns; the last column is not padded. */
function columns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Of every row: what was done, how the answers agree, what stands beside the times. */
function notes({ row, comparisons, details, ours, load }: RowResult): readonly string[] {
  const about = (name: string, text: string): string => `    ${name}: ${text}`;
  return [
    `  ${row.name}: ${row.title}`,
    `    ${row.included}`,
    `    ${row.dtype}, ${row.layout}; seed '${row.seed}'; load ${load.map((value) => value.toFixed(2)).join(' to ')}`,
    ...(hasSingleSamples(ours) ? ['    one sample a round: a call takes longer than a round is meant to'] : []),
    ...(details ? [about('ours', detailsText(details))] : []),
    ...comparisons.flatMap(({ peer, agreement, details: theirs, reason }) => [
      ...(agreement && reason === undefined
        ? [about(peer, `${agreement.measure}: ${brief(agreement.value)}, at most ${brief(agreement.tolerance)}`)]
        : []),
      ...(reason ? [about(peer, reason)] : []),
      ...(theirs ? [about(peer, detailsText(theirs))] : []),
    ]),
  ];
}

export function terminalReport(results: Results): string {
  const lines = results.rows.flatMap((result) =>
    (result.comparisons.length === 0 ? [undefined] : result.comparisons).map((comparison, i) =>
      line(result, comparison, i === 0),
    ),
  );
  return [
    machineText(results),
    '',
    columns([heading, ...lines]),
    '',
    'Times are seconds per call, medians over rounds of the best decile. Below 1 in "time ours/peer" we are faster.',
    '',
    ...results.rows.flatMap(notes),
  ].join('\n');
}
