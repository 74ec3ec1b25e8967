import { isingModel } from '@yuragi/mcmc';
import { key, stream, toNdarray } from '@yuragi/prob-core';
import { expectClose } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { hamiltonianOfChain, hamiltonianOfGenerator } from './bridge.ts';
import { exactMoments } from './enumeration.ts';
import { boltzmannLaw, singleFlipGenerator } from './flip-rates.ts';
import { spinEnergy } from './ising.ts';
import { spinsOfIndex } from './transverse-field.ts';

/** Four spins on a ring with fields; bit 0 of a state's index is spin 0, and a bit of 0 is spin +1. */
const i4 = isingModel({
  numSpins: 4,
  bonds: [
    [0, 1, 1],
    [1, 2, 0.72],
    [2, 3, -0.58],
    [0, 3, 0.41],
  ],
  fields: [0.3, -0.17, 0.11, 0.23],
});
const N = 16;

/** Reference case 'i4-classical-to-quantum', computed with numpy in float64: beta = 1, chain = 1 + W/4. */
const reference = {
  'heat-bath': {
    spectrum: [
      0.0, 0.23832914773319477, 0.5333391629711429, 0.9409987606380807, 1.290792526885993, 1.4912470405029898,
      1.7646748594638895, 2.0, 2.0000000000000004, 2.242562944351298, 2.5374880399203548, 2.683765412181164,
      3.0623624438914283, 3.4580199458426093, 3.7564197156178567, 3.9999999999999982,
    ],
    asymmetryWithSignsSwapped: 6.468296872206708,
    lambda2: 0.9404177130666991,
    lambdaMin: 0.0,
  },
  metropolis: {
    spectrum: [
      0.0, 0.3440911078089171, 0.791983581017172, 1.4711818757617918, 1.9784374841338186, 2.0806153555051345,
      2.2429018646801526, 2.4309433554165576, 2.9000579756980414, 3.1131247749452244, 3.3131431127462836,
      3.4800122341622535, 3.8799426006091866, 4.5407984721828285, 4.833621165588765, 5.577929563512774,
    ],
    asymmetryWithSignsSwapped: 6.615920815766976,
    lambda2: 0.9139772230477687,
    lambdaMin: -0.39448239087819315,
  },
} as const;

/** -e^(sign beta E/2) W e^(-sign beta E/2), entry by entry. */
function conjugated(w: Float64Array, sign: 1 | -1): Float64Array {
  const energies = Array.from({ length: N }, (_, x) => spinEnergy(i4, spinsOfIndex(x, 4)));
  return w.map((rate, at) => -rate * Math.exp((sign * (energies[Math.floor(at / N)]! - energies[at % N]!)) / 2));
}

const largestAsymmetry = (a: Float64Array): number =>
  a.reduce((max, entry, at) => Math.max(max, Math.abs(entry - a[(at % N) * N + Math.floor(at / N)]!)), 0);

/** Traces of the powers 1..n of a matrix: they determine its spectrum. */
function powerTraces(a: Float64Array, n: number): number[] {
  const traces: number[] = [];
  let power = a.slice();
  for (let k = 1; k <= n; k++) {
    traces.push(Array.from({ length: n }, (_, i) => power[i * n + i]!).reduce((sum, x) => sum + x));
    const next = new Float64Array(n * n);
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) for (let l = 0; l < n; l++) next[i * n + j]! += power[i * n + l]! * a[l * n + j]!;
    power = next;
  }
  return traces;
}

describe.each(['heat-bath', 'metropolis'] as const)('the Hamiltonian of the %s generator', (rule) => {
  const law = boltzmannLaw(i4, 1);
  const generator = singleFlipGenerator(i4, { beta: 1, rule });
  const { hamiltonian, groundState, energies, gap } = hamiltonianOfGenerator(generator, law);

  test('has the spectrum of reference, from independent code', () => {
    expectClose(energies, reference[rule].spectrum, { abs: 1e-12, zero_abs: 1e-12 });
    expect(gap).toBe(energies[1]);
  });

  test('has the spectrum of -W: the traces of all powers agree', () => {
    const ours = powerTraces(hamiltonian.data, N);
    const theirs = powerTraces(
      generator.data.map((rate) => -rate),
      N,
    );
    for (const [k, trace] of ours.entries()) expect(Math.abs(trace / theirs[k]! - 1)).toBeLessThan(1e-12);
  });

  test('is -e^(beta E/2) W e^(-beta E/2), symmetric; with the signs swapped it is not', () => {
    const direct = conjugated(generator.data, 1);
    for (const [at, entry] of direct.entries()) expect(Math.abs(entry - hamiltonian.data[at]!)).toBeLessThan(1e-13);
    expect(largestAsymmetry(direct)).toBeLessThan(1e-13);
    expect(largestAsymmetry(hamiltonian.data)).toBe(0);
    const swapped = largestAsymmetry(conjugated(generator.data, -1));
    expectClose(swapped, reference[rule].asymmetryWithSignsSwapped, { abs: 1e-11 });
  });

  test('has sqrt(p) as its ground state at energy 0', () => {
    expect(groundState.reduce((sum, a) => sum + a * a, 0)).toBeCloseTo(1, 14);
    for (let x = 0; x < N; x++) {
      let image = 0;
      for (let y = 0; y < N; y++) image += hamiltonian.get(x, y) * groundState[y]!;
      expect(Math.abs(image)).toBeLessThan(1e-14);
    }
    expect(Math.abs(energies[0]!)).toBeLessThan(1e-13);
  });

  test('a chain in discrete time has the eigenvalues of reference', () => {
    const transition = generator.data.map((rate, at) => rate / 4 + (at % (N + 1) === 0 ? 1 : 0));
    const chain = hamiltonianOfChain(toNdarray(transition, [N, N]), law);
    expectClose(chain.lambda2, reference[rule].lambda2, { abs: 1e-12 });
    expectClose(chain.lambdaMin, reference[rule].lambdaMin, { abs: 1e-12, zero_abs: 1e-12 });
    expectClose(
      chain.energies,
      energies.map((e) => e / 4),
      { abs: 1e-12, zero_abs: 1e-12 },
    );
  });
});

describe('the pieces', () => {
  test('the Boltzmann law is normalised, in the order of the basis', () => {
    const law = boltzmannLaw(i4, 0.7);
    const { logPartition } = exactMoments(i4, 0.7);
    for (let x = 0; x < N; x++)
      expect(Math.log(law[x]!)).toBeCloseTo(-0.7 * spinEnergy(i4, spinsOfIndex(x, 4)) - logPartition, 12);
    expect(boltzmannLaw(i4, 1e5).reduce((a, b) => a + b)).toBe(1);
  });

  test('at beta = 0 the heat bath is minus half the sum of (1 - sigma^x): integers for energies', () => {
    const { energies } = hamiltonianOfGenerator(
      singleFlipGenerator(i4, { beta: 0, rule: 'heat-bath' }),
      new Float64Array(N).fill(1 / N),
    );
    const expected = [0, 1, 2, 3, 4].flatMap((k) => new Array([1, 4, 6, 4, 1][k]!).fill(k));
    for (const [k, energy] of energies.entries()) expect(energy).toBeCloseTo(expected[k]!, 12);
  });

  test('any reversible generator goes over, not only spins', () => {
    const rng = stream(key('a reversible generator'));
    const n = 7;
    const raw = Float64Array.from({ length: n }, () => 0.2 + rng.uniform());
    const law = raw.map((p) => p / raw.reduce((a, b) => a + b));
    const w = new Float64Array(n * n);
    for (let x = 0; x < n; x++)
      for (let y = 0; y < x; y++) {
        const flow = rng.uniform();
        w[x * n + y] = flow / law[y]!;
        w[y * n + x] = flow / law[x]!;
        w[y * n + y]! -= flow / law[y]!;
        w[x * n + x]! -= flow / law[x]!;
      }
    const { hamiltonian, gap } = hamiltonianOfGenerator(toNdarray(w, [n, n]), law);
    const [ours, theirs] = [
      powerTraces(hamiltonian.data, n),
      powerTraces(
        w.map((rate) => -rate),
        n,
      ),
    ];
    for (const [k, trace] of ours.entries()) expect(Math.abs(trace / theirs[k]! - 1)).toBeLessThan(1e-12);
    expect(gap).toBeGreaterThan(0);
  });

  test('one state has no gap', () => {
    expect(hamiltonianOfGenerator(toNdarray(Float64Array.of(0), [1, 1]), [1]).gap).toBe(Infinity);
  });
});

describe('refusals', () => {
  const third = [1 / 3, 1 / 3, 1 / 3];
  const matrix = (...values: number[]) => toNdarray(Float64Array.of(...values), [3, 3]);

  test('a generator that is not reversible, naming the pair and the size', () => {
    // A cycle 0 -> 1 -> 2 -> 0: uniform is stationary, but flows go one way. The way 2 -> 0 is fastest.
    const cycle = matrix(-1, 0.25, 1, 1, -1.25, 0.25, 0, 1, -1.25);
    const message = (run: () => unknown): string => {
      try {
        run();
      } catch (error) {
        return (error as Error).message;
      }
      return 'nothing thrown';
    };
    expect(message(() => hamiltonianOfGenerator(cycle, third))).toBe(
      `hamiltonianOfGenerator: \`generator\` must be reversible: the flows 2 -> 0 and 0 -> 2 under \`law\` must be equal, and differ by 0.333333; received [${1 / 3}, 0]`,
    );
  });

  test('a reversible generator with the law of another', () => {
    const w = singleFlipGenerator(i4, { beta: 1, rule: 'metropolis' });
    expect(() => hamiltonianOfGenerator(w, boltzmannLaw(i4, 1.01))).toThrow(
      'hamiltonianOfGenerator: `generator` must be reversible: the flows',
    );
    expect(() => hamiltonianOfGenerator(w, boltzmannLaw(i4, 1))).not.toThrow();
  });

  test('reducible generators and chains, with the number of states that are reached', () => {
    // 0 <-> 2, and 1 alone.
    expect(() => hamiltonianOfGenerator(matrix(-1, 0, 1, 0, 0, 0, 1, 0, -1), third)).toThrow(
      'hamiltonianOfGenerator: `generator` must be irreducible: from state 0 2 of 3 states are reached, and state 1 is not',
    );
    expect(() => hamiltonianOfChain(matrix(1, 0, 0, 0, 1, 0, 0, 0, 1), third)).toThrow(
      'hamiltonianOfChain: `transition` must be irreducible: from state 0 1 of 3 states are reached, and state 1 is not',
    );
  });

  test.each([
    [matrix(-1, 0, 0, 0, 0, 0, 0.5, 0, 0), 'must be a matrix whose column 0 sums to 0; received -0.5'],
    [matrix(1, 0, 0, -1, 0, 0, 0, 0, 0), '`generator[1,0]` must be a number >= 0; received -1'],
  ])('what is no generator', (bad, message) => {
    expect(() => hamiltonianOfGenerator(bad, third)).toThrow(message);
  });

  test('what is no chain, no law and no square', () => {
    expect(() => hamiltonianOfChain(matrix(1, 0, 0, 0, 1, 0, 0, 0, 0.5), third)).toThrow(
      'hamiltonianOfChain: `transition` must be a matrix whose column 2 sums to 1; received 0.5',
    );
    expect(() => hamiltonianOfChain(matrix(2, 0, 0, -1, 1, 0, 0, 0, 1), third)).toThrow(
      'hamiltonianOfChain: `transition[1,0]` must be a number >= 0; received -1',
    );
    const zero = matrix(0, 0, 0, 0, 0, 0, 0, 0, 0);
    expect(() => hamiltonianOfGenerator(zero, [0.5, 0.5, 0])).toThrow(
      'hamiltonianOfGenerator: `law[2]` must be a finite number > 0; received 0',
    );
    expect(() => hamiltonianOfGenerator(zero, [0.5, 0.5])).toThrow(
      'hamiltonianOfGenerator: `law` must have length 3; received shape (2)',
    );
    expect(() => hamiltonianOfGenerator(zero, [0.5, 0.5, 0.5])).toThrow(
      'hamiltonianOfGenerator: `law` must be probabilities that sum to 1',
    );
    expect(() => hamiltonianOfGenerator(toNdarray(new Float64Array(6), [2, 3]), [1, 0])).toThrow(
      'hamiltonianOfGenerator: `generator` must have shape (n, 2); received shape (2, 3)',
    );
    const large = isingModel({ numSpins: 11, bonds: [] });
    expect(() => boltzmannLaw(large, 1)).toThrow('boltzmannLaw: `model.numSpins` must be at most 10; received 11');
    expect(() => boltzmannLaw(i4, -1)).toThrow('boltzmannLaw: `beta` must be a finite number >= 0; received -1');
    expect(() => singleFlipGenerator(i4, { beta: -1, rule: 'metropolis' })).toThrow(
      'singleFlipGenerator: `beta` must be a finite number >= 0; received -1',
    );
    expect(() => singleFlipGenerator(i4, { beta: 1, rule: 'x' as never })).toThrow(
      "singleFlipGenerator: `rule` must be one of 'metropolis', 'heat-bath'; received \"x\"",
    );
  });
});
