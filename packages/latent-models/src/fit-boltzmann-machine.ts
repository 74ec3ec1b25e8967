/** The driver that fits a Boltzmann machine by minimising one of its objectives, as a run that can stop and resume. */
import { drive, fingerprint, fromNdarray, type Pausable, type RunOptions, toNdarray } from '@yuragi/prob-core';
import { requireCount, requireNonNegative, requireOneOf } from '@yuragi/prob-core/errors';
import type { NdArray } from 'ndarray';
import { type BoltzmannMachine, boltzmannMachine } from './boltzmann-machine.ts';
import { boltzmannLikelihood, minimumProbabilityFlow } from './boltzmann-objectives.ts';
import type { Trained } from './generative-model.ts';
import { type LimitedMemoryState, startLimitedMemory, stepLimitedMemory } from './limited-memory-bfgs.ts';

export interface FitBoltzmannMachineOptions {
  /**
   * 'likelihood': exact, at most 20 spins. 'minimum-probability-flow': over all neighbours, consistent for any data and any
   * number of spins. Default 'likelihood'.
   */
  readonly objective?: 'likelihood' | 'minimum-probability-flow' | undefined;
  /** Steps of the minimiser at most. Default 500. */
  readonly maxSteps?: number | undefined;
  /** Converged when no entry of the gradient is larger. Default 1e-6. */
  readonly tolerance?: number | undefined;
}

/** A fitted machine with the descent that led to it. */
export interface FittedBoltzmannMachine extends Trained<BoltzmannMachine> {
  /** One number a step, after it: the objective, which never rises, and the largest entry of its gradient. */
  readonly history: { readonly objective: Float64Array; readonly gradientSize: Float64Array };
}

const OBJECTIVES = ['likelihood', 'minimum-probability-flow'] as const;

/**
 * Fits a Boltzmann machine to spins: the inverse Ising problem.
 *
 * Minimises the mean negative log-likelihood, <E>_data + log Z, or minimum probability flow, from theta = 0 by L-BFGS.
 * Both are convex: there are no wrong minima, but data in which a pair of spins always agrees drive its coupling to
 * infinity, and the run ends at `maxSteps`. With N rows either estimate is off by O(1/sqrt(N)), the likelihood's by least.
 * There is nothing random in it; the same data give the same bits on every engine.
 *
 * Progress counts steps; see `boltzmannLikelihood` and `minimumProbabilityFlow` for what one costs.
 *
 * @param x (N, n), -1 and +1
 * @throws {ShapeError}, {ArgumentError} for bad data or options; {CheckpointError} if `resume` is of another run
 * @example ```ts doctest
 * import { toNdarray } from '@yuragi/prob-core';
 * import { fitBoltzmannMachine } from '@yuragi/latent-models';
 * // <s_0 s_1> = 1/2, so that tanh J = 1/2.
 * const x = toNdarray(Float64Array.of(1, 1, -1, -1, 1, 1, -1, -1, 1, 1, -1, -1, 1, -1, -1, 1), [8, 2]);
 * const { model, stopped } = await fitBoltzmannMachine(x);
 * stopped; // => 'converged'
 * model.couplings.get(0, 1); // ~> 0.54931
 * ```
 */
export async function fitBoltzmannMachine(
  x: NdArray<Float64Array>,
  options: FitBoltzmannMachineOptions & RunOptions = {},
): Promise<FittedBoltzmannMachine> {
  const where = 'fitBoltzmannMachine';
  const { objective: kind = 'likelihood', maxSteps = 500, tolerance = 1e-6 } = options;
  requireOneOf(where, 'objective', kind, OBJECTIVES);
  requireCount(where, 'maxSteps', maxSteps, 1);
  requireNonNegative(where, 'tolerance', tolerance);
  const {
    numSpins: n,
    numParameters,
    valueAndGradient,
  } = kind === 'likelihood' ? boltzmannLikelihood(x) : minimumProbabilityFlow(x, { neighbours: 'all' });

  const size = ({ gradient }: LimitedMemoryState): number => gradient.reduce((max, g) => Math.max(max, Math.abs(g)), 0);
  let state = startLimitedMemory(valueAndGradient, new Float64Array(numParameters));
  let history: readonly (readonly [objective: number, gradientSize: number])[] = [];
  function* step(): Pausable<boolean> {
    const next = yield* stepLimitedMemory(valueAndGradient, state);
    state = next;
    history = [...history, [next.value, size(next)]];
    return next.isStalled || size(next) <= tolerance;
  }

  const run = await drive(
    {
      task: 'fit Boltzmann machine',
      producer: `@yuragi/latent-models/${where}`,
      fingerprint: fingerprint({ n, kind, tolerance, data: fromNdarray(x, where, 'x').data }),
      total: maxSteps,
      step,
      metrics: () => ({ objective: state.value }),
      save: () => ({ rng: [], data: { state, history } }),
      restore(checkpoint) {
        ({ state, history } = checkpoint.data as { state: LimitedMemoryState; history: typeof history });
      },
    },
    options,
  );

  const couplings = new Float64Array(n * n);
  let pair = n;
  for (let i = 0; i < n; i++)
    for (let j = i + 1; j < n; j++) {
      couplings[i * n + j] = state.theta[pair]!;
      couplings[j * n + i] = state.theta[pair++]!;
    }
  return {
    ...run,
    model: boltzmannMachine({ couplings: toNdarray(couplings, [n, n]), fields: state.theta.slice(0, n) }),
    history: {
      objective: Float64Array.from(history, ([value]) => value),
      gradientSize: Float64Array.from(history, ([, largest]) => largest),
    },
  };
}
