/** The last chapter: the bridge in numbers, one table a group. */
import { differenceOf, groups, holds } from '../story/bridge/index.ts';
import { tiny } from '../story/findings.ts';
import type { Story } from '../story/index.ts';
import type { Text } from '../text.ts';
import { chapter, grid, heading } from './html.ts';

/** Below this a number is shown as a power of ten. */
const SMALL = 1e-3;

const shown = (value: number): string =>
  value === 0 ? '0' : Math.abs(value) < SMALL ? value.toExponential(5) : value.toFixed(7);

export function numbersChapter({ bridge }: Story, text: Text): string {
  const t = text.report.inNumbers;
  const tables = groups.map(
    (group) =>
      heading(t.groups[group]) +
      grid(
        t.columns,
        bridge[group].map((row) => [
          t.rows[row.id],
          shown(row.expected),
          // What is to vanish, and does to rounding, has no digits to show.
          row.expected === 0 ? tiny(row.computed) : shown(row.computed),
          `${tiny(differenceOf(row))}${holds(row) ? '' : ' ✗'}`,
          t.sources[row.source],
        ]),
      ),
  );
  const rows = groups.flatMap((group) => bridge[group]);
  return chapter(text, t, tables.join('\n'), t.caption(rows.length, rows.filter(holds).length));
}
