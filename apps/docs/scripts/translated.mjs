// `pnpm translated [page …]`: notes that Japanese pages say what their English twins say now (all of them unless named).
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { revisionOf } from './revision.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const named = process.argv.slice(2).map((page) => page.replace(/^ja\//, ''));
const pages = readdirSync(`${root}/ja`, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'));
for (const page of named.length > 0 ? named : pages) {
  if (!existsSync(`${root}/${page}`) || !pages.includes(page)) {
    console.error(`${page}: there is no such page in both languages`);
    process.exitCode = 1;
    continue;
  }
  const file = `${root}/ja/${page}`;
  const text = readFileSync(file, 'utf8');
  const revision = revisionOf(readFileSync(`${root}/${page}`, 'utf8'));
  const marked = text.replace(/^(---\n[\s\S]*?\nsource: ).*$/m, `$1'${revision}'`);
  if (marked !== text) {
    writeFileSync(file, marked);
    console.log(`${page}: ${revision}`);
  }
}
