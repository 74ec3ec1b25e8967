/** The five notebooks, section by section. */
import { notes000 } from './notes-000.ts';
import { notes001 } from './notes-001.ts';
import { notes002 } from './notes-002.ts';
import { notes003 } from './notes-003.ts';
import { notes004 } from './notes-004.ts';
import { type Section, sectionsOf } from './section.ts';

export const sections: readonly Section[] = Object.entries({
  '000': notes000,
  '001': notes001,
  '002': notes002,
  '003': notes003,
  '004': notes004,
}).flatMap(([notebook, table]) => sectionsOf(notebook, table));
