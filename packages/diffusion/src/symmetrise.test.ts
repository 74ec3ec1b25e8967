import { fillNormal, key, stream, toNdarray } from '@yuragi/prob-core';
import { describe, expect, test } from 'vitest';
import { type Denoiser, ddimSampler, karrasSigmas, type SamplerState, smoothedMixture } from './index.ts';
import { type Isometry, orthogonalGroup, symmetrise } from './symmetrise.ts';

/** Rotations by quarter turns and mirror images: the symmetries of a square. */
const square = [
  [1, 0, 0, 1],
  [0, -1, 1, 0],
  [-1, 0, 0, -1],
  [0, 1, -1, 0],
  [1, 0, 0, -1],
  [-1, 0, 0, 1],
  [0, 1, 1, 0],
  [0, -1, -1, 0],
] as const;
const group = orthogonalGroup(toNdarray(Float64Array.from(square.flat()), [8, 2, 2]));
/** A component of any mean and covariance with its seven images: a mixture that the group leaves as it is. */
const [mean, covariance] = [
  [1.3, 0.4],
  [0.2, 0.05, 0.05, 0.08],
] as const;
const times = ([a, b, c, d]: readonly number[], [p, q, r, s]: readonly number[]): number[] => [
  a! * p! + b! * r!,
  a! * q! + b! * s!,
  c! * p! + d! * r!,
  c! * q! + d! * s!,
];
const law = smoothedMixture({
  weights: new Float64Array(8).fill(1 / 8),
  means: toNdarray(
    Float64Array.from(square.flatMap(([a, b, c, d]) => [a * mean[0] + b * mean[1], c * mean[0] + d * mean[1]])),
    [8, 2],
  ),
  covariances: toNdarray(
    Float64Array.from(square.flatMap((g) => times(times(g, covariance), [g[0], g[2], g[1], g[3]]))),
    [8, 2, 2],
  ),
});
const points = new Float64Array(40);
fillNormal(stream(key('points')), points);
/** A denoiser without any symmetry. */
const crooked: Denoiser = (x, sigma, out) => {
  for (let i = 0; i < x.length; i += 2) {
    out[i] = Math.sin(x[i]! + 0.3) + sigma * x[i + 1]! ** 2;
    out[i + 1] = x[i]! * x[i + 1]! - 0.7;
  }
};
/** max |f(g x) - g f(x)| over points and group. */
async function defect(f: (x: Float64Array, out: Float64Array) => void | Promise<void>): Promise<number> {
  const [here, moved, image, there] = [0, 1, 2, 3].map(() => new Float64Array(40)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  let largest = 0;
  await f(points, here);
  for (const { apply } of group) {
    apply(points, moved);
    await f(moved, there);
    apply(here, image);
    for (let i = 0; i < 40; i++) largest = Math.max(largest, Math.abs(there[i]! - image[i]!));
  }
  return largest;
}

describe('symmetrise', () => {
  test.each([0.05, 0.6, 5])(
    'an invariant mixture has an equivariant score and denoiser (sigma = %d)',
    async (sigma) => {
      expect(await defect((x, out) => law.scoreInto(x, sigma, out))).toBeLessThan(1e-12 / Math.min(1, sigma));
      expect(await defect((x, out) => law.denoise(x, sigma, out))).toBeLessThan(1e-12);
      expect(await defect((x, out) => crooked(x, sigma, out))).toBeGreaterThan(0.3);
    },
  );

  test('makes any denoiser equivariant, at once or asynchronously', async () => {
    const even = symmetrise(crooked, group);
    expect(await defect((x, out) => even(x, 0.6, out))).toBeLessThan(1e-14);
    const slow = symmetrise(async (x, sigma, out) => crooked(x, sigma, out), group);
    const [out, late] = [new Float64Array(40), new Float64Array(40)];
    expect(even(points, 0.6, out)).toBeUndefined();
    await slow(points, 0.6, late);
    expect(late).toEqual(out);
  });

  test('is the mean of g^-1 D(g x), a projection: what is equivariant stays as it is', async () => {
    const [out, twice, exact] = [new Float64Array(40), new Float64Array(40), new Float64Array(40)];
    const even = symmetrise(crooked, group);
    even(points, 0.6, out);
    symmetrise(even, group)(points, 0.6, twice);
    for (let i = 0; i < 40; i++) expect(twice[i]).toBeCloseTo(out[i]!, 14);
    symmetrise(law.denoise, group)(points, 0.6, out);
    law.denoise(points, 0.6, exact);
    for (let i = 0; i < 40; i++) expect(out[i]).toBeCloseTo(exact[i]!, 14);
  });

  test('the mutant with g in place of g^-1 is not equivariant', async () => {
    const wrong = symmetrise(
      crooked,
      group.map(({ apply }): Isometry => ({ apply, inverse: apply })),
    );
    expect(await defect((x, out) => wrong(x, 0.6, out))).toBeGreaterThan(0.1);
  });

  test('does not err more than the denoiser did, on a law with the symmetry', async () => {
    // 8 images of every noisy point: the mean of the error over them is exact in the group.
    const rng = stream(key('errors'));
    const [noisy, out] = [new Float64Array(40), new Float64Array(40)];
    for (let i = 0; i < 40; i++) noisy[i] = points[i]! + 0.6 * rng.normal();
    const errorOf = (denoiser: Denoiser): number => {
      let sum = 0;
      for (const { apply } of group) {
        const [data, seen] = [new Float64Array(40), new Float64Array(40)];
        apply(points, data);
        apply(noisy, seen);
        denoiser(seen, 0.6, out);
        for (let i = 0; i < 40; i++) sum += (out[i]! - data[i]!) ** 2;
      }
      return sum;
    };
    expect(errorOf(symmetrise(crooked, group))).toBeLessThan(errorOf(crooked));
  });

  test('takes any list of isometries: shifts of a ring commute with the noise too', async () => {
    const ring = [0, 1, 2].map((shift): Isometry => {
      const by = (k: number) => (x: Float64Array, out: Float64Array) => {
        for (let i = 0; i < x.length; i++) out[Math.floor(i / 3) * 3 + ((i + k) % 3)] = x[i]!;
      };
      return { apply: by(shift), inverse: by(3 - shift) };
    });
    const even = symmetrise((x, _sigma, out) => out.set(x.map((value, i) => value * ((i % 3) + 1))), ring);
    const out = new Float64Array(3);
    even(Float64Array.of(1, 2, 5), 1, out);
    expect([...out]).toEqual([2, 4, 10]);
  });
});

describe('one cause, two effects: y = ±sqrt(x) + N(0, 1/16) at x = 1', () => {
  const branches = smoothedMixture({
    weights: Float64Array.of(0.5, 0.5),
    means: toNdarray(Float64Array.of(-1, 1), [2, 1]),
    covariances: toNdarray(Float64Array.of(1 / 16, 1 / 16), [2, 1, 1]),
  });
  const mirror = orthogonalGroup(toNdarray(Float64Array.of(1, -1), [2, 1, 1]));

  test('the regression E[y | x] = 0, which the mirror symmetry forces, sits where the density is 5.353e-4', () => {
    const out = new Float64Array(1);
    branches.denoise(Float64Array.of(0), Infinity, out);
    expect(out[0]).toBe(0);
    symmetrise((_x, _sigma, to) => void to.fill(0.7), mirror)(Float64Array.of(0), 1, out);
    expect(out[0]).toBe(0);
    branches.logDensityInto(Float64Array.of(0), 0, out);
    expect(Math.exp(out[0]!)).toBeCloseTo(5.353e-4, 7);
  });

  test('the conditional sampler has both branches: half of the normal quantiles go to each, and to their spread', async () => {
    // Equally likely starts, so that the flow of DDIM gives quantiles of the data and nothing is drawn.
    const n = 400;
    const sampler = ddimSampler(branches.denoise, { dimension: 1 });
    const sigmas = karrasSigmas({ numSteps: 400, sigmaMin: 0.002, sigmaMax: 80 });
    let state: SamplerState = { position: Float64Array.from({ length: n }, (_, i) => normalQuantile((i + 0.5) / n)) };
    for (let k = 0; k + 1 < sigmas.length; k++)
      [state] = await sampler.step(state, stream(key(1)), sigmas[k]!, sigmas[k + 1]!);
    const upper = state.position.filter((y) => y > 0);
    expect(upper).toHaveLength(n / 2);
    const centre = upper.reduce((sum, y) => sum + y, 0) / upper.length;
    const spread = Math.sqrt(upper.reduce((sum, y) => sum + (y - centre) ** 2, 0) / upper.length);
    // DDIM is of order 1 in the levels: 400 of them are good to 1 per cent.
    expect(Math.abs(centre - 1)).toBeLessThan(0.01);
    expect(Math.abs(spread - 0.25)).toBeLessThan(0.01);
    expect(state.position.filter((y) => Math.abs(y) < 0.2)).toHaveLength(0);
  });
});

/** Phi^-1 by bisection of the error function's series; p in (0, 1). */
function normalQuantile(p: number): number {
  const cdf = (z: number): number => {
    let [term, sum] = [z, z];
    for (let k = 1; k < 200; k++) {
      term *= (z * z) / (2 * k + 1);
      sum += term;
    }
    return 0.5 + (sum * Math.exp(-0.5 * z * z)) / Math.sqrt(2 * Math.PI);
  };
  let [low, high] = [-6, 6];
  for (let k = 0; k < 60; k++) {
    const middle = 0.5 * (low + high);
    if (cdf(middle) < p) low = middle;
    else high = middle;
  }
  return 0.5 * (low + high);
}

test('what is no group is refused with the size of the fault', () => {
  const groupOf = (...matrices: number[][]) =>
    orthogonalGroup(toNdarray(Float64Array.from(matrices.flat()), [matrices.length, 2, 2]));
  expect(() => groupOf([1, 0, 0, 1], [0, -1, 1, 0])).toThrow(
    'orthogonalGroup: `matrices` must be closed under products; the distance of matrices[1] matrices[1] to the nearest of them must be 0; received 1',
  );
  expect(() => groupOf([1.1, 0, 0, 1])).toThrow(
    'orthogonalGroup: `matrices[0]` must be orthogonal; the largest entry of |g^T g - 1| must be 0; received 0.21',
  );
  expect(() => groupOf([1, 0, Number.NaN, 1])).toThrow(
    'orthogonalGroup: `matrices[2]` must be a finite number; received NaN',
  );
  expect(() => orthogonalGroup(toNdarray(new Float64Array(6), [1, 2, 3]))).toThrow(
    'orthogonalGroup: `matrices` must have shape (G, d, d); received shape (1, 2, 3)',
  );
  expect(() => symmetrise(crooked, [])).toThrow(
    'symmetrise: `group` must be a list of at least one isometry; received []',
  );
});
