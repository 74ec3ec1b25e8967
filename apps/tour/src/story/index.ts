/** The story in order, and the numbers it ends with. */
import type { Text } from '../text.ts';
import { accuracy, type DigitModels, fitDigits } from './digit-models.ts';
import { type GeneratedDigits, generateDigits } from './generate.ts';
import type { Guide } from './guide.ts';
import { type Restored, restoreDigits } from './restore.ts';
import { type SwissRollStory, TRUE_BITS, tellSwissRoll } from './swiss-roll.ts';

export interface Story {
  readonly models: DigitModels;
  readonly generated: GeneratedDigits;
  readonly restored: Restored;
  readonly roll: SwissRollStory;
  /** Share of held-out digits the mixtures' Bayes rule gets right. */
  readonly heldOutAccuracy: number;
  readonly trainingAccuracy: number;
  /** Largest fall of the bound from one half step of EM to the next, over all fits of the story, nats per row. */
  readonly largestFall: number;
  readonly numHalfSteps: number;
}

export async function tellStory(guide: Guide, { steps, report }: Text): Promise<Story> {
  guide.announce(report.digits.title);
  const models = await fitDigits(guide, steps);
  const generated = await generateDigits(guide, models, steps);
  guide.announce(report.restore.title);
  const restored = await restoreDigits(guide, models, steps);
  guide.announce(report.roll.title);
  const roll = await tellSwissRoll(guide, steps.roll);

  const climbs = [...models.fits, roll.fit].map(halfSteps);
  return {
    models,
    generated,
    restored,
    roll,
    heldOutAccuracy: accuracy(models.classify(models.heldOut.codes), models.heldOut.labels),
    trainingAccuracy: accuracy(models.classify(models.training.codes), models.training.labels),
    largestFall: Math.max(0, ...climbs.flatMap((climb) => climb.slice(1).map((value, i) => climb[i]! - value))),
    numHalfSteps: climbs.reduce((sum, climb) => sum + climb.length, 0),
  };
}

/** The bound after every E-step and every M-step, in order, nats per row. */
export function halfSteps({ history }: SwissRollStory['fit']): number[] {
  return Array.from(history.bound).flatMap((bound, i) => [bound, history.boundAfterMaximisation[i]!]);
}

export interface Finding {
  readonly what: string;
  readonly value: string;
  /** What the value is to be compared with. */
  readonly beside: string;
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
/** A tiny number as a power of ten; exactly 0 as 0. */
const tiny = (value: number): string => (value === 0 ? '0' : value.toExponential(1));
const decimals = (value: number, digits: number): string => value.toFixed(digits);

/** The table at the end: every number with what it is compared with. */
export function findingsOf(story: Story, { findings: t }: Text): Finding[] {
  const { generated: g, restored: r, roll, models } = story;
  const largest = roll.bounds.at(-1)!;
  return [
    {
      what: t.heldOut,
      value: percent(story.heldOutAccuracy),
      beside: t.besideHeldOut(percent(g.heldOut.byNearest), models.heldOut.labels.length),
    },
    {
      what: t.samplesBayes,
      value: percent(g.samples.byBayes),
      beside: t.besideSamplesBayes(percent(g.direct.byBayes), percent(g.heldOut.byBayes)),
    },
    {
      what: t.samplesNearest,
      value: percent(g.samples.byNearest),
      beside: t.besideSamplesNearest(percent(g.direct.byNearest), percent(g.heldOut.byNearest)),
    },
    {
      what: t.distance,
      value: decimals(g.samples.meanDistance, 3),
      beside: t.besideDistance(decimals(g.heldOut.meanDistance, 3)),
    },
    { what: t.copies, value: percent(g.samples.shareOfCopies), beside: t.besideCopies },
    {
      what: t.hidden,
      value: decimals(r.hiddenError, 3),
      beside: t.besideHidden(decimals(r.hiddenBaseline, 3), r.numJudged),
    },
    { what: t.halfClass, value: percent(r.classified), beside: t.besideHalfClass(percent(story.heldOutAccuracy)) },
    { what: t.noisy, value: decimals(r.noisyError, 3), beside: t.besideNoisy(decimals(r.noisyBaseline, 3)) },
    { what: t.fall, value: tiny(story.largestFall), beside: t.besideFall(story.numHalfSteps) },
    { what: t.rollBits, value: decimals(roll.heldOutBits, 3), beside: t.besideRollBits(decimals(TRUE_BITS, 3)) },
    { what: t.flow, value: tiny(roll.flowError), beside: t.besideFlow(roll.numFlowPoints) },
    { what: t.returned, value: tiny(roll.returnError), beside: t.besideReturned },
    {
      what: t.bound(largest.numSteps),
      value: `${decimals(largest.bits.optimal, 3)} ± ${decimals(largest.standardError, 3)}`,
      beside: t.besideBound(decimals(roll.exactBits, 3)),
    },
  ];
}
