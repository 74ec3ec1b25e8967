import { fillNormal, key, stream } from '@yuragi/prob-core';
import { gradient as differences } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import {
  type Activation,
  type Backpropagation,
  backpropagate,
  type DenseLayer,
  type DenseNetwork,
} from './backpropagation.ts';
import { multiply, scaleShift, subtract } from './operations/arithmetic.ts';
import { crossEntropy } from './operations/gather.ts';
import { square } from './operations/maps.ts';
import { affine } from './operations/matmul.ts';
import { logSumExp } from './operations/rows.ts';
import { sum } from './operations/sums.ts';
import { parameterStore } from './parameters.ts';
import { compile } from './plan.ts';
import { referenceEngine } from './reference-engine.ts';

const activations: readonly Activation[] = ['identity', 'relu', 'silu', 'gelu', 'tanh', 'sigmoid', 'softplus'];
/** A hidden layer of every activation; all of them in one net; shapes of one, and a chain of ones. */
const nets: readonly (readonly [name: string, widths: readonly number[], activations: readonly Activation[]])[] = [
  ...activations.map((f) => [`3-4-2 ${f}`, [3, 4, 2], [f, 'identity']] as const),
  ['2-3-3-3-3-3-3-4 of all', [2, 3, 3, 3, 3, 3, 3, 4], activations],
  ['5-2 alone', [5, 2], ['sigmoid']],
  ['1-1-1-1', [1, 1, 1, 1], ['tanh', 'gelu', 'silu']],
];
const cases = nets.flatMap(([name, widths, f]) =>
  (['squared', 'crossEntropy'] as const).map((loss) => ({ name, widths, f, loss })),
);

interface Example {
  readonly network: DenseNetwork;
  readonly x: Float64Array;
  readonly target: Float64Array;
}

function example({ name, widths, f, loss }: (typeof cases)[number]): Example {
  const rng = stream(key(`backpropagate ${name} ${loss}`));
  const normals = (n: number): Float64Array => {
    const values = new Float64Array(n);
    fillNormal(rng, values);
    return values;
  };
  const layers = f.map(
    (activation, l): DenseLayer => ({
      weights: normals(widths[l]! * widths[l + 1]!),
      biases: normals(widths[l + 1]!),
      activation,
    }),
  );
  const raw = normals(widths.at(-1)!);
  const total = raw.reduce((all, value) => all + value * value, 0);
  const target = loss === 'squared' ? raw : raw.map((value) => (value * value) / total);
  return { network: { layers, loss }, x: normals(widths[0]!), target };
}

/** The same numbers by the recorded graph in f64: loss, gradients of weights and biases, of the input. */
function graphOf({ network: { layers, loss }, x, target }: Example, byIndex = false) {
  const store = parameterStore(referenceEngine(Float64Array), key('given'));
  const plan = compile(
    store,
    ({ parameters, input, constant }) => {
      let y = input('x', [1, x.length]);
      for (const [l, { weights, biases, activation }] of layers.entries()) {
        const scope = parameters.in(`layer${l}`);
        const m = biases.length;
        const given = () => {};
        const w = scope.parameter('weight', [weights.length / m, m], given);
        y = affine(y, w, scope.parameter('bias', [m], given), activation);
      }
      const d = input('d', [1, target.length]);
      const error =
        loss === 'squared'
          ? scaleShift(sum(square(subtract(y, d))), 0.5, 0)
          : byIndex
            ? sum(crossEntropy(y, constant([target.indexOf(1)], [1])))
            : subtract(sum(logSumExp(y)), sum(multiply(d, y)));
      return { error };
    },
    { differentiate: 'error', inputGradients: ['x'] },
  );
  const layerOf = (tree: typeof plan.parameters, l: number) =>
    tree[`layer${l}`] as Readonly<Record<'weight' | 'bias', Float32Array>>;
  for (const [l, { weights, biases }] of layers.entries()) {
    layerOf(plan.parameters, l).weight.set(weights);
    layerOf(plan.parameters, l).bias.set(biases);
  }
  plan.inputs.x!.set(x);
  plan.inputs.d!.set(target);
  plan.forward();
  plan.backward();
  return {
    loss: plan.outputs.error![0]!,
    layers: layers.map((_, l) => layerOf(plan.gradients, l)),
    inputGradient: plan.inputGradients.x!,
  };
}

/** The largest |a - b| relative to max(1, |b|). */
const distance = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  expect(a.length).toBe(b.length);
  return Array.from(a).reduce(
    (most, value, i) => Math.max(most, Math.abs(value - b[i]!) / Math.max(1, Math.abs(b[i]!))),
    0,
  );
};

/** Of all gradients of an example from those of the graph. */
function distanceToGraph(found: Backpropagation, graph: ReturnType<typeof graphOf>): number {
  return Math.max(
    distance([found.loss], [graph.loss]),
    distance(found.inputGradient, graph.inputGradient),
    ...found.layers.flatMap(({ weightGradient, biasGradient }, l) => [
      distance(weightGradient, graph.layers[l]!.weight),
      distance(biasGradient, graph.layers[l]!.bias),
    ]),
  );
}

/** The same by central differences of the loss alone. */
function distanceToDifferences({ network, x, target }: Example, found: Backpropagation): number {
  const lossOf = (l: number, change: Partial<DenseLayer>): number => {
    const layers = network.layers.map((layer, at) => (at === l ? { ...layer, ...change } : layer));
    return backpropagate({ ...network, layers }, x, target).loss;
  };
  return Math.max(
    distance(
      found.inputGradient,
      differences((values) => backpropagate(network, values, target).loss, x),
    ),
    ...found.layers.flatMap(({ weightGradient, biasGradient }, l) => [
      distance(
        weightGradient,
        differences((weights) => lossOf(l, { weights: Float64Array.from(weights) }), network.layers[l]!.weights),
      ),
      distance(
        biasGradient,
        differences((biases) => lossOf(l, { biases: Float64Array.from(biases) }), network.layers[l]!.biases),
      ),
    ]),
  );
}

describe.each(cases)('$name, $loss', (each) => {
  const all = example(each);
  const found = backpropagate(all.network, all.x, all.target);

  test('the recorded graph has the same loss and gradients to 1e-12', () => {
    expect(distanceToGraph(found, graphOf(all))).toBeLessThan(1e-12);
  });

  test('central differences of the loss have the same gradients to 1e-8', () => {
    expect(distanceToDifferences(all, found)).toBeLessThan(1e-8);
  });
});

test("a 1 among zeros is the engine's own cross entropy of an index", () => {
  const { network, x } = example({
    name: '3-4-3 silu',
    widths: [3, 4, 3],
    f: ['silu', 'identity'],
    loss: 'crossEntropy',
  });
  for (const target of [Float64Array.of(1, 0, 0), Float64Array.of(0, 0, 1)]) {
    const found = backpropagate(network, x, target);
    expect(distanceToGraph(found, graphOf({ network, x, target }, true))).toBeLessThan(1e-12);
    expect(distanceToGraph(found, graphOf({ network, x, target: Float64Array.of(0, 1, 0) }, true))).toBeGreaterThan(
      1e-3,
    );
  }
});

describe('what a tired person writes is told apart', () => {
  const all = example({ name: '3-4-2 tanh', widths: [3, 4, 2], f: ['tanh', 'identity'], loss: 'squared' });
  const right = backpropagate(all.network, all.x, all.target);
  const [hidden, output] = right.layers as [Backpropagation['layers'][number], Backpropagation['layers'][number]];
  const w = all.network.layers[1]!.weights;
  const mutants: Readonly<Record<string, (j: number, back: number) => number>> = {
    "f' forgotten": (_, back) => back,
    "f' of what came out, not of what went in": (j, back) => (1 - Math.tanh(hidden.activations[j]!) ** 2) * back,
    // {f'(u)}', as the notes print it.
    'one prime too many': (j, back) => -2 * hidden.activations[j]! * (1 - hidden.activations[j]! ** 2) * back,
  };

  test.each(Object.entries(mutants))('%s', (_, delta) => {
    const deltas = hidden.deltas.map((_, j) =>
      delta(j, w[2 * j]! * output.deltas[0]! + w[2 * j + 1]! * output.deltas[1]!),
    );
    const wrong = hidden.weightGradient.map((_, at) => all.x[Math.floor(at / 4)]! * deltas[at % 4]!);
    const layers = [{ ...hidden, weightGradient: wrong, biasGradient: deltas }, output];
    expect(distanceToGraph({ ...right, layers }, graphOf(all))).toBeGreaterThan(1e-3);
    expect(distanceToDifferences(all, { ...right, layers })).toBeGreaterThan(1e-3);
  });

  test('weights the wrong way round on the way back', () => {
    const deltas = hidden.deltas.map(
      (_, j) => (1 - hidden.activations[j]! ** 2) * (w[j]! * output.deltas[0]! + w[4 + j]! * output.deltas[1]!),
    );
    expect(distance(deltas, hidden.deltas)).toBeGreaterThan(1e-3);
  });
});

describe('what is known by hand', () => {
  test('the delta of an output is y - d for squares with the identity, and p - d for softmax', () => {
    const layer = {
      weights: Float64Array.of(1, -2, 0.5, 1),
      biases: Float64Array.of(0.1, -0.3),
      activation: 'identity',
    } as const;
    const squared = backpropagate({ layers: [layer], loss: 'squared' }, [1, 2], [0.5, 4]);
    expect(squared.layers[0]!.deltas).toEqual(squared.layers[0]!.activations.map((y, j) => y - [0.5, 4][j]!));
    const entropy = backpropagate({ layers: [layer], loss: 'crossEntropy' }, [1, 2], [0, 1]);
    const [a, b] = entropy.layers[0]!.activations as unknown as [number, number];
    const p = 1 / (1 + Math.exp(b - a));
    expect(entropy.layers[0]!.deltas[0]).toBeCloseTo(p, 14);
    expect(entropy.layers[0]!.deltas[1]).toBeCloseTo(-p, 14);
    expect(entropy.loss).toBeCloseTo(-Math.log(1 - p), 14);
  });

  test('nothing overflows, and a relu that is off passes nothing back', () => {
    const layer = (activation: Activation) => ({
      weights: Float64Array.of(-1, 1),
      biases: Float64Array.of(0, 0),
      activation,
    });
    for (const activation of activations) {
      const { loss, layers } = backpropagate({ layers: [layer(activation)], loss: 'crossEntropy' }, [800], [1, 0]);
      expect(Number.isFinite(loss), activation).toBe(true);
      expect(layers[0]!.deltas.every(Number.isFinite), activation).toBe(true);
    }
    const { layers, inputGradient } = backpropagate({ layers: [layer('relu')], loss: 'squared' }, [2], [5, 5]);
    expect(Array.from(layers[0]!.deltas, (delta) => delta + 0)).toEqual([0, -3]);
    expect(inputGradient).toEqual(Float64Array.of(-3));
  });

  test('arguments stay as they were', () => {
    const { network, x, target } = example(cases[0]!);
    const before = structuredClone({ network, x, target });
    const { layers } = backpropagate(network, x, target);
    layers[0]!.biasGradient.fill(7);
    expect({ network, x, target }).toEqual(before);
    expect(layers[0]!.deltas).not.toEqual(layers[0]!.biasGradient);
  });
});

describe('what does not fit is refused', () => {
  const layer: DenseLayer = { weights: Float64Array.of(1, 2), biases: Float64Array.of(0), activation: 'tanh' };
  const network: DenseNetwork = { layers: [layer], loss: 'squared' };
  const withLayer = (change: object): DenseNetwork => ({ ...network, layers: [{ ...layer, ...change } as DenseLayer] });
  test.each([
    ['no layers', { ...network, layers: [] }, [1, 2], [0], '`layers` must be at least one layer'],
    ['a short input', network, [1], [0], '`layers[0].weights` must have length 1; received shape (2)'],
    ['a long target', network, [1, 2], [0, 1], '`target` must have length 1; received shape (2)'],
    [
      'a weight that is none',
      withLayer({ weights: [1, NaN] }),
      [1, 2],
      [0],
      '`layers[0].weights[1]` must be a finite number; received NaN',
    ],
    ['an input that is none', network, [1, Infinity], [0], '`x[1]` must be a finite number; received Infinity'],
    [
      'another loss',
      { ...network, loss: 'absolute' } as never,
      [1, 2],
      [0],
      "`loss` must be one of 'squared', 'crossEntropy'; received \"absolute\"",
    ],
    ['another activation', withLayer({ activation: 'step' }), [1, 2], [0], '`layers[0].activation` must be one of'],
    [
      'no distribution',
      { ...network, loss: 'crossEntropy' } as const,
      [1, 2],
      [0.5],
      '`target` must be probabilities that sum to 1',
    ],
  ])('%s', (_, net, x, target, message) => {
    expect(() => backpropagate(net, x, target)).toThrow(`backpropagate: ${message}`);
  });
});
