import { referenceCase } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { drawBlock, philox4x32 } from './philox.ts';

const hex = (words: Uint32Array): string[] => Array.from(words, (word) => word.toString(16).padStart(8, '0'));

describe('Philox4x32-10 gives the known answers of Random123', () => {
  test.each(['kat-philox4x32-10-0000', 'kat-philox4x32-10-ffff'])('%s', (id) => {
    const { inputs, outputs } = referenceCase('prob-kl-thermo-latent', id);
    const [c0, c1, c2, c3, k0, k1] = [...inputs.counter, ...inputs.key].map((word: string) =>
      Number.parseInt(word, 16),
    );
    const out = new Uint32Array(4);
    philox4x32(c0!, c1!, c2!, c3!, k0!, k1!, out);
    expect(hex(out)).toEqual(outputs.words);
  });

  test('the digits of pi as counter and key (third vector of kat_vectors)', () => {
    const out = new Uint32Array(4);
    philox4x32(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0, out);
    expect(hex(out)).toEqual(['d16cfe09', '94fdcceb', '5001e420', '24126ea1']);
  });
});

describe('drawBlock puts the block number into counter words 0 and 1, zero into 2 and 3', () => {
  const k = { k0: 0x12345678, k1: 0x9abcdef0 };
  test.each([0, 1, 2 ** 32 - 1, 2 ** 32, 2 ** 40 + 17, Number.MAX_SAFE_INTEGER])('block %f', (block) => {
    const [drawn, expected] = [new Uint32Array(4), new Uint32Array(4)];
    drawBlock(k.k0, k.k1, block, drawn);
    philox4x32(block % 2 ** 32, Math.floor(block / 2 ** 32), 0, 0, k.k0, k.k1, expected);
    expect(drawn).toEqual(expected);
  });

  test('words of an independent implementation, key (1, 0)', () => {
    const out = new Uint32Array(4);
    drawBlock(1, 0, 2 ** 32 - 1, out);
    expect(Array.from(out)).toEqual([7932735, 3150819411, 4152887495, 1778383437]);
    drawBlock(1, 0, 2 ** 32, out);
    expect(Array.from(out)).toEqual([2202007772, 576493116, 590055603, 187910919]);
  });
});
