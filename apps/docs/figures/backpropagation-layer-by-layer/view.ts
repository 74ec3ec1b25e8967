/** Draws the figure: the network with its values and deltas, each derivative against that of the graph, and the loss. */
import type { FigureView } from '../shared/contract.ts';
import { circle, dots, label, path, polyline, segment } from '../shared/svg.ts';
import type { State } from './model.ts';
import { EXAMPLES, MAX_ROUNDS, NUM_LAYERS, NUM_PHASES, type Settings, settings, WIDTHS } from './settings.ts';
import { english, type Strings } from './strings.en.ts';
import { japanese } from './strings.ja.ts';

const NET = { width: 420, height: 400, left: 44, right: 44, radius: 25 };
const VALUE = 'var(--figure-data)';
const DELTA = 'var(--figure-noisy)';
const HIDDEN = 'var(--figure-guess)';
const line = (colour: string, width: number): string => `fill:none;stroke:${colour};stroke-width:${width.toFixed(1)}px`;
const signed = (value: number, digits = 2): string =>
  value
    .toFixed(digits)
    .replace(/^-(?=0\.0*$)/, '')
    .replace('-', '−');

const placeOf = (layer: number, unit: number): readonly [x: number, y: number] => {
  const { width, height, left, right } = NET;
  const rows = WIDTHS[layer]!;
  return [
    left + (layer / NUM_LAYERS) * (width - left - right),
    (height - 24) / 2 + (unit - (rows - 1) / 2) * (rows === 3 ? 120 : 150) - 4,
  ];
};

function net(state: State, _: Settings, t: Strings): string {
  const { layers, activations, deltas, phase, example } = state;
  const parts: string[] = [];
  /** Forward has come so far, and back down to there. */
  const reached = Math.min(phase, NUM_LAYERS);
  const returned = phase > NUM_LAYERS ? 2 * NUM_LAYERS - phase + 1 : Infinity;
  for (const [l, { weights }] of layers.entries()) {
    const columns = WIDTHS[l + 1]!;
    // The way that this phase takes.
    const isNow = phase === l + 1 || (phase > NUM_LAYERS && returned === l);
    for (const [at, weight] of weights.entries()) {
      const [[x0, y0], [x1, y1]] = [placeOf(l, Math.floor(at / columns)), placeOf(l + 1, at % columns)];
      const width = 0.6 + 2.4 * Math.min(Math.abs(weight), 2);
      const style = `${line(weight < 0 ? DELTA : VALUE, width)};opacity:${isNow ? 0.9 : 0.35}`;
      parts.push(path(segment(x0, y0, x1, y1), '', style));
    }
  }
  for (let l = 0; l <= NUM_LAYERS; l++)
    for (let j = 0; j < WIDTHS[l]!; j++) {
      const [x, y] = placeOf(l, j);
      const isReached = l <= reached;
      const colour = isReached ? VALUE : 'var(--figure-rule)';
      parts.push(
        `<g style="fill:var(--figure-paper);stroke:${colour};stroke-width:2px">${circle(x, y, NET.radius, '')}</g>`,
      );
      if (isReached) parts.push(label(x, y + 5, signed(activations[l]![j]!, l === 0 ? 0 : 2), 'middle'));
      if (l >= returned && l > 0)
        parts.push(
          `<g style="fill:${DELTA}">${circle(x, y + NET.radius + 5, 4, '')}</g>`,
          label(x, y + NET.radius + 24, `δ ${signed(deltas[l - 1]![j]!)}`, 'middle'),
        );
    }
  const [x, y] = placeOf(NUM_LAYERS, 0);
  parts.push(label(x, y - NET.radius - 12, t.wanted(signed(EXAMPLES[example]![1], 0)), 'middle'));
  return parts.join('');
}

const CHECK = { width: 300, height: 400, left: 40, right: 12, top: 18, side: 210, lossTop: 296, lossBase: 372 };
/** Where the derivatives of a layer begin in the flat gradient, and where it ends. */
const STARTS: readonly number[] = [0, 1, 2, 3].map((l) =>
  WIDTHS.slice(1, l + 1).reduce((total, n, at) => total + (WIDTHS[at]! + 1) * n, 0),
);

function check(state: State, _: Settings, t: Strings): string {
  const { width, left, right, top, side, lossTop, lossBase } = CHECK;
  const { byDeltas, byGraph, phase, losses } = state;
  const base = top + side;
  const range = 1.1 * Math.max(...byGraph.map(Math.abs), ...byDeltas.map(Math.abs), 1e-3);
  const map = (x: number, y: number): readonly [number, number] => [
    left + ((x + range) / (2 * range)) * (width - left - right),
    base - ((y + range) / (2 * range)) * side,
  ];
  /** Pairs of the layers that the deltas have reached. */
  const shown = phase > NUM_LAYERS ? 2 * NUM_LAYERS - phase : NUM_LAYERS;
  const from = STARTS[shown]!;
  const pairs = (first: number, end: number): number[] =>
    Array.from(byDeltas.subarray(first, end)).flatMap((value, i) => [byGraph[first + i]!, value]);
  const split = STARTS[NUM_LAYERS - 1]!;
  const points = (values: readonly number[], colour: string): string =>
    dots(values, map, '', `stroke:${colour};stroke-width:7px;opacity:0.75`);
  const highest = Math.max(0.5, ...losses);
  const lossAt = (round: number, value: number): readonly [number, number] => [
    left + (round / Math.max(20, losses.length - 1)) * (width - left - right),
    lossBase - (value / highest) * (lossBase - lossTop),
  ];
  const curve = losses.flatMap((value, round) => [round, value]);
  return [
    path(segment(...map(-range, 0), ...map(range, 0)) + segment(...map(0, -range), ...map(0, range)), 'grid'),
    path(segment(...map(-range, -range), ...map(range, range)), 'axis'),
    points(pairs(from, split), HIDDEN),
    shown < NUM_LAYERS ? points(pairs(split, byDeltas.length), DELTA) : '',
    label(left + 4, top + 6, t.deltaAxis, 'start'),
    label(width - right, base + 16, t.graphAxis, 'end'),
    path(segment(left, lossBase, width - right, lossBase) + segment(left, lossTop, left, lossBase), 'axis'),
    label(left - 6, lossTop + 6, highest.toFixed(1), 'end'),
    label(left - 6, lossBase + 4, '0', 'end'),
    path(polyline(curve, lossAt), '', line('var(--figure-ink)', 2)),
    losses.length === 1 ? dots(curve, lossAt, '', 'stroke:var(--figure-ink);stroke-width:6px') : '',
    label((left + width - right) / 2, lossBase + 20, t.lossAxis, 'middle'),
  ].join('');
}

const tiny = (value: number): string => (value === 0 ? '0' : value.toExponential(1).replace('-', '−'));

export const view: FigureView<Settings, State, Strings> = {
  name: 'backpropagation-layer-by-layer',
  defaults: settings,
  strings: { en: english, ja: japanese },
  opening: 5,
  rate: 3,
  isOver: ({ losses, hasDiverged }) => hasDiverged || losses.length >= MAX_ROUNDS,
  panels: [
    { name: 'net', width: NET.width, height: NET.height, label: (t) => t.netLabel, draw: net },
    { name: 'check', width: CHECK.width, height: CHECK.height, label: (t) => t.checkLabel, draw: check },
  ],
  controls: (t) => [
    {
      kind: 'select',
      name: 'delta',
      label: t.delta,
      restarts: 5,
      options: [
        ['chain', t.deltas.chain],
        ['forgotten', t.deltas.forgotten],
        ['primes', t.deltas.primes],
      ],
    },
    {
      kind: 'select',
      name: 'activation',
      label: t.activation,
      restarts: 5,
      options: [
        ['tanh', t.activations.tanh],
        ['sigmoid', t.activations.sigmoid],
        ['silu', t.activations.silu],
      ],
    },
  ],
  caption: (t) => t.caption,
  legend: (t) => [
    { symbol: 'data', text: t.legend.value },
    { symbol: 'noisy', text: t.legend.delta },
    { symbol: 'guess', text: t.legend.hidden },
  ],
  status({ phase, example, losses }, t) {
    if (losses.length > 0 && phase === NUM_PHASES) return t.round(losses.length);
    if (phase === 0) return t.inputs(example + 1);
    return phase <= NUM_LAYERS ? t.forward(example + 1, phase) : t.back(example + 1, NUM_PHASES - phase + 1);
  },
  readout: ({ numChecked, fromQuotients, losses }, { value }, t) => [
    t.claim(numChecked, tiny(value)),
    t.quotients(tiny(fromQuotients)) +
      (losses.length > 0 ? ` ${t.loss(losses[0]!.toFixed(3), losses.at(-1)!.toFixed(3))}` : ''),
  ],
};
