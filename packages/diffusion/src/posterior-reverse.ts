/**
 * Multiplying a diffused law by a function r(x_0), as one does for a posterior, on finitely many states: three ways to change
 * the reverse chain R_t = p(x_{t-1} | x_t) so that it draws x_0 from p_0 r/<r>. Each tilts R_t by functions g_t with g_0 = r:
 *
 *   K_t(y | x) = R_t(y | x) g_{t-1}(y)/c_t(x),  c_t(x) = sum_y R_t(y | x) g_{t-1}(y),  start p_T g_T/C,  C = sum p_T g_T
 *
 * and a path of the tilted chain carries what was divided out,
 *
 *   w = C prod_{t=1}^T c_t(x_t)/g_t(x_t),    <w f(x_0)> = sum_x p_0(x) r(x) f(x)
 *
 * - g_t = h_t with h_t = R_t^T h_{t-1}, h_0 = r: Doob's transform. h_t(x) = E[r(x_0) | x_t = x] solves Kolmogorov's backward
 *   equation of the reverse chain, c_t = h_t, every path weighs C = <r>, and the law is exact.
 * - g_t = r, or r^{(T-t)/T}: the 2015 paper's choices (Sohl-Dickstein et al., section 2.5). Without w the law is biased at
 *   every step size; with it expectations are exact.
 */
import { toNdarray } from '@yuragi/prob-core';
import {
  ArgumentError,
  requireLength,
  requireNonNegative,
  requireOneOf,
  UnsupportedError,
} from '@yuragi/prob-core/errors';
import { applyKernel, type ReverseChain, requireReverseChain, requireTransition } from './exact-reverse.ts';

/** Which chain: exact, the 2015 paper's, or the paper's with the weight that mends it. */
export type PosteriorMode = 'exact' | 'renormalised' | 'weighted';

/** How r enters the steps before the last: 'constant' is r itself, 'fading' r^{(T-t)/T}, which is 1 at the start. */
export type Perturbation = 'constant' | 'fading';

/** What to build. Only chains that do not know h need a choice of perturbation. Default 'constant'. */
export type PosteriorReverseOptions =
  | { readonly mode: 'exact' }
  | { readonly mode: 'renormalised' | 'weighted'; readonly perturbation?: Perturbation | undefined };

/** A chain for p_0 r/<r>, and what is true of it. */
export interface PosteriorReverse extends ReverseChain {
  readonly mode: PosteriorMode;
  /** Whether averages taken as `mode` says have the law `target`: false for 'renormalised' alone. */
  readonly isExact: boolean;
  /** p_0 r/<r>, (N). */
  readonly target: Float64Array;
  /** The law of x_0 of paths as they are drawn, each counted once, (N). */
  readonly law: Float64Array;
  /** max |law - target|: rounding for 'exact', what the weights take away for 'weighted'. */
  readonly bias: number;
  /** log <r>, nats: what the weights average to. */
  readonly logEvidence: number;
  /** The log-weight of a path is the sum of logFactors[t][x_t] over t = 0..T. Null for 'renormalised', which has none. */
  readonly logFactors: readonly Float64Array[] | null;
}

/** E[r(x_0) | x_t] for t = 0..T. */
function backwardFunctions(kernels: readonly Float64Array[], r: Float64Array): Float64Array[] {
  const functions = [r];
  for (const kernel of kernels) functions.push(pullBack(kernel, functions.at(-1)!));
  return functions;
}

/** x -> sum_y R(y | x) g(y). */
function pullBack(kernel: Float64Array, g: Float64Array): Float64Array {
  const n = g.length;
  const out = new Float64Array(n);
  for (let y = 0; y < n; y++) for (let x = 0; x < n; x++) out[x]! += kernel[y * n + x]! * g[y]!;
  return out;
}

/** R g/c; where c is 0 the chain never comes, and R stays as it is. */
function tilt(kernel: Float64Array, g: Float64Array, c: Float64Array): Float64Array {
  const n = g.length;
  return kernel.map((value, at) => {
    const x = at % n;
    return c[x] === 0 ? value : (value * g[Math.floor(at / n)]!) / c[x]!;
  });
}

/**
 * The reverse chain of p_0 multiplied by r: exactly, as the 2015 paper has it, or as the paper has it with the weight that
 * mends it.
 *
 * 'exact' draws from p_0 r/<r> (to rounding). 'renormalised' does not, at any number of steps: the factor c_t/r that it drops
 * does not tend to a constant; `bias` says by how much. 'weighted' is the same chain with that factor kept for each path:
 * weigh its paths by `posteriorLogWeights`. Cost T N^2. r may have any scale.
 *
 * *When to use.* 'exact' wherever h_t can be computed. In larger models only r is known: there 'weighted' is exact in the
 * mean but its effective sample size falls with T, and 'renormalised' is what the paper does.
 *
 * @param chain the prior as a reverse chain: that of `exactReverse`, or any other; p_0 is the law of its x_0
 * @param r     r(x_0) >= 0, (N), not 0 everywhere that p_0 is not; > 0 unless the mode is 'exact', because states where it
 *   is 0 are closed to the paths
 * @throws {ArgumentError}, {ShapeError} for bad arguments
 * @see Sohl-Dickstein et al. 2015, section 2.5; Doob 1957 for the transform
 * @example ```ts doctest
 * import { toNdarray } from '@yuragi/prob-core';
 * import { exactReverse, posteriorReverse } from '@yuragi/diffusion';
 * const flip = toNdarray(Float64Array.of(0.9, 0.1, 0.1, 0.9), [2, 2]);
 * const prior = exactReverse(new Array(20).fill(flip), [0.8, 0.2]);
 * const r = [0.1, 0.9];
 * posteriorReverse(prior, r, { mode: 'exact' }).law[1]!; // ~> 0.6923077
 * const { law, isExact } = posteriorReverse(prior, r, { mode: 'renormalised' });
 * isExact; // => false
 * law[1]!; // ~> 0.8954
 * ```
 */
export function posteriorReverse(
  chain: ReverseChain,
  r: ArrayLike<number>,
  options: PosteriorReverseOptions,
): PosteriorReverse {
  const where = 'posteriorReverse';
  const { numStates, numSteps } = requireReverseChain(where, 'chain', chain);
  const kernels = chain.kernels.map((kernel, i) => requireTransition(where, `chain.kernels[${i}]`, kernel, numStates));
  const mode = requireOneOf(where, 'mode', options?.mode, ['exact', 'renormalised', 'weighted']);
  const perturbation = options.mode === 'exact' ? 'constant' : (options.perturbation ?? 'constant');
  requireOneOf(where, 'perturbation', perturbation, ['constant', 'fading']);
  const given = Float64Array.from(requireLength(where, 'r', r, numStates));
  for (const [x, value] of given.entries()) {
    requireNonNegative(where, `r[${x}]`, value);
    if (mode !== 'exact' && value === 0) throw new ArgumentError(where, `r[${x}]`, `> 0 for mode '${mode}'`, value);
  }

  // Around 1, so that products with r neither overflow nor lose digits, whatever its scale.
  const positive = given.filter((value) => value > 0);
  const scale = positive.length === 0 ? 1 : Math.sqrt(positive.reduce(least)) * Math.sqrt(positive.reduce(largest));
  const factor = given.map((value) => value / scale);
  const data = kernels.reduceRight<Float64Array>((law, kernel) => applyKernel(kernel, law), chain.start);
  const evidence = factor.reduce((sum, value, x) => sum + value * data[x]!, 0);
  if (!(evidence > 0)) throw new ArgumentError(where, 'r', '> 0 somewhere on the support of the law', r);
  const target = data.map((p, x) => (p * factor[x]!) / evidence);

  const tilts =
    mode === 'exact'
      ? backwardFunctions(kernels, factor)
      : Array.from({ length: numSteps + 1 }, (_, t) =>
          perturbation === 'constant' ? factor : factor.map((value) => value ** ((numSteps - t) / numSteps)),
        );
  const atStart = tilts[numSteps]!;
  const constant = chain.start.reduce((sum, p, x) => sum + p * atStart[x]!, 0);
  const start = chain.start.map((p, x) => (p * atStart[x]!) / constant);
  const normalisers = kernels.map((kernel, i) => pullBack(kernel, tilts[i]!));
  const tilted = kernels.map((kernel, i) => tilt(kernel, tilts[i]!, normalisers[i]!));
  const law = tilted.reduceRight<Float64Array>((current, kernel) => applyKernel(kernel, current), start);
  return {
    mode,
    isExact: mode !== 'renormalised',
    numStates,
    numSteps,
    start,
    kernels: tilted.map((kernel) => toNdarray(kernel, [numStates, numStates])),
    target,
    law,
    bias: law.reduce((max, p, x) => Math.max(max, Math.abs(p - target[x]!)), 0),
    logEvidence: Math.log(evidence) + Math.log(scale),
    logFactors: mode === 'renormalised' ? null : logFactors(tilts, normalisers, Math.log(constant) + Math.log(scale)),
  };
}

const least = (a: number, b: number): number => Math.min(a, b);
const largest = (a: number, b: number): number => Math.max(a, b);

/** log c_t - log g_t at t >= 1, with log C at t = T. Of two logarithms: the ratio may overflow where r nearly vanishes. */
function logFactors(
  tilts: readonly Float64Array[],
  normalisers: readonly Float64Array[],
  logConstant: number,
): Float64Array[] {
  const factors = tilts.map((g, t) =>
    // Equal where h_t is 0 too, which no path reaches.
    g.map((value, x) =>
      t === 0 || normalisers[t - 1]![x] === value ? 0 : Math.log(normalisers[t - 1]![x]!) - Math.log(value),
    ),
  );
  const last = factors.length - 1;
  factors[last] = factors[last]!.map((value) => value + logConstant);
  return factors;
}

/**
 * The log-weights of paths of a posterior chain: `logMeanExp` of prob-core of them estimates `logEvidence` = log <r> with its
 * error, and averages weighted by their exponentials have the law `target`. Of mode 'exact' every path has log <r>.
 *
 * @param paths (n, T + 1) flat, from `sampleReversePaths(posterior, …)`
 * @returns (n), nats
 * @throws {UnsupportedError} for mode 'renormalised', which is without weights; {ShapeError}, {ArgumentError} for what are
 *   no paths
 * @example ```ts doctest
 * import { key, logMeanExp, stream, toNdarray } from '@yuragi/prob-core';
 * import { exactReverse, posteriorLogWeights, posteriorReverse, sampleReversePaths } from '@yuragi/diffusion';
 * const flip = toNdarray(Float64Array.of(0.9, 0.1, 0.1, 0.9), [2, 2]);
 * const prior = exactReverse([flip, flip], [0.8, 0.2]);
 * const posterior = posteriorReverse(prior, [0.1, 0.9], { mode: 'exact' });
 * const paths = sampleReversePaths(posterior, stream(key(1)), 3);
 * logMeanExp(posteriorLogWeights(posterior, paths)).value - Math.log(0.26); // ~> 0.00000
 * ```
 */
export function posteriorLogWeights(posterior: PosteriorReverse, paths: Int32Array): Float64Array {
  const where = 'posteriorLogWeights';
  const { numSteps, numStates } = requireReverseChain(where, 'posterior', posterior);
  const { logFactors: factors } = posterior;
  if (factors === null)
    throw new UnsupportedError(`${where}: mode 'renormalised'`, "its paths have no weights; take mode 'weighted'");
  const length = numSteps + 1;
  requireLength(where, 'paths', paths, Math.max(1, Math.round(paths?.length / length)) * length);
  const out = new Float64Array(paths.length / length);
  for (const [at, state] of paths.entries()) {
    if (!(state >= 0 && state < numStates))
      throw new ArgumentError(where, `paths[${at}]`, `a state 0..${numStates - 1}`, state);
    out[Math.floor(at / length)]! += factors[at % length]![state]!;
  }
  return out;
}
