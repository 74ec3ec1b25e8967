// The packed packages in a scratch project, as a user has them: installed by npm, type-checked by TypeScript 5.9 and 7,
// run in Node (also by require, and with code generation switched off), bundled by esbuild and by Vite.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pack } from './package-checks.mjs';
import { repository } from './workspace.mjs';

const folder = mkdtempSync(join(tmpdir(), 'yuragi-consumer-'));

/** @param {string} what @param {string} command @param {string[]} args */
function run(what, command, args) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${what} failed:\n${stdout}${stderr}`);
  console.log(`  ${what}`);
  return stdout.trim();
}

const program = `
import { key, normal, stream, toNdarray, fillNormal, fromNdarray } from '@yuragi/prob-core';
import { logGamma } from '@yuragi/prob-core/special';
import { ArgumentError } from '@yuragi/prob-core/errors';
import { anneal } from '@yuragi/annealing';
import { kl } from '@yuragi/kl-info';
import { isingModel } from '@yuragi/mcmc';
import { integrateOde } from '@yuragi/sde';
import { jarzynski } from '@yuragi/thermo-jarzynski';
import { fitGaussianMixture } from '@yuragi/latent-models';
import { ancestralSampler, karrasSigmas, sampleDiffusion, smoothedMixture } from '@yuragi/diffusion';

export async function main(): Promise<string> {
  const rng = stream(key('consumer'));
  const noise = new Float64Array(400);
  fillNormal(rng, noise);
  const x = toNdarray(noise.map((z, i) => z + (i % 2 === 0 ? 4 : -4)), [400, 1]);
  const { model, stopped } = await fitGaussianMixture(x, key('fit'), { numComponents: 2 });
  const { samples } = await sampleDiffusion(
    ancestralSampler(smoothedMixture(model).denoise, { dimension: 1 }), rng, { sigmas: karrasSigmas({ numSteps: 20 }), numSamples: 3 },
  );
  const decay = { dimension: 1, drift: (y: Float64Array, _t: number, out: Float64Array) => { out[0] = -y[0]!; } };
  const { position } = integrateOde(decay, Float64Array.of(1), { t0: 0, t1: 1 });
  let refused = '';
  try { normal({ standardDeviation: -1 }); } catch (error) { refused = error instanceof ArgumentError ? error.code : 'other'; }
  const { data } = fromNdarray(samples, 'main', 'samples');
  const ring = isingModel({ numSpins: 4, bonds: [[0, 1, 1], [1, 2, 1], [2, 3, 1], [3, 0, 1]] });
  const { energies } = await anneal(ring, key('anneal'), { numReads: 4 });
  const freeEnergy = jarzynski({ work: Float64Array.of(0, Math.log(3)), direction: 'forward' });
  return JSON.stringify([
    stopped, data.length, position[0]!.toFixed(4), logGamma(5).toFixed(6), refused,
    energies[0], kl(normal({}), normal({ mean: 1 })), freeEnergy.value.toFixed(4),
  ]);
}
`;
const expected = JSON.stringify(['converged', 3, '0.3679', '3.178054', 'YURAGI_ARGUMENT', -4, 0.5, '0.4055']);

/** @param {string} what @param {string} actual */
function expectAnswer(what, actual) {
  if (actual !== expected) throw new Error(`${what}: expected ${expected}; received ${actual}`);
}

try {
  const packages = readdirSync(join(repository, 'packages'))
    .map((name) => join(repository, 'packages', name))
    .filter((path) => JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')).private !== true);
  const dependencies = Object.fromEntries(
    packages.map((path) => [
      JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')).name,
      `file:${pack(path, folder)}`,
    ]),
  );
  const manifest = {
    name: 'consumer',
    private: true,
    type: 'module',
    dependencies,
    devDependencies: { esbuild: '0.28.2', vite: '^8.0.0', typescript: '~5.9.0', typescript7: 'npm:typescript@7.0.2' },
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'main.ts'), program);
  writeFileSync(join(folder, 'print.ts'), `import { main } from './main.ts';\nconsole.log(await main());\n`);
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        target: 'ES2022',
        module: 'NodeNext',
        strict: true,
        exactOptionalPropertyTypes: true,
        noUncheckedIndexedAccess: true,
        skipLibCheck: false,
        lib: ['ES2023', 'DOM'],
        types: [],
        allowImportingTsExtensions: true,
        noEmit: true,
      },
      include: ['*.ts'],
    }),
  );
  writeFileSync(
    join(folder, 'vite.config.js'),
    `export default { build: { lib: { entry: 'print.ts', formats: ['es'], fileName: 'vite' }, outDir: 'vite-out', target: 'es2022' } };\n`,
  );
  run('installed by npm', 'npm', ['install', '--no-audit', '--no-fund', '--loglevel=error']);
  const local = (/** @type {string[]} */ ...parts) => join(folder, 'node_modules', ...parts);
  run('declarations pass TypeScript 5.9', process.execPath, [local('typescript', 'bin', 'tsc'), '-p', '.']);
  run('declarations pass TypeScript 7', process.execPath, [local('typescript7', 'bin', 'tsc'), '-p', '.']);

  run('bundled by esbuild', local('.bin', 'esbuild'), [
    'print.ts',
    '--bundle',
    '--format=esm',
    '--outfile=esbuild.mjs',
    '--log-level=error',
  ]);
  expectAnswer('esbuild', run('and run', process.execPath, ['esbuild.mjs']));
  run('bundled by Vite', process.execPath, [local('vite', 'bin', 'vite.js'), 'build', '--logLevel=error']);
  expectAnswer('Vite', run('and run', process.execPath, ['vite-out/vite.js']));

  // Without a bundler: Node takes no TypeScript at the oldest version we support, so esbuild strips the types alone.
  run('types stripped', local('.bin', 'esbuild'), [
    'main.ts',
    'print.ts',
    '--outdir=plain',
    '--out-extension:.js=.mjs',
    '--log-level=error',
  ]);
  const plain = join(folder, 'plain', 'print.mjs');
  writeFileSync(plain, readFileSync(plain, 'utf8').replace('./main.ts', './main.mjs'));
  expectAnswer('Node', run('run by Node', process.execPath, [plain]));
  expectAnswer(
    'no code generation',
    run('run with code generation switched off', process.execPath, ['--disallow-code-generation-from-strings', plain]),
  );
  const required = `console.log(typeof require('@yuragi/diffusion').smoothedMixture)`;
  if (run('required from CommonJS', process.execPath, ['--input-type=commonjs', '-e', required]) !== 'function')
    throw new Error('require gave no function');
} catch (error) {
  console.error(/** @type {Error} */ (error).message);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
