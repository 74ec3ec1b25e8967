/** Draws the figure: the ensemble beside its law, its path in beta, and what a minimum costs. */
import type { FigureView } from '../shared/contract.ts';
import { dots, label, path, polyline, segment } from '../shared/svg.ts';
import type { State } from './model.ts';
import { type Settings, settings } from './settings.ts';
import { english, type Strings } from './strings.en.ts';
import { japanese } from './strings.ja.ts';

const SIZE = 420;
const [LEFT, RIGHT] = [48, 404];
/** The range of energies shown, and the width of a bar. */
const [LOW, HIGH, WIDTH] = [-34, 14, 1];
const energyAt = (energy: number): number => LEFT + ((energy - LOW) / (HIGH - LOW)) * (RIGHT - LEFT);
const TICKS = [-30, -20, -10, 0, 10] as const;
const signed = (value: number): string => String(value).replace('-', '−');

/** Shares in the bars. */
function binned(energies: ArrayLike<number>, weights?: ArrayLike<number>): Float64Array {
  const out = new Float64Array((HIGH - LOW) / WIDTH);
  for (let i = 0; i < energies.length; i++) {
    const bin = Math.floor((energies[i]! - LOW) / WIDTH + 1e-9);
    if (bin >= 0 && bin < out.length) out[bin]! += weights === undefined ? 1 / energies.length : weights[i]!;
  }
  return out;
}

function laws(state: State, _: Settings, t: Strings): string {
  const { energies, exactEnergies, exactMasses, path: walked, curve, betaEnd } = state;
  const base = 196;
  const measured = binned(energies);
  const exact = binned(exactEnergies, exactMasses);
  const tallest = Math.max(0.16, ...exact, ...measured);
  const height = (mass: number): number => (mass / tallest) * (base - 16);
  const outline = [...exact].flatMap((mass, i) => [LOW + i * WIDTH, mass, LOW + (i + 1) * WIDTH, mass]);
  const bars = [...measured]
    .map((mass, i) =>
      segment(energyAt(LOW + (i + 0.5) * WIDTH), base, energyAt(LOW + (i + 0.5) * WIDTH), base - height(mass)),
    )
    .filter((_, i) => measured[i]! > 0);

  const [top, bottom] = [262, 372];
  const lowest = curve.at(-1)! - 2;
  const x = (beta: number): number => LEFT + (beta / betaEnd) * (RIGHT - LEFT - 8);
  const y = (energy: number): number => top + ((4 - energy) / (4 - lowest)) * (bottom - top);
  const at = (beta: number, energy: number): readonly [number, number] => [x(beta), y(energy)];
  return [
    path(bars.join(''), 'bar sym-noisy', 'stroke-width:5.5px'),
    path(
      polyline(outline, (energy, mass) => [energyAt(energy), base - height(mass)]),
      'stated sym-data',
    ),
    path(segment(LEFT, base, RIGHT, base), 'axis'),
    ...TICKS.map((energy) => label(energyAt(energy), base + 18, signed(energy), 'middle')),
    label((LEFT + RIGHT) / 2, base + 38, t.energyAxis, 'middle'),
    path(segment(LEFT, bottom, RIGHT, bottom) + segment(LEFT, bottom, LEFT, top - 10), 'axis'),
    ...[0, -10, -20, -30]
      .filter((energy) => energy > lowest)
      .map((energy) => label(LEFT - 6, y(energy) + 5, signed(energy), 'end')),
    ...[0, 0.5, 1].map((part) =>
      label(x(part * betaEnd), bottom + 18, signed(Number((part * betaEnd).toFixed(2))), 'middle'),
    ),
    label((LEFT + RIGHT) / 2, bottom + 38, t.betaAxis, 'middle'),
    label(RIGHT, top - 2, t.meanEnergy, 'end'),
    path(polyline(walked, at), 'trail', 'stroke-width:2px;opacity:1'),
    path(polyline(curve, at), 'stated sym-data', 'stroke-width:1.5px'),
    dots(walked.slice(-2), at, 'sym-noisy', 'stroke-width:9px'),
  ].join('');
}

const CHART = { width: 300, height: 420, left: 54, right: 16, top: 26, bottom: 48 };
const [HIGHEST, FLOOR] = [0.3, 0.01];

function cost({ budgets, cooled, restarted, races, numSpins }: State, _: Settings, t: Strings): string {
  const { width, height, left, right, top, bottom } = CHART;
  const base = height - bottom;
  const x = (sweeps: number): number => left + 14 + (Math.log(sweeps / 4) / Math.log(64)) * (width - left - right - 28);
  const y = (residual: number): number =>
    base - (Math.log(Math.max(residual, FLOOR) / FLOOR) / Math.log(HIGHEST / FLOOR)) * (base - top);
  const at = (sweeps: number, residual: number): readonly [number, number] => [x(sweeps), y(residual)];
  const points = (sums: Float64Array): number[] =>
    races === 0 ? [] : budgets.flatMap((sweeps, i) => [sweeps, sums[i]! / races / numSpins]);
  return [
    path(segment(left, base, width - right, base) + segment(left, base, left, top), 'axis'),
    ...[0.01, 0.03, 0.1, 0.3].map((value) => label(left - 6, y(value) + 5, String(value), 'end')),
    ...budgets.map((sweeps) => label(x(sweeps), base + 20, String(sweeps), 'middle')),
    label((left + width - right) / 2, height - 8, t.costAxis, 'middle'),
    label(8, 14, t.residualAxis, 'start'),
    path(polyline(points(restarted), at), 'bound-line sym-loss', 'stroke-dasharray:5 4;stroke-width:1.5px'),
    path(polyline(points(cooled), at), 'stated sym-guess'),
    dots(points(restarted), at, 'sym-loss', 'stroke-width:9px'),
    dots(points(cooled), at, 'sym-guess', 'stroke-width:9px'),
  ].join('');
}

const energyText = (value: number): string => value.toFixed(2).replace('-', '−');

export const view: FigureView<Settings, State, Strings> = {
  name: 'cooling-follows',
  defaults: settings,
  strings: { en: english, ja: japanese },
  opening: 160,
  rate: 60,
  isOver: ({ sweeps, total }) => sweeps >= total,
  panels: [
    { name: 'laws', width: SIZE, height: SIZE, label: (t) => t.lawsLabel, draw: laws },
    { name: 'cost', width: CHART.width, height: CHART.height, label: (t) => t.costLabel, draw: cost },
  ],
  controls: (t) => [
    {
      kind: 'select',
      name: 'pace',
      label: t.pace,
      restarts: 0,
      options: [
        ['slow', t.paces.slow],
        ['fast', t.paces.fast],
        ['quench', t.paces.quench],
      ],
    },
    {
      kind: 'range',
      name: 'betaEnd',
      label: t.betaEnd,
      restarts: 0,
      min: 1,
      max: 3.5,
      step: 0.5,
      show: (value) => value.toFixed(1),
    },
  ],
  caption: (t) => t.caption,
  legend: (t) => [
    { symbol: 'data', text: t.legend.data },
    { symbol: 'noisy', text: t.legend.noisy },
    { symbol: 'guess', text: t.legend.guess },
    { symbol: 'loss', text: t.legend.loss },
  ],
  status: ({ sweeps, total, beta }, t) => t.status(sweeps, total, beta.toFixed(2)),
  readout: ({ budgets, cooled, restarted, races, numSpins }, { value, expected }, t) => {
    const perSpin = (sums: Float64Array): string => (races === 0 ? '—' : (sums.at(-1)! / races / numSpins).toFixed(3));
    return [
      t.claim(energyText(value), energyText(expected)),
      t.race(budgets.at(-1)!, perSpin(cooled), perSpin(restarted), races),
    ];
  },
};
