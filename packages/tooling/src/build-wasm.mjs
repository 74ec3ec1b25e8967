import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import asc from 'assemblyscript/asc';

/**
 * What to build: by module of `src/generated`, its entry in `assembly` and the compiler's options beyond the usual ones.
 * `assembly/asconfig.json` says it; without that file every `assembly/<name>.ts` is built once.
 *
 * @returns {Record<string, { entry: string, options: string[], isCompressed: boolean }>}
 */
function variants() {
  const config = 'assembly/asconfig.json';
  if (existsSync(config)) return JSON.parse(readFileSync(config, 'utf8'));
  const entries = readdirSync('assembly').filter((name) => name.endsWith('.ts'));
  return Object.fromEntries(entries.map((entry) => [entry, { entry, options: [], isCompressed: false }]));
}

/**
 * `yuragi wasm`: compiles the modules in `assembly` of this workspace to `src/generated`: files that hold the binary as
 * base64 (works in Node and in every bundler without configuration).
 */
export async function buildWasm() {
  mkdirSync('src/generated', { recursive: true });
  for (const [file, { entry, options, isCompressed }] of Object.entries(variants())) {
    /** @type {Uint8Array | undefined} */
    let binary;
    const usual = ['--outFile', 'out.wasm', '-O3', '--runtime', 'stub', '--noAssert', '--enable', 'simd'];
    const { error, stderr } = await asc.main([`assembly/${entry}`, ...usual, ...options], {
      // Decorators stand in comments, because the parser of `turbo boundaries` does not take them on functions.
      readFile: (name) => (existsSync(name) ? readFileSync(name, 'utf8').replaceAll(/^\/\/ (@\w+)$/gm, '$1') : null),
      writeFile: (name, data) => {
        if (name.endsWith('.wasm')) binary = /** @type {Uint8Array} */ (data);
      },
    });
    if (error || !binary) {
      console.error(`${file}: ${error?.message ?? 'no output'}\n${stderr}`);
      return 1;
    }
    const stored = isCompressed ? deflateRawSync(binary, { level: 9 }) : Buffer.from(binary);
    const base64 = stored.toString('base64');
    const how = isCompressed ? `, compressed (RFC 1951) to ${stored.length}` : '';
    writeFileSync(
      join('src/generated', file),
      `// Made by \`yuragi wasm\` from assembly/${entry}: ${binary.length} bytes${how}.\nexport const wasmBase64: string =\n  '${base64}';\n`,
    );
  }
  return 0;
}
