// The products, conditionals and update of contrastive divergence for a Boltzmann machine of two layers, four f32 to a
// vector. src/contrastive-pass-scalar.ts computes the same bits and says what is computed. Only plain SIMD: a fused
// multiply-add would change the last bits from one machine to the next.

// ---- Shape: D visible, H hidden units, rows of a mini-batch; strides in bytes, multiples of a vector ----

let numVisible: u32 = 0;
let numHidden: u32 = 0;
let visibleStride: usize = 0;
let hiddenStride: usize = 0;
/** 1 for units 0/1, 2 for units -1/+1: P(u = 1) = 1/(1 + exp(-gain field)), mean = gain P + 1 - gain. */
let gain: f32 = 1;

/** Bytes of a row that make one product: 64 factors a lane, each at most 2. */
const chunk: usize = 1024;

// ---- Where each array begins, in bytes. All rows are padded with zeros to their stride ----

/** (D, H). */
export let weights: usize = 0;
/** (H, D): the same numbers, for the way back. */
let transposed: usize = 0;
/** (D), (H). */
export let visibleBias: usize = 0;
export let hiddenBias: usize = 0;
/** The last update of each, for momentum. */
export let weightVelocity: usize = 0;
export let visibleVelocity: usize = 0;
export let hiddenVelocity: usize = 0;
/** (rows, D): the data, and the model's answer. */
export let data: usize = 0;
export let fantasy: usize = 0;
/** (rows, H): hidden means given each of the two, and a hidden state. */
export let dataMeans: usize = 0;
export let fantasyMeans: usize = 0;
export let hiddenStates: usize = 0;
/** (rows, stride of the layer that is drawn): uniforms in [0, 1). */
export let uniforms: usize = 0;
/** Terms of the sum at work: address of a row, factor. */
let list: usize = 0;
/** Rows of the wider layer: zeros, and two sums. */
let zeros: usize = 0;
let plus: usize = 0;
let minus: usize = 0;
/** (rows, chunks, 8): for every chunk of a row four partial sums and four partial products, see hiddenSums. */
export let sums: usize = 0;
let end: usize = 0;

function place(at: usize, bytes: usize): usize {
  end = (at + bytes + 15) & ~15;
  return at;
}

export function configure(d: u32, h: u32, rows: u32, isSpin: bool): void {
  numVisible = d;
  numHidden = h;
  visibleStride = (4 * d + 15) & ~15;
  hiddenStride = (4 * h + 15) & ~15;
  gain = isSpin ? 2 : 1;
  // Rows of the transpose come four at a time.
  const rowsOfTranspose = (h + 3) & ~3;
  const columns = (d + 3) & ~3;
  weights = place((__heap_base + 15) & ~15, columns * hiddenStride);
  transposed = place(end, rowsOfTranspose * visibleStride);
  visibleBias = place(end, visibleStride);
  hiddenBias = place(end, hiddenStride);
  weightVelocity = place(end, d * hiddenStride);
  visibleVelocity = place(end, visibleStride);
  hiddenVelocity = place(end, hiddenStride);
  data = place(end, rows * visibleStride);
  fantasy = place(end, rows * visibleStride);
  dataMeans = place(end, rows * hiddenStride);
  fantasyMeans = place(end, rows * hiddenStride);
  hiddenStates = place(end, rows * hiddenStride);
  const widest = max(visibleStride, hiddenStride);
  uniforms = place(end, rows * widest);
  list = place(end, 8 * max(max(d, h), rows) + 8);
  zeros = place(end, widest);
  plus = place(end, widest);
  minus = place(end, widest);
  sums = place(end, 32 * rows * ((hiddenStride + chunk - 1) / chunk));
  const missing = <i32>((end + 0xffff) >>> 16) - memory.size();
  if (missing > 0) memory.grow(missing);
}

/** Refreshes the transpose after a change of the weights. */
export function transpose(): void {
  for (let i: u32 = 0; i < numVisible; i += 4) {
    let from = weights + i * hiddenStride;
    let to = transposed + 4 * i;
    for (const stop = from + hiddenStride; from < stop; from += 16) {
      const r0 = v128.load(from);
      const r1 = v128.load(from + hiddenStride);
      const r2 = v128.load(from + 2 * hiddenStride);
      const r3 = v128.load(from + 3 * hiddenStride);
      const a = v128.shuffle<i32>(r0, r1, 0, 4, 1, 5);
      const b = v128.shuffle<i32>(r0, r1, 2, 6, 3, 7);
      const c = v128.shuffle<i32>(r2, r3, 0, 4, 1, 5);
      const d = v128.shuffle<i32>(r2, r3, 2, 6, 3, 7);
      v128.store(to, v128.shuffle<i64>(a, c, 0, 2));
      v128.store(to + visibleStride, v128.shuffle<i64>(a, c, 1, 3));
      v128.store(to + 2 * visibleStride, v128.shuffle<i64>(b, d, 0, 2));
      v128.store(to + 3 * visibleStride, v128.shuffle<i64>(b, d, 1, 3));
      to += 4 * visibleStride;
    }
  }
}

/** x to exp(factor x), the argument held in [-87, 87], in place: Moshier's Cephes expf. */
function exponentials(at: usize, size: usize, factor: f32): void {
  const scale = f32x4.splat(factor);
  for (const stop = at + size; at < stop; at += 16) {
    const t = f32x4.mul(v128.load(at), scale);
    const x = f32x4.pmax(f32x4.splat(-87.0), f32x4.pmin(f32x4.splat(87.0), t));
    const k = f32x4.floor(f32x4.add(f32x4.mul(x, f32x4.splat(1.44269504088896341)), f32x4.splat(0.5)));
    let r = f32x4.sub(x, f32x4.mul(k, f32x4.splat(0.693359375)));
    r = f32x4.sub(r, f32x4.mul(k, f32x4.splat(-2.1219444e-4)));
    let p = f32x4.add(f32x4.mul(f32x4.splat(1.98756915e-4), r), f32x4.splat(1.3981999507e-3));
    p = f32x4.add(f32x4.mul(p, r), f32x4.splat(8.3334519073e-3));
    p = f32x4.add(f32x4.mul(p, r), f32x4.splat(4.1665795894e-2));
    p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.6666665459e-1));
    p = f32x4.add(f32x4.mul(p, r), f32x4.splat(5.0000001201e-1));
    const y = f32x4.add(f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), r), f32x4.splat(1.0));
    const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(k), i32x4.splat(127)), 23);
    v128.store(at, f32x4.mul(y, power));
  }
}

/** Lists row, row + stride, ... with factors from, from + step, ...; those with factor 0 are left out. Returns the end. */
function listTerms(from: usize, step: usize, n: u32, row: usize, stride: usize): usize {
  let stop = list;
  for (let i: u32 = 0; i < n; i++) {
    const value = load<f32>(from);
    store<u32>(stop, <u32>row);
    store<f32>(stop, value, 4);
    stop += value !== 0 ? 8 : 0;
    from += step;
    row += stride;
  }
  return stop;
}

/** Lists n rows with factor 1. Returns the end. */
function listRows(n: u32, row: usize, stride: usize): usize {
  let stop = list;
  for (let i: u32 = 0; i < n; i++) {
    store<u32>(stop, <u32>row);
    stop += 8;
    row += stride;
  }
  return stop;
}

/** to = start + listed rows times their factors. */
function sumRows(stop: usize, start: usize, to: usize, stride: usize): void {
  let at: usize = 0;
  for (; at + 128 <= stride; at += 128) {
    let a0 = v128.load(start + at);
    let a1 = v128.load(start + at, 16);
    let a2 = v128.load(start + at, 32);
    let a3 = v128.load(start + at, 48);
    let a4 = v128.load(start + at, 64);
    let a5 = v128.load(start + at, 80);
    let a6 = v128.load(start + at, 96);
    let a7 = v128.load(start + at, 112);
    for (let item = list; item < stop; item += 8) {
      const w = <usize>load<u32>(item) + at;
      const value = v128.load32_splat(item, 4);
      a0 = f32x4.add(a0, f32x4.mul(value, v128.load(w)));
      a1 = f32x4.add(a1, f32x4.mul(value, v128.load(w, 16)));
      a2 = f32x4.add(a2, f32x4.mul(value, v128.load(w, 32)));
      a3 = f32x4.add(a3, f32x4.mul(value, v128.load(w, 48)));
      a4 = f32x4.add(a4, f32x4.mul(value, v128.load(w, 64)));
      a5 = f32x4.add(a5, f32x4.mul(value, v128.load(w, 80)));
      a6 = f32x4.add(a6, f32x4.mul(value, v128.load(w, 96)));
      a7 = f32x4.add(a7, f32x4.mul(value, v128.load(w, 112)));
    }
    v128.store(to + at, a0);
    v128.store(to + at, a1, 16);
    v128.store(to + at, a2, 32);
    v128.store(to + at, a3, 48);
    v128.store(to + at, a4, 64);
    v128.store(to + at, a5, 80);
    v128.store(to + at, a6, 96);
    v128.store(to + at, a7, 112);
  }
  for (; at < stride; at += 16) {
    let a = v128.load(start + at);
    for (let item = list; item < stop; item += 8)
      a = f32x4.add(a, f32x4.mul(v128.load32_splat(item, 4), v128.load(<usize>load<u32>(item) + at)));
    v128.store(to + at, a);
  }
}

/** to = start + listed rows, whose factors are all 1. */
function addRows(stop: usize, start: usize, to: usize, stride: usize): void {
  let at: usize = 0;
  for (; at + 128 <= stride; at += 128) {
    let a0 = v128.load(start + at);
    let a1 = v128.load(start + at, 16);
    let a2 = v128.load(start + at, 32);
    let a3 = v128.load(start + at, 48);
    let a4 = v128.load(start + at, 64);
    let a5 = v128.load(start + at, 80);
    let a6 = v128.load(start + at, 96);
    let a7 = v128.load(start + at, 112);
    for (let item = list; item < stop; item += 8) {
      const w = <usize>load<u32>(item) + at;
      a0 = f32x4.add(a0, v128.load(w));
      a1 = f32x4.add(a1, v128.load(w, 16));
      a2 = f32x4.add(a2, v128.load(w, 32));
      a3 = f32x4.add(a3, v128.load(w, 48));
      a4 = f32x4.add(a4, v128.load(w, 64));
      a5 = f32x4.add(a5, v128.load(w, 80));
      a6 = f32x4.add(a6, v128.load(w, 96));
      a7 = f32x4.add(a7, v128.load(w, 112));
    }
    v128.store(to + at, a0);
    v128.store(to + at, a1, 16);
    v128.store(to + at, a2, 32);
    v128.store(to + at, a3, 48);
    v128.store(to + at, a4, 64);
    v128.store(to + at, a5, 80);
    v128.store(to + at, a6, 96);
    v128.store(to + at, a7, 112);
  }
  for (; at < stride; at += 16) {
    let a = v128.load(start + at);
    for (let item = list; item < stop; item += 8) a = f32x4.add(a, v128.load(<usize>load<u32>(item) + at));
    v128.store(to + at, a);
  }
}

/** dataMeans or fantasyMeans = c + visible rows times W; `isOne`: the inputs are 0 and 1 only. */
function fieldsOfHidden(from: usize, to: usize, count: u32, isOne: bool): void {
  for (let row: u32 = 0; row < count; row++) {
    const stop = listTerms(from, 4, numVisible, weights, hiddenStride);
    if (isOne) addRows(stop, hiddenBias, to, hiddenStride);
    else sumRows(stop, hiddenBias, to, hiddenStride);
    from += visibleStride;
    to += hiddenStride;
  }
}

/** fantasy = b + hidden rows times the transpose. */
function fieldsOfVisible(from: usize, count: u32, isOne: bool): void {
  let to = fantasy;
  for (let row: u32 = 0; row < count; row++) {
    const stop = listTerms(from, 4, numHidden, transposed, visibleStride);
    if (isOne) addRows(stop, visibleBias, to, visibleStride);
    else sumRows(stop, visibleBias, to, visibleStride);
    from += hiddenStride;
    to += visibleStride;
  }
}

/** Fields to means in place, and to drawn states where `states` is an address. */
function activate(at: usize, n: u32, stride: usize, count: u32, states: usize): void {
  const size = count * stride;
  const scale = f32x4.splat(gain);
  const low = f32x4.splat(1 - gain);
  const one = f32x4.splat(1.0);
  exponentials(at, size, -gain);
  for (let k: usize = 0; k < size; k += 16) {
    const p = f32x4.div(one, f32x4.add(one, v128.load(at + k)));
    v128.store(at + k, f32x4.add(f32x4.mul(scale, p), low));
    if (states !== 0) v128.store(states + k, v128.bitselect(one, low, f32x4.lt(v128.load(uniforms + k), p)));
  }
  // The padding of a row must stay out of every product.
  const used = 4 * n;
  if (used === stride) return;
  for (let row: usize = 0; row < size; row += stride)
    for (let k: usize = used; k < stride; k += 4) {
      store<f32>(at + row + k, 0);
      if (states !== 0) store<f32>(states + row + k, 0);
    }
}

/** Fields of the hidden units given the data, to dataMeans. */
export function hiddenFields(count: u32): void {
  fieldsOfHidden(data, dataMeans, count, false);
}

/** Means of the hidden units given data or fantasy; with isDrawn their states too. */
export function hidden(isFantasy: bool, isDrawn: bool, count: u32): void {
  const to = isFantasy ? fantasyMeans : dataMeans;
  fieldsOfHidden(isFantasy ? fantasy : data, to, count, isFantasy && gain === 1);
  activate(to, numHidden, hiddenStride, count, isDrawn ? hiddenStates : 0);
}

/** Fantasy drawn given the hidden states. */
export function visible(count: u32): void {
  fieldsOfVisible(hiddenStates, count, gain === 1);
  activate(fantasy, numVisible, visibleStride, count, fantasy);
}

/** Means of the visible units given the means of the hidden ones, to fantasy. */
export function reconstruct(count: u32): void {
  fieldsOfVisible(dataMeans, count, false);
  activate(fantasy, numVisible, visibleStride, count, 0);
}

/**
 * What the log Z of hidden units is summed from: log Z(t) = m + log(1 + exp(-gain |t|)), m = max(t, 0) or |t|. For each
 * chunk of a row of fields in dataMeans: four sums of m, then four products of 1 + exp(-gain |t|). Padding counts as t = 0.
 * `isTurned`: with one visible unit turned over, unit (row mod D), whose value stands in `data`.
 */
export function hiddenSums(isTurned: bool, count: u32): void {
  const one = f32x4.splat(1.0);
  const zero = f32x4.splat(0.0);
  const isSpin = gain === 2;
  let to = sums;
  for (let row: u32 = 0; row < count; row++) {
    const fieldRow = dataMeans + row * hiddenStride;
    const i = row % numVisible;
    const value = load<f32>(data + row * visibleStride + 4 * i);
    const change = f32x4.splat(isTurned ? (value === 1 ? -gain : gain) : 0);
    const w = weights + i * hiddenStride;
    for (let begin: usize = 0; begin < hiddenStride; begin += chunk) {
      const size = min(hiddenStride - begin, chunk);
      let sum = zero;
      for (let k: usize = 0; k < size; k += 16) {
        const t = f32x4.add(v128.load(fieldRow + begin + k), f32x4.mul(change, v128.load(w + begin + k)));
        const absolute = f32x4.abs(t);
        sum = f32x4.add(sum, isSpin ? absolute : f32x4.pmax(zero, t));
        v128.store(plus + k, absolute);
      }
      exponentials(plus, size, -gain);
      let product = one;
      for (let k: usize = 0; k < size; k += 16) product = f32x4.mul(product, f32x4.add(one, v128.load(plus + k)));
      v128.store(to, sum);
      v128.store(to, product, 16);
      to += 32;
    }
  }
}

/** step = momentum step + rate (plus ratio - minus) - decay value; value += step. */
function move(value: usize, step: usize, stride: usize, ratio: f32, rate: f32, momentum: f32, decay: f32): void {
  const ratios = f32x4.splat(ratio);
  const rates = f32x4.splat(rate);
  const momenta = f32x4.splat(momentum);
  const decays = f32x4.splat(decay);
  for (let at: usize = 0; at < stride; at += 16) {
    const gradient = f32x4.sub(f32x4.mul(v128.load(plus + at), ratios), v128.load(minus + at));
    const before = v128.load(value + at);
    const pull = f32x4.sub(f32x4.mul(rates, gradient), f32x4.mul(decays, before));
    const next = f32x4.add(f32x4.mul(momenta, v128.load(step + at)), pull);
    v128.store(step + at, next);
    v128.store(value + at, f32x4.add(before, next));
  }
}

/** One step down the gradient. ratio = fantasies/count, rate = learning rate/fantasies, decay = learning rate * decay. */
export function update(count: u32, fantasies: u32, ratio: f32, rate: f32, momentum: f32, decay: f32): void {
  const isOne = gain === 1;
  const stride = hiddenStride;
  for (let i: u32 = 0; i < numVisible; i++) {
    sumRows(listTerms(data + 4 * i, visibleStride, count, dataMeans, stride), zeros, plus, stride);
    const stop = listTerms(fantasy + 4 * i, visibleStride, fantasies, fantasyMeans, stride);
    if (isOne) addRows(stop, zeros, minus, stride);
    else sumRows(stop, zeros, minus, stride);
    move(weights + i * stride, weightVelocity + i * stride, stride, ratio, rate, momentum, decay);
  }
  addRows(listRows(count, data, visibleStride), zeros, plus, visibleStride);
  addRows(listRows(fantasies, fantasy, visibleStride), zeros, minus, visibleStride);
  move(visibleBias, visibleVelocity, visibleStride, ratio, rate, momentum, 0);
  addRows(listRows(count, dataMeans, stride), zeros, plus, stride);
  addRows(listRows(fantasies, fantasyMeans, stride), zeros, minus, stride);
  move(hiddenBias, hiddenVelocity, stride, ratio, rate, momentum, 0);
  transpose();
}
