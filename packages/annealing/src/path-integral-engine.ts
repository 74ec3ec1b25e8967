/**
 * Sweeps over the paths of `trotter.ts`, worldline by worldline. With all other worldlines as they are, spin i is a ring in
 * an imaginary-time field, and one draw of bonds and one of spins (Swendsen and Wang in one dimension) is exact for it:
 *
 *   bond k is cut  where s^k and s^{k+1} differ, and else with probability tanh a = e^{-2K}
 *   the segments between cuts take the sign +1 with probability 1/(1 + e^{-2 F}),  F = (beta/P) sum_{k in segment} f_i^k
 *
 * f_i^k = h_i + sum_j J_ij s_j^k. A segment is one spin, a whole worldline, or anything between: no move besides is needed.
 */
import { exp } from '@yuragi/prob-core/special';
import { isDense, type SpinModel } from './ising.ts';
import { countKinks, type SliceOptions, sliceEnergiesInto } from './trotter.ts';

/** A path on its way, in memory of its own. */
export interface PathEngine {
  /** Takes a path, (n, P), and the energies of its slices if they are known: `sliceEnergies` of an earlier state. */
  load(path: Int8Array, sliceEnergies?: Float64Array): void;
  /**
   * One sweep over all worldlines in order.
   *
   * @param problemScale factor of the problem's energy
   * @param kinkWeight tanh a
   * @param chance says yes with the probability it is handed
   */
  sweep(problemScale: number, kinkWeight: number, chance: (probability: number) => boolean): void;
  /** The update of one worldline, of which a sweep is made. */
  updateWorldline(i: number, problemScale: number, kinkWeight: number, chance: (probability: number) => boolean): void;
  pathInto(out: Int8Array): void;
  /** E of each slice, a copy. */
  sliceEnergies(): Float64Array;
  sliceEnergiesInto(out: Float64Array): void;
  /** Mean over the slices. */
  energy(): number;
  /** Of the slice of lowest energy. */
  lowest(): { readonly energy: number; readonly slice: number };
  numKinks(): number;
  /** Segments drawn since the path was loaded. */
  numSegments(): number;
}

export function pathEngine(model: SpinModel, { beta, numSlices }: SliceOptions): PathEngine {
  const n = model.numSpins;
  const spins = new Int8Array(n * numSlices);
  const energies = new Float64Array(numSlices);
  const fields = new Float64Array(numSlices);
  const isCut = new Uint8Array(numSlices);
  let kinks = 0;
  let segments = 0;

  const addNeighbour = (coupling: number, j: number): void => {
    const begin = j * numSlices;
    for (let k = 0; k < numSlices; k++) fields[k]! += coupling * spins[begin + k]!;
  };
  const fieldsOf = (i: number): void => {
    fields.fill(model.fields[i]!);
    if (isDense(model)) for (let j = 0; j < n; j++) addNeighbour(model.matrix[i * n + j]!, j);
    else
      for (let at = model.rowStarts[i]!; at < model.rowStarts[i + 1]!; at++)
        addNeighbour(model.couplings[at]!, model.columns[at]!);
  };

  const updateWorldline: PathEngine['updateWorldline'] = (i, problemScale, kinkWeight, chance) => {
    fieldsOf(i);
    const begin = i * numSlices;
    const last = numSlices - 1;
    let start = 0;
    let kinksBefore = 0;
    for (let k = 0; k <= last; k++) {
      const isKink = spins[begin + k] !== spins[k === last ? begin : begin + k + 1];
      if (isKink) kinksBefore++;
      const cut = isKink || chance(kinkWeight);
      isCut[k] = cut ? 1 : 0;
      if (cut) start = k === last ? 0 : k + 1;
    }
    // Once around the ring, from behind its last cut; a ring without one is a single segment.
    const rate = (-2 * beta * problemScale) / numSlices;
    let begun = start;
    let length = 0;
    let field = 0;
    let firstSpin = 0;
    let previousSpin = 0;
    let kinksAfter = 0;
    for (let step = 0, k = start; step <= last; step++, k = k === last ? 0 : k + 1) {
      field += fields[k]!;
      length++;
      if (isCut[k] === 0 && step < last) continue;
      const spin = chance(1 / (1 + exp(rate * field))) ? 1 : -1;
      for (let count = 0, at = begun; count < length; count++, at = at === last ? 0 : at + 1) {
        energies[at]! -= (spin - spins[begin + at]!) * fields[at]!;
        spins[begin + at] = spin;
      }
      if (firstSpin === 0) firstSpin = spin;
      else if (spin !== previousSpin) kinksAfter++;
      previousSpin = spin;
      segments++;
      begun = k === last ? 0 : k + 1;
      length = 0;
      field = 0;
    }
    if (previousSpin !== firstSpin) kinksAfter++;
    kinks += kinksAfter - kinksBefore;
  };

  return {
    load(path, sliceEnergies) {
      spins.set(path);
      kinks = countKinks(path, numSlices);
      segments = 0;
      if (sliceEnergies === undefined) sliceEnergiesInto(model, path, energies);
      else energies.set(sliceEnergies);
    },
    sweep(problemScale, kinkWeight, chance) {
      for (let i = 0; i < n; i++) updateWorldline(i, problemScale, kinkWeight, chance);
    },
    updateWorldline,
    pathInto: (out) => out.set(spins),
    sliceEnergies: () => energies.slice(),
    sliceEnergiesInto: (out) => out.set(energies),
    energy: () => energies.reduce((sum, energy) => sum + energy, 0) / numSlices,
    lowest() {
      let slice = 0;
      for (let k = 1; k < numSlices; k++) if (energies[k]! < energies[slice]!) slice = k;
      return { energy: energies[slice]!, slice };
    },
    numKinks: () => kinks,
    numSegments: () => segments,
  };
}
