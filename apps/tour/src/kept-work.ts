/**
 * What a tour that was stopped leaves behind, so that the same command goes on from there: the last checkpoint of every
 * run it began, in one file. A run that had finished resumes at its end, at once.
 */
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint, fingerprint } from '@yuragi/prob-core';
import type { TourOptions } from './options.ts';
import type { OutputFolder } from './output-folder.ts';

const FILE = 'stopped-tour.safetensors';
const PRODUCER = '@yuragi/tour';

export interface KeptWork {
  /** How many runs were found of an earlier tour with the same options. */
  readonly numFound: number;
  find(run: string): Checkpoint | undefined;
  keep(run: string, checkpoint: Checkpoint): void;
  /** Writes everything kept; returns the path. */
  save(): string;
  /** Forgets it, once the report is there. */
  discard(): void;
}

export function openKeptWork(folder: OutputFolder, { seed, isQuick }: TourOptions): KeptWork {
  const own = fingerprint({ seed, isQuick });
  const runs = new Map<string, Checkpoint>();
  const bytes = folder.read(FILE);
  if (bytes !== undefined) {
    try {
      const file = decodeCheckpoint(bytes);
      if (file.producer === PRODUCER && file.fingerprint === own)
        for (const [run, checkpoint] of Object.entries(file.data as Record<string, Checkpoint>))
          runs.set(run, checkpoint);
    } catch {
      // A file that cannot be read holds nothing worth keeping; the next stop writes a new one.
    }
  }
  const numFound = runs.size;
  return {
    numFound,
    find: (run) => runs.get(run),
    keep: (run, checkpoint) => void runs.set(run, checkpoint),
    save: () =>
      folder.write(
        FILE,
        encodeCheckpoint({
          format: 'yuragi-checkpoint',
          version: 1,
          producer: PRODUCER,
          fingerprint: own,
          step: runs.size,
          rng: [],
          data: Object.fromEntries(runs),
        }),
      ),
    discard: () => folder.remove(FILE),
  };
}
