/** Draws of a model, a block of rows at a time, as a run that can be watched, stopped and resumed. */
import { drive, fingerprint, type Pausable, type Rng, type RunOptions, restore, toNdarray } from '@yuragi/prob-core';
import type { NdArray } from 'ndarray';

export interface RowRun {
  /** The public function, for errors and checkpoints. */
  readonly where: string;
  readonly task: string;
  readonly numRows: number;
  readonly width: number;
  /** What else makes a run the same run. */
  readonly identity: Readonly<Record<string, unknown>>;
  /** Rows a step; 1 unless said. */
  readonly blockRows?: number | undefined;
  /** Fills a block, (rows, width) flat; may pause. */
  draw(rng: Rng, out: Float64Array): Pausable<void> | undefined;
}

/** The rows drawn, (numRows, width); fewer if the run was stopped. */
export async function drawRows(
  rng: Rng,
  { where, task, numRows, width, identity, blockRows = 1, draw }: RowRun,
  options: RunOptions,
): Promise<NdArray<Float64Array>> {
  const out = new Float64Array(numRows * width);
  const start = rng.state();
  let drawn = 0;
  let cursor = rng;
  await drive(
    {
      task,
      producer: `@yuragi/latent-models/${where}`,
      fingerprint: fingerprint({ ...identity, start }),
      total: Math.ceil(numRows / blockRows),
      *step() {
        const block = out.subarray(drawn * width, Math.min(numRows, drawn + blockRows) * width);
        const before = cursor.state();
        let isDone = false;
        try {
          const work = draw(cursor, block);
          if (work !== undefined) yield* work;
          isDone = true;
        } finally {
          // An abandoned block must not move the cursor that is saved.
          if (!isDone) cursor = restore(before);
        }
        drawn += block.length / width;
        return false;
      },
      metrics: () => ({ rows: drawn }),
      save: () => ({ rng: [cursor.state()], data: { rows: out.slice(0, drawn * width) } }),
      restore(checkpoint) {
        const { rows } = checkpoint.data as { rows: Float64Array };
        out.set(rows);
        drawn = rows.length / width;
        cursor = restore(checkpoint.rng[0]!);
      },
    },
    options,
  );
  return toNdarray(out.slice(0, drawn * width), [drawn, width]);
}
