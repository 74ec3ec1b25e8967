/** The report's charts, drawn by Observable Plot into a document of the server. */
import * as Plot from '@observablehq/plot';
import type { ElboVariance } from '@yuragi/diffusion';
import { parseHTML } from 'linkedom';
import type { BoundRow, Snapshot } from '../story/swiss-roll.ts';

const { document } = parseHTML('<!doctype html><html><body></body></html>');
const style = { fontFamily: 'inherit', fontSize: '12px', background: 'transparent', color: 'currentColor' };
/** Okabe and Ito's colours, told apart by colour-blind readers too. */
export const colours: Readonly<Record<ElboVariance, string>> = {
  optimal: '#0072B2',
  forward: '#009E73',
  posterior: '#D55E00',
};

export function draw(options: Plot.PlotOptions, description: string): string {
  const svg = Plot.plot({ document: document as unknown as Document, style, ...options }) as unknown as Element;
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', description);
  return svg.outerHTML;
}

/** Clouds of points side by side, each at a noise level; colour follows a point from panel to panel. */
export function clouds(snapshots: readonly Snapshot[], colour: readonly number[], description: string): string {
  const label = ({ sigma }: Snapshot): string => `σ = ${sigma === 0 ? '0' : sigma.toPrecision(2)}`;
  const points = snapshots.flatMap((snapshot) =>
    colour.map((t, i) => ({ panel: label(snapshot), x: snapshot.points[2 * i]!, y: snapshot.points[2 * i + 1]!, t })),
  );
  return draw(
    {
      width: 960,
      height: 190,
      marginLeft: 4,
      marginRight: 4,
      marginBottom: 4,
      marginTop: 24,
      fx: { label: null, axis: 'top', domain: snapshots.map(label), padding: 0.03 },
      x: { domain: [-2.6, 2.6], axis: null },
      y: { domain: [-2.6, 2.6], axis: null },
      color: { scheme: 'turbo', type: 'linear' },
      marks: [Plot.dot(points, { fx: 'panel', x: 'x', y: 'y', fill: 't', r: 1.3, clip: true })],
    },
    description,
  );
}

/** The bound at every half step of EM, bits per point. */
export function climb(
  bits: readonly number[],
  truth: number,
  labels: { readonly x: string; readonly y: string; readonly truth: string },
  description: string,
): string {
  const data = bits.map((value, i) => ({ step: i / 2, value }));
  return draw(
    {
      width: 460,
      height: 300,
      marginLeft: 50,
      x: { label: labels.x },
      y: { label: labels.y, grid: true, domain: [Math.min(...bits), Math.max(truth, ...bits) + 0.01] },
      marks: [
        Plot.ruleY([truth], { strokeDasharray: '4 3' }),
        Plot.text([{ y: truth }], { y: 'y', text: () => labels.truth, frameAnchor: 'right', dy: 9 }),
        Plot.line(data, { x: 'step', y: 'value', stroke: colours.optimal, strokeWidth: 2 }),
      ],
    },
    description,
  );
}

/** What is left to the last value, on a logarithmic scale. */
export function remaining(
  bits: readonly number[],
  labels: { readonly x: string; readonly y: string },
  description: string,
): string {
  const last = bits.at(-1)!;
  const data = bits
    .slice(0, -1)
    .map((value, i) => ({ step: i / 2, gap: last - value }))
    .filter(({ gap }) => gap > 0);
  return draw(
    {
      width: 460,
      height: 300,
      marginLeft: 50,
      x: { label: labels.x },
      y: { label: labels.y, type: 'log', grid: true, tickFormat: '.0e' },
      marks: [Plot.line(data, { x: 'step', y: 'gap', stroke: colours.optimal, strokeWidth: 2 })],
    },
    description,
  );
}

const series = (rows: readonly BoundRow[]) =>
  rows.flatMap((row) =>
    (Object.keys(colours) as ElboVariance[]).map((kind) => ({
      numSteps: row.numSteps,
      kind,
      bits: row.bits[kind],
      low: row.bits[kind] - 2 * row.standardError,
      high: row.bits[kind] + 2 * row.standardError,
    })),
  );

/** The bound against the number of steps, one line a reverse variance, and the exact value above them. */
export function bounds(
  rows: readonly BoundRow[],
  exact: number,
  labels: { readonly x: string; readonly y: string; readonly exact: string },
  description: string,
): string {
  const data = series(rows);
  return draw(
    {
      width: 460,
      height: 320,
      marginLeft: 50,
      x: { label: labels.x, type: 'log', ticks: rows.map(({ numSteps }) => numSteps), tickFormat: 'd' },
      y: { label: labels.y, grid: true },
      color: { domain: Object.keys(colours), range: Object.values(colours) },
      marks: [
        Plot.ruleY([exact], { strokeDasharray: '4 3' }),
        Plot.text([{ y: exact }], { y: 'y', text: () => labels.exact, frameAnchor: 'left', dx: 4, dy: -7 }),
        Plot.line(data, { x: 'numSteps', y: 'bits', stroke: 'kind', strokeWidth: 2 }),
        Plot.ruleX(
          data.filter(({ kind }) => kind === 'optimal'),
          { x: 'numSteps', y1: 'low', y2: 'high', stroke: 'kind' },
        ),
        Plot.dot(data, { x: 'numSteps', y: 'bits', fill: 'kind', r: 3 }),
      ],
    },
    description,
  );
}

/** The gap to the exact value, both scales logarithmic. */
export function gaps(
  rows: readonly BoundRow[],
  exact: number,
  labels: { readonly x: string; readonly y: string },
  description: string,
): string {
  const data = series(rows)
    .map((point) => ({ ...point, gap: exact - point.bits }))
    .filter(({ gap }) => gap > 0);
  return draw(
    {
      width: 460,
      height: 320,
      marginLeft: 50,
      x: { label: labels.x, type: 'log', ticks: rows.map(({ numSteps }) => numSteps), tickFormat: 'd' },
      y: { label: labels.y, type: 'log', grid: true, tickFormat: '.2~f' },
      color: { domain: Object.keys(colours), range: Object.values(colours) },
      marks: [
        Plot.line(data, { x: 'numSteps', y: 'gap', stroke: 'kind', strokeWidth: 2 }),
        Plot.dot(data, { x: 'numSteps', y: 'gap', fill: 'kind', r: 3 }),
      ],
    },
    description,
  );
}

/** Posterior probabilities of the ten classes as small bars. */
export function classBars(classes: Float64Array, truth: number, description: string): string {
  const data = Array.from(classes, (probability, label) => ({ label, probability, isTruth: label === truth }));
  return draw(
    {
      width: 200,
      height: 80,
      marginLeft: 4,
      marginRight: 4,
      marginTop: 8,
      marginBottom: 18,
      x: { label: null, type: 'band', tickSize: 0 },
      y: { axis: null, domain: [0, 1] },
      marks: [
        Plot.barY(data, {
          x: 'label',
          y: 'probability',
          fill: (row: { isTruth: boolean }) => (row.isTruth ? colours.optimal : colours.posterior),
        }),
        Plot.ruleY([0]),
      ],
    },
    description,
  );
}
