import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { digits, digitsOrigin } from '../src/index.ts';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

test('there are 1797 images of 8 x 8 grey values 0..16', () => {
  const { images, labels, count, width, height } = digits();
  expect([count, width, height, images.length, labels.length]).toEqual([1797, 8, 8, 1797 * 64, 1797]);
  expect([images.reduce((a, b) => Math.min(a, b)), images.reduce((a, b) => Math.max(a, b))]).toEqual([0, 16]);
});

test('images and labels are byte for byte those of the comma-separated original', () => {
  const { images, labels } = digits();
  expect(sha256(images)).toBe('8f26b2bd9d135c256808f68f14fdabddde6d9c7f869ae419704b051f0f14b3b3');
  expect(sha256(labels)).toBe('8ba4f891220f5e4c9c819638d1602d74b83618f167043c6da52a2a247841ddf0');
});

test('each digit comes 174 to 183 times', () => {
  const counts = new Array(10).fill(0);
  for (const label of digits().labels) counts[label]++;
  expect(counts).toEqual([178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
});

test('the first image is a 0', () => {
  const { images, labels } = digits();
  expect(labels[0]).toBe(0);
  expect(Array.from(images.subarray(0, 16))).toEqual([0, 0, 5, 13, 9, 1, 0, 0, 0, 0, 13, 15, 10, 15, 5, 0]);
});

test('the arrays belong to the caller: writing to them changes no later call', () => {
  digits().images.fill(7);
  expect(digits().images[0]).toBe(0);
});

test('origin and licence travel with the data', () => {
  expect(digitsOrigin.creators).toBe('E. Alpaydin and C. Kaynak');
  expect(digitsOrigin.licence).toContain('CC BY 4.0');
});
