/** Everything the tour says, in one shape for every language. */
import type { Language } from './options.ts';
import type { BridgeGroup, BridgeId, BridgeRow } from './story/bridge/index.ts';
import type { GlassMethod } from './story/spin-glass.ts';
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

export type LedgerKind = 'annealing' | 'diffusion';

/** What the caption of the spin glass tells. */
export interface GlassCaption {
  readonly lengths: readonly [number, number, number];
  readonly numStates: number;
  readonly groundEnergy: number;
  readonly smallSweeps: number;
  readonly length: number;
  readonly largeSweeps: number;
  readonly numQuantumSpins: number;
}

/** What the caption of the learned roll tells; numbers of bits as text. */
export interface LearnedRollCaption {
  readonly numSteps: number;
  readonly numTrainingSteps: number;
  readonly bits: string;
  readonly bestBits: string;
  readonly gap: string;
  readonly isQuick: boolean;
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
    readonly boltzmann: { readonly fit: string; readonly sample: string; readonly free: string };
    readonly roll: {
      readonly fit: string;
      readonly flow: string;
      readonly back: string;
      readonly likelihood: string;
      bound(numSteps: number): string;
    };
    readonly glass: {
      readonly list: string;
      readonly methods: Readonly<Record<'fixed' | 'annealing' | 'tempering' | 'population', string>>;
      readonly quantum: string;
    };
    drive(numSteps: number): string;
    readonly list: string;
    readonly plane: string;
    readonly ledger: { anneal(numSteps: number): string; diffuse(numSteps: number): string };
    readonly bridge: string;
    readonly learned: Readonly<Record<'roll' | 'variance' | 'bound' | 'back' | 'read' | 'digits', string>>;
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
    besideSamplesBayes(direct: string, boltzmann: string, real: string): string;
    readonly samplesNearest: string;
    besideSamplesNearest(direct: string, boltzmann: string, real: string): string;
    readonly heldOutBoltzmann: string;
    besideHeldOutBoltzmann(mixtures: string): string;
    readonly discrepancy: Readonly<Record<'mixture' | 'boltzmann' | 'diffusion', string>>;
    besideDiscrepancy(real: string): string;
    unmoved(numSweeps: number): string;
    besideUnmoved(count: number): string;
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
    methods(method: GlassMethod): string;
    ground(numSweeps: number): string;
    besideGround(energy: number, numStates: number, fixed: readonly string[]): string;
    tempering(beta: number): string;
    population(beta: number): string;
    besideLogPartition(exact: string): string;
    quantum(duration: number): string;
    besideQuantum(guess: string, simulated: string, numSweeps: number): string;
    large(method: string, length: number): string;
    besideLarge(lowest: string, share: string): string;
    freeEnergy(numSteps: number): string;
    besideFreeEnergy(exact: string, effective: string, count: number, isWarned: boolean): string;
    rate(numRolls: number): string;
    besideRate(limit: string, least: string): string;
    sixes(numRolls: number): string;
    besideSixes(tilted: string): string;
    readonly axes: string;
    readonly besideAxes: string;
    heated(beta: number): string;
    besideHeated(one: string, eight: string): string;
    noised(sigma: number): string;
    readonly besideNoised: string;
    readonly dissipation: Readonly<Record<LedgerKind, (numSteps: number) => string>>;
    besideDissipation(limit: string, sampled: string): string;
    readonly meanWeight: Readonly<Record<LedgerKind, (numSteps: number) => string>>;
    besideMeanWeight(count: number): string;
    readonly agreement: string;
    besideAgreement(total: number, references: number): string;
    readonly learned: {
      bound(numSteps: number): string;
      besideBound(best: string, gap: string): string;
      read(guidance: number): string;
      besideRead(heldOut: string, numSteps: number): string;
      distance(guidance: number): string;
      besideDistance(heldOut: string, copies: string): string;
    };
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
    readonly boltzmann: Chapter & {
      readonly real: string;
      readonly drawn: string;
      caption(numHidden: number, numEpochs: number, numSweeps: number): string;
    };
    readonly noise: Chapter & {
      readonly noising: string;
      readonly noisy: string;
      readonly estimate: string;
      readonly denoising: string;
      readonly drawn: string;
      readonly caption: string;
    };
    readonly compare: Chapter & {
      readonly columns: readonly [model: string, bayes: string, nearest: string, distance: string, discrepancy: string];
      readonly rows: Readonly<Record<'real' | 'mixture' | 'boltzmann' | 'diffusion', string>>;
      readonly pictures: string;
      caption(perClass: number): string;
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
    readonly glass: Chapter & {
      readonly columns: readonly [method: string, tries: string, sweeps: string, small: string, large: string];
      readonly energyPerSpin: string;
      readonly duration: string;
      readonly success: string;
      readonly kinds: Readonly<Record<'quantum' | 'simulated', string>>;
      readonly largeTitle: string;
      readonly quantumTitle: string;
      caption(story: GlassCaption): string;
    };
    readonly work: Chapter & {
      readonly columns: readonly [
        steps: string,
        work: string,
        estimate: string,
        exact: string,
        effective: string,
        warning: string,
      ];
      readonly work: string;
      readonly count: string;
      steps(numSteps: number): string;
      readonly noWarning: string;
      readonly warned: string;
      readonly kinds: Readonly<Record<'exact' | 'estimate', string>>;
      caption(numSpins: number, beta: number, numTrajectories: number): string;
    };
    readonly deviations: Chapter & {
      readonly rolls: string;
      readonly rate: string;
      readonly limit: string;
      readonly face: string;
      readonly share: string;
      readonly kinds: Readonly<Record<'rate' | 'least', string>>;
      readonly laws: Readonly<Record<'fair' | 'conditional' | 'tilted', string>>;
      caption(numConditional: number): string;
    };
    readonly bridge: Chapter & {
      readonly planeTitle: string;
      readonly planeCaption: string;
      readonly heatedTitle: string;
      readonly noisedTitle: string;
      readonly share: string;
      dimension(d: number): string;
      readonly ledgerTitle: string;
      readonly ledgerColumns: readonly [
        steps: string,
        annealing: string,
        sampled: string,
        weight: string,
        diffusion: string,
        sampled: string,
        weight: string,
      ];
      readonly limit: string;
      readonly steps: string;
      readonly scaled: string;
      readonly dissipation: string;
      readonly kinds: Readonly<Record<LedgerKind | 'glass' | 'roll', string>>;
      caption(numPaths: Readonly<Record<LedgerKind, number>>, priorTerm: string): string;
    };
    readonly inNumbers: Chapter & {
      readonly columns: readonly [
        quantity: string,
        expected: string,
        computed: string,
        difference: string,
        from: string,
      ];
      readonly sources: Readonly<Record<BridgeRow['source'], string>>;
      readonly groups: Readonly<Record<BridgeGroup, string>>;
      readonly rows: Readonly<Record<BridgeId, string>>;
      caption(total: number, held: number): string;
    };
    readonly learnedRoll: Chapter & {
      readonly loss: string;
      readonly steps: string;
      readonly real: string;
      readonly drawn: string;
      caption(story: LearnedRollCaption): string;
    };
    readonly learnedDigits: Chapter & {
      readonly columns: readonly [
        pictures: string,
        read: string,
        bayes: string,
        distance: string,
        copies: string,
        discrepancy: string,
      ];
      readonly real: string;
      readonly exact: string;
      drawn(guidance: number): string;
      caption(numParameters: number, numTrainingSteps: number, isQuick: boolean): string;
    };
    readonly data: string;
  };
}

export const texts: Readonly<Record<Language, Text>> = { en: english, ja: japanese };
