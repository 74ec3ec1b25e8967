// alpha 1e-6 per assertion; n = 2 spectra of 600 eigenvalues; effect: 0.006 in the cdf; seed: the test's name; 5 s.
import { foldIn, key, type Rng, stream } from '@yuragi/prob-core';
import { expectRejected, normalCdf, referenceCase, StatisticalRejection } from '@yuragi/testkit';
import { expect, test } from 'vitest';
import { freeDiffusion } from '../../src/quantum/index.ts';

const N = 600;
const spectra = 2;
const alpha = 1e-6;

/** e^{-t/2} X_0 + sqrt(1-e^{-t}) S, X_0 = +-1 in halves, E|S_ij|^2 = 1/N: (N, N), on and below the diagonal. */
function noisyMatrix(rng: Rng, time: number): readonly [re: Float64Array, im: Float64Array] {
  const [a, v] = [Math.exp(-time / 2), -Math.expm1(-time)];
  const [re, im] = [new Float64Array(N * N), new Float64Array(N * N)];
  for (let i = 0; i < N; i++) {
    re[i * N + i] = (i % 2 === 0 ? a : -a) + Math.sqrt(v / N) * rng.normal();
    for (let j = 0; j < i; j++) {
      re[i * N + j] = Math.sqrt(v / (2 * N)) * rng.normal();
      im[i * N + j] = Math.sqrt(v / (2 * N)) * rng.normal();
    }
  }
  return [re, im];
}

/** Eigenvalues, ascending: Householder reflections to tridiagonal form, in place; then bisection on Sturm counts. */
function eigenvaluesOf([re, im]: readonly [Float64Array, Float64Array]): Float64Array {
  const squares = new Float64Array(N);
  const [vr, vi, wr, wi] = Array.from({ length: 4 }, () => new Float64Array(N)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let k = 0; k + 1 < N; k++) {
    let square = 0;
    for (let i = k + 1; i < N; i++) {
      vr[i] = re[i * N + k]!;
      vi[i] = im[i * N + k]!;
      square += vr[i]! ** 2 + vi[i]! ** 2;
    }
    squares[k] = square;
    if (k + 2 === N) break;
    // H = 1 - 2 v v*, and H A H = A - v w* - w v* with w = 2 (A v - (v* A v) v).
    const [norm, lead] = [Math.sqrt(square), Math.hypot(vr[k + 1]!, vi[k + 1]!)];
    vr[k + 1]! *= 1 + norm / lead;
    vi[k + 1]! *= 1 + norm / lead;
    const scale = 1 / Math.sqrt(2 * norm * (norm + lead));
    for (let i = k + 1; i < N; i++) {
      vr[i]! *= scale;
      vi[i]! *= scale;
    }
    wr.fill(0);
    wi.fill(0);
    let mean = 0;
    for (let i = k + 1; i < N; i++) {
      // The triangle below the diagonal stands for both; the diagonal is real.
      const a = vr[i]!;
      const b = vi[i]!;
      let x = re[i * N + i]! * a;
      let y = re[i * N + i]! * b;
      for (let j = k + 1; j < i; j++) {
        const p = re[i * N + j]!;
        const q = im[i * N + j]!;
        x += p * vr[j]! - q * vi[j]!;
        y += p * vi[j]! + q * vr[j]!;
        wr[j]! += p * a + q * b;
        wi[j]! += p * b - q * a;
      }
      wr[i]! += x;
      wi[i]! += y;
    }
    for (let i = k + 1; i < N; i++) mean += vr[i]! * wr[i]! + vi[i]! * wi[i]!;
    for (let i = k + 1; i < N; i++) {
      wr[i] = 2 * (wr[i]! - mean * vr[i]!);
      wi[i] = 2 * (wi[i]! - mean * vi[i]!);
    }
    for (let i = k + 1; i < N; i++) {
      const [a, b, c, d] = [vr[i]!, vi[i]!, wr[i]!, wi[i]!];
      for (let j = k + 1; j <= i; j++) {
        re[i * N + j]! -= a * wr[j]! + b * wi[j]! + c * vr[j]! + d * vi[j]!;
        im[i * N + j]! -= b * wr[j]! - a * wi[j]! + d * vr[j]! - c * vi[j]!;
      }
    }
  }
  const countBelow = (x: number): number => {
    let [count, pivot] = [0, 1];
    for (let i = 0; i < N; i++) {
      pivot = re[i * N + i]! - x - (i === 0 ? 0 : squares[i - 1]! / pivot) || Number.MIN_VALUE;
      if (pivot < 0) count++;
    }
    return count;
  };
  return Float64Array.from({ length: N }, (_, k) => {
    let [low, high] = [-4, 4];
    for (let i = 0; i < 45; i++) {
      const middle = (low + high) / 2;
      if (countBelow(middle) > k) high = middle;
      else low = middle;
    }
    return high;
  });
}

/**
 * Rejects the cdf if the mean one of the spectra is too far from it somewhere. Eigenvalues repel: the number of them below a
 * point has variance (log N + 1 + gamma + 3 log 2)/(2 pi^2) = 0.51 only (Majumdar, Nadal, Scardicchio and Vivo, Phys. Rev.
 * Lett. 103 (2009), 220603, eq. 4, for the middle of a semicircle), and is near Gaussian. Half an eigenvalue is the jump of
 * the empirical cdf, and the largest of N points on two sides is bounded by their sum: 0.006 is p = 1e-6.
 */
function assertSpectrum(samples: readonly Float64Array[], cdf: (x: number) => number): number {
  const points = Float64Array.from(samples.flatMap((each) => [...each])).sort();
  let largest = 0;
  for (const [i, x] of points.entries())
    largest = Math.max(largest, Math.abs(cdf(x) - i / points.length), Math.abs(cdf(x) - (i + 1) / points.length));
  const deviation = Math.sqrt((Math.log(N) + 1 + 0.5772156649015329 + 3 * Math.LN2) / (2 * Math.PI ** 2));
  const p = 2 * N * normalCdf((0.5 - N * largest) / (deviation / Math.sqrt(samples.length)));
  if (p < alpha) throw new StatisticalRejection(`sup |F_N - F| = ${largest}`, p);
  return largest;
}

test.each([0.3, 1])('the spectrum of e^{-t/2}X_0 + sqrt(1-e^{-t})S has the law of free diffusion, t = %d', (time) => {
  const name = expect.getState().currentTestName!;
  const samples = Array.from({ length: spectra }, (_, i) =>
    eigenvaluesOf(noisyMatrix(stream(foldIn(key(name), i)), time)),
  );
  const { cdf } = freeDiffusion({ points: [-1, 1] });
  const [, limit] = /<= (0\.006)/.exec(String(referenceCase('bridge', 'free-diffusion').tolerance.random_matrix))!;
  expect(assertSpectrum(samples, (x) => cdf(x, time))).toBeLessThanOrEqual(Number(limit));

  expectRejected('the time of the q-family', () => assertSpectrum(samples, (x) => cdf(x, 2 * time)));
  const [a, v] = [Math.exp(-time / 2), -Math.expm1(-time)];
  const semicircle = (x: number): number => {
    const z = Math.min(2, Math.max(-2, x / Math.sqrt(v)));
    return 0.5 + (z * Math.sqrt(4 - z * z)) / (4 * Math.PI) + Math.asin(z / 2) / Math.PI;
  };
  expectRejected('X_0 and S that commute', () =>
    assertSpectrum(samples, (x) => (semicircle(x - a) + semicircle(x + a)) / 2),
  );
});
