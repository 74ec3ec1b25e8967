// Prints "<passed> <failed>": the tests in every report the runners wrote. A workspace whose report is missing fails.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './workspace.mjs';

/** Reports a workspace's scripts promise, and that of the browser. */
function reports() {
  const workspaces = ['packages', 'apps'].flatMap((top) =>
    readdirSync(join(repository, top)).map((name) => join(repository, top, name)),
  );
  const promised = workspaces
    .filter((folder) => existsSync(join(folder, 'package.json')))
    .flatMap((folder) => {
      const { scripts = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      return [
        ['test:once', 'once'],
        ['test:stat', 'stat'],
        ['doctest', 'doctest'],
        ['test:site', 'site'],
      ]
        .filter(([script = '']) => script in scripts)
        .map(([, kind]) => join(folder, '.reports', `${kind}.json`));
    });
  return [...promised, join(repository, '.reports', 'browser.json')];
}

let passed = 0;
let failed = 0;
for (const file of reports()) {
  if (!existsSync(file)) {
    console.error(`no report ${file}`);
    failed++;
    continue;
  }
  const report = JSON.parse(readFileSync(file, 'utf8'));
  passed += report.numPassedTests;
  failed += report.numFailedTests + (report.success ? 0 : report.numFailedTests === 0 ? 1 : 0);
}
console.log(passed, failed);
