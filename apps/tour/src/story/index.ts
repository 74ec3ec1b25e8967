/** The story in order. */
import { createEngine } from '@yuragi/nn';
import type { Text } from '../text.ts';
import { type BoltzmannStory, tellBoltzmann } from './boltzmann.ts';
import { type BridgeNumbers, countBridge } from './bridge/index.ts';
import { accuracy, type DigitModels, fitDigits } from './digit-models.ts';
import { type GeneratedDigits, generateDigits } from './generate.ts';
import type { Guide } from './guide.ts';
import { type LargeDeviations, tellLargeDeviations } from './large-deviations.ts';
import { type LearnedDigits, learnDigits } from './learned-digits.ts';
import { type LearnedRoll, learnRoll } from './learned-roll.ts';
import { keepLedger, type Ledger } from './ledger.ts';
import { type Plane, walkPlane } from './plane.ts';
import { type Discrepancy, makeJudge, type Quality } from './quality.ts';
import { type Restored, restoreDigits } from './restore.ts';
import { type SpinGlassStory, tellSpinGlass } from './spin-glass.ts';
import { type SwissRollStory, tellSwissRoll } from './swiss-roll.ts';
import { tellWork, type WorkStory } from './work.ts';

export interface Story {
  readonly models: DigitModels;
  /** What the measure of all drawn digits says of real ones. */
  readonly real: { readonly heldOut: Quality; readonly discrepancy: Discrepancy };
  readonly boltzmann: BoltzmannStory;
  readonly generated: GeneratedDigits;
  readonly restored: Restored;
  readonly roll: SwissRollStory;
  readonly glass: SpinGlassStory;
  readonly work: WorkStory;
  readonly deviations: LargeDeviations;
  readonly plane: Plane;
  readonly ledger: Ledger;
  readonly bridge: BridgeNumbers;
  /** What networks learned; `isQuick`: with fewer steps. */
  readonly learned: { readonly roll: LearnedRoll; readonly digits: LearnedDigits; readonly isQuick: boolean };
  /** Share of held-out digits the mixtures' Bayes rule gets right. */
  readonly heldOutAccuracy: number;
  /** Largest fall of the bound from one half step of EM to the next, over all fits of the story, nats per row. */
  readonly largestFall: number;
  readonly numHalfSteps: number;
}

export async function tellStory(guide: Guide, { steps, report }: Text): Promise<Story> {
  guide.announce(report.digits.title);
  const models = await fitDigits(guide, steps);
  const perClass = guide.isQuick ? 20 : 100;
  const [judge] = await guide.count(steps.judge, 1, () => makeJudge(models, perClass));
  guide.announce(report.boltzmann.title);
  const boltzmann = await tellBoltzmann(guide, models, judge!, perClass, steps.boltzmann);
  guide.announce(report.noise.title);
  const generated = await generateDigits(guide, models, judge!, perClass, steps);
  guide.announce(report.restore.title);
  const restored = await restoreDigits(guide, models, steps);
  guide.announce(report.roll.title);
  const roll = await tellSwissRoll(guide, steps.roll);
  guide.announce(report.glass.title);
  const glass = await tellSpinGlass(guide, steps.glass);
  guide.announce(report.work.title);
  const work = await tellWork(guide, glass, steps);
  guide.announce(report.deviations.title);
  const deviations = await tellLargeDeviations(guide, steps);
  guide.announce(report.bridge.title);
  const [plane] = await guide.count(steps.plane, 1, () => walkPlane());
  const ledger = await keepLedger(guide, steps.ledger);
  guide.announce(report.inNumbers.title);
  const bridge = await countBridge(guide, ledger, steps.bridge);
  guide.announce(report.learnedRoll.title);
  // The same bits on every machine with this version of the host.
  const engine = await createEngine({ kernels: 'plain' });
  const learnedRoll = await learnRoll(guide, engine, steps.learned);
  guide.announce(report.learnedDigits.title);
  const learnedDigits = await learnDigits(guide, engine, models, judge!, perClass, { ...steps, ...steps.learned });

  const climbs = [...models.fits, roll.fit].map(halfSteps);
  return {
    models,
    real: { heldOut: judge!.heldOut, discrepancy: judge!.realDiscrepancy },
    boltzmann,
    generated,
    restored,
    roll,
    glass,
    work,
    deviations,
    plane: plane!,
    ledger,
    bridge,
    learned: { roll: learnedRoll, digits: learnedDigits, isQuick: guide.isQuick },
    heldOutAccuracy: accuracy(models.classify(models.heldOut.codes), models.heldOut.labels),
    largestFall: Math.max(0, ...climbs.flatMap((climb) => climb.slice(1).map((value, i) => climb[i]! - value))),
    numHalfSteps: climbs.reduce((sum, climb) => sum + climb.length, 0),
  };
}

/** The bound after every E-step and every M-step, in order, nats per row. */
export function halfSteps({ history }: SwissRollStory['fit']): number[] {
  return Array.from(history.bound).flatMap((bound, i) => [bound, history.boundAfterMaximisation[i]!]);
}
