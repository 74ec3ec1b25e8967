// `yuragi doctest`: every block fenced as `ts doctest` in the doc comments and Markdown of a workspace is type-checked
// and run as a test. A line that ends in `// => value` is an assertion (deep equality with the value), `// ~> 0.3989`
// compares to the digits shown, `// throws text` expects an error whose message contains the text.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runTests } from './run-tests.mjs';
import { runTool, workspace } from './workspace.mjs';

/** At the start of a line, or after `@example` and a title on it. */
const fence = /^(?:@example[^\n`]*)?```ts doctest[^\n]*\n([\s\S]*?)^```/gm;
const comment = /\/\*\*([\s\S]*?)\*\//g;

/** The text of each doc comment without its stars, blank elsewhere, so that line numbers stay. @param {string} source */
function commentsOnly(source) {
  let text = source.replace(/[^\n]/g, '');
  let result = '';
  let last = 0;
  for (const match of source.matchAll(comment)) {
    result += source.slice(last, match.index).replace(/[^\n]/g, '');
    result += match[0]
      .replace(/^\/\*\*/, '')
      .replace(/\*\/$/, '')
      .replace(/^[ \t]*\* ?/gm, '');
    last = match.index + match[0].length;
  }
  text = result + source.slice(last).replace(/[^\n]/g, '');
  return text;
}

/** @param {string} line */
export function translateLine(line) {
  const match = /^(\s*)(.*?);?\s*\/\/ (=>|~>|throws) (.+?)\s*$/.exec(line);
  if (!match) return line;
  const [, indent = '', code = '', mode = '', expected = ''] = match;
  const named = /^(?:const|let) (\w+)(?::[^=]+)? = /.exec(code);
  const value = named ? named[1] : `(${code})`;
  const before = named ? `${code}; ` : '';
  if (mode === '=>') return `${indent}${before}expect(${value}).toEqual(${expected});`;
  if (mode === 'throws')
    return `${indent}await expect((async () => ${value})()).rejects.toThrow(${JSON.stringify(expected)});`;
  return `${indent}${before}expectDigits(${value}, ${JSON.stringify(expected)});`;
}

/**
 * The import lines of several blocks as those of one module: what is imported from a module twice is imported once.
 * @param {readonly string[]} lines
 */
export function mergeImports(lines) {
  /** @type {Map<string, Set<string>>} */
  const names = new Map();
  const others = new Set();
  for (const line of lines) {
    const [, list = '', from = ''] = /^import \{([^}]*)\} from '([^']+)';?$/.exec(line.trim()) ?? [];
    if (from === '') others.add(line);
    else
      names.set(
        from,
        new Set([...(names.get(from) ?? []), ...list.split(',').map((name) => name.trim())].filter(Boolean)),
      );
  }
  return [...others, ...[...names].map(([from, set]) => `import { ${[...set].join(', ')} } from '${from}';`)];
}

/** @param {string} file @param {string} source */
export function blocksOf(file, source) {
  const text = file.endsWith('.md') ? source : commentsOnly(source);
  return [...text.matchAll(fence)].map((match) => ({
    line: text.slice(0, match.index).split('\n').length,
    code: match[1] ?? '',
  }));
}

const helpers = `
/** The number, rounded to the digits of the expectation, reads as the expectation. */
function expectDigits(value: number, expected: string): void {
  const [mantissa = '', exponent = '0'] = expected.split('e');
  const decimals = mantissa.split('.')[1]?.length ?? 0;
  const scaled = Number(value) / 10 ** Number(exponent);
  // What rounds to zero has no sign.
  const digits = scaled.toFixed(decimals).replace(/^-(?=[0.]*$)/, '');
  expect(digits + (expected.includes('e') ? 'e' + exponent : '')).toBe(expected);
}
`;

/** @param {...string} folders beside `src`, searched as deep as they go */
export function doctest(...folders) {
  const { manifest } = workspace();
  rmSync('.doctest', { recursive: true, force: true });
  const sources = ['src', ...folders]
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`));
  const files = [...readdirSync('.'), ...sources].filter(
    (name) => /\.(md|ts)$/.test(name) && !/\.test\.ts$|generated/.test(name),
  );
  let count = 0;
  for (const file of files.sort()) {
    const blocks = blocksOf(file, readFileSync(file, 'utf8'));
    if (blocks.length === 0) continue;
    const imports = ["import { expect, test } from 'vitest';"];
    const bodies = blocks.map(({ line, code }) => {
      const lines = code.split('\n');
      const isImport = (/** @type {string} */ each) => each.startsWith('import ');
      imports.push(...lines.filter(isImport));
      const body = lines.filter((each) => !isImport(each)).map(translateLine);
      if (!/=>|~>|throws|expect/.test(code)) body.push('expect.assertions(0);');
      return `test('${file}:${line}', async () => {\n${body.join('\n')}\n});\n`;
    });
    count += blocks.length;
    const target = join('.doctest', `${file.replaceAll('/', '-')}.test.ts`);
    mkdirSync('.doctest', { recursive: true });
    writeFileSync(target, `${mergeImports(imports).join('\n')}\n${helpers}\n${bodies.join('\n')}`);
  }
  if (count === 0) {
    if (manifest.private !== true) {
      console.error(`${manifest.name}: no \`ts doctest\` block in README.md or src`);
      return 1;
    }
    return 0;
  }
  writeFileSync(
    '.doctest/tsconfig.json',
    JSON.stringify({
      extends: '../tsconfig.json',
      compilerOptions: { noUnusedLocals: false, isolatedDeclarations: false, declaration: false },
      // By name: a pattern passes over folders that begin with a dot.
      files: readdirSync('.doctest').filter((name) => name.endsWith('.ts')),
      include: [],
    }),
  );
  const typecheck = runTool('typescript', ['--noEmit', '-p', '.doctest'], { bin: 'tsc' }).status;
  return typecheck || runTests('doctest');
}
