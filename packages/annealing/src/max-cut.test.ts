import { key, stream } from '@yuragi/prob-core';
import { binaryStates } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { spinEnergy } from './ising.ts';
import {
  chainLattice,
  cubicLattice,
  normalCouplings,
  randomSigns,
  sherringtonKirkpatrick,
  squareLattice,
} from './lattices.ts';
import { cutValue, maxCutIsing, readGset, writeGset } from './max-cut.ts';

/** The format of Gset: counts, then edges from node 1. */
const file = `# five nodes
5 6
1 2 1
2 3 -1

3 4 2.5
4 5
1 5 1
2 5 -3
`;

describe('readGset', () => {
  test('reads nodes, edges and weights', () => {
    expect(readGset(file)).toEqual({
      numNodes: 5,
      edges: [
        [0, 1, 1],
        [1, 2, -1],
        [2, 3, 2.5],
        [3, 4, 1],
        [0, 4, 1],
        [1, 4, -3],
      ],
    });
    expect(readGset(file.replaceAll('\n', '\r\n'))).toEqual(readGset(file));
    expect(readGset(writeGset(readGset(file)))).toEqual(readGset(file));
  });

  test.each([
    ['', 'g: the file is empty'],
    ['5', 'g, line 1: expected "nodes edges", found 1 words'],
    ['x 1\n1 2', 'g, line 1: the number of nodes is "x", not an integer >= 0'],
    ['0 0', 'g, line 1: 0 nodes; 1 to 16777216 are read'],
    ['3 -1', 'g, line 1: the number of edges is "-1", not an integer >= 0'],
    ['3 2\n1 2 1', 'g, line 2: 1 edges of the 2 that were announced'],
    ['3 1\n1 2 1\n2 3 1', 'g, line 3: more than the 1 edges that were announced'],
    ['3 1\n1 4 1', 'g, line 2: node 4 is not one of 1..3'],
    ['3 1\n0 1 1', 'g, line 2: node 0 is not one of 1..3'],
    ['3 1\n1.5 2 1', 'g, line 2: the node is "1.5", not an integer >= 0'],
    ['3 1\n2 2 1', 'g, line 2: an edge from node 2 to itself'],
    ['3 2\n1 2 1\n2 1 1', 'g, line 3: a second edge between nodes 2 and 1'],
    ['3 1\n1 2 heavy', 'g, line 2: the weight is "heavy", not a finite number'],
    ['3 1\n1 2 1 1', 'g, line 2: expected "i j weight", found 4 words'],
    ['3 1\n1', 'g, line 2: expected "i j weight", found 1 words'],
  ])('refuses %j', (text, message) => {
    expect(() => readGset(text, 'g')).toThrow(expect.objectContaining({ code: 'YURAGI_FORMAT', message }));
  });
});

test('the energy of a maximum-cut model is minus the cut, for every cut', () => {
  const graph = readGset(file);
  const model = maxCutIsing(graph);
  for (const bits of binaryStates(5)) {
    const sides = Int8Array.from(bits, (bit) => 2 * bit - 1);
    const cut = graph.edges.reduce((sum, [i, j, w]) => sum + w * Number(bits[i] !== bits[j]), 0);
    expect(cutValue(graph, sides)).toBe(cut);
    expect(spinEnergy(model, sides)).toBe(0 - cut);
  }
  expect(() => cutValue(graph, Int8Array.of(1))).toThrow('cutValue: `sides` must have length 5; received shape (1)');
});

describe('lattices', () => {
  test('have the neighbours of their geometry', () => {
    const { rowStarts, columns } = cubicLattice([3, 4, 5]);
    expect(Array.from(columns.subarray(rowStarts[0]!, rowStarts[1]!))).toEqual([1, 2, 3, 9, 12, 48]);
    expect(columns.length).toBe(6 * 60);
    const open = squareLattice([3, 2], { isPeriodic: false });
    expect(Array.from(open.columns.subarray(open.rowStarts[1]!, open.rowStarts[2]!))).toEqual([0, 2, 4]);
    expect(chainLattice(4, { isPeriodic: false }).columns.length).toBe(6);
    expect(chainLattice(1, { isPeriodic: false, field: 2 }).fields[0]).toBe(2);
  });

  test('couplings are drawn bond by bond, and belong to the key', () => {
    const draw = (name: string) => squareLattice([4, 4], { couplings: randomSigns(stream(key(name)), 2) }).couplings;
    expect(draw('a')).toEqual(draw('a'));
    expect(draw('a')).not.toEqual(draw('b'));
    expect(new Set(draw('a'))).toEqual(new Set([2, -2]));
    const normal = squareLattice([4, 4], { couplings: normalCouplings(stream(key('n')), 3) }).couplings;
    const rng = stream(key('n'));
    // Site 0 is bonded to 1 first and to 4 next; its row begins with 1, 3, 4.
    expect([normal[0], normal[2]]).toEqual([3 * rng.normal(), 3 * rng.normal()]);
  });

  test('the complete graph is symmetric, with variance 1/n', () => {
    const n = 60;
    const { matrix } = sherringtonKirkpatrick(n, stream(key('sk')));
    const variance = matrix.reduce((sum, x) => sum + x * x, 0) / (n * (n - 1));
    // 1770 independent squares: standard error sqrt(2/1770)/n, here 5 of them.
    expect(Math.abs(n * variance - 1)).toBeLessThan(5 * Math.sqrt(2 / 1770));
    expect(matrix[7 * n + 3]).toBe(matrix[3 * n + 7]);
    expect(matrix[7 * n + 7]).toBe(0);
  });

  test('refuse lengths that would bond a site twice to one neighbour', () => {
    expect(() => squareLattice([2, 3])).toThrow('squareLattice: `lengths[0]` must be an integer >= 3; received 2');
    expect(() => cubicLattice([3, 3, 0], { isPeriodic: false })).toThrow(
      'cubicLattice: `lengths[2]` must be an integer >= 1; received 0',
    );
    expect(() => sherringtonKirkpatrick(1, stream(key('sk')))).toThrow(
      'sherringtonKirkpatrick: `n` must be an integer >= 2; received 1',
    );
    expect(() => randomSigns(stream(key('s')), -1)).toThrow(
      'randomSigns: `magnitude` must be a finite number >= 0; received -1',
    );
    expect(() => normalCouplings(stream(key('s')), Number.NaN)).toThrow(
      'normalCouplings: `scale` must be a finite number >= 0; received NaN',
    );
  });
});
