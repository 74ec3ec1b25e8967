/** How figures are written, on the terminal and in the README alike. */
import type { Results } from '../results.ts';
import type { Details } from '../row.ts';
import type { Comparison, JudgedBar, RowResult, Timing } from '../run-row.ts';
import type { Figure, Limit } from '../statistics.ts';

const scales = [
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
  [1, ''],
  [1e-3, 'm'],
  [1e-6, 'µ'],
  [1e-9, 'n'],
] as const;

/** Three digits and a prefix: '1.23 M', '4.56 m'. */
export function short(value: number): string {
  const [scale, prefix] = scales.find(([unit]) => Math.abs(value) >= unit) ?? ([1, ''] as const);
  return `${Number((value / scale).toPrecision(3))} ${prefix}`;
}

export const seconds = (value: number): string => `${short(value)}s`;
export const perSecond = (value: number, unit: string): string => `${short(value).trimEnd()} ${unit}/s`;
/** Six digits at most, as a person would write them. */
export const brief = (value: number): string =>
  value !== 0 && Math.abs(value) < 1e-3 ? value.toExponential(1) : String(Number(value.toPrecision(6)));
/** Two digits after the first that matters. */
export const plain = (value: number): string => value.toPrecision(value >= 0.1 && value < 1 ? 2 : 3);
export const range = ({ low, high }: Figure): string => `${plain(low)}–${plain(high)}`;

const limitText = (limit: Limit, unit: string | undefined): string => {
  const [sign, value] = 'atLeast' in limit ? ['≥', limit.atLeast] : ['≤', limit.atMost];
  return `${sign} ${unit === undefined ? value : perSecond(value, unit)}`;
};

export function barText(bar: JudgedBar, unit: string): string {
  const { kind, peer, limit, isMet, isStraddling } = bar;
  const outcome = `${isMet ? 'met' : 'missed'}${isStraddling ? ', straddling' : ''}`;
  return `${kind} ${limitText(limit, peer === undefined ? unit : undefined)}: ${outcome}`;
}

/** Of one line of the table: those about this peer, or about ourselves on the first line. */
export const barsOf = ({ bars, row }: RowResult, comparison: Comparison | undefined, isFirst: boolean): string =>
  bars
    .filter(({ peer }) => (peer === undefined ? isFirst : peer === comparison?.peer))
    .map((bar) => barText(bar, row.unit))
    .join('; ');

export const detailsText = (details: Details): string =>
  Object.entries(details)
    .map(([name, values]) => `${name} ${values.map(brief).join(' ')}`)
    .join('; ');

export const hasSingleSamples = (timing: Timing | undefined): boolean => timing?.samplesPerRound === 1;

export function machineText({ machine, runtime, numRounds }: Results): string {
  const { python } = runtime;
  const versions = [
    `Node ${runtime.node} (V8 ${runtime.v8})`,
    ...(runtime.stdlib === null ? [] : [`@stdlib ${runtime.stdlib}`]),
    ...Object.entries(python).map(([name, version]) => `${name} ${version ?? 'absent'}`),
    ...(python.python === undefined ? ['Python absent'] : []),
  ];
  return [
    `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGibibytes} GiB, ${machine.system}, load ${machine.load.toFixed(2)}`,
    `${versions.join(', ')}; one thread a side; ${numRounds} rounds`,
  ].join('\n');
}
