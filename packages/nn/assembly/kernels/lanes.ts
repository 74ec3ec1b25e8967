// Four f32 at a time: loads and stores of fewer, sums across lanes, and the multiply-add of the build.

/** a b + c: rounded twice in the plain build; in the relaxed build once or twice, as the machine does it. */
// @inline
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** The first `count` elements at an address, 1 to 3, and zeros. */
export function loadPart(at: usize, count: usize): v128 {
  if (count === 1) return v128.load32_zero(at);
  const two = v128.load64_zero(at);
  return count === 2 ? two : v128.load32_lane(at + 8, two, 2);
}

/** Stores the first `count` elements, 1 to 3. */
// @inline
export function storePart(at: usize, v: v128, count: usize): void {
  if (count === 1) v128.store32_lane(at, v, 0);
  else v128.store64_lane(at, v, 0);
  if (count === 3) v128.store32_lane(at + 8, v, 2);
}

/** All bits of the first `count` lanes, 1 to 3. */
// @inline
export function firstLanes(count: usize): v128 {
  return i32x4.lt_u(i32x4(0, 1, 2, 3), i32x4.splat(<i32>count));
}

/** (v0 + v2) + (v1 + v3). */
// @inline
export function sumOfLanes(v: v128): f32 {
  const pairs = f32x4.add(v, v128.shuffle<i32>(v, v, 2, 3, 0, 1));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}
