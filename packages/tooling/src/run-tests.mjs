import { repository, runTool, workspace } from './workspace.mjs';

/**
 * `yuragi test once|stat|doctest|site [--isolate]`: one vitest project of this workspace, with a machine-readable report
 * beside it.
 * @param {string} kind
 * @param {...string} args
 */
export function runTests(kind, ...args) {
  const { name, path } = workspace();
  const project = kind === 'once' ? name : `${name}-${kind}`;
  return runTool(
    'vitest',
    [
      'run',
      '--passWithNoTests',
      `--project=${project}`,
      // No module has state that changes results, so files may share the modules that one has loaded, if none mocks any.
      args.includes('--isolate') ? '--isolate' : '--no-isolate',
      '--reporter=dot',
      '--reporter=json',
      `--outputFile.json=${path}/.reports/${kind}.json`,
      ...args.filter((arg) => arg !== '--isolate'),
    ],
    { cwd: repository },
  ).status;
}
