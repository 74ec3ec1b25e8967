import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeSafetensors, key } from '@yuragi/prob-core';
import { expect, test } from 'vitest';
import { mlp } from './layers.ts';
import { decodeParameters, encodeParameters, parametersOf } from './parameter-file.ts';
import { type ParameterStore, parameterStore } from './parameters.ts';
import { compile } from './plan.ts';
import { referenceEngine } from './reference-engine.ts';

function trainedStore(): ParameterStore {
  const store = parameterStore(referenceEngine(), key('file'));
  compile(store, ({ parameters, input }) => ({
    y: mlp(parameters.in('net'), input('x', [1, 3]), { hidden: [5], outputs: 2 }),
  }));
  return store;
}

test('a store comes back from its bytes, under the same names and shapes', () => {
  const store = trainedStore();
  const decoded = decodeParameters(encodeParameters(store));
  expect(decoded).toEqual(parametersOf(store));
  expect(Object.entries(decoded).map(([name, { shape }]) => [name, shape])).toEqual([
    ['net.layer0.weight', [3, 5]],
    ['net.layer0.bias', [5]],
    ['net.layer1.weight', [5, 2]],
    ['net.layer1.bias', [2]],
  ]);
  const again = parameterStore(referenceEngine(), decoded);
  expect(again.values).toEqual(store.values);
  expect(encodeParameters(again)).toEqual(encodeParameters(decoded));
});

test('what `parametersOf` gives is not the store itself', () => {
  const store = trainedStore();
  const copy = parametersOf(store);
  const before = copy['net.layer0.weight']!.data.slice();
  store.engine.view(store.address, store.length).fill(7);
  expect(copy['net.layer0.weight']!.data).toEqual(before);
});

test('a store that no plan has been compiled for yet has nothing to write', () => {
  expect(decodeParameters(encodeParameters(parameterStore(referenceEngine(), key('empty'))))).toEqual({});
});

test('other numbers than F32 are refused', () => {
  const tensors = { w: { data: Float64Array.of(1), shape: [1] } };
  expect(() => decodeParameters(encodeSafetensors({ tensors, metadata: {} }))).toThrow(
    "safetensors: tensor 'w' is a Float64Array; parameters are F32",
  );
  expect(() => encodeParameters({ w: { data: new Float32Array(3), shape: [2] } })).toThrow(
    "safetensors: tensor 'w' of 3 values does not have shape (2)",
  );
});

/** Reads the file with the `safetensors` package where it is installed, and else as the format's description says. */
const READER = `
import array, json, struct, sys
path = sys.argv[1]
try:
    from safetensors.numpy import load_file
    tensors = {k: [list(v.shape), [float(x) for x in v.ravel()]] for k, v in load_file(path).items()}
except ImportError:
    with open(path, 'rb') as file:
        size, = struct.unpack('<Q', file.read(8))
        header = json.loads(file.read(size))
        data = file.read()
    tensors = {}
    for name, entry in header.items():
        if name == '__metadata__': continue
        assert entry['dtype'] == 'F32'
        values = array.array('f')
        values.frombytes(data[entry['data_offsets'][0]:entry['data_offsets'][1]])
        if sys.byteorder == 'big': values.byteswap()
        tensors[name] = [entry['shape'], list(values)]
json.dump(tensors, sys.stdout)
`;

function readByPython(bytes: Uint8Array): Record<string, [shape: number[], values: number[]]> | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'yuragi-parameters-'));
  const path = join(folder, 'model.safetensors');
  writeFileSync(path, bytes);
  try {
    for (const command of ['/usr/bin/python3', 'python3']) {
      try {
        return JSON.parse(execFileSync(command, ['-c', READER, path], { encoding: 'utf8' }));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      }
    }
    return undefined;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('Python reads the same names, shapes and values', ({ annotate }) => {
  const parameters = parametersOf(trainedStore());
  const read = readByPython(encodeParameters(parameters));
  if (read === undefined) {
    console.warn('NOT TESTED: there is no python3 here to read the parameter file with.');
    return annotate('no python3 on this machine: not tested');
  }
  expect(read).toEqual(
    Object.fromEntries(Object.entries(parameters).map(([name, { data, shape }]) => [name, [shape, [...data]]])),
  );
  return undefined;
});
