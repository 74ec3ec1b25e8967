/** Reference values that programs other than this project computed: `reference/*.json`, described in its README. */

export interface Tolerance {
  /** Relative to the reference value. */
  readonly rel?: number | undefined;
  /** An alternative to rel: a number passes when either holds. */
  readonly abs?: number | undefined;
  /** Bit for bit. */
  readonly exact?: boolean | undefined;
  /** For references of exactly 0, which otherwise are compared at abs, or at 1e-13 where there is no abs. */
  readonly zero_abs?: number | undefined;
  /** For references below 2.3e-308 in magnitude. */
  readonly subnormal_abs?: number | undefined;
}

export interface ReferenceCase {
  readonly description: string;
  // biome-ignore lint/suspicious/noExplicitAny: each case has a shape of its own, which its description gives.
  readonly inputs: any;
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  readonly outputs: any;
  /** The file's tolerance as numbers: of a text, its first clause. Empty where that is not a number: give your own. */
  readonly tolerance: Tolerance & Readonly<Record<string, number | boolean | string>>;
}

const files = /* @__PURE__ */ new Map<string, Readonly<Record<string, unknown>>>();

/** The cases of a file by id; one file lists them, the other maps them. */
function casesOf(file: string): Readonly<Record<string, unknown>> {
  let cases = files.get(file);
  if (cases === undefined) {
    // Not an import: browser tests load this module too.
    const { readFileSync } = process.getBuiltinModule('node:fs');
    const parsed = JSON.parse(readFileSync(new URL(`../reference/${file}.json`, import.meta.url), 'utf8')).cases;
    cases = Array.isArray(parsed) ? Object.fromEntries(parsed.map((each) => [each.id, each])) : parsed;
    files.set(file, cases!);
  }
  return cases!;
}

function parseTolerance(tolerance: unknown): ReferenceCase['tolerance'] {
  if (typeof tolerance !== 'string') return (tolerance ?? {}) as ReferenceCase['tolerance'];
  const [, number, kind] = /^(\d[\d.]*(?:e-?\d+)?)(?: (abs|relative)\b)?(?=[;( ]|$)(?! bits)/.exec(tolerance) ?? [];
  if (number === undefined) return {};
  return kind === 'abs' ? { abs: Number(number) } : { rel: Number(number) };
}

/**
 * One case of a reference file.
 *
 * @param file name without `.json`: 'prob-kl-thermo-latent', 'diffusion-sde', …
 * @throws {Error} if there is no such case
 */
export function referenceCase(file: string, id: string): ReferenceCase {
  const found = casesOf(file)[id] as ReferenceCase | undefined;
  if (found === undefined) throw new Error(`reference/${file}.json has no case '${id}'`);
  const { description, inputs, outputs, tolerance } = found;
  return { description, inputs, outputs, tolerance: parseTolerance(tolerance) };
}

/** What JSON cannot say stands in a string: "Infinity", "-Infinity". */
const numberOf = (value: unknown): unknown => (/^[+-]?Infinity$/.test(String(value)) ? Number(value) : value);

function difference(actual: unknown, expected: unknown, tolerance: Tolerance, path: string): string | undefined {
  const mismatch = `${path}: received ${String(actual)}, expected ${String(expected)}`;
  const reference = numberOf(expected);
  if (typeof reference === 'object' && reference !== null) {
    if (typeof actual !== 'object' || actual === null) return mismatch;
    if (Array.isArray(reference) && (actual as ArrayLike<unknown>).length !== reference.length)
      return `${path}: received ${(actual as ArrayLike<unknown>).length} values, expected ${reference.length}`;
    for (const [name, item] of Object.entries(reference)) {
      const found = difference((actual as Record<string, unknown>)[name], item, tolerance, `${path}.${name}`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (typeof reference !== 'number' || tolerance.exact === true || !Number.isFinite(reference))
    return Object.is(actual, reference) ? undefined : mismatch;
  if (typeof actual !== 'number') return mismatch;
  const { rel = 0, abs = 0 } = tolerance;
  let allowed = Math.max(abs, rel * Math.abs(reference));
  if (reference === 0) allowed = tolerance.zero_abs ?? tolerance.abs ?? 1e-13;
  else if (Math.abs(reference) < 2.3e-308) allowed = Math.max(allowed, tolerance.subnormal_abs ?? 0);
  const error = Math.abs(actual - reference);
  if (error <= allowed) return undefined;
  return `${mismatch}; off by ${error} (${(error / Math.abs(reference)).toPrecision(3)} of it), allowed ${allowed}`;
}

/**
 * Asserts that numbers agree with reference values: within `rel` or `abs`, whichever is wider; references of 0 within
 * 1e-13; words, infinities and null exactly. Objects and arrays are compared entry by entry of the reference.
 *
 * @param actual a number, or arrays, typed arrays and objects that mirror `expected` (further fields do not matter)
 * @throws {Error} naming the first entry that differs
 */
export function expectClose(actual: unknown, expected: unknown, tolerance: Tolerance): void {
  const { rel, abs, exact } = tolerance;
  if (rel === undefined && abs === undefined && exact !== true) throw new Error('expectClose: give rel, abs or exact');
  const found = difference(actual, expected, tolerance, 'value');
  if (found !== undefined) throw new Error(found);
}
