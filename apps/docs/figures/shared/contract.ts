/** What the parts of a figure say to each other. Everything here is plain data, because it crosses `postMessage`. */
import type { Key } from '@yuragi/prob-core';

export type Locale = 'en' | 'ja';

/** What the caption says, with the number that could refute it. */
export interface Claim {
  readonly value: number;
  readonly expected: number;
  /** 0 where nothing is estimated: the claim is then shown without a gauge. */
  readonly standardError: number;
  readonly holds: boolean;
  /** False while there is too little to judge by. */
  readonly isDecided: boolean;
}

/** The mathematics of a figure: runs in a worker, and headless in tests. States are plain data. */
export interface FigureModel<Controls, S> {
  readonly defaults: Controls;
  init(controls: Controls, key: Key): S;
  /** One step; leaves `state` as it was. */
  step(state: S, controls: Controls): S;
  claim(state: S): Claim;
}

/** To the worker. Each request is answered by one reply, in order. */
export interface Request<Controls> {
  /** Begins anew from this seed, where there is one. */
  readonly seed?: string | undefined;
  readonly controls: Controls;
  readonly numSteps: number;
}

/** From the worker. */
export type Reply<S> = { readonly frame: S; readonly step: number; readonly claim: Claim } | { readonly error: string };

/** Words every figure needs. */
export interface CommonStrings {
  readonly play: string;
  readonly pause: string;
  readonly step: string;
  readonly reset: string;
  readonly speed: string;
  readonly seed: string;
  readonly more: string;
  readonly loading: string;
  readonly failed: (message: string) => string;
  readonly verdict: { readonly open: string; readonly holds: string; readonly fails: string };
  /** Describes the gauge of the claim, in standard errors. */
  readonly gauge: (z: number) => string;
}

interface ControlBase<Controls> {
  readonly name: keyof Controls & string;
  readonly label: string;
  /** A change begins the figure anew and takes this many steps; with false it goes on. */
  readonly restarts: number | false;
  /** Shown under "more", not in the first row. */
  readonly isMinor?: boolean | undefined;
}

export interface RangeControl<Controls, S> extends ControlBase<Controls> {
  readonly kind: 'range';
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** Where the handle stands while nobody holds it; then the control is null unless held. */
  readonly follow?: ((frame: S) => number) | undefined;
  readonly show: (value: number) => string;
}

export interface SelectControl<Controls> extends ControlBase<Controls> {
  readonly kind: 'select';
  readonly options: readonly (readonly [value: string, label: string])[];
}

/** Turns a setting from `off` to `on`: the one that breaks the claim. */
export interface BreakControl<Controls> extends ControlBase<Controls> {
  readonly kind: 'break';
  readonly off: string;
  readonly on: string;
}

/** Points of the plane, drawn in a panel by pointer and keyboard; flat x, y pairs in hundredths. */
export interface PointsControl<Controls> extends ControlBase<Controls> {
  readonly kind: 'points';
  readonly panel: string;
  readonly help: string;
  readonly presets: readonly (readonly [label: string, points: readonly number[]])[];
  readonly presetLabel: string;
}

export type Control<Controls, S> =
  | RangeControl<Controls, S>
  | SelectControl<Controls>
  | BreakControl<Controls>
  | PointsControl<Controls>;

export interface Panel<Controls, S, Strings> {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly label: (strings: Strings) => string;
  /** The inside of an SVG of this width and height. */
  readonly draw: (frame: S, controls: Controls, strings: Strings) => string;
}

export interface LegendEntry {
  /** Also the class `sym-<symbol>` of the formulas that use it. */
  readonly symbol: string;
  readonly text: string;
}

/** All of a figure but its mathematics. */
export interface FigureView<Controls, S, Strings extends CommonStrings> {
  readonly name: string;
  readonly defaults: Controls;
  readonly strings: Readonly<Record<Locale, Strings>>;
  readonly panels: readonly Panel<Controls, S, Strings>[];
  readonly controls: (strings: Strings) => readonly Control<Controls, S>[];
  readonly caption: (strings: Strings) => string;
  readonly legend: (strings: Strings) => readonly LegendEntry[];
  /** Where the figure stands, above the panels. */
  readonly status: (frame: S, strings: Strings) => string;
  /** The claim in one line, with its numbers; then what else can be read off. */
  readonly readout: (frame: S, claim: Claim, strings: Strings) => readonly string[];
  /** Steps taken before the first picture, and for the one that stands in the page without scripts. */
  readonly opening: number;
  /** Steps a second at speed 1. */
  readonly rate: number;
  /** No step changes anything any more. */
  readonly isOver: (frame: S) => boolean;
}

export interface MountOptions {
  /** Default: the name of the figure, or what the address says. */
  readonly seed?: string | undefined;
  readonly locale: Locale;
}

export interface Mounted {
  /** Stops the worker and empties the element. */
  close(): void;
}
