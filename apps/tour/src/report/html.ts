/** Pieces of the page. */
import { NUM_CLASSES, NUM_PIXELS } from '../story/digit-models.ts';
import type { Chapter, Text } from '../text.ts';
import { gridOfDigits } from './images.ts';

/** Digits of a class in a row of a picture. */
export const SHOWN = 10;

export const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

export const paragraph = (text: string): string => `<p>${escapeHtml(text)}</p>`;

export const heading = (text: string): string => `<h3>${escapeHtml(text)}</h3>`;

/** Digits in a grid, `scale` screen pixels a pixel. */
export function picture(images: Float64Array, columns: number, description: string, scale = 5): string {
  const width = (columns * 9 - 1) * scale;
  return `<img class="digits" src="${gridOfDigits(images, columns)}" width="${width}" alt="${escapeHtml(description)}">`;
}

/** The first `SHOWN` rows of the given classes, class by class. */
export function firstOfEach(
  images: Float64Array,
  labels: Int32Array,
  classes: readonly number[] = Array.from({ length: NUM_CLASSES }, (_, label) => label),
): Float64Array {
  const out = new Float64Array(classes.length * SHOWN * NUM_PIXELS);
  for (const [place, label] of classes.entries()) {
    const rows = Array.from(labels.keys())
      .filter((row) => labels[row] === label)
      .slice(0, SHOWN);
    for (const [i, row] of rows.entries())
      out.set(images.slice(row * NUM_PIXELS, (row + 1) * NUM_PIXELS), (place * SHOWN + i) * NUM_PIXELS);
  }
  return out;
}

/** Figures side by side. */
export const pair = (...parts: readonly string[]): string =>
  `<div class="pair">${parts.map((part) => `<div>${part}</div>`).join('\n')}</div>`;

/** A table of text; the first cell of a row is its heading. */
export function grid(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  return `<div class="scroll"><table class="grid">
<tr>${columns.map((column) => `<th scope="col">${escapeHtml(column)}</th>`).join('')}</tr>
${rows
  .map(
    ([first, ...rest]) =>
      `<tr><th scope="row">${escapeHtml(first ?? '')}</th>${rest.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`,
  )
  .join('\n')}
</table></div>`;
}

/** What each colour stands for: pairs of colour and name. */
export const legend = (kinds: readonly (readonly [colour: string, name: string])[]): string =>
  `<ul class="legend">${kinds
    .map(([colour, name]) => `<li><span style="background:${colour}"></span>${escapeHtml(name)}</li>`)
    .join('')}</ul>`;

export function chapter(
  text: Text,
  { title, question, before, defect }: Chapter,
  figure: string,
  caption: string,
): string {
  return `<section>
<h2>${escapeHtml(title)}</h2>
<p class="question">${escapeHtml(question)}</p>
${before.map(paragraph).join('\n')}
<figure>
${figure}
<figcaption>${escapeHtml(caption)}</figcaption>
</figure>
<p class="defect"><strong>${escapeHtml(text.report.defectLabel)}</strong> ${escapeHtml(defect)}</p>
</section>`;
}
