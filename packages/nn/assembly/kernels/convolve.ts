// Convolution of images, channels last: `convolve`, `convolveInput`, `convolveWeights` of src/kernels.ts.
//
// A 1 x 1 convolution of stride 1 is one matrix product of all pixels. A 3 x 3 one of stride 1 is Winograd's where that
// pays (winograd.ts). All others are matrix products of patches: row (b, i, j) of the patches holds the size x size x
// inputs numbers that output (b, i, j) sees, and out = patches w. Patches are made in chunks of rows that stay in the
// second-level cache.

import { bytes } from './bytes';
import { gemm, matmulScratch } from './matmul';
import { tilesOf, winograd, winogradScratch, winogradWeights } from './winograd';

/** Elements that the patches of a chunk may take: 512 KiB. */
const CHUNK_ELEMENTS: i32 = 131072;

// @inline
function extentOf(n: i32, stride: i32): i32 {
  return (n + stride - 1) / stride;
}

/**
 * Whether Winograd pays, as measured: where its 16 products for each tile of 2 x 2 outputs are at most 4/5 of the 9 for
 * each output, where there are enough channels to share the transforms, and enough tiles to share those of the filters.
 */
function isWinograd(batch: i32, height: i32, width: i32, inputs: i32, outputs: i32, size: i32, stride: i32): bool {
  const tiles = tilesOf(1, height, width);
  const isCheap = 20 * tiles <= 9 * height * width;
  return size === 3 && stride === 1 && inputs >= 4 && outputs >= 4 && batch * tiles >= 8 && isCheap;
}

/** Rows in a chunk of patches of `columns` numbers. */
function chunkOf(columns: i32): i32 {
  return max(24, (CHUNK_ELEMENTS / columns / 24) * 24);
}

export function convolveScratch(
  batch: i32,
  height: i32,
  width: i32,
  inputs: i32,
  outputs: i32,
  size: i32,
  stride: i32,
): i32 {
  if (isWinograd(batch, height, width, inputs, outputs, size, stride)) {
    return winogradScratch(batch, height, width, inputs, outputs);
  }
  const rows = batch * extentOf(height, stride) * extentOf(width, stride);
  const columns = size * size * inputs;
  const isProduct = size === 1 && stride === 1;
  const chunk = isProduct ? rows : min(rows, chunkOf(columns));
  const products = max(
    matmulScratch(chunk, outputs, columns),
    max(matmulScratch(chunk, columns, outputs), matmulScratch(columns, outputs, chunk)),
  );
  return products + (isProduct ? 0 : (chunk * columns + 3) & ~3);
}

// ---- Runs of consecutive numbers ----

function copy(to: usize, from: usize, n: i32): void {
  let i = 0;
  for (; i + 4 <= n; i += 4, to += 16, from += 16) v128.store(to, v128.load(from));
  for (; i < n; i++, to += 4, from += 4) store<f32>(to, load<f32>(from));
}

function add(to: usize, from: usize, n: i32): void {
  let i = 0;
  for (; i + 4 <= n; i += 4, to += 16, from += 16) v128.store(to, f32x4.add(v128.load(to), v128.load(from)));
  for (; i < n; i++, to += 4, from += 4) store<f32>(to, load<f32>(to) + load<f32>(from));
}

function clear(to: usize, n: i32): void {
  let i = 0;
  for (; i + 4 <= n; i += 4, to += 16) v128.store(to, f32x4.splat(0));
  for (; i < n; i++, to += 4) store<f32>(to, 0);
}

// ---- Patches ----

/**
 * Copies `count` patches of x from row `first` on; `adjoint`: adds the patches to x. The pixels of one row of a patch
 * stand side by side in x.
 */
// @inline
function walkPatches(
  patches: usize,
  x: usize,
  first: i32,
  count: i32,
  height: i32,
  width: i32,
  channels: i32,
  size: i32,
  stride: i32,
  adjoint: bool,
): void {
  const outWidth = extentOf(width, stride);
  const perImage = extentOf(height, stride) * outWidth;
  const padding = (size - 1) >> 1;
  for (let p = first; p < first + count; p++) {
    const image = p / perImage,
      pixel = p % perImage;
    const top = stride * (pixel / outWidth) - padding,
      left = stride * (pixel % outWidth) - padding;
    // Columns begin..end of the patch lie inside the image.
    const begin = max(0, -left),
      end = min(size, width - left);
    for (let row = top; row < top + size; row++, patches += bytes(size * channels)) {
      const isInside = <u32>row < <u32>height;
      const run = x + bytes(((image * height + row) * width + left + begin) * channels);
      const patch = patches + bytes(begin * channels);
      if (adjoint) {
        if (isInside) add(run, patch, (end - begin) * channels);
      } else if (isInside) {
        clear(patches, begin * channels);
        copy(patch, run, (end - begin) * channels);
        clear(patches + bytes(end * channels), (size - end) * channels);
      } else {
        clear(patches, size * channels);
      }
    }
  }
}

function takePatches(
  patches: usize,
  x: usize,
  first: i32,
  count: i32,
  height: i32,
  width: i32,
  channels: i32,
  size: i32,
  stride: i32,
): void {
  walkPatches(patches, x, first, count, height, width, channels, size, stride, false);
}

function addPatches(
  patches: usize,
  x: usize,
  first: i32,
  count: i32,
  height: i32,
  width: i32,
  channels: i32,
  size: i32,
  stride: i32,
): void {
  walkPatches(patches, x, first, count, height, width, channels, size, stride, true);
}

// ---- Passes ----

export function convolve(
  out: usize,
  x: usize,
  w: usize,
  batch: i32,
  height: i32,
  width: i32,
  inputs: i32,
  outputs: i32,
  size: i32,
  stride: i32,
  scratch: usize,
): void {
  if (isWinograd(batch, height, width, inputs, outputs, size, stride)) {
    winograd(out, x, w, batch, height, width, inputs, outputs, false, scratch);
    return;
  }
  const rows = batch * extentOf(height, stride) * extentOf(width, stride);
  const columns = size * size * inputs;
  if (size === 1 && stride === 1) {
    gemm(out, x, w, rows, outputs, columns, columns, 1, outputs, 1, outputs, 0, scratch);
    return;
  }
  const chunk = min(rows, chunkOf(columns));
  const rest = scratch + bytes((chunk * columns + 3) & ~3);
  for (let first = 0; first < rows; first += chunk) {
    const count = min(chunk, rows - first);
    takePatches(scratch, x, first, count, height, width, inputs, size, stride);
    gemm(out + bytes(first * outputs), scratch, w, count, outputs, columns, columns, 1, outputs, 1, outputs, 0, rest);
  }
}

export function convolveInput(
  out: usize,
  y: usize,
  w: usize,
  batch: i32,
  height: i32,
  width: i32,
  inputs: i32,
  outputs: i32,
  size: i32,
  stride: i32,
  scratch: usize,
): void {
  if (isWinograd(batch, height, width, inputs, outputs, size, stride)) {
    winograd(out, y, w, batch, height, width, inputs, outputs, true, scratch);
    return;
  }
  const rows = batch * extentOf(height, stride) * extentOf(width, stride);
  const columns = size * size * inputs;
  if (size === 1 && stride === 1) {
    gemm(out, y, w, rows, columns, outputs, outputs, 1, 1, outputs, columns, 0, scratch);
    return;
  }
  const chunk = min(rows, chunkOf(columns));
  const rest = scratch + bytes((chunk * columns + 3) & ~3);
  clear(out, batch * height * width * inputs);
  for (let first = 0; first < rows; first += chunk) {
    const count = min(chunk, rows - first);
    gemm(scratch, y + bytes(first * outputs), w, count, columns, outputs, outputs, 1, 1, outputs, columns, 0, rest);
    addPatches(scratch, out, first, count, height, width, inputs, size, stride);
  }
}

export function convolveWeights(
  out: usize,
  x: usize,
  y: usize,
  batch: i32,
  height: i32,
  width: i32,
  inputs: i32,
  outputs: i32,
  size: i32,
  stride: i32,
  scratch: usize,
): void {
  if (isWinograd(batch, height, width, inputs, outputs, size, stride)) {
    winogradWeights(out, x, y, batch, height, width, inputs, outputs, scratch);
    return;
  }
  const rows = batch * extentOf(height, stride) * extentOf(width, stride);
  const columns = size * size * inputs;
  if (size === 1 && stride === 1) {
    gemm(out, x, y, columns, outputs, rows, 1, columns, outputs, 1, outputs, 0, scratch);
    return;
  }
  const chunk = min(rows, chunkOf(columns));
  const rest = scratch + bytes((chunk * columns + 3) & ~3);
  for (let first = 0; first < rows; first += chunk) {
    const count = min(chunk, rows - first);
    takePatches(scratch, x, first, count, height, width, inputs, size, stride);
    gemm(
      out,
      scratch,
      y + bytes(first * outputs),
      columns,
      outputs,
      count,
      1,
      columns,
      outputs,
      1,
      outputs,
      first > 0 ? 1 : 0,
      rest,
    );
  }
}
