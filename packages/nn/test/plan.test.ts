import { setFlagsFromString } from 'node:v8';
import { fillNormal, key, stream } from '@yuragi/prob-core';
import { describe, expect, test } from 'vitest';
import { createEngine, type Engine } from '../src/engine.ts';
import type { Node } from '../src/graph.ts';
import type { Initialiser, Model, Recorder, Tensor } from '../src/index.ts';
import * as nn from '../src/index.ts';
import type { Store } from '../src/parameters.ts';
import { type CompiledPlan, compilePlan } from '../src/plan.ts';
import { referenceEngine } from '../src/reference-engine.ts';
import { normals } from './derivatives.ts';

// Node 20 has the relaxed instructions behind this flag, later versions have them anyway.
setFlagsFromString('--experimental-wasm-relaxed-simd');

const engines: readonly (readonly [Engine['kind'], () => Promise<Engine>])[] = [
  ['reference', () => createEngine({ kernels: 'reference' })],
  ['plain', () => createEngine({ kernels: 'plain' })],
  ['relaxed', () => createEngine({ kernels: 'auto' })],
];

const random: Initialiser = (out, _, rng) => {
  fillNormal(rng, out);
  for (let i = 0; i < out.length; i++) out[i] = out[i]! / 2;
};

/** Every kind of value a plan has to keep track of: residuals, norms, attention, several outputs of an operation. */
const network: Model = ({ parameters, input }) => {
  const x = input('x', [3, 5, 8]);
  const hidden = nn.transformer(parameters.in('t'), x, { numLayers: 1, heads: 2, hidden: 16 });
  const [left, right] = nn.split(nn.mlp(parameters.in('m'), hidden, { hidden: [37], outputs: 6 }), 2, [2, 4]);
  const y = nn.multiply(left!, nn.reshape(nn.sum(nn.silu(right!), [2]), [3, 5, 1]));
  return { y, loss: nn.mean(nn.square(y)) };
};

/** Convolutions, both strides, group norms, skips, a doubling of pixels. Nothing begins as 0. */
const convolutional: Model = ({ parameters, input, constant }) => {
  const options = { channels: 8, blocksPerLevel: 1, attentionLevels: [1], branchInitialiser: nn.glorotUniform };
  const y = nn.unet(parameters, input('x', [2, 6, 10, 1]), { ...options, time: constant([0.5, 40], [2, 1]) });
  return { y, loss: nn.mean(nn.square(y)) };
};

interface Values {
  readonly y: Float64Array;
  readonly gradient: Float64Array;
}

/** y and the gradient of the loss, at parameters that are f32 numbers. */
function valuesOn(
  engine: Engine,
  model: Model,
  change: (value: number, i: number) => number = (value) => value,
): Values {
  const store = nn.parameterStore(engine, key('network')) as Store;
  const plan = compilePlan(store, model, { differentiate: 'loss' });
  const parameters = engine.view(store.address, store.length);
  for (let i = 0; i < store.length; i++) parameters[i] = change(parameters[i]!, i);
  plan.inputs.x!.set(Float32Array.from(normals('x', 120)));
  plan.forward();
  plan.backward();
  const gradient = Float64Array.from(engine.view(plan.gradientAddress, store.length));
  return { y: Float64Array.from(plan.outputs.y!), gradient };
}

const distance = (a: Float64Array, b: Float64Array): number => Math.hypot(...a.map((value, i) => value - b[i]!));

describe.each<[string, Model, number]>([
  ['a transformer', network, 37],
  ['a U-Net', convolutional, 288],
])('every engine computes the same: %s', (_, model, longestSum) => {
  const exact = valuesOn(referenceEngine(Float64Array), model);
  // Rounding in a sum of k products changes its factors by at most 5 sqrt(k) 2^-24 each, but for odds of 7e-6 (Higham and
  // Mary 2019, theorem 2.4); the longest sums here have 37 and 9 x 32 terms. So: how far do the values move if every
  // parameter is changed by so much, up or down at random? Forward pass and the two products of the backward pass round
  // separately, which allows three times that.
  const moved = [0, 1, 2].map((draw) => {
    const signs = normals(`signs ${draw}`, exact.gradient.length);
    const change = (value: number, i: number): number =>
      value * (1 + 5 * Math.sqrt(longestSum) * 2 ** -24 * Math.sign(signs[i]!));
    return valuesOn(referenceEngine(Float64Array), model, change);
  });
  const allowed = (name: keyof Values): number =>
    3 * Math.max(...moved.map((values) => distance(values[name], exact[name])));

  test.each(engines)('%s', async (kind, create) => {
    const engine = await create();
    expect(engine.kind).toBe(kind);
    const values = valuesOn(engine, model);
    for (const name of ['y', 'gradient'] as const) {
      expect(distance(values[name], exact[name])).toBeLessThan(allowed(name));
      expect(distance(values[name], exact[name])).toBeGreaterThan(0);
    }
    expect(valuesOn(await create(), model)).toEqual(values);
  });

  test('the comparison tells parameters that are wrong in the third digit', () => {
    const { y } = valuesOn(referenceEngine(Float64Array), model, (value, i) => (i < 100 ? value * 1.003 : value));
    expect(distance(y, exact.y)).toBeGreaterThan(allowed('y'));
  });
});

/** An engine that counts what is taken from it. */
function counted(engine: Engine): { readonly engine: Engine; readonly lengths: number[] } {
  const lengths: number[] = [];
  const allocate = (length: number): number => {
    lengths.push(length);
    return engine.allocate(length);
  };
  return { lengths, engine: { ...engine, allocate } };
}

describe('memory', () => {
  test.each(engines)(
    'is used again, with the bits of a plan in which every value has its own (%s)',
    async (_, create) => {
      const shared = counted(await create());
      const thrifty = nn.parameterStore(shared.engine, key('network')) as Store;
      const plan = compilePlan(thrifty, network, { differentiate: 'loss' });

      // All values of both passes as outputs: they live to the end.
      const own = counted(await create());
      const lavish = nn.parameterStore(own.engine, key('network')) as Store;
      const names = [...thrifty.entries.keys()];
      const all = compilePlan(lavish, (recorder) => {
        const outputs = network(recorder);
        const parameters = names.map((name) =>
          recorder.parameters.parameter(name, thrifty.entries.get(name)!.shape, random),
        );
        const gradients = nn.gradient(outputs.loss!, parameters);
        const nodes: readonly Node[] = outputs.loss!.node.graph.nodes;
        return {
          ...outputs,
          ...Object.fromEntries(
            nodes.flatMap(({ outputs: made }, i) => made.map((tensor, j) => [`value ${i}.${j}`, tensor])),
          ),
          ...Object.fromEntries(gradients.map((tensor, i) => [`gradient ${names[i]}`, tensor])),
        };
      });
      for (const { inputs } of [plan, all]) inputs.x!.set(normals('x', 120));
      plan.forward();
      plan.backward();
      all.forward();
      expect(plan.outputs.y).toEqual(all.outputs.y);
      for (const [name, entry] of thrifty.entries)
        expect(thrifty.viewOf(entry, plan.gradientAddress)).toEqual(all.outputs[`gradient ${name}`]);
      // The block of the values, with scratch space at its end, is the last that each takes.
      const valuesOf = ({ graph }: CompiledPlan, { engine, lengths }: typeof shared): number =>
        lengths.at(-1)! - Math.max(...graph.nodes.map((node) => node.operation.scratch?.(engine.kernels, node) ?? 0));
      expect(2 * valuesOf(plan, shared)).toBeLessThan(valuesOf(all, own));
    },
  );

  test('of an earlier plan survives that a later one makes it grow; its views are read again', async () => {
    const engine = await createEngine({ kernels: 'plain' });
    const store = nn.parameterStore(engine, key('growth'));
    const plan = compilePlan(store as Store, network, { differentiate: 'loss' });
    const before = plan.inputs.x!;
    before.set(normals('x', 120));
    plan.forward();
    plan.backward();
    const y = plan.outputs.y!.slice();
    const weight = Float32Array.from((plan.gradients.m as { layer0: { weight: Float32Array } }).layer0.weight);
    nn.compile(nn.parameterStore(engine, key('large')), ({ input }) => ({ y: nn.exp(input('x', [1000, 1000])) }));
    expect(before).toHaveLength(0);
    expect(plan.outputs.y).toEqual(y);
    plan.forward();
    plan.backward();
    expect(plan.outputs.y).toEqual(y);
    expect((plan.gradients.m as { layer0: { weight: Float32Array } }).layer0.weight).toEqual(weight);
  });

  test('is not taken while a plan runs', async () => {
    const { engine, lengths } = counted(await createEngine({ kernels: 'plain' }));
    const plan = compilePlan(nn.parameterStore(engine, key('steady')) as Store, network, { differentiate: 'loss' });
    const [taken, before] = [lengths.length, plan.inputs.x!];
    for (let i = 0; i < 5; i++) {
      plan.draw(stream(key('steady')));
      plan.forward();
      plan.backward();
    }
    expect(lengths).toHaveLength(taken);
    // A memory that had grown would have taken the view away.
    expect(before).toHaveLength(120);
  });

  test('comes back when a plan is closed', async () => {
    const engine = await createEngine({ kernels: 'plain' });
    const store = nn.parameterStore(engine, key('close')) as Store;
    const places = Array.from({ length: 20 }, () => {
      const plan = compilePlan(store, network, { differentiate: 'loss' });
      const large = engine.allocate(100_000);
      engine.release(large);
      plan.close();
      return { gradients: plan.gradientAddress, large };
    });
    expect(new Set(places.slice(1).map(({ gradients }) => gradients)).size).toBe(1);
    expect(new Set(places.slice(1).map(({ large }) => large)).size).toBe(1);
    // One that stays open keeps its place.
    const [open, next] = [0, 1].map(() => compilePlan(store, network, { differentiate: 'loss' }));
    expect(next!.gradientAddress).not.toBe(open!.gradientAddress);
  });
});

/** A plan in f64 over parameters a, b (2) and inputs x, y (2). */
function smallPlan(
  model: (
    tensors: Readonly<Record<'a' | 'b' | 'x' | 'y', Tensor>>,
    recorder: Recorder,
  ) => Readonly<Record<string, Tensor>>,
  differentiate?: string,
): CompiledPlan {
  const store = nn.parameterStore(referenceEngine(Float64Array), key('small')) as Store;
  const plan = compilePlan(
    store,
    (recorder) => {
      const [a, b] = ['a', 'b'].map((name) => recorder.parameters.parameter(name, [2], random));
      const [x, y] = ['x', 'y'].map((name) => recorder.input(name, [2]));
      return model({ a: a!, b: b!, x: x!, y: y! }, recorder);
    },
    { differentiate, inputGradients: differentiate === undefined ? [] : ['x'] },
  );
  plan.inputs.x!.set([2, 3]);
  plan.inputs.y!.set([5, 7]);
  (plan.parameters.a as Float32Array).set([11, 13]);
  (plan.parameters.b as Float32Array).set([17, 19]);
  return plan;
}

const run = (plan: CompiledPlan): CompiledPlan => {
  plan.forward();
  plan.backward();
  return plan;
};
const listed = (values: unknown): number[] => [...(values as Float32Array)];

describe('gradients find their way to the store', () => {
  test('a parameter used twice has the sum', () => {
    const { gradients, inputGradients } = run(
      smallPlan(({ a, x, y }) => ({ loss: nn.sum(nn.add(nn.multiply(a, x), nn.multiply(y, a))) }), 'loss'),
    );
    expect(listed(gradients.a)).toEqual([7, 10]);
    expect(listed(inputGradients.x)).toEqual([11, 13]);
  });

  test('one tensor may be the gradient of two parameters, or an input, or a constant', () => {
    const { gradients } = run(smallPlan(({ a, b }) => ({ loss: nn.sum(nn.add(a, b)) }), 'loss'));
    expect([listed(gradients.a), listed(gradients.b)]).toEqual([
      [1, 1],
      [1, 1],
    ]);
    const other = run(smallPlan(({ a, b, x }) => ({ loss: nn.sum(nn.multiply(nn.add(a, b), x)) }), 'loss'));
    expect([listed(other.gradients.a), listed(other.gradients.b)]).toEqual([
      [2, 3],
      [2, 3],
    ]);
    expect(listed(other.inputGradients.x)).toEqual([28, 32]);
  });

  test('a parameter that the loss does not depend on has 0, in every run', () => {
    const plan = smallPlan(({ a, b, x }) => ({ loss: nn.sum(nn.multiply(a, x)), other: nn.exp(b) }), 'loss');
    for (const _ of [0, 1]) expect(listed(run(plan).gradients.b)).toEqual([0, 0]);
  });

  test('a parameter that a plan does not read has 0', () => {
    const store = nn.parameterStore(referenceEngine(), key('subset')) as Store;
    nn.compile(store, ({ parameters }) => ({
      a: parameters.parameter('a', [2], random),
      b: parameters.parameter('b', [3], random),
    }));
    const plan = compilePlan(store, ({ parameters }) => ({ loss: nn.sum(parameters.parameter('b', [3], random)) }), {
      differentiate: 'loss',
    });
    run(plan);
    expect([listed(plan.gradients.a), listed(plan.gradients.b)]).toEqual([
      [0, 0],
      [1, 1, 1],
    ]);
  });

  test('repeated runs do not add up', () => {
    const plan = smallPlan(({ a, x }) => ({ loss: nn.sum(nn.multiply(nn.square(a), x)) }), 'loss');
    expect(listed(run(plan).gradients.a)).toEqual([44, 78]);
    expect(listed(run(plan).gradients.a)).toEqual([44, 78]);
  });

  test('the loss may be a parameter itself', () => {
    const store = nn.parameterStore(referenceEngine(), key('itself')) as Store;
    const plan = compilePlan(store, ({ parameters }) => ({ loss: parameters.parameter('a', [1], random) }), {
      differentiate: 'loss',
    });
    expect(listed(run(plan).gradients.a)).toEqual([1]);
  });
});

describe('outputs', () => {
  test('may be one tensor under two names, another shape of it, an input, a parameter or a constant', () => {
    const { outputs } = run(
      smallPlan(({ a, x }, { constant }) => {
        const y = nn.multiply(a, x);
        const c = constant([1, 2, 3], [3]);
        return {
          y,
          again: y,
          column: nn.reshape(y, [2, 1]),
          x,
          a,
          c,
          chained: nn.exp(nn.reshape(nn.scaleShift(y, 0, 0), [1, 2])),
        };
      }),
    );
    for (const name of ['y', 'again', 'column']) expect(listed(outputs[name])).toEqual([22, 39]);
    expect([listed(outputs.x), listed(outputs.a), listed(outputs.c)]).toEqual([
      [2, 3],
      [11, 13],
      [1, 2, 3],
    ]);
    expect(listed(outputs.chained)).toEqual([1, 1]);
  });

  test('that nobody asks for are not computed', () => {
    const plan = smallPlan(({ a, x }) => {
      nn.exp(nn.multiply(a, x));
      return { y: nn.add(a, x) };
    });
    expect(plan.forwardCalls.map(({ kernel }) => kernel)).toEqual(['combine']);
    expect(plan.backwardCalls).toEqual([]);
  });

  test('a plan for use and one for training give the same bits', async () => {
    const engine = await createEngine({ kernels: 'plain' });
    const store = nn.parameterStore(engine, key('both')) as Store;
    const plans = [compilePlan(store, network), compilePlan(store, network, { differentiate: 'loss' })];
    for (const plan of plans) {
      plan.inputs.x!.set(normals('x', 120));
      plan.forward();
    }
    expect(plans[0]!.outputs.y).toEqual(plans[1]!.outputs.y);
  });
});

describe('noise', () => {
  const model: Model = ({ normal, uniform, dropoutMask }) => ({
    z: normal([5]),
    u: uniform([7]),
    d: dropoutMask([9], 0.5),
  });
  const drawn = (name: string): CompiledPlan => {
    const plan = compilePlan(nn.parameterStore(referenceEngine(), key('noise')) as Store, model);
    plan.draw(stream(key(name)));
    plan.forward();
    return plan;
  };

  test('comes from the generator, in the order of the model', () => {
    const [a, b, c] = [drawn('a'), drawn('a'), drawn('c')];
    for (const name of ['z', 'u', 'd']) expect(a.outputs[name]).toEqual(b.outputs[name]);
    expect(a.outputs.z).not.toEqual(c.outputs.z);
    expect(a.outputs.u!.every((u) => u >= 0 && u < 1)).toBe(true);
    expect(a.outputs.d!.every((value) => value === 0 || value === 2)).toBe(true);
    // The order is that in which the model asked: z takes the first five values of the stream.
    const z = new Float32Array(5);
    fillNormal(stream(key('a')), z);
    expect(a.outputs.z).toEqual(z);
  });

  test('stays until it is drawn again', () => {
    const plan = drawn('a');
    const z = plan.outputs.z!.slice();
    plan.forward();
    expect(plan.outputs.z).toEqual(z);
    plan.draw(stream(key('b')));
    plan.forward();
    expect(plan.outputs.z).not.toEqual(z);
  });
});

test.each<[string, Model, nn.CompileOptions]>([
  [
    'compile: `differentiate` must be one of \'y\'; received "loss"',
    ({ input }) => ({ y: input('x', [1]) }),
    { differentiate: 'loss' },
  ],
  [
    'compile: `outputs.y` must have one value, since it is differentiated; received shape (2)',
    ({ input }) => ({ y: input('x', [2]) }),
    { differentiate: 'y' },
  ],
  [
    'compile: `inputGradients` must be one of \'x\'; received "z"',
    ({ input }) => ({ y: input('x', [1]) }),
    { differentiate: 'y', inputGradients: ['z'] },
  ],
])('%s', (message, model, options) => {
  expect(() => nn.compile(nn.parameterStore(referenceEngine(), key('bad')), model, options)).toThrow(
    expect.objectContaining({ message }),
  );
});
