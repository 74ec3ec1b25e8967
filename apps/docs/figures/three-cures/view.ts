/** Draws the figure: the work of walkers under each cure, what the weights are worth, and the three estimates. */
import type { FigureView } from '../shared/contract.ts';
import { dots, label, path, polyline, segment } from '../shared/svg.ts';
import type { Drives, Measured, State } from './model.ts';
import {
  CURES,
  type Cure,
  freeEnergyAt,
  LAST,
  NUM_LEVELS,
  NUM_POPULATIONS,
  POPULATION,
  type Settings,
  settings,
  stiffnessAt,
} from './settings.ts';
import { english, type Strings } from './strings.en.ts';
import { japanese } from './strings.ja.ts';

const SIZE = 420;
const [LEFT, RIGHT] = [40, 408];
/** Three strips, each of this height from this top. */
const STRIP = { top: 26, height: 104, gap: 18 };
/** The work above Delta F that is shown. */
const [LOWEST, HIGHEST] = [-16, 20];
const NUM_LINES = 30;
const SYMBOLS: Readonly<Record<Cure, string>> = { wait: 'guess', reweight: 'data', transport: 'noisy' };
const NUM_WALKERS = NUM_POPULATIONS * POPULATION;

/** Stiffnesses that are written, and the level of each. */
const TICKS = [1, 8, LAST] as const;
const levelOf = (stiffness: number): number => (NUM_LEVELS * Math.log(stiffness)) / Math.log(LAST);
const xAt = (level: number): number => LEFT + (level / NUM_LEVELS) * (RIGHT - LEFT);
const clamp = (value: number): number => Math.min(Math.max(value, LOWEST), HIGHEST);
const above = (value: number, level: number): number => clamp(value - freeEnergyAt(level));

/** Evenly chosen walkers: of populations one or two each. */
function lines(
  { works: all }: Drives,
  level: number,
  place: (at: number, work: number) => readonly [number, number],
): string {
  const n = all.length / (NUM_LEVELS + 1);
  let d = '';
  for (let line = 0; line < NUM_LINES; line++) {
    const i = Math.floor((line * n) / NUM_LINES);
    const points = Array.from({ length: level + 1 }, (_, at) => [
      at,
      above(all[i * (NUM_LEVELS + 1) + at]!, at),
    ]).flat();
    d += polyline(points, place);
  }
  return d;
}

/** Of a cure, at each level. */
const measuredBy = ({ estimates, weights }: State, cure: Cure): readonly Measured[] =>
  estimates.map((each) => each[cure === 'reweight' ? weights : cure]);

function works(state: State, _: Settings, t: Strings): string {
  const { level, weights } = state;
  const walkers = { wait: state.slow, reweight: state[weights], transport: state.carried };
  const strips = CURES.map((cure, row) => {
    const top = STRIP.top + row * (STRIP.height + STRIP.gap);
    const y = (work: number): number => top + ((HIGHEST - work) / (HIGHEST - LOWEST)) * STRIP.height;
    const place = (at: number, work: number): readonly [number, number] => [xAt(at), y(work)];
    const estimate = measuredBy(state, cure).flatMap(({ value }, at) => [at, above(value, at)]);
    return [
      path(segment(LEFT, top, LEFT, top + STRIP.height), 'axis'),
      ...[-10, 0, 10].map((tick) => label(LEFT - 6, y(tick) + 5, String(tick).replace('-', '−'), 'end')),
      path(segment(LEFT, y(0), RIGHT, y(0)), 'axis sym-loss'),
      path(lines(walkers[cure], level, place), 'trail', `stroke:var(--figure-${SYMBOLS[cure]})`),
      path(polyline(estimate, place), `stated sym-${SYMBOLS[cure]}`, 'stroke-width:3px'),
      dots(estimate.slice(-2), place, `sym-${SYMBOLS[cure]}`, 'stroke-width:9px'),
      label(LEFT + 8, top + 10, t.rows[cure], 'start'),
    ].join('');
  });
  const bottom = STRIP.top + 3 * STRIP.height + 2 * STRIP.gap;
  return [
    ...strips,
    label(8, 14, t.workAxis, 'start'),
    ...TICKS.map((k) => label(xAt(levelOf(k)), bottom + 16, String(k), k === LAST ? 'end' : 'middle')),
    label(xAt(NUM_LEVELS / 4), bottom + 16, t.stiffnessAxis, 'middle'),
  ].join('');
}

const CHART = { width: 300, height: 420, left: 46, right: 14 };
/** The curves of the shares, and the error bars below. */
const SHARE = { top: 30, bottom: 218 };
const BARS = { top: 268, row: 30, bottom: 364 };
/** The smallest share that is shown, and the range of the estimates. */
const LEAST = 1 / NUM_WALKERS;
const [FROM, TO] = [-4, 10];

function weightsChart(state: State, _: Settings, t: Strings): string {
  const { level, estimates, weights } = state;
  const { width, height, left, right } = CHART;
  const x = (at: number): number => left + (at / NUM_LEVELS) * (width - left - right);
  const y = (share: number): number =>
    SHARE.bottom - (Math.log(Math.max(share, LEAST) / LEAST) / -Math.log(LEAST)) * (SHARE.bottom - SHARE.top);
  const place = (at: number, share: number): readonly [number, number] => [x(at), y(share)];
  const curve = (kind: Settings['weights']): string =>
    polyline(
      estimates.flatMap(({ [kind]: { share } }, at) => [at, share]),
      place,
    );
  const bar = (error: number): number =>
    left + ((Math.min(Math.max(error, FROM), TO) - FROM) / (TO - FROM)) * (width - left - right);
  const expected = freeEnergyAt(level);
  const cost = meanWork(state.plain, level) - expected;
  return [
    path(
      segment(left, SHARE.bottom, width - right, SHARE.bottom) + segment(left, SHARE.bottom, left, SHARE.top),
      'axis',
    ),
    ...[1, 0.1, 0.01, 0.001].map((share) => label(left - 6, y(share) + 5, String(share), 'end')),
    ...TICKS.map((k) => label(x(levelOf(k)), SHARE.bottom + 18, String(k), 'middle')),
    label(8, 14, t.shareAxis, 'start'),
    path(curve('plain'), 'stated sym-elbo', 'stroke-dasharray:5 4'),
    ...(weights === 'plain' ? [] : [path(curve('resampled'), 'stated sym-data')]),
    path(segment(bar(0), BARS.top - 14, bar(0), BARS.bottom), 'axis sym-loss', 'stroke-width:1.5px'),
    ...CURES.flatMap((cure, row) => {
      const { value, standardError } = measuredBy(state, cure).at(-1)!;
      const [middle, at] = [value - expected, BARS.top + BARS.row * row];
      return [
        path(
          segment(bar(middle - 2 * standardError), at, bar(middle + 2 * standardError), at),
          `stated sym-${SYMBOLS[cure]}`,
        ),
        dots([middle, 0], (error) => [bar(error), at], `sym-${SYMBOLS[cure]}`, 'stroke-width:9px'),
      ];
    }),
    path(cross(bar(cost), BARS.top + BARS.row), 'stated sym-elbo'),
    path(segment(left, BARS.bottom, width - right, BARS.bottom), 'axis'),
    ...[-4, 0, 4, 8].map((tick) => label(bar(tick), BARS.bottom + 18, String(tick).replace('-', '−'), 'middle')),
    label((left + width - right) / 2, height - 8, t.estimateAxis, 'middle'),
  ].join('');
}

const cross = (x: number, y: number): string =>
  segment(x - 5, y - 5, x + 5, y + 5) + segment(x - 5, y + 5, x + 5, y - 5);

function meanWork({ works }: Drives, level: number): number {
  let sum = 0;
  for (let at = level; at < works.length; at += NUM_LEVELS + 1) sum += works[at]!;
  return (sum * (NUM_LEVELS + 1)) / works.length;
}

/** To one digit, upwards: 2.9e-14 is 3 × 10⁻¹⁴. */
function small(value: number): string {
  if (value === 0) return '0';
  if (value >= 0.01) return value.toFixed(2);
  let exponent = -Math.floor(Math.log10(value));
  let digit = Math.ceil(value * 10 ** exponent);
  if (digit === 10) [digit, exponent] = [1, exponent - 1];
  return `${digit} × 10⁻${[...String(exponent)].map((each) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(each)]).join('')}`;
}

const decimals = (value: number): string => value.toFixed(2).replace('-', '−');

export const view: FigureView<Settings, State, Strings> = {
  name: 'three-cures',
  defaults: settings,
  strings: { en: english, ja: japanese },
  opening: 16,
  rate: 6,
  isOver: ({ level }) => level >= NUM_LEVELS,
  panels: [
    { name: 'works', width: SIZE, height: SIZE, label: (t) => t.worksLabel, draw: works },
    { name: 'weights', width: CHART.width, height: CHART.height, label: (t) => t.weightsLabel, draw: weightsChart },
  ],
  controls: (t) => [
    {
      kind: 'select',
      name: 'weights',
      label: t.weights,
      restarts: 0,
      options: [
        ['resampled', t.weightings.resampled],
        ['plain', t.weightings.plain],
      ],
    },
    {
      kind: 'select',
      name: 'patience',
      label: t.patience,
      restarts: 0,
      options: [
        ['16', t.patiences.patient],
        ['1', t.patiences.hasty],
      ],
    },
    {
      kind: 'select',
      name: 'escort',
      label: t.escort,
      restarts: 0,
      options: [
        ['carried', t.escorts.carried],
        ['volumeless', t.escorts.volumeless],
      ],
    },
  ],
  caption: (t) => t.caption,
  legend: (t) => [
    { symbol: 'guess', text: t.legend.guess },
    { symbol: 'data', text: t.legend.data },
    { symbol: 'noisy', text: t.legend.noisy },
    { symbol: 'elbo', text: t.legend.elbo },
    { symbol: 'loss', text: t.legend.loss },
  ],
  status: ({ level }, t) => {
    return t.status(stiffnessAt(level).toFixed(1), level, NUM_LEVELS, decimals(freeEnergyAt(level)));
  },
  readout: ({ level, slow, plain, carried, estimates }, { value, expected, standardError }, t) => {
    const isOver = level === NUM_LEVELS;
    const gained = freeEnergyAt(level);
    const { wait, plain: product } = estimates.at(-1)!;
    let farthest = 0;
    for (let at = level; at < carried.works.length; at += NUM_LEVELS + 1)
      farthest = Math.max(farthest, Math.abs(carried.works[at]! - gained));
    return [
      isOver
        ? t.claim(decimals(value), decimals(standardError), decimals(expected))
        : t.claim('–', '–', decimals(expected)),
      isOver
        ? t.others(
            decimals(wait.value),
            decimals(wait.standardError),
            decimals(meanWork(slow, level) - gained),
            decimals(meanWork(plain, level) - gained),
          )
        : t.others('–', '–', '–', '–'),
      t.carried(small(farthest)),
      t.worth(NUM_WALKERS, (product.share * NUM_WALKERS).toFixed(0)),
    ];
  },
};
