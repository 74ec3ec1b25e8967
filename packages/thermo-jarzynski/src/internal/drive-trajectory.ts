/** One driven trajectory, with pauses: what the function and the driver share. */
import type { Pausable, Rng } from '@yuragi/prob-core';
import { ArgumentError } from '@yuragi/prob-core/errors';
import type { DrivenSystem, DrivenTrajectory } from '../driven-trajectory.ts';
import { driveProtocol, type Walker } from './drive-protocol.ts';

/** A protocol: levels 0..T with at least one change. @throws {ArgumentError} */
export function requireProtocol<Level extends readonly number[]>(where: string, protocol: readonly Level[]): void {
  if (!(Array.isArray(protocol) && protocol.length >= 2))
    throw new ArgumentError(where, 'protocol', 'at least two levels', protocol);
  const width = protocol[0]?.length;
  for (const [t, level] of protocol.entries()) {
    if (!Array.isArray(level) || level.length !== width)
      throw new ArgumentError(where, `protocol[${t}]`, 'a list of numbers, as many as the first level has', level);
    for (const [i, value] of level.entries())
      if (!Number.isFinite(value)) throw new ArgumentError(where, `protocol[${t}][${i}]`, 'a finite number', value);
  }
}

/** `drivenTrajectory`, but for its checks. */
export function* driveTrajectory<P, S extends { readonly position: P }, Level extends readonly number[]>(
  where: string,
  system: DrivenSystem<P, S, Level>,
  protocol: readonly Level[],
  rng: Rng,
): Pausable<DrivenTrajectory<P>> {
  let state = system.kernel.init(system.sample(rng, ...protocol[0]!), rng);
  const numSteps = protocol.length - 1;
  const [work, heat] = [new Float64Array(numSteps), new Float64Array(numSteps)];
  const { escort } = system;
  const walker: Walker = {
    energy: (t) => system.energy(state.position, ...protocol[t]!),
    move(t) {
      [state] = system.kernel.step(state, rng, ...protocol[t]!);
    },
    ...(escort && {
      carry(from: number, to: number) {
        const [position, logVolume] = escort(state.position, protocol[from]!, protocol[to]!);
        state = system.kernel.init(position, rng);
        return logVolume;
      },
    }),
  };
  const totals = yield* driveProtocol(where, 'system.energy', walker, true, work, heat);
  return {
    position: state.position,
    work,
    heat,
    totalWork: totals.work,
    totalHeat: totals.heat,
    energyChange: totals.energyChange,
  };
}
