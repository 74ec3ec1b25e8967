/** Draws the figure: laws in the plane of the latents, and the bar of log p with the climb beside it. */
import type { FigureView } from '../shared/contract.ts';
import { ellipse, label, path, planeMap, polyline, rectangle, segment } from '../shared/svg.ts';
import type { Codes, State } from './model.ts';
import { NUM_SHOWN, type Settings, settings } from './settings.ts';
import { english, type Strings } from './strings.en.ts';
import { japanese } from './strings.ja.ts';

const SIZE = 420;
const map = planeMap(3, SIZE);
const line = (colour: string, width: number, dash = ''): string =>
  `fill:none;stroke:${colour};stroke-width:${width}px${dash === '' ? '' : `;stroke-dasharray:${dash}`}`;

function laws(codes: Codes, style: string): string {
  const { means, variances, covariance } = codes;
  let d = '';
  for (let i = 0; i < 2 * NUM_SHOWN; i += 2) {
    const [x, y] = map(means[i]!, means[i + 1]!);
    d += ellipse([means[i]!, means[i + 1]!], [variances[i]!, covariance, variances[i + 1]!], 1, map);
    d += segment(x - 4, y, x + 4, y) + segment(x, y - 4, x, y + 4);
  }
  return path(d, '', style);
}

const plane = ({ codes, posterior }: State, _: Settings, t: Strings): string =>
  [
    path(segment(...map(-3, 0), ...map(3, 0)) + segment(...map(0, -3), ...map(0, 3)), 'grid'),
    path(ellipse([0, 0], [1, 0, 1], 1, map), '', line('var(--figure-soft)', 1.5, '5 4')),
    laws(posterior, line('var(--figure-data)', 5)),
    laws(codes, line('var(--figure-guess)', 2)),
    label(SIZE - 8, SIZE - 10, t.planeAxis, 'end'),
  ].join('');

const CHART = { width: 300, height: 420, left: 46, right: 62, top: 18, bottom: 48 };
/** Nats below log p that are shown, and above; one law for all points costs more. */
const below = ({ encoder }: Settings): number => (encoder === 'none' ? 8.5 : 2.5);
const ABOVE = 0.25;
/** Rounds on the axis at least. */
const SHOWN = 20;

function climb(state: State, controls: Settings, t: Strings): string {
  const { width, height, left, right, top, bottom } = CHART;
  const { bounds, logLikelihood, familyGap } = state;
  const shown = below(controls);
  const floor = logLikelihood - shown;
  const base = height - bottom;
  const last = Math.max(SHOWN, bounds.length - 1);
  const x = (round: number): number => left + (round / last) * (width - left - right);
  const y = (nats: number): number =>
    base - ((Math.min(Math.max(nats, floor), logLikelihood + ABOVE) - floor) / (shown + ABOVE)) * (base - top);
  const curve = bounds.flatMap((value, round) => [round, value]);
  const bound = bounds.at(-1)!;
  const [barLeft, barWidth] = [width - 50, 34];
  const reachable = logLikelihood - familyGap;
  const apart = shown > 4 ? 2 : 0.5;
  const ticks = Array.from({ length: 8 }, (_, i) => apart * (Math.ceil(floor / apart) + i)).filter(
    (value) => value <= logLikelihood + ABOVE,
  );
  return [
    path(segment(left, y(logLikelihood), width - 8, y(logLikelihood)), 'total-line sym-logp'),
    path(segment(left, y(reachable), width - 8, y(reachable)), 'grid'),
    path(
      polyline(curve, (round, value) => [x(round), y(value)]),
      'bound-line sym-elbo',
      'stroke-width:2.5px',
    ),
    path(segment(left, base, width - 8, base) + segment(left, base, left, top), 'axis'),
    ...ticks.map((value) => label(left - 8, y(value) + 5, value.toFixed(1).replace('-', '−'), 'end')),
    ...[0, 10, 20, 40, 80, 160, 320]
      .filter((round, i, all) => round <= last && (i === 0 || x(round) - x(all[i - 1]!) > 18))
      .map((round) => label(x(round), base + 20, String(round), 'middle')),
    label((left + width - right) / 2, height - 8, t.roundsAxis, 'middle'),
    rectangle(barLeft, y(bound), barWidth, base - y(bound), 'bar-bound'),
    `<g style="fill:var(--figure-noisy)"><rect x="${barLeft}" y="${y(reachable).toFixed(1)}" width="${barWidth}" height="${Math.max(y(bound) - y(reachable), 0).toFixed(1)}"/></g>`,
    rectangle(barLeft, y(logLikelihood), barWidth, y(reachable) - y(logLikelihood), 'bar-gap'),
  ].join('');
}

const nats = (value: number): string =>
  value
    .toFixed(3)
    .replace(/^-(?=0\.0*$)/, '')
    .replace('-', '−');

export const view: FigureView<Settings, State, Strings> = {
  name: 'two-gaps',
  defaults: settings,
  strings: { en: english, ja: japanese },
  opening: 4,
  rate: 6,
  isOver: ({ isOver }) => isOver,
  panels: [
    { name: 'plane', width: SIZE, height: SIZE, label: (t) => t.planeLabel, draw: plane },
    { name: 'climb', width: CHART.width, height: CHART.height, label: (t) => t.climbLabel, draw: climb },
  ],
  controls: (t) => [
    {
      kind: 'select',
      name: 'encoder',
      label: t.encoder,
      restarts: 0,
      options: [
        ['posterior', t.encoders.posterior],
        ['own', t.encoders.own],
        ['two', t.encoders.two],
        ['one', t.encoders.one],
        ['none', t.encoders.none],
        ['collapse', t.encoders.collapse],
      ],
    },
  ],
  caption: (t) => t.caption,
  legend: (t) => [
    { symbol: 'data', text: t.legend.posterior },
    { symbol: 'guess', text: t.legend.code },
    { symbol: 'logp', text: t.legend.logp },
    { symbol: 'elbo', text: t.legend.bound },
    { symbol: 'kl', text: t.legend.family },
    { symbol: 'noisy', text: t.legend.second },
  ],
  status: ({ bounds, isOver }, t) => t.status(bounds.length - 1, isOver),
  readout: ({ bounds, familyGap, encoderGap, logLikelihood, rate }, { value, expected }, t) => [
    t.claim(nats(value), nats(expected), nats(rate)),
    t.sum(nats(bounds.at(-1)!), nats(familyGap), nats(encoderGap), nats(logLikelihood)),
  ],
};
