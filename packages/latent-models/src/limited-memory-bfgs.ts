/**
 * Limited-memory BFGS (Nocedal and Wright, Numerical Optimization, 2006, algorithm 7.5) with a backtracking line search
 * for Armijo's condition: the deterministic minimiser of this package's smooth objectives. A pair of steps is kept only
 * where it has positive curvature, so every direction descends.
 */
import type { Pausable } from '@yuragi/prob-core';

/** Writes the gradient and returns the value. */
export type Objective = (theta: Float64Array, gradient: Float64Array) => number;

/** Plain data: it can stand in a checkpoint. */
export interface LimitedMemoryState {
  readonly theta: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
  /** Differences of theta and of the gradient, oldest first. */
  readonly pairs: readonly { readonly step: Float64Array; readonly change: Float64Array }[];
  /** The line search found nothing lower: at the minimum to rounding. */
  readonly isStalled: boolean;
}

const MEMORY = 10;
/** Armijo's constant. */
const SUFFICIENT = 1e-4;
const MAX_HALVINGS = 60;

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** -H gradient by the two-loop recursion. */
function directionOf({ gradient, pairs }: LimitedMemoryState): Float64Array {
  const direction = gradient.map((g) => -g);
  const alphas: number[] = [];
  for (let k = pairs.length - 1; k >= 0; k--) {
    const { step, change } = pairs[k]!;
    const alpha = dot(step, direction) / dot(step, change);
    alphas[k] = alpha;
    for (let i = 0; i < direction.length; i++) direction[i]! -= alpha * change[i]!;
  }
  const last = pairs.at(-1);
  // Before there is a curvature, a first step of at most unit length.
  const scale =
    last === undefined
      ? 1 / Math.max(1, Math.sqrt(dot(gradient, gradient)))
      : dot(last.step, last.change) / dot(last.change, last.change);
  for (let i = 0; i < direction.length; i++) direction[i]! *= scale;
  for (const [k, { step, change }] of pairs.entries()) {
    const beta = dot(change, direction) / dot(step, change);
    for (let i = 0; i < direction.length; i++) direction[i]! += (alphas[k]! - beta) * step[i]!;
  }
  return direction;
}

export function startLimitedMemory(objective: Objective, theta: Float64Array): LimitedMemoryState {
  const gradient = new Float64Array(theta.length);
  const value = objective(theta, gradient);
  return { theta, value, gradient, pairs: [], isStalled: false };
}

/** One direction and one line search; pausable between evaluations. The value never rises. */
export function* stepLimitedMemory(objective: Objective, state: LimitedMemoryState): Pausable<LimitedMemoryState> {
  const direction = directionOf(state);
  const slope = dot(direction, state.gradient);
  let size = 1;
  for (let halving = 0; slope < 0 && halving < MAX_HALVINGS; halving++, size /= 2) {
    if (halving > 0) yield;
    const theta = state.theta.map((t, i) => t + size * direction[i]!);
    const gradient = new Float64Array(theta.length);
    const value = objective(theta, gradient);
    if (!(value <= state.value + SUFFICIENT * size * slope)) continue;
    const step = direction.map((d) => size * d);
    const change = gradient.map((g, i) => g - state.gradient[i]!);
    const isCurved = dot(step, change) > 1e-12 * Math.sqrt(dot(step, step) * dot(change, change));
    const pairs = isCurved ? [...state.pairs, { step, change }].slice(-MEMORY) : state.pairs;
    return { theta, value, gradient, pairs, isStalled: false };
  }
  return { ...state, isStalled: true };
}
