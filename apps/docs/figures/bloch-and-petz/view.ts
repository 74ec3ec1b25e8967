/** Draws the figure: the Bloch ball with the way there and back, and how far the states are apart. */
import type { FigureView } from '../shared/contract.ts';
import { circle, dots, label, type PointMap, path, polyline, segment } from '../shared/svg.ts';
import type { State } from './model.ts';
import { NUM_STEPS, type Settings, settings } from './settings.ts';
import { english, type Strings } from './strings.en.ts';
import { japanese } from './strings.ja.ts';

const SIZE = 420;
const RADIUS = 168;
/** The eye looks from this azimuth and elevation. */
const [AZIMUTH, ELEVATION] = [-1.75, 0.3];
type Vector = readonly [x: number, y: number, z: number];

/** Where a point of the ball stands on the paper, and its depth, positive towards the eye. */
function project([x, y, z]: Vector): readonly [number, number, depth: number] {
  const near = x * Math.cos(AZIMUTH) + y * Math.sin(AZIMUTH);
  const right = y * Math.cos(AZIMUTH) - x * Math.sin(AZIMUTH);
  const up = z * Math.cos(ELEVATION) - near * Math.sin(ELEVATION);
  return [SIZE / 2 + RADIUS * right, SIZE / 2 - RADIUS * up, near * Math.cos(ELEVATION) + z * Math.sin(ELEVATION)];
}
const vectorAt = (vectors: Float64Array, i: number): Vector => [
  vectors[3 * i]!,
  vectors[3 * i + 1]!,
  vectors[3 * i + 2]!,
];
const onPaper = (vectors: readonly Vector[]): number[] => vectors.flatMap((vector) => project(vector).slice(0, 2));
const asIs: PointMap = (x, y) => [x, y];

/** A circle of the sphere, its far half faint. */
function great(at: (angle: number) => Vector): string {
  const halves: [near: string, far: string] = ['', ''];
  for (let i = 0; i < 72; i++) {
    const [from, to] = [i, i + 1].map((k) => project(at((k / 36) * Math.PI))) as unknown as [number[], number[]];
    halves[from[2]! + to[2]! > 0 ? 0 : 1] += segment(from[0]!, from[1]!, to[0]!, to[1]!);
  }
  return path(halves[0], 'grid', 'stroke-dasharray:none') + path(halves[1], 'grid');
}

/** Through the poles, aslant to the eye. */
const meridian = (angle: number): Vector => [
  Math.cos(AZIMUTH + 1) * Math.cos(angle),
  Math.sin(AZIMUTH + 1) * Math.cos(angle),
  Math.sin(angle),
];

/** Between two heads along a way. */
const SPACING = 26;

/** A way through the ball, with heads that point along it. */
function way(vectors: readonly Vector[], kind: string, style: string): string {
  const points = onPaper(vectors);
  let heads = '';
  let gone = 0;
  for (let i = 2; i < points.length; i += 2) {
    const [x0, y0, x, y] = points.slice(i - 2, i + 2) as [number, number, number, number];
    const size = Math.hypot(x - x0, y - y0);
    gone += size;
    if (gone < SPACING) continue;
    gone = 0;
    const [u, v] = [(7 * (x - x0)) / size, (7 * (y - y0)) / size];
    heads += segment(x - u - v / 2, y - v + u / 2, x, y) + segment(x, y, x - u + v / 2, y - v - u / 2);
  }
  return path(polyline(points, asIs) + heads, `stated ${kind}`, style);
}

function ball(state: State, _: Settings, t: Strings): string {
  const { frame, forward, back, members, weights, invariant } = state;
  const isDiagonal = state.settings.algebra === 'diagonal';
  const there = Math.min(frame, NUM_STEPS);
  const home = Math.max(0, frame - NUM_STEPS);
  const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (__, i) => from + i);
  const before = range(0, there).map((i) => vectorAt(forward, i));
  const after = range(0, home).map((i) => vectorAt(back, NUM_STEPS - i));
  const now = vectorAt(home > 0 ? back : forward, home > 0 ? NUM_STEPS - home : there);
  const pure = [...weights.keys()].map((i) => vectorAt(members, frame * weights.length + i));
  const [north, south, centre] = [project([0, 0, 1]), project([0, 0, -1]), project([0, 0, 0])];
  const [x, y] = project(now);
  const [dataX, dataY] = project(vectorAt(forward, 0));
  const [piX, piY] = project(vectorAt(invariant, 0));
  return [
    circle(SIZE / 2, SIZE / 2, RADIUS, 'axis'),
    ...(isDiagonal ? [] : [great((a) => [Math.cos(a), Math.sin(a), 0]), great(meridian)]),
    path(segment(north[0], north[1], south[0], south[1]), isDiagonal ? 'axis' : 'grid'),
    label(north[0], north[1] - (isDiagonal ? 20 : 12), t.poles[0], 'middle'),
    label(south[0], south[1] + 26, t.poles[1], 'middle'),
    path(segment(piX - 6, piY, piX + 6, piY) + segment(piX, piY - 6, piX, piY + 6), 'stated sym-loss'),
    label(piX - 10, piY + 18, 'π', 'end'),
    // A point is as large as its weight; a ring is where it began.
    ...pure.flatMap((vector, i) => {
      const width = 28 * Math.sqrt(weights[i]!);
      const [ringX, ringY] = project(vectorAt(members, i));
      return [
        circle(ringX, ringY, width / 2, 'axis'),
        dots(onPaper([vector]), asIs, 'sym-loss', `stroke-width:${width.toFixed(1)}px;opacity:0.4`),
      ];
    }),
    way(before, 'sym-data', 'stroke-width:5px;opacity:0.6'),
    home > 0 ? way(after, 'sym-guess', 'stroke-width:2px') : '',
    dots([dataX, dataY], asIs, 'sym-data', 'stroke-width:13px'),
    label(dataX + (dataX >= centre[0] ? 12 : -12), dataY - 8, t.dataName, dataX >= centre[0] ? 'start' : 'end'),
    dots([x, y], asIs, home > 0 ? 'sym-guess' : 'sym-data', 'stroke-width:9px'),
  ].join('');
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const powerOfTen = (power: number): string =>
  power === 0 ? '1' : `10⁻${[...String(-power)].map((digit) => SUPERSCRIPTS[Number(digit)]).join('')}`;

const CHART = { width: 300, height: 420, left: 54, right: 16, top: 26, bottom: 48 };
/** The ends of the axis of distances. */
const [FLOOR, CEILING] = [1e-6, 2];

function distances({ frame, noiseLeft, missed, settings: { time } }: State, _: Settings, t: Strings): string {
  const { width, height, left, right, top, bottom } = CHART;
  const base = height - bottom;
  const x = (step: number): number => left + (step / NUM_STEPS) * (width - left - right);
  const y = (value: number): number =>
    base - (Math.log(Math.min(CEILING, Math.max(value, FLOOR)) / FLOOR) / Math.log(CEILING / FLOOR)) * (base - top);
  const at: PointMap = (step, value) => [x(step), y(value)];
  const there = Array.from(noiseLeft).flatMap((value, step) => (step <= frame ? [step, value] : []));
  const reached = 2 * NUM_STEPS - frame;
  const home = Array.from(missed).flatMap((value, step) => (step >= reached ? [step, value] : []));
  const allowed = noiseLeft[NUM_STEPS]!;
  return [
    path(segment(left, base, width - right, base) + segment(left, base, left, top), 'axis'),
    frame >= NUM_STEPS ? path(segment(left, y(allowed), width - right, y(allowed)), 'grid') : '',
    ...[0, -2, -4, -6].map((power) => label(left - 6, y(10 ** power) + 5, powerOfTen(power), 'end')),
    ...[0, 0.5, 1].map((part) => label(x(part * NUM_STEPS), base + 20, String(part * time), 'middle')),
    label((left + width - right) / 2, height - 8, t.timeAxis, 'middle'),
    label(8, 14, t.distanceAxis, 'start'),
    path(polyline(there, at), 'stated sym-noisy'),
    path(polyline(home, at), 'stated sym-guess'),
    dots(there.slice(-2), at, 'sym-noisy', 'stroke-width:9px'),
    dots(home.slice(0, 2), at, 'sym-guess', 'stroke-width:9px'),
  ].join('');
}

/** Three digits; what is tiny by its power of ten. */
function short(value: number): string {
  if (value === 0 || value >= 1e-6) return value === 0 ? '0' : String(Number(value.toPrecision(3)));
  const power = Math.floor(Math.log10(value));
  return `${Math.round(value / 10 ** power)} × ${powerOfTen(power)}`;
}

export const view: FigureView<Settings, State, Strings> = {
  name: 'bloch-and-petz',
  defaults: settings,
  strings: { en: english, ja: japanese },
  opening: 48,
  rate: 8,
  isOver: ({ frame }) => frame >= 2 * NUM_STEPS,
  panels: [
    { name: 'ball', width: SIZE, height: SIZE, label: (t) => t.ballLabel, draw: ball },
    { name: 'distance', width: CHART.width, height: CHART.height, label: (t) => t.distanceLabel, draw: distances },
  ],
  controls: (t) => [
    {
      kind: 'range',
      name: 'time',
      label: t.time,
      min: 0.5,
      max: 6,
      step: 0.5,
      restarts: 48,
      show: (value) => value.toFixed(1),
    },
    {
      kind: 'select',
      name: 'start',
      label: t.start,
      restarts: 30,
      options: (['end', 'invariant', 'pole'] as const).map((name) => [name, t.starts[name]] as const),
    },
    {
      kind: 'select',
      name: 'noise',
      label: t.noise,
      restarts: 0,
      options: (['depolarising', 'dephasing', 'thermal'] as const).map((name) => [name, t.noises[name]] as const),
    },
    {
      kind: 'select',
      name: 'algebra',
      label: t.algebra,
      restarts: 0,
      options: (['matrices', 'diagonal'] as const).map((name) => [name, t.algebras[name]] as const),
    },
  ],
  caption: (t) => t.caption,
  legend: (t) => [
    { symbol: 'data', text: t.legend.data },
    { symbol: 'guess', text: t.legend.guess },
    { symbol: 'noisy', text: t.legend.noisy },
    { symbol: 'loss', text: t.legend.loss },
  ],
  status: ({ frame, noiseLeft, missed }, t) =>
    frame <= NUM_STEPS
      ? t.there(frame, NUM_STEPS, short(noiseLeft[frame]!))
      : t.back(frame - NUM_STEPS, NUM_STEPS, short(missed[2 * NUM_STEPS - frame]!)),
  readout: ({ aside, settings: { algebra } }, { value, expected }, t) => [
    t.claim(short(value), short(expected)),
    algebra === 'diagonal' ? t.bayes(short(aside)) : t.members(aside.toFixed(2)),
  ],
};
