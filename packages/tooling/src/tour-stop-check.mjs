// The tour, stopped by Ctrl-C in the middle and run again: it must say what it kept, go on from there, and end with the
// report it would have written.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository } from './workspace.mjs';

const folder = mkdtempSync(join(tmpdir(), 'yuragi-stop-'));
const kept = 'stopped-tour.safetensors';

/** @param {string} out @param {string} [stopAt] text at whose appearance Ctrl-C is sent */
function tour(out, stopAt) {
  return new Promise((resolve, reject) => {
    const main = join(repository, 'apps', 'tour', 'dist', 'main.js');
    const child = spawn(process.execPath, [
      main,
      '--quick',
      '--seed',
      'stop',
      '--lang',
      'en',
      '--out',
      join(folder, out),
    ]);
    let output = '';
    let isStopped = false;
    child.stdout.on('data', (chunk) => {
      output += chunk;
      if (stopAt !== undefined && !isStopped && output.includes(stopAt)) {
        isStopped = true;
        child.kill('SIGINT');
      }
    });
    child.on('error', reject);
    child.on('exit', (code) => resolve({ code, output }));
  });
}
const report = (/** @type {string} */ out) =>
  createHash('sha256')
    .update(readFileSync(join(folder, out, 'report.html')))
    .digest('hex');
/** @param {boolean} condition @param {string} message */
const expect = (condition, message) => {
  if (!condition) throw new Error(message);
  console.log(`  ${message.replace(/ must /, ' ')}`);
};

try {
  const stopped = await tour('a', 'drawing the digit 4');
  expect(stopped.code === 130, `a stopped tour must exit with 130 (it was ${stopped.code})`);
  expect(stopped.output.includes(`kept in ${join(folder, 'a', kept)}`), 'a stopped tour must say what it kept');
  expect(
    existsSync(join(folder, 'a', kept)) && !existsSync(join(folder, 'a', 'report.html')),
    'it must leave its work and no report',
  );
  const resumed = await tour('a');
  expect(
    resumed.code === 0 && resumed.output.includes('Going on from a tour that was stopped'),
    'the same command must go on',
  );
  expect(!existsSync(join(folder, 'a', kept)), 'once the report is there nothing else must be left');
  await tour('b');
  expect(report('a') === report('b'), 'a resumed tour must write the report of one that never stopped, byte for byte');
} catch (error) {
  console.error(/** @type {Error} */ (error).message);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
