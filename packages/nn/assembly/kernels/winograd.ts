// 3 x 3 convolution of stride 1 by Winograd's F(2 x 2, 3 x 3): 16 products for the 36 of the definition. Lavin and Gray
// 2016, section 4.1, after Winograd 1980. The image is cut into tiles of 2 x 2 outputs, each with its 4 x 4 inputs d;
// for filters g, inputs c and outputs o,
//
//   y = A^T [sum_c (G g G^T) . (B^T d B)] A
//
//         1  0 -1  0          1    0    0
//   B^T = 0  1  1  0     G = 1/2  1/2  1/2     A^T = 1  1  1  0
//         0 -1  1  0         1/2 -1/2  1/2           0  1 -1 -1
//         0  1  0 -1          0    0    1
//
// where "." multiplies entry by entry: over all tiles, 16 matrix products of tiles x inputs by inputs x outputs. The
// adjoint in x is the convolution with the filters turned by 180 degrees and transposed. The adjoint in w is the
// transpose of the formula, sum over tiles of G^T [(B^T d B) . (A y A^T)] G, again 16 matrix products: F(3 x 3, 2 x 2)
// of the same paper.
//
// Tiles are taken in chunks whose transforms stay in the second-level cache. The transforms write the panels that the
// register tile of tile.ts reads, so that nothing is packed twice.

import { bytes } from './bytes';
import { packColumns, packRows } from './pack';
import { multiplyTile, TILE_COLUMNS, TILE_ROWS } from './tile';
import {
  tilePixels,
  transformFilters,
  transformFiltersAdjoint,
  transformInput,
  transformOutput,
  transformOutputAdjoint,
} from './winograd-transforms';

/** Elements that the transforms of a chunk may take: 512 KiB. */
const CHUNK_ELEMENTS: i32 = 131072;
/** Elements between two of the 16 planes beyond their size, so that they do not compete for one set of the cache. */
const SKEW: i32 = 16;
/** Elements of the table of addresses. */
const TABLE: i32 = 16;

/** A multiple of the vector. */
function padded(n: i32): i32 {
  return (n + 3) & ~3;
}

/** A multiple of the columns of a register tile. */
function wide(n: i32): i32 {
  return (n + TILE_COLUMNS - 1) & ~(TILE_COLUMNS - 1);
}

/** Tiles of 2 x 2 outputs in all images. */
export function tilesOf(batch: i32, height: i32, width: i32): i32 {
  return batch * ((height + 1) >> 1) * ((width + 1) >> 1);
}

/** Tiles in a chunk: whole register tiles of 4 or 6 rows. */
function chunkOf(tiles: i32, inputs: i32, outputs: i32): i32 {
  const most = max(24, (CHUNK_ELEMENTS / 16 / (wide(inputs) + wide(outputs)) / 12) * 12);
  return min(most, ((tiles + 11) / 12) * 12);
}

// ---- Scratch: table, zeros, transformed filters, packed operand, transformed inputs, transformed outputs ----

function zerosOf(inputs: i32, outputs: i32): i32 {
  return wide(max(inputs, outputs));
}

function filterPlane(inputs: i32, outputs: i32): i32 {
  return inputs * wide(outputs) + SKEW;
}

function packedPlane(depth: i32, columns: i32): i32 {
  return padded(depth) * wide(columns) + SKEW;
}

/** The packed filters, or one plane of inputs. */
function packedOf(inputs: i32, outputs: i32, chunk: i32): i32 {
  return max(16 * max(packedPlane(inputs, outputs), packedPlane(outputs, inputs)), chunk * padded(inputs));
}

function tilePlane(chunk: i32, channels: i32): i32 {
  return chunk * wide(channels) + SKEW;
}

/** Elements of scratch that `winograd` and `winogradWeights` need. */
export function winogradScratch(batch: i32, height: i32, width: i32, inputs: i32, outputs: i32): i32 {
  const chunk = chunkOf(tilesOf(batch, height, width), inputs, outputs);
  const planes = filterPlane(inputs, outputs) + tilePlane(chunk, inputs) + tilePlane(chunk, outputs);
  return TABLE + zerosOf(inputs, outputs) + packedOf(inputs, outputs, chunk) + 16 * planes;
}

// ---- Passes ----

/** out (rows, columns, padded to whole register tiles) = a b, of panels, or out + a b. */
function multiplyPanels(
  out: usize,
  a: usize,
  b: usize,
  rows: i32,
  columns: i32,
  depth: i32,
  accumulate: bool,
  zeros: usize,
): void {
  const row = bytes(wide(columns));
  for (let j = 0; j < columns; j += TILE_COLUMNS) {
    const panel = b + bytes(j * depth);
    for (let i = 0; i < rows; i += TILE_ROWS) {
      const to = out + <usize>i * row + bytes(j);
      multiplyTile(
        min(TILE_ROWS, rows - i),
        to,
        row,
        accumulate ? to : zeros,
        accumulate ? row : <usize>0,
        a + bytes(i * depth),
        panel,
        depth,
      );
    }
  }
}

/**
 * Convolution of x (batch, height, width, inputs) with w (3, 3, inputs, outputs). adjoint: of y (batch, height, width,
 * outputs) in place of x, the adjoint of that map.
 */
export function winograd(
  out: usize,
  x: usize,
  w: usize,
  batch: i32,
  height: i32,
  width: i32,
  inputs: i32,
  outputs: i32,
  adjoint: bool,
  scratch: usize,
): void {
  const from = adjoint ? outputs : inputs;
  const to = adjoint ? inputs : outputs;
  const depth = padded(from);
  const tiles = tilesOf(batch, height, width);
  const chunk = chunkOf(tiles, inputs, outputs);
  const planeF = bytes(filterPlane(inputs, outputs));
  const planeP = bytes(packedPlane(from, to));
  const planeX = bytes(tilePlane(chunk, from));
  const planeY = bytes(tilePlane(chunk, to));
  const table = scratch;
  const zeros = table + bytes(TABLE);
  const filters = zeros + bytes(zerosOf(inputs, outputs));
  const packed = filters + 16 * planeF;
  const transformed = packed + bytes(packedOf(inputs, outputs, chunk));
  const products = transformed + 16 * planeX;

  memory.fill(zeros, 0, filters - zeros);
  const filterRow = bytes(wide(outputs));
  transformFilters(w, inputs, outputs, adjoint, filters, filterRow, planeF);
  for (let p: usize = 0; p < 16; p++) {
    const rowStep = adjoint ? bytes(1) : filterRow;
    packColumns(packed + p * planeP, filters + p * planeF, to, from, rowStep, adjoint ? filterRow : bytes(1));
  }

  for (let first = 0; first < tiles; first += chunk) {
    const count = min(chunk, tiles - first);
    for (let t = 0; t < count; t++) {
      // A panel holds the tiles of one register tile, four channels of each in turn.
      const inPanel = t % TILE_ROWS;
      const step = (<usize>min(TILE_ROWS, count - t + inPanel)) << 4;
      const at = transformed + bytes((t - inPanel) * depth) + ((<usize>inPanel) << 4);
      tilePixels(table, x, first + t, batch, -1, 4, height, width, from, zeros);
      transformInput(table, from, at, planeX, step, 2 * step);
    }
    for (let p: usize = 0; p < 16; p++) {
      multiplyPanels(
        products + p * planeY,
        transformed + p * planeX,
        packed + p * planeP,
        count,
        to,
        depth,
        false,
        zeros,
      );
    }
    for (let t = 0; t < count; t++) {
      tilePixels(table, out, first + t, batch, 0, 2, height, width, to, 0);
      transformOutput(table, to, products + bytes(t * wide(to)), planeY);
    }
  }
}

/** The adjoint in w: out (3, 3, inputs, outputs) from x (batch, height, width, inputs) and y (…, outputs). */
export function winogradWeights(
  out: usize,
  x: usize,
  y: usize,
  batch: i32,
  height: i32,
  width: i32,
  inputs: i32,
  outputs: i32,
  scratch: usize,
): void {
  const tiles = tilesOf(batch, height, width);
  const chunk = chunkOf(tiles, inputs, outputs);
  const planeF = bytes(filterPlane(inputs, outputs));
  const planeX = bytes(tilePlane(chunk, inputs));
  const planeY = bytes(tilePlane(chunk, outputs));
  const table = scratch;
  const zeros = table + bytes(TABLE);
  const filters = zeros + bytes(zerosOf(inputs, outputs));
  const packed = filters + 16 * planeF;
  const left = packed + bytes(packedOf(inputs, outputs, chunk));
  const right = left + 16 * planeX;

  memory.fill(zeros, 0, filters - zeros);
  const leftRow = bytes(padded(inputs));
  for (let first = 0; first < tiles; first += chunk) {
    const count = min(chunk, tiles - first);
    // The sum over tiles is filled up with tiles of zeros.
    const depth = padded(count);
    for (let t = 0; t < depth; t++) {
      tilePixels(table, x, first + t, batch, -1, 4, height, width, inputs, zeros);
      transformInput(table, inputs, left + <usize>t * leftRow, planeX, 16, 32);
      tilePixels(table, y, first + t, batch, 0, 2, height, width, outputs, zeros);
      transformOutputAdjoint(table, outputs, right + ((<usize>t) << 5), planeY, 16, (<usize>depth) << 5);
    }
    for (let p: usize = 0; p < 16; p++) {
      packRows(packed, left + p * planeX, inputs, depth, 4, leftRow);
      multiplyPanels(filters + p * planeF, packed, right + p * planeY, inputs, outputs, depth, first > 0, zeros);
    }
  }
  transformFiltersAdjoint(filters, bytes(wide(outputs)), planeF, out, inputs, outputs);
}
