/** The derivations: in every right step both sides agree, in the wrong one they do not, and the pages have it all. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createMarkdownRenderer } from 'vitepress';
import { describe, expect, test } from 'vitest';
import { derivationsInMarkdown, difference } from '../.vitepress/site/derivations-in-markdown.ts';
import { type Derivation, distance, ROUNDING } from '../derivations/derivation.ts';
import { computeDerivations } from '../derivations/index.ts';

const derivations = Object.entries(computeDerivations());
/** What the wrong step is off by at least: a reader can see it in the numbers shown. */
const VISIBLE = 1e-2;

describe.each(derivations)('%s', (_, { steps, wrong }) => {
  test.each(steps.map((step, i) => [i + 1, step] as const))('step %i: both sides agree', (_number, step) => {
    expect(distance(step)).toBeLessThanOrEqual(step.tolerance ?? ROUNDING);
  });

  test('the wrong step is caught', () => {
    expect(distance(wrong)).toBeGreaterThan(100 * (wrong.tolerance ?? ROUNDING));
    expect(distance(wrong)).toBeGreaterThan(VISIBLE);
  });
});

describe.each(['derivations.md', 'ja/derivations.md'])('%s', (page) => {
  const text = readFileSync(fileURLToPath(new URL(`../${page}`, import.meta.url)), 'utf8');
  const sections = text.split(/^(?=##+ )/m).filter((section) => section.startsWith('### '));

  test('has every derivation once, in order, each with its numbers under its own heading', () => {
    const names = sections.map((section, i) => {
      const [, number, anchor] = /^### (\d+)\. .+ \{#([\w-]+)\}\n/.exec(section) ?? [];
      expect(Number(number)).toBe(i + 1);
      expect([...section.matchAll(/^<div data-derivation="([\w-]+)"><\/div>$/gm)].map(([, name]) => name)).toEqual([
        anchor,
      ]);
      return anchor;
    });
    expect(names).toEqual(derivations.map(([name]) => name));
  });

  test.each(sections.map((section, i) => [derivations[i]![0], section, derivations[i]![1]] as const))(
    '%s: words for every step, and for the wrong one',
    (_name, section, { steps }) => {
      const numbers = [...section.matchAll(/^(\d+)\. \S/gm)].map(([, number]) => Number(number));
      expect(numbers).toEqual(steps.map((_step, i) => i + 1));
      expect(section).toMatch(/^(?:Wrong|誤り).+/m);
    },
  );

  test('refers to derivations by their present numbers', () => {
    for (const [, number, anchor] of text.matchAll(/\[(\d+)\]\(#([\w-]+)\)/g))
      expect(derivations[Number(number) - 1]?.[0]).toBe(anchor);
  });
});

describe('derivations in Markdown', () => {
  const half: Derivation = {
    steps: [
      { left: 0.5, right: 0.5 },
      { left: 0.5, right: 0.5 - 2 ** -52 },
    ],
    wrong: { left: 0.5, right: 0.75 },
  };
  const render = async (source: string, relativePath: string): Promise<string> =>
    (await createMarkdownRenderer('.', { config: derivationsInMarkdown({ half }) })).render(source, { relativePath });

  test('stand as a table with the wrong step last, in the language of the page', async () => {
    const page = await render('<div data-derivation="half"></div>', 'derivations.md');
    expect(page).toContain('<th scope="col">left − right</th>');
    expect(page).toContain('<th scope="row">2</th><td>0.5</td><td>0.5</td><td>2 × 10<sup>−16</sup></td>');
    expect(page).toContain('<tr class="wrong"><th scope="row">wrong</th><td>0.5</td><td>0.75</td><td>−0.25</td>');
    const japanese = await render('<div data-derivation="half"></div>', 'ja/derivations.md');
    expect(japanese).toContain('<th scope="row">誤り</th>');
  });

  test('that do not exist stop the build', async () => {
    await expect(render('<div data-derivation="whole"></div>', 'derivations.md')).rejects.toThrow(
      "there is no derivation 'whole'",
    );
  });

  test.each([
    [0, '0'],
    [-0.5, '−0.5'],
    [-4.4e-16, '−4 × 10<sup>−16</sup>'],
    [9.6e-10, '1 × 10<sup>−9</sup>'],
  ])('a difference of %f is written %s', (value, text) => {
    expect(difference(value)).toBe(text);
  });
});
