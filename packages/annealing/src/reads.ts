/** Independent reads of a model, each a walk down a schedule, as one run that can stop and resume. */
import { drive, foldIn, type Key, type Rng, type RunOptions, restore, stream } from '@yuragi/prob-core';
import { type SpinModel, spinEnergy } from './ising.ts';
import { type SampleSet, sampleSet } from './sample-set.ts';

/** A walk; W is plain data to go on from. */
export interface Walker<W> {
  begin(rng: Rng): void;
  /** Sweep t of the schedule. */
  sweep(t: number, rng: Rng): void;
  /** Of the lowest state that the walk holds now. */
  energy(): number;
  stateInto(out: Int8Array): void;
  save(): W;
  load(saved: W): void;
}

export interface Reads<W> {
  readonly task: string;
  readonly producer: string;
  readonly fingerprint: string;
  readonly model: SpinModel;
  readonly key: Key;
  readonly numReads: number;
  readonly numSweeps: number;
  readonly sweepsPerStep: number;
  readonly walker: Walker<W>;
}

interface Saved<W> {
  readonly finished: readonly Int8Array[];
  /** The read in hand. */
  readonly walk: { readonly best: Int8Array; readonly bestEnergy: number; readonly state: W } | null;
}

/** The lowest state of every read, and of the one in hand if the run was stopped. Read i draws from foldIn(key, i) alone. */
export async function driveReads<W>(reads: Reads<W>, options: RunOptions): Promise<SampleSet> {
  const { task, producer, fingerprint, model, key, numReads, numSweeps, sweepsPerStep, walker } = reads;
  const stepsPerRead = Math.ceil(numSweeps / sweepsPerStep);
  const best = new Int8Array(model.numSpins);
  let finished: Int8Array[] = [];
  let rng: Rng = stream(key);
  let bestEnergy = Infinity;
  let lowest = Infinity;
  let isWalking = false;
  const keepLowest = (): void => {
    const energy = walker.energy();
    if (energy >= bestEnergy) return;
    bestEnergy = energy;
    walker.stateInto(best);
  };

  const run = await drive(
    {
      task,
      producer,
      fingerprint,
      total: numReads * stepsPerRead,
      step(index) {
        const block = index % stepsPerRead;
        if (block === 0) {
          rng = stream(foldIn(key, finished.length));
          walker.begin(rng);
          bestEnergy = Infinity;
          keepLowest();
          isWalking = true;
        }
        const end = Math.min((block + 1) * sweepsPerStep, numSweeps);
        for (let t = block * sweepsPerStep; t < end; t++) {
          walker.sweep(t, rng);
          keepLowest();
        }
        lowest = Math.min(lowest, bestEnergy);
        if (end === numSweeps) {
          finished.push(best.slice());
          isWalking = false;
        }
        return false;
      },
      metrics: () => (lowest === Infinity ? {} : { energy: lowest }),
      save: () => ({
        rng: isWalking ? [rng.state()] : [],
        data: {
          finished: [...finished],
          walk: isWalking ? { best: best.slice(), bestEnergy, state: walker.save() } : null,
        } satisfies Saved<W>,
      }),
      restore(checkpoint) {
        const saved = checkpoint.data as Saved<W>;
        finished = [...saved.finished];
        lowest = finished.reduce((min, row) => Math.min(min, spinEnergy(model, row)), Infinity);
        isWalking = saved.walk !== null;
        if (saved.walk === null) return;
        bestEnergy = saved.walk.bestEnergy;
        rng = restore(checkpoint.rng[0]!);
        best.set(saved.walk.best);
        walker.load(saved.walk.state);
        lowest = Math.min(lowest, bestEnergy);
      },
    },
    options,
  );
  return sampleSet(model, isWalking ? [...finished, best.slice()] : finished, run, true);
}
