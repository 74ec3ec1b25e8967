import { key, stream, toNdarray } from '@yuragi/prob-core';
import { describe, expect, test } from 'vitest';
import {
  deadLeaves,
  exactReverse,
  mixtureReverse,
  orthogonalGroup,
  posteriorReverse,
  sampleReversePaths,
  smoothedMixture,
  symmetrise,
  transitionKernel,
} from '../src/index.ts';
import { freeCumulants, freeDiffusion, petzChain, qGaussian, qGaussianKernel } from '../src/quantum/index.ts';

const nothing = undefined as never;
const flip = toNdarray(Float64Array.of(0.9, 0.1, 0.1, 0.9), [2, 2]);
const prior = exactReverse([flip, flip], [0.8, 0.2]);
const mirror = orthogonalGroup(toNdarray(Float64Array.of(1, 0, 0, 1), [1, 2, 2]));

test.each([
  [() => deadLeaves(stream(key(1)), nothing), 'deadLeaves: `numImages` must be an integer >= 1; received undefined'],
  [() => exactReverse(nothing, [1]), 'exactReverse: `forward.length` must be an integer >= 1; received undefined'],
  [
    () => sampleReversePaths(flip as never, stream(key(1)), 1),
    'sampleReversePaths: `chain` must be a reverse chain (make one with exactReverse)',
  ],
  [() => posteriorReverse(nothing, [1, 1], { mode: 'exact' }), 'posteriorReverse: `chain` must be a reverse chain'],
  [() => posteriorReverse(prior, [1, 1], nothing), "posteriorReverse: `mode` must be one of 'exact', 'renormalised'"],
  [() => transitionKernel(nothing, 0, 1), 'transitionKernel: `schedule` must be a noise schedule; received undefined'],
  [() => mixtureReverse(nothing), 'mixtureReverse: `law` must be a smoothed mixture (make one with smoothedMixture)'],
  [() => symmetrise(nothing, mirror), 'symmetrise: `denoiser` must be a function; received undefined'],
  [() => symmetrise(() => {}, nothing), 'symmetrise: `group` must be a list of at least one isometry'],
  [() => petzChain(nothing), 'petzChain: `channels` must be a non-empty list of channels; received undefined'],
  [() => qGaussian(nothing), 'qGaussian: `q` must be a number in [-1, 1]; received undefined'],
  [() => qGaussianKernel(nothing, 1), 'qGaussianKernel: `law` must be a law (make one with qGaussian)'],
  [() => freeDiffusion(nothing), 'freeDiffusion: `points` must be a list of numbers; received undefined'],
  [() => freeCumulants([1e200, 1e300, 1]), 'freeCumulants: `cumulants[1]` must be a finite number; received -Infinity'],
])('what is missing or overflows is refused by name, %#', (run, message) => {
  expect(run).toThrow(message);
});

test('points of another dimension than the group moves are refused', () => {
  expect(() => mirror[0]!.apply(new Float64Array(3), new Float64Array(3))).toThrow(
    'apply: `x` must have length n * 2; received shape (3)',
  );
});

test('a position so far out that its squared distance overflows has no kernel, and none is drawn', () => {
  const law = smoothedMixture({
    weights: Float64Array.of(0.5, 0.5),
    means: toNdarray(Float64Array.of(-1, 1), [2, 1]),
    covariances: toNdarray(Float64Array.of(0.04, 0.04), [2, 1, 1]),
  });
  const far = Float64Array.of(1e200);
  const { kernel, sampleInto, logDensityInto } = mixtureReverse(law);
  const expected =
    '`x` must be so near to the mixture that squared distances do not overflow; received Float64Array[1e+200]';
  expect(() => kernel(far, 1, 0)).toThrow(`kernel: ${expected}`);
  expect(() => sampleInto(far, 1, 0, stream(key(1)), new Float64Array(1))).toThrow(`sampleInto: ${expected}`);
  expect(() => logDensityInto(far, far, 1, 0, new Float64Array(1))).toThrow(`logDensityInto: ${expected}`);
});

describe('a posterior does not depend on the scale of r', () => {
  test.each([1e-310, 1e-150, 1e300])('r times %f: the same law, and log <r> moved by its logarithm', (scale) => {
    for (const mode of ['exact', 'renormalised', 'weighted'] as const) {
      const plain = posteriorReverse(prior, [0.25, 1], { mode });
      const scaled = posteriorReverse(prior, [0.25 * scale, scale], { mode });
      for (const x of [0, 1]) {
        // 2.5e-311 has 43 bits.
        expect(scaled.law[x]).toBeCloseTo(plain.law[x]!, 11);
        expect(scaled.target[x]).toBeCloseTo(plain.target[x]!, 11);
        if (plain.logFactors !== null)
          expect(scaled.logFactors![2]![x]).toBeCloseTo(plain.logFactors[2]![x]! + Math.log(scale), 9);
      }
      expect(scaled.logEvidence).toBeCloseTo(plain.logEvidence + Math.log(scale), 9);
    }
  });

  test('weights are finite where r nearly vanishes', () => {
    const { logFactors } = posteriorReverse(prior, [1e300, 1e-300], { mode: 'weighted' });
    for (const factors of logFactors!) for (const factor of factors) expect(Number.isFinite(factor)).toBe(true);
  });
});
