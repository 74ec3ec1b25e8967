/** What every published package promises of its public names: a doc comment on each, and none of the retired words. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const packages = fileURLToPath(new URL('../..', import.meta.url));
const published = readdirSync(packages).filter((name) => {
  const file = join(packages, name, 'package.json');
  return existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).private !== true;
});

interface PublicName {
  readonly name: string;
  /** The module that declares it. */
  readonly file: string;
}

/** Every name an entry exports, with the module it comes from. */
function publicNames(name: string): PublicName[] {
  const folder = join(packages, name);
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const follow = (file: string): PublicName[] => {
    const source = readFileSync(file, 'utf8');
    const declared = [...source.matchAll(/^export (?:async )?(?:function\*?|const|class|interface|type) (\w+)/gm)].map(
      ([, found]) => ({ name: found!, file }),
    );
    const passedOn = [...source.matchAll(/^export (?:type )?\{([^}]*)\} from '(\.[^']+)';/gm)].flatMap(
      ([, list, from]) => {
        const wanted = list!
          .split(',')
          .map((item) => item.trim().replace(/^type /, ''))
          .filter(Boolean);
        return follow(join(dirname(file), from!)).filter((each) => wanted.includes(each.name));
      },
    );
    return [...declared, ...passedOn];
  };
  const entries = Object.values<{ '@yuragi/source': string }>(exports).map((entry) =>
    join(folder, entry['@yuragi/source']),
  );
  return entries.flatMap(follow);
}

/** Words of other fields and habits that our glossary replaces (GLOSSARY.md). */
const retired = [
  /^logp$/i,
  /^lp$/,
  /logProb/,
  /^cost$/i,
  /^eps$/,
  /^dt$/,
  /annealingType/i,
  /^moves$/,
  /^ok$/,
  /^dF$/,
  /^Z$/,
  /learningRate$/,
];

describe.each(published)('@yuragi/%s', (name) => {
  const names = publicNames(name);

  test('exports something', () => {
    expect(names.length).toBeGreaterThan(0);
  });

  test('has a doc comment on every public name', () => {
    const bare = names.filter(({ name: own, file }) => {
      const source = readFileSync(file, 'utf8');
      const declaration = new RegExp(
        `(\\*/\\n)?export (?:async )?(?:function\\*?|const|class|interface|type) ${own}\\b`,
      );
      return declaration.exec(source)?.[1] === undefined;
    });
    // The options of a function speak through their fields.
    expect(bare.filter(({ name: own }) => !/Options$/.test(own)).map(({ name: own }) => own)).toEqual([]);
  });

  test('uses none of the retired words', () => {
    expect(names.map(({ name: own }) => own).filter((own) => retired.some((word) => word.test(own)))).toEqual([]);
  });
});
