/** The bridge in numbers, beyond the map: work on a quantum system, states of a qubit, exact posteriors. */
import { boltzmannLaw, transverseFieldEvolution } from '@yuragi/annealing';
import { exactReverse, type PosteriorReverse, posteriorReverse } from '@yuragi/diffusion';
import { freeDiffusion, petzChain, qGaussian, qGaussianKernel } from '@yuragi/diffusion/quantum';
import { fidelity, quantumRelativeEntropy, traceDistance } from '@yuragi/kl-info/quantum';
import { fillNormal, type Key, toNdarray } from '@yuragi/prob-core';
import {
  add,
  adjoint,
  applyChannel,
  type ComplexMatrix,
  channelFromKraus,
  classicalChannel,
  complexMatrix,
  dephasing,
  depolarising,
  diagonalMatrix,
  hermitianFunction,
  identityMatrix,
  invariantState,
  kmsResidual,
  lindbladian,
  matrixUnit,
  multiply,
  pauli,
  petzMap,
  rotatedPetzMap,
  scale,
  semigroupChannel,
  tensor,
  thermal,
  trace,
} from '@yuragi/prob-core/quantum';
import { integrateOde } from '@yuragi/sde';
import { type EscortedSystem, escortedTrajectories } from '@yuragi/thermo-jarzynski';
import { twoPointMeasurement } from '@yuragi/thermo-jarzynski/quantum';
import type { NdArray } from 'ndarray';
import { four, type Ledger } from '../ledger.ts';
import { byFormula, byReference } from './row.ts';

const SIZE = 2 ** four.numSpins;
const largest = (values: Iterable<number>): number => Math.max(...Array.from(values, Math.abs));
const indices = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** The unitary of a quantum annealing run of four spins. */
function annealingUnitary(duration: number, numSteps: number): ComplexMatrix {
  const { init, step } = transverseFieldEvolution(four, { duration });
  const unitary = complexMatrix(SIZE, SIZE, new Float64Array(SIZE * SIZE));
  for (let x = 0; x < SIZE; x++) {
    let state = init({
      real: Float64Array.from({ length: SIZE }, (_, y) => (y === x ? 1 : 0)),
      imaginary: new Float64Array(SIZE),
    });
    for (let k = 1; k <= numSteps; k++) state = step(state, (duration * k) / numSteps);
    for (let y = 0; y < SIZE; y++) {
      unitary.real[y * SIZE + x] = state.position.real[y]!;
      unitary.imaginary[y * SIZE + x] = state.position.imaginary[y]!;
    }
  }
  return unitary;
}

const gibbs = (hamiltonian: ComplexMatrix): ComplexMatrix => {
  const weights = hermitianFunction(hamiltonian, (energy) => Math.exp(-energy));
  return scale(weights, 1 / trace(weights).real);
};

/** An overdamped trap whose stiffness k goes from 1 to 3 in time 1, carried along by u = -(k'/2k) x. */
const stiffness = (t: number): number => 1 + 2 * t;
const fill = (x: Float64Array, out: Float64Array, f: (xi: number) => number): void => {
  for (const [i, xi] of x.entries()) out[i] = f(xi);
};
const escortedTrap: EscortedSystem = {
  dimension: 1,
  energy: (x, t, out) => fill(x, out, (xi) => 0.5 * stiffness(t) * xi * xi),
  energyGradient: (x, t, out) => fill(x, out, (xi) => stiffness(t) * xi),
  drift: (x, t, out) => fill(x, out, (xi) => -stiffness(t) * xi),
  escort: (x, t, out) => fill(x, out, (xi) => -xi / stiffness(t)),
  escortDivergence: (_, t, out) => void out.fill(-1 / stiffness(t)),
  fillEquilibrium: (rng, _, out) => fillNormal(rng, out),
};

/** Work: the ledger at 200 steps, two measurements on quantum annealing at three speeds, and a flow that dissipates nothing. */
export async function workRows({ rows }: Ledger, key: Key) {
  const flips = indices(4).map((i) =>
    indices(4)
      .map((j) => (j === i ? pauli.x : identityMatrix(2)))
      .reduce(tensor),
  );
  const initialHamiltonian = scale(flips.reduce(add), -1);
  // E up to a constant, which no dissipation knows of.
  const finalHamiltonian = diagonalMatrix(boltzmannLaw(four, 1).map((p) => -Math.log(p)));
  const runs = [
    [0.1, 10],
    [1, 40],
    [10, 120],
  ].map(([duration, numSteps]) => {
    const unitary = annealingUnitary(duration!, numSteps!);
    const work = twoPointMeasurement({ initialHamiltonian, finalHamiltonian, unitary, beta: 1 });
    const end = multiply(unitary, gibbs(initialHamiltonian), adjoint(unitary));
    return { work, distance: quantumRelativeEntropy(end, gibbs(finalHamiltonian)) };
  });
  const [fast, middle, slow] = runs.map(({ work }) => work.dissipation);
  const { work: escorted } = await escortedTrajectories(escortedTrap, key, {
    numTrajectories: 20,
    numSteps: 400,
    duration: 1,
  });
  const spread = escorted.reduce((a, b) => Math.max(a, b)) - escorted.reduce((a, b) => Math.min(a, b));
  const finest = rows.find(({ numSteps }) => numSteps === 200)!;
  return [
    byReference('annealing200', 200 * finest.annealing.exact, 1e-9),
    byReference('diffusion200', 200 * finest.diffusion.exact, 1e-9),
    byFormula(
      'equality',
      0,
      largest(runs.map(({ work }) => Math.expm1(work.freeEnergyDifference - work.jarzynski))),
      1e-12,
    ),
    byFormula('dissipation', 0, largest(runs.map(({ work, distance }) => work.dissipation - distance)), 1e-11),
    byReference('work01', fast!, 1e-7),
    byReference('work1', middle!, 1e-7),
    byReference('work10', slow!, 1e-7),
    byFormula('escortSpread', 0, spread, 1e-13),
    // k'/2k over time by the midpoints of 400 steps: (1/400)^2/24 times the change of its slope, 16/9.
    byFormula('escort', Math.log(3) / 2, escorted[0]!, 5e-7),
  ] as const;
}

const qubit = (p: number, re: number, im: number): ComplexMatrix =>
  complexMatrix(2, 2, [p, re, re, 1 - p], [0, im, -im, 0]);
const traceNorm = (a: ComplexMatrix, b: ComplexMatrix): number => 2 * traceDistance(a, b);

/** Other algebras: the Petz chain, the recovery bound, detailed balance, q-Gaussian and free noise. */
export function algebraRows() {
  const dataState = qubit(0.7, 0.2, 0.1);
  const chainOf = (generator: Parameters<typeof semigroupChannel>[0]) =>
    petzChain({ dataState, channels: indices(30).map(() => semigroupChannel(generator, 0.1)) });
  const chains = [depolarising(), dephasing(), thermal(0.5)].map(chainOf);
  const rest = invariantState(thermal(0.5));

  const w = [0.7, 0.2, 0.1, 0.2, 0.5, 0.3, 0.1, 0.3, 0.6];
  const prior = [0.5, 0.3, 0.2];
  const reverse = petzMap(classicalChannel(w, 3), diagonalMatrix(prior));
  const bayes = exactReverse([toNdarray(Float64Array.from(w), [3, 3])], prior).kernels[0]!;
  const columns = indices(3).flatMap((y) => {
    const column = applyChannel(reverse, matrixUnit(3, 3, y, y));
    return indices(3).map((x) => column.real[4 * x]! - bayes.get(x, y));
  });

  const sigma = qubit(0.4, 0, -0.1);
  const damping = channelFromKraus([
    diagonalMatrix([1, Math.sqrt(0.6)]),
    scale(matrixUnit(2, 2, 0, 1), Math.sqrt(0.4)),
  ]);
  const image = applyChannel(damping, dataState);
  const loss = quantumRelativeEntropy(dataState, sigma) - quantumRelativeEntropy(image, applyChannel(damping, sigma));
  const recovered = applyChannel(rotatedPetzMap(damping, sigma), image);

  const turning = lindbladian({ ...thermal(0.5), hamiltonian: scale(pauli.z, 0.65) });

  const flip = qGaussianKernel(qGaussian({ q: -1, numNodes: 2 }), 0.7);
  const middle = qGaussian({ q: 0.5, numNodes: 20 });
  const noise = qGaussianKernel(middle, 0.7);
  const spread = indices(20).map((x) => {
    const moment = (power: number): number =>
      middle.nodes.reduce((sum, node, y) => sum + node ** power * noise.get(y, x), 0);
    return moment(2) - moment(1) ** 2 + Math.expm1(-1.4);
  });

  const free = freeDiffusion({ points: [-1, 1] });
  const shares = [0.6, 0.8, 0.95];
  const start = Float64Array.from(shares, (share) => free.quantile(share, 1));
  const { position } = integrateOde(free.flow, start, {
    t0: 1,
    t1: 0.05,
    relativeTolerance: 1e-9,
    absoluteTolerance: 1e-11,
  });
  const v = -Math.expm1(-1);
  return [
    byFormula('bayes', 0, largest(columns), 1e-14),
    byFormula(
      'petzReturn',
      0,
      largest(chains.map(({ states, returnFrom }) => traceNorm(returnFrom(states.at(-1)!)[0]!, dataState))),
      1e-13,
    ),
    byReference('petzFromRest', traceNorm(chains[2]!.returnFrom(rest)[0]!, dataState), 1e-8),
    byReference('recoveryLoss', loss, 1e-10),
    byReference('recoveryBound', -Math.log(fidelity(dataState, recovered)), 1e-10),
    byFormula('balance', 0, kmsResidual(thermal(0.5), rest), 1e-14),
    // The reference takes the largest over Pauli's matrices and sigma_x + i sigma_y, which is twice a matrix unit.
    byReference('turning', 2 * kmsResidual(turning, rest), 1e-12),
    byFormula('bitFlip', -Math.expm1(-0.7) / 2, flip.get(1, 0), 1e-14),
    byFormula('qVariance', 0, largest(spread), 1e-11),
    byFormula('freeDensity', Math.sqrt(v - Math.exp(-1)) / (Math.PI * v), free.density(0, 1), 1e-12),
    byFormula('freeFlow', 0, largest(shares.map((share, i) => position[i]! - free.quantile(share, 0.05))), 1e-6),
  ] as const;
}

const CYCLE = 6;
const dataLaw = [0.3, 0.25, 0.2, 0.12, 0.08, 0.05];
const factor = [0.1, 0.9, 0.3, 0.7, 0.2, 0.6];

/** exp(time Q) on the 6-cycle with rate 1/2 to each neighbour, by its waves. */
const cycleKernel = (time: number): NdArray<Float64Array> =>
  toNdarray(
    Float64Array.from({ length: CYCLE * CYCLE }, (_, at) => {
      const angle = (k: number): number => (2 * Math.PI * k) / CYCLE;
      const wave = (k: number): number =>
        Math.exp(time * (Math.cos(angle(k)) - 1)) * Math.cos(angle(k) * (Math.floor(at / CYCLE) - (at % CYCLE)));
      return indices(CYCLE).reduce((sum, k) => sum + wave(k), 0) / CYCLE;
    }),
    [CYCLE, CYCLE],
  );

/** The law of x_0 when every path counts with its weight: sums of e^{log w} over the paths that end there. */
function weightedLaw({ logFactors, start, kernels, numSteps }: PosteriorReverse): Float64Array {
  const weigh = (mass: Float64Array, t: number): Float64Array => mass.map((p, x) => p * Math.exp(logFactors![t]![x]!));
  let mass = weigh(start, numSteps);
  for (let t = numSteps; t >= 1; t--) {
    const before = mass;
    mass = weigh(
      before.map((_, y) => before.reduce((sum, p, x) => sum + kernels[t - 1]!.get(y, x) * p, 0)),
      t - 1,
    );
  }
  const total = mass.reduce((sum, p) => sum + p, 0);
  return mass.map((p) => p / total);
}

/** Posteriors of a diffusion on a cycle: exact, renormalised, and renormalised with weights. */
export function posteriorRows() {
  const priorOf = (numSteps: number) =>
    exactReverse(
      indices(numSteps).map(() => cycleKernel(3 / numSteps)),
      dataLaw,
    );
  const biased = (numSteps: number): number =>
    posteriorReverse(priorOf(numSteps), factor, { mode: 'renormalised' }).bias;
  const exact = posteriorReverse(priorOf(160), factor, { mode: 'exact' });
  const weighted = posteriorReverse(priorOf(160), factor, { mode: 'weighted' });
  const difference = weightedLaw(weighted).map((p, x) => p - weighted.target[x]!);
  return [
    byReference('biased10', biased(10), 1e-9),
    byReference('biased40', biased(40), 1e-9),
    byReference('biased160', biased(160), 1e-9),
    byReference('biased640', biased(640), 1e-9),
    byFormula('exactPosterior', 0, exact.bias, 1e-12),
    byFormula('weightedPosterior', 0, largest(difference), 1e-12),
  ] as const;
}
