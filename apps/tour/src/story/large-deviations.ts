/**
 * Chapter 10: Sanov's theorem on a fair die. How unlikely is a mean of at least 4.5 in n rolls, exactly, and how does the
 * rate of that probability come down to the least Kullback-Leibler divergence of a law with that mean?
 */
import { iProjection, meanAtLeast, type SanovValue, sanov, typeProbability, typesOf } from '@yuragi/kl-info';
import type { Guide } from './guide.ts';

export const TARGET = 4.5;
const FACES = [1, 2, 3, 4, 5, 6] as const;
const DIE = FACES.map(() => 1 / 6);

export interface LargeDeviations {
  readonly values: readonly SanovValue[];
  /** inf of D(p||q) over the laws with that mean or a larger one. */
  readonly limit: number;
  /** The law of smallest divergence, (6): the die tilted by exp(lambda i). */
  readonly tilted: Float64Array;
  /** The mean share of each face in n rolls, given that their mean is that large: exact, (6). */
  readonly conditional: Float64Array;
  readonly numConditional: number;
}

/** E[counts/n | the event], over all types. */
function conditionalShares(numDraws: number): Float64Array {
  const set = meanAtLeast(FACES, TARGET);
  const shares = new Float64Array(FACES.length);
  let total = 0;
  for (const counts of typesOf(numDraws, FACES.length)) {
    if (!set.contains(counts, numDraws)) continue;
    const probability = Math.exp(typeProbability(counts, DIE).logProbability);
    total += probability;
    for (let face = 0; face < shares.length; face++) shares[face]! += (probability * counts[face]!) / numDraws;
  }
  return shares.map((share) => share / total);
}

export async function tellLargeDeviations(guide: Guide, text: { readonly list: string }): Promise<LargeDeviations> {
  const numRolls = guide.isQuick ? [2, 5, 10, 20, 30] : [2, 5, 10, 20, 30, 40, 60];
  const set = meanAtLeast(FACES, TARGET);
  const values = await guide.count(text.list, numRolls.length, (index) => sanov(DIE, set, numRolls[index]!));
  const numConditional = 30;
  const { projection, divergence } = iProjection(DIE, { statistics: [FACES], targets: [TARGET] });
  return {
    values,
    limit: divergence,
    tilted: projection,
    conditional: conditionalShares(numConditional),
    numConditional,
  };
}
