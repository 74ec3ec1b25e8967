/** Draws the figure: gaps and rates against n, and the gap along s (or the phases of a walk). */
import type { FigureView } from '../shared/contract.ts';
import { circle, dots, label, path, polyline, segment } from '../shared/svg.ts';
import type { Row, State } from './model.ts';
import { type Settings, settings, sizeOf } from './settings.ts';
import { english, type Strings } from './strings.en.ts';
import { japanese } from './strings.ja.ts';

const CHART = { width: 420, height: 400, left: 52, right: 16, top: 30, bottom: 46 };
const PATH = { width: 300, height: 400, left: 48, right: 14, top: 30, bottom: 46 };
/** Lowest decade of each family. */
const FLOOR: Readonly<Record<Settings['family'], number>> = { ferromagnet: -9, spike: -13, search: -8, walk: -15 };
const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const power = (exponent: number): string =>
  exponent === 0 ? '1' : `10⁻${Array.from(String(-exponent), (digit) => SUPERSCRIPTS[Number(digit)]!).join('')}`;
const QUANTUM = 'var(--figure-data)';
const CLASSICAL = 'var(--figure-noisy)';
const CAVEAT = 'var(--figure-guess)';

/** The place of a value on a logarithmic axis from 10^floor to 10. */
const heightOf = ({ height, top, bottom }: typeof CHART, floor: number) => {
  const base = height - bottom;
  return (value: number): number => {
    const share = (Math.log10(value) - floor) / (1 - floor);
    return base - Math.min(Math.max(share, 0), 1) * (base - top);
  };
};

function axes(box: typeof CHART, floor: number, horizontal: string, vertical: string): string {
  const { width, height, left, right, top, bottom } = box;
  const [y, base] = [heightOf(box, floor), height - bottom];
  const decades = Array.from({ length: 1 - floor }, (_, i) => -i).filter((exponent) => exponent % 2 === 0);
  return [
    ...decades.map((exponent) => path(segment(left, y(10 ** exponent), width - right, y(10 ** exponent)), 'grid')),
    path(segment(left, base, width - right, base) + segment(left, base, left, top), 'axis'),
    ...decades.map((exponent) => label(left - 6, y(10 ** exponent) + 5, power(exponent), 'end')),
    label((left + width - right) / 2, height - 8, horizontal, 'middle'),
    label(4, 16, vertical, 'start'),
  ].join('');
}

function gaps(state: State, _: Settings, t: Strings): string {
  const { family, look, rows, total } = state;
  const { width, left, right, height, bottom } = CHART;
  const y = heightOf(CHART, FLOOR[family]);
  const last = sizeOf(family, total - 1);
  const x = (n: number): number => left + (n / last) * (width - left - right - 8);
  const place = (n: number, value: number): readonly [number, number] => [x(n), y(value)];
  const points = (of: (row: Row) => number): number[] =>
    rows.flatMap((row) => (Number.isFinite(of(row)) ? [row.n, of(row)] : []));
  const line = (of: (row: Row) => number, colour: string, dash = ''): string =>
    path(polyline(points(of), place), '', `fill:none;stroke:${colour};stroke-width:2px;${dash}`) +
    dots(points(of), place, '', `stroke:${colour};stroke-width:8px`);
  const caveat = family === 'ferromagnet' ? 'classical' : 'beside';
  const crosses = points(({ onGrid }) => onGrid).reduce((d, value, i, all) => {
    if (i % 2 === 1) return d;
    const [cx, cy] = place(value, all[i + 1]!);
    return `${d}${segment(cx - 4, cy - 4, cx + 4, cy + 4)}${segment(cx - 4, cy + 4, cx + 4, cy - 4)}`;
  }, '');
  const named = (of: (row: Row) => number, text: string, where: 'right' | 'above' | 'below'): string => {
    const row = rows[where === 'right' ? Math.min(3, rows.length - 1) : rows.length - 1];
    if (row === undefined) return '';
    const [px, py] = place(row.n, of(row));
    if (where === 'right') return label(px + 10, py - 6, text, 'start');
    return label(Math.max(px + 4, left + 90), py + (where === 'above' ? -12 : 22), text, 'end');
  };
  const isFlat = family === 'spike' || look === 'grid';
  const step = last / 6;
  return [
    axes(CHART, FLOOR[family], family === 'search' ? t.bitsAxis : t.sizeAxis, t.gapAxis),
    ...Array.from({ length: 7 }, (_, i) =>
      label(x(i * step), height - bottom + 18, String(Math.round(i * step)), 'middle'),
    ),
    family === 'search' || family === 'walk' ? '' : line((each) => each[caveat], CAVEAT, 'stroke-dasharray:5 4'),
    family === 'ferromagnet' ? '' : line(({ classical }) => classical, CLASSICAL),
    path(crosses, '', 'fill:none;stroke:var(--figure-loss);stroke-width:1.5px'),
    line(({ quantum }) => quantum, QUANTUM),
    named(({ quantum }) => quantum, t.lines.quantum[family], family === 'spike' ? 'below' : isFlat ? 'above' : 'right'),
    named(({ classical }) => classical, t.lines.classical[family], family === 'ferromagnet' ? 'below' : 'right'),
    family === 'spike' ? named(({ beside }) => beside, t.lines.pairs, 'above') : '',
  ].join('');
}

function along(state: State, controls: Settings, t: Strings): string {
  const { family, rows, path: points, grid } = state;
  if (family === 'walk') return phases(points, t);
  const { width, left, right, height, bottom } = PATH;
  const y = heightOf(PATH, FLOOR[family]);
  const place = (s: number, gap: number): readonly [number, number] => [left + s * (width - left - right), y(gap)];
  const row = rows.at(-1);
  const bottomOf = Array.from(points).reduce(
    (best, value, i, all) => (i % 2 === 1 && value < best[1] ? ([all[i - 1]!, value] as const) : best),
    [0, Infinity] as readonly [number, number],
  );
  return [
    axes(PATH, FLOOR[family], t.pathAxis, t.gapAxis),
    ...[0, 0.5, 1].map((s) => label(place(s, 1)[0], height - bottom + 18, String(s), 'middle')),
    path(polyline(points, place), '', `fill:none;stroke:${QUANTUM};stroke-width:1.5px`),
    dots(grid, place, '', 'stroke:var(--figure-loss);stroke-width:4px'),
    row === undefined || controls.look === 'grid'
      ? ''
      : `<g style="fill:none;stroke:${QUANTUM};stroke-width:2px">${circle(...place(...bottomOf), 7, '')}</g>`,
  ].join('');
}

/** Phases +-2 arccos lambda on the unit circle; the smallest pair lit. */
function phases(found: Float64Array, t: Strings): string {
  const [centre, radius] = [PATH.width / 2, 118];
  const middle = 190;
  const at = (phase: number, r: number): readonly [number, number] => [
    centre + r * Math.cos(phase),
    middle - r * Math.sin(phase),
  ];
  const spoke = (phase: number): string => segment(...at(phase, radius - 9), ...at(phase, radius + 9));
  const [, smallest = 0, ...others] = found;
  return [
    `<g style="fill:none;stroke:var(--figure-rule);stroke-width:1.5px">${circle(centre, middle, radius, '')}</g>`,
    path(segment(centre, middle, centre + radius + 22, middle), 'grid'),
    path(
      others.flatMap((phase) => [spoke(phase), spoke(-phase)]).join(''),
      '',
      `stroke:${QUANTUM};stroke-width:2px;opacity:0.5`,
    ),
    path(spoke(smallest) + spoke(-smallest), '', `stroke:${QUANTUM};stroke-width:2.5px`),
    label(centre, middle + 5, `±${smallest.toFixed(4)}`, 'middle'),
    label(centre, PATH.height - 30, t.circle, 'middle'),
  ].join('');
}

const number = (value: number, digits = 4): string => value.toFixed(digits).replace('-', '−');
const short = (value: number): string => {
  if (value >= 0.01 && value < 1000) return value.toPrecision(3);
  const [mantissa, exponent] = value.toExponential(2).split('e') as [string, string];
  const power = Number(exponent);
  return `${mantissa} × 10${power < 0 ? '⁻' : ''}${Array.from(String(Math.abs(power)), (d) => SUPERSCRIPTS[Number(d)]!).join('')}`;
};

export const view: FigureView<Settings, State, Strings> = {
  name: 'gaps-against-n',
  defaults: settings,
  strings: { en: english, ja: japanese },
  opening: 6,
  rate: 3,
  isOver: ({ rows, total }) => rows.length >= total,
  panels: [
    { name: 'gaps', width: CHART.width, height: CHART.height, label: (t) => t.gapsLabel, draw: gaps },
    { name: 'path', width: PATH.width, height: PATH.height, label: (t) => t.pathLabel, draw: along },
  ],
  controls: (t) => [
    {
      kind: 'select',
      name: 'family',
      label: t.family,
      restarts: 1,
      options: [
        ['ferromagnet', t.families.ferromagnet],
        ['spike', t.families.spike],
        ['search', t.families.search],
        ['walk', t.families.walk],
      ],
    },
    {
      kind: 'range',
      name: 'size',
      label: t.size,
      restarts: 1,
      min: 120,
      max: 240,
      step: 20,
      show: (n) => `n = ${n}`,
    },
    { kind: 'break', name: 'look', label: t.look, restarts: 1, off: 'bound', on: 'grid' },
  ],
  caption: (t) => t.caption,
  legend: (t) => [
    { symbol: 'data', text: t.legend.quantum },
    { symbol: 'noisy', text: t.legend.classical },
    { symbol: 'guess', text: t.legend.caveat },
    { symbol: 'loss', text: t.legend.grid },
  ],
  status({ family, rows, look }, t) {
    const row = rows.at(-1);
    if (row === undefined) return '…';
    return t.status(
      family === 'search' ? t.bits(row.n) : t.spins(row.n),
      short(row.quantum),
      look === 'grid' && family !== 'walk',
    );
  },
  readout({ family, rows }, { value, expected }, t) {
    const [first, last] = [rows[0], rows.at(-1)];
    if (first === undefined || last === undefined) return ['…'];
    const shown = Number.isNaN(value) ? '…' : number(value);
    switch (family) {
      case 'ferromagnet':
        return [t.claims.ferromagnet(shown, number(expected)), t.caveats.ferromagnet((1 / last.classical).toFixed(2))];
      case 'spike':
        return [
          t.claims.spike(shown, short(first.classical / last.classical)),
          t.caveats.spike(last.beside.toFixed(2)),
        ];
      case 'search':
        return [
          t.claims.search(shown, last.success.toFixed(3), last.beside.toFixed(last.beside < 0.01 ? 5 : 3)),
          t.caveats.search(''),
        ];
      case 'walk':
        return [t.claims.walk(shown), t.caveats.walk('')];
    }
  },
};
