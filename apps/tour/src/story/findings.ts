/** The table at the end: every number with what it is compared with. */
import type { Text } from '../text.ts';
import { holds } from './bridge/index.ts';
import type { Story } from './index.ts';
import { HEATED, NOISIEST } from './plane.ts';
import type { Discrepancy } from './quality.ts';
import { type GlassRow, shareAt } from './spin-glass.ts';
import { TRUE_BITS } from './swiss-roll.ts';

export interface Finding {
  readonly what: string;
  readonly value: string;
  /** What the value is to be compared with. */
  readonly beside: string;
}

export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
/** A tiny number as a power of ten; exactly 0 as 0. */
export const tiny = (value: number): string => (value === 0 ? '0' : value.toExponential(1));
export const decimals = (value: number, digits: number): string => value.toFixed(digits);
export const withError = (
  { value, standardError }: { readonly value: number; readonly standardError: number },
  digits: number,
  factor = 1,
): string => `${(factor * value).toFixed(digits)} ± ${(factor * standardError).toFixed(digits)}`;
/** Squared discrepancies are small: in thousandths. */
export const thousandths = (discrepancy: Discrepancy): string => withError(discrepancy, 1, 1000);

/** The lowest energy a method found, per spin. */
export const lowestPerSpin = ({ energies }: GlassRow, numSpins: number): string =>
  decimals(Math.min(...energies) / numSpins, 4);

const ofDigits = (story: Story, { findings: t }: Text): Finding[] => {
  const { generated: g, boltzmann: b, models, real } = story;
  return [
    {
      what: t.heldOut,
      value: percent(story.heldOutAccuracy),
      beside: t.besideHeldOut(percent(real.heldOut.byNearest), models.heldOut.labels.length),
    },
    {
      what: t.heldOutBoltzmann,
      value: percent(b.heldOutAccuracy),
      beside: t.besideHeldOutBoltzmann(percent(story.heldOutAccuracy)),
    },
    {
      what: t.samplesBayes,
      value: percent(g.samples.byBayes),
      beside: t.besideSamplesBayes(
        percent(g.direct.byBayes),
        percent(b.samples.byBayes),
        percent(real.heldOut.byBayes),
      ),
    },
    {
      what: t.samplesNearest,
      value: percent(g.samples.byNearest),
      beside: t.besideSamplesNearest(
        percent(g.direct.byNearest),
        percent(b.samples.byNearest),
        percent(real.heldOut.byNearest),
      ),
    },
    ...(['mixture', 'boltzmann', 'diffusion'] as const).map((model) => ({
      what: t.discrepancy[model],
      value: thousandths({ mixture: g.direct, boltzmann: b.samples, diffusion: g.samples }[model].discrepancy),
      beside: t.besideDiscrepancy(thousandths(real.discrepancy)),
    })),
    {
      what: t.distance,
      value: decimals(g.samples.meanDistance, 3),
      beside: t.besideDistance(decimals(real.heldOut.meanDistance, 3)),
    },
    { what: t.copies, value: percent(g.samples.shareOfCopies), beside: t.besideCopies },
    { what: t.unmoved(b.numSweeps), value: percent(b.shareUnmoved), beside: t.besideUnmoved(b.numFree) },
  ];
};

const ofPosteriors = (story: Story, { findings: t }: Text): Finding[] => {
  const { restored: r, roll } = story;
  const largest = roll.bounds.at(-1)!;
  return [
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
};

const ofAnnealing = ({ glass, work }: Story, { findings: t }: Text): Finding[] => {
  const { small, large, quantum } = glass;
  const annealed = small.rows.find(({ method }) => method === 'annealing')!;
  const fixed = small.rows.filter(({ method }) => method.startsWith('fixed'));
  const exact = decimals(small.logPartition(small.beta), 3);
  const slowest = quantum.rows.at(-1)!;
  return [
    {
      what: t.ground(annealed.sweepsEach),
      value: percent(shareAt(annealed, small.groundEnergy)),
      beside: t.besideGround(
        small.groundEnergy,
        small.numStates,
        fixed.map((row) => percent(shareAt(row, small.groundEnergy))),
      ),
    },
    { what: t.tempering(small.beta), value: withError(small.byTempering, 3), beside: t.besideLogPartition(exact) },
    { what: t.population(small.beta), value: withError(small.byPopulation, 3), beside: t.besideLogPartition(exact) },
    {
      what: t.quantum(slowest.duration),
      value: percent(slowest.quantum),
      beside: t.besideQuantum(
        `${decimals((100 * quantum.degeneracy) / quantum.numStates, 2)} %`,
        percent(slowest.simulated),
        slowest.duration,
      ),
    },
    ...large.rows.map((row) => ({
      what: t.large(t.methods(row.method), large.length),
      value: lowestPerSpin(row, large.numSpins),
      beside: t.besideLarge(decimals(large.lowest / large.numSpins, 4), percent(shareAt(row, large.lowest))),
    })),
    ...work.drives.map(({ numSteps, freeEnergy }) => ({
      what: t.freeEnergy(numSteps),
      value: withError(freeEnergy, 2),
      beside: t.besideFreeEnergy(
        decimals(work.exact, 2),
        decimals(freeEnergy.diagnostics.effectiveSampleSize, 1),
        work.numTrajectories,
        freeEnergy.warnings.length > 0,
      ),
    })),
  ];
};

const ofBridge = ({ deviations, plane, ledger, bridge }: Story, { findings: t }: Text): Finding[] => {
  const longest = deviations.values.at(-1)!;
  const finest = ledger.rows.at(-1)!;
  const rows = Object.values(bridge).flat();
  const scaled = (kind: 'annealing' | 'diffusion'): string => withError(finest[kind].sampled, 2, finest.numSteps);
  return [
    {
      what: t.rate(longest.numDraws),
      value: decimals(longest.rate, 4),
      beside: t.besideRate(decimals(deviations.limit, 4), decimals(longest.leastDivergence, 4)),
    },
    {
      what: t.sixes(deviations.numConditional),
      value: decimals(deviations.conditional[5]!, 4),
      beside: t.besideSixes(decimals(deviations.tilted[5]!, 4)),
    },
    { what: t.axes, value: tiny(plane.gaussianDifference), beside: t.besideAxes },
    {
      what: t.heated(HEATED),
      value: decimals(plane.heatedShare, 5),
      beside: t.besideHeated(decimals(plane.heatedFormula, 5), decimals(plane.heatedFormulaEight, 5)),
    },
    { what: t.noised(NOISIEST), value: decimals(plane.noisedShare, 5), beside: t.besideNoised },
    ...(['annealing', 'diffusion'] as const).flatMap((kind) => [
      {
        what: t.dissipation[kind](finest.numSteps),
        value: decimals(finest.numSteps * finest[kind].exact, 4),
        beside: t.besideDissipation(
          decimals(kind === 'annealing' ? ledger.annealingLimit : ledger.diffusionLimit, 4),
          scaled(kind),
        ),
      },
      {
        what: t.meanWeight[kind](finest.numSteps),
        value: withError(finest[kind].logMeanWeight, 4),
        beside: t.besideMeanWeight(ledger.numPaths[kind]),
      },
    ]),
    {
      what: t.agreement,
      value: String(rows.filter(holds).length),
      beside: t.besideAgreement(rows.length, rows.filter(({ source }) => source === 'reference').length),
    },
  ];
};

const ofLearned = ({ learned: { roll, digits }, real }: Story, { findings: { learned: t } }: Text): Finding[] => [
  {
    what: t.bound(roll.numSteps),
    value: decimals(roll.bits, 3),
    beside: t.besideBound(decimals(roll.bestBits, 3), `${decimals(roll.gap, 3)} ± ${decimals(roll.standardError, 3)}`),
  },
  ...digits.drawn.flatMap(({ guidance, read, quality }) => [
    {
      what: t.read(guidance),
      value: percent(read),
      beside: t.besideRead(percent(digits.heldOutRead), digits.numTrainingSteps),
    },
    {
      what: t.distance(guidance),
      value: decimals(quality.meanDistance, 3),
      beside: t.besideDistance(decimals(real.heldOut.meanDistance, 3), percent(quality.shareOfCopies)),
    },
  ]),
];

/** The table at the end, in the order of the story. */
export const findingsOf = (story: Story, text: Text): Finding[] => [
  ...ofDigits(story, text),
  ...ofPosteriors(story, text),
  ...ofAnnealing(story, text),
  ...ofBridge(story, text),
  ...ofLearned(story, text),
];
