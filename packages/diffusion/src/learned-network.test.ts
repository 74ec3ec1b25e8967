import { compile, createEngine, type ParameterStore, type Plan, parameterStore } from '@yuragi/nn';
import { fillNormal, key, stream } from '@yuragi/prob-core';
import { expect, test } from 'vitest';
import { type DenoisingNetwork, denoisingMlp, eachRow, type NetworkInput } from './index.ts';
import { levelInput } from './learned-network.ts';

const engine = await createEngine({ kernels: 'plain' });

function planOf(store: ParameterStore, network: DenoisingNetwork, n: number, shared: number, numClasses = 0): Plan {
  return compile(store, ({ parameters, input }) => {
    const given: NetworkInput = {
      x: input('x', [n, 2]),
      level: input('level', [shared, 1]),
      ...(numClasses > 0 && { labels: { indices: input('labels', [shared]), count: numClasses + 1 } }),
    };
    return { y: network(parameters, given) };
  });
}

/** Parameters that are not the zeros that some begin with. */
function filled(network: DenoisingNetwork, numClasses: number): ParameterStore {
  const store = parameterStore(engine, key('weights'));
  planOf(store, network, 1, 1, numClasses);
  const rng = stream(key('values'));
  const parameters = [...store.entries].map(([name, { shape }]) => {
    const data = new Float32Array(shape.reduce((product, size) => product * size, 1));
    fillNormal(rng, data);
    return [name, { data: data.map((value) => 0.3 * value), shape }] as const;
  });
  return parameterStore(engine, Object.fromEntries(parameters));
}

test('with the defaults it has 41 858 parameters in two dimensions, and predicts 0 to begin with', () => {
  const store = parameterStore(engine, key('weights'));
  const plan = planOf(store, denoisingMlp(), 3, 3);
  expect(store.count).toBe(41_858);
  plan.inputs.x!.set([1, 2, 3, 4, 5, 6]);
  plan.inputs.level!.set([0.1, 0.2, 0.3]);
  plan.forward();
  expect(Array.from(plan.outputs.y!)).toEqual([0, 0, 0, 0, 0, 0]);
});

test('a level and a label that all rows share give what they give row by row', () => {
  const network = denoisingMlp({ hidden: [7, 5], embedding: 6 });
  const store = filled(network, 3);
  const [each, together] = [planOf(store, network, 5, 5, 3), planOf(store, network, 5, 1, 3)];
  const x = new Float32Array(10);
  fillNormal(stream(key('x')), x);
  for (const plan of [each, together]) {
    plan.inputs.x!.set(x);
    plan.inputs.level!.fill(0.37);
    plan.inputs.labels!.fill(2);
    plan.forward();
  }
  const [a, b] = [Array.from(each.outputs.y!), Array.from(together.outputs.y!)];
  for (const [i, value] of a.entries()) expect(Math.abs(value - b[i]!)).toBeLessThan(1e-6);
  together.inputs.labels!.fill(3);
  together.forward();
  expect(Math.abs(together.outputs.y![0]! - a[0]!)).toBeGreaterThan(1e-3);
  together.inputs.labels!.fill(2);
  together.inputs.level!.fill(0.5);
  together.forward();
  expect(Math.abs(together.outputs.y![0]! - a[0]!)).toBeGreaterThan(1e-3);
});

test('eachRow repeats a shared row and leaves others', () => {
  const plan = compile(parameterStore(engine, key('none')), ({ input }) => {
    const [one, many] = [input('one', [1, 2]), input('many', [3, 2])];
    expect(eachRow(many, 3)).toBe(many);
    return { y: eachRow(one, 3) };
  });
  plan.inputs.one!.set([4, 5]);
  plan.forward();
  expect(Array.from(plan.outputs.y!)).toEqual([4, 5, 4, 5, 4, 5]);
});

test('the level is log(sigma)/4, and finite where sigma is 0 or infinite', () => {
  expect(levelInput(2)).toBeCloseTo(Math.log(2) / 4, 15);
  expect(levelInput(0)).toBeCloseTo(-Math.log(1e6) / 4, 12);
  expect(levelInput(Infinity)).toBeCloseTo(Math.log(1e6) / 4, 12);
});

test.each([
  [() => denoisingMlp({ hidden: [] }), 'denoisingMlp: `hidden` must be at least one width; received []'],
  [() => denoisingMlp({ hidden: [4, 0] }), 'denoisingMlp: `hidden[1]` must be an integer >= 1; received 0'],
  [() => denoisingMlp({ embedding: 5 }), 'denoisingMlp: `embedding` must be an even integer >= 2; received 5'],
])('bad options are refused, %#', (run, message) => {
  expect(run).toThrow(message);
});
