import { compile, linear, mean, type Plan, parameterStore, referenceEngine, type ShapedArray, sum } from '@yuragi/nn';
import { fillNormal, key, stream } from '@yuragi/prob-core';
import { choleskyInto, logDeterminant, solveLowerInto } from '@yuragi/prob-core/linear-algebra';
import { binaryStates, expectClose, integrate } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import type { RecordedNetwork } from './recorded-network.ts';
import { type VariationalAutoencoderShape, variationalBound } from './variational-bound.ts';

/*
 * The linear-Gaussian case: z ~ N(0, I), x = W^T z + b + sqrt(s) noise, q(z | x) = N(A^T x + c, diag v). All of it is known:
 * log p(x) is N(b, W^T W + s I), the posterior N(mu, S) with S = (I + W W^T/s)^-1, mu = S W (x - b)/s, and the bound is
 * log p(x) - D(q || posterior) (Tipping and Bishop 1999, section 3).
 *
 * What the graph computes is quadratic in the noise, so that the mean over the noise is that over all signs of unit noise:
 * no sampling. It runs in f64.
 */
const line: RecordedNetwork = (scope, x, outputs) => linear(scope, x, outputs);
const [n, d, m] = [6, 3, 2];
const shape: VariationalAutoencoderShape = {
  dimension: d,
  numLatents: m,
  law: { variance: 0.7 },
  encoder: line,
  decoder: line,
};
const s = 0.7;

interface Linear {
  /** (m, d) */ readonly weight: Float64Array;
  /** (d) */ readonly bias: Float64Array;
  /** (d, 2 m) */ readonly encoder: Float64Array;
  /** (2 m) */ readonly encoderBias: Float64Array;
  /** (n, d) */ readonly x: Float64Array;
}

function drawLinear(name: string): Linear {
  const rng = stream(key(name));
  const normals = (length: number, scale: number) => {
    const out = new Float64Array(length);
    fillNormal(rng, out);
    return out.map((value) => scale * value);
  };
  const encoder = normals(d * 2 * m, 0.4);
  return {
    weight: normals(m * d, 1),
    bias: normals(d, 1),
    encoder,
    encoderBias: normals(2 * m, 0.5),
    x: normals(n * d, 1.5),
  };
}

/** A plan in f64 that computes the sum of an output over the rows, and its gradient. */
function planOf(model: Linear, output: 'elbo' | 'reconstruction' | 'logWeight' | 'kl', rows = n): Plan {
  const at = (data: Float64Array, ...shape: number[]): ShapedArray => ({
    data: data as unknown as Float32Array,
    shape,
  });
  const store = parameterStore(referenceEngine(Float64Array), {
    'encoder.weight': at(model.encoder, d, 2 * m),
    'encoder.bias': at(model.encoderBias, 2 * m),
    'decoder.weight': at(model.weight, m, d),
    'decoder.bias': at(model.bias, d),
  });
  const plan = compile(
    store,
    ({ parameters, input }) => {
      const bound = variationalBound(parameters, input('x', [rows, d]), input('noise', [rows, m]), shape);
      return { total: sum(bound[output]), rows: output === 'kl' ? sum(bound.kl, [1]) : bound[output] };
    },
    { differentiate: 'total' },
  );
  plan.inputs.x!.set(model.x.subarray(0, rows * d));
  return plan;
}

/** Means over all signs of the noise of rows and gradients. */
function overSigns(plan: Plan): { rows: Float64Array; gradients: Record<string, Float64Array> } {
  const rows = new Float64Array(plan.outputs.rows!.length);
  const gradients: Record<string, Float64Array> = {};
  for (const bits of binaryStates(m)) {
    const noise = plan.inputs.noise!;
    for (let i = 0; i < noise.length; i++) noise[i] = 2 * bits[i % m]! - 1;
    plan.forward();
    plan.backward();
    plan.outputs.rows!.forEach((value, i) => {
      rows[i]! += value / 2 ** m;
    });
    for (const [part, leaves] of Object.entries(plan.gradients))
      for (const [name, leaf] of Object.entries(leaves as Record<string, Float32Array>)) {
        const out = gradients[`${part}.${name}`] ?? new Float64Array(leaf.length);
        gradients[`${part}.${name}`] = out;
        leaf.forEach((value, i) => {
          out[i]! += value / 2 ** m;
        });
      }
  }
  return { rows, gradients };
}

/** log N(x; mean, covariance). */
function logNormal(x: Float64Array, centre: Float64Array, covariance: Float64Array): number {
  const k = x.length;
  const [factor, y] = [new Float64Array(k * k), new Float64Array(k)];
  expect(choleskyInto(covariance, k, factor)).toBe(true);
  solveLowerInto(
    factor,
    k,
    x.map((value, i) => value - centre[i]!),
    y,
  );
  return -0.5 * (k * Math.log(2 * Math.PI) + logDeterminant(factor, k) + y.reduce((a, v) => a + v * v, 0));
}

/** Encoder's law of row i. */
function encoded({ encoder, encoderBias, x }: Linear, i: number): { centre: Float64Array; variance: Float64Array } {
  const out = encoderBias.slice();
  for (let j = 0; j < 2 * m; j++) for (let c = 0; c < d; c++) out[j]! += x[i * d + c]! * encoder[c * 2 * m + j]!;
  return { centre: out.slice(0, m), variance: out.slice(m).map(Math.exp) };
}

function exactLogLikelihood({ weight, bias, x }: Linear, i: number): number {
  const covariance = new Float64Array(d * d);
  for (let a = 0; a < d; a++)
    for (let b = 0; b < d; b++) {
      if (a === b) covariance[a * d + b] = s;
      for (let j = 0; j < m; j++) covariance[a * d + b]! += weight[j * d + a]! * weight[j * d + b]!;
    }
  return logNormal(x.slice(i * d, (i + 1) * d), bias, covariance);
}

/** Precision I + W W^T/s and mean of the exact posterior, for m = 2. */
function exactPosterior(
  { weight, bias, x }: Linear,
  i: number,
): { centre: Float64Array; precision: Float64Array; covariance: Float64Array } {
  const precision = Float64Array.of(1, 0, 0, 1);
  const right = new Float64Array(m);
  for (let j = 0; j < m; j++)
    for (let c = 0; c < d; c++) {
      for (let k = 0; k < m; k++) precision[j * m + k]! += (weight[j * d + c]! * weight[k * d + c]!) / s;
      right[j]! += (weight[j * d + c]! * (x[i * d + c]! - bias[c]!)) / s;
    }
  const [a, b, , e] = precision as unknown as [number, number, number, number];
  const determinant = a * e - b * b;
  const covariance = Float64Array.of(e / determinant, -b / determinant, -b / determinant, a / determinant);
  const centre = Float64Array.of(
    covariance[0]! * right[0]! + covariance[1]! * right[1]!,
    covariance[2]! * right[0]! + covariance[3]! * right[1]!,
  );
  return { centre, precision, covariance };
}

/** D(N(centre, diag variance) || exact posterior). */
function posteriorGap(model: Linear, i: number): number {
  const { centre, variance } = encoded(model, i);
  const exact = exactPosterior(model, i);
  const factor = new Float64Array(m * m);
  choleskyInto(exact.covariance, m, factor);
  const difference = centre.map((value, j) => value - exact.centre[j]!);
  let quadratic = 0;
  let trace = 0;
  for (let j = 0; j < m; j++) {
    trace += exact.precision[j * m + j]! * variance[j]!;
    for (let k = 0; k < m; k++) quadratic += difference[j]! * exact.precision[j * m + k]! * difference[k]!;
  }
  const logVariances = variance.reduce((sum, v) => sum + Math.log(v), 0);
  return 0.5 * (trace + quadratic - m + logDeterminant(factor, m) - logVariances);
}

const names = Array.from({ length: 12 }, (_, i) => `linear model ${i}`);

describe('the bound of linear-Gaussian models', () => {
  test('is the exact log-likelihood less D(q || posterior), and never above it, whatever the parameters', () => {
    for (const name of names) {
      const model = drawLinear(name);
      const { rows } = overSigns(planOf(model, 'elbo'));
      for (let i = 0; i < n; i++) {
        const exact = exactLogLikelihood(model, i);
        expectClose(rows[i]!, exact - posteriorGap(model, i), { rel: 1e-11, abs: 1e-10 });
        expect(rows[i]!).toBeLessThan(exact);
      }
    }
  });

  test('with the exact posterior, log p(x, z) - log q(z | x) is log p(x) at every z', () => {
    const model = drawLinear('exact encoder');
    // Orthogonal rows of W make the posterior's covariance diagonal, so that the encoder can have it.
    const weight = Float64Array.of(1, 2, -0.5, 2, -1, 0);
    const encoder = new Float64Array(d * 2 * m);
    const encoderBias = new Float64Array(2 * m);
    for (let j = 0; j < m; j++) {
      const row = weight.subarray(j * d, (j + 1) * d);
      const variance = 1 / (1 + row.reduce((sum, w) => sum + w * w, 0) / s);
      encoderBias[m + j] = Math.log(variance);
      for (let c = 0; c < d; c++) {
        encoder[c * 2 * m + j] = (variance * row[c]!) / s;
        encoderBias[j]! -= ((variance * row[c]!) / s) * model.bias[c]!;
      }
    }
    const tight = { ...model, weight, encoder, encoderBias };
    const plan = planOf(tight, 'logWeight');
    for (const scale of [0, 1, -3]) {
      fillNormal(stream(key(`z ${scale}`)), plan.inputs.noise!);
      plan.forward();
      for (let i = 0; i < n; i++) expectClose(plan.outputs.rows![i]!, exactLogLikelihood(tight, i), { rel: 1e-11 });
    }
    const { rows } = overSigns(planOf(tight, 'elbo'));
    for (let i = 0; i < n; i++) expectClose(rows[i]!, exactLogLikelihood(tight, i), { rel: 1e-11 });
  });

  test('its gradient through the reparametrised draw is that of the closed form', () => {
    const model = drawLinear('gradient');
    const { gradients } = overSigns(planOf(model, 'elbo'));
    // Closed form of the bound: log p - D(q || posterior), differentiated by central differences with its O(h^4) rule.
    const closed = (at: Linear): number => {
      let total = 0;
      for (let i = 0; i < n; i++) total += exactLogLikelihood(at, i) - posteriorGap(at, i);
      return total;
    };
    const fields = {
      'encoder.weight': 'encoder',
      'encoder.bias': 'encoderBias',
      'decoder.weight': 'weight',
      'decoder.bias': 'bias',
    } as const;
    const h = 1e-3;
    for (const [name, field] of Object.entries(fields))
      for (let i = 0; i < model[field].length; i++) {
        const at = (step: number): number => {
          const moved = model[field].slice();
          moved[i]! += step * h;
          return closed({ ...model, [field]: moved });
        };
        const slope = (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * h);
        // The error of the rule is h^4/30 times a fifth derivative of the order of 100; rounding 1e-16 * 100/h.
        expectClose(gradients[name]![i]!, slope, { rel: 1e-8, abs: 1e-8 });
      }
  });

  test('both estimates of the bound, with the KL in closed form or drawn, have the same mean', () => {
    const model = drawLinear('both');
    const [closed, drawn] = (['elbo', 'logWeight'] as const).map((output) => overSigns(planOf(model, output)));
    expectClose(drawn!.rows, closed!.rows, { rel: 1e-11 });
    for (const [name, gradient] of Object.entries(closed!.gradients))
      expectClose(drawn!.gradients[name]!, gradient, { rel: 1e-9, abs: 1e-11 });
  });
});

test('the closed-form KL is that of quadrature', () => {
  const model = drawLinear('quadrature');
  const plan = planOf(model, 'kl');
  plan.forward();
  for (let i = 0; i < n; i++) {
    const { centre, variance } = encoded(model, i);
    let expected = 0;
    for (let j = 0; j < m; j++) {
      const [mu, v] = [centre[j]!, variance[j]!];
      expected += integrate(
        (z) => {
          const logQ = -0.5 * ((z - mu) ** 2 / v + Math.log(2 * Math.PI * v));
          const logPrior = -0.5 * (z * z + Math.log(2 * Math.PI));
          return Math.exp(logQ) * (logQ - logPrior);
        },
        mu - 12 * Math.sqrt(v),
        mu + 12 * Math.sqrt(v),
      );
    }
    expectClose(plan.outputs.rows![i]!, expected, { abs: 1e-10 });
  }
});

describe('laws of x given z', () => {
  /** log p(x | z) of rows x at z = noise: an encoder with mean 0 and log variance 0. */
  function logLaw(
    law: VariationalAutoencoderShape['law'],
    rows: readonly number[][],
    z: number,
    logVariance = 0,
  ): Float64Array {
    const [size, columns] = [rows.length, rows[0]!.length];
    const at = (values: readonly number[], ...dims: number[]): ShapedArray => ({
      data: Float64Array.from(values) as unknown as Float32Array,
      shape: dims,
    });
    const store = parameterStore(referenceEngine(Float64Array), {
      'encoder.weight': at(new Array(2 * columns).fill(0), columns, 2),
      'encoder.bias': at([0, 0], 2),
      'decoder.weight': at([1.5, -0.4, 3].slice(0, columns), 1, columns),
      'decoder.bias': at([0.2, 0.1, -1].slice(0, columns), columns),
      ...(law === 'gaussian' && { logVariance: at([logVariance], 1) }),
    });
    const plan = compile(store, ({ parameters, input }) => {
      const bare = { dimension: columns, numLatents: 1, law, encoder: line, decoder: line };
      return {
        rows: variationalBound(parameters, input('x', [size, columns]), input('noise', [size, 1]), bare).reconstruction,
      };
    });
    plan.inputs.x!.set(rows.flat());
    plan.inputs.noise!.fill(z);
    plan.forward();
    return Float64Array.from(plan.outputs.rows!);
  }

  test("'bernoulli' sums to one over all states and has the decoder's logits", () => {
    const states = [...binaryStates(3)].map((bits) => Array.from(bits));
    for (const z of [-2, 0, 0.3, 40]) {
      const masses = logLaw('bernoulli', states, z).map(Math.exp);
      expectClose(
        masses.reduce((a, b) => a + b, 0),
        1,
        { abs: 1e-12 },
      );
      const first = masses.reduce((sum, mass, i) => sum + (states[i]![0] === 1 ? mass : 0), 0);
      expectClose(first, 1 / (1 + Math.exp(-(1.5 * z + 0.2))), { rel: 1e-11 });
    }
  });

  test("'gaussian' integrates to one at any learned variance, and is the given one at the same variance", () => {
    for (const logVariance of [-1.5, 0, 0.8]) {
      // The trapezoid rule of a normal density with a step below its deviation is exact to rounding.
      const step = 0.2;
      const points = Array.from({ length: 161 }, (_, i) => [0.95 + step * (i - 80)]);
      const densities = logLaw('gaussian', points, 0.5, logVariance).map(Math.exp);
      expectClose(step * densities.reduce((a, b) => a + b, 0), 1, { abs: 1e-9 });
      const rows = [
        [0.3, -1],
        [2, 0.5],
      ];
      const given = logLaw({ variance: Math.exp(logVariance) }, rows, 0.5);
      expectClose(logLaw('gaussian', rows, 0.5, logVariance), given, { rel: 1e-12 });
    }
  });
});

test.each([
  [{ dimension: 0 }, 'variationalBound: `dimension` must be an integer >= 1; received 0'],
  [{ dimension: 3, numLatents: 1.5 }, 'variationalBound: `numLatents` must be an integer >= 1; received 1.5'],
  [
    { dimension: 3, law: 'poisson' as never },
    "variationalBound: `law` must be 'bernoulli', 'gaussian' or { variance }; received \"poisson\"",
  ],
  [
    { dimension: 3, law: { variance: -1 } },
    'variationalBound: `law.variance` must be a finite number > 0; received -1',
  ],
  [
    { dimension: 3, encoder: 'mlp' as never },
    'variationalBound: `encoder` must be a function (scope, x, outputs) that records a network; received "mlp"',
  ],
  [
    { dimension: 3, decoder: 7 as never },
    'variationalBound: `decoder` must be a function (scope, x, outputs) that records a network; received 7',
  ],
])('a bad shape is refused by name, %#', (bad, message) => {
  const store = parameterStore(referenceEngine(), key('weights'));
  const run = () =>
    compile(store, ({ parameters, input }) => ({
      elbo: mean(variationalBound(parameters, input('x', [2, 3]), input('noise', [2, 8]), bad).elbo),
    }));
  expect(run).toThrow(message);
});
