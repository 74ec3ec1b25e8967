/** The part of a README that a run writes: the whole table here, a package's own rows in the package. */
import type { Results } from '../results.ts';
import type { Row } from '../row.ts';
import { barsOf, detailsText, hasSingleSamples, machineText, perSecond, plain, range, seconds } from './format.ts';

const BEGIN = '<!-- results -->';
const END = '<!-- /results -->';

const heading = ['row', 'ours', 'peer', 'its time', 'time ours/peer (range)', 'bar'];

/** A table whose columns line up, as the formatter wants it. */
function markdownTable(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = rows[0]!.map((_, column) => Math.max(3, ...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const [head, ...body] = rows.map((row) => line(row.map((cell, column) => cell.padEnd(widths[column]!))));
  return [head!, line(widths.map((width) => '-'.repeat(width))), ...body];
}

export function readmeTable(results: Results): string {
  const lines = results.rows.flatMap((result) =>
    result.comparisons.map((comparison, i) => {
      const { row, ours, throughput } = result;
      const { peer, ratio, theirs, status } = comparison;
      const mark = hasSingleSamples(ours) ? ' ¹' : '';
      return [
        i === 0 ? `\`${row.name}\`${mark}` : '',
        i === 0 ? `${seconds(ours.seconds.median)} (${perSecond(throughput.median, row.unit)})` : '',
        peer,
        theirs === undefined ? status : seconds(theirs.seconds.median),
        ratio === undefined ? '' : `**${plain(ratio.median)}** (${range(ratio)})`,
        barsOf(result, comparison, i === 0),
      ];
    }),
  );
  const beside = results.rows.flatMap(({ row, details, comparisons }) =>
    details === undefined
      ? []
      : [
          `- \`${row.name}\`, ours: ${detailsText(details)}.`,
          ...comparisons.flatMap((each) => (each.details ? [`  ${each.peer}: ${detailsText(each.details)}.`] : [])),
        ],
  );
  return [
    '',
    runText(results),
    '',
    ...markdownTable([heading, ...lines]),
    '',
    '¹ One sample a round.',
    '',
    'Beside the times:',
    '',
    ...beside,
    '',
  ].join('\n');
}

const packageHeading = ['one call', 'ours', 'peer', 'its time', 'time ours/peer (range)'];

/** The rows of one package, with what they do in words. */
export function packageTable(results: Results, name: Row['package']): string {
  const lines = results.rows
    .filter(({ row }) => row.package === name)
    .flatMap(({ row, ours, comparisons }) =>
      comparisons.map(({ peer, ratio, theirs, status }, i) => [
        i === 0 ? row.title : '',
        i === 0 ? seconds(ours.seconds.median) : '',
        peer,
        theirs === undefined ? status : seconds(theirs.seconds.median),
        ratio === undefined ? '' : `**${plain(ratio.median)}** (${range(ratio)})`,
      ]),
    );
  return [
    '',
    `Seconds per call; below 1 we are faster. \`pnpm bench\`, as [benchmarks](../../apps/benchmarks) says. ${runText(results)}`,
    '',
    ...markdownTable([packageHeading, ...lines]),
    '',
  ].join('\n');
}

/** When, where and beside what. */
function runText(results: Results): string {
  const where = results.commit === 'worktree' ? 'a work tree' : results.commit;
  const loads = results.rows.flatMap(({ load }) => load);
  return `Run of ${results.date} on ${where}. ${machineText(results).replace('\n', '. ')}. The load average during the run was ${Math.min(...loads).toFixed(2)} to ${Math.max(...loads).toFixed(2)}, of which we are about 1.`;
}

/** A README with its part replaced; as it was if it has none. */
export function withTable(readme: string, table: string): string {
  const begin = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  if (begin < 0 || end < begin) return readme;
  return `${readme.slice(0, begin + BEGIN.length)}\n${table}\n${readme.slice(end)}`;
}
