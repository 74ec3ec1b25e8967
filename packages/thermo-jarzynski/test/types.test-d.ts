/** The public types, checked by the compiler alone. */

import { atLevel, type IsingModel, isingHeatBath } from '@yuragi/mcmc';
import type { Estimate, Key } from '@yuragi/prob-core';
import {
  annealedImportanceSampling,
  bar,
  cumulantExpansion,
  type DrivenSystem,
  type DrivenTrajectories,
  drivenTrajectories,
  jarzynski,
  type OverdampedTrajectories,
  type PathOfDistributions,
  type WorkSamples,
} from '../src/index.ts';

declare const model: IsingModel;
declare const key: Key;
declare const energy: (s: Int8Array, beta: number) => number;
declare const sample: () => Int8Array;
declare const path: PathOfDistributions<Int8Array>;
declare const run: DrivenTrajectories;
declare const batch: OverdampedTrajectories;

// A kernel of mcmc fits as it is; the protocol has the level that its step takes.
const kernel = isingHeatBath(model, { scan: 'systematic' });
void drivenTrajectories({ kernel, energy, sample }, key, { protocol: [[0], [1]], numTrajectories: 1 });
// @ts-expect-error no number a level, where the kernel takes one
void drivenTrajectories({ kernel, energy, sample }, key, { protocol: [[], []], numTrajectories: 1 });
// @ts-expect-error an energy of another kind of state
const mixed: DrivenSystem<number, { readonly position: number }, [beta: number]> = { kernel, energy, sample };
void mixed;

// Results of both drivers are work samples; a bare array is not, since it has no direction.
const samples: readonly WorkSamples[] = [run, batch];
const estimates: readonly Estimate<unknown>[] = [
  jarzynski(run),
  cumulantExpansion(batch, { order: undefined }),
  bar(run, batch),
];
// @ts-expect-error no direction
jarzynski(new Float64Array(1));
void [samples, estimates];

const schedule = Float64Array.of(0, 1);
void annealedImportanceSampling((s) => atLevel(kernel, s), path, key, { schedule, numSamples: 1, signal: undefined });
// @ts-expect-error a kernel that still wants its level
void annealedImportanceSampling(() => kernel, path, key, { schedule, numSamples: 1 });
