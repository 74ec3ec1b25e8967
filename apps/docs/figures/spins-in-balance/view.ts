/** Draws the figure: the ring with its currents, matrix and lamps, and the distance from p. */
import type { FigureView } from '../shared/contract.ts';
import { dots, label, path, polyline, rectangle, segment } from '../shared/svg.ts';
import type { Lamps, State } from './model.ts';
import { GOOD, type Settings, settings } from './settings.ts';
import { english, type Strings } from './strings.en.ts';
import { japanese } from './strings.ja.ts';

const SIZE = 420;
const STATES = ['↑↑', '↑↓', '↓↓', '↓↑'] as const;
/** Corners of the ring. */
const CORNERS = [
  [70, 62],
  [270, 62],
  [270, 222],
  [70, 222],
] as const;
/** After which nothing changes; the model's own count. */
const MOST_MOVES = 60_000;

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);

/** An arrow between two states, a little to its own right, as wide as what it carries. */
function arrow(from: number, to: number, width: number, kind: string, shift: number): string {
  const [x0, y0] = CORNERS[from]!;
  const [x1, y1] = CORNERS[to]!;
  const length = Math.hypot(x1 - x0, y1 - y0);
  const [ux, uy] = [(x1 - x0) / length, (y1 - y0) / length];
  const [sx, sy] = [-uy * shift, ux * shift];
  const gap = 46;
  const [ax, ay] = [x0 + ux * gap + sx, y0 + uy * gap + sy];
  const [bx, by] = [x1 - ux * gap + sx, y1 - uy * gap + sy];
  const head =
    segment(bx - 9 * ux - 5 * uy, by - 9 * uy + 5 * ux, bx, by) +
    segment(bx - 9 * ux + 5 * uy, by - 9 * uy - 5 * ux, bx, by);
  return path(segment(ax, ay, bx, by) + head, `arrow ${kind}`, `stroke-width:${width.toFixed(1)}px`);
}

function ring(state: State, _: Settings, t: Strings): string {
  const { law, visits, transition, currents, lamps, site } = state;
  const total = sum(visits);
  const parts: string[] = [];
  for (let from = 0; from < 4; from++)
    for (let to = 0; to < 4; to++) {
      const w = transition[to * 4 + from]!;
      if (to !== from && w > 1e-12) parts.push(arrow(from, to, 0.8 + 5 * w, 'sym-elbo', 7));
      const current = currents[to * 4 + from]!;
      if (current > 1e-12) parts.push(arrow(from, to, 2 + 24 * current, 'sym-noisy', -7));
    }
  for (const [i, [x, y]] of CORNERS.entries()) {
    const bar = (value: number): number => Math.min(value, 1) * 90;
    const time = total === 0 ? 0 : visits[i]! / total;
    if (i === site) parts.push(rectangle(x - 40, y - 44, 80, 84, 'lit'));
    parts.push(
      label(x, y - 26, STATES[i]!, 'middle'),
      path(segment(x - 26, y + 32, x + 26, y + 32), 'axis'),
      path(segment(x - 11, y + 32, x - 11, y + 32 - bar(law[i]!)), 'bar sym-data', 'stroke-width:13px'),
      path(segment(x + 11, y + 32, x + 11, y + 32 - bar(time)), 'bar sym-loss', 'stroke-width:13px'),
    );
  }
  // The matrix, and its lamps.
  parts.push(label(14, 290, t.matrix, 'start'));
  for (let to = 0; to < 4; to++)
    for (let from = 0; from < 4; from++)
      parts.push(label(44 + 46 * from, 316 + 24 * to, transition[to * 4 + from]!.toFixed(2), 'end'));
  const names = Object.keys(lamps) as (keyof Lamps)[];
  for (const [i, name] of names.entries()) {
    const y = 300 + 26 * i;
    const isOn = lamps[name];
    parts.push(
      dots([252, y - 5], (a, b) => [a, b], isOn ? 'sym-guess' : 'sym-noisy', 'stroke-width:12px'),
      label(264, y, `${isOn ? '✓' : '✗'} ${t.lamps[name]}`, 'start'),
    );
  }
  return parts.join('');
}

const CHART = { width: 300, height: 420, left: 52, right: 14, top: 22, bottom: 48 };
/** The smallest distance on the axis. */
const FLOOR = 1e-4;
const STYLES = ['', '7 5', '2 4'] as const;

function distances({ compared, distances: own }: State, _: Settings, t: Strings): string {
  const { width, height, left, right, top, bottom } = CHART;
  const base = height - bottom;
  const x = (step: number): number => left + (step / (own.length - 1)) * (width - left - right);
  const y = (distance: number): number =>
    base - (Math.log(Math.max(distance, FLOOR) / FLOOR) / Math.log(1 / FLOOR)) * (base - top);
  const curve = (values: Float64Array): string =>
    polyline(
      [...values].flatMap((value, step) => [step, value]),
      (step, value) => [x(step), y(value)],
    );
  const names = [t.names.heat, t.names.metropolis, t.names.skew];
  return [
    path(segment(left, base, width - right, base) + segment(left, base, left, top), 'axis'),
    ...[1, 0.1, 0.01, 0.001].map((value) => label(left - 6, y(value) + 5, String(value), 'end')),
    ...[0, 8, 16, 24].map((step) => label(x(step), base + 20, String(step), 'middle')),
    label((left + width - right) / 2, height - 8, t.stepsAxis, 'middle'),
    label(left - 40, 12, t.distanceAxis, 'start'),
    path(curve(own), 'stated sym-guess', 'stroke-width:6px;opacity:.55'),
    ...compared.map((values, i) =>
      path(curve(values), 'bound-line sym-logp', `stroke-dasharray:${STYLES[i] || 'none'};stroke-width:1.5px`),
    ),
    ...GOOD.flatMap((_, i) => [
      path(
        segment(left + 10, base - 62 + 22 * i, left + 42, base - 62 + 22 * i),
        'bound-line sym-logp',
        `stroke-dasharray:${STYLES[i] || 'none'};stroke-width:1.5px`,
      ),
      label(left + 48, base - 57 + 22 * i, names[i]!, 'start'),
    ]),
  ].join('');
}

const KERNELS = ['heat-bath', 'metropolis', 'skew', 'unweighted', 'stay', 'flip'] as const;

export const view: FigureView<Settings, State, Strings> = {
  name: 'spins-in-balance',
  defaults: settings,
  strings: { en: english, ja: japanese },
  opening: 120,
  rate: 30,
  isOver: ({ visits }) => sum(visits) >= MOST_MOVES,
  panels: [
    { name: 'plane', width: SIZE, height: SIZE, label: (t) => t.ringLabel, draw: ring },
    { name: 'speed', width: CHART.width, height: CHART.height, label: (t) => t.speedLabel, draw: distances },
  ],
  controls: (t) => [
    {
      kind: 'select',
      name: 'kernel',
      label: t.kernel,
      restarts: 20,
      options: KERNELS.map((name) => [name, t.kernels[name]] as const),
    },
    {
      kind: 'range',
      name: 'coupling',
      label: t.coupling,
      restarts: 20,
      min: 0.2,
      max: 1.5,
      step: 0.1,
      show: (value) => value.toFixed(1),
    },
  ],
  caption: (t) => t.caption,
  legend: (t) => [
    { symbol: 'data', text: t.legend.data },
    { symbol: 'loss', text: t.legend.loss },
    { symbol: 'noisy', text: t.legend.noisy },
    { symbol: 'guess', text: t.legend.guess },
  ],
  status: ({ visits, kernel }, t) => t.status(sum(visits).toLocaleString('en'), t.kernels[kernel]),
  readout: ({ variances: { magnetisation, energy } }, { value, expected }, t) => [
    t.claim(Number.isNaN(value) ? '—' : value.toFixed(4), expected.toFixed(4)),
    Number.isNaN(energy[0])
      ? t.noVariances
      : t.variances(
          magnetisation[0].toFixed(2),
          magnetisation[1].toFixed(2),
          energy[0].toFixed(3),
          energy[1].toFixed(3),
        ),
  ],
};
