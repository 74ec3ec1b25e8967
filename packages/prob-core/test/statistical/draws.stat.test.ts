// alpha 1e-6 per assertion; n = 100 000 a test, which catches a shift of 0.026 standard deviations with power 0.999 and a
// Kolmogorov distance of 0.013; seed key(name of the test); runtime about 6 s.
import {
  assertCounts,
  assertLaw,
  assertMean,
  assertProportion,
  assertVariance,
  expectRejected,
  gammaCdf,
  normalCdf,
} from '@yuragi/testkit';
import { describe, test } from 'vitest';
import { gammaDraw, logGammaDraw, permutation } from '../../src/draws.ts';
import { fillNormal, fillUniform } from '../../src/fill.ts';
import { foldIn, type Key, key } from '../../src/key.ts';
import { type Rng, stream } from '../../src/rng.ts';
import { log } from '../../src/special/log.ts';
import { zigguratNormal } from '../../src/ziggurat.ts';

const N = 100_000;

/** A test whose name is its seed. */
function law(name: string, run: (root: Key) => void): void {
  test(name, () => run(key(name)));
}

const draws = (root: Key, draw: (rng: Rng) => number, n = N): Float64Array => {
  const rng = stream(root);
  return Float64Array.from({ length: n }, () => draw(rng));
};

const clamp = (x: number): number => Math.min(1, Math.max(0, x));

function assertNormal(samples: ArrayLike<number>): void {
  assertMean(samples, { expected: 0, standardDeviation: 1 });
  assertVariance(samples, { expected: 1, mean: 0, kurtosis: 3 });
  assertLaw(samples, normalCdf);
}

describe('normal draws', () => {
  law('scalar normals follow N(0, 1)', (root) => {
    assertNormal(draws(root, (rng) => rng.normal()));
    const skewed = (rng: Rng): number =>
      zigguratNormal(() => {
        const word = rng.uint32();
        return ((word & ~256) | ((word & 128) << 1)) >>> 0;
      }, rng.uniform);
    expectRejected('the sign from a bit of the strip', () => assertNormal(draws(root, skewed)));
  });

  law('scalar normals fill 33 cells as they should: wedges and all', (root) => {
    // The wedges take 0.7 per cent of the attempts: too few for the distances above at 100 000 draws.
    const n = 4_000_000;
    const edges = Array.from({ length: 32 }, (_, i) => (i - 15.5) / 4);
    const cells = [-Infinity, ...edges].map((edge, i) => normalCdf(edges[i] ?? Infinity) - normalCdf(edge));
    const assertCells = (draw: (rng: Rng) => number): void => {
      const rng = stream(root);
      const counts = new Int32Array(33);
      for (let i = 0; i < n; i++) counts[Math.min(32, Math.max(0, Math.floor(4 * draw(rng) + 16.5)))]!++;
      assertCounts(counts, cells);
    };
    assertCells((rng) => rng.normal());
    // A uniform that is always small accepts every point of a wedge.
    expectRejected('wedges accepted without a test', () =>
      assertCells((rng) => zigguratNormal(rng.uint32, () => 1e-3)),
    );
  });

  law('scalar normals exceed 3.6541528853610088, where the strips end, as often as they should', (root) => {
    const R = 3.6541528853610088;
    const n = 400_000;
    const beyond = (draw: (rng: Rng) => number): number => draws(root, draw, n).filter((z) => Math.abs(z) > R).length;
    assertProportion(
      beyond((rng) => rng.normal()),
      n,
      2 * normalCdf(-R),
    );
    const withoutTail = (rng: Rng): number => {
      for (;;) {
        const z = rng.normal();
        if (Math.abs(z) <= R) return z;
      }
    };
    expectRejected('a ziggurat without tail', () => assertProportion(beyond(withoutTail), n, 2 * normalCdf(-R)));
  });

  law('the tail beyond 3.654 is that of a normal', (root) => {
    const R = 3.6541528853610088;
    const beyond = draws(root, (rng) => Math.abs(tailDraw(rng)), 20_000);
    const cdf = (x: number): number => clamp(1 - normalCdf(-x) / normalCdf(-R));
    assertLaw(beyond, cdf);
    const exponential = draws(root, (rng) => R + rng.exponential() / R, 20_000);
    expectRejected('an exponential tail, its test left out', () => assertLaw(exponential, cdf));
  });

  /** The base strip, u near 1: always the tail. */
  const tailDraw = (rng: Rng): number => {
    let calls = 0;
    return zigguratNormal(() => (calls++ % 2 === 0 ? 0xffffff00 : 0xffffffff), rng.uniform);
  };

  for (const ArrayType of [Float32Array, Float64Array] as const) {
    law(`fillNormal of a ${ArrayType.name} follows N(0, 1)`, (root) => {
      const out = new ArrayType(N);
      fillNormal(stream(root), out);
      assertNormal(out);
      expectRejected('the factor 2 of Box and Muller forgotten', () => assertNormal(out.map((z) => z * Math.SQRT1_2)));
      expectRejected('the sign bit forgotten on one arc', () =>
        assertNormal(out.map((z, i) => (i % 2 === 0 ? Math.abs(z) : z))),
      );
    });

    law(`the two normals of a pair of a ${ArrayType.name} are independent, and so are neighbours`, (root) => {
      const out = new ArrayType(2 * N);
      fillNormal(stream(root), out);
      for (const lag of [1, 2, 3]) {
        const independent = (z: ArrayLike<number>): void => {
          const pairs = Array.from({ length: N - 2 }, (_, i) => [z[2 * i]!, z[2 * i + lag]!] as const);
          assertMean(
            pairs.map(([a, b]) => a * b),
            { expected: 0, standardDeviation: 1 },
          );
          // Of two independent squares: mean 1, variance 3 * 3 - 1.
          assertMean(
            pairs.map(([a, b]) => a * a * b * b),
            { expected: 1, standardDeviation: Math.sqrt(8) },
          );
        };
        independent(out);
        // sin(2 angle) in place of an angle of its own: uncorrelated, but not independent.
        const dependent = out.map((z, i) => (i % 2 === 0 ? z : out[i - 1]! * Math.sign(z)));
        if (lag === 1) expectRejected('the second normal repeats the size of the first', () => independent(dependent));
      }
    });
  }
});

describe('uniform draws', () => {
  function assertUniform(samples: ArrayLike<number>): void {
    assertMean(samples, { expected: 0.5, standardDeviation: Math.sqrt(1 / 12) });
    // Kurtosis of a uniform: 9/5.
    assertVariance(samples, { expected: 1 / 12, mean: 0.5, kurtosis: 1.8 });
    assertLaw(samples, clamp);
  }

  law('scalar uniforms follow U(0, 1)', (root) => {
    assertUniform(draws(root, (rng) => rng.uniform()));
    const signed = (rng: Rng): number => ((rng.uint32() >> 5) * 67108864 + (rng.uint32() >>> 6)) * 2 ** -53;
    expectRejected('a signed shift of the high word', () => assertUniform(draws(root, signed)));
    const overlapped = (rng: Rng): number => ((rng.uint32() >>> 5) * 33554432 + (rng.uint32() >>> 6)) * 2 ** -53;
    expectRejected('one bit of shift lost', () => assertUniform(draws(root, overlapped)));
  });

  law('the low word of a uniform is uniform too: its last 26 bits', (root) => {
    const low = (draw: (rng: Rng) => number) => draws(root, (rng) => (draw(rng) * 2 ** 27) % 1);
    assertUniform(low((rng) => rng.uniform()));
    const single = (rng: Rng): number => (rng.uint32() >>> 0) * 2 ** -32;
    expectRejected('32 bits in place of 53', () => assertUniform(low(single)));
  });

  for (const ArrayType of [Float32Array, Float64Array] as const)
    law(`fillUniform of a ${ArrayType.name} follows U(0, 1)`, (root) => {
      const out = new ArrayType(N);
      fillUniform(stream(root), out);
      assertUniform(out);
      expectRejected('a signed shift', () => assertUniform(out.map((u) => (u < 0.5 ? u : u - 1))));
    });

  law('successive uniforms are independent: pairs fill the square evenly', (root) => {
    const counts = (draw: (rng: Rng) => number): Int32Array => {
      const cells = new Int32Array(256);
      const rng = stream(root);
      for (let i = 0; i < N; i++) cells[Math.floor(draw(rng) * 16) * 16 + Math.floor(draw(rng) * 16)]!++;
      return cells;
    };
    const even = new Array(256).fill(1 / 256);
    assertCounts(
      counts((rng) => rng.uniform()),
      even,
    );
    let first: number | undefined;
    const overlapping = (rng: Rng): number => {
      const u = first === undefined ? rng.uniform() : (4 * first) % 1;
      first = first === undefined ? u : undefined;
      return u;
    };
    expectRejected('two bits of the first in the second', () => assertCounts(counts(overlapping), even));
  });
});

law('scalar exponentials follow Exp(1)', (root) => {
  const assertExponential = (draw: (rng: Rng) => number): void => {
    const samples = draws(root, draw);
    assertMean(samples, { expected: 1, standardDeviation: 1 });
    // Kurtosis of an exponential: 9.
    assertVariance(samples, { expected: 1, mean: 1, kurtosis: 9 });
    assertLaw(samples, (x) => clamp(-Math.expm1(-x)));
  };
  assertExponential((rng) => rng.exponential());
  expectRejected('bits for nats', () => assertExponential((rng) => rng.exponential() / Math.LN2));
});

describe('integers', () => {
  law('int(6) is a fair die', (root) => {
    const counts = new Int32Array(6);
    for (const face of draws(root, (rng) => rng.int(6))) counts[face]!++;
    assertCounts(counts, new Array(6).fill(1 / 6));
  });

  law('int(3 * 2^30) has no modulo bias', (root) => {
    const n = 3 * 2 ** 30;
    const assertEven = (draw: (rng: Rng) => number): void => {
      const thirds = new Int32Array(3);
      for (const value of draws(root, draw)) thirds[Math.floor(value / 2 ** 30)]!++;
      assertCounts(thirds, [1 / 3, 1 / 3, 1 / 3]);
    };
    assertEven((rng) => rng.int(n));
    expectRejected('a word modulo n', () => assertEven((rng) => rng.uint32() % n));
  });

  law('permutation(4) gives each of 24 orders equally often', (root) => {
    const assertEven = (shuffle: (rng: Rng) => ArrayLike<number>): void => {
      const rng = stream(root);
      const counts = new Map<string, number>();
      for (let i = 0; i < N; i++) {
        const order = Array.from(shuffle(rng)).join('');
        counts.set(order, (counts.get(order) ?? 0) + 1);
      }
      assertCounts([...counts.values()], new Array(24).fill(1 / 24));
    };
    assertEven((rng) => permutation(rng, 4));
    const naive = (rng: Rng): number[] => {
      const order = [0, 1, 2, 3];
      for (let i = 3; i > 0; i--) {
        const j = rng.int(4);
        [order[i], order[j]] = [order[j]!, order[i]!];
      }
      return order;
    };
    expectRejected('every swap with any position', () => assertEven(naive));
  });
});

describe('gamma draws', () => {
  function assertGamma(samples: Float64Array, shape: number): void {
    assertMean(samples, { expected: shape, standardDeviation: Math.sqrt(shape) });
    assertVariance(samples, { expected: shape, mean: shape, kurtosis: 3 + 6 / shape });
    assertLaw(samples, (x) => gammaCdf(x, shape));
  }

  for (const shape of [0.3, 0.9, 1, 2.5, 40, 1e6])
    law(`gammaDraw of shape ${shape} follows its law`, (root) => {
      assertGamma(
        draws(root, (rng) => gammaDraw(rng, shape)),
        shape,
      );
      const wrong = draws(root, (rng) => gammaDraw(rng, shape * 1.03));
      expectRejected('a shape 3 per cent off', () => assertGamma(wrong, shape));
    });

  law('gammaDraw of shape 1 needs its acceptance test', (root) => {
    const d = 2 / 3;
    const cube = (rng: Rng): number => {
      const t = 1 + rng.normal() / Math.sqrt(9 * d);
      return t > 0 ? d * t ** 3 : cube(rng);
    };
    assertGamma(
      draws(root, (rng) => gammaDraw(rng, 1)),
      1,
    );
    expectRejected('the cube of a normal alone', () => assertGamma(draws(root, cube), 1));
  });

  law('gammaDraw of shape 0.3 needs its boost', (root) => {
    assertGamma(
      draws(root, (rng) => gammaDraw(rng, 0.3)),
      0.3,
    );
    const twice = (rng: Rng): number => gammaDraw(rng, 1.3) * rng.uniform() ** 0.3;
    expectRejected('U^shape in place of U^(1/shape)', () => assertGamma(draws(root, twice), 0.3));
  });

  law('logGammaDraw of shape 0.001 follows the law of the logarithm, half of it below all doubles', (root) => {
    // P(log G <= l) = e^(shape l)/Gamma(1 + shape) (1 - O(e^l)): below e^-40 the first term is exact.
    const shape = 0.001;
    const gammaOfOnePlusShape = 0.9994237724845955;
    const cdf = (l: number): number =>
      l < -40 ? Math.exp(shape * l) / gammaOfOnePlusShape : gammaCdf(Math.exp(l), shape);
    assertLaw(
      draws(root, (rng) => logGammaDraw(rng, shape)),
      cdf,
    );
    const flushed = draws(root, (rng) => log(Math.max(gammaDraw(rng, shape), Number.MIN_VALUE)));
    expectRejected('the logarithm of what underflowed', () => assertLaw(flushed, cdf));
  });
});

describe('keys', () => {
  law('first draws of numbered children are independent uniforms', (root) => {
    const assertIndependent = (child: (i: number) => Key): void => {
      const first = Float64Array.from({ length: N }, (_, i) => stream(child(i)).uniform());
      assertLaw(first, clamp);
      const products = Array.from({ length: N - 1 }, (_, i) => (first[i]! - 0.5) * (first[i + 1]! - 0.5));
      assertMean(products, { expected: 0, standardDeviation: 1 / 12 });
    };
    assertIndependent((i) => foldIn(root, i));
    expectRejected('every second child is its sibling', () => assertIndependent((i) => foldIn(root, i >> 1)));
  });

  law('streams of sibling keys, and of child and parent, are uncorrelated', (root) => {
    const assertUncorrelated = (a: Key, b: Key): void => {
      const [x, y] = [new Float64Array(N), new Float64Array(N)];
      fillNormal(stream(a), x);
      fillNormal(stream(b), y);
      for (const lag of [0, 1])
        assertMean(
          Float64Array.from({ length: N - 1 }, (_, i) => x[i]! * y[i + lag]!),
          { expected: 0, standardDeviation: 1 },
        );
    };
    assertUncorrelated(foldIn(root, 0), foldIn(root, 1));
    assertUncorrelated(foldIn(root, 'chain'), foldIn(root, 'chain 2'));
    assertUncorrelated(root, foldIn(root, 0));
    expectRejected('a child that is its parent', () => assertUncorrelated(root, { ...root }));
  });

  law('neighbouring seeds are unrelated: draws of key(0), key(1), key(2), …', (root) => {
    const offset = root.k0;
    const first = (draw: (i: number) => number): Float64Array => Float64Array.from({ length: N }, (_, i) => draw(i));
    const assertUnrelated = (u: Float64Array): void => {
      assertLaw(u, clamp);
      assertMean(
        Array.from({ length: N - 1 }, (_, i) => (u[i]! - 0.5) * (u[i + 1]! - 0.5)),
        { expected: 0, standardDeviation: 1 / 12 },
      );
    };
    assertUnrelated(first((i) => stream(key(offset + i)).uniform()));
    expectRejected('the seed as the first word', () =>
      assertUnrelated(first((i) => ((offset + i * 7919) % 2 ** 24) / 2 ** 24)),
    );
  });
});
