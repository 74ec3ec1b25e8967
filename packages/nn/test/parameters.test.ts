import { fillNormal, key } from '@yuragi/prob-core';
import { describe, expect, test } from 'vitest';
import type { Initialiser, Model } from '../src/index.ts';
import * as nn from '../src/index.ts';
import { referenceEngine } from '../src/reference-engine.ts';
import { normals } from './derivatives.ts';

const random: Initialiser = (out, _, rng) => fillNormal(rng, out);
const listed = (values: unknown): number[] => [...(values as Float32Array)];

describe('plans of one store', () => {
  const linear =
    (batch: number): Model =>
    ({ parameters, input }) => ({ y: nn.linear(parameters, input('x', [batch, 2]), 3) });

  test('share the parameters, whatever their batch', () => {
    const store = nn.parameterStore(referenceEngine(), key('shared'));
    const [one, five] = [nn.compile(store, linear(1)), nn.compile(store, linear(5))];
    const rows = normals('rows', 10);
    five.inputs.x!.set(rows);
    for (const rewritten of [false, true]) {
      if (rewritten) (store.values.weight as Float32Array).fill(0.25);
      five.forward();
      for (let i = 0; i < 5; i++) {
        one.inputs.x!.set(rows.subarray(2 * i, 2 * i + 2));
        one.forward();
        expect(listed(one.outputs.y)).toEqual(listed(five.outputs.y!.subarray(3 * i, 3 * i + 3)));
      }
    }
  });

  test('a parameter in another shape, or one that a loaded store does not have, is refused', () => {
    const store = nn.parameterStore(referenceEngine(), key('shared'));
    nn.compile(store, linear(1));
    expect(() =>
      nn.compile(store, ({ parameters, input }) => ({ y: nn.linear(parameters, input('x', [1, 4]), 3) })),
    ).toThrow('parameter: `weight` must have shape (4, 3), which the model asks for; received shape (2, 3)');
    expect(() =>
      nn.compile(store, ({ parameters, input }) => ({ y: nn.linear(parameters.in('b'), input('x', [1, 2]), 3) })),
    ).toThrow(
      "parameter: `b.weight` must be one of the store's parameters (weight, bias); they are fixed by the first plan or by what was loaded",
    );
    expect(() => nn.parameterStore(referenceEngine(), { w: { data: new Float32Array(3), shape: [2] } })).toThrow(
      'parameterStore: `w` must have 3 values, as its data has; received shape (2)',
    );
  });

  test('a new parameter depends on its name and the key alone, not on who asks first', () => {
    const values = (names: readonly string[]) => {
      const store = nn.parameterStore(referenceEngine(), key('names'));
      nn.compile(store, ({ parameters }) =>
        Object.fromEntries(names.map((name) => [name, parameters.parameter(name, [3], random)])),
      );
      return store.values;
    };
    expect(values(['b', 'a'])).toEqual(values(['a', 'b']));
    expect(values(['a']).a).not.toEqual(values(['b']).b);
  });
});
