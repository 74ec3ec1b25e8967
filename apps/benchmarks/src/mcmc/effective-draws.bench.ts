/**
 * How long does an effective draw take? Each side makes as many steps as are worth the same number of effective draws,
 * by pilot chains that one function measures: the smallest bulk effective size over what is watched.
 */
import {
  type GradientTarget,
  hamiltonianMonteCarlo,
  type Kernel,
  randomWalkMetropolis,
  run,
  sample,
  type Tuning,
} from '@yuragi/mcmc';
import { foldIn, key, type Rng, stream } from '@yuragi/prob-core';
import type { PeerEntry, Row } from '../row.ts';
import { sameLaw, smallestSize, split } from './chains.ts';
import { rstan } from './rstan.ts';
import { effects, eightSchools, standardErrors, standardGaussian } from './targets.ts';

export interface EffectiveDrawsSize {
  /** Of the Gaussian. */
  readonly d: number;
  /** Effective draws a call is worth. */
  readonly target: number;
  /** Draws of each of 4 pilot chains of ours, of `thin` steps for a walk. */
  readonly numDraws: number;
  readonly thin: number;
  /** Steps of the peer's pilot, of which every tenth is kept, after a fifth as many that are dropped. */
  readonly numPeerSteps: number;
}
const FULL: EffectiveDrawsSize = { d: 100, target: 25, numDraws: 4000, thin: 20, numPeerSteps: 20_000 };
const NUM_CHAINS = 4;
const PEER_THIN = 10;
const MODULES = ['numpy', 'emcee'];

type Law = 'gaussian' | 'eight-schools';
type Method = 'hmc' | 'random-walk';

interface Problem {
  readonly target: GradientTarget;
  /** Coordinates that are watched, besides the log density. */
  readonly watched: readonly number[];
  readonly start: (rng: Rng) => Float64Array;
}

function problemOf(law: Law, d: number): Problem {
  const target = law === 'gaussian' ? standardGaussian(d) : eightSchools();
  const { dimension } = target;
  return {
    target,
    watched: law === 'gaussian' ? [0, dimension - 1] : [0, 8, 9],
    start: (rng) => Float64Array.from({ length: dimension }, () => rng.normal()),
  };
}

const LEAPFROG_STEPS = { gaussian: 4, 'eight-schools': 5 };

function kernelOf(law: Law, method: Method, { target }: Problem, tuning: Tuning) {
  type Made = Kernel<Float64Array, { readonly position: Float64Array; readonly logDensity: number }, object>;
  // Their states hold more than what is read here, and each is only handed back to its own kernel.
  return (
    method === 'hmc'
      ? hamiltonianMonteCarlo(target, { ...tuning, numSteps: LEAPFROG_STEPS[law], jitter: 0.3 })
      : randomWalkMetropolis(target, tuning)
  ) as Made;
}

const titles = { gaussian: 'N(0, I) in', 'eight-schools': 'eight schools, non-centred,' };
const includedInStan =
  "; our gradient and number of leapfrog steps set by hand, where rstan finds both; rstan at its defaults, keeping what is watched, a round one new chain of many calls, by Stan's own clock: processor time of the draws after warm-up";
const kernels = { hmc: 'Hamiltonian Monte Carlo', 'random-walk': 'random-walk Metropolis' };

function row(law: Law, method: Method, size: EffectiveDrawsSize): Row {
  const name = `${law}-${method}`;
  const seed = name.replaceAll('-', ' ');
  const problem = problemOf(law, size.d);
  const { target, watched, start } = problem;
  const d = target.dimension;
  return {
    name,
    package: 'mcmc',
    title: `${size.target} effective draws of ${titles[law]} ${d} dimensions, by ${kernels[method]}`,
    included: `steps after warm-up, as many as the pilot of each side needs; ours tuned by its driver and keeping what is watched, emcee at its defaults with 2 d walkers, one array operation for half of them, keeping nothing${method === 'hmc' ? includedInStan : ''}`,
    dtype: 'f64',
    layout: `ours (${d}), emcee (${2 * d}, ${d})${method === 'hmc' ? `, rstan (${d})` : ''}`,
    seed,
    unit: 'effective draws',
    work: size.target,
    async setUp(python) {
      const thin = method === 'hmc' ? 1 : size.thin;
      const names = [...watched.map((j) => `x[${j}]`), 'log density'];
      const quantities = {
        names,
        evaluate(x: Float64Array, out: Float64Array): void {
          for (const [k, j] of watched.entries()) out[k] = x[j]!;
          out[watched.length] = target.logDensity(x);
        },
      };
      const tuned = await sample((tuning) => kernelOf(law, method, problem, tuning), {
        key: foldIn(key(seed), 'warm-up'),
        start,
        numChains: 1,
        numWarmup: 1000 * thin,
        numDraws: 1,
        adaptation: { targetAcceptance: method === 'hmc' ? 0.8 : 0.234 },
      });
      const kernel = kernelOf(law, method, problem, tuned.tunings[0]!);
      const pilot = await sample(() => kernel, {
        key: foldIn(key(seed), 'pilot'),
        start,
        numChains: NUM_CHAINS,
        numWarmup: 100 * thin,
        numDraws: size.numDraws,
        thin,
        quantities,
      });
      const own = split(pilot.values.data, NUM_CHAINS, names.length);
      const sizePerStep = smallestSize(own) / (NUM_CHAINS * size.numDraws * thin);
      const numSteps = Math.ceil(size.target / sizePerStep);
      const evaluations = method === 'hmc' ? LEAPFROG_STEPS[law] : 1;

      const rng = stream(foldIn(key(seed), 'timed'));
      let state = kernel.init(start(rng), rng);
      const kept = new Float64Array(numSteps * names.length);
      const draw = (): void => {
        state = run(kernel, state, rng, numSteps, {
          onStep({ position, logDensity }, _, index) {
            const at = index * names.length;
            for (const [k, j] of watched.entries()) kept[at + k] = position[j]!;
            kept[at + watched.length] = logDensity;
          },
        });
      };
      const emcee: PeerEntry = {
        name: 'emcee',
        async open() {
          const shared = { law, dimension: d, effects, errors: standardErrors };
          const rngOfWalkers = stream(foldIn(key(seed), 'walkers'));
          const walkers = new Float64Array(2 * d * d);
          for (let at = 0; at < walkers.length; at += d) walkers.set(start(rngOfWalkers), at);
          const pilotTask = await python.open<{ values: Float64Array; end: Float64Array }>('ensemble', MODULES, {
            ...shared,
            start: walkers,
            watched,
            steps: size.numPeerSteps,
            thin: PEER_THIN,
          });
          await pilotTask.close();
          const { values, end } = pilotTask.answer;
          const theirs = split(values, 2 * d, names.length);
          const perStep = smallestSize(theirs) / size.numPeerSteps;
          const steps = Math.ceil(size.target / perStep);
          // The same task again, from where the pilot came to, and with nothing kept.
          const timed = await python.open<unknown>('ensemble', MODULES, {
            ...shared,
            start: end,
            watched,
            steps,
            thin: 0,
          });
          return {
            contender: timed,
            agreement: sameLaw(own, theirs),
            details: {
              steps: [steps],
              'densities an effective draw': [(2 * d) / perStep],
            },
            close: timed.close,
          };
        },
      };
      // As many draws as our pilot has, in one chain.
      const stan = rstan(python, {
        law,
        dimension: d,
        own,
        numDraws: NUM_CHAINS * size.numDraws,
        target: size.target,
      });
      return {
        ours: draw,
        details: {
          steps: [numSteps],
          [`${method === 'hmc' ? 'gradients' : 'densities'} an effective draw`]: [evaluations / sizePerStep],
        },
        peers: method === 'hmc' ? [emcee, stan] : [emcee],
      };
    },
  };
}

export const effectiveDraws = (size: EffectiveDrawsSize = FULL): readonly Row[] => [
  row('gaussian', 'hmc', size),
  row('gaussian', 'random-walk', size),
  row('eight-schools', 'hmc', size),
  row('eight-schools', 'random-walk', size),
];
