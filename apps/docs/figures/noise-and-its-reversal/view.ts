/** Draws the figure: the plane with its points, and the loss at each level. */
import type { FigureView } from '../shared/contract.ts';
import { circle, dots, label, path, planeMap, polyline, segment } from '../shared/svg.ts';
import type { State } from './model.ts';
import { COPY_SHARE, NUM_LEVELS, type Settings, settings, shapes } from './settings.ts';
import { english, type Strings } from './strings.en.ts';
import { japanese } from './strings.ja.ts';

const SIZE = 420;
const RANGE = 2.5;
const map = planeMap(RANGE, SIZE);
const unit = SIZE / (2 * RANGE);

/** Arrows shown: x_t to the denoiser's answer. */
const NUM_ARROWS = 14;

const inPlane = (points: readonly number[]): number[] => points.map((value) => value / 100);

function arrows({ position, denoised, level }: State): string {
  if (level === 0) return '';
  let lines = '';
  const heads: number[] = [];
  for (let i = 0; i < NUM_ARROWS; i++) {
    const from = map(position[2 * i]!, position[2 * i + 1]!);
    const to = map(denoised[2 * i]!, denoised[2 * i + 1]!);
    lines += segment(from[0], from[1], to[0], to[1]);
    heads.push(denoised[2 * i]!, denoised[2 * i + 1]!);
  }
  return path(lines, 'arrow sym-guess') + dots(heads, map, 'head sym-guess');
}

/** Drawn points on which an answer of the denoiser lies. */
function lit({ denoised }: State, { points, blur }: Settings): string {
  const found = new Set<number>();
  for (let i = 0; i < denoised.length; i += 2)
    for (let k = 0; k < points.length; k += 2)
      if (Math.hypot(denoised[i]! - points[k]! / 100, denoised[i + 1]! - points[k + 1]! / 100) < COPY_SHARE * blur)
        found.add(k);
  return [...found].map((k) => circle(...map(points[k]! / 100, points[k + 1]! / 100), 6.5, 'lit')).join('');
}

function trails({ trails: history, level, phase }: State): string {
  if (history.length === 0 || phase === 'noising') return '';
  const numTracked = history[0]!.length / 2;
  let d = '';
  for (let i = 0; i < numTracked; i++)
    d += polyline(
      history.slice(-28).flatMap((positions) => [positions[2 * i]!, positions[2 * i + 1]!]),
      map,
    );
  return path(d, level === 0 ? 'trail faint' : 'trail');
}

function plane(state: State, controls: Settings): string {
  const points = inPlane(controls.points);
  return [
    dots(points, map, 'law sym-data', `stroke-width:${(4 * controls.blur * unit).toFixed(1)}px`),
    path(segment(16, SIZE - 16, 16 + unit, SIZE - 16), 'scale'),
    label(16 + unit / 2, SIZE - 23, '1', 'middle'),
    trails(state),
    dots(state.position, map, 'noisy sym-noisy'),
    arrows(state),
    dots(points, map, 'datum sym-data'),
    controls.knows === 'points' && state.phase !== 'noising' ? lit(state, controls) : '',
  ].join('');
}

const CHART = { width: 300, height: 420, left: 40, right: 12, top: 20, bottom: 48 };
/** Top of the loss axis: nothing known of the noise in two dimensions costs 2. */
const MAX_LOSS = 2.6;
/** Levels that share a mark. */
const BIN = 4;

interface Bin {
  readonly level: number;
  readonly measured: number;
  readonly stated: number;
  readonly standardError: number;
}

export function bins({ counts, measured, stated, squares }: State): Bin[] {
  const sum = (values: Float64Array, first: number): number =>
    values.subarray(first, first + BIN).reduce((partial, value) => partial + value, 0);
  return Array.from({ length: NUM_LEVELS / BIN }, (_, b) => {
    const first = 1 + BIN * b;
    const n = sum(counts, first);
    const mean = sum(measured, first) / n;
    const variance = sum(squares, first) / n - mean * mean;
    return {
      level: first + (BIN - 1) / 2,
      measured: mean,
      stated: sum(stated, first) / n,
      standardError: Math.sqrt(Math.max(variance, 0) / n),
    };
  }).filter(({ measured: mean }) => !Number.isNaN(mean));
}

function chart(state: State, _: Settings, t: Strings): string {
  const { width, height, left, right, top, bottom } = CHART;
  const x = (level: number): number => left + (level / NUM_LEVELS) * (width - left - right);
  const y = (loss: number): number => height - bottom - (Math.min(loss, MAX_LOSS) / MAX_LOSS) * (height - top - bottom);
  const parts = [
    path(segment(left, y(0), width - right, y(0)) + segment(left, y(0), left, top), 'axis'),
    path(segment(left, y(2), width - right, y(2)), 'grid'),
    ...[0, 1, 2].map((loss) => label(left - 8, y(loss) + 5, String(loss), 'end')),
    ...[0, 50, 100].map((level) => label(x(level), height - bottom + 20, String(level), 'middle')),
    label((left + width - right) / 2, height - 8, t.levelAxis, 'middle'),
    label(left + 8, top + 2, t.lossAxis, 'start'),
    path(segment(x(state.level), y(0), x(state.level), y(2)), 'now sym-noisy'),
  ];
  const marks = bins(state);
  const outside = marks.filter(({ measured }) => measured > MAX_LOSS);
  parts.push(
    path(
      polyline(
        marks.flatMap(({ level, stated }) => [level, stated]),
        (level, loss) => [x(level), y(loss)],
      ),
      'stated sym-guess',
    ),
    path(
      marks
        .map(({ level, measured, standardError }) =>
          segment(x(level), y(measured - 2 * standardError), x(level), y(measured + 2 * standardError)),
        )
        .join(''),
      'error sym-loss',
    ),
    dots(
      marks.flatMap(({ level, measured }) => [level, measured]),
      (level, loss) => [x(level), y(loss)],
      'measured sym-loss',
    ),
    // Off the chart: an arrowhead at its top.
    path(
      outside
        .map(({ level }) => `M${x(level) - 4} ${top + 5}L${x(level)} ${top - 3}L${x(level) + 4} ${top + 5}Z`)
        .join(''),
      'beyond sym-loss',
    ),
  );
  return parts.join('');
}

const decimals = (value: number, digits: number): string => value.toFixed(digits).replace('-', '−');
const percent = ([all, part]: readonly [number, number]): string =>
  all === 0 ? '–' : `${((100 * part) / all).toFixed(part === all ? 0 : 1)} %`;

/** Half of the way back: the clearest picture. */
const OPENING = 118;

export const view: FigureView<Settings, State, Strings> = {
  name: 'noise-and-its-reversal',
  defaults: settings,
  strings: { en: english, ja: japanese },
  opening: OPENING,
  rate: 24,
  isOver: () => false,
  panels: [
    { name: 'plane', width: SIZE, height: SIZE, label: (t) => t.planeLabel, draw: plane },
    { name: 'loss', width: CHART.width, height: CHART.height, label: (t) => t.lossLabel, draw: chart },
  ],
  controls: (t) => [
    {
      kind: 'range',
      name: 'level',
      label: t.level,
      restarts: false,
      min: 0,
      max: NUM_LEVELS,
      step: 1,
      follow: ({ level }) => level,
      show: (level) => String(level),
    },
    { kind: 'break', name: 'knows', label: t.breakIt, restarts: OPENING, off: 'law', on: 'points' },
    {
      kind: 'points',
      name: 'points',
      label: t.points,
      restarts: 0,
      panel: 'plane',
      help: t.pointsHelp,
      presetLabel: t.shape,
      presets: [
        [t.shapes.yu, shapes.yu],
        [t.shapes.heaps, shapes.heaps],
        [t.shapes.spiral, shapes.spiral],
        [t.shapes.one, [0, 0]],
      ],
    },
    {
      kind: 'range',
      name: 'blur',
      label: t.blur,
      restarts: 0,
      isMinor: true,
      min: 0.03,
      max: 0.3,
      step: 0.01,
      show: (blur) => blur.toFixed(2),
    },
    {
      kind: 'select',
      name: 'sampler',
      label: t.sampler,
      restarts: false,
      isMinor: true,
      options: [
        ['ancestral', t.samplers.ancestral],
        ['ddim', t.samplers.ddim],
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
  status: ({ level, sigma, phase }, t) =>
    t.status(t.phases[phase], level, NUM_LEVELS, sigma >= 100 ? '> 100' : sigma.toPrecision(2)),
  readout: (state, { value, expected, standardError }, t) => [
    t.claim(decimals(value, 3), decimals(standardError, 3), decimals(expected, 3)),
    t.copies(percent(state.samples), percent(state.fresh)),
  ],
};
