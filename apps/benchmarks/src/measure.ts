/** Timing: warm up, choose how much to do in a sample, then let two contenders take turns. */
import { quantile } from './statistics.ts';

/** What one call does. */
export type Work = () => void | Promise<void>;

export interface Contender {
  /** Seconds per call, one value for each of `samples` samples of `calls` calls. */
  time(calls: number, samples: number): Promise<readonly number[]>;
}

/** A contender that has been warmed up, and what a round of it is. */
export interface Plan {
  readonly contender: Contender;
  readonly calls: number;
  readonly samples: number;
}

export interface Round {
  readonly ours: readonly number[];
  readonly peer: readonly number[];
}

const WARM_UP_SECONDS = 0.3;
const SAMPLE_SECONDS = 0.002;
const ROUND_SECONDS = 0.2;
const MAX_SAMPLES = 100;

/** A contender that runs in this process. */
export function inProcess(work: Work): Contender {
  return {
    async time(calls, samples) {
      const seconds: number[] = [];
      for (let sample = 0; sample < samples; sample++) {
        const start = performance.now();
        for (let call = 0; call < calls; call++) {
          const done = work();
          if (done instanceof Promise) await done;
        }
        seconds.push((performance.now() - start) / 1000 / calls);
      }
      return seconds;
    },
  };
}

/**
 * Calls a contender for 0.3 s, so that compilers and caches settle, and sees how long a call takes: a sample is as many
 * calls as fill 2 ms and a round as many samples as fill 0.2 s. What takes longer is one call a sample, or one sample a
 * round.
 */
export async function warmUp(contender: Contender): Promise<Plan> {
  let recent: number[] = [];
  let calls = 1;
  for (let total = 0; total < WARM_UP_SECONDS; ) {
    const seconds = (await contender.time(calls, 1))[0]!;
    total += seconds * calls;
    recent = [...recent.slice(-4), seconds];
    if (seconds * calls < SAMPLE_SECONDS) calls *= 2;
  }
  const seconds = quantile(recent, 0.5);
  calls = Math.max(1, Math.round(SAMPLE_SECONDS / seconds));
  const samples = Math.min(MAX_SAMPLES, Math.max(1, Math.round(ROUND_SECONDS / (calls * seconds))));
  return { contender, calls, samples };
}

export const timeRound = ({ contender, calls, samples }: Plan): Promise<readonly number[]> =>
  contender.time(calls, samples);

/** Rounds of two contenders in turn; who goes first changes with every round, so that neither always inherits the heat. */
export async function alternate(ours: Plan, peer: Plan, numRounds: number, onRound: () => void): Promise<Round[]> {
  const rounds: Round[] = [];
  for (let round = 0; round < numRounds; round++) {
    const timings = { ours: [] as readonly number[], peer: [] as readonly number[] };
    for (const side of round % 2 === 0 ? (['ours', 'peer'] as const) : (['peer', 'ours'] as const))
      timings[side] = await timeRound(side === 'ours' ? ours : peer);
    rounds.push(timings);
    onRound();
  }
  return rounds;
}
