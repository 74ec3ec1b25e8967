// Where the calling workspace and the repository stand, and how to run a tool in them.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository = fileURLToPath(new URL('../../..', import.meta.url));

/** The workspace a script runs in: its folder and its package.json. */
export function workspace(folder = process.cwd()) {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return {
    folder,
    manifest,
    name: relative(repository, folder).split(/[\\/]/).at(-1) ?? '',
    path: relative(repository, folder),
  };
}

/**
 * Runs the bin `bin` of the npm package `name`, found from the workspace, then from the repository, then from here.
 * @param {string} name
 * @param {string[]} args
 * @param {{ cwd?: string, bin?: string, quiet?: boolean }} [options]
 */
export function runTool(name, args, { cwd = process.cwd(), bin = name, quiet = false } = {}) {
  const from = [join(process.cwd(), 'package.json'), join(repository, 'package.json'), fileURLToPath(import.meta.url)];
  const file = from.map((base) => findManifest(base, name)).find((found) => found !== undefined);
  if (file === undefined) throw new Error(`${name} is not installed`);
  const { bin: bins } = JSON.parse(readFileSync(file, 'utf8'));
  const script = join(dirname(file), typeof bins === 'string' ? bins : bins[bin]);
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    cwd,
    stdio: quiet ? 'pipe' : 'inherit',
    encoding: 'utf8',
  });
  return { status: status ?? 1, output: quiet ? `${stdout}${stderr}` : '' };
}

/** @param {string} base @param {string} name */
function findManifest(base, name) {
  for (const folder of createRequire(base).resolve.paths(name) ?? []) {
    const file = join(folder, name, 'package.json');
    try {
      readFileSync(file);
      return file;
    } catch {}
  }
  return undefined;
}
