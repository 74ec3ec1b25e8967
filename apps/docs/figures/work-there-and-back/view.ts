/** Draws the figure: the trap with its beads and the ledger of this pull, and the work of all pulls. */
import type { FigureView } from '../shared/contract.ts';
import { circle, dots, label, path, planeMap, polyline, segment } from '../shared/svg.ts';
import type { State } from './model.ts';
import { DISTANCE, FREE_ENERGY, MAX_PULLS, NUM_FRAMES, type Settings, settings } from './settings.ts';
import { english, type Strings } from './strings.en.ts';
import { japanese } from './strings.ja.ts';

const SIZE = 420;
const RANGE = 6;
const map = planeMap(RANGE, SIZE);
const unit = SIZE / (2 * RANGE);
/** The beads move above the ledger. */
const at = (x: number, y: number): readonly [number, number] => map(x, y + 1.6);

/** Pixels per k_BT in the ledger, and its middle. */
const LEDGER = { unit: 14, middle: 232, top: 322, row: 30 };

function ledger({ film, frame }: State, t: Strings): string {
  const [work, heat] = [film.meanWork[frame]!, film.meanHeat[frame]!];
  const rows = [
    [t.ledger.work, work, film.direction === 'forward' ? 'data' : 'noisy'],
    [t.ledger.heat, heat, 'bound'],
    [t.ledger.change, work + heat, 'loss'],
  ] as const;
  const { unit: scale, middle, top, row } = LEDGER;
  const bars = rows.map(([name, value, colour], i) => {
    const y = top + row * i;
    const end = Math.min(Math.max(middle + scale * value, 100), SIZE - 8);
    return (
      label(92, y + 13, name, 'end') +
      path(`M${middle} ${y}H${end.toFixed(1)}V${y + 18}H${middle}Z`, 'bar', `fill:var(--figure-${colour})`)
    );
  });
  return [...bars, path(segment(middle, top - 6, middle, top + 3 * row), 'axis')].join('');
}

function plane(state: State, _: Settings, t: Strings): string {
  const { film, frame } = state;
  const way = film.direction === 'forward' ? frame : NUM_FRAMES - frame;
  const centre = DISTANCE * (way / NUM_FRAMES - 0.5);
  const kind = film.direction === 'forward' ? 'sym-data' : 'sym-noisy';
  const [x, y] = at(centre, 0);
  const ends = [-DISTANCE / 2, DISTANCE / 2].map((end) => at(end, 0));
  const [tip, level] = at(-5, 3.2);
  return [
    path(ends.map(([left, middle]) => segment(left, middle - 2.4 * unit, left, middle + 2.4 * unit)).join(''), 'grid'),
    circle(x, y, unit, 'axis'),
    circle(x, y, 2 * unit, 'axis'),
    path(segment(x - 5, y, x + 5, y) + segment(x, y - 5, x, y + 5), 'axis'),
    // The force that pulls all beads to the left.
    path(
      `${segment(tip, level, tip + 2 * unit, level)}M${tip + 8} ${level - 5}L${tip} ${level}L${tip + 8} ${level + 5}`,
      'scale',
    ),
    label(tip + 2 * unit + 8, level + 5, 'f', 'start'),
    dots(film.frames[frame]!, at, `datum ${kind}`, 'opacity:0.8'),
    ledger(state, t),
  ].join('');
}

const CHART = { width: 300, height: 420, left: 14, right: 14, top: 26, bottom: 48 };
const NUM_BARS = 36;

function histogram(state: State, _: Settings, t: Strings): string {
  const { width, height, left, right, top, bottom } = CHART;
  const { there, back } = state;
  const base = height - bottom;
  const farthest = Math.max(
    5,
    ...[...there].map((work) => Math.abs(work - FREE_ENERGY)),
    ...[...back].map((work) => Math.abs(-work - FREE_ENERGY)),
  );
  const reach = Math.ceil(farthest);
  const bar = (2 * reach) / NUM_BARS;
  const x = (work: number): number => left + ((work - FREE_ENERGY + reach) / (2 * reach)) * (width - left - right);
  const heights = (works: readonly number[]): number[] => {
    const counts = new Array<number>(NUM_BARS).fill(0);
    for (const work of works)
      counts[Math.min(Math.floor((work - FREE_ENERGY + reach) / bar), NUM_BARS - 1)]! += 1 / works.length;
    return counts;
  };
  const sides = [
    [heights([...there]), 'data'],
    [heights([...back].map((work) => -work)), 'noisy'],
  ] as const;
  const highest = Math.max(...sides.flatMap(([counts]) => counts.filter(Number.isFinite)), 1e-9);
  const place = (work: number, share: number): readonly [number, number] => [
    x(work),
    base - (share / highest) * (base - top - 30),
  ];
  const first = FREE_ENERGY - reach;
  const shapes = sides
    .filter(([counts]) => counts.some((count) => count > 0))
    .map(([counts, colour]) => {
      const steps = counts.flatMap((count, b) => [first + b * bar, count, first + (b + 1) * bar, count]);
      return path(
        `${polyline([first, 0, ...steps, first + 2 * reach, 0], place)}Z`,
        `sym-${colour}`,
        `fill:var(--figure-${colour});fill-opacity:0.25;stroke-width:1.5px`,
      );
    });
  const stride = reach > 24 ? 20 : reach > 11 ? 10 : reach > 6 ? 4 : 2;
  const ticks = Array.from({ length: 2 * reach + 1 }, (_, i) => Math.ceil(first) + i).filter(
    (value) => value % stride === 0,
  );
  const { value, standardError } = state.estimate;
  const clamp = (work: number): number => Math.min(Math.max(x(work), left), width - right);
  return [
    ...shapes,
    path(segment(left, base, width - right, base), 'axis'),
    ...ticks.map((tick) => label(x(tick), base + 18, String(tick).replace('-', '−'), 'middle')),
    label(width / 2, height - 8, t.workAxis, 'middle'),
    path(segment(x(FREE_ENERGY), base, x(FREE_ENERGY), top), 'axis sym-loss', 'stroke-width:1.5px'),
    label(x(FREE_ENERGY), top - 8, 'ΔF', 'middle'),
    ...(there.length === 0
      ? []
      : [
          path(
            segment(clamp(value - 2 * standardError), top + 12, clamp(value + 2 * standardError), top + 12),
            'stated sym-guess',
          ),
          dots([value, 0], (work) => [clamp(work), top + 12], 'head sym-guess', 'stroke-width:9px'),
        ]),
  ].join('');
}

const decimals = (value: number, digits = 2): string =>
  value
    .toFixed(digits)
    .replace(/^-(?=0\.0*$)/, '')
    .replace('-', '−');

/** Five films there are over, the fifth back is on its way. */
const OPENING = 9 * (NUM_FRAMES + 1) + 13;

export const view: FigureView<Settings, State, Strings> = {
  name: 'work-there-and-back',
  defaults: settings,
  strings: { en: english, ja: japanese },
  opening: OPENING,
  rate: 24,
  isOver: ({ back }) => back.length >= MAX_PULLS,
  panels: [
    { name: 'plane', width: SIZE, height: SIZE, label: (t) => t.planeLabel, draw: plane },
    { name: 'histogram', width: CHART.width, height: CHART.height, label: (t) => t.histogramLabel, draw: histogram },
  ],
  controls: (t) => [
    {
      kind: 'select',
      name: 'duration',
      label: t.duration,
      restarts: OPENING,
      options: [
        ['128', t.durations.slow],
        ['32', t.durations.plain],
        ['8', t.durations.quick],
        ['0.5', t.durations.broken],
      ],
    },
    {
      kind: 'select',
      name: 'stirring',
      label: t.stirring,
      restarts: OPENING,
      options: [
        ['none', t.stirrings.none],
        ['whirl', t.stirrings.whirl],
        ['wind', t.stirrings.wind],
      ],
    },
  ],
  caption: (t) => t.caption,
  legend: (t) => [
    { symbol: 'data', text: t.legend.data },
    { symbol: 'noisy', text: t.legend.noisy },
    { symbol: 'guess', text: t.legend.guess },
    { symbol: 'loss', text: t.legend.loss },
  ],
  status: ({ film, frame }, t) => {
    const [work, heat] = [film.meanWork[frame]!, film.meanHeat[frame]!];
    return t.status(t.directions[film.direction], decimals(work), decimals(heat), decimals(work + heat));
  },
  readout: ({ there, bennett, effective }, { value, expected, standardError }, t) => {
    const n = there.length;
    const meanWork = there.reduce((sum, work) => sum + work, 0) / n;
    return [
      n === 0
        ? t.claim('–', '–', decimals(expected))
        : t.claim(decimals(value), decimals(standardError), decimals(expected)),
      n === 0
        ? t.worth(0, '–', '–', '–')
        : t.worth(
            n,
            effective.toFixed(0),
            decimals(meanWork),
            bennett === undefined ? '–' : `${decimals(bennett.value)} ± ${decimals(bennett.standardError)}`,
          ),
    ];
  },
};
