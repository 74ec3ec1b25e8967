/** The transition matrix of a kernel on finitely many states, read off the kernel itself. */
import type { Rng } from '@yuragi/prob-core';
import type { Kernel } from '../src/index.ts';

/** An Rng whose integers and one uniform are given; a step that asks for more is not one that this can enumerate. */
function scripted(integers: readonly number[], u: number): Rng {
  let nextInteger = 0;
  let isSpent = false;
  const refuse = (): never => {
    throw new Error('the step drew something that was not scripted');
  };
  return {
    uint32: refuse,
    normal: refuse,
    exponential: refuse,
    reserve: refuse,
    state: refuse,
    int: (n) => {
      const value = integers[nextInteger++];
      return value !== undefined && value < n ? value : refuse();
    },
    uniform() {
      if (isSpent) refuse();
      isSpent = true;
      return u;
    },
  };
}

const LARGEST = 1 - 2 ** -53;

/**
 * Lengths of the intervals of u in [0, 1) that lead to each outcome; outcomes must be intervals. Each boundary is found by
 * bisection to the last bit.
 */
function outcomesOf(outcome: (u: number) => number): Map<number, number> {
  const shares = new Map<number, number>();
  let start = 0;
  for (;;) {
    const here = outcome(start);
    let inside = start;
    let outside = LARGEST;
    if (outcome(outside) === here) {
      shares.set(here, (shares.get(here) ?? 0) + 1 - start);
      return shares;
    }
    while (outside > inside) {
      const middle = inside + (outside - inside) / 2;
      if (middle === inside || middle === outside) break;
      if (outcome(middle) === here) inside = middle;
      else outside = middle;
    }
    shares.set(here, (shares.get(here) ?? 0) + outside - start);
    start = outside;
  }
}

/**
 * W[to, from] of one step that draws an integer below `numChoices` and then one uniform (or, with `numChoices` = 0, the
 * uniform alone).
 *
 * @param states every state the kernel can be in
 * @param nameOf a different text for each
 */
export function enumerateKernel<P, S extends { readonly position: P }, I>(
  kernel: Pick<Kernel<P, S, I>, 'step'>,
  states: readonly S[],
  nameOf: (state: S) => string,
  numChoices: number,
): Float64Array {
  const n = states.length;
  const indices = new Map(states.map((state, index) => [nameOf(state), index]));
  const w = new Float64Array(n * n);
  for (const [from, state] of states.entries())
    for (let choice = 0; choice < Math.max(1, numChoices); choice++) {
      const outcome = (u: number): number => {
        const [next] = kernel.step(state, scripted(numChoices === 0 ? [] : [choice], u));
        const to = indices.get(nameOf(next));
        if (to === undefined) throw new Error(`the step left the states: ${nameOf(next)}`);
        return to;
      };
      for (const [to, share] of outcomesOf(outcome)) w[to * n + from]! += share / Math.max(1, numChoices);
    }
  return w;
}
