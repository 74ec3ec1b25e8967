/** How fast are bulk uniforms and normals? */
import { fillNormal, fillUniform, key, stream } from '@yuragi/prob-core';
import { inProcess } from '../measure.ts';
import type { Python } from '../python.ts';
import { AbsentPeer, type OpenPeer, type PeerEntry, type Row } from '../row.ts';
import { kolmogorovSmirnov, kolmogorovSmirnovLimit } from '../statistics.ts';

type Floats = Float32Array | Float64Array;
const SIZE = 65_536;
/** Of the test that two fills have one law; a right pair is refused once in a million seeds. */
const ALPHA = 1e-6;

function compare(ours: Floats, theirs: Floats): OpenPeer['agreement'] {
  return {
    measure: 'two-sample Kolmogorov-Smirnov statistic, limit at alpha = 1e-6',
    value: kolmogorovSmirnov(ours, theirs),
    tolerance: kolmogorovSmirnovLimit(ALPHA, ours.length, theirs.length),
  };
}

/** What one of its arrays' factories makes: fills in place, parameters bound. */
interface StdlibFill {
  assign(out: Floats): unknown;
}

async function stdlibFill(law: 'normal' | 'uniform'): Promise<StdlibFill> {
  try {
    if (law === 'normal') return (await import('@stdlib/random-array-normal')).default.factory(0, 1, { seed: 1 });
    return (await import('@stdlib/random-array-uniform')).default.factory(0, 1, { seed: 1 });
  } catch {
    throw new AbsentPeer('@stdlib is not installed');
  }
}

function row(law: 'normal' | 'uniform', dtype: 'f32' | 'f64', size: number): Row {
  const seed = `fill ${law} ${dtype}`;
  const numpyPeer = (python: Python, generator: string, reference: Floats): PeerEntry => ({
    name: `numpy ${generator}`,
    async open() {
      const parameters = { law, dtype: dtype === 'f32' ? 'float32' : 'float64', generator, seed: 1, size };
      const task = await python.open<Float64Array>('fill', ['numpy'], parameters);
      return { contender: task, agreement: compare(reference, task.answer), close: task.close };
    },
  });
  return {
    name: `fill-${law}-${dtype}`,
    package: 'prob-core',
    title: `fill${law === 'normal' ? 'Normal' : 'Uniform'} of ${size} values`,
    included: `one fill in place on each side${dtype === 'f32' ? '; @stdlib draws 53-bit numbers and rounds them' : ''}`,
    dtype,
    layout: `(${size}), contiguous, reused`,
    seed,
    unit: 'values',
    work: size,
    setUp(python) {
      const out = dtype === 'f32' ? new Float32Array(size) : new Float64Array(size);
      const rng = stream(key(seed));
      const fill = law === 'normal' ? fillNormal : fillUniform;
      fill(rng, out);
      const reference = out.slice();
      return {
        ours: () => fill(rng, out),
        peers: [
          numpyPeer(python, 'Philox', reference),
          numpyPeer(python, 'PCG64', reference),
          {
            name: '@stdlib',
            async open() {
              const stdlib = await stdlibFill(law);
              const theirs = out.slice();
              stdlib.assign(theirs);
              const agreement = compare(reference, theirs);
              return { contender: inProcess(() => void stdlib.assign(theirs)), agreement };
            },
          },
        ],
      };
    },
  };
}

export const fills = (size: number = SIZE): readonly Row[] => [
  row('normal', 'f32', size),
  row('normal', 'f64', size),
  row('uniform', 'f32', size),
  row('uniform', 'f64', size),
];
