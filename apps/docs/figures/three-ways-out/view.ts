/** Draws the figure: the three laws over the sixteen states beside p, and their distances from it. */
import type { FigureView } from '../shared/contract.ts';
import { dots, label, path, polyline, segment } from '../shared/svg.ts';
import type { State } from './model.ts';
import {
  EXITS,
  type Exit,
  NUM_DRAWS,
  NUM_FRAMES,
  NUM_STATES,
  noiseTime,
  probabilities,
  type Settings,
  settings,
  totalOf,
  WITHIN,
} from './settings.ts';
import { english, type Strings } from './strings.en.ts';
import { japanese } from './strings.ja.ts';

const SIZE = 420;
const [LEFT, RIGHT] = [12, 408];
const ROW = 130;
/** The largest probability that is drawn. */
const TALLEST = 0.26;
const SYMBOLS: Readonly<Record<Exit, string>> = { annealing: 'noisy', quantum: 'guess', diffusion: 'data' };

function laws(state: State, { duration }: Settings, t: Strings): string {
  const { target, annealing, amplitudes, diffusion, draws, frame } = state;
  const rows = [annealing, probabilities(amplitudes), diffusion];
  // The likeliest state under p first.
  const order = [...target.keys()].sort((a, b) => target[b]! - target[a]!);
  const width = (RIGHT - LEFT) / NUM_STATES;
  const x = (place: number): number => LEFT + place * width;
  const outline = order.flatMap((at, place) => [place, target[at]!, place + 1, target[at]!]);
  const parts = EXITS.flatMap((exit, row) => {
    const base = 26 + ROW * row + 92;
    const y = (p: number): number => base - (Math.min(p, TALLEST) / TALLEST) * 92;
    const place = (at: number, p: number): readonly [number, number] => [x(at), y(p)];
    return [
      path(
        order.map((at, i) => segment(x(i + 0.5), base, x(i + 0.5), y(rows[row]![at]!))).join(''),
        `bar sym-${SYMBOLS[exit]}`,
        `stroke-width:${(width * 0.62).toFixed(1)}px`,
      ),
      path(polyline(outline, place), 'stated sym-logp', 'stroke-width:1.5px'),
      dots(
        order.flatMap((at, i) => [i + 0.5, draws[row * NUM_STATES + at]! / NUM_DRAWS]),
        place,
        'sym-loss',
        'stroke-width:5px',
      ),
      path(segment(LEFT, base, RIGHT, base), 'axis'),
      label(
        RIGHT,
        base - 94,
        t.rows[exit](
          exit === 'diffusion' ? noiseTime(frame, Number(duration)).toFixed(2) : (frame / NUM_FRAMES).toFixed(2),
        ),
        'end',
      ),
    ];
  });
  return [...parts, label((LEFT + RIGHT) / 2, SIZE - 8, t.statesAxis, 'middle')].join('');
}

const CHART = { width: 300, height: 420, left: 54, right: 16, top: 26, bottom: 48 };
/** The smallest distance on the axis. */
const FLOOR = 1e-4;

function distances({ distances: measured }: State, _: Settings, t: Strings): string {
  const { width, height, left, right, top, bottom } = CHART;
  const base = height - bottom;
  const x = (frame: number): number => left + (frame / NUM_FRAMES) * (width - left - right);
  const y = (distance: number): number =>
    base - (Math.log(Math.min(1, Math.max(distance, FLOOR)) / FLOOR) / Math.log(1 / FLOOR)) * (base - top);
  const at = (frame: number, distance: number): readonly [number, number] => [x(frame), y(distance)];
  return [
    path(segment(left, base, width - right, base) + segment(left, base, left, top), 'axis'),
    path(segment(left, y(WITHIN), width - right, y(WITHIN)), 'grid'),
    ...[1, 0.1, 0.01, 0.001, 0.0001].map((value) => label(left - 6, y(value) + 5, String(value), 'end')),
    label(left + 8, y(WITHIN) + 17, String(WITHIN), 'start'),
    ...[0, 0.5, 1].map((part) => label(x(part * NUM_FRAMES), base + 20, String(part), 'middle')),
    label((left + width - right) / 2, height - 8, t.timeAxis, 'middle'),
    label(8, 14, t.distanceAxis, 'start'),
    ...EXITS.flatMap((exit) => {
      const points = measured[exit].flatMap((distance, frame) => [frame, distance]);
      return [
        path(polyline(points, at), `stated sym-${SYMBOLS[exit]}`),
        dots(points.slice(-2), at, `sym-${SYMBOLS[exit]}`, 'stroke-width:9px'),
      ];
    }),
  ].join('');
}

/** Four decimals; what is not 0 is not shown as 0. */
const short = (value: number): string =>
  value === 0 || value >= 5e-5 ? value.toFixed(4) : value.toExponential(0).replace('-', '−');
const tiny = (value: number): string => (value < 1e-12 ? '0' : value.toFixed(4));

const RATES = ['heatBath', 'metropolis', 'squareRoot', 'corrector', 'reverse'] as const;

export const view: FigureView<Settings, State, Strings> = {
  name: 'three-ways-out',
  defaults: settings,
  strings: { en: english, ja: japanese },
  opening: 24,
  rate: 10,
  isOver: ({ frame }) => frame >= NUM_FRAMES,
  panels: [
    { name: 'laws', width: SIZE, height: SIZE, label: (t) => t.lawsLabel, draw: laws },
    { name: 'distance', width: CHART.width, height: CHART.height, label: (t) => t.distanceLabel, draw: distances },
  ],
  controls: (t) => [
    {
      kind: 'select',
      name: 'rate',
      label: t.rate,
      restarts: 0,
      options: RATES.map((name) => [name, t.rates[name]] as const),
    },
    {
      kind: 'select',
      name: 'duration',
      label: t.duration,
      restarts: 0,
      options: [
        ['32', t.durations.slow],
        ['8', t.durations.brisk],
        ['2', t.durations.fast],
      ],
    },
    {
      kind: 'select',
      name: 'sign',
      label: t.sign,
      restarts: 0,
      options: [
        ['right', t.signs.right],
        ['wrong', t.signs.wrong],
      ],
    },
  ],
  caption: (t) => t.caption,
  legend: (t) => [
    { symbol: 'logp', text: t.legend.logp },
    { symbol: 'noisy', text: t.legend.noisy },
    { symbol: 'guess', text: t.legend.guess },
    { symbol: 'data', text: t.legend.data },
    { symbol: 'loss', text: t.legend.loss },
  ],
  status: ({ frame }, t) => t.status(frame, NUM_FRAMES),
  readout: ({ distances: measured, books, amplitudes }, { value }, t) => [
    t.claim(short(value), String(WITHIN)),
    t.each(...(EXITS.map((exit) => short(measured[exit].at(-1)!)) as [string, string, string])),
    t.books(tiny(books.change), tiny(books.asymmetry)),
    Number.isNaN(books.gap) ? t.total(totalOf(probabilities(amplitudes)).toFixed(3)) : t.gap(books.gap.toFixed(6)),
  ],
};
