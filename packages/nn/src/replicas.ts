/**
 * Copies of a model that share a batch: each is compiled for its share of the rows and has gradients of its own, whose mean
 * is that of the batch. There are as many as threads.
 */
import type { Rng } from '@yuragi/prob-core';
import { ArgumentError } from '@yuragi/prob-core/errors';
import type { TeamEngine } from './engine.ts';
import type { Tensor } from './graph.ts';
import type { Store } from './parameters.ts';
import { type Call, type CompiledPlan, compilePlan } from './plan.ts';
import type { Recorder } from './recorder.ts';

/** A model recorded for a number of rows; its output `loss`, a mean over them, is minimised. */
export type TrainedModel = (recorder: Recorder, batchSize: number) => Readonly<Record<string, Tensor>>;

/** The plans of a model on an engine, one for each thread. @throws {ArgumentError} if the batch cannot be shared evenly */
export function compileReplicas(store: Store, model: TrainedModel, batchSize: number): CompiledPlan[] {
  const count = store.engine.numThreads;
  if (batchSize % count !== 0)
    throw new ArgumentError('fit', 'batchSize', `a multiple of ${count}, the number of threads`, batchSize);
  const rows = batchSize / count;
  return Array.from({ length: count }, () =>
    compilePlan(store, (recorder) => model(recorder, rows), { differentiate: 'loss' }),
  );
}

/**
 * Draws the noise of a step, the replicas taking turns: where their rows fill whole groups of four values it is the same
 * noise for any number of them.
 */
export function drawAll(plans: readonly CompiledPlan[], rng: Rng): void {
  for (const i of plans[0]!.draws.keys()) for (const { draws } of plans) draws[i]!(rng);
}

/** The mean of an output of one value over the replicas. */
export function meanOutput(plans: readonly CompiledPlan[], name: string): number {
  let sum = 0;
  for (const { outputs } of plans) sum += outputs[name]![0]!;
  return sum / plans.length;
}

/**
 * One step: outputs and gradients of every replica, the gradients' mean in the place of the first's, then the calls that
 * `update` asks for, in order. `update` may throw; nothing but gradients and outputs has changed by then.
 */
export async function trainingStep(plans: readonly CompiledPlan[], update: () => readonly Call[]): Promise<void> {
  const { store, gradientAddress: mean } = plans[0]!;
  const { kernels, team } = store.engine as TeamEngine;
  if (team === undefined) {
    plans[0]!.forward();
    plans[0]!.backward();
  } else await team.run(plans);
  const share = 1 / plans.length;
  for (const [i, { gradientAddress }] of plans.entries())
    if (i > 0) kernels.blend(mean, mean, gradientAddress, store.length, i === 1 ? share : 1, share);
  for (const { kernel, args } of update()) (kernels[kernel] as (...args: readonly number[]) => void)(...args);
}
