/** Rows of 000: measure, large deviations, the paper of 2015. */
import { exactReverse, posteriorReverse, type ReverseChain } from '@yuragi/diffusion';
import { crossEntropy, entropy, relativeEntropy, sanov } from '@yuragi/kl-info';
import { toNdarray } from '@yuragi/prob-core';
import { complexMatrix, expectation, pauli, trace } from '@yuragi/prob-core/quantum';
import { finiteSpace, measurableMap, measure, measureOf, preimage } from '@yuragi/prob-core/spaces';
import type { Checks } from './check.ts';
import { secondDerivative, sumOver } from './numerics.ts';
import {
  DATA,
  forward,
  forwardGivenStart,
  marginal,
  model,
  modelOfPath,
  NUM_STEPS,
  paths,
  ratioAlong,
  START,
  takenBack,
} from './two-states.ts';

/** Events of a space of so many points, as bit masks. */
const eventsOf = (numPoints: number): number[] => Array.from({ length: 2 ** numPoints }, (_, mask) => mask);
const pairsOf = (events: readonly number[]): (readonly [number, number])[] =>
  events.flatMap((a) => events.map((b) => [a, b] as const));

const FAIR = [0.5, 0.5];

/** The two states taken back exactly, and by the model's kernels. */
const chainOf = (kernel: (to: number, from: number) => number): ReverseChain['kernels'][number] =>
  toNdarray(
    Float64Array.from({ length: 4 }, (_, at) => kernel(at >> 1, at & 1)),
    [2, 2],
  );
const exact = exactReverse(new Array(NUM_STEPS).fill(chainOf(forward)), DATA);
const learned: ReverseChain = {
  numStates: 2,
  numSteps: NUM_STEPS,
  start: Float64Array.from(START),
  kernels: new Array(NUM_STEPS).fill(chainOf(model)),
};

/** log p(x^0), the sum over all paths. */
const logModel = (x0: number): number =>
  Math.log(paths.filter((path) => path[0] === x0).reduce((total, path) => total + modelOfPath(path), 0));

export const notes000: Checks = {
  14: () => {
    // One law with irrational entries: no interior, and no type ever meets it.
    const p = [Math.SQRT1_2, 1 - Math.SQRT1_2];
    const set = { contains: (counts: Int32Array, n: number) => counts[0]! / n === Math.SQRT1_2 };
    const interior: readonly number[][] = [];
    return {
      notes: relativeEntropy(p, FAIR),
      right: interior.reduce((least, law) => Math.min(least, relativeEntropy(law, FAIR)), Infinity),
      truth: sanov(FAIR, set, 200).rate,
    };
  },
  15: () => {
    const path = [0, 1, 1, 1];
    return {
      notes: 1,
      right: DATA[path[0]!]! / exact.start[path[NUM_STEPS]!]!,
      truth: ratioAlong(path),
    };
  },
  16: () => ({
    notes: takenBack(
      (x) => marginal(NUM_STEPS, x),
      (_, to, from) => forward(to, from),
    )[0]!,
    right: takenBack(
      (x) => exact.start[x]!,
      (t, to, from) => exact.kernels[t - 1]!.get(to, from),
    )[0]!,
    truth: DATA[0],
  }),
  17: () => {
    const bound = (weight: (path: readonly number[]) => number): number =>
      paths.reduce((total, path) => total + weight(path) * Math.log(modelOfPath(path) / forwardGivenStart(path)), 0);
    // Mean log-likelihood minus the mean divergence of the paths given their start.
    const gap = (x0: number): number => {
      const own = paths.filter((path) => path[0] === x0);
      const posterior = own.map((path) => modelOfPath(path) / Math.exp(logModel(x0)));
      return relativeEntropy(own.map(forwardGivenStart), posterior);
    };
    return {
      notes: bound((path) => DATA[path[0]!]! ** 2 * forwardGivenStart(path)),
      right: bound((path) => DATA[path[0]!]! * forwardGivenStart(path)),
      truth: sumOver(2, (x0) => DATA[x0]! * (logModel(x0) - gap(x0))),
    };
  },
  44: () => {
    const pairs = pairsOf(eventsOf(3));
    const count = (holds: (a: number, b: number) => boolean): number => pairs.filter(([a, b]) => holds(a, b)).length;
    const counting = measure(finiteSpace({ outcomes: [0, 1, 2] }), (event) => event.length);
    const sizeOf = (event: number): number => measureOf(counting, (x) => ((event >> x) & 1) === 1);
    return {
      notes: count((a, b) => (a | b) === 0),
      right: count((a, b) => (a & b) === 0),
      truth: count((a, b) => sizeOf(a | b) === sizeOf(a) + sizeOf(b)),
    };
  },
  45: () => {
    // f: {0, 1, 2} -> {0, 1}, the remainder by 2; share of pairs of events whose intersection is kept.
    const parity = measurableMap(finiteSpace({ outcomes: [0, 1, 2] }), finiteSpace({ outcomes: [0, 1] }), (x) => x % 2);
    const setOf = (event: number): number[] => [0, 1, 2].filter((x) => ((event >> x) & 1) === 1);
    const maskOf = (set: Iterable<number>): number => [...new Set(set)].reduce((mask, x) => mask | (1 << x), 0);
    const image = (event: number): number => maskOf(setOf(event).map(parity.apply));
    const back = (event: number): number => maskOf(preimage(parity, setOf(event)));
    const share = (map: (event: number) => number, numPoints: number): number => {
      const pairs = pairsOf(eventsOf(numPoints));
      return pairs.filter(([a, b]) => map(a & b) === (map(a) & map(b))).length / pairs.length;
    };
    return { notes: share(image, 3), right: share(back, 2), truth: 1 };
  },
  46: () => {
    // Half an atom at 0, half uniform on [0, 1], at x = 1/2; the other way draws by a grid of quantiles.
    const numDraws = 10_000;
    const draw = (u: number): number => Math.max(0, 2 * u - 1);
    return {
      notes: 0.5 * 0.5,
      right: 0.5 + 0.5 * 0.5,
      truth: sumOver(numDraws, (i) => (draw((i + 0.5) / numDraws) <= 0.5 ? 1 : 0)) / numDraws,
    };
  },
  47: () => {
    // P: half an atom at 0, half uniform; Q: uniform. Q gives the atom no mass.
    const atom = { p: 0.5, q: 0 };
    return {
      notes: 0.5 * Math.log(0.5 / 1),
      right: 0.5 * Math.log(0.5) + (atom.q === 0 ? Infinity : atom.p * Math.log(atom.p / atom.q)),
      // The partition into the atom and the rest: every partition is a lower bound.
      truth: relativeEntropy([atom.p, 1 - atom.p], [atom.q, 1 - atom.q]),
    };
  },
  48: () => {
    const theta = 0.1;
    return {
      notes: -2 / theta ** 2 - 2 / (1 - theta) ** 2,
      right: 2 - 12 * theta + 12 * theta ** 2,
      truth: secondDerivative((t) => t ** 2 * (1 - t) ** 2, theta),
      tolerance: 1e-8,
    };
  },
  49: () => {
    // All laws but the fair coin. 1: q is said to be in the set, 0: it is not.
    const set = { contains: (counts: Int32Array, n: number) => counts[0]! * 2 !== n };
    const { rate, leastDivergence } = sanov(FAIR, set, 1000);
    return {
      notes: rate < 0.01 ? 1 : 0,
      right: leastDivergence === 0 ? 1 : 0,
      truth: set.contains(Int32Array.of(500, 500), 1000) ? 1 : 0,
    };
  },
  50: () => {
    const own = paths.filter((path) => path[0] === 0);
    const average = (weight: (path: readonly number[]) => number): number =>
      own.reduce((total, path) => total + (weight(path) * modelOfPath(path)) / forwardGivenStart(path), 0);
    return {
      notes: average((path) => DATA[0] * forwardGivenStart(path)),
      right: average(forwardGivenStart),
      truth: takenBack(
        (x) => START[x]!,
        (_, to, from) => model(to, from),
      )[0]!,
    };
  },
  51: () => {
    const [q, p] = [DATA, FAIR.map((mass, i) => mass + (i === 0 ? 0.1 : -0.1))];
    return { notes: crossEntropy(p, q), right: crossEntropy(q, p), truth: entropy(q) + relativeEntropy(q, p) };
  },
  52: () => {
    // psi = (cos a, sin a), rho = psi psi^T, A = sigma^x with eigenvectors (1, 1) and (1, -1).
    const [c, s] = [Math.cos(0.4), Math.sin(0.4)];
    const rho = complexMatrix(2, 2, [c * c, c * s, c * s, s * s]);
    const plus = (c + s) ** 2 / 2;
    return {
      notes: trace(pauli.x).real,
      right: expectation(rho, pauli.x),
      truth: plus - (1 - plus),
    };
  },
  58: () => {
    const r = [1, 3];
    const prior = takenBack(
      (x) => START[x]!,
      (_, to, from) => model(to, from),
    );
    const truth = (prior[0]! * r[0]!) / (prior[0]! * r[0]! + prior[1]! * r[1]!);
    const x0 = (mode: 'exact' | 'renormalised'): number => posteriorReverse(learned, r, { mode }).law[0]!;
    return { notes: x0('renormalised'), right: x0('exact'), truth };
  },
};
