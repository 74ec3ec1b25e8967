import type { CommonStrings } from '../shared/contract.ts';
import { common } from '../shared/strings.ts';

export interface Strings extends CommonStrings {
  readonly caption: string;
  readonly gapsLabel: string;
  readonly pathLabel: string;
  readonly sizeAxis: string;
  readonly bitsAxis: string;
  readonly gapAxis: string;
  readonly pathAxis: string;
  readonly circle: string;
  readonly family: string;
  readonly families: {
    readonly ferromagnet: string;
    readonly spike: string;
    readonly search: string;
    readonly walk: string;
  };
  readonly size: string;
  readonly look: string;
  readonly legend: {
    readonly quantum: string;
    readonly classical: string;
    readonly caveat: string;
    readonly grid: string;
  };
  readonly lines: {
    readonly quantum: Readonly<Record<'ferromagnet' | 'spike' | 'search' | 'walk', string>>;
    readonly classical: Readonly<Record<'ferromagnet' | 'spike' | 'search' | 'walk', string>>;
    readonly pairs: string;
  };
  readonly status: (n: string, gap: string, rounding: boolean) => string;
  readonly bits: (n: number) => string;
  readonly spins: (n: number) => string;
  readonly claims: {
    readonly ferromagnet: (value: string, expected: string) => string;
    readonly spike: (value: string, slower: string) => string;
    readonly search: (value: string, local: string, linear: string) => string;
    readonly walk: (value: string) => string;
  };
  readonly caveats: Readonly<Record<'ferromagnet' | 'spike' | 'search' | 'walk', (detail: string) => string>>;
}

export const english: Strings = {
  ...common.en,
  caption:
    'Gaps against the size of the problem, each computed as you watch: quantum annealing, or a quantum walk, beside a classical walk. Claim for the 3-spin ferromagnet: each spin more divides the gap by e^0.0868, where √n is taken out. A grid of 41 points does not see it.',
  gapsLabel: 'Gaps and rates against the size of the problem, both on a logarithmic scale of the value',
  pathLabel:
    'The gap along the anneal at the last size, with the points of a grid; for a walk, its phases on the circle',
  sizeAxis: 'n, spins',
  bitsAxis: 'n, bits; N = 2ⁿ states',
  gapAxis: 'gap or rate',
  pathAxis: 's, from driver to problem',
  circle: 'phases of the walk, n = 20',
  family: 'Problem',
  families: {
    ferromagnet: '3-spin ferromagnet: annealing loses',
    spike: 'spike: annealing wins',
    search: 'search among N: a root',
    walk: 'quantum walk: a root',
  },
  size: 'Largest size',
  look: 'Break it: look for the gap on a grid of 41 points',
  legend: {
    quantum: 'quantum: gap of the anneal, or phase gap of the walk',
    classical: 'classical: rate of a walk of single flips, or of trying all',
    caveat: 'classical too, with other moves: the caveat',
    grid: 'what the grid sees',
  },
  lines: {
    quantum: { ferromagnet: 'QA gap', spike: 'QA gap', search: 'gap', walk: 'phase gap' },
    classical: { ferromagnet: 'greedy descent', spike: 'single flips', search: '1/N', walk: 'chain' },
    pairs: 'pairs too',
  },
  status: (n, gap, isRounding) => `${n}: smallest gap ${gap}${isRounding ? ', seen on the grid' : ''}`,
  bits: (n) => `${n} bits`,
  spins: (n) => `${n} spins`,
  claims: {
    ferromagnet: (value, expected) =>
      `A spin more divides the gap by e^${value}, the tunnelling action says e^${expected}`,
    spike: (value, slower) =>
      `The gap at the largest n is ${value} times that at n = 20, while heat bath is ${slower} times slower`,
    search: (value, local, linear) =>
      `A bit more multiplies the gap by 2^${value}; in T = 4√N the local schedule finds the state with ${local}, the linear one with ${linear}`,
    walk: (value) => `The phase gap goes as the gap of the chain to the power ${value}`,
  },
  caveats: {
    ferromagnet: (time) =>
      `Greedy descent has no hill to climb: from the worst state it needs a mean time of ${time}. The problem is easy, and quantum annealing with this driver fails on it.`,
    spike: (rate) =>
      `The caveat: let half of the attempts flip two spins, and the rate does not fall: ${rate} at the largest size. Simulated quantum annealing, a classical method, passes the spike too (Crosson and Harrow 2016).`,
    search: () =>
      'The caveat: quadratic, only if nothing is known of the problem, and the local schedule has to know where the gap is. The Hamiltonian is no sum of few-spin terms: it takes gates.',
    walk: () =>
      'The caveat: quadratic, against this chain and no other: here pairs of flips gain far more. And it takes gates for two reflections.',
  },
};
