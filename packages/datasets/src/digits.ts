/** Handwritten digits, 8 x 8 pixels. */
import { digitsText } from './digits-text.ts';

/** Where the digits come from and how they may be used. */
export const digitsOrigin: {
  readonly title: string;
  readonly creators: string;
  readonly year: number;
  readonly publisher: string;
  readonly url: string;
  readonly licence: string;
  readonly changes: string;
} = {
  title: 'Optical Recognition of Handwritten Digits, test part (optdigits.tes)',
  creators: 'E. Alpaydin and C. Kaynak',
  year: 1998,
  publisher: 'UCI Machine Learning Repository',
  url: 'https://archive.ics.uci.edu/dataset/80/optical+recognition+of+handwritten+digits',
  licence: 'CC BY 4.0, https://creativecommons.org/licenses/by/4.0/',
  changes:
    'The numbers are those of the original, in the order of the copy in scikit-learn (load_digits), as text of one character a pixel.',
};

export interface Digits {
  /** (count, height, width) flat, row-major; grey values 0 (paper) to 16 (ink): pixels set in a 4 x 4 block. */
  readonly images: Uint8Array;
  /** (count), 0 to 9. */
  readonly labels: Uint8Array;
  readonly count: number;
  readonly width: number;
  readonly height: number;
}

const WIDTH = 8;
const HEIGHT = 8;

/**
 * The 1797 handwritten digits of the UCI repository's test part, by 13 writers.
 *
 * E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine Learning Repository, 1998, licence
 * CC BY 4.0 (`digitsOrigin`). Read from text at every call, a few milliseconds: the arrays are the caller's own.
 */
export function digits(): Digits {
  const lines = digitsText.split('\n');
  const count = lines.length;
  const size = WIDTH * HEIGHT;
  const images = new Uint8Array(count * size);
  const labels = new Uint8Array(count);
  for (const [i, line] of lines.entries()) {
    for (let j = 0; j < size; j++) images[i * size + j] = Number.parseInt(line[j]!, 17);
    labels[i] = Number(line[size]);
  }
  return { images, labels, count, width: WIDTH, height: HEIGHT };
}
