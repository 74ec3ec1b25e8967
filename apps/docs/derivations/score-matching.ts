/** Score matching: an integration by parts removes the unknown score from the objective. */
import { mixture, normal } from '@yuragi/prob-core';
import type { Derivation } from './derivation.ts';
import { derivative, integral, simpson } from './numerics.ts';

const law = mixture({
  weights: [0.4, 0.6],
  components: [normal({ mean: -1, standardDeviation: 0.7 }), normal({ mean: 1.2, standardDeviation: 0.9 })],
});
const density = (x: number): number => Math.exp(law.logDensity(x));
const score = (x: number): number => law.score!(x);
/** The model. */
const model = (x: number): number => Math.sin(x) - x / 2 + 1;
const modelSlope = (x: number): number => Math.cos(x) - 1 / 2;

const END = 12;
const mean = (f: (x: number) => number): number => integral((x) => density(x) * f(x), -END, END);

export const scoreMatching = (): Derivation => {
  const objective = mean((x) => (model(x) - score(x)) ** 2);
  const cross = mean((x) => model(x) * score(x));
  const bySlope = integral((x) => model(x) * derivative(density, x), -END, END);
  const constant = mean((x) => score(x) ** 2);
  const implicit = mean((x) => model(x) ** 2 + 2 * modelSlope(x));
  // p(x) = e^(-x) for x >= 0, whose score is -1, does not vanish at 0.
  const meanBesideEdge = (f: (x: number) => number): number => simpson((x) => Math.exp(-x) * f(x), 0, 60);
  return {
    steps: [
      { left: objective, right: mean((x) => model(x) ** 2) - 2 * cross + constant },
      { left: cross, right: bySlope, tolerance: 1e-9 },
      {
        left: bySlope,
        right: model(END) * density(END) - model(-END) * density(-END) - mean(modelSlope),
        tolerance: 1e-9,
      },
      { left: objective, right: implicit + constant },
    ],
    wrong: {
      left: meanBesideEdge((x) => (model(x) + 1) ** 2),
      right: meanBesideEdge((x) => model(x) ** 2 + 2 * modelSlope(x)) + meanBesideEdge(() => 1),
    },
  };
};
