/** Draws the figure: the densities behind the moving cloud, and the cloud's histogram beside the density of now. */
import type { FigureView } from '../shared/contract.ts';
import { dots, label, path, polyline, segment } from '../shared/svg.ts';
import type { State } from './model.ts';
import { DURATION, NUM_CHECKS, NUM_CLOUDS, NUM_POINTS, RANGE, type Settings, settings } from './settings.ts';
import { english, type Strings } from './strings.en.ts';
import { japanese } from './strings.ja.ts';

const SIZE = 420;
const LEFT = 24;
const RIGHT = 56;
const BASE = SIZE - 40;

const column = (time: number): number => LEFT + (time / DURATION) * (SIZE - LEFT - RIGHT);
const row = (x: number): number => ((RANGE - Math.min(Math.max(x, -RANGE), RANGE)) / (2 * RANGE)) * BASE;
const place = (time: number, x: number): readonly [number, number] => [column(time), row(x)];

/** Pixels per unit of density. */
const RIDGE = 90;
const colourOf = ({ direction }: State): string => (direction === 'there' ? 'sym-noisy' : 'sym-guess');

/** A density as a hill that leans to the right on its time. */
function ridge(density: Float64Array, time: number): string {
  const points = [...density].flatMap((value, i) => [value, RANGE * ((2 * (i + 0.5)) / density.length - 1)]);
  const lean = (value: number, x: number): readonly [number, number] => [column(time) + RIDGE * value, row(x)];
  return path(
    `${polyline([0, -RANGE, ...points, 0, RANGE], lean)}Z`,
    'sym-data',
    'fill:var(--figure-data);fill-opacity:0.18;stroke-width:1px',
  );
}

function plane(state: State, _: Settings, t: Strings): string {
  const { densities, trails, position, time } = state;
  const kind = colourOf(state);
  let d = '';
  for (let i = 1; i < trails[0]!.length; i++)
    d += polyline(
      trails.flatMap((trail) => [trail[0]!, trail[i]!]),
      place,
    );
  return [
    ...densities.map((density, k) => ridge(density, (k / (densities.length - 1)) * DURATION)),
    path(segment(LEFT, BASE, SIZE - 12, BASE), 'axis'),
    label(LEFT, BASE + 20, '0', 'middle'),
    label(column(DURATION), BASE + 20, `T = ${DURATION}`, 'middle'),
    label(column(DURATION / 2), BASE + 24, t.timeAxis, 'middle'),
    path(d, kind, 'fill:none;stroke-width:1px;opacity:0.6'),
    dots(
      [...position].flatMap((x) => [time, x]),
      place,
      `noisy ${kind}`,
      'opacity:0.35',
    ),
  ].join('');
}

const CHART = { width: 300, height: 420, left: 30, right: 10, top: 20, bottom: 40 };
const NUM_BARS = 32;
/** Top of the axis of densities. */
const TOP = 0.62;

function cloud(state: State): string {
  const { width, height, left, right, top, bottom } = CHART;
  const { position, density } = state;
  const base = height - bottom;
  const x = (value: number): number => left + ((value + RANGE) / (2 * RANGE)) * (width - left - right);
  const y = (value: number): number => base - (Math.min(value, TOP) / TOP) * (base - top);
  const at = (value: number, height: number): readonly [number, number] => [x(value), y(height)];
  const bar = (2 * RANGE) / NUM_BARS;
  const counts = new Array<number>(NUM_BARS).fill(0);
  for (const value of position) {
    const b = Math.floor((value + RANGE) / bar);
    if (b >= 0 && b < NUM_BARS) counts[b]!++;
  }
  const steps = counts.flatMap((count, b) => {
    const heightOf = count / (NUM_POINTS * bar);
    return [-RANGE + b * bar, heightOf, -RANGE + (b + 1) * bar, heightOf];
  });
  const curve = [...density].flatMap((value, i) => [RANGE * ((2 * (i + 0.5)) / density.length - 1), value]);
  const colour = state.direction === 'there' ? 'noisy' : 'guess';
  return [
    path(
      `${polyline([-RANGE, 0, ...steps, RANGE, 0], at)}Z`,
      colourOf(state),
      `fill:var(--figure-${colour});fill-opacity:0.3;stroke-width:1px`,
    ),
    path(polyline(curve, at), 'sym-data', 'fill:none;stroke-width:2.5px'),
    path(segment(left, base, width - right, base), 'axis'),
    ...[-4, -2, 0, 2, 4].map((value) => label(x(value), base + 18, String(value).replace('-', '−'), 'middle')),
    label(width - right - 4, base - 6, 'x', 'end'),
    label(left, top - 4, `pₜ(x), t = ${state.time.toFixed(2)}`, 'start'),
  ].join('');
}

const decimals = (value: number): string => value.toFixed(3);
const largest = (values: readonly number[]): string => decimals(Math.max(...values));

/** Two clouds are back, the third is half on its way. */
const OPENING = 226;

export const view: FigureView<Settings, State, Strings> = {
  name: 'one-path-many-dynamics',
  defaults: settings,
  strings: { en: english, ja: japanese },
  opening: OPENING,
  rate: 24,
  isOver: ({ numClouds }) => numClouds === NUM_CLOUDS,
  panels: [
    { name: 'plane', width: SIZE, height: SIZE, label: (t) => t.planeLabel, draw: plane },
    { name: 'cloud', width: CHART.width, height: CHART.height, label: (t) => t.cloudLabel, draw: cloud },
  ],
  controls: (t) => [
    {
      kind: 'range',
      name: 'noise',
      label: t.noise,
      restarts: 41,
      min: 0,
      max: 1.5,
      step: 0.25,
      show: (noise) => (noise === 0 ? t.noises.flow : noise === 1 ? t.noises.reversal : noise.toFixed(2)),
    },
    {
      kind: 'select',
      name: 'fault',
      label: t.fault,
      restarts: 41,
      options: [
        ['none', t.faults.none],
        ['steps', t.faults.steps],
        ['sign', t.faults.sign],
      ],
    },
  ],
  caption: (t) => t.caption,
  legend: (t) => [
    { symbol: 'data', text: t.legend.data },
    { symbol: 'noisy', text: t.legend.noisy },
    { symbol: 'guess', text: t.legend.guess },
  ],
  status: ({ direction, time, numClouds }, t) =>
    t.status(t.directions[direction], time.toFixed(2), Math.min(numClouds + 1, NUM_CLOUDS), NUM_CLOUDS),
  readout: ({ distances, levels, densityError }, { value, standardError }, t) => [
    t.claim(
      decimals(value),
      Number.isFinite(standardError) ? decimals(4.89 * standardError) : '∞',
      levels.at(-1)!.length,
    ),
    t.checks(
      largest(distances.slice(0, NUM_CHECKS / 2)),
      largest(distances.slice(NUM_CHECKS / 2)),
      densityError.toExponential(0).replace('-', '−'),
    ),
  ],
};
