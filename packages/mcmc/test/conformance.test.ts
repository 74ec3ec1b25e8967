import { key, normal, stream } from '@yuragi/prob-core';
import { kernelConformance } from '@yuragi/testkit';
import {
  atLevel,
  hamiltonianMonteCarlo,
  independenceProposal,
  isingHeatBath,
  isingLiftedMetropolis,
  isingMetropolis,
  isingModel,
  metropolisAdjustedLangevin,
  metropolisHastings,
  randomWalkMetropolis,
  unadjustedLangevin,
} from '../src/index.ts';
import { correlated, logistic } from './targets.ts';

const makeRng = (name: string) => stream(key(name));
const inPlane = { start: () => Float64Array.of(0.3, -0.8), level: [], makeRng } as const;
const beta: [beta: number] = [0.6];
const spins = { start: () => Int8Array.of(1, -1, -1, 1, 1), level: beta, makeRng };
const ring = isingModel({
  numSpins: 5,
  bonds: Array.from({ length: 5 }, (_, i): [number, number, number] => [i, (i + 1) % 5, 1 - 0.5 * i]),
  fields: [0.1, 0, -0.2, 0.3, 0],
});
const tuning = { stepSize: 0.7, inverseMetric: Float64Array.of(0.5, 2) };

kernelConformance('random-walk Metropolis', () => randomWalkMetropolis(correlated, tuning), inPlane);
kernelConformance('unadjusted Langevin', () => unadjustedLangevin(correlated, tuning), inPlane);
kernelConformance('Metropolis-adjusted Langevin', () => metropolisAdjustedLangevin(correlated, tuning), inPlane);
kernelConformance(
  'Hamiltonian Monte Carlo',
  () => hamiltonianMonteCarlo(correlated, { ...tuning, numSteps: 4 }),
  inPlane,
);
kernelConformance(
  'Hamiltonian Monte Carlo with jitter',
  () => hamiltonianMonteCarlo(correlated, { ...tuning, numSteps: 4, jitter: 0.3 }),
  inPlane,
);
kernelConformance(
  'Metropolis-Hastings with an independence proposal',
  () =>
    metropolisHastings<number>(
      { logDensity: (x) => logistic.logDensity(Float64Array.of(x)) },
      independenceProposal(normal({ mean: 0, standardDeviation: 2 })),
    ),
  { start: () => 0.4, level: [], makeRng },
);
kernelConformance('Ising heat bath, systematic', () => isingHeatBath(ring, { scan: 'systematic' }), spins);
kernelConformance('Ising heat bath, random', () => isingHeatBath(ring, { scan: 'random' }), spins);
kernelConformance('Ising Metropolis, systematic', () => isingMetropolis(ring, { scan: 'systematic' }), spins);
kernelConformance('Ising Metropolis, random', () => isingMetropolis(ring, { scan: 'random', numUpdates: 3 }), spins);
kernelConformance('lifted Ising Metropolis', () => isingLiftedMetropolis(ring), spins);
kernelConformance('a kernel held at a level', () => atLevel(isingLiftedMetropolis(ring), 0.6), {
  ...spins,
  level: [],
});
