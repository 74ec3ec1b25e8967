/** The one loop that tells work from heat. */
import type { Pausable } from '@yuragi/prob-core';
import { ArgumentError } from '@yuragi/prob-core/errors';

/** A point on its way along a protocol: level 0..T. It keeps its own position. */
export interface Walker {
  /** Reduced energy of the position at a level. */
  energy(level: number): number;
  /** One step of a kernel that leaves the law of that level invariant. */
  move(level: number): void;
  /** Carries the position from one level to the next by an invertible map; returns the logarithm of its volume change. */
  carry?(from: number, to: number): number;
}

/** Changes of level between two looks at the clock. */
const CHANGES_BETWEEN_PAUSES = 16;

/** What a drive did, in whole. */
export interface DriveTotals {
  readonly work: number;
  readonly heat: number;
  readonly energyChange: number;
}

/**
 * Drives a walker through levels 0..T: a move at level t - 1, then the change to level t, for t = 1..T. The first move
 * may be left out, since it does nothing to the law of a start that is drawn from it.
 *
 * A change to a level where the position has infinite energy is a weight of zero: the drive ends there, with work
 * +Infinity and zeros after.
 *
 * @param what  names the energy in error messages
 * @param work (T), overwritten: energy changes at fixed position, or by a map less the logarithm of its volume change
 * @param heat (T), overwritten: energy changes at fixed level
 */
export function* driveProtocol(
  where: string,
  what: string,
  walker: Walker,
  movesFirst: boolean,
  work: Float64Array,
  heat: Float64Array,
): Pausable<DriveTotals> {
  work.fill(0);
  heat.fill(0);
  const initial = requireEnergy(where, `${what} of a drawn start`, walker.energy(0));
  let energy = initial;
  for (let t = 1; t <= work.length && energy < Infinity; t += CHANGES_BETWEEN_PAUSES) {
    if (t > 1) yield;
    const last = Math.min(work.length, t + CHANGES_BETWEEN_PAUSES - 1);
    energy = driveStretch(where, what, walker, movesFirst, energy, t, last, work, heat);
  }
  let [totalWork, totalHeat] = [0, 0];
  for (let t = 0; t < work.length; t++) {
    totalWork += work[t]!;
    totalHeat += heat[t]!;
  }
  return { work: totalWork, heat: totalHeat, energyChange: energy - initial };
}

/** The changes to levels first..last; not in the generator, where compiled loops are slower. Returns the energy after. */
function driveStretch(
  where: string,
  what: string,
  walker: Walker,
  movesFirst: boolean,
  energyBefore: number,
  first: number,
  last: number,
  work: Float64Array,
  heat: Float64Array,
): number {
  let energy = energyBefore;
  for (let t = first; t <= last; t++) {
    if (t > 1 || movesFirst) {
      walker.move(t - 1);
      const moved = walker.energy(t - 1);
      if (!Number.isFinite(moved)) requireEnergy(where, `${what} after a move of the kernel`, moved);
      heat[t - 1] = moved - energy;
      energy = moved;
    }
    const logVolume = walker.carry === undefined ? 0 : requireVolume(where, walker.carry(t - 1, t));
    const next = walker.energy(t);
    if (next === -Infinity) throw new ArgumentError(where, what, 'a number > -Infinity', next);
    // NaN is a density of zero, as it is to the kernels.
    if (!(next < Infinity)) {
      work[t - 1] = Infinity;
      return Infinity;
    }
    work[t - 1] = next - energy - logVolume;
    energy = next;
  }
  return energy;
}

function requireEnergy(where: string, argument: string, energy: number): number {
  if (!Number.isFinite(energy)) throw new ArgumentError(where, argument, 'a finite number', energy);
  return energy;
}

function requireVolume(where: string, logVolume: number): number {
  if (!Number.isFinite(logVolume))
    throw new ArgumentError(where, 'logVolume of system.escort', 'a finite number', logVolume);
  return logVolume;
}
