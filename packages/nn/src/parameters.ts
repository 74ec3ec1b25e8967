/**
 * Parameters: named arrays that several plans share. A model asks for them by name while it is recorded; the store makes
 * them on first asking, each from its own key, and lays them out together when the first plan is compiled.
 */
import { foldIn, type Key, type Rng, stream } from '@yuragi/prob-core';
import { ArgumentError, ShapeError } from '@yuragi/prob-core/errors';
import type { Engine } from './engine.ts';
import { type Graph, padded, requireShape, show, sizeOf, type Tensor } from './graph.ts';
import { recordSource } from './source.ts';

/** Nested names; f32. A leaf is a view into the engine's memory: read it again after compiling another plan. */
export interface Parameters {
  readonly [name: string]: Float32Array | Parameters;
}

/** Fills a new parameter of the given shape. */
export type Initialiser = (out: Float32Array, shape: readonly number[], rng: Rng) => void;

/** An array with its shape: what a file of parameters holds under each name. */
export interface ShapedArray {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/** The place in a tree of parameters where a layer finds its own. */
export interface Scope {
  readonly graph: Graph;
  /** The parameter of that name, made by `initialiser` if it is new. @throws {ShapeError} if it exists in another shape */
  parameter(name: string, shape: readonly number[], initialiser: Initialiser): Tensor;
  /** A branch. */
  in(name: string): Scope;
}

interface Entry extends ShapedArray {
  /** Elements from the start of the store. */
  readonly offset: number;
}

/** What plans share, and what is trained, saved and loaded. */
export interface ParameterStore {
  readonly engine: Engine;
  /** Names as 'block0.weight', with shapes, in the order of the memory. */
  readonly entries: ReadonlyMap<string, { readonly shape: readonly number[]; readonly offset: number }>;
  /** Free parameters. */
  readonly count: number;
  /** The parameters as a tree of views. */
  readonly values: Parameters;
  /** Address and length of all of them together, padded; known once a plan is compiled. */
  readonly address: number;
  readonly length: number;
}

function requireString(where: string, name: string): string {
  if (typeof name !== 'string') throw new ArgumentError(where, 'name', 'a string', name);
  return name;
}

/** A name that has a place of its own in a tree beside the others. @throws {ArgumentError} */
function requireName(name: string, others: ReadonlyMap<string, unknown>): void {
  const steps = name.split('.');
  if (steps.some((step) => step === '' || step === '__proto__'))
    throw new ArgumentError('parameter', 'name', "made of names between dots, and none of them '__proto__'", name);
  for (const other of others.keys())
    if (other.startsWith(`${name}.`) || name.startsWith(`${other}.`))
      throw new ArgumentError('parameter', 'name', `no branch of '${other}', nor the other way round`, name);
}

/** A store as the compiler sees it. */
export class Store implements ParameterStore {
  readonly engine: Engine;
  readonly entries: Map<string, Entry> = new Map();
  address = 0;
  length = 0;
  /** Whether a fit is under way, which would not bear a second one. */
  isTraining = false;
  readonly #key: Key | undefined;

  constructor(engine: Engine, key: Key | undefined, values: Readonly<Record<string, ShapedArray>>) {
    this.engine = engine;
    this.#key = key;
    for (const [name, array] of Object.entries(values)) {
      if (!(ArrayBuffer.isView(array?.data) && Array.isArray(array.shape)))
        throw new ArgumentError('parameterStore', name, 'an object { data, shape }', array);
      const { data, shape } = array;
      if (data.length !== sizeOf(requireShape(shape)))
        throw new ShapeError('parameterStore', name, `${data.length} values, as its data has`, shape);
      this.#add(name, data, shape);
    }
    if (key === undefined) this.seal();
  }

  #add(name: string, data: Float32Array, shape: readonly number[]): Entry {
    requireName(name, this.entries);
    const entry = { data, shape, offset: this.length };
    this.entries.set(name, entry);
    this.length += padded(data.length);
    return entry;
  }

  get count(): number {
    let total = 0;
    for (const { shape } of this.entries.values()) total += sizeOf(shape);
    return total;
  }

  get isSealed(): boolean {
    return this.address !== 0;
  }

  /** The entry of that name; made if the store is still growing. */
  require(name: string, shape: readonly number[], initialiser: Initialiser): Entry {
    const known = this.entries.get(name);
    if (known !== undefined) {
      if (show(known.shape) !== show(shape))
        throw new ShapeError('parameter', name, `shape ${show(shape)}, which the model asks for`, known.shape);
      return known;
    }
    if (this.#key === undefined || this.isSealed)
      throw new ArgumentError(
        'parameter',
        name,
        `one of the store's parameters (${[...this.entries.keys()].join(', ')}); they are fixed by the first plan or by what was loaded`,
        name,
      );
    const data = new Float32Array(sizeOf(shape));
    initialiser(data, shape, stream(foldIn(this.#key, name)));
    return this.#add(name, data, shape);
  }

  /** A function that makes the store forget the parameters that it gets from now on, if it is then still growing. */
  remember(): () => void {
    const [count, length] = [this.entries.size, this.length];
    return () => {
      if (this.isSealed) return;
      for (const name of [...this.entries.keys()].slice(count)) this.entries.delete(name);
      this.length = length;
    };
  }

  /** Lays the parameters out in the engine's memory. */
  seal(): void {
    if (this.isSealed) return;
    this.address = this.engine.allocate(Math.max(this.length, 4));
    for (const { data, offset } of this.entries.values())
      this.engine.view(this.address + 4 * offset, data.length).set(data);
  }

  get values(): Parameters {
    return treeOf([...this.entries].map(([name, entry]) => [name, this.viewOf(entry, this.address)]));
  }

  /** A view of the same layout elsewhere: gradients, averages. */
  viewOf(
    { offset, shape, data }: { offset: number; shape: readonly number[]; data?: Float32Array },
    address: number,
  ): Float32Array {
    return this.isSealed ? this.engine.view(address + 4 * offset, sizeOf(shape)) : data!;
  }
}

/** @throws {ArgumentError} */
export function requireStore(where: string, store: ParameterStore): Store {
  if (!(store instanceof Store)) throw new ArgumentError(where, 'store', 'made by `parameterStore`', store);
  return store;
}

/** 'a.b' and 'a.c' as { a: { b, c } }. */
export function treeOf(leaves: readonly (readonly [name: string, leaf: Float32Array])[]): Parameters {
  const root: Record<string, unknown> = {};
  for (const [name, leaf] of leaves) {
    const path = name.split('.');
    let at = root;
    for (const step of path.slice(0, -1)) {
      if (!Object.hasOwn(at, step)) at[step] = {};
      at = at[step] as Record<string, unknown>;
    }
    at[path.at(-1)!] = leaf;
  }
  return root as Parameters;
}

/**
 * A store of parameters in an engine.
 *
 * @param from a key: every parameter is drawn by its initialiser from a key of its own name, so that it does not matter
 *   in which order a model asks; or the parameters themselves, as `decodeParameters` gives them
 * @throws {ShapeError} if data and shape of a parameter do not fit; {ArgumentError} for what is neither, or for names that
 *   cannot stand in one tree
 * @example ```ts doctest
 * import { key } from '@yuragi/prob-core';
 * import { compile, createEngine, linear, parameterStore } from '@yuragi/nn';
 * const store = parameterStore(await createEngine(), key('weights'));
 * compile(store, ({ parameters, input }) => ({ y: linear(parameters.in('last'), input('x', [4, 3]), 2) }));
 * [...store.entries.keys()]; // => ['last.weight', 'last.bias']
 * store.count; // => 8
 * ```
 */
export function parameterStore(engine: Engine, from: Key | Readonly<Record<string, ShapedArray>>): ParameterStore {
  if (typeof (engine as Partial<Engine> | undefined)?.allocate !== 'function')
    throw new ArgumentError('parameterStore', 'engine', 'an engine, as `await createEngine()` gives it', engine);
  if (typeof from !== 'object' || from === null)
    throw new ArgumentError('parameterStore', 'from', 'a key or parameters by name', from);
  const isKey = typeof (from as Partial<Key>).k0 === 'number';
  return isKey ? new Store(engine, from as Key, {}) : new Store(engine, undefined, from as Record<string, ShapedArray>);
}

/** The scope at the root of a store, for a graph that is being recorded. */
export function scopeOf(graph: Graph, store: Store, sources: Map<string, Tensor>, path = ''): Scope {
  return {
    graph,
    parameter(name, shape, initialiser) {
      const full = path + requireString('parameter', name);
      if (typeof initialiser !== 'function')
        throw new ArgumentError('parameter', `initialiser of ${full}`, 'a function', initialiser);
      store.require(full, requireShape(shape), initialiser);
      const known = sources.get(full);
      if (known !== undefined) return known;
      const tensor = recordSource(graph, shape, { kind: 'parameter', name: full });
      sources.set(full, tensor);
      return tensor;
    },
    in: (name) => scopeOf(graph, store, sources, `${path}${requireString('in', name)}.`),
  };
}
