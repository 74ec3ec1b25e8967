/** Draws the figure: the two laws with their samples, and the plane with both roads. */
import type { Claim, FigureView } from '../shared/contract.ts';
import { circle, dots, ellipse, label, type PointMap, path, polyline, rectangle, segment } from '../shared/svg.ts';
import type { State } from './model.ts';
import {
  dimensionOf,
  heatedShare,
  LAST_BETA,
  meansOf,
  NUM_BINS,
  RANGE,
  type Settings,
  scalesOf,
  settings,
  sigmaOf,
} from './settings.ts';
import { english, type Strings } from './strings.en.ts';
import { japanese } from './strings.ja.ts';

const WELLS = { width: 420, height: 380, row: 178, gap: 24 };
/** The highest density shown. */
const TOP = 0.72;
const HEATED = 'var(--figure-noisy)';
const SMOOTHED = 'var(--figure-data)';
const line = (colour: string): string => `fill:none;stroke:${colour};stroke-width:2px`;

/** Densities of a sample in even bins of the line. */
function histogram(x: Float64Array): number[] {
  const bins = new Array<number>(NUM_BINS).fill(0);
  for (const value of x) {
    const bin = Math.floor(((value + RANGE) / (2 * RANGE)) * NUM_BINS);
    if (bin >= 0 && bin < NUM_BINS) bins[bin]! += NUM_BINS / (2 * RANGE * x.length);
  }
  return bins;
}

/** One law: bars of its sample, its density, and its name. */
function row(top: number, sample: Float64Array, density: Float64Array, colour: string, name: string): string {
  const { width, row: height } = WELLS;
  const base = top + height - 1;
  const y = (value: number): number => base - (Math.min(value, TOP) / TOP) * (height - 6);
  const bars = histogram(sample)
    .map((value, bin) => rectangle((bin * width) / NUM_BINS + 0.5, y(value), width / NUM_BINS - 1, base - y(value), ''))
    .join('');
  const curve = Array.from(density).flatMap((value, i) => [i, value]);
  const place = (i: number, value: number): readonly [number, number] => [(i / (density.length - 1)) * width, y(value)];
  return [
    `<g style="fill:${colour};opacity:0.35">${bars}</g>`,
    path(polyline(curve, place), '', line(colour)),
    path(segment(0, base, width, base), 'axis'),
    label(8, top + 16, name, 'start'),
  ].join('');
}

/** One law of the plane: its sample, and circles of two standard deviations round its wells. */
function cloud(top: number, sample: Float64Array, deviations: readonly number[], colour: string, name: string): string {
  const scale = WELLS.width / (2 * RANGE);
  const map: PointMap = (x, y) => [(x + RANGE) * scale, top + WELLS.row / 2 - y * scale];
  const shown = Array.from(sample).flatMap((x, i) => {
    const y = sample[i + 1]!;
    return i % 2 === 0 && Math.abs(x) < RANGE && Math.abs(y) * scale < WELLS.row / 2 ? [x, y] : [];
  });
  const circles = deviations.map((deviation, i) =>
    ellipse([meansOf('plane')[i]!, 0], [deviation ** 2, 0, deviation ** 2], 2, map),
  );
  return [
    dots(shown, map, '', `stroke:${colour};stroke-width:3px;opacity:0.45`),
    path(circles.join(''), '', line(colour)),
    label(8, top + 16, name, 'start'),
  ].join('');
}

function wells(state: State, _: Settings, t: Strings): string {
  const { law, heated, smoothed, heatedDensity, smoothedDensity, beta, sigma } = state;
  const below = WELLS.row + WELLS.gap;
  if (dimensionOf(law) === 1)
    return (
      row(0, heated, heatedDensity, HEATED, t.heatedRow) +
      row(below, smoothed, smoothedDensity, SMOOTHED, t.smoothedRow)
    );
  const [hot, blurred] = [
    scalesOf(law).map((scale) => scale / Math.sqrt(beta)),
    scalesOf(law).map((scale) => Math.hypot(scale, sigma)),
  ];
  return cloud(0, heated, hot, HEATED, t.heatedRow) + cloud(below, smoothed, blurred, SMOOTHED, t.smoothedRow);
}

const ROADS = { width: 300, height: 272, left: 44, right: 20, top: 24, bottom: 52 };
const LAST_SIGMA = sigmaOf(LAST_BETA);

function roads({ beta, sigma, law }: State, _: Settings, t: Strings): string {
  const { width, height, left, right, top, bottom } = ROADS;
  const base = height - bottom;
  const x = (value: number): number => left + ((1 - value) / (1 - LAST_BETA)) * (width - left - right);
  const y = (value: number): number => base - (value / LAST_SIGMA) * (base - top);
  // Places of the same Gaussian, had the law been one.
  const twins = [0.25, 0.5, 0.75, 1].map((share) => {
    const level = 1 + share * (LAST_BETA - 1);
    return segment(x(level), base, left, y(sigmaOf(level)));
  });
  return [
    path(twins.join(''), 'grid'),
    path(segment(left, base, width - right, base) + segment(left, base, left, top), 'axis'),
    path(segment(left, base, x(beta), base), '', `${line(HEATED)};stroke-width:4px`),
    path(segment(left, base, left, y(sigma)), '', `${line(SMOOTHED)};stroke-width:4px`),
    law === 'one' ? path(segment(x(beta), base, left, y(sigma)), 'lit') : '',
    `<g style="fill:${HEATED}">${circle(x(beta), base, 7, '')}</g>`,
    `<g style="fill:${SMOOTHED}">${circle(left, y(sigma), 7, '')}</g>`,
    label(left - 12, base + 18, t.start, 'end'),
    label((left + width - right) / 2, height - 10, t.heatAxis, 'middle'),
    label(left + 4, top - 8, t.smoothAxis, 'start'),
    ...[0.5, 1, 1.5].map((value) => label(left - 10, y(value) + 5, value.toFixed(1), 'end')),
    ...[0.8, 0.6, 0.4].map((value) => label(x(value), base + 20, value.toFixed(1), 'middle')),
  ].join('');
}

function readout(state: State, { value, standardError, expected }: Claim, t: Strings): string[] {
  const { law, smoothedNow, numCounted } = state;
  const shown = numCounted > 0;
  const [now, error] = [shown ? value.toFixed(3) : '…', shown ? standardError.toFixed(3) : '…'];
  return law === 'one'
    ? [t.claimOne(now, error, expected.toFixed(3)), t.smoothedOne(smoothedNow.toFixed(2))]
    : [
        t.claim(now, error, expected.toFixed(3)),
        `${t.smoothed(smoothedNow.toFixed(2))} ${t.dimensions(heatedShare(LAST_BETA, 8).toFixed(5))}`,
      ];
}

export const view: FigureView<Settings, State, Strings> = {
  name: 'heat-or-smooth',
  defaults: settings,
  strings: { en: english, ja: japanese },
  opening: 30,
  rate: 12,
  isOver: (state) => state.isOver,
  panels: [
    { name: 'wells', width: WELLS.width, height: WELLS.height, label: (t) => t.wellsLabel, draw: wells },
    { name: 'roads', width: ROADS.width, height: ROADS.height, label: (t) => t.roadsLabel, draw: roads },
  ],
  controls: (t) => [
    {
      kind: 'range',
      name: 'progress',
      label: t.progress,
      restarts: false,
      min: 0,
      max: 100,
      step: 1,
      follow: ({ progress }) => Math.round(100 * progress),
      show: (percent) => `${percent} %`,
    },
    {
      kind: 'select',
      name: 'law',
      label: t.law,
      restarts: 0,
      options: [
        ['two', t.laws.two],
        ['plane', t.laws.plane],
        ['one', t.laws.one],
        ['close', t.laws.close],
      ],
    },
  ],
  caption: (t) => t.caption,
  legend: (t) => [
    { symbol: 'noisy', text: t.legend.heated },
    { symbol: 'data', text: t.legend.smoothed },
  ],
  status: ({ beta, sigma }, t) => t.status(beta.toFixed(2), sigma.toFixed(2)),
  readout,
};
