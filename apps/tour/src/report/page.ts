/** The report: one HTML file with nothing outside it. */
import type { TourOptions } from '../options.ts';
import { NUM_PIXELS } from '../story/digit-models.ts';
import type { Finding } from '../story/findings.ts';
import type { Trajectory } from '../story/generate.ts';
import { halfSteps, type Story } from '../story/index.ts';
import type { Completion } from '../story/restore.ts';
import { TRUE_BITS } from '../story/swiss-roll.ts';
import type { Text } from '../text.ts';
import { numbersChapter } from './bridge-chapter.ts';
import { bounds, classBars, climb, clouds, colours, gaps, remaining } from './charts.ts';
import { chapter, escapeHtml, firstOfEach, heading, legend, pair, paragraph, picture, SHOWN } from './html.ts';
import { bridgeChapter, compareChapter, deviationsChapter, glassChapter, workChapter } from './later-chapters.ts';
import { learnedDigitsChapter, learnedRollChapter } from './learned-chapters.ts';

function strip(title: string, { sigmas, noisy, denoised }: Trajectory, text: Text): string {
  const { noisy: noisyLabel, estimate } = text.report.noise;
  const row = (label: string, images: Float64Array): string =>
    `<tr><th scope="row">${escapeHtml(label)}</th>${sigmas
      .map(
        (_, i) =>
          `<td>${picture(images.slice(i * NUM_PIXELS, (i + 1) * NUM_PIXELS), 1, `${label}, σ = ${sigmas[i]!.toPrecision(2)}`, 7)}</td>`,
      )
      .join('')}</tr>`;
  const levels = sigmas.map((sigma) => `<th scope="col">${sigma === 0 ? '0' : sigma.toPrecision(2)}</th>`).join('');
  return `<h3>${escapeHtml(title)}</h3>
<div class="scroll"><table class="strip">
<tr><th scope="row">σ</th>${levels}</tr>
${row(noisyLabel, noisy.data)}
${row(estimate, denoised.data)}
</table></div>`;
}

function completions(title: string, rows: readonly Completion[], text: Text): string {
  const { columns, classesOf } = text.report.restore;
  const body = rows
    .map(
      ({ label, original, seen, completions: drawn, classes }) => `<tr>
<td>${picture(original, 1, `${columns[0]}: ${label}`, 6)}</td>
<td>${picture(seen, 1, columns[1], 6)}</td>
<td>${picture(drawn.data, drawn.shape[0]!, columns[2], 6)}</td>
<td>${classBars(classes, label, classesOf(label))}</td>
</tr>`,
    )
    .join('\n');
  return `<h3>${escapeHtml(title)}</h3>
<div class="scroll"><table class="strip">
<tr>${columns.map((column) => `<th scope="col">${escapeHtml(column)}</th>`).join('')}</tr>
${body}
</table></div>`;
}

/** Place of each point along the roll, by the angle of the last panel it has left. */
const placeAlongRoll = (points: Float64Array): number[] =>
  Array.from({ length: points.length / 2 }, (_, i) => Math.hypot(points[2 * i]!, points[2 * i + 1]!));

const style = `
:root { color-scheme: light dark; --ink: #1b1b1f; --paper: #fff; --soft: #666; --rule: #ddd; --accent: #0072B2 }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e6ea; --paper: #17171b; --soft: #aaa; --rule: #3a3a42; --accent: #56B4E9 } }
body { margin: 0 auto; max-width: 62rem; padding: 2rem 1rem 4rem; font: 16px/1.65 system-ui, "Noto Sans", "Noto Sans CJK JP", sans-serif; color: var(--ink); background: var(--paper) }
h1 { font-size: 1.8rem; line-height: 1.25 } h2 { margin-top: 3rem; font-size: 1.35rem } h3 { font-size: 1rem; margin: 1.2rem 0 .4rem }
.question { color: var(--accent); font-size: 1.1rem } .soft, figcaption { color: var(--soft); font-size: .9rem }
figure { margin: 1.5rem 0 } figure svg { max-width: 100%; height: auto } .defect { border-left: 3px solid var(--accent); padding-left: .8rem }
.digits { image-rendering: pixelated; height: auto; max-width: 100% } .pair { display: flex; flex-wrap: wrap; gap: 1.5rem } .pair > div { flex: 1 1 20rem }
.scroll { overflow-x: auto } table { border-collapse: collapse } .findings { width: 100%; font-size: .92rem }
.findings td, .findings th { padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--rule); text-align: left; vertical-align: top } .findings td:nth-child(2) { white-space: nowrap; font-variant-numeric: tabular-nums }
.grid td, .grid th { padding: .25rem 1.2rem .25rem 0; border-bottom: 1px solid var(--rule); text-align: left; font-weight: normal; font-size: .9rem; font-variant-numeric: tabular-nums } .grid tr:first-child th { color: var(--soft) } .grid td { white-space: nowrap } .grid th[scope=row] { min-width: 7rem }
.strip td, .strip th { padding: .2rem .4rem; font-weight: normal; font-size: .85rem; text-align: left; color: var(--soft) }
.legend { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; font-size: .9rem } .legend span { display: inline-block; width: 1.2em; height: .25em; margin-right: .4em; vertical-align: middle }
`;

export function reportPage(
  story: Story,
  findings: readonly Finding[],
  text: Text,
  { seed, isQuick }: TourOptions,
): string {
  const { report: t } = text;
  const { models, boltzmann, generated, restored, roll } = story;
  const { training, whitening } = models;
  const bits = halfSteps(roll.fit).map((nats) => nats / Math.LN2);

  const besideReal = (real: string, drawn: string, images: Float64Array, labels: Int32Array): string =>
    pair(
      heading(real) + picture(firstOfEach(training.images.data, training.labels), SHOWN, real),
      heading(drawn) + picture(firstOfEach(images, labels), SHOWN, drawn),
    );
  const explained = `${(100 * whitening.explainedVariance).toFixed(1)} %`;
  const digitsCaption = `${t.digits.caption(training.labels.length, models.numComponents, explained)} ${t.digits.validation(models.validation)}`;

  const chapters = [
    chapter(
      text,
      t.digits,
      besideReal(t.digits.real, t.digits.drawn, generated.directImages.data, generated.labels),
      digitsCaption,
    ),
    chapter(
      text,
      t.boltzmann,
      besideReal(t.boltzmann.real, t.boltzmann.drawn, boltzmann.images.data, boltzmann.labels),
      t.boltzmann.caption(boltzmann.numHidden, boltzmann.numEpochs, boltzmann.numSweeps),
    ),
    chapter(
      text,
      t.noise,
      strip(t.noise.noising, generated.noising, text) +
        strip(t.noise.denoising, generated.denoising, text) +
        heading(t.noise.drawn) +
        picture(firstOfEach(generated.images.data, generated.labels), SHOWN, t.noise.drawn),
      t.noise.caption,
    ),
    compareChapter(story, text),
    chapter(
      text,
      t.restore,
      completions(t.restore.occluded, restored.occluded, text) + completions(t.restore.noisy, restored.noisy, text),
      t.restore.caption,
    ),
    chapter(
      text,
      t.roll,
      `<h3>${escapeHtml(t.roll.toNoise)}</h3>${clouds(roll.toNoise, placeAlongRoll(roll.toNoise[0]!.points), t.roll.toNoise)}
<h3>${escapeHtml(t.roll.back)}</h3>${clouds(roll.back, placeAlongRoll(roll.back.at(-1)!.points), t.roll.back)}`,
      t.roll.caption,
    ),
    chapter(
      text,
      t.bound,
      legend(Object.entries(t.bound.kinds).map(([kind, name]) => [colours[kind as keyof typeof colours], name])) +
        pair(
          bounds(
            roll.bounds,
            roll.exactBits,
            { x: t.bound.steps, y: t.bound.bits, exact: t.bound.exact },
            t.bound.bits,
          ),
          gaps(roll.bounds, roll.exactBits, { x: t.bound.steps, y: t.bound.gap }, t.bound.gap),
        ),
      t.bound.caption,
    ),
    chapter(
      text,
      t.em,
      pair(
        climb(bits, TRUE_BITS, { x: t.em.steps, y: t.em.bits, truth: t.em.truth }, t.em.bits),
        remaining(bits, { x: t.em.steps, y: t.em.left }, t.em.left),
      ),
      t.em.caption(roll.fit.history.bound.length),
    ),
    glassChapter(story, text),
    workChapter(story, text),
    deviationsChapter(story, text),
    bridgeChapter(story, text),
    numbersChapter(story, text),
    learnedRollChapter(story, text),
    learnedDigitsChapter(story, text),
  ];
  const rows = findings
    .map(
      ({ what, value, beside }) =>
        `<tr><td>${escapeHtml(what)}</td><td>${escapeHtml(value)}</td><td>${escapeHtml(beside)}</td></tr>`,
    )
    .join('\n');
  return `<!doctype html>
<html lang="${text.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(text.title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escapeHtml(text.title)}</h1>
${paragraph(text.subtitle)}
<p class="soft">${escapeHtml(t.settings(seed, isQuick))}</p>
${chapters.join('\n')}
<section>
<h2>${escapeHtml(t.numbers)}</h2>
<div class="scroll"><table class="findings">
<tr>${text.findings.heading.map((heading) => `<th scope="col">${escapeHtml(heading)}</th>`).join('')}</tr>
${rows}
</table></div>
</section>
<p class="soft">${escapeHtml(t.data)}</p>
</main>
</body>
</html>
`;
}
