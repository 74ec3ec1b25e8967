/** Errors of the elementary functions over all magnitudes of their argument, and their values where there is no other. */
import { describe, expect, test } from 'vitest';
import { type Elementwise, elementwise } from '../../src/kernels.ts';
import { mapReference } from '../../src/reference/map.ts';
import { type KernelBuild, kernelBuilds, roundoff, testBed } from './harness.ts';

const SMALLEST_NORMAL = 2 ** -126;
const SMALLEST = 2 ** -149;

/** Every 65521st number there is, NaN among them, and a grid where activations live. */
const points = ((): Float32Array => {
  const all = Uint32Array.from({ length: 2 ** 16 }, (_, i) => 65521 * i);
  const grid = Float32Array.from({ length: 2 ** 16 }, (_, i) => (i % 2 ? -20 + i / 1638 : -105 + i / 336));
  return Float32Array.from([...new Float32Array(all.buffer), ...grid]);
})();

type Order = 0 | 1 | 2;
interface Pair {
  readonly x: number;
  readonly actual: number;
  readonly expected: number;
}

/** A map (order 0), its derivative or its second derivative at all points, by a build and by the reference in f64. */
function evaluate(build: KernelBuild, name: Elementwise, order: Order, reference = mapReference): Pair[] {
  const bed = testBed(build, reference);
  const n = points.length;
  const x = bed.input(points);
  const ones = bed.input(new Float32Array(n).fill(1));
  const out = bed.output(n);
  const f = elementwise[name];
  bed.run((kernels) => {
    if (order === 0) kernels.map(out, x, n, f);
    else if (order === 1) kernels.mapDerivative(out, ones, x, n, f);
    else kernels.mapSecondDerivative(out, ones, ones, x, n, f);
  });
  return Array.from(points, (x, i) => ({ x, actual: bed.values[out / 4 + i]!, expected: bed.expected[out / 4 + i]! }));
}

/** An error in units, of which NaN is infinitely many; 0 if both are NaN or both overflow f32 on the same side. */
function errorIn(unit: (expected: number) => number, { actual, expected }: Pair): number {
  if (Object.is(actual, Math.fround(expected))) return 0;
  const error = Math.abs(actual - expected) / unit(expected);
  return Number.isNaN(error) ? Number.POSITIVE_INFINITY : error;
}

const worst = (errors: number[]): number => errors.reduce((a, b) => Math.max(a, b), 0);
const ulp = (y: number): number => 2 ** (Math.floor(Math.log2(Math.abs(y))) - 23);
const isNormal = ({ expected }: Pair): boolean => !(Math.abs(expected) < SMALLEST_NORMAL);

interface Claim {
  readonly name: Elementwise;
  readonly order: Order;
  /** Largest error in ulp of values that are normal numbers; below, in units of the smallest number. */
  readonly ulps: number;
  readonly smallest?: number;
  readonly isIn?: (x: number) => boolean;
}

// silu and gelu are held to it where their factor (the sigmoid, the distribution function) is a normal number.
const claims: Claim[] = [
  { name: 'exp', order: 0, ulps: 1 },
  { name: 'log', order: 0, ulps: 1 },
  { name: 'tanh', order: 0, ulps: 2.6 },
  { name: 'sigmoid', order: 0, ulps: 2.6 },
  { name: 'softplus', order: 0, ulps: 2 },
  { name: 'silu', order: 0, ulps: 3.5, isIn: (x) => !(x < -87) },
  { name: 'gelu', order: 0, ulps: 6, isIn: (x) => !(x < -12.9) },
  { name: 'sin', order: 0, ulps: 1.6, isIn: (x) => !(Math.abs(x) > 2 ** 29) },
  { name: 'cos', order: 0, ulps: 1.6, isIn: (x) => !(Math.abs(x) > 2 ** 29) },
  { name: 'tanh', order: 1, ulps: 4.5, smallest: 4 },
  { name: 'sigmoid', order: 1, ulps: 4.5 },
  { name: 'softplus', order: 1, ulps: 2.6 },
  { name: 'tanh', order: 2, ulps: 6, smallest: 8 },
  { name: 'sigmoid', order: 2, ulps: 6 },
  { name: 'softplus', order: 2, ulps: 4.5 },
];

/** Values that pass through 0 between terms of order one: errors in units of 2^-24. */
const absoluteClaims: Claim[] = [
  { name: 'silu', order: 1, ulps: 4 },
  { name: 'gelu', order: 1, ulps: 4 },
  { name: 'silu', order: 2, ulps: 2.5 },
  { name: 'gelu', order: 2, ulps: 3 },
];

const orderName = ['', ' derivative', ' second derivative'] as const;

describe.each(kernelBuilds())('the $name build', (build) => {
  test.each(claims)('$name, order $order: at most $ulps ulp from the exact value', (claim) => {
    const pairs = evaluate(build, claim.name, claim.order).filter(({ x }) => claim.isIn?.(x) ?? true);
    expect(worst(pairs.filter(isNormal).map((pair) => errorIn(ulp, pair)))).toBeLessThanOrEqual(claim.ulps);
    const subnormal = pairs.filter((pair) => !isNormal(pair)).map((pair) => errorIn(() => SMALLEST, pair));
    expect(worst(subnormal)).toBeLessThanOrEqual(claim.smallest ?? 1);
  });

  test.each(absoluteClaims)('$name, order $order: at most $ulps 2^-24 from the exact value', (claim) => {
    const pairs = evaluate(build, claim.name, claim.order);
    expect(worst(pairs.map((pair) => errorIn(() => roundoff, pair)))).toBeLessThanOrEqual(claim.ulps);
  });

  test('the gelu with tanh in place of the distribution function is told apart', () => {
    const mutant: typeof mapReference = (memory) => ({
      ...mapReference(memory),
      map: (out, x, n) => {
        const values = memory();
        for (let i = 0; i < n; i++) {
          const xi = values[x / 4 + i]!;
          values[out / 4 + i] = 0.5 * xi * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (xi + 0.044715 * xi ** 3)));
        }
      },
    });
    const near = evaluate(build, 'gelu', 0, mutant).filter(({ x }) => Math.abs(x) < 3);
    expect(worst(near.map((pair) => errorIn(() => roundoff, pair)))).toBeGreaterThan(1000);
  });

  const at = (name: Elementwise, x: number, k: Order = 0): number => {
    const bed = testBed(build, mapReference);
    const [from, one, out] = [bed.input([x]), bed.input([1]), bed.output(1)];
    const f = elementwise[name];
    if (k === 0) build.kernels.map(out, from, 1, f);
    else if (k === 1) build.kernels.mapDerivative(out, one, from, 1, f);
    else build.kernels.mapSecondDerivative(out, one, one, from, 1, f);
    return bed.values[out / 4]!;
  };

  test.each<[Elementwise, number, number]>([
    ['exp', -Infinity, 0],
    ['exp', -104, 0],
    ['exp', -103.9, SMALLEST],
    ['exp', 0, 1],
    ['exp', 89, Infinity],
    ['exp', Infinity, Infinity],
    ['log', 0, -Infinity],
    ['log', -0, -Infinity],
    ['log', -1, NaN],
    ['log', -Infinity, NaN],
    ['log', 1, 0],
    ['log', SMALLEST, Math.fround(-149 * Math.LN2)],
    ['log', Infinity, Infinity],
    ['tanh', -0, -0],
    ['tanh', 1e-30, Math.fround(1e-30)],
    ['tanh', Infinity, 1],
    ['tanh', -Infinity, -1],
    ['sigmoid', -Infinity, 0],
    ['sigmoid', 0, 0.5],
    ['sigmoid', Infinity, 1],
    ['softplus', -Infinity, 0],
    ['softplus', 100, 100],
    ['softplus', Infinity, Infinity],
    ['silu', Infinity, Infinity],
    ['gelu', Infinity, Infinity],
    ['sin', 0, 0],
    ['sin', Infinity, NaN],
    ['sin', 2 ** 29 + 64, NaN],
    ['cos', 0, 1],
    ['cos', -Infinity, NaN],
    ['abs', -Infinity, Infinity],
    ['abs', -0, 0],
    ['relu', -Infinity, 0],
    ['sqrt', -1, NaN],
    ['reciprocal', -0, -Infinity],
  ])('%s(%d) = %d', (name, x, expected) => expect(at(name, x)).toBe(expected));

  test('silu and gelu vanish at -Infinity, and their derivatives are 0 and 1 far out', () => {
    for (const name of ['silu', 'gelu'] as const) {
      expect(at(name, -Infinity)).toBeCloseTo(0, 45);
      expect(at(name, -Infinity, 1)).toBeCloseTo(0, 45);
      expect(at(name, Infinity, 1)).toBe(1);
      expect(at(name, Infinity, 2)).toBeCloseTo(0, 45);
    }
  });

  test('sin and cos are right up to 2^29, where their argument is reduced without error', () => {
    expect(at('sin', 2 ** 29)).toBeCloseTo(Math.sin(2 ** 29), 7);
    expect(at('cos', 2 ** 29)).toBeCloseTo(Math.cos(2 ** 29), 7);
  });

  test('NaN stays NaN', () => {
    for (const name of Object.keys(elementwise) as Elementwise[]) expect(at(name, NaN), name).toBeNaN();
    const smooth = ['silu', 'gelu', 'tanh', 'sigmoid', 'softplus', 'exp', 'log', 'sqrt', 'sin', 'cos'] as const;
    for (const name of smooth) {
      expect(at(name, NaN, 1), name + orderName[1]).toBeNaN();
      expect(at(name, NaN, 2), name + orderName[2]).toBeNaN();
    }
  });
});
