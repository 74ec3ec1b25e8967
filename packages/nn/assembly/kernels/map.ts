// Maps of one element. The function is chosen outside the loop: `applied` and its kin are inlined with a constant number, so
// that each loop holds one function. The last one to three elements go through one copy of all.

import { loadPart, multiplyAdd, storePart } from './lanes';
import {
  exp,
  gelu,
  geluDerivative,
  geluSecondDerivative,
  log,
  sigmoid,
  sigmoidDerivative,
  sigmoidSecondDerivative,
  silu,
  siluDerivative,
  siluSecondDerivative,
  sinOfTurned,
  softplus,
  tanh,
  tanhDerivative,
  tanhSecondDerivative,
} from './math';

/** `elementwise` of src/kernels.ts. */
export enum Elementwise {
  identity,
  relu,
  silu,
  gelu,
  tanh,
  sigmoid,
  softplus,
  exp,
  log,
  sqrt,
  square,
  reciprocal,
  sin,
  cos,
  abs,
}

// @inline
function splat(x: f32): v128 {
  return f32x4.splat(x);
}

/** f(x). */
// @inline
function applied(x: v128, f: i32): v128 {
  if (f === Elementwise.relu) return f32x4.pmax(x, splat(0));
  if (f === Elementwise.silu) return silu(x);
  if (f === Elementwise.gelu) return gelu(x);
  if (f === Elementwise.tanh) return tanh(x);
  if (f === Elementwise.sigmoid) return sigmoid(x);
  if (f === Elementwise.softplus) return softplus(x);
  if (f === Elementwise.exp) return exp(x);
  if (f === Elementwise.log) return log(x);
  if (f === Elementwise.sqrt) return f32x4.sqrt(x);
  if (f === Elementwise.square) return f32x4.mul(x, x);
  if (f === Elementwise.reciprocal) return f32x4.div(splat(1), x);
  if (f === Elementwise.sin) return sinOfTurned(x, 0);
  if (f === Elementwise.cos) return sinOfTurned(x, 1);
  if (f === Elementwise.abs) return f32x4.abs(x);
  return x;
}

/** y f'(x). relu and abs have slope 0 at 0. */
// @inline
function derivativeApplied(y: v128, x: v128, f: i32): v128 {
  if (f === Elementwise.relu) return v128.and(y, f32x4.gt(x, splat(0)));
  if (f === Elementwise.silu) return f32x4.mul(y, siluDerivative(x));
  if (f === Elementwise.gelu) return f32x4.mul(y, geluDerivative(x));
  if (f === Elementwise.tanh) return f32x4.mul(y, tanhDerivative(x));
  if (f === Elementwise.sigmoid) return f32x4.mul(y, sigmoidDerivative(x));
  if (f === Elementwise.softplus) return f32x4.mul(y, sigmoid(x));
  if (f === Elementwise.exp) return f32x4.mul(y, exp(x));
  if (f === Elementwise.log) return f32x4.div(y, x);
  if (f === Elementwise.sqrt) return f32x4.div(f32x4.mul(y, splat(0.5)), f32x4.sqrt(x));
  if (f === Elementwise.square) return f32x4.mul(y, f32x4.add(x, x));
  if (f === Elementwise.reciprocal) return f32x4.neg(f32x4.div(f32x4.div(y, x), x));
  if (f === Elementwise.sin) return f32x4.mul(y, sinOfTurned(x, 1));
  if (f === Elementwise.cos) return f32x4.mul(y, sinOfTurned(x, 2));
  if (f === Elementwise.abs) {
    return v128.and(v128.xor(y, v128.and(x, splat(-0.0))), f32x4.ne(x, splat(0)));
  }
  return y;
}

/** f''(x); 0 for relu and abs. */
// @inline
function secondDerivative(x: v128, f: i32): v128 {
  if (f === Elementwise.silu) return siluSecondDerivative(x);
  if (f === Elementwise.gelu) return geluSecondDerivative(x);
  if (f === Elementwise.tanh) return tanhSecondDerivative(x);
  if (f === Elementwise.sigmoid) return sigmoidSecondDerivative(x);
  if (f === Elementwise.softplus) return sigmoidDerivative(x);
  if (f === Elementwise.exp) return exp(x);
  if (f === Elementwise.log) return f32x4.neg(f32x4.div(splat(1), f32x4.mul(x, x)));
  if (f === Elementwise.sqrt) return f32x4.div(splat(-0.25), f32x4.mul(x, f32x4.sqrt(x)));
  if (f === Elementwise.square) return splat(2);
  if (f === Elementwise.reciprocal) return f32x4.div(splat(2), f32x4.mul(f32x4.mul(x, x), x));
  if (f === Elementwise.sin) return sinOfTurned(x, 2);
  if (f === Elementwise.cos) return sinOfTurned(x, 3);
  return splat(0);
}

/** Bytes of the n elements that fill whole vectors. */
// @inline
function wholeBytes(n: usize): usize {
  return (n & ~3) << 2;
}

/** Whether four vectors of f at once are faster than one: the long chains of operations of networks' activations. */
// @inline
function isLong(f: i32): bool {
  return f >= Elementwise.silu && f <= Elementwise.exp;
}

function anyApplied(x: v128, f: i32): v128 {
  return applied(x, f);
}

// @inline
function mapBy(out: usize, x: usize, n: usize, f: i32): void {
  const end = x + wholeBytes(n);
  if (isLong(f)) {
    for (; x + 48 < end; x += 64, out += 64) {
      v128.store(out, applied(v128.load(x), f));
      v128.store(out, applied(v128.load(x, 16), f), 16);
      v128.store(out, applied(v128.load(x, 32), f), 32);
      v128.store(out, applied(v128.load(x, 48), f), 48);
    }
    for (; x < end; x += 16, out += 16) v128.store(out, anyApplied(v128.load(x), f));
  } else {
    for (; x < end; x += 16, out += 16) v128.store(out, applied(v128.load(x), f));
  }
  const rest = n & 3;
  if (rest) storePart(out, anyApplied(loadPart(x, rest), f), rest);
}

export function map(out: usize, x: usize, n: usize, f: i32): void {
  switch (f) {
    case Elementwise.relu:
      mapBy(out, x, n, Elementwise.relu);
      break;
    case Elementwise.silu:
      mapBy(out, x, n, Elementwise.silu);
      break;
    case Elementwise.gelu:
      mapBy(out, x, n, Elementwise.gelu);
      break;
    case Elementwise.tanh:
      mapBy(out, x, n, Elementwise.tanh);
      break;
    case Elementwise.sigmoid:
      mapBy(out, x, n, Elementwise.sigmoid);
      break;
    case Elementwise.softplus:
      mapBy(out, x, n, Elementwise.softplus);
      break;
    case Elementwise.exp:
      mapBy(out, x, n, Elementwise.exp);
      break;
    case Elementwise.log:
      mapBy(out, x, n, Elementwise.log);
      break;
    case Elementwise.sqrt:
      mapBy(out, x, n, Elementwise.sqrt);
      break;
    case Elementwise.square:
      mapBy(out, x, n, Elementwise.square);
      break;
    case Elementwise.reciprocal:
      mapBy(out, x, n, Elementwise.reciprocal);
      break;
    case Elementwise.sin:
      mapBy(out, x, n, Elementwise.sin);
      break;
    case Elementwise.cos:
      mapBy(out, x, n, Elementwise.cos);
      break;
    case Elementwise.abs:
      mapBy(out, x, n, Elementwise.abs);
      break;
    default:
      mapBy(out, x, n, Elementwise.identity);
  }
}

function anyDerivativeApplied(y: v128, x: v128, f: i32): v128 {
  return derivativeApplied(y, x, f);
}

// @inline
function mapDerivativeBy(out: usize, y: usize, x: usize, n: usize, f: i32): void {
  const end = x + wholeBytes(n);
  if (isLong(f)) {
    for (; x + 48 < end; x += 64, y += 64, out += 64) {
      v128.store(out, derivativeApplied(v128.load(y), v128.load(x), f));
      v128.store(out, derivativeApplied(v128.load(y, 16), v128.load(x, 16), f), 16);
      v128.store(out, derivativeApplied(v128.load(y, 32), v128.load(x, 32), f), 32);
      v128.store(out, derivativeApplied(v128.load(y, 48), v128.load(x, 48), f), 48);
    }
    for (; x < end; x += 16, y += 16, out += 16) {
      v128.store(out, anyDerivativeApplied(v128.load(y), v128.load(x), f));
    }
  } else {
    for (; x < end; x += 16, y += 16, out += 16) {
      v128.store(out, derivativeApplied(v128.load(y), v128.load(x), f));
    }
  }
  const rest = n & 3;
  if (rest) storePart(out, anyDerivativeApplied(loadPart(y, rest), loadPart(x, rest), f), rest);
}

export function mapDerivative(out: usize, y: usize, x: usize, n: usize, f: i32): void {
  switch (f) {
    case Elementwise.relu:
      mapDerivativeBy(out, y, x, n, Elementwise.relu);
      break;
    case Elementwise.silu:
      mapDerivativeBy(out, y, x, n, Elementwise.silu);
      break;
    case Elementwise.gelu:
      mapDerivativeBy(out, y, x, n, Elementwise.gelu);
      break;
    case Elementwise.tanh:
      mapDerivativeBy(out, y, x, n, Elementwise.tanh);
      break;
    case Elementwise.sigmoid:
      mapDerivativeBy(out, y, x, n, Elementwise.sigmoid);
      break;
    case Elementwise.softplus:
      mapDerivativeBy(out, y, x, n, Elementwise.softplus);
      break;
    case Elementwise.exp:
      mapDerivativeBy(out, y, x, n, Elementwise.exp);
      break;
    case Elementwise.log:
      mapDerivativeBy(out, y, x, n, Elementwise.log);
      break;
    case Elementwise.sqrt:
      mapDerivativeBy(out, y, x, n, Elementwise.sqrt);
      break;
    case Elementwise.square:
      mapDerivativeBy(out, y, x, n, Elementwise.square);
      break;
    case Elementwise.reciprocal:
      mapDerivativeBy(out, y, x, n, Elementwise.reciprocal);
      break;
    case Elementwise.sin:
      mapDerivativeBy(out, y, x, n, Elementwise.sin);
      break;
    case Elementwise.cos:
      mapDerivativeBy(out, y, x, n, Elementwise.cos);
      break;
    case Elementwise.abs:
      mapDerivativeBy(out, y, x, n, Elementwise.abs);
      break;
    default:
      mapDerivativeBy(out, y, x, n, Elementwise.identity);
  }
}

function anySecondDerivative(x: v128, f: i32): v128 {
  return secondDerivative(x, f);
}

// @inline
function mapSecondDerivativeBy(out: usize, y: usize, z: usize, x: usize, n: usize, f: i32): void {
  const end = x + wholeBytes(n);
  for (; x < end; x += 16, y += 16, z += 16, out += 16) {
    v128.store(out, f32x4.mul(f32x4.mul(v128.load(y), v128.load(z)), secondDerivative(v128.load(x), f)));
  }
  const rest = n & 3;
  if (rest) {
    const product = f32x4.mul(loadPart(y, rest), loadPart(z, rest));
    storePart(out, f32x4.mul(product, anySecondDerivative(loadPart(x, rest), f)), rest);
  }
}

export function mapSecondDerivative(out: usize, y: usize, z: usize, x: usize, n: usize, f: i32): void {
  switch (f) {
    case Elementwise.silu:
      mapSecondDerivativeBy(out, y, z, x, n, Elementwise.silu);
      break;
    case Elementwise.gelu:
      mapSecondDerivativeBy(out, y, z, x, n, Elementwise.gelu);
      break;
    case Elementwise.tanh:
      mapSecondDerivativeBy(out, y, z, x, n, Elementwise.tanh);
      break;
    case Elementwise.sigmoid:
      mapSecondDerivativeBy(out, y, z, x, n, Elementwise.sigmoid);
      break;
    case Elementwise.softplus:
      mapSecondDerivativeBy(out, y, z, x, n, Elementwise.softplus);
      break;
    default:
  }
  // Not the activations of a network: a choice at every vector, and no loop of their own.
  for (const end = x + wholeBytes(n); x < end; x += 16, y += 16, z += 16, out += 16) {
    const product = f32x4.mul(v128.load(y), v128.load(z));
    v128.store(out, f32x4.mul(product, anySecondDerivative(v128.load(x), f)));
  }
  const rest = n & 3;
  if (rest) {
    const product = f32x4.mul(loadPart(y, rest), loadPart(z, rest));
    storePart(out, f32x4.mul(product, anySecondDerivative(loadPart(x, rest), f)), rest);
  }
}

export function scaleShift(out: usize, x: usize, n: usize, scale: f32, shift: f32): void {
  const s = splat(scale);
  const t = splat(shift);
  const end = x + wholeBytes(n);
  for (; x < end; x += 16, out += 16) v128.store(out, multiplyAdd(v128.load(x), s, t));
  const rest = n & 3;
  if (rest) storePart(out, multiplyAdd(loadPart(x, rest), s, t), rest);
}
