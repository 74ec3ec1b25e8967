/** The living figures in the built site: they move, say what they claim, break, stop and resume. Their Japanese pages are looked at with all pages. */
import type { Locator, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSite, PATIENCE, type Site, until } from './built-site.ts';

interface Shown {
  readonly name: string;
  readonly path: string;
  readonly broken: string;
  /** Whether the seed changes the picture. Default true. */
  readonly isDrawn?: boolean;
}

const figures: readonly Shown[] = [
  { name: 'backpropagation-layer-by-layer', path: '/backpropagation', broken: 'delta=forgotten' },
  { name: 'learned-and-exact', path: '/training', broken: 'training=one' },
  { name: 'em-climbs-its-bound', path: '/tour/em', broken: 'start=point' },
  { name: 'two-gaps', path: '/tour/vae', broken: 'encoder=collapse' },
  { name: 'two-lids', path: '/tour/em', broken: 'lid=flat' },
  // Draws nothing: every seed has the same picture.
  { name: 'two-peaks', path: '/tour/other-families', broken: 'start=middle', isDrawn: false },
  { name: 'heat-or-smooth', path: '/', broken: 'law=close' },
  { name: 'noise-and-its-reversal', path: '/tour/hinge', broken: 'knows=points' },
  { name: 'rare-throws', path: '/tour/sanov', broken: 'rule=line' },
  { name: 'spins-in-balance', path: '/tour/mcmc', broken: 'kernel=flip' },
  { name: 'cooling-follows', path: '/tour/annealing', broken: 'pace=quench' },
  { name: 'one-path-many-dynamics', path: '/tour/sde', broken: 'fault=sign' },
  { name: 'sampler-is-a-law', path: '/tour/probability', broken: 'lid=under' },
  { name: 'gaps-against-n', path: '/tour/quantum-computing', broken: 'look=grid' },
  { name: 'three-cures', path: '/tour/three-cures', broken: 'weights=plain' },
  { name: 'work-there-and-back', path: '/tour/jarzynski', broken: 'stirring=wind' },
  { name: 'three-ways-out', path: '/tour/one-mathematics', broken: 'rate=reverse' },
  { name: 'bloch-and-petz', path: '/tour/other-algebras', broken: 'start=pole' },
];

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

const hostIn = (page: Page, name: string): Locator => page.locator(`#${name} .figure-host`);
const stepOf = async (host: Locator): Promise<number> => Number(await host.getAttribute('data-step'));

/** As fast as it goes: what is waited for is the claim, not the show. */
async function hurry(host: Locator): Promise<void> {
  await host.locator('select[id^="figure-speed-"]').last().selectOption('4');
}

describe.concurrent.each(figures)('$name', ({ name, path, broken, isDrawn = true }) => {
  test('moves by itself, and reaches a claim that holds', async () => {
    const { page, faults } = await site.open();
    await page.goto(site.origin + path);
    const host = hostIn(page, name);
    await host.scrollIntoViewIfNeeded();
    await page.locator(`#${name} .figure-host[data-is-ready="true"]`).waitFor({ timeout: PATIENCE });
    const first = await stepOf(host);
    await until(async () => (await stepOf(host)) > first);
    await hurry(host);
    await page.locator(`#${name} .figure-host[data-verdict="holds"]`).waitFor({ timeout: PATIENCE });
    expect(await host.getAttribute('data-error')).toBeNull();
    expect(faults).toEqual([]);
    await page.close();
  });

  test('fails its claim where it is told to break', async () => {
    const { page, faults } = await site.open();
    await page.goto(`${site.origin}${path}?${name}.${broken}`);
    await hostIn(page, name).scrollIntoViewIfNeeded();
    await page.locator(`#${name} .figure-host[data-is-ready="true"]`).waitFor({ timeout: PATIENCE });
    await hurry(hostIn(page, name));
    await page.locator(`#${name} .figure-host[data-verdict="fails"]`).waitFor({ timeout: PATIENCE });
    expect(faults).toEqual([]);
    await page.close();
  });

  test('stands still for a reader who wants no motion, steps by keyboard, and shows one picture for one seed', async () => {
    const opening = async (seed: string) => {
      const { page } = await site.open({ reducedMotion: 'reduce' });
      await page.goto(`${site.origin}${path}?${name}.seed=${seed}`);
      await page.locator(`#${name} .figure-host[data-is-ready="true"]`).waitFor({ timeout: PATIENCE });
      return { page, picture: await hostIn(page, name).locator('svg').first().innerHTML() };
    };
    const first = await opening('one');
    for (const [seed, isSame] of [
      ['one', true],
      ['two', !isDrawn],
    ] as const) {
      const { page, picture } = await opening(seed);
      expect(picture === first.picture).toBe(isSame);
      await page.close();
    }

    const host = hostIn(first.page, name);
    // Time has passed meanwhile.
    expect(await host.locator('svg').first().innerHTML()).toBe(first.picture);
    const step = await stepOf(host);
    await host.locator('button').nth(1).focus();
    await first.page.keyboard.press('Enter');
    await until(async () => (await stepOf(host)) === step + 1);
    await first.page.close();
  });

  test('is a picture with its caption where no scripts run', async () => {
    const { page } = await site.open({ javaScriptEnabled: false });
    await page.goto(site.origin + path);
    expect(await page.locator(`#${name} .figure-still svg`).count()).toBeGreaterThan(0);
    expect((await page.locator(`#${name} figcaption`).textContent())?.length).toBeGreaterThan(20);
    await page.close();
  });
});
