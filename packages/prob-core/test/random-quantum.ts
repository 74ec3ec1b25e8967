/** Random matrices, states and channels for the tests of the entry `quantum`. */
import type { Rng } from '../src/index.ts';
import {
  add,
  adjoint,
  type Channel,
  type ComplexMatrix,
  channelFromKraus,
  complexMatrix,
  hermitianEigen,
  hermitianFunction,
  multiply,
  scale,
  trace,
} from '../src/quantum/index.ts';

/** Entries of independent normal real and imaginary parts. */
export function randomMatrix(rng: Rng, rows: number, columns: number = rows): ComplexMatrix {
  const entries = () => Float64Array.from({ length: rows * columns }, () => rng.normal());
  return complexMatrix(rows, columns, entries(), entries());
}

export function randomHermitian(rng: Rng, n: number): ComplexMatrix {
  const a = randomMatrix(rng, n);
  return scale(add(a, adjoint(a)), 0.5);
}

/** The eigenvectors of a random Hermitian matrix. */
export const randomUnitary = (rng: Rng, n: number): ComplexMatrix => hermitianEigen(randomHermitian(rng, n)).vectors;

export function randomState(rng: Rng, n: number, rank: number = n): ComplexMatrix {
  const g = randomMatrix(rng, n, rank);
  const positive = multiply(g, adjoint(g));
  return scale(positive, 1 / trace(positive).real);
}

/** Kraus operators G_k (sum G* G)^(-1/2). */
export function randomChannel(rng: Rng, outputs: number, inputs: number, count: number): Channel {
  const gs = Array.from({ length: count }, () => randomMatrix(rng, outputs, inputs));
  const sum = gs.map((g) => multiply(adjoint(g), g)).reduce(add);
  const inverse = hermitianFunction(sum, (value) => value ** -0.5);
  return channelFromKraus(gs.map((g) => multiply(g, inverse)));
}

/** A matrix from rows of [real, imaginary], as the reference values write it. */
export const fromPairs = (rows: readonly (readonly (readonly [number, number])[])[]): ComplexMatrix =>
  complexMatrix(
    rows.length,
    rows[0]!.length,
    rows.flat().map(([real]) => real),
    rows.flat().map(([, imaginary]) => imaginary),
  );

export const toPairs = (a: ComplexMatrix): readonly (readonly (readonly [number, number])[])[] =>
  Array.from({ length: a.rows }, (_, i) =>
    Array.from(
      { length: a.columns },
      (__, j) => [a.real[i * a.columns + j]!, a.imaginary[i * a.columns + j]!] as const,
    ),
  );
