import { key, stream } from '@yuragi/prob-core';
import { describe, expect, test } from 'vitest';
import { deadLeaves } from './dead-leaves.ts';

describe('deadLeaves', () => {
  test('is the picture of the newest leaf at each pixel, leaf by leaf', () => {
    const [width, height, minRadius, maxRadius] = [7, 5, 0.8, 3] as const;
    const options = { numImages: 2, width, height, minRadius, maxRadius };
    const images = deadLeaves(stream(key('leaves')), options);
    expect(images.shape).toEqual([2, height, width]);
    // The same leaves, newest first; every pixel asks each of them until one covers it.
    const rng = stream(key('leaves'));
    for (const image of [0, 1]) {
      const found = new Float64Array(width * height).fill(-1);
      while (found.includes(-1)) {
        const radius = (minRadius ** -2 - rng.uniform() * (minRadius ** -2 - maxRadius ** -2)) ** -0.5;
        const x = rng.uniform() * (width + 2 * maxRadius) - maxRadius;
        const y = rng.uniform() * (height + 2 * maxRadius) - maxRadius;
        const grey = rng.uniform();
        for (let at = 0; at < found.length; at++) {
          const distance = Math.hypot((at % width) + 0.5 - x, Math.floor(at / width) + 0.5 - y);
          if (found[at] === -1 && distance <= radius) found[at] = grey;
        }
      }
      expect([...images.data.subarray(image * width * height, (image + 1) * width * height)]).toEqual([...found]);
    }
  });

  test('a single pixel is one grey, and greys are in [0, 1)', () => {
    const images = deadLeaves(stream(key('pixel')), { numImages: 50, width: 1, height: 1 });
    expect(new Set(images.data).size).toBe(50);
    expect(images.data.every((grey) => grey >= 0 && grey < 1)).toBe(true);
  });

  test('bad options are refused with their value', () => {
    const make = (options: object) => deadLeaves(stream(key(1)), { numImages: 1, width: 4, height: 4, ...options });
    expect(() => make({ numImages: 0 })).toThrow('deadLeaves: `numImages` must be an integer >= 1; received 0');
    expect(() => make({ width: 2.5 })).toThrow('deadLeaves: `width` must be an integer >= 1; received 2.5');
    expect(() => make({ height: -1 })).toThrow('deadLeaves: `height` must be an integer >= 1; received -1');
    expect(() => make({ minRadius: 0 })).toThrow('deadLeaves: `minRadius` must be a finite number > 0; received 0');
    expect(() => make({ maxRadius: 1 })).toThrow(
      'deadLeaves: `maxRadius` must be a finite number > minRadius = 1; received 1',
    );
  });
});
