/** Every row of the errata that can be computed, by its number. Row 59 is no formula: its page gives a source. */
import type { Check, Checks } from './check.ts';
import { notes000 } from './notes-000.ts';
import { notes001 } from './notes-001.ts';
import { notes002 } from './notes-002.ts';
import { notes003Models } from './notes-003-models.ts';
import { notes003Sampling } from './notes-003-sampling.ts';
import { notes004 } from './notes-004.ts';

export const checks: Checks = {
  ...notes000,
  ...notes001,
  ...notes002,
  ...notes003Models,
  ...notes003Sampling,
  ...notes004,
};

/** All rows, computed. */
export const computeChecks = (): Readonly<Record<string, Check>> =>
  Object.fromEntries(Object.entries(checks).map(([row, check]) => [row, check()]));
