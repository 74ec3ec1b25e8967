/** Draws of every kind, reduced to digests: what "the same seed gives the same numbers everywhere" promises. */
import {
  betaDraw,
  fillNormal,
  fillUniform,
  gammaDraw,
  key,
  mixture,
  normal,
  permutation,
  type Rng,
  stream,
} from '@yuragi/prob-core';

/** Odd, and longer than one call of the kernel. */
const LENGTH = 50_001;

const repeat = (draw: (rng: Rng) => number) => (rng: Rng) => Float64Array.from({ length: LENGTH }, () => draw(rng));
const twoHeaps = mixture({
  components: [normal({ mean: -1, standardDeviation: 0.5 }), normal({ mean: 2 })],
  weights: Float64Array.of(0.3, 0.7),
});

const draws: Readonly<Record<string, (rng: Rng) => ArrayBufferView<ArrayBuffer>>> = {
  'fillUniform f32': (rng) => filled(fillUniform, rng, new Float32Array(LENGTH)),
  'fillUniform f64': (rng) => filled(fillUniform, rng, new Float64Array(LENGTH)),
  'fillNormal f32': (rng) => filled(fillNormal, rng, new Float32Array(LENGTH)),
  'fillNormal f64': (rng) => filled(fillNormal, rng, new Float64Array(LENGTH)),
  uint32: repeat((rng) => rng.uint32()),
  uniform: repeat((rng) => rng.uniform()),
  normal: repeat((rng) => rng.normal()),
  exponential: repeat((rng) => rng.exponential()),
  int: repeat((rng) => rng.int(1000)),
  gammaDraw: repeat((rng) => gammaDraw(rng, 0.3)),
  betaDraw: repeat((rng) => betaDraw(rng, 2, 0.7)),
  permutation: (rng) => Float64Array.from(permutation(rng, LENGTH)),
  mixture: repeat((rng) => twoHeaps.sample(rng)),
};

function filled<A extends Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>>(
  fill: (rng: Rng, out: A) => void,
  rng: Rng,
  out: A,
): A {
  fill(rng, out);
  return out;
}

/** SHA-256 of the bytes of each kind of draw, first 16 hexadecimal digits. */
export async function digests(): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const [name, draw] of Object.entries(draws)) {
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', draw(stream(key(name)))));
    found[name] = Array.from(hash.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('');
  }
  return found;
}
