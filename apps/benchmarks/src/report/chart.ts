/** The ratios of a run on a logarithmic scale, as one SVG that stands alone. */
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import type { Results } from '../results.ts';
import { plain } from './format.ts';

const { document } = parseHTML('<!doctype html><html><body></body></html>');
/** Okabe and Ito's colours, told apart by colour-blind readers too. */
const FASTER = '#0072B2';
const SLOWER = '#D55E00';
const ROW_HEIGHT = 22;

export function chart({ rows, machine, date, runtime }: Results): string {
  const data = rows.flatMap(({ row, comparisons }) =>
    comparisons.flatMap(({ peer, ratio }) =>
      ratio === undefined
        ? []
        : [{ label: `${row.name} | ${peer}`, ...ratio, side: ratio.median <= 1 ? 'we are faster' : 'we are slower' }],
    ),
  );
  const svg = Plot.plot({
    document: document as unknown as Document,
    style: { fontFamily: 'sans-serif', fontSize: '12px', background: 'white', color: '#222' },
    width: 900,
    height: 70 + ROW_HEIGHT * data.length,
    marginLeft: 300,
    marginRight: 60,
    marginBottom: 40,
    x: { type: 'log', label: 'our time over its time, 1 = equal', grid: true, tickFormat: '~g' },
    y: { label: null, domain: data.map(({ label }) => label) },
    color: { domain: ['we are faster', 'we are slower'], range: [FASTER, SLOWER] },
    marks: [
      Plot.ruleX([1], { stroke: '#222' }),
      Plot.ruleY(data, { y: 'label', x1: 'low', x2: 'high', stroke: 'side', strokeWidth: 3, strokeOpacity: 0.45 }),
      Plot.dot(data, { y: 'label', x: 'median', fill: 'side', r: 4 }),
      Plot.text(data, {
        y: 'label',
        x: 'high',
        text: (each: { median: number }) => plain(each.median),
        textAnchor: 'start',
        dx: 8,
      }),
    ],
  }) as unknown as Element;
  // Plot states the height twice, the second time with a word that CSS does not have.
  const style = svg.querySelector('style');
  if (style !== null) style.textContent = style.textContent.replace(/\n *height: intrinsic;/, '');
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  svg.setAttribute('role', 'img');
  svg.setAttribute(
    'aria-label',
    `Time of this project over the time of each peer, ${date}, ${machine.cpu}, Node ${runtime.node}: ${data.map(({ label, median }) => `${label} ${plain(median)}`).join(', ')}`,
  );
  return svg.outerHTML;
}
