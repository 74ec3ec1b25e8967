/** How fast are Euler and Maruyama's paths, and what does the solver cost over a loop of the same steps? */
import { fillNormal, foldIn, key, stream } from '@yuragi/prob-core';
import { eulerMaruyama, geometricBrownianMotion, integrateSde } from '@yuragi/sde';
import { sameMoments } from '../agreement.ts';
import { inProcess } from '../measure.ts';
import { largestDifference, type Row } from '../row.ts';

const GROWTH_RATE = 0.05;
const VOLATILITY = 0.2;
/** The same operations in another order, 1000 times. */
const TOLERANCE = 1e-10;

/** dX = r X dt + s X dW from 1; step k draws from `foldIn(key, k)`, as the solver does. Overwrites x. */
function bareLoop(seed: string, numSteps: number, x: Float64Array, noise: Float64Array): void {
  const h = 1 / numSteps;
  const growth = 1 + GROWTH_RATE * h;
  const scale = VOLATILITY * Math.sqrt(h);
  const own = key(seed);
  x.fill(1);
  for (let step = 0; step < numSteps; step++) {
    fillNormal(stream(foldIn(own, step)), noise);
    for (let i = 0; i < x.length; i++) x[i]! *= growth + scale * noise[i]!;
  }
}

const logOf = (x: Float64Array): Float64Array => x.map(Math.log);

export function geometricBrownianPaths(n = 10_000, numSteps = 1000): Row {
  const seed = 'geometric brownian paths';
  return {
    name: 'euler-maruyama',
    package: 'sde',
    title: `${n} paths of geometric Brownian motion, ${numSteps} Euler steps`,
    included: 'all steps and draws; the loop has the equation written into it and draws what we draw',
    dtype: 'f64',
    layout: `(${n}, 1)`,
    seed,
    unit: 'point steps',
    work: n * numSteps,
    setUp(python) {
      const { problem } = geometricBrownianMotion({ growthRate: GROWTH_RATE, volatility: VOLATILITY });
      const solver = eulerMaruyama(problem);
      const start = new Float64Array(n).fill(1);
      const options = { t0: 0, t1: 1, stepSize: 1 / numSteps };
      const solve = () => integrateSde(solver, start, key(seed), options).position;
      const reference = solve();
      const inPython = (name: string, task: string, modules: readonly string[]) => ({
        name,
        async open() {
          const opened = await python.open<Float64Array>(task, modules, {
            count: n,
            steps: numSteps,
            growth: GROWTH_RATE,
            volatility: VOLATILITY,
            seed: 1,
          });
          const agreement = sameMoments('the logarithm at the end', logOf(reference), logOf(opened.answer));
          return { contender: opened, agreement, close: opened.close };
        },
      });
      return {
        ours: () => void solve(),
        peers: [
          inPython('numpy by hand', 'geometric_brownian_paths', ['numpy']),
          inPython('torchsde', 'geometric_brownian_torchsde', ['numpy', 'torchsde']),
          {
            name: 'hand-written loop',
            async open() {
              const x = new Float64Array(n);
              const noise = new Float64Array(n);
              bareLoop(seed, numSteps, x, noise);
              return {
                contender: inProcess(() => bareLoop(seed, numSteps, x, noise)),
                agreement: {
                  measure: 'ends from the same draws, largest |difference|/(1 + |value|)',
                  value: largestDifference(reference, x),
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
