/** The variational bound of a latent-variable model: three states of x, two of z. */
import { entropy, relativeEntropy } from '@yuragi/kl-info';
import type { Derivation } from './derivation.ts';
import { sumOver } from './numerics.ts';

const data = [0.3, 0.3, 0.4];
const prior = [0.4, 0.6];
/** q(x|z), a row for each z. */
const decoder = [
  [0.6, 0.3, 0.1],
  [0.1, 0.3, 0.6],
];
/** r(z|x), a row for each x. */
const encoder = [
  [0.9, 0.1],
  [0.5, 0.5],
  [0.2, 0.8],
];
const evidence = data.map((_, x) => sumOver(2, (z) => decoder[z]![x]! * prior[z]!));
const posterior = data.map((_, x) => prior.map((weight, z) => (decoder[z]![x]! * weight) / evidence[x]!));

/** The mean of f(x, z) over p(x) law(z|x). */
const mean = (f: (x: number, z: number) => number, law = encoder): number =>
  sumOver(3, (x) => data[x]! * sumOver(2, (z) => law[x]![z]! * f(x, z)));
/** -<log q(x|z) q(z)/law(z|x)>. */
const bound = (law = encoder): number => -mean((x, z) => Math.log((decoder[z]![x]! * prior[z]!) / law[x]![z]!), law);

export const variationalBound = (): Derivation => {
  const crossEntropy = -sumOver(3, (x) => data[x]! * Math.log(evidence[x]!));
  const byBayes = -mean((x, z) => Math.log((decoder[z]![x]! * prior[z]!) / posterior[x]![z]!));
  const logRatio = mean((x, z) => Math.log(encoder[x]![z]! / posterior[x]![z]!));
  const gap = sumOver(3, (x) => data[x]! * relativeEntropy(encoder[x]!, posterior[x]!));
  return {
    steps: [
      { left: relativeEntropy(data, evidence) + entropy(data), right: crossEntropy },
      { left: crossEntropy, right: byBayes },
      { left: byBayes, right: bound() - logRatio },
      { left: logRatio, right: gap },
      { left: relativeEntropy(data, evidence) + entropy(data), right: bound() - gap },
      { left: relativeEntropy(data, evidence) + entropy(data), right: bound(posterior) },
    ],
    // Row 2 of the errata: the prior of z is missing.
    wrong: { left: crossEntropy, right: -mean((x, z) => Math.log(decoder[z]![x]! / encoder[x]![z]!)) - gap },
  };
};
