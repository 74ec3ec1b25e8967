import { isingModel } from '@yuragi/mcmc';
import { key, stream } from '@yuragi/prob-core';
import { kernelConformance } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import {
  chainLattice,
  isingSweep,
  normalCouplings,
  pathIntegralKernel,
  sherringtonKirkpatrick,
  spinEnergy,
} from '../src/index.ts';

const models = {
  integers: chainLattice(19),
  'real numbers': chainLattice(19, { couplings: normalCouplings(stream(key('conformance'))) }),
  dense: sherringtonKirkpatrick(19, stream(key('conformance'))),
};
for (const [name, model] of Object.entries(models))
  for (const rule of ['metropolis', 'heat-bath'] as const)
    kernelConformance(`isingSweep, ${name}, ${rule}`, () => isingSweep(model, { rule }), {
      start: () => Int8Array.from({ length: 19 }, (_, i) => (i % 3 === 0 ? 1 : -1)),
      level: [0.7],
      makeRng: (title) => stream(key(title)),
    });

for (const [name, model] of Object.entries(models))
  kernelConformance(`pathIntegralKernel, ${name}`, () => pathIntegralKernel(model, { beta: 1.5, numSlices: 6 }), {
    start: () => Int8Array.from({ length: 6 * 19 }, (_, i) => (i % 5 === 0 ? 1 : -1)),
    level: [0.7],
    makeRng: (title) => stream(key(title)),
  });

describe('isingSweep', () => {
  test('keeps the energy of its state, and says how it changed', () => {
    const model = models.integers;
    const kernel = isingSweep(model);
    const rng = stream(key('energy'));
    let state = kernel.init(new Int8Array(19).fill(1), rng);
    for (let i = 0; i < 20; i++) {
      const [next, { energyChange }] = kernel.step(state, rng, 0.3);
      expect(next.energy).toBe(state.energy + energyChange);
      expect(next.energy).toBe(spinEnergy(model, next.position));
      state = next;
    }
  });

  test('the heat bath is the default, because Metropolis in order is not ergodic at beta = 0', () => {
    const free = isingModel({ numSpins: 64, bonds: [] });
    const rng = stream(key('ergodic'));
    const sweep = (rule?: 'metropolis') => {
      const kernel = isingSweep(free, { rule });
      return kernel.step(kernel.init(new Int8Array(64).fill(1), rng), rng, 0)[0].position;
    };
    expect(sweep('metropolis')).toEqual(new Int8Array(64).fill(-1));
    expect(new Set(sweep())).toEqual(new Set([-1, 1]));
  });

  test('refuses bad spins, rules and kernels', () => {
    const kernel = isingSweep(models.integers);
    const rng = stream(key('bad'));
    expect(() => kernel.init(new Int8Array(19), rng)).toThrow('isingSweep: `position[0]` must be -1 or +1; received 0');
    expect(() => kernel.init(new Int8Array(3), rng)).toThrow(
      'isingSweep: `position` must have length 19; received shape (3)',
    );
    expect(() => isingSweep(models.dense, { rule: 'x' as never })).toThrow(
      "isingSweep: `rule` must be one of 'metropolis', 'heat-bath'; received \"x\"",
    );
    expect(() => isingSweep(models.dense, { kernels: 'x' as never })).toThrow(
      "isingSweep: `kernels` must be one of 'auto', 'scalar'; received \"x\"",
    );
    expect(() => isingSweep({ ...models.dense, matrix: new Float64Array(4) })).toThrow(
      'isingSweep: `model.matrix` must have length 361; received shape (4)',
    );
  });
});
