/**
 * Expectation maximisation for a Gaussian mixture, as alternating maximisation of one bound (Dempster, Laird and Rubin,
 * J. R. Stat. Soc. B 39 (1977), 1; in this form Neal and Hinton 1998):
 *
 *   F(r, theta) = (1/n) sum_i sum_k r_ik [log w_k + log N(x_i; m_k, C_k) - (epsilon/2) tr C_k^-1 - log r_ik]
 *
 * E-step: r maximises F at theta.  r_ik ∝ w_k N(x_i; m_k, C_k) exp(-(epsilon/2) tr C_k^-1)
 * M-step: theta maximises F at r.  N_k = sum_i r_ik, w_k = N_k/n, m_k = sum_i r_ik x_i / N_k,
 *                                  C_k = sum_i r_ik (x_i - m_k)(x_i - m_k)^T / N_k + epsilon I
 *
 * At epsilon = 0 this is maximum likelihood, and F after an E-step is the mean log-likelihood. At epsilon > 0 it is
 * maximum likelihood for the data smoothed by N(0, epsilon I): C_k >= epsilon I, so no component can collapse on a point,
 * and both steps still climb the same bound.
 */
import type { Pausable } from '@yuragi/prob-core';
import { ArgumentError, requireCount, requireLength, requireNonNegative, requireOneOf } from '@yuragi/prob-core/errors';
import { log } from '@yuragi/prob-core/special';
import {
  type CovarianceKind,
  covarianceKinds,
  covarianceLength,
  factorise,
  maximisingCovariance,
  packedLength,
} from './covariance-kinds.ts';
import { mixturePass, type PassComponents, type PassSums } from './mixture-pass.ts';
import { requireRows } from './rows.ts';

/** Of a mixture of K Gaussians in d dimensions, as flat arrays. */
export interface MixtureParameters {
  /** (K), sum 1. */
  readonly weights: Float64Array;
  /** (K, d). */
  readonly means: Float64Array;
  /** (K, d, d), (K, d) or (K), by the kind of covariance. */
  readonly covariances: Float64Array;
}

/** What one step of EM did to the bound. */
export interface GaussianMixtureEmInfo {
  /** F after the E-step, nats per row: the mean log-likelihood of the state that went in, if epsilon = 0. */
  readonly boundAfterExpectation: number;
  /** F after the M-step, with the same responsibilities; not below `boundAfterExpectation`. */
  readonly boundAfterMaximisation: number;
  /** Components that no row belongs to: they keep their mean and covariance, with weight 0. */
  readonly numEmpty: number;
  /** A component whose covariance is singular, or -1. The state is then the one that went in, the bounds are NaN. */
  readonly singularComponent: number;
}

/** EM as a kernel: a state from labels, then steps. */
export interface GaussianMixtureEm {
  /** The state that maximises F when each row belongs wholly to the component of its label. Labels 0..K-1, (n). @throws {ShapeError}, {ArgumentError} */
  initFromLabels(labels: Int32Array): MixtureParameters;
  /** One E-step and one M-step in a single pass over the data, pausable between blocks of rows. */
  step(state: MixtureParameters): Pausable<readonly [state: MixtureParameters, info: GaussianMixtureEmInfo]>;
}

/** Rows between two points at which a step may be paused; even, as the pass wants it. */
const PAUSE_ROWS = 1024;

/** Each component's part of the pass; or the index of one whose covariance is not positive definite. */
export function passComponents(
  { weights, means, covariances }: MixtureParameters,
  dimension: number,
  covariance: CovarianceKind,
  regularization: number,
): PassComponents | number {
  const length = covarianceLength(covariance, dimension);
  const packed = packedLength(covariance, dimension);
  const factors = new Float64Array(weights.length * packed);
  const offsets = new Float64Array(weights.length);
  for (let k = 0; k < weights.length; k++) {
    const factor = factorise(covariance, covariances.subarray(k * length, (k + 1) * length), dimension);
    if (factor === undefined) return k;
    factors.set(factor.packed, k * packed);
    const { logDeterminant, tracePrecision } = factor;
    offsets[k] = log(weights[k]!) - 0.5 * (dimension * LOG_TWO_PI + logDeterminant + regularization * tracePrecision);
  }
  return { means, factors, offsets };
}

const LOG_TWO_PI = 1.8378770664093453;

const singular = (component: number): GaussianMixtureEmInfo => ({
  boundAfterExpectation: Number.NaN,
  boundAfterMaximisation: Number.NaN,
  numEmpty: 0,
  singularComponent: component,
});

/**
 * The two steps over the rows of x.
 *
 * A step costs K Mahalanobis distances and K weighted outer products a row, about 2 n K d^2 multiply-adds for full
 * covariances, and no memory beyond the parameters. Sums are taken about the old means, so that nothing cancels. The same
 * data and start give the same bits on every engine.
 *
 * @param x (n, d) row-major
 * @param regularization epsilon >= 0, in squared units of the data
 * @throws {ShapeError} unless x is whole rows; {ArgumentError} for data that are not finite or another bad argument
 */
export function gaussianMixtureEm(
  x: Float64Array,
  dimension: number,
  numComponents: number,
  covariance: CovarianceKind,
  regularization: number,
): GaussianMixtureEm {
  const where = 'gaussianMixtureEm';
  const d = requireCount(where, 'dimension', dimension, 1);
  requireCount(where, 'numComponents', numComponents, 1);
  requireOneOf(where, 'covariance', covariance, covarianceKinds);
  requireNonNegative(where, 'regularization', regularization);
  const n = requireRows(where, x, d);
  const length = covarianceLength(covariance, d);
  const packed = packedLength(covariance, d);
  const isFull = covariance === 'full';
  const pass = mixturePass(d, numComponents, isFull);

  /** The M-step from sums about the means of `old`. */
  const maximise = (old: MixtureParameters, { totals, shifts, squares }: PassSums): MixtureParameters => {
    const means = old.means.slice();
    const covariances = old.covariances.slice();
    for (let k = 0; k < numComponents; k++) {
      const total = totals[k]!;
      if (total === 0) continue;
      const shift = shifts.subarray(k * d, (k + 1) * d).map((sum) => sum / total);
      for (let j = 0; j < d; j++) means[k * d + j]! += shift[j]!;
      const own = squares.subarray(k * packed, (k + 1) * packed);
      covariances.set(maximisingCovariance(covariance, own, total, shift, regularization), k * length);
    }
    return { weights: totals.map((total) => total / n), means, covariances };
  };

  return {
    initFromLabels(labels) {
      requireLength('gaussianMixtureEm.initFromLabels', 'labels', labels, n);
      for (let i = 0; i < n; i++)
        if (!(labels[i]! >= 0 && labels[i]! < numComponents && Number.isInteger(labels[i])))
          throw new ArgumentError(
            'gaussianMixtureEm.initFromLabels',
            `labels[${i}]`,
            `a component of 0..${numComponents - 1}`,
            labels[i],
          );
      const totals = new Float64Array(numComponents);
      const means = new Float64Array(numComponents * d);
      for (let i = 0; i < n; i++) {
        totals[labels[i]!]! += 1;
        for (let j = 0; j < d; j++) means[labels[i]! * d + j]! += x[i * d + j]!;
      }
      for (let k = 0; k < numComponents; k++) for (let j = 0; j < d; j++) means[k * d + j]! /= Math.max(totals[k]!, 1);

      const squares = new Float64Array(numComponents * packed);
      const difference = new Float64Array(d);
      for (let i = 0; i < n; i++) {
        const k = labels[i]!;
        for (let p = 0; p < d; p++) difference[p] = x[i * d + p]! - means[k * d + p]!;
        let at = k * packed;
        for (let p = 0; p < d; p++)
          for (let q = isFull ? 0 : p; q <= p; q++) squares[at++]! += difference[p]! * difference[q]!;
      }
      const old = { weights: totals, means, covariances: new Float64Array(numComponents * length).fill(1) };
      return maximise(old, { totals, shifts: new Float64Array(numComponents * d), squares });
    },

    *step(state) {
      const components = passComponents(state, d, covariance, regularization);
      if (typeof components === 'number') return [state, singular(components)];
      let bound = 0;
      let entropy = 0;
      pass.begin(components);
      for (let row = 0; row < n; row += PAUSE_ROWS) {
        if (row > 0) yield;
        pass.add(x.subarray(row * d, (row + PAUSE_ROWS) * d), (max, sum, cross) => {
          const logSum = max + log(sum);
          bound += logSum;
          entropy += logSum - cross;
        });
      }
      const sums = pass.sums();
      const next = maximise(state, sums);
      const maximised = passComponents(next, d, covariance, 0);
      if (typeof maximised === 'number') return [state, singular(maximised)];
      // At the maximiser the average of tr C_k^-1 ((x - m_k)(x - m_k)^T + epsilon I) is d, for each kind of covariance.
      let expectedLogDensity = 0;
      for (const [k, total] of sums.totals.entries())
        if (total > 0) expectedLogDensity += total * (maximised.offsets[k]! - 0.5 * d);
      return [
        next,
        {
          boundAfterExpectation: bound / n,
          boundAfterMaximisation: (expectedLogDensity + entropy) / n,
          numEmpty: sums.totals.filter((total) => total === 0).length,
          singularComponent: -1,
        },
      ];
    },
  };
}
