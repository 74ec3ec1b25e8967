/** What do kernels of Markov chains cost beside the loops a person would write in their place? */
import { type GradientTarget, hamiltonianMonteCarlo, type Kernel, randomWalkMetropolis, run } from '@yuragi/mcmc';
import { key, type Rng, stream } from '@yuragi/prob-core';
import { inProcess } from '../measure.ts';
import { largestDifference, type Row } from '../row.ts';
import { eightSchools } from './targets.ts';

const WALK_STEP = 0.5;
const LEAPFROG_STEP = 0.3;
const NUM_LEAPFROG = 10;
/** The same operations; an acceptance that turns on the last bit would show as a difference of order 1. */
const TOLERANCE = 1e-10;

/** Random-walk Metropolis; overwrites x. */
function bareWalk(target: GradientTarget, x: Float64Array, rng: Rng, numSteps: number): void {
  const proposal = new Float64Array(x.length);
  let logDensity = target.logDensity(x);
  for (let step = 0; step < numSteps; step++) {
    for (let j = 0; j < x.length; j++) proposal[j] = x[j]! + WALK_STEP * rng.normal();
    const proposed = target.logDensity(proposal);
    if (rng.uniform() < Math.exp(proposed - logDensity)) {
      x.set(proposal);
      logDensity = proposed;
    }
  }
}

/** Hamiltonian Monte Carlo with unit masses: Neal 2011, figure 2. Overwrites x. */
function bareHamiltonian(target: GradientTarget, x: Float64Array, rng: Rng, numSteps: number): void {
  const d = x.length;
  const [q, p, gradient, proposed] = [0, 0, 0, 0].map(() => new Float64Array(d)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  let logDensity = target.gradLogDensity(x, gradient);
  for (let step = 0; step < numSteps; step++) {
    let kinetic = 0;
    for (let j = 0; j < d; j++) {
      p[j] = rng.normal();
      kinetic += 0.5 * p[j]! * p[j]!;
    }
    q.set(x);
    proposed.set(gradient);
    let end = 0;
    for (let j = 0; j < d; j++) p[j]! += 0.5 * LEAPFROG_STEP * proposed[j]!;
    for (let leap = 1; leap <= NUM_LEAPFROG; leap++) {
      for (let j = 0; j < d; j++) q[j]! += LEAPFROG_STEP * p[j]!;
      end = target.gradLogDensity(q, proposed);
      const kick = leap === NUM_LEAPFROG ? 0.5 * LEAPFROG_STEP : LEAPFROG_STEP;
      for (let j = 0; j < d; j++) p[j]! += kick * proposed[j]!;
    }
    let kineticEnd = 0;
    for (let j = 0; j < d; j++) kineticEnd += 0.5 * p[j]! * p[j]!;
    if (rng.uniform() < Math.exp(end - kineticEnd - logDensity + kinetic)) {
      x.set(q);
      gradient.set(proposed);
      logDensity = end;
    }
  }
}

type Loop = (target: GradientTarget, x: Float64Array, rng: Rng, numSteps: number) => void;

function row<S extends { readonly position: Float64Array }, I>(
  name: string,
  what: string,
  numSteps: number,
  makeKernel: (target: GradientTarget) => Kernel<Float64Array, S, I>,
  loop: Loop,
): Row {
  const seed = name.replaceAll('-', ' ');
  return {
    name,
    package: 'mcmc',
    title: `${numSteps} steps of ${what} on eight schools, non-centred`,
    included:
      'densities, gradients and draws from one stream on both sides; ours returns a state and an info each step',
    dtype: 'f64',
    layout: '(10)',
    seed,
    unit: 'steps',
    work: numSteps,
    setUp() {
      const target = eightSchools();
      const kernel = makeKernel(target);
      const start = new Float64Array(target.dimension);
      const walk = (): Float64Array => {
        const rng = stream(key(seed));
        return run(kernel, kernel.init(start, rng), rng, numSteps).position;
      };
      const reference = walk();
      return {
        ours: () => void walk(),
        peers: [
          {
            name: 'hand-written loop',
            async open() {
              const x = start.slice();
              const again = (): void => {
                x.set(start);
                loop(target, x, stream(key(seed)), numSteps);
              };
              again();
              return {
                contender: inProcess(again),
                agreement: {
                  measure: 'last position from the same stream, largest |difference|/(1 + |value|)',
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

export const kernelLoops = (numSteps = 2000): readonly Row[] => [
  row(
    'loop-random-walk',
    'random-walk Metropolis',
    numSteps,
    (target) => randomWalkMetropolis(target, { stepSize: WALK_STEP }),
    bareWalk,
  ),
  row(
    'loop-hmc',
    `Hamiltonian Monte Carlo, ${NUM_LEAPFROG} leapfrog steps each,`,
    numSteps,
    (target) => hamiltonianMonteCarlo(target, { stepSize: LEAPFROG_STEP, numSteps: NUM_LEAPFROG }),
    bareHamiltonian,
  ),
];
