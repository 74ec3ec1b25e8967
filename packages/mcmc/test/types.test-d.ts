/** The public types, checked by the compiler alone. */
import { type Key, key, type RunResult, stream } from '@yuragi/prob-core';
import {
  atLevel,
  type Draws,
  type GradientTarget,
  hamiltonianMonteCarlo,
  type IsingState,
  isingHeatBath,
  isingModel,
  type Kernel,
  randomWalkMetropolis,
  sample,
  type Target,
} from '../src/index.ts';

const name: Key = key('types');
const rng = stream(name);
const flat: Target = { dimension: 1, logDensity: () => 0 };
const sloped: GradientTarget = { ...flat, gradLogDensity: () => 0 };
const start = (): Float64Array => Float64Array.of(0);

// @ts-expect-error a sampler that follows the gradient needs one
hamiltonianMonteCarlo(flat, { stepSize: 1, numSteps: 1 });
hamiltonianMonteCarlo(sloped, { stepSize: 1, numSteps: 1, jitter: undefined });
// @ts-expect-error a step size has no default
randomWalkMetropolis(flat, {});

const spins = isingHeatBath(isingModel({ numSpins: 1, bonds: [] }), { scan: 'systematic' });
// @ts-expect-error a family of kernels needs its beta
spins.step(spins.init(Int8Array.of(1), rng), rng);
const fixed: Kernel<Int8Array, IsingState, object> = atLevel(spins, 0.5);
// @ts-expect-error a number of updates goes with random updates
isingHeatBath(isingModel({ numSpins: 1, bonds: [] }), { scan: 'systematic', numUpdates: 2 });

// Draws are the result of a run; options may be passed on as undefined.
const draws: Promise<Draws & RunResult> = sample((tuning) => randomWalkMetropolis(flat, tuning), {
  key: name,
  start,
  thin: undefined,
  signal: undefined,
  adaptation: undefined,
});
// @ts-expect-error a family of kernels is not a kernel of one law
sample(() => spins, { key: name, start: () => Int8Array.of(1) });
// @ts-expect-error a seed is not a key
sample(() => randomWalkMetropolis(flat, { stepSize: 1 }), { key: 7, start });

export type Used = [typeof draws, typeof fixed];
