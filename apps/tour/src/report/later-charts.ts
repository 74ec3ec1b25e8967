/** Charts of the later chapters: energies, work, large deviations, the plane and the ledger. */
import * as Plot from '@observablehq/plot';
import type { Plane, ShareRow } from '../story/plane.ts';
import { draw } from './charts.ts';

/** Okabe and Ito's colours. */
export const hues = { blue: '#0072B2', orange: '#D55E00', green: '#009E73', purple: '#CC79A7' } as const;

/** The best of each try, one row a method; the dashed line is the lowest of all. */
export function lowestEnergies(
  rows: readonly { readonly method: string; readonly energies: readonly number[] }[],
  label: string,
  description: string,
): string {
  const points = rows.flatMap(({ method, energies }) => energies.map((energy) => ({ method, energy })));
  const lowest = Math.min(...points.map(({ energy }) => energy));
  return draw(
    {
      width: 560,
      height: 60 + 36 * rows.length,
      marginLeft: 185,
      marginBottom: 40,
      x: { label, grid: true, inset: 12 },
      y: { label: null, domain: rows.map(({ method }) => method), type: 'point' },
      r: { range: [0, 9] },
      marks: [
        Plot.ruleX([lowest], { strokeDasharray: '4 3' }),
        Plot.dot(points, Plot.group({ r: 'count' }, { x: 'energy', y: 'method', fill: hues.blue, fillOpacity: 0.7 })),
      ],
    },
    description,
  );
}

/** Success of two ways of annealing against the time they had. */
export function successes(
  rows: readonly { readonly duration: number; readonly quantum: number; readonly simulated: number }[],
  labels: { readonly x: string; readonly y: string },
  description: string,
): string {
  const lines = [
    { key: 'quantum', colour: hues.orange },
    { key: 'simulated', colour: hues.blue },
  ] as const;
  return draw(
    {
      width: 400,
      height: 286,
      marginLeft: 50,
      marginBottom: 40,
      x: { label: labels.x, type: 'log', ticks: rows.map(({ duration }) => duration), tickFormat: 'd' },
      y: { label: labels.y, grid: true, domain: [0, 1] },
      marks: lines.flatMap(({ key, colour }) => [
        Plot.line(rows, { x: 'duration', y: key, stroke: colour, strokeWidth: 2 }),
        Plot.dot(rows, { x: 'duration', y: key, fill: colour, r: 3.5 }),
      ]),
    },
    description,
  );
}

/** Histograms of work, one below the other, with the exact free energy and the estimate of it. */
export function workHistograms(
  drives: readonly { readonly panel: string; readonly work: Float64Array; readonly estimate: number }[],
  exact: number,
  labels: { readonly x: string; readonly y: string },
  description: string,
): string {
  const points = drives.flatMap(({ panel, work }) => Array.from(work, (value) => ({ panel, value })));
  return draw(
    {
      width: 760,
      height: 120 * drives.length + 40,
      marginLeft: 50,
      marginBottom: 40,
      marginRight: 90,
      fy: { label: null, domain: drives.map(({ panel }) => panel) },
      x: { label: labels.x },
      y: { label: labels.y, grid: true, ticks: 3 },
      marks: [
        // The facet is the mark's own: bins are made within it.
        Plot.rectY(points, {
          ...Plot.binX({ y: 'count' }, { x: { value: 'value', thresholds: 40 } }),
          fill: '#999',
          fy: 'panel',
        }),
        Plot.ruleX(drives, { x: () => exact, fy: 'panel', stroke: hues.blue, strokeWidth: 2 }),
        Plot.ruleX(drives, {
          x: 'estimate',
          fy: 'panel',
          stroke: hues.orange,
          strokeWidth: 2,
          strokeDasharray: '5 3',
        }),
        Plot.ruleY([0]),
      ],
    },
    description,
  );
}

/** The rate of an event against the number of rolls, and its limit. */
export function rates(
  rows: readonly { readonly numDraws: number; readonly rate: number; readonly leastDivergence: number }[],
  limit: number,
  labels: { readonly x: string; readonly y: string; readonly limit: string },
  description: string,
): string {
  const lines = [
    { key: 'rate', colour: hues.blue },
    { key: 'leastDivergence', colour: hues.green },
  ] as const;
  return draw(
    {
      width: 460,
      height: 300,
      marginLeft: 50,
      marginBottom: 40,
      x: { label: labels.x },
      y: { label: labels.y, grid: true, zero: true },
      marks: [
        Plot.ruleY([limit], { strokeDasharray: '4 3' }),
        Plot.text([limit], { y: (value: number) => value, text: () => labels.limit, frameAnchor: 'right', dy: 10 }),
        ...lines.flatMap(({ key, colour }) => [
          Plot.line(rows, { x: 'numDraws', y: key, stroke: colour, strokeWidth: 2 }),
          Plot.dot(rows, { x: 'numDraws', y: key, fill: colour, r: 3 }),
        ]),
      ],
    },
    description,
  );
}

/** Laws on the faces of a die side by side. */
export function faces(
  laws: readonly { readonly law: ArrayLike<number>; readonly colour: string }[],
  labels: { readonly x: string; readonly y: string },
  description: string,
): string {
  const bars = laws.flatMap(({ law, colour }) => Array.from(law, (share, face) => ({ face: face + 1, share, colour })));
  return draw(
    {
      width: 460,
      height: 300,
      marginLeft: 50,
      marginBottom: 40,
      fx: { label: labels.x, padding: 0.15 },
      x: { axis: null, domain: laws.map(({ colour }) => colour) },
      y: { label: labels.y, grid: true },
      marks: [
        Plot.barY(bars, { fx: 'face', x: 'colour', y: 'share', fill: (bar: { colour: string }) => bar.colour }),
        Plot.ruleY([0]),
      ],
    },
    description,
  );
}

/** Densities over the plane, each over its own maximum, with the weight of the wide well. */
export function plane({ positions, panels }: Plane, description: string): string {
  const every = 6;
  const columns = [...new Set(panels.map(({ beta }) => beta))];
  const rows = [...new Set(panels.map(({ sigma }) => sigma))];
  const points = panels.flatMap(({ beta, sigma, heights }) =>
    Array.from(heights, (height, i) => ({ beta, sigma, x: positions[i]!, height })).filter((_, i) => i % every === 0),
  );
  return draw(
    {
      width: 900,
      height: 110 * rows.length + 60,
      marginLeft: 50,
      marginBottom: 40,
      fx: { label: 'β', domain: columns, padding: 0.08 },
      fy: { label: 'σ', domain: rows, padding: 0.12 },
      x: { axis: null },
      y: { axis: null, domain: [0, 1.25] },
      marks: [
        Plot.areaY(points, { fx: 'beta', fy: 'sigma', x: 'x', y: 'height', fill: hues.blue, fillOpacity: 0.5 }),
        Plot.ruleY([0]),
        Plot.text(panels, {
          fx: 'beta',
          fy: 'sigma',
          text: ({ wideShare }: { wideShare: number }) => wideShare.toFixed(3),
          frameAnchor: 'top-right',
        }),
      ],
    },
    description,
  );
}

/** The weight of the wide well along one axis of the plane, one line a dimension. */
export function shares(
  rows: readonly ShareRow[],
  labels: { readonly x: string; readonly y: string; dimension(d: number): string },
  isReversed: boolean,
  description: string,
): string {
  const ends = [...new Map(rows.map((row) => [row.dimension, row])).values()];
  return draw(
    {
      width: 400,
      height: 260,
      marginLeft: 50,
      marginRight: 55,
      marginBottom: 40,
      x: { label: labels.x, reverse: isReversed },
      y: { label: labels.y, grid: true, domain: [0.4, 1] },
      marks: [
        Plot.line(rows, { x: 'level', y: 'share', z: 'dimension', stroke: hues.blue, strokeWidth: 2 }),
        Plot.text(ends, {
          x: 'level',
          y: 'share',
          text: ({ dimension }: ShareRow) => labels.dimension(dimension),
          textAnchor: 'start',
          dx: 6,
        }),
      ],
    },
    description,
  );
}

export interface LedgerPoint {
  readonly colour: string;
  readonly numSteps: number;
  /** On the line, if it is known exactly. */
  readonly exact?: number;
  /** The dot, and two standard errors about it. */
  readonly value: number;
  readonly error: number;
}

/** Dissipation against the number of steps, exact (lines) and sampled (dots). */
export function dissipations(
  points: readonly LedgerPoint[],
  limits: readonly { readonly value: number; readonly colour: string }[],
  isLogarithmic: boolean,
  labels: { readonly x: string; readonly y: string },
  description: string,
): string {
  const steps = [...new Set(points.map(({ numSteps }) => numSteps))];
  const known = points.filter(({ exact }) => exact !== undefined);
  const shown = isLogarithmic ? points.filter(({ value }) => value > 0) : points;
  return draw(
    {
      width: 460,
      height: 320,
      marginLeft: 55,
      marginBottom: 40,
      x: { label: labels.x, type: 'log', tickFormat: 'd', ticks: isLogarithmic ? 4 : steps },
      y: {
        label: labels.y,
        grid: true,
        ...(isLogarithmic ? { type: 'log', ticks: 5, tickFormat: '~g' } : { zero: true }),
      },
      marks: [
        Plot.ruleY(limits, { y: 'value', stroke: 'colour', strokeDasharray: '4 3' }),
        Plot.line(known, { x: 'numSteps', y: 'exact', z: 'colour', stroke: 'colour', strokeWidth: 2 }),
        Plot.ruleX(isLogarithmic ? [] : shown, {
          x: 'numSteps',
          y1: ({ value, error }: LedgerPoint) => value - error,
          y2: ({ value, error }: LedgerPoint) => value + error,
          stroke: 'colour',
        }),
        Plot.dot(shown, { x: 'numSteps', y: 'value', fill: 'colour', r: 3 }),
      ],
    },
    description,
  );
}
