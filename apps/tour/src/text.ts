/** Everything the tour says, in one shape for every language. */
import type { Language } from './options.ts';
import { english } from './text.en.ts';
import { japanese } from './text.ja.ts';

/** A chapter of the report: what it asks, what was done, and what the next method mends. */
export interface Chapter {
  readonly title: string;
  readonly question: string;
  /** Paragraphs before the figure. */
  readonly before: readonly string[];
  readonly defect: string;
}

export interface Text {
  readonly language: Language;
  readonly title: string;
  readonly subtitle: string;
  readonly secondsLeft: string;
  readonly steps: {
    readonly choose: string;
    fit(label: number): string;
    sample(label: number): string;
    readonly judge: string;
    readonly complete: string;
    readonly roll: {
      readonly fit: string;
      readonly flow: string;
      readonly back: string;
      readonly likelihood: string;
      bound(numSteps: number): string;
    };
  };
  readonly terminal: {
    readonly goingOn: (numRuns: number) => string;
    readonly stopping: string;
    readonly stopped: (file: string) => string;
    readonly nothingKept: string;
    readonly done: (file: string, seconds: number) => string;
  };
  readonly findings: {
    readonly heading: readonly [what: string, value: string, beside: string];
    readonly heldOut: string;
    besideHeldOut(nearest: string, count: number): string;
    readonly samplesBayes: string;
    besideSamplesBayes(direct: string, real: string): string;
    readonly samplesNearest: string;
    besideSamplesNearest(direct: string, real: string): string;
    readonly distance: string;
    besideDistance(heldOut: string): string;
    readonly copies: string;
    readonly besideCopies: string;
    readonly hidden: string;
    besideHidden(mean: string, count: number): string;
    readonly halfClass: string;
    besideHalfClass(whole: string): string;
    readonly noisy: string;
    besideNoisy(noisy: string): string;
    readonly fall: string;
    besideFall(count: number): string;
    readonly rollBits: string;
    besideRollBits(truth: string): string;
    readonly flow: string;
    besideFlow(count: number): string;
    readonly returned: string;
    readonly besideReturned: string;
    bound(numSteps: number): string;
    besideBound(exact: string): string;
  };
  readonly report: {
    readonly settings: (seed: string, isQuick: boolean) => string;
    readonly numbers: string;
    readonly defectLabel: string;
    readonly digits: Chapter & {
      readonly real: string;
      readonly drawn: string;
      caption(numTraining: number, numComponents: number, explained: string): string;
      validation(rows: readonly { readonly numComponents: number; readonly meanLogDensity: number }[]): string;
    };
    readonly noise: Chapter & {
      readonly noising: string;
      readonly noisy: string;
      readonly estimate: string;
      readonly denoising: string;
      readonly caption: string;
    };
    readonly restore: Chapter & {
      readonly columns: readonly [original: string, seen: string, completions: string, classes: string];
      readonly occluded: string;
      readonly noisy: string;
      readonly caption: string;
      classesOf(label: number): string;
    };
    readonly roll: Chapter & { readonly toNoise: string; readonly back: string; readonly caption: string };
    readonly em: Chapter & {
      readonly steps: string;
      readonly bits: string;
      readonly left: string;
      readonly truth: string;
      caption(numSteps: number): string;
    };
    readonly bound: Chapter & {
      readonly steps: string;
      readonly bits: string;
      readonly gap: string;
      readonly exact: string;
      readonly kinds: Readonly<Record<'optimal' | 'forward' | 'posterior', string>>;
      readonly caption: string;
    };
    readonly data: string;
  };
}

export const texts: Readonly<Record<Language, Text>> = { en: english, ja: japanese };
