/**
 * Tail probabilities for the statistical assertions. An independent oracle: nothing here comes from prob-core, and the
 * textbook formulas are enough, because an assertion needs a p-value to a few digits only.
 */

/** log Gamma(x), x > 0: Stirling's series after moving x above 15. Error about 1e-14 of max(1, |log Gamma|). */
export function logGamma(x: number): number {
  let product = 1;
  let y = x;
  for (; y < 15; y++) product *= y;
  const w = 1 / (y * y);
  const series = (1 / 12 - w * (1 / 360 - w * (1 / 1260 - w * (1 / 1680 - w / 1188)))) / y;
  return (y - 0.5) * Math.log(y) - y + 0.5 * Math.log(2 * Math.PI) + series - Math.log(product);
}

/** P(Z >= z) for a standard normal Z, from the series of erf below 2.8 and the continued fraction of erfc above. */
export function normalTail(z: number): number {
  if (z < 0) return 1 - normalTail(-z);
  const x = z / Math.SQRT2;
  if (x < 2) {
    let term = x;
    let sum = x;
    for (let k = 1; term > 1e-18 * sum; k++) {
      term *= (2 * x * x) / (2 * k + 1);
      sum += term;
    }
    return 0.5 - (sum * Math.exp(-x * x)) / Math.sqrt(Math.PI);
  }
  let fraction = x;
  for (let k = 200; k >= 1; k--) fraction = x + k / 2 / fraction;
  return (0.5 * Math.exp(-x * x)) / (Math.sqrt(Math.PI) * fraction);
}

/** Phi(x), the standard normal distribution function. */
export const normalCdf = (x: number): number => normalTail(-x);

/** The z with P(Z >= z) = q, 0 < q < 1, by bisection. */
export function normalTailQuantile(q: number): number {
  let low = -40;
  let high = 40;
  while (high - low > 1e-13 * Math.max(1, Math.abs(low))) {
    const middle = (low + high) / 2;
    if (normalTail(middle) > q) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Q(a, x) = Gamma(a, x)/Gamma(a): the power series of P below a + 1, the continued fraction of Q above. */
export function upperGamma(a: number, x: number): number {
  if (x <= 0) return 1;
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; term > 1e-17 * sum; n++) {
      term *= x / (a + n);
      sum += term;
    }
    return 1 - front * sum;
  }
  // Lentz's evaluation of 1/(x+1-a- 1(1-a)/(x+3-a- 2(2-a)/(x+5-a- ...))).
  let b = x + 1 - a;
  let c = Infinity;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n < 100_000; n++) {
    const numerator = n * (a - n);
    b += 2;
    d = 1 / (b + numerator * d);
    c = b + numerator / c;
    fraction *= c * d;
    if (Math.abs(c * d - 1) < 1e-15) break;
  }
  return front * fraction;
}

/** Distribution function of the gamma law of rate 1, P(a, x); good to 1e-12 in absolute terms. */
export const gammaCdf = (x: number, shape: number): number => 1 - upperGamma(shape, x);

/** P(chi^2 >= x) with the given degrees of freedom. */
export function chiSquareTail(x: number, degreesOfFreedom: number): number {
  return upperGamma(degreesOfFreedom / 2, x / 2);
}

/** P(X >= k) for X binomial(n, p): the mass at k, then its ratio recurrence upward. */
export function binomialTail(k: number, n: number, p: number): number {
  if (k <= 0) return 1;
  if (k > n || p === 0) return 0;
  if (p === 1) return 1;
  // Below the mean the sum is the long one: take the complement, whose terms fall off at once.
  if (k < n * p) return 1 - binomialTail(n - k + 1, n, 1 - p);
  let term = Math.exp(
    logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1) + k * Math.log(p) + (n - k) * Math.log1p(-p),
  );
  let sum = term;
  for (let j = k; j < n && term > 1e-17 * sum; j++) {
    term *= ((n - j) / (j + 1)) * (p / (1 - p));
    sum += term;
  }
  return sum;
}

/**
 * P(D_n >= d) of Kolmogorov and Smirnov's statistic: twice the exact one-sided probability of Smirnov's formula,
 *
 *   P(D_n^+ >= d) = d sum_{j <= n(1-d)} C(n, j) (d + j/n)^(j-1) (1 - d - j/n)^(n-j),
 *
 * less the asymptotic probability that both sides cross, 2 exp(-8 n d^2) - …. Exact for d >= 1/2; below p = 0.01 the
 * error is under 1e-5 of p for n >= 10.
 */
export function kolmogorovTail(d: number, n: number): number {
  if (d <= 0) return 1;
  if (d >= 1) return 0;
  let oneSided = 0;
  const logFactorialN = logGamma(n + 1);
  for (let j = 0; j < n; j++) {
    const rest = 1 - d - j / n;
    if (rest <= 0) break;
    const logBinomial = logFactorialN - logGamma(j + 1) - logGamma(n - j + 1);
    oneSided += d * Math.exp(logBinomial + (j - 1) * Math.log(d + j / n) + (n - j) * Math.log(rest));
  }
  let both = 0;
  if (d < 0.5) for (let j = 2; j <= 100; j++) both += (j % 2 === 0 ? 2 : -2) * Math.exp(-2 * j * j * n * d * d);
  return Math.min(1, Math.max(0, 2 * oneSided - both));
}
