/** Digits as pictures in a page: small greyscale PNGs that the page enlarges without smoothing. */
import { encode } from 'fast-png';

const SIDE = 8;
const GAP = 1;
/** Hidden pixels (NaN). */
const HIDDEN = 200;

/** Images (n, 64), 0 = paper and 1 = ink, in a grid of `columns`, as the address of a PNG. */
export function gridOfDigits(images: Float64Array, columns: number): string {
  const count = images.length / (SIDE * SIDE);
  const rows = Math.ceil(count / columns);
  const width = columns * (SIDE + GAP) - GAP;
  const height = rows * (SIDE + GAP) - GAP;
  const data = new Uint8Array(width * height).fill(255);
  for (let i = 0; i < count; i++) {
    const left = (i % columns) * (SIDE + GAP);
    const top = Math.floor(i / columns) * (SIDE + GAP);
    for (let pixel = 0; pixel < SIDE * SIDE; pixel++) {
      const ink = images[i * SIDE * SIDE + pixel]!;
      const at = (top + Math.floor(pixel / SIDE)) * width + left + (pixel % SIDE);
      data[at] = Number.isNaN(ink) ? HIDDEN : Math.round(255 * (1 - Math.min(1, Math.max(0, ink))));
    }
  }
  const png = encode({ width, height, data, channels: 1, depth: 8 });
  return `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
}
