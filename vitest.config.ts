import { existsSync, readdirSync } from 'node:fs';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

const source = '@yuragi/source';
const workspaces = ['packages', 'apps']
  .flatMap((top) => readdirSync(new URL(top, import.meta.url)).map((name) => ({ top, name })))
  .filter(({ top, name }) => existsSync(new URL(`${top}/${name}/package.json`, import.meta.url)));

const project = (top: string, name: string, kind: string, include: string[], exclude: string[]) => ({
  extends: true as const,
  root: `${top}/${name}`,
  test: { name: name + kind, include, exclude },
});

const node = workspaces.flatMap(({ top, name }) => [
  project(top, name, '', ['{src,test,figures}/**/*.test.ts'], ['**/*.{browser,stat,site}.test.ts']),
  project(top, name, '-stat', ['test/statistical/**/*.stat.test.ts'], []),
  project(top, name, '-site', ['test/site/**/*.site.test.ts'], []),
  project(top, name, '-doctest', ['.doctest/**/*.test.ts'], []),
]);

const browser = {
  extends: true as const,
  test: {
    name: 'browser',
    include: ['{packages,apps}/*/{test,figures}/**/*.browser.test.ts'],
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      instances: [{ browser: 'chromium' as const }],
      provider: playwright({
        launchOptions: {
          executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
          args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-background-networking'],
        },
      }),
    },
  },
};

const config: ViteUserConfig = defineConfig({
  resolve: { conditions: [source, 'module', 'browser', 'development|production'] },
  // The projects that run in Node read this one.
  ssr: { resolve: { conditions: [source, 'module', 'node', 'development|production'] } },
  test: {
    // Machines differ and are shared; a test that hangs is stopped, one that is slow is not.
    testTimeout: 120_000,
    projects: [...node, browser],
    coverage: { provider: 'v8', include: ['packages/*/src/**'], exclude: ['**/*.test.ts', '**/generated/**'] },
  },
});
export default config;
