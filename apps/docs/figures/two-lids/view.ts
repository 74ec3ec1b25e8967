/** Draws the figure: the curve twice, each time with one lid, and how far both have come down. */
import type { FigureView } from '../shared/contract.ts';
import { circle, label, path, polyline, segment } from '../shared/svg.ts';
import type { State, Walk } from './model.ts';
import { MAX_ROUNDS, RANGE, type Settings, settings } from './settings.ts';
import { english, type Strings } from './strings.en.ts';
import { japanese } from './strings.ja.ts';

const LIDS = { width: 420, height: 420, row: 176, gap: 18, left: 10, right: 10 };
const GRADIENT = 'var(--figure-noisy)';
const EM = 'var(--figure-data)';
const line = (colour: string, width = 2): string => `fill:none;stroke:${colour};stroke-width:${width}px`;
/** Nats above the highest and below the lowest point of the curve that are shown. */
const ABOVE = 0.15;
const BELOW = 0.35;

const overs = ({ gradient, em, round }: State): boolean => (gradient.isOver && em.isOver) || round >= MAX_ROUNDS;

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

/** The curve with one lid: where it touches, its lowest point, and the way down from there. */
function row(state: State, walk: Walk, top: number, colour: string, name: string): string {
  const { width, row: height, left, right } = LIDS;
  const { curve } = state;
  const [floor, ceiling] = [Math.min(...curve) - BELOW, Math.max(...curve) + ABOVE];
  const base = top + height;
  const x = (i: number): number => left + (i / (curve.length - 1)) * (width - left - right);
  const y = (value: number): number => base - ((value - floor) / (ceiling - floor)) * height;
  const xOf = (theta: number): number =>
    Math.min(Math.max(x(((theta - RANGE[0]) / (RANGE[1] - RANGE[0])) * (curve.length - 1)), left), width - right);
  const at = (theta: number, value: number): readonly [number, number] => [
    xOf(theta),
    Math.min(Math.max(y(value), top), base),
  ];
  const [px, py] = at(walk.theta, walk.values.at(-1)!);
  const parts = [
    path(segment(left, base, width - right, base), 'axis'),
    path(pieces(curve, x, y, top), '', line('var(--figure-ink)')),
    label(left + 4, base - 8, name, 'start'),
  ];
  if (walk.lid !== null) {
    const lowest = Math.min(...walk.lid);
    const [nx, ny] = at(walk.next, lowest);
    const isShown = walk.next >= RANGE[0] && walk.next <= RANGE[1];
    const curveThere = curve[Math.round(((walk.next - RANGE[0]) / (RANGE[1] - RANGE[0])) * (curve.length - 1))];
    parts.push(
      path(
        pieces(
          walk.lid.map((value) => Math.max(value, floor)),
          x,
          y,
          top,
        ),
        '',
        line(colour, 3),
      ),
      isShown && curveThere !== undefined
        ? path(segment(nx, ny, nx, at(walk.next, curveThere)[1]), '', `${line(colour, 1.5)};stroke-dasharray:3 3`)
        : label(nx, ny - 8, walk.next < RANGE[0] ? '←' : '→', walk.next < RANGE[0] ? 'start' : 'end'),
      `<g style="fill:var(--figure-paper);stroke:${colour};stroke-width:2px">${circle(nx, ny, 5, '')}</g>`,
    );
  }
  parts.push(`<g style="fill:${colour}">${circle(px, py, 7, '')}</g>`);
  return parts.join('');
}

function lids(state: State, _: Settings, t: Strings): string {
  const { width, height, row: rowHeight, gap, left, right } = LIDS;
  const bottom = 2 * rowHeight + gap;
  const x = (theta: number): number => left + ((theta - RANGE[0]) / (RANGE[1] - RANGE[0])) * (width - left - right);
  return [
    row(state, state.gradient, 0, GRADIENT, t.gradientRow),
    row(state, state.em, rowHeight + gap, EM, t.emRow),
    ...[-4, -2, 0, 2].map((theta) => label(x(theta), bottom + 17, String(theta).replace('-', '−'), 'middle')),
    label(width / 2, height - 8, t.thetaAxis, 'middle'),
  ].join('');
}

const FALL = { width: 300, height: 420, left: 46, right: 12, top: 18, bottom: 48 };
/** Rounds on the axis at least. */
const SHOWN = 12;

function fall(state: State, _: Settings, t: Strings): string {
  const { width, height, left, right, top, bottom } = FALL;
  const { curve, gradient, em } = state;
  const [floor, ceiling] = [Math.min(...curve) - 0.05, Math.max(...curve, gradient.values[0]!) + ABOVE];
  const base = height - bottom;
  const last = Math.max(SHOWN, gradient.values.length - 1, em.values.length - 1);
  const x = (round: number): number => left + (round / last) * (width - left - right);
  const y = (value: number): number =>
    base - ((Math.min(Math.max(value, floor), ceiling) - floor) / (ceiling - floor)) * (base - top);
  const walk = (values: readonly number[], colour: string): string => {
    const points = values.flatMap((value, round) => [round, value]);
    const way = polyline(points, (round, value) => [x(round), y(value)]);
    const stops = values.map((value, round) => circle(x(round), y(value), 3.5, '')).join('');
    return `${path(way, '', line(colour))}<g style="fill:${colour}">${stops}</g>`;
  };
  const ticks = Array.from({ length: 12 }, (_, i) => Math.ceil(floor * 2 + i) / 2).filter((value) => value <= ceiling);
  return [
    path(segment(left, base, width - right, base) + segment(left, base, left, top), 'axis'),
    ...ticks.map((value) => label(left - 8, y(value) + 5, value.toFixed(1), 'end')),
    ...[0, 5, 10, 20, 30, 40]
      .filter((round) => round <= last)
      .map((round) => label(x(round), base + 20, String(round), 'middle')),
    label((left + width - right) / 2, height - 8, t.roundsAxis, 'middle'),
    walk(gradient.values, GRADIENT),
    walk(em.values, EM),
  ].join('');
}

/** Rounding is shown as what it is: nothing. */
const small = (value: number): string => (value <= 1e-12 ? '0' : value.toPrecision(2));

export const view: FigureView<Settings, State, Strings> = {
  name: 'two-lids',
  defaults: settings,
  strings: { en: english, ja: japanese },
  opening: 1,
  rate: 2,
  isOver: overs,
  panels: [
    { name: 'lids', width: LIDS.width, height: LIDS.height, label: (t) => t.lidsLabel, draw: lids },
    { name: 'fall', width: FALL.width, height: FALL.height, label: (t) => t.fallLabel, draw: fall },
  ],
  controls: (t) => [
    {
      kind: 'select',
      name: 'lid',
      label: t.lid,
      restarts: 1,
      options: [
        ['bound', t.lids.bound],
        ['way', t.lids.way],
        ['place', t.lids.place],
        ['flat', t.lids.flat],
      ],
    },
  ],
  caption: (t) => t.caption,
  legend: (t) => [
    { symbol: 'logp', text: t.legend.f },
    { symbol: 'noisy', text: t.legend.gradient },
    { symbol: 'data', text: t.legend.em },
  ],
  status: (state, t) =>
    t.status(
      state.round,
      overs(state)
        ? t.phases.over
        : state.gradient.lid === null && state.em.lid === null
          ? t.phases.stands
          : t.phases.built,
    ),
  readout: ({ gradient, em, round }, { value }, t) => [
    t.claim(round, small(value), small(Math.max(gradient.hole, em.hole))),
    t.values(gradient.values.at(-1)!.toFixed(6), em.values.at(-1)!.toFixed(6)),
  ],
};
