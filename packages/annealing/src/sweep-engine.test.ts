import { isingModel } from '@yuragi/mcmc';
import { foldIn, key, type Rng, restore, stream } from '@yuragi/prob-core';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { isDense, type SpinModel, spinEnergy, toDenseIsing } from './ising.ts';
import { cubicLattice, normalCouplings, randomSigns, sherringtonKirkpatrick, squareLattice } from './lattices.ts';
import { fillRandomSpins } from './random-spins.ts';
import { sweepEngine } from './sweep-engine.ts';
import { type SweepPlan, sweepPlan, updateRules } from './sweep-plan.ts';

const rngOf = (name: string): Rng => stream(key(`sweep-engine ${name}`));

/** A random graph with integer bonds and fields: `numBonds` of up to `magnitude`, times `unit`. */
function randomGraph(name: string, numSpins: number, numBonds: number, magnitude: number, unit = 1): SpinModel {
  const rng = rngOf(name);
  const integer = () => unit * (rng.int(2 * magnitude + 1) - magnitude);
  const bonds = Array.from({ length: numBonds }, () => {
    const i = rng.int(numSpins);
    return [i, (i + 1 + rng.int(numSpins - 1)) % numSpins, integer()] as const;
  });
  return isingModel({ numSpins, bonds, fields: Array.from({ length: numSpins }, integer) });
}

const models: readonly (readonly [name: string, kind: SweepPlan['kind'], model: SpinModel])[] = [
  ['a lattice of +-1', 'integer', squareLattice([7, 9], { couplings: randomSigns(rngOf('signs')) })],
  ['cubic with a field', 'integer', cubicLattice([3, 4, 5], { couplings: randomSigns(rngOf('cubic')), field: 1 })],
  ['quarters', 'integer', randomGraph('quarters', 37, 90, 3, 0.25)],
  ['many levels', 'integer', randomGraph('many', 64, 900, 9)],
  ['one group', 'integer', randomGraph('group', 16, 30, 2)],
  ['two spins', 'integer', randomGraph('two', 2, 1, 1)],
  ['one spin', 'integer', isingModel({ numSpins: 1, bonds: [], fields: [1] })],
  ['integers too large', 'sparse', randomGraph('large', 30, 60, 5000)],
  ['Gaussian lattice', 'sparse', squareLattice([5, 7], { couplings: normalCouplings(rngOf('normal')) })],
  ['Sherrington-Kirkpatrick', 'dense', sherringtonKirkpatrick(45, rngOf('sk'))],
];
const betas = [0, 1e-11, 0.003, 0.02, 0.3, 1, 1, 4, 50];

describe.each(models)('%s', (name, kind, model) => {
  test.each(updateRules)('WebAssembly and plain TypeScript give the same bits (%s)', (rule) => {
    const plan = sweepPlan(model, rule);
    expect(plan.kind).toBe(kind);
    const start = new Int8Array(model.numSpins);
    fillRandomSpins(rngOf(name), start);
    const [fast, slow] = (['auto', 'scalar'] as const).map((kernels) => {
      const engine = sweepEngine(plan, kernels);
      const rng = stream(foldIn(key(name), 1));
      engine.load(start);
      return betas.map((beta) => {
        const change = engine.sweep(beta, rng);
        const spins = new Int8Array(model.numSpins);
        engine.spinsInto(spins);
        return { change, spins, fields: engine.fields(), state: rng.state() };
      });
    });
    expect(fast).toStrictEqual(slow);
  });

  test.each(updateRules)('the change of energy and the fields are those of the spins (%s)', (rule) => {
    const plan = sweepPlan(model, rule);
    const engine = sweepEngine(plan);
    const rng = rngOf(name);
    const spins = new Int8Array(model.numSpins);
    fillRandomSpins(rng, spins);
    engine.load(spins);
    let numFlips = 0;
    for (const beta of betas) {
      const before = spins.slice();
      const energy = spinEnergy(model, spins);
      const change = engine.sweep(beta, rng);
      engine.spinsInto(spins);
      numFlips += spins.reduce((sum, s, i) => sum + Number(s !== before[i]), 0);
      const scale = Math.max(1, Math.abs(energy));
      expect(Math.abs(spinEnergy(model, spins) - energy - change) / scale).toBeLessThan(1e-11);
      expect(Math.abs(engine.energy() - spinEnergy(model, spins)) / scale).toBeLessThan(1e-11);
      const fresh = sweepEngine(plan);
      fresh.load(spins);
      const drift = engine.fields().map((field, i) => Math.abs(field - fresh.fields()[i]!) / scale);
      expect(Math.max(...drift)).toBeLessThan(kind === 'integer' ? Number.MIN_VALUE : 1e-12);
    }
    expect(numFlips).toBeGreaterThan(0);
  });
});

test('fields are counted in the largest power of two that divides them in every state', () => {
  const planOf = (couplings: number, field = 0) => {
    const { kind, unit, largest } = sweepPlan(squareLattice([3, 3], { couplings, field }), 'heat-bath');
    return [kind, unit, largest];
  };
  expect(planOf(1)).toEqual(['integer', 2, 2]);
  expect(planOf(1, 1)).toEqual(['integer', 1, 5]);
  expect(planOf(-0.5, 1)).toEqual(['integer', 1, 3]);
  expect(planOf(0.25)).toEqual(['integer', 0.5, 2]);
  expect(planOf(2 ** 20)).toEqual(['sparse', 1, 0]);
  expect(planOf(2 ** 12)).toEqual(['integer', 2 ** 10, 16]);
  expect(planOf(2 ** -9)).toEqual(['integer', 2 ** -8, 2]);
  expect(planOf(2 ** -10)).toEqual(['sparse', 1, 0]);
  expect(planOf(1, 1020)).toEqual(['integer', 2, 512]);
  expect(planOf(1, 1021)).toEqual(['sparse', 1, 0]);
});

test('sparse and dense storage of one model take the same steps', () => {
  const model = squareLattice([4, 5], { couplings: () => 1.1 });
  const [sparse, dense] = [model, toDenseIsing(model)].map((each) => {
    const engine = sweepEngine(sweepPlan(each, 'heat-bath'));
    const rng = rngOf('storage');
    engine.load(new Int8Array(20).fill(1));
    return betas.map((beta) => Math.round(1e9 * engine.sweep(beta, rng)));
  });
  expect(isDense(toDenseIsing(model))).toBe(true);
  expect(sparse).toEqual(dense);
});

test('block numbers carry into their high word', () => {
  const plan = sweepPlan(squareLattice([6, 6]), 'heat-bath');
  const [fast, slow] = (['auto', 'scalar'] as const).map((kernels) => {
    const engine = sweepEngine(plan, kernels);
    engine.load(new Int8Array(36).fill(1));
    const rng = restore({ key: key(3), block: 2 ** 32 - 6, word: 0 });
    engine.sweep(0.1, rng);
    return [engine.fields(), rng.state()];
  });
  expect(fast).toStrictEqual(slow);
});

test('a state that is loaded with its fields goes on as if it had never left', () => {
  const plan = sweepPlan(squareLattice([5, 5], { couplings: normalCouplings(rngOf('go on')) }), 'metropolis');
  const engine = sweepEngine(plan);
  const rng = rngOf('go on');
  const spins = new Int8Array(25).fill(1);
  engine.load(spins);
  for (let i = 0; i < 50; i++) engine.sweep(0.5, rng);
  engine.spinsInto(spins);
  const other = sweepEngine(plan);
  other.load(spins, engine.fields());
  expect(other.sweep(0.5, restore(rng.state()))).toBe(engine.sweep(0.5, rng));
  expect(other.fields()).toStrictEqual(engine.fields());
});

describe('the choice of kernels', () => {
  afterEach(() => vi.unstubAllGlobals());

  test('WebAssembly is taken where the engine has it, and plain TypeScript where it has not', async () => {
    let numInstances = 0;
    class Instance extends WebAssembly.Instance {
      constructor(module: WebAssembly.Module) {
        super(module);
        numInstances++;
      }
    }
    class Module {
      constructor() {
        throw new WebAssembly.CompileError('no SIMD');
      }
    }
    const sweepWith = async (stub: object) => {
      vi.stubGlobal('WebAssembly', { ...stub });
      vi.resetModules();
      const { sweepEngine: fresh } = await import('./sweep-engine.ts');
      const engine = fresh(sweepPlan(squareLattice([4, 4]), 'heat-bath'));
      engine.load(new Int8Array(16).fill(-1));
      return engine.sweep(0.2, rngOf('twin'));
    };
    const { Module: compile } = WebAssembly;
    const fast = await sweepWith({ Module: compile, Instance });
    expect(numInstances).toBe(1);
    const slow = await sweepWith({ Module, Instance });
    expect(numInstances).toBe(1);
    expect(slow).toBe(fast);
  });
});
