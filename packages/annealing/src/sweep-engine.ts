/** Sweeps over one model: the WebAssembly kernel where the engine compiles it, else the scalar twin with the same bits. */
import type { Rng } from '@yuragi/prob-core';
import { wasmBase64 } from './generated/sweep.ts';
import { isDense } from './ising.ts';
import { acceptance, integerLevels, realLevels, type SweepPlan } from './sweep-plan.ts';
import { GROUP, type Sweep, type SweepArrays, scalarSweep } from './sweep-scalar.ts';

/** A configuration on its way, in memory of its own. */
export interface SweepEngine {
  /** Takes spins, (numSpins), and their local fields if they are known: `fields` of an earlier state. */
  load(spins: Int8Array, fields?: Float64Array): void;
  /** One sweep over all spins in order. Returns the change of energy. */
  sweep(beta: number, rng: Rng): number;
  /** From the fields, O(numSpins): that of `spinEnergy` to rounding. */
  energy(): number;
  spinsInto(out: Int8Array): void;
  /** A copy; with the spins, all of the state. */
  fields(): Float64Array;
}

interface Exports {
  readonly memory: WebAssembly.Memory;
  readonly numCells: WebAssembly.Global<'i32'>;
  configure(numSpins: number, width: number, numLevels: number, neighbourBytes: number): number;
  sweepInteger(k0: number, k1: number, block: bigint, lo: number, hi: number): number;
  sweepReal(
    k0: number,
    k1: number,
    block: bigint,
    lo: number,
    hi: number,
    rate: number,
    isHeatBath: number,
    isDense: number,
  ): number;
}
type Place = 'thresholds' | 'acceptances' | 'spins' | 'fields' | 'rowOffsets' | 'neighbours';

/** Compiled on first use; null where the engine has no SIMD or a policy forbids WebAssembly. */
let compiled: WebAssembly.Module | null | undefined;

function compile(): WebAssembly.Module | null {
  if (compiled === undefined) {
    try {
      compiled = new WebAssembly.Module(Uint8Array.from(atob(wasmBase64), (character) => character.charCodeAt(0)));
    } catch {
      compiled = null;
    }
  }
  return compiled;
}

const numGroups = (n: number): number => Math.ceil(n / GROUP);
const numLevels = ({ largest }: SweepPlan): number => 2 * largest + 1;

/** @param kernels 'scalar' for the twin, whatever the engine can do */
export function sweepEngine(plan: SweepPlan, kernels: 'auto' | 'scalar' = 'auto'): SweepEngine {
  const { model, kind, unit } = plan;
  const n = model.numSpins;
  const [arrays, sweep] = (kernels === 'auto' ? wasmArrays(plan) : null) ?? plainArrays(plan);
  const { spins, fields, thresholds } = arrays;
  let levels = { lo: 0, hi: 0, rate: 0 };
  let betaOfLevels = Number.NaN;

  const recomputeFields = (): void => {
    const h = model.fields;
    if (isDense(model)) {
      const { matrix } = model;
      for (let i = 0; i < n; i++) {
        let sum = h[i]!;
        for (let j = 0; j < n; j++) sum += matrix[i * n + j]! * spins[j]!;
        fields[i] = sum / unit;
      }
      return;
    }
    const { rowStarts, columns, couplings } = model;
    for (let i = 0; i < n; i++) {
      let sum = h[i]!;
      const end = rowStarts[i + 1]!;
      for (let at = rowStarts[i]!; at < end; at++) sum += couplings[at]! * spins[columns[at]!]!;
      fields[i] = sum / unit;
    }
  };

  return {
    load(state, known) {
      spins.set(state);
      spins.fill(1, n);
      // Above every level, whatever is added to it: NaN compares false, and no bond reaches the padding.
      fields.fill(kind === 'integer' ? 0x7fff : Number.NaN, n);
      if (known === undefined) recomputeFields();
      else fields.set(known);
    },
    sweep(beta, rng) {
      if (beta !== betaOfLevels) {
        levels = kind === 'integer' ? integerLevels(plan, beta, thresholds) : realLevels(plan, beta);
        betaOfLevels = beta;
      }
      const { key, block } = rng.reserve(4 * numGroups(n));
      return 2 * unit * sweep(key, block, levels);
    },
    energy() {
      // A bond is in the fields of both its spins, h_i in one.
      const h = model.fields;
      let sum = 0;
      for (let i = 0; i < n; i++) sum += spins[i]! * (unit * fields[i]! + h[i]!);
      return model.offset - sum / 2;
    },
    spinsInto(out) {
      for (let i = 0; i < n; i++) out[i] = spins[i]!;
    },
    fields: () => Float64Array.from(fields.subarray(0, n)),
  };
}

function plainArrays(plan: SweepPlan): readonly [SweepArrays, Sweep] {
  const length = GROUP * numGroups(plan.model.numSpins);
  const ArrayType = plan.kind === 'integer' ? Int16Array : Float64Array;
  const arrays = {
    spins: new ArrayType(length),
    fields: new ArrayType(length),
    thresholds: new Uint32Array(numLevels(plan)),
  };
  return [arrays, scalarSweep(plan, arrays)];
}

/** With a memory of its own, so that runs side by side do not meet; null where there is not that much. */
function wasmArrays(plan: SweepPlan): readonly [SweepArrays, Sweep] | null {
  const module = compile();
  if (module === null) return null;
  const { model, kind, rule, unit } = plan;
  const n = model.numSpins;
  const length = GROUP * numGroups(n);
  const isInteger = kind === 'integer';
  const width = isInteger ? 2 : 8;
  const neighbourBytes = isDense(model) ? 8 * n * length : (isInteger ? 8 : 16) * model.columns.length;
  const kernel = new WebAssembly.Instance(module).exports as unknown as Exports &
    Record<Place, WebAssembly.Global<'i32'>>;
  if (kernel.configure(n, width, numLevels(plan), neighbourBytes) === 0) return null;

  const { buffer } = kernel.memory;
  const at = (place: Place): number => kernel[place].value >>> 0;
  const ArrayType = isInteger ? Int16Array : Float64Array;
  const arrays = {
    spins: new ArrayType(buffer, at('spins'), length),
    fields: new ArrayType(buffer, at('fields'), length),
    thresholds: new Uint32Array(buffer, at('thresholds'), numLevels(plan)),
  };
  if (!isInteger) {
    const acceptances = new Float64Array(buffer, at('acceptances'), kernel.numCells.value + 1);
    for (let k = 0; k < acceptances.length; k++) acceptances[k] = 2 ** 32 * acceptance(rule, k / 16 - 23);
  }
  if (isDense(model)) {
    const rows = new Float64Array(buffer, at('neighbours'), n * length);
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) rows[i * length + j] = 2 * model.matrix[i * n + j]!;
  } else {
    const { rowStarts, columns, couplings } = model;
    const entryBytes = isInteger ? 8 : 16;
    const entries = isInteger
      ? new Int32Array(buffer, at('neighbours'), 2 * columns.length)
      : new Float64Array(buffer, at('neighbours'), 2 * columns.length);
    for (let k = 0; k < columns.length; k++) {
      // Neighbours as the place of their field, in bytes.
      entries[2 * k] = width * columns[k]!;
      entries[2 * k + 1] = (2 * couplings[k]!) / unit;
    }
    const rowOffsets = new Uint32Array(buffer, at('rowOffsets'), n + 1);
    for (let i = 0; i <= n; i++) rowOffsets[i] = entryBytes * rowStarts[i]!;
  }
  const isHeatBath = rule === 'heat-bath' ? 1 : 0;
  const sweep: Sweep = ({ k0, k1 }, block, { lo, hi, rate }) =>
    isInteger
      ? kernel.sweepInteger(k0, k1, BigInt(block), lo, hi)
      : kernel.sweepReal(k0, k1, BigInt(block), lo, hi, rate, isHeatBath, kind === 'dense' ? 1 : 0);
  return [arrays, sweep];
}
