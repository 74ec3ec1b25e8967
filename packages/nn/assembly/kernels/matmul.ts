/**
 * Matrix products: both operands are packed block by block into panels that stay in the caches, and a register tile runs
 * over the panels.
 *
 * @see Goto and van de Geijn, ACM Trans. Math. Softw. 34 (2008), 12
 */
import { bytes } from './bytes';
import { map } from './map';
import { depthBytes, packColumns, packRows } from './pack';
import { multiplyTile, TILE_COLUMNS, TILE_ROWS } from './tile';

/** A block of a and of b: ROWS x DEPTH and DEPTH x COLUMNS elements, multiples of the tile. A panel of b keeps to 12 KiB. */
const ROWS: i32 = 96;
const DEPTH: i32 = 384;
const COLUMNS: i32 = 512;
/** Bytes at the beginning of the scratch space: eight zeros, then a tile. */
const TILE: usize = 32;
const BLOCKS: usize = TILE + 4 * TILE_ROWS * TILE_COLUMNS;
/** Up to so many rows of a, rows of b without gaps are multiplied where they are: packing them would not pay. */
const FEW: i32 = 2 * TILE_ROWS;

/** Columns that would leave a tile mostly empty: the transposed product is made, for a tile may have any number of rows. */
// @inline
function isThin(n: i32): bool {
  return n <= 12 && n !== TILE_COLUMNS;
}

/** Does not depend on m: the matrices of a batch may become one. */
export function matmulScratch(_m: i32, n: i32, k: i32): i32 {
  const depth = min(DEPTH, (k + 3) & ~3);
  const columns = isThin(n) ? COLUMNS : min(COLUMNS, (n + TILE_COLUMNS - 1) & ~(TILE_COLUMNS - 1));
  return (<i32>BLOCKS >> 2) + depth * (ROWS + columns);
}

export function matmul(
  out: usize,
  a: usize,
  b: usize,
  m: i32,
  n: i32,
  k: i32,
  aRow: i32,
  aColumn: i32,
  bRow: i32,
  bColumn: i32,
  outRow: i32,
  accumulate: i32,
  batch: i32,
  aBatch: i32,
  bBatch: i32,
  outBatch: i32,
  scratch: usize,
): void {
  if (bBatch === 0 && aBatch === m * aRow && outBatch === m * outRow) {
    m *= batch;
    batch = 1;
  }
  for (let i = 0; i < batch; i++) {
    gemm(out, a, b, m, n, k, aRow, aColumn, bRow, bColumn, outRow, accumulate, scratch);
    out += bytes(outBatch);
    a += bytes(aBatch);
    b += bytes(bBatch);
  }
}

/** `matmul` of one pair of matrices. */
export function gemm(
  out: usize,
  a: usize,
  b: usize,
  m: i32,
  n: i32,
  k: i32,
  aRow: i32,
  aColumn: i32,
  bRow: i32,
  bColumn: i32,
  outRow: i32,
  accumulate: i32,
  scratch: usize,
): void {
  const row = bytes(outRow);
  if (accumulate) product(out, row, out, row, 4, a, b, m, n, k, aRow, aColumn, bRow, bColumn, 0, 0, scratch);
  else product(out, row, scratch, 0, 0, a, b, m, n, k, aRow, aColumn, bRow, bColumn, 0, 0, scratch);
}

export function affine(
  out: usize,
  pre: usize,
  x: usize,
  w: usize,
  bias: usize,
  m: i32,
  n: i32,
  k: i32,
  activation: i32,
  scratch: usize,
): void {
  const sum = activation !== 0 && pre !== 0 ? pre : out;
  const source = bias !== 0 ? bias : scratch;
  product(
    sum,
    bytes(n),
    source,
    0,
    bias !== 0 ? 4 : 0,
    x,
    w,
    m,
    n,
    k,
    k,
    1,
    n,
    1,
    activation !== 0 ? out : 0,
    activation,
    scratch,
  );
}

/**
 * out (m, n) = a b + source, then image = f(out) if image is not 0 (out and image without gaps between the rows).
 * Strides of out and source are in bytes, those of a and b in elements.
 */
function product(
  out: usize,
  outRow: usize,
  source: usize,
  sourceRow: usize,
  sourceColumn: usize,
  a: usize,
  b: usize,
  m: i32,
  n: i32,
  k: i32,
  aRow: i32,
  aColumn: i32,
  bRow: i32,
  bColumn: i32,
  image: usize,
  f: i32,
  scratch: usize,
): void {
  v128.store(scratch, f32x4.splat(0));
  v128.store(scratch, f32x4.splat(0), 16);
  if (isThin(n) && n < m) {
    blocks(
      out,
      4,
      outRow,
      source,
      sourceColumn,
      sourceRow,
      b,
      a,
      n,
      m,
      k,
      bytes(bColumn),
      bytes(bRow),
      bytes(aColumn),
      bytes(aRow),
      image,
      f,
      scratch,
    );
  } else {
    blocks(
      out,
      outRow,
      4,
      source,
      sourceRow,
      sourceColumn,
      a,
      b,
      m,
      n,
      k,
      bytes(aRow),
      bytes(aColumn),
      bytes(bRow),
      bytes(bColumn),
      image,
      f,
      scratch,
    );
  }
}

/** `product` with all strides in bytes; out has any two strides, of which one is 4. */
function blocks(
  out: usize,
  outRow: usize,
  outColumn: usize,
  source: usize,
  sourceRow: usize,
  sourceColumn: usize,
  a: usize,
  b: usize,
  m: i32,
  n: i32,
  k: i32,
  aRow: usize,
  aColumn: usize,
  bRow: usize,
  bColumn: usize,
  image: usize,
  f: i32,
  scratch: usize,
): void {
  const aBlock = scratch + BLOCKS;
  const bBlock = aBlock + 4 * ROWS * min(DEPTH, (k + 3) & ~3);
  for (let j = 0; j < n; j += COLUMNS) {
    const columns = min(COLUMNS, n - j);
    const inPlace = m <= FEW && bColumn === 4 ? columns & ~(TILE_COLUMNS - 1) : 0;
    for (let l = 0; l < k; l += DEPTH) {
      const depth = min(DEPTH, k - l);
      const bHere = b + <usize>l * bRow + <usize>j * bColumn;
      packColumns(bBlock, bHere + <usize>inPlace * bColumn, columns - inPlace, depth, bRow, bColumn);
      // After the first block of depth the sum so far is what the next block is added to.
      const from = l === 0 ? source : out;
      const fromRow = l === 0 ? sourceRow : outRow;
      const fromColumn = l === 0 ? sourceColumn : outColumn;
      for (let i = 0; i < m; i += ROWS) {
        const rows = min(ROWS, m - i);
        packRows(aBlock, a + <usize>i * aRow + <usize>l * aColumn, rows, depth, aRow, aColumn);
        const to = out + <usize>i * outRow + <usize>j * outColumn;
        multiplyBlock(
          to,
          outRow,
          outColumn,
          from + <usize>i * fromRow + <usize>j * fromColumn,
          fromRow,
          fromColumn,
          aBlock,
          bBlock,
          bHere,
          bRow,
          inPlace,
          rows,
          columns,
          depth,
          scratch,
        );
        if (image !== 0 && l + depth === k) finish(image, out, to, rows, columns, m, n, outRow, outColumn, f);
      }
    }
  }
}

/** out = a b + source of a block: a is packed, and so is b but for its first `inPlace` columns. */
function multiplyBlock(
  out: usize,
  outRow: usize,
  outColumn: usize,
  source: usize,
  sourceRow: usize,
  sourceColumn: usize,
  a: usize,
  packed: usize,
  b: usize,
  bRow: usize,
  inPlace: i32,
  rows: i32,
  columns: i32,
  depth: i32,
  scratch: usize,
): void {
  for (let j = 0; j < columns; j += TILE_COLUMNS) {
    const width = min(TILE_COLUMNS, columns - j);
    const panel = j < inPlace ? b + bytes(j) : packed + <usize>(j - inPlace) * depthBytes(depth);
    const step = j < inPlace ? bRow : 4 * TILE_COLUMNS;
    const to = out + <usize>j * outColumn;
    const from = source + <usize>j * sourceColumn;
    // Whole rows of tiles are read from the source and written at once, if both hold them without gaps.
    if (width === TILE_COLUMNS && outColumn === 4 && (sourceColumn === 4 || source === scratch)) {
      multiplyTile(rows, to, outRow, from, sourceRow, a, panel, depth, step);
      continue;
    }
    for (let i = 0; i < rows; i += TILE_ROWS) {
      const height = min(TILE_ROWS, rows - i);
      const tile = scratch + TILE;
      multiplyTile(height, tile, 4 * TILE_COLUMNS, scratch, 0, a + <usize>i * depthBytes(depth), panel, depth, step);
      const begin = <usize>i * outRow;
      storeEdge(
        tile,
        height,
        width,
        to + begin,
        outRow,
        outColumn,
        from + <usize>i * sourceRow,
        sourceRow,
        sourceColumn,
      );
    }
  }
}

/** The part of a tile that lies within out, plus the source. */
function storeEdge(
  tile: usize,
  height: i32,
  width: i32,
  out: usize,
  outRow: usize,
  outColumn: usize,
  source: usize,
  sourceRow: usize,
  sourceColumn: usize,
): void {
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < width; j++) {
      const sum = load<f32>(tile + bytes(i * TILE_COLUMNS + j));
      const from = source + <usize>i * sourceRow + <usize>j * sourceColumn;
      store<f32>(out + <usize>i * outRow + <usize>j * outColumn, sum + load<f32>(from));
    }
  }
}

/** image = f(sums) of a finished block that begins at `block`. */
function finish(
  image: usize,
  sums: usize,
  block: usize,
  rows: i32,
  columns: i32,
  m: i32,
  n: i32,
  outRow: usize,
  outColumn: usize,
  f: i32,
): void {
  const to = image + (block - sums);
  if (outColumn !== 4) {
    // The transposed product: all m rows of it, `columns` columns are rows of out.
    map(to, block, m * columns, f);
  } else if (columns === n) {
    map(to, block, rows * n, f);
  } else {
    for (let i = 0; i < rows; i++) map(to + <usize>i * outRow, block + <usize>i * outRow, columns, f);
  }
}
