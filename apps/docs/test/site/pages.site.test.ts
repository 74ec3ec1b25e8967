/** Every page of the built site, in a real browser where it matters: links, console, accessibility, width, weight. */
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import { parseHTML } from 'linkedom';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allPages, fileOf, openSite, type Site, sourceOf, until } from './built-site.ts';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const pages = allPages();
/** Written by hand: every one of them is looked at. Of the generated reference a few stand for all. */
const written = pages.filter((path) => !path.startsWith('/api/'));
const generated = ['/api/', '/api/@yuragi/prob-core', '/api/@yuragi/diffusion'];
/** Figure and package code of a page, gzipped; the shell of the site not counted. */
const MAX_WEIGHT = 150_000;

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

test('the site has both languages, the reference and the records', () => {
  expect(pages).toEqual(
    expect.arrayContaining(['/', '/ja/', '/tour/em', '/ja/tour/em', '/guide/diffusion', '/decisions/', ...generated]),
  );
});

test('every link within the site leads to a page, and to an anchor that is there', () => {
  const documents = new Map(pages.map((path) => [path, parseHTML(sourceOf(path)).document]));
  const ids = new Map(
    [...documents].map(([path, document]) => [
      fileOf(path),
      new Set([...document.querySelectorAll('[id]')].map(({ id }) => id)),
    ]),
  );
  const broken: string[] = [];
  for (const [path, document] of documents)
    for (const anchor of document.querySelectorAll('a[href]')) {
      const url = new URL(anchor.getAttribute('href')!, `http://site${path}`);
      if (url.host !== 'site') continue;
      const file = fileOf(url.pathname);
      const id = decodeURIComponent(url.hash.slice(1));
      const known = ids.get(file);
      if (file === undefined || (id !== '' && known !== undefined && !known.has(id)))
        broken.push(`${path} -> ${url.pathname}${url.hash}`);
    }
  expect(broken).toEqual([]);
});

test.concurrent.each([...written, ...generated])(
  '%s: a quiet console, no fault for axe in either light, 360 pixels wide',
  async (path) => {
    const { page, faults } = await site.open({ viewport: { width: 360, height: 740 }, reducedMotion: 'reduce' });
    await page.goto(site.origin + path);
    expect(await page.evaluate(() => document.scrollingElement!.scrollWidth)).toBeLessThanOrEqual(360);
    await page.addScriptTag({ path: axe });
    // Colours shall not fade from one scheme to the other while they are looked at.
    await page.addStyleTag({ content: '* { transition: none !important }' });
    // The inside of a formula is its renderer's, and there is very much of it: its words are enough.
    await page.evaluate(() => {
      for (const formula of document.querySelectorAll('mjx-container'))
        formula.replaceChildren(formula.querySelector('mjx-assistive-mml')?.textContent ?? '');
    });
    const seriousFaults = async (options: object): Promise<unknown[]> => {
      const { violations } = (await page.evaluate(
        `axe.run(document, ${JSON.stringify({ resultTypes: ['violations'], ...options })})`,
      )) as {
        violations: { id: string; impact: string; nodes: { html: string }[] }[];
      };
      return violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)]);
    };
    // Both languages have the same structure and colours: one of them is looked at, the other shall work.
    if (path.startsWith('/ja/')) {
      for (const host of await page.locator('.figure-host').all()) {
        await host.scrollIntoViewIfNeeded();
        await until(async () => (await host.getAttribute('data-is-ready')) === 'true');
        expect(await host.getAttribute('data-error')).toBeNull();
      }
    } else {
      expect(await seriousFaults({})).toEqual([]);
      await page.evaluate(() => document.documentElement.classList.add('dark'));
      expect(await seriousFaults({ runOnly: ['color-contrast'] })).toEqual([]);
    }
    expect(faults).toEqual([]);
    await page.close();
  },
);

describe('figure and package code', () => {
  /** Sizes of the scripts that a page asks for, gzipped; its text not counted. */
  const scriptsOf = async (path: string): Promise<Map<string, number>> => {
    // Options of its own: nothing is cached yet.
    const { page } = await site.open({ userAgent: path });
    const names = new Set<string>();
    page.context().on('request', (request) => names.add(new URL(request.url()).pathname));
    await page.goto(site.origin + path, { waitUntil: 'networkidle' });
    for (const host of await page.locator('.figure-host').all()) {
      await host.scrollIntoViewIfNeeded();
      await host.and(page.locator('[data-is-ready="true"]')).waitFor();
    }
    await page.close();
    return new Map(
      [...names]
        .filter((name) => name.endsWith('.js') && !name.includes('.md.'))
        .map((name) => [name, gzipSync(sourceOf(name)).length]),
    );
  };
  let shell: Map<string, number>;
  beforeAll(async () => {
    shell = await scriptsOf('/guide/sde');
  });

  test.each(written.filter((path) => !path.startsWith('/ja/') && sourceOf(path).includes('figure-host')))(
    'of %s weigh less than 150 kB',
    async (path) => {
      const own = [...(await scriptsOf(path))].filter(([name]) => !shell.has(name));
      expect(own.some(([name]) => name.includes('worker'))).toBe(true);
      expect(own.reduce((sum, [, size]) => sum + size, 0)).toBeLessThan(MAX_WEIGHT);
    },
  );
});

describe('the search', () => {
  test.each([
    ['/guide/prob-core', 'fillNormal', /fillNormal/],
    ['/ja/guide/diffusion', '尤度', /尤度/],
  ])('on %s finds %s', async (path, words, expected) => {
    const { page, faults } = await site.open();
    await page.goto(site.origin + path, { waitUntil: 'networkidle' });
    const input = page.locator('#localsearch-input');
    await until(async () => {
      await page.keyboard.press('Control+k');
      await page.waitForTimeout(500);
      return input.isVisible();
    });
    await input.fill(words);
    await page.locator('.results .result').first().waitFor();
    expect(await page.locator('.results').textContent()).toMatch(expected);
    expect(faults).toEqual([]);
    await page.close();
  });
});

test.each([
  ['/tour/em', '/ja/tour/em'],
  ['/ja/guide/sde', '/guide/sde'],
])('the language menu leads from %s to %s', async (from, to) => {
  const { page } = await site.open({ viewport: { width: 1280, height: 800 } });
  await page.goto(site.origin + from, { waitUntil: 'networkidle' });
  await page.locator('.VPNavBarTranslations button').hover();
  await page.locator('.VPNavBarTranslations a').first().click();
  await page.waitForURL(site.origin + to);
  await page.close();
});
