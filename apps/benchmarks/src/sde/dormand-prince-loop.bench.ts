/** What does the solver cost over a loop of the same steps? */
import { fillNormal, key, stream } from '@yuragi/prob-core';
import { dormandPrince } from '@yuragi/sde';
import { inProcess } from '../measure.ts';
import { largestDifference, type Row } from '../row.ts';

/** A power of two, so that the times of the steps have no rounding. */
const STEP = 1 / 128;
/** So loose that every step is accepted and the next would be larger: `maxStepSize` then holds all of them at STEP. */
const LOOSE = 1e-2;
/** The same operations in another order. */
const TOLERANCE = 1e-10;

/** Van der Pol's oscillator, (n, 2): x'' = (1 - x^2) x' - x. */
function drift(x: Float64Array, _t: number, out: Float64Array): void {
  for (let i = 0; i < x.length; i += 2) {
    out[i] = x[i + 1]!;
    out[i + 1] = (1 - x[i]! * x[i]!) * x[i + 1]! - x[i]!;
  }
}

/** Dormand and Prince 1980, table 2, fifth order, without the error estimate; overwrites x. */
function bareLoop(x: Float64Array, numSteps: number, h: number): void {
  const [k1, k2, k3, k4, k5, k6, y] = Array.from({ length: 7 }, () => new Float64Array(x.length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const n = x.length;
  drift(x, 0, k1);
  for (let step = 0; step < numSteps; step++) {
    const t = step * h;
    for (let i = 0; i < n; i++) y[i] = x[i]! + (h / 5) * k1[i]!;
    drift(y, t + h / 5, k2);
    for (let i = 0; i < n; i++) y[i] = x[i]! + h * ((3 / 40) * k1[i]! + (9 / 40) * k2[i]!);
    drift(y, t + 0.3 * h, k3);
    for (let i = 0; i < n; i++) y[i] = x[i]! + h * ((44 / 45) * k1[i]! - (56 / 15) * k2[i]! + (32 / 9) * k3[i]!);
    drift(y, t + 0.8 * h, k4);
    for (let i = 0; i < n; i++)
      y[i] =
        x[i]! +
        h * ((19372 / 6561) * k1[i]! - (25360 / 2187) * k2[i]! + (64448 / 6561) * k3[i]! - (212 / 729) * k4[i]!);
    drift(y, t + (8 / 9) * h, k5);
    for (let i = 0; i < n; i++)
      y[i] =
        x[i]! +
        h *
          ((9017 / 3168) * k1[i]! -
            (355 / 33) * k2[i]! +
            (46732 / 5247) * k3[i]! +
            (49 / 176) * k4[i]! -
            (5103 / 18656) * k5[i]!);
    drift(y, t + h, k6);
    for (let i = 0; i < n; i++)
      x[i]! +=
        h *
        ((35 / 384) * k1[i]! +
          (500 / 1113) * k3[i]! +
          (125 / 192) * k4[i]! -
          (2187 / 6784) * k5[i]! +
          (11 / 84) * k6[i]!);
    drift(x, t + h, k1);
  }
}

export function dormandPrinceLoop(n = 100, numSteps = 512): Row {
  const seed = 'dormand prince loop';
  return {
    name: 'loop-dormand-prince',
    package: 'sde',
    title: `${numSteps} steps of ${STEP} of van der Pol's oscillator, ${n} points`,
    included: 'six evaluations of the drift a step on both sides; ours also estimates the error and chooses the step',
    dtype: 'f64',
    layout: `(${n}, 2)`,
    seed,
    unit: 'steps',
    work: numSteps,
    setUp() {
      const start = new Float64Array(2 * n);
      fillNormal(stream(key(seed)), start);
      const end = STEP * numSteps;
      const solver = dormandPrince(
        { dimension: 2, drift },
        { relativeTolerance: LOOSE, absoluteTolerance: LOOSE, initialStepSize: STEP, maxStepSize: STEP },
      );
      const solve = () => {
        let state = solver.init(start, 0);
        let numAttempts = 0;
        while (state.time < end) {
          [state] = solver.step(state, end);
          numAttempts++;
        }
        return { position: state.position, numAttempts };
      };
      const { position: reference, numAttempts } = solve();
      return {
        ours: () => void solve(),
        details: { 'steps attempted': [numAttempts] },
        peers: [
          {
            name: 'hand-written loop',
            async open() {
              const x = start.slice();
              bareLoop(x, numSteps, STEP);
              return {
                contender: inProcess(() => {
                  x.set(start);
                  bareLoop(x, numSteps, STEP);
                }),
                agreement: {
                  measure: 'ends, largest |difference|/(1 + |value|); NaN if the steps differ in number',
                  value: numAttempts === numSteps ? largestDifference(reference, x) : Number.NaN,
                  tolerance: TOLERANCE,
                },
                details: { 'steps attempted': [numSteps] },
              };
            },
          },
        ],
      };
    },
  };
}
