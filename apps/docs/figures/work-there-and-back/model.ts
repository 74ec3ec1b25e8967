/**
 * Work there and back. A bead in a trap, energy in k_BT and its relaxation time the unit of time,
 *
 *   U_c(x, y) = ((x - c)^2 + y^2)/2 + f x,   F(c) = f c + const
 *
 * The trap's centre c goes from -L/2 to L/2, or back. Whatever the speed, work W done on the bead obeys
 *
 *   <exp(-W)> = exp(-Delta F)        p_there(W) = p_back(-W) exp(W - Delta F)
 *
 * (Jarzynski 1997; Crooks 1999) as long as the dynamics at fixed c keeps exp(-U_c): with detailed balance, or without it
 * when a whirl turns the bead around. A wind that the energy does not know of is another matter.
 */

import { foldIn, type Key, type Rng, stream } from '@yuragi/prob-core';
import { bar, type DrivenSystem, drivenTrajectory, jarzynski, type WorkSamples } from '@yuragi/thermo-jarzynski';
import type { Claim, FigureModel } from '../shared/contract.ts';
import {
  BLOCK,
  DISTANCE,
  FORCE,
  FREE_ENERGY,
  MAX_PULLS,
  NUM_FRAMES,
  NUM_SHOWN,
  type Settings,
  settings,
} from './settings.ts';

type Direction = WorkSamples['direction'];

/** Moves of the trap in one pull. */
const NUM_MOVES = 96;
const MOVES_PER_FRAME = NUM_MOVES / NUM_FRAMES;
/** Pulls before the claim is judged. */
const ENOUGH = 1000;
/** Two-sided level 1e-6 of a normal law. */
const CRITICAL = 4.89;
/** Angle of the whirl per unit of time, and the wind's shift of the bead, against the pull there. */
const WHIRL = 2;
const WIND = 0.5;

/** One film: beads on show and the means over all, at each frame. */
export interface Film {
  readonly direction: Direction;
  /** Positions at frames 0..NUM_FRAMES, (NUM_SHOWN, 2) each. */
  readonly frames: readonly Float64Array[];
  /** Mean work and heat up to each frame. */
  readonly meanWork: Float64Array;
  readonly meanHeat: Float64Array;
  /** Work of each pull, (BLOCK). */
  readonly work: Float64Array;
}

interface Measured {
  readonly value: number;
  readonly standardError: number;
}

export interface State {
  readonly key: Key;
  /** Films begun so far: there, back, there, ... */
  readonly numFilms: number;
  readonly film: Film;
  readonly frame: number;
  /** Work of the pulls that are over. */
  readonly there: Float64Array;
  readonly back: Float64Array;
  /** Jarzynski's estimate from the work there. */
  readonly estimate: Measured;
  /** No warning came with it. */
  readonly isTrusted: boolean;
  /** How many equal weights the weights exp(-W) are worth. */
  readonly effective: number;
  /** Bennett's estimate from both ways, once there are both. */
  readonly bennett: Measured | undefined;
}

interface Bead {
  readonly position: Float64Array;
}

// #region ten-lines
/** A bead in the trap; the step is exact for any duration h of it, so nothing here is an approximation in h. */
export function trap(h: number, { stirring }: Pick<Settings, 'stirring'>, direction: Direction) {
  // The reverse of a whirl is the whirl the other way round.
  const angle = stirring === 'whirl' ? (direction === 'forward' ? WHIRL : -WHIRL) * h : 0;
  const shift = -FORCE - (stirring === 'wind' ? WIND : 0);
  const [keep, noise] = [Math.exp(-h), Math.sqrt(-Math.expm1(-2 * h))];
  const [cos, sin] = [keep * Math.cos(angle), keep * Math.sin(angle)];
  const step = ({ position: [x = 0, y = 0] }: Bead, rng: Rng, c: number) => {
    const [u, mean] = [x - c - shift, c + shift];
    const position = Float64Array.of(
      mean + cos * u - sin * y + noise * rng.normal(),
      sin * u + cos * y + noise * rng.normal(),
    );
    return [{ position }, {}] as const;
  };
  return {
    kernel: { init: (position: Float64Array): Bead => ({ position }), step },
    energy: ([x = 0, y = 0]: Float64Array, c: number) => 0.5 * ((x - c) ** 2 + y * y) + FORCE * x,
    sample: (rng: Rng, c: number) => Float64Array.of(c - FORCE + rng.normal(), rng.normal()),
  } satisfies DrivenSystem<Float64Array, Bead, [c: number]>;
}
// #endregion ten-lines

/** Where the trap is at each move. */
const protocolOf = (direction: Direction): [c: number][] =>
  Array.from({ length: NUM_MOVES + 1 }, (_, k) => {
    const way = (direction === 'forward' ? k : NUM_MOVES - k) / NUM_MOVES;
    return [DISTANCE * (way - 0.5)];
  });

/** BLOCK pulls in one direction. */
function shoot(key: Key, controls: Settings, direction: Direction): Film {
  const system = trap(Number(controls.duration) / NUM_MOVES, controls, direction);
  const protocol = protocolOf(direction);
  const frames = Array.from({ length: NUM_FRAMES + 1 }, () => new Float64Array(2 * NUM_SHOWN));
  const [meanWork, meanHeat] = [new Float64Array(NUM_FRAMES + 1), new Float64Array(NUM_FRAMES + 1)];
  const work = new Float64Array(BLOCK);
  for (let i = 0; i < BLOCK; i++) {
    let move = 0;
    const show = (position: Float64Array): void => {
      if (i < NUM_SHOWN && move % MOVES_PER_FRAME === 0) frames[move / MOVES_PER_FRAME]!.set(position, 2 * i);
      move++;
    };
    const watched: typeof system = {
      ...system,
      kernel: {
        init(position) {
          show(position);
          return system.kernel.init(position);
        },
        step(bead, rng, c) {
          const moved = system.kernel.step(bead, rng, c);
          show(moved[0].position);
          return moved;
        },
      },
    };
    const trajectory = drivenTrajectory(watched, protocol, stream(foldIn(key, i)));
    work[i] = trajectory.totalWork;
    let [workSoFar, heatSoFar] = [0, 0];
    for (let k = 0; k < NUM_MOVES; k++) {
      workSoFar += trajectory.work[k]!;
      heatSoFar += trajectory.heat[k]!;
      if ((k + 1) % MOVES_PER_FRAME > 0) continue;
      meanWork[(k + 1) / MOVES_PER_FRAME]! += workSoFar / BLOCK;
      meanHeat[(k + 1) / MOVES_PER_FRAME]! += heatSoFar / BLOCK;
    }
  }
  return { direction, frames, meanWork, meanHeat, work };
}

/** Adds the work of the film that is over to its side, and estimates anew. */
function collect(state: State): State {
  const { direction, work } = state.film;
  const there = direction === 'forward' ? Float64Array.of(...state.there, ...work) : state.there;
  const back = direction === 'reverse' ? Float64Array.of(...state.back, ...work) : state.back;
  const forward = { work: there, direction: 'forward' } as const;
  const { value, standardError, warnings, diagnostics } = jarzynski(forward);
  const bennett = back.length === 0 ? undefined : bar(forward, { work: back, direction: 'reverse' });
  return {
    ...state,
    there,
    back,
    estimate: { value, standardError },
    isTrusted: warnings.length === 0,
    effective: diagnostics.effectiveSampleSize,
    bennett: bennett && { value: bennett.value, standardError: bennett.standardError },
  };
}

const filmAt = (key: Key, numFilms: number, controls: Settings): Film =>
  shoot(foldIn(key, numFilms), controls, numFilms % 2 === 0 ? 'forward' : 'reverse');

export const model: FigureModel<Settings, State> = {
  defaults: settings,

  init(controls, key) {
    return {
      key,
      numFilms: 1,
      film: filmAt(key, 0, controls),
      frame: 0,
      there: new Float64Array(0),
      back: new Float64Array(0),
      estimate: { value: Number.NaN, standardError: Infinity },
      isTrusted: false,
      effective: 0,
      bennett: undefined,
    };
  },

  step(state, controls) {
    const { key, numFilms, frame, back } = state;
    if (back.length >= MAX_PULLS) return state;
    if (frame === NUM_FRAMES)
      return { ...state, film: filmAt(key, numFilms, controls), frame: 0, numFilms: numFilms + 1 };
    const moved = { ...state, frame: frame + 1 };
    return frame + 1 === NUM_FRAMES ? collect(moved) : moved;
  },

  /** Jarzynski's estimate from the pulls there is Delta F within its own error bar, and that error bar is to be trusted. */
  claim({ there, estimate: { value, standardError }, isTrusted }): Claim {
    return {
      value,
      expected: FREE_ENERGY,
      standardError,
      holds: isTrusted && Math.abs(value - FREE_ENERGY) <= CRITICAL * standardError,
      isDecided: there.length >= ENOUGH,
    };
  },
};
