/** A state is a link: the seed and every setting that is not the default stand in the address of the page. */
import type { Control } from './contract.ts';

function read<C, S>(control: Control<C, S>, text: string): unknown {
  switch (control.kind) {
    case 'range': {
      const value = Number(text);
      return text !== '' && Number.isFinite(value) ? Math.min(Math.max(value, control.min), control.max) : undefined;
    }
    case 'select':
      return control.options.some(([value]) => value === text) ? text : undefined;
    case 'break':
      return text === control.on ? text : undefined;
    case 'points': {
      const values = text.split('.').map(Number);
      const isWhole = values.length % 2 === 0 && values.every((value) => Number.isSafeInteger(value));
      return isWhole && values.length <= 2 * MAX_POINTS ? values : undefined;
    }
  }
}

/** More than anyone draws by hand, few enough for an address. */
export const MAX_POINTS = 96;

const write = (value: unknown): string => (Array.isArray(value) ? value.join('.') : String(value));

/** What the address says of this figure, on top of its defaults. */
export function readAddress<C extends object, S>(
  name: string,
  defaults: C,
  controls: readonly Control<C, S>[],
): { readonly settings: C; readonly seed: string | undefined } {
  const query = new URLSearchParams(location.search);
  const settings = { ...defaults };
  for (const control of controls) {
    const text = query.get(`${name}.${control.name}`);
    const value = text === null ? undefined : read(control, text);
    if (value !== undefined) Object.assign(settings, { [control.name]: value });
  }
  return { settings, seed: query.get(`${name}.seed`) ?? undefined };
}

export function writeAddress<C extends object, S>(
  name: string,
  defaults: C,
  controls: readonly Control<C, S>[],
  settings: C,
  seed: string,
): void {
  const url = new URL(location.href);
  const put = (key: string, text: string, initial: string): void => {
    if (text === initial) url.searchParams.delete(`${name}.${key}`);
    else url.searchParams.set(`${name}.${key}`, text);
  };
  put('seed', seed, name);
  for (const control of controls) put(control.name, write(settings[control.name]), write(defaults[control.name]));
  if (url.href !== location.href) history.replaceState(history.state, '', url);
}
