/** Draws the figure: the law with both Gaussians above, and what each divergence makes of every place. */
import type { FigureView } from '../shared/contract.ts';
import { circle, label, path, polyline, segment } from '../shared/svg.ts';
import type { State, Walk } from './model.ts';
import { MARGIN, MAX_STEPS, NUM_PLACES, type Settings, settings } from './settings.ts';
import { english, type Strings } from './strings.en.ts';
import { japanese } from './strings.ja.ts';

const FORWARD = 'var(--figure-guess)';
const REVERSE = 'var(--figure-noisy)';
const line = (colour: string, width = 2.5): string => `fill:none;stroke:${colour};stroke-width:${width}px`;

const over = ({ byForward, byReverse, step }: State): boolean =>
  (byForward.isOver && byReverse.isOver) || step >= MAX_STEPS;

const LAWS = { width: 420, height: 350, left: 10, right: 10, top: 14, bottom: 48 };
const CURVES = { width: 300, height: 350, left: 36, right: 10, top: 14, bottom: 48 };
type Frame = typeof LAWS;

/** From a place along the line to the picture. */
const across =
  ({ width, left, right }: Frame, distance: number) =>
  (x: number): number =>
    left + ((x / (distance / 2 + MARGIN) + 1) / 2) * (width - left - right);
const alongIndex =
  ({ width, left, right }: Frame) =>
  (i: number): number =>
    left + (i / (NUM_PLACES - 1)) * (width - left - right);

/** A curve over the places, in pieces: what is higher than the picture is left out. */
function pieces(values: Float64Array, x: (i: number) => number, y: (value: number) => number, top: number): string {
  let d = '';
  let piece: number[] = [];
  const close = (): void => {
    if (piece.length > 2) d += polyline(piece, (a, b) => [a, b]);
    piece = [];
  };
  for (const [i, value] of values.entries()) {
    if (y(value) < top) close();
    else piece.push(x(i), y(value));
  }
  close();
  return d;
}

/** The line below a panel, with both peaks and the middle. */
function axis(frame: Frame, distance: number, name: string): string {
  const { width, height, left, right, bottom } = frame;
  const base = height - bottom;
  const x = across(frame, distance);
  return [
    path(segment(left, base, width - right, base), 'axis'),
    ...[-distance / 2, 0, distance / 2].map(
      (at) => path(segment(x(at), base, x(at), base + 5), 'axis') + label(x(at), base + 19, tick(at), 'middle'),
    ),
    label((left + width - right) / 2, height - 8, name, 'middle'),
  ].join('');
}

const tick = (value: number): string => String(value).replace('-', '−');

function laws(state: State, _: Settings, t: Strings): string {
  const { height, top, bottom } = LAWS;
  const base = height - bottom;
  const { peaks, byForward, byReverse, distance } = state;
  // A peak of its own has the density 0.4 at most.
  const y = (value: number): number => base - (value / 0.42) * (base - top);
  const x = alongIndex(LAWS);
  const curve = (values: Float64Array): string => pieces(values, x, y, 0);
  const filled = `${curve(peaks)}L${x(NUM_PLACES - 1).toFixed(1)} ${base}L${x(0).toFixed(1)} ${base}Z`;
  return [
    path(filled, '', 'fill:var(--figure-data);fill-opacity:0.18;stroke:none'),
    path(curve(peaks), '', line('var(--figure-data)')),
    path(curve(byForward.density), '', line(FORWARD, 3)),
    path(curve(byReverse.density), '', line(REVERSE, 3)),
    axis(LAWS, distance, t.placeAxis),
  ].join('');
}

function curves(state: State, _: Settings, t: Strings): string {
  const { width, height, left, right, top, bottom } = CURVES;
  const base = height - bottom;
  const { forwardCurve, reverseCurve, byForward, byReverse, distance } = state;
  const middle = (NUM_PLACES - 1) / 2;
  const ceiling = Math.max(1, 1.3 * forwardCurve[middle]!, 1.3 * reverseCurve[middle]!);
  const y = (value: number): number => base - (value / ceiling) * (base - top);
  const x = alongIndex(CURVES);
  const xOf = across(CURVES, distance);
  const stand = (walk: Walk, kind: 'forward' | 'reverse', colour: string): string =>
    `<g style="fill:${colour}">${circle(xOf(walk.m), Math.max(y(walk[kind]), top), 7, '')}</g>`;
  const step = ceiling > 1.5 ? 0.5 : 0.25;
  const ticks = Array.from({ length: 8 }, (__, i) => i * step).filter((value) => value <= ceiling);
  return [
    path(segment(left, base, left, top), 'axis'),
    axis(CURVES, distance, t.meanAxis),
    ...ticks.map((value) => label(left - 6, y(value) + 5, String(value), 'end')),
    path(
      segment(left, y(state.least), width - right, y(state.least)),
      '',
      `${line('var(--figure-soft)', 1.5)};stroke-dasharray:4 4`,
    ),
    path(pieces(forwardCurve, x, y, top), '', line(FORWARD)),
    path(pieces(reverseCurve, x, y, top), '', line(REVERSE)),
    stand(byForward, 'forward', FORWARD),
    stand(byReverse, 'reverse', REVERSE),
  ].join('');
}

const shown = (value: number, digits = 4): string =>
  value
    .toFixed(digits)
    .replace(/^-0(\.0+)$/, '0$1')
    .replace('-', '−');

export const view: FigureView<Settings, State, Strings> = {
  name: 'two-peaks',
  defaults: settings,
  strings: { en: english, ja: japanese },
  opening: 6,
  rate: 12,
  isOver: over,
  panels: [
    { name: 'laws', width: LAWS.width, height: LAWS.height, label: (t) => t.lawsLabel, draw: laws },
    { name: 'curves', width: CURVES.width, height: CURVES.height, label: (t) => t.curvesLabel, draw: curves },
  ],
  controls: (t) => [
    {
      kind: 'range',
      name: 'distance',
      label: t.distance,
      min: 1,
      max: 8,
      step: 0.5,
      restarts: 6,
      show: (value) => value.toFixed(1),
    },
    {
      kind: 'select',
      name: 'start',
      label: t.start,
      restarts: 6,
      options: [
        ['left', t.starts.left],
        ['right', t.starts.right],
        ['middle', t.starts.middle],
      ],
    },
  ],
  caption: (t) => t.caption,
  legend: (t) => [
    { symbol: 'data', text: t.legend.law },
    { symbol: 'guess', text: t.legend.forward },
    { symbol: 'noisy', text: t.legend.reverse },
  ],
  status: (state, t) => t.status(state.step, over(state)),
  readout: ({ byForward, byReverse, distance, least }, _, t) => [
    t.claim(shown(byReverse.reverse), shown(least)),
    t.moments(shown(byForward.m), shown(Math.exp(2 * byForward.l)), shown(1 + (distance / 2) ** 2)),
    t.other(shown(byForward.reverse, 2), shown(byReverse.forward, 2)),
  ],
};
