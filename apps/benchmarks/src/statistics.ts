/** Statistics of timings: a round's figure is its best decile, a row's figure the median of its rounds with their range. */

/** The value below which a share of the sorted values lies, linear between neighbours. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const above = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return sorted[below]! + (position - below) * (above - sorted[below]!);
}

/** A machine that is shared only ever adds time: the fast end of the samples is what repeats. */
export const bestDecile = (seconds: readonly number[]): number => quantile(seconds, 0.1);

export interface Figure {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** Of one value a round. */
export function figureOf(rounds: readonly number[]): Figure {
  return { median: quantile(rounds, 0.5), low: Math.min(...rounds), high: Math.max(...rounds) };
}

export type Quantiles = Readonly<Record<'p10' | 'p25' | 'p50' | 'p75' | 'p90', number>>;

export function quantilesOf(values: readonly number[]): Quantiles {
  return {
    p10: quantile(values, 0.1),
    p25: quantile(values, 0.25),
    p50: quantile(values, 0.5),
    p75: quantile(values, 0.75),
    p90: quantile(values, 0.9),
  };
}

export type Limit = { readonly atLeast: number } | { readonly atMost: number };

export interface Verdict {
  /** The median is on the right side. */
  readonly isMet: boolean;
  /** The limit lies inside the range of the rounds, so another run may say otherwise. */
  readonly isStraddling: boolean;
}

export function judge({ median, low, high }: Figure, limit: Limit): Verdict {
  const meets = (value: number): boolean => ('atLeast' in limit ? value >= limit.atLeast : value <= limit.atMost);
  return { isMet: meets(median), isStraddling: meets(low) !== meets(high) };
}

/**
 * The two-sample statistic of Kolmogorov and Smirnov, sup |F_a - F_b|: do two fills have the same law? NaN if a value is.
 *
 * @see Smirnov, Ann. Math. Stat. 19 (1948), 279
 */
export function kolmogorovSmirnov(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const x = Float64Array.from(a).sort();
  const y = Float64Array.from(b).sort();
  if (x.some(Number.isNaN) || y.some(Number.isNaN)) return Number.NaN;
  let largest = 0;
  for (let i = 0, j = 0; i < x.length && j < y.length; ) {
    const value = Math.min(x[i]!, y[j]!);
    while (i < x.length && x[i]! <= value) i++;
    while (j < y.length && y[j]! <= value) j++;
    largest = Math.max(largest, Math.abs(i / x.length - j / y.length));
  }
  return largest;
}

/** What that statistic exceeds with probability alpha when the laws are equal; asymptotic, and conservative for ties. */
export const kolmogorovSmirnovLimit = (alpha: number, n: number, m: number): number =>
  Math.sqrt((-0.5 * Math.log(alpha / 2) * (n + m)) / (n * m));
