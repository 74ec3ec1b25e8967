/** The entropy of a mixture on the line. */
import type { UnivariateDistribution } from './distribution.ts';
import { integrate } from './quadrature.ts';

/** Where each component's quantiles cut the line: dense in its bulk, and far out, to where nothing is left. */
const LEVELS = [
  1e-20,
  1e-12,
  1e-8,
  1e-5,
  1e-3,
  0.02,
  0.1,
  0.3,
  0.5,
  0.7,
  0.9,
  0.98,
  0.999,
  1 - 1e-5,
  1 - 1e-8,
  1 - 1e-12,
  1 - 2 ** -53,
];
/** Of one piece between two cuts. */
const TOLERANCE = 1e-12;

/**
 * -int p log p between the outermost quantiles of the components; what lies beyond holds a mass of about 1e-16.
 *
 * Cut at the quantiles of every component, so that none is overlooked however narrow.
 */
export function continuousEntropy(
  components: readonly UnivariateDistribution[],
  logDensity: (x: number) => number,
): number {
  const cuts = components.flatMap((component) => LEVELS.map((level) => component.quantile(level)));
  const ends = Float64Array.from(new Set(cuts)).sort();
  const term = (x: number): number => {
    const value = logDensity(x);
    // A density may be infinite at an end that x rounds to.
    return Number.isFinite(value) ? -value * Math.exp(value) : 0;
  };
  let sum = 0;
  for (let i = 1; i < ends.length; i++) sum += integrate(term, ends[i - 1]!, ends[i]!, TOLERANCE);
  return sum;
}

/** -sum p log p over the atoms, from the lowest to where the components' cdfs have reached 1 to rounding. */
export function discreteEntropy(
  components: readonly UnivariateDistribution[],
  logDensity: (x: number) => number,
): number {
  let sum = 0;
  let atom = Math.min(...components.map((component) => component.support.lower));
  while (atom < Infinity) {
    const value = logDensity(atom);
    if (value > -Infinity) sum -= value * Math.exp(value);
    atom = Math.min(...components.map((component) => nextAtom(component, atom)));
  }
  return sum;
}

/** The lowest atom above x: the quantile at a probability just above the cdf there. Infinity if there is none. */
function nextAtom(component: UnivariateDistribution, x: number): number {
  const reached = component.cdf(x);
  // A cdf and a quantile may differ by a few roundings.
  for (let excess = Number.EPSILON; ; excess *= 2) {
    const p = reached * (1 + excess) + Number.MIN_VALUE;
    if (p > 1) return Infinity;
    const next = component.quantile(p);
    if (next > x) return next;
  }
}
