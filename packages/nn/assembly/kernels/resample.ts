// Images twice as large and half as large, channels last: `upsample`, `downsample` of src/kernels.ts.

import { bytes } from './bytes';

export function upsample(out: usize, x: usize, batch: i32, height: i32, width: i32, channels: i32, scale: f32): void {
  const pixel = bytes(channels);
  const outRow = bytes(2 * width * channels);
  const scales = f32x4.splat(scale);
  // Rows of all images stand one after the other, in x and in out.
  for (let row = 0; row < batch * height; row++, out += outRow) {
    for (let j = 0; j < width; j++, out += pixel) {
      let c = 0;
      for (; c + 4 <= channels; c += 4, x += 16, out += 16) {
        const v = f32x4.mul(scales, v128.load(x));
        v128.store(out, v);
        v128.store(out + pixel, v);
        v128.store(out + outRow, v);
        v128.store(out + outRow + pixel, v);
      }
      for (; c < channels; c++, x += 4, out += 4) {
        const v = scale * load<f32>(x);
        store<f32>(out, v);
        store<f32>(out + pixel, v);
        store<f32>(out + outRow, v);
        store<f32>(out + outRow + pixel, v);
      }
    }
  }
}

export function downsample(out: usize, x: usize, batch: i32, height: i32, width: i32, channels: i32, scale: f32): void {
  const pixel = bytes(channels);
  const xRow = bytes(2 * width * channels);
  const scales = f32x4.splat(scale);
  for (let row = 0; row < batch * height; row++, x += xRow) {
    for (let j = 0; j < width; j++, x += pixel) {
      let c = 0;
      for (; c + 4 <= channels; c += 4, x += 16, out += 16) {
        const upper = f32x4.add(v128.load(x), v128.load(x + pixel));
        const lower = f32x4.add(v128.load(x + xRow), v128.load(x + xRow + pixel));
        v128.store(out, f32x4.mul(scales, f32x4.add(upper, lower)));
      }
      for (; c < channels; c++, x += 4, out += 4) {
        const upper = load<f32>(x) + load<f32>(x + pixel);
        store<f32>(out, scale * (upper + (load<f32>(x + xRow) + load<f32>(x + xRow + pixel))));
      }
    }
  }
}
