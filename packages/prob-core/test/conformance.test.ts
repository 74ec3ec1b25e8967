import { distributionConformance, multivariateConformance } from '@yuragi/testkit';
import {
  bernoulli,
  beta,
  categorical,
  empirical,
  gamma,
  key,
  mixture,
  multivariateNormal,
  normal,
  stream,
  toNdarray,
  uniform,
} from '../src/index.ts';

const makeRng = (name: string) => stream(key(name));

distributionConformance('normal', () => normal({ mean: -1.5, standardDeviation: 0.25 }), {
  makeRng,
  points: [-2.5, -1.5, -1.2, 0],
});
distributionConformance('uniform', () => uniform({ lower: -1, upper: 3 }), { makeRng, points: [-0.9, 0, 2.9] });
distributionConformance('gamma of small shape', () => gamma({ shape: 0.3, rate: 2 }), {
  makeRng,
  points: [1e-6, 0.01, 0.4, 3],
});
distributionConformance('gamma of large shape', () => gamma({ shape: 50, rate: 0.1 }), {
  makeRng,
  points: [300, 500, 700],
});
distributionConformance('beta', () => beta({ shape1: 2.5, shape2: 1.5 }), { makeRng, points: [0.01, 0.3, 0.6, 0.97] });
distributionConformance('beta of a small shape', () => beta({ shape1: 0.4, shape2: 3 }), {
  makeRng,
  points: [1e-4, 0.1, 0.7],
});
distributionConformance('bernoulli', () => bernoulli({ probability: 0.3 }), { makeRng, points: [0, 1] });
distributionConformance('categorical', () => categorical({ probabilities: [0.2, 0, 0.5, 0.3] }), {
  makeRng,
  points: [0, 2, 3],
});
distributionConformance('empirical', () => empirical(Float64Array.of(2, -1, 0.5, 2)), {
  makeRng,
  points: [-1, 0.5, 2],
  atoms: [-1, 0.5, 2],
});
distributionConformance(
  'mixture of normals',
  () =>
    mixture({
      weights: [0.2, 0.5, 0.3],
      components: [normal({ mean: -2, standardDeviation: 0.5 }), normal({ mean: 0.5 }), normal({ mean: 6 })],
    }),
  { makeRng, points: [-3, -1, 0.5, 4, 7] },
);
distributionConformance(
  'mixture on different supports',
  () => mixture({ weights: [0.4, 0.6], components: [gamma({ shape: 2 }), uniform({ lower: 1, upper: 2 })] }),
  { makeRng, points: [0.5, 1.5, 3] },
);
distributionConformance(
  'discrete mixture',
  () =>
    mixture({
      weights: [0.5, 0.25, 0.25],
      components: [
        bernoulli({ probability: 0.3 }),
        categorical({ probabilities: [0, 0.5, 0, 0.5] }),
        empirical(Float64Array.of(1, 1.5)),
      ],
    }),
  { makeRng, points: [0, 1, 1.5, 3], atoms: [0, 1, 1.5, 3] },
);

const matrix = (...entries: number[]) => toNdarray(Float64Array.from(entries), [2, 2]);
const points = [Float64Array.of(1, -1), Float64Array.of(0.3, 0.2), Float64Array.of(-4, 5)];
const spreads = {
  covariance: () => multivariateNormal({ mean: [1, -1], covariance: matrix(2, 0.6, 0.6, 1) }),
  precision: () => multivariateNormal({ mean: [1, -1], precision: matrix(2, 0.6, 0.6, 1) }),
  choleskyFactor: () => multivariateNormal({ mean: [1, -1], choleskyFactor: matrix(2, 0, -0.6, 1) }),
  variances: () => multivariateNormal({ mean: [1, -1], variances: [2, 0.1] }),
};
for (const [name, make] of Object.entries(spreads))
  multivariateConformance(`multivariateNormal by ${name}`, make, { makeRng, points });
multivariateConformance(
  'mixture in two dimensions',
  () => mixture({ weights: [0.3, 0.7], components: [spreads.covariance(), spreads.variances()] }),
  { makeRng, points },
);
multivariateConformance('empirical rows', () => empirical(toNdarray(Float64Array.of(1, 2, 3, 5, 1, 2), [3, 2])), {
  makeRng,
  points: [Float64Array.of(1, 2), Float64Array.of(3, 5)],
});
