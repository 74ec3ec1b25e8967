/**
 * Images twice as large, every pixel four times, and the adjoint: the sums of 2 x 2 blocks.
 *
 *   upsample:    out(b, i, j, c) = scale x(b, floor(i/2), floor(j/2), c)
 *   downsample:  out(b, i, j, c) = scale sum_{r, s in {0, 1}} x(b, 2 i + r, 2 j + s, c)
 */
import type { Kernels } from '../kernels.ts';

/** The kernels of resampling over a memory, in plain TypeScript. */
export function resampleReference(memory: () => Float32Array | Float64Array): Pick<Kernels, 'upsample' | 'downsample'> {
  return {
    upsample(out, x, batch, height, width, channels, scale) {
      const values = memory();
      let at = out >> 2;
      for (let b = 0; b < batch; b++) {
        for (let i = 0; i < 2 * height; i++) {
          for (let j = 0; j < 2 * width; j++) {
            const pixel = (b * height + (i >> 1)) * width + (j >> 1);
            for (let c = 0; c < channels; c++) values[at++] = scale * values[(x >> 2) + pixel * channels + c]!;
          }
        }
      }
    },

    downsample(out, x, batch, height, width, channels, scale) {
      const values = memory();
      let at = out >> 2;
      for (let b = 0; b < batch; b++) {
        for (let i = 0; i < height; i++) {
          for (let j = 0; j < width; j++) {
            for (let c = 0; c < channels; c++) {
              let sum = 0;
              for (let block = 0; block < 4; block++) {
                const pixel = (b * 2 * height + 2 * i + (block >> 1)) * 2 * width + 2 * j + (block & 1);
                sum += values[(x >> 2) + pixel * channels + c]!;
              }
              values[at++] = scale * sum;
            }
          }
        }
      }
    },
  };
}
