/**
 * A section, heading or slide of the notes, and where the site and the packages hold it. Sections stand in tables of text, one
 * to each notebook: a line for the section, and under it, indented, one for its places.
 *
 *   place | heading, in a few words | in English
 *     pages | functions | tests
 *
 * Lists are divided by spaces. A page is named with its anchor (`tour/sanov#interior`, `errata#row-14`), a function with its
 * entry (`kl-info.sanov`, `prob-core/spaces.bayes`), a test by its file below `packages`, or from `apps`. `= words` in place of
 * functions and tests marks a section that computes nothing; a section without a second line is a frame: a plan, a title.
 */
export interface Section {
  readonly id: string;
  readonly notebook: string;
  readonly place: string;
  readonly title: { readonly ja: string; readonly en: string };
  /** A frame has no content, words have pages, formulas have functions and tests too. */
  readonly kind: 'frame' | 'words' | 'formulas';
  readonly pages: readonly string[];
  readonly functions: readonly string[];
  readonly tests: readonly string[];
}

const listOf = (text = ''): readonly string[] => text.split(/\s+/).filter((word) => word !== '');

/** Reads a table. @throws {Error} for a line that is neither a section nor the places of one */
export function sectionsOf(notebook: string, table: string): readonly Section[] {
  const sections: Section[] = [];
  for (const line of table.split('\n').filter((text) => text.trim() !== '')) {
    const fields = line.split('|').map((field) => field.trim());
    const last = sections.at(-1);
    if (!line.startsWith(' ')) {
      const [place = '', ja = '', en = '', ...more] = fields;
      if (place === '' || ja === '' || en === '' || more.length > 0) throw new Error(`no section: ${line}`);
      const id = `${notebook}/${place}`;
      sections.push({ id, notebook, place, title: { ja, en }, kind: 'frame', pages: [], functions: [], tests: [] });
    } else {
      const [pages = '', functions = '', tests] = fields;
      const isWords = functions === '= words';
      if (last?.kind !== 'frame' || (isWords ? tests !== undefined : fields.length !== 3))
        throw new Error(`no places of a section: ${line}`);
      sections[sections.length - 1] = {
        ...last,
        kind: isWords ? 'words' : 'formulas',
        pages: listOf(pages),
        functions: isWords ? [] : listOf(functions),
        tests: listOf(tests),
      };
    }
  }
  return sections;
}

/** Whether a reader finds all of it: words their page, formulas their page, function and test. */
export const isCovered = ({ kind, pages, functions, tests }: Section): boolean =>
  kind === 'frame' || (pages.length > 0 && (kind === 'words' || (functions.length > 0 && tests.length > 0)));

/** The anchor of a section in the concordance. */
export const anchorOf = ({ id }: Section): string => `s-${id.replace(/[^\w-]+/g, '-')}`;
