/**
 * Chapter 11, second half: one ledger for annealing and diffusion,
 *
 *   log w = log(law of the path backward/law of the path forward),   <w> = 1,   -<log w> = the dissipation >= 0.
 *
 * Annealing: log w = -W + DeltaF, so <w> = 1 is Jarzynski's equality and the dissipation <W> - DeltaF. Diffusion:
 * log w = log p_theta(x_0..x_T)/q(x_0..x_T), so the dissipation is the gap of the evidence lower bound. Both on four spins,
 * where every law is a list of 16 numbers: the sampled runs stand beside exact values.
 */
import { boltzmannLaw, exactMoments, spinsOfIndex } from '@yuragi/annealing';
import { relativeEntropy } from '@yuragi/kl-info';
import { isingEnergy, isingModel } from '@yuragi/mcmc';
import {
  categorical,
  type Estimate,
  foldIn,
  logMeanExp,
  type Rng,
  stream,
  type WeightDiagnostics,
} from '@yuragi/prob-core';
import { annealedImportanceSampling, dissipatedWork } from '@yuragi/thermo-jarzynski';
import type { Guide } from './guide.ts';

const NUM_SPINS = 4;
const NUM_STATES = 2 ** NUM_SPINS;
/** I4 of the reference values: four spins with all there is to a model. */
export const four = isingModel({
  numSpins: NUM_SPINS,
  bonds: [
    [0, 1, 1],
    [1, 2, 0.72],
    [2, 3, -0.58],
    [0, 3, 0.41],
  ],
  fields: [0.3, -0.17, 0.11, 0.23],
});
/** How long the noise acts: a spin keeps e^-4 of its correlation. */
const NOISE_TIME = 4;

/** One kind of path, cut into T steps. */
export interface LedgerEntry {
  /** The path KL, by listing. */
  readonly exact: number;
  /** From the log-weights of sampled paths. */
  readonly sampled: { readonly value: number; readonly standardError: number };
  /** log <w>: 0 whatever the speed. */
  readonly logMeanWeight: Estimate<WeightDiagnostics>;
}

export interface LedgerRow {
  readonly numSteps: number;
  readonly annealing: LedgerEntry;
  readonly diffusion: LedgerEntry;
}

export interface Ledger {
  readonly rows: readonly LedgerRow[];
  readonly numPaths: { readonly annealing: number; readonly diffusion: number };
  /** What T times the dissipation of annealing tends to: (<E>_0 - <E>_1)/2. */
  readonly annealingLimit: number;
  /** The same of diffusion: an integral over pairs of spins that flip in one step (`pairDissipation`). */
  readonly diffusionLimit: number;
  /** The part of the diffusion bound that no number of steps removes: D(law at the end||uniform). */
  readonly priorTerm: number;
}

/** The law after independent spin flips, each with probability `flip`. */
function noised(law: Float64Array, flip: number): Float64Array {
  let current = law;
  for (let bit = 1; bit < NUM_STATES; bit *= 2)
    current = current.map((p, state) => (1 - flip) * p + flip * current[state ^ bit]!);
  return current;
}

/** P(a state becomes another) when each spin flips with probability `flip`, by the number of spins that differ. */
function flipProbabilities(flip: number): Float64Array {
  return Float64Array.from({ length: NUM_STATES }, (_, difference) => {
    let probability = 1;
    for (let bit = 1; bit < NUM_STATES; bit *= 2) probability *= difference & bit ? flip : 1 - flip;
    return probability;
  });
}

/** A reverse step: the true posterior q(before | after) and its best approximation by independent spins. */
interface ReverseStep {
  /** (16 after, 16 before). */
  readonly logModel: Float64Array;
  /** The KL of the two, averaged over the law after the step. */
  readonly dissipation: number;
}

function reverseStep(before: Float64Array, kernel: Float64Array): ReverseStep {
  const logModel = new Float64Array(NUM_STATES * NUM_STATES);
  let dissipation = 0;
  for (let after = 0; after < NUM_STATES; after++) {
    const joint = before.map((p, state) => p * kernel[state ^ after]!);
    const total = joint.reduce((sum, p) => sum + p, 0);
    const posterior = joint.map((p) => p / total);
    const logProduct = logModel.subarray(after * NUM_STATES, (after + 1) * NUM_STATES);
    for (let bit = 1; bit < NUM_STATES; bit *= 2) {
      const up = posterior.reduce((sum, p, state) => sum + (state & bit ? p : 0), 0);
      for (let state = 0; state < NUM_STATES; state++) logProduct[state]! += Math.log(state & bit ? up : 1 - up);
    }
    dissipation += total * relativeEntropy(posterior, logProduct.map(Math.exp));
  }
  return { logModel, dissipation };
}

/**
 * What T times the dissipation of diffusion tends to. In a step dt single flips cost nothing, as independent spins do them
 * right; two at once, of probability (dt/2)^2 a, are given (dt/2)^2 b, and cost (dt/2)^2 (a log(a/b) - a + b), where
 * a = p(x^ij)/p(x) and b = p(x^i) p(x^j)/p(x)^2. The sum over the steps is an integral over time.
 */
function pairDissipation(target: Float64Array, numPoints: number): number {
  let integral = 0;
  for (let point = 0; point < numPoints; point++) {
    const law = noised(target, -0.5 * Math.expm1((-NOISE_TIME * (point + 0.5)) / numPoints));
    for (const [state, p] of law.entries())
      for (let i = 1; i < NUM_STATES; i *= 2)
        for (let j = 1; j < i; j *= 2) {
          const a = law[state ^ i ^ j]! / p;
          const b = (law[state ^ i]! * law[state ^ j]!) / (p * p);
          integral += (p * (a * Math.log(a / b) - a + b) * NOISE_TIME) / numPoints;
        }
  }
  return (NOISE_TIME / 4) * integral;
}

function meanOf(values: readonly number[]): { readonly value: number; readonly standardError: number } {
  const n = values.length;
  const value = values.reduce((sum, x) => sum + x, 0) / n;
  const squares = values.reduce((sum, x) => sum + (x - value) ** 2, 0);
  return { value, standardError: Math.sqrt(squares / (n - 1) / n) };
}

const draws = (law: Float64Array): ((rng: Rng) => number) => {
  const { sample } = categorical({ probabilities: law });
  return sample;
};

export async function keepLedger(
  guide: Guide,
  text: { readonly anneal: (numSteps: number) => string; readonly diffuse: (numSteps: number) => string },
): Promise<Ledger> {
  const { key, isQuick } = guide;
  const numPaths = { annealing: isQuick ? 1000 : 4000, diffusion: isQuick ? 5000 : 20_000 };
  const energies = Float64Array.from({ length: NUM_STATES }, (_, state) =>
    isingEnergy(four, spinsOfIndex(state, NUM_SPINS)),
  );
  const [hot, cold] = [exactMoments(four, 0), exactMoments(four, 1)];
  const target = boltzmannLaw(four, 1);

  const rows: LedgerRow[] = [];
  for (const numSteps of isQuick ? [50, 100, 200] : [50, 100, 200, 400]) {
    // Annealing from beta = 0 to 1 in equal steps, with a draw from equilibrium after each: the limit of many sweeps.
    const schedule = Float64Array.from({ length: numSteps + 1 }, (_, k) => k / numSteps);
    const laws = Array.from(schedule, (beta) => boltzmannLaw(four, beta));
    const drawAt = new Map(laws.map((law, k) => [schedule[k]!, draws(law)]));
    const annealed = await guide.run(`ledger annealing ${numSteps}`, text.anneal(numSteps), (run) =>
      annealedImportanceSampling<number, { readonly position: number }>(
        (beta) => ({
          init: (position) => ({ position }),
          step: (_, rng) => [{ position: drawAt.get(beta)!(rng) }, {}],
        }),
        {
          logDensity: (state, beta) => -beta * energies[state]!,
          reference: { sample: (rng) => rng.int(NUM_STATES), logPartition: hot.logPartition },
        },
        foldIn(foldIn(key, 'ledger annealing'), numSteps),
        { schedule, numSamples: numPaths.annealing, ...run },
      ),
    );
    const gain = cold.logPartition - hot.logPartition;
    const work = annealed.logWeights.map((value) => gain - value);
    const annealing: LedgerEntry = {
      exact: laws.slice(1).reduce((sum, law, k) => sum + relativeEntropy(laws[k]!, law), 0),
      // <W> - DeltaF with DeltaF from the same work: where work is nearly Gaussian their fluctuations cancel.
      sampled: dissipatedWork({ work, direction: 'forward' }),
      logMeanWeight: logMeanExp(work.map((value) => -value)),
    };

    // Diffusion of the same law to noise; backward from the law at the end by independent spins.
    const flip = -0.5 * Math.expm1(-NOISE_TIME / numSteps);
    const kernel = flipProbabilities(flip);
    const logKernel = kernel.map(Math.log);
    const noisy: Float64Array[] = [target];
    for (let t = 1; t <= numSteps; t++) noisy.push(noised(noisy.at(-1)!, flip));
    const reverse = noisy.slice(0, -1).map((law) => reverseStep(law, kernel));
    const [drawData, drawNoise] = [draws(target), draws(kernel)];
    const logWeights = await guide.count(text.diffuse(numSteps), numPaths.diffusion, (path) => {
      const rng = stream(foldIn(foldIn(foldIn(key, 'ledger diffusion'), numSteps), path));
      let state = drawData(rng);
      let logWeight = -Math.log(target[state]!);
      for (const { logModel } of reverse) {
        const flipped = drawNoise(rng);
        const next = state ^ flipped;
        logWeight += logModel[next * NUM_STATES + state]! - logKernel[flipped]!;
        state = next;
      }
      return logWeight + Math.log(noisy[numSteps]![state]!);
    });
    const diffusion: LedgerEntry = {
      exact: reverse.reduce((sum, { dissipation }) => sum + dissipation, 0),
      // Where two spins flip at once w is now tiny and now, more rarely, huge: log <w> = 0 is known, and not estimated.
      sampled: meanOf(logWeights.map((value) => -value)),
      logMeanWeight: logMeanExp(Float64Array.from(logWeights)),
    };
    rows.push({ numSteps, annealing, diffusion });
  }
  const end = noised(target, -0.5 * Math.expm1(-NOISE_TIME));
  return {
    rows,
    numPaths,
    annealingLimit: (hot.energy - cold.energy) / 2,
    diffusionLimit: pairDissipation(target, 20_000),
    priorTerm: relativeEntropy(end, new Float64Array(NUM_STATES).fill(1 / NUM_STATES)),
  };
}
