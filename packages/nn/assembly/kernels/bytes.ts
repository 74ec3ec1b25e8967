/** The size of `count` elements. */
// @inline
export function bytes(count: i32): usize {
  return (<usize>count) << 2;
}
