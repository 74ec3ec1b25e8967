// The browser half of the test command: Chromium where there is one, one loud line where there is none.
import { existsSync } from 'node:fs';
import { repository, runTool } from './workspace.mjs';

const chromium = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
if (existsSync(chromium)) {
  process.exit(
    runTool(
      'vitest',
      ['run', '--project=browser', '--reporter=dot', '--reporter=json', '--outputFile.json=.reports/browser.json'],
      { cwd: repository },
    ).status,
  );
}
console.error(
  `\n!! BROWSER TESTS NOT RUN: no browser at ${chromium}. Install Chromium or set CHROMIUM_PATH to test the figures and packages in it.\n`,
);
