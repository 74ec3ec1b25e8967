/** Draws the figure: the points with the three components, and the climb with its bar. */
import type { FigureView } from '../shared/contract.ts';
import { circle, dots, ellipse, label, path, planeMap, polyline, rectangle, segment } from '../shared/svg.ts';
import type { State } from './model.ts';
import { NUM_COMPONENTS, type Settings, settings } from './settings.ts';
import { english, type Strings } from './strings.en.ts';
import { japanese } from './strings.ja.ts';

const K = NUM_COMPONENTS;
const SIZE = 420;
const RANGE = 2.5;
const map = planeMap(RANGE, SIZE);

/** Blue, orange and bluish green of Okabe and Ito: points mix them by responsibility. */
const COLOURS = [
  [0, 114, 178],
  [230, 159, 0],
  [0, 158, 115],
] as const;
/** Responsibilities are shown in so many levels. */
const LEVELS = 6;

/** Points of one mixed colour are drawn as one path. */
function colouredPoints({ data, responsibilities }: State): string {
  const groups = new Map<string, number[]>();
  for (let i = 0; i < data.length / 2; i++) {
    const levels = Array.from({ length: K }, (_, k) => Math.round(responsibilities[K * i + k]! * LEVELS));
    const total = levels.reduce((sum, level) => sum + level, 0);
    const colour = [0, 1, 2].map((channel) =>
      Math.round(levels.reduce((sum, level, k) => sum + (level * COLOURS[k]![channel]!) / total, 0)),
    );
    const style = `stroke:rgb(${colour.join(' ')})`;
    groups.set(style, [...(groups.get(style) ?? []), data[2 * i]!, data[2 * i + 1]!]);
  }
  return [...groups].map(([style, points]) => dots(points, map, 'point', style)).join('');
}

function plane(state: State): string {
  const { weights, means, covariances } = state.parameters;
  const parts = [colouredPoints(state)];
  for (let k = 0; k < K; k++) {
    const mean = [means[2 * k]!, means[2 * k + 1]!] as const;
    const [x, y] = map(...mean);
    if (k === state.fallen) {
      parts.push(circle(x, y, 10, 'lit'));
      continue;
    }
    const covariance = [covariances[4 * k]!, covariances[4 * k + 1]!, covariances[4 * k + 3]!] as const;
    const width = 1.5 + 4 * weights[k]!;
    parts.push(
      path(ellipse(mean, covariance, 2, map), `component component-${k} outer`),
      path(ellipse(mean, covariance, 1, map), `component component-${k}`, `stroke-width:${width.toFixed(1)}px`),
      path(segment(x - 5, y, x + 5, y) + segment(x, y - 5, x, y + 5), `component component-${k}`),
    );
  }
  return parts.join('');
}

const CHART = { width: 300, height: 420, left: 46, right: 62, top: 18, bottom: 48 };
/** Nats below and above the law's own log-likelihood that are shown. */
const BELOW = 1.15;
const ABOVE = 0.2;
/** Half steps on the axis at least. */
const SHOWN = 30;

function climb(state: State, _: Settings, t: Strings): string {
  const { width, height, left, right, top, bottom } = CHART;
  const { bounds, logLikelihoods, lawLogLikelihood, fallen } = state;
  const floor = lawLogLikelihood - BELOW;
  const ceiling = lawLogLikelihood + ABOVE;
  const base = height - bottom;
  const x = (step: number): number => left + (step / Math.max(SHOWN, bounds.length - 1)) * (width - left - right);
  const y = (nats: number): number =>
    base - ((Math.min(Math.max(nats, floor), ceiling) - floor) / (ceiling - floor)) * (base - top);
  const curve = (values: readonly number[]): number[] => values.flatMap((value, step) => [step, value]);
  const place = (step: number, nats: number): readonly [number, number] => [x(step), y(nats)];

  const last = bounds.length - 1;
  const bound = bounds[last]!;
  const total = logLikelihoods[last]!;
  const back = [...logLikelihoods].reverse().flatMap((value, i) => [last - i, value]);
  const ticks = Array.from({ length: 12 }, (_, i) => Math.ceil(floor * 2 + i) / 2).filter((value) => value <= ceiling);
  const barLeft = width - 50;
  const barWidth = 34;
  const parts = [
    path(`${polyline([...curve(bounds), ...back], place)}Z`, 'gap'),
    path(segment(left, y(lawLogLikelihood), width - 8, y(lawLogLikelihood)), 'grid law'),
    label(width - right + 4, y(lawLogLikelihood) + 16, t.lawLine, 'end'),
    path(polyline(curve(bounds), place), 'bound-line sym-elbo'),
    path(polyline(curve(logLikelihoods), place), 'total-line sym-logp'),
    dots(curve(bounds), place, 'half sym-elbo'),
    path(segment(left, base, width - 8, base) + segment(left, base, left, top), 'axis'),
    ...ticks.map((value) => label(left - 8, y(value) + 5, value.toFixed(1).replace('-', '−'), 'end')),
    ...[0, 10, 20, 30, 60, 100, 200, 400]
      .filter((step, i, all) => step <= Math.max(SHOWN, last) && (step === 0 || x(step) - x(all[i - 1]!) > 18))
      .map((step) => label(x(step), base + 20, String(step), 'middle')),
    label((left + width - right) / 2, height - 8, t.halfSteps, 'middle'),
    rectangle(barLeft, y(bound), barWidth, base - y(bound), 'bar-bound'),
    rectangle(barLeft, y(total), barWidth, y(bound) - y(total), 'bar-gap'),
    path(segment(barLeft - 4, y(total), barLeft + barWidth + 4, y(total)), 'total-line sym-logp'),
  ];
  if (fallen >= 0) {
    const tip = `M${x(last)} ${y(total)}V${top + 6}m-6 8l6 -9l6 9`;
    const barTip = `M${barLeft + barWidth / 2} ${y(total)}V${top + 6}m-6 8l6 -9l6 9`;
    parts.push(path(tip + barTip, 'escape'), label(barLeft + barWidth / 2, top - 4, '∞', 'middle'));
  }
  return parts.join('');
}

const nats = (value: number, digits = 3): string =>
  value === Infinity
    ? '∞'
    : value
        .toFixed(digits)
        .replace(/^-(?=0\.0*$)/, '')
        .replace('-', '−');
const tiny = (value: number): string => (value <= 0 ? '0' : value.toExponential(0).replace('-', '−'));

export const view: FigureView<Settings, State, Strings> = {
  name: 'em-climbs-its-bound',
  defaults: settings,
  strings: { en: english, ja: japanese },
  opening: 12,
  rate: 4,
  isOver: ({ isConverged, fallen }) => isConverged || fallen >= 0,
  panels: [
    { name: 'plane', width: SIZE, height: SIZE, label: (t) => t.planeLabel, draw: plane },
    { name: 'climb', width: CHART.width, height: CHART.height, label: (t) => t.climbLabel, draw: climb },
  ],
  controls: (t) => [
    {
      kind: 'select',
      name: 'start',
      label: t.start,
      restarts: 0,
      options: [
        ['corner', t.starts.corner],
        ['heap', t.starts.heap],
        ['point', t.starts.point],
        ['smoothed', t.starts.smoothed],
      ],
    },
  ],
  caption: (t) => t.caption,
  legend: (t) => [
    { symbol: 'logp', text: t.legend.logp },
    { symbol: 'elbo', text: t.legend.elbo },
    { symbol: 'kl', text: t.legend.kl },
    { symbol: 'resp', text: t.legend.resp },
  ],
  status: ({ bounds, logLikelihoods, divergence, last, fallen }, t) =>
    fallen >= 0
      ? t.fallen(fallen + 1)
      : t.status(
          t.halves[last],
          bounds.length - 1,
          nats(logLikelihoods.at(-1)!),
          nats(bounds.at(-1)!),
          nats(divergence),
        ),
  readout: ({ largestFall, identityError, bounds, lawLogLikelihood }, { value }, t) => [
    t.claim(nats(value), nats(lawLogLikelihood)),
    t.books(tiny(largestFall), bounds.length - 1, tiny(identityError)),
  ],
};
