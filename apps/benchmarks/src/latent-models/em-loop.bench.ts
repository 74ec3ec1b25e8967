/** What does a step of EM cost beside the loop a person would write? */
import { gaussianMixtureEm, type MixtureParameters } from '@yuragi/latent-models';
import { finish } from '@yuragi/prob-core';
import { choleskyInto, invertLower } from '@yuragi/prob-core/linear-algebra';
import { inProcess } from '../measure.ts';
import { largestDifference, type Row } from '../row.ts';
import { fullSize, type MixtureFitSize, mixtureData, OVERLAPPING, startNear } from './mixture-fit.bench.ts';

/** Sums over the rows in another order. */
const TOLERANCE = 1e-10;

/** One step of EM on (n, d) rows, full covariances, in two plain loops: Bishop 2006, section 9.2.2. */
function bareStep(x: Float64Array, d: number, { weights, means, covariances }: MixtureParameters): MixtureParameters {
  const numComponents = weights.length;
  const n = x.length / d;
  const size = d * d;
  const factors = Array.from({ length: numComponents }, (_, k) => {
    const factor = new Float64Array(size);
    choleskyInto(covariances.subarray(k * size, (k + 1) * size), d, factor);
    return invertLower(factor, d);
  });
  const offsets = factors.map((factor, k) => {
    let sum = Math.log(weights[k]!) - 0.5 * d * Math.log(2 * Math.PI);
    for (let j = 0; j < d; j++) sum += Math.log(factor[j * d + j]!);
    return sum;
  });
  const differences = new Float64Array(numComponents * d);
  const responsibilities = new Float64Array(numComponents);
  const totals = new Float64Array(numComponents);
  const shifts = new Float64Array(numComponents * d);
  const squares = new Float64Array(numComponents * size);
  for (let row = 0; row < n; row++) {
    let max = -Infinity;
    for (let k = 0; k < numComponents; k++) {
      const factor = factors[k]!;
      const at = k * d;
      let distance = 0;
      for (let i = 0; i < d; i++) {
        differences[at + i] = x[row * d + i]! - means[at + i]!;
        let y = 0;
        for (let j = 0; j <= i; j++) y += factor[i * d + j]! * differences[at + j]!;
        distance += y * y;
      }
      const logWeight = offsets[k]! - 0.5 * distance;
      responsibilities[k] = logWeight;
      if (logWeight > max) max = logWeight;
    }
    let sum = 0;
    for (let k = 0; k < numComponents; k++) {
      const weight = Math.exp(responsibilities[k]! - max);
      responsibilities[k] = weight;
      sum += weight;
    }
    for (let k = 0; k < numComponents; k++) {
      const responsibility = responsibilities[k]! / sum;
      const at = k * d;
      totals[k]! += responsibility;
      for (let i = 0; i < d; i++) {
        const weighted = responsibility * differences[at + i]!;
        shifts[at + i]! += weighted;
        for (let j = 0; j <= i; j++) squares[k * size + i * d + j]! += weighted * differences[at + j]!;
      }
    }
  }
  const next = new Float64Array(covariances.length);
  for (let k = 0; k < numComponents; k++) {
    for (let j = 0; j < d; j++) shifts[k * d + j]! /= totals[k]!;
    for (let i = 0; i < d; i++)
      for (let j = 0; j <= i; j++) {
        const entry = squares[k * size + i * d + j]! / totals[k]! - shifts[k * d + i]! * shifts[k * d + j]!;
        next[k * size + i * d + j] = entry;
        next[k * size + j * d + i] = entry;
      }
  }
  return {
    weights: totals.map((total) => total / n),
    means: means.map((value, at) => value + shifts[at]!),
    covariances: next,
  };
}

export function emLoop(size: MixtureFitSize = fullSize): Row {
  const seed = 'em loop';
  const { n, d, numComponents } = size;
  return {
    name: 'loop-em',
    package: 'latent-models',
    title: `one step of EM; n = ${n}, d = ${d}, K = ${numComponents}, full covariances`,
    included: 'E-step and M-step on both sides; ours also computes the bound after each',
    dtype: 'f64',
    layout: `(${n}, ${d}), row-major`,
    seed,
    unit: 'EM steps',
    work: 1,
    async setUp() {
      const { truth, x } = await mixtureData(seed, OVERLAPPING, size);
      const start = startNear(truth, seed);
      const em = gaussianMixtureEm(x.data, d, numComponents, 'full', 0);
      const [reference] = finish(em.step(start));
      return {
        ours: () => void finish(em.step(start)),
        peers: [
          {
            name: 'hand-written loop',
            async open() {
              const theirs = bareStep(x.data, d, start);
              const flat = ({ weights, means, covariances }: MixtureParameters): number[] => [
                ...weights,
                ...means,
                ...covariances,
              ];
              return {
                contender: inProcess(() => void bareStep(x.data, d, start)),
                agreement: {
                  measure: 'parameters after the step, largest |difference|/(1 + |value|)',
                  value: largestDifference(flat(reference), flat(theirs)),
                  tolerance: TOLERANCE,
                },
              };
            },
          },
        ],
      };
    },
  };
}
