import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import asc from 'assemblyscript/asc';

/**
 * `yuragi wasm`: compiles every `assembly/<name>.ts` of this workspace to `src/generated/<name>.ts`,
 * a module that holds the binary as base64 (works in Node and in every bundler without configuration).
 */
export async function buildWasm() {
  mkdirSync('src/generated', { recursive: true });
  for (const file of readdirSync('assembly').filter((name) => name.endsWith('.ts'))) {
    /** @type {Uint8Array | undefined} */
    let binary;
    const { error, stderr } = await asc.main(
      [`assembly/${file}`, '--outFile', 'out.wasm', '-O3', '--runtime', 'stub', '--noAssert', '--enable', 'simd'],
      {
        writeFile: (name, data) => {
          if (name.endsWith('.wasm')) binary = /** @type {Uint8Array} */ (data);
        },
      },
    );
    if (error || !binary) {
      console.error(`${file}: ${error?.message ?? 'no output'}\n${stderr}`);
      return 1;
    }
    const base64 = Buffer.from(binary).toString('base64');
    writeFileSync(
      join('src/generated', file),
      `// Made by \`yuragi wasm\` from assembly/${file}: ${binary.length} bytes.\nexport const wasmBase64: string =\n  '${base64}';\n`,
    );
  }
  return 0;
}
