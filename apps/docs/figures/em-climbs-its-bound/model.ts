/**
 * EM climbs its bound. For responsibilities r and parameters theta the mean over the points splits exactly,
 *
 *   log p_theta(x) = ELBO(r, theta) + KL(r || p_theta(z | x))
 *
 * The E-step sets r to the posterior, which closes the KL at fixed theta. The M-step raises the ELBO at fixed r. Neither
 * can lower it. What the climb can do is end on the wrong top, or leave by the top.
 */

import { gaussianMixtureEm, type MixtureParameters } from '@yuragi/latent-models';
import { finish, foldIn, gamma, type Key, logSumExp } from '@yuragi/prob-core';
import type { Claim, FigureModel } from '../shared/contract.ts';
import { beginning, componentsOf, draw, law, NUM_POINTS } from './beginnings.ts';
import { NUM_COMPONENTS, type Settings, settings } from './settings.ts';

const K = NUM_COMPONENTS;
/** Free parameters: weights, means, covariances. */
const NUM_PARAMETERS = K - 1 + 2 * K + 3 * K;
/** The climb is over when a whole step gains less, nats per point. */
const TOLERANCE = 1e-7;
/** What rounding may make of a fall, or of a difference, that is zero. */
const ROUNDING = 1e-10;
/** epsilon of the smoothed start, in squared units of the plane. */
const SMOOTHING = 0.05;
/** A component whose covariance has a smaller determinant has fallen onto a point. */
const FALLEN = 1e-12;

export interface State {
  /** (n, 2). */
  readonly data: Float64Array;
  /** epsilon: the fit is to the points smoothed by N(0, epsilon I). */
  readonly epsilon: number;
  readonly parameters: MixtureParameters;
  /** r, (n, K). */
  readonly responsibilities: Float64Array;
  /** log p_theta(z | x), (n, K). */
  readonly logPosterior: Float64Array;
  readonly last: 'start' | 'expectation' | 'maximisation';
  /** After each half step, nats per point. */
  readonly bounds: readonly number[];
  readonly logLikelihoods: readonly number[];
  readonly divergence: number;
  /** Largest |log p - (ELBO + KL)| so far, each of the three computed by itself. */
  readonly identityError: number;
  /** Largest fall of the bound from one half step to the next. */
  readonly largestFall: number;
  /** log p of the points under the law that made them. */
  readonly lawLogLikelihood: number;
  readonly isConverged: boolean;
  /** The component that has fallen onto a point, or -1. */
  readonly fallen: number;
}

/** The law of a point of the law plus N(0, epsilon I). */
const smoothedLaw = (epsilon: number): MixtureParameters => ({
  ...law,
  covariances: law.covariances.map((entry, i) => (i % 4 === 0 || i % 4 === 3 ? entry + epsilon : entry)),
});

interface Posterior {
  readonly logPosterior: Float64Array;
  /** Mean of log p_theta(x). */
  readonly logLikelihood: number;
}

/** log p_theta(z | x) and log p_theta(x), from the densities themselves: nothing here comes from EM. */
function posteriorOf(data: Float64Array, parameters: MixtureParameters, epsilon: number): Posterior {
  const logJoint = componentsOf(parameters).map((component, k) => {
    const [xx, xy, , yy] = parameters.covariances.slice(4 * k, 4 * k + 4) as unknown as [
      number,
      number,
      number,
      number,
    ];
    const penalty = (0.5 * epsilon * (xx + yy)) / (xx * yy - xy * xy);
    const out = new Float64Array(data.length / 2);
    component.logDensityInto(data, out);
    return out.map((value) => value + Math.log(parameters.weights[k]!) - penalty);
  });
  const logPosterior = new Float64Array((K * data.length) / 2);
  let sum = 0;
  for (let i = 0; i < data.length / 2; i++) {
    const joint = logJoint.map((values) => values[i]!);
    const logDensity = logSumExp(joint);
    sum += logDensity;
    for (let k = 0; k < K; k++) logPosterior[K * i + k] = joint[k]! - logDensity;
  }
  return { logPosterior, logLikelihood: sum / (data.length / 2) };
}

/** KL(r || p_theta(z | x)), mean over the points. */
function divergenceOf(responsibilities: Float64Array, logPosterior: Float64Array): number {
  let sum = 0;
  for (const [i, r] of responsibilities.entries()) if (r > 0) sum += r * (Math.log(r) - logPosterior[i]!);
  return (sum * K) / responsibilities.length;
}

// #region ten-lines
/** r becomes the posterior at fixed theta: the bound rises to meet log p. */
function expectation(state: State): State {
  const responsibilities = state.logPosterior.map(Math.exp);
  return record({ ...state, responsibilities, last: 'expectation' }, state.logLikelihoods.at(-1)!);
}

/** theta becomes the maximiser of the bound at fixed r. */
function maximisation(state: State): State {
  const em = gaussianMixtureEm(state.data, 2, K, 'full', state.epsilon);
  const [parameters, info] = finish(em.step(state.parameters));
  const fallen = info.singularComponent >= 0 ? info.singularComponent : fallenComponent(parameters);
  if (fallen >= 0) return { ...state, fallen };
  const surprise = Math.abs(info.boundAfterExpectation - state.bounds.at(-1)!);
  const identityError = Math.max(state.identityError, surprise);
  return record({ ...state, parameters, identityError, last: 'maximisation' }, info.boundAfterMaximisation);
}
// #endregion ten-lines

function fallenComponent({ covariances }: MixtureParameters): number {
  for (let k = 0; k < K; k++) {
    const [xx, xy, , yy] = covariances.slice(4 * k, 4 * k + 4) as unknown as [number, number, number, number];
    if (!(xx * yy - xy * xy > FALLEN)) return k;
  }
  return -1;
}

/** The books after a half step: each quantity from its own definition. */
function record(state: State, bound: number): State {
  const { data, parameters, epsilon, responsibilities, bounds, last } = state;
  const { logPosterior, logLikelihood } = posteriorOf(data, parameters, epsilon);
  const divergence = divergenceOf(responsibilities, logPosterior);
  return {
    ...state,
    logPosterior,
    bounds: [...bounds, bound],
    logLikelihoods: [...state.logLikelihoods, logLikelihood],
    divergence,
    identityError: Math.max(state.identityError, Math.abs(logLikelihood - bound - divergence)),
    largestFall: Math.max(state.largestFall, bounds.at(-1)! - bound),
    isConverged: last === 'expectation' && bounds.length > 2 && bound - bounds.at(-2)! < TOLERANCE,
  };
}

export const model: FigureModel<Settings, State> = {
  defaults: settings,

  init({ start }: Settings, key: Key) {
    const data = draw(foldIn(key, 'data'));
    const epsilon = start === 'smoothed' ? SMOOTHING : 0;
    const parameters = beginning(start, data);
    // Before the first E-step nothing is known of z.
    const responsibilities = new Float64Array(K * NUM_POINTS).fill(1 / K);
    const { logPosterior, logLikelihood } = posteriorOf(data, parameters, epsilon);
    const divergence = divergenceOf(responsibilities, logPosterior);
    return {
      data,
      epsilon,
      parameters,
      responsibilities,
      logPosterior,
      last: 'start',
      bounds: [logLikelihood - divergence],
      logLikelihoods: [logLikelihood],
      divergence,
      identityError: 0,
      largestFall: 0,
      lawLogLikelihood: posteriorOf(data, smoothedLaw(epsilon), epsilon).logLikelihood,
      isConverged: false,
      fallen: -1,
    };
  },

  step(state) {
    if (state.isConverged || state.fallen >= 0) return state;
    return state.last === 'expectation' ? maximisation(state) : expectation(state);
  },

  /**
   * The bound never fell, and the climb ends at least as high as the law itself, by no more than fitting gains: twice the
   * gain of all points is a chi-square with as many degrees of freedom as there are parameters (Wilks 1938). Level 1e-6.
   */
  claim({ logLikelihoods, lawLogLikelihood, largestFall, identityError, isConverged, fallen }): Claim {
    const value = fallen >= 0 ? Infinity : logLikelihoods.at(-1)!;
    const gain = 2 * NUM_POINTS * (value - lawLogLikelihood);
    const chiSquare = gamma({ shape: NUM_PARAMETERS / 2, rate: 0.5 });
    return {
      value,
      expected: lawLogLikelihood + NUM_PARAMETERS / (2 * NUM_POINTS),
      standardError: Math.sqrt(2 * NUM_PARAMETERS) / (2 * NUM_POINTS),
      holds:
        isConverged &&
        largestFall <= ROUNDING &&
        identityError <= ROUNDING &&
        gain >= 0 &&
        gain <= chiSquare.quantile(1 - 1e-6),
      isDecided: isConverged || fallen >= 0,
    };
  },
};
