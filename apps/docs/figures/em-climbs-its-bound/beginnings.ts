/** The law that makes the points, and where the components begin. */

import type { MixtureParameters } from '@yuragi/latent-models';
import { type Key, multivariateNormal, stream, toNdarray } from '@yuragi/prob-core';
import { NUM_COMPONENTS, type Settings } from './settings.ts';

const K = NUM_COMPONENTS;
export const NUM_POINTS = 240;

export const law: MixtureParameters = {
  weights: Float64Array.of(0.4, 0.35, 0.25),
  means: Float64Array.of(-1.1, 0.35, 1.1, 0.8, 0.35, -1.2),
  covariances: Float64Array.of(0.12, 0.12, 0.12, 0.26, 0.2, -0.1, -0.1, 0.12, 0.36, 0.06, 0.06, 0.08),
};

/** N(x; m_k, C_k) of each component. */
export const componentsOf = ({ means, covariances }: MixtureParameters) =>
  Array.from({ length: K }, (_, k) =>
    multivariateNormal({
      mean: means.subarray(2 * k, 2 * k + 2),
      covariance: toNdarray(covariances.slice(4 * k, 4 * k + 4), [2, 2]),
    }),
  );

/** Points of the law, (n, 2). */
export function draw(key: Key): Float64Array {
  const rng = stream(key);
  const components = componentsOf(law);
  const data = new Float64Array(2 * NUM_POINTS);
  for (let i = 0; i < NUM_POINTS; i++) {
    const u = rng.uniform();
    const k = u < law.weights[0]! ? 0 : u < law.weights[0]! + law.weights[1]! ? 1 : 2;
    data.set(components[k]!.sample(rng), 2 * i);
  }
  return data;
}

/** The point farthest from its nearest neighbour, and that distance. */
function loneliest(data: Float64Array): { readonly point: readonly [number, number]; readonly distance: number } {
  let best = { point: [0, 0] as readonly [number, number], distance: 0 };
  for (let i = 0; i < data.length; i += 2) {
    let distance = Infinity;
    for (let j = 0; j < data.length; j += 2)
      if (j !== i) distance = Math.min(distance, Math.hypot(data[i]! - data[j]!, data[i + 1]! - data[j + 1]!));
    if (distance > best.distance) best = { point: [data[i]!, data[i + 1]!], distance };
  }
  return best;
}

/** Components of equal weight, round, with these centres and standard deviations. */
const round = (...components: readonly (readonly [x: number, y: number, deviation: number])[]): MixtureParameters => ({
  weights: new Float64Array(K).fill(1 / K),
  means: Float64Array.from(components.flatMap((component) => component.slice(0, 2))),
  covariances: Float64Array.from(components.flatMap(([, , deviation]) => [deviation ** 2, 0, 0, deviation ** 2])),
});

export function beginning(start: Settings['start'], data: Float64Array): MixtureParameters {
  switch (start) {
    // All three in the lower left corner, far from most points.
    case 'corner':
      return round([-1.9, -1.6, 0.5], [-1.5, -1.9, 0.5], [-1.3, -1.5, 0.5]);
    // Two share the upper right heap; the third has the other two to itself.
    case 'heap':
      return round([0.85, 1, 0.3], [1.35, 0.6, 0.3], [-0.4, -0.4, 1]);
    // One on a single point, too narrow to see its neighbours.
    case 'point':
    case 'smoothed': {
      const { point, distance } = loneliest(data);
      return round([...point, 0.24 * distance], [1.1, 0.8, 0.5], [-0.4, -0.4, 1]);
    }
  }
}
