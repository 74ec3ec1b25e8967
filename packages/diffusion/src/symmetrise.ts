/**
 * Symmetry of a law and of its denoiser. If p_0 is invariant under isometries g of space, so is p_sigma, because the noise is
 * isotropic; then score and denoiser are equivariant:
 *
 *   p(g x) = p(x)  =>  D(g x) = g D(x)
 *
 * Any denoiser is made equivariant by the mean over a finite group (the Reynolds operator),
 *
 *   (P D)(x) = 1/|G| sum_g g^{-1} D(g x)
 *
 * a projection that leaves equivariant denoisers as they are. Its squared error is not larger where the law is invariant:
 * the error is convex, and every g^{-1} D(g .) errs as much as D.
 */
import { fromNdarray } from '@yuragi/prob-core';
import { ArgumentError, requireAllFinite, ShapeError } from '@yuragi/prob-core/errors';
import type { NdArray } from 'ndarray';
import type { Denoiser } from './denoiser.ts';

/** A map of space that keeps distances, and its inverse, on batches: x, out (n, d) flat, out overwritten. */
export interface Isometry {
  apply(x: Float64Array, out: Float64Array): void;
  inverse(x: Float64Array, out: Float64Array): void;
}

/** How far rounding may take a matrix from orthogonal, and products from the list. */
const GROUP_TOLERANCE = 1e-9;

/**
 * A finite group of orthogonal matrices as isometries.
 *
 * Checked: each is orthogonal, and the list holds every product, without which a mean over it is no projection. A finite
 * list closed under products holds inverses and the identity too. Checking costs G^3 d^2 at most; a use n d^2.
 *
 * @param matrices (G, d, d)
 * @throws {ShapeError}; {ArgumentError} with the size of the fault
 * @example ```ts doctest
 * import { toNdarray } from '@yuragi/prob-core';
 * import { orthogonalGroup } from '@yuragi/diffusion';
 * // Identity and mirror image of the line.
 * orthogonalGroup(toNdarray(Float64Array.of(1, -1), [2, 1, 1])).length; // => 2
 * ```
 */
export function orthogonalGroup(matrices: NdArray<Float64Array>): readonly Isometry[] {
  const where = 'orthogonalGroup';
  const { data, shape } = fromNdarray(matrices, where, 'matrices');
  const [order, d] = shape as [number, number, number];
  if (shape.length !== 3 || shape[2] !== d || order === 0 || d === 0)
    throw new ShapeError(where, 'matrices', 'shape (G, d, d)', shape);
  requireAllFinite(where, 'matrices', data);
  const elements = Array.from({ length: order }, (_, g) => data.slice(g * d * d, (g + 1) * d * d));
  const transposes = elements.map((g) => g.map((_, at) => g[(at % d) * d + Math.floor(at / d)]!));
  const identity = Float64Array.from({ length: d * d }, (_, at) => (at % (d + 1) === 0 ? 1 : 0));
  for (const [g, element] of elements.entries()) {
    const fault = distance(multiply(transposes[g]!, element, d), identity);
    if (!(fault <= GROUP_TOLERANCE))
      throw new ArgumentError(where, `matrices[${g}]`, 'orthogonal; the largest entry of |g^T g - 1| must be 0', fault);
  }
  for (const [g, left] of elements.entries())
    for (const [h, right] of elements.entries()) {
      const product = multiply(left, right, d);
      const nearest = Math.min(...elements.map((element) => distance(product, element)));
      if (!(nearest <= GROUP_TOLERANCE))
        throw new ArgumentError(
          where,
          'matrices',
          `closed under products; the distance of matrices[${g}] matrices[${h}] to the nearest of them must be 0`,
          nearest,
        );
    }
  return elements.map((element, g) => ({
    apply: (x, out) => applyRows('apply', element, d, x, out),
    inverse: (x, out) => applyRows('inverse', transposes[g]!, d, x, out),
  }));
}

/**
 * The mean of a denoiser over a finite group of isometries: equivariant, whatever the denoiser was.
 *
 *   (P D)(x, sigma) = 1/|G| sum_g g^{-1} D(g x, sigma)
 *
 * |G| calls of the denoiser, one after another; asynchronous if it is. Exact for a group: of a list that is none the result
 * is a mean without symmetry. Unscaled coordinates, so g may be affine (a shift); in these g commutes with the noise.
 *
 * *Gotchas.* An equivariant function sends a symmetric point to a symmetric point. Where one cause has several effects that
 * a symmetry exchanges, a regression is therefore useless and a sampler is not: its noise breaks the symmetry.
 *
 * @param group from `orthogonalGroup`, or any list of isometries with their inverses
 * @throws {ArgumentError} for an empty list, or no denoiser; the isometries of `orthogonalGroup` {ShapeError} for points of
 *   another dimension
 * @example ```ts doctest
 * import { toNdarray } from '@yuragi/prob-core';
 * import { orthogonalGroup, symmetrise } from '@yuragi/diffusion';
 * const mirror = orthogonalGroup(toNdarray(Float64Array.of(1, -1), [2, 1, 1]));
 * const crooked = symmetrise((x, _sigma, out) => out.set(x.map((value) => value + 0.3)), mirror);
 * const out = new Float64Array(2);
 * await crooked(Float64Array.of(0.5, -0.5), 1, out);
 * [...out]; // => [0.5, -0.5]
 * ```
 */
export function symmetrise(denoiser: Denoiser, group: readonly Isometry[]): Denoiser {
  if (typeof denoiser !== 'function') throw new ArgumentError('symmetrise', 'denoiser', 'a function', denoiser);
  if (!(group?.length > 0)) throw new ArgumentError('symmetrise', 'group', 'a list of at least one isometry', group);
  return (x, sigma, out) => {
    const moved = new Float64Array(x.length);
    const denoised = new Float64Array(x.length);
    const sum = new Float64Array(x.length);
    const add = ({ inverse }: Isometry): void => {
      inverse(denoised, moved);
      for (let i = 0; i < sum.length; i++) sum[i]! += moved[i]!;
    };
    const visit = (from: number): void | Promise<void> => {
      for (let g = from; g < group.length; g++) {
        group[g]!.apply(x, moved);
        const done = denoiser(moved, sigma, denoised);
        if (done instanceof Promise)
          return done.then(() => {
            add(group[g]!);
            return visit(g + 1);
          });
        add(group[g]!);
      }
      for (let i = 0; i < sum.length; i++) out[i] = sum[i]! / group.length;
    };
    return visit(0);
  };
}

/** A B of (d, d) matrices. */
function multiply(a: Float64Array, b: Float64Array, d: number): Float64Array {
  const out = new Float64Array(d * d);
  for (let i = 0; i < d; i++)
    for (let k = 0; k < d; k++) for (let j = 0; j < d; j++) out[i * d + j]! += a[i * d + k]! * b[k * d + j]!;
  return out;
}

const distance = (a: Float64Array, b: Float64Array): number =>
  a.reduce((max, value, at) => Math.max(max, Math.abs(value - b[at]!)), 0);

/** Every row x to matrix x. @throws {ShapeError} */
function applyRows(where: string, matrix: Float64Array, d: number, x: Float64Array, out: Float64Array): void {
  if (x.length % d !== 0) throw new ShapeError(where, 'x', `length n * ${d}`, [x.length]);
  for (let row = 0; row < x.length; row += d)
    for (let i = 0; i < d; i++) {
      let sum = 0;
      for (let j = 0; j < d; j++) sum += matrix[i * d + j]! * x[row + j]!;
      out[row + i] = sum;
    }
}
