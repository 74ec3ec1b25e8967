/** Maximum cut: weighted graphs, the file format of Gset and rudy, and the Ising model whose energy is minus the cut. */
import { type IsingModel, isingModel } from '@yuragi/mcmc';
import { FormatError, requireLength } from '@yuragi/prob-core/errors';

/** An undirected graph with weighted edges, as Gset files hold it. */
export interface WeightedGraph {
  readonly numNodes: number;
  /** (i, j, weight), nodes from 0. */
  readonly edges: readonly (readonly [i: number, j: number, weight: number])[];
}

/** The largest graph that is read: 2^24 nodes. */
const MOST_NODES = 2 ** 24;

/**
 * Reads a graph in rudy's format, that of the Gset instances: a line `nodes edges`, then one line `i j weight` an edge,
 * nodes from 1. The weight may be left out (1). Empty lines and lines that begin with # are skipped.
 *
 * @param text the contents of the file
 * @param source its name, for error messages
 * @throws {FormatError} with source, line and reason: counts that are not there or do not hold, nodes out of range, an
 *   edge from a node to itself or given twice, weights that are not finite numbers, words too many
 * @example ```ts doctest
 * import { maxCutIsing, readGset, cutValue } from '@yuragi/annealing';
 * const triangle = readGset('3 3\n1 2 1\n2 3 1\n1 3 2', 'triangle');
 * cutValue(triangle, Int8Array.of(1, 1, -1)); // => 3
 * ```
 */
export function readGset(text: string, source = 'text'): WeightedGraph {
  const fail = (line: number, reason: string): never => {
    throw new FormatError(source, line, reason);
  };
  const count = (line: number, what: string, word: string | undefined): number => {
    const value = /^\d+$/.test(word ?? '') ? Number(word) : -1;
    return Number.isSafeInteger(value) && value >= 0
      ? value
      : fail(line, `the ${what} is ${JSON.stringify(word ?? '')}, not an integer >= 0`);
  };

  let numNodes = -1;
  let numEdges = 0;
  const edges: (readonly [number, number, number])[] = [];
  const seen = new Set<number>();
  const lines = text.split(/\r?\n/);
  for (const [at, content] of lines.entries()) {
    const words = content.trim().split(/\s+/);
    const line = at + 1;
    if (words[0] === '' || words[0]!.startsWith('#')) continue;
    if (numNodes < 0) {
      if (words.length !== 2) fail(line, `expected "nodes edges", found ${words.length} words`);
      numNodes = count(line, 'number of nodes', words[0]);
      numEdges = count(line, 'number of edges', words[1]);
      if (numNodes < 1 || numNodes > MOST_NODES) fail(line, `${numNodes} nodes; 1 to ${MOST_NODES} are read`);
      continue;
    }
    if (edges.length === numEdges) fail(line, `more than the ${numEdges} edges that were announced`);
    if (words.length < 2 || words.length > 3) fail(line, `expected "i j weight", found ${words.length} words`);
    const [i, j] = [0, 1].map((end) => {
      const node = count(line, 'node', words[end]);
      return node >= 1 && node <= numNodes ? node - 1 : fail(line, `node ${node} is not one of 1..${numNodes}`);
    }) as [number, number];
    const weight = words.length === 2 ? 1 : Number(words[2]);
    if (!Number.isFinite(weight)) fail(line, `the weight is ${JSON.stringify(words[2])}, not a finite number`);
    if (i === j) fail(line, `an edge from node ${i + 1} to itself`);
    const pair = Math.min(i, j) * numNodes + Math.max(i, j);
    if (seen.has(pair)) fail(line, `a second edge between nodes ${i + 1} and ${j + 1}`);
    seen.add(pair);
    edges.push([i, j, weight]);
  }
  if (numNodes < 0) fail(0, 'the file is empty');
  if (edges.length < numEdges) fail(lines.length, `${edges.length} edges of the ${numEdges} that were announced`);
  return { numNodes, edges };
}

/** Writes a graph in the format that `readGset` reads. */
export function writeGset({ numNodes, edges }: WeightedGraph): string {
  return `${[`${numNodes} ${edges.length}`, ...edges.map(([i, j, weight]) => `${i + 1} ${j + 1} ${weight}`)].join('\n')}\n`;
}

/**
 * The Ising model of maximum cut: E(s) = -cut(s).
 *
 *   cut(s) = sum_edges w_ij (1 - s_i s_j)/2,   J_ij = -w_ij/2,  offset = -sum_edges w_ij/2
 *
 * @throws {ArgumentError} for nodes out of range, an edge from a node to itself or a weight that is not finite
 */
export function maxCutIsing({ numNodes, edges }: WeightedGraph): IsingModel {
  return isingModel({
    numSpins: numNodes,
    bonds: edges.map(([i, j, weight]) => [i, j, -weight / 2] as const),
    offset: edges.reduce((sum, [, , weight]) => sum - weight / 2, 0),
  });
}

/**
 * The total weight of the edges between the two sides.
 *
 * @param sides -1 or +1, (numNodes)
 * @throws {ShapeError} for another length
 */
export function cutValue({ numNodes, edges }: WeightedGraph, sides: Int8Array): number {
  requireLength('cutValue', 'sides', sides, numNodes);
  return edges.reduce((cut, [i, j, weight]) => (sides[i] === sides[j] ? cut : cut + weight), 0);
}
