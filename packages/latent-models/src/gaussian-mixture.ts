/** A mixture of Gaussians as a generative model: p(x) = sum_k w_k N(x; m_k, C_k). */
import { fillNormal, fromNdarray, type Rng, requireMatrix, toNdarray } from '@yuragi/prob-core';
import { ArgumentError, requireCount, requireProbabilities, ShapeError } from '@yuragi/prob-core/errors';
import { choleskyInto } from '@yuragi/prob-core/linear-algebra';
import { log } from '@yuragi/prob-core/special';
import type { NdArray } from 'ndarray';
import { drawRows } from './draw-rows.ts';
import { passComponents } from './gaussian-mixture-em.ts';
import type { GenerativeModel } from './generative-model.ts';
import { type MixturePass, mixturePass } from './mixture-pass.ts';

/** A mixture of Gaussians as a model. */
export interface GaussianMixture extends GenerativeModel {
  readonly numComponents: number;
  /** (K), sum 1. */
  readonly weights: Float64Array;
  /** (K, d). */
  readonly means: NdArray<Float64Array>;
  /** (K, d, d). */
  readonly covariances: NdArray<Float64Array>;
  /** (n), nats, exact. */
  logDensity(x: NdArray<Float64Array>): Float64Array;
  /** Posterior probabilities of the components, (n, K): w_k N(x_i; m_k, C_k)/p(x_i). */
  responsibilities(x: NdArray<Float64Array>): NdArray<Float64Array>;
}

/** Rows drawn between two points at which `sample` may pause. */
const SAMPLE_BLOCK = 1024;

/**
 * A mixture of Gaussians from its parameters.
 *
 * @param parameters weights (K) summing to 1, means (K, d), covariances (K, d, d), symmetric positive definite
 * @throws {ArgumentError} for weights that are no probabilities or a covariance that is not positive definite;
 *   {ShapeError} if the shapes disagree
 * @example ```ts doctest
 * import { toNdarray } from '@yuragi/prob-core';
 * import { gaussianMixture } from '@yuragi/latent-models';
 * const two = gaussianMixture({
 *   weights: Float64Array.of(0.5, 0.5),
 *   means: toNdarray(Float64Array.of(-2, 2), [2, 1]),
 *   covariances: toNdarray(Float64Array.of(1, 1), [2, 1, 1]),
 * });
 * two.logDensity(toNdarray(Float64Array.of(0), [1, 1]))[0]!; // ~> -2.9189385
 * ```
 */
export function gaussianMixture(parameters: {
  readonly weights: Float64Array;
  readonly means: NdArray<Float64Array>;
  readonly covariances: NdArray<Float64Array>;
}): GaussianMixture {
  const where = 'gaussianMixture';
  const weights = requireProbabilities(where, 'weights', parameters.weights);
  const numComponents = weights.length;
  const { data: means, rows, columns: d } = requireMatrix(parameters.means, where, 'means');
  if (rows !== numComponents) throw new ShapeError(where, 'means', `shape (${numComponents}, d)`, [rows, d]);
  const { data: covariances, shape } = fromNdarray(parameters.covariances, where, 'covariances');
  if (shape.length !== 3 || shape[0] !== numComponents || shape[1] !== d || shape[2] !== d)
    throw new ShapeError(where, 'covariances', `shape (${numComponents}, ${d}, ${d})`, shape);

  const components = passComponents({ weights, means, covariances }, d, 'full', 0);
  if (typeof components === 'number')
    throw new ArgumentError(
      where,
      `covariances[${components}]`,
      'symmetric positive definite',
      covariances.subarray(components * d * d, (components + 1) * d * d),
    );
  let pass: MixturePass | undefined;
  /** The E-step of every row of x. */
  const expect = (
    x: NdArray<Float64Array>,
    method: string,
    onRow: (pass: MixturePass, logSum: number) => void,
  ): number => {
    const { data, rows: n } = requireMatrix(x, `${where}.${method}`, 'x', d);
    pass ??= mixturePass(d, numComponents, true);
    const own = pass;
    own.begin(components);
    own.expect(data, (max, sum) => onRow(own, max + log(sum)));
    return n;
  };

  const factors = Array.from({ length: numComponents }, (_, k) => {
    const factor = new Float64Array(d * d);
    choleskyInto(covariances.subarray(k * d * d, (k + 1) * d * d), d, factor);
    return factor;
  });
  const cumulative = weights.slice();
  for (let k = 1; k < numComponents; k++) cumulative[k]! += cumulative[k - 1]!;

  /** Draws rows to out, (m, d): a component by its weight, then its mean plus its factor times normals. */
  const fill = (rng: Rng, out: Float64Array): void => {
    const m = out.length / d;
    const labels = Int32Array.from({ length: m }, () => {
      const u = rng.uniform();
      let k = 0;
      while (k < numComponents - 1 && u >= cumulative[k]!) k++;
      return k;
    });
    const normals = new Float64Array(out.length);
    fillNormal(rng, normals);
    for (let i = 0; i < m; i++) {
      const factor = factors[labels[i]!]!;
      for (let row = 0; row < d; row++) {
        let sum = means[labels[i]! * d + row]!;
        for (let j = 0; j <= row; j++) sum += factor[row * d + j]! * normals[i * d + j]!;
        out[i * d + row] = sum;
      }
    }
  };

  return {
    dimension: d,
    numComponents,
    weights,
    means: toNdarray(means, [numComponents, d]),
    covariances: toNdarray(covariances, [numComponents, d, d]),
    logDensity(x) {
      const out: number[] = [];
      expect(x, 'logDensity', (_, logSum) => out.push(logSum));
      return Float64Array.from(out);
    },
    responsibilities(x) {
      const out: number[] = [];
      const n = expect(x, 'responsibilities', ({ responsibility }) => {
        for (let k = 0; k < numComponents; k++) out.push(responsibility(k));
      });
      return toNdarray(Float64Array.from(out), [n, numComponents]);
    },
    async sample(rng, n, options = {}) {
      const where = 'gaussianMixture.sample';
      requireCount(where, 'n', n);
      return drawRows(
        rng,
        {
          where,
          task: 'sample mixture',
          numRows: n,
          width: d,
          identity: { n, d },
          blockRows: SAMPLE_BLOCK,
          draw(cursor, block) {
            fill(cursor, block);
          },
        },
        options,
      );
    },
  };
}
