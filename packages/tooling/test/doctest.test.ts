import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { blocksOf, mergeImports, translateLine } from '../src/doctest.mjs';

describe('translateLine', () => {
  test.each([
    ['key(7); // => { k0: 7, k1: 0 }', 'expect((key(7))).toEqual({ k0: 7, k1: 0 });'],
    ['  f(1) // => 2', '  expect((f(1))).toEqual(2);'],
    ['const x = f(1); // => 2', 'const x = f(1); expect(x).toEqual(2);'],
    ['let x: number = f(1); // ~> 0.39', 'let x: number = f(1); expectDigits(x, "0.39");'],
    ['density(0); // ~> 3.99e-1', 'expectDigits((density(0)), "3.99e-1");'],
    ['key(-1); // throws must be', 'await expect((async () => (key(-1)))()).rejects.toThrow("must be");'],
    ['x.map((y) => y + 1); // => [2]', 'expect((x.map((y) => y + 1))).toEqual([2]);'],
    ["f('=>'); // => '~>'", "expect((f('=>'))).toEqual('~>');"],
  ])('%s', (line, expected) => {
    expect(translateLine(line)).toBe(expected);
  });

  test.each(['const x = 1;', '// a comment', 'f(x); // what it does', '  return x => y;', ''])(
    'leaves other lines as they are: %s',
    (line) => {
      expect(translateLine(line)).toBe(line);
    },
  );
});

describe('blocksOf', () => {
  const fence = '```';

  test('finds blocks in Markdown, with the line they begin on', () => {
    const text = `# Title\n\n${fence}ts doctest\nf(); // => 1\n${fence}\n\n${fence}ts\nnot(me);\n${fence}\n${fence}ts doctest (named)\ng();\n${fence}\n`;
    expect(blocksOf('README.md', text)).toEqual([
      { line: 3, code: 'f(); // => 1\n' },
      { line: 10, code: 'g();\n' },
    ]);
  });

  test('finds blocks of doc comments, after @example, after a title, and on a line of their own', () => {
    const source = [
      '/**',
      ' * First.',
      ' *',
      ` * @example ${fence}ts doctest`,
      ' * f(1); // => 2',
      ` * ${fence}`,
      ' */',
      'export function f() {}',
      '/**',
      ` * @example (twice) ${fence}ts doctest`,
      ' * {',
      ' *   g();',
      ' * }',
      ` * ${fence}`,
      ` * ${fence}ts doctest`,
      ' * h();',
      ` * ${fence}`,
      ' */',
    ].join('\n');
    expect(blocksOf('src/f.ts', source)).toEqual([
      { line: 4, code: 'f(1); // => 2\n' },
      { line: 10, code: '{\n  g();\n}\n' },
      { line: 15, code: 'h();\n' },
    ]);
  });

  test('passes over code outside doc comments and plain fences', () => {
    const source = `const text = \`\n${fence}ts doctest\nf();\n${fence}\n\`;\n/* ${fence}ts doctest\ng();\n${fence} */\n/**\n * ${fence}ts\n * h();\n * ${fence}\n */`;
    expect(blocksOf('src/f.ts', source)).toEqual([]);
  });

  test('the doc comments of this repository have blocks: key.ts has three', () => {
    const source = readFileSync(new URL('../../prob-core/src/key.ts', import.meta.url), 'utf8');
    expect(blocksOf('src/key.ts', source).map(({ code }) => code.split('\n')[0])).toEqual([
      "import { key } from '@yuragi/prob-core';",
      "import { foldIn, key } from '@yuragi/prob-core';",
      "import { foldIn, key, split } from '@yuragi/prob-core';",
    ]);
  });
});

describe('mergeImports', () => {
  test('imports each name of a module once', () => {
    expect(
      mergeImports([
        "import { expect, test } from 'vitest';",
        "import { key } from 'a';",
        "import { key, type Rng, stream } from 'a';",
        "import { key as other } from 'b'",
      ]),
    ).toEqual([
      "import { expect, test } from 'vitest';",
      "import { key, type Rng, stream } from 'a';",
      "import { key as other } from 'b';",
    ]);
  });

  test('keeps imports of other forms, once', () => {
    expect(mergeImports(["import ndarray from 'ndarray';", "import ndarray from 'ndarray';", "import 'c';"])).toEqual([
      "import ndarray from 'ndarray';",
      "import 'c';",
    ]);
  });
});
