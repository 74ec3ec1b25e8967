/** Draws the figure: the triangle of laws, and the rate against the number of throws. */
import type { FigureView } from '../shared/contract.ts';
import { circle, dots, label, path, polyline, segment } from '../shared/svg.ts';
import type { State } from './model.ts';
import { type Settings, settings } from './settings.ts';
import { english, type Strings } from './strings.en.ts';
import { japanese } from './strings.ja.ts';

const SIZE = 420;
const SIDE = 360;
const LEFT = (SIZE - SIDE) / 2;
const BASE = 376;
const HEIGHT = (SIDE * Math.sqrt(3)) / 2;
/** After which nothing changes; the model's own count. */
const MOST_GAMES = 400_000;

/** A law as a point: face 1 to the left, 3 to the right, 2 on top. */
const place = (_: number, two: number, three: number): readonly [number, number] => [
  LEFT + SIDE * (three + two / 2),
  BASE - HEIGHT * two,
];
const places = (laws: ArrayLike<number>): number[] => {
  const points: number[] = [];
  for (let i = 0; i + 2 < laws.length; i += 3) points.push(...place(laws[i]!, laws[i + 1]!, laws[i + 2]!));
  return points;
};
const asDrawn = (x: number, y: number): readonly [number, number] => [x, y];

/** The line mean = t cuts the sides of the triangle at laws of two faces. */
function edgeOf(t: number): readonly [readonly [number, number], readonly [number, number]] {
  const low = place((3 - t) / 2, 0, (t - 1) / 2);
  const high = t >= 2 ? place(0, 3 - t, t - 2) : place(2 - t, t - 1, 0);
  return [low, high];
}

function triangle({ q, edge, hasInterior, nearest, contour, shown }: State, _: Settings, t: Strings): string {
  const [one, two, three] = [place(1, 0, 0), place(0, 1, 0), place(0, 0, 1)];
  const [low, high] = edgeOf(edge);
  const corners = edge < 2 ? [low, three, two, high] : [low, three, high];
  const [qx, qy] = place(...q);
  const [px, py] = place(...nearest);
  const spots: number[] = [];
  // Equal laws would hide one another: each stands a little off, always the same way.
  for (const [i, value] of places(shown).entries()) spots.push(value + 2.2 * Math.sin(i * (i % 2 === 0 ? 1.7 : 2.3)));
  return [
    hasInterior ? path(`${polyline(corners.flat(), asDrawn)}Z`, 'region', 'fill:var(--figure-bound);opacity:.3') : '',
    path(`${polyline([...one, ...two, ...three], asDrawn)}Z`, 'axis'),
    path(segment(...low, ...high), 'scale'),
    dots(spots, asDrawn, 'noisy sym-noisy'),
    path(`${polyline(places(contour), asDrawn)}Z`, 'stated sym-guess'),
    path(segment(qx, qy, px, py), 'arrow sym-guess'),
    dots([qx, qy], asDrawn, 'sym-data', 'stroke-width:11px'),
    circle(px, py, 6, 'arrow sym-guess'),
    label(one[0], BASE + 22, t.face(1), 'start'),
    label(two[0], BASE - HEIGHT - 10, t.face(2), 'middle'),
    label(three[0], BASE + 22, t.face(3), 'end'),
  ].join('');
}

const CHART = { width: 300, height: 420, left: 46, right: 16, top: 18, bottom: 48 };
const LAST = 160;

function rates({ exact, expected, looks, hits, numGames }: State, _: Settings, t: Strings): string {
  const { width, height, left, right, top, bottom } = CHART;
  const base = height - bottom;
  const ceiling = expected * 3;
  const x = (n: number): number => left + (n / LAST) * (width - left - right);
  const y = (rate: number): number => base - (Math.min(rate, ceiling) / ceiling) * (base - top);
  const at = (n: number, rate: number): readonly [number, number] => [x(n), y(rate)];
  const measured: number[] = [];
  const bars: string[] = [];
  for (const [i, n] of looks.entries()) {
    const hit = hits[i]!;
    if (hit === 0) continue;
    const rate = -Math.log(hit / numGames) / n;
    const error = (4 / n) * Math.sqrt(1 / hit - 1 / numGames);
    measured.push(n, rate);
    bars.push(segment(x(n), y(rate - error), x(n), y(rate + error)));
  }
  const step = [0.01, 0.02, 0.05, 0.1].find((size) => ceiling / size < 9) ?? 0.2;
  const ticks = Array.from({ length: Math.floor(ceiling / step) + 1 }, (_, i) => i * step);
  return [
    path(segment(left, base, width - right, base) + segment(left, base, left, top), 'axis'),
    ...ticks.map((rate) => label(left - 8, y(rate) + 5, rate.toFixed(2), 'end')),
    ...[0, 40, 80, 120, 160].map((n) => label(x(n), base + 20, String(n), 'middle')),
    label((left + width - right) / 2, height - 8, t.throwsAxis, 'middle'),
    path(segment(left, y(expected), width - right, y(expected)), 'stated sym-guess'),
    path(polyline(exact, at), 'bound-line sym-elbo', 'stroke-width:2px'),
    path(bars.join(''), 'error sym-loss'),
    dots(measured, at, 'measured sym-loss', 'stroke-width:8px'),
  ].join('');
}

const three = (value: number): string => value.toFixed(3);
const laws = (p: readonly number[]): string => p.map(three).join(', ');
const share = (value: number): string => (value === 0 ? '0' : value < 0.0995 ? value.toPrecision(2) : value.toFixed(2));

export const view: FigureView<Settings, State, Strings> = {
  name: 'rare-throws',
  defaults: settings,
  strings: { en: english, ja: japanese },
  opening: 26,
  rate: 12,
  isOver: ({ numGames }) => numGames >= MOST_GAMES,
  panels: [
    { name: 'plane', width: SIZE, height: SIZE, label: (t) => t.planeLabel, draw: triangle },
    { name: 'rates', width: CHART.width, height: CHART.height, label: (t) => t.rateLabel, draw: rates },
  ],
  controls: (t) => [
    {
      kind: 'select',
      name: 'rule',
      label: t.rule,
      restarts: 26,
      options: [
        ['sanov', t.rules.sanov],
        ['swapped', t.rules.swapped],
        ['line', t.rules.line],
      ],
    },
    {
      kind: 'range',
      name: 'distance',
      label: t.distance,
      restarts: 5,
      min: 0.2,
      max: 0.4,
      step: 0.1,
      show: (value) => value.toFixed(1),
    },
    {
      kind: 'select',
      name: 'die',
      label: t.die,
      restarts: 5,
      options: [
        ['loaded', t.dice.loaded],
        ['fair', t.dice.fair],
      ],
    },
  ],
  caption: (t) => t.caption,
  legend: (t) => [
    { symbol: 'data', text: t.legend.data },
    { symbol: 'noisy', text: t.legend.noisy },
    { symbol: 'guess', text: t.legend.guess },
    { symbol: 'loss', text: t.legend.loss },
    { symbol: 'elbo', text: t.legend.elbo },
  ],
  status: ({ numGames, edge, looks, hits }, t) =>
    t.status(
      numGames.toLocaleString('en'),
      edge.toFixed(3).replace(/0+$/, ''),
      looks[0],
      looks[1],
      looks[2],
      hits.map((count) => share(count / Math.max(numGames, 1))).join(', '),
    ),
  readout: ({ q, nearest, expected }, { value, standardError }, t) => [
    value === Infinity
      ? t.never(expected.toFixed(4))
      : Number.isNaN(value)
        ? t.claim('—', '—', expected.toFixed(4))
        : t.claim(value.toFixed(4), standardError.toFixed(4), expected.toFixed(4)),
    t.laws(laws(q), laws(nearest)),
  ],
};
