import { toNdarray } from '@yuragi/prob-core';
import { expect, test } from 'vitest';
import { type DigitModels, NUM_CLASSES, NUM_PIXELS } from '../src/story/digit-models.ts';
import { labelsOf, makeJudge } from '../src/story/quality.ts';

/** Four pictures a class: class y is bright in pixel y, and each a little of its own in another. */
function pictures(shift: number) {
  const labels = labelsOf(4);
  const data = new Float64Array(labels.length * NUM_PIXELS);
  for (const [row, label] of labels.entries()) {
    data[row * NUM_PIXELS + label] = 1;
    data[row * NUM_PIXELS + 20 + (row % 4)] = shift + 0.1 * (row % 4);
  }
  const images = toNdarray(data, [labels.length, NUM_PIXELS]);
  return { images, codes: images, labels };
}

test('the judge counts what is read, finds copies, and puts other laws further away', () => {
  const training = pictures(0.1);
  const heldOut = pictures(0.2);
  const models = {
    training,
    heldOut,
    classify: ({ data }) =>
      Int32Array.from({ length: data.length / NUM_PIXELS }, (_, row) =>
        data.subarray(row * NUM_PIXELS, row * NUM_PIXELS + NUM_CLASSES).indexOf(1),
      ),
    nearest: ({ data }) => ({
      labels: Int32Array.from({ length: data.length / NUM_PIXELS }, () => 3),
      distances: Float64Array.from({ length: data.length / NUM_PIXELS }, (_, row) => row),
    }),
  } as DigitModels;
  const { judge, heldOut: real, realDiscrepancy } = makeJudge(models, 4);
  expect([real.byBayes, real.byNearest, real.meanDistance]).toEqual([1, 0.1, 19.5]);
  const far = pictures(3);
  const drawn = judge(far.images, far.codes, far.labels.toReversed());
  // No class is right when the labels are turned round.
  expect([drawn.byBayes, drawn.byNearest, drawn.shareOfCopies]).toEqual([0, 0.1, 0]);
  expect(drawn.discrepancy.value).toBeGreaterThan(5 * Math.abs(realDiscrepancy.value));
});
