// `yuragi pack`: what a published package must pass before anyone installs it.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apiSnapshot } from './api-snapshot.mjs';
import { runTool, workspace } from './workspace.mjs';

/** Packs the workspace in `folder` into `target` as pnpm would publish it. @param {string} folder @param {string} target */
export function pack(folder, target) {
  const { status, stdout, stderr } = spawnSync('pnpm', ['pack', '--json', '--pack-destination', target], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`pnpm pack failed in ${folder}: ${stderr || stdout}`);
  return /** @type {string} */ (JSON.parse(stdout.slice(stdout.indexOf('{'))).filename);
}

export async function packageChecks() {
  const { manifest, folder } = workspace();
  if (manifest.private === true) return 0;
  const target = mkdtempSync(join(tmpdir(), 'yuragi-pack-'));
  try {
    const tarball = pack(folder, target);
    /** @type {[string, () => number][]} */
    const checks = [
      ['API snapshot', apiSnapshot],
      ['publint', () => runTool('publint', ['--strict', tarball]).status],
      [
        'attw',
        () => runTool('@arethetypeswrong/cli', ['--quiet', '--profile', 'esm-only', tarball], { bin: 'attw' }).status,
      ],
      ['size-limit', () => runTool('size-limit', []).status],
    ];
    const failed = checks.filter(([, check]) => check() !== 0).map(([name]) => name);
    if (failed.length > 0) console.error(`${manifest.name}: failed ${failed.join(', ')}`);
    return failed.length === 0 ? 0 : 1;
  } finally {
    rmSync(target, { recursive: true, force: true });
  }
}
