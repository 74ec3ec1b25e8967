#!/usr/bin/env node
// The one command of the workspaces' scripts: `yuragi <task> …`, run in the folder of a workspace.
import { apiSnapshot } from './api-snapshot.mjs';
import { buildWasm } from './build-wasm.mjs';
import { dag } from './dag.mjs';
import { doctest } from './doctest.mjs';
import { packageChecks } from './package-checks.mjs';
import { runTests } from './run-tests.mjs';

/** @type {Record<string, (...args: string[]) => Promise<number> | number>} */
const tasks = { test: runTests, doctest, wasm: buildWasm, pack: packageChecks, api: apiSnapshot, dag };

const [task = '', ...args] = process.argv.slice(2);
const run = tasks[task];
if (!run) {
  console.error(`yuragi: unknown task '${task}'; one of ${Object.keys(tasks).join(', ')}`);
  process.exit(2);
}
process.exit(await run(...args));
