/** Draws the figure: the field of both denoisers at one noise level, what the network draws, and the error that is left. */
import type { FigureView } from '../shared/contract.ts';
import { circle, dots, label, type PointMap, path, planeMap, polyline, segment } from '../shared/svg.ts';
import { HEAPS } from './heaps.ts';
import type { State } from './model.ts';
import { LEFT, LEVELS, MAX_FRAMES, type Settings, STEPS_A_FRAME, settings } from './settings.ts';
import { english, type Strings } from './strings.en.ts';
import { japanese } from './strings.ja.ts';

const EXACT = 'var(--figure-data)';
const LEARNED = 'var(--figure-noisy)';
const line = (colour: string, width: number, opacity = 1): string =>
  `fill:none;stroke:${colour};stroke-width:${width}px;opacity:${opacity}`;

const FIELD = { size: 400, range: 2.9 };
/** Of an arrow that points one standard deviation of the noise away, in variance-preserving coordinates. */
const ARROW = 0.22;
/** Longer ones are cut. */
const LONGEST = 0.8;

function field({ fields }: State, { level }: Settings): string {
  const { points, learned, exact } = fields[Number(level)]!;
  const sigma = LEVELS[Number(level)]!;
  const scale = Math.hypot(1, sigma);
  const map = planeMap(FIELD.range, FIELD.size);
  const arrows = (to: Float64Array): string => {
    let d = '';
    for (let i = 0; i < points.length; i += 2) {
      const [x, y] = [points[i]! / scale, points[i + 1]! / scale];
      const [dx, dy] = [0, 1].map((j) => (ARROW * (to[i + j]! - points[i + j]!)) / sigma) as [number, number];
      const cut = Math.min(1, LONGEST / Math.hypot(dx, dy));
      d += segment(...map(x, y), ...map(x + cut * dx, y + cut * dy));
    }
    return d;
  };
  return [
    path(arrows(exact), '', line(EXACT, 4, 0.55)),
    path(arrows(learned), '', line(LEARNED, 1.6)),
    dots(
      points.map((value) => value / scale),
      map,
      '',
      'stroke:var(--figure-soft);stroke-width:3px',
    ),
  ].join('');
}

const SIDE = { width: 300, height: 400, square: 240, left: 40, right: 12, top: 268, base: 368 };
/** The scale of what is left: from 1 down to this. */
const LEAST = 0.01;

function side(state: State, _: Settings, t: Strings): string {
  const { width, square, left, right, top, base } = SIDE;
  const inside = planeMap(2.6, square);
  const map: PointMap = (x, y) => {
    const [across, down] = inside(x, y);
    return [across + (width - square) / 2, down];
  };
  const heaps = HEAPS.map(({ mean: [x, y], spread }) => circle(...map(x, y), (2 * spread * square) / 5.2, '')).join('');
  const at = (frame: number, value: number): readonly [number, number] => [
    left + (frame / MAX_FRAMES) * (width - left - right),
    top + (Math.log(Math.min(2, Math.max(LEAST, value))) / Math.log(LEAST)) * (base - top),
  ];
  const curve = state.left.flatMap((value, frame) => [frame, value]);
  const within = Array.from(state.samples).every(Number.isFinite) ? state.samples : new Float64Array(0);
  return [
    `<g style="${line(EXACT, 2)}">${heaps}</g>`,
    dots(within, map, '', `stroke:${LEARNED};stroke-width:4px;opacity:0.75`),
    path(segment(...at(0, LEFT), ...at(MAX_FRAMES, LEFT)), 'grid'),
    path(segment(left, base, width - right, base) + segment(left, top, left, base), 'axis'),
    ...[1, LEFT, LEAST].map((value) => label(left - 6, at(0, value)[1] + 4, String(value), 'end')),
    path(polyline(curve, at), '', line(LEARNED, 2)),
    label(width - right, top - 4, t.leftAxis, 'end'),
    label(left, base + 18, '0', 'middle'),
    label(width - right, base + 18, `${MAX_FRAMES * STEPS_A_FRAME} ${t.stepsAxis}`, 'end'),
  ].join('');
}

export const view: FigureView<Settings, State, Strings> = {
  name: 'learned-and-exact',
  defaults: settings,
  strings: { en: english, ja: japanese },
  opening: 20,
  rate: 6,
  isOver: ({ frame, hasDiverged }) => hasDiverged || frame >= MAX_FRAMES,
  panels: [
    { name: 'field', width: FIELD.size, height: FIELD.size, label: (t) => t.fieldLabel, draw: field },
    { name: 'side', width: SIDE.width, height: SIDE.height, label: (t) => t.sideLabel, draw: side },
  ],
  controls: (t) => [
    {
      kind: 'select',
      name: 'training',
      label: t.training,
      restarts: 20,
      options: [
        ['all', t.trainings.all],
        ['one', t.trainings.one],
        ['long', t.trainings.long],
      ],
    },
    {
      kind: 'select',
      name: 'level',
      label: t.level,
      restarts: false,
      options: LEVELS.map((sigma, i) => [String(i), t.levelIs(String(sigma))] as const),
    },
  ],
  caption: (t) => t.caption,
  legend: (t) => [
    { symbol: 'data', text: t.legend.exact },
    { symbol: 'noisy', text: t.legend.learned },
  ],
  status: ({ frame, hasDiverged }, t) => (hasDiverged ? t.diverged : t.status(frame * STEPS_A_FRAME)),
  readout: ({ leftAt, losses }, { value }, t) => [
    t.claim(value.toFixed(3)),
    t.at(leftAt.map((each, i) => `${t.levelIs(String(LEVELS[i]!))}: ${each.toFixed(2)}`).join(', ')) +
      (losses.length > 0 ? ` ${t.loss(losses[0]!.toFixed(2), losses.at(-1)!.toFixed(2))}` : ''),
  ],
};
