/** The last chapters: what networks learned of the roll and of the digits. */
import * as Plot from '@observablehq/plot';
import { accuracy } from '../story/digit-models.ts';
import { decimals, percent, thousandths } from '../story/findings.ts';
import type { Story } from '../story/index.ts';
import type { Text } from '../text.ts';
import { draw } from './charts.ts';
import { chapter, firstOfEach, grid, heading, pair, picture, SHOWN } from './html.ts';
import { hues } from './later-charts.ts';

/** Points of a curve of losses. */
const SHOWN_MEANS = 60;

function lossChart(loss: Float64Array, labels: { readonly x: string; readonly y: string }): string {
  const width = Math.max(1, Math.floor(loss.length / SHOWN_MEANS));
  const means = Array.from({ length: Math.floor(loss.length / width) }, (_, i) => ({
    step: (i + 0.5) * width,
    loss: loss.subarray(i * width, (i + 1) * width).reduce((sum, value) => sum + value / width, 0),
  }));
  return draw(
    {
      width: 400,
      height: 300,
      marginLeft: 50,
      x: { label: labels.x },
      y: { label: labels.y, type: 'log', grid: true, tickFormat: '~g' },
      marks: [Plot.line(means, { x: 'step', y: 'loss', stroke: hues.blue, strokeWidth: 2 })],
    },
    labels.y,
  );
}

/** Clouds of the plane side by side. */
function twoClouds(parts: readonly (readonly [name: string, points: Float64Array])[], description: string): string {
  const points = parts.flatMap(([panel, values]) =>
    Array.from({ length: values.length / 2 }, (_, i) => ({ panel, x: values[2 * i]!, y: values[2 * i + 1]! })),
  );
  return draw(
    {
      width: 520,
      height: 285,
      margin: 4,
      marginTop: 24,
      fx: { label: null, axis: 'top', domain: parts.map(([name]) => name), padding: 0.05 },
      x: { domain: [-2.6, 2.6], axis: null },
      y: { domain: [-2.6, 2.6], axis: null },
      marks: [Plot.dot(points, { fx: 'panel', x: 'x', y: 'y', fill: hues.blue, r: 1.3, clip: true })],
    },
    description,
  );
}

export function learnedRollChapter({ learned: { roll, isQuick } }: Story, text: Text): string {
  const t = text.report.learnedRoll;
  const figure = pair(
    lossChart(roll.loss, { x: t.steps, y: t.loss }),
    twoClouds(
      [
        [t.real, roll.real],
        [t.drawn, roll.samples],
      ],
      t.drawn,
    ),
  );
  const caption = t.caption({
    numSteps: roll.numSteps,
    numTrainingSteps: roll.numTrainingSteps,
    bits: decimals(roll.bits, 3),
    bestBits: decimals(roll.bestBits, 3),
    gap: `${decimals(roll.gap, 3)} ± ${decimals(roll.standardError, 3)}`,
    isQuick,
  });
  return chapter(text, t, figure, caption);
}

export function learnedDigitsChapter({ learned: { digits, isQuick }, real, generated }: Story, text: Text): string {
  const t = text.report.learnedDigits;
  const rows = [
    [t.real, percent(digits.heldOutRead), { ...real.heldOut, discrepancy: real.discrepancy }],
    [t.exact, percent(accuracy(digits.read(generated.images), generated.labels)), generated.samples],
    ...digits.drawn.map(({ guidance, read, quality }) => [t.drawn(guidance), percent(read), quality] as const),
  ] as const;
  const table = grid(
    t.columns,
    rows.map(([name, read, quality]) => [
      name,
      read,
      percent(quality.byBayes),
      decimals(quality.meanDistance, 3),
      percent(quality.shareOfCopies),
      thousandths(quality.discrepancy),
    ]),
  );
  const last = digits.drawn.at(-1)!;
  const pictures =
    heading(t.drawn(last.guidance)) +
    picture(firstOfEach(last.images.data, digits.labels), SHOWN, t.drawn(last.guidance));
  return chapter(text, t, table + pictures, t.caption(digits.numParameters, digits.numTrainingSteps, isQuick));
}
