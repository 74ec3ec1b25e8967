// `yuragi api [--update]`: the declarations a user sees, kept as test/api.snapshot.d.ts so that a change of the public
// surface is a change somebody reviews.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { workspace } from './workspace.mjs';

const snapshotFile = 'test/api.snapshot.d.ts';

/** Declarations without comments, blank lines and the map's trailer. @param {string} text */
const strip = (text) =>
  text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\/\/.*$/gm, '')
    .replace(/^export \{\};$/gm, '')
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{2,}/g, '\n')
    .trim();

/** An entry's declarations followed by those of the modules it re-exports, in order. @param {string} entry */
function surface(entry) {
  const seen = new Set();
  /** @type {string[]} */
  const parts = [];
  const visit = (/** @type {string} */ file) => {
    if (seen.has(file)) return;
    seen.add(file);
    const text = strip(readFileSync(file, 'utf8'));
    parts.push(`// ${file.replace(/^dist\//, '')}\n${text}`);
    for (const [, from = ''] of text.matchAll(/^export .*? from '(\.[^']*)';$/gms))
      visit(normalize(join(dirname(file), from.replace(/\.(js|ts)$/, '.d.ts'))));
  };
  visit(entry);
  return parts.join('\n\n');
}

/** @param {...string} args */
export function apiSnapshot(...args) {
  const { manifest } = workspace();
  const entries = Object.entries(manifest.publishConfig.exports)
    .map(([path, target]) => ({ path, types: /** @type {{ types?: string } | null} */ (target)?.types }))
    .filter(({ types }) => types !== undefined);
  const text = `${entries
    .map(
      ({ path, types }) =>
        `// ${'='.repeat(10)} ${join(manifest.name, path)} ${'='.repeat(10)}\n\n${surface(normalize(types ?? ''))}`,
    )
    .join('\n\n')}\n`;
  if (args.includes('--update')) {
    writeFileSync(snapshotFile, text);
    return 0;
  }
  if (existsSync(snapshotFile) && readFileSync(snapshotFile, 'utf8') === text) return 0;
  console.error(
    `${manifest.name}: the public surface differs from ${snapshotFile}; review it, then run \`pnpm api --update\``,
  );
  return 1;
}
