import { repository, runTool, workspace } from './workspace.mjs';

/**
 * `yuragi test once|stat|doctest|site`: one vitest project of this workspace, with a machine-readable report beside it.
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
      '--reporter=dot',
      '--reporter=json',
      `--outputFile.json=${path}/.reports/${kind}.json`,
      ...args,
    ],
    { cwd: repository },
  ).status;
}
