import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { repository } from '../src/workspace.mjs';

/** What each package may import: the table of the product, and the only copy of it beside turbo.json. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  'prob-core': [],
  'kl-info': ['prob-core'],
  mcmc: ['prob-core'],
  annealing: ['prob-core', 'mcmc'],
  'thermo-jarzynski': ['prob-core', 'kl-info', 'mcmc'],
  sde: ['prob-core'],
  nn: ['prob-core'],
  'latent-models': ['prob-core', 'kl-info', 'mcmc', 'thermo-jarzynski', 'nn'],
  diffusion: ['prob-core', 'kl-info', 'mcmc', 'thermo-jarzynski', 'sde', 'nn', 'latent-models'],
  testkit: [],
  datasets: [],
  tooling: [],
};
const helpers = ['testkit', 'datasets', 'tooling'];

const readJson = (...path: string[]) => JSON.parse(readFileSync(join(repository, ...path), 'utf8'));
const folders = readdirSync(join(repository, 'packages')).filter((name) =>
  existsSync(join(repository, 'packages', name, 'package.json')),
);

/** Names of the workspaces among some dependencies, without the scope. */
const workspacesIn = (dependencies: Readonly<Record<string, string>> = {}): string[] =>
  Object.keys(dependencies)
    .filter((name) => name.startsWith('@yuragi/'))
    .map((name) => name.replace('@yuragi/', ''));

test('the packages are those of the table', () => {
  expect([...folders].sort()).toEqual(Object.keys(mayImport).sort());
});

test('the table is closed under imports of imports, and has no cycle', () => {
  for (const [name, allowed] of Object.entries(mayImport)) {
    expect(allowed).not.toContain(name);
    for (const other of allowed) expect(allowed).toEqual(expect.arrayContaining([...mayImport[other]!]));
  }
});

test('turbo.json allows what the table says, and the three private packages beside', () => {
  const { tags } = readJson('turbo.json').boundaries;
  for (const [name, allowed] of Object.entries(mayImport)) {
    const expected = helpers.includes(name) ? [] : [...allowed, ...helpers];
    expect([...tags[name].dependencies.allow].sort(), name).toEqual([...expected].sort());
  }
});

describe.each(folders)('packages/%s', (name) => {
  const manifest = readJson('packages', name, 'package.json');

  test('has its name as its one tag', () => {
    expect(manifest.name).toBe(`@yuragi/${name}`);
    expect(readJson('packages', name, 'turbo.json').tags).toEqual([name]);
  });

  test('depends on no workspace that the table does not give it', () => {
    const { dependencies, devDependencies, peerDependencies, optionalDependencies } = manifest;
    expect(mayImport[name]).toEqual(expect.arrayContaining(workspacesIn(dependencies)));
    expect([...mayImport[name]!, ...helpers]).toEqual(expect.arrayContaining(workspacesIn(devDependencies)));
    expect([...workspacesIn(peerDependencies), ...workspacesIn(optionalDependencies)]).toEqual([]);
    for (const [other, range] of Object.entries({ ...dependencies, ...devDependencies }))
      if (other.startsWith('@yuragi/')) expect(range).toBe('workspace:^');
    if (helpers.includes(name)) expect(workspacesIn(devDependencies)).toEqual([]);
  });
});

const unbuilt = folders.filter((name) => {
  const index = join(repository, 'packages', name, 'src', 'index.ts');
  return existsSync(index) && readFileSync(index, 'utf8').trim() === 'export {};';
});

test.each(unbuilt)('packages/%s, not built yet, is private, and its README says so in one line', (name) => {
  expect(readJson('packages', name, 'package.json').private).toBe(true);
  const lines = readFileSync(join(repository, 'packages', name, 'README.md'), 'utf8')
    .trim()
    .split(/\n+/);
  expect(lines).toEqual([`# @yuragi/${name}`, expect.stringMatching(/not built yet.*\.$/)]);
});

describe('turbo boundaries', () => {
  const created: string[] = [];
  afterEach(() => {
    for (const folder of created.splice(0)) rmSync(folder, { recursive: true, force: true });
  });

  /** Copies the manifests of the root and two packages elsewhere, lets mcmc import, and asks turbo. */
  function ask(
    importing: string,
    dependencies: readonly string[],
  ): { readonly status: number; readonly output: string } {
    const root = mkdtempSync(join(tmpdir(), 'yuragi-boundaries-'));
    created.push(root);
    for (const file of ['package.json', 'turbo.json', 'pnpm-workspace.yaml', 'pnpm-lock.yaml'])
      cpSync(join(repository, file), join(root, file));
    for (const name of ['prob-core', 'kl-info', 'mcmc']) {
      const folder = join(root, 'packages', name);
      mkdirSync(join(folder, 'src'), { recursive: true });
      cpSync(join(repository, 'packages', name, 'turbo.json'), join(folder, 'turbo.json'));
      const isImporter = name === 'mcmc';
      const manifest = {
        name: `@yuragi/${name}`,
        version: '0.0.0',
        type: 'module',
        dependencies: isImporter ? Object.fromEntries(dependencies.map((other) => [other, 'workspace:^'])) : {},
      };
      writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
      writeFileSync(
        join(folder, 'src', 'index.ts'),
        isImporter ? `export { x } from '${importing}';\n` : 'export const x = 1;\n',
      );
    }
    const require = createRequire(join(repository, 'package.json'));
    const turbo = join(dirname(require.resolve('turbo/package.json')), 'bin', 'turbo');
    const { status, stdout, stderr } = spawnSync(process.execPath, [turbo, 'boundaries', '--no-color'], {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
    });
    return { status: status ?? -1, output: `${stdout}${stderr}` };
  }

  test('passes an import that the table allows', () => {
    const { status, output } = ask('@yuragi/prob-core', ['@yuragi/prob-core']);
    expect(output).toContain('no issues found');
    expect(status).toBe(0);
  });

  test('refuses a declared dependency that the table does not allow', () => {
    const { status, output } = ask('@yuragi/kl-info', ['@yuragi/kl-info']);
    expect(output).toContain('Package `@yuragi/kl-info` found without any tag listed in allowlist');
    expect(status).not.toBe(0);
  });

  test('refuses an import that is not declared', () => {
    const { status, output } = ask('@yuragi/kl-info', []);
    expect(output).toContain('cannot import package `@yuragi/kl-info` because it is not a dependency');
    expect(status).not.toBe(0);
  });

  test('refuses a relative import into another package', () => {
    const { status, output } = ask('../../kl-info/src/index.ts', []);
    expect(output).toContain('import `../../kl-info/src/index.ts` leaves the package');
    expect(status).not.toBe(0);
  });
});
