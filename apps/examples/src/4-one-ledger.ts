/**
 * An annealing run and a diffusion run of the same four spins in one ledger: what each dissipates when its path is cut into
 * T steps. Both fall like 1/T. Annealing pays for changing beta, diffusion for reversing its noise one spin at a time.
 */
import { boltzmannLaw, hamiltonianOfGenerator, singleFlipGenerator } from '@yuragi/annealing';
import { binomialDiffusion } from '@yuragi/diffusion';
import { isingModel } from '@yuragi/mcmc';
import { toNdarray } from '@yuragi/prob-core';
import { symmetricEigen } from '@yuragi/prob-core/eigen';
import { type PathRelativeEntropy, pathRelativeEntropy } from '@yuragi/thermo-jarzynski';
import type { Table } from './main.ts';

const NUM_SPINS = 4;
const SIZE = 2 ** NUM_SPINS;
export const model = isingModel({
  numSpins: NUM_SPINS,
  bonds: [
    [0, 1, 1],
    [1, 2, 0.72],
    [2, 3, -0.58],
    [0, 3, 0.41],
  ],
  fields: [0.3, -0.17, 0.11, 0.23],
});

/** (16, 16) with entry(to, from), columns that sum to 1. */
const kernel = (entry: (to: number, from: number) => number) =>
  toNdarray(
    Float64Array.from({ length: SIZE * SIZE }, (_, at) => entry(Math.floor(at / SIZE), at % SIZE)),
    [SIZE, SIZE],
  );

/** A draw from the law, whatever came before. */
export function equilibration(beta: number) {
  const law = boltzmannLaw(model, beta);
  return kernel((to) => law[to]!);
}

/** exp(W) of the heat bath, one attempt per spin: by the eigenvectors of its Hamiltonian. */
export function heatBathForUnitTime(beta: number) {
  const { hamiltonian, groundState } = hamiltonianOfGenerator(
    singleFlipGenerator(model, { beta, rule: 'heat-bath' }),
    boltzmannLaw(model, beta),
  );
  const { values, vectors } = symmetricEigen(hamiltonian.data, SIZE);
  return kernel((to, from) => {
    let sum = 0;
    for (let k = 0; k < SIZE; k++) sum += vectors[k * SIZE + to]! * Math.exp(-values[k]!) * vectors[k * SIZE + from]!;
    return Math.max(0, (sum * groundState[to]!) / groundState[from]!);
  });
}

/** From beta = 0 to 1 in T levels, one kernel at each; the heat bath is its own dual. */
export function annealingLedger(numSteps: number, kernelAt: typeof equilibration): PathRelativeEntropy {
  return pathRelativeEntropy({
    start: boltzmannLaw(model, 0),
    steps: Array.from({ length: numSteps }, (_, k) => {
      const step = kernelAt((k + 1) / numSteps);
      return { forward: step, backward: step };
    }),
    logEnd: boltzmannLaw(model, 1).map(Math.log),
  });
}

/** Noise over the time 4 in T steps, and back by the best kernel that draws the spins independently. */
export function diffusionLedger(numSteps: number): PathRelativeEntropy {
  const data = binomialDiffusion(boltzmannLaw(model, 1));
  const levels = Array.from({ length: numSteps + 1 }, (_, t) => Math.exp((-4 * t) / numSteps));
  const noise = Array.from({ length: SIZE }, (_, from) => {
    const column = new Float64Array(SIZE);
    binomialDiffusion(column.map((_, x) => (x === from ? 1 : 0))).lawInto(levels[1]!, column);
    return column;
  });
  const forward = kernel((to, from) => noise[from]![to]!);
  const states = Float64Array.from(
    { length: SIZE * NUM_SPINS },
    (_, at) => (Math.floor(at / NUM_SPINS) >> (at % NUM_SPINS)) & 1,
  );
  const isOne = new Float64Array(states.length);
  const steps = levels.slice(1).map((level, t) => {
    data.reverseMeanInto(states, level, levels[t]!, isOne);
    const backward = kernel((to, from) => {
      let p = 1;
      for (let i = 0; i < NUM_SPINS; i++) {
        const one = isOne[from * NUM_SPINS + i]!;
        p *= (to >> i) & 1 ? one : 1 - one;
      }
      return p;
    });
    return { forward, backward };
  });
  return pathRelativeEntropy({ start: boltzmannLaw(model, 1), steps, logEnd: new Float64Array(SIZE) });
}

/** What the steps lose, without what the last law still knows of the data, which does not fall with T. */
export const lossOfSteps = ({ perStep }: PathRelativeEntropy): number => perStep.reduce((sum, loss) => sum + loss);

/** Limit of values with errors of orders 1/T and 1/T^2. */
function limitOf(at: (numSteps: number) => number, numSteps: number): number {
  const [a, b, c] = [numSteps, 2 * numSteps, 4 * numSteps].map(at);
  return (a! - 6 * b! + 8 * c!) / 3;
}

export async function oneLedger(): Promise<Table> {
  const equilibrated = (numSteps: number) => numSteps * annealingLedger(numSteps, equilibration).dissipation;
  const unitTime = (numSteps: number) => numSteps * annealingLedger(numSteps, heatBathForUnitTime).dissipation;
  const diffusion = (numSteps: number) => numSteps * lossOfSteps(diffusionLedger(numSteps));
  return [
    ['T', 'annealing, equilibrated', 'annealing, unit time', 'diffusion'],
    ...[50, 100, 200, 400].map((numSteps) => [
      String(numSteps),
      ...[equilibrated, unitTime, diffusion].map((at) => at(numSteps).toFixed(5)),
    ]),
    // Diffusion has slower terms: rare states fill in a short first time.
    [
      'limit',
      ...[limitOf(equilibrated, 100), limitOf(unitTime, 100), limitOf(diffusion, 400)].map((x) => x.toFixed(4)),
    ],
  ];
}
