/** One row: make the data, bring up each peer, compare answers, and only then let it take turns with us. */
import { loadavg } from 'node:os';
import { type Bar, bars } from './bars.ts';
import { alternate, inProcess, type Plan, type Round, timeRound, warmUp } from './measure.ts';
import type { Python } from './python.ts';
import { AbsentPeer, type Agreement, type Details, type PeerEntry, PeerFailure, type Row } from './row.ts';
import { bestDecile, type Figure, figureOf, judge, type Quantiles, quantilesOf, type Verdict } from './statistics.ts';

/** Times of one side over all its rounds. */
export interface Timing {
  /** Best decile of each round, seconds per call. */
  readonly seconds: Figure;
  /** Of every sample, seconds per call. */
  readonly quantiles: Quantiles;
  readonly rounds: number;
  readonly samplesPerRound: number;
  readonly callsPerSample: number;
}

export interface Comparison {
  readonly peer: string;
  /** 'differs': the answers do not agree; 'failed': the peer's program did not do the work. Neither has a ratio. */
  readonly status: 'measured' | 'absent' | 'differs' | 'failed';
  /** Why there is no ratio. */
  readonly reason?: string;
  readonly agreement?: Agreement;
  readonly details?: Details;
  /** Our time over the peer's, of each round: below 1 we are faster. */
  readonly ratio?: Figure & { readonly rounds: readonly number[] };
  readonly ours?: Timing;
  readonly theirs?: Timing;
}

export interface JudgedBar extends Bar, Verdict {}

export interface RowResult {
  readonly row: Omit<Row, 'setUp'>;
  readonly ours: Timing;
  /** Units of work a second, from the best decile of each round. */
  readonly throughput: Figure;
  readonly details?: Details;
  readonly comparisons: readonly Comparison[];
  /** Those that could be judged: the peer of a ratio may be absent. */
  readonly bars: readonly JudgedBar[];
  /** Load average of the last minute, before and after. */
  readonly load: readonly [before: number, after: number];
}

export interface RunOptions {
  readonly numRounds: number;
  /** Told in a word what happens. */
  readonly onProgress: (what: string) => void;
}

function timingOf({ calls, samples }: Plan, rounds: readonly (readonly number[])[]): Timing {
  return {
    seconds: figureOf(rounds.map(bestDecile)),
    quantiles: quantilesOf(rounds.flat()),
    rounds: rounds.length,
    samplesPerRound: samples,
    callsPerSample: calls,
  };
}

interface Faced {
  readonly comparison: Comparison;
  /** Our side of it. */
  readonly rounds: readonly (readonly number[])[];
}

async function face(entry: PeerEntry, ours: Plan, { numRounds, onProgress }: RunOptions): Promise<Faced> {
  const { name: peer } = entry;
  onProgress(peer);
  try {
    const { contender, agreement, details, round, close } = await entry.open();
    const shown = { peer, agreement, ...(details && { details }) };
    if (!(agreement.value <= agreement.tolerance)) {
      await close?.();
      const reason = `the answers differ by ${agreement.value}, more than ${agreement.tolerance}`;
      return { comparison: { ...shown, status: 'differs', reason }, rounds: [] };
    }
    const plan = round ? { contender, ...round } : await warmUp(contender);
    const rounds: readonly Round[] = await alternate(ours, plan, numRounds, () => onProgress('.'));
    await close?.();
    const ratios = rounds.map((round) => bestDecile(round.ours) / bestDecile(round.peer));
    const own = rounds.map((round) => round.ours);
    return {
      rounds: own,
      comparison: {
        ...shown,
        status: 'measured',
        ratio: { ...figureOf(ratios), rounds: ratios },
        ours: timingOf(ours, own),
        theirs: timingOf(
          plan,
          rounds.map((round) => round.peer),
        ),
      },
    };
  } catch (error) {
    if (error instanceof AbsentPeer)
      return { comparison: { peer, status: 'absent', reason: error.message }, rounds: [] };
    if (error instanceof PeerFailure)
      return { comparison: { peer, status: 'failed', reason: error.message }, rounds: [] };
    throw error;
  }
}

export async function runRow(row: Row, python: Python, options: RunOptions): Promise<RowResult> {
  const before = loadavg()[0]!;
  const { setUp, ...description } = row;
  const stage = await setUp(python);
  const plan = await warmUp(inProcess(stage.ours));
  const comparisons: Comparison[] = [];
  const rounds: (readonly number[])[] = [];
  for (const entry of stage.peers) {
    const faced = await face(entry, plan, options);
    comparisons.push(faced.comparison);
    rounds.push(...faced.rounds);
  }
  // Nobody to take turns with.
  if (rounds.length === 0) for (let round = 0; round < options.numRounds; round++) rounds.push(await timeRound(plan));
  const throughput = figureOf(rounds.map((round) => row.work / bestDecile(round)));
  return {
    row: description,
    ours: timingOf(plan, rounds),
    throughput,
    ...(stage.details && { details: stage.details }),
    comparisons,
    bars: bars
      .filter((bar) => bar.row === row.name)
      .flatMap((bar) => {
        const figure = bar.peer === undefined ? throughput : comparisons.find(({ peer }) => peer === bar.peer)?.ratio;
        return figure === undefined ? [] : [{ ...bar, ...judge(figure, bar.limit) }];
      }),
    load: [before, loadavg()[0]!],
  };
}
