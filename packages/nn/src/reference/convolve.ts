/**
 * Convolution of images, channels last, and its two adjoints: the definition.
 *
 *   out(b, i, j, o) = sum_{r, s, c} x(b, stride i + r - p, stride j + s - p, c) w(r, s, c, o),   p = (size - 1)/2
 *
 * x is zero outside the image. The map is linear in x and in w; its adjoints are the same triple products x w y summed
 * over the other indices.
 */
import type { Kernels } from '../kernels.ts';

type ConvolveKernels = Pick<Kernels, 'convolve' | 'convolveInput' | 'convolveWeights' | 'convolveScratch'>;

interface Shape {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly size: number;
  readonly stride: number;
}

/** Calls `visit(pixel of x, tap of w, pixel of out)` for every pair of pixels that a tap joins. */
function forEachTap(
  { batch, height, width, size, stride }: Shape,
  visit: (pixel: number, tap: number, outPixel: number) => void,
): void {
  const padding = (size - 1) / 2;
  const outHeight = Math.ceil(height / stride);
  const outWidth = Math.ceil(width / stride);
  for (let b = 0; b < batch; b++) {
    for (let i = 0; i < outHeight; i++) {
      for (let j = 0; j < outWidth; j++) {
        for (let r = 0; r < size; r++) {
          for (let s = 0; s < size; s++) {
            const row = stride * i + r - padding;
            const column = stride * j + s - padding;
            if (row < 0 || row >= height || column < 0 || column >= width) continue;
            visit((b * height + row) * width + column, r * size + s, (b * outHeight + i) * outWidth + j);
          }
        }
      }
    }
  }
}

/** The kernels of convolution over a memory, in plain TypeScript. */
export function convolveReference(memory: () => Float32Array | Float64Array): ConvolveKernels {
  /** Sums are kept in f64 and rounded once. */
  const store = (out: number, sums: Float64Array) => memory().set(sums, out >> 2);

  return {
    convolve(out, x, w, batch, height, width, inputs, outputs, size, stride) {
      const values = memory();
      const sums = new Float64Array(batch * Math.ceil(height / stride) * Math.ceil(width / stride) * outputs);
      forEachTap({ batch, height, width, inputs, outputs, size, stride }, (pixel, tap, outPixel) => {
        for (let c = 0; c < inputs; c++) {
          const xc = values[(x >> 2) + pixel * inputs + c]!;
          for (let o = 0; o < outputs; o++) {
            sums[outPixel * outputs + o]! += xc * values[(w >> 2) + (tap * inputs + c) * outputs + o]!;
          }
        }
      });
      store(out, sums);
    },

    convolveInput(out, y, w, batch, height, width, inputs, outputs, size, stride) {
      const values = memory();
      const sums = new Float64Array(batch * height * width * inputs);
      forEachTap({ batch, height, width, inputs, outputs, size, stride }, (pixel, tap, outPixel) => {
        for (let c = 0; c < inputs; c++) {
          for (let o = 0; o < outputs; o++) {
            sums[pixel * inputs + c]! +=
              values[(y >> 2) + outPixel * outputs + o]! * values[(w >> 2) + (tap * inputs + c) * outputs + o]!;
          }
        }
      });
      store(out, sums);
    },

    convolveWeights(out, x, y, batch, height, width, inputs, outputs, size, stride) {
      const values = memory();
      const sums = new Float64Array(size * size * inputs * outputs);
      forEachTap({ batch, height, width, inputs, outputs, size, stride }, (pixel, tap, outPixel) => {
        for (let c = 0; c < inputs; c++) {
          const xc = values[(x >> 2) + pixel * inputs + c]!;
          for (let o = 0; o < outputs; o++) {
            sums[(tap * inputs + c) * outputs + o]! += xc * values[(y >> 2) + outPixel * outputs + o]!;
          }
        }
      });
      store(out, sums);
    },

    convolveScratch: () => 0,
  };
}
