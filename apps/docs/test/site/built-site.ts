/** The built site on a local port, and Chromium to look at it. Built by `pnpm docs:build`; `pnpm test:site` builds and tests. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright';

const dist = fileURLToPath(new URL('../../.vitepress/dist', import.meta.url));

/** Milliseconds after which something that should happen did not. */
export const PATIENCE = 60_000;

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** The file a path of the site is served from, as a host with clean URLs does it. */
export function fileOf(path: string): string | undefined {
  const clean = decodeURIComponent(path).replace(/\/$/, '/index');
  return [join(dist, clean), join(dist, `${clean}.html`)].find((file) => extname(file) !== '' && existsSync(file));
}

/** Paths of all pages, `/guide/sde` and the like. */
export const allPages = (): readonly string[] =>
  readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.html') && name !== '404.html')
    .map((name) => `/${name.replaceAll('\\', '/').replace(/(^|(?<=\/))index\.html$|\.html$/, '')}`)
    .sort();

export const sourceOf = (path: string): string => readFileSync(fileOf(path)!, 'utf8');

export interface Site {
  readonly origin: string;
  /**
   * A page of a browser, and what went wrong in it: errors, failed requests, messages of the console above a note. Pages of
   * the same options share what the browser has loaded.
   */
  open(options?: BrowserContextOptions): Promise<{ readonly page: Page; readonly faults: string[] }>;
  close(): Promise<void>;
}

export async function openSite(): Promise<Site> {
  const server: Server = createServer((request, response) => {
    const file = fileOf(new URL(request.url ?? '/', 'http://site').pathname);
    if (file === undefined) response.writeHead(404).end();
    else
      response
        .writeHead(200, { 'content-type': types[extname(file)] ?? 'text/plain', 'cache-control': 'max-age=3600' })
        .end(readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser: Browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking'],
  });
  const contexts = new Map<string, Promise<BrowserContext>>();
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async open(options = {}) {
      const name = JSON.stringify(options);
      const context = contexts.get(name) ?? browser.newContext(options);
      contexts.set(name, context);
      const page = await (await context).newPage();
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(String(error)));
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) faults.push(message.text());
      });
      page.on('requestfailed', (request) => faults.push(`${request.url()}: ${request.failure()?.errorText}`));
      return { page, faults };
    },
    async close() {
      await browser.close();
      server.close();
    },
  };
}

/** Asks again and again. */
export async function until(check: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + PATIENCE;
  while (!(await check())) {
    if (performance.now() > end) throw new Error('it did not come to pass');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
