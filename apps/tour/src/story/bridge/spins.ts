/** The bridge in numbers, on spins: the map from Markov processes to Hamiltonians, and who wins with it. */
import {
  adiabaticSearch,
  adiabaticSearchGap,
  birthDeathRate,
  boltzmannLaw,
  contraction,
  type DrivenEquation,
  digitisedAnneal,
  doobTransform,
  drivenLaw,
  exactMoments,
  ferromagnetEnergies,
  hamiltonianOfGenerator,
  hammingGenerator,
  hammingMinimalGap,
  landauZenerProbability,
  linearSchedule,
  manyBodyTerms,
  maxCutIsing,
  qaoaState,
  quantumAnneal,
  randomScanChain,
  readGset,
  singleFlipGenerator,
  spikeEnergies,
  szegedyPhaseGap,
  szegedyWalk,
  szegedyWalkMatrix,
  transverseFieldHamiltonian,
  transverseFieldSpectrum,
  trotterMoments,
} from '@yuragi/annealing';
import { isingModel } from '@yuragi/mcmc';
import { symmetricEigen } from '@yuragi/prob-core/eigen';
import { four } from '../ledger.ts';
import { byFormula, byReference } from './row.ts';

const SIZE = 2 ** four.numSpins;

/** Largest entry of K - K^T, K(x, y) = (p(y)/p(x))^power W(x, y). */
function asymmetry(w: Float64Array, law: Float64Array, power: number): number {
  const entry = (x: number, y: number): number => (law[y]! / law[x]!) ** power * w[x * SIZE + y]!;
  let largest = 0;
  for (let x = 0; x < SIZE; x++)
    for (let y = 0; y < x; y++) largest = Math.max(largest, Math.abs(entry(x, y) - entry(y, x)));
  return largest;
}

/** Probability of leaving the adiabatic level in a sweep at rate v = D = 1 from -T to T, by Schroedinger's equation. */
function landauZener(halfTime: number): number {
  const upper = (level: number): number => Math.atan2(1, level) / 2;
  const [begin, end] = [upper(-halfTime), upper(halfTime)];
  const { amplitudes } = quantumAnneal(isingModel({ numSpins: 1, bonds: [], fields: [-0.5] }), {
    duration: 2 * halfTime,
    problemScale: (s) => (2 * s - 1) * halfTime,
    transverseField: () => -0.5,
    tolerance: 1e-5,
    start: { real: Float64Array.of(-Math.sin(begin), Math.cos(begin)), imaginary: new Float64Array(2) },
  });
  const onUpper = (part: Float64Array): number => Math.cos(end) * part[0]! + Math.sin(end) * part[1]!;
  return onUpper(amplitudes.real) ** 2 + onUpper(amplitudes.imaginary) ** 2;
}

/** One operator, three exits: four spins. */
export function operatorRows() {
  const law = boltzmannLaw(four, 1);
  const heatBath = singleFlipGenerator(four, { beta: 1, rule: 'heat-bath' });
  const metropolis = singleFlipGenerator(four, { beta: 1, rule: 'metropolis' });
  const driven = (equation: DrivenEquation) =>
    drivenLaw(four, { rule: 'heat-bath', schedule: linearSchedule(0, 2), duration: 1, equation });
  const lag = (equation: DrivenEquation): number => driven(equation).lags.at(-1)!;
  const [cold, hot] = [exactMoments(four, 2), exactMoments(four, 0)];
  const quantum = { transverseField: 0.5 };
  const [ground, first] = transverseFieldSpectrum(four, quantum);
  const doob = doobTransform(transverseFieldHamiltonian(four, quantum));
  return [
    byFormula('symmetric', 0, asymmetry(heatBath.data, law, 0.5), 1e-14),
    byReference('wrongSign', asymmetry(heatBath.data, law, -0.5), 1e-12),
    byReference('gapHeatBath', hamiltonianOfGenerator(heatBath, law).gap, 1e-12),
    byReference('gapMetropolis', hamiltonianOfGenerator(metropolis, law).gap, 1e-12),
    byReference('lag', lag('annealing'), 1e-9),
    byReference('noDrive', lag('imaginary-time'), 1e-9),
    byFormula('reweighted', 0, lag('reweighted'), 1e-12),
    byFormula('mass', cold.logPartition - hot.logPartition, driven('reweighted').logMass, 1e-10),
    byReference('realTime', lag('real-time'), 1e-9),
    byFormula('doob', first! - ground!, hamiltonianOfGenerator(doob.generator, doob.law).gap, 1e-12),
    byReference('twoBody', manyBodyTerms(doob.law.map((p) => -Math.log(p))).norms[2]!, 1e-11),
    byReference('slices', trotterMoments(four, { beta: 1, transverseField: 1, numSlices: 32 }).logPartition, 1e-12),
    // A sweep over a finite time differs by O(1/T^3) or so: 3e-7 at T = 200.
    byFormula('landauZener', landauZenerProbability({ sweepRate: 1, minimalGap: 1 }), landauZener(50), 2e-5),
  ] as const;
}

/** The smallest turn of Szegedy's walk that is not 0, from its matrix. */
function smallestPhase(matrix: Float64Array, size: number): number {
  const symmetric = matrix.map((entry, at) => (entry + matrix[(at % size) * size + Math.floor(at / size)]!) / 2);
  return Math.acos(symmetricEigen(symmetric, size).values.find((cosine) => cosine < 1 - 1e-9)!);
}

/** Distance of a circuit's state from that of the run it imitates, in norm. */
function digitisedErrors(steps: readonly number[]): number[] {
  const exact = quantumAnneal(four, { duration: 4, tolerance: 1e-10 }).amplitudes;
  return steps.map((numSteps) => {
    const { amplitudes } = digitisedAnneal(four, { duration: 4, numSteps });
    const squares = amplitudes.real.map(
      (a, x) => (a - exact.real[x]!) ** 2 + (amplitudes.imaginary[x]! - exact.imaginary[x]!) ** 2,
    );
    return Math.sqrt(squares.reduce((sum, square) => sum + square, 0));
  });
}

/** Is it worth learning quantum computing: the exact families. */
export function learnRows() {
  const n = 160;
  const spike = spikeEnergies(n, Math.sqrt(n));
  const { up, down } = hammingGenerator(spike, 2);
  const numStates = 1024;
  const duration = 4 * Math.sqrt(numStates);
  const chain = randomScanChain(four, { beta: 3, rule: 'metropolis' });
  const walk = szegedyWalk(chain, boltzmannLaw(four, 3));
  const pair = isingModel({ numSpins: 2, bonds: [[0, 1, 1]] });
  const ring = maxCutIsing(readGset('6 6\n1 2 1\n2 3 1\n3 4 1\n4 5 1\n5 6 1\n6 1 1\n'));
  const cut = (gamma: number, beta: number): number => -qaoaState(ring, { gammas: [gamma], betas: [beta] }).energy / 6;
  const [coarse, fine] = digitisedErrors([64, 128]);
  return [
    byReference('spikeQuantum', hammingMinimalGap(spike).gap, 1e-8),
    byReference('spikeAnnealing', birthDeathRate(up, down), 1e-8),
    byReference('ferromagnet', hammingMinimalGap(ferromagnetEnergies(n, 3)).gap, 1e-6),
    byFormula('searchGap', 1 / 32, adiabaticSearchGap(numStates, 0.5), 1e-15),
    byReference('searchLocal', adiabaticSearch({ numStates, duration }).successProbability, 1e-6),
    byReference('searchLinear', adiabaticSearch({ numStates, duration, schedule: (s) => s }).successProbability, 1e-5),
    byFormula(
      'walk',
      szegedyPhaseGap(walk.spectralGap),
      smallestPhase(szegedyWalkMatrix(chain).data, SIZE ** 2),
      1e-10,
    ),
    byReference(
      'contraction',
      contraction(randomScanChain(pair, { beta: 1, rule: 'metropolis' })).orthogonalityDefect,
      1e-12,
    ),
    byFormula('qaoaBest', 3 / 4, cut(Math.PI / 4, Math.PI / 8), 1e-14),
    byFormula('qaoa', 0.5 + 0.5 * Math.sin(1.2) * Math.sin(0.6) * Math.cos(0.6), cut(0.6, 0.3), 1e-14),
    byReference('digitised64', coarse!, 1e-5),
    byReference('digitised128', fine!, 1e-5),
  ] as const;
}
