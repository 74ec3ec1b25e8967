// `yuragi dag [--update]`, at the root: the layers as a Mermaid graph, in ARCHITECTURE.md between the `dag` marks.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './workspace.mjs';

const HELPERS = ['testkit', 'datasets', 'tooling'];

/** What each package may import, of turbo.json. @returns {Record<string, string[]>} */
export function allowedImports() {
  const { boundaries } = JSON.parse(readFileSync(join(repository, 'turbo.json'), 'utf8'));
  return Object.fromEntries(
    Object.entries(boundaries.tags)
      .filter(([name]) => !HELPERS.includes(name))
      .map(([name, { dependencies }]) => [
        name,
        dependencies.allow.filter((/** @type {string} */ other) => !HELPERS.includes(other)),
      ]),
  );
}

/** What a package imports today. @param {string} name @returns {string[]} */
export function usedImports(name) {
  const { dependencies = {} } = JSON.parse(readFileSync(join(repository, 'packages', name, 'package.json'), 'utf8'));
  return Object.keys(dependencies)
    .filter((dependency) => dependency.startsWith('@yuragi/'))
    .map((dependency) => dependency.slice('@yuragi/'.length));
}

export function mermaid() {
  const allowed = allowedImports();
  const lines = Object.entries(allowed).flatMap(([name, imports]) =>
    imports
      // An edge that another one implies is not drawn, unless it is used.
      .filter((to) => usedImports(name).includes(to) || !imports.some((other) => allowed[other]?.includes(to)))
      .map((to) => `  ${name} ${usedImports(name).includes(to) ? '-->' : '-.->'} ${to}`),
  );
  return ['```mermaid', 'graph TD', ...lines, '```'].join('\n');
}

/** @param {...string} args */
export function dag(...args) {
  const file = join(repository, 'ARCHITECTURE.md');
  const text = readFileSync(file, 'utf8');
  const drawn = text.replace(/<!-- dag -->[\s\S]*<!-- \/dag -->/, `<!-- dag -->\n${mermaid()}\n<!-- /dag -->`);
  if (args.includes('--update')) writeFileSync(file, drawn);
  else if (drawn !== text) {
    console.error('ARCHITECTURE.md does not show the layers of today: run `yuragi dag --update`');
    return 1;
  }
  return 0;
}
