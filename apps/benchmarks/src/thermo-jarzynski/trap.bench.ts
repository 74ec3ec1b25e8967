/** How fast are trajectories of a dragged trap, and the free energy from their work? */
import { fillNormal, foldIn, key } from '@yuragi/prob-core';
import { bar, type OverdampedSystem, overdampedTrajectories } from '@yuragi/thermo-jarzynski';
import { sameMoments } from '../agreement.ts';
import { largestDifference, type Row } from '../row.ts';

export interface TrapSize {
  readonly numTrajectories: number;
  readonly numSteps: number;
}
const FULL: TrapSize = { numTrajectories: 100_000, numSteps: 100 };
const SPEED = 1;
const DURATION = 2;
/** Both solve one equation to rounding; brentq stops at 1e-13. */
const ROOT_TOLERANCE = 1e-9;

/** U_t = (x - v t)^2/2, dragged at speed v. */
const trap: OverdampedSystem = {
  dimension: 1,
  energy(x, t, out) {
    for (let i = 0; i < x.length; i++) out[i] = 0.5 * (x[i]! - SPEED * t) ** 2;
  },
  drift(x, t, out) {
    for (let i = 0; i < x.length; i++) out[i] = SPEED * t - x[i]!;
  },
  energyDifference(x, t, next, out) {
    const shift = SPEED * (next - t);
    const middle = 0.5 * SPEED * (next + t);
    for (let i = 0; i < x.length; i++) out[i] = shift * (middle - x[i]!);
  },
  fillEquilibrium(rng, t, out) {
    fillNormal(rng, out);
    for (let i = 0; i < out.length; i++) out[i]! += SPEED * t;
  },
};

function trajectories(size: TrapSize): Row {
  const { numTrajectories, numSteps } = size;
  const seed = 'dragged trap';
  return {
    name: 'dragged-trap',
    package: 'thermo-jarzynski',
    title: `work of ${numTrajectories} overdamped trajectories of ${numSteps} Euler steps in a dragged trap`,
    included:
      'equilibrium starts, all steps and draws, each side with its own generator; both in blocks of 4096 points; numpy keeps no heat',
    dtype: 'f64',
    layout: `(${numTrajectories}), blocks of 4096`,
    seed,
    unit: 'point steps',
    work: numTrajectories * numSteps,
    async setUp(python) {
      const options = { numTrajectories, numSteps, duration: DURATION };
      const { work } = await overdampedTrajectories(trap, key(seed), options);
      let call = 0;
      return {
        ours: async () => void (await overdampedTrajectories(trap, foldIn(key(seed), call++), options)),
        peers: [
          {
            name: 'numpy by hand',
            async open() {
              const task = await python.open<Float64Array>('dragged_trap', ['numpy'], {
                count: numTrajectories,
                steps: numSteps,
                duration: DURATION,
                speed: SPEED,
                seed: 1,
              });
              return { contender: task, agreement: sameMoments('the work', work, task.answer), close: task.close };
            },
          },
        ],
      };
    },
  };
}

function bennett(size: TrapSize): Row {
  const { numTrajectories: n } = size;
  const seed = 'bennett';
  return {
    name: 'bar',
    package: 'thermo-jarzynski',
    title: `Bennett's acceptance ratio of ${n} forward and ${n} reverse works`,
    included: "the root and its standard error on both sides; ours also the overlap and Bennett's own error",
    dtype: 'f64',
    layout: `(${n}) twice`,
    seed,
    unit: 'works',
    work: 2 * n,
    async setUp(python) {
      const options = { ...size, duration: DURATION };
      const forward = await overdampedTrajectories(trap, foldIn(key(seed), 0), options);
      const reverse = await overdampedTrajectories(trap, foldIn(key(seed), 1), { ...options, direction: 'reverse' });
      const { value, standardError } = bar(forward, reverse);
      return {
        ours: () => void bar(forward, reverse),
        peers: [
          {
            name: 'numpy and brentq',
            async open() {
              const task = await python.open<Float64Array>('bennett', ['numpy', 'scipy'], {
                forward: forward.work,
                reverse: reverse.work,
              });
              return {
                contender: task,
                agreement: {
                  measure: 'free energy and its standard error, larger |difference|/(1 + |value|)',
                  value: largestDifference([value, standardError], task.answer),
                  tolerance: ROOT_TOLERANCE,
                },
                close: task.close,
              };
            },
          },
        ],
      };
    },
  };
}

export const traps = (size: TrapSize = FULL): readonly Row[] => [trajectories(size), bennett(size)];
