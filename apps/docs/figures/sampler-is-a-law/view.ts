/** Draws the figure: the drawn density with both histograms and the darts, and how far each cdf is off. */
import type { FigureView } from '../shared/contract.ts';
import { dots, label, path, planeMap, polyline, segment } from '../shared/svg.ts';
import { bandOf } from './band.ts';
import type { Seen, State } from './model.ts';
import { NUM_BINS, RANGE, type Settings, settings, shapes, TOLERANCE } from './settings.ts';
import { english, type Strings } from './strings.en.ts';
import { japanese } from './strings.ja.ts';

const SIZE = 420;
const map = planeMap(RANGE, SIZE);
const BIN = (2 * RANGE) / NUM_BINS;
const LINE = 'fill:none;stroke-width:2px';

/** Heights from 0 to 1 fill the plane from its floor to its top. */
const at = (x: number, height: number): readonly [number, number] => map(x, RANGE * (2 * height - 1));

/** The outline of a function that is flat in each cell, (2 NUM_BINS, 2). */
const steps = (heights: ArrayLike<number>): number[] =>
  Array.from({ length: NUM_BINS }, (_, b) => {
    const left = -RANGE + b * BIN;
    return [left, heights[b]!, left + BIN, heights[b]!];
  }).flat();

function histogram({ counts, levels }: Seen, area: number, kind: string): string {
  if (levels.length === 0) return '';
  const heights = counts.map((count) => Math.min((count / (levels.length * BIN)) * area, 1.2));
  return path(polyline(steps(heights), at), kind, LINE);
}

function plane({ heights, area, lid, inverse, rejection, darts }: State, { points }: Settings, t: Strings): string {
  const outline = steps(heights);
  const kept: number[] = [];
  const thrown: number[] = [];
  for (let i = 0; i < darts.length; i += 3) (darts[i + 2] === 1 ? kept : thrown).push(darts[i]!, darts[i + 1]!);
  const [left, height] = at(-RANGE, lid);
  return [
    path(
      `${polyline([-RANGE, 0, ...outline, RANGE, 0], at)}Z`,
      'sym-data',
      'fill:var(--figure-data);fill-opacity:0.16;stroke-width:1.5px',
    ),
    dots(thrown, at, 'noisy sym-noisy', 'opacity:0.25'),
    dots(kept, at, 'noisy sym-noisy'),
    histogram(inverse, area, 'sym-guess'),
    histogram(rejection, area, 'sym-noisy'),
    path(segment(left, height, SIZE, height), 'axis'),
    label(SIZE - 8, height - 6, t.lidLine, 'end'),
    dots(
      points.map((value) => value / 100),
      map,
      'datum sym-data',
    ),
  ].join('');
}

const CHART = { width: 300, height: 420, left: 46, right: 12, top: 22, bottom: 48 };
/** Differences shown to each side. */
const SHOWN = 0.15;

/** F_n - F at the ends of the cells, (NUM_BINS + 1, 2). */
function differences({ counts, levels }: Seen, heights: Float64Array): number[] {
  const total = heights.reduce((sum, height) => sum + height, 0);
  const points = [-RANGE, 0];
  let difference = 0;
  for (let b = 0; b < NUM_BINS; b++) {
    difference += counts[b]! / levels.length - heights[b]! / total;
    points.push(-RANGE + (b + 1) * BIN, difference);
  }
  return points;
}

function band({ inverse, rejection, heights }: State, _: Settings, t: Strings): string {
  const { width, height, left, right, top, bottom } = CHART;
  const base = height - bottom;
  const x = (value: number): number => left + ((value + RANGE) / (2 * RANGE)) * (width - left - right);
  const y = (value: number): number =>
    (top + base) / 2 - (Math.min(Math.max(value, -SHOWN), SHOWN) / SHOWN) * ((base - top) / 2);
  const place = (value: number, difference: number): readonly [number, number] => [x(value), y(difference)];
  const n = inverse.levels.length;
  const half = n === 0 ? SHOWN : Math.min(bandOf(n), SHOWN);
  const text = (value: number): string => (value === 0 ? '0' : String(value).replace('-', '−'));
  return [
    path(
      `M${left} ${y(half).toFixed(1)}H${width - right}V${y(-half).toFixed(1)}H${left}Z`,
      'sym-loss',
      'fill:var(--figure-loss);opacity:0.12;stroke:none',
    ),
    path(
      [TOLERANCE, -TOLERANCE].map((value) => segment(left, y(value), width - right, y(value))).join(''),
      'grid sym-loss',
    ),
    path(segment(left, y(0), width - right, y(0)) + segment(left, base, left, top), 'axis'),
    ...[-0.1, -0.05, 0, 0.05, 0.1].map((value) => label(left - 6, y(value) + 5, text(value), 'end')),
    ...[-2, 0, 2].map((value) => label(x(value), base + 20, text(value), 'middle')),
    label((left + width - right) / 2, height - 8, 'x', 'middle'),
    label(left + 8, top + 2, t.difference, 'start'),
    ...(n === 0
      ? []
      : [
          path(polyline(differences(inverse, heights), place), 'sym-guess', LINE),
          path(polyline(differences(rejection, heights), place), 'sym-noisy', LINE),
        ]),
  ].join('');
}

const decimals = (value: number): string => value.toFixed(3);

export const view: FigureView<Settings, State, Strings> = {
  name: 'sampler-is-a-law',
  defaults: settings,
  strings: { en: english, ja: japanese },
  opening: 20,
  rate: 12,
  isOver: ({ inverse, wanted }) => inverse.levels.length >= wanted,
  panels: [
    { name: 'plane', width: SIZE, height: SIZE, label: (t) => t.planeLabel, draw: plane },
    { name: 'band', width: CHART.width, height: CHART.height, label: (t) => t.bandLabel, draw: band },
  ],
  controls: (t) => [
    { kind: 'break', name: 'lid', label: t.lid, restarts: 0, off: 'over', on: 'under' },
    {
      kind: 'points',
      name: 'points',
      label: t.points,
      restarts: 0,
      panel: 'plane',
      help: t.pointsHelp,
      presetLabel: t.shape,
      presets: [
        [t.shapes.hills, shapes.hills],
        [t.shapes.ramp, shapes.ramp],
        [t.shapes.comb, shapes.comb],
      ],
    },
    {
      kind: 'select',
      name: 'draws',
      label: t.draws,
      restarts: 0,
      options: [
        ['3200', t.drawCounts.many],
        ['60', t.drawCounts.few],
      ],
    },
  ],
  caption: (t) => t.caption,
  legend: (t) => [
    { symbol: 'data', text: t.legend.data },
    { symbol: 'guess', text: t.legend.guess },
    { symbol: 'noisy', text: t.legend.noisy },
    { symbol: 'loss', text: t.legend.loss },
  ],
  status: ({ inverse, rejection, wanted, numDarts }, t) =>
    t.status(
      inverse.levels.length,
      wanted,
      numDarts === 0 ? '–' : `${((100 * rejection.levels.length) / numDarts).toFixed(0)} %`,
    ),
  readout: ({ inverse, rejection }, { value }, t) => [
    t.claim(decimals(value), inverse.levels.length === 0 ? '∞' : decimals(bandOf(inverse.levels.length))),
    t.both(decimals(inverse.distance), decimals(rejection.distance)),
  ],
};
