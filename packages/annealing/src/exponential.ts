/** The action of a matrix exponential by Taylor's series, on pieces so short that nothing cancels. */

/** |A| times a piece is at most 1: its terms fall below 1e-17 of the first by 1/18!. */
const NUM_TERMS = 18;

/**
 * v <- e^(length A) v. Error a few eps a piece, of which there are ceil(length normBound).
 *
 * @param apply out <- A v
 * @param normBound at least |A|, in the 1-norm or in the 2-norm
 */
export function exponentialInto(
  apply: (v: Float64Array, out: Float64Array) => void,
  length: number,
  normBound: number,
  v: Float64Array,
): void {
  const numPieces = Math.max(1, Math.ceil(length * normBound));
  let term = new Float64Array(v.length);
  let image = new Float64Array(v.length);
  for (let piece = 0; piece < numPieces; piece++) {
    term.set(v);
    for (let k = 1; k <= NUM_TERMS; k++) {
      apply(term, image);
      const factor = length / (numPieces * k);
      for (let x = 0; x < v.length; x++) {
        image[x]! *= factor;
        v[x]! += image[x]!;
      }
      [term, image] = [image, term];
    }
  }
}
